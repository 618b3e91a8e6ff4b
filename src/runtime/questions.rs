//! Questions about whole articles that wait for the library's thread: they are answered in slices, the quickest first.
//!
//! It knows no thread and no channel.

use std::collections::VecDeque;

use crate::analysis::links::Index;
use crate::app::event::Event;
use crate::news::company::Mentions;
use crate::news::library::{ArticleIx, Library, PassageRef};

/// So many passages of an article are surveyed at a time, so that a long article keeps nobody waiting.
const SLICE: u32 = 64;
/// How many links of a passage a survey looks for.
const SURVEYED: usize = 12;

/// What waits.
#[derive(Debug, Default)]
pub(super) struct Questions {
    light: Option<(PassageRef, Vec<ArticleIx>)>,
    pairs: VecDeque<(ArticleIx, ArticleIx)>,
    /// Articles, and the first passage that is not surveyed yet.
    surveys: VecDeque<(ArticleIx, u32)>,
}

impl Questions {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.light.is_none() && self.pairs.is_empty() && self.surveys.is_empty()
    }

    /// An article is to be surveyed, from its start where that was under way.
    pub(super) fn survey(&mut self, article: ArticleIx) {
        self.surveys.retain(|(waiting, _)| *waiting != article);
        self.surveys.push_back((article, 0));
    }

    /// Two articles are to be aligned.
    pub(super) fn align(&mut self, first: ArticleIx, second: ArticleIx) {
        self.pairs.retain(|pair| *pair != (first, second));
        self.pairs.push_back((first, second));
    }

    /// What a passage names is to be found in some articles.
    pub(super) fn light(&mut self, from: PassageRef, articles: Vec<ArticleIx>) {
        self.light = Some((from, articles));
    }

    /// Answers the next one, or a slice of it; `library` and `mentions` are those of the index.
    pub(super) fn answer(
        &mut self,
        index: &Index,
        library: &Library,
        mentions: &[Mentions],
    ) -> Option<Event> {
        if let Some((from, articles)) = self.light.take() {
            let places = index.light(library, mentions, from, &articles);
            return Some(Event::Lit(from, places));
        }
        if let Some((first, second)) = self.pairs.pop_front() {
            return Some(Event::Aligned(first, second, index.between(first, second)));
        }
        let (article, start) = self.surveys.pop_front()?;
        let all = index.passages_of(article);
        let end = start.saturating_add(SLICE).min(all);
        if end < all {
            self.surveys.push_front((article, end));
        }
        Some(Event::Surveyed {
            article,
            passages: start..end,
            links: index.survey(article, start..end, SURVEYED),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_light_counts_and_an_article_waits_once() {
        let mut questions = Questions::default();
        let at = |passage| PassageRef {
            article: ArticleIx(0),
            passage,
        };
        questions.light(at(1), Vec::new());
        questions.light(at(2), Vec::new());
        questions.survey(ArticleIx(0));
        questions.survey(ArticleIx(0));
        questions.align(ArticleIx(0), ArticleIx(1));
        let (index, library) = (Index::default(), Library::default());
        let mut said = Vec::new();
        while let Some(event) = questions.answer(&index, &library, &[]) {
            said.push(match event {
                Event::Lit(from, _) => format!("lit {}", from.passage),
                Event::Aligned(first, second, _) => format!("aligned {} {}", first.0, second.0),
                Event::Surveyed { article, .. } => format!("surveyed {}", article.0),
                other => format!("{other:?}"),
            });
        }
        assert_eq!(said, ["lit 2", "aligned 0 1", "surveyed 0"]);
        assert!(questions.is_empty());
    }
}
