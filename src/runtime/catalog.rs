//! Bringing the index of a library in step with its files: on as many threads as there are cores, one of which writes.

use std::iter::from_fn;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::analysis::companies::Matcher;
use crate::load::{LibraryFile, read_file, survey};
use crate::news::company::Company;
use crate::news::problem::Problem;
use crate::store::index::{Entry, Index, IndexError, Plan, Renamed, Taken};

/// So many files are read by a thread before it hands them over.
const BATCH: usize = 128;
/// So many files are taken in by one transaction. Each writes what is searched as a piece of its own, which costs much;
/// another copy of the program waits for one for some seconds, as it is ready to.
const TRANSACTION: usize = 4096;

/// What was done.
#[derive(Debug, Default)]
pub struct Update {
    /// How many files were read.
    pub read: usize,
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
    let (files, problems) = survey(folders);
    let mut plan = index.plan(
        files
            .iter()
            .map(|file| (file.path(), file.id(), file.stamp)),
    )?;
    let changed: Vec<&LibraryFile> = plan
        .changed
        .iter()
        .filter_map(|number| files.get(*number))
        .collect();
    let mut update = Update {
        read: changed.len(),
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
