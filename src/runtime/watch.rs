//! Eyes on the library's folders: when articles have changed and it has been quiet for a moment, somebody is told.
//!
//! Where the system gives no such eyes, or not so many, nothing is told; the key that reads the library again does the same.

use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecursiveMode, Watcher as _};

use super::Message;

/// So long nothing must have changed: an editor's save, or a program that writes many files, is then one change.
const QUIET: Duration = Duration::from_secs(1);
/// After so long it is told all the same.
const PATIENCE: Duration = Duration::from_secs(10);
/// The ends of names of articles and of what is beside them.
const EXTENSIONS: [&str; 7] = ["md", "markdown", "txt", "html", "htm", "xhtml", "toml"];

/// Eyes on folders; they close when it is dropped.
#[derive(Debug)]
pub(super) struct Watcher {
    folders: Vec<PathBuf>,
    thread: Sender<Seen>,
}

/// What the thread hears.
#[derive(Debug)]
enum Seen {
    /// Something in the folders.
    Event(notify::Result<Event>),
    /// Nobody wants to know any more.
    Stop,
}

impl Watcher {
    /// The folders that are watched.
    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.thread.send(Seen::Stop);
    }
}

/// Watches folders, by a thread of its own; none where there is no thread to give. `stirred` is called after a change.
pub(super) fn start(
    folders: &[PathBuf],
    events: Sender<Message>,
    stirred: impl Fn() + Send + 'static,
) -> Option<Watcher> {
    let (thread, seen) = channel();
    let (own, watched) = (thread.clone(), folders.to_vec());
    super::spawn("watch", events, move || {
        watch(&watched, own, &seen, &stirred)
    })
    .ok()?;
    Some(Watcher {
        folders: folders.to_vec(),
        thread,
    })
}

fn watch(folders: &[PathBuf], own: Sender<Seen>, seen: &Receiver<Seen>, stirred: &dyn Fn()) {
    let hear = move |event| drop(own.send(Seen::Event(event)));
    let Ok(mut eyes) = notify::recommended_watcher(hear) else {
        return;
    };
    for folder in folders {
        // What cannot be watched is seen when it is looked through.
        let _ = eyes.watch(folder, RecursiveMode::Recursive);
    }
    while let Ok(Seen::Event(event)) = seen.recv() {
        if !matters(folders, &event) {
            continue;
        }
        let first = Instant::now();
        loop {
            match seen.recv_timeout(QUIET) {
                Ok(Seen::Event(event))
                    if matters(folders, &event) && first.elapsed() >= PATIENCE =>
                {
                    break;
                }
                Ok(Seen::Event(_)) => {}
                Ok(Seen::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        stirred();
    }
}

/// Whether an event may be a change of an article.
fn matters(folders: &[PathBuf], event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return false };
    let moves = match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => return false,
        EventKind::Modify(ModifyKind::Data(_)) => false,
        _ => true,
    };
    event.need_rescan()
        || event
            .paths
            .iter()
            .any(|path| is_shown(folders, path, moves))
}

/// Whether a path may be that of an article, or where things come and go, of a folder; nothing hidden is.
fn is_shown(folders: &[PathBuf], path: &Path, may_be_folder: bool) -> bool {
    let below = folders
        .iter()
        .find_map(|folder| path.strip_prefix(folder).ok());
    let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    if below.unwrap_or(path).components().any(is_hidden) {
        return false;
    }
    match path.extension() {
        None => may_be_folder,
        Some(extension) => {
            EXTENSIONS
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
                || may_be_folder && path.is_dir()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn only_what_may_be_an_article_matters() {
        let folders = [PathBuf::from("/library")];
        for (path, moves, shown) in [
            ("/library/a/b.md", false, true),
            ("/library/a/B.HTML", false, true),
            ("/library/a/b.toml", false, true),
            ("/library/a/b.md~", true, false),
            ("/library/a/.b.md.swp", true, false),
            ("/library/.versions/b.md", true, false),
            ("/library/a/4913", true, true),
            ("/library/a/4913", false, false),
        ] {
            assert_eq!(is_shown(&folders, Path::new(path), moves), shown, "{path}");
        }
    }

    #[test]
    fn a_save_by_renaming_is_one_change() {
        let folder = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(folder.path()).unwrap();
        let (events, _told) = channel();
        let (told, heard) = channel();
        let watcher = start(std::slice::from_ref(&real), events, move || {
            let _ = told.send(());
        })
        .unwrap();
        let far = Duration::from_secs(30);
        // The eyes may open a moment later than this test writes.
        while heard.try_recv().is_err() {
            fs::write(real.join("a.md"), "One.").unwrap();
            if heard.recv_timeout(QUIET * 2).is_ok() {
                break;
            }
        }
        fs::write(real.join(".a.md.new"), "Two.").unwrap();
        fs::rename(real.join("a.md"), real.join("a.md~")).unwrap();
        fs::rename(real.join(".a.md.new"), real.join("a.md")).unwrap();
        fs::remove_file(real.join("a.md~")).unwrap();
        assert!(heard.recv_timeout(far).is_ok());
        assert!(heard.recv_timeout(QUIET * 2).is_err());
        drop(watcher);
    }
}
