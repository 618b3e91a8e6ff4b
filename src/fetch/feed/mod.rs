//! The bytes of a feed → its title and entries: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed.
//!
//! The parser is strict and loses some old forms without a word, so every XML feed goes through `xml` first. Nothing
//! here is cleaned for the terminal yet: that is done where entries become files.

mod date;

mod page;

mod parts;

mod xml;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use feed_rs::model;
use feed_rs::parser::Builder;
use thiserror::Error;
use url::Url;

use crate::load::{self, foreign};
use crate::news::date::Date;
use crate::text::lang::Lang;

/// A feed of more bytes than this is parsed in parts,
const LARGE: usize = 16 * 1024 * 1024;
/// of about so many bytes.
const PART: usize = 4 * 1024 * 1024;

/// A feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its title; empty where it has none.
    pub title: String,
    /// The page that it is the feed of.
    pub home: Option<String>,
    /// The entries, in its own order.
    pub entries: Vec<Entry>,
}

/// An entry of a feed. Texts are as the feed gives them, decoded but not cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the feed calls it by; none where it does not.
    pub id: Option<String>,
    /// The address of its page, absolute where the feed's own address is known.
    pub url: Option<String>,
    /// Its title, without markup; empty where it has none.
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// The language it names, or that of its feed: a tag of BCP 47.
    pub lang: Option<String>,
    /// Its categories.
    pub tags: Vec<String>,
    /// Its text, as HTML.
    pub html: Option<String>,
    /// Its summary, as HTML.
    pub summary: Option<String>,
}

/// Why bytes are no feed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FeedError {
    /// They are in no known encoding.
    #[error("this is not text; see whether the address is that of a feed")]
    NotText,
    /// They are a web page, which names these feeds as its own.
    #[error("this is a web page, not a feed; {}", page::remedy(.0))]
    Page(Vec<String>),
    /// They declare entities of their own, which are how a small file becomes a huge one.
    #[error("it declares XML entities, which feeds have no need of; tell its makers")]
    Entities,
    /// Elements stand in one another too deep.
    #[error(
        "its elements stand in one another more than {} deep; tell its makers",
        xml::DEEPEST
    )]
    TooDeep,
    /// They are nothing that is known as a feed.
    #[error("this is no RSS, Atom, RDF or JSON feed ({0}); see whether the address is right")]
    Unknown(String),
}

/// Reads a feed. `content_type` is that of its HTTP answer, `address` where it was got from, `hint` the language it is
/// probably in. The bytes are let go as soon as they are read: a large feed is in memory twice at most.
///
/// # Errors
/// It is none, or one that would do harm.
pub fn read(
    bytes: impl Into<Vec<u8>>,
    content_type: Option<&str>,
    address: Option<&str>,
    hint: Option<Lang>,
) -> Result<Feed, FeedError> {
    let bytes = bytes.into();
    let text = decoded(&bytes, content_type, hint)?;
    drop(bytes);
    let mut tidied = tidied(text, address)?;
    let lang = tidied.lang.take();
    let (feed, written) = if tidied.text.len() > LARGE {
        parts::parse(tidied, PART, address)?
    } else {
        parse(&tidied.text, address)?
    };
    Ok(convert(feed, lang, &written, address))
}

fn decoded(
    bytes: &[u8],
    content_type: Option<&str>,
    hint: Option<Lang>,
) -> Result<String, FeedError> {
    let charset = content_type.and_then(charset);
    let declared = xml::declared_encoding(bytes);
    let names: Vec<&str> = charset
        .as_deref()
        .into_iter()
        .chain(declared.as_deref())
        .collect();
    foreign::decoded(bytes, &names, hint).ok_or(FeedError::NotText)
}

/// What the parser reads; a page of the web is none of it.
fn tidied(text: String, address: Option<&str>) -> Result<xml::Tidied, FeedError> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if page::is_page(start) {
        return Err(FeedError::Page(page::feeds(start, address)));
    }
    if start.starts_with('{') {
        return Ok(xml::Tidied {
            text: start.to_owned(),
            ..xml::Tidied::default()
        });
    }
    xml::tidy(start)
}

/// The feeds that a web page names as its own, in its order, as absolute addresses.
#[must_use]
pub fn discover(html: &str, address: &str) -> Vec<String> {
    page::feeds(html, Some(address))
}

/// XML of another kind, made readable as that of feeds is.
///
/// # Errors
/// It would do harm.
pub(super) fn tidy(text: &str) -> Result<String, FeedError> {
    Ok(xml::tidy(text)?.text)
}

/// The encoding that a content type names.
fn charset(content_type: &str) -> Option<String> {
    let mut parts = content_type.split(';').skip(1);
    parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case("charset");
        is_it.then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}

