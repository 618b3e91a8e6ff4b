//! The links of a whole library: which passages are compared, and what their articles add.
//!
//! 1. Compared are every passage's nearest in every language, and those that share most evidence with it.
//! 2. Each pair is judged by itself: similarity, margin, evidence.
//! 3. Then in its articles: pairs in which each is the other's best in its article tie two articles together, and lift
//!    their other pairs; links between the passages before and after a pair speak for it; the next best speaks against;
//!    where articles tell in one order (`parallel`), so does a pair that would break it.
//!
//! Everything is symmetric: a link is the same from both ends.

use std::collections::HashMap;

use super::calibration::{Calibration, Features, MOST_LEAD, logistic};
use super::nearest::{Neighbors, VOICES};
use super::parallel::{Cell, Means, paths};
use super::rank::{Evidence, KeyFacts, compare};
use crate::news::library::ArticleIx;

/// How far the passage after (before) one may be linked beyond the one after (before) its counterpart.
const STRIDE: u32 = 2;

/// Two passages that were compared.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    a: u32,
    b: u32,
    /// What was known in the first round.
    pub first: Features,
    /// What is known in the end.
    pub features: Features,
    pub probability: f64,
    odds: f64,
}

/// Every pair of a library that was compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pairs: Vec<Pair>,
    /// The pairs of each passage, in order of the other one.
    of: Vec<Vec<u32>>,
}

/// What pairs are judged by.
pub(super) struct Ground<'a> {
    pub neighbors: &'a Neighbors,
    pub evidence: &'a [Evidence],
    pub facts: &'a [KeyFacts],
    pub articles: &'a [ArticleIx],
    /// How long each passage is, in bytes.
    pub lengths: &'a [u32],
    pub means: &'a Means,
    pub calibration: &'a Calibration,
}

impl Pair {
    fn other(&self, passage: u32) -> u32 {
        if self.a == passage { self.b } else { self.a }
    }
}

impl Drawn {
    /// Judges the pairs, each a smaller number and a larger one, in any order and any number of times.
    pub fn new(mut compared: Vec<(u32, u32)>, ground: &Ground<'_>) -> Self {
        compared.sort_unstable();
        compared.dedup();
        let mut drawn = Self {
            pairs: Vec::with_capacity(compared.len()),
            of: vec![Vec::new(); ground.articles.len()],
        };
        for ((a, b), number) in compared.into_iter().zip(0..) {
            let features = ground.features(a, b);
            drawn.pairs.push(Pair {
                a,
                b,
                first: features,
                features,
                probability: 0.0,
                odds: ground.calibration.base(&features),
            });
            for passage in [a, b] {
                if let Some(of) = drawn.of.get_mut(passage as usize) {
                    of.push(number);
                }
            }
        }
        // Pairs come by the smaller number, then the larger: of a passage first those with smaller ones, in order.
        drawn.place(ground);
        // What the articles say of each pair makes the other pairs, and so the articles, clearer.
        for pair in &mut drawn.pairs {
            pair.odds = ground.calibration.placed(&pair.features);
            pair.first = pair.features;
        }
        drawn.place(ground);
        for pair in &mut drawn.pairs {
            pair.probability = ground.calibration.probability(&pair.features);
        }
        drawn
    }

    /// Judges every pair in its articles, from the log odds of all.
    fn place(&mut self, ground: &Ground<'_>) {
        self.tie(ground);
        self.lead(ground);
        self.support(ground);
        self.follow(ground);
    }

    /// The pairs of a passage with the other one, in its order.
    pub fn of(&self, passage: u32) -> impl Iterator<Item = (u32, &Pair)> {
        let numbers = self.of.get(passage as usize).map_or(&[][..], Vec::as_slice);
        let pairs = numbers.iter().map(|number| &self.pairs[*number as usize]);
        pairs.map(move |pair| (pair.other(passage), pair))
    }

