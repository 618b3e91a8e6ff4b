//! The cache of vectors: what the encoder made of a text, kept by the text's hash.
//!
//! One file, `vectors`, in the program's cache folder, and an empty `vectors.lock`. The file's form is told in `file`.
//! It only grows; the running copies share it. It is read with plain reads and not mapped: 10,000 passages are some
//! 10 MB, of which only the vectors that are asked for stay in memory, and a map could be cut short by another program
//! while it is read, which no safe code can survive.
//!
//! Nothing here is the reader's own. What is damaged, cut off, or of another model or version is thrown away and told of
//! once; where the folder cannot be written or the disk is full, everything works without, and that too is told once.
//!
//! It knows no article: texts come as [`Key`]s. It is used by one thread.

mod file;

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use self::file::{Extent, HEADER, RECORD, Record, Shape};
use super::lock::Lock;
use crate::encoder::Compact;
use crate::news::problem::Problem;

/// The cache's file, in its folder.
pub const VECTORS: &str = "vectors";
/// The lock's file, beside it. A file of its own, since the other may be replaced.
const LOCK: &str = "vectors.lock";

/// With more records than this (about 210 MB), the older half is given up: they are of texts long changed, or their
/// vectors are soon made again.
const MOST: usize = 400_000;

/// What a vector is kept under: the first half of the SHA-256 of the text that was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; Self::BYTES]);

impl Key {
    const BYTES: usize = 16;

    /// The key of a text: of every byte of it, as it is given to the encoder.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let hash = Sha256::digest(text);
        Self(hash.first_chunk().copied().unwrap_or_default())
    }
}

/// The vectors in a folder.
#[derive(Debug)]
pub struct VectorCache {
    /// None where nothing can be kept, or not any more.
    folder: Option<PathBuf>,
    /// Whether something wrong was told of: the next thing wrong would be no news.
    told: bool,
    /// More records than this are too many.
    most: usize,
}

/// What a cache's file is found to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The vectors that are as they were written.
    pub sound: usize,
    /// What is wrong with the file, where anything is.
    pub damage: Option<String>,
}

/// Looks through the vectors in a folder by their checksums, and changes nothing.
///
/// # Errors
/// The file cannot be read; one that is not there is no error.
pub fn health(folder: &Path) -> io::Result<Health> {
    let (shape, _) = read(&folder.join(VECTORS), &[])?;
    Ok(match shape {
        Shape::Missing => Health::default(),
        Shape::Foreign(why) => Health {
            sound: 0,
            damage: Some(why.to_owned()),
        },
        Shape::Ours(extent) => Health {
            sound: extent.sound,
            damage: damage(extent),
        },
    })
}

/// What was found of the texts asked for.
#[derive(Debug, Default)]
pub struct Found {
    /// The vectors that were there.
    pub vectors: HashMap<Key, Compact>,
    /// What was wrong with the file, where that was not yet told.
    pub problem: Option<Problem>,
}

impl VectorCache {
    /// The cache in a folder, which need not be there. Nothing is read or made yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_owned()),
            told: false,
            most: MOST,
        }
    }

    /// A cache that finds and keeps nothing.
    #[must_use]
    pub fn nowhere() -> Self {
        Self {
            folder: None,
            told: false,
            most: MOST,
        }
    }

    /// The vectors of these texts, as far as they were kept, by this copy of the program or another.
    ///
    /// Reads the whole file and mends it where something is wrong with it.
    pub fn look_up(&mut self, texts: &[Key]) -> Found {
        let Some(folder) = self.folder.clone() else {
            return Found::default();
        };
        let path = folder.join(VECTORS);
        let (shape, vectors) = match read(&path, texts) {
            Ok(read) => read,
            Err(error) => {
                self.folder = None;
                let what = format!("the vectors kept here cannot be read: {error}");
                return Found {
                    problem: self.tell(&path, what, REMEDY_WRITABLE),
                    ..Found::default()
                };
            }
        };
        let trouble = match shape {
            Shape::Missing => None,
            Shape::Ours(extent) if extent.is_sound() && extent.sound <= self.most => None,
            Shape::Ours(_) | Shape::Foreign(_) => self.mend(&folder).transpose(),
        };
        let problem = trouble.and_then(|trouble| match trouble {
            Ok(what) => self.tell(&path, what, REMEDY_NONE),
            Err(error) => {
                // What can be read is as good as ever, but nothing can be added to a file in this state.
                self.folder = None;
                let what = format!(
                    "the vectors kept here are damaged, and the file cannot be made anew: {error}"
                );
                self.tell(&path, what, REMEDY_WRITABLE)
            }
        });
        Found { vectors, problem }
    }

    /// Keeps vectors. They are safe from other copies, but not from a power cut, which costs only time.
    ///
    /// # Errors
    /// The folder cannot be written, the disk is full, or a copy of another version has taken the file. It is told once;
    /// after that nothing more is kept and this does nothing.
    pub fn keep(&mut self, vectors: &[(Key, Compact)]) -> Result<(), Problem> {
        let Some(folder) = self.folder.as_deref().filter(|_| !vectors.is_empty()) else {
            return Ok(());
        };
        let path = folder.join(VECTORS);
        let Err(error) = append(folder, &path, vectors) else {
            return Ok(());
        };
        self.folder = None;
        let what = format!("the vectors of passages cannot be kept: {error}");
        self.tell(&path, what, REMEDY_WRITABLE).map_or(Ok(()), Err)
    }

    fn tell(&mut self, path: &Path, what: String, remedy: &str) -> Option<Problem> {
        let news = !std::mem::replace(&mut self.told, true);
        news.then(|| Problem::new(path, what, remedy))
    }

    /// Makes the file anew from what is sound in it, and says what was wrong: nothing where another copy was in the
    /// middle of writing, or has mended it already.
    fn mend(&self, folder: &Path) -> io::Result<Option<String>> {
        let path = folder.join(VECTORS);
        let _lock = Lock::wait(&folder.join(LOCK))?;
        let shape = match File::open(&path) {
            Ok(file) => file::scan(file, |_| ())?,
            Err(error) if error.kind() == ErrorKind::NotFound => Shape::Missing,
            Err(error) => return Err(error),
        };
        let (keep, what) = match shape {
            Shape::Missing => return Ok(None),
            Shape::Foreign(why) => (0, Some(format!("{why}: its vectors are made anew"))),
            Shape::Ours(extent) => {
                let much = extent.sound > self.most;
                if extent.is_sound() && !much {
                    return Ok(None);
                }
                let keep = if much { self.most / 2 } else { extent.sound };
                (keep, damage(extent))
            }
        };
        replace(folder, &path, keep)?;
        Ok(what)
    }
}

