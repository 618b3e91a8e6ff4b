//! Files that are whole or absent, whatever happens while they are written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file could not be written or read.
#[derive(Debug, Error)]
#[error("{}: it cannot be {what}: {source}; {}", path.display(), remedy(source))]
pub struct FileError {
    path: PathBuf,
    what: &'static str,
    source: io::Error,
}

impl FileError {
    /// Of a file that was to be written.
    pub(super) fn writing(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what: "written",
            source,
        }
    }

    /// Of a file or folder that was to be read.
    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what: "read",
            source,
        }
    }
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make it writable for you, or name another folder: library = \"…\" under [fetch]"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room on the disk, then fetch again"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
            "something else stands in its place: move that away"
        }
        _ => "see whether the folder is there and its disk is well",
    }
}

/// What the name of a file that is not yet whole ends in; it begins with a full stop, so that no reader takes it up.
const PART: &str = ".part";

/// Whether a file's name is that of one that was never finished.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PART)
}

/// Files that appear together: each is written under a name of its own first, all are brought to the disk, and only
/// then are they given their names, in their order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    files: Vec<(PathBuf, PathBuf, File)>,
}

/// Up to this many files are brought to the disk one by one; for more, it is quicker to bring all that it holds there.
const FEW: usize = 8;

impl Batch {
    /// How many files are in it.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether a file of this name is in it.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.files.iter().any(|(_, own, _)| own == path)
    }

    /// Adds a file; its folder is made where it is missing.
    pub(super) fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).map_err(|error| FileError::writing(folder, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = folder.join(format!(".{name}{PART}"));
        let write = || -> io::Result<File> {
            let mut file = File::create(&part)?;
            file.write_all(bytes)?;
            if let Ok(old) = fs::metadata(path) {
                // Who may read the old one may read the new one, and nobody else.
                file.set_permissions(old.permissions())?;
            }
            Ok(file)
        };
        match write() {
            Ok(file) => {
                self.files.push((part, path.to_owned(), file));
                Ok(())
            }
            Err(error) => {
                // Half a file helps nobody; where it cannot be removed, the next run tries again.
                let _ = fs::remove_file(&part);
                Err(FileError::writing(path, error))
            }
        }
    }

    /// Gives the files their names.
    pub(super) fn finish(self) -> Result<(), FileError> {
        self.sync()?;
        for (part, path, _) in &self.files {
            fs::rename(part, path).map_err(|error| FileError::writing(path, error))?;
        }
        // The names too are to be on the disk before anything is said of them elsewhere.
        let mut folders: Vec<&Path> = self
            .files
            .iter()
            .filter_map(|(_, path, _)| path.parent())
            .collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            // Some systems cannot bring a folder to the disk; the files are whole all the same.
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), FileError> {
        #[cfg(target_os = "linux")]
        if let [.., (_, path, file)] = self.files.as_slice()
            && self.files.len() > FEW
        {
            return rustix::fs::syncfs(file)
                .map_err(|error| FileError::writing(path, error.into()));
        }
        for (_, path, file) in &self.files {
            file.sync_all()
                .map_err(|error| FileError::writing(path, error))?;
        }
        Ok(())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        for (part, _, _) in &self.files {
            let _ = fs::remove_file(part);
        }
    }
}

/// Replaces a file as a whole.
///
/// # Errors
/// It cannot be written; then the old one still stands.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // A link is followed, so that what it points to is replaced and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut batch = Batch::default();
    batch.add(&path, bytes)?;
    batch.finish()
}
