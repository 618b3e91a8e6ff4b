//! The thread that owns the index of a large library: it decides whether the library is one, lists it, describes and
//! brings articles, and has the files looked through.
//!
//! A small library is the librarian's. Of a large one nothing is read but what is looked at; a thread of its own, with an
//! index of its own over the same file, brings the index in step with the files. Texts are read a few at a time, so that
//! a list never waits for them.

mod drawer;
mod scan;

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::thread::JoinHandle;

use super::librarian::{self, Shelves};
use super::{Message as Told, watch};
use crate::analysis::companies::Matcher;
use crate::app::event::Event;
use crate::app::filed::{Bring, Handed, Scanned, Wish};
use crate::load::{LibraryFile, known, more_than, read_file, survey};
use crate::news::article::ArticleId;
use crate::news::company::Company;
use crate::news::mark::State;
use crate::news::problem::Problem;
use crate::runtime::catalog::Update;
use crate::store::index::IndexError;

use drawer::Drawer;

/// So many companions come with an article: enough that an event told of in several languages is all there, few enough
/// that the links among them stand within seconds.
pub(super) const COMPANIONS: usize = 200;
/// So many articles are brought for a question.
const ANSWERING: usize = 60;
/// So many texts are read between two looks at what is asked.
const READ_AT_ONCE: usize = 8;

/// What the thread can be asked for; each is an effect of the same name.
#[derive(Debug)]
pub(super) enum Request {
    Load,
    List(Wish),
    Describe(Vec<u32>),
    Bring(Bring),
    Name(Vec<u32>),
    Count,
    Mirror(Vec<(ArticleId, State)>),
    Restate(Vec<(ArticleId, State)>),
}

/// What comes to the thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Something is asked for.
    Request(Request),
    /// The index has grown.
    Grown,
    /// The files were looked through.
    Looked(Result<Update, IndexError>),
    /// Something in the folders has changed.
    Stirred,
    /// The program ends.
    Stop,
}

/// What the thread works with.
#[derive(Debug)]
pub(super) struct Setting {
    /// What the library is read from.
    pub(super) shelves: Shelves,
    /// The watched companies.
    pub(super) companies: Vec<Company>,
    /// The folder where the index is kept, if any.
    pub(super) cache: Option<PathBuf>,
    /// A library of up to so many articles is read whole.
    pub(super) whole: usize,
    /// Whether the folders are watched.
    pub(super) watch: bool,
}

/// The thread.
#[derive(Debug)]
pub(super) struct Filing {
    messages: Sender<Message>,
    thread: Option<JoinHandle<Option<()>>>,
}

impl Filing {
    /// Starts it.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub(super) fn start(
        setting: Setting,
        librarian: Sender<librarian::Request>,
        events: Sender<Told>,
    ) -> io::Result<Self> {
        let (messages, asked) = channel();
        let own = messages.clone();
        let thread = super::spawn("files", events.clone(), move || {
            let mut desk = Desk::new(setting, librarian, own, events);
            // The only failure is that nobody listens any more.
            let _ = desk.work(&asked);
        })?;
        Ok(Self {
            messages,
            thread: Some(thread),
        })
    }

    /// Asks for something.
    pub(super) fn ask(&self, request: Request) {
        // It is gone only where it has panicked, and that is on its way to the session.
        let _ = self.messages.send(Message::Request(request));
    }
}

impl Drop for Filing {
    /// Waits for the end of what is being done, which is never long: an index that cannot be kept is removed.
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Desk {
    setting: Setting,
    librarian: Sender<librarian::Request>,
    own: Sender<Message>,
    events: Sender<Told>,
    matcher: Option<Matcher>,
    /// The index, where the library is large.
    drawer: Option<Drawer>,
    /// The files of a small library as they were when it was read.
    seen: Vec<LibraryFile>,
    /// The list that was asked for last.
    wish: Option<Wish>,
    /// Whether no list was asked for since the index was opened.
    is_new: bool,
    /// Whether files are being looked through, and whether they are to be once more.
    looking: bool,
    once_more: bool,
    /// States that wait until the files are looked through: those of all articles, and those of some after that.
    all: Option<HashMap<ArticleId, State>>,
    late: Vec<(ArticleId, State)>,
    /// Articles that are still to be read, and what they were asked for as.
    bringing: VecDeque<(Bring, VecDeque<u32>)>,
    /// What was wrong with the index itself.
    problems: Vec<Problem>,
    watcher: Option<watch::Watcher>,
}

type Heard = Result<(), SendError<Told>>;

impl Desk {
    fn new(
        setting: Setting,
        librarian: Sender<librarian::Request>,
        own: Sender<Message>,
        events: Sender<Told>,
    ) -> Self {
        Self {
            setting,
            librarian,
            own,
            events,
            matcher: None,
            drawer: None,
            seen: Vec::new(),
            wish: None,
            is_new: false,
            looking: false,
            once_more: false,
            all: None,
            late: Vec::new(),
            bringing: VecDeque::new(),
            problems: Vec::new(),
            watcher: None,
        }
    }

