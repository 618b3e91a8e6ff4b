//! The thread that reads the library, looks through it, and answers questions about it.
//!
//! It works in steps and looks at what is asked between them: a newer question makes an older one of its kind
//! pointless, and reading the library again makes everything under way pointless. Nobody waits for it to end.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::time::{Duration, Instant};

use super::Message;
use super::questions::Questions;
use crate::analysis::companies::Matcher;
use crate::analysis::links::{Index, Meanings};
use crate::app::event::Event;
use crate::app::notes::places;
use crate::app::shelf::Findings;
use crate::load::load;
use crate::news::company::{Company, Mentions};
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::mark::Mark;

/// How often progress is told of.
const PROGRESS: Duration = Duration::from_millis(50);
/// How many related passages are looked for.
const RELATED: usize = 24;

/// What the thread can be asked for.
#[derive(Debug)]
pub(super) enum Request {
    /// Read the library: [`Event::Loaded`], [`Event::Analyzed`] and [`Event::Linked`] follow.
    Load,
    /// Find the passages related to one.
    Relate(PassageRef),
    /// Find the links of every passage of an article.
    Survey(ArticleIx),
    /// Find the links between two articles.
    Align(ArticleIx, ArticleIx),
    /// Find where articles name what a passage names.
    Light(PassageRef, Vec<ArticleIx>),
    /// Find where marks stand.
    Place(Vec<Mark>),
}

/// Starts the thread; it ends when nobody can ask it any more.
///
/// # Errors
/// The system has no thread to give.
pub(super) fn start(
    folders: Vec<PathBuf>,
    companies: Vec<Company>,
    events: Sender<Message>,
) -> std::io::Result<Sender<Request>> {
    let (requests, asked) = channel();
    super::spawn("library", events.clone(), move || {
        let mut desk = Desk::new(folders, companies, events);
        // The only failure is that nobody listens any more.
        let _ = desk.work(&asked);
    })?;
    Ok(requests)
}

/// What is to be done next with the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Load,
    Analyze,
    Index,
    /// Nothing: it is ready, or was never asked for.
    Idle,
}

struct Desk {
    folders: Vec<PathBuf>,
    companies: Vec<Company>,
    matcher: Matcher,
    events: Sender<Message>,
    library: Arc<Library>,
    mentions: Arc<Vec<Mentions>>,
    index: Option<Index>,
    stage: Stage,
    wanted: Option<PassageRef>,
    questions: Questions,
    marks: Option<Vec<Mark>>,
}

type Told = Result<(), SendError<Message>>;

impl Desk {
    fn new(folders: Vec<PathBuf>, companies: Vec<Company>, events: Sender<Message>) -> Self {
        Self {
            folders,
            matcher: Matcher::new(&companies),
            companies,
            events,
            library: Arc::default(),
            mentions: Arc::default(),
            index: None,
            stage: Stage::Idle,
            wanted: None,
            questions: Questions::default(),
            marks: None,
        }
    }

    fn tell(&self, event: Event) -> Told {
        self.events.send(Message::Event(event))
    }

    fn work(&mut self, asked: &Receiver<Request>) -> Told {
        loop {
            if !self.has_work() {
                let Ok(request) = asked.recv() else {
                    return Ok(());
                };
                self.take(request);
            }
            for request in asked.try_iter() {
                self.take(request);
            }
            self.step()?;
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Load => {
                self.stage = Stage::Load;
                self.index = None;
                // What was asked of the old library has no meaning in the new one.
                self.wanted = None;
                self.questions = Questions::default();
                self.marks = None;
            }
            Request::Relate(passage) => self.wanted = Some(passage),
            Request::Survey(article) => self.questions.survey(article),
            Request::Align(first, second) => self.questions.align(first, second),
            Request::Light(from, articles) => self.questions.light(from, articles),
            Request::Place(marks) => self.marks.get_or_insert_default().extend(marks),
        }
    }

    fn has_work(&self) -> bool {
        let asked = self.wanted.is_some() || !self.questions.is_empty();
        let question = asked && self.index.is_some();
        self.stage != Stage::Idle || self.marks.is_some() || question
    }

