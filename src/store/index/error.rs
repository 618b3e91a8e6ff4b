//! What can go wrong with the index, and what the user can do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::news::problem::Problem;

/// Why the index could not be read or written.
#[derive(Debug, Error)]
#[error("{}: the index failed: {source}; {}", path.display(), self.remedy())]
pub struct IndexError {
    path: PathBuf,
    source: rusqlite::Error,
}

impl IndexError {
    pub(super) fn new(path: Option<&Path>, source: rusqlite::Error) -> Self {
        Self {
            path: path.unwrap_or(Path::new("temporary index")).to_owned(),
            source,
        }
    }

    /// Whether the file is damaged: opening it again makes it anew.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        is_damage(&self.source)
    }

    /// What the user can do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self.source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "make room on the disk and start again",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another copy of the program is writing it; try again when that is done"
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                "make its folder writable for you"
            }
            _ => "it may be deleted at any time, and is made anew",
        }
    }

    /// The same, to be listed with other problems.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(
            &self.path,
            format!("the index failed: {}", self.source),
            self.remedy(),
        )
    }
}

/// Whether SQLite says that the file is no sound database.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}
