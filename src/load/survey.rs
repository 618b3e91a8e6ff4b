//! What lies in the folders, without reading it: for those who have read it before and only want what has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::walk::{self, Found, walk};
use crate::news::article::{Article, ArticleId};
use crate::news::library::Stamp;
use crate::news::problem::Problem;

/// A file of the library that may hold an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryFile {
    found: Found,
    /// By what it is seen that it, or the metadata beside it, has changed.
    pub stamp: Stamp,
}

impl LibraryFile {
    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.found.path
    }

    /// The name its article has in the library.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.found.id
    }
}

/// The files that [`load`](super::load) would read, in order of their paths, and what is wrong with the folders.
#[must_use]
pub fn survey(folders: &[PathBuf]) -> (Vec<LibraryFile>, Vec<Problem>) {
    let (found, problems) = walk(folders);
    let files = found.into_iter().map(|found| LibraryFile {
        stamp: stamp(&found),
        found,
    });
    (files.collect(), problems)
}

/// Tells of every file below a folder that may hold an article, with its stamp, without keeping any: the same stamps as
/// in a [`survey`]. Not of all where `met` says that it is enough, or where more is to be said of them than a survey
/// of their paths alone can tell (links, lone metadata, several folders); then false.
pub fn pass(folders: &[PathBuf], met: &mut dyn FnMut(&Path, Stamp) -> bool) -> bool {
    let [folder] = folders else { return false };
    walk::pass(folder, &mut |path| {
        let beside = path.with_extension("toml");
        met(path, stamp_of([path, &beside]))
    })
}

/// Whether there are more than so many files that may hold articles.
#[must_use]
pub fn more_than(folders: &[PathBuf], count: usize) -> bool {
    walk::more_than(folders, count)
}

/// The file of an article that is known by its path and its name.
#[must_use]
pub fn known(path: &Path, id: &ArticleId) -> LibraryFile {
    let found = walk::known(path, id);
    LibraryFile {
        stamp: stamp(&found),
        found,
    }
}

/// The name that the article of a file below a folder has where no other file claims it too.
#[must_use]
pub fn short_name(folder: &Path, path: &Path) -> ArticleId {
    walk::short_name(folder, path)
}

/// Reads a file: its article, unless a problem forbids, and all problems met.
#[must_use]
pub fn read(file: &LibraryFile) -> (Option<Article>, Vec<Problem>) {
    super::read(&file.found)
}

fn stamp(found: &Found) -> Stamp {
    let paths = [Some(&found.path), found.sidecar.as_ref()];
    stamp_of(paths.into_iter().flatten().map(PathBuf::as_path))
}

/// The stamp of a file and its metadata; what is not there adds nothing.
fn stamp_of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Stamp {
    let known = paths.into_iter().map(|path| {
        let metadata = fs::metadata(path).ok();
        let size = metadata.as_ref().map_or(0, fs::Metadata::len);
        let modified = metadata.and_then(|metadata| metadata.modified().ok());
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = since.map_or(0, |since| since.as_nanos());
        (size, i64::try_from(nanoseconds).unwrap_or(i64::MAX))
    });
    known.fold(Stamp::default(), |all, (size, modified)| Stamp {
        size: all.size + size,
        modified: all.modified.max(modified),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;

    #[test]
    fn a_survey_finds_what_is_read_and_a_stamp_tells_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("a.md", "# A\n\nText.\n");
        write("b.txt", "More text.\n");
        let folders = [folder.path().to_owned()];
        let (first, problems) = survey(&folders);
        assert_eq!(problems, []);
        let read_one: Vec<Article> = first.iter().filter_map(|file| read(file).0).collect();
        let loaded = load(&folders, &|_| ()).articles;
        let loaded: Vec<Article> = loaded.iter().map(|article| (**article).clone()).collect();
        assert_eq!(read_one, loaded);
        assert_eq!(survey(&folders).0, first);
        write("b.toml", "title = \"B\"\n");
        let (second, _) = survey(&folders);
        assert_eq!(second[0], first[0]);
        assert_ne!(second[1].stamp, first[1].stamp);
        assert_eq!(second[1].id(), first[1].id());
        let mut passed = Vec::new();
        let told = pass(&folders, &mut |path, stamp| {
            passed.push((path.to_owned(), stamp));
            true
        });
        passed.sort_by(|a, b| a.0.cmp(&b.0));
        let surveyed = second
            .iter()
            .map(|file| (file.path().to_owned(), file.stamp));
        assert!(told);
        assert_eq!(passed, surveyed.collect::<Vec<_>>());
        let again = known(second[1].path(), second[1].id());
        assert_eq!(again, second[1]);
        assert_eq!(short_name(folder.path(), second[1].path()), *second[1].id());
        assert!(more_than(&folders, 1) && !more_than(&folders, 2));
        write("lone.toml", "");
        assert!(!pass(&folders, &mut |_, _| true));
    }
}
