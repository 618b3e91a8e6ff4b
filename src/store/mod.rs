//! Edge: marks and reading state on disk, in files that belong to the reader.
//!
//! One folder holds `marks.jsonl` (one event a line, readable as W3C Web Annotations), `reading.jsonl` (what was read
//! and starred, and where the cursor stood) and `marks.lock`, which is empty. Both files only grow, so that running
//! copies and tools that merge text files do not destroy each other's lines; what holds is worked out on reading. A
//! line that is not understood is reported and stays where it is.
//!
//! The cache of vectors (`vectors`) and the index of the library (`index`) are files of another kind, in another folder:
//! nothing in them is the reader's own, and they may be thrown away.
//!
//! This room knows no article files and no clock: times come in as values. Each store is used by one thread.

#![expect(clippy::disallowed_methods, reason = "the store is an edge")]

mod annotation;
mod error;
mod export;
mod import;
mod lines;
mod lock;
mod marks;
mod readings;
mod time;

pub mod index;
pub mod vectors;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::news::article::ArticleId;
use crate::news::mark::{Change, Mark, Millis, Reading};
use crate::news::problem::Problem;

pub use error::StoreError;
pub use export::{Format, export};
pub use import::import;

use lines::{Lines, News};
use lock::Lock;
use marks::Marks;
use readings::Readings;

/// The file of the marks, in the store's folder.
pub const MARKS: &str = "marks.jsonl";

/// The file of what was read, in the store's folder.
pub const READINGS: &str = "reading.jsonl";

/// The marks and the reading state of a folder.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    marks_file: Lines,
    marks: Marks,
    readings_file: Lines,
    readings: Readings,
    /// Why nothing can be written, where that was seen on opening.
    read_only: Option<Problem>,
    /// Whether lines of another running copy were read that [`Store::refresh`] has not told of.
    news: bool,
}

/// What a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The marks, in the order in which they were made.
    pub marks: Vec<Mark>,
    /// What was done with articles; those that are not here were never opened.
    pub readings: BTreeMap<ArticleId, Reading>,
    /// The lines that were not understood, and whether nothing can be written.
    pub problems: Vec<Problem>,
}

impl Store {
    /// Opens the store in a folder, which is made where it is missing.
    ///
    /// In a folder that can be read but not written, the store opens all the same, with a problem that says so.
    /// `reading.jsonl` is shortened where it is long and mostly outdated.
    ///
    /// # Errors
    /// The folder can neither be found nor made, or a file in it cannot be read.
    pub fn open(folder: &Path) -> Result<(Self, Stored), StoreError> {
        if !folder.is_dir() {
            fs::create_dir_all(folder)
                .map_err(|e| StoreError::new(folder, "the folder cannot be made", e))?;
        }
        let mut store = Self {
            folder: folder.to_owned(),
            marks_file: Lines::new(folder.join(MARKS)),
            marks: Marks::default(),
            readings_file: Lines::new(folder.join(READINGS)),
            readings: Readings::default(),
            read_only: None,
            news: false,
        };
        let lock = Lock::take(folder);
        if let Err(error) = &lock {
            store.read_only = Some(error.problem());
        }
        store.catch_up()?;
        if lock.is_ok() && store.readings.is_stale(store.readings_file.count()) {
            // Without this the file is only longer than it need be.
            let _ = store.shorten();
        }
        let stored = store.stored();
        Ok((store, stored))
    }

    /// Writes changes and returns when they are safe on disk. `now` is the time at which they are made.
    ///
    /// A change says what differs between before and after, and only that is applied: what another running copy has
    /// changed in the same mark or article stays.
    ///
    /// # Errors
    /// The folder or file cannot be written, or the disk is full. Then none of the changes to that file are in it.
    pub fn write(&mut self, changes: &[Change], now: Millis) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        if !self.folder.is_dir() {
            fs::create_dir_all(&self.folder)
                .map_err(|e| StoreError::new(&self.folder, "the folder cannot be made", e))?;
        }
        let _lock = Lock::take(&self.folder)?;
        self.news |= self.catch_up()?;
        let marks = self.marks.lines(changes, now);
        self.marks_file.append(&marks)?;
        let readings = self.readings.lines(changes, now);
        let appended = self.readings_file.append(&readings);
        // What was written is read back, so that the store holds what the disk holds.
        self.catch_up()?;
        self.read_only = None;
        appended
    }

    /// Reads what another running copy wrote: everything the store now holds where there was something new.
    ///
    /// It costs two looks at file sizes where nothing was written, and does not wait for a copy that is writing.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn refresh(&mut self) -> Result<Option<Stored>, StoreError> {
        if self.marks_file.may_have_news() || self.readings_file.may_have_news() {
            match Lock::try_take(&self.folder) {
                Ok(None) => {}
                // Without a lock in a read-only folder, there is nobody to wait for.
                Ok(Some(_)) | Err(_) => self.news |= self.catch_up()?,
            }
        }
        Ok(std::mem::take(&mut self.news).then(|| self.stored()))
    }

    /// Everything the store holds.
    fn stored(&self) -> Stored {
        let problems = self.read_only.iter().cloned();
        Stored {
            marks: self.marks.all(),
            readings: self.readings.all(),
            problems: problems
                .chain(self.marks.problems(self.marks_file.path()))
                .chain(self.readings.problems(self.readings_file.path()))
                .collect(),
        }
    }

    /// Reads what was added to the files; whether it changed anything.
    fn catch_up(&mut self) -> Result<bool, StoreError> {
        let mut changed = false;
        match self.marks_file.news()? {
            News::None => {}
            News::More(lines) => changed |= self.marks.add(&lines),
            News::Anew(lines) => {
                let before = std::mem::take(&mut self.marks);
                self.marks.add(&lines);
                changed |= before != self.marks;
            }
        }
        match self.readings_file.news()? {
            News::None => {}
            News::More(lines) => changed |= self.readings.add(&lines),
            News::Anew(lines) => {
                let before = std::mem::take(&mut self.readings);
                self.readings.add(&lines);
                changed |= before != self.readings;
            }
        }
        Ok(changed)
    }

    /// Replaces `reading.jsonl` by a shorter file that says the same.
    fn shorten(&mut self) -> Result<(), StoreError> {
        let text = self.readings_file.whole()?;
        self.readings_file.replace(&readings::shortened(&text))?;
        self.catch_up().map(|_| ())
    }
}

#[cfg(test)]
mod tests;
