//! The thread that has feeds fetched: when they are asked for, and when they fall due.
//!
//! It waits for nothing but messages, so that a server that keeps a fetch waiting keeps nothing else waiting. Nobody
//! waits for it to end either: what it writes is whole or absent at any moment.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, Sender, channel};
use std::time::Duration;

use super::{FeedDesk, Message as Told, clock};
use crate::app::event::Event;
use crate::app::feeds::{Fetched, Fetching, Subscribed, Which, seconds};
use crate::config::{Config, FeedConfig};
use crate::fetch::http::Client;
use crate::fetch::run::{Job, News, Outcome, Report, run};
use crate::fetch::state::State;
use crate::fetch::subscribe::{self, Added, SubscribeError};
use crate::fetch::subscriptions::{self, Subscription};

/// The clock is looked at this often at least: it may have been set, or stood still while the machine slept.
const GLANCE: Duration = Duration::from_secs(60);
/// A feed that another copy of the program is asking is looked at again after so many seconds.
const TAKEN: i64 = 60;

/// What the thread can be asked for.
#[derive(Debug)]
pub(super) enum Request {
    /// Fetch feeds.
    Fetch(Which),
    /// Subscribe to the feed at an address.
    Subscribe(String),
}

/// What comes to the thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Something is asked for.
    Request(Request),
    /// A feed is done.
    Done(Report),
    /// A feed was looked for.
    Sought(Result<Added, SubscribeError>),
}

/// Starts the thread; it ends when nobody listens any more.
///
/// # Errors
/// The system has no thread to give.
pub(super) fn start(
    desk: FeedDesk,
    config: &Config,
    events: Sender<Told>,
) -> io::Result<Sender<Message>> {
    let (messages, asked) = channel();
    let client = Client::new(subscribe::limits(&config.fetch));
    let feeds = config.feeds.clone();
    let workers = usize::from(config.fetch.concurrent);
    let own = messages.clone();
    super::spawn("feeds", events.clone(), move || {
        let mut fetcher = Fetcher {
            desk,
            feeds: Vec::new(),
            client: Arc::new(client),
            workers,
            messages: own,
            events,
            waits: false,
            asked: BTreeSet::new(),
            under_way: Fetching::default(),
            result: Fetched::default(),
        };
        fetcher.take_feeds(feeds);
        // The only failure is that nobody listens any more.
        let _ = fetcher.work(&asked);
    })?;
    Ok(messages)
}

/// A feed with what is known of it.
struct Known {
    job: Job,
    folder: String,
    state: State,
}

struct Fetcher {
    desk: FeedDesk,
    feeds: Vec<Known>,
    client: Arc<Client>,
    workers: usize,
    messages: Sender<Message>,
    events: Sender<Told>,
    /// Whether feeds are fetched as they fall due.
    waits: bool,
    /// The addresses that are being asked.
    asked: BTreeSet<String>,
    under_way: Fetching,
    result: Fetched,
}

type Heard = Result<(), SendError<Told>>;

fn now() -> i64 {
    seconds(clock::now())
}

