//! The links of a whole library: which passages are compared, and what their articles add.
//!
//! 1. Compared are every passage's nearest in every language, and those that share most evidence with it.
//! 2. Each pair is judged by itself: similarity, margin, evidence.
//! 3. Then in its articles: pairs in which each is the other's best in its article tie two articles together, and lift
//!    their other pairs; links between the passages before and after a pair speak for it; the next best speaks against;
//!    where articles tell in one order (`parallel`), so does a pair that would break it.
//!
//! Everything is symmetric: a link is the same from both ends.

use super::calibration::{Calibration, Features, MOST_LEAD, logistic};
use super::groups::{Ends, Groups};
use super::nearest::{Neighbors, VOICES, Voice};
use super::parallel::{Cell, Means, paths};
use super::rank::{Evidence, KeyFacts, compare};
use crate::analysis::cores;
use crate::news::library::ArticleIx;

/// How far the passage after (before) one may be linked beyond the one after (before) its counterpart.
const STRIDE: i32 = 2;
const REACH: u32 = STRIDE.unsigned_abs();
/// So many pairs, or passages, are judged in one piece of work.
const PART: usize = 4096;

/// What is known of two passages that were compared.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// What was known in the first round, where it is kept.
    pub first: Option<Box<Features>>,
    /// What is known in the end.
    pub features: Features,
    pub probability: f64,
}

/// Every pair of a library that was compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    /// The passages of each pair, the smaller number first; in order.
    ends: Vec<Ends>,
    /// What is known of the pairs, [`PART`] in a part.
    parts: Vec<Vec<Pair>>,
    groups: Groups,
    /// The log odds of each pair, as far as it is judged.
    odds: Vec<f64>,
    /// Where the pairs of each passage begin in `of`, and at the end how many there are.
    starts: Vec<usize>,
    /// The other passages of each passage's pairs, in order, with the pairs' numbers.
    of: Vec<(u32, u32)>,
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
    pub is_fitting: bool,
}

/// The log odds of a passage's best pair and of the next best, in each language.
type Best = [[f64; 2]; VOICES];

/// How articles are tied together by pairs in which each passage is the other's best in its article.
struct Ties {
    /// Whether each pair is such a one.
    mutual: Vec<bool>,
    /// Their probabilities, summed, of each group.
    sums: Vec<f64>,
    /// The passages of each article.
    sizes: Vec<f64>,
}

impl Drawn {
    /// Judges the pairs, each a smaller number and a larger one, each once and in order.
    pub fn new(compared: Vec<Ends>, ground: &Ground<'_>) -> Self {
        let mut drawn = Self {
            groups: Groups::new(&compared, ground.articles),
            ends: compared,
            ..Self::default()
        };
        drawn.parts = drawn.compare(ground);
        drawn.list(ground.articles.len());
        drawn.judge(|pair| ground.calibration.base(&pair.features));
        // What the articles say of each pair makes the other pairs, and so the articles, clearer.
        drawn.place(ground, |pair| {
            pair.first = ground.is_fitting.then(|| Box::new(pair.features));
        });
        drawn.judge(|pair| ground.calibration.placed(&pair.features));
        drawn.place(ground, |pair| {
            pair.probability = ground.calibration.probability(&pair.features);
        });
        drawn
    }

    /// What is known of each pair by itself.
    fn compare(&self, ground: &Ground<'_>) -> Vec<Vec<Pair>> {
        let near = self.groups.each(|pairs| {
            let (a, b) = *self.ends.get(*pairs.first()? as usize)?;
            let article = |passage: u32| ground.articles.get(passage as usize).copied();
            ground.means.between(article(a)?, article(b)?)
        });
        let parts = self.ends.chunks(PART).zip(self.groups.of().chunks(PART));
        cores::each(parts.collect(), |(ends, groups)| {
            let pair = |((a, b), group): (&Ends, &u32)| Pair {
                first: None,
                features: Features {
                    articles: near[*group as usize].unwrap_or_default(),
                    ..ground.features(*a, *b)
                },
                probability: 0.0,
            };
            ends.iter().zip(groups).map(pair).collect()
        })
    }

    /// The pairs of a passage with the other one, in its order.
    pub fn of(&self, passage: u32) -> impl Iterator<Item = (u32, &Pair)> {
        let pairs = self.pairs_of(passage).iter();
        pairs.map(|(other, number)| {
            let number = *number as usize;
            (*other, &self.parts[number / PART][number % PART])
        })
    }

