//! The form of the cache's file: a header, then records of one size that are only ever added.
//!
//! ```text
//! header   8 bytes  b"CPvec\r\n\x1a"   broken by whatever takes the file for text
//!          4        version of the form, 1
//!          4        numbers a vector has, 512
//!         76        the model's name, filled up with zeros
//!          4        CRC-32 of the 92 bytes before
//! record  16        the first half of the SHA-256 of the text
//!          4        scale, a 32-bit float
//!        512        whole numbers from -127 to 127
//!          4        CRC-32 of the 532 bytes before
//! ```
//!
//! All numbers are little-endian; CRC-32 is that of IEEE 802.3.

use std::io::{self, BufReader, ErrorKind, Read};

use super::Key;
use crate::encoder::{Compact, DIMENSIONS, MODEL_ID};

const MAGIC: [u8; 8] = *b"CPvec\r\n\x1a";
const VERSION: u32 = 1;
const NAME: usize = 76;
const CHECK: usize = 4;

/// Bytes of the header.
pub(super) const HEADER: usize = MAGIC.len() + 4 + 4 + NAME + CHECK;
/// Bytes of a record.
pub(super) const RECORD: usize = Key::BYTES + 4 + DIMENSIONS + CHECK;

/// How many bytes are read at once: some hundred records.
const AT_ONCE: usize = 256 << 10;

/// A record as it lies in the file.
pub(super) type Record = [u8; RECORD];

/// What a file was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Not there, or empty.
    Missing,
    /// Something that is not to be read, and what.
    Foreign(&'static str),
    /// A cache of this model.
    Ours(Extent),
}

/// What a cache of this model has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Records that hold what was written.
    pub(super) sound: usize,
    /// Records that do not.
    pub(super) damaged: usize,
    /// Bytes of a last record that is not whole.
    pub(super) torn: usize,
}

impl Extent {
    pub(super) fn is_sound(self) -> bool {
        self.damaged == 0 && self.torn == 0
    }
}

/// The header of a cache of this model.
pub(super) fn header() -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    let dimensions = u32::try_from(DIMENSIONS).unwrap_or_default();
    let parts = MAGIC
        .into_iter()
        .chain(VERSION.to_le_bytes())
        .chain(dimensions.to_le_bytes())
        .chain(MODEL_ID.bytes().take(NAME));
    for (byte, part) in bytes.iter_mut().zip(parts) {
        *byte = part;
    }
    seal(&mut bytes);
    bytes
}

/// The record of a vector.
pub(super) fn record(key: Key, vector: &Compact) -> Record {
    let mut bytes = [0; RECORD];
    let parts = key
        .0
        .into_iter()
        .chain(vector.scale().to_le_bytes())
        .chain(vector.values().iter().map(|value| value.to_le_bytes()[0]));
    for (byte, part) in bytes.iter_mut().zip(parts) {
        *byte = part;
    }
    seal(&mut bytes);
    bytes
}

/// The text's key in a record.
pub(super) fn key(record: &Record) -> Option<Key> {
    record.first_chunk().copied().map(Key)
}

/// The vector in a record; none where the record does not hold what was written.
pub(super) fn vector(record: &Record) -> Option<Compact> {
    let rest = record.get(Key::BYTES..)?;
    let (scale, rest) = rest.split_first_chunk()?;
    let (values, _) = rest.split_first_chunk::<DIMENSIONS>()?;
    let values = Box::new(values.map(u8::cast_signed));
    Compact::from_parts(f32::from_le_bytes(*scale), values)
}

/// Reads a file to its end and gives each sound record to `each`, in order.
pub(super) fn scan(file: impl Read, mut each: impl FnMut(&Record)) -> io::Result<Shape> {
    let mut file = BufReader::with_capacity(AT_ONCE, file);
    let mut found = [0; HEADER];
    match fill(&mut file, &mut found)? {
        0 => return Ok(Shape::Missing),
        HEADER => {}
        _ => return Ok(Shape::Foreign("it is cut off")),
    }
    if let Some(why) = foreign(&found) {
        return Ok(Shape::Foreign(why));
    }
    let mut extent = Extent::default();
    let mut record = [0; RECORD];
    loop {
        match fill(&mut file, &mut record)? {
            RECORD if is_sealed(&record) => {
                extent.sound += 1;
                each(&record);
            }
            RECORD => extent.damaged += 1,
            torn => {
                extent.torn = torn;
                return Ok(Shape::Ours(extent));
            }
        }
    }
}

/// What is wrong with a header; nothing where it is that of this model.
pub(super) fn foreign(found: &[u8; HEADER]) -> Option<&'static str> {
    let own = header();
    let differs = |from: usize, to: usize| found.get(from..to) != own.get(from..to);
    let version = MAGIC.len() + 4;
    if differs(0, MAGIC.len()) {
        Some("it is no cache of vectors")
    } else if !is_sealed(found) {
        Some("its header is damaged")
    } else if differs(MAGIC.len(), version) {
        Some("it was written by another version of the program")
    } else if *found != own {
        Some("its vectors are of another model")
    } else {
        None
    }
}

/// Writes the check of the bytes before it into the last four.
fn seal(bytes: &mut [u8]) {
    if let Some((content, check)) = bytes.split_last_chunk_mut::<CHECK>() {
        *check = crc32fast::hash(content).to_le_bytes();
    }
}

fn is_sealed(bytes: &[u8]) -> bool {
    bytes
        .split_last_chunk::<CHECK>()
        .is_some_and(|(content, check)| *check == crc32fast::hash(content).to_le_bytes())
}

/// Reads until the buffer is full or the file ends: how many bytes.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Vector;

    #[test]
    fn the_whole_name_of_the_model_is_in_the_header() {
        assert!(MODEL_ID.len() <= NAME);
        assert!(String::from_utf8_lossy(&header()).contains(MODEL_ID));
        assert_eq!(foreign(&header()), None);
    }

    #[test]
    fn a_record_gives_back_what_was_written() {
        let (text, of) = (Key::of("text"), Compact::from(&Vector::default()));
        let bytes = record(text, &of);
        assert!(is_sealed(&bytes));
        assert_eq!((key(&bytes), vector(&bytes)), (Some(text), Some(of)));
    }

    #[test]
    fn every_flipped_bit_of_a_header_is_seen() {
        for at in 0..HEADER * 8 {
            let mut other = header();
            other[at / 8] ^= 1 << (at % 8);
            assert!(foreign(&other).is_some(), "bit {at}");
        }
    }
}
