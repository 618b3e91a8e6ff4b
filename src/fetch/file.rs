//! Files that are whole or absent, whatever happens while they are written.

use std::fs::{self, File, OpenOptions};
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

/// A file that is written under a name of its own, and has its real name only once it is on the disk. Dropped before
/// that, it is gone.
#[derive(Debug)]
pub(super) struct Part {
    part: PathBuf,
    path: PathBuf,
    is_named: bool,
}

impl Part {
    /// Writes a file that is to be called `path`; its folder is made where it is missing.
    pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = folder.join(format!(".{name}{PART}"));
        let file = match File::create(&part) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(|error| FileError::writing(folder, error))?;
                File::create(&part)
            }
            made => made,
        };
        let mut file = file.map_err(|error| FileError::writing(path, error))?;
        // From here on half a file goes when it fails; where it cannot be removed, the next run tries again.
        let made = Self {
            part,
            path: path.to_owned(),
            is_named: false,
        };
        let filled = file.write_all(bytes).and_then(|()| {
            // Who may read the old one may read the new one, and nobody else.
            fs::metadata(path).map_or(Ok(()), |old| file.set_permissions(old.permissions()))
        });
        filled.map_err(|error| FileError::writing(path, error))?;
        // It is not kept open: a batch has more files than a process may have open at once.
        Ok(made)
    }

    fn reopen(&self) -> Result<File, FileError> {
        let open = OpenOptions::new().write(true).open(&self.part);
        open.map_err(|error| FileError::writing(&self.path, error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_named {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Files that appear together: each is written under a name of its own first, all are brought to the disk, and only
/// then are they given their names, in their order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    files: Vec<Part>,
}

/// Up to this many files are brought to the disk one by one; for more, it is quicker to bring all that it holds there.
const FEW: usize = 8;

impl Batch {
    /// Adds a file that is written.
    pub(super) fn add(&mut self, file: Part) {
        self.files.push(file);
    }

    /// Gives the files their names.
    pub(super) fn finish(mut self) -> Result<(), FileError> {
        self.sync()?;
        for file in &mut self.files {
            fs::rename(&file.part, &file.path)
                .map_err(|error| FileError::writing(&file.path, error))?;
            file.is_named = true;
        }
        // The names too are to be on the disk before anything is said of them elsewhere.
        let mut folders: Vec<&Path> = self
            .files
            .iter()
            .filter_map(|file| file.path.parent())
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
        if let [.., last] = self.files.as_slice()
            && self.files.len() > FEW
        {
            return rustix::fs::syncfs(last.reopen()?)
                .map_err(|error| FileError::writing(&last.path, error.into()));
        }
        for file in &self.files {
            file.reopen()?
                .sync_all()
                .map_err(|error| FileError::writing(&file.path, error))?;
        }
        Ok(())
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
    batch.add(Part::write(&path, bytes)?);
    batch.finish()
}
