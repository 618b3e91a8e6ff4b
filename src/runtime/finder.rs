//! The thread that finds what a query asks for in the whole library, from an index that a second thread keeps in step
//! with the files meanwhile.
//!
//! It waits a moment for what is still typed, and the newest query makes every older one pointless. What means something
//! is asked of the library's thread, which has the vectors; nobody waits for that either: words are told of first.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, Sender, channel};
use std::time::{Duration, Instant};

use super::librarian::{Request, Shelves};
use super::{Message as Told, catalog, clock};
use crate::analysis::search::Query;
use crate::analysis::search::fusion::{FUSED, Meaning, fused};
use crate::analysis::search::grams::{Needle, needles};
use crate::analysis::search::query::Expr;
use crate::app::event::Event;
use crate::app::search::{Found, FoundArticle, FoundPassage, Indexed, Nothing, Order};
use crate::news::article::ArticleId;
use crate::news::company::Company;
use crate::store::index::{Hits, Index, IndexError, Renamed, State};

/// How long the next key is waited for before a query is looked for.
const PAUSE: Duration = Duration::from_millis(60);
/// So many articles are told of,
const ARTICLES: usize = 60;
/// and so many passages of each.
const PASSAGES: usize = 4;

/// What comes to the thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Find what a query asks for.
    Find(String),
    /// What the reader has done with articles.
    Mirror(Vec<(ArticleId, State)>),
    /// Bring the index in step with the files.
    Index,
    /// The index is in step.
    Indexed(Outcome),
    /// What means something has been found.
    Near(Near),
}

/// A passage by its article's name and its number.
pub(super) type Place = (ArticleId, usize);

/// What is to be found by meaning.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Which question it belongs to.
    pub(super) number: u64,
    /// What is looked for.
    pub(super) meaning: Meaning,
    /// The articles in which; all where none are given.
    pub(super) allowed: Option<BTreeSet<ArticleId>>,
    /// Who is told.
    pub(super) reply: Sender<Message>,
}

/// What was found by meaning.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// Which question it belongs to.
    pub(super) number: u64,
    /// The nearest passages, and those that have most of its words, each with the best first.
    pub(super) lists: Vec<Vec<Place>>,
    /// The words that tell something.
    pub(super) needles: Vec<Needle>,
    /// Why meaning cannot be looked for, where it cannot.
    pub(super) failure: Option<String>,
}

/// How bringing the index in step has ended.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    renamed: Vec<Renamed>,
    /// Whether the file was made anew.
    replaced: bool,
    failure: Option<IndexError>,
}

/// What the thread is started with.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    /// What the library is read from.
    pub(super) shelves: Shelves,
    /// The watched companies.
    pub(super) companies: Vec<Company>,
    /// The folder of the index, if any.
    pub(super) cache: Option<PathBuf>,
}

/// Starts the thread; it ends when nobody listens any more.
///
/// # Errors
/// The system has no thread to give.
pub(super) fn start(
    stock: Stock,
    librarian: Sender<Request>,
    events: Sender<Told>,
) -> io::Result<Sender<Message>> {
    let (messages, asked) = channel();
    let own = messages.clone();
    super::spawn("finder", events.clone(), move || {
        let mut finder = Finder::new(stock, librarian, own, events);
        // The only failure is that nobody listens any more.
        let _ = finder.work(&asked);
    })?;
    Ok(messages)
}

struct Finder {
    stock: Stock,
    librarian: Sender<Request>,
    messages: Sender<Message>,
    events: Sender<Told>,
    /// The index, and the folders it is of.
    index: Option<(Index, Vec<PathBuf>)>,
    /// Whether it is brought in step just now, and whether that is to be done once more then.
    updating: bool,
    again: bool,
    /// What is looked for, as it was typed.
    query: Option<String>,
    /// When it is to be looked for.
    due: Option<Instant>,
    /// The number of the last question, and what its words have found.
    number: u64,
    by_words: Vec<Place>,
    /// The query whose meaning has been told of: until another comes, its words alone are not told of again.
    told: Option<String>,
}

type Heard = Result<(), SendError<Told>>;

