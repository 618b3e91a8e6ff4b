//! Looking for what the reader types: in an article's text, and among the articles of the list.
//!
//! Both compare folded forms, so that case, width, kana and accents do not matter. Nothing here ranks: a text matches
//! or it does not.

mod card;
pub mod fusion;
pub mod grams;
pub mod query;

pub use self::card::{Card, CompanyNames, Facts, feed};
pub use self::query::Query;
use crate::text::fold::{Folded, Form, fold};
use crate::text::span::Span;

/// All places of `query` in `text`, in order, not overlapping, on grapheme borders. An empty query is nowhere.
///
/// Folds the whole text; who looks more than once keeps a [`Finder`].
#[must_use]
pub fn find(text: &str, query: &str) -> Vec<Span> {
    Finder::new(text).find(query)
}

/// A text made ready to be searched many times.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    folded: Folded,
}

impl Finder {
    /// Folds a text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            folded: fold(text, Form::Search),
        }
    }

    /// All places of `query` as bytes of the text itself, in order, not overlapping, on grapheme borders; a grapheme
    /// of which only a part matches counts as a whole. An empty query is nowhere.
    #[must_use]
    pub fn find(&self, query: &str) -> Vec<Span> {
        let query = fold(query.trim(), Form::Search).text;
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Span> = Vec::new();
        for (at, matched) in self.folded.text.match_indices(&query) {
            let span = self.folded.original(Span::new(at, at + matched.len()));
            let is_new = found.last().is_none_or(|last| last.end <= span.start);
            if is_new && !span.is_empty() {
                found.push(span);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn places<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        find(text, query)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn case_width_and_kana_do_not_matter() {
        assert_eq!(places("VMware、ＶＭｗａｒｅ、vmware", "VMWARE").len(), 3);
        assert_eq!(places("ｱｽﾞｰﾙのアズール", "あずーる"), ["ｱｽﾞｰﾙ", "アズール"]);
        assert_eq!(places("Café cafe", "CAFE"), ["Café", "cafe"]);
    }

    #[test]
    fn an_empty_query_is_nowhere() {
        assert_eq!(find("text", ""), []);
        assert_eq!(find("text and text", "  "), []);
        assert_eq!(find("", "text"), []);
    }

    #[test]
    fn matches_do_not_overlap() {
        assert_eq!(places("aaaa", "aa"), ["aa", "aa"]);
        assert_eq!(find("하하하", "하하").len(), 1);
    }

    #[test]
    fn a_part_of_a_grapheme_gives_the_whole() {
        let text = "ｶﾞ e\u{301}t";
        for span in find(text, "e").into_iter().chain(find(text, "が")) {
            let borders: Vec<_> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            assert!(borders.contains(&span.start), "{span:?}");
            assert!(span.end == text.len() || borders.contains(&span.end));
        }
    }

    proptest! {
        #[test]
        fn every_piece_of_a_text_is_found_on_grapheme_borders(
            text in "([a-dA-D ]|[あいうアイウｱｲｳﾞ가나다漢字é]|\\PC){1,60}",
            from in 0_usize..60,
            count in 1_usize..8,
        ) {
            let borders: Vec<_> = text
                .grapheme_indices(true)
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect();
            let start = borders[from % borders.len()];
            let end = borders[(from % borders.len() + count).min(borders.len() - 1)];
            let query = &text[start..end];
            let found = find(&text, query);
            if !fold(query.trim(), Form::Search).text.trim().is_empty() {
                prop_assert!(!found.is_empty(), "{query:?} in {text:?}");
            }
            let mut last = 0;
            for span in found {
                prop_assert!(span.start >= last);
                prop_assert!(borders.contains(&span.start) && borders.contains(&span.end));
                last = span.end;
            }
        }
    }
}
