//! Entries → files of the library, each once.
//!
//! A file's name is made when its entry is first seen and never changes: marks are attached to it. What an entry said
//! before it was changed is kept in a hidden folder beside it.

mod known;

mod slug;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use quick_xml::escape::escape;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::feed::{Entry, Feed};
use super::file::{Batch, FileError};
use crate::load::page::to_markdown;
use crate::load::{foreign, versions};
use crate::news::date::Date;
use crate::text::clean::clean_line;
use crate::text::lang::Lang;
use known::{Index, Known, canonical};

pub use slug::folder as folder_name;

/// So many files are brought to the disk together.
const BATCH: usize = 500;

/// The longest part of a file's name that comes of the title, in bytes; with the rest it stays under 200.
const SLUG: usize = 150;

/// The longest title, in characters; no newspaper has longer ones.
const TITLE: usize = 500;

/// Dates up to this many seconds ahead are clocks that go wrong; later ones are no dates of what is there already.
const AHEAD: i64 = 2 * 86_400;

/// Where a feed's entries go, and what is added to them.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The folder of the feed.
    pub folder: PathBuf,
    /// The feed's name, which stands as the source.
    pub name: String,
    /// The feed's address.
    pub address: String,
    /// The language that the configuration names; it counts before the feed's.
    pub lang: Option<String>,
    /// Tags for every entry.
    pub tags: Vec<String>,
}

/// What was done with the entries of a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries written for the first time.
    pub new: usize,
    /// Entries whose text was another than before.
    pub changed: usize,
    /// Entries that were there already.
    pub same: usize,
}

/// The article of the page at an address as Markdown, or why there is none.
pub type ReadPage<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// Writes the entries that are not there, and those that have changed. `now` is in seconds since 1970. Where pages can be
/// read, the text of an entry's page stands for what the feed has of it, if that is longer.
///
/// Nobody else may be writing to the folder.
///
/// # Errors
/// A file cannot be read or written. What was written before is whole, and known at the next time.
pub fn store(
    feed: &Feed,
    place: &Place,
    now: i64,
    pages: Option<&ReadPage<'_>>,
) -> Result<Tally, FileError> {
    let mut writer = Writer {
        index: Index::read(&place.folder)?,
        batch: Batch::default(),
        tally: Tally::default(),
        place,
        now,
        pages,
    };
    let ids = counts(feed.entries.iter().filter_map(|entry| entry.id.as_deref()));
    let urls: Vec<String> = feed
        .entries
        .iter()
        .filter_map(|entry| entry.url.as_deref().map(canonical))
        .collect();
    let urls = counts(urls.iter().map(String::as_str));
    // Feeds begin with the newest; where two entries have the same day, the older is to be there first.
    for entry in feed.entries.iter().rev() {
        // What several entries have in common is no name of any.
        let id = entry.id.as_deref().filter(|id| ids.get(id) == Some(&1));
        let url = entry.url.as_deref().map(canonical);
        let url = url.filter(|url| urls.get(url.as_str()) == Some(&1));
        writer.entry(entry, id, url.as_deref())?;
    }
    let Writer { batch, tally, .. } = writer;
    batch.finish()?;
    Ok(tally)
}

/// When the newest file of a feed's folder was fetched, in seconds since 1970.
#[must_use]
pub fn last_fetched(folder: &Path) -> Option<i64> {
    let index = Index::read(folder).ok()?;
    Some(foreign::date(index.newest()?)?.seconds())
}

fn counts<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

struct Writer<'a> {
    index: Index,
    batch: Batch,
    tally: Tally,
    place: &'a Place,
    now: i64,
    pages: Option<&'a ReadPage<'a>>,
}

