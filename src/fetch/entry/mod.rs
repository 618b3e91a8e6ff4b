//! Entries → files of the library, each once.
//!
//! A file's name is made when its entry is first seen and never changes: marks are attached to it. What an entry said
//! before it was changed is kept in a hidden folder beside it.

mod known;

mod slug;

mod text;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use super::feed::{Entry, Feed};
use super::file::{Batch, FileError, Part};
use crate::analysis::cores::each;
use crate::load::{foreign, versions};
use crate::news::date::Date;
use known::{Index, Known, canonical};
use text::{Read, Texts, hex, short};

pub use slug::folder as folder_name;

/// So many entries become files together. Bringing files to the disk takes about as long for many as for one, and what
/// a cut loses is that much.
const BATCH: usize = 1000;

/// The longest part of a file's name that comes of the title, in bytes; with the rest it stays under 200.
const SLUG: usize = 150;

/// Where a feed's entries go, and what is added to them.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The folder of the feed.
    pub folder: PathBuf,
    /// The feed's name, which stands as the source.
    pub name: String,
    /// The feed's address.
    pub address: String,
    /// The language that the configuration names; it counts before the feed's.
    pub lang: Option<String>,
    /// Tags for every entry.
    pub tags: Vec<String>,
}

/// What was done with the entries of a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries written for the first time.
    pub new: usize,
    /// Entries whose text was another than before.
    pub changed: usize,
    /// Entries that were there already.
    pub same: usize,
}

/// The article of the page at an address as Markdown, or why there is none. Asked from several threads at once.
pub type ReadPage<'a> = dyn Fn(&str) -> Result<String, String> + Sync + 'a;

/// Writes the entries that are not there, and those that have changed. `now` is in seconds since 1970. Where pages can be
/// read, the text of an entry's page stands for what the feed has of it, if that is longer. `progress` is told how many
/// entries are done whenever some are.
///
/// The entries are let go as they are written. Nobody else may be writing to the folder.
///
/// # Errors
/// A file cannot be read or written. What was written before is whole, and known at the next time.
pub fn store(
    feed: Feed,
    place: &Place,
    now: i64,
    pages: Option<&ReadPage<'_>>,
    progress: &dyn Fn(usize),
) -> Result<Tally, FileError> {
    let mut entries = feed.entries;
    let shared = Shared::of(&entries);
    let mut writer = Writer {
        index: Index::read(&place.folder)?,
        taken: HashSet::new(),
        written: HashSet::new(),
        tally: Tally::default(),
        texts: Texts { place, now, pages },
    };
    finishing(|finish| {
        // Feeds begin with the newest; where two entries have the same day, the older is to be there first.
        while !entries.is_empty() {
            let some = entries.split_off(entries.len().saturating_sub(BATCH));
            let count = some.len();
            if !finish(writer.batch(some, &shared)?) {
                break;
            }
            progress(count);
        }
        Ok(())
    })?;
    Ok(writer.tally)
}

/// Gives the files of batches their names on a thread of its own, in the order in which they are handed over: waiting
/// for the disk and preparing the next go on side by side. What is handed over says whether there is still a use in it.
fn finishing(
    prepare: impl FnOnce(&dyn Fn(Batch) -> bool) -> Result<(), FileError>,
) -> Result<(), FileError> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel::<Batch>(1);
        let finisher = scope.spawn(move || receive.into_iter().try_for_each(Batch::finish));
        let prepared = prepare(&|batch| send.send(batch).is_ok());
        drop(send);
        let finished = finisher.join().unwrap_or_else(|panic| resume_unwind(panic));
        finished.and(prepared)
    })
}

/// When the newest file of a feed's folder was fetched, in seconds since 1970.
#[must_use]
pub fn last_fetched(folder: &Path) -> Option<i64> {
    let index = Index::read(folder).ok()?;
    Some(foreign::date(index.newest()?)?.seconds())
}

/// What several entries of a feed have in common, which is no name of any.
struct Shared {
    ids: HashSet<String>,
    urls: HashSet<String>,
}

impl Shared {
    fn of(entries: &[Entry]) -> Self {
        let urls = entries.iter().filter_map(|entry| entry.url.as_deref());
        Self {
            ids: repeated(entries.iter().filter_map(|entry| entry.id.clone())),
            urls: repeated(urls.map(canonical)),
        }
    }
}

fn repeated(names: impl Iterator<Item = String>) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let repeated = counts.into_iter().filter(|(_, count)| *count > 1);
    repeated.map(|(name, _)| name).collect()
}

