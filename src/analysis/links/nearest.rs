//! The nearest passages of every passage, by the cosine of their vectors, exactly.
//!
//! Kept apart for every language, since passages of one language are nearer to each other than to those of another
//! whatever they say. Which are kept does not depend on the order in which they are found, nor on how often: of equal
//! cosines the first of the library counts. So the work is done on all cores, and what was found once stays good when
//! other passages come or go.

use std::collections::HashSet;

use super::products::{BLOCK, Products};
use super::unchanged::{runs, unchanged};
use crate::analysis::cores;
use crate::encoder::Compact;
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;

/// So many of the nearest are kept of each language.
pub(super) const KEPT: usize = 10;
/// The nearest that a margin is measured against: k in Artetxe and Schwenk, *Margin-based Parallel Corpus Mining with
/// Multilingual Sentence Embeddings*, ACL 2019, who took 4.
const AROUND: usize = 4;
/// So many blocks are compared with one in one piece of work.
const PIECE: usize = 8;
/// The languages held apart.
pub(super) const VOICES: usize = 5;

/// A language among those held apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    lists: Lists,
    /// The passages that have a vector, in the order in which they came.
    known: Vec<u32>,
}

impl Neighbors {
    /// Makes room for the next passage, whose vector is not known yet.
    pub fn push(&mut self, article: ArticleIx, lang: Lang) {
        self.vectors.push(None);
        self.voices.push(Voice::of(lang));
        self.articles.push(article);
        self.lists.grow(self.voices.len());
    }

    /// How many passages there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.voices.len()).unwrap_or(u32::MAX)
    }

    /// Whether a passage's vector is known.
    pub fn knows(&self, passage: u32) -> bool {
        self.vector(passage).is_some()
    }

    /// The cosine of two passages, where both are known: the one by which they were found.
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
        let at = passage as usize * VOICES + voice.index();
        self.lists.near.get(at).map_or(&[], Vec::as_slice)
    }

    /// The nearest passages of other articles in every language.
    pub fn all(&self, passage: u32) -> impl Iterator<Item = Near> {
        let first = passage as usize * VOICES;
        let lists = self
            .lists
            .near
            .get(first..first + VOICES)
            .unwrap_or_default();
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
        let mut pieces = Vec::new();
        for from in (first..self.known.len()).step_by(BLOCK) {
            let rows = &self.known[from..self.known.len().min(from + BLOCK)];
            let columns = &self.known[..from];
            pieces.push(Piece {
                rows,
                columns: rows,
            });
            pieces.extend(
                columns
                    .chunks(BLOCK * PIECE)
                    .map(|columns| Piece { rows, columns }),
            );
        }
        self.lists = self.search(pieces);
    }

    /// Takes in vectors where none is known yet, as [`learn`](Self::learn), with what is known of an older library.
    pub fn learn_after(&mut self, old: &Self, new: Vec<(u32, Compact)>) {
        let mut vectors = vec![None; self.voices.len()];
        for (passage, vector) in &new {
            if let Some(place) = vectors.get_mut(*passage as usize) {
                *place = Some(vector);
            }
        }
        let now = runs(&self.articles, &self.voices, |passage| vectors[passage]);
        let then = runs(&old.articles, &old.voices, |passage| {
            old.vectors[passage].as_ref()
        });
        let mut moved = vec![None; old.voices.len()];
        for (from, to, length) in unchanged(&then, &now) {
            for i in 0..length {
                moved[from + i] = u32::try_from(to + i).ok();
            }
        }
        let stayed: HashSet<u32> = moved.iter().flatten().copied().collect();
        let (stayed, new): (Vec<_>, Vec<_>) = new
            .into_iter()
            .partition(|(passage, _)| stayed.contains(passage));
        for (passage, vector) in stayed {
            self.vectors[passage as usize] = Some(vector);
            self.known.push(passage);
        }
        let short = self.lists.take_over(&old.lists, &moved);
        self.learn(new);
        let pieces = short.chunks(BLOCK).flat_map(|rows| {
            let columns = self.known.chunks(BLOCK * PIECE);
            columns.map(move |columns| Piece { rows, columns })
        });
        self.lists = self.search(pieces.collect());
    }

    /// The lists with what is found in some pieces of work.
    fn search(&self, pieces: Vec<Piece<'_>>) -> Lists {
        let new = || Finder {
            products: Products::default(),
            lists: self.lists.empty(),
        };
        let found = cores::shares(pieces, new, |finder, piece| finder.search(self, &piece));
        let mut lists = self.lists.clone();
        for finder in found {
            lists.merge(finder.lists);
        }
        lists
    }
}

/// Passages that are compared with others; with themselves, each pair once.
#[derive(Clone, Copy)]
struct Piece<'a> {
    rows: &'a [u32],
    columns: &'a [u32],
}

