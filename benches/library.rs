//! A large library: how long it takes to index, to list and to search it, and how fast and how large the reader is on it.
//! `cargo bench --bench library`.
//!
//! `COUNTERPOINT_BENCH_ARTICLES` says how many articles of about 2 kB in four languages are generated (10,000 where it
//! is not set; the bars are for 100,000). `COUNTERPOINT_BENCH_DATA` names a folder with lines of news (`eng.txt`,
//! `jpn.txt`, `kor.txt`, `zho-CN.txt`) such as NTREX-128 (<https://github.com/MicrosoftTranslator/NTREX>) of which they
//! are made; without it, the articles that come with the program are. The exit code tells whether the bars are met.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement reads files and a clock, prints, and may fail loudly"
)]

#[path = "common/made.rs"]
mod made;
#[path = "common/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use counterpoint::analysis::duplicates::duplicates;
use counterpoint::analysis::search::{Query, find};
use counterpoint::config::{self, Sort};
use counterpoint::load::load;
use counterpoint::news::article::{Article, ArticleId};
use counterpoint::runtime::catalog::update;
use counterpoint::store::index::{Index, file_name};
use counterpoint::text::fold::is_cjk;
use made::{BYTES, chance, sentences};

/// Bars for 100,000 articles (milliseconds): opening the list, one frame, a page of results, taking all in.
const OPEN: f64 = 100.0;
const FRAME: f64 = 16.0;
const FIRST_PAGE: f64 = 50.0;
const TAKE_IN: f64 = 60_000.0;
/// Finding the copies among all.
const COPIES: f64 = 5_000.0;
/// The reader from its start to a full screen (milliseconds), and the most memory of a session (MB of 1,000,000 bytes).
const FIRST_SCREEN: f64 = 150.0;
const MEMORY: f64 = 80.0;
/// The share of substrings that have to be found.
const RECALL: f64 = 0.99;

const ARTICLES: usize = 10_000;
/// So many queries of each length.
const QUERIES: usize = 60;
/// So many articles are scanned for each piece.
const SCANNED: usize = 4000;
/// A page of the list, and of results.
const ROWS: usize = 50;
const PAGE: usize = 20;
/// Set for the copy of this program that only opens the list: its peak memory is that of nothing else.
const WARM: &str = "COUNTERPOINT_BENCH_WARM";