impl Finder {
    fn new(
        stock: Stock,
        librarian: Sender<Request>,
        messages: Sender<Message>,
        events: Sender<Told>,
    ) -> Self {
        Self {
            stock,
            librarian,
            messages,
            events,
            index: None,
            updating: false,
            again: false,
            query: None,
            due: None,
            number: 0,
            by_words: Vec::new(),
            told: None,
        }
    }

    fn work(&mut self, asked: &Receiver<Message>) -> Heard {
        loop {
            let left = self
                .due
                .map(|due| due.saturating_duration_since(Instant::now()));
            let message = match left {
                Some(left) => asked.recv_timeout(left),
                None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match message {
                Ok(message) => self.take(message)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.due = None;
                    self.find()?;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn take(&mut self, message: Message) -> Heard {
        match message {
            Message::Find(query) => {
                self.query = Some(query);
                self.number += 1;
                self.due = Some(Instant::now() + PAUSE);
                Ok(())
            }
            Message::Mirror(done) => self.mirror(done),
            Message::Index => self.update(),
            Message::Indexed(outcome) => self.updated(outcome),
            Message::Near(near) if near.number == self.number => self.tell_near(near),
            Message::Near(_) => Ok(()),
        }
    }

    fn tell(&self, event: Event) -> Heard {
        self.events.send(Told::Event(event))
    }

    /// The index of the folders as they are now.
    fn open(&mut self) -> Result<Heard, IndexError> {
        let folders = real(self.stock.shelves.now());
        if self.index.as_ref().is_some_and(|(_, of)| *of == folders) {
            return Ok(Ok(()));
        }
        let (cache, companies) = (self.stock.cache.as_deref(), &self.stock.companies);
        let (index, problem) = Index::open(cache, &folders, companies)?;
        self.index = Some((index, folders));
        Ok(problem.map_or(Ok(()), |problem| {
            self.tell(Event::Failed(problem.to_string()))
        }))
    }

    /// Tells the index what the reader has done.
    fn mirror(&mut self, done: Vec<(ArticleId, State)>) -> Heard {
        let states: HashMap<ArticleId, State> = done.into_iter().collect();
        match self.open() {
            Ok(told) => told?,
            Err(error) => return self.complain(&error),
        }
        let mirrored = self.index.as_mut().map(|(index, _)| index.mirror(&states));
        match mirrored {
            Some(Err(error)) => self.complain(&error),
            _ => Ok(()),
        }
    }

    fn complain(&self, error: &IndexError) -> Heard {
        self.tell(Event::Failed(error.to_string()))
    }

    /// Brings the index in step on a thread of its own. An index that cannot be kept has no file that two threads could
    /// share: it is brought in step here.
    fn update(&mut self) -> Heard {
        if self.updating {
            self.again = true;
            return Ok(());
        }
        match self.open() {
            Ok(told) => told?,
            Err(error) => return self.updated(Outcome::failed(error)),
        }
        self.updating = true;
        let Some((index, folders)) = &mut self.index else {
            return Ok(());
        };
        let events = self.events.clone();
        if index.path().is_none() {
            let companies = &self.stock.companies;
            let updated = catalog::update(index, folders, companies, &mut progress(&events));
            return self.updated(Outcome::of(updated));
        }
        let (stock, folders) = (self.stock.clone(), folders.clone());
        let messages = self.messages.clone();
        let started = super::spawn("index", self.events.clone(), move || {
            let outcome = bring_in_step(&stock, &folders, &events);
            let _ = messages.send(Message::Indexed(outcome));
        });
        if let Err(error) = started {
            self.updating = false;
            let what = format!("the index is not up to date: {error}");
            return self.tell(Event::Failed(what));
        }
        Ok(())
    }

    /// The index is in step: what was asked is looked for once more.
    fn updated(&mut self, outcome: Outcome) -> Heard {
        self.updating = false;
        if outcome.replaced {
            self.index = None;
            match self.open() {
                Ok(told) => told?,
                Err(error) => self.complain(&error)?,
            }
        }
        if let Some(error) = &outcome.failure {
            self.complain(error)?;
        }
        let vocabulary = self.index.as_ref().map(|(index, _)| index.vocabulary());
        let renamed = outcome.renamed.into_iter();
        self.tell(Event::Indexed(Box::new(Indexed {
            vocabulary: vocabulary.and_then(Result::ok).unwrap_or_default(),
            renamed: renamed.map(|name| (name.from, name.to)).collect(),
        })))?;
        if self.query.is_some() && self.due.is_none() {
            self.due = Some(Instant::now());
        }
        if std::mem::take(&mut self.again) {
            return self.update();
        }
        Ok(())
    }

    /// Looks for the query.
    fn find(&mut self) -> Heard {
        let Some(typed) = self.query.clone() else {
            return Ok(());
        };
        let query = Query::parse(&typed);
        if query.is_empty() {
            return self.tell(Event::Found(Found {
                query: typed,
                nothing: Nothing::Asked,
                ..Found::default()
            }));
        }
        let meaning = Meaning::of(&query, &typed);
        let found = self.look(&typed, &query, meaning.as_ref());
        match found {
            Ok((found, allowed)) => {
                if meaning.is_none() || self.told.as_ref() != Some(&typed) {
                    self.told = None;
                    self.tell(Event::Found(found))?;
                }
                if let Some(meaning) = meaning {
                    // A librarian that is gone has panicked, which ends the program.
                    let _ = self.librarian.send(Request::Near(Wanted {
                        number: self.number,
                        meaning,
                        allowed,
                        reply: self.messages.clone(),
                    }));
                }
                Ok(())
            }
            Err(error) if error.is_damage() => self.make_anew(),
            Err(error) => self.tell(Event::Found(Found {
                query: typed,
                nothing: Nothing::Failed(error.to_string()),
                ..Found::default()
            })),
        }
    }

    /// What the words of a query find, and where the articles are limited for what means something, these.
    fn look(
        &mut self,
        typed: &str,
        query: &Query,
        meaning: Option<&Meaning>,
    ) -> Result<(Found, Option<BTreeSet<ArticleId>>), IndexError> {
        let opened = self.open()?;
        let Some((index, _)) = &mut self.index else {
            return Ok(Default::default());
        };
        // Where nobody listens any more, the next message ends the thread.
        drop(opened);
        let today = Some(clock::now().day());
        self.by_words.clear();
        let base = Found {
            query: typed.to_owned(),
            needles: query.root().map_or_else(Vec::new, needles),
            more: meaning.is_some(),
            ..Found::default()
        };
        if let Some(Meaning::Asked(_)) = meaning {
            let order = Order::Meaning;
            let allowed = index.accepted(query, today)?;
            return Ok((Found { order, ..base }, Some(allowed)));
        }
        let limit = meaning.map_or(ARTICLES, |_| FUSED);
        let found = index.search(query, limit, today)?;
        let places = found.articles.iter().flat_map(|hits| {
            let passages = hits.passages.iter();
            passages.map(|hit| (hits.row.name.clone(), hit.passage))
        });
        self.by_words = places.collect();
        let order = match (meaning, found.newest) {
            (Some(_), _) => Order::Both,
            (None, true) => Order::Newest,
            (None, false) => Order::Words,
        };
        let nothing = match (found.total, meaning) {
            (0, None) => why(index, query, today)?,
            _ => Nothing::Unsaid,
        };
        let found = Found {
            articles: found
                .articles
                .into_iter()
                .take(ARTICLES)
                .map(told)
                .collect(),
            total: found.total,
            order,
            nothing,
            ..base
        };
        Ok((found, None))
    }

    /// What means something has come: it is ranked together with what the words have found.
    fn tell_near(&mut self, near: Near) -> Heard {
        let (Some(typed), Some((index, _))) = (self.query.clone(), &self.index) else {
            return Ok(());
        };
        if let Some(failure) = near.failure {
            self.tell(Event::Failed(failure))?;
        }
        let query = Query::parse(&typed);
        let is_asked = matches!(Meaning::of(&query, &typed), Some(Meaning::Asked(_)));
        let (order, needles) = if is_asked {
            (Order::Meaning, query.root().map_or_else(Vec::new, needles))
        } else {
            (Order::Both, near.needles)
        };
        self.told = Some(typed.clone());
        let mut lists = near.lists;
        lists.push(self.by_words.clone());
        match index.gather(&fused(&lists), &needles, ARTICLES) {
            Ok(found) => self.tell(Event::Found(Found {
                query: typed,
                articles: found.articles.into_iter().map(told).collect(),
                total: found.total,
                order,
                needles,
                ..Found::default()
            })),
            Err(error) => self.complain(&error),
        }
    }

    /// Moves a damaged file away and makes it anew.
    fn make_anew(&mut self) -> Heard {
        if let Some((index, _)) = self.index.take()
            && let Err(error) = index.set_aside()
        {
            return self.tell(Event::Failed(format!(
                "the index is damaged and cannot be moved away: {error}"
            )));
        }
        self.tell(Event::Failed(
            "the index is damaged and is made anew".to_owned(),
        ))?;
        self.update()
    }
}

impl Outcome {
    fn failed(error: IndexError) -> Self {
        Self {
            failure: Some(error),
            ..Self::default()
        }
    }

    fn of(updated: Result<catalog::Update, IndexError>) -> Self {
        match updated {
            Ok(update) => Self {
                renamed: update.renamed,
                ..Self::default()
            },
            Err(error) => Self::failed(error),
        }
    }
}

/// Opens the index once more and reads what has changed; a damaged one is made anew, once.
fn bring_in_step(stock: &Stock, folders: &[PathBuf], events: &Sender<Told>) -> Outcome {
    let companies = &stock.companies;
    let mut replaced = false;
    loop {
        let opened = Index::open(stock.cache.as_deref(), folders, companies);
        let (mut index, problem) = match opened {
            Ok(opened) => opened,
            Err(error) => return Outcome::failed(error),
        };
        if let Some(problem) = problem {
            // What was open before is another file now.
            replaced = true;
            let _ = events.send(Told::Event(Event::Failed(problem.to_string())));
        }
        let updated = catalog::update(&mut index, folders, companies, &mut progress(events));
        let is_damaged = updated.as_ref().is_err_and(IndexError::is_damage);
        if is_damaged && !replaced && index.set_aside().is_ok() {
            replaced = true;
            continue;
        }
        return Outcome {
            replaced,
            ..Outcome::of(updated)
        };
    }
}

fn progress(events: &Sender<Told>) -> impl FnMut(usize, usize) + '_ {
    |done, of| {
        // Nobody who listens any more ends the program, and this thread with it.
        let _ = events.send(Told::Event(Event::Indexing { done, of }));
    }
}

/// The folders by the paths they really have: the index is theirs, from wherever the program is started.
fn real(folders: &[PathBuf]) -> Vec<PathBuf> {
    let real = |folder: &PathBuf| fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
    folders.iter().map(real).collect()
}

/// Why a query finds nothing.
fn why(index: &mut Index, query: &Query, today: Option<i64>) -> Result<Nothing, IndexError> {
    let Some(Expr::And(parts)) = query.root().map(|root| &root.expr) else {
        return Ok(Nothing::Unsaid);
    };
    let mut nowhere = Vec::new();
    for part in parts {
        if index.count(&Query::from(part.clone()), today)? == 0 {
            nowhere.push(part.to_string());
        }
    }
    Ok(if nowhere.is_empty() {
        Nothing::NotTogether
    } else {
        Nothing::Nowhere(nowhere)
    })
}

fn told(hits: Hits) -> FoundArticle {
    let count = hits.passages.len();
    let passages = hits.passages.into_iter().take(PASSAGES);
    let day = |date: &String| date.get(..10).unwrap_or(date).to_owned();
    FoundArticle {
        id: hits.row.name,
        title: hits.row.title,
        lit: hits.title,
        lang: hits.row.lang,
        date: hits.row.date.as_ref().map(day),
        source: hits.row.source,
        passages: passages
            .map(|hit| FoundPassage {
                number: hit.passage,
                text: hit.text,
                lit: hit.spans,
            })
            .collect(),
        count,
    }
}

#[cfg(test)]
mod tests;
