//! NTREX-128 as libraries: documents as articles, two languages at a time, whole or with halves removed.

#[path = "../../benches/common/ntrex.rs"]
pub mod files;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use counterpoint::analysis::links::{Calibration, Index, Meanings};
use counterpoint::encoder::Compact;
use counterpoint::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
use counterpoint::news::company::Mentions;
use counterpoint::news::library::{ArticleIx, Library, PassageRef};
use counterpoint::text::lang::Lang;
use counterpoint::text::span::Span;

use crate::work::encode;

/// The languages, with the files' names.
pub const LANGS: [(&str, &str, Lang); 4] = [
    ("en", "eng", Lang::En),
    ("ja", "jpn", Lang::Ja),
    ("ko", "kor", Lang::Ko),
    ("zh", "zho-CN", Lang::ZhHans),
];

/// What is taken out of each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// Nothing: every passage has its counterpart.
    Nothing,
    /// Half of the documents.
    Documents,
    /// The first or the last half of every document.
    Halves,
    /// Half of the sentences, here and there.
    Sentences,
}

/// All lines with their vectors.
pub struct Corpus {
    documents: Vec<usize>,
    lines: Vec<Vec<String>>,
    vectors: Vec<Vec<Compact>>,
}

/// A library of two languages.
pub struct Pairing {
    pub index: Index,
    /// Of each article: its language, as an index of [`LANGS`], and its document.
    pub articles: Vec<(usize, usize)>,
    /// The line of each passage.
    pub lines: HashMap<PassageRef, usize>,
    /// The passages of each language by line.
    pub places: HashMap<(usize, usize), PassageRef>,
}

impl Corpus {
    pub fn read(folder: &Path) -> Self {
        let read = |name: &str| files::lines(folder, name);
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let documents = read("document_ids")
            .into_iter()
            .map(|id| {
                let next = numbers.len();
                *numbers.entry(id).or_insert(next)
            })
            .collect();
        let lines: Vec<Vec<String>> = LANGS.iter().map(|(_, file, _)| read(file)).collect();
        let vectors = lines
            .iter()
            .map(|lines| encode(&lines.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        Self {
            documents,
            lines,
            vectors,
        }
    }

    /// The library of two languages.
    pub fn pairing(
        &self,
        langs: [usize; 2],
        removed: Removed,
        calibration: Calibration,
    ) -> Pairing {
        let count = self.documents.iter().max().map_or(0, |last| last + 1);
        let mut library = Library::default();
        let (mut articles, mut lines) = (Vec::new(), HashMap::new());
        for lang in langs {
            for document in 0..count {
                let all: Vec<usize> = (0..self.documents.len())
                    .filter(|line| self.documents[*line] == document)
                    .collect();
                let kept = removed.of(&all, document, lang);
                if kept.is_empty() {
                    continue;
                }
                let article = ArticleIx(u32::try_from(library.articles.len()).unwrap());
                for (passage, line) in (0..).zip(&kept) {
                    lines.insert(PassageRef { article, passage }, *line);
                }
                let texts: Vec<&str> = kept.iter().map(|l| self.lines[lang][*l].as_str()).collect();
                let article = article_of(&texts, LANGS[lang].2);
                library.articles.push(std::sync::Arc::new(article));
                articles.push((lang, document));
            }
        }
        let mut meanings = Meanings::new(&library);
        for (at, line) in &lines {
            let lang = articles[at.article.index()].0;
            meanings.set(*at, &self.vectors[lang][*line], None);
        }
        let mentions = vec![Mentions::default(); library.articles.len()];
        let index = Index::new(&library, &mentions, &[], &meanings).calibrated(calibration);
        let places = lines
            .iter()
            .map(|(at, line)| ((articles[at.article.index()].0, *line), *at))
            .collect();
        Pairing {
            index,
            articles,
            lines,
            places,
        }
    }
}

impl Removed {
    /// What is left of a document's lines in a language.
    fn of(self, lines: &[usize], document: usize, lang: usize) -> Vec<usize> {
        let drawn = |number: usize| {
            let mut hash = (number as u64) << 8 | lang as u64;
            for _ in 0..3 {
                hash = (hash ^ (hash >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            }
            hash >> 63 == 1
        };
        let half = lines.len() / 2;
        match self {
            Self::Nothing => lines.to_vec(),
            Self::Documents if drawn(document) => Vec::new(),
            Self::Documents => lines.to_vec(),
            Self::Halves if drawn(document) => lines[half..].to_vec(),
            Self::Halves => lines[..half].to_vec(),
            Self::Sentences => lines
                .iter()
                .copied()
                .filter(|l| drawn(l + 10_000))
                .collect(),
        }
    }
}

impl Pairing {
    /// Every passage with its language, document and line.
    pub fn passages(&self) -> Vec<(PassageRef, usize, usize, usize)> {
        let mut all: Vec<_> = self
            .lines
            .iter()
            .map(|(at, line)| {
                let (lang, document) = self.articles[at.article.index()];
                (*at, lang, document, *line)
            })
            .collect();
        all.sort_unstable();
        all
    }
}

fn article_of(texts: &[&str], lang: Lang) -> Article {
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
    for text in texts {
        let start = article.text.len();
        article.text.push_str(text);
        let span = Span::new(start, article.text.len());
        let block = article.blocks.len();
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
