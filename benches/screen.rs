//! How fast the screen is: time to the first frame, and from a key to its frame, on the bundled library and on an
//! article of a megabyte in each language.
//!
//! `cargo bench --bench screen`. Every line ends in PASS or FAIL against its bar; the exit code is 1 where any fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark may fail loudly, prints, and reads the clock"
)]

#[path = "common/terminal.rs"]
mod terminal;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterpoint::analysis::companies::Matcher;
use counterpoint::app::event::Event;
use counterpoint::app::shelf::Findings;
use counterpoint::app::update::update;
use counterpoint::app::{App, Setup};
use counterpoint::config;
use counterpoint::keymap::{Code, Key, Keymap, parse};
use counterpoint::layout::Size;
use counterpoint::load::load;
use counterpoint::news::library::Library;
use counterpoint::news::mark::Millis;
use counterpoint::text::cells::Ambiguous;
use counterpoint::view::draw;
use counterpoint::view::theme::{Depth, Theme};
use portable_pty::CommandBuilder;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// First frame on the bundled library.
const FIRST: Duration = Duration::from_millis(50);
/// From the first frame to all links of the bundled library, where no meaning is known.
const LINKED: Duration = Duration::from_secs(3);
/// From a key to its frame, 99 of 100.
const KEY: Duration = Duration::from_millis(5);
/// The screen, in cells.
const SIZE: Size = Size {
    columns: 140,
    rows: 45,
};
/// How many words are searched for in an article.
const SEARCHES: usize = 25;
/// The size of a long article, in bytes.
const LONG: usize = 1_000_000;

fn main() -> ExitCode {
    let mut report = Report { failed: false };
    let started = Instant::now();
    let mut desk = Desk::new();
    desk.frame();
    report.line(
        "start to an empty frame, in process",
        &mut [started.elapsed()],
        FIRST,
    );
    let library = load(&["articles".into()], &|_| ());
    desk.take(library);
    report.line(
        "start to the bundled library drawn, in process",
        &mut [started.elapsed()],
        FIRST,
    );
    for (what, wanted) in [
        ("an empty frame", "Library"),
        ("the bundled library drawn", "1/16"),
    ] {
        let drawn = |_: Duration, screen: &str| screen.contains(wanted);
        let mut times: Vec<Duration> = (0..9).filter_map(|_| start_program(drawn)).collect();
        report.line(
            &format!("process start to {what}, in a terminal"),
            &mut times,
            FIRST,
        );
    }
    report.line(
        "the bundled library linked after the first frame, no cache",
        &mut [start_to_links().unwrap_or(Duration::MAX)],
        LINKED,
    );
    desk.look_through();
    report.keys("bundled", &mut desk);
    let folder = tempfile::tempdir().expect("a folder for the long articles");
    for lang in ["en", "ja", "ko", "zh"] {
        let mut desk = Desk::new();
        desk.take(load(&[long_article(lang, folder.path())], &|_| ()));
        let bytes = desk
            .app
            .shelf
            .library
            .articles
            .iter()
            .map(|article| article.text.len())
            .sum::<usize>();
        assert!(
            bytes > LONG / 10 * 8,
            "{lang}: {bytes} bytes, {:?}",
            desk.app.shelf.library.problems
        );
        desk.look_through();
        report.keys(&format!("1 MB {lang}"), &mut desk);
    }
    if report.failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

struct Report {
    failed: bool,
}

impl Report {
    /// Prints the median, the 99th percentile and the worst, and holds the 99th percentile against a bar.
    fn line(&mut self, what: &str, times: &mut [Duration], bar: Duration) {
        times.sort();
        let at = |share: f64| {
            // The index of a share between 0 and 1 of a few thousand values.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss
            )]
            let index = (share * (times.len().saturating_sub(1)) as f64).round() as usize;
            times.get(index).copied().unwrap_or(Duration::MAX)
        };
        let passed = at(0.99) <= bar;
        self.failed |= !passed;
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{what:58} n {:4}  p50 {:7.3} ms  p99 {:7.3} ms  max {:7.3} ms  bar {:4.0} ms  {}",
            times.len(),
            ms(at(0.5)),
            ms(at(0.99)),
            ms(at(1.0)),
            ms(bar),
            if passed { "PASS" } else { "FAIL" }
        );
    }

    /// Opens the first article and reads in it: at the start, in the middle and at the end.
    fn keys(&mut self, name: &str, desk: &mut Desk) {
        desk.press("<Enter>");
        for place in ["start", "middle", "end"] {
            desk.press(if place == "end" { "G" } else { "gg" });
            if place == "middle" {
                let mut times = desk.search_the_middle();
                self.line(&format!("{name}, typing searches"), &mut times, KEY);
            }
            let mut times = Vec::new();
            let round = if place == "end" {
                "kkkk<C-u>jj<C-d>k"
            } else {
                "jjjj<C-d>kk<C-u>j"
            };
            for _ in 0..40 {
                times.extend(desk.press(round));
            }
            self.line(&format!("{name}, keys at the {place}"), &mut times, KEY);
            let mut times: Vec<Duration> = (0..40)
                .map(|turn| desk.resize(SIZE.columns - turn % 20))
                .collect();
            self.line(
                &format!("{name}, another width at the {place}"),
                &mut times,
                KEY,
            );
            desk.resize(SIZE.columns);
        }
        let mut times: Vec<Duration> = (0..20).flat_map(|_| desk.press("Ggg")).collect();
        self.line(&format!("{name}, from end to end"), &mut times, KEY);
    }
}

/// The program's state and a screen without a terminal.
struct Desk {
    app: App,
    theme: Theme,
    terminal: Terminal<TestBackend>,
}

