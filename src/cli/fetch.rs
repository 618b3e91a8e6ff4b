//! `fetch`: what is new in the feeds becomes files of the library.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use serde_json::{Value, json};

use super::args::FetchArgs;
use super::feeds::{client, edit, find, jobs, now, rfc_3339};
use super::output::{Output, printable};
use super::progress::{PATIENCE, Progress};
use super::setup::Setup;
use super::{Failure, Verdict, complain};
use crate::app::feeds::until;
use crate::fetch::entry::Tally;
use crate::fetch::run::{Job, News, Outcome, Report, run};
use crate::fetch::state::State;
use crate::fetch::subscriptions;

/// Fetches the feeds that are named, else those that are due.
pub(super) fn fetch(setup: &Setup, args: &FetchArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let all = jobs(setup)?;
    if all.is_empty() {
        let what = "there is no feed to fetch; add one with `counterpoint feed add URL`";
        return Err(Failure::Usage(what.to_owned()));
    }
    let chosen = choose(&all, args)?;
    let later = if args.feeds.is_empty() {
        all.len() - chosen.len()
    } else {
        0
    };
    let client = client(setup);
    let workers = usize::from(setup.config.fetch.concurrent);
    let mut tempo = Tempo::new(chosen.len());
    let (mut sum, mut failed) = (Tally::default(), 0);
    let (sender, news) = mpsc::channel();
    thread::scope(|scope| -> Result<(), Failure> {
        scope.spawn(|| {
            // Where nobody listens any more, the files are still written.
            let tell = move |news| drop(sender.send(news));
            run(chosen, &client, workers, &now, &tell);
        });
        loop {
            let report = match news.recv_timeout(PATIENCE) {
                Ok(News::Done(report)) => report,
                Ok(news) => {
                    tempo.step(&news);
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {
                    tempo.draw();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            if let Outcome::Read(tally) = &report.outcome {
                sum.new += tally.new;
                sum.changed += tally.changed;
            }
            failed += usize::from(matches!(report.outcome, Outcome::Failed(_)));
            tempo
                .progress
                .aside(|| tell(setup, &report, args.json, out))?;
            tempo.step(&News::Done(report));
        }
    })?;
    drop(tempo);
    if !args.json {
        out.line(&summary(sum, failed, later))?;
    }
    Ok(if failed == 0 {
        Verdict::Fine
    } else {
        Verdict::Problems
    })
}

fn summary(sum: Tally, failed: usize, later: usize) -> String {
    let later = match later {
        0 => String::new(),
        some => format!("; {some} feeds are not due yet (--all asks them too)"),
    };
    format!(
        "{} new, {} changed, {failed} feeds failed{later}",
        sum.new, sum.changed
    )
}

fn choose(all: &[Job], args: &FetchArgs) -> Result<Vec<Job>, Failure> {
    if !args.feeds.is_empty() {
        let mut chosen: Vec<Job> = Vec::new();
        for asked in &args.feeds {
            let job = find(all, asked)?;
            if !chosen
                .iter()
                .any(|other| other.place.address == job.place.address)
            {
                chosen.push(job.clone());
            }
        }
        return Ok(chosen);
    }
    let now = now();
    let is_due = |job: &&Job| {
        args.all
            || State::read(
                &job.states,
                &job.place.address,
                &job.place.folder,
                job.every,
            )
            .next
                <= now
    };
    Ok(all.iter().filter(is_due).cloned().collect())
}

/// Says what came of a feed, and keeps the address of one that has moved.
fn tell(setup: &Setup, report: &Report, json: bool, out: &mut Output) -> Result<(), Failure> {
    if let Some(moved) = &report.moved {
        match edit(setup, |text| {
            subscriptions::relocate(text, &report.url, moved, &report.name)
        }) {
            Ok(_) => complain(&format!(
                "{} has moved; its address is now {moved}",
                report.name
            )),
            Err(_) => complain(&format!(
                "{} has moved to {moved}, which cannot be written to your configuration; correct it there",
                report.name
            )),
        }
    }
    if json {
        return out.json(&as_json(report));
    }
    let name = printable(&report.name);
    match &report.outcome {
        Outcome::Read(Tally {
            new: 0, changed: 0, ..
        })
        | Outcome::Unchanged => Ok(()),
        Outcome::Read(tally) => out.line(&format!(
            "{name}: {} new, {} changed",
            tally.new, tally.changed
        )),
        Outcome::Taken => out.line(&format!("{name}: another copy is fetching it")),
        Outcome::Failed(error) => {
            complain(&format!(
                "{name}: {error} (asked again {})",
                until(report.next, now())
            ));
            Ok(())
        }
    }
}

fn as_json(report: &Report) -> Value {
    let (outcome, tally, error) = match &report.outcome {
        Outcome::Read(tally) => ("read", *tally, None),
        Outcome::Unchanged => ("unchanged", Tally::default(), None),
        Outcome::Taken => ("taken", Tally::default(), None),
        Outcome::Failed(error) => ("failed", Tally::default(), Some(error)),
    };
    json!({
        "url": report.url,
        "name": report.name,
        "outcome": outcome,
        "new": tally.new,
        "changed": tally.changed,
        "same": tally.same,
        "error": error,
        "moved": report.moved,
        "next": rfc_3339(report.next),
    })
}

/// How far a fetch is: in feeds, and in the entries that have come.
struct Tempo {
    feeds: usize,
    done: usize,
    /// So many entries have come, and so many are done.
    entries: (usize, usize),
    progress: Progress,
}

impl Tempo {
    fn new(feeds: usize) -> Self {
        Self {
            feeds,
            done: 0,
            entries: (0, 0),
            progress: Progress::new("fetching {wide_bar} {msg}"),
        }
    }

    fn step(&mut self, news: &News) {
        match news {
            News::Found(count) => self.entries.0 += count,
            News::Stored(count) => self.entries.1 += count,
            News::Done(_) => self.done += 1,
        }
        self.draw();
    }

    fn draw(&mut self) {
        let (found, stored) = self.entries;
        // A feed that is waited for counts as much as the entries of one that has come.
        let each = (found / self.done.max(1)).max(1);
        let (done, of) = (stored + self.done * each, found + self.feeds * each);
        let (done_feeds, feeds) = (self.done, self.feeds);
        self.progress.at(done, Some(of), || match found {
            0 => format!("{done_feeds}/{feeds} feeds"),
            found => format!("{done_feeds}/{feeds} feeds, {stored}/{found} entries"),
        });
    }
}
