//! Quotations and brackets short enough to belong whole to the sentence around them.

use super::context::{is_cjk, is_hangul};
use crate::text::lang::Lang;

/// The longest quotation, in characters, that is not broken inside: about two spoken sentences.
const LONGEST: usize = 120;

/// How deep brackets nest before the outer ones are forgotten.
const DEEPEST: usize = 16;

/// The pairs, each with whether it is a quotation mark of Western descent, which is broken inside in Western text.
const PAIRS: [(char, char, bool); 16] = [
    ('「', '」', false),
    ('『', '』', false),
    ('（', '）', false),
    ('【', '】', false),
    ('〈', '〉', false),
    ('《', '》', false),
    ('〔', '〕', false),
    ('［', '］', false),
    ('｢', '｣', false),
    ('〝', '〟', false),
    ('(', ')', false),
    ('[', ']', false),
    ('{', '}', false),
    ('“', '”', true),
    ('‘', '’', true),
    ('«', '»', true),
];

/// The quotations of a text that are not broken inside.
pub(super) struct Quotations {
    /// The bytes of the opening and the closing mark; in order, none inside another.
    spans: Vec<(usize, usize)>,
}

/// A mark that waits for its partner.
struct Open {
    closer: char,
    at: usize,
    chars: usize,
}

impl Quotations {
    /// Finds them; what is never closed, or only after an empty line, is no quotation.
    pub(super) fn find(text: &str, lang: Lang) -> Self {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut before = ' ';
        for (chars, (at, c)) in text.char_indices().enumerate() {
            if let Some(mark) = closed_by(&mut open, c, before) {
                if chars - mark.chars <= LONGEST {
                    while spans.last().is_some_and(|(start, _)| *start > mark.at) {
                        spans.pop();
                    }
                    spans.push((mark.at, at));
                }
            } else if let Some(closer) = opened_by(text, at, c, before, lang) {
                if open.len() == DEEPEST {
                    open.remove(0);
                }
                open.push(Open { closer, at, chars });
            } else if c == '\n' {
                open.clear();
            }
            before = c;
        }
        Self { spans }
    }

    /// Whether a place lies inside one of them, before its closing mark.
    pub(super) fn inside(&self, at: usize) -> bool {
        let after = self.spans.partition_point(|(start, _)| *start < at);
        after
            .checked_sub(1)
            .and_then(|nth| self.spans.get(nth))
            .is_some_and(|(_, end)| at <= *end)
    }
}

/// The mark that a character closes, with all those opened after it.
fn closed_by(open: &mut Vec<Open>, c: char, before: char) -> Option<Open> {
    // A straight mark after a space opens.
    if c == '"' && before.is_whitespace() {
        return None;
    }
    let nth = open.iter().rposition(|mark| mark.closer == c)?;
    open.drain(nth..).next()
}

/// What closes the mark that opens here, if one does.
fn opened_by(text: &str, at: usize, c: char, before: char, lang: Lang) -> Option<char> {
    let after = text.get(at..).and_then(|rest| rest.chars().nth(1))?;
    if c == '"' {
        let opens = !before.is_alphanumeric() && !after.is_whitespace();
        return (opens && (lang.is_cjk() || is_hangul(after))).then_some('"');
    }
    let (_, closer, western) = PAIRS.iter().find(|(opener, _, _)| *opener == c)?;
    (!western || lang.is_cjk() || is_cjk(after)).then_some(*closer)
}
