//! `encode`: lines in, vectors out, for scripts.

use std::io::{self, BufRead, IsTerminal};

use serde_json::json;

use super::args::VectorForm;
use super::output::Output;
use super::{Failure, Verdict};
use crate::encoder::{DIMENSIONS, Encoder, Vector};

/// So many lines are encoded together.
const TOGETHER: usize = 256;
/// What a NumPy file begins with: its magic number and version 1.0
/// (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>).
const NPY: &[u8] = b"\x93NUMPY\x01\x00";
/// The whole of its header is a multiple of so many bytes.
const NPY_ALIGN: usize = 64;

/// Encodes the lines of the standard input.
pub(super) fn lines(format: VectorForm, out: &mut Output) -> Result<Verdict, Failure> {
    if format == VectorForm::Npy && io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "an npy file is nothing for a terminal; send it to a file with >".to_owned(),
        ));
    }
    let encoder = Encoder::embedded().map_err(|error| Failure::Data(error.to_string()))?;
    let mut lines = io::stdin().lock().lines();
    let (mut batch, mut number) = (Vec::new(), 0);
    let mut rows: Vec<u8> = Vec::new();
    let mut count = 0;
    loop {
        let line = lines.next().transpose().map_err(|error| {
            Failure::Data(format!(
                "line {} of the standard input cannot be read: {error}",
                number + 1
            ))
        })?;
        number += 1;
        let is_last = line.is_none();
        batch.extend(line);
        if batch.len() < TOGETHER && !is_last {
            continue;
        }
        let texts: Vec<&str> = batch.iter().map(String::as_str).collect();
        for vector in encoder.encode(&texts) {
            match format {
                VectorForm::Json => out.json(&json!(vector.values().as_slice()))?,
                VectorForm::Npy => rows.extend(bytes(&vector)),
            }
        }
        count += batch.len();
        batch.clear();
        if is_last {
            break;
        }
    }
    if format == VectorForm::Npy {
        // The number of rows stands before the first of them.
        out.bytes(&header(count))?;
        out.bytes(&rows)?;
    }
    Ok(Verdict::Fine)
}

fn bytes(vector: &Vector) -> impl Iterator<Item = u8> {
    vector.values().iter().flat_map(|value| value.to_le_bytes())
}

/// The header of a NumPy file of so many vectors.
fn header(count: usize) -> Vec<u8> {
    let text =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, {DIMENSIONS}), }}");
    let before = NPY.len() + 2;
    let whole = (before + text.len() + 1).next_multiple_of(NPY_ALIGN);
    let padded = format!("{text:<width$}\n", width = whole - before - 1);
    let length = u16::try_from(padded.len()).unwrap_or(u16::MAX);
    [NPY, &length.to_le_bytes(), padded.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numpy_header_is_aligned_and_says_its_length() {
        for count in [0, 7, 123_456_789] {
            let header = header(count);
            assert_eq!(header.len() % NPY_ALIGN, 0);
            let said = usize::from(header[8]) + 256 * usize::from(header[9]);
            assert_eq!(said + 10, header.len());
            let text = String::from_utf8_lossy(&header[10..]).into_owned();
            assert!(text.contains(&format!("'shape': ({count}, 512)")));
            assert!(text.ends_with('\n'));
        }
    }
}
