//! The loop: takes in what happens, has the state changed, performs the effects, draws.

use std::env;
use std::io;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::update::update;
use crate::app::views::View;
use crate::app::{App, Setup};
use crate::config::{AmbiguousWidth, SORTS, edit};
use crate::fetch::subscribe;
use crate::layout::Size;
use crate::load::versions;
use crate::news::article::ArticleId;
use crate::text::cells::Ambiguous;
use crate::view::draw;
use crate::view::theme::Theme;

use super::fetcher;
use super::filing::{self, Filing};
use super::finder;
use super::input::{Input, Nature};
use super::keeper::{Debt, Keeper};
use super::librarian::{self, Request};
use super::outside::{self, Clipboard};
use super::terminal::{self, Canvas, Screen};
use super::{Message, Options, clock, signals};

/// How long events are taken in before what has changed is drawn, where they do not stop coming.
const BURST: Duration = Duration::from_millis(30);
/// With this variable in the environment the first key panics: how the tests see that the terminal survives it.
const PANIC: &str = "COUNTERPOINT_PANIC";

/// The loop and what it holds.
pub(super) struct Session {
    app: App,
    theme: Theme,
    canvas: Canvas,
    screen: Arc<Screen>,
    input: Input,
    librarian: Sender<Request>,
    finder: Sender<finder::Message>,
    /// The user's configuration file, there or not.
    file: Option<PathBuf>,
    filing: Filing,
    fetcher: Option<Sender<fetcher::Message>>,
    keeper: Keeper,
    clipboard: Clipboard,
    events: Sender<Message>,
    happened: Receiver<Message>,
    /// Another program has the terminal.
    away: Arc<AtomicBool>,
    /// The last size that was told of and not yet taken in.
    resized: Option<Size>,
    /// How many continuations are our own doing.
    continuations: usize,
    panics: bool,
    quit: bool,
}

/// The width of ambiguous characters, as configured or as the terminal has it.
fn ambiguous(configured: AmbiguousWidth, nature: &Nature) -> Ambiguous {
    match configured {
        AmbiguousWidth::Auto => nature.ambiguous,
        AmbiguousWidth::Narrow => Ambiguous::Narrow,
        AmbiguousWidth::Wide => Ambiguous::Wide,
    }
}

impl Session {
    /// Starts the threads, and has the library read.
    ///
    /// # Errors
    /// The terminal is gone, or the system has no thread to give.
    pub(super) fn start(
        options: Options,
        screen: &Arc<Screen>,
        nature: Nature,
    ) -> io::Result<Self> {
        let (events, happened) = channel();
        let away = Arc::new(AtomicBool::new(false));
        signals::listen(Arc::clone(&away), events.clone())?;
        let size = terminal::size()?;
        let setup = Setup {
            ambiguous: ambiguous(options.config.reading.ambiguous, &nature),
            keymap: options.keymap,
            config: options.config,
        };
        let companies = setup.config.companies.clone();
        let library = setup.config.library.clone();
        let shelves = librarian::Shelves {
            folders: options.folders,
            fetched: options.feeds.as_ref().map(|desk| desk.library.clone()),
            once_fetched: options.feeds.as_ref().map(|desk| desk.folders.clone()),
            group_copies: setup.config.panes.group_copies,
        };
        let fetcher = match options.feeds {
            Some(desk) => Some(fetcher::start(desk, &setup.config, events.clone())?),
            None => None,
        };
        let stock = finder::Stock {
            shelves: shelves.clone(),
            companies: companies.clone(),
            cache: options.cache.clone(),
        };
        let (own, cache) = (companies.clone(), options.cache.clone());
        let librarian = librarian::start(shelves.clone(), own, cache, events.clone())?;
        let setting = filing::Setting {
            shelves,
            companies,
            cache: options.cache,
            whole: usize::from(library.whole),
            watch: library.watch,
        };
        let mut session = Self {
            app: App::new(setup, clock::seed()),
            theme: options.theme,
            canvas: Canvas::new(Arc::clone(screen), size)?,
            screen: Arc::clone(screen),
            input: Input::start(nature, events.clone())?,
            fetcher,
            file: options.file,
            finder: finder::start(stock, librarian.clone(), events.clone())?,
            filing: Filing::start(setting, librarian.clone(), events.clone())?,
            librarian,
            keeper: Keeper::start(options.data, events.clone())?,
            clipboard: Clipboard::default(),
            events,
            happened,
            away,
            resized: Some(size),
            continuations: 0,
            panics: env::var_os(PANIC).is_some_and(|value| value == "1"),
            quit: false,
        };
        session.take_size();
        session.take_in(Event::Read(0));
        session.perform(Effect::Load);
        Ok(session)
    }

