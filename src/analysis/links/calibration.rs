//! From what speaks for a link to one probability and a kind: logistic regressions and their constants.
//!
//! The constants are printed by `cargo run --release --example calibrate`, whose head tells what they are fitted on.

use crate::news::link::LinkKind;

/// From this probability on a link is claimed; what lies below is offered as the nearest at most.
pub const THRESHOLD: f64 = 0.6;

/// Numbers in the first regression, the constant among them.
pub const BASE: usize = 5;
/// Numbers in those of a pair in its articles.
pub const FULL: usize = 13;
/// Which of these, the constant first, decide between the two experts: how many passages the articles share, the pairs
/// beside, the lead, the order, how near the articles are.
pub const GATED: [usize; 7] = [0, 5, 6, 7, 8, 9, 11];
/// Numbers in the one for passages of which one has no vector.
pub const ALONE: usize = 3;
/// The lead over the next best counts as no more than this, either way; in log odds.
pub const MOST_LEAD: f64 = 4.0;
/// Shared evidence counts as no more than this.
const MOST_STRENGTH: f64 = 3.0;

/// Nothing is less probable than this, or more certain.
const LEAST: f64 = 1e-12;

/// What is known of two passages of different articles; symmetric in both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// The cosine of their vectors; none where one has no vector.
    pub similarity: Option<f64>,
    /// The cosine less the mean of those of the four nearest passages in the other's language, of both sides.
    pub margin: f64,
    /// How much of their evidence they share, 0 to below 1.
    pub evidence: f64,
    /// How much evidence they share, from 0 up.
    pub strength: f64,
    /// How many other passages of their articles are each other's best, for every passage of the shorter article.
    pub cover: f64,
    /// The same as a count, as `ln(1 + n)`.
    pub ties: f64,
    /// The probabilities of links between the passages just before them and just after them, summed: 0 to 2.
    pub beside: f64,
    /// How far they are ahead of the next best in each other's language, in log odds.
    pub lead: f64,
    /// The log odds of the pair if both articles tell in one order.
    pub path: f64,
    /// The cosine less the mean of those of each passage to the other passages of the other's article.
    pub local: f64,
    /// The mean cosine of all passages of their articles.
    pub articles: f64,
    /// How much longer one is than the other, as the logarithm of the ratio of their bytes, from 0 up.
    pub length: f64,
}

/// Two regressions and what decides between them: a mixture of experts (R. A. Jacobs, M. I. Jordan, S. J. Nowlan and
/// G. E. Hinton, *Adaptive Mixtures of Local Experts*, 1991).
///
/// One scale cannot serve both articles that say the same in one order and articles that only tell of the same things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Experts {
    /// For pairs in articles that run in parallel.
    pub parallel: [f64; FULL],
    /// For all others.
    pub apart: [f64; FULL],
    /// The log odds of the first, by the numbers of [`GATED`].
    pub gate: [f64; GATED.len()],
}

/// The constants of the regressions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Of the pair by itself.
    pub base: [f64; BASE],
    /// Of the pair in its articles, first round.
    pub placed: Experts,
    /// Of the pair in its articles, as they look after the first round.
    pub full: Experts,
    /// Of the pair by its evidence alone.
    pub alone: [f64; ALONE],
    /// Whether a link says the same.
    pub same: [f64; FULL],
    /// Whether a link tells of the same event or figure, or says the same.
    pub fact: [f64; FULL],
}

impl Features {
    /// What the first regression takes.
    #[must_use]
    pub fn base(&self) -> [f64; BASE] {
        [
            1.0,
            self.similarity.unwrap_or_default(),
            self.margin,
            self.evidence,
            self.strength.min(MOST_STRENGTH),
        ]
    }

    /// What the second takes.
    #[must_use]
    pub fn full(&self) -> [f64; FULL] {
        let [one, similarity, margin, evidence, strength] = self.base();
        [
            one,
            similarity,
            margin,
            evidence,
            strength,
            self.cover,
            self.ties,
            self.beside,
            self.lead.clamp(-MOST_LEAD, MOST_LEAD),
            self.path,
            self.local,
            self.articles,
            self.length,
        ]
    }

