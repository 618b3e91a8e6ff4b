//! A file of lines that only grows, read from where the last reading stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;

use super::error::StoreError;

/// How many bytes before the place reached are remembered: where others stand there, the file was replaced.
const TAIL: usize = 256;

/// A file of lines.
#[derive(Debug)]
pub(super) struct Lines {
    path: PathBuf,
    /// How many bytes were read: up to the end of the last whole line.
    reached: u64,
    /// The last of these bytes.
    tail: Vec<u8>,
    /// How many whole lines that is.
    count: usize,
    /// The size and time of the file when it was last read.
    seen: Option<(u64, Option<SystemTime>)>,
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its bytes, without the line feed.
    pub bytes: Vec<u8>,
}

/// What a reading gave. The last line may be one without a line feed; it is read again next time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing new.
    None,
    /// Lines were added.
    More(Vec<Line>),
    /// The file was replaced; these are all its lines.
    Anew(Vec<Line>),
}

impl Lines {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            reached: 0,
            tail: Vec::new(),
            count: 0,
            seen: None,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How many whole lines were read.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether the file's size or time is another than at the last reading.
    pub(super) fn may_have_news(&self) -> bool {
        stamp(&self.path) != self.seen
    }

    /// Reads the lines that were added, or all where the file is another one.
    pub(super) fn news(&mut self) -> Result<News, StoreError> {
        self.try_news().map_err(|e| self.error("cannot be read", e))
    }

    fn try_news(&mut self) -> io::Result<News> {
        self.seen = stamp(&self.path);
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound && self.reached == 0 => {
                return Ok(News::None);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.rewind();
                return Ok(News::Anew(Vec::new()));
            }
            Err(error) => return Err(error),
        };
        let tail = self.tail.len();
        file.seek(SeekFrom::Start(self.reached - tail as u64))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.starts_with(&self.tail) {
            let lines = self.split(bytes.get(tail..).unwrap_or_default());
            return Ok(if lines.is_empty() {
                News::None
            } else {
                News::More(lines)
            });
        }
        self.rewind();
        bytes.clear();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(News::Anew(self.split(&bytes)))
    }

    fn rewind(&mut self) {
        (self.reached, self.count) = (0, 0);
        self.tail.clear();
    }

    /// The lines of the bytes that follow those read, and remembers how far the whole ones go.
    fn split(&mut self, bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut whole = 0;
        for (at, piece) in (self.count + 1..).zip(bytes.split_inclusive(|b| *b == b'\n')) {
            let line = piece.strip_suffix(b"\n");
            if line.is_some() {
                whole += piece.len();
                self.count = at;
            }
            lines.push(Line {
                number: at,
                bytes: line.unwrap_or(piece).to_vec(),
            });
        }
        let whole = bytes.get(..whole).unwrap_or_default();
        self.reached += whole.len() as u64;
        self.tail.extend_from_slice(whole);
        let forget = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..forget);
        lines
    }

    /// Adds lines, each ending in a line feed, and waits until they are on the disk. The caller holds the lock. A line
    /// that a crash has cut off is ended first; where writing fails, what was written is taken back.
    pub(super) fn append(&self, lines: &str) -> Result<(), StoreError> {
        if lines.is_empty() {
            return Ok(());
        }
        self.try_append(lines)
            .map_err(|e| self.error("cannot be written", e))
    }

    fn try_append(&self, lines: &str) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&self.path)?;
        let length = file.metadata()?.len();
        let torn = length > 0 && {
            let mut last = [0];
            file.seek(SeekFrom::Start(length - 1))?;
            file.read_exact(&mut last)?;
            last != *b"\n"
        };
        let text = [if torn { "\n" } else { "" }, lines].concat();
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_data());
        if let Err(error) = written {
            // Nobody else writes while the lock is held, so this cuts off our own bytes and no others. Where even that
            // fails, they stay as a line that is cut off, which is reported.
            let _ = file.set_len(length);
            return Err(error);
        }
        if length == 0 {
            sync_folder(&self.path);
        }
        Ok(())
    }

    /// The whole file.
    pub(super) fn whole(&self) -> Result<Vec<u8>, StoreError> {
        fs::read(&self.path).map_err(|e| self.error("cannot be read", e))
    }

    /// Puts another file in the place of this one, at once: after a crash, there is the one or the other. The caller
    /// holds the lock.
    pub(super) fn replace(&self, text: &[u8]) -> Result<(), StoreError> {
        self.try_replace(text)
            .map_err(|e| self.error("cannot be replaced", e))
    }

    fn try_replace(&self, text: &[u8]) -> io::Result<()> {
        // The file may be a link into a folder that is kept in step with others.
        let path = fs::canonicalize(&self.path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(text)?;
        file.as_file()
            .set_permissions(fs::metadata(&path)?.permissions())?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        sync_folder(&path);
        Ok(())
    }

    fn error(&self, what: &'static str, error: io::Error) -> StoreError {
        StoreError::new(&self.path, what, error)
    }
}