    /// How articles are tied together by pairs in which each passage is the other's best in its article.
    fn tie(&mut self, ground: &Ground<'_>) {
        let mut best = vec![0_u8; self.pairs.len()];
        for (passage, numbers) in (0_u32..).zip(&self.of) {
            let article = |number: &u32| {
                let other = self.pairs[*number as usize].other(passage);
                ground.articles[other as usize]
            };
            for same in numbers.chunk_by(|x, y| article(x) == article(y)) {
                let odds = |number: &&u32| self.pairs[**number as usize].odds;
                if let Some(first) = same.iter().max_by(|x, y| odds(x).total_cmp(&odds(y))) {
                    best[*first as usize] += 1;
                }
            }
        }
        let mut sizes: HashMap<ArticleIx, f64> = HashMap::new();
        for article in ground.articles {
            *sizes.entry(*article).or_default() += 1.0;
        }
        let between = |pair: &Pair| {
            let (a, b) = (
                ground.articles[pair.a as usize],
                ground.articles[pair.b as usize],
            );
            (a.min(b), a.max(b))
        };
        let mut ties: HashMap<(ArticleIx, ArticleIx), f64> = HashMap::new();
        for (pair, best) in self.pairs.iter().zip(&best) {
            if *best == 2 {
                *ties.entry(between(pair)).or_default() += logistic(pair.odds);
            }
        }
        for (pair, best) in self.pairs.iter_mut().zip(best) {
            let articles = between(pair);
            let own = if best == 2 { logistic(pair.odds) } else { 0.0 };
            let others = (ties.get(&articles).copied().unwrap_or_default() - own).max(0.0);
            let size = |article| sizes.get(&article).copied().unwrap_or(1.0);
            let shorter = size(articles.0).min(size(articles.1));
            pair.features.cover = others / shorter;
            pair.features.ties = others.ln_1p();
        }
    }

    /// How far each pair is ahead of the next best in each other's language.
    fn lead(&mut self, ground: &Ground<'_>) {
        let none = [f64::NEG_INFINITY; 2];
        let mut best = vec![[none; VOICES]; self.of.len()];
        let voice = |passage| {
            let voice = ground.neighbors.voice(passage);
            voice.map_or(0, super::nearest::Voice::index)
        };
        for pair in &self.pairs {
            for (passage, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
                let two = &mut best[passage as usize][voice(other)];
                if pair.odds > two[0] {
                    *two = [pair.odds, two[0]];
                } else if pair.odds > two[1] {
                    two[1] = pair.odds;
                }
            }
        }
        for pair in &mut self.pairs {
            let ahead = |passage: u32, other: u32| {
                let [first, second] = best[passage as usize][voice(other)];
                let next = if pair.odds >= first { second } else { first };
                (pair.odds - next).clamp(-MOST_LEAD, MOST_LEAD)
            };
            pair.features.lead = ahead(pair.a, pair.b).min(ahead(pair.b, pair.a));
        }
    }

    /// How probable links are between the passages before a pair, and between those after it.
    fn support(&mut self, ground: &Ground<'_>) {
        let beside: Vec<f64> = self
            .pairs
            .iter()
            .map(|pair| self.before(pair.a, pair.b, ground) + self.after(pair.a, pair.b, ground))
            .collect();
        for (pair, beside) in self.pairs.iter_mut().zip(beside) {
            pair.features.beside = beside;
        }
    }

    /// How probable each pair is if its articles tell in one order.
    fn follow(&mut self, ground: &Ground<'_>) {
        let article = |passage: u32| ground.articles[passage as usize];
        for pairs in self.pairs.chunk_by_mut(|x, y| article(x.a) == article(y.a)) {
            let mut order: Vec<(ArticleIx, usize)> =
                pairs.iter().map(|pair| article(pair.b)).zip(0..).collect();
            order.sort_unstable();
            for same in order.chunk_by(|x, y| x.0 == y.0) {
                let cell = |(_, at): &(ArticleIx, usize)| {
                    let Pair { a, b, odds, .. } = pairs[*at];
                    Cell { a, b, odds }
                };
                let cells: Vec<Cell> = same.iter().map(cell).collect();
                for ((_, at), path) in same.iter().zip(paths(&cells)) {
                    pairs[*at].features.path = path;
                }
            }
        }
    }

