//! What the reader did with articles, as the lines of `reading.jsonl` leave it.
//!
//! A line gives an article, a time, and what changed: `{"article":"ja/x","at":"2019-05-08T00:00:00Z","read":true}`, with
//! `read`, `starred` and `place` (a byte of the article's text). The latest line that gives one holds for it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::annotation::fault;
use super::lines::Line;
use super::{marks, time};
use crate::news::article::ArticleId;
use crate::news::mark::{Change, Millis, Reading};
use crate::news::problem::Problem;

/// From how many lines on the file is shortened when more than half of them are outdated.
const LONG: usize = 1000;

/// What was done with every article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Readings {
    latest: BTreeMap<ArticleId, State>,
    /// What is wrong with lines, by their number.
    faults: BTreeMap<usize, String>,
}

/// A value with the time since when it holds.
type Timed<T> = (Millis, T);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    read: Timed<bool>,
    starred: Timed<bool>,
    place: Timed<usize>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    article: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starred: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
}

impl State {
    fn reading(self) -> Reading {
        Reading {
            read: self.read.1,
            starred: self.starred.1,
            place: self.place.1,
        }
    }

    fn since(self) -> Millis {
        self.read.0.max(self.starred.0).max(self.place.0)
    }

    fn enter(&mut self, entry: &Entry, at: Millis) {
        renew(&mut self.read, entry.read, at);
        renew(&mut self.starred, entry.starred, at);
        renew(&mut self.place, entry.place, at);
    }
}

fn renew<T>(known: &mut Timed<T>, value: Option<T>, at: Millis) {
    if let Some(value) = value
        && at >= known.0
    {
        *known = (at, value);
    }
}

impl Readings {
    /// Enters lines of the file; whether that changed anything.
    pub(super) fn add(&mut self, lines: &[Line]) -> bool {
        let mut changed = false;
        for line in lines {
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            changed |= match parse(&line.bytes) {
                Ok((entry, at)) => self.enter(&entry, at),
                Err(fault) => self.faults.insert(line.number, fault.clone()) != Some(fault),
            };
        }
        changed
    }

    fn enter(&mut self, entry: &Entry, at: Millis) -> bool {
        let id = ArticleId(entry.article.clone());
        let new = !self.latest.contains_key(&id);
        let state = self.latest.entry(id).or_default();
        let before = state.reading();
        state.enter(entry, at);
        new || before != state.reading()
    }

    /// Everything that is known.
    pub(super) fn all(&self) -> BTreeMap<ArticleId, Reading> {
        self.latest
            .iter()
            .map(|(id, state)| (id.clone(), state.reading()))
            .collect()
    }

    pub(super) fn problems<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Problem> + 'a {
        self.faults
            .iter()
            .map(move |(line, fault)| marks::problem(path, *line, fault))
    }

    /// Whether a file of so many lines is long and mostly outdated.
    pub(super) fn is_stale(&self, lines: usize) -> bool {
        lines > LONG && (self.latest.len() + self.faults.len()) * 2 < lines
    }

    /// The lines that make changes, each ending in a line feed.
    pub(super) fn lines(&self, changes: &[Change], now: Millis) -> String {
        let mut lines = String::new();
        for change in changes {
            let Change::Reading {
                article,
                before,
                after,
            } = change
            else {
                continue;
            };
            if before == after {
                continue;
            }
            // A clock that was put back must not let an older line hold.
            let since = self.latest.get(article).map(|state| state.since());
            lines.push_str(&line(&Entry {
                article: article.0.clone(),
                at: time::to_text(now.max(since.unwrap_or(now))),
                read: (before.read != after.read).then_some(after.read),
                starred: (before.starred != after.starred).then_some(after.starred),
                place: (before.place != after.place).then_some(after.place),
            }));
        }
        lines
    }
}

fn line(entry: &Entry) -> String {
    // Serializing these members into a string cannot fail.
    let mut line = serde_json::to_string(entry).unwrap_or_default();
    line.push('\n');
    line
}

fn parse(line: &[u8]) -> Result<(Entry, Millis), String> {
    let entry: Entry = serde_json::from_slice(line).map_err(|error| fault(&error))?;
    let at = time::from_text(&entry.at).ok_or("its at is not a time of RFC 3339")?;
    Ok((entry, at))
}

/// A file that says the same in one line an article. Lines that are not understood stay, first, as they are.
pub(super) fn shortened(file: &[u8]) -> Vec<u8> {
    let mut short = Vec::new();
    let mut order = Vec::new();
    let mut latest: HashMap<String, State> = HashMap::new();
    for bytes in file.split(|byte| *byte == b'\n') {
        match parse(bytes) {
            _ if bytes.trim_ascii().is_empty() => {}
            Ok((entry, at)) => {
                if !latest.contains_key(&entry.article) {
                    order.push(entry.article.clone());
                }
                latest
                    .entry(entry.article.clone())
                    .or_default()
                    .enter(&entry, at);
            }
            Err(_) => {
                short.extend_from_slice(bytes);
                short.push(b'\n');
            }
        }
    }
    for article in order {
        let state = latest.get(&article).copied().unwrap_or_default();
        let entry = Entry {
            at: time::to_text(state.since()),
            read: Some(state.read.1),
            starred: Some(state.starred.1),
            place: Some(state.place.1),
            article,
        };
        short.extend_from_slice(line(&entry).as_bytes());
    }
    short
}
