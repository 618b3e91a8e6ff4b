//! Edge: files → articles and problems.
//!
//! The one room that reads article files. It knows formats, encodings and metadata; it knows no screen, no marks and no
//! configuration beyond the folders it is given, and it writes nothing.

#![allow(
    clippy::disallowed_methods,
    reason = "this is the edge that reads the library's files"
)]

mod walk;

mod survey;

mod article;

mod decode;

mod fields;

mod metadata;

mod dates;

mod markdown;

mod html;

mod plain;

mod join;

mod draft;

mod title;

mod assemble;

pub mod foreign;

pub mod page;

pub mod versions;

use std::cell::Cell;
use std::collections::HashMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::analysis::search::feed;
use crate::news::article::Article;
use crate::news::library::Library;
use crate::news::problem::Problem;

pub use self::survey::{
    LibraryFile, known, more_than, pass, read as read_file, short_name, survey,
};

use self::walk::Found;

/// Reads every article under the folders; a folder may also be a single file.
///
/// Folders are walked with all below them, links followed, hidden files and folders left out; articles are `.md`,
/// `.markdown`, `.txt`, `.html` and `.htm`, each with its `NAME.toml` beside it. `progress` is called after each file with how many have been read
/// so far, from several threads at once.
///
/// Never fails: whatever is wrong with a folder or file is a [`Problem`] of the library, in order of path and line, and
/// everything else is there. The articles are in order of their paths; the same bytes in the same places give the
/// same library.
#[must_use]
pub fn load(folders: &[PathBuf], progress: &(dyn Fn(usize) + Sync)) -> Library {
    let (found, mut problems) = walk::walk(folders);
    let mut articles = Vec::with_capacity(found.len());
    for (article, own) in read_all(&found, progress) {
        articles.extend(article);
        problems.extend(own);
    }
    let articles = without_twins(articles, &mut problems);
    problems.sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    // Two articles may share a sidecar, whose problems are then met twice.
    problems.dedup();
    Library {
        folders: folders.to_vec(),
        articles: articles.into_iter().map(Arc::new).collect(),
        problems,
    }
}

/// An article, unless a problem forbids, and the problems of its file.
type Reading = (Option<Article>, Vec<Problem>);

/// Reads the files on as many threads as there are cores; the readings are in the order of the files.
fn read_all(found: &[Found], progress: &(dyn Fn(usize) + Sync)) -> Vec<Reading> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let readings: Mutex<Vec<(usize, Reading)>> = Mutex::new(Vec::with_capacity(found.len()));
    let work = || {
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = found.get(at) else { break };
            own.push((at, read(file)));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
        if let Ok(mut all) = readings.lock() {
            all.extend(own);
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        // This thread works too, so one helper less.
        for _ in 1..cores.min(found.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut readings = readings.into_inner().unwrap_or_default();
    readings.sort_unstable_by_key(|(at, _)| *at);
    readings.into_iter().map(|(_, reading)| reading).collect()
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is caught here and becomes a problem of one file: nothing that the program's panic
/// hook should act on.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Does work that catches the panics of a parser itself.
pub fn guarded<T>(work: impl FnOnce() -> T) -> T {
    let before = GUARDED.replace(true);
    let result = work();
    GUARDED.set(before);
    result
}

/// Reads a file. The parsers are not all ours: should one ever give up on a text, the other files are still there.
fn read(file: &Found) -> Reading {
    let reading = guarded(|| catch_unwind(AssertUnwindSafe(|| article::read(file))));
    reading.unwrap_or_else(|_| {
        let what = "a parser gave up on this file";
        let remedy = "simplify its markup or save it as .txt, and please report it";
        (None, vec![Problem::new(&file.path, what, remedy)])
    })
}

/// Leaves of several articles with the same title and text of one publication the one whose path comes first. What several
/// publications have is a story they share, not a file that is there twice.
fn without_twins(articles: Vec<Article>, problems: &mut Vec<Problem>) -> Vec<Article> {
    type Twin<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>);
    let mut first: HashMap<Twin<'_>, usize> = HashMap::new();
    let mut keep = Vec::with_capacity(articles.len());
    for (at, article) in articles.iter().enumerate() {
        let twin = *first
            .entry((
                &article.meta.title,
                &article.text,
                article.meta.source.as_deref(),
                feed(article),
            ))
            .or_insert(at);
        keep.push(twin == at);
        if let Some(twin) = articles.get(twin).filter(|_| twin != at) {
            let what = format!("this is the same text as {}", twin.path.display());
            problems.push(Problem::new(&article.path, what, "remove one of the two"));
        }
    }
    let kept = articles.into_iter().zip(keep).filter(|(_, keep)| *keep);
    kept.map(|(article, _)| article).collect()
}