const REMEDY_NONE: &str = "there is nothing to do, it has been mended";
const REMEDY_WRITABLE: &str = "links are made all the same, but anew at every start; make the folder writable for you and see that its disk has room";

/// What is wrong with records.
fn damage(extent: Extent) -> Option<String> {
    let lost = extent.damaged + usize::from(extent.torn > 0);
    let all = extent.sound + lost;
    (lost > 0)
        .then(|| format!("{lost} of {all} vectors kept here are damaged and will be made anew"))
}

/// What the file is, and those of its vectors that are wanted. A file that is not there is no error.
fn read(path: &Path, wanted: &[Key]) -> io::Result<(Shape, HashMap<Key, Compact>)> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok((Shape::Missing, HashMap::new()));
        }
        Err(error) => return Err(error),
    };
    let mut places: HashMap<Key, Option<Compact>> = wanted.iter().map(|key| (*key, None)).collect();
    let shape = file::scan(file, |record| {
        if let Some(place) = file::key(record).and_then(|key| places.get_mut(&key))
            && place.is_none()
        {
            *place = file::vector(record);
        }
    })?;
    let found = places
        .into_iter()
        .filter_map(|(key, vector)| Some((key, vector?)))
        .collect();
    Ok((shape, found))
}

/// Adds records, in one piece.
fn append(folder: &Path, path: &Path, vectors: &[(Key, Compact)]) -> io::Result<()> {
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
    }
    let _lock = Lock::wait(&folder.join(LOCK))?;
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(HEADER + vectors.len() * RECORD);
    if length == 0 {
        bytes.extend(file::header());
    } else {
        let mut header = [0; HEADER];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header)?;
        if let Some(why) = file::foreign(&header) {
            return Err(io::Error::other(why));
        }
    }
    for (key, vector) in vectors {
        bytes.extend(file::record(*key, vector));
    }
    let whole = whole(length);
    if whole != length {
        // A copy that was ended while it wrote has left a part of a record.
        file.set_len(whole)?;
    }
    file.write_all(&bytes).inspect_err(|_| {
        // Nobody else writes while the lock is held. Where even this fails, the next one to write takes the rest away.
        let _ = file.set_len(whole);
    })
}

/// The length of a file up to its last whole record.
fn whole(length: u64) -> u64 {
    let (header, record) = (HEADER as u64, RECORD as u64);
    let torn = length.saturating_sub(header) % record;
    length - torn
}

/// Puts the newest `keep` sound records of the file in its place, with a new header. The caller holds the lock.
fn replace(folder: &Path, path: &Path, keep: usize) -> io::Result<()> {
    let new = NamedTempFile::new_in(folder)?;
    let mut out = BufWriter::new(new);
    out.write_all(&file::header())?;
    if keep > 0 {
        let sound = |each: &mut dyn FnMut(&Record)| file::scan(File::open(path)?, each);
        let mut count = 0_usize;
        sound(&mut |_| count += 1)?;
        let mut skip = count.saturating_sub(keep);
        let mut written = Ok(());
        sound(&mut |record| {
            if skip > 0 {
                skip -= 1;
            } else if written.is_ok() {
                written = out.write_all(record);
            }
        })?;
        written?;
    }
    let new = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    new.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests;
