//! An article ready to be taken in: everything the index keeps of it, worked out before a transaction waits for it.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::analysis::search::grams::Tokens;
use crate::analysis::search::{Card, CompanyNames, feed};
use crate::news::article::Article;
use crate::news::company::{Company, Mentions, Weight};
use crate::news::library::Stamp;

/// What parts the fields of a card, and what the values of one: neither is in cleaned text.
pub(super) const FIELD: char = '\u{1e}';

/// What the index keeps of an article.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) stamp: Stamp,
    pub(super) hash: [u8; 16],
    pub(super) title: String,
    pub(super) lang: String,
    pub(super) code: String,
    pub(super) day: Option<i64>,
    pub(super) seconds: Option<i64>,
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
    pub(super) url: Option<String>,
    pub(super) feed: Option<String>,
    pub(super) tags: String,
    pub(super) card: String,
    pub(super) text: String,
    pub(super) spans: Vec<u8>,
    pub(super) passages: usize,
    pub(super) title_tokens: String,
    pub(super) text_tokens: String,
    pub(super) mentions: Vec<Named>,
}

/// A company that an article names.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) company: String,
    pub(super) count: usize,
    pub(super) weight: Weight,
    /// The passages that name it.
    pub(super) passages: Vec<u8>,
}

impl Entry {
    /// Works out what is kept of an article that was read from a file with this stamp. `mentions` are of `companies`.
    #[must_use]
    pub fn new(
        article: &Article,
        stamp: Stamp,
        mentions: &Mentions,
        companies: &[Company],
    ) -> Self {
        let meta = &article.meta;
        // Only the article's own fields are taken from it: companies are kept by themselves.
        let card = Card::new(article, [], &CompanyNames::default());
        let spans = article
            .passages
            .iter()
            .flat_map(|passage| [passage.span.start, passage.span.end]);
        Self {
            path: article.path.clone(),
            name: article.id.0.clone(),
            stamp,
            hash: hash(&article.text),
            title: meta.title.clone(),
            lang: article.lang.to_string(),
            code: article.lang.code().to_owned(),
            day: meta.date.map(|date| date.days()),
            seconds: meta.date.map(|date| date.seconds()),
            date: meta.date.map(|date| date.to_string()),
            source: meta.source.clone(),
            author: meta.author.clone(),
            url: meta.url.clone(),
            feed: feed(article).map(str::to_owned),
            tags: meta.tags.join("\n"),
            card: card
                .fields()
                .map(|field| field.replace('\n', "\t"))
                .join(&FIELD.to_string()),
            text: article.text.clone(),
            spans: packed(spans),
            passages: article.passages.len(),
            title_tokens: Tokens::new(&meta.title).document(),
            text_tokens: Tokens::new(&article.text).document(),
            mentions: named(article, mentions, companies),
        }
    }

    /// The file it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The first half of the SHA-256 of a text: by it a file is known again under another name.
fn hash(text: &str) -> [u8; 16] {
    let hash = Sha256::digest(text);
    hash.first_chunk().copied().unwrap_or_default()
}

fn named(article: &Article, mentions: &Mentions, companies: &[Company]) -> Vec<Named> {
    let named = mentions.companies.iter().filter_map(|presence| {
        let company = presence.company.of(companies)?;
        let own = mentions
            .text
            .iter()
            .filter(|mention| mention.company == presence.company);
        let mut passages: Vec<usize> = own
            .map(|mention| article.passage_at(mention.span.start))
            .collect();
        passages.dedup();
        Some(Named {
            company: company.id.clone(),
            count: presence.count,
            weight: presence.weight,
            passages: packed(passages),
        })
    });
    named.collect()
}

/// Numbers as 32-bit little-endian ones: a text is at most some tens of megabytes long.
pub(super) fn packed(numbers: impl IntoIterator<Item = usize>) -> Vec<u8> {
    let bytes = |number| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    numbers.into_iter().flat_map(bytes).collect()
}

/// The numbers that were packed.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<usize> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .iter()
        .map(|four| u32::from_le_bytes(*four) as usize)
        .collect()
}
