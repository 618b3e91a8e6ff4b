//! The search of the whole library: what was asked, and what has been found, by the names of articles, so that it
//! outlives a library that is read again.

use crate::analysis::search::grams::Needle;
use crate::analysis::search::query::Vocabulary;
use crate::layout::Pane;
use crate::news::article::ArticleId;
use crate::text::lang::Lang;
use crate::text::span::Span;

use super::side::Content;

/// The search of the whole library.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The query as typed.
    pub text: String,
    /// What was found last: that of an older query while the newer one is looked for.
    pub found: Option<Found>,
    /// The item the cursor is on, counted over all articles.
    pub selected: usize,
    /// How the index is coming along.
    pub index: IndexState,
    /// What stands again where a new query is given up.
    pub before: Option<Box<Before>>,
    /// The state of [`Notes::states`](super::notes::Notes::states) that the index knows.
    pub mirrored: Option<u64>,
}

/// What stood before a query was typed.
#[derive(Clone, Debug)]
pub struct Before {
    /// The query.
    pub text: String,
    /// What it had found.
    pub found: Option<Found>,
    /// The item the cursor was on.
    pub selected: usize,
    /// The pane that had the keyboard.
    pub focus: Pane,
    /// What the side pane showed.
    pub content: Content,
}

/// How the index is coming along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexState {
    /// Nothing is known of it yet.
    #[default]
    Unknown,
    /// It is brought in step with the files.
    Behind {
        /// So many files are taken in.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// It is in step with the files.
    Ready,
}

/// What a query has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The query as typed.
    pub query: String,
    /// The best articles, in order.
    pub articles: Vec<FoundArticle>,
    /// How many articles there are in all.
    pub total: usize,
    /// What the order means.
    pub order: Order,
    /// What was looked for in the texts.
    pub needles: Vec<Needle>,
    /// Whether what means the same is still looked for.
    pub more: bool,
    /// Why nothing was found, where nothing was.
    pub nothing: Nothing,
}

/// What the order of articles means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those first that the words say most of.
    #[default]
    Words,
    /// The newest first.
    Newest,
    /// By words and meaning.
    Both,
    /// By meaning.
    Meaning,
}

/// Why nothing was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Nothing {
    /// Nothing is known of it, or something was found.
    #[default]
    Unsaid,
    /// The query asks for nothing.
    Asked,
    /// These parts of the query are in no article.
    Nowhere(Vec<String>),
    /// Each part is in some article, but no article has all of them.
    NotTogether,
    /// The index cannot be read, for this reason.
    Failed(String),
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its name.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Where its title has words of the query.
    pub lit: Vec<Span>,
    /// Its language.
    pub lang: Lang,
    /// The day, as far as it is known.
    pub date: Option<String>,
    /// Its source.
    pub source: Option<String>,
    /// The best of its passages; none where the query asks for nothing in the text.
    pub passages: Vec<FoundPassage>,
    /// How many passages were found in all.
    pub count: usize,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPassage {
    /// Its index among the article's passages.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Where words of the query stand in it, in order, not overlapping.
    pub lit: Vec<Span>,
}

/// That the index is in step, and what is known from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// What the fields of a query can hold.
    pub vocabulary: Vocabulary,
    /// Articles found again under another name: the old one and the new one.
    pub renamed: Vec<(ArticleId, ArticleId)>,
}

impl Found {
    /// The items the cursor goes to: each passage, and an article without any; with the place of the article.
    pub fn items(&self) -> impl Iterator<Item = (usize, Option<&FoundPassage>)> {
        self.articles.iter().enumerate().flat_map(|(at, article)| {
            let alone = article.passages.is_empty().then_some((at, None));
            let passages = article.passages.iter();
            passages
                .map(move |passage| (at, Some(passage)))
                .chain(alone)
        })
    }

    /// The article and the passage of an item.
    #[must_use]
    pub fn item(&self, number: usize) -> Option<(&FoundArticle, Option<&FoundPassage>)> {
        let (at, passage) = self.items().nth(number)?;
        Some((self.articles.get(at)?, passage))
    }
}

impl Search {
    /// How many items the cursor can go to.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.as_ref().map_or(0, |found| found.items().count())
    }

    /// Whether what is there belongs to an older query, or nothing has come yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.found
            .as_ref()
            .is_none_or(|found| found.query != self.text)
    }

    /// Something was found; what belongs to an older query is let go. Where more has come for the same query, the cursor
    /// stays on its passage.
    pub fn take(&mut self, found: Found) {
        if found.query != self.text {
            return;
        }
        let old = self.found.as_ref().filter(|old| old.query == found.query);
        let current = old.and_then(|old| {
            let (article, passage) = old.item(self.selected)?;
            Some((article.id.clone(), passage.map(|passage| passage.number)))
        });
        let same = |(at, passage): (usize, Option<&FoundPassage>)| {
            let article = found.articles.get(at)?;
            Some((article.id.clone(), passage.map(|passage| passage.number)))
        };
        // The first stays the first: nobody has chosen it.
        let kept = current.filter(|_| self.selected > 0).and_then(|current| {
            found
                .items()
                .position(|item| same(item).as_ref() == Some(&current))
        });
        self.selected = kept.unwrap_or(0);
        self.found = Some(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, names: &[(&str, &[usize])]) -> Found {
        let article = |(name, passages): &(&str, &[usize])| FoundArticle {
            id: ArticleId((*name).to_owned()),
            title: String::new(),
            lit: Vec::new(),
            lang: Lang::En,
            date: None,
            source: None,
            passages: passages
                .iter()
                .map(|number| FoundPassage {
                    number: *number,
                    text: String::new(),
                    lit: Vec::new(),
                })
                .collect(),
            count: passages.len(),
        };
        Found {
            query: query.to_owned(),
            articles: names.iter().map(article).collect(),
            ..Found::default()
        }
    }

    #[test]
    fn what_comes_late_is_let_go_and_the_cursor_stays_where_more_comes() {
        let mut search = Search {
            text: "b".to_owned(),
            ..Search::default()
        };
        search.take(found("a", &[("x", &[1])]));
        assert!(search.is_waiting() && search.found.is_none());
        search.take(found("b", &[("x", &[1, 2]), ("y", &[])]));
        assert!(!search.is_waiting());
        assert_eq!(search.count(), 3);
        search.selected = 1;
        search.take(found("b", &[("y", &[]), ("z", &[0]), ("x", &[2, 1])]));
        assert_eq!(search.selected, 2);
        let item = search.found.as_ref().unwrap().item(0).unwrap();
        assert_eq!((item.0.id.0.as_str(), item.1), ("y", None));
    }
}
