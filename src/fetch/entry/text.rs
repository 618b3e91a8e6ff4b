//! What an entry is called and known by, and the text of its file.

use std::fmt::Write as _;

use quick_xml::escape::escape;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::feed::Entry;
use super::{Place, ReadPage};
use crate::load::foreign;
use crate::load::page::to_markdown;
use crate::news::date::Date;
use crate::text::clean::clean_line;
use crate::text::lang::Lang;

/// The longest title, in characters; no newspaper has longer ones.
const TITLE: usize = 500;

/// Dates up to this many seconds ahead are clocks that go wrong; later ones are no dates of what is there already.
const AHEAD: i64 = 2 * 86_400;

/// An entry with what it is known by.
pub(super) struct Read {
    pub(super) entry: Entry,
    /// Its title, or what stands for it.
    pub(super) title: String,
    /// What its text is known by.
    pub(super) hash: String,
    /// Its name in the feed, cleaned.
    pub(super) id: Option<String>,
}

impl Read {
    pub(super) fn new(entry: Entry) -> Self {
        let html = html(&entry);
        let paragraphs = foreign::paragraphs(html);
        Self {
            title: title(&entry, &paragraphs),
            hash: text_hash(&entry, &paragraphs),
            id: entry.id.as_deref().map(clean_line),
            entry,
        }
    }

    fn html(&self) -> &str {
        html(&self.entry)
    }
}

fn html(entry: &Entry) -> &str {
    let text = entry.html.as_deref().or(entry.summary.as_deref());
    text.unwrap_or_default()
}

/// What is written besides what an entry says itself.
pub(super) struct Texts<'a> {
    pub(super) place: &'a Place,
    pub(super) now: i64,
    pub(super) pages: Option<&'a ReadPage<'a>>,
}

impl Texts<'_> {
    /// The date of an entry, and where it is not the feed's own, why.
    pub(super) fn date(&self, entry: &Entry) -> (Date, Option<String>) {
        let today = date_of(self.now);
        match entry.date {
            Some(date) if date.seconds() <= self.now + AHEAD => (date, None),
            Some(date) => (
                today,
                Some(format!("when it was fetched; the feed says {date}")),
            ),
            None => (
                today,
                Some("when it was fetched; the feed says none".to_owned()),
            ),
        }
    }

    /// The file of an entry, under a name if it has one.
    pub(super) fn file(&self, read: &Read, id: Option<&str>) -> String {
        let Read {
            entry, title, hash, ..
        } = read;
        let (date, note) = self.date(entry);
        let mut text = String::from("---\n");
        let mut line = |key: &str, value: &str| {
            let value = clean_line(value);
            if !value.is_empty() {
                let _ = writeln!(text, "{key}: {}", Value::String(value));
            }
        };
        line("title", title);
        line("date", &date.to_string());
        line("date_is", note.as_deref().unwrap_or_default());
        line("source", &self.place.name);
        line("author", entry.author.as_deref().unwrap_or_default());
        line("url", entry.url.as_deref().unwrap_or_default());
        let lang = self.place.lang.as_deref().or(entry.lang.as_deref());
        line(
            "lang",
            lang.filter(|lang| Lang::parse(lang).is_some())
                .unwrap_or_default(),
        );
        line("feed", &self.place.address);
        line("id", id.unwrap_or_default());
        line("hash", hash);
        line("fetched", &date_of(self.now).to_string());
        let (body, trouble) = self.body(entry, read.html(), title);
        line("text_is", trouble.as_deref().unwrap_or_default());
        let mut tags: Vec<String> = Vec::new();
        for tag in self.place.tags.iter().chain(&entry.tags) {
            let tag = clean_line(tag);
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if !tags.is_empty() {
            let _ = writeln!(text, "tags: {}", Value::from(tags));
        }
        let _ = write!(text, "---\n\n{body}\n");
        text
    }

    /// The text of an entry, and where its page should have given it and did not, why.
    fn body(&self, entry: &Entry, html: &str, title: &str) -> (String, Option<String>) {
        let own = to_markdown(html, entry.url.as_deref());
        let page = self
            .pages
            .zip(entry.url.as_deref())
            .map(|(read, url)| read(url));
        match page {
            Some(Ok(page)) if page.len() > own.len() => return (page, None),
            Some(Err(trouble)) if !own.is_empty() => {
                return (own, Some(format!("what the feed has; its page: {trouble}")));
            }
            _ => {}
        }
        if !own.is_empty() {
            return (own, None);
        }
        let name = clean_line(entry.url.as_deref().unwrap_or(title));
        (to_markdown(&escape(name), None), None)
    }
}

/// The title, or what can stand for it.
fn title(entry: &Entry, paragraphs: &[String]) -> String {
    const OPENING: usize = 80;
    let cut = |text: &str, most: usize| {
        let text = clean_line(text);
        match text.char_indices().nth(most) {
            Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
            None => text,
        }
    };
    let own = cut(&entry.title, TITLE);
    let opening = || paragraphs.first().map(|first| cut(first, OPENING));
    let address = || entry.url.as_deref().map(|url| cut(url, OPENING));
    Some(own)
        .filter(|own| !own.is_empty())
        .or_else(|| opening().filter(|opening| !opening.is_empty()))
        .or_else(address)
        .unwrap_or_else(|| "untitled".to_owned())
}

/// What an entry's text is known by: its words, not its markup, which changes with each banner. Without words, its
/// address stands for them.
fn text_hash(entry: &Entry, paragraphs: &[String]) -> String {
    let words = paragraphs.join("\n");
    let words = if words.is_empty() {
        entry.url.clone().unwrap_or_default()
    } else {
        words
    };
    let mut hash = hex(format!("{}\n{words}", clean_line(&entry.title)).as_bytes());
    hash.truncate(16);
    hash
}

pub(super) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

pub(super) fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

/// A time in seconds since 1970 as a date in UTC.
fn date_of(seconds: i64) -> Date {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    foreign::date(&time.to_rfc3339()).unwrap_or(Date {
        year: 1970,
        month: 1,
        day: 1,
        time: None,
    })
}
