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
use super::choice::Choice;
use super::finder::{self, Near, Place, Wanted};
use super::meaning::{self, Encoding, Pace};
use super::questions::Questions;
use crate::analysis::ask::{Question, Words};
use crate::analysis::companies::Matcher;
use crate::analysis::duplicates::{duplicates, joined};
use crate::analysis::links::{Index, Meanings};
use crate::analysis::search::fusion::{FUSED, Meaning};
use crate::analysis::search::grams::telling;
use crate::app::event::Event;
use crate::app::notes::places;
use crate::app::shelf::Findings;
use crate::encoder::Compact;
use crate::load::load;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions};
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::mark::Mark;
use crate::news::problem::Problem;

/// How often progress is told of.
const PROGRESS: Duration = Duration::from_millis(50);
/// How many related passages are looked for, and how many answers to a question.
const RELATED: usize = 24;
/// Links by meaning are drawn anew from the vectors that have come, at the soonest so long after the last time,
const REFRESH: Duration = Duration::from_millis(200);
/// and so many times as long as that took, so that most of the time goes into vectors.
const REFRESH_SHARE: u32 = 4;

/// What the thread can be asked for.
#[derive(Debug)]
pub(super) enum Request {
    /// Read the library: [`Event::Loaded`] and [`Event::Analyzed`] follow, then [`Event::Encoded`] and
    /// [`Event::Linked`] as often as more is known.
    Load,
    /// Look for links among the articles of a large library that are in hand: [`Event::Encoded`] and [`Event::Linked`]
    /// follow as after [`Self::Load`].
    Link(Arc<Library>, Arc<Vec<Mentions>>),
    /// Find the passages related to one.
    Relate(PassageRef),
    /// Find the links of every passage of an article.
    Survey(ArticleIx),
    /// Find the links between two articles.
    Align(ArticleIx, ArticleIx),
    /// Find where articles name what a passage names.
    Light(PassageRef, Vec<ArticleIx>),
    /// Find the passages that answer a question.
    Ask(String),
    /// Find the passages that mean something.
    Near(Wanted),
    /// Find where marks stand.
    Place(Vec<Mark>),
}

/// What the library is read from.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelves {
    /// The folders and files as they are at the start.
    pub(super) folders: Vec<PathBuf>,
    /// The folder that entries of feeds are written to, if any.
    pub(super) fetched: Option<PathBuf>,
    /// The folders and files once that folder is there.
    pub(super) once_fetched: Option<Vec<PathBuf>>,
    /// Whether copies of articles are looked for.
    pub(super) group_copies: bool,
}

impl Shelves {
    /// The folders and files as they are now.
    pub(super) fn now(&self) -> &[PathBuf] {
        match (&self.fetched, &self.once_fetched) {
            (Some(fetched), Some(folders)) if fetched.is_dir() => folders,
            _ => &self.folders,
        }
    }
}

/// Starts the thread; it ends when nobody can ask it any more. `cache` is the folder where vectors are kept, if any.
///
/// # Errors
/// The system has no thread to give.
pub(super) fn start(
    shelves: Shelves,
    companies: Vec<Company>,
    cache: Option<PathBuf>,
    events: Sender<Message>,
) -> std::io::Result<Sender<Request>> {
    let (requests, asked) = channel();
    super::spawn("library", events.clone(), move || {
        let mut desk = Desk::new(shelves, companies, cache, events);
        // The only failure is that nobody listens any more.
        let _ = desk.work(&asked);
    })?;
    Ok(requests)
}

/// The first passage of a library.
const FIRST: PassageRef = PassageRef {
    article: ArticleIx(0),
    passage: 0,
};

/// What is to be done next with the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Load,
    Analyze,
    /// Find the articles of one language that are copies of one another.
    Copies,
    /// Look up which passages' meanings are known, and link what is.
    Index,
    /// Find out the meanings of some passages, and link them when it is time.
    Encode,
    /// Nothing: it is ready, or was never asked for.
    Idle,
}

