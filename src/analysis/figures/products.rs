//! Whether a number is part of a name: `Windows Server 2008`, `버추얼 PC 2004`, `Infrastructure 3`.

use super::reader::{Reader, is_hangul, is_latin};
use crate::text::months::month;

/// Capitalized words after which a number counts all the same: they open sentences, or give the number its sense.
const ORDINARY: &[&str] = &[
    "a", "about", "after", "all", "almost", "an", "and", "another", "are", "around", "as", "at",
    "before", "between", "but", "by", "during", "early", "even", "every", "exactly", "fall",
    "first", "for", "from", "had", "half", "has", "have", "if", "in", "is", "it", "its", "just",
    "last", "late", "least", "less", "mid", "more", "most", "nearly", "next", "not", "now", "of",
    "on", "only", "or", "over", "roughly", "since", "so", "some", "spring", "summer", "than",
    "that", "the", "their", "then", "these", "they", "this", "those", "through", "to", "under",
    "until", "up", "was", "were", "when", "while", "winter", "with", "within", "year", "autumn",
    "back",
];

/// Whether a bare number at a position goes on from a name before it.
pub(super) fn goes_on_from_name(reader: &Reader<'_>, at: usize) -> bool {
    let end = match reader.before(at) {
        ' ' | '-' | '\'' => at - 1,
        _ => at,
    };
    let last = reader.before(end);
    if !is_latin(last) && !last.is_ascii_digit() {
        return reader.is_cjk() && (is_hangul(last) || is_katakana(last));
    }
    let mut start = end;
    while start > 0 && is_name_char(reader.before(start)) {
        start -= 1;
    }
    let word = reader.span(start, end).of(reader.text);
    let is_capital = word.chars().any(char::is_uppercase);
    let is_ordinary =
        month(word).is_some() || ORDINARY.iter().any(|o| o.eq_ignore_ascii_case(word));
    if reader.is_cjk() {
        return word.chars().any(is_latin);
    }
    is_capital && !is_ordinary
}

fn is_name_char(c: char) -> bool {
    is_latin(c) || c.is_ascii_digit() || matches!(c, '-' | '+' | '&')
}

fn is_katakana(c: char) -> bool {
    ('\u{30a1}'..='\u{30fc}').contains(&c)
}