    /// What is left where a vector is missing.
    #[must_use]
    pub fn alone(&self) -> [f64; ALONE] {
        [1.0, self.evidence, self.strength.min(MOST_STRENGTH)]
    }
}

impl Experts {
    /// The probability of a link, never quite 0 or 1.
    #[must_use]
    pub fn probability(&self, features: &Features) -> f64 {
        let values = features.full();
        let gate = logistic(dot(&self.gate, &GATED.map(|at| values[at])));
        let parallel = logistic(dot(&self.parallel, &values));
        let apart = logistic(dot(&self.apart, &values));
        (gate * parallel + (1.0 - gate) * apart).clamp(LEAST, 1.0 - LEAST)
    }
}

impl Calibration {
    /// What ships.
    pub const SHIPPED: Self = Self {
        base: [-2.631, -0.752, 36.761, 2.159, 0.779],
        placed: Experts {
            parallel: [
                0.317, -11.147, -6.394, 1.660, -3.688, -4.068, 4.044, 0.852, 0.221, 1.725, 7.841,
                8.484, -1.433,
            ],
            apart: [
                -4.672, 2.586, 12.556, -0.701, 4.532, -2.223, 2.456, 1.785, 0.147, 0.153, -4.645,
                -12.958, 0.491,
            ],
            gate: [-5.949, 8.766, -0.077, 0.414, -0.065, 0.367, 22.516],
        },
        full: Experts {
            parallel: [
                -5.150, 0.163, -1.413, -1.160, -0.200, 0.787, 0.853, 0.229, 0.402, 0.721, 7.293,
                4.371, -0.874,
            ],
            apart: [
                -3.967, 2.238, 14.537, -2.362, 5.377, -1.909, 1.490, 1.410, 0.094, 0.207, -3.773,
                -1.168, 0.492,
            ],
            gate: [-2.015, 16.156, -4.924, -0.013, -0.150, 0.102, 25.825],
        },
        alone: [-4.174, 2.580, 3.611],
        same: [
            -1.013, 2.401, 4.953, -0.844, -0.888, 4.756, -0.932, 0.490, 0.150, 0.043, 1.123, 8.603,
            -1.790,
        ],
        fact: [
            2.980, -1.333, 3.710, 4.036, -1.386, 6.905, -1.422, -0.309, -0.025, 0.137, 0.285,
            6.357, -0.559,
        ],
    };

    /// The log odds of a link, of the pair by itself.
    #[must_use]
    pub fn base(&self, features: &Features) -> f64 {
        if features.similarity.is_some() {
            dot(&self.base, &features.base())
        } else {
            dot(&self.alone, &features.alone())
        }
    }

    /// The log odds of a link, of the pair in its articles, first round.
    #[must_use]
    pub fn placed(&self, features: &Features) -> f64 {
        if features.similarity.is_some() {
            let probability = self.placed.probability(features);
            (probability / (1.0 - probability)).ln()
        } else {
            dot(&self.alone, &features.alone())
        }
    }

    /// The probability of a link.
    #[must_use]
    pub fn probability(&self, features: &Features) -> f64 {
        if features.similarity.is_some() {
            self.full.probability(features)
        } else {
            logistic(dot(&self.alone, &features.alone()))
        }
    }

    /// The kind a link is of, if it is one.
    #[must_use]
    pub fn kind(&self, features: &Features) -> LinkKind {
        if features.similarity.is_none() {
            LinkKind::Related
        } else if dot(&self.same, &features.full()) >= 0.0 {
            LinkKind::Same
        } else if dot(&self.fact, &features.full()) >= 0.0 {
            LinkKind::Fact
        } else {
            LinkKind::Related
        }
    }
}

impl Default for Calibration {
    fn default() -> Self {
        Self::SHIPPED
    }
}

/// The probability of log odds.
#[must_use]
pub fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

fn dot<const N: usize>(weights: &[f64; N], values: &[f64; N]) -> f64 {
    weights.iter().zip(values).map(|(w, v)| w * v).sum()
}