fn main() -> ExitCode {
    if let Some(home) = env::var_os(WARM).map(PathBuf::from) {
        open_warm(&home);
        return ExitCode::SUCCESS;
    }
    let count = env::var("COUNTERPOINT_BENCH_ARTICLES")
        .ok()
        .and_then(|n| n.parse().ok());
    let count = count.unwrap_or(ARTICLES);
    let home = tempfile::tempdir().unwrap();
    let sentences = sentences();
    let bytes = write_library(&home.path().join("library"), &sentences, count);
    println!("{count} articles, {} MB", bytes / 1_000_000);
    let mut bars = Bars {
        within: true,
        hold: count <= 100_000,
    };
    take_in(home.path(), &mut bars);
    warm(home.path());
    reader(home.path(), count, &mut bars);
    let mut index = open(home.path());
    list(home.path(), &mut index, &mut bars);
    search(&mut index, &sentences, &mut bars);
    recall(home.path(), &mut index, &sentences, &mut bars);
    drop(index);
    copies(home.path(), &mut bars);
    println!(
        "{}",
        if bars.within {
            "within every bar"
        } else {
            "OVER a bar"
        }
    );
    if bars.within {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What was measured against what may be.
struct Bars {
    within: bool,
    /// Whether the bars are meant for a library of this size.
    hold: bool,
}

impl Bars {
    fn most(&mut self, what: &str, ms: f64, bar: f64) {
        let over = self.hold && ms > bar;
        self.within &= !over;
        println!(
            "{what:48} {ms:9.2} ms  (bar {bar} ms){}",
            if over { "  OVER" } else { "" }
        );
    }
}

/// The seconds that this process has kept processors busy, where the system says so: what is left of a measurement when
/// others are at work too.
fn processor() -> f64 {
    /// How many ticks a second has (`USER_HZ`, the same on every Linux).
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in parentheses, the twelfth and thirteenth field (proc_pid_stat(5): utime, stime).
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn write_library(folder: &Path, sentences: &[(&str, Vec<String>)], count: usize) -> usize {
    let mut bytes = 0;
    for number in 0..count {
        let (lang, lines) = &sentences[number % sentences.len()];
        let line = |at: usize| lines[chance(number * 64 + at) % lines.len()].as_str();
        let title: String = line(0).chars().take(60).collect();
        let (year, month, day) = (
            2000 + chance(number) % 20,
            chance(number + 7) % 12 + 1,
            chance(number + 9) % 28 + 1,
        );
        let mut text = format!(
            "---\ntitle: {title:?}\ndate: {year}-{month:02}-{day:02}\nlang: {lang}\nsource: Source {}\nauthor: Author {}\ntags: [tag{}]\n---\n\n",
            chance(number + 1) % 200,
            chance(number + 2) % 2000,
            chance(number + 3) % 50
        );
        let mut at = 1;
        while text.len() < BYTES {
            text.push_str(line(at));
            text.push_str(if at % 4 == 0 { "\n\n" } else { " " });
            at += 1;
        }
        let below = folder.join(lang).join(format!("{year}"));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join(format!("{number}.md")), &text).unwrap();
        bytes += text.len();
    }
    bytes
}

fn open(home: &Path) -> Index {
    let companies = config::read(&[]).unwrap().companies;
    let (index, problem) = Index::open(
        Some(&home.join("cache").join("counterpoint")),
        &[home.join("library")],
        &companies,
    )
    .unwrap();
    assert_eq!(problem, None);
    index
}

fn take_in(home: &Path, bars: &mut Bars) {
    let companies = config::read(&[]).unwrap().companies;
    let folders = [home.join("library")];
    let mut index = open(home);
    let (started, before) = (Instant::now(), processor());
    let done = update(&mut index, &folders, &companies, &mut |_, _| ()).unwrap();
    bars.most(
        "take in every article, companies matched",
        ms(started),
        TAKE_IN,
    );
    println!(
        "{} files read, {} problems; {:.1} s of processor time",
        done.read,
        done.problems.len(),
        processor() - before
    );
    let started = Instant::now();
    update(&mut index, &folders, &companies, &mut |_, _| ()).unwrap();
    println!("nothing changed: looked through in {:.0} ms", ms(started));
    drop(index);
    let file = home
        .join("cache")
        .join("counterpoint")
        .join(file_name(&folders));
    println!(
        "index of {} MB",
        fs::metadata(file).unwrap().len() / 1_000_000
    );
}

/// Finds the copies among the articles of the library, to which every tenth of them is put a second time with another
/// headline.
fn copies(home: &Path, bars: &mut Bars) {
    let mut library = load(&[home.join("library")], &|_| ());
    let (all, mut again) = (library.articles.len(), Vec::new());
    for (number, article) in library.articles.iter().enumerate().step_by(10) {
        let mut copy = Article::clone(article);
        copy.meta.title = format!("Copy {number}");
        again.push(Arc::new(copy));
    }
    library.articles.extend(again);
    let (started, before) = (Instant::now(), processor());
    let sets = duplicates(&library);
    bars.most("find the copies among all", ms(started), COPIES);
    let found = sets.iter().filter(|set| {
        let copy = set.iter().any(|ix| ix.index() >= all);
        copy && set.iter().any(|ix| ix.index() < all)
    });
    println!(
        "{} sets, {} of {} copies with their article; {:.1} s of processor time",
        sets.len(),
        found.count(),
        library.articles.len() - all,
        processor() - before
    );
}

/// Opens the list in a process of its own.
fn warm(home: &Path) {
    let done = Command::new(env::current_exe().unwrap())
        .env(WARM, home)
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&done.stdout));
}

fn open_warm(home: &Path) {
    let started = Instant::now();
    let mut index = open(home);
    let all = index
        .list(&Query::default(), Sort::Date, false, None)
        .unwrap();
    let rows = index.page(&all, 0, ROWS).unwrap().len();
    println!(
        "a new process opens the list: {rows} of {} rows after {:.1} ms",
        all.len(),
        ms(started)
    );
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("its peak memory: {}", peak.unwrap_or_default());
    }
}

/// The terminal of the reader, in cells.
const SIZE: (u16, u16) = (140, 45);
/// So many articles its list shows there.
const SHOWN: usize = 18;

