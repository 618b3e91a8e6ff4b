//! Anchors: where a mark stands, and where it stands now that its article was edited, moved or renamed.
//!
//! A mark remembers its bytes, its words (W3C's `TextQuoteSelector.exact`) and up to 80 characters on either side
//! within its block. As long as the words still stand at the bytes, the mark is sure. Otherwise the *window* of words
//! and sides is looked for, block by block, in folded form; a place counts only if it is similar enough and clearly
//! more similar than every other place. What is in doubt is orphaned: a mark on the wrong sentence is worse than one
//! that says it is lost.
//!
//! Nothing here knows how marks are stored or shown.

mod align;
mod resolve;
mod window;

#[cfg(test)]
mod edits;

use unicode_segmentation::GraphemeCursor;

use crate::news::article::{Article, Block};
use crate::news::mark::{Anchor, ArticleRef, Standing};
use crate::text::span::Span;

pub use resolve::{resolve, resolve_all, resolve_in_hand};

use window::Window;

/// How many characters an anchor keeps of its block on either side of the marked text.
pub const SIDE: usize = 80;

/// The longest marked text, in characters, that is looked for whole; of a longer one only the two ends are.
const WHOLE: usize = 320;

/// How many characters of either end of a long marked text are looked for.
const END: usize = 120;

/// Anchors a span of an article's text. A span that is not on grapheme borders is widened to them.
#[must_use]
pub fn make(article: &Article, span: Span) -> Anchor {
    let text = article.text.as_str();
    let span = widen(text, span);
    let before = article
        .blocks
        .iter()
        .find(|block| block.span.end > span.start)
        .map_or(span.start, |block| block.span.start.min(span.start));
    let after = article
        .blocks
        .iter()
        .rfind(|block| block.span.start < span.end)
        .map_or(span.end, |block| block.span.end.max(span.end));
    Anchor {
        article: reference(article),
        span,
        chars: Span::new(0, span.start).of(text).chars().count(),
        exact: span.of(text).to_owned(),
        prefix: tail(Span::new(before, span.start).of(text), SIDE).to_owned(),
        suffix: head(Span::new(span.end, after).of(text), SIDE).to_owned(),
    }
}

/// An article as a mark remembers it.
fn reference(article: &Article) -> ArticleRef {
    ArticleRef {
        id: article.id.clone(),
        url: article.meta.url.clone(),
        title: article.meta.title.clone(),
        source: article.meta.source.clone(),
        date: article.meta.date.map(|date| date.to_string()),
        lang: article.lang,
    }
}

/// Where an anchor stands in an article, which may differ from the one it was made in.
///
/// [`Standing::Sure`] where the marked text stands at its bytes. [`Standing::Moved`] where the text, edited or not, is
/// found elsewhere. [`Standing::Orphaned`] where it is not found, or several places fit about equally well.
#[must_use]
pub fn place(anchor: &Anchor, article: &Article) -> Standing {
    if anchor.exact.trim().is_empty() {
        return Standing::Orphaned;
    }
    let here = anchor.span.of(&article.text) == anchor.exact;
    if here && stands_whole(anchor, article, anchor.span) {
        return Standing::Sure(anchor.span);
    }
    match verbatim(anchor, article) {
        Verbatim::Once(span) => return Standing::Moved(span),
        // The same words may by chance have come to stand at the bytes of those that were marked.
        _ if here => return by_neighbors(anchor, article),
        Verbatim::Nearest(span) => return Standing::Moved(span),
        Verbatim::Doubtful => return Standing::Orphaned,
        Verbatim::Never => {}
    }
    let found = match Parts::of(anchor) {
        Parts::Whole(window) => window::find(&window, article),
        Parts::Ends(first, last) => by_ends(anchor, &first, &last, article),
    };
    found.map_or(Standing::Orphaned, Standing::Moved)
}

/// Where an anchor stands whose text is at its bytes, but among other neighbors.
fn by_neighbors(anchor: &Anchor, article: &Article) -> Standing {
    match window::verbatim(&Window::of(anchor), article) {
        Some(span) if span != anchor.span => Standing::Moved(span),
        _ => Standing::Sure(anchor.span),
    }
}

/// Whether the whole window stands verbatim round a span, and ends at the block's borders where it did so before.
fn stands_whole(anchor: &Anchor, article: &Article, exact: Span) -> bool {
    let Some(start) = exact.start.checked_sub(anchor.prefix.len()) else {
        return false;
    };
    let end = exact.end + anchor.suffix.len();
    let text = article.text.as_str();
    Span::new(start, exact.start).of(text) == anchor.prefix
        && Span::new(exact.end, end).of(text) == anchor.suffix
        && (is_full(&anchor.prefix) || starts_block(article, start))
        && (is_full(&anchor.suffix) || ends_block(article, end))
}

/// Whether a side was cut at its greatest length and not at the border of its block.
fn is_full(side: &str) -> bool {
    side.chars().count() >= SIDE
}

fn starts_block(article: &Article, at: usize) -> bool {
    let blocks = &article.blocks;
    blocks.binary_search_by_key(&at, |b| b.span.start).is_ok()
}