    /// Lists the pairs of each passage. They come by the smaller number, then the larger: of a passage first those with
    /// smaller ones, in order.
    fn list(&mut self, passages: usize) {
        self.starts = vec![0; passages + 2];
        // Counted two places on, summed, and moved one place on by the filling.
        for passage in self.ends.iter().flat_map(|(a, b)| [*a, *b]) {
            self.starts[passage as usize + 2] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.of = vec![(0, 0); 2 * self.ends.len()];
        for ((a, b), number) in self.ends.iter().zip(0..) {
            for (passage, other) in [(*a, *b), (*b, *a)] {
                let next = &mut self.starts[passage as usize + 1];
                self.of[*next] = (other, number);
                *next += 1;
            }
        }
    }

    /// The other passages of a passage's pairs, in order, with the pairs' numbers.
    fn pairs_of(&self, passage: u32) -> &[(u32, u32)] {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        let at = passage as usize;
        self.of.get(place(at)..place(at + 1)).unwrap_or_default()
    }

    /// Gives every pair its log odds.
    fn judge(&mut self, odds: impl Fn(&Pair) -> f64 + Sync) {
        let parts = self.parts.iter().collect();
        let odds = cores::each(parts, |part: &Vec<Pair>| {
            part.iter().map(&odds).collect::<Vec<_>>()
        });
        self.odds = odds.concat();
    }

    /// Judges every pair in its articles, from the log odds of all; `then` is done with each.
    fn place(&mut self, ground: &Ground<'_>, then: impl Fn(&mut Pair) + Sync) {
        let ties = self.ties(ground);
        let best = self.best(ground);
        let paths = self.paths();
        let mut parts = std::mem::take(&mut self.parts);
        let numbered = (0..).step_by(PART).zip(&mut parts).collect();
        cores::each(numbered, |(first, part): (usize, &mut Vec<Pair>)| {
            let mut around = Around::default();
            for (number, pair) in (first..).zip(part) {
                let (ends, odds) = (self.ends[number], self.odds[number]);
                let others = ties.others(number, self.groups.of()[number], odds);
                pair.features.cover = others / ties.shorter(ends, ground.articles);
                pair.features.ties = others.ln_1p();
                pair.features.lead = lead(ends, odds, &best, ground.neighbors);
                pair.features.beside = around.beside(ends, self, ground.articles);
                pair.features.path = paths[number];
                then(pair);
            }
        });
        self.parts = parts;
    }

    /// How articles are tied together.
    fn ties(&self, ground: &Ground<'_>) -> Ties {
        let article = |passage: u32| ground.articles[passage as usize];
        let odds = |number: u32| self.odds[number as usize];
        let parts = cores::parts(ground.articles.len(), PART);
        let firsts = cores::each(parts, |part| {
            let mut firsts = Vec::new();
            for passage in part {
                let pairs = self.pairs_of(u32::try_from(passage).unwrap_or(u32::MAX));
                for same in pairs.chunk_by(|x, y| article(x.0) == article(y.0)) {
                    let first = same.iter().max_by(|x, y| odds(x.1).total_cmp(&odds(y.1)));
                    firsts.extend(first.map(|(_, number)| *number));
                }
            }
            firsts
        });
        let mut ties = Ties {
            mutual: vec![false; self.ends.len()],
            sums: vec![0.0; self.groups.count()],
            sizes: Vec::new(),
        };
        let mut seen = vec![false; self.ends.len()];
        for number in firsts.into_iter().flatten() {
            let number = number as usize;
            ties.mutual[number] = std::mem::replace(&mut seen[number], true);
        }
        let pairs = self.groups.of().iter().zip(&self.odds).zip(&ties.mutual);
        for ((group, odds), _) in pairs.filter(|(_, mutual)| **mutual) {
            ties.sums[*group as usize] += logistic(*odds);
        }
        for article in ground.articles {
            let size = ties.sizes.len().max(article.index() + 1);
            ties.sizes.resize(size, 0.0);
            ties.sizes[article.index()] += 1.0;
        }
        ties
    }

    /// How probable each pair is if its articles tell in one order, as log odds.
    fn paths(&self) -> Vec<f64> {
        let paths = self.groups.each(|pairs| {
            let cell = |number: &u32| {
                let (a, b) = self.ends[*number as usize];
                let odds = self.odds[*number as usize];
                Cell { a, b, odds }
            };
            paths(&pairs.iter().map(cell).collect::<Vec<_>>())
        });
        let mut in_order = vec![0.0; self.ends.len()];
        for (number, path) in self.groups.pairs().iter().zip(paths.into_iter().flatten()) {
            in_order[*number as usize] = path;
        }
        in_order
    }

    /// The best two of each passage, in each language.
    fn best(&self, ground: &Ground<'_>) -> Vec<Best> {
        let parts = cores::parts(ground.articles.len(), PART);
        let best = cores::each(parts, |part| {
            let best = part.map(|passage| {
                let mut best = [[f64::NEG_INFINITY; 2]; VOICES];
                for (other, number) in self.pairs_of(u32::try_from(passage).unwrap_or(u32::MAX)) {
                    let two = &mut best[voice(*other, ground.neighbors)];
                    let odds = self.odds[*number as usize];
                    if odds > two[0] {
                        *two = [odds, two[0]];
                    } else if odds > two[1] {
                        two[1] = odds;
                    }
                }
                best
            });
            best.collect::<Vec<_>>()
        });
        best.concat()
    }
}

impl Ties {
    /// The others that tie the articles of a pair, as a sum of probabilities.
    fn others(&self, number: usize, group: u32, odds: f64) -> f64 {
        let all = self.sums[group as usize];
        let own = if self.mutual[number] {
            logistic(odds)
        } else {
            0.0
        };
        (all - own).max(0.0)
    }