struct Desk {
    shelves: Shelves,
    companies: Vec<Company>,
    matcher: Matcher,
    cache: Option<PathBuf>,
    events: Sender<Message>,
    library: Arc<Library>,
    mentions: Arc<Vec<Mentions>>,
    /// The articles of one language that are copies of one another.
    duplicates: Vec<Vec<ArticleIx>>,
    /// The vectors of the library's passages, done or under way.
    encoding: Option<Encoding>,
    index: Option<Index>,
    /// The index and the vectors of the library as it was before it is read again.
    before: (Index, Option<Encoding>),
    /// When the links are to be drawn anew.
    due: Instant,
    /// The words of the library, once a question was asked.
    words: Option<Words>,
    choice: Choice,
    stage: Stage,
    /// Whether the whole library is in hand.
    whole: bool,
    wanted: Option<PassageRef>,
    questions: Questions,
    question: Option<String>,
    near: Option<Wanted>,
    marks: Option<Vec<Mark>>,
}

type Told = Result<(), SendError<Message>>;

impl Desk {
    fn new(
        shelves: Shelves,
        companies: Vec<Company>,
        cache: Option<PathBuf>,
        events: Sender<Message>,
    ) -> Self {
        Self {
            shelves,
            matcher: Matcher::new(&companies),
            companies,
            cache,
            events,
            library: Arc::default(),
            mentions: Arc::default(),
            duplicates: Vec::new(),
            encoding: None,
            index: None,
            before: (Index::default(), None),
            due: Instant::now(),
            words: None,
            choice: Choice::default(),
            stage: Stage::Idle,
            whole: true,
            wanted: None,
            questions: Questions::default(),
            question: None,
            near: None,
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
                self.whole = true;
                self.begin_anew();
                // What was asked of the old library has no meaning in the new one; a question has.
                self.wanted = None;
                self.questions = Questions::default();
                self.marks = None;
            }
            Request::Link(library, mentions) => {
                // What was asked before still means the same: articles keep their places.
                self.stage = Stage::Index;
                self.whole = false;
                self.begin_anew();
                (self.library, self.mentions) = (library, mentions);
            }
            Request::Relate(passage) => self.wanted = Some(passage),
            Request::Survey(article) => self.questions.survey(article),
            Request::Align(first, second) => self.questions.align(first, second),
            Request::Light(from, articles) => self.questions.light(from, articles),
            Request::Ask(question) => self.question = Some(question),
            Request::Near(wanted) => self.near = Some(wanted),
            Request::Place(marks) => self.marks.get_or_insert_default().extend(marks),
        }
    }

    /// Most articles stay as they were, and most of the work on them is done.
    fn begin_anew(&mut self) {
        if let Some(index) = self.index.take() {
            self.before = (index, self.encoding.take());
        }
        self.words = None;
        self.choice = Choice::default();
    }

    fn has_work(&self) -> bool {
        self.stage != Stage::Idle
            || self.marks.is_some()
            || self.question.is_some()
            || (self.near.is_some() && self.encoding.is_some())
            || self.can_answer()
    }

    /// Whether something was asked that the links answer, and they are there.
    fn can_answer(&self) -> bool {
        self.index.is_some() && (self.wanted.is_some() || !self.questions.is_empty())
    }

    /// Does one thing: quick answers come before the long steps that are not reading.
    fn step(&mut self) -> Told {
        if self.stage == Stage::Load {
            return self.load();
        }
        if let Some(marks) = self.marks.take() {
            let places = places(&marks, &self.library, self.whole);
            return self.tell(Event::Placed(places));
        }
        if let Some(question) = self.question.take() {
            return self.answer_question(question);
        }
        if self.encoding.is_some()
            && let Some(wanted) = self.near.take()
        {
            self.find_near(wanted);
            return Ok(());
        }
        if self.can_answer() {
            return if self.wanted.is_some() {
                self.relate()
            } else {
                self.answer()
            };
        }
        match self.stage {
            Stage::Analyze => self.analyze(),
            Stage::Copies => self.copies(),
            Stage::Index => self.index(),
            Stage::Encode => self.encode(),
            Stage::Load | Stage::Idle => Ok(()),
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
        let library = Arc::new(load(self.shelves.now(), &progress));
        self.library = Arc::clone(&library);
        self.stage = Stage::Analyze;
        self.tell(Event::Loaded(library))
    }

    fn analyze(&mut self) -> Told {
        let findings = Findings::of(&self.library, &self.matcher, &self.companies);
        self.mentions = Arc::clone(&findings.mentions);
        self.stage = Stage::Copies;
        self.tell(Event::Analyzed(findings))
    }

    fn copies(&mut self) -> Told {
        self.stage = Stage::Index;
        self.duplicates = if self.shelves.group_copies {
            duplicates(&self.library)
        } else {
            Vec::new()
        };
        self.tell_copies(self.duplicates.clone())
    }

    /// Tells of copies in other languages too, once the links are all drawn.
    fn renderings(&self) -> Told {
        let Some(index) = self.index.as_ref().filter(|_| self.shelves.group_copies) else {
            return Ok(());
        };
        let lang = |ix| self.library.get(ix).map(|article| article.lang);
        let mut pairs = index.renderings();
        pairs.retain(|(one, other)| lang(*one) != lang(*other));
        if pairs.is_empty() {
            return Ok(());
        }
        let count = self.library.articles.len();
        self.tell_copies(joined(count, &self.duplicates, &pairs))
    }

    fn tell_copies(&self, groups: Vec<Vec<ArticleIx>>) -> Told {
        if groups.is_empty() {
            return Ok(());
        }
        self.tell(Event::Copies(groups))
    }

    fn index(&mut self) -> Told {
        let (library, mentions) = (&self.library, &self.mentions);
        let (before, known) = std::mem::take(&mut self.before);
        let (encoding, problem) = match known {
            Some(encoding) => encoding.again(library, mentions),
            None => Encoding::begin(library, mentions, self.cache.as_deref(), Pace::Small),
        };
        let meanings = encoding.meanings();
        self.index = Some(before.renewed(library, mentions, &self.companies, meanings));
        self.encoding = Some(encoding);
        self.complain(problem)?;
        self.link()
    }

    /// Encodes a few passages; links them when it is time for it.
    fn encode(&mut self) -> Told {
        let Some(encoding) = &mut self.encoding else {
            self.stage = Stage::Idle;
            return Ok(());
        };
        match encoding.step() {
            Ok(problem) => self.complain(problem)?,
            Err(error) => {
                // No more will come; evidence alone has to do.
                self.stage = Stage::Idle;
                let of = encoding.tally().of;
                self.tell(Event::Failed(format!("no links by meaning: {error}")))?;
                return self.tell(Event::Encoded { done: of, of });
            }
        }
        let is_done = self.encoding.as_ref().is_none_or(Encoding::is_done);
        if is_done || Instant::now() >= self.due {
            return self.link();
        }
        Ok(())
    }

    /// Draws the links from what is known, and says how much that is.
    fn link(&mut self) -> Told {
        let started = Instant::now();
        let (Some(encoding), Some(index)) = (&self.encoding, &mut self.index) else {
            self.stage = Stage::Idle;
            return Ok(());
        };
        index.learn(encoding.meanings());
        // They are drawn when one is asked for: here, where the time counts.
        let _ = index.related(FIRST, 1);
        self.stage = if encoding.is_done() {
            Stage::Idle
        } else {
            Stage::Encode
        };
        let tally = encoding.tally();
        let is_done = self.stage == Stage::Idle;
        self.due = Instant::now() + (started.elapsed() * REFRESH_SHARE).max(REFRESH);
        self.tell(Event::Encoded {
            done: tally.done(),
            of: tally.of,
        })?;
        self.tell(Event::Linked)?;
        if is_done { self.renderings() } else { Ok(()) }
    }

    fn complain(&self, problem: Option<Problem>) -> Told {
        problem.map_or(Ok(()), |problem| {
            self.tell(Event::Failed(problem.to_string()))
        })
    }

    fn answer_question(&mut self, question: String) -> Told {
        let read = Question::read(&question, &self.matcher);
        // Without an encoder, which was told of when the library was to be encoded, words alone have to do.
        let asked = meaning::of_question(&read).ok();
        let meanings = self.encoding.as_ref().map(Encoding::meanings);
        let near = |passage| Some(meanings?.get(passage)?.dot(asked.as_ref()?));
        let words = self.words.get_or_insert_with(|| Words::new(&self.library));
        let chosen = match (meanings, &asked) {
            (Some(meanings), Some(asked)) => self.choice.choose(meanings, asked),
            _ => None,
        };
        let answers =
            words.answers_among(&read, self.index.as_ref(), chosen.as_deref(), near, RELATED);
        self.tell(Event::Answers(question, answers))
    }

    /// Finds the passages that mean something, for the thread that finds by words.
    fn find_near(&mut self, wanted: Wanted) {
        let question = Question::read(wanted.meaning.text(), &self.matcher);
        let mut near = Near {
            number: wanted.number,
            ..Near::default()
        };
        let meanings = self.encoding.as_ref().map(Encoding::meanings);
        match (meaning::of_question(&question), meanings) {
            (Ok(asked), Some(meanings)) => {
                let chosen = match wanted.allowed {
                    None => self.choice.choose(meanings, &asked),
                    Some(_) => None,
                };
                let nearest = nearest(&self.library, meanings, &asked, chosen, &wanted);
                near.lists.push(nearest);
            }
            (Err(error), _) => {
                near.failure = Some(format!("meaning cannot be looked for: {error}"))
            }
            (Ok(_), None) => {}
        }
        if let Meaning::Sentence(_) = wanted.meaning {
            let words = self.words.get_or_insert_with(|| Words::new(&self.library));
            let answers = words.answers(&question, None, |_| None, FUSED);
            let places = answers
                .iter()
                .filter_map(|answer| place(&self.library, answer.to));
            near.lists.push(places.collect());
            near.needles = telling(&words.telling(&question));
        }
        // Whoever asked is gone where this fails, and with it the program.
        let _ = wanted.reply.send(finder::Message::Near(near));
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
                // The nearest come along: they are offered where the reader has rejected all that is claimed.
                let links = index.nearest(passage, RELATED);
                self.tell(Event::Related(passage, links))
            }
            (wanted, _) => {
                self.wanted = wanted;
                Ok(())
            }
        }
    }
}

