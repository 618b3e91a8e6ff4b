//! Several feeds at once: asked, read, and their entries written.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
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

/// What is told while feeds are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A feed has sent so many entries.
    Found(usize),
    /// So many of them are done.
    Stored(usize),
    /// A feed is done.
    Done(Report),
}

/// Asks feeds, on this many threads and never one host twice at a time; `tell` is called from several threads at once.
/// `now` gives the time in seconds since 1970.
///
/// A host whose feeds are slow holds up no other: of the hosts that are free, the one asked least often comes next, and
/// while the entries of a feed are written the next feed of its host may be asked.
pub fn run(
    jobs: Vec<Job>,
    client: &Client,
    workers: usize,
    now: &(dyn Fn() -> i64 + Sync),
    tell: &(dyn Fn(News) + Sync),
) {
    let workers = workers.clamp(1, jobs.len().max(1));
    let queue = Queue::new(jobs);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((job, turn)) = queue.next() {
                    tell(News::Done(ask(&job, client, now, tell, turn)));
                }
            });
        }
    });
}

/// The feeds that are still to be asked.
struct Queue {
    waiting: Mutex<Waiting>,
    freed: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// The feeds of each host, in their order.
    hosts: Vec<VecDeque<Job>>,
    /// For each host, how often it was asked, and whether it is being asked.
    asked: Vec<(usize, bool)>,
}

/// A host that is being asked: nobody else asks it until this is dropped.
struct Turn<'a> {
    queue: &'a Queue,
    host: usize,
}

impl Queue {
    fn new(jobs: Vec<Job>) -> Self {
        let mut names: Vec<Option<String>> = Vec::new();
        let mut waiting = Waiting::default();
        for job in jobs {
            let url = Url::parse(&job.place.address).ok();
            let name = url.and_then(|url| Some(url.host_str()?.to_owned()));
            let host = names.iter().position(|known| *known == name);
            let host = host.unwrap_or_else(|| {
                names.push(name);
                waiting.hosts.push(VecDeque::new());
                waiting.asked.push((0, false));
                names.len() - 1
            });
            if let Some(jobs) = waiting.hosts.get_mut(host) {
                jobs.push_back(job);
            }
        }
        Self {
            waiting: Mutex::new(waiting),
            freed: Condvar::new(),
        }
    }

    /// The next feed, once its host is free; none where none is left.
    fn next(&self) -> Option<(Job, Turn<'_>)> {
        let mut waiting = self.lock();
        loop {
            if let Some((job, host)) = waiting.take() {
                return Some((job, Turn { queue: self, host }));
            }
            if waiting.hosts.iter().all(VecDeque::is_empty) {
                return None;
            }
            let woken = self.freed.wait(waiting);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// A feed of a host that is free: of the one asked least often, and of such, of the one with the most feeds left.
    fn take(&mut self) -> Option<(Job, usize)> {
        let (hosts, asked) = (&mut self.hosts, &mut self.asked);
        let free = (0..hosts.len()).filter(|host| !asked[*host].1 && !hosts[*host].is_empty());
        let host = free.min_by_key(|host| (asked[*host].0, Reverse(hosts[*host].len())))?;
        let job = hosts[host].pop_front()?;
        asked[host] = (asked[host].0 + 1, true);
        Some((job, host))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some((_, is_asked)) = self.queue.lock().asked.get_mut(self.host) {
            *is_asked = false;
        }
        self.queue.freed.notify_all();
    }
}

/// Asks one feed.
fn ask(
    job: &Job,
    client: &Client,
    now: &(dyn Fn() -> i64 + Sync),
    tell: &(dyn Fn(News) + Sync),
    turn: Turn<'_>,
) -> Report {
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
    match get(job, client, &state, now(), tell, turn) {
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
    tell: &(dyn Fn(News) + Sync),
    turn: Turn<'_>,
) -> Result<Got, (String, Option<Duration>)> {
    let plain = |error: &dyn std::fmt::Display| (error.to_string(), None);
    let answer = client.get(&job.place.address, &state.validators(), now);
    drop(turn);
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
        page.bytes,
        page.content_type.as_deref(),
        Some(&page.address),
        hint,
    );
    let feed = feed.map_err(|error| plain(&error))?;
    tell(News::Found(feed.entries.len()));
    let stored = |count| tell(News::Stored(count));
    let read = |url: &str| page_text(client, url, now);
    let pages = job.full_text.then_some(&read as &ReadPage<'_>);
    let tally = entry::store(feed, &job.place, now, pages, &stored);
    let tally = tally.map_err(|error| plain(&error))?;
    Ok(Got {
        tally: Some(tally),
        validators: Some(page.validators),
        moved: answer.moved,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(address: &str) -> Job {
        Job {
            place: Place {
                address: address.to_owned(),
                ..Place::default()
            },
            full_text: false,
            every: Duration::ZERO,
            states: PathBuf::new(),
        }
    }

    #[test]
    fn every_host_is_asked_before_any_is_asked_again_and_none_twice_at_a_time() {
        let addresses = [
            "http://a/1",
            "http://b/1",
            "http://a/2",
            "http://a/3",
            "http://c/1",
        ];
        let queue = Queue::new(addresses.map(job).into());
        let next = || {
            let (job, turn) = queue.next().unwrap();
            (job.place.address, turn)
        };
        let (first, of_a) = next();
        assert_eq!(first, "http://a/1");
        // `b` is done before `a`, whose next feeds wait all the same until `c` was asked.
        let (second, of_b) = next();
        drop((of_a, of_b));
        let (third, _of_c) = next();
        assert_eq!(
            (second.as_str(), third.as_str()),
            ("http://b/1", "http://c/1")
        );
        let (fourth, of_a) = next();
        assert_eq!(fourth, "http://a/2");
        thread::scope(|scope| {
            let waits = scope.spawn(|| queue.next().map(|(job, _)| job.place.address));
            drop(of_a);
            assert_eq!(waits.join().unwrap().as_deref(), Some("http://a/3"));
        });
        assert!(queue.next().is_none());
    }
}
