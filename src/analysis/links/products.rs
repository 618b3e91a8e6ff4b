//! The products of many vectors with many, in blocks.
//!
//! They are computed by `ndarray`'s matrix product, which chooses AVX-512, AVX2, NEON or plain code when the program
//! runs. The whole numbers of the vectors are multiplied, and their sums stay below 2²⁴, where f32 is exact: a cosine
//! does not depend on the order of the work, and is the same from both sides.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use crate::encoder::{Compact, DIMENSIONS};

/// Passages compared in one matrix product, on either side; 2 × 512 KiB and the products stay in a core's cache.
pub(super) const BLOCK: usize = 256;

/// Two blocks of vectors and their products.
#[derive(Default)]
pub(super) struct Products {
    pub rows: Block,
    pub columns: Block,
    /// Row by row.
    pub values: Vec<f32>,
}

/// Some passages' vectors as numbers the matrix product takes.
#[derive(Default)]
pub(super) struct Block {
    pub passages: Vec<u32>,
    pub scales: Vec<f32>,
    values: Vec<f32>,
}

impl Block {
    /// Takes the vectors of these passages in place of those it has; those that are not known are left out.
    pub fn load(&mut self, passages: &[u32], vectors: &[Option<Compact>]) {
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

impl Products {
    /// Multiplies each row with each column.
    pub fn multiply(&mut self) {
        let (rows, columns) = (self.rows.passages.len(), self.columns.passages.len());
        self.values.resize(rows * columns, 0.0);
        let out = ArrayViewMut2::from_shape((rows, columns), &mut self.values);
        if let (Some(a), Some(b), Ok(mut out)) = (self.rows.view(), self.columns.view(), out) {
            general_mat_mul(1.0, &a, &b.t(), 0.0, &mut out);
        }
    }
}
