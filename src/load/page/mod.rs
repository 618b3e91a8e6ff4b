//! A page of the web → its article; a piece of HTML → Markdown.
//!
//! Pure: bytes in, text out. Whatever the markup is, what comes out is clean, holds no HTML, and ends in bounded time.

mod bounded;

mod charset;

mod line;

mod blocks;

mod write;

mod facts;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use url::Url;

use self::blocks::{Block, Blocks};
use self::facts::Facts;
use self::line::{Line, Run};
use super::decode::{Decoded, Refusal};
use super::{guarded, html};
use crate::analysis::language;
use crate::news::date::Date;
use crate::text::clean::{clean, clean_line};
use crate::text::lang::Lang;

/// More HTML than this, in bytes, is not looked at.
const LARGEST: usize = 16 * 1024 * 1024;
/// Text up to this length, counted by [`Extent`], may be a part of the article only: another extractor is asked.
const LITTLE: usize = 400;
/// Text under this length is no article.
const LEAST: usize = 40;
/// The second extractor takes several times as long, so it is not asked about larger pages, in bytes.
const SECOND: usize = 2 * 1024 * 1024;
/// The longest title, in characters; no newspaper has longer ones.
const TITLE: usize = 500;

/// The article of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The title; may be empty.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Its language: what the page says, unless its letters say otherwise.
    pub lang: Lang,
    /// The publication.
    pub site: Option<String>,
    /// Its address: the one the page says is its own, else where it was found.
    pub url: Option<String>,
    /// The text as Markdown, without HTML.
    pub body: String,
}

/// Why a page gave no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// It holds bytes that no text holds.
    #[error("this page holds binary data, not text")]
    Binary,
    /// Too much of it could not be decoded in the encoding that fits best.
    #[error("this page could not be decoded as {0}")]
    Undecodable(&'static str),
    /// There is hardly any text in it, or nothing but links.
    #[error("no article was found in this page")]
    NoArticle,
}

/// Takes the article out of a page, of which the server said `content_type` and which was found at `url`.
///
/// # Errors
/// The bytes are no text, or hold no article.
pub fn extract(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&str>,
) -> Result<Page, PageError> {
    let bytes = bytes.get(..LARGEST).unwrap_or(bytes);
    match charset::decoded(bytes, content_type) {
        Ok(decoded) => article(&clean(&decoded.text), url),
        Err(Refusal::Binary) => Err(PageError::Binary),
        Err(Refusal::Undecodable(encoding)) => Err(PageError::Undecodable(encoding)),
    }
}

/// A piece of HTML as Markdown that reads back as the same text, with its links made complete against `base`. Without a
/// base, only links that are complete are kept.
#[must_use]
pub fn to_markdown(html: &str, base: Option<&str>) -> String {
    let html = html
        .get(..html.floor_char_boundary(LARGEST))
        .unwrap_or_default();
    let base = base.and_then(|base| facts::web(base, None));
    let read =
        attempt(|| markdown_of(&Document::fragment(bounded::bounded(html)), base.as_ref()).0);
    read.unwrap_or_else(|| {
        let plain = html::paragraphs(html).into_iter().map(|text| {
            let mut line = Line::default();
            line.push(&text, line::Style::default());
            Block::Paragraph(line)
        });
        clean(&write::markdown(&plain.collect::<Vec<_>>(), &[]))
    })
}

/// The bytes of a page as text.
pub(super) fn decoded(bytes: &[u8]) -> Result<Decoded, Refusal> {
    charset::decoded(bytes, None)
}

/// Takes the article out of the clean text of a page.
pub(super) fn article(html: &str, url: Option<&str>) -> Result<Page, PageError> {
    let url = url.and_then(|url| facts::web(url, None));
    let html = bounded::bounded(html);
    let facts =
        attempt(|| facts::facts(&Document::from(html.as_str()), url.as_ref())).unwrap_or_default();
    let first = attempt(|| first(&html, &facts)).flatten();
    let enough = |found: &Found| found.extent.all > LITTLE && found.extent.is_article();
    let found = match first {
        Some(found) if enough(&found) => Some(found),
        // The second extractor forgets that a list of links is one.
        _ if !attempt(|| whole(&html)).is_some_and(Extent::is_article) => None,
        first => {
            let second =
                (html.len() <= SECOND).then(|| attempt(|| second(&html, &facts)).flatten());
            let found = second.flatten().into_iter().chain(first);
            // Of two that are as long the last stays, which was better on pages in Chinese, Japanese and Korean.
            found
                .filter(|found| found.extent.is_article())
                .max_by_key(|found| found.extent.all)
        }
    };
    let found = found.ok_or(PageError::NoArticle)?;
    Ok(page(facts, found))
}

