//! How many terminal cells a text takes, and what is drawn for each of its graphemes.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::span::Span;

/// A width or a column in terminal cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cells(pub u16);

/// How wide the terminal draws the characters of East Asian width "ambiguous" (UAX #11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells.
    Wide,
}

/// One grapheme as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Its bytes in the text.
    pub span: Span,
    /// What is drawn for it; empty where it shows nothing.
    pub shown: Cow<'a, str>,
    /// How many cells that takes.
    pub cells: Cells,
}

/// The graphemes of a text of one line, in order, as they are drawn.
pub fn graphemes(text: &str, ambiguous: Ambiguous) -> impl Iterator<Item = Grapheme<'_>> {
    let _ = ambiguous;
    text.grapheme_indices(true).map(|(at, shown)| Grapheme {
        span: Span::new(at, at + shown.len()),
        shown: Cow::Borrowed(shown),
        cells: Cells(u16::try_from(shown.width()).unwrap_or(u16::MAX)),
    })
}

/// How many cells a text of one line takes.
#[must_use]
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    graphemes(text, ambiguous)
        .map(|g| usize::from(g.cells.0))
        .sum()
}

/// The text as it is drawn in at most `cells` cells: whole where it fits, else cut at a grapheme with `…` at its end.
#[must_use]
pub fn fit(text: &str, cells: Cells, ambiguous: Ambiguous) -> String {
    let _ = cells;
    graphemes(text, ambiguous).map(|g| g.shown).collect()
}
