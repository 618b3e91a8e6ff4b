//! What can go wrong with the store's folder, and what the user can do.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::news::problem::Problem;

/// Why the store could not be opened, read or written.
#[derive(Debug, Error)]
#[error("{}: {what}: {source}; {}", path.display(), self.remedy())]
pub struct StoreError {
    path: PathBuf,
    what: &'static str,
    source: io::Error,
}

impl StoreError {
    pub(super) fn new(path: &Path, what: &'static str, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what,
            source,
        }
    }

    /// The file or folder it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user can do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self.source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "make it writable for you, or choose another folder for the marks"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "make room on the disk, then make the change again"
            }
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
                "something else stands in its place: move that away, or choose another folder for the marks"
            }
            _ => {
                "see whether the folder is there and its disk is well, or choose another folder for the marks"
            }
        }
    }

    /// The same, to be listed with other problems.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(
            &self.path,
            format!("{}: {}", self.what, self.source),
            self.remedy(),
        )
    }
}
