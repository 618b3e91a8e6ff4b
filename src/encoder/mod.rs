//! The multilingual sentence encoder: bytes in, vectors out.
//!
//! A sentence of any of sixteen languages becomes a [`Vector`] of 512 numbers; sentences
//! that say the same, in whatever languages, get vectors that point the same way. The model
//! is Google's universal-sentence-encoder-multilingual v3 (Yang et al., Multilingual
//! Universal Sentence Encoder for Semantic Retrieval, ACL 2020); its weights lie in
//! `assets/encoder/`, in the binary, and nothing of them is read before the first use.
//!
//! The way of a text: `normalize` writes it as the model was taught, `tokenize` cuts it
//! into pieces of the vocabulary (kept in `double_array`s), `batch` gathers sentences,
//! `embedding` looks the pieces up, `network` computes with the matrices of `layers`,
//! all of it read from one file by `asset`.
//!
//! This room knows no article, passage or language, keeps no cache, starts no thread and
//! reads no file.

mod asset;
mod batch;
mod compact;
mod double_array;
mod embedding;
mod layers;
mod network;
mod normalize;
mod tokenize;
mod vector;

use std::sync::{LazyLock, OnceLock};

pub use asset::AssetError;
pub use compact::Compact;
pub use vector::{DIMENSIONS, Vector};

use asset::Asset;
use embedding::Embedding;
use layers::{Decoded, Layers, Stored};
use tokenize::Tokenizer;

/// Names the model and the exact form of its weights: vectors kept under another name were
/// computed by something else and are not to be compared with those of this encoder.
///
/// Ends with the first 16 hexadecimal digits of the asset's SHA-256.
pub const MODEL_ID: &str = "use-multilingual-3-q4-92d0ffccacdacafb";

/// The file in the binary; made by `tools/encoder/make_asset.py`.
static ASSET: &[u8] = include_bytes!("../../assets/encoder/encoder.safetensors");

/// Turns sentences into vectors.
///
/// Making one checks names, kinds and sizes in the header of its file and reads nothing
/// else; the dense layers (14 MB when unpacked) are decoded once, by the first text encoded.
/// It may be shared between threads; a call works on the thread that makes it.
#[derive(Debug)]
pub struct Encoder {
    tokenizer: Tokenizer<'static>,
    embedding: Embedding<'static>,
    stored: Layers<Stored<'static>>,
    decoded: OnceLock<Layers<Decoded>>,
}

impl Encoder {
    /// The encoder on a file's bytes (`safetensors`, described in `assets/encoder/README.md`).
    ///
    /// # Errors
    /// Says what the file lacks, has too much of, or has in another shape.
    pub fn new(bytes: &'static [u8]) -> Result<Self, AssetError> {
        let asset = Asset::open(bytes)?;
        Ok(Self {
            tokenizer: Tokenizer::open(&asset)?,
            embedding: Embedding::open(&asset)?,
            stored: Layers::open(&asset)?,
            decoded: OnceLock::new(),
        })
    }

    /// The encoder on the file that is part of the program; the same one at every call.
    ///
    /// # Errors
    /// As [`Encoder::new`]: none while the program is whole.
    pub fn embedded() -> Result<&'static Self, AssetError> {
        static EMBEDDED: LazyLock<Result<Encoder, AssetError>> =
            LazyLock::new(|| Encoder::new(ASSET));
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// The vector of each text, in order.
    ///
    /// A text's vector does not depend on what else is in the call, beyond 10⁻⁶ in any number.
    /// A text of more than 512 pieces is read in windows of equal length, and its vector is
    /// their sum, each weighed by its pieces, brought back to length 1. A text in which the
    /// normalizer leaves nothing (empty, only spaces) has the vector of one unknown piece, as
    /// has any single character the vocabulary lacks. No number is ever NaN or infinite.
    ///
    /// Memory beyond the layers is bounded: about 40 MB, whatever the number of texts.
    #[must_use]
    pub fn encode(&self, texts: &[&str]) -> Vec<Vector> {
        let layers = self.decoded.get_or_init(|| self.stored.decode());
        batch::encode(&self.tokenizer, &self.embedding, layers, texts)
    }

    /// The ids of the vocabulary's pieces that make up a text, from 0 (unknown) to 127,999,
    /// without the two that the network is given for the sentence's beginning and end.
    ///
    /// A text in which the normalizer leaves nothing is one unknown piece: never empty.
    #[must_use]
    pub fn tokenize(&self, text: &str) -> Vec<u32> {
        self.tokenizer.tokenize(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &'static [u8]) -> String {
        Encoder::new(bytes).expect_err("refused").to_string()
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_reason() {
        assert!(refused(&[]).contains("no valid header"));
        assert!(refused(&ASSET[..4096]).contains("no valid header"));
        assert!(refused(&ASSET[..ASSET.len() - 1]).contains("no valid header"));
        assert!(refused(&ASSET[1..]).contains("no valid header"));
    }

    #[test]
    fn a_file_of_another_form_or_without_its_parts_is_refused() {
        let file = |header: &str| {
            let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
            bytes.extend_from_slice(header.as_bytes());
            &*bytes.leak()
        };
        let other = file(r#"{"__metadata__":{"format":"another"}}"#);
        assert!(refused(other).contains("\"another\""));
        let empty = file(r#"{"__metadata__":{"format":"counterpoint-encoder-1"}}"#);
        assert!(refused(empty).contains("lacks charmap.units"));
    }

    #[test]
    fn one_encoder_is_shared() {
        let first: *const Encoder = Encoder::embedded().expect("whole");
        let second: *const Encoder = Encoder::embedded().expect("whole");
        assert_eq!(first, second);
    }
}
