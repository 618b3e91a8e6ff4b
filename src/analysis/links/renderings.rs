//! Articles that tell the same passage by passage: renderings of one story in two languages.

use std::collections::HashMap;

use super::{Index, THRESHOLD};
use crate::news::library::ArticleIx;
use crate::news::link::LinkKind;

/// Of the passages of the shorter of two articles at least this share is claimed to say the same as one of the other,
const SHORTER: f64 = 0.75;
/// and of the longer at least this: what tells a brief whole among other things is no rendering of it. Of 144 pairs of
/// translations (24 documents of NTREX-128 in English, Japanese, Korean and Chinese) all have more, the least .79 and .69; of
/// the bundled articles about the same events, which nobody translated, all have less, the most .71 and .30, or .50 and
/// .47.
const LONGER: f64 = 0.5;
/// Fewer such passages say too little.
const LEAST: usize = 3;

/// The passages of two articles that say the same.
#[derive(Default)]
struct Shared {
    one: Vec<u32>,
    other: Vec<u32>,
}

impl Index {
    /// The pairs of articles of which most passages are claimed to say the same as one of the other's (links of kind
    /// *same*), in the library's order.
    #[must_use]
    pub fn renderings(&self) -> Vec<(ArticleIx, ArticleIx)> {
        let mut shared: HashMap<(ArticleIx, ArticleIx), Shared> = HashMap::new();
        let article = |passage: u32| self.ledger.articles.get(passage as usize).copied();
        for passage in 0..self.ledger.count() {
            let same = self.drawn().of(passage).filter(|(other, pair)| {
                *other > passage
                    && pair.probability >= THRESHOLD
                    && self.calibration.kind(&pair.features) == LinkKind::Same
            });
            for (other, _) in same {
                if let (Some(one), Some(another)) = (article(passage), article(other)) {
                    let shared = shared.entry((one, another)).or_default();
                    shared.one.push(passage);
                    shared.other.push(other);
                }
            }
        }
        let mut pairs: Vec<(ArticleIx, ArticleIx)> = shared
            .into_iter()
            .filter(|((one, other), shared)| self.is_rendering(*one, *other, shared))
            .map(|(pair, _)| pair)
            .collect();
        pairs.sort_unstable();
        pairs
    }

    fn is_rendering(&self, one: ArticleIx, other: ArticleIx, shared: &Shared) -> bool {
        let distinct = |passages: &[u32]| {
            let mut passages = passages.to_vec();
            passages.sort_unstable();
            passages.dedup();
            passages.len()
        };
        // A passage may say the same as several of the other article.
        let ends = [
            (one, distinct(&shared.one)),
            (other, distinct(&shared.other)),
        ];
        let sizes = ends.map(|(ix, said)| (self.passages_of(ix), said));
        let [shorter, longer] = if sizes[0].0 <= sizes[1].0 {
            sizes
        } else {
            [sizes[1], sizes[0]]
        };
        let share = |(size, said): (u32, usize)| {
            u32::try_from(said).map_or(1.0, f64::from) / f64::from(size.max(1))
        };
        one != other
            && shorter.1.min(longer.1) >= LEAST
            && share(shorter) >= SHORTER
            && share(longer) >= LONGER
    }
}
