//! The lock that running copies share, so that no line is written into another.
//!
//! It is a file of its own, since `reading.jsonl` is replaced when it is shortened, and tools that keep folders in step
//! replace `marks.jsonl`: a lock on a file that was replaced locks nobody out. The system lets go of it when the
//! program ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::error::StoreError;

/// The name of the lock's file; the file stays empty.
pub(super) const LOCK: &str = "marks.lock";

/// Holds the lock of a folder until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock and takes it. Others hold it only while they write a few lines.
    pub(super) fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(LOCK);
        Self::wait(&path)
            .map_err(|error| StoreError::new(&path, "the marks cannot be saved", error))
    }

    /// Waits for the lock that is a file of this path, and takes it.
    pub(super) fn wait(path: &Path) -> io::Result<Self> {
        let file = open(path)?;
        loop {
            match file.lock() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => return known(other).map(|()| Self { _file: file }),
            }
        }
    }

    /// Takes the lock unless another copy holds it.
    pub(super) fn try_take(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(LOCK);
        let taken = open(&path).and_then(|file| match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => known(Err(error)).map(|()| Some(file)),
        });
        match taken {
            Ok(file) => Ok(file.map(|file| Self { _file: file })),
            Err(error) => Err(StoreError::new(&path, "the marks cannot be saved", error)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
}

/// Takes a file system without locks for one that granted it: lines are appended in one piece there too.
fn known(locked: io::Result<()>) -> io::Result<()> {
    match locked {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}