impl Desk {
    fn new() -> Self {
        let config = config::read(&[]).expect("the shipped configuration is good");
        let keymap = Keymap::new(&config.keys).expect("so are its keys");
        let theme = Theme::new(&config.theme, Depth::True).expect("so is its theme");
        let setup = Setup {
            config,
            keymap,
            ambiguous: Ambiguous::Narrow,
        };
        let mut app = App::new(setup, 7);
        update(&mut app, Event::Resize(SIZE));
        let terminal = Terminal::new(TestBackend::new(SIZE.columns, SIZE.rows))
            .expect("it has no terminal to fail");
        Self {
            app,
            theme,
            terminal,
        }
    }

    fn frame(&mut self) {
        let (app, theme) = (&self.app, &self.theme);
        self.terminal
            .draw(|frame| draw(app, theme, frame))
            .expect("it has no terminal to fail");
    }

    /// Takes an event in and draws; effects are work for other threads.
    fn send(&mut self, event: Event) -> Duration {
        let started = Instant::now();
        black_box(update(&mut self.app, Event::Now(Millis(1_700_000_000_000))));
        black_box(update(&mut self.app, event));
        self.frame();
        started.elapsed()
    }

    fn take(&mut self, library: Library) {
        self.send(Event::Loaded(Arc::new(library)));
    }

    fn look_through(&mut self) {
        let companies = self.app.setup.config.companies.clone();
        let library = Arc::clone(&self.app.shelf.library);
        self.send(Event::Analyzed(Findings::of(
            &library,
            &Matcher::new(&companies),
            &companies,
        )));
        self.send(Event::Linked);
    }

    fn press(&mut self, keys: &str) -> Vec<Duration> {
        let keys = parse(keys).expect(keys);
        keys.into_iter()
            .map(|key| self.send(Event::Key(key)))
            .collect()
    }

    fn resize(&mut self, columns: u16) -> Duration {
        self.terminal.backend_mut().resize(columns, SIZE.rows);
        self.send(Event::Resize(Size { columns, ..SIZE }))
    }

    fn type_in(&mut self, text: &str) -> Vec<Duration> {
        let key = |c| Event::Key(Key::plain(Code::Char(c)));
        text.chars().map(|c| self.send(key(c))).collect()
    }

    /// Searches for words from all over the article and for what stands in the middle, which puts the cursor there; how long each key took.
    fn search_the_middle(&mut self) -> Vec<Duration> {
        let article = self.app.open_article().expect("an article is open");
        let middle = article.passages.len() / 2;
        // In the long articles only the numbers occur once.
        let numbered = (middle..article.passages.len())
            .map(|passage| article.passage_text(passage))
            .find(|text| text.starts_with('№'))
            .and_then(|text| text.split_whitespace().next());
        let text = numbered.unwrap_or_else(|| article.passage_text(middle));
        let target: String = text.chars().take(24).collect();
        let step = article.passages.len() / SEARCHES + 1;
        let words: Vec<String> = (0..article.passages.len())
            .step_by(step)
            .map(|passage| article.passage_text(passage))
            .map(|text| text.chars().filter(|c| c.is_alphabetic()).take(8).collect())
            .collect();
        let mut times = Vec::new();
        for word in words {
            self.press("gg/");
            times.extend(self.type_in(&word));
            self.press("<Esc>");
        }
        self.press("gg/");
        times.extend(self.type_in(&target));
        self.press("<Enter>");
        let cursor = self.app.desk.readers[0].cursor;
        assert!(
            cursor.abs_diff(middle) < middle / 4 + 4,
            "at {cursor}, not {middle}"
        );
        times
    }
}

/// A file of a megabyte made of the bundled articles' paragraphs in one language, each numbered so that it occurs once.
fn long_article(lang: &str, folder: &Path) -> PathBuf {
    let source = load(&[Path::new("articles").join(lang)], &|_| ());
    let paragraphs: Vec<&str> = source
        .articles
        .iter()
        .flat_map(|article| {
            article
                .blocks
                .iter()
                .map(|block| block.span.of(&article.text))
        })
        .filter(|text| text.len() > 80)
        .collect();
    assert!(!paragraphs.is_empty(), "no article in {lang}");
    let mut text = format!("---\ntitle: {lang}\nlang: {lang}\n---\n");
    for (number, paragraph) in paragraphs
        .iter()
        .cycle()
        .enumerate()
        .take_while(|(n, _)| *n < 100_000)
    {
        if text.len() > LONG {
            break;
        }
        text.push_str(&format!("№{number} {}\n\n", paragraph.replace('\n', " ")));
    }
    let path = folder.join(format!("{lang}.md"));
    fs::write(&path, text).expect("the folder can be written");
    path
}

/// How long after its first frame the program has linked the bundled library.
fn start_to_links() -> Option<Duration> {
    let (mut first, mut is_linking) = (None, false);
    let linked = start_program(|now, screen| {
        if first.is_none() && screen.contains("Library") {
            first = Some(now);
        }
        let was_linking = is_linking;
        is_linking = screen.contains("linking");
        was_linking && !is_linking
    });
    linked?.checked_sub(first?)
}

/// Starts the program in a terminal, and waits until what it has drawn by then is what is waited for.
fn start_program(mut drawn: impl FnMut(Duration, &str) -> bool) -> Option<Duration> {
    let home = tempfile::tempdir().ok()?;
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_counterpoint"));
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command.env("HOME", home.path());
    command.env("TERM", "xterm-256color");
    let started = Instant::now();
    let mut terminal = terminal::Terminal::start(command, SIZE.columns, SIZE.rows)?;
    terminal.until(|screen| drawn(started.elapsed(), screen))?;
    Some(started.elapsed())
}
