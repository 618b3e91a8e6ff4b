//! The table of token vectors, 4 bits a value, read row by row where it lies. Knows ids, not
//! the pieces they stand for.
//!
//! A value is one of 16 levels times the row's scale; the levels were fitted by Lloyd's
//! algorithm to all rows (`tools/encoder/quantize.py`).

use half::f16;
use safetensors::Dtype;

use super::asset::{Asset, AssetError};

/// Numbers in a token's vector.
pub(super) const WIDTH: usize = 512;
/// Pieces of the vocabulary.
const ROWS: usize = 128_000;
const LEVELS: usize = 16;
/// Two values a byte, the even column in the low bits.
const ROW_BYTES: usize = WIDTH / 2;

#[derive(Debug)]
pub(super) struct Embedding<'a> {
    levels: [f32; LEVELS],
    codes: &'a [u8],
    scales: &'a [u8],
}

impl<'a> Embedding<'a> {
    pub(super) fn open(asset: &Asset<'a>) -> Result<Self, AssetError> {
        let bytes = asset.tensor("embedding.levels", Dtype::F32, &[LEVELS])?;
        let mut levels = [0.0; LEVELS];
        for (level, bytes) in levels.iter_mut().zip(bytes.as_chunks().0) {
            *level = f32::from_le_bytes(*bytes);
        }
        Ok(Self {
            levels,
            codes: asset.tensor("embedding.codes", Dtype::U8, &[ROWS, ROW_BYTES])?,
            scales: asset.tensor("embedding.scales", Dtype::F16, &[ROWS])?,
        })
    }

    /// Writes the vector of a token; zeros for an id the vocabulary does not have.
    pub(super) fn write(&self, id: u32, row: &mut [f32]) {
        let id = id as usize;
        let codes = self.codes.as_chunks::<ROW_BYTES>().0.get(id);
        let scale = self.scales.as_chunks().0.get(id);
        let (Some(codes), Some(scale)) = (codes, scale) else {
            row.fill(0.0);
            return;
        };
        let scale = f16::from_le_bytes(*scale).to_f32();
        let levels = self.levels.map(|level| level * scale);
        for (pair, code) in row.as_chunks_mut::<2>().0.iter_mut().zip(codes) {
            *pair = [
                levels[usize::from(code & 0xF)],
                levels[usize::from(code >> 4)],
            ];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_vector_of_finite_length() {
        let asset = Asset::open(super::super::ASSET).expect("whole");
        let table = Embedding::open(&asset).expect("whole");
        let mut row = vec![f32::NAN; WIDTH];
        for id in [0, 1, 2, 6, 999, 127_999] {
            table.write(id, &mut row);
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            assert!(length > 0.05 && length < 500.0, "{id}: {length}");
        }
        table.write(128_000, &mut row);
        assert!(row.iter().all(|value| *value == 0.0));
        table.write(u32::MAX, &mut row);
        assert!(row.iter().all(|value| *value == 0.0));
    }
}
