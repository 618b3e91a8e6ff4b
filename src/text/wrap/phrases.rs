//! The breaks a reader of Japanese or Chinese would choose: between phrases, between words.

use std::sync::LazyLock;

use budouy::Parser;
use budouy::model::load_default_japanese_parser;

use super::pieces::Rule;
use crate::text::span::Span;
use crate::text::words;

/// BudouX's model of Japanese phrases.
static PHRASES: LazyLock<Parser> = LazyLock::new(load_default_japanese_parser);

/// How many characters to each side of a place the model looks at.
const CONTEXT: usize = 3;

/// How many places are asked for at once: a phrase is seldom longer.
const BATCH: usize = 6;

/// The preferred breaks of a line.
pub(super) struct Preferred<'a> {
    text: &'a str,
    line: Span,
    by: By,
}

/// Where the preference comes from.
enum By {
    /// The phrase model, asked only for the places that matter.
    Phrases,
    /// The word boundaries of the line, found once, as bytes of the line in order.
    Words(Option<Vec<usize>>),
}

impl<'a> Preferred<'a> {
    /// The preferences for a line of the text; `None` where any break is as good as another.
    pub(super) fn new(text: &'a str, line: Span, rule: Rule) -> Option<Self> {
        let by = match rule {
            Rule::Plain | Rule::KeepWords => return None,
            Rule::Phrases => By::Phrases,
            Rule::Words => By::Words(None),
        };
        Some(Self { text, line, by })
    }

    /// The index of the first of some places, bytes of the text in descending order, that is a preferred break: in
    /// Japanese between phrases, or failing that, at least outside a word in Katakana.
    pub(super) fn first(&mut self, places: &[usize]) -> Option<usize> {
        match &mut self.by {
            By::Phrases => {
                let mut batches = places.chunks(BATCH).enumerate();
                batches
                    .find_map(|(nth, batch)| {
                        let found = phrase_break(self.text, self.line, batch)?;
                        Some(nth * BATCH + found)
                    })
                    .or_else(|| {
                        places
                            .iter()
                            .position(|place| !in_katakana(self.text, *place))
                    })
            }
            By::Words(known) => {
                let (text, line) = (self.text, self.line);
                let known = known.get_or_insert_with(|| words::boundaries(line.of(text)));
                places.iter().position(|place| {
                    known.binary_search(&(place - line.start)).is_ok() && !after_digit(text, *place)
                })
            }
        }
    }
}

/// The index of the first of some neighboring places that is a phrase boundary. The model sees only the characters
/// around them, which is all it ever looks at.
fn phrase_break(text: &str, line: Span, places: &[usize]) -> Option<usize> {
    let (last, first) = (*places.first()?, *places.last()?);
    let before = Span::new(line.start, first).of(text);
    let after = Span::new(last, line.end).of(text);
    let start = before
        .char_indices()
        .rev()
        .nth(CONTEXT - 1)
        .map_or(line.start, |(at, _)| line.start + at);
    let end = after
        .char_indices()
        .nth(CONTEXT)
        .map_or(line.end, |(at, _)| last + at);
    let window = Span::new(start, end).of(text);
    let boundaries = PHRASES.parse_boundaries(window);
    let mut next = boundaries.iter().copied().peekable();
    let ends: Vec<usize> = window
        .char_indices()
        .enumerate()
        .filter(|(nth, _)| next.next_if_eq(nth).is_some())
        .map(|(_, (at, _))| start + at)
        .collect();
    // Where a space sets two words apart, that is a boundary whatever the model says.
    let spaced = |place: usize| {
        let before = Span::new(line.start, place).of(text);
        before.chars().next_back().is_some_and(char::is_whitespace)
    };
    places
        .iter()
        .position(|place| ends.binary_search(place).is_ok() || spaced(*place))
}

/// Whether a place lies between a digit and what it counts (`1日`, `80亿`), which the dictionary takes for two words.
fn after_digit(text: &str, place: usize) -> bool {
    let before = text.get(..place).and_then(|text| text.chars().next_back());
    let after = text.get(place..).and_then(|text| text.chars().next());
    before.is_some_and(char::is_numeric) && after.is_some_and(char::is_alphabetic)
}

/// Whether a place lies between two letters of Katakana: inside a word.
fn in_katakana(text: &str, place: usize) -> bool {
    let katakana = |c: char| ('ァ'..='ヺ').contains(&c) || ('ー'..='ヿ').contains(&c);
    let before = text.get(..place).and_then(|text| text.chars().next_back());
    let after = text.get(place..).and_then(|text| text.chars().next());
    before.is_some_and(katakana) && after.is_some_and(katakana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_asked_for_lazily_are_those_of_the_whole_text() {
        let text = "ホワイトハースト氏は、5年前の両社は敵同士だったと振り返った。いまではLinuxだ。";
        let whole: Vec<usize> = PHRASES
            .parse(text)
            .iter()
            .scan(0, |at, phrase| {
                *at += phrase.len();
                Some(*at)
            })
            .collect();
        assert!(whole.len() > 5);
        let line = Span::new(0, text.len());
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
        for size in 1..15 {
            for batch in places.windows(size) {
                let descending: Vec<usize> = batch.iter().rev().copied().collect();
                let found = phrase_break(text, line, &descending).map(|nth| descending[nth]);
                let last = descending.iter().find(|at| whole.contains(at));
                assert_eq!(found, last.copied());
            }
        }
    }

    #[test]
    fn a_number_stays_with_what_it_counts_where_the_row_stays_full() {
        let text = "二〇二一年威睿从戴尔科技分拆出来，2021年11月1日";
        let line = Span::new(0, text.len());
        let mut preferred = Preferred::new(text, line, Rule::Words).unwrap();
        let day = text.len() - "日".len();
        let month = day - "1".len();
        assert_eq!(preferred.first(&[day, month]), Some(1));
    }

    #[test]
    fn a_word_in_katakana_is_whole_where_no_phrase_ends() {
        let text = "億ドル";
        let line = Span::new(0, text.len());
        let mut preferred = Preferred::new(text, line, Rule::Phrases);
        let first = preferred.as_mut().and_then(|p| p.first(&[6, 3]));
        assert_eq!(first, Some(1));
    }
}
