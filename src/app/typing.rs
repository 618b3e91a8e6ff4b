//! A query while it is typed: what could stand at the cursor, walked through key by key, and what is wrong so far.

use tui_input::Input;

use crate::analysis::search::Query;
use crate::analysis::search::query::{Candidates, Expr, Mistake, Node, Test, Vocabulary, complete};
use crate::command::Command;
use crate::text::span::Span;

use super::App;
use super::input::{Mode, Prompt, PromptKind};
use super::screen::ScreenKind;

/// A walk through what could stand at the cursor; it ends with any other key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// What could stand there, and the bytes of `text` it takes the place of.
    pub candidates: Candidates,
    /// The candidate that stands there now.
    pub at: usize,
    /// The line before the walk began.
    text: String,
}

impl Prompt {
    /// Where the cursor stands, in bytes of the line.
    #[must_use]
    pub fn cursor_byte(&self) -> usize {
        let text = self.input.value();
        let mut chars = text.char_indices().skip(self.input.cursor());
        chars.next().map_or(text.len(), |(byte, _)| byte)
    }

    /// What could stand at the cursor: what is being walked through, else what fits what is typed.
    #[must_use]
    pub fn candidates(&self, vocabulary: &Vocabulary) -> Candidates {
        if let Some(walk) = &self.walk {
            return walk.candidates.clone();
        }
        let text = self.input.value();
        let mut found = complete(text, self.cursor_byte(), vocabulary);
        // What stands there already need not be offered.
        let typed = found.span.of(text).to_owned();
        found.texts.retain(|text| *text != typed);
        found
    }

    /// Puts the next candidate in, or the previous one; whether there was one. A single one is taken for good, so that
    /// the next key goes on behind it.
    pub fn walk(&mut self, forward: bool, vocabulary: &Vocabulary) -> bool {
        let walk = self.walk.take();
        let text = walk
            .as_ref()
            .map_or_else(|| self.input.value().to_owned(), |walk| walk.text.clone());
        let candidates = match &walk {
            Some(walk) => walk.candidates.clone(),
            None => self.candidates(vocabulary),
        };
        let count = candidates.texts.len();
        let at = match (walk.map(|walk| walk.at), forward) {
            (Some(at), true) => (at + 1) % count.max(1),
            (Some(at), false) => (at + count.saturating_sub(1)) % count.max(1),
            (None, true) => 0,
            (None, false) => count.saturating_sub(1),
        };
        let Some(chosen) = candidates.texts.get(at) else {
            return false;
        };
        let before = text.get(..candidates.span.start).unwrap_or_default();
        let after = text.get(candidates.span.end..).unwrap_or_default();
        let head = format!("{before}{chosen}");
        let cursor = head.chars().count();
        self.input = Input::new(format!("{head}{after}")).with_cursor(cursor);
        self.walk = (count > 1).then_some(Walk {
            candidates,
            at,
            text,
        });
        true
    }
}

impl App {
    /// The line that is typed, where it is a query.
    #[must_use]
    pub fn typed_query(&self) -> Option<&Prompt> {
        let Mode::Prompt(prompt) = &self.mode else {
            return None;
        };
        let marks = self
            .screen
            .as_ref()
            .map(|screen| screen.kind == ScreenKind::Marks);
        let is_query = match prompt.kind {
            PromptKind::Filter => marks.unwrap_or(true),
            PromptKind::Find => true,
            _ => false,
        };
        is_query.then_some(prompt)
    }

    /// What the fields of a query can hold here: on the screen of marks, tags are those of marks.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = self.shelf.vocabulary.clone();
        if self.screen.is_some() {
            let configured = self.setup.config.tags.iter().map(|tag| &tag.name);
            let marks = self
                .notes
                .marks
                .values()
                .flat_map(|placed| &placed.mark.tags);
            vocabulary.tags = configured.chain(marks).cloned().collect();
            vocabulary.tags.sort_unstable();
            vocabulary.tags.dedup();
        }
        vocabulary
    }

    /// Everything that is wrong in a query of this kind, in order.
    #[must_use]
    pub fn mistakes(&self, kind: PromptKind, text: &str) -> Vec<Mistake> {
        let (query, mut mistakes) = Query::read(text);
        if kind == PromptKind::Filter
            && let Some(root) = query.root()
        {
            let key = self.setup.keymap.key(Command::Find);
            let mut spans = Vec::new();
            meanings(root, &mut spans);
            mistakes.extend(spans.into_iter().map(|span| Mistake {
                span,
                what: "a filter does not look for meaning".to_owned(),
                remedy: format!("leave the filter and find it with {key}"),
                unfinished: false,
            }));
            mistakes.sort_by_key(|mistake| mistake.span);
        }
        mistakes
    }
}

/// Where a query asks for a meaning.
fn meanings(node: &Node, spans: &mut Vec<Span>) {
    match &node.expr {
        Expr::Test(Test::Meaning(_)) => spans.push(node.span),
        Expr::Test(_) => {}
        Expr::Not(inner) => meanings(inner, spans),
        Expr::And(parts) | Expr::Or(parts) => {
            parts.iter().for_each(|part| meanings(part, spans));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Vocabulary {
            langs: list(&["en", "ja", "ko", "zh"]),
            sources: list(&["日経", "Wire Korea"]),
            ..Vocabulary::default()
        }
    }

    fn prompt(text: &str) -> Prompt {
        Prompt::new(PromptKind::Filter, text, 0)
    }

    #[test]
    fn a_walk_goes_round_in_both_directions_and_keeps_what_stands_behind_the_cursor() {
        let mut prompt = prompt("a lang: b");
        prompt.input = Input::new("a lang: b".to_owned()).with_cursor(7);
        for (forward, expected) in [
            (true, "a lang:en b"),
            (true, "a lang:ja b"),
            (false, "a lang:en b"),
            (false, "a lang:zh b"),
            (true, "a lang:en b"),
        ] {
            assert!(prompt.walk(forward, &vocabulary()));
            assert_eq!(prompt.input.value(), expected);
            assert_eq!(prompt.input.cursor(), 9);
        }
    }

    #[test]
    fn a_single_candidate_is_taken_and_the_next_key_goes_on_behind_it() {
        let mut prompt = prompt("会談 so");
        assert!(prompt.walk(true, &vocabulary()));
        assert_eq!(prompt.input.value(), "会談 source:");
        assert!(prompt.walk(true, &vocabulary()));
        assert_eq!(prompt.input.value(), "会談 source:日経");
        assert!(prompt.walk(true, &vocabulary()));
        assert_eq!(prompt.input.value(), "会談 source:\"Wire Korea\"");
    }

    #[test]
    fn where_nothing_fits_nothing_changes() {
        let mut prompt = prompt("会談");
        assert!(!prompt.walk(true, &vocabulary()));
        assert_eq!(prompt.input.value(), "会談");
        let mut complete = self::prompt("lang:ko");
        assert!(!complete.walk(true, &vocabulary()));
    }
}
