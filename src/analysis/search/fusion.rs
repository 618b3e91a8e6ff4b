//! What a query asks for by its meaning, and how lists of different worth are ranked together.

use std::collections::HashMap;
use std::hash::Hash;

use super::Query;
use super::query::{Expr, Field, Node, Test};
use crate::text::fold::is_cjk;

/// So many of the best by each way of looking are ranked together.
pub const FUSED: usize = 100;
/// The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).
const RANK: f64 = 60.0;
/// So many words, or so many letters of a script without spaces, are a sentence.
const SENTENCE_WORDS: usize = 5;
const SENTENCE_LETTERS: usize = 12;

/// What is looked for by meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// What `~` says; the rest of the query has to be met.
    Asked(String),
    /// The whole query, which is a sentence; its words need not be there.
    Sentence(String),
}

impl Meaning {
    /// What a query, as it was typed, asks for by its meaning, if anything.
    #[must_use]
    pub fn of(query: &Query, typed: &str) -> Option<Self> {
        let root = query.root()?;
        let asked: Vec<&str> = root
            .wanted()
            .into_iter()
            .filter_map(|test| match test {
                Test::Meaning(words) => Some(words.text.as_str()),
                _ => None,
            })
            .collect();
        if !asked.is_empty() {
            return Some(Self::Asked(asked.join(" ")));
        }
        is_sentence(root).then(|| Self::Sentence(typed.to_owned()))
    }

    /// The text whose meaning is looked for.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Self::Asked(text) | Self::Sentence(text)) = self;
        text
    }
}

/// Whether a query is a sentence: many bare words, or a long one in a script that needs no spaces, and nothing else.
fn is_sentence(root: &Node) -> bool {
    let parts = match &root.expr {
        Expr::And(parts) => parts.as_slice(),
        _ => std::slice::from_ref(root),
    };
    let bare = |node: &Node| match &node.expr {
        Expr::Test(Test::Words(Field::Any, words)) if !words.quoted => Some(words.text.clone()),
        _ => None,
    };
    let words: Option<Vec<String>> = parts.iter().map(bare).collect();
    words.is_some_and(|words| {
        let letters = |word: &String| word.chars().filter(|c| is_cjk(*c)).count();
        words.len() >= SENTENCE_WORDS
            || words.iter().map(letters).sum::<usize>() >= SENTENCE_LETTERS
    })
}

/// What stands in several lists, each with its best first, as one list: by the sum of reciprocal ranks. Of equals, what
/// stands in an earlier list comes first.
#[must_use]
pub fn fused<T: Clone + Eq + Hash>(lists: &[Vec<T>]) -> Vec<T> {
    let mut places: HashMap<&T, usize> = HashMap::new();
    let mut worth: Vec<(f64, &T)> = Vec::new();
    for list in lists {
        for (rank, item) in (1_u32..).zip(list) {
            let place = *places.entry(item).or_insert_with(|| {
                worth.push((0.0, item));
                worth.len() - 1
            });
            if let Some((sum, _)) = worth.get_mut(place) {
                *sum += 1.0 / (RANK + f64::from(rank));
            }
        }
    }
    worth.sort_by(|a, b| b.0.total_cmp(&a.0));
    worth.into_iter().map(|(_, item)| item.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(typed: &str) -> Option<Meaning> {
        Meaning::of(&Query::parse(typed), typed)
    }

    #[test]
    fn a_sentence_is_told_from_words_in_every_script() {
        for typed in [
            "Who will pay for the licences",
            "ブロードコムによる買収で何が変わるのか",
            "브로드컴이 브이엠웨어를 인수한 이유는 무엇인가",
            "博通收购威睿之后价格会上涨吗",
        ] {
            assert_eq!(meaning(typed), Some(Meaning::Sentence(typed.to_owned())));
        }
        for typed in [
            "cloud deal",
            "買収 提携",
            "a b c d lang:ja",
            "\"who will pay for it\"",
            "a OR b OR c OR d OR e",
            "",
        ] {
            assert_eq!(meaning(typed), None, "{typed}");
        }
        assert_eq!(
            meaning("lang:ja ~layoffs ~\"job cuts\""),
            Some(Meaning::Asked("layoffs job cuts".to_owned()))
        );
        assert_eq!(meaning("cloud -~layoffs"), None);
    }

    #[test]
    fn what_stands_high_in_both_lists_comes_first() {
        let lists = [vec!["a", "b", "c"], vec!["c", "b", "d"]];
        // 1/61 + 1/63 is more than 2/62.
        assert_eq!(fused(&lists), ["c", "b", "a", "d"]);
        assert_eq!(fused::<u8>(&[]), [0_u8; 0]);
    }
}
