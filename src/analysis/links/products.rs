//! The products of many vectors with many, in blocks.
//!
//! The whole numbers of the vectors are multiplied in the widest registers the machine has, which `fearless_simd` finds
//! out when the program runs. Their sums stay below 2²⁴, where f32 is exact: a cosine does not depend on the order of the
//! work, and is the same from both sides.

use fearless_simd::{Level, Simd, SimdBase, SimdIntWiden, dispatch};

use crate::encoder::{Compact, DIMENSIONS};

/// Passages compared in one go, on either side; their numbers, 256 KiB, and the products stay in a core's cache.
pub(super) const BLOCK: usize = 256;
/// So many columns go along all rows before the next: 16 KiB, half of a core's nearest cache.
const STRIP: usize = 16;
/// Rows and columns whose products are summed side by side, as many as the registers hold.
const ROWS: usize = 2;
const COLUMNS: usize = 4;

/// A vector's numbers as they are multiplied.
type Numbers = [i16; DIMENSIONS];

/// Two blocks of vectors and their products.
#[derive(Default)]
pub(super) struct Products {
    pub rows: Block,
    pub columns: Block,
    /// Row by row, each with room for whole tiles of columns.
    values: Vec<f32>,
}

/// Some passages' vectors.
#[derive(Default)]
pub(super) struct Block {
    pub passages: Vec<u32>,
    pub scales: Vec<f32>,
    /// Filled up with zeros to whole tiles.
    numbers: Vec<Numbers>,
}

impl Block {
    /// Takes the vectors of these passages in place of those it has; those that are not known are left out.
    fn load(&mut self, passages: &[u32], vectors: &[Option<Compact>], tile: usize) {
        self.passages.clear();
        self.scales.clear();
        self.numbers.clear();
        for passage in passages {
            if let Some(Some(vector)) = vectors.get(*passage as usize) {
                self.passages.push(*passage);
                self.scales.push(vector.scale());
                self.numbers.push(vector.values().map(i16::from));
            }
        }
        let whole = self.numbers.len().next_multiple_of(tile);
        self.numbers.resize(whole, [0; DIMENSIONS]);
    }
}

impl Products {
    /// Takes the rows of these passages.
    pub fn load_rows(&mut self, passages: &[u32], vectors: &[Option<Compact>]) {
        self.rows.load(passages, vectors, ROWS);
    }

    /// Takes the columns of these passages, and multiplies each row with each.
    pub fn multiply(&mut self, columns: &[u32], vectors: &[Option<Compact>]) {
        self.columns.load(columns, vectors, COLUMNS);
        let (rows, columns) = (&self.rows.numbers, &self.columns.numbers);
        self.values.resize(rows.len() * columns.len(), 0.0);
        let values = &mut self.values;
        dispatch!(Level::new(), simd => multiply(simd, rows, columns, values));
    }

    /// The products of each row with the columns.
    pub fn values(&self) -> impl Iterator<Item = &[f32]> {
        let width = self.columns.passages.len();
        let rows = self.values.chunks_exact(self.columns.numbers.len().max(1));
        let rows = rows.take(self.rows.passages.len());
        rows.map(move |row| row.get(..width).unwrap_or(row))
    }
}

/// Multiplies whole tiles.
#[inline(always)]
fn multiply<S: Simd>(simd: S, rows: &[Numbers], columns: &[Numbers], values: &mut [f32]) {
    let width = columns.len();
    for (strip, first) in columns.chunks(STRIP).zip((0..).step_by(STRIP)) {
        let lines = values.chunks_exact_mut((width * ROWS).max(1));
        for (rows, lines) in rows.as_chunks::<ROWS>().0.iter().zip(lines) {
            let columns = strip.as_chunks::<COLUMNS>().0.iter();
            for (columns, at) in columns.zip((first..).step_by(COLUMNS)) {
                let sums = tile(simd, rows, columns);
                for (sums, line) in sums.iter().zip(lines.chunks_exact_mut(width)) {
                    line[at..at + COLUMNS].copy_from_slice(sums);
                }
            }
        }
    }
}

/// The products of a tile.
#[inline(always)]
#[expect(clippy::cast_precision_loss, reason = "below 2²⁴: 512 · 127²")]
fn tile<S: Simd>(
    simd: S,
    rows: &[Numbers; ROWS],
    columns: &[Numbers; COLUMNS],
) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[S::i32s::splat(simd, 0); COLUMNS]; ROWS];
    for from in (0..DIMENSIONS).step_by(S::i16s::LEN) {
        let load =
            |numbers: &Numbers| S::i16s::from_slice(simd, &numbers[from..from + S::i16s::LEN]);
        let columns = [
            load(&columns[0]),
            load(&columns[1]),
            load(&columns[2]),
            load(&columns[3]),
        ];
        for (sums, row) in sums.iter_mut().zip(rows) {
            let row = load(row);
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum += row.pairwise_dot_product(column);
            }
        }
    }
    // Written as loops, since what `map` calls would not be compiled for the wide registers.
    let mut values = [[0.0; COLUMNS]; ROWS];
    for (values, sums) in values.iter_mut().zip(sums) {
        for (value, sum) in values.iter_mut().zip(sums) {
            *value = sum.reduce_sum() as f32;
        }
    }
    values
}