/// The dates of a feed as they were written, by their instant: the parser keeps no offset, and a story of eight in the
/// morning in Seoul is of that day, not of the day before.
type Written = HashMap<i64, Date>;

fn parse(text: &str, address: Option<&str>) -> Result<(model::Feed, Written), FeedError> {
    let dates = Arc::new(Mutex::new(Written::new()));
    let kept = Arc::clone(&dates);
    let parser = Builder::new()
        .base_uri(address)
        // Without this an entry without a name of its own gets one of random numbers at each reading.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| {
            let date = date::parse(text)?;
            if let Ok(mut kept) = kept.lock() {
                kept.entry(date.seconds()).or_insert(date);
            }
            DateTime::<Utc>::from_timestamp(date.seconds(), 0)
        })
        .build();
    let parsed = load::guarded(|| catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))));
    let feed = match parsed {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return Err(FeedError::Unknown(error.to_string())),
        Err(_) => return Err(FeedError::Unknown("the parser gave up on it".to_owned())),
    };
    let written = dates.lock().map(|mut dates| std::mem::take(&mut *dates));
    Ok((feed, written.unwrap_or_default()))
}

fn convert(
    feed: model::Feed,
    lang: Option<String>,
    written: &Written,
    address: Option<&str>,
) -> Feed {
    let lang = feed.language.filter(|lang| !lang.is_empty()).or(lang);
    let authors = feed.authors;
    let entries = feed.entries.into_iter().map(|entry| {
        let mut entry = self::entry(entry, written, address);
        entry.lang = entry.lang.or_else(|| lang.clone());
        entry.author = entry.author.or_else(|| names(&authors));
        entry
    });
    Feed {
        entries: entries.collect(),
        title: feed.title.map(title).unwrap_or_default(),
        home: link(&feed.links, address),
    }
}

fn entry(entry: model::Entry, written: &Written, address: Option<&str>) -> Entry {
    let date = |instant: Option<DateTime<Utc>>| {
        let instant = instant?.timestamp();
        written.get(&instant).copied()
    };
    let (published, updated) = (date(entry.published), date(entry.updated));
    let summary = entry.summary.map(html);
    let body = entry.content.and_then(|content| {
        let is_plain = content.content_type.as_str() == "text/plain";
        let body = content.body?;
        Some(if is_plain { escaped(&body) } else { body })
    });
    // Video feeds have their text with the film.
    let described = || {
        let texts = entry
            .media
            .into_iter()
            .filter_map(|media| media.description);
        texts.map(html).next()
    };
    let filled = |text: &String| !text.trim().is_empty();
    Entry {
        url: link(&entry.links, address).or_else(|| permalink(&entry.id)),
        id: Some(entry.id.trim().to_owned()).filter(filled),
        title: entry.title.map(title).unwrap_or_default(),
        author: names(&entry.authors),
        date: published.or(updated),
        updated,
        lang: entry.language.filter(filled),
        tags: entry
            .categories
            .into_iter()
            .map(|category| category.label.unwrap_or(category.term))
            .filter(filled)
            .collect(),
        html: body.filter(filled).or_else(described),
        summary: summary.filter(filled),
    }
}

/// An id that is an address, as that of RSS is unless it says otherwise.
fn permalink(id: &str) -> Option<String> {
    let url = Url::parse(id.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// The address of the page, among the links.
fn link(links: &[model::Link], address: Option<&str>) -> Option<String> {
    let is_page = |link: &&model::Link| matches!(link.rel.as_deref(), None | Some("alternate"));
    let base = address.and_then(|address| Url::parse(address).ok());
    let absolute = |href: &str| {
        let url = match &base {
            Some(base) => base.join(href.trim()).ok()?,
            None => Url::parse(href.trim()).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    };
    let mut pages = links.iter().filter(is_page);
    pages.find_map(|link| absolute(&link.href))
}

fn names(people: &[model::Person]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in people
        .iter()
        .filter_map(|person| person.name.as_deref())
        .map(str::trim)
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// A title: markup in it is dropped, unless the feed says that there is none.
fn title(text: model::Text) -> String {
    foreign::paragraphs(&html(text)).join(" ")
}

fn html(text: model::Text) -> String {
    if text.content_type.as_str() == "text/plain" && !looks_like_html(&text.content) {
        escaped(&text.content)
    } else {
        text.content
    }
}

/// Whether a text has a tag or an entity in it: RSS does not say whether its texts are HTML.
fn looks_like_html(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')
    });
    tag || text.split('&').skip(1).any(|rest| {
        // `nbsp`, `#x3042`: a reference is short, and no more than that is looked at.
        let name = rest.bytes().take(9).position(|b| b == b';');
        let name = name.and_then(|end| rest.get(..end)).unwrap_or_default();
        name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests;
