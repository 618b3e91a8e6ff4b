//! How two articles run in parallel: how near they are as wholes, and where a pair stands among their other pairs.
//!
//! **Means.** The mean cosine of all passages of two articles tells whether they speak of one thing at all; how far a
//! pair is above the other passages of both articles tells more of a pair than how far it is above the whole library, where
//! few articles speak of it.
//!
//! **Paths.** Translations and wire copies tell in one order. A *run* is any choice of an article pair's pairs that goes
//! forward in both articles, each passage once; its weight is the product of its pairs' odds. The share of all runs'
//! weight that goes through a pair is how probable it is if both articles tell in one order: the forward-backward
//! algorithm of sentence alignment, with gaps at no cost. Whether they do is for the regression to judge.
//!
//! Everything here is of one pair of articles: a new article changes nothing between others.

use super::nearest::Neighbors;
use crate::encoder::{Compact, DIMENSIONS, Vector};
use crate::news::library::ArticleIx;

/// A pair's log odds count as no more than this in its run, either way.
const MOST_ODDS: f64 = 12.0;
/// The log odds that runs give a pair are no more than this, either way.
pub(super) const MOST_PATH: f64 = 8.0;
/// Sums of runs are brought down by this where they exceed it: they grow with the length of the articles without bound.
const LARGE: f64 = 1e100;

/// The sum of an article's vectors.
#[derive(Clone, Debug)]
struct Sum {
    direction: Compact,
    length: f64,
    count: f64,
}

/// The sums of the vectors of all articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Means(Vec<Option<Sum>>);

/// A pair of two articles: its places in both, and its log odds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub a: u32,
    pub b: u32,
    pub odds: f64,
}

impl Means {
    /// Of passages with their articles, those of one article side by side.
    pub fn of(neighbors: &Neighbors, articles: &[ArticleIx]) -> Self {
        let mut sums = Vec::new();
        let mut start = 0_u32;
        for passages in articles.chunk_by(|x, y| x == y) {
            let end = start.saturating_add(u32::try_from(passages.len()).unwrap_or(u32::MAX));
            sums.push(Sum::of((start..end).filter_map(|i| neighbors.vector(i))));
            start = end;
        }
        let mut means = Self::default();
        for (passages, sum) in articles.chunk_by(|x, y| x == y).zip(sums) {
            let at = passages.first().map_or(0, |article| article.index());
            if means.0.len() <= at {
                means.0.resize(at + 1, None);
            }
            if let Some(place) = means.0.get_mut(at) {
                *place = sum;
            }
        }
        means
    }

    fn get(&self, article: ArticleIx) -> Option<&Sum> {
        self.0.get(article.index())?.as_ref()
    }

    /// The mean cosine of all passages of two articles.
    pub fn between(&self, a: ArticleIx, b: ArticleIx) -> Option<f64> {
        let (a, b) = (self.get(a)?, self.get(b)?);
        let product = a.length * b.length * f64::from(a.direction.dot(&b.direction));
        Some(product / (a.count * b.count))
    }

    /// The mean cosine of a vector to an article's passages but the one to which it has this cosine; none where there is
    /// no other.
    pub fn others(&self, vector: &Compact, article: ArticleIx, cosine: f64) -> Option<f64> {
        let sum = self.get(article).filter(|sum| sum.count > 1.0)?;
        let all = sum.length * f64::from(sum.direction.dot(vector));
        Some((all - cosine) / (sum.count - 1.0))
    }
}

impl Sum {
    fn of<'a>(vectors: impl Iterator<Item = &'a Compact>) -> Option<Self> {
        let (mut sum, mut count) = ([0.0_f32; DIMENSIONS], 0.0);
        for vector in vectors {
            for (sum, value) in sum.iter_mut().zip(vector.values()) {
                *sum += vector.scale() * f32::from(*value);
            }
            count += 1.0;
        }
        let squares = sum.iter().map(|value| f64::from(value * value));
        Some(Self {
            length: squares.sum::<f64>().sqrt(),
            direction: Compact::from(&Vector::new(&sum)?),
            count,
        })
    }
}

/// The log odds of each pair of two articles if both tell in one order; the pairs by `a`, then by `b`.
pub(super) fn paths(cells: &[Cell]) -> Vec<f64> {
    if let [cell] = cells {
        return vec![cell.odds.clamp(-MOST_PATH, MOST_PATH)];
    }
    let first = cells.iter().map(|cell| cell.b).min().unwrap_or_default();
    let last = cells.iter().map(|cell| cell.b).max().unwrap_or_default();
    let weight = |cell: &Cell| cell.odds.clamp(-MOST_ODDS, MOST_ODDS).exp();
    let weights: Vec<f64> = cells.iter().map(weight).collect();
    let forward = cells.iter().zip(&weights);
    let (before, all) = runs(last - first, forward.map(|(c, w)| (c.a, c.b - first, *w)));
    let backward = cells.iter().zip(&weights).rev();
    let (after, _) = runs(last - first, backward.map(|(c, w)| (c.a, last - c.b, *w)));
    let share = |((before, after), weight): ((&Weight, &Weight), &f64)| {
        let scale = before.scale + after.scale - all.scale;
        let share = before.value / all.value * after.value * weight * LARGE.powi(scale);
        let share = share.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        (share / (1.0 - share)).ln().clamp(-MOST_PATH, MOST_PATH)
    };
    let sides = before.iter().zip(after.iter().rev());
    sides.zip(&weights).map(share).collect()
}