    /// Waits until every change is stored, and says what could not be.
    pub(super) fn finish(mut self) -> Option<Debt> {
        self.keeper.finish()
    }

    /// Draws, takes in everything that has happened, draws again, until the end.
    pub(super) fn work(&mut self) {
        while !self.quit {
            if self
                .canvas
                .draw(|frame| draw(&self.app, &self.theme, frame))
                .is_err()
            {
                self.take_in(Event::Hangup);
                break;
            }
            let Ok(mut message) = self.happened.recv() else {
                return;
            };
            let first = Instant::now();
            loop {
                self.handle(message);
                let next =
                    (first.elapsed() < BURST && !self.quit).then(|| self.happened.try_recv());
                match next {
                    Some(Ok(next)) => message = next,
                    _ => break,
                }
            }
            self.take_size();
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            // Of several sizes in a row only the last is laid out.
            Message::Event(Event::Resize(size)) => self.resized = Some(size),
            Message::Event(event) => {
                self.take_size();
                self.take_in(event);
            }
            Message::Suspend => self.suspend(),
            Message::Continued if self.continuations > 0 => self.continuations -= 1,
            Message::Continued => {
                // Whoever stopped the program has very likely used the terminal.
                self.screen.leave();
                self.come_back();
            }
            Message::Panicked(panic) => resume_unwind(panic),
        }
    }

    fn take_in(&mut self, event: Event) {
        if self.panics && matches!(event, Event::Key(_)) {
            #[expect(clippy::panic, reason = "the tests ask for it")]
            {
                panic!("{PANIC} is set");
            }
        }
        // Nothing the user could answer: whatever comes of it, the program ends.
        let ends = matches!(event, Event::Hangup);
        let mut effects = update(&mut self.app, Event::Now(clock::now()));
        effects.extend(update(&mut self.app, event));
        for effect in effects {
            self.perform(effect);
        }
        self.quit |= ends;
    }

    fn take_size(&mut self) {
        if let Some(size) = self.resized.take() {
            // Where this fails the terminal is gone, which the next frame finds out.
            let _ = self.canvas.resize(size);
            self.take_in(Event::Resize(size));
        }
    }