    /// Does one thing: quick answers come before the long steps that are not reading.
    fn step(&mut self) -> Told {
        if self.stage == Stage::Load {
            return self.load();
        }
        if let Some(marks) = self.marks.take() {
            return self.tell(Event::Placed(places(&marks, &self.library)));
        }
        match self.stage {
            Stage::Analyze => self.analyze(),
            Stage::Index => self.index(),
            Stage::Load | Stage::Idle if self.wanted.is_some() => self.relate(),
            Stage::Load | Stage::Idle => self.answer(),
        }
    }

    fn load(&mut self) -> Told {
        let started = Instant::now();
        let told = AtomicU64::new(0);
        let progress = |files: usize| {
            let now = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let last = told.load(Ordering::Relaxed);
            let due = u128::from(now.saturating_sub(last)) >= PROGRESS.as_millis();
            if due
                && told
                    .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                    .is_ok()
            {
                let _ = self.tell(Event::Read(files));
            }
        };
        let library = Arc::new(load(&self.folders, &progress));
        self.library = Arc::clone(&library);
        self.stage = Stage::Analyze;
        self.tell(Event::Loaded(library))
    }

    fn analyze(&mut self) -> Told {
        let findings = Findings::of(&self.library, &self.matcher, &self.companies);
        self.mentions = Arc::clone(&findings.mentions);
        self.stage = Stage::Index;
        self.tell(Event::Analyzed(findings))
    }

    fn index(&mut self) -> Told {
        self.index = Some(Index::new(
            &self.library,
            &self.mentions,
            &self.companies,
            &Meanings::default(),
        ));
        self.stage = Stage::Idle;
        self.tell(Event::Linked)
    }

    fn answer(&mut self) -> Told {
        let answer = self
            .index
            .as_ref()
            .and_then(|index| self.questions.answer(index, &self.library, &self.mentions));
        answer.map_or(Ok(()), |event| self.tell(event))
    }

    fn relate(&mut self) -> Told {
        match (self.wanted.take(), &self.index) {
            (Some(passage), Some(index)) => {
                let links = index.related(passage, RELATED);
                self.tell(Event::Related(passage, links))
            }
            (wanted, _) => {
                self.wanted = wanted;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    const ARTICLES: &str = "articles/en";

    fn passage(passage: u32) -> PassageRef {
        PassageRef {
            article: ArticleIx(0),
            passage,
        }
    }

    /// What comes of requests that all wait when the thread begins.
    fn answers(requests: Vec<Request>) -> Vec<String> {
        let companies = config::read(&[]).unwrap().companies;
        let (events, told) = channel();
        let (asking, asked) = channel();
        for request in requests {
            asking.send(request).unwrap();
        }
        drop(asking);
        let mut desk = Desk::new(vec![ARTICLES.into()], companies, events);
        desk.work(&asked).unwrap();
        let name = |message: Message| match message {
            Message::Event(Event::Read(_)) => None,
            Message::Event(Event::Loaded(library)) => {
                Some(format!("loaded {}", library.articles.len()))
            }
            Message::Event(Event::Analyzed(findings)) => {
                Some(format!("analyzed {}", findings.mentions.len()))
            }
            Message::Event(Event::Linked) => Some("linked".to_owned()),
            Message::Event(Event::Placed(places)) => Some(format!("placed {}", places.len())),
            Message::Event(Event::Related(from, _)) => Some(format!("related {}", from.passage)),
            _ => Some("something else".to_owned()),
        };
        told.try_iter().filter_map(name).collect()
    }

    #[test]
    fn a_library_is_read_looked_through_and_indexed_and_the_newest_question_answered() {
        let mut requests = vec![Request::Load, Request::Place(Vec::new())];
        requests.extend((0..9).map(|number| Request::Relate(passage(number))));
        let said = answers(requests);
        let all = format!(
            "loaded {}",
            load(&[ARTICLES.into()], &|_| ()).articles.len()
        );
        let analyzed = all.replace("loaded", "analyzed");
        assert_eq!(
            said,
            [all.as_str(), "placed 0", &analyzed, "linked", "related 8"]
        );
    }

    #[test]
    fn what_was_asked_of_a_library_that_is_read_again_is_forgotten() {
        let requests = vec![Request::Relate(passage(1)), Request::Load];
        let said = answers(requests);
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(said.last().map(String::as_str), Some("linked"));
        assert_eq!(answers(vec![Request::Relate(passage(1))]), [""; 0]);
    }
}
