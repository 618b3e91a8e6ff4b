//! Bringing the index of a library in step with its files: on as many threads as there are cores, one of which writes.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::analysis::companies::Matcher;
use crate::load::{LibraryFile, read_file, survey};
use crate::news::company::Company;
use crate::news::library::Stamp;
use crate::news::problem::Problem;
use crate::store::index::{Entry, Index, IndexError, Renamed};

/// So many files are taken in by one transaction: enough that its cost does not show, few enough that another copy of the
/// program waits for well under a second.
const BATCH: usize = 512;

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
    entries: Vec<Entry>,
    refused: Vec<(PathBuf, Stamp)>,
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
            let (send, receive) = sync_channel(cores);
            for _ in 0..cores {
                let send = send.clone();
                let read = &read;
                scope.spawn(move || read(&send));
            }
            drop(send);
            let mut done = 0;
            for batch in receive {
                index.take_in(&mut plan, &batch.entries, &batch.refused)?;
                done += batch.files;
                update.problems.extend(batch.problems);
                progress(done, changed.len());
            }
            Ok::<(), IndexError>(())
        })?;
    }
    update.renamed = index.finish(plan)?;
    update
        .problems
        .sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    update.problems.dedup();
    Ok(update)
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
                    .entries
                    .push(Entry::new(&article, file.stamp, &mentions, companies));
            }
            None => batch.refused.push((file.path().to_owned(), file.stamp)),
        }
    }
    batch
}
