//! What is known of the meanings of a library's passages, and the second form of a passage that is encoded.
//!
//! In a library about two companies every passage names both, and vectors then find passages that merely share the
//! names. So a passage is encoded twice, as it stands and with the names of companies taken out, and the sum of both
//! vectors is compared. Nothing here encodes.

use crate::encoder::{Compact, DIMENSIONS, Vector};
use crate::news::article::Article;
use crate::news::company::Mentions;
use crate::news::library::{ArticleIx, Library, PassageRef};

/// The vectors of a library's passages, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meanings {
    articles: Vec<Vec<Option<Compact>>>,
}

impl Meanings {
    /// Room for every passage of a library; none is known yet.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        let empty = |article: &Article| vec![None; article.passages.len()];
        Self {
            articles: library.iter().map(|(_, article)| empty(article)).collect(),
        }
    }

    /// Takes in the vector of a passage's text, and that of its [`masked`] form where it has one. Nothing happens where
    /// there is no such passage.
    pub fn set(&mut self, at: PassageRef, plain: &Compact, masked: Option<&Compact>) {
        let article = self.articles.get_mut(at.article.index());
        let place = article.and_then(|article| article.get_mut(at.passage as usize));
        if let Some(place) = place {
            *place = Some(masked.map_or_else(|| plain.clone(), |masked| sum(plain, masked)));
        }
    }

    /// What is compared of a passage, where it is known.
    #[must_use]
    pub fn get(&self, at: PassageRef) -> Option<&Compact> {
        let article = self.articles.get(at.article.index())?;
        article.get(at.passage as usize)?.as_ref()
    }

    /// Every passage that is known, in the library's order.
    pub fn iter(&self) -> impl Iterator<Item = (PassageRef, &Compact)> {
        let articles = (0..).map(ArticleIx).zip(&self.articles);
        articles.flat_map(|(article, passages)| {
            let passages = (0..).zip(passages);
            passages.filter_map(move |(passage, vector)| {
                Some((PassageRef { article, passage }, vector.as_ref()?))
            })
        })
    }

    /// How many passages are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.articles.iter().flatten().flatten().count()
    }
}

/// The direction between two vectors.
#[must_use]
pub fn sum(plain: &Compact, masked: &Compact) -> Compact {
    let mut values = [0.0_f32; DIMENSIONS];
    let pairs = plain.values().iter().zip(masked.values());
    for (value, (a, b)) in values.iter_mut().zip(pairs) {
        *value = f32::from(*a) * plain.scale() + f32::from(*b) * masked.scale();
    }
    Vector::new(&values).map_or_else(|| plain.clone(), |vector| Compact::from(&vector))
}

/// A passage with the names of companies taken out; none where it names no company, or says nothing else.
#[must_use]
pub fn masked(article: &Article, mentions: &Mentions, passage: usize) -> Option<String> {
    let span = article.passages.get(passage)?.span;
    let first = mentions.text.partition_point(|m| m.span.end <= span.start);
    let inside = mentions.text.iter().skip(first);
    let mut out = String::new();
    let mut at = span.start;
    for mention in inside.take_while(|mention| mention.span.start < span.end) {
        out.push_str(article.text.get(at..mention.span.start).unwrap_or_default());
        out.push_str(MASK);
        at = mention.span.end;
    }
    if at == span.start {
        return None;
    }
    out.push_str(article.text.get(at..span.end).unwrap_or_default());
    out.chars().any(char::is_alphanumeric).then_some(out)
}

/// What stands in the place of a name.
const MASK: &str = "";

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::news::article::{ArticleId, Meta, Passage};
    use crate::news::company::{CompanyIx, Mention};
    use crate::text::lang::Lang;
    use crate::text::span::Span;

    fn article(text: &str) -> Article {
        Article {
            id: ArticleId("a".to_owned()),
            path: PathBuf::new(),
            meta: Meta::default(),
            lang: Lang::Ja,
            text: text.to_owned(),
            blocks: Vec::new(),
            passages: vec![Passage {
                span: Span::new(0, text.len()),
                block: 0,
            }],
            inlines: Vec::new(),
            urls: Vec::new(),
        }
    }

    fn named(text: &str, names: &[&str]) -> Mentions {
        let mut text: Vec<Mention> = names
            .iter()
            .flat_map(|name| text.match_indices(name))
            .map(|(at, name)| Mention {
                company: CompanyIx(0),
                span: Span::new(at, at + name.len()),
            })
            .collect();
        text.sort_by_key(|mention| mention.span);
        Mentions {
            text,
            ..Mentions::default()
        }
    }

    #[test]
    fn names_are_taken_out() {
        let text = "EMCは5日、VMwareの株を売った。";
        let masked = |names: &[&str]| masked(&article(text), &named(text, names), 0);
        assert_eq!(masked(&["EMC", "VMware"]).unwrap(), "は5日、の株を売った。");
        assert_eq!(masked(&[]), None);
    }

    #[test]
    fn what_is_nothing_but_a_name_has_no_second_form() {
        let text = "「EMC」";
        assert_eq!(masked(&article(text), &named(text, &["EMC"]), 0), None);
        assert_eq!(masked(&article(text), &Mentions::default(), 9), None);
    }

    #[test]
    fn meanings_come_one_by_one() {
        let library = Library {
            articles: vec![std::sync::Arc::new(article("一。"))],
            ..Library::default()
        };
        let at = |passage| PassageRef {
            article: ArticleIx(0),
            passage,
        };
        let axis = |i: usize| {
            let mut values = [0.0; DIMENSIONS];
            values[i] = 1.0;
            Compact::from(&Vector::new(&values).unwrap())
        };
        let mut meanings = Meanings::new(&library);
        assert_eq!((meanings.known(), meanings.get(at(0))), (0, None));
        meanings.set(at(1), &axis(0), None);
        assert_eq!(meanings.known(), 0);
        meanings.set(at(0), &axis(0), Some(&axis(1)));
        let between = meanings.get(at(0)).unwrap();
        assert!((between.dot(&axis(0)) - 0.5_f32.sqrt()).abs() < 0.01);
        assert!((between.dot(&axis(1)) - 0.5_f32.sqrt()).abs() < 0.01);
    }
}