/// One thread's work: what it has found.
struct Finder {
    products: Products,
    lists: Lists,
}

impl Finder {
    fn search(&mut self, all: &Neighbors, piece: &Piece<'_>) {
        self.products.load_rows(piece.rows, &all.vectors);
        for columns in piece.columns.chunks(BLOCK) {
            self.products.multiply(columns, &all.vectors);
            self.take(all, piece.rows.as_ptr() == columns.as_ptr());
        }
    }

    /// Takes in the products of a block; a block with itself has every pair twice.
    fn take(&mut self, all: &Neighbors, with_itself: bool) {
        let (rows, columns) = (&self.products.rows, &self.products.columns);
        for (i, row) in self.products.values().enumerate() {
            let (a, scale) = (rows.passages[i], rows.scales[i]);
            let voice = all.voices[a as usize];
            let end = if with_itself { i } else { row.len() };
            for (j, product) in row[..end].iter().enumerate() {
                let cosine = product * (scale * columns.scales[j]);
                let b = columns.passages[j];
                let (there, back) = (place(a, all.voices[b as usize]), place(b, voice));
                let is_near = cosine >= self.lists.floors[there];
                if (is_near || cosine >= self.lists.floors[back])
                    && all.articles[a as usize] != all.articles[b as usize]
                {
                    self.lists.offer(there, Near { passage: b, cosine });
                    self.lists.offer(back, Near { passage: a, cosine });
                }
            }
        }
    }
}

/// Where the list of a passage's nearest in a language stands.
fn place(passage: u32, voice: Voice) -> usize {
    passage as usize * VOICES + voice.index()
}

/// The nearest of every passage in every language.
#[derive(Clone, Debug, Default)]
struct Lists {
    /// [`VOICES`] lists of each passage, nearest first, of equals the first of the library first.
    near: Vec<Vec<Near>>,
    /// What is below this is not among the nearest, of each list.
    floors: Vec<f32>,
}

impl Lists {
    /// Makes room for so many passages.
    fn grow(&mut self, passages: usize) {
        self.near.resize(passages * VOICES, Vec::new());
        self.floors.resize(passages * VOICES, f32::NEG_INFINITY);
    }

    /// Lists without passages that take in what these would.
    fn empty(&self) -> Self {
        Self {
            near: vec![Vec::new(); self.near.len()],
            floors: self.floors.clone(),
        }
    }

    /// Keeps a passage where it is one of the nearest and not known as such.
    fn offer(&mut self, at: usize, new: Near) {
        if new.cosine < self.floors[at] {
            return;
        }
        let list = &mut self.near[at];
        let place = list.partition_point(|near| {
            near.cosine > new.cosine || (near.cosine >= new.cosine && near.passage < new.passage)
        });
        if place < KEPT && list.get(place) != Some(&new) {
            list.insert(place, new);
            list.truncate(KEPT);
            if let Some(last) = list.get(KEPT - 1) {
                self.floors[at] = self.floors[at].max(last.cosine);
            }
        }
    }

    /// Takes in what others have.
    fn merge(&mut self, other: Self) {
        for (at, list) in other.near.into_iter().enumerate() {
            for near in list {
                self.offer(at, near);
            }
        }
    }

    /// Takes over the lists of older passages, of which `moved` says where they stand now: those of which something is
    /// missing are given back, and left empty.
    fn take_over(&mut self, old: &Self, moved: &[Option<u32>]) -> Vec<u32> {
        let mut short = Vec::new();
        for (lists, to) in old.near.chunks(VOICES).zip(moved) {
            let Some(to) = to else { continue };
            let first = *to as usize * VOICES;
            for (list, at) in lists.iter().zip(first..) {
                let here = list.iter().filter_map(|near| {
                    let passage = (*moved.get(near.passage as usize)?)?;
                    Some(Near { passage, ..*near })
                });
                self.near[at] = here.collect();
                if self.near[at].len() == KEPT {
                    self.floors[at] = self.near[at].last().map_or(f32::NEG_INFINITY, |l| l.cosine);
                } else if list.len() == KEPT {
                    short.push(*to);
                }
            }
        }
        short.dedup();
        short
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoder::{DIMENSIONS, Vector};

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
                    .map(|b| {
                        let both = [a, b].map(|passage| neighbors.vector(passage).unwrap());
                        (both[0].dot(both[1]), b)
                    })
                    .collect();
                plain.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                let found = neighbors.nearest(a, voice);
                assert_eq!(found.len(), KEPT);
                for (near, (cosine, passage)) in found.iter().zip(plain) {
                    assert_eq!(
                        (near.cosine.to_bits(), near.passage),
                        (cosine.to_bits(), passage)
                    );
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
