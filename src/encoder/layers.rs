//! The dense layers: which there are, of what shape, as stored (f16) and as computed with
//! (f32), and the product of matrices. Knows nothing of tokens and sentences.
//!
//! The product is `ndarray`'s, which calls the `matrixmultiply` crate: it chooses AVX-512,
//! AVX2 with FMA, NEON or plain code when the program runs.

use half::f16;
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, ShapeBuilder};
use safetensors::Dtype;

use super::asset::{Asset, AssetError};
use super::embedding;
use super::vector::DIMENSIONS;

/// Numbers a branch has for a token.
pub(super) const BRANCH: usize = 256;
/// How many tokens a branch looks at together, and how many of them stand to the left.
pub(super) const BRANCHES: [Window; 3] = [
    Window { tokens: 2, left: 0 },
    Window { tokens: 3, left: 1 },
    Window { tokens: 5, left: 2 },
];
/// Numbers all branches have for a token.
pub(super) const ALL_BRANCHES: usize = BRANCH * BRANCHES.len();
/// Numbers that describe a token in the end: its own vector and the branches.
pub(super) const FEATURES: usize = embedding::WIDTH + ALL_BRANCHES;
/// Width of the narrow layers of the head.
pub(super) const MIDDLE: usize = 320;

/// The tokens a convolution takes in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) tokens: usize,
    pub(super) left: usize,
}

/// All dense layers, each a matrix (inputs, outputs) or a list in the form `L`.
#[derive(Debug)]
pub(super) struct Layers<L> {
    /// From a token's vector to the branches, side by side, and the norm behind it.
    pub(super) project: L,
    pub(super) project_bias: L,
    pub(super) token_gain: L,
    pub(super) token_bias: L,
    pub(super) branches: [Branch<L>; 3],
    /// The norm of a token's features.
    pub(super) feature_gain: L,
    pub(super) feature_bias: L,
    /// From the features summed over a sentence to the sentence.
    pub(super) output: L,
    pub(super) output_bias: L,
    /// The residual network behind it, without biases.
    pub(super) sentence_to_inner: L,
    pub(super) inner_to_middle: L,
    pub(super) sentence_to_middle: L,
    pub(super) middle_to_outer: L,
    pub(super) outer_to_vector: L,
    pub(super) middle_to_vector: L,
}

/// The two convolutions of a branch.
#[derive(Debug)]
pub(super) struct Branch<L> {
    /// (input, slot and output): what a token adds to a place, for each slot of the window.
    pub(super) first: L,
    pub(super) first_bias: L,
    /// (slot and input, output).
    pub(super) second: L,
    pub(super) second_bias: L,
}

/// A layer as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<'a> {
    bytes: &'a [u8],
    columns: usize,
}

/// A layer ready to be computed with, row by row.
#[derive(Debug)]
pub(super) struct Decoded {
    values: Vec<f32>,
    columns: usize,
}

impl<'a> Layers<Stored<'a>> {
    /// Finds all layers and checks their shapes.
    pub(super) fn open(asset: &Asset<'a>) -> Result<Self, AssetError> {
        let list = |name: &str, columns: usize| {
            let bytes = asset.tensor(name, Dtype::F16, &[columns])?;
            Ok(Stored { bytes, columns })
        };
        let matrix = |name: &str, rows: usize, columns: usize| {
            let bytes = asset.tensor(name, Dtype::F16, &[rows, columns])?;
            Ok(Stored { bytes, columns })
        };
        let branch = |Window { tokens, .. }: Window| {
            Ok(Branch {
                first: matrix(&format!("branch{tokens}.first"), BRANCH, tokens * BRANCH)?,
                first_bias: list(&format!("branch{tokens}.first_bias"), BRANCH)?,
                second: matrix(&format!("branch{tokens}.second"), tokens * BRANCH, BRANCH)?,
                second_bias: list(&format!("branch{tokens}.second_bias"), BRANCH)?,
            })
        };
        let [two, three, five] = BRANCHES;
        Ok(Self {
            project: matrix("tokens.project", embedding::WIDTH, ALL_BRANCHES)?,
            project_bias: list("tokens.project_bias", ALL_BRANCHES)?,
            token_gain: list("tokens.norm_gain", ALL_BRANCHES)?,
            token_bias: list("tokens.norm_bias", ALL_BRANCHES)?,
            branches: [branch(two)?, branch(three)?, branch(five)?],
            feature_gain: list("features.norm_gain", FEATURES)?,
            feature_bias: list("features.norm_bias", FEATURES)?,
            output: matrix("output.weight", FEATURES, DIMENSIONS)?,
            output_bias: list("output.bias", DIMENSIONS)?,
            sentence_to_inner: matrix("head.sentence_to_inner", DIMENSIONS, MIDDLE)?,
            inner_to_middle: matrix("head.inner_to_middle", MIDDLE, MIDDLE)?,
            sentence_to_middle: matrix("head.sentence_to_middle", DIMENSIONS, MIDDLE)?,
            middle_to_outer: matrix("head.middle_to_outer", MIDDLE, DIMENSIONS)?,
            outer_to_vector: matrix("head.outer_to_vector", DIMENSIONS, DIMENSIONS)?,
            middle_to_vector: matrix("head.middle_to_vector", MIDDLE, DIMENSIONS)?,
        })
    }