/// All that a page shows.
fn whole(html: &str) -> Extent {
    markdown_of(&Document::from(html), None).1
}

/// What an extractor took for the article.
struct Found {
    body: String,
    extent: Extent,
    title: String,
    byline: Option<String>,
}

fn first(html: &str, facts: &Facts) -> Option<Found> {
    let config = Config {
        // It is read here, also where several things are described.
        disable_json_ld: true,
        ..Config::default()
    };
    // The address is left out: links are completed here.
    let document = Document::from(html);
    let title = document.select_single("title").text().to_string();
    let title = facts::bare_title(&document, &title, facts.site.as_deref());
    let article = Readability::with_document(document, None, Some(config))
        .ok()?
        .parse()
        .ok()?;
    let (body, extent) = markdown_of(&Document::fragment(article.content), facts.base.as_ref());
    Some(Found {
        body,
        extent,
        title,
        byline: article.byline,
    })
}

fn second(html: &str, facts: &Facts) -> Option<Found> {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_links(true)
        .with_exclude_comments(true);
    let result = trafilatura::extract(html, &options).ok()?;
    let (body, extent) = markdown_of(
        &Document::fragment(result.content_html),
        facts.base.as_ref(),
    );
    Some(Found {
        body,
        extent,
        title: result.metadata.title,
        byline: Some(result.metadata.author).filter(|author| !author.is_empty()),
    })
}

fn page(facts: Facts, found: Found) -> Page {
    let given = facts.title.filter(|title| !title.is_empty());
    let title = clean_line(&given.unwrap_or(found.title));
    let byline = facts
        .byline
        .or(found.byline)
        .map(|byline| clean_line(&byline));
    let byline = byline.map(|byline| {
        byline
            .strip_prefix("By ")
            .map_or(byline.clone(), str::to_owned)
    });
    Page {
        // The cut may have left a space at the end.
        title: clean_line(&title.chars().take(TITLE).collect::<String>()),
        byline: byline.filter(|byline| !byline.is_empty()),
        date: facts.date,
        lang: lang(facts.lang.as_deref(), &found.body),
        site: facts.site,
        url: facts.url.map(|url| url.to_string()),
        body: found.body,
    }
}

/// The language of a text that is said to be in another. Templates in English are filled in every language, so letters
/// count more than what is said; but they do not tell apart the languages that share them.
fn lang(said: Option<&str>, body: &str) -> Lang {
    const SAMPLE: usize = 16 * 1024;
    let sample = body
        .get(..body.floor_char_boundary(SAMPLE))
        .unwrap_or_default();
    let said_lang = said.and_then(Lang::parse);
    let found = language::detect(sample, said_lang);
    match said_lang {
        Some(said_lang) if said_lang.is_cjk() || found.is_cjk() => {
            let bare = said.is_some_and(|said| said.trim().len() == 2);
            if said_lang.is_chinese() && found.is_chinese() && !bare {
                said_lang
            } else {
                found
            }
        }
        Some(said_lang) => said_lang,
        None => found,
    }
}

/// Does what a parser that is not ours may give up on.
fn attempt<T>(work: impl FnOnce() -> T) -> Option<T> {
    guarded(|| catch_unwind(AssertUnwindSafe(work)).ok())
}

fn markdown_of(document: &Document, base: Option<&Url>) -> (String, Extent) {
    let Blocks { blocks, links } = blocks::blocks(&document.root(), base);
    let mut extent = Extent::default();
    extent.add(&blocks);
    (clean(&write::markdown(&blocks, &links)), extent)
}

/// How much text there is, a wide character counted as two.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    all: usize,
    linked: usize,
}

impl Extent {
    fn is_article(self) -> bool {
        self.all >= LEAST && self.linked * 10 <= self.all * 8
    }

    fn add(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(_, line) | Block::Paragraph(line) => self.add_line(line),
                Block::Quote(inner) => self.add(inner),
                Block::List { items, .. } => items.iter().for_each(|item| self.add(item)),
                Block::Table(rows) => rows.iter().flatten().for_each(|line| self.add_line(line)),
                Block::Code(text) => self.all += text.len(),
                Block::Rule => {}
            }
        }
    }

    fn add_line(&mut self, line: &Line) {
        for run in &line.runs {
            let Run::Text(text, style) = run else {
                continue;
            };
            let length: usize = text
                .chars()
                .map(|c| c.len_utf8().clamp(1, 3).div_ceil(2))
                .sum();
            self.all += length;
            self.linked += if style.link.is_some() { length } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests;
