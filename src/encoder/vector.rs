//! The vector of a sentence. Knows nothing of how it comes about.

/// How many numbers a [`Vector`] has.
pub const DIMENSIONS: usize = 512;

/// Sums kept side by side in a dot product, so that the compiler can use wide registers.
const LANES: usize = 16;

/// A direction in the model's space: 512 numbers, of length 1 together.
///
/// How alike two sentences are is the [`dot`](Vector::dot) of their vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Box<[f32; DIMENSIONS]>);

impl Vector {
    /// The direction of these numbers; `None` where they have none: when all are zero, or one
    /// is not finite, or they are so small or large that their length is not.
    #[must_use]
    pub fn new(values: &[f32; DIMENSIONS]) -> Option<Self> {
        let length = values
            .iter()
            .map(|&value| f64::from(value) * f64::from(value))
            .sum::<f64>()
            .sqrt();
        if !(length.is_finite() && length > f64::from(f32::MIN_POSITIVE)) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 1")]
        let unit = values.map(|value| (f64::from(value) / length) as f32);
        Some(Self(Box::new(unit)))
    }

    /// The numbers.
    #[must_use]
    pub fn values(&self) -> &[f32; DIMENSIONS] {
        &self.0
    }

    /// The cosine of the angle between two vectors: 1 for the same direction, about 0 for
    /// sentences that have nothing to do with each other.
    #[must_use]
    pub fn dot(&self, other: &Self) -> f32 {
        let mut sums = [0.0_f32; LANES];
        let pairs = self.0.chunks_exact(LANES).zip(other.0.chunks_exact(LANES));
        for (ours, theirs) in pairs {
            for (sum, (a, b)) in sums.iter_mut().zip(ours.iter().zip(theirs)) {
                *sum += a * b;
            }
        }
        sums.iter().sum()
    }
}

/// Where the arithmetic yields no direction, which no input is known to do: the first axis.
impl Default for Vector {
    fn default() -> Self {
        let mut values = Box::new([0.0; DIMENSIONS]);
        values[0] = 1.0;
        Self(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(values: [f32; 2]) -> Option<Vector> {
        let mut all = [0.0; DIMENSIONS];
        all[3] = values[0];
        all[511] = values[1];
        Vector::new(&all)
    }

    #[test]
    fn length_is_one_whatever_the_numbers_were() {
        for values in [[3.0, 4.0], [1e-30, 0.0], [1e30, -1e38], [-1.0, 1e-3]] {
            let vector = along(values).expect("a direction");
            assert!((vector.dot(&vector) - 1.0).abs() < 1e-6, "{values:?}");
        }
        let vector = along([3.0, 4.0]).expect("a direction");
        assert!((vector.values()[511] - 0.8).abs() < 1e-6);
    }

    #[test]
    fn what_has_no_direction_is_none() {
        for values in [
            [0.0, 0.0],
            [f32::NAN, 1.0],
            [f32::INFINITY, 1.0],
            [1.0, f32::NEG_INFINITY],
        ] {
            assert_eq!(along(values), None, "{values:?}");
        }
    }

    #[test]
    fn dot_is_the_cosine() {
        let a = along([1.0, 0.0]).expect("a direction");
        let b = along([1.0, 1.0]).expect("a direction");
        let c = along([0.0, -2.0]).expect("a direction");
        assert!((a.dot(&b) - 0.5_f32.sqrt()).abs() < 1e-6);
        assert!((b.dot(&c) + 0.5_f32.sqrt()).abs() < 1e-6);
        assert!(a.dot(&c).abs() < 1e-6);
        assert!((Vector::default().dot(&Vector::default()) - 1.0).abs() < 1e-6);
    }
}