    /// The passages of the shorter of a pair's articles.
    fn shorter(&self, (a, b): Ends, articles: &[ArticleIx]) -> f64 {
        let size = |passage: u32| {
            let article = articles[passage as usize];
            self.sizes.get(article.index()).copied().unwrap_or(1.0)
        };
        size(a).min(size(b))
    }
}

/// A walk over the pairs of a library in their order, that sees the pairs of the passages around theirs.
#[derive(Default)]
struct Around {
    passage: Option<u32>,
    /// The first pair that can still matter, of the passage two before up to that two after.
    next: [usize; 5],
}

impl Around {
    /// How probable links are between the passages just before a pair, and between those just after it; the most
    /// probable of either side, summed. Pairs come in order.
    fn beside(&mut self, (a, b): Ends, drawn: &Drawn, articles: &[ArticleIx]) -> f64 {
        if self.passage != Some(a) {
            self.passage = Some(a);
            self.next = [0; 5];
        }
        let article = |passage: u32| articles.get(passage as usize);
        let (mut before, mut after) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (step, next) in (-STRIDE..=STRIDE).zip(&mut self.next) {
            let passage = a
                .checked_add_signed(step)
                .filter(|i| article(*i) == article(a));
            let Some(passage) = passage else { continue };
            let pairs = drawn.pairs_of(passage);
            let (low, high) = (b.saturating_sub(REACH), b.saturating_add(REACH));
            while pairs.get(*next).is_some_and(|(other, _)| *other < low) {
                *next += 1;
            }
            let rest = pairs.get(*next..).unwrap_or_default();
            for (other, number) in rest.iter().take_while(|(other, _)| *other <= high) {
                if article(*other) != article(b) {
                    continue;
                }
                let odds = drawn.odds[*number as usize];
                match Side::of(step, other.cast_signed().wrapping_sub(b.cast_signed())) {
                    Some(Side::Before) => before = before.max(odds),
                    Some(Side::After) => after = after.max(odds),
                    None => {}
                }
            }
        }
        logistic(before) + logistic(after)
    }
}

/// Where a pair stands that speaks for another.
enum Side {
    Before,
    After,
}

impl Side {
    /// By how many passages each end is away from that of the other pair: by one, one of them also by none or by
    /// [`STRIDE`].
    fn of(one: i32, other: i32) -> Option<Self> {
        let (near, far) = (one.abs().min(other.abs()), one.abs().max(other.abs()));
        let is_beside = match near {
            0 => far == 1,
            1 => far <= STRIDE && (one < 0) == (other < 0),
            _ => false,
        };
        let side = if one + other < 0 {
            Self::Before
        } else {
            Self::After
        };
        is_beside.then_some(side)
    }
}

fn voice(passage: u32, neighbors: &Neighbors) -> usize {
    neighbors.voice(passage).map_or(0, Voice::index)
}

/// How far a pair is ahead of the next best in each other's language.
fn lead((a, b): Ends, odds: f64, best: &[Best], neighbors: &Neighbors) -> f64 {
    let ahead = |passage: u32, other: u32| {
        let [first, second] = best[passage as usize][voice(other, neighbors)];
        let next = if odds >= first { second } else { first };
        (odds - next).clamp(-MOST_LEAD, MOST_LEAD)
    };
    ahead(a, b).min(ahead(b, a))
}

impl Ground<'_> {
    /// What is known of two passages by themselves, but how near their articles are.
    fn features(&self, a: u32, b: u32) -> Features {
        let agreement = match (self.evidence.get(a as usize), self.evidence.get(b as usize)) {
            (Some(a), Some(b)) => compare(a, b, self.facts),
            _ => Default::default(),
        };
        let similarity = self.neighbors.cosine(a, b).map(f64::from);
        let margin = similarity.map_or(0.0, |cosine| cosine - self.around(a, b));
        let bytes = |passage: u32| {
            let bytes = self.lengths.get(passage as usize).copied();
            f64::from(bytes.unwrap_or_default().max(1))
        };
        Features {
            similarity,
            margin,
            local: similarity.map_or(0.0, |cosine| self.local(a, b, cosine).unwrap_or(margin)),
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
