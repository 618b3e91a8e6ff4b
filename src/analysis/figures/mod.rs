//! Numbers and dates read as values, whatever the script they are written in.
//!
//! `1.2兆円`, `1조 2,000억 엔` and `1.2 trillion yen` are one value here, and so are `2019年5月7日` and `May 7, 2019`.
//! This module knows strings alone: no article, no company, and no clock. What a date leaves unsaid is filled in by
//! [`resolve()`], from the day the article was published.

mod dates;
mod numbers;
mod products;
mod ranges;
mod reader;
mod resolve;
#[cfg(test)]
mod tests;
mod units;
mod value;

use unicode_segmentation::GraphemeCursor;

use self::reader::Reader;
pub use self::resolve::resolve;
pub use self::value::{Amount, Currency, Unit, Value, When, Year};
use crate::text::lang::Lang;
use crate::text::span::Span;

/// A number or a date as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its bytes, the unit among them, a word like `about` not.
    pub span: Span,
    /// What it says.
    pub value: Value,
    /// How exactly it says it.
    pub precision: Precision,
}

/// Whether a figure claims to be exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Precision {
    /// It stands as it is.
    #[default]
    Exact,
    /// A word beside it says that it is rounded: `about`, `約`, `약`, `左右`.
    Approximate,
}

/// The figures of a text in order; they do not overlap. The two ends of a range are two figures.
///
/// A number that belongs to a name (`Windows Server 2008`, `R2`, `64bit`), a time of the day, a rank or a version is
/// none, and neither is a numeral in words that counts nothing (`一般`, `one of them`).
#[must_use]
pub fn figures(text: &str, lang: Lang) -> Vec<Figure> {
    let reader = Reader::new(text, lang);
    let mut found = Vec::new();
    let mut at = 0;
    while at < reader.len() {
        let figure = if may_begin(reader.at(at)) {
            dates::read(&reader, at, &mut found).or_else(|| ranges::read(&reader, at, &mut found))
        } else {
            None
        };
        let next = figure.unwrap_or_else(|| reader.skip(at));
        at = next.max(at + 1);
    }
    found.retain(|figure| on_graphemes(text, figure.span));
    found
}

/// Whether a figure can begin with a character; most of a text is passed over by this alone.
fn may_begin(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || numbers::may_begin(c)
        || matches!(
            c,
            '$' | '€' | '£' | '₩' | '¥' | '令' | '平' | '昭' | '去' | '昨' | '작' | '지'
        )
}

/// Whether a span begins and ends between graphemes: `7️⃣` holds a digit that is no figure.
fn on_graphemes(text: &str, span: Span) -> bool {
    let is_border = |at| {
        GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(false)
    };
    !span.is_empty() && is_border(span.start) && is_border(span.end)
}