/// How many articles a screen shows: each has a date.
fn dates(screen: &str) -> usize {
    let is_date = |word: &str| {
        word.len() == 10
            && word.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    let has_date = |line: &&str| line.split_whitespace().any(is_date);
    screen.lines().filter(has_date).count()
}

/// The whole program in a terminal, with a warm index: it opens, sorts, filters, jumps to the end and opens an article.
fn reader(home: &Path, count: usize, bars: &mut Bars) {
    let library = home.join("library");
    let library = library.to_str().unwrap();
    let first = format!(" 1/{count}");
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let mut program = program::Program::start(home, &[library], SIZE);
            let started = program.started;
            program.until(started, "the first screen", |screen| full(screen, &first))
        })
        .collect();
    times.sort_by(f64::total_cmp);
    bars.most("reader, start to a full screen", times[2], FIRST_SCREEN);
    session(home, library, count, bars);
}

/// Whether a place is told and the list is full.
fn full(screen: &str, place: &str) -> bool {
    screen.contains(place) && dates(screen) >= SHOWN
}

/// One session from the first screen to an open article, with its peak memory.
fn session(home: &Path, library: &str, count: usize, bars: &mut Bars) {
    let first = format!(" 1/{count}");
    let mut program = program::Program::start(home, &[library], SIZE);
    let started = program.started;
    program.until(started, "the first screen", |screen| full(screen, &first));
    program.until(started, "the files looked through", |screen| {
        !screen.contains("looking through") && !screen.contains("indexing")
    });
    for (what, keys, sign) in [
        ("sort by title", "Ot", "by title"),
        ("sort by source", "Os", "by source"),
        ("sort by date", "Od", "by date"),
    ] {
        let before = program.screen();
        let time = program.time(keys, what, |screen| {
            screen.contains(sign) && dates(screen) >= SHOWN && *screen != before
        });
        bars.most(&format!("reader, {what}"), time, FRAME);
        let top = program.time("gg", "the first row", |screen| full(screen, &first));
        bars.most("reader, jump to the start", top, FRAME);
    }
    let end = format!("{count}/{count}");
    let time = program.time("G", "the last row", |screen| full(screen, &end));
    bars.most("reader, jump to the end", time, FRAME);
    program.press("gg/");
    program.until(started, "the prompt", |screen| {
        screen
            .lines()
            .last()
            .is_some_and(|line| line.trim_start().starts_with('/'))
    });
    let time = program.time("lang:ja", "a filter", |screen| {
        screen.contains("/lang:ja") && dates(screen) >= SHOWN && !screen.contains(&first)
    });
    bars.most("reader, filter, seven keys", time, 7.0 * FRAME);
    let time = program.time("\r\r", "an article", |screen| screen.contains(" %"));
    bars.most("reader, open an article", time, OPEN);
    let megabytes = |peak: u64| peak as f64 / 1e6;
    if let Some(peak) = program.peak().map(megabytes) {
        let over = bars.hold && peak > MEMORY;
        bars.within &= !over;
        println!(
            "{:48} {peak:9.2} MB  (bar {MEMORY} MB){}",
            "reader, peak memory when the article stands",
            if over { "  OVER" } else { "" }
        );
    }
    // The encoder's weights, which are part of the program's file, are read for the links by meaning.
    thread::sleep(Duration::from_secs(1));
    program.until(started, "its links", |screen| {
        !screen.contains("linking") && !screen.contains("looking")
    });
    if let Some(peak) = program.peak().map(megabytes) {
        println!("reader, peak memory when its links stand: {peak:.2} MB");
    }
}

fn list(home: &Path, index: &mut Index, bars: &mut Bars) {
    let started = Instant::now();
    let all = index
        .list(&Query::default(), Sort::Date, false, None)
        .unwrap();
    index.page(&all, 0, ROWS).unwrap();
    bars.most("open the list", ms(started), OPEN);
    sorts(home, bars);
    let started = Instant::now();
    index
        .page(&all, all.len().saturating_sub(ROWS), ROWS)
        .unwrap();
    bars.most("jump to the end", ms(started), FRAME);
    let started = Instant::now();
    index
        .list(&Query::parse("the"), Sort::Date, false, None)
        .unwrap();
    println!(
        "first word of a filter, which reads the titles: {:.1} ms",
        ms(started)
    );
    for filter in [
        "lang:ja",
        "is:unread",
        "company:microsoft",
        "date:2010..2012",
        "source:17",
        "tag:tag7",
        "author:\"author 11\"",
        "the",
        "会",
        "会談",
        "a",
        "-lang:en (the OR 会) date:>2005",
        "title:會議",
    ] {
        let query = Query::parse(filter);
        let started = Instant::now();
        let listed = index.list(&query, Sort::Date, false, None).unwrap();
        index.page(&listed, 0, ROWS).unwrap();
        bars.most(
            &format!("filter {filter} ({})", listed.len()),
            ms(started),
            FRAME,
        );
    }
}

