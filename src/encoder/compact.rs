//! The vector of a sentence in a quarter of its room, to be kept and to be compared with very
//! many others. Knows nothing of where it is kept.

use fearless_simd::{Level, Simd, dispatch};

use super::vector::{DIMENSIONS, Vector};

/// The largest whole number a value is written as; -128 is never used.
const MOST: f32 = 127.0;

/// A [`Vector`] of whole numbers from -127 to 127 with one scale: 516 bytes.
///
/// Its cosine to the vector it was made from is above 0.999 for vectors of sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Compact {
    scale: f32,
    values: Box<[i8; DIMENSIONS]>,
}

impl Compact {
    /// The numbers as they were kept; `None` where they are no vector: when the scale is not a
    /// finite number above 0, a value is -128, or all are 0.
    #[must_use]
    pub fn from_parts(scale: f32, values: Box<[i8; DIMENSIONS]>) -> Option<Self> {
        let sound = scale.is_normal()
            && scale > 0.0
            && values.iter().all(|value| *value != i8::MIN)
            && values.iter().any(|value| *value != 0);
        sound.then_some(Self { scale, values })
    }

    /// What a whole number of [`values`](Self::values) counts.
    #[must_use]
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// The whole numbers.
    #[must_use]
    pub fn values(&self) -> &[i8; DIMENSIONS] {
        &self.values
    }

    /// The vector, brought back to length 1.
    #[must_use]
    pub fn vector(&self) -> Vector {
        Vector::new(&self.values.map(f32::from)).unwrap_or_default()
    }

    /// The cosine of the angle between two vectors, within 0.01 of that of what they were made
    /// from.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "below 2²⁴: 512 · 127²")]
    pub fn dot(&self, other: &Self) -> f32 {
        let product = dispatch!(Level::new(), simd => dot(simd, &self.values, &other.values));
        self.scale * other.scale * product as f32
    }
}

/// The sum of products, for which the compiler uses the widest registers the machine has.
#[inline(always)]
fn dot<S: Simd>(_: S, ours: &[i8; DIMENSIONS], theirs: &[i8; DIMENSIONS]) -> i32 {
    ours.iter()
        .zip(theirs)
        .map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b)))
        .sum()
}

impl From<&Vector> for Compact {
    fn from(vector: &Vector) -> Self {
        let largest = vector
            .values()
            .iter()
            .fold(0.0_f32, |largest, value| largest.max(value.abs()));
        // A vector has length 1, so that its largest number is at least 1/√512.
        let scale = largest / MOST;
        #[expect(clippy::cast_possible_truncation, reason = "at most 127 in size")]
        let values = vector.values().map(|value| (value / scale).round() as i8);
        Self {
            scale,
            values: Box::new(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers that spread as those of sentences do.
    fn vectors() -> impl Strategy<Value = Vector> {
        prop::collection::vec(-1.0_f32..1.0, DIMENSIONS).prop_filter_map("no direction", |all| {
            let values: [f32; DIMENSIONS] = all.try_into().ok()?;
            Vector::new(&values)
        })
    }

    #[test]
    fn what_is_no_vector_is_refused() {
        let values = |value| Box::new([value; DIMENSIONS]);
        assert!(Compact::from_parts(0.01, values(1)).is_some());
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e-40] {
            assert_eq!(Compact::from_parts(scale, values(1)), None, "{scale}");
        }
        assert_eq!(Compact::from_parts(0.01, values(0)), None);
        assert_eq!(Compact::from_parts(0.01, values(i8::MIN)), None);
    }

    #[test]
    fn one_axis_stays_exact() {
        let axis = Vector::default();
        let compact = Compact::from(&axis);
        assert_eq!(compact.vector(), axis);
        assert_eq!(compact.values()[0], 127);
    }

    proptest! {
        #[test]
        fn little_is_lost(ours in vectors(), theirs in vectors()) {
            let (a, b) = (Compact::from(&ours), Compact::from(&theirs));
            prop_assert!(a.vector().dot(&ours) > 0.999);
            prop_assert!((a.dot(&b) - ours.dot(&theirs)).abs() < 0.01);
            prop_assert_eq!(a.dot(&b).to_bits(), b.dot(&a).to_bits());
            let again = Compact::from_parts(a.scale(), Box::new(*a.values()));
            prop_assert_eq!(again, Some(a));
        }
    }
}
