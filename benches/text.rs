//! How fast text is cleaned, measured, wrapped and parted into sentences, in each language.
//!
//! `cargo bench --bench text` measures; run without `--bench`, as tests are, it makes one pass. The texts are the bundled
//! articles, and the NTREX-128 sentences where `COUNTERPOINT_BENCH_DATA` names their folder (`eng.txt`, `jpn.txt`,
//! `kor.txt`, `zho-CN.txt`, `zho-TW.txt`).

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads files and the clock, and prints"
)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use counterpoint::text::cells::{Ambiguous, Cells, graphemes, width};
use counterpoint::text::clean::clean;
use counterpoint::text::lang::Lang;
use counterpoint::text::sentences::sentences;
use counterpoint::text::wrap::{Setting, wrap};

/// The size each text is repeated to, in bytes.
const SIZE: usize = 1 << 20;

/// The languages: the folder of their articles, their NTREX file, the width of their rows in cells.
const LANGS: [(Lang, &str, &str, u16); 5] = [
    (Lang::En, "en", "eng.txt", 72),
    (Lang::Ja, "ja", "jpn.txt", 80),
    (Lang::Ko, "ko", "kor.txt", 80),
    (Lang::ZhHans, "zh", "zho-CN.txt", 80),
    (Lang::ZhHant, "", "zho-TW.txt", 80),
];

/// How long each figure is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    Measure,
    OnePass,
}

fn main() {
    let effort = if env::args().any(|arg| arg == "--bench") {
        Effort::Measure
    } else {
        Effort::OnePass
    };
    let data = env::var("COUNTERPOINT_BENCH_DATA").ok();
    if data.is_none() {
        println!("NTREX is not measured: COUNTERPOINT_BENCH_DATA names no folder");
    }
    println!(
        "{:<24}{:>9}{:>9}{:>9}{:>9}{:>9}{:>11}{:>11}",
        "MB/s", "clean", "width", "grapheme", "wrap", "wrap 40", "one para", "sentences"
    );
    for (lang, folder, ntrex, row) in LANGS {
        let articles = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("articles")
            .join(folder);
        if !folder.is_empty() {
            report(
                &format!("articles {lang}"),
                &repeated(&paragraphs(&articles)),
                lang,
                row,
                effort,
            );
        }
        let Some(data) = &data else { continue };
        let path = Path::new(data).join(ntrex);
        match fs::read_to_string(&path) {
            Ok(text) => {
                let lines: Vec<String> = text.lines().map(str::to_owned).collect();
                report(
                    &format!("NTREX {lang}"),
                    &repeated(&lines),
                    lang,
                    row,
                    effort,
                );
            }
            Err(error) => println!("{} is not measured: {error}", path.display()),
        }
    }
}

/// The paragraphs of the articles in a folder, their metadata left out.
fn paragraphs(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext != "toml"))
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let body = ["---", "+++"]
            .iter()
            .find_map(|fence| {
                text.strip_prefix(fence)?
                    .split_once(&format!("\n{fence}\n"))
            })
            .map_or(text.as_str(), |(_, body)| body);
        found.extend(
            body.lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned),
        );
    }
    found
}

/// The paragraphs again and again until they have [`SIZE`] bytes.
fn repeated(paragraphs: &[String]) -> Vec<String> {
    let mut size = 0;
    paragraphs
        .iter()
        .cycle()
        .take_while(|paragraph| {
            size += paragraph.len() + 1;
            size <= SIZE
        })
        .cloned()
        .collect()
}

/// Measures all figures of one text and prints them as a row.
fn report(name: &str, paragraphs: &[String], lang: Lang, row: u16, effort: Effort) {
    let narrow = Ambiguous::Narrow;
    let setting = |cells| Setting {
        width: Cells(cells),
        first_indent: Cells(0),
        rest_indent: Cells(0),
        lang,
        ambiguous: narrow,
    };
    let whole = [paragraphs.concat()];
    let speed = |texts: &[String], run: &dyn Fn(&str) -> usize| speed(texts, effort, run);
    println!(
        "{name:<24}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{:>11.1}{:>11.1}",
        speed(paragraphs, &|text| clean(text).len()),
        speed(paragraphs, &|text| width(text, narrow)),
        speed(paragraphs, &|text| graphemes(text, narrow)
            .map(|g| g.shown.len() + usize::from(g.cells.0))
            .sum()),
        speed(paragraphs, &|text| wrap(text, &setting(row)).len()),
        speed(paragraphs, &|text| wrap(text, &setting(40)).len()),
        speed(&whole, &|text| wrap(text, &setting(row)).len()),
        speed(paragraphs, &|text| sentences(text, lang).len()),
    );
}

/// The speed of a run over all texts in megabytes a second: the best of the passes in half a second.
fn speed(texts: &[String], effort: Effort, run: &dyn Fn(&str) -> usize) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut best = Duration::MAX;
    let started = Instant::now();
    loop {
        let pass = Instant::now();
        for text in texts {
            black_box(run(black_box(text)));
        }
        best = best.min(pass.elapsed());
        if effort == Effort::OnePass || started.elapsed() > Duration::from_millis(500) {
            break;
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a few megabytes")]
    let bytes = bytes as f64;
    bytes / 1e6 / best.as_secs_f64()
}