struct Writer<'a> {
    index: Index,
    /// The paths that entries of this run have, on the disk or on their way there.
    taken: HashSet<PathBuf>,
    /// The entries of the index whose files are of this run.
    written: HashSet<usize>,
    tally: Tally,
    texts: Texts<'a>,
}

/// A file to be written.
struct Work {
    read: Read,
    path: PathBuf,
    /// The name that stands in the file.
    id: Option<String>,
    /// Where what it said before goes, and that.
    old: Option<(PathBuf, Vec<u8>)>,
}

impl Writer<'_> {
    /// Writes entries, the last one first, under names that are not yet theirs.
    fn batch(&mut self, entries: Vec<Entry>, shared: &Shared) -> Result<Batch, FileError> {
        let entries = entries.into_iter().rev().collect();
        let read = each(entries, Read::new);
        let mut works = Vec::new();
        for read in read {
            works.extend(self.plan(read, shared)?);
        }
        let texts = &self.texts;
        let written = each(works, |work| {
            let old = work.old.as_ref();
            let old = old.map(|(path, bytes)| Part::write(path, bytes));
            let text = texts.file(&work.read, work.id.as_deref());
            let new = Part::write(&work.path, text.as_bytes());
            old.into_iter().chain([new]).collect::<Result<Vec<_>, _>>()
        });
        let mut batch = Batch::default();
        for files in written {
            files?.into_iter().for_each(|file| batch.add(file));
        }
        Ok(batch)
    }

    /// What is to be done with an entry; none where it is there as it is.
    fn plan(&mut self, read: Read, shared: &Shared) -> Result<Option<Work>, FileError> {
        let url = read.entry.url.as_deref().map(canonical);
        let url = url.filter(|url| !shared.urls.contains(url));
        let is_own = |id: &String| !shared.ids.contains(id);
        let id = read.entry.id.as_ref().filter(|id| is_own(id));
        let id = id.and(read.id.clone()).filter(|id| !id.is_empty());
        let found = self
            .index
            .find(id.as_deref(), url.as_deref(), &read.title, &read.hash);
        match found {
            Some(at) => self.known(at, read),
            None => Ok(Some(self.new_entry(read, id, url))),
        }
    }

    fn new_entry(&mut self, read: Read, id: Option<String>, url: Option<String>) -> Work {
        let identity = match (&id, &url) {
            (Some(id), _) => format!("id {id}"),
            (None, Some(url)) => format!("url {url}"),
            (None, None) => format!("text {}", read.hash),
        };
        let path = self.path(&read.title, self.texts.date(&read.entry).0, &identity);
        self.taken.insert(path.clone());
        let at = self.index.add(Known {
            path: path.clone(),
            id: id.clone(),
            url,
            hash: read.hash.clone(),
            title: read.title.clone(),
            fetched: String::new(),
        });
        self.written.insert(at);
        self.tally.new += 1;
        Work {
            read,
            path,
            id,
            old: None,
        }
    }

    /// Sees whether an entry that is there has changed.
    fn known(&mut self, at: usize, read: Read) -> Result<Option<Work>, FileError> {
        let known = self.index.get(at).filter(|known| known.hash != read.hash);
        // Where the same entry stands in the feed twice, with two texts, the later one is in.
        let known = known.filter(|_| !self.written.contains(&at)).cloned();
        let Some(known) = known else {
            self.tally.same += 1;
            return Ok(None);
        };
        let old = fs::read(&known.path).map_err(|error| FileError::reading(&known.path, error))?;
        // Named by its text, so that a run that was cut short makes no second copy.
        let version = versions::file(&known.path, short(&hex(&old)));
        self.index.changed(at, &read.hash);
        self.written.insert(at);
        self.tally.changed += 1;
        Ok(Some(Work {
            read,
            path: known.path,
            id: known.id,
            old: Some((version, old)),
        }))
    }

    fn path(&self, title: &str, date: Date, identity: &str) -> PathBuf {
        let folder = self
            .texts
            .place
            .folder
            .join(format!("{:04}", date.year))
            .join(format!("{:02}", date.month));
        let name = slug::slug(title, SLUG);
        let name = if name.is_empty() { "untitled" } else { &name };
        let full = hex(identity.as_bytes());
        let path = folder.join(format!("{:02}-{name}-{}.md", date.day, short(&full)));
        if self.taken.contains(&path) || path.exists() {
            // Another entry, or a file of the reader's, has this name: the whole hash is nobody else's.
            return folder.join(format!("{:02}-{}.md", date.day, full));
        }
        path
    }
}

#[cfg(test)]
mod tests;
