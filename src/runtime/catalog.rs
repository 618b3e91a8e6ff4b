//! Bringing the index of a library in step with its files: on as many threads as there are cores, one of which writes.
//!
//! Most of the time little has changed. So every file is looked at first, and only where more has happened than edits and
//! new files is everything that is known of all files held in memory and compared.

use std::collections::HashSet;
use std::iter::from_fn;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::analysis::companies::Matcher;
use crate::load::{LibraryFile, known, pass, read_file, short_name, survey};
use crate::news::article::ArticleId;
use crate::news::company::Company;
use crate::news::problem::Problem;
use crate::store::index::{Entry, Held, Index, IndexError, Plan, Renamed, Taken};

/// So many files are read by a thread before it hands them over.
const BATCH: usize = 128;
/// So many files are taken in by one transaction. Each writes what is searched as a piece of its own, which costs much;
/// another copy of the program waits for one for some seconds, as it is ready to.
const TRANSACTION: usize = 4096;
/// With more changes than this everything is compared.
const FEW: usize = 4096;

/// What was done.
#[derive(Debug, Default)]
pub struct Update {
    /// How many files were read.
    pub read: usize,
    /// Whether anything was read, gone or found under another name.
    pub changed: bool,
    /// What is wrong with the folders and with the files that were read.
    pub problems: Vec<Problem>,
    /// Articles found again under another name.
    pub renamed: Vec<Renamed>,
}

/// What comes of a few files.
#[derive(Default)]
struct Batch {
    taken: Taken,
    problems: Vec<Problem>,
    files: usize,
}

/// Reads what has changed in the folders and takes it in. `progress` is told how many files are done, and of how many.
///
/// Ended at any moment, it leaves an index that is whole; the next time goes on where it was.
///
/// # Errors
/// The index cannot be read or written.
pub fn update(
    index: &mut Index,
    folders: &[PathBuf],
    companies: &[Company],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Update, IndexError> {
    let (files, problems, mut plan) = look(index, folders)?;
    let changed: Vec<&LibraryFile> = plan
        .changed
        .iter()
        .filter_map(|number| files.get(*number))
        .collect();
    let mut update = Update {
        read: changed.len(),
        changed: !plan.is_empty(),
        problems,
        renamed: Vec::new(),
    };
    if !changed.is_empty() {
        index.expect(changed.len())?;
        update
            .problems
            .extend(take_in(index, &mut plan, &changed, companies, progress)?);
    }
    update.renamed = index.finish(plan)?;
    update
        .problems
        .sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    update.problems.dedup();
    Ok(update)
}

/// Reads files on every core and takes them in; gives what is wrong with them.
fn take_in(
    index: &mut Index,
    plan: &mut Plan,
    changed: &[&LibraryFile],
    companies: &[Company],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Problem>, IndexError> {
    let mut problems = Vec::new();
    let matcher = Matcher::new(companies);
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let read = |send: &SyncSender<Batch>| {
        loop {
            let at = next.fetch_add(BATCH, Ordering::Relaxed);
            let files = changed.get(at..(at + BATCH).min(changed.len()));
            let Some(files) = files.filter(|files| !files.is_empty()) else {
                break;
            };
            // Nobody takes it any more where the index has failed.
            if send.send(batch(files, &matcher, companies)).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        // The next transaction's files are read while one is written.
        let (send, receive) = sync_channel(TRANSACTION / BATCH);
        for _ in 0..cores {
            let send = send.clone();
            let read = &read;
            scope.spawn(move || read(&send));
        }
        drop(send);
        let (mut done, all) = (0, changed.len());
        while done < all {
            let (start, end) = (done, all.min(done + TRANSACTION));
            let batches = from_fn(|| {
                if done >= end {
                    return None;
                }
                let batch: Batch = receive.recv().ok()?;
                done += batch.files;
                problems.extend(batch.problems);
                progress(done, all);
                Some(batch.taken)
            });
            index.take_in(plan, batches)?;
            if done == start {
                // Nobody reads any more; the scope tells why.
                break;
            }
        }
        Ok::<(), IndexError>(())
    })?;
    Ok(problems)
}

/// The files that may have to be read, what is wrong with the folders, and what is to be done.
fn look(
    index: &Index,
    folders: &[PathBuf],
) -> Result<(Vec<LibraryFile>, Vec<Problem>, Plan), IndexError> {
    if let Some(files) = glance(index, folders)? {
        let plan = Plan::of(files.len());
        return Ok((files, Vec::new(), plan));
    }
    let (files, problems) = survey(folders);
    let all = files.iter();
    let plan = index.plan(all.map(|file| (file.path(), file.id(), file.stamp)))?;
    Ok((files, problems, plan))
}

/// Looks at every file, one by one: those that have changed and those that are new. None where that does not tell all.
fn glance(index: &Index, folders: &[PathBuf]) -> Result<Option<Vec<LibraryFile>>, IndexError> {
    let [folder] = folders else { return Ok(None) };
    if !index.is_current()? {
        return Ok(None);
    }
    let (mut seen, mut failed) = (0, None);
    let mut changed: Vec<(PathBuf, Option<ArticleId>)> = Vec::new();
    let whole = pass(folders, &mut |path, stamp| {
        seen += 1;
        match index.held(path, stamp) {
            Ok(Held::Same) => {}
            Ok(Held::Changed(name)) => changed.push((path.to_owned(), Some(name))),
            Ok(Held::New) => {
                seen -= 1;
                changed.push((path.to_owned(), None));
            }
            Ok(Held::Refused) => return false,
            Err(error) => failed = Some(error),
        }
        failed.is_none() && changed.len() < FEW
    });
    match failed {
        Some(error) => Err(error),
        // Where fewer are there than were taken in, some are gone, and names may be free.
        None if !whole || seen < index.files()? => Ok(None),
        None => named(index, folder, changed),
    }
}

/// The files with the names of their articles; none where two claim the same.
fn named(
    index: &Index,
    folder: &Path,
    files: Vec<(PathBuf, Option<ArticleId>)>,
) -> Result<Option<Vec<LibraryFile>>, IndexError> {
    let mut claimed: HashSet<ArticleId> = HashSet::new();
    let mut named = Vec::with_capacity(files.len());
    for (path, name) in files {
        let name = match name {
            Some(name) => name,
            None => {
                let name = short_name(folder, &path);
                if !claimed.insert(name.clone()) || !index.is_free(&path, &name)? {
                    return Ok(None);
                }
                name
            }
        };
        named.push(known(&path, &name));
    }
    Ok(Some(named))
}

fn batch(files: &[&LibraryFile], matcher: &Matcher, companies: &[Company]) -> Batch {
    let mut batch = Batch {
        files: files.len(),
        ..Batch::default()
    };
    for file in files {
        let (article, problems) = read_file(file);
        batch.problems.extend(problems);
        match article {
            Some(article) => {
                let mentions = matcher.mentions(&article);
                batch
                    .taken
                    .entries
                    .push(Entry::new(&article, file.stamp, &mentions, companies));
            }
            None => batch
                .taken
                .refused
                .push((file.path().to_owned(), file.stamp)),
        }
    }
    batch
}
