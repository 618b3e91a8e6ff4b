//! `fetch`: what is new in the feeds becomes files of the library.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::args::FetchArgs;
use super::feeds::{client, edit, find, jobs, now, rfc_3339};
use super::output::{Output, printable};
use super::setup::Setup;
use super::{Failure, Verdict, complain};
use crate::app::feeds::until;
use crate::fetch::entry::Tally;
use crate::fetch::run::{Job, Outcome, Report, run};
use crate::fetch::state::State;
use crate::fetch::subscriptions;

/// A bar appears where the work takes longer than this.
const PATIENCE: Duration = Duration::from_millis(400);

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
    let mut bar = Bar::new(chosen.len());
    let (mut sum, mut failed) = (Tally::default(), 0);
    let (sender, reports) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            // Where nobody listens any more, the files are still written.
            let report = move |report| drop(sender.send(report));
            run(chosen, &client, workers, &now, &report);
        });
        for report in &reports {
            if let Outcome::Read(tally) = &report.outcome {
                sum.new += tally.new;
                sum.changed += tally.changed;
            }
            failed += usize::from(matches!(report.outcome, Outcome::Failed(_)));
            bar.step();
            bar.aside(|| tell(setup, &report, args.json, out))?;
        }
        Ok::<(), Failure>(())
    })?;
    bar.finish();
    if !args.json {
        let later = match later {
            0 => String::new(),
            some => format!("; {some} feeds are not due yet (--all asks them too)"),
        };
        out.line(&format!(
            "{} new, {} changed, {failed} feeds failed{later}",
            sum.new, sum.changed
        ))?;
    }
    Ok(if failed == 0 {
        Verdict::Fine
    } else {
        Verdict::Problems
    })
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

/// A bar on the standard error that appears where the work takes long; it draws nothing where that is no terminal.
struct Bar {
    feeds: usize,
    done: usize,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Bar {
    fn new(feeds: usize) -> Self {
        Self {
            feeds,
            done: 0,
            started: Instant::now(),
            bar: None,
        }
    }

    fn step(&mut self) {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        self.done += 1;
        if self.bar.is_none() && self.started.elapsed() > PATIENCE {
            let bar = ProgressBar::with_draw_target(
                Some(count(self.feeds)),
                ProgressDrawTarget::stderr(),
            );
            let style = ProgressStyle::with_template("fetching {wide_bar} {pos}/{len} feeds");
            self.bar = Some(match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            });
        }
        if let Some(bar) = &self.bar {
            bar.set_position(count(self.done));
        }
    }

    /// Does something that writes to the terminal, with the bar out of its way.
    fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
