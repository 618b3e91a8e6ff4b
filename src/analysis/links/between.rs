//! The links of whole articles: of every passage of one, and between two.
//!
//! Both are asked of [`Index::related`] passage by passage, and know nothing of how that ranks.

use std::ops::Range;

use super::Index;
use crate::news::library::{ArticleIx, PassageRef};
use crate::news::link::{Link, Tie};

/// So many links of a passage are looked through for those that lead into one article.
const BETWEEN: usize = 64;

impl Index {
    /// The claimed links of some passages of an article, at most `top` of each, each passage's best first.
    #[must_use]
    pub fn survey(&self, article: ArticleIx, passages: Range<u32>, top: usize) -> Vec<Link> {
        passages
            .flat_map(|passage| self.related(PassageRef { article, passage }, top))
            .collect()
    }

    /// How many passages an article has; 0 where the library has no such article.
    #[must_use]
    pub fn passages_of(&self, article: ArticleIx) -> u32 {
        let start = self.starts.get(article.index());
        let end = self.starts.get(article.index() + 1);
        start
            .zip(end)
            .map_or(0, |(start, end)| end.saturating_sub(*start))
    }

    /// The claimed links between the passages of two articles, found from either side, in order of the first article's
    /// passages; none between an article and itself.
    #[must_use]
    pub fn between(&self, first: ArticleIx, second: ArticleIx) -> Vec<Tie> {
        let one_way = |from: ArticleIx, to: ArticleIx| {
            self.survey(from, 0..self.passages_of(from), BETWEEN)
                .into_iter()
                .filter(move |link| link.to.article == to)
        };
        let tie = |first: u32, second: u32, link: &Link| Tie {
            first,
            second,
            probability: link.probability,
            kind: link.kind,
        };
        let mut ties: Vec<Tie> = one_way(first, second)
            .map(|link| tie(link.from.passage, link.to.passage, &link))
            .chain(
                one_way(second, first).map(|link| tie(link.to.passage, link.from.passage, &link)),
            )
            .collect();
        ties.sort_by(|a, b| {
            (a.first, a.second)
                .cmp(&(b.first, b.second))
                .then(b.probability.total_cmp(&a.probability))
        });
        ties.dedup_by_key(|tie| (tie.first, tie.second));
        ties
    }
}
