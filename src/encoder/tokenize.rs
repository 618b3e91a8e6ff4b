//! Cuts normalized text into pieces of the vocabulary: the sequence of pieces that the
//! unigram model holds most likely. Knows what pieces are worth, not what they mean.
//!
//! Source: <https://github.com/google/sentencepiece> (`src/unigram_model.cc`,
//! `EncodeOptimized`; Kudo, Subword Regularization, ACL 2018): sums of log probabilities in
//! f32, of equal ways the one found first. One thing differs from that library's interface
//! and follows the model's published `NumPy` form: characters unknown to the vocabulary that
//! stand side by side are one piece each, not one together.

use std::ops::ControlFlow;

use safetensors::Dtype;

use super::asset::{Asset, AssetError};
use super::double_array::DoubleArray;
use super::normalize::{Normalizer, char_length};

/// The piece that stands for any character the vocabulary lacks.
pub(super) const UNKNOWN: u32 = 0;

/// Normalizer and vocabulary.
#[derive(Debug)]
pub(super) struct Tokenizer<'a> {
    normalizer: Normalizer<'a>,
    pieces: DoubleArray<'a>,
    /// A log probability a piece, f32; at [`UNKNOWN`] what an unknown character is worth.
    scores: &'a [u8],
}

/// The best way to cut the text up to some byte.
#[derive(Debug, Clone, Copy)]
struct Cut {
    score: f32,
    /// Bytes of its last piece, 0 where no piece ends.
    length: usize,
    piece: u32,
}

impl<'a> Tokenizer<'a> {
    pub(super) fn open(asset: &Asset<'a>) -> Result<Self, AssetError> {
        Ok(Self {
            normalizer: Normalizer::open(asset)?,
            pieces: DoubleArray::new(asset.list("vocabulary.units", Dtype::U32)?),
            scores: asset.list("vocabulary.scores", Dtype::F32)?,
        })
    }

    /// The ids of the text's pieces; [`UNKNOWN`] alone for a text of which nothing is left.
    pub(super) fn tokenize(&self, text: &str) -> Vec<u32> {
        let ids = self.best_way(&self.normalizer.normalize(text));
        if ids.is_empty() { vec![UNKNOWN] } else { ids }
    }

    fn best_way(&self, text: &[u8]) -> Vec<u32> {
        let none = Cut {
            score: 0.0,
            length: 0,
            piece: UNKNOWN,
        };
        let mut best = vec![none; text.len() + 1];
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let before = best[at].score;
            let one = char_length(rest);
            let mut has_one = false;
            self.pieces.prefixes(rest, |length, piece| {
                has_one |= length == one;
                let score = before + self.score(piece);
                offer(&mut best, at, length, piece, score);
                ControlFlow::Continue(())
            });
            if !has_one {
                let score = before + self.score(UNKNOWN);
                offer(&mut best, at, one, UNKNOWN, score);
            }
            at += one;
        }
        way_back(&best)
    }

    fn score(&self, piece: u32) -> f32 {
        (piece as usize)
            .checked_mul(4)
            .and_then(|start| self.scores.get(start..))
            .and_then(<[u8]>::first_chunk)
            .map_or(f32::MIN, |bytes| f32::from_le_bytes(*bytes))
    }
}

/// Takes a piece as the last one before its end if that is better than what was found before.
fn offer(best: &mut [Cut], start: usize, length: usize, piece: u32, score: f32) {
    if let Some(cut) = best.get_mut(start + length)
        && (cut.length == 0 || score > cut.score)
    {
        *cut = Cut {
            score,
            length,
            piece,
        };
    }
}

fn way_back(best: &[Cut]) -> Vec<u32> {
    let mut ids = Vec::new();
    let mut end = best.len() - 1;
    while let Some(cut) = best.get(end).filter(|cut| cut.length > 0) {
        ids.push(cut.piece);
        end -= cut.length.min(end);
    }
    ids.reverse();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokenize(text: &str) -> Vec<u32> {
        let asset = Asset::open(super::super::ASSET).expect("whole");
        Tokenizer::open(&asset).expect("whole").tokenize(text)
    }

    #[test]
    fn unknown_characters_are_one_piece_each() {
        assert_eq!(tokenize("\u{13000}\u{13001} x"), [6, 0, 0, 257]);
        assert_eq!(tokenize("\0"), [6, 0]);
    }

    #[test]
    fn a_text_of_which_nothing_is_left_is_one_unknown_piece() {
        assert_eq!(tokenize(""), [UNKNOWN]);
        assert_eq!(tokenize(" \u{3000}"), [UNKNOWN]);
    }

    #[test]
    fn the_models_own_marks_are_plain_text_in_a_text() {
        assert_eq!(tokenize("<s>"), [87, 9, 65]);
        assert_eq!(tokenize("a<unk>b"), [10, 1467, 39089, 65, 305]);
        assert_eq!(tokenize("</s> x"), [6372, 9, 65, 257]);
    }

    #[test]
    fn a_piece_may_begin_in_many_scripts() {
        assert_eq!(tokenize("ＡＢＣ ｶﾞ ㌔"), [13514, 6, 4388, 6, 21470]);
        assert_eq!(tokenize("ﷺ"), [1312, 40632, 9681, 15314, 102_894]);
    }
}
