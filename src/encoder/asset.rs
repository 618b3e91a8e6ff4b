//! The encoder's file: a `safetensors` container whose tensors are looked up by name and
//! checked for kind and shape. Reads the header alone; knows nothing of what tensors mean.

use safetensors::{Dtype, SafeTensors};
use thiserror::Error;

/// The form of the file this code reads, as its metadata says under `format`.
const FORMAT: &str = "counterpoint-encoder-1";

/// Why a file cannot serve as the encoder's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AssetError {
    /// It is no `safetensors` file, or is cut short.
    #[error("the encoder's file has no valid header: {0}")]
    Header(String),
    /// It says to be of another form, or says nothing of its form.
    #[error("the encoder's file is of the form {found:?}, not {FORMAT:?}")]
    Format {
        /// What it says, empty for nothing.
        found: String,
    },
    /// A tensor is missing.
    #[error("the encoder's file lacks {0}")]
    Missing(String),
    /// A tensor has values of another kind or number.
    #[error("in the encoder's file {name} is {found}, not {expected}")]
    Shape {
        /// The tensor's name.
        name: String,
        /// Kind and shape as found.
        found: String,
        /// Kind and shape as needed; `_` for any number.
        expected: String,
    },
}

/// An opened file.
pub(super) struct Asset<'a>(SafeTensors<'a>);

impl<'a> Asset<'a> {
    /// Reads the header and checks that all it names is there.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, AssetError> {
        let invalid = |error: safetensors::SafeTensorError| AssetError::Header(error.to_string());
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(invalid)?;
        let found = header
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get("format"));
        if found.map(String::as_str) != Some(FORMAT) {
            let found = found.cloned().unwrap_or_default();
            return Err(AssetError::Format { found });
        }
        SafeTensors::deserialize(bytes).map(Self).map_err(invalid)
    }

    /// The bytes of a list of values, little-endian, of any length.
    pub(super) fn list(&self, name: &str, kind: Dtype) -> Result<&'a [u8], AssetError> {
        self.checked(name, kind, &[None])
    }

    /// The bytes of a tensor of just this shape, little-endian, row by row.
    pub(super) fn tensor(
        &self,
        name: &str,
        kind: Dtype,
        shape: &[usize],
    ) -> Result<&'a [u8], AssetError> {
        let shape: Vec<_> = shape.iter().copied().map(Some).collect();
        self.checked(name, kind, &shape)
    }

    fn checked(
        &self,
        name: &str,
        kind: Dtype,
        shape: &[Option<usize>],
    ) -> Result<&'a [u8], AssetError> {
        let tensor = self
            .0
            .tensor(name)
            .map_err(|_| AssetError::Missing(name.to_owned()))?;
        let fits = tensor.dtype() == kind
            && tensor.shape().len() == shape.len()
            && tensor
                .shape()
                .iter()
                .zip(shape)
                .all(|(found, expected)| expected.is_none_or(|expected| expected == *found));
        if fits {
            return Ok(tensor.data());
        }
        let expected: Vec<_> = shape
            .iter()
            .map(|size| size.map_or("_".to_owned(), |size| size.to_string()))
            .collect();
        Err(AssetError::Shape {
            name: name.to_owned(),
            found: format!("{} {:?}", tensor.dtype(), tensor.shape()),
            expected: format!("{kind} [{}]", expected.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, values: &[u8]) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(values);
        bytes
    }

    fn small() -> Vec<u8> {
        file(
            r#"{"__metadata__":{"format":"counterpoint-encoder-1"},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}"#,
            &[1, 2, 3, 4],
        )
    }

    #[test]
    fn tensors_are_found_by_name_kind_and_shape() {
        let bytes = small();
        let asset = Asset::open(&bytes).expect("opens");
        assert_eq!(
            asset.tensor("a", Dtype::F16, &[2, 1]),
            Ok(&[1, 2, 3, 4][..])
        );
        assert_eq!(
            asset.tensor("b", Dtype::F16, &[2, 1]),
            Err(AssetError::Missing("b".to_owned()))
        );
        let problem = |result: Result<&[u8], AssetError>| result.expect_err("refused").to_string();
        assert!(problem(asset.tensor("a", Dtype::F16, &[1, 2])).contains("F16 [1, 2]"));
        assert!(problem(asset.tensor("a", Dtype::F32, &[2, 1])).contains("F32"));
        assert!(problem(asset.list("a", Dtype::F16)).contains("[_]"));
    }

    #[test]
    fn what_is_cut_short_or_no_such_file_is_refused() {
        let whole = small();
        for end in 0..whole.len() {
            let cut = Asset::open(whole.get(..end).expect("shorter"));
            assert!(matches!(cut, Err(AssetError::Header(_))), "{end}");
        }
        let unnamed = file("{}", &[]);
        let refused = Asset::open(&unnamed).err().expect("refused");
        assert!(matches!(refused, AssetError::Format { found } if found.is_empty()));
    }
}
