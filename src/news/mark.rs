//! What the reader leaves on passages: tags, a note, or both; and what she did with whole articles.

use std::fmt;

use super::article::ArticleId;
use super::color::Color;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// A mark's name: a ULID, so that names sort by the time the mark was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkId(pub ulid::Ulid);

impl fmt::Display for MarkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Milliseconds since 1970-01-01T00:00Z. Time comes into the core as this value, never from a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// The day it falls on in UTC, in days since 1970-01-01.
    #[must_use]
    pub fn day(self) -> i64 {
        i64::try_from(self.0 / 86_400_000).unwrap_or(i64::MAX)
    }
}

/// A tag the reader can put on passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The key that sets it after `t`.
    pub letter: char,
    /// Its name.
    pub name: String,
    /// Its color.
    pub color: Color,
}

/// What the reader left on a passage, or on several in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name.
    pub id: MarkId,
    /// Where it stands.
    pub anchor: Anchor,
    /// The names of its tags, in the order they were set.
    pub tags: Vec<String>,
    /// The note; empty where there is none.
    pub note: String,
    /// What the reader says about a link from here, where the mark is that.
    pub link: Option<Box<LinkMark>>,
    /// When it was made.
    pub created: Millis,
    /// When it was last changed.
    pub modified: Millis,
}

impl Mark {
    /// Whether it only says something about a link: it is shown by the link then, not as a mark of the passage.
    #[must_use]
    pub fn is_only_of_link(&self) -> bool {
        self.link.is_some() && self.tags.is_empty() && self.note.is_empty()
    }
}

/// What the reader says about a link from the place of its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkMark {
    /// The other end.
    pub to: Anchor,
    /// What she says.
    pub verdict: Verdict,
}

/// What the reader says about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The program found it, and it holds.
    Accepted,
    /// The program found it, and it does not hold: it is not shown again.
    Rejected,
    /// She made it herself.
    Portal,
}

impl Verdict {
    /// Its name in lower case, as the screen shows it and the file of marks has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Portal => "portal",
        }
    }

    /// The verdict of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Accepted, Self::Rejected, Self::Portal]
            .into_iter()
            .find(|verdict| verdict.name() == name)
    }
}

/// Where a mark stands, said in so many ways that it is found again in an edited, moved or renamed article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The article as it was when the mark was made.
    pub article: ArticleRef,
    /// The marked bytes of the article's cleaned text.
    pub span: Span,
    /// How many characters of that text stand before the span: what W3C's `TextPositionSelector`, which counts
    /// characters, calls `start`.
    pub chars: usize,
    /// The marked text (W3C `TextQuoteSelector.exact`).
    pub exact: String,
    /// Up to 80 characters before it in its block (`TextQuoteSelector.prefix`).
    pub prefix: String,
    /// Up to 80 characters after it in its block (`TextQuoteSelector.suffix`).
    pub suffix: String,
}

/// An article as a mark remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRef {
    /// Its name in the library.
    pub id: ArticleId,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// Its source, where it has one.
    pub source: Option<String>,
    /// Its date as text, where it has one.
    pub date: Option<String>,
    /// Its language.
    pub lang: Lang,
}

/// How sure it is where a mark stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The text at the place is what was marked.
    Sure(Span),
    /// The text was edited or has moved; this is where it stands now.
    Moved(Span),
    /// The article or the passage is gone. The mark is kept.
    Orphaned,
}

impl Standing {
    /// Where it stands, unless it is orphaned.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Sure(span) | Self::Moved(span) => Some(span),
            Self::Orphaned => None,
        }
    }
}

/// What the reader did with a whole article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whether she has read it.
    pub read: bool,
    /// Whether she has starred it.
    pub starred: bool,
    /// The byte of the text at which her cursor last stood.
    pub place: usize,
}

/// What the reader has done with an article and left in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// It was read.
    pub read: bool,
    /// It is starred.
    pub starred: bool,
    /// A mark stands in it.
    pub marked: bool,
    /// One of its marks has a note.
    pub noted: bool,
    /// One of its marks has a tag.
    pub tagged: bool,
}

impl State {
    /// The state as bits, in the order of its fields.
    #[must_use]
    pub fn bits(self) -> u8 {
        let all = [
            self.read,
            self.starred,
            self.marked,
            self.noted,
            self.tagged,
        ];
        all.iter()
            .rev()
            .fold(0, |bits, bit| bits << 1 | u8::from(*bit))
    }

    /// The state of bits.
    #[must_use]
    pub fn of(bits: u8) -> Self {
        let bit = |number: u8| bits >> number & 1 == 1;
        Self {
            read: bit(0),
            starred: bit(1),
            marked: bit(2),
            noted: bit(3),
            tagged: bit(4),
        }
    }
}

/// A change to what is stored, with what stood before, so that it can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A mark made (`before` is none), changed, or removed (`after` is none).
    Mark {
        /// The mark before.
        before: Option<Box<Mark>>,
        /// The mark after.
        after: Option<Box<Mark>>,
    },
    /// What the reader did with an article.
    Reading {
        /// The article.
        article: ArticleId,
        /// The state before.
        before: Reading,
        /// The state after.
        after: Reading,
    },
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::Mark { before, after } => Self::Mark {
                before: after,
                after: before,
            },
            Self::Reading {
                article,
                before,
                after,
            } => Self::Reading {
                article,
                before: after,
                after: before,
            },
        }
    }
}