    fn tell(&self, event: Event) {
        // This loop holds the receiving end itself.
        let _ = self.events.send(Message::Event(event));
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Load => self.filing.ask(filing::Request::Load),
            Effect::List(wish) => self.filing.ask(filing::Request::List(wish)),
            Effect::Describe(ids) => self.filing.ask(filing::Request::Describe(ids)),
            Effect::Bring(bring) => self.filing.ask(filing::Request::Bring(bring)),
            Effect::Name(ids) => self.filing.ask(filing::Request::Name(ids)),
            Effect::Count => self.filing.ask(filing::Request::Count),
            Effect::Mirror(states) => {
                self.find(finder::Message::Mirror(states.clone()));
                self.filing.ask(filing::Request::Mirror(states));
            }
            Effect::Restate(states) => self.filing.ask(filing::Request::Restate(states)),
            Effect::Link(library, mentions) => self.ask(Request::Link(library, mentions)),
            Effect::Relate(passage) => self.ask(Request::Relate(passage)),
            Effect::Survey(article) => self.ask(Request::Survey(article)),
            Effect::Align(first, second) => self.ask(Request::Align(first, second)),
            Effect::Light(from, articles) => self.ask(Request::Light(from, articles)),
            Effect::Ask(question) => self.ask(Request::Ask(question)),
            Effect::Find(query) => self.find(finder::Message::Find(query)),
            Effect::Index => self.find(finder::Message::Index),
            Effect::Fetch(which) => self.fetch(fetcher::Request::Fetch(which)),
            Effect::Subscribe(url) => self.fetch(fetcher::Request::Subscribe(url)),
            Effect::Versions(article, path) => self.read_versions(article, path),
            Effect::SaveView(view) => self.save_view(view),
            Effect::Place(marks) => self.ask(Request::Place(marks)),
            Effect::Save(changes) => {
                if let Err(count) = self.keeper.save(changes) {
                    let why = "the thread that stores them is gone".to_owned();
                    self.tell(Event::NotSaved(count, why));
                }
            }
            Effect::Copy(text) => {
                if let Err(error) = self.clipboard.copy(&text, &self.events) {
                    self.tell(Event::Failed(format!("nothing was copied: {error}")));
                }
            }
            Effect::OpenUrl(url) => outside::open_url(url, self.events.clone()),
            Effect::Pipe { command, text } => {
                if let Err(what) = self.stand_aside(|| outside::pipe(&command, &text)) {
                    self.tell(Event::Failed(what));
                }
            }
            Effect::Edit(note) => match self.stand_aside(|| outside::edit(&note)) {
                Ok(note) => self.tell(Event::Edited(Some(note))),
                Err(what) => {
                    self.tell(Event::Edited(None));
                    self.tell(Event::Failed(what));
                }
            },
            Effect::Redraw => self.resized = terminal::size().ok(),
            Effect::Suspend => self.suspend(),
            Effect::Quit => self.quit = true,
        }
    }

    fn ask(&mut self, request: Request) {
        // A librarian that is gone has panicked, and that is on its way here.
        let _ = self.librarian.send(request);
    }

    /// Reads the earlier texts of an article on a thread of its own: the librarian may be busy for long.
    fn read_versions(&self, article: ArticleId, path: PathBuf) {
        let events = self.events.clone();
        let read = move || {
            let history = versions::read(&path);
            // Where nobody listens any more, the program ends.
            let _ = events.send(Message::Event(Event::Versions(article, history)));
        };
        if let Err(error) = super::spawn("versions", self.events.clone(), read) {
            let what = format!("earlier versions were not read: {error}");
            self.tell(Event::Failed(what));
        }
    }

    fn find(&mut self, message: finder::Message) {
        // A finder that is gone has panicked, and that is on its way here.
        let _ = self.finder.send(message);
    }

    fn fetch(&mut self, request: fetcher::Request) {
        match &self.fetcher {
            // A fetcher that is gone has panicked, and that is on its way here.
            Some(fetcher) => drop(fetcher.send(fetcher::Message::Request(request))),
            None => self.tell(Event::Failed(
                "Feeds are left alone while folders named for this run are read; start without them".to_owned(),
            )),
        }
    }

    /// Writes a view into the user's configuration, on a thread of its own: the disk may keep it waiting.
    fn save_view(&self, view: View) {
        let Some(file) = self.file.clone() else {
            return self.tell(Event::Failed(
                "There is no home folder for a configuration; name a file with --config".to_owned(),
            ));
        };
        let events = self.events.clone();
        let started = super::spawn("view", self.events.clone(), move || {
            let sort = SORTS.iter().find(|(_, sort)| Some(*sort) == view.sort);
            let sort = sort.map(|(name, _)| *name);
            let written = subscribe::edit(&file, |text| {
                edit::save_view(text, &view.name, &view.query, sort)
            });
            let event = match written {
                Ok(()) => Event::ViewSaved(view),
                Err(error) => Event::Failed(format!("The view is not saved: {error}")),
            };
            // Where nobody listens any more, it is written all the same.
            let _ = events.send(Message::Event(event));
        });
        if let Err(error) = started {
            self.tell(Event::Failed(format!("The view is not saved: {error}")));
        }
    }

    /// Leaves the terminal to another program for as long as `work` takes.
    fn stand_aside<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.input.pause();
        self.away.store(true, Ordering::SeqCst);
        self.screen.leave();
        let result = work();
        self.come_back();
        self.away.store(false, Ordering::SeqCst);
        self.input.resume();
        result
    }

    fn suspend(&mut self) {
        self.continuations += 1;
        self.input.pause();
        self.screen.leave();
        signals::stop();
        self.come_back();
        self.input.resume();
    }

    /// Takes the terminal again and draws everything anew, in the size it has now.
    fn come_back(&mut self) {
        // Where this fails the terminal is gone, which the next frame finds out.
        let _ = self.screen.enter();
        self.resized = terminal::size().ok();
    }
}