fn ends_block(article: &Article, at: usize) -> bool {
    let blocks = &article.blocks;
    blocks.binary_search_by_key(&at, |b| b.span.end).is_ok()
}

/// Where a whole window stands verbatim.
enum Verbatim {
    /// Nowhere.
    Never,
    /// In one place.
    Once(Span),
    /// In several, of which one is by far the nearest to where it stood.
    Nearest(Span),
    /// In several, none of them much nearer than another.
    Doubtful,
}

/// Looks for a window that stands verbatim at another place than before.
fn verbatim(anchor: &Anchor, article: &Article) -> Verbatim {
    let needle = [&*anchor.prefix, &*anchor.exact, &*anchor.suffix].concat();
    let mut spans: Vec<Span> = occurrences(&article.text, &needle)
        .map(|at| at + anchor.prefix.len())
        .map(|at| Span::new(at, at + anchor.exact.len()))
        .filter(|span| stands_whole(anchor, article, *span))
        .collect();
    let distance = |span: &Span| span.start.abs_diff(anchor.span.start);
    spans.sort_by_key(distance);
    match *spans.as_slice() {
        [] => Verbatim::Never,
        [span] => Verbatim::Once(span),
        // Blocks with the same text: only their places tell them apart, and an edit above moves them all alike.
        [nearest, next, ..] if distance(&nearest) * 3 <= distance(&next) => {
            Verbatim::Nearest(nearest)
        }
        _ => Verbatim::Doubtful,
    }
}

/// Every place at which `needle` starts in `text`, those that overlap among them; none for an empty needle.
fn occurrences<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    let step = needle.chars().next().map_or(0, char::len_utf8);
    let mut from = 0;
    std::iter::from_fn(move || {
        if step == 0 {
            return None;
        }
        let at = from + text.get(from..)?.find(needle)?;
        from = at + step;
        Some(at)
    })
}

/// What is looked for: the whole marked text, or its first and its last piece.
enum Parts<'a> {
    Whole(Window<'a>),
    Ends(Window<'a>, Window<'a>),
}

impl<'a> Parts<'a> {
    fn of(anchor: &'a Anchor) -> Self {
        let exact = anchor.exact.as_str();
        let several = exact.contains("\n\n");
        if !several && exact.chars().count() <= WHOLE {
            return Self::Whole(Window::of(anchor));
        }
        let first = exact.split("\n\n").next().unwrap_or(exact);
        let last = exact.rsplit("\n\n").next().unwrap_or(exact);
        let (start, end) = (head(first, END), tail(last, END));
        Self::Ends(
            Window {
                prefix: &anchor.prefix,
                exact: start,
                suffix: head(first.get(start.len()..).unwrap_or_default(), SIDE),
            },
            Window {
                prefix: tail(last.get(..last.len() - end.len()).unwrap_or_default(), SIDE),
                exact: end,
                suffix: &anchor.suffix,
            },
        )
    }
}

/// Finds a long text by its two ends; what lies between must be about as long as it was.
fn by_ends(
    anchor: &Anchor,
    first: &Window<'_>,
    last: &Window<'_>,
    article: &Article,
) -> Option<Span> {
    let first = window::find(first, article)?;
    let last = window::find(last, article)?;
    let length = last.end.checked_sub(first.start)?;
    let known = anchor.exact.len();
    (first.start < last.end && known <= length * 2 && length <= known * 2)
        .then(|| Span::new(first.start, last.end))
}

/// The smallest span on grapheme borders of `text` that covers `span`.
fn widen(text: &str, span: Span) -> Span {
    let border = |at: usize| {
        GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(true)
    };
    let mut start = text.floor_char_boundary(span.start);
    while start > 0 && !border(start) {
        start = text.floor_char_boundary(start - 1);
    }
    let mut end = text.ceil_char_boundary(span.end).max(start);
    while end < text.len() && !border(end) {
        end = text.ceil_char_boundary(end + 1);
    }
    Span::new(start, end)
}

/// The first characters of a text.
fn head(text: &str, chars: usize) -> &str {
    let end = text
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// The last characters of a text.
fn tail(text: &str, chars: usize) -> &str {
    let start = match chars.checked_sub(1) {
        None => text.len(),
        Some(skip) => text.char_indices().rev().nth(skip).map_or(0, |(at, _)| at),
    };
    text.get(start..).unwrap_or_default()
}

/// How much a text says, in cells of a terminal: an ideograph or syllable tells as much as two letters.
fn weight(text: &str) -> usize {
    text.chars().map(weight_of).sum()
}

/// The weight of one character. Wide characters begin with U+2E80, CJK RADICAL REPEAT.
fn weight_of(c: char) -> usize {
    match c {
        c if c.is_whitespace() => 0,
        '\u{2e80}'.. => 2,
        _ => 1,
    }
}

/// The blocks of an article with their texts.
fn blocks(article: &Article) -> impl Iterator<Item = (&Block, &str)> {
    article
        .blocks
        .iter()
        .map(|block| (block, block.span.of(&article.text)))
}
