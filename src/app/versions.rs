//! What an article said before it was changed, beside what it says now.
//!
//! It knows no screen: which rows there are, not how they are drawn.

use crate::analysis::difference::{Change, Part, difference};
use crate::news::article::{Article, ArticleId};
use crate::news::date::Date;
use crate::news::library::ArticleIx;
use crate::news::version::{History, Version};

/// So many unchanged passages are shown before a change and after it.
const AROUND: usize = 1;
/// From so many on, the unchanged passages between are told by their number alone.
const FOLDED: usize = 2;

/// The earlier texts of one article, and one of them compared with the text of today.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// The article whose earlier texts were asked for last.
    pub asked: Option<ArticleId>,
    /// They, once they have come.
    pub history: Option<History>,
    /// Whether they are to be shown as soon as they have come.
    pub opens: bool,
    /// The article that is compared with an earlier text of it.
    pub article: Option<ArticleIx>,
    /// Which earlier text that is; 0 is the latest.
    pub at: usize,
    /// The rows of the comparison.
    pub rows: Vec<Row>,
}

/// A row of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A part of the text and what became of it.
    Part(Change),
    /// Parts that are as they were: the first of them in the text of today, and how many.
    Folded(Part, usize),
}

impl Versions {
    /// The earlier texts of an article, where they have come.
    #[must_use]
    pub fn of(&self, article: &ArticleId) -> Option<&History> {
        self.history
            .as_ref()
            .filter(|_| self.asked.as_ref() == Some(article))
    }

    /// The earlier text that is compared.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        self.history.as_ref()?.older.get(self.at)
    }

    /// When the text of today came.
    #[must_use]
    pub fn now(&self) -> Option<Date> {
        self.history.as_ref()?.now
    }

    /// How many earlier texts there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.history
            .as_ref()
            .map_or(0, |history| history.older.len())
    }

    /// Compares one of the earlier texts with that of today.
    pub fn compare(&mut self, at: usize, now: &Article) {
        self.at = at;
        self.rows = self
            .version()
            .map(|version| folded(difference(&version.article, now)))
            .unwrap_or_default();
    }

    /// The passage of the text of today to which a row belongs: its own, or for what was removed the one that follows it.
    #[must_use]
    pub fn passage(&self, row: usize) -> usize {
        let rest = self.rows.get(row..).unwrap_or_default();
        let before = self.rows.get(..row).unwrap_or_default();
        let after = rest.iter().find_map(Row::part);
        let part = after.or_else(|| before.iter().rev().find_map(Row::part));
        match part {
            Some(Part::Passage(passage)) => passage,
            Some(Part::Title) | None => 0,
        }
    }
}

impl Row {
    /// Whether something has changed in it.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !matches!(self, Self::Folded(..) | Self::Part(Change::Kept(..)))
    }

    /// Its part of the text of today, where it has one.
    fn part(&self) -> Option<Part> {
        match self {
            Self::Folded(part, _)
            | Self::Part(
                Change::Kept(_, part) | Change::Added(part) | Change::Reworded { new: part, .. },
            ) => Some(*part),
            Self::Part(Change::Removed(_)) => None,
        }
    }
}

/// The changes with what is unchanged round them; the rest of that folded.
fn folded(changes: Vec<Change>) -> Vec<Row> {
    let is_kept = |change: &Change| matches!(change, Change::Kept(..));
    let mut rows = Vec::new();
    let mut at = 0;
    for run in changes.chunk_by(|one, other| is_kept(one) == is_kept(other)) {
        let (first, last) = (at == 0, at + run.len() == changes.len());
        at += run.len();
        let head = if first { 0 } else { AROUND };
        let tail = if last { 0 } else { AROUND };
        let between = run.len().saturating_sub(head + tail);
        let is_change = run.first().is_some_and(|change| !is_kept(change));
        if is_change || between < FOLDED {
            rows.extend(run.iter().cloned().map(Row::Part));
            continue;
        }
        rows.extend(run.iter().take(head).cloned().map(Row::Part));
        if let Some(Change::Kept(_, part)) = run.get(head) {
            rows.push(Row::Folded(*part, between));
        }
        rows.extend(run.iter().skip(head + between).cloned().map(Row::Part));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(passage: usize) -> Change {
        Change::Kept(Part::Passage(passage), Part::Passage(passage))
    }

    #[test]
    fn what_is_unchanged_is_folded_but_for_the_passages_beside_a_change() {
        let mut changes: Vec<Change> = (0..5).map(kept).collect();
        changes.push(Change::Added(Part::Passage(5)));
        changes.extend((6..9).map(kept));
        changes.push(Change::Removed(Part::Passage(9)));
        changes.extend((10..12).map(kept));
        let rows = folded(changes);
        let expected = [
            Row::Folded(Part::Passage(0), 4),
            Row::Part(kept(4)),
            Row::Part(Change::Added(Part::Passage(5))),
            Row::Part(kept(6)),
            Row::Part(kept(7)),
            Row::Part(kept(8)),
            Row::Part(Change::Removed(Part::Passage(9))),
            Row::Part(kept(10)),
            Row::Part(kept(11)),
        ];
        assert_eq!(rows, expected);
        let versions = Versions {
            rows,
            ..Versions::default()
        };
        assert_eq!(
            [0, 2, 6, 8].map(|row| versions.passage(row)),
            [0, 5, 10, 11]
        );
    }

    #[test]
    fn what_was_removed_at_the_end_belongs_to_what_stands_before_it() {
        let versions = Versions {
            rows: folded(vec![kept(0), Change::Removed(Part::Passage(1))]),
            ..Versions::default()
        };
        assert_eq!(versions.passage(1), 0);
    }
}