impl Fetcher {
    fn work(&mut self, asked: &Receiver<Message>) -> Heard {
        self.tell_feeds()?;
        loop {
            match asked.recv_timeout(self.time_left()) {
                Ok(Message::Request(Request::Fetch(which))) => self.fetch(&which)?,
                Ok(Message::Request(Request::Subscribe(url))) => self.seek(url),
                Ok(Message::Done(report)) => self.done(&report)?,
                Ok(Message::Sought(found)) => self.sought(found)?,
                Err(RecvTimeoutError::Timeout) if self.waits => self.fetch(&Which::Due)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn tell(&self, event: Event) -> Heard {
        self.events.send(Told::Event(event))
    }

    /// How long it is until a feed falls due, or the clock is to be looked at.
    fn time_left(&self) -> Duration {
        let idle = self.feeds.iter().filter(|known| !self.is_asked(known));
        let next = idle.map(|known| known.state.next).min();
        let left = next.map_or(i64::MAX, |next| next.saturating_sub(now()));
        let left = Duration::from_secs(u64::try_from(left).unwrap_or(0));
        if self.waits { left.min(GLANCE) } else { GLANCE }
    }

    fn is_asked(&self, known: &Known) -> bool {
        self.asked.contains(&known.job.place.address)
    }

    fn take_feeds(&mut self, feeds: Vec<FeedConfig>) {
        let jobs = subscribe::jobs(&feeds, &self.desk.library, &self.desk.states);
        let known = |(job, feed): (Job, FeedConfig)| Known {
            state: read(&job),
            folder: feed.folder.unwrap_or_default(),
            job,
        };
        self.feeds = jobs.into_iter().zip(feeds).map(known).collect();
    }

    fn tell_feeds(&self) -> Heard {
        let all = self.feeds.iter().map(Known::told).collect();
        self.tell(Event::Feeds(all))
    }

    fn fetch(&mut self, which: &Which) -> Heard {
        let now = now();
        self.waits |= *which == Which::Due;
        let mut jobs = Vec::new();
        for known in &mut self.feeds {
            let place = &known.job.place;
            if self.asked.contains(&place.address) {
                continue;
            }
            let wanted = match which {
                Which::All => true,
                Which::One(name) => place.address == *name || place.name == *name,
                Which::Due if known.state.next > now => false,
                Which::Due => {
                    // Another copy of the program may have asked it meanwhile.
                    known.state = read(&known.job);
                    known.state.next <= now
                }
            };
            if wanted {
                jobs.push(known.job.clone());
            }
        }
        self.result.asked |= *which != Which::Due;
        if jobs.is_empty() {
            return self.tell_progress();
        }
        let addresses = jobs.iter().map(|job| job.place.address.clone());
        self.asked.extend(addresses);
        self.under_way.of += jobs.len();
        let (client, messages, workers) = (
            Arc::clone(&self.client),
            self.messages.clone(),
            self.workers,
        );
        let started = super::spawn("fetch", self.events.clone(), move || {
            // Where nobody listens any more, the files are still written.
            let tell = |news| {
                if let News::Done(report) = news {
                    drop(messages.send(Message::Done(report)));
                }
            };
            run(jobs, &client, workers, &self::now, &tell);
        });
        if let Err(error) = started {
            self.asked.clear();
            self.tell(Event::Failed(format!("no feed was fetched: {error}")))?;
        }
        self.tell_progress()
    }

    /// Says how far it is; at the end, what it came to.
    fn tell_progress(&mut self) -> Heard {
        if !self.asked.is_empty() {
            return self.tell(Event::Fetching(self.under_way));
        }
        let is_nothing = self.under_way.of == 0 && !self.result.asked;
        self.under_way = Fetching::default();
        let result = std::mem::take(&mut self.result);
        if is_nothing {
            return Ok(());
        }
        self.tell(Event::Fetched(result))
    }

    fn done(&mut self, report: &Report) -> Heard {
        self.asked.remove(&report.url);
        self.under_way.done += 1;
        if let Outcome::Read(tally) = &report.outcome {
            self.result.new += tally.new;
            self.result.changed += tally.changed;
            self.under_way.new += tally.new;
            self.under_way.changed += tally.changed;
        }
        let found = self
            .feeds
            .iter_mut()
            .find(|known| known.job.place.address == report.url);
        if let Some(known) = found {
            known.state = read(&known.job);
            if report.outcome == Outcome::Taken {
                known.state.next = known.state.next.max(now() + TAKEN);
            }
            if let Outcome::Failed(why) = &report.outcome {
                // The state itself may be what cannot be written.
                known.state.error.get_or_insert_with(|| why.clone());
                known.state.next = known.state.next.max(now() + TAKEN);
                let failed = known.told();
                self.result.failed.push(failed);
            }
        }
        if let Some(moved) = &report.moved {
            self.relocate(report, moved)?;
        }
        self.tell_feeds()?;
        self.tell_progress()
    }

    /// Writes the new address of a feed that has moved for good.
    fn relocate(&mut self, report: &Report, moved: &str) -> Heard {
        let name = &report.name;
        let change = |text: &str| subscriptions::relocate(text, &report.url, moved, name);
        let file = self.desk.file.clone();
        let written = file.filter(|file| subscribe::edit(file, change).is_ok());
        match written.and_then(|file| subscribe::configured(&file)) {
            Some(feeds) => {
                self.take_feeds(feeds);
                self.tell(Event::Done(format!("{name} has moved to {moved}")))
            }
            None => self.tell(Event::Failed(format!(
                "{name} has moved to {moved}, which cannot be written to your configuration; correct it there"
            ))),
        }
    }

    /// Looks for a feed on a thread of its own.
    fn seek(&mut self, url: String) {
        let Some(file) = self.desk.file.clone() else {
            let what = "there is no home folder for a configuration; name a file with --config";
            let failure = SubscribeError::Data(what.to_owned());
            let _ = self.messages.send(Message::Sought(Err(failure)));
            return;
        };
        let jobs: Vec<Job> = self.feeds.iter().map(|known| known.job.clone()).collect();
        let (client, messages) = (Arc::clone(&self.client), self.messages.clone());
        let started = super::spawn("subscribe", self.events.clone(), move || {
            let wanted = Subscription {
                url,
                ..Subscription::default()
            };
            let found = subscribe::add(&file, &client, &jobs, wanted, self::now());
            let _ = messages.send(Message::Sought(found));
        });
        if let Err(error) = started {
            let failure = SubscribeError::Data(error.to_string());
            let _ = self.messages.send(Message::Sought(Err(failure)));
        }
    }

    /// A feed was looked for: it is fetched at once, and from now on as it falls due.
    fn sought(&mut self, found: Result<Added, SubscribeError>) -> Heard {
        let added = match found {
            Ok(added) => added,
            Err(error) => return self.tell(Event::Failed(error.to_string())),
        };
        let file = self.desk.file.as_deref();
        if let Some(feeds) = file.and_then(subscribe::configured) {
            self.take_feeds(feeds);
        }
        let Subscription { url, name, .. } = added.subscription;
        self.tell_feeds()?;
        self.tell(Event::Done(format!(
            "Subscribed to {}",
            name.as_deref().unwrap_or(&url)
        )))?;
        self.waits = true;
        self.fetch(&Which::One(url))
    }
}

impl Known {
    fn told(&self) -> Subscribed {
        let (place, state) = (&self.job.place, &self.state);
        Subscribed {
            url: place.address.clone(),
            name: place.name.clone(),
            folder: self.folder.clone(),
            asked: state.asked,
            next: state.next,
            errors: state.errors,
            error: state.error.clone(),
        }
    }
}

fn read(job: &Job) -> State {
    let place = &job.place;
    State::read(&job.states, &place.address, &place.folder, job.every)
}