/// A weight of runs: a value, and how often it was brought down by [`LARGE`].
#[derive(Clone, Copy, Debug)]
struct Weight {
    value: f64,
    scale: i32,
}

/// The weight of all runs before each pair, and of all runs; pairs are row, column up to `width` and weight, by row.
fn runs(width: u32, cells: impl Iterator<Item = (u32, u32, f64)>) -> (Vec<Weight>, Weight) {
    let mut sums = Sums {
        tree: vec![0.0; width as usize + 2],
        all: 1.0,
        none: 1.0,
        scale: 0,
    };
    let mut before = Vec::new();
    // Pairs of one row are no run: they are added when all of the row are looked up.
    let mut row: Vec<(u32, f64)> = Vec::new();
    let mut now = None;
    for (a, b, weight) in cells {
        if now != Some(a) {
            row.drain(..).for_each(|(b, weight)| sums.add(b, weight));
            sums.bring_down();
            now = Some(a);
        }
        let value = sums.below(b);
        before.push(Weight {
            value,
            scale: sums.scale,
        });
        row.push((b, value * weight));
    }
    row.drain(..).for_each(|(b, weight)| sums.add(b, weight));
    let all = Weight {
        value: sums.all,
        scale: sums.scale,
    };
    (before, all)
}

/// The weights of the runs that end in each column, as a tree of partial sums (P. M. Fenwick, 1994).
struct Sums {
    tree: Vec<f64>,
    all: f64,
    /// The run of nothing.
    none: f64,
    scale: i32,
}

impl Sums {
    /// The weight of all runs that end in columns below one.
    fn below(&self, column: u32) -> f64 {
        let mut at = column as usize;
        let mut sum = self.none;
        while at > 0 {
            sum += self.tree.get(at).copied().unwrap_or_default();
            at &= at - 1;
        }
        sum
    }

    fn add(&mut self, column: u32, weight: f64) {
        let mut at = column as usize + 1;
        while let Some(sum) = self.tree.get_mut(at) {
            *sum += weight;
            at += at & at.wrapping_neg();
        }
        self.all += weight;
    }

    fn bring_down(&mut self) {
        if self.all > LARGE {
            let parts = self.tree.iter_mut().chain([&mut self.all, &mut self.none]);
            parts.for_each(|part| *part /= LARGE);
            self.scale += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The weight of all runs that go through a pair, or of all, by trying each.
    fn weight(cells: &[Cell], through: Option<usize>) -> f64 {
        let runs = 0_u32..1 << cells.len();
        let run =
            |set: u32| -> Vec<usize> { (0..cells.len()).filter(|i| set >> i & 1 == 1).collect() };
        runs.map(run)
            .filter(|run| through.is_none_or(|i| run.contains(&i)))
            .filter(|run| {
                let mut steps = run.windows(2).map(|two| (cells[two[0]], cells[two[1]]));
                steps.all(|(x, y)| x.a < y.a && x.b < y.b)
            })
            .map(|run| run.iter().map(|i| cells[*i].odds.exp()).product::<f64>())
            .sum()
    }

    fn cells() -> impl Strategy<Value = Vec<Cell>> {
        let places = prop::collection::btree_map((3_u32..8, 5_u32..10), -5.0_f64..5.0, 1..9);
        let cell = |((a, b), odds)| Cell { a, b, odds };
        places.prop_map(move |cells| cells.into_iter().map(cell).collect())
    }

    proptest! {
        #[test]
        fn a_path_is_the_share_of_all_runs(cells in cells()) {
            let all = weight(&cells, None);
            for (i, path) in paths(&cells).into_iter().enumerate() {
                let share = weight(&cells, Some(i)) / all;
                let odds = (share / (1.0 - share)).ln().clamp(-MOST_PATH, MOST_PATH);
                prop_assert!((path - odds).abs() < 1e-6, "{path} {odds}");
            }
        }
    }

    #[test]
    fn long_articles_are_no_trouble() {
        let place = |a, b, odds| Cell { a, b, odds };
        let cell = |i: u32| [place(i, i, 9.0), place(i, i + 3, 2.0)];
        let cells: Vec<Cell> = (0..2000).flat_map(cell).collect();
        let paths = paths(&cells);
        assert!(paths.iter().all(|path| path.is_finite()));
        assert!(
            paths[2000] > 4.0 && paths[2001] < -4.0,
            "{:?}",
            &paths[2000..2002]
        );
    }

    #[test]
    fn what_crosses_many_is_improbable() {
        let mut cells: Vec<Cell> = (0..6)
            .map(|i| Cell {
                a: i,
                b: i,
                odds: 3.0,
            })
            .collect();
        cells.insert(
            1,
            Cell {
                a: 0,
                b: 5,
                odds: 3.0,
            },
        );
        let paths = paths(&cells);
        assert!(paths[0] > 2.0 && paths[1] < -5.0, "{paths:?}");
    }
}
