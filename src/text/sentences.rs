//! Sentences: the passages of a block.

use unicode_segmentation::UnicodeSegmentation;

use super::lang::Lang;
use super::span::Span;

/// The sentences of a block's text in order, without the white space between them. Every character that is not white
/// space lies in exactly one.
#[must_use]
pub fn sentences(text: &str, lang: Lang) -> Vec<Span> {
    let _ = lang;
    text.split_sentence_bound_indices()
        .filter_map(|(at, piece)| {
            let start = at + piece.len() - piece.trim_start().len();
            let end = at + piece.trim_end().len();
            (start < end).then(|| Span::new(start, end))
        })
        .collect()
}
