//! The nearest passages of every passage, by the cosine of their vectors, exactly.
//!
//! Kept apart for every language, since passages of one language are nearer to each other than to those of another
//! whatever they say. Products are computed in blocks by `ndarray`'s matrix product, which chooses AVX-512, AVX2, NEON
//! or plain code when the program runs. The whole numbers of the vectors are multiplied, and their sums stay below 2²⁴,
//! where f32 is exact: a cosine does not depend on the order of the work, and is the same from both sides.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use crate::encoder::{Compact, DIMENSIONS};
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;

/// So many of the nearest are kept of each language.
pub(super) const KEPT: usize = 10;
/// The nearest that a margin is measured against: k in Artetxe and Schwenk, *Margin-based Parallel Corpus Mining with
/// Multilingual Sentence Embeddings*, ACL 2019, who took 4.
const AROUND: usize = 4;
/// Passages compared in one matrix product, on either side; 2 × 512 KiB and the products stay in a core's cache.
const BLOCK: usize = 256;
/// The languages held apart.
pub(super) const VOICES: usize = 5;

/// A language among those held apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice(u8);

impl Voice {
    pub fn of(lang: Lang) -> Self {
        Self(match lang {
            Lang::Ja => 0,
            Lang::Ko => 1,
            Lang::En => 2,
            other if other.is_chinese() => 3,
            _ => 4,
        })
    }

    /// Its place among those held apart.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A passage near another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub passage: u32,
    pub cosine: f32,
}

/// Every passage's vector, where it is known, and its nearest of other articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbors {
    vectors: Vec<Option<Compact>>,
    voices: Vec<Voice>,
    articles: Vec<ArticleIx>,
    /// [`VOICES`] lists of each passage, nearest first.
    lists: Vec<Vec<Near>>,
    /// The passages that have a vector, in the order in which they came.
    known: Vec<u32>,
}

impl Neighbors {
    /// Makes room for the next passage, whose vector is not known yet.
    pub fn push(&mut self, article: ArticleIx, lang: Lang) {
        self.vectors.push(None);
        self.voices.push(Voice::of(lang));
        self.articles.push(article);
        self.lists.extend(vec![Vec::new(); VOICES]);
    }

    /// Whether a passage's vector is known.
    pub fn knows(&self, passage: u32) -> bool {
        self.vector(passage).is_some()
    }

    /// The cosine of two passages, where both are known.
    pub fn cosine(&self, a: u32, b: u32) -> Option<f32> {
        Some(self.vector(a)?.dot(self.vector(b)?))
    }

    /// A passage's vector, where it is known.
    pub fn vector(&self, passage: u32) -> Option<&Compact> {
        self.vectors.get(passage as usize)?.as_ref()
    }

    /// The language of a passage.
    pub fn voice(&self, passage: u32) -> Option<Voice> {
        self.voices.get(passage as usize).copied()
    }

    /// The nearest passages of other articles in one language, nearest first.
    pub fn nearest(&self, passage: u32, voice: Voice) -> &[Near] {
        self.lists
            .get(passage as usize * VOICES + voice.index())
            .map_or(&[], Vec::as_slice)
    }

    /// The nearest passages of other articles in every language.
    pub fn all(&self, passage: u32) -> impl Iterator<Item = Near> {
        let first = passage as usize * VOICES;
        let lists = self.lists.get(first..first + VOICES).unwrap_or_default();
        lists.iter().flatten().copied()
    }

    /// How near the nearest of a language are to a passage, as a mean; none where there are none.
    pub fn around(&self, passage: u32, voice: Voice) -> Option<f64> {
        let nearest = self.nearest(passage, voice);
        let nearest = nearest.get(..AROUND).unwrap_or(nearest);
        let count = u32::try_from(nearest.len()).ok().filter(|n| *n > 0)?;
        let sum: f64 = nearest.iter().map(|near| f64::from(near.cosine)).sum();
        Some(sum / f64::from(count))
    }

    /// Takes in the vectors of passages that had none.
    pub fn learn(&mut self, new: Vec<(u32, Compact)>) {
        let first = self.known.len();
        for (passage, vector) in new {
            if let Some(place) = self.vectors.get_mut(passage as usize)
                && place.is_none()
            {
                *place = Some(vector);
                self.known.push(passage);
            }
        }
        let known = std::mem::take(&mut self.known);
        let mut work = Work::default();
        for from in (first..known.len()).step_by(BLOCK) {
            let rows = &known[from..known.len().min(from + BLOCK)];
            work.rows.load(rows, &self.vectors);
            for columns in known[..from].chunks(BLOCK).chain([rows]) {
                work.columns.load(columns, &self.vectors);
                work.multiply();
                self.take(&work, columns.as_ptr() == rows.as_ptr());
            }
        }
        self.known = known;
    }

