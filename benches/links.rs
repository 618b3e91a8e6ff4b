//! How long the links of a large library take: from vectors that are known, and when one article comes.
//!
//! `COUNTERPOINT_BENCH_DATA`: a folder with NTREX-128 (<https://github.com/MicrosoftTranslator/NTREX>); its lines in eight
//! languages are the passages. How good links are is told by `cargo run --release --example calibrate`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures, reads its data and may fail loudly"
)]

#[path = "common/ntrex.rs"]
mod ntrex;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use counterpoint::analysis::links::{Index, Meanings};
use counterpoint::encoder::{Compact, Encoder};
use counterpoint::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
use counterpoint::news::company::Mentions;
use counterpoint::news::library::{ArticleIx, Library, PassageRef};
use counterpoint::text::lang::Lang;
use counterpoint::text::span::Span;

const FILES: [(&str, Lang); 6] = [
    ("eng", Lang::En),
    ("jpn", Lang::Ja),
    ("kor", Lang::Ko),
    ("zho-CN", Lang::ZhHans),
    ("deu", Lang::UNKNOWN),
    ("fra", Lang::UNKNOWN),
];
const PASSAGES: usize = 10_000;
/// Passages of an article.
const LENGTH: usize = 30;

fn main() {
    let Some(folder) = ntrex::folder() else {
        println!("COUNTERPOINT_BENCH_DATA is not set: no lines to measure with");
        return;
    };
    let lines = lines(&folder);
    let started = Instant::now();
    let texts: Vec<&str> = lines.iter().map(|(text, _)| text.as_str()).collect();
    let vectors = Encoder::embedded().unwrap().encode(&texts);
    let vectors: Vec<Compact> = vectors.iter().map(Compact::from).collect();
    println!(
        "{} passages encoded in {:.2?}, one thread",
        texts.len(),
        started.elapsed()
    );

    let articles = lines.chunks(LENGTH).map(article).map(Arc::new);
    let mut library = Library {
        articles: articles.collect(),
        ..Library::default()
    };
    let last = library.articles.pop().unwrap();
    let mentions = vec![Mentions::default(); library.articles.len()];
    let meanings = known(&library, &vectors);
    let started = Instant::now();
    let mut index = Index::new(&library, &mentions, &[], &Meanings::default());
    println!("evidence read in {:.2?}", started.elapsed());
    let started = Instant::now();
    index.learn(&meanings);
    println!("nearest found in {:.2?}, vectors known", started.elapsed());
    let started = Instant::now();
    let first = index.related(at(0), 20).len();
    println!("links drawn in {:.2?}", started.elapsed());
    let started = Instant::now();
    let passages = meanings.known();
    let links: usize = (0..passages).map(|i| index.related(at(i), 20).len()).sum();
    println!(
        "{links} links of all passages listed in {:.2?} ({first} of the first)",
        started.elapsed()
    );

    library.articles.push(last);
    grow(&index, &library, &vectors);
}

/// The last article of the library comes to the others.
fn grow(index: &Index, library: &Library, vectors: &[Compact]) {
    let meanings = known(library, vectors);
    let last = library.articles.last().unwrap();
    let from = at(vectors.len() - last.passages.len());
    let mentions = vec![Mentions::default(); library.articles.len()];
    let started = Instant::now();
    let index = index.renewed(library, &mentions, &[], &meanings);
    let links = index.related(from, 20).len();
    println!(
        "one article of {} passages added in {:.2?} ({links} links of its first)",
        last.passages.len(),
        started.elapsed()
    );
}

fn known(library: &Library, vectors: &[Compact]) -> Meanings {
    let mut meanings = Meanings::new(library);
    for (number, vector) in vectors.iter().enumerate() {
        meanings.set(at(number), vector, None);
    }
    meanings
}

fn at(number: usize) -> PassageRef {
    PassageRef {
        article: ArticleIx(u32::try_from(number / LENGTH).unwrap()),
        passage: u32::try_from(number % LENGTH).unwrap(),
    }
}

fn lines(folder: &Path) -> Vec<(String, Lang)> {
    let all = FILES.iter().flat_map(|(name, lang)| {
        let lines = ntrex::lines(folder, name).into_iter();
        lines.map(|line| (line, *lang))
    });
    all.take(PASSAGES / LENGTH * LENGTH + LENGTH).collect()
}

fn article(lines: &[(String, Lang)]) -> Article {
    let lang = lines[0].1;
    let mut article = Article {
        id: ArticleId(String::new()),
        path: PathBuf::new(),
        meta: Meta::default(),
        lang,
        text: String::new(),
        blocks: Vec::new(),
        passages: Vec::new(),
        inlines: Vec::new(),
        urls: Vec::new(),
    };
    for (block, (text, _)) in lines.iter().enumerate() {
        let start = article.text.len();
        article.text.push_str(text);
        let span = Span::new(start, article.text.len());
        article.passages.push(Passage { span, block });
        article.blocks.push(Block {
            kind: BlockKind::Paragraph,
            span,
            lang,
            quotes: 0,
            lists: 0,
            continues: false,
            passages: block..block + 1,
        });
        article.text.push_str("\n\n");
    }
    article
}