    fn tell(&self, event: Event) -> Heard {
        self.events.send(Told::Event(event))
    }

    fn work(&mut self, asked: &Receiver<Message>) -> Heard {
        let mut waiting: VecDeque<Message> = VecDeque::new();
        let is_list = |message: &Message| matches!(message, Message::Request(Request::List(_)));
        loop {
            if waiting.is_empty() && self.bringing.is_empty() {
                // It holds a sender itself, so that there is always somebody to wait for.
                waiting.extend(asked.recv().ok());
            }
            waiting.extend(asked.try_iter());
            match waiting.pop_front() {
                Some(Message::Stop) => return Ok(()),
                Some(message) if is_list(&message) && waiting.iter().any(is_list) => {}
                Some(message) => self.take(message)?,
                None => self.read_on()?,
            }
        }
    }

    fn take(&mut self, message: Message) -> Heard {
        match message {
            Message::Request(Request::Load) => self.load(),
            Message::Stirred => self.stirred(),
            Message::Looked(update) => self.looked(update),
            Message::Stop => Ok(()),
            // What is asked of a library that is no longer large, or not yet known to be, has no answer.
            _ if self.drawer.is_none() => Ok(()),
            Message::Grown => self.list(),
            Message::Request(request) => self.answer(request),
        }
    }

    fn answer(&mut self, request: Request) -> Heard {
        match request {
            Request::Load => self.load(),
            Request::List(wish) => {
                self.wish = Some(wish);
                self.list()?;
                // The first list does not wait for anything else.
                if std::mem::take(&mut self.is_new) {
                    return self.look();
                }
                Ok(())
            }
            Request::Describe(ids) => {
                let described =
                    self.with_index(|drawer, matcher| drawer.describe(&ids, matcher))?;
                described.map_or(Ok(()), |handed| self.tell(Event::Described(handed)))
            }
            Request::Bring(bring) => self.bring(bring),
            Request::Name(ids) => {
                let names = self.with_index(|drawer, _| drawer.index.names_of(&ids))?;
                names.map_or(Ok(()), |names| self.tell(Event::Named(names)))
            }
            Request::Count => {
                let counted = self.with_index(Drawer::count)?;
                counted.map_or(Ok(()), |counted| self.tell(Event::Counted(counted)))
            }
            Request::Mirror(states) => {
                // Who writes while the files are looked through would wait for the other, and the list with it.
                (self.all, self.late) = (Some(states.into_iter().collect()), Vec::new());
                if self.looking {
                    Ok(())
                } else {
                    self.write_states()
                }
            }
            Request::Restate(states) if self.looking => {
                self.late.extend(states);
                Ok(())
            }
            Request::Restate(states) => self
                .with_index(|drawer, _| drawer.index.restate(&states))
                .map(|_| ()),
        }
    }

    /// Writes the states that have waited.
    fn write_states(&mut self) -> Heard {
        let (all, late) = (self.all.take(), std::mem::take(&mut self.late));
        if !late.is_empty() {
            self.with_index(|drawer, _| drawer.index.restate(&late))?;
        }
        let Some(mut all) = all else { return Ok(()) };
        all.extend(late);
        let changed = self.with_index(|drawer, _| drawer.index.mirror(&all))?;
        if changed == Some(true) {
            return self.list();
        }
        Ok(())
    }