    /// Takes in the products of a block; a block with itself has every pair twice.
    fn take(&mut self, work: &Work, with_itself: bool) {
        let width = work.columns.passages.len();
        for (i, row) in work.products.chunks_exact(width.max(1)).enumerate() {
            let (a, scale) = (work.rows.passages[i], work.rows.scales[i]);
            let end = if with_itself { i } else { width };
            for (j, product) in row[..end].iter().enumerate() {
                let near = product * (scale * work.columns.scales[j]);
                let b = work.columns.passages[j];
                self.offer(a, b, near);
                self.offer(b, a, near);
            }
        }
    }

    /// Keeps `b` among the nearest of `a` where it is one of them.
    #[inline]
    fn offer(&mut self, a: u32, b: u32, cosine: f32) {
        let list = &mut self.lists[a as usize * VOICES + self.voices[b as usize].index()];
        if list.len() >= KEPT && list.last().is_some_and(|last| last.cosine >= cosine) {
            return;
        }
        if self.articles[a as usize] == self.articles[b as usize] {
            return;
        }
        let at = list.partition_point(|near| {
            near.cosine > cosine || (near.cosine >= cosine && near.passage < b)
        });
        list.insert(at, Near { passage: b, cosine });
        list.truncate(KEPT);
    }
}

/// Blocks of vectors and their products.
#[derive(Default)]
struct Work {
    rows: Block,
    columns: Block,
    products: Vec<f32>,
}

/// Some passages' vectors as numbers the matrix product takes.
#[derive(Default)]
struct Block {
    passages: Vec<u32>,
    scales: Vec<f32>,
    values: Vec<f32>,
}

impl Block {
    fn load(&mut self, passages: &[u32], vectors: &[Option<Compact>]) {
        self.passages.clear();
        self.scales.clear();
        self.values.clear();
        for passage in passages {
            if let Some(Some(vector)) = vectors.get(*passage as usize) {
                self.passages.push(*passage);
                self.scales.push(vector.scale());
                self.values
                    .extend(vector.values().iter().map(|value| f32::from(*value)));
            }
        }
    }

    fn view(&self) -> Option<ArrayView2<'_, f32>> {
        ArrayView2::from_shape((self.passages.len(), DIMENSIONS), &self.values).ok()
    }
}

impl Work {
    fn multiply(&mut self) {
        let (rows, columns) = (self.rows.passages.len(), self.columns.passages.len());
        self.products.resize(rows * columns, 0.0);
        let out = ArrayViewMut2::from_shape((rows, columns), &mut self.products);
        if let (Some(a), Some(b), Ok(mut out)) = (self.rows.view(), self.columns.view(), out) {
            general_mat_mul(1.0, &a, &b.t(), 0.0, &mut out);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoder::Vector;

    fn vector(seed: u64) -> Compact {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut values = [0.0_f32; DIMENSIONS];
        for value in &mut values {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *value = f32::from(state.to_le_bytes()[3]) - 127.5;
        }
        Compact::from(&Vector::new(&values).unwrap())
    }

    const LANGS: [Lang; 3] = [Lang::Ja, Lang::Ko, Lang::En];

    /// Passages of as many articles, three of each, in three languages in turn.
    fn neighbors(count: u32) -> Neighbors {
        let mut neighbors = Neighbors::default();
        for i in 0..count {
            neighbors.push(ArticleIx(i / 3), LANGS[(i / 3 % 3) as usize]);
        }
        neighbors
    }

    fn all(count: u32) -> Vec<(u32, Compact)> {
        (0..count).map(|i| (i, vector(u64::from(i) + 1))).collect()
    }

    #[test]
    fn the_nearest_are_those_of_a_plain_search() {
        let count = 600;
        let mut neighbors = neighbors(count);
        neighbors.learn(all(count));
        for a in (0..count).step_by(37) {
            for voice in LANGS.map(Voice::of) {
                let mut plain: Vec<(f32, u32)> = (0..count)
                    .filter(|b| b / 3 != a / 3 && neighbors.voice(*b) == Some(voice))
                    .map(|b| (neighbors.cosine(a, b).unwrap(), b))
                    .collect();
                plain.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                let found = neighbors.nearest(a, voice);
                assert_eq!(found.len(), KEPT);
                for (near, (cosine, _)) in found.iter().zip(plain) {
                    assert!((near.cosine - cosine).abs() < 1e-6);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn in_which_parts_vectors_come_does_not_matter(cut in 0_usize..60, other in 0_usize..60) {
            let whole = { let mut n = neighbors(60); n.learn(all(60)); n };
            let mut parts = neighbors(60);
            let vectors = all(60);
            let (first, last) = (cut.min(other), cut.max(other));
            for part in [&vectors[last..], &vectors[..first], &vectors[first..last]] {
                parts.learn(part.to_vec());
            }
            for a in 0..60 {
                prop_assert_eq!(whole.all(a).collect::<Vec<_>>(), parts.all(a).collect::<Vec<_>>());
            }
        }
    }
}