impl Writer<'_> {
    fn entry(
        &mut self,
        entry: &Entry,
        id: Option<&str>,
        url: Option<&str>,
    ) -> Result<(), FileError> {
        let html = entry
            .html
            .as_deref()
            .or(entry.summary.as_deref())
            .unwrap_or_default();
        let title = title(entry, html);
        let hash = text_hash(entry, html);
        let id = id.map(clean_line).filter(|id| !id.is_empty());
        match self.index.find(id.as_deref(), url, &title, &hash) {
            Some(at) => self.known(at, entry, html, &title, &hash),
            None => self.new_entry(entry, html, title, hash, (id, url)),
        }
    }

    fn new_entry(
        &mut self,
        entry: &Entry,
        html: &str,
        title: String,
        hash: String,
        (id, url): (Option<String>, Option<&str>),
    ) -> Result<(), FileError> {
        let identity = match (&id, url) {
            (Some(id), _) => format!("id {id}"),
            (None, Some(url)) => format!("url {url}"),
            (None, None) => format!("text {hash}"),
        };
        let path = self.path(&title, self.date(entry).0, &identity);
        let text = self.file(entry, html, &title, &hash, id.as_deref());
        self.add(&path, text.as_bytes())?;
        let known = Known {
            path,
            id,
            url: url.map(str::to_owned),
            hash,
            title,
            fetched: String::new(),
        };
        self.index.add(known);
        self.tally.new += 1;
        Ok(())
    }

    /// Sees whether an entry that is there has changed.
    fn known(
        &mut self,
        at: usize,
        entry: &Entry,
        html: &str,
        title: &str,
        hash: &str,
    ) -> Result<(), FileError> {
        let Some(known) = self
            .index
            .get(at)
            .filter(|known| known.hash != hash)
            .cloned()
        else {
            self.tally.same += 1;
            return Ok(());
        };
        if self.batch.has(&known.path) {
            // The same entry stands in the feed twice, with two texts: the later one is in.
            self.tally.same += 1;
            return Ok(());
        }
        let old = fs::read(&known.path).map_err(|error| FileError::reading(&known.path, error))?;
        // Named by its text, so that a run that was cut short makes no second copy.
        let version = versions::file(&known.path, short(&hex(&old)));
        self.add(&version, &old)?;
        let text = self.file(entry, html, title, hash, known.id.as_deref());
        self.add(&known.path, text.as_bytes())?;
        self.index.changed(at, hash);
        self.tally.changed += 1;
        Ok(())
    }

    fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        if self.batch.len() >= BATCH {
            std::mem::take(&mut self.batch).finish()?;
        }
        self.batch.add(path, bytes)
    }

    /// The date of an entry, and where it is not the feed's own, why.
    fn date(&self, entry: &Entry) -> (Date, Option<String>) {
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

    fn path(&self, title: &str, date: Date, identity: &str) -> PathBuf {
        let folder = self
            .place
            .folder
            .join(format!("{:04}", date.year))
            .join(format!("{:02}", date.month));
        let name = slug::slug(title, SLUG);
        let name = if name.is_empty() { "untitled" } else { &name };
        let full = hex(identity.as_bytes());
        let path = folder.join(format!("{:02}-{name}-{}.md", date.day, short(&full)));
        if self.batch.has(&path) || path.exists() {
            // Another entry, or a file of the reader's, has this name: the whole hash is nobody else's.
            return folder.join(format!("{:02}-{}.md", date.day, full));
        }
        path
    }

    fn file(&self, entry: &Entry, html: &str, title: &str, hash: &str, id: Option<&str>) -> String {
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
        let (body, trouble) = self.body(entry, html, title);
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
fn title(entry: &Entry, html: &str) -> String {
    const OPENING: usize = 80;
    let cut = |text: &str, most: usize| {
        let text = clean_line(text);
        match text.char_indices().nth(most) {
            Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
            None => text,
        }
    };
    let own = cut(&entry.title, TITLE);
    let opening = || {
        foreign::paragraphs(html)
            .first()
            .map(|first| cut(first, OPENING))
    };
    let address = || entry.url.as_deref().map(|url| cut(url, OPENING));
    Some(own)
        .filter(|own| !own.is_empty())
        .or_else(|| opening().filter(|opening| !opening.is_empty()))
        .or_else(address)
        .unwrap_or_else(|| "untitled".to_owned())
}

/// What an entry's text is known by: its words, not its markup, which changes with each banner. Without words, its
/// address stands for them.
fn text_hash(entry: &Entry, html: &str) -> String {
    let words = foreign::paragraphs(html).join("\n");
    let words = if words.is_empty() {
        entry.url.clone().unwrap_or_default()
    } else {
        words
    };
    let mut hash = hex(format!("{}\n{words}", clean_line(&entry.title)).as_bytes());
    hash.truncate(16);
    hash
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

/// A time in seconds since 1970 as a date in UTC.
pub(super) fn date_of(seconds: i64) -> Date {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    foreign::date(&time.to_rfc3339()).unwrap_or(Date {
        year: 1970,
        month: 1,
        day: 1,
        time: None,
    })
}

#[cfg(test)]
mod tests;
