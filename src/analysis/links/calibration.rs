//! From what speaks for a link to one probability and a kind: logistic regressions and their constants.
//!
//! The constants are printed by `cargo run --release --example calibrate`, whose head tells what they are fitted on.

use crate::news::link::LinkKind;

/// From this probability on a link is claimed; what lies below is offered as the nearest at most.
pub const THRESHOLD: f64 = 0.8;

/// Numbers in the first regression, the constant among them.
pub const BASE: usize = 5;
/// Numbers in the second.
pub const FULL: usize = 9;
/// Numbers in the one for passages of which one has no vector.
pub const ALONE: usize = 3;
/// The lead over the next best counts as no more than this, either way; in log odds.
pub const MOST_LEAD: f64 = 4.0;
/// Shared evidence counts as no more than this.
const MOST_STRENGTH: f64 = 3.0;

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
}

/// The constants of the regressions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Of the pair by itself.
    pub base: [f64; BASE],
    /// Of the pair in its articles, first round.
    pub placed: [f64; FULL],
    /// Of the pair in its articles, as they look after the first round.
    pub full: [f64; FULL],
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
        ]
    }

    /// What is left where a vector is missing.
    #[must_use]
    pub fn alone(&self) -> [f64; ALONE] {
        [1.0, self.evidence, self.strength.min(MOST_STRENGTH)]
    }
}

impl Calibration {
    /// What ships.
    pub const SHIPPED: Self = Self {
        base: [-2.631, -0.752, 36.761, 2.159, 0.779],
        placed: [
            -4.568, -0.142, 13.467, -0.709, 2.628, -5.127, 2.443, 1.488, 0.625,
        ],
        full: [
            -4.477, 0.052, 15.318, -0.438, 2.560, -4.200, 1.937, 1.427, 0.497,
        ],
        alone: [-4.174, 2.580, 3.611],
        same: [
            -2.253, 6.954, 3.905, -0.834, -1.059, 6.892, -1.435, 0.711, 0.147,
        ],
        fact: [
            2.130, 1.903, 2.133, 4.150, -1.475, 8.626, -1.948, 0.158, 0.070,
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
            dot(&self.placed, &features.full())
        } else {
            dot(&self.alone, &features.alone())
        }
    }

    /// The probability of a link.
    #[must_use]
    pub fn probability(&self, features: &Features) -> f64 {
        logistic(if features.similarity.is_some() {
            dot(&self.full, &features.full())
        } else {
            dot(&self.alone, &features.alone())
        })
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