/// A passage by the name of its article.
fn place(library: &Library, at: PassageRef) -> Option<Place> {
    let article = library.get(at.article)?;
    Some((article.id.clone(), at.passage as usize))
}

/// The passages nearest to a meaning, in the articles that are wanted; where some were chosen beforehand, of these.
fn nearest(
    library: &Library,
    meanings: &Meanings,
    asked: &Compact,
    chosen: Option<Vec<PassageRef>>,
    wanted: &Wanted,
) -> Vec<Place> {
    let allowed = |article: &Arc<Article>| {
        let allowed = wanted.allowed.as_ref();
        allowed.is_none_or(|allowed| allowed.contains(&article.id))
    };
    let allowed: Vec<bool> = library.articles.iter().map(allowed).collect();
    let near = |at: PassageRef| {
        let counts = allowed.get(at.article.index()) == Some(&true);
        let vector = meanings.get(at).filter(|_| counts)?;
        Some((vector.dot(asked), at))
    };
    let mut ranked: Vec<(f32, PassageRef)> = match chosen {
        Some(chosen) => chosen.into_iter().filter_map(near).collect(),
        None => meanings.iter().filter_map(|(at, _)| near(at)).collect(),
    };
    let order =
        |a: &(f32, PassageRef), b: &(f32, PassageRef)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > FUSED {
        ranked.select_nth_unstable_by(FUSED, order);
        ranked.truncate(FUSED);
    }
    ranked.sort_unstable_by(order);
    let places = ranked.into_iter().filter_map(|(_, at)| place(library, at));
    places.collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::*;
    use crate::config;

    /// Three articles of a passage or two.
    fn library() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let articles = [
            ("a.md", "VMware opened a new office in Seoul in May 2019."),
            ("b.md", "VMwareは2019年5月、ソウルに新しい事務所を開いた。"),
            ("c.md", "The cat slept. Nobody knows why."),
        ];
        for (name, text) in articles {
            fs::write(folder.path().join(name), format!("# {name}\n\n{text}\n")).unwrap();
        }
        folder
    }

    fn shelves(folder: &Path) -> Shelves {
        Shelves {
            folders: vec![folder.into()],
            ..Shelves::default()
        }
    }

    fn passage(passage: u32) -> PassageRef {
        PassageRef {
            article: ArticleIx(0),
            passage,
        }
    }

    /// What comes of requests that all wait when the thread begins.
    fn events(folder: &Path, cache: Option<&Path>, requests: Vec<Request>) -> Vec<Event> {
        let companies = config::read(&[]).unwrap().companies;
        let (events, told) = channel();
        let (asking, asked) = channel();
        for request in requests {
            asking.send(request).unwrap();
        }
        drop(asking);
        let cache = cache.map(Path::to_owned);
        let mut desk = Desk::new(shelves(folder), companies, cache, events);
        desk.work(&asked).unwrap();
        let event = |message| match message {
            Message::Event(Event::Read(_)) => None,
            Message::Event(event) => Some(event),
            _ => panic!("no event"),
        };
        told.try_iter().filter_map(event).collect()
    }

    fn names(events: &[Event]) -> Vec<String> {
        let name = |event: &Event| match event {
            Event::Loaded(library) => format!("loaded {}", library.articles.len()),
            Event::Analyzed(findings) => format!("analyzed {}", findings.mentions.len()),
            Event::Encoded { done, of } => format!("encoded {done} of {of}"),
            Event::Linked => "linked".to_owned(),
            Event::Copies(groups) => format!("copies {groups:?}"),
            Event::Placed(places) => format!("placed {}", places.len()),
            Event::Related(from, _) => format!("related {}", from.passage),
            Event::Answers(question, _) => format!("answers {question}"),
            other => format!("{other:?}"),
        };
        events.iter().map(name).collect()
    }

    #[test]
    fn a_library_is_read_looked_through_and_linked_as_its_meanings_come() {
        let folder = library();
        let mut requests = vec![Request::Load, Request::Place(Vec::new())];
        requests.extend((0..9).map(|number| Request::Relate(passage(number % 2))));
        let said = names(&events(folder.path(), None, requests));
        assert_eq!(
            said.get(..6).unwrap(),
            [
                "loaded 3",
                "placed 0",
                "analyzed 3",
                "encoded 0 of 4",
                "linked",
                "related 0"
            ]
        );
        let end = said.len() - 2;
        assert_eq!(said.get(end..).unwrap(), ["encoded 4 of 4", "linked"]);
    }

    #[test]
    fn copies_are_told_of_in_a_language_first_and_then_across_languages() {
        let folder = tempfile::tempdir().unwrap();
        let english = "VMware opened a new office in Seoul on Tuesday. The company plans to hire 300 engineers there by the \
                       end of 2020. Its president said that Korea was the fastest growing market in Asia. The office stands \
                       beside the river, where a factory was closed ten years ago. The mayor of Seoul was at the opening, and \
                       promised lower taxes.";
        let japanese = "VMwareは火曜日、ソウルに新しい事務所を開いた。同社は2020年末までにそこで300人の技術者を採用する計画だ。\
                        社長は、韓国はアジアで最も成長の速い市場だと述べた。事務所は川のそば、10年前に工場が閉鎖された場所に建つ。\
                        ソウル市長も開所式に出席し、減税を約束した。";
        let articles = [
            ("a.md", format!("# Office opened\n\n{english}\n")),
            ("b.md", format!("# ソウルに事務所\n\n{japanese}\n")),
            ("c.md", format!("# New office\n\n(Wire) {english}\n")),
            (
                "d.md",
                "# Cats\n\nThe cat slept. Nobody knows why. It was a long day. The dog barked.\n"
                    .to_owned(),
            ),
        ];
        for (name, text) in articles {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let said = |group_copies| {
            let (mut desk, told) = desk(folder.path(), None);
            desk.shelves.group_copies = group_copies;
            work_until(&mut desk, usize::MAX);
            let groups = told.try_iter().filter_map(|message| match message {
                Message::Event(Event::Copies(groups)) => Some(groups),
                _ => None,
            });
            groups.collect::<Vec<_>>()
        };
        let ix = |numbers: &[u32]| vec![numbers.iter().map(|n| ArticleIx(*n)).collect::<Vec<_>>()];
        assert_eq!(said(true), [ix(&[0, 2]), ix(&[0, 1, 2])]);
        assert!(said(false).is_empty());
    }

    #[test]
    fn what_was_encoded_once_is_there_at_once_the_next_time() {
        let (folder, cache) = (library(), tempfile::tempdir().unwrap());
        let load = || events(folder.path(), Some(cache.path()), vec![Request::Load]);
        let first = names(&load());
        assert!(first.contains(&"encoded 0 of 4".to_owned()), "{first:?}");
        let again = names(&load());
        assert_eq!(
            again,
            ["loaded 3", "analyzed 3", "encoded 4 of 4", "linked"]
        );
        let file = cache.path().join(crate::store::vectors::VECTORS);
        fs::write(&file, "junk").unwrap();
        let mended = load();
        let told = mended.iter().filter_map(|event| match event {
            Event::Failed(what) => Some(what.as_str()),
            _ => None,
        });
        let told: Vec<&str> = told.collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told.concat().contains("made anew"), "{told:?}");
        assert_eq!(names(&load()), again);
    }

    #[test]
    fn a_question_is_answered_in_every_language_and_the_newest_counts() {
        let (folder, cache) = (library(), tempfile::tempdir().unwrap());
        events(folder.path(), Some(cache.path()), vec![Request::Load]);
        let ask = |question: &str| Request::Ask(question.to_owned());
        // A question that waits for the library is answered from what is known by then.
        let early = vec![ask("cats"), ask("오피스"), Request::Load];
        let said = names(&events(folder.path(), Some(cache.path()), early));
        let questions = said.iter().filter(|name| name.starts_with("answers"));
        assert_eq!(questions.collect::<Vec<_>>(), ["answers 오피스"]);
        let library = load(&[folder.path().to_owned()], &|_| ());
        let mut desk = Desk::new(
            shelves(folder.path()),
            config::read(&[]).unwrap().companies,
            Some(cache.path().into()),
            channel().0,
        );
        desk.library = Arc::new(library);
        let (events, told) = channel();
        desk.events = events;
        desk.index().unwrap();
        desk.answer_question("브이엠웨어가 서울에 사무실을 열었다".to_owned())
            .unwrap();
        let answers = told.try_iter().find_map(|message| match message {
            Message::Event(Event::Answers(_, answers)) => Some(answers),
            _ => None,
        });
        let answers = answers.unwrap();
        let mut best: Vec<u32> = answers.iter().take(2).map(|a| a.to.article.0).collect();
        best.sort_unstable();
        assert_eq!(best, [0, 1]);
    }

    #[test]
    fn what_was_asked_of_a_library_that_is_read_again_is_forgotten() {
        let (folder, cache) = (library(), tempfile::tempdir().unwrap());
        let run = |requests| names(&events(folder.path(), Some(cache.path()), requests));
        run(vec![Request::Load]);
        let said = run(vec![Request::Relate(passage(1)), Request::Load]);
        assert_eq!(said, ["loaded 3", "analyzed 3", "encoded 4 of 4", "linked"]);
        assert_eq!(run(vec![Request::Relate(passage(1))]), [""; 0]);
    }

    fn desk(folder: &Path, cache: Option<&Path>) -> (Desk, Receiver<Message>) {
        let companies = config::read(&[]).unwrap().companies;
        let (events, told) = channel();
        let cache = cache.map(Path::to_owned);
        (Desk::new(shelves(folder), companies, cache, events), told)
    }

    /// Reads the library and takes steps until so many vectors are new, or nothing is to be done any more.
    fn work_until(desk: &mut Desk, encoded: usize) {
        desk.take(Request::Load);
        let count = |desk: &Desk| desk.encoding.as_ref().map_or(0, |e| e.tally().encoded);
        while desk.has_work() && count(desk) < encoded {
            desk.step().unwrap();
        }
    }

    /// Two articles that say the same in two languages, of more text than is encoded in one step.
    fn long_library() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let things = [
            "river", "bridge", "mountain", "market", "school", "garden", "harbor",
        ];
        let verbs = [
            "was closed",
            "was painted",
            "burned down",
            "was sold",
            "was rebuilt",
        ];
        let names = ["川", "橋", "山", "市場", "学校", "庭", "港"];
        let ends = [
            "が閉鎖された",
            "が塗られた",
            "が焼け落ちた",
            "が売られた",
            "が再建された",
        ];
        let (mut one, mut other) = (String::new(), String::new());
        for n in 0..105 {
            let (i, j) = (n % 7, n % 5);
            one.push_str(&format!(
                "In street {n} the {} of the old town {} last year.\n\n",
                things[i], verbs[j]
            ));
            other.push_str(&format!(
                "旧市街の{n}番通りの{}{}のは去年のことだった。\n\n",
                names[i], ends[j]
            ));
        }
        fs::write(folder.path().join("one.md"), one).unwrap();
        fs::write(folder.path().join("two.md"), other).unwrap();
        folder
    }

    #[test]
    fn what_was_encoded_before_the_end_is_there_the_next_time() {
        let (folder, cache) = (long_library(), tempfile::tempdir().unwrap());
        let (mut first, _told) = desk(folder.path(), Some(cache.path()));
        work_until(&mut first, 1);
        let tally = first.encoding.as_ref().unwrap().tally();
        assert!(tally.encoded > 0 && tally.done() < tally.of, "{tally:?}");
        // Nobody says good-bye to it: the thread just goes.
        drop(first);
        let (mut second, _told) = desk(folder.path(), Some(cache.path()));
        work_until(&mut second, 1);
        assert_eq!(second.encoding.unwrap().tally().kept, tally.encoded);
    }

    #[test]
    fn nobody_who_listens_ends_the_work_between_two_steps() {
        let (folder, cache) = (long_library(), tempfile::tempdir().unwrap());
        let (mut desk, told) = desk(folder.path(), Some(cache.path()));
        work_until(&mut desk, 1);
        drop(told);
        desk.due = Instant::now();
        assert!(desk.work(&channel().1).is_err());
        assert!(!desk.encoding.unwrap().is_done());
    }

    #[test]
    fn links_grow_as_meanings_come() {
        let folder = long_library();
        let (mut desk, _told) = desk(folder.path(), None);
        desk.take(Request::Load);
        let mut counts = Vec::new();
        while desk.has_work() {
            desk.due = Instant::now();
            desk.step().unwrap();
            if let Some(index) = &desk.index {
                let links = index.survey(ArticleIx(0), 0..index.passages_of(ArticleIx(0)), 9);
                counts.push(links.iter().filter(|link| link.similarity > 0.0).count());
            }
        }
        let (first, last) = (counts[0], *counts.last().unwrap());
        assert_eq!(first, 0);
        assert!(
            counts.iter().any(|count| (1..last).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_library_read_again_is_linked_from_what_is_known() {
        let folder = library();
        let (mut desk, told) = desk(folder.path(), None);
        work_until(&mut desk, usize::MAX);
        fs::write(folder.path().join("a2.md"), "# A2\n\nThe dog barked.\n").unwrap();
        work_until(&mut desk, usize::MAX);
        let tally = desk.encoding.as_ref().unwrap().tally();
        assert_eq!((tally.kept, tally.encoded), (4, 1));
        let renewed = desk.index.as_ref().unwrap();
        let (library, mentions) = (&desk.library, &desk.mentions);
        let meanings = desk.encoding.as_ref().unwrap().meanings();
        let new = Index::new(library, mentions, &desk.companies, meanings);
        for (article, content) in library.iter() {
            for passage in (0..).take(content.passages.len()) {
                let at = PassageRef { article, passage };
                assert_eq!(renewed.nearest(at, 99), new.nearest(at, 99));
            }
        }
        drop(told);
    }
}
