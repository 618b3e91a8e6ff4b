//! A set of byte strings with a number each, as one array of words that is ready as it lies
//! in the file: the double array of darts-clone, in which SentencePiece keeps its character
//! map. Knows nothing of what the strings are.
//!
//! A word holds the byte that leads to its node (bits 0 to 7), whether a key ends there
//! (bit 8) and the distance to its children (bits 10 to 30, in steps of 256 when bit 9 is
//! set); the child for byte b of the node at p is at p ^ distance ^ b. A key's number is the
//! child for byte 0, with bit 31 set. Source: <https://github.com/s-yata/darts-clone>
//! (`src/darts.h`, `DoubleArrayUnit`).

use std::ops::ControlFlow;

const LABEL: u32 = 0xFF;
const HAS_LEAF: u32 = 1 << 8;
const FAR: u32 = 1 << 9;
const LEAF: u32 = 1 << 31;

/// The array, borrowed from the file: little-endian words.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoubleArray<'a>(&'a [u8]);

impl<'a> DoubleArray<'a> {
    /// Takes the bytes as they are: any bytes make an array, some an array without keys.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Calls `found` with (length in bytes, number) for every key that `text` begins with,
    /// the shortest first, until it breaks.
    pub(super) fn prefixes(
        self,
        text: &[u8],
        mut found: impl FnMut(usize, u32) -> ControlFlow<()>,
    ) {
        let mut at = distance(self.word(0));
        for (index, &byte) in text.iter().enumerate() {
            let place = at ^ usize::from(byte);
            let word = self.word(place);
            if word & (LEAF | LABEL) != u32::from(byte) {
                return;
            }
            at = place ^ distance(word);
            if word & HAS_LEAF != 0 && found(index + 1, self.word(at) & !LEAF).is_break() {
                return;
            }
        }
    }

    /// The word at a place; beyond the end a leaf, which no byte leads to.
    fn word(self, place: usize) -> u32 {
        place
            .checked_mul(4)
            .and_then(|start| self.0.get(start..))
            .and_then(<[u8]>::first_chunk)
            .map_or(LEAF, |bytes| u32::from_le_bytes(*bytes))
    }
}

fn distance(word: u32) -> usize {
    let steps = (word & !LEAF) >> 10;
    let distance = if word & FAR == 0 { steps } else { steps << 8 };
    distance as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(array: DoubleArray<'_>, text: &[u8]) -> Vec<(usize, u32)> {
        let mut list = Vec::new();
        array.prefixes(text, |length, number| {
            list.push((length, number));
            ControlFlow::Continue(())
        });
        list
    }

    /// The keys `a` = 7 and `ab` = 9, laid out by hand: the root's children are counted from
    /// 0x100, those of `a` from 0x200, those of `ab` from 0x300.
    fn two_keys() -> Vec<u8> {
        let mut words = vec![LEAF; 0x400];
        let a = 0x100 ^ usize::from(b'a');
        let ab = 0x200 ^ usize::from(b'b');
        let word = |label: u8, flags: u32, from: usize, to: usize| {
            u32::from(label) | flags | u32::try_from(from ^ to).expect("small") << 10
        };
        words[0] = word(0, 0, 0, 0x100);
        words[a] = word(b'a', HAS_LEAF, a, 0x200);
        words[0x200] = LEAF | 7;
        words[ab] = word(b'b', HAS_LEAF, ab, 0x300);
        words[0x300] = LEAF | 9;
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn every_key_that_begins_the_text_is_found_shortest_first() {
        let bytes = two_keys();
        let array = DoubleArray::new(&bytes);
        assert_eq!(all(array, b"abc"), [(1, 7), (2, 9)]);
        assert_eq!(all(array, b"a"), [(1, 7)]);
        assert_eq!(all(array, b"a\0"), [(1, 7)]);
        assert_eq!(all(array, b"\0"), []);
        assert_eq!(all(array, b"ba"), []);
        assert_eq!(all(array, b""), []);
    }

    #[test]
    fn a_break_ends_the_search() {
        let bytes = two_keys();
        let mut seen = 0;
        DoubleArray::new(&bytes).prefixes(b"ab", |_, _| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!(seen, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_array(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
            text in proptest::collection::vec(any::<u8>(), 0..20),
        ) {
            let found = all(DoubleArray::new(&bytes), &text);
            prop_assert!(found.len() <= text.len());
        }
    }
}
