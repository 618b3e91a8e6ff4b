//! How fast text is folded and companies are found: `cargo bench --bench companies`.
//!
//! The library is the bundled one; the companies are 200 with 8 aliases each, the shipped names' look-alikes among them,
//! so that every rule has work to do. The best of several rounds is given, since other work on the machine only adds.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement reads files and a clock, and prints"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use counterpoint::analysis::companies::Matcher;
use counterpoint::analysis::language::detect;
use counterpoint::news::color::Color;
use counterpoint::news::company::{Alias, Company};
use counterpoint::text::fold::{Form, fold};
use counterpoint::text::lang::Lang;

const ROUNDS: usize = 9;
const COMPANIES: usize = 200;

/// Names that occur in the bundled articles, by company.
const REAL: [[&str; 8]; 5] = [
    [
        "Microsoft",
        "MSFT",
        "マイクロソフト",
        "마이크로소프트",
        "微软",
        "微軟",
        "MS",
        "Windows",
    ],
    [
        "VMware",
        "ヴイエムウェア",
        "VM웨어",
        "브이엠웨어",
        "威睿",
        "VMW",
        "ESX",
        "vSphere",
    ],
    [
        "Dell",
        "デル",
        "델",
        "戴尔",
        "戴爾",
        "Dell Technologies",
        "DELL",
        "Dell EMC",
    ],
    [
        "Amazon",
        "AWS",
        "アマゾン",
        "아마존",
        "亚马逊",
        "亞馬遜",
        "Amazon Web Services",
        "AMZN",
    ],
    [
        "Broadcom",
        "ブロードコム",
        "브로드컴",
        "博通",
        "AVGO",
        "Avago",
        "Symantec",
        "CA Technologies",
    ],
];

fn companies() -> Vec<Company> {
    let latin = [
        "ka", "mo", "ri", "ten", "sol", "var", "net", "dyn", "gra", "lux",
    ];
    let kana = [
        "カ",
        "モ",
        "リ",
        "テン",
        "ソル",
        "バー",
        "ネット",
        "ダイ",
        "グラ",
        "ルクス",
    ];
    let hangul = [
        "카", "모", "리", "텐", "솔", "바", "넷", "다이", "그라", "룩스",
    ];
    let han = ["华", "新", "天", "云", "通", "达", "科", "信", "联", "创"];
    let made = |ix: usize| -> Vec<String> {
        let name = |parts: &[&str; 10]| {
            let digits = [ix % 10, ix / 10 % 10, ix * 7 % 10];
            digits.map(|d| parts[d]).concat()
        };
        vec![
            name(&latin),
            format!("{} Systems", name(&latin)),
            format!("{} Inc", name(&latin)),
            name(&kana),
            name(&hangul),
            name(&han),
            format!("{}科技", name(&han)),
            format!("{}전자", name(&hangul)),
        ]
    };
    (0..COMPANIES)
        .map(|ix| {
            let names = REAL.get(ix).map_or_else(
                || made(ix),
                |real| real.iter().map(|name| (*name).to_owned()).collect(),
            );
            Company {
                id: format!("c{ix}"),
                name: format!("c{ix}"),
                initial: "C".to_owned(),
                color: Color::Ansi(4),
                aliases: names
                    .into_iter()
                    .map(|text| Alias {
                        text,
                        lang: Lang::En,
                        case: false,
                        ambiguous: false,
                    })
                    .collect(),
                deny: Vec::new(),
                allow: Vec::new(),
            }
        })
        .collect()
}

/// The texts below a folder of the bundled library.
fn texts(folder: &str) -> Vec<String> {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_text(&path) {
                texts.extend(fs::read_to_string(&path));
            }
        }
    }
    texts
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "md" || e == "txt")
}

/// The shortest of several runs.
fn best(mut run: impl FnMut()) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn report(what: &str, bytes: usize, took: Duration) {
    let seconds = took.as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a figure to read")]
    let speed = bytes as f64 / 1e6 / seconds;
    println!("{what:<34}{:>9.3} ms {speed:>8.1} MB/s", seconds * 1e3);
}

fn main() {
    let list = companies();
    let start = Instant::now();
    let matcher = Matcher::new(&list);
    println!("{COMPANIES} companies prepared in {:?}", start.elapsed());

    let library = texts("articles");
    let bytes = library.iter().map(String::len).sum();
    let mut found = 0;
    let took = best(|| {
        found = library.iter().map(|text| matcher.find(text).len()).sum();
    });
    report(&format!("find, library, {found} mentions"), bytes, took);

    for lang in ["en", "ja", "ko", "zh"] {
        let some = texts(&format!("articles/{lang}")).join("\n\n");
        let large = some.repeat(1_000_000 / some.len().max(1) + 1);
        let took = best(|| {
            black_box(matcher.find(&large));
        });
        report(&format!("find, 1 MB {lang}"), large.len(), took);
        for form in [Form::Match, Form::Search] {
            let took = best(|| {
                black_box(fold(&large, form));
            });
            report(&format!("fold, 1 MB {lang}, {form:?}"), large.len(), took);
        }
        let took = best(|| {
            black_box(detect(&large, None));
        });
        report(&format!("detect, 1 MB {lang}"), large.len(), took);
    }
}
