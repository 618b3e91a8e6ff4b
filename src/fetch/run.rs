//! Several feeds at once: asked, read, and their entries written.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use url::Url;

use super::entry::{self, Place, ReadPage, Tally};
use super::feed;
use super::http::{Client, HttpError, Validators};
use super::state::{Lock, State};
use crate::load::page::extract;
use crate::text::lang::Lang;

/// A feed to be asked.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where its entries go; its address is the one that is asked.
    pub place: Place,
    /// Whether the text is taken from the entries' pages.
    pub full_text: bool,
    /// How often it is asked.
    pub every: Duration,
    /// The folder of the states.
    pub states: PathBuf,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The address that was asked.
    pub url: String,
    /// The feed's name.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The address to be asked from now on, where the server says that the feed has moved for good.
    pub moved: Option<String>,
    /// When it is to be asked again, in seconds since 1970.
    pub next: i64,
}

/// What asking a feed came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It sent entries.
    Read(Tally),
    /// It has not changed.
    Unchanged,
    /// Another copy of the program is asking it.
    Taken,
    /// It failed, for this reason.
    Failed(String),
}

/// Asks feeds, on this many threads and never one host twice at a time; `report` is called as each is done, from several
/// threads at once. `now` gives the time in seconds since 1970.
pub fn run(
    jobs: Vec<Job>,
    client: &Client,
    workers: usize,
    now: &(dyn Fn() -> i64 + Sync),
    report: &(dyn Fn(Report) + Sync),
) {
    let hosts = by_host(jobs);
    let workers = workers.clamp(1, hosts.len().max(1));
    let queue = Mutex::new(VecDeque::from(hosts));
    let take = || {
        queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(jobs) = take() {
                    for job in jobs {
                        report(ask(&job, client, now));
                    }
                }
            });
        }
    });
}

/// The feeds of each host, the hosts with the most feeds first.
fn by_host(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut hosts: Vec<(Option<String>, Vec<Job>)> = Vec::new();
    for job in jobs {
        let url = Url::parse(&job.place.address).ok();
        let host = url.and_then(|url| Some(url.host_str()?.to_owned()));
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, jobs)) => jobs.push(job),
            None => hosts.push((host, vec![job])),
        }
    }
    hosts.sort_by_key(|(_, jobs)| std::cmp::Reverse(jobs.len()));
    hosts.into_iter().map(|(_, jobs)| jobs).collect()
}

/// Asks one feed.
fn ask(job: &Job, client: &Client, now: &(dyn Fn() -> i64 + Sync)) -> Report {
    let url = job.place.address.clone();
    let mut report = Report {
        url: url.clone(),
        name: job.place.name.clone(),
        outcome: Outcome::Taken,
        moved: None,
        next: now(),
    };
    let _lock = match Lock::take(&job.states, &url) {
        Ok(Some(lock)) => lock,
        Ok(None) => return report,
        Err(error) => {
            report.outcome = Outcome::Failed(error.to_string());
            return report;
        }
    };
    let mut state = State::read(&job.states, &url, &job.place.folder, job.every);
    match get(job, client, &state, now()) {
        Ok(Got {
            tally,
            validators,
            moved,
        }) => {
            state.answered(validators, job.every, now());
            report.outcome = tally.map_or(Outcome::Unchanged, Outcome::Read);
            report.moved = moved;
        }
        Err((error, wait)) => {
            state.failed(error.clone(), wait, job.every, now());
            report.outcome = Outcome::Failed(error);
        }
    }
    report.next = state.next;
    let mut written = state.write(&job.states);
    if let (Ok(()), Some(moved)) = (&written, &report.moved) {
        // Under its new address the feed is to be known at once.
        state.url.clone_from(moved);
        written = state.write(&job.states);
    }
    if let Err(error) = written {
        report.outcome = Outcome::Failed(error.to_string());
    }
    report
}

/// The article of a page as Markdown.
fn page_text(client: &Client, url: &str, now: i64) -> Result<String, String> {
    let answer = client.get(url, &Validators::default(), now);
    let page = answer.map_err(|error| error.to_string())?.page;
    let page = page.ok_or("the server sent nothing")?;
    let kind = page.content_type.as_deref();
    let article = extract(&page.bytes, kind, Some(&page.address));
    article
        .map(|article| article.body)
        .map_err(|error| error.to_string())
}

/// What a feed sent.
struct Got {
    tally: Option<Tally>,
    validators: Option<Validators>,
    moved: Option<String>,
}

fn get(
    job: &Job,
    client: &Client,
    state: &State,
    now: i64,
) -> Result<Got, (String, Option<Duration>)> {
    let plain = |error: &dyn std::fmt::Display| (error.to_string(), None);
    let answer = client.get(&job.place.address, &state.validators(), now);
    let answer = answer.map_err(|error| {
        let wait = if let HttpError::Busy(_, wait) = &error {
            *wait
        } else {
            None
        };
        (error.to_string(), wait)
    })?;
    let Some(page) = answer.page else {
        return Ok(Got {
            tally: None,
            validators: None,
            moved: answer.moved,
        });
    };
    let hint = job.place.lang.as_deref().and_then(Lang::parse);
    let feed = feed::read(
        &page.bytes,
        page.content_type.as_deref(),
        Some(&page.address),
        hint,
    );
    let feed = feed.map_err(|error| plain(&error))?;
    let read = |url: &str| page_text(client, url, now);
    let pages = job.full_text.then_some(&read as &ReadPage<'_>);
    let tally = entry::store(&feed, &job.place, now, pages).map_err(|error| plain(&error))?;
    Ok(Got {
        tally: Some(tally),
        validators: Some(page.validators),
        moved: answer.moved,
    })
}
