//! The marks as the lines of `marks.jsonl` leave them.

use std::collections::BTreeMap;
use std::path::Path;

use super::annotation::{self, Event};
use super::lines::Line;
use crate::news::mark::{Change, Mark, MarkId, Millis};
use crate::news::problem::Problem;

/// Every mark that was ever made, with what holds of it: the event with the latest time, and of several with the same
/// time the last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    latest: BTreeMap<MarkId, (Millis, Option<Mark>)>,
    /// What is wrong with lines, by their number.
    faults: BTreeMap<usize, String>,
}

impl Marks {
    /// Enters lines of the file; whether that changed anything.
    pub(super) fn add(&mut self, lines: &[Line]) -> bool {
        let mut changed = false;
        for line in lines {
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            changed |= match annotation::parse(&line.bytes) {
                Ok(event) => self.enter(event),
                Err(fault) => self.faults.insert(line.number, fault.clone()) != Some(fault),
            };
        }
        changed
    }

    fn enter(&mut self, event: Event) -> bool {
        let known = self.latest.get(&event.id);
        if known.is_some_and(|(at, _)| event.at < *at) {
            return false;
        }
        let changed = known.and_then(|(_, mark)| mark.as_ref()) != event.mark.as_ref();
        self.latest.insert(event.id, (event.at, event.mark));
        changed
    }

    /// The marks that are there, in the order of their names, which is that of their making.
    pub(super) fn all(&self) -> Vec<Mark> {
        self.latest
            .values()
            .filter_map(|(_, mark)| mark.clone())
            .collect()
    }

    pub(super) fn problems<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Problem> + 'a {
        self.faults
            .iter()
            .map(move |(line, fault)| problem(path, *line, fault))
    }

    /// The lines that make changes, each ending in a line feed.
    pub(super) fn lines(&self, changes: &[Change], now: Millis) -> String {
        let mut staged: BTreeMap<MarkId, Option<Mark>> = BTreeMap::new();
        let mut lines = String::new();
        for change in changes {
            let Change::Mark { before, after } = change else {
                continue;
            };
            let Some(id) = after.as_ref().or(before.as_ref()).map(|mark| mark.id) else {
                continue;
            };
            let stored = self.latest.get(&id);
            // A clock that was put back must not let an older event hold.
            let at = now.max(stored.map_or(now, |(at, _)| *at));
            let current = match staged.get(&id) {
                Some(mark) => mark.clone(),
                None => stored.and_then(|(_, mark)| mark.clone()),
            };
            let next = after
                .as_deref()
                .map(|after| merged(before.as_deref(), after, current.as_ref()));
            if next != current {
                lines.push_str(&match &next {
                    Some(mark) => annotation::put(mark, at),
                    None => annotation::removal(id, at),
                });
                lines.push('\n');
            }
            staged.insert(id, next);
        }
        lines
    }
}

/// What is wrong with a line of marks.
pub(super) fn problem(path: &Path, line: usize, fault: &str) -> Problem {
    Problem::new(
        path,
        fault,
        "it is passed over and stays in the file; mend or delete the line",
    )
    .at_line(line)
}

/// A mark after a change, where another running copy may have changed it too: what this change left alone is as it is
/// now.
fn merged(before: Option<&Mark>, after: &Mark, current: Option<&Mark>) -> Mark {
    let (Some(before), Some(current)) = (before, current) else {
        return after.clone();
    };
    if before == current {
        return after.clone();
    }
    let mut tags = current.tags.clone();
    tags.retain(|tag| after.tags.contains(tag) || !before.tags.contains(tag));
    for tag in &after.tags {
        if !before.tags.contains(tag) && !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let note = if before.note == after.note {
        &current.note
    } else {
        &after.note
    };
    let anchor = if before.anchor == after.anchor {
        &current.anchor
    } else {
        &after.anchor
    };
    let link = if before.link == after.link {
        &current.link
    } else {
        &after.link
    };
    Mark {
        id: after.id,
        anchor: anchor.clone(),
        tags,
        note: note.clone(),
        link: link.clone(),
        created: after.created,
        modified: after.modified.max(current.modified),
    }
}
