//! What is known of a passage as an answer, and how probable that makes it.

/// From this probability on a passage is claimed to answer; below, it is only the nearest there is.
///
/// Of ask's own: a library holds few answers to a question, and their probabilities are lower than those of links. Chosen
/// on the half of the judged questions that the constants were fitted on.
pub const CLAIMED: f64 = 0.4;

/// How many numbers a passage is judged by.
pub const NUMBERS: usize = 10;

/// The numbers' names, for the table of constants.
pub const NAMES: [&str; NUMBERS] = [
    "constant",
    "meaning",
    "meaning beside",
    "meaning behind the best",
    "words",
    "words beside",
    "evidence, share",
    "evidence, amount",
    "gives what is asked",
    "asks itself",
];

/// What each number counts: a logistic regression over the judged questions (`tests/gold/ask.tsv`), the half for fitting;
/// `cargo run --release --example calibrate ask` fits them.
pub const WEIGHTS: [f64; NUMBERS] = [-3.66, 5.79, 0.38, 1.10, 1.88, 0.54, 0.22, 2.30, 0.97, -4.90];

/// What is known of a passage as an answer to a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Cosine of the vectors of question and passage, 0 where one is not known.
    pub similarity: f64,
    /// That of the passages beside it, the larger one.
    pub beside: f64,
    /// How far it is below the best of the library: 0 or less.
    pub behind: f64,
    /// The part of the question's words it has, by rarity, 0 to 1.
    pub words: f64,
    /// That of the passages beside it.
    pub words_beside: f64,
    /// The part of what the question names that it names too, by rarity, 0 to 1.
    pub evidence: f64,
    /// How much it tells that it names it: weights times rarity added up, `a`, as `a / (1 + a)`, 0 to 1, since a third thing
    /// in common tells less than the first.
    pub amount: f64,
    /// Whether it holds a thing of the kind that is asked for.
    pub gives: bool,
    /// Whether it is a question itself.
    pub asks: bool,
}

impl Features {
    /// As the regression sees them.
    #[must_use]
    pub fn values(&self) -> [f64; NUMBERS] {
        let of = |is: bool| f64::from(u8::from(is));
        [
            1.0,
            self.similarity,
            self.beside,
            self.behind,
            self.words,
            self.words_beside,
            self.evidence,
            self.amount,
            of(self.gives),
            of(self.asks),
        ]
    }

    /// The logarithm of the odds that the passage answers.
    #[must_use]
    pub fn odds(&self, weights: &[f64; NUMBERS]) -> f64 {
        self.values()
            .iter()
            .zip(weights)
            .map(|(value, weight)| value * weight)
            .sum()
    }

    /// How probable it is that the passage answers, 0 to 1.
    #[must_use]
    pub fn probability(&self, weights: &[f64; NUMBERS]) -> f64 {
        1.0 / (1.0 + (-self.odds(weights)).exp())
    }
}
