//! Line breaking: a block's text into rows.

use super::cells::{Ambiguous, Cells, graphemes};
use super::lang::Lang;
use super::span::Span;

/// How a block is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The room a row has, indents included.
    pub width: Cells,
    /// The indent of the first row.
    pub first_indent: Cells,
    /// The indent of the rows after it.
    pub rest_indent: Cells,
    /// The language whose rules hold.
    pub lang: Lang,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

/// Breaks the text of a block into rows: spans in order, without the white space at their ends; the rows together
/// hold every character that is not white space. A line feed ends a row. Empty text gives no row.
#[must_use]
pub fn wrap(text: &str, setting: &Setting) -> Vec<Span> {
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0);
    for g in graphemes(text, setting.ambiguous) {
        if used + g.cells.0 > setting.width.0 && g.span.start > start {
            rows.push(Span::new(start, g.span.start));
            (start, used) = (g.span.start, 0);
        }
        used += g.cells.0;
    }
    if start < text.len() {
        rows.push(Span::new(start, text.len()));
    }
    rows
}

/// The rows of preformatted text: its lines, each cut only where it is wider than the room.
#[must_use]
pub fn wrap_preformatted(text: &str, width: Cells, ambiguous: Ambiguous) -> Vec<Span> {
    let setting = Setting {
        width,
        first_indent: Cells(0),
        rest_indent: Cells(0),
        lang: Lang::En,
        ambiguous,
    };
    wrap(text, &setting)
}
