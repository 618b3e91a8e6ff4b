//! How fast and how well a question put to the whole library is answered: `cargo bench --bench ask`.
//!
//! Speed: 100,000 passages, questions of several kinds, the vectors kept as whole numbers; the question's encoding is
//! given apart. What it takes to answer does not depend on what the vectors are, so that these are made up.
//!
//! Quality: how often the right passage comes first, for several weights of words. `COUNTERPOINT_BENCH_DATA` names a folder with aligned lines of
//! news (`eng.txt`, `jpn.txt`, `kor.txt`, `zho-CN.txt`), such as NTREX-128
//! (<https://github.com/MicrosoftTranslator/NTREX>); without it the passages of the speed part are made up too.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement reads files and a clock, prints, and may fail loudly"
)]

#[path = "common/ntrex.rs"]
mod ntrex;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use counterpoint::analysis::ask::{Question, Words};
use counterpoint::analysis::companies::Matcher;
use counterpoint::analysis::links::{Index, Meanings};
use counterpoint::config;
use counterpoint::encoder::{Compact, DIMENSIONS, Encoder, Vector};
use counterpoint::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
use counterpoint::news::company::Mentions;
use counterpoint::news::library::{Library, PassageRef};
use counterpoint::runtime::meaning::of_question;
use counterpoint::text::lang::Lang;
use counterpoint::text::span::Span;

const PASSAGES: usize = 100_000;
const ROUNDS: usize = 15;
/// Every so many lines are asked about.
const STEP: usize = 5;
const TOP: usize = 24;
const WEIGHTS: [f64; 7] = [0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6];

const QUESTIONS: [&str; 5] = [
    "How much did the company pay for the acquisition?",
    "両社はいつクラウドで提携したのか",
    "마이크로소프트는 언제 클라우드를 발표했나",
    "微软什么时候与老对手合作",
    "VMware 2019",
];

fn main() {
    let lines = ntrex::folder().as_deref().map(read).unwrap_or_default();
    speed(&lines);
    if lines.is_empty() {
        println!("COUNTERPOINT_BENCH_DATA names no folder of aligned lines: no quality measured");
    } else {
        quality(&lines);
    }
}

/// The lines of English, Japanese, Korean and Chinese.
fn read(folder: &Path) -> Vec<Vec<String>> {
    let files = ["eng", "jpn", "kor", "zho-CN"];
    files
        .iter()
        .map(|name| ntrex::lines(folder, name))
        .collect()
}

fn speed(lines: &[Vec<String>]) {
    let made_up = |n: usize| format!("第{n}回の会談 talk number {n} about clouds 클라우드 {n}번");
    let mut passages: Vec<String> = lines.concat();
    if passages.is_empty() {
        passages = (0..20_000).map(made_up).collect();
    }
    let passages: Vec<&str> = passages
        .iter()
        .map(String::as_str)
        .cycle()
        .take(PASSAGES)
        .collect();
    let library = library(&passages);
    let started = Instant::now();
    let words = Words::new(&library);
    let mb = passages.iter().map(|passage| passage.len()).sum::<usize>() as f64 / 1e6;
    println!(
        "{PASSAGES} passages, {mb:.1} MB of text; made ready in {:.0} ms",
        ms(started.elapsed())
    );
    let vectors: Vec<Compact> = (0..PASSAGES).map(made_up_vector).collect();
    println!(
        "\n| question | encode ms | answer ms, median of {ROUNDS} | slowest |\n|---|---|---|---|"
    );
    let matcher = matcher();
    let mentions: Vec<Mentions> = library
        .articles
        .iter()
        .map(|of| matcher.mentions(of))
        .collect();
    let companies = config::read(&[]).unwrap().companies;
    let index = Index::new(&library, &mentions, &companies, &Meanings::default());
    for question in QUESTIONS {
        let mut encoding = Vec::new();
        let mut answering = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let read = Question::read(question, &matcher);
            let asked = of_question(&read).unwrap();
            encoding.push(started.elapsed());
            let started = Instant::now();
            let near = |at: PassageRef| vectors.get(number(at)).map(|other| asked.dot(other));
            let answers = words.answers(&read, Some(&index), near, TOP);
            answering.push(started.elapsed());
            assert_eq!(answers.len(), TOP);
        }
        encoding.sort();
        answering.sort();
        println!(
            "| {question} | {:.1} | {:.1} | {:.1} |",
            ms(encoding[ROUNDS / 2]),
            ms(answering[ROUNDS / 2]),
            ms(answering[ROUNDS - 1]),
        );
    }
}

/// A question with a right answer in every language, and what is measured of each passage.
struct Asked {
    line: usize,
    /// Whether it is a sentence, whose own language is left out, or a few words.
    is_sentence: bool,
    /// Cosine and part of the words.
    measured: Vec<(f64, f64)>,
}