    fn after(&self, a: u32, b: u32, ground: &Ground<'_>) -> f64 {
        let steps = [(1, 1), (1, STRIDE), (STRIDE, 1), (1, 0), (0, 1)];
        let next = steps.map(|(i, j)| (a.checked_add(i), b.checked_add(j)));
        self.strongest(a, b, &next, ground)
    }

    fn before(&self, a: u32, b: u32, ground: &Ground<'_>) -> f64 {
        let steps = [(1, 1), (1, STRIDE), (STRIDE, 1), (1, 0), (0, 1)];
        let next = steps.map(|(i, j)| (a.checked_sub(i), b.checked_sub(j)));
        self.strongest(a, b, &next, ground)
    }

    fn strongest(
        &self,
        a: u32,
        b: u32,
        others: &[(Option<u32>, Option<u32>)],
        ground: &Ground<'_>,
    ) -> f64 {
        let article = |passage: u32| ground.articles.get(passage as usize);
        let mut most = 0.0_f64;
        for (i, j) in others {
            if let (Some(i), Some(j)) = (*i, *j)
                && article(i) == article(a)
                && article(j) == article(b)
                && let Some(odds) = self.odds(i, j)
            {
                most = most.max(logistic(odds));
            }
        }
        most
    }

    /// The log odds of two passages by themselves, where they were compared.
    fn odds(&self, a: u32, b: u32) -> Option<f64> {
        let of = self.of.get(a as usize)?;
        let other = |number: &u32| self.pairs[*number as usize].other(a);
        let at = of.binary_search_by_key(&b, other).ok()?;
        Some(self.pairs[of[at] as usize].odds)
    }
}

impl Ground<'_> {
    /// What is known of two passages by themselves.
    fn features(&self, a: u32, b: u32) -> Features {
        let agreement = match (self.evidence.get(a as usize), self.evidence.get(b as usize)) {
            (Some(a), Some(b)) => compare(a, b, self.facts),
            _ => Default::default(),
        };
        let similarity = self.neighbors.cosine(a, b).map(f64::from);
        let margin = similarity.map_or(0.0, |cosine| cosine - self.around(a, b));
        let article = |passage: u32| self.articles.get(passage as usize).copied();
        let articles = article(a).zip(article(b));
        let bytes = |passage: u32| {
            let bytes = self.lengths.get(passage as usize).copied();
            f64::from(bytes.unwrap_or_default().max(1))
        };
        Features {
            similarity,
            margin,
            local: similarity.map_or(0.0, |cosine| self.local(a, b, cosine).unwrap_or(margin)),
            articles: articles
                .and_then(|(a, b)| self.means.between(a, b))
                .unwrap_or_default(),
            length: (bytes(a) / bytes(b)).ln().abs(),
            evidence: agreement.score,
            strength: agreement.strength,
            ..Features::default()
        }
    }

    /// How far a cosine is above that of each passage to the others of the other's article, as a mean over the sides that
    /// have others.
    fn local(&self, a: u32, b: u32, cosine: f64) -> Option<f64> {
        let side = |passage, other: u32| {
            let article = *self.articles.get(other as usize)?;
            let vector = self.neighbors.vector(passage)?;
            Some(cosine - self.means.others(vector, article, cosine)?)
        };
        match (side(a, b), side(b, a)) {
            (Some(one), Some(other)) => Some(f64::midpoint(one, other)),
            (one, other) => one.or(other),
        }
    }

    /// How near passages in the other's language are, as a mean over both sides.
    fn around(&self, a: u32, b: u32) -> f64 {
        let side = |passage, other| {
            let voice = self.neighbors.voice(other)?;
            self.neighbors.around(passage, voice)
        };
        f64::midpoint(
            side(a, b).unwrap_or_default(),
            side(b, a).unwrap_or_default(),
        )
    }
}
