//! Sentences too long to stand on: cut where a reader would breathe.

use super::{is_border, trimmed};
use crate::text::span::Span;

/// The most characters of a passage.
pub(super) const LONGEST: usize = 600;

/// The fewest characters of a part that is cut off.
const SHORTEST: usize = 300;

/// Adds a sentence, in parts where it is too long.
pub(super) fn push(text: &str, sentence: Span, spans: &mut Vec<Span>) {
    let Some(mut rest) = trimmed(text, sentence) else {
        return;
    };
    // A character has at least one byte.
    while rest.len() > LONGEST {
        let Some(cut) = cut(text, rest) else {
            break;
        };
        spans.extend(trimmed(text, Span::new(rest.start, cut)));
        match trimmed(text, Span::new(cut, rest.end)) {
            Some(tail) => rest = tail,
            None => return,
        }
    }
    spans.push(rest);
}

/// Where to cut a sentence: after the last mark of the best kind between the fewest and the most characters; at any
/// grapheme border where there is none. Nothing where it is short enough.
fn cut(text: &str, sentence: Span) -> Option<usize> {
    let inside = sentence.of(text);
    let (longest, _) = inside.char_indices().nth(LONGEST)?;
    let (shortest, _) = inside.char_indices().nth(SHORTEST)?;
    let window = inside.get(shortest..longest).unwrap_or_default();
    let mut best: Option<(u8, usize)> = None;
    for (at, c) in window.char_indices() {
        let rank = match c {
            '\n' => 4,
            '。' | '！' | '？' | '；' | ';' | '：' | '—' => 3,
            '、' | '，' | ',' | '」' | '』' | '”' | '）' | ')' => 2,
            _ if c.is_whitespace() => 1,
            _ => continue,
        };
        let place = sentence.start + shortest + at + c.len_utf8();
        if best.is_none_or(|(known, _)| known <= rank) && is_border(text, place) {
            best = Some((rank, place));
        }
    }
    best.map(|(_, place)| place).or_else(|| {
        let end = sentence.start + longest;
        let borders = |range: std::ops::Range<usize>| range.rev().find(|at| is_border(text, *at));
        borders(sentence.start + 1..end + 1)
            .or_else(|| (end + 1..sentence.end).find(|at| is_border(text, *at)))
    })
}
