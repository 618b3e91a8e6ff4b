//! One document: its metadata and its body of blocks.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use super::date::Date;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// An article's name in the library: its path below its library folder without the extension, `/` between the parts.
///
/// Two files that would get the same name keep their extension, and after that get a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub String);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An article as it was read and cleaned.
///
/// All spans are byte ranges of [`text`](Self::text).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its name in the library.
    pub id: ArticleId,
    /// The file it was read from.
    pub path: PathBuf,
    /// What is known about it.
    pub meta: Meta,
    /// Its language: from the metadata, else detected.
    pub lang: Lang,
    /// The cleaned body: the blocks' texts, an empty line between two.
    pub text: String,
    /// The blocks in reading order; each is non-empty and they do not overlap.
    pub blocks: Vec<Block>,
    /// The passages in reading order; each lies in one block, none is empty.
    pub passages: Vec<Passage>,
    /// Emphasis, code and hyperlinks, in order of their start.
    pub inlines: Vec<Inline>,
    /// The addresses that [`InlineKind::Link`] names, in order of first appearance.
    pub urls: Vec<String>,
}

/// What is known about an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The title, never empty.
    pub title: String,
    /// When it was published; unknown rather than invented.
    pub date: Option<Date>,
    /// The publication.
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Tags and categories.
    pub tags: Vec<String>,
    /// Every other key of the metadata with its value as text, in the order of the file.
    pub other: Vec<(String, String)>,
}

/// A heading, paragraph, list item, code block or table of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Its text.
    pub span: Span,
    /// Its language, which may differ from the article's.
    pub lang: Lang,
    /// How many quotations it stands in.
    pub quotes: u8,
    /// How many lists it stands in.
    pub lists: u8,
    /// Whether it goes on from the block before: set without a blank line or first-line indent (a further paragraph
    /// of a list item, or the next piece of a paragraph too long to be set at once).
    pub continues: bool,
    /// Its passages, as indices of [`Article::passages`].
    pub passages: Range<usize>,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list item with its marker (`•`, `3.`); the marker is not part of the text.
    Item(String),
    /// Preformatted text: its line feeds are kept and its lines are never filled.
    Code,
    /// A table drawn as text: one line a row, the columns aligned by cells.
    Table,
    /// A thematic break; its text is `* * *`.
    Rule,
}

impl BlockKind {
    /// Whether line feeds in its text end rows, and its lines are never filled.
    #[must_use]
    pub fn is_preformatted(&self) -> bool {
        matches!(self, Self::Code | Self::Table)
    }
}

/// One sentence of a block: what the cursor stands on, what is linked, tagged and noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its text, without white space at its ends.
    pub span: Span,
    /// The block it lies in, as an index of [`Article::blocks`].
    pub block: usize,
}

/// A run of text set apart inside a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The run.
    pub span: Span,
    /// How it is set apart.
    pub kind: InlineKind,
}

/// The ways a run is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Deleted text.
    Strike,
    /// Code.
    Code,
    /// A hyperlink to the address with this index of [`Article::urls`].
    Link(usize),
}

impl Article {
    /// Whether only what an index keeps of it is in hand: its metadata, and neither text nor passages. A file without
    /// text is no article.
    #[must_use]
    pub fn is_stub(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The article without its text.
    #[must_use]
    pub fn stub(&self) -> Self {
        Self {
            id: self.id.clone(),
            path: self.path.clone(),
            meta: self.meta.clone(),
            lang: self.lang,
            text: String::new(),
            blocks: Vec::new(),
            passages: Vec::new(),
            inlines: Vec::new(),
            urls: Vec::new(),
        }
    }

    /// The text of a passage; empty where there is no such passage.
    #[must_use]
    pub fn passage_text(&self, passage: usize) -> &str {
        self.passages
            .get(passage)
            .map_or("", |p| p.span.of(&self.text))
    }

    /// The language of the block a passage lies in.
    #[must_use]
    pub fn passage_lang(&self, passage: usize) -> Lang {
        self.passages
            .get(passage)
            .and_then(|p| self.blocks.get(p.block))
            .map_or(self.lang, |block| block.lang)
    }

    /// The passage at a byte of the text, or the last one that starts before it.
    #[must_use]
    pub fn passage_at(&self, byte: usize) -> usize {
        self.passages
            .partition_point(|p| p.span.start <= byte)
            .saturating_sub(1)
    }
}
