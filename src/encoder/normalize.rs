//! Writes text as the model was taught it: SentencePiece's `nmt_nfkc` by the model's own
//! character map, spaces joined and written as `▁` (U+2581), one of them before the first
//! word. Knows nothing of pieces.
//!
//! Source: <https://github.com/google/sentencepiece> (`src/normalizer.cc`).

use std::ops::ControlFlow;

use safetensors::Dtype;

use super::asset::{Asset, AssetError};
use super::double_array::DoubleArray;

/// How a space is written in the vocabulary's pieces.
pub(super) const SPACE: &[u8] = "▁".as_bytes();

/// The character map.
#[derive(Debug)]
pub(super) struct Normalizer<'a> {
    /// From a sequence of characters to where its replacement begins in `text`.
    map: DoubleArray<'a>,
    /// Replacements, each ended by a zero byte.
    text: &'a [u8],
}

impl<'a> Normalizer<'a> {
    pub(super) fn open(asset: &Asset<'a>) -> Result<Self, AssetError> {
        Ok(Self {
            map: DoubleArray::new(asset.list("charmap.units", Dtype::U32)?),
            text: asset.list("charmap.text", Dtype::U8)?,
        })
    }

    /// The text as the model knows it, UTF-8; empty when nothing is left of it.
    pub(super) fn normalize(&self, text: &str) -> Vec<u8> {
        let mut rest = text.as_bytes();
        let mut normal = Vec::with_capacity(rest.len() + rest.len() / 2 + SPACE.len());
        normal.extend_from_slice(SPACE);
        // The text begins as if after a space, so that it can begin with none.
        let mut after_space = true;
        while !rest.is_empty() {
            let (mut piece, left) = self.first(rest);
            rest = left;
            if after_space {
                piece = without_leading_spaces(piece);
            }
            for &byte in piece {
                if byte == b' ' {
                    normal.extend_from_slice(SPACE);
                } else {
                    normal.push(byte);
                }
            }
            if let Some(last) = piece.last() {
                after_space = *last == b' ';
            }
        }
        while normal.ends_with(SPACE) {
            normal.truncate(normal.len() - SPACE.len());
        }
        normal
    }

    /// What the longest mapped sequence at the beginning becomes (a character that is not
    /// mapped stays as it is), and the text behind it.
    fn first<'t>(&self, text: &'t [u8]) -> (&'t [u8], &'t [u8])
    where
        'a: 't,
    {
        let mut longest = None;
        self.map.prefixes(text, |length, number| {
            longest = Some((length, number));
            ControlFlow::Continue(())
        });
        let mapped = longest.and_then(|(length, start)| {
            let from = self.text.get(start as usize..)?;
            let replacement = from.split(|byte| *byte == 0).next()?;
            Some((replacement, text.get(length..)?))
        });
        mapped.unwrap_or_else(|| text.split_at(char_length(text)))
    }
}

/// Bytes of the UTF-8 character a text begins with; at most the text's own.
pub(super) fn char_length(text: &[u8]) -> usize {
    let length = match text.first() {
        None => 0,
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xFF) => 4,
        Some(_) => 1,
    };
    length.min(text.len())
}

/// Without the spaces it begins with; other white space is the map's matter.
fn without_leading_spaces(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let [b' ', tail @ ..] = rest {
        rest = tail;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalize(text: &str) -> String {
        let asset = Asset::open(super::super::ASSET).expect("whole");
        let normalizer = Normalizer::open(&asset).expect("whole");
        String::from_utf8(normalizer.normalize(text)).expect("UTF-8")
    }

    #[test]
    fn spaces_are_joined_and_one_stands_first() {
        assert_eq!(normalize("one two"), "▁one▁two");
        assert_eq!(normalize("  one \u{3000}\t two\n"), "▁one▁two");
        assert_eq!(normalize("one\u{a0}two"), "▁one▁two");
    }

    #[test]
    fn compatible_forms_become_one() {
        assert_eq!(normalize("ＡＢＣ １２"), "▁ABC▁12");
        assert_eq!(normalize("ｶﾞｽ ㌔ ﬁ ①"), "▁ガス▁キロ▁fi▁1");
        assert_eq!(normalize("e\u{301}가"), "▁é가");
        // The model's own exception from NFKC.
        assert_eq!(normalize("～"), "▁～");
    }

    #[test]
    fn what_cannot_be_seen_is_dropped_and_nothing_may_be_left() {
        for text in ["", " ", "\u{3000}\n", "\u{200b}", "\u{feff}", "▁"] {
            assert_eq!(normalize(text), "", "{text:?}");
        }
    }

    #[test]
    fn a_character_is_never_longer_than_the_text() {
        assert_eq!(char_length("語".as_bytes()), 3);
        assert_eq!(char_length(&[0xE8, 0xAA]), 2);
        assert_eq!(char_length(&[0x80]), 1);
        assert_eq!(char_length(&[]), 0);
    }
}