    /// All layers as f32.
    pub(super) fn decode(&self) -> Layers<Decoded> {
        Layers {
            project: self.project.decode(),
            project_bias: self.project_bias.decode(),
            token_gain: self.token_gain.decode(),
            token_bias: self.token_bias.decode(),
            branches: self.branches.each_ref().map(|branch| Branch {
                first: branch.first.decode(),
                first_bias: branch.first_bias.decode(),
                second: branch.second.decode(),
                second_bias: branch.second_bias.decode(),
            }),
            feature_gain: self.feature_gain.decode(),
            feature_bias: self.feature_bias.decode(),
            output: self.output.decode(),
            output_bias: self.output_bias.decode(),
            sentence_to_inner: self.sentence_to_inner.decode(),
            inner_to_middle: self.inner_to_middle.decode(),
            sentence_to_middle: self.sentence_to_middle.decode(),
            middle_to_outer: self.middle_to_outer.decode(),
            outer_to_vector: self.outer_to_vector.decode(),
            middle_to_vector: self.middle_to_vector.decode(),
        }
    }
}

impl Stored<'_> {
    fn decode(self) -> Decoded {
        let halves = self.bytes.as_chunks().0;
        let values = halves
            .iter()
            .map(|bytes| f16::from_le_bytes(*bytes).to_f32())
            .collect();
        Decoded {
            values,
            columns: self.columns,
        }
    }
}

impl Decoded {
    /// The numbers, row by row.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// Writes `input` times this matrix to `output`, which says by its length of how many rows.
    pub(super) fn apply(&self, input: Rows<'_>, output: &mut [f32]) {
        let depth = self.values.len() / self.columns.max(1);
        let rows = output.len() / self.columns.max(1);
        if rows == 0 {
            return;
        }
        let left = ArrayView2::from_shape((rows, depth).strides((input.step, 1)), input.values);
        let right = ArrayView2::from_shape((depth, self.columns), &self.values);
        let product = ArrayViewMut2::from_shape((rows, self.columns), output);
        debug_assert!(left.is_ok() && right.is_ok() && product.is_ok(), "shapes");
        if let (Ok(left), Ok(right), Ok(mut product)) = (left, right, product) {
            general_mat_mul(1.0, &left, &right, 0.0, &mut product);
        }
    }
}

/// Rows of a matrix, each beginning `step` numbers behind the one before; they may overlap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) values: &'a [f32],
    pub(super) step: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Decoded {
        Decoded {
            values: vec![1.0, 2.0, 3.0, 10.0, 20.0, 30.0],
            columns: 3,
        }
    }

    #[test]
    fn rows_are_multiplied_and_what_was_there_is_gone() {
        let rows = Rows {
            values: &[1.0, 1.0, 2.0, 0.0],
            step: 2,
        };
        let mut product = [7.0; 6];
        matrix().apply(rows, &mut product);
        assert_eq!(product, [11.0, 22.0, 33.0, 2.0, 4.0, 6.0]);
    }

    #[test]
    fn rows_may_overlap() {
        let rows = Rows {
            values: &[1.0, 2.0, 3.0],
            step: 1,
        };
        let mut product = [0.0; 6];
        matrix().apply(rows, &mut product);
        assert_eq!(product, [21.0, 42.0, 63.0, 32.0, 64.0, 96.0]);
    }

    #[test]
    fn no_rows_are_no_product() {
        let rows = Rows {
            values: &[],
            step: 2,
        };
        matrix().apply(rows, &mut []);
    }

    #[test]
    fn halves_are_read_as_they_were_written() {
        let bytes: Vec<u8> = [1.5_f32, -0.25, 65504.0]
            .iter()
            .flat_map(|value| f16::from_f32(*value).to_le_bytes())
            .collect();
        let stored = Stored {
            bytes: &bytes,
            columns: 3,
        };
        assert_eq!(stored.decode().values(), [1.5, -0.25, 65504.0]);
    }
}