    /// Does something with the index; what is wrong with it is told, and where it is damaged it is made anew.
    fn with_index<T>(
        &mut self,
        work: impl FnOnce(&mut Drawer, &Matcher) -> Result<T, IndexError>,
    ) -> Result<Option<T>, SendError<Told>> {
        let companies = &self.setting.companies;
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(companies));
        let Some(drawer) = &mut self.drawer else {
            return Ok(None);
        };
        match work(drawer, matcher) {
            Ok(done) => Ok(Some(done)),
            Err(error) => {
                self.broken(&error)?;
                Ok(None)
            }
        }
    }

    fn broken(&mut self, error: &IndexError) -> Heard {
        self.tell(Event::Failed(error.to_string()))?;
        if !error.is_damage() || self.looking {
            return Ok(());
        }
        if let Some(drawer) = self.drawer.take() {
            let aside = drawer.set_aside();
            if let Err(error) = aside {
                return self.tell(Event::Failed(error.to_string()));
            }
            return self.load();
        }
        Ok(())
    }

    /// The folders by the paths they really have: the index is theirs, from wherever the program is started.
    fn folders(&self) -> Vec<PathBuf> {
        let real = |folder: &PathBuf| fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        self.setting.shelves.now().iter().map(real).collect()
    }

    /// Has the library read: whole where it is small, else from its index.
    fn load(&mut self) -> Heard {
        let folders = self.folders();
        let is_open = self
            .drawer
            .as_ref()
            .is_some_and(|drawer| drawer.folders == folders);
        if !more_than(&folders, self.setting.whole) {
            self.drawer = None;
        } else if !is_open {
            self.drawer = self.open(&folders);
        }
        if self.drawer.is_none() {
            return self.load_whole(&folders);
        }
        self.seen = Vec::new();
        self.is_new = self.wish.is_none();
        self.tell(Event::Filed(folders))?;
        if self.is_new {
            return Ok(());
        }
        if !is_open {
            self.list()?;
        }
        self.look()
    }

    fn load_whole(&mut self, folders: &[PathBuf]) -> Heard {
        if self.setting.watch {
            (self.seen, _) = survey(folders);
            self.watch(folders);
        }
        (self.wish, self.bringing) = (None, VecDeque::new());
        // A librarian that is gone has panicked, and that is on its way.
        let _ = self.librarian.send(librarian::Request::Load);
        Ok(())
    }

    fn open(&mut self, folders: &[PathBuf]) -> Option<Drawer> {
        let cache = self.setting.cache.as_deref();
        match Drawer::open(cache, folders, &self.setting.companies) {
            Ok((drawer, problem)) => {
                self.problems = problem.into_iter().collect();
                Some(drawer)
            }
            Err(what) => {
                let _ = self.tell(Event::Failed(what));
                None
            }
        }
    }

    fn watch(&mut self, folders: &[PathBuf]) {
        let watched = self.watcher.as_ref().map(watch::Watcher::folders);
        if self.setting.watch && watched != Some(folders) {
            self.watcher = None;
            let own = self.own.clone();
            let stirred = move || drop(own.send(Message::Stirred));
            self.watcher = watch::start(folders, self.events.clone(), stirred);
        }
    }

    /// Something has changed in the folders: it is looked at, or told where the library is read whole.
    fn stirred(&mut self) -> Heard {
        if self.drawer.is_some() {
            return self.look();
        }
        let (now, _) = survey(&self.folders());
        if now == self.seen {
            return Ok(());
        }
        // Told once, until it is read.
        self.seen = now;
        self.tell(Event::Changed)
    }

    /// Has the files looked through, by a thread of its own.
    fn look(&mut self) -> Heard {
        let Some(drawer) = &self.drawer else {
            return Ok(());
        };
        if self.looking {
            self.once_more = true;
            return Ok(());
        }
        let job = scan::Job {
            cache: drawer.cache(),
            folders: drawer.folders.clone(),
            companies: self.setting.companies.clone(),
        };
        let folders = job.folders.clone();
        self.watch(&folders);
        match scan::start(job, self.own.clone(), self.events.clone()) {
            Ok(()) => self.looking = true,
            Err(error) => {
                let what = format!("the files are not looked through: {error}");
                return self.tell(Event::Failed(what));
            }
        }
        self.tell(Event::Scanning(0, 0))
    }