/// The size and time of a file.
fn stamp(path: &Path) -> Option<(u64, Option<SystemTime>)> {
    let known = fs::metadata(path).ok()?;
    Some((known.len(), known.modified().ok()))
}

/// Makes a new name in a folder durable. Not every system lets a folder be opened; there the name is safe without.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<(usize, &str)> {
        lines
            .iter()
            .map(|line| (line.number, std::str::from_utf8(&line.bytes).unwrap()))
            .collect()
    }

    #[test]
    fn only_what_was_added_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Lines::new(folder.path().join("x"));
        assert_eq!(lines.news().unwrap(), News::None);
        lines.append("one\ntwo\n").unwrap();
        assert!(lines.may_have_news());
        let News::More(read) = lines.news().unwrap() else {
            panic!("lines were added");
        };
        assert_eq!(texts(&read), [(1, "one"), (2, "two")]);
        assert!(!lines.may_have_news());
        lines.append("three\n").unwrap();
        let News::More(read) = lines.news().unwrap() else {
            panic!("a line was added");
        };
        assert_eq!((texts(&read), lines.count()), (vec![(3, "three")], 3));
    }

    #[test]
    fn a_cut_line_is_read_again_until_it_is_whole_and_ended_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut lines = Lines::new(path.clone());
        fs::write(&path, "one\ntw").unwrap();
        let News::More(read) = lines.news().unwrap() else {
            panic!("lines were added");
        };
        assert_eq!(
            (texts(&read), lines.count()),
            (vec![(1, "one"), (2, "tw")], 1)
        );
        lines.append("three\n").unwrap();
        let News::More(read) = lines.news().unwrap() else {
            panic!("a line was added");
        };
        assert_eq!(texts(&read), [(2, "tw"), (3, "three")]);
        assert_eq!(fs::read_to_string(path).unwrap(), "one\ntw\nthree\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_with_a_remedy() {
        let error = Lines::new("/dev/full".into()).append("one\n").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("/dev/full: cannot be written: "),
            "{error}"
        );
        assert!(error.remedy().contains("make room"), "{error}");
    }

    #[test]
    fn a_file_that_was_replaced_is_read_anew_even_if_it_is_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut lines = Lines::new(path.clone());
        lines.append("one\ntwo\n").unwrap();
        lines.news().unwrap();
        lines.replace(b"a much longer line\nand another\n").unwrap();
        let News::Anew(read) = lines.news().unwrap() else {
            panic!("the file is another one");
        };
        assert_eq!(
            texts(&read),
            [(1, "a much longer line"), (2, "and another")]
        );
        fs::remove_file(path).unwrap();
        assert_eq!(lines.news().unwrap(), News::Anew(Vec::new()));
        assert_eq!(lines.news().unwrap(), News::None);
    }
}
