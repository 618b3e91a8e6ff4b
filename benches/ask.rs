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
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement reads files and a clock, prints, and may fail loudly"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use counterpoint::analysis::ask::{WORDS, Words};
use counterpoint::encoder::{Compact, DIMENSIONS, Encoder, Vector};
use counterpoint::news::answer::Answer;
use counterpoint::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
use counterpoint::news::library::Library;
use counterpoint::text::lang::Lang;
use counterpoint::text::span::Span;

const PASSAGES: usize = 100_000;
const ROUNDS: usize = 15;
/// Every so many lines are asked about.
const STEP: usize = 10;
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
    let data = env::var_os("COUNTERPOINT_BENCH_DATA").map(PathBuf::from);
    let lines = data.as_deref().map(read).unwrap_or_default();
    speed(&lines);
    if lines.is_empty() {
        println!("COUNTERPOINT_BENCH_DATA names no folder of aligned lines: no quality measured");
    } else {
        quality(&lines);
    }
}

/// The lines of English, Japanese, Korean and Chinese.
fn read(folder: &Path) -> Vec<Vec<String>> {
    let file = |name: &str| fs::read_to_string(folder.join(name).with_extension("txt")).ok();
    let all: Option<Vec<String>> = ["eng", "jpn", "kor", "zho-CN"]
        .into_iter()
        .map(file)
        .collect();
    let lines = |text: &String| text.lines().map(str::to_owned).collect();
    all.unwrap_or_default().iter().map(lines).collect()
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
    let encoder = Encoder::embedded().unwrap();
    println!(
        "\n| question | encode ms | answer ms, median of {ROUNDS} | slowest |\n|---|---|---|---|"
    );
    for question in QUESTIONS {
        let mut encoding = Vec::new();
        let mut answering = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let asked = Compact::from(encoder.encode(&[question]).first().unwrap());
            encoding.push(started.elapsed());
            let started = Instant::now();
            let near = |number: usize| vectors.get(number).map(|other| asked.dot(other));
            let answers = words.answers(question, near, TOP);
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

fn quality(lines: &[Vec<String>]) {
    let all: Vec<&str> = lines.iter().flatten().map(String::as_str).collect();
    let count = lines[0].len();
    let words = Words::new(&library(&all));
    let vectors = encode(&all);
    let mut table = HashMap::new();
    let mut asked = 0;
    for line in (0..count).step_by(STEP) {
        asked += 1;
        // A sentence: its translation into each other language, among all passages of that language.
        let answers = answers(&words, &vectors, all[line], vectors[line].clone());
        for (language, name) in [(1, "en → ja"), (2, "en → ko"), (3, "en → zh")] {
            let range = language * count..(language + 1) * count;
            score(&mut table, name, &answers, range, language * count + line);
        }
        // A few of a passage's words: the passage, among all of its language.
        for (language, name) in [
            (0, "words en"),
            (1, "words ja"),
            (2, "words ko"),
            (3, "words zh"),
        ] {
            let number = language * count + line;
            let question = keywords(all[number]);
            let vector = encode(&[&question]).remove(0);
            let answers = self::answers(&words, &vectors, &question, vector);
            let range = language * count..(language + 1) * count;
            score(&mut table, name, &answers, range, number);
        }
    }
    let heads: Vec<String> = WEIGHTS
        .iter()
        .map(|weight| format!("{weight:.2}"))
        .collect();
    println!(
        "\nthe right passage first of {count}, {asked} questions, by weight of words (shipped: {WORDS})\n| question | {} |\n|---|{}",
        heads.join(" | "),
        "---|".repeat(WEIGHTS.len())
    );
    for name in [
        "en → ja",
        "en → ko",
        "en → zh",
        "words en",
        "words ja",
        "words ko",
        "words zh",
    ] {
        let shares: Vec<String> = WEIGHTS
            .iter()
            .enumerate()
            .map(|(at, _)| {
                let right = table.get(&(name, at)).copied().unwrap_or(0);
                format!("{:.3}", f64::from(right) / f64::from(asked))
            })
            .collect();
        println!("| {name} | {} |", shares.join(" | "));
    }
}

/// Every passage's number with its similarity, and the share of the question's words it has.
fn answers(words: &Words, vectors: &[Compact], question: &str, asked: Compact) -> Vec<(f64, f64)> {
    let near = |number: usize| vectors.get(number).map(|other| asked.dot(other));
    let answers = words.answers(question, near, vectors.len());
    let mut all = vec![(-1.0, 0.0); vectors.len()];
    for Answer {
        to,
        score,
        similarity,
        ..
    } in answers
    {
        let number = to.article.index() * ARTICLE + to.passage as usize;
        let similarity = similarity.unwrap();
        all[number] = (similarity, (score - similarity) / WORDS);
    }
    all
}

/// Counts, for each weight, whether the right passage is the best of a range.
fn score<'a>(
    table: &mut HashMap<(&'a str, usize), u32>,
    name: &'a str,
    answers: &[(f64, f64)],
    range: std::ops::Range<usize>,
    right: usize,
) {
    for (at, weight) in WEIGHTS.iter().enumerate() {
        let worth = |number: usize| answers[number].0 + weight * answers[number].1;
        let better = range
            .clone()
            .filter(|number| worth(*number) > worth(right))
            .count();
        *table.entry((name, at)).or_default() += u32::from(better == 0);
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
        articles: passages.chunks(ARTICLE).enumerate().map(article).collect(),
        ..Library::default()
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