    fn looked(&mut self, update: Result<Update, IndexError>) -> Heard {
        self.looking = false;
        self.write_states()?;
        let scanned = match update {
            Ok(update) => Scanned {
                changed: update.changed,
                renamed: update
                    .renamed
                    .into_iter()
                    .map(|it| (it.from, it.to))
                    .collect(),
                problems: self
                    .problems
                    .iter()
                    .cloned()
                    .chain(update.problems)
                    .collect(),
            },
            Err(error) => {
                self.tell(Event::Scanned(Scanned::default()))?;
                return self.broken(&error);
            }
        };
        if scanned.changed {
            self.list()?;
        }
        self.tell(Event::Scanned(scanned))?;
        if std::mem::take(&mut self.once_more) {
            return self.look();
        }
        Ok(())
    }

    /// Answers the list that was asked for last.
    fn list(&mut self) -> Heard {
        let Some(wish) = self.wish.clone() else {
            return Ok(());
        };
        let listed = self.with_index(|drawer, _| drawer.list(&wish))?;
        listed.map_or(Ok(()), |listed| self.tell(Event::Listed(listed)))
    }

    /// Brings an article, and has what comes with it brought behind.
    fn bring(&mut self, bring: Bring) -> Heard {
        if let Bring::For(question) = &bring {
            let ids = self.with_index(|drawer, matcher| {
                let found = matcher.find(question);
                let mut companies: Vec<_> = found.iter().map(|found| found.company).collect();
                companies.sort_unstable();
                companies.dedup();
                drawer.index.may_answer(question, &companies, ANSWERING)
            })?;
            self.bringing
                .push_back((bring, ids.unwrap_or_default().into()));
            return Ok(());
        }
        let id = self.with_index(|drawer, _| match &bring {
            Bring::Article(id) | Bring::Alone(id) => Ok(Some(*id)),
            Bring::Named(name, known) => drawer.index.place_of(name, known.as_deref()),
            Bring::For(_) => Ok(None),
        })?;
        let Some(id) = id.flatten() else {
            let what = "the article is no longer in the library";
            return self.tell(Event::Lost(bring, what.to_owned()));
        };
        let handed = match self.read(id)? {
            Ok(handed) => handed,
            Err(why) => return self.tell(Event::Lost(bring, why)),
        };
        let alone = matches!(bring, Bring::Alone(_));
        self.tell(Event::Brought {
            bring: bring.clone(),
            articles: vec![handed],
            last: alone,
        })?;
        if !alone {
            let ids = self.with_index(|drawer, _| drawer.index.companions(id, COMPANIONS))?;
            // Those of an article that was left meanwhile need not come any more.
            self.bringing
                .retain(|(other, _)| matches!(other, Bring::For(_)));
            self.bringing
                .push_back((bring, ids.unwrap_or_default().into()));
        }
        Ok(())
    }

    /// Reads a few of the texts that wait.
    fn read_on(&mut self) -> Heard {
        let Some((bring, mut ids)) = self.bringing.pop_front() else {
            return Ok(());
        };
        let mut articles = Vec::new();
        while articles.len() < READ_AT_ONCE
            && let Some(id) = ids.pop_front()
        {
            // One that is gone or cannot be read is missed by nobody.
            articles.extend(self.read(id)?.ok());
        }
        let last = ids.is_empty();
        if !last {
            self.bringing.push_front((bring.clone(), ids));
        }
        self.tell(Event::Brought {
            bring,
            articles,
            last,
        })
    }

    /// Reads the article with this number; why not, where that is so.
    fn read(&mut self, id: u32) -> Result<Result<Handed, String>, SendError<Told>> {
        let read = self.with_index(|drawer, matcher| {
            let filed = drawer.index.filed(&[id])?.pop();
            let Some(filed) = filed else {
                return Ok(Err("the article is no longer in the library".to_owned()));
            };
            Ok(
                read_one(&filed.article.path, &filed.article.id).map(|article| Handed {
                    id,
                    mentions: matcher.mentions(&article),
                    article: Arc::new(article),
                }),
            )
        })?;
        Ok(read.unwrap_or_else(|| Err("the index cannot be read".to_owned())))
    }
}

fn read_one(path: &Path, name: &ArticleId) -> Result<crate::news::article::Article, String> {
    let (article, problems) = read_file(&known(path, name));
    article.ok_or_else(|| match problems.first() {
        Some(problem) => problem.to_string(),
        None => format!(
            "{}: there is no article in this file any more",
            path.display()
        ),
    })
}

#[cfg(test)]
mod tests;
