//! Where articles name what a passage names: the same company, figure, date or term, in any script.

use std::collections::HashSet;

use super::Index;
use super::evidence::{Clue, Key};
use crate::news::company::Mentions;
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::text::span::Span;

impl Index {
    /// The places in some articles that name what a passage names, and the places in the passage itself; `library` and
    /// `mentions` are those the index was made of.
    #[must_use]
    pub fn light(
        &self,
        library: &Library,
        mentions: &[Mentions],
        from: PassageRef,
        articles: &[ArticleIx],
    ) -> Vec<(ArticleIx, Span)> {
        let all = |ix: ArticleIx| -> Vec<Vec<Clue>> {
            match (library.get(ix), mentions.get(ix.index())) {
                (Some(article), Some(found)) => self.ledger.clues(article, found),
                _ => Vec::new(),
            }
        };
        let home = all(from.article);
        let own = usize::try_from(from.passage)
            .ok()
            .and_then(|passage| home.get(passage));
        let Some(own) = own.filter(|own| !own.is_empty()) else {
            return Vec::new();
        };
        let wanted: HashSet<&Key> = own.iter().flat_map(keys).collect();
        let mut places: Vec<(ArticleIx, Span)> =
            own.iter().map(|clue| (from.article, clue.span)).collect();
        for ix in articles.iter().copied().filter(|ix| *ix != from.article) {
            let named = all(ix)
                .into_iter()
                .flatten()
                .filter(|clue| keys(clue).any(|key| wanted.contains(key)));
            places.extend(named.map(|clue| (ix, clue.span)));
        }
        places.sort();
        places.dedup();
        places
    }
}

/// What a clue says, and the less exact things it says too.
fn keys(clue: &Clue) -> impl Iterator<Item = &Key> {
    std::iter::once(&clue.key).chain(&clue.parts)
}