fn quality(lines: &[Vec<String>]) {
    let all: Vec<&str> = lines.iter().flatten().map(String::as_str).collect();
    let count = lines[0].len();
    let words = Words::new(&library(&all));
    let vectors = encode(&all);
    let matcher = matcher();
    let mut asked = Vec::new();
    for (nth, line) in (0..count).step_by(STEP).enumerate() {
        let question = keywords(all[nth % 4 * count + line]);
        for (is_sentence, question) in [(true, all[line]), (false, &question)] {
            let vector = encode(&[question]).remove(0);
            let known = words.compared(&Question::read(question, &matcher), None, |_| None);
            let parts = known.iter().map(|(_, features)| features.words);
            let near = vectors.iter().map(|other| f64::from(vector.dot(other)));
            asked.push(Asked {
                line,
                is_sentence,
                measured: near.zip(parts).collect(),
            });
        }
    }
    table(&asked, count);
}

/// How often the right passage comes first of its language, by the weight of words against a cosine of 1.
fn table(asked: &[Asked], count: usize) {
    let heads: Vec<String> = WEIGHTS
        .iter()
        .map(|weight| format!("{weight:.2}"))
        .collect();
    println!(
        "\nthe right passage first of {count}, by weight of words\n| question | {} |\n|---|{}",
        heads.join(" | "),
        "---|".repeat(WEIGHTS.len())
    );
    let languages = ["en", "ja", "ko", "zh"];
    for is_sentence in [true, false] {
        for (language, name) in languages.iter().enumerate().skip(usize::from(is_sentence)) {
            let of = asked
                .iter()
                .enumerate()
                // The words were taken from one language, and are looked for there.
                .filter(|(at, asked)| {
                    asked.is_sentence == is_sentence && (is_sentence || at / 2 % 4 == language)
                });
            let of: Vec<&Asked> = of.map(|(_, asked)| asked).collect();
            let share = |weight: &f64| {
                let first = of.iter().filter(|asked| {
                    let worth = |number: usize| {
                        asked.measured[number].0 + weight * asked.measured[number].1
                    };
                    let right = worth(language * count + asked.line);
                    let range = language * count..(language + 1) * count;
                    range.into_iter().all(|number| worth(number) <= right)
                });
                format!("{:.3}", first.count() as f64 / of.len() as f64)
            };
            let shares: Vec<String> = WEIGHTS.iter().map(share).collect();
            let kind = if is_sentence {
                "en sentence →"
            } else {
                "words of"
            };
            println!("| {kind} {name} | {} |", shares.join(" | "));
        }
    }
}

/// Three of a passage's words, or pieces of three letters where it has no spaces: from its middle.
fn keywords(passage: &str) -> String {
    let words: Vec<&str> = passage
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .collect();
    if words.len() > 5 {
        return [
            words[words.len() / 4],
            words[words.len() / 2],
            words[words.len() * 3 / 4],
        ]
        .join(" ");
    }
    let letters: Vec<char> = passage.chars().filter(|c| c.is_alphanumeric()).collect();
    let piece = |at: usize| letters.iter().skip(at).take(4).collect::<String>();
    [piece(letters.len() / 5), piece(letters.len() / 2)].join(" ")
}

/// What finds the companies of the shipped configuration.
fn matcher() -> Matcher {
    Matcher::new(&config::read(&[]).unwrap().companies)
}

fn encode(texts: &[&str]) -> Vec<Compact> {
    let encoder = Encoder::embedded().unwrap();
    encoder.encode(texts).iter().map(Compact::from).collect()
}

/// A vector that depends on the number.
fn made_up_vector(number: usize) -> Compact {
    let mut state = number as u64 + 1;
    let values = [0.0_f32; DIMENSIONS].map(|_| {
        // xorshift64 (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 2001) as f32 - 1000.0
    });
    Compact::from(&Vector::new(&values).unwrap())
}

/// A passage's number over the whole library.
fn number(at: PassageRef) -> usize {
    at.article.index() * ARTICLE + at.passage as usize
}

/// Passages of an article.
const ARTICLE: usize = 25;

fn library(passages: &[&str]) -> Library {
    let article = |(number, passages): (usize, &[&str])| {
        let mut text = String::new();
        let mut spans = Vec::new();
        for passage in passages {
            spans.push(Span::new(text.len(), text.len() + passage.len()));
            text.extend([passage, "\n\n"]);
        }
        Article {
            id: ArticleId(number.to_string()),
            path: PathBuf::new(),
            meta: Meta::default(),
            lang: Lang::En,
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                span: Span::new(0, text.len()),
                lang: Lang::En,
                quotes: 0,
                lists: 0,
                continues: false,
                passages: 0..passages.len(),
            }],
            passages: spans
                .into_iter()
                .map(|span| Passage { span, block: 0 })
                .collect(),
            inlines: Vec::new(),
            urls: Vec::new(),
            text,
        }
    };
    Library {
        articles: passages
            .chunks(ARTICLE)
            .enumerate()
            .map(article)
            .map(std::sync::Arc::new)
            .collect(),
        ..Library::default()
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