fn sorts(home: &Path, bars: &mut Bars) {
    for sort in [Sort::Title, Sort::Source, Sort::Language, Sort::Unread] {
        for reversed in [false, true] {
            // A sorted list is kept until something changes: each time by an index that has not sorted yet.
            let mut times = [0.0; 3].map(|_: f64| {
                let mut index = open(home);
                index
                    .list(&Query::default(), Sort::Date, false, None)
                    .unwrap();
                let started = Instant::now();
                let sorted = index.list(&Query::default(), sort, reversed, None).unwrap();
                index.page(&sorted, 0, ROWS).unwrap();
                ms(started)
            });
            times.sort_by(f64::total_cmp);
            let way = if reversed { ", reversed" } else { "" };
            bars.most(&format!("sort by {sort:?}{way}"), times[1], FRAME);
        }
    }
}

/// Pieces of sentences in Japanese, Korean and Chinese, of so many letters.
fn pieces(sentences: &[(&str, Vec<String>)], letters: usize, count: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut seed = letters * 7919;
    while pieces.len() < count {
        seed += 1;
        let (_, lines) = &sentences[1 + chance(seed) % 3];
        let chars: Vec<char> = lines[chance(seed + 1) % lines.len()].chars().collect();
        let start = chance(seed + 2) % chars.len().max(1);
        let piece: String = chars.iter().skip(start).take(letters).collect();
        if piece.chars().count() == letters && piece.chars().all(|c| is_cjk(c) && c != '・') {
            pieces.push(piece);
        }
    }
    pieces
}

fn search(index: &mut Index, sentences: &[(&str, Vec<String>)], bars: &mut Bars) {
    let mut all = Vec::new();
    for letters in 1..=3 {
        let mut times: Vec<f64> = Vec::new();
        for piece in pieces(sentences, letters, QUERIES) {
            let started = Instant::now();
            index.search(&Query::parse(&piece), PAGE, None).unwrap();
            times.push(ms(started));
        }
        times.sort_by(f64::total_cmp);
        println!(
            "search for {letters} letters: p50 {:.2} ms, p95 {:.2} ms, most {:.2} ms",
            times[times.len() / 2],
            times[times.len() * 95 / 100],
            times[times.len() - 1]
        );
        all.extend(times);
    }
    all.sort_by(f64::total_cmp);
    bars.most(
        "search for 1 to 3 letters, first page, p95",
        all[all.len() * 95 / 100],
        FIRST_PAGE,
    );
}

/// Compares what is found with a scan of every text.
fn recall(home: &Path, index: &mut Index, sentences: &[(&str, Vec<String>)], bars: &mut Bars) {
    let mut library = load(&[home.join("library")], &|_| ());
    // A plain scan of all articles for every piece would take hours; some of each language have to do.
    let stride = library.articles.len().div_ceil(SCANNED);
    let mut number = 0;
    library.articles.retain(|_| {
        number += 1;
        number % stride == 0
    });
    let (mut there, mut found) = (0, 0);
    let started = Instant::now();
    for letters in 2..=6 {
        for piece in pieces(sentences, letters, 12) {
            let accepted: BTreeSet<ArticleId> =
                index.accepted(&Query::parse(&piece), None).unwrap();
            for article in &library.articles {
                let has =
                    article.text.contains(&piece) || !find(&article.meta.title, &piece).is_empty();
                if has {
                    there += 1;
                    found += usize::from(accepted.contains(&article.id));
                }
            }
            if started.elapsed() > Duration::from_secs(120) {
                break;
            }
        }
    }
    let share =
        f64::from(u32::try_from(found).unwrap()) / f64::from(u32::try_from(there.max(1)).unwrap());
    println!("recall of pieces of 2 to 6 letters: {found} of {there}, {share:.4}");
    bars.within &= share >= RECALL;
}
