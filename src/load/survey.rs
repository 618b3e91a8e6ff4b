//! What lies in the folders, without reading it: for those who have read it before and only want what has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::walk::{Found, walk};
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

/// Reads a file: its article, unless a problem forbids, and all problems met.
#[must_use]
pub fn read(file: &LibraryFile) -> (Option<Article>, Vec<Problem>) {
    super::read(&file.found)
}

fn stamp(found: &Found) -> Stamp {
    let paths = [Some(&found.path), found.sidecar.as_ref()];
    let known = paths.into_iter().flatten().map(|path| {
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
        assert_eq!(read_one, load(&folders, &|_| ()).articles);
        assert_eq!(survey(&folders).0, first);
        write("b.toml", "title = \"B\"\n");
        let (second, _) = survey(&folders);
        assert_eq!(second[0], first[0]);
        assert_ne!(second[1].stamp, first[1].stamp);
        assert_eq!(second[1].id(), first[1].id());
    }
}
