//! What could stand where the cursor is: fields, and the values they have in this library.

use super::super::card::folded;
use super::ast::{Left, State};
use super::parse::{FIELDS, Parser, ends_word, is_quote};
use crate::text::span::Span;

/// Dates worth offering; all others are typed.
const DATES: [&str; 6] = ["<1d", "<7d", "<30d", "<1y", "2019", "2018..2019"];

/// What the fields can hold in a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The codes of languages.
    pub langs: Vec<String>,
    /// The names of companies.
    pub companies: Vec<String>,
    /// Sources.
    pub sources: Vec<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// The tags that articles have.
    pub tags: Vec<String>,
    /// Subscriptions.
    pub feeds: Vec<String>,
}

/// What could stand in a part of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The bytes that a candidate takes the place of.
    pub span: Span,
    /// What could stand there, the best first, written as it is typed.
    pub texts: Vec<String>,
}

/// What could stand at a cursor, a byte of the text: a field, or a value of the field the cursor is in. Values that
/// begin with what is there come first, then those that have it inside.
#[must_use]
pub fn complete(text: &str, cursor: usize, vocabulary: &Vocabulary) -> Candidates {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let before = text.get(..cursor).unwrap_or_default();
    let mut parser = Parser::new(before);
    let _ = parser.alternatives();
    let here = Span::new(cursor, cursor);
    let last = parser
        .last
        .filter(|last| last.value.end == cursor && !is_behind(before, last.value));
    let (field, span) = last.map_or((None, here), |last| (last.field, last.value));
    let typed = span.of(before);
    let dashes = typed.len() - typed.trim_start_matches(['-', '－', '(', '（']).len();
    let Some(field) = field else {
        let name = Span::new(span.start + dashes, span.end);
        let wanted = folded(name.of(before));
        let fields = FIELDS
            .into_iter()
            .filter(|field| field.starts_with(&wanted));
        return Candidates {
            span: name,
            texts: fields.map(|field| format!("{field}:")).collect(),
        };
    };
    let wanted = folded(typed.trim_matches(is_quote));
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let values: Vec<String> = match field {
        "lang" => vocabulary.langs.clone(),
        "company" | "near" => vocabulary.companies.clone(),
        "source" => vocabulary.sources.clone(),
        "author" => vocabulary.authors.clone(),
        "tag" => vocabulary.tags.clone(),
        "feed" => vocabulary.feeds.clone(),
        "is" => names(&State::NAMES.map(|(name, _)| name)),
        "has" => names(&Left::NAMES.map(|(name, _)| name)),
        "date" => names(&DATES),
        _ => Vec::new(),
    };
    Candidates {
        span,
        texts: fitting(values, &wanted),
    }
}

/// Whether a cursor at the end of a value is behind it: after the quote that closes it.
fn is_behind(text: &str, value: Span) -> bool {
    let typed = value.of(text);
    let mut chars = typed.chars();
    let quoted = chars.next().is_some_and(is_quote);
    let closed = chars
        .next_back()
        .is_some_and(|c| is_quote(c) || ['」', '』'].contains(&c));
    quoted && closed
}

fn fitting(values: Vec<String>, wanted: &str) -> Vec<String> {
    let place = |value: &String| folded(value).find(wanted);
    let mut fitting: Vec<(bool, String)> = values
        .into_iter()
        .filter_map(|value| Some((place(&value)? > 0, value)))
        .collect();
    fitting.sort_by_key(|(inside, _)| *inside);
    fitting
        .into_iter()
        .map(|(_, value)| {
            if value.contains(ends_word) {
                format!("\"{}\"", value.replace('"', " "))
            } else {
                value
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(text: &str) -> (String, Vec<String>) {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let vocabulary = Vocabulary {
            langs: list(&["en", "ja", "ko", "zh"]),
            companies: list(&["Microsoft", "Red Hat", "VMware"]),
            sources: list(&["日経", "Wire"]),
            ..Vocabulary::default()
        };
        let cursor = text.find('_').unwrap_or(text.len());
        let text = text.replace('_', "");
        let found = complete(&text, cursor, &vocabulary);
        (found.span.of(&text).to_owned(), found.texts)
    }

    #[test]
    fn fields_and_their_values_are_offered() {
        for (typed, part, best, count) in [
            ("azure co", "co", "company:", 1),
            ("-la", "la", "lang:", 1),
            ("(ti", "ti", "title:", 1),
            ("azure ", "", "title:", 13),
            ("lang:", "", "en", 4),
            ("a lang:k", "k", "ko", 1),
            ("is:", "", "unread", 4),
            ("company:ha", "ha", "\"Red Hat\"", 1),
            ("near:\"red", "\"red", "\"Red Hat\"", 1),
            ("source:ni_ azure", "ni", "", 0),
            ("source:_ azure", "", "日経", 2),
            ("company:R", "R", "\"Red Hat\"", 3),
        ] {
            let (span, texts) = offered(typed);
            assert_eq!(span, part, "{typed}");
            assert_eq!(texts.len(), count, "{typed}: {texts:?}");
            assert_eq!(texts.first().map_or("", String::as_str), best, "{typed}");
        }
        assert_eq!(offered("company:\"Red Hat\"").1.len(), 13);
    }
}
