//! A quick first choice among very many vectors: which are worth comparing with a question.
//!
//! Of each vector the sign of every number is kept, against the mean of all vectors: 64 bytes. Vectors in which few signs
//! differ from those of another are mostly near it (M. Charikar, *Similarity Estimation Techniques from Rounding
//! Algorithms*, STOC 2002); of the [`CHOSEN`] with the fewest the true cosines are then computed. `benches/sieve.rs` measures
//! how many of the ten nearest are among them. It holds no vector and computes no cosine.

use crate::encoder::{Compact, DIMENSIONS};

use super::cores;

/// So many passages are chosen: 200 held .995 of the ten nearest of a million in trials; answers are two dozen.
pub const CHOSEN: usize = 500;
/// Up to so many passages everything is compared, which takes no longer than a blink.
pub const EXACT: usize = 100_000;

/// Numbers in a word of signs.
const WIDTH: usize = 64;
type Signs = [u64; DIMENSIONS / WIDTH];
/// So many vectors are read in one piece of work.
const PIECE: usize = 4096;

/// The signs of many vectors.
#[derive(Clone, Debug)]
pub struct Sieve {
    mean: [f32; DIMENSIONS],
    signs: Vec<Signs>,
}

impl Sieve {
    /// Reads vectors: some million a second.
    #[must_use]
    pub fn new(vectors: &[&Compact]) -> Self {
        let pieces: Vec<&[&Compact]> = vectors.chunks(PIECE).collect();
        let sums = cores::each(pieces.clone(), |piece| {
            let mut sum = [0.0_f32; DIMENSIONS];
            for vector in piece {
                for (sum, value) in sum.iter_mut().zip(vector.values()) {
                    *sum += f32::from(*value) * vector.scale();
                }
            }
            sum
        });
        #[expect(clippy::cast_precision_loss, reason = "a count of passages")]
        let share = 1.0 / vectors.len().max(1) as f32;
        let mut mean = [0.0; DIMENSIONS];
        for sum in sums {
            for (mean, sum) in mean.iter_mut().zip(sum) {
                *mean += sum * share;
            }
        }
        let signs = cores::each(pieces, |piece| {
            let signs = piece.iter().map(|vector| signs(vector, &mean));
            signs.collect::<Vec<_>>()
        });
        Self {
            mean,
            signs: signs.concat(),
        }
    }

    /// The vectors worth comparing with one, at most `most`, by their numbers in the order in which they came.
    #[must_use]
    pub fn choose(&self, asked: &Compact, most: usize) -> Vec<usize> {
        let asked = signs(asked, &self.mean);
        let differ = |signs: &Signs| -> u32 {
            let words = signs.iter().zip(&asked);
            words.map(|(a, b)| (a ^ b).count_ones()).sum()
        };
        let distances: Vec<u32> = self.signs.iter().map(differ).collect();
        let mut counts = [0_usize; DIMENSIONS + 1];
        for distance in &distances {
            counts[*distance as usize] += 1;
        }
        // All below the last distance that fits are chosen, and of that one the first.
        let (mut last, mut left) = (0, most);
        while let Some(rest) = counts.get(last).and_then(|count| left.checked_sub(*count)) {
            (last, left) = (last + 1, rest);
        }
        let mut chosen = Vec::new();
        for (number, distance) in distances.iter().enumerate() {
            let is_last = *distance as usize == last && left > 0;
            left -= usize::from(is_last);
            if is_last || (*distance as usize) < last {
                chosen.push(number);
            }
        }
        chosen
    }
}

/// The signs of a vector against a mean.
fn signs(vector: &Compact, mean: &[f32; DIMENSIONS]) -> Signs {
    let mut signs = Signs::default();
    let both = vector.values().chunks(WIDTH).zip(mean.chunks(WIDTH));
    for (word, (values, mean)) in signs.iter_mut().zip(both) {
        for (value, mean) in values.iter().zip(mean) {
            *word = *word << 1 | u64::from(f32::from(*value) * vector.scale() > *mean);
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoder::Vector;

    /// Numbers that look like chance (xorshift64, Marsaglia 2003).
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> f32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            f32::from(self.0.to_le_bytes()[3]) / 127.5 - 1.0
        }

        /// A direction near another.
        fn near(&mut self, other: &[f32; DIMENSIONS], apart: f32) -> [f32; DIMENSIONS] {
            other.map(|value| value + apart * self.next())
        }
    }

    fn compact(values: &[f32; DIMENSIONS]) -> Compact {
        Compact::from(&Vector::new(values).unwrap())
    }

    /// 3,000 vectors of 60 subjects that all have much in common.
    fn vectors(chance: &mut Chance) -> Vec<Compact> {
        let all = [0.0; DIMENSIONS].map(|_| chance.next());
        let subjects: Vec<_> = (0..60).map(|_| chance.near(&all, 0.8)).collect();
        let one = |n: usize| compact(&chance.near(&subjects[n % 60], 0.5));
        (0..3000).map(one).collect()
    }

    #[test]
    fn most_of_the_nearest_are_among_the_chosen() {
        let mut chance = Chance(7);
        let vectors = vectors(&mut chance);
        let all: Vec<&Compact> = vectors.iter().collect();
        let sieve = Sieve::new(&all);
        let (mut found, mut wanted) = (0, 0);
        for asked in vectors.iter().step_by(97) {
            let mut nearest: Vec<usize> = (0..vectors.len()).collect();
            nearest.sort_by(|a, b| asked.dot(&vectors[*b]).total_cmp(&asked.dot(&vectors[*a])));
            let chosen = sieve.choose(asked, 100);
            assert_eq!(chosen.len(), 100);
            found += nearest[..10].iter().filter(|n| chosen.contains(n)).count();
            wanted += 10;
        }
        assert!(found * 100 >= wanted * 98, "{found} of {wanted}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn so_many_are_chosen_each_once_and_oneself_among_them(
            seed in 1_u64..1000,
            count in 0_usize..80,
            most in 0_usize..100,
        ) {
            let mut chance = Chance(seed);
            let vectors: Vec<Compact> = vectors(&mut chance).into_iter().take(count).collect();
            let all: Vec<&Compact> = vectors.iter().collect();
            let sieve = Sieve::new(&all);
            for (number, asked) in vectors.iter().enumerate().step_by(9) {
                let chosen = sieve.choose(asked, most);
                prop_assert_eq!(chosen.len(), most.min(count));
                prop_assert!(chosen.is_sorted_by(|a, b| a < b));
                prop_assert!(most == 0 || chosen.contains(&number));
            }
        }
    }
}
