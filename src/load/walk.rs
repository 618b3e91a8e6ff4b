//! Folders into the files that are articles, each with its name in the library.
//!
//! Opens no file; what a file holds is not known here.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::news::article::ArticleId;
use crate::news::problem::Problem;
use crate::text::clean::clean_line;

/// The formats of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `.md`, `.markdown`.
    Markdown,
    /// `.txt`, and any other file that was named itself.
    Plain,
    /// `.html`, `.htm`, `.xhtml`: a page of the web.
    Html,
}

/// A file to be read as an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its name in the library.
    pub(super) id: ArticleId,
    /// Its path.
    pub(super) path: PathBuf,
    /// Its format.
    pub(super) format: Format,
    /// The `NAME.toml` beside it.
    pub(super) sidecar: Option<PathBuf>,
}

/// What the walk met.
#[derive(Default)]
struct Walk {
    files: Vec<Met>,
    sidecars: BTreeSet<PathBuf>,
    /// Whether a file may have been met twice: there are links, or several folders.
    check_twins: bool,
    problems: Vec<Problem>,
}

/// A file that was met.
struct Met {
    path: PathBuf,
    format: Format,
    /// The place of its folder among those walked.
    folder: usize,
    /// The length in components of its folder's path.
    below: usize,
    /// Whether its own name is a link.
    is_link: bool,
}

/// Finds the articles under some folders, in order of their paths. A folder may also be a single file.
pub(super) fn walk(folders: &[PathBuf]) -> (Vec<Found>, Vec<Problem>) {
    let mut walk = Walk {
        check_twins: folders.len() > 1,
        ..Walk::default()
    };
    for (number, folder) in folders.iter().enumerate() {
        if !folders.iter().take(number).any(|other| other == folder) {
            walk.folder(number, folder);
        }
    }
    if walk.check_twins {
        walk.drop_twins(folders);
    }
    walk.files
        .sort_by(|a, b| (a.folder, &a.path).cmp(&(b.folder, &b.path)));
    walk.report_lone_sidecars();
    let mut found = named(walk.files, &walk.sidecars);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    (found, walk.problems)
}

/// The name that the article of a file below a folder has where no other file claims it too.
pub(super) fn short_name(folder: &Path, path: &Path) -> ArticleId {
    ArticleId(name(&path.with_extension(""), folder.components().count()))
}

/// The file of an article that is known by its path and its name.
pub(super) fn known(path: &Path, id: &ArticleId) -> Found {
    let beside = path.with_extension("toml");
    Found {
        id: id.clone(),
        path: path.to_owned(),
        format: format_of(path).unwrap_or(Format::Plain),
        sidecar: (beside != path && beside.is_file()).then_some(beside),
    }
}

/// Tells of every file below a folder that may hold an article, keeping none. False where more is to be said of them
/// than their paths: there are links, lone metadata, or folders that cannot be opened. Ends where it is told to.
pub(super) fn pass(folder: &Path, met: &mut dyn FnMut(&Path) -> bool) -> bool {
    if !folder.is_dir() || folder.is_symlink() {
        return false;
    }
    for entry in entries(folder) {
        let Ok(entry) = entry else { return false };
        if entry.path_is_symlink() {
            return false;
        }
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        if format_of(path).is_some() {
            if !met(path) {
                return false;
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let beside = |extension: &&str| path.with_extension(extension).is_file();
            if !["md", "markdown", "txt", "html", "htm", "xhtml"]
                .iter()
                .any(beside)
            {
                return false;
            }
        }
    }
    true
}

/// Whether there are more than so many files that may hold articles; it looks no further than needed to know.
pub(super) fn more_than(folders: &[PathBuf], count: usize) -> bool {
    let mut seen = 0;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for entry in entries(folder).filter_map(Result::ok) {
            seen += usize::from(entry.file_type().is_file() && format_of(entry.path()).is_some());
            if seen > count {
                return true;
            }
        }
    }
    false
}

/// What lies below a folder, without hidden files and folders and those of saved pages.
fn entries(folder: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> + use<> {
    let is_shown = |entry: &DirEntry| {
        entry.depth() == 0
            || !(entry.file_name().to_string_lossy().starts_with('.') || is_of_page(entry))
    };
    WalkDir::new(folder)
        .follow_links(true)
        .into_iter()
        .filter_entry(is_shown)
}

impl Walk {
    fn folder(&mut self, number: usize, folder: &Path) {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => self.below(number, folder),
            Ok(metadata) if metadata.is_file() => self.single(number, folder),
            Ok(_) => self.problems.push(Problem::new(
                folder,
                "this is neither a folder nor a file",
                "name a folder of articles",
            )),
            Err(error) => self.problems.push(Problem::new(
                folder,
                format!("this folder cannot be opened: {error}"),
                "create it, or correct its name where it is configured",
            )),
        }
    }

    fn single(&mut self, folder: usize, path: &Path) {
        let beside = path.with_extension("toml");
        if beside != path && beside.is_file() {
            self.sidecars.insert(beside);
        }
        let format = format_of(path).unwrap_or(Format::Plain);
        let below = path
            .parent()
            .map_or(0, |parent| parent.components().count());
        self.files.push(Met {
            path: path.to_owned(),
            format,
            folder,
            below,
            is_link: path.is_symlink(),
        });
    }

    fn below(&mut self, number: usize, folder: &Path) {
        let below = folder.components().count();
        for entry in entries(folder) {
            match entry {
                Ok(entry) => {
                    self.check_twins |= entry.path_is_symlink();
                    if entry.file_type().is_file() {
                        let is_link = entry.path_is_symlink();
                        self.file(number, below, entry.into_path(), is_link);
                    }
                }
                Err(error) => self.problems.extend(refused(&error, folder)),
            }
        }
    }

    fn file(&mut self, folder: usize, below: usize, path: PathBuf, is_link: bool) {
        if let Some(format) = format_of(&path) {
            self.files.push(Met {
                path,
                format,
                folder,
                below,
                is_link,
            });
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            self.sidecars.insert(path);
        }
    }

    /// Leaves each file once. The one reached without links stays, else the first. Folders that overlap are no
    /// mistake; a file reached by a link as well is a problem.
    fn drop_twins(&mut self, folders: &[PathBuf]) {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let roots: Vec<Option<PathBuf>> = folders.iter().map(|folder| real(folder)).collect();
        // Of a file that is no link it is enough to know where its folder is, which is asked once for all in it.
        let mut parents: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
        let mut target = |met: &Met| {
            let (Some(parent), Some(name)) = (met.path.parent(), met.path.file_name()) else {
                return real(&met.path);
            };
            if met.is_link || parent.as_os_str().is_empty() {
                return real(&met.path);
            }
            if !parents.contains_key(parent) {
                parents.insert(parent.to_owned(), real(parent));
            }
            let parent = parents.get(parent)?.as_ref()?;
            Some(parent.join(name))
        };
        let mut files: Vec<(bool, Option<PathBuf>, Met)> = std::mem::take(&mut self.files)
            .into_iter()
            .map(|met| {
                let target = target(&met);
                let inner: PathBuf = met.path.components().skip(met.below).collect();
                let root = roots.get(met.folder).and_then(Option::as_ref);
                let straight = folders
                    .get(met.folder)
                    .is_some_and(|folder| *folder == met.path)
                    || root
                        .is_some_and(|root| target.as_deref() == Some(root.join(inner).as_path()));
                (!straight, target, met)
            })
            .collect();
        files.sort_by(|a, b| (a.0, a.2.folder, &a.2.path).cmp(&(b.0, b.2.folder, &b.2.path)));
        let mut seen: HashMap<PathBuf, PathBuf> = HashMap::new();
        for (by_link, target, met) in files {
            let target = target.unwrap_or_else(|| met.path.clone());
            if let Some(first) = seen.get(&target) {
                if by_link {
                    let what = format!(
                        "this is the same file as {}, reached by a link",
                        first.display()
                    );
                    self.problems
                        .push(Problem::new(met.path, what, "remove the link"));
                }
            } else {
                seen.insert(target, met.path.clone());
                self.files.push(met);
            }
        }
    }

    fn report_lone_sidecars(&mut self) {
        let stems: HashSet<PathBuf> = self
            .files
            .iter()
            .map(|met| met.path.with_extension(""))
            .collect();
        let lone = self
            .sidecars
            .iter()
            .filter(|sidecar| !stems.contains(&sidecar.with_extension("")));
        self.problems.extend(lone.map(|sidecar| {
            let remedy =
                "name it as the .txt, .md or .html file it describes, or move it out of the library";
            Problem::new(sidecar, "this metadata belongs to no article", remedy)
        }));
    }
}

/// What an error of the walk means. A link to what is not there is said of the link, unless its name is not an article's.
fn refused(error: &walkdir::Error, folder: &Path) -> Option<Problem> {
    let path = error.path().unwrap_or(folder);
    if let Some(ancestor) = error.loop_ancestor() {
        let what = format!(
            "this link leads back to {}, in which it stands",
            ancestor.display()
        );
        return Some(Problem::new(path, what, "remove the link"));
    }
    let reason = error
        .io_error()
        .map_or_else(|| error.to_string(), ToString::to_string);
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link && path.extension().is_some() && format_of(path).is_none() {
        return None;
    }
    let remedy = if is_link {
        "correct or remove the link"
    } else {
        "allow it to be read, or move it out of the library"
    };
    Some(Problem::new(
        path,
        format!("this cannot be opened: {reason}"),
        remedy,
    ))
}

/// Whether a folder is the one a browser puts beside a page it saves, for the pictures and frames of that page.
fn is_of_page(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let page = name
        .strip_suffix("_files")
        .or_else(|| name.strip_suffix(".files"));
    let saved = |page: &str| {
        let beside = |html: &&str| {
            entry
                .path()
                .with_file_name(format!("{page}.{html}"))
                .is_file()
        };
        ["html", "htm"].iter().any(beside)
    };
    entry.file_type().is_dir() && page.is_some_and(saved)
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn format_of(path: &Path) -> Option<Format> {
    if has_extension(path, "md") || has_extension(path, "markdown") {
        Some(Format::Markdown)
    } else if ["html", "htm", "xhtml"]
        .iter()
        .any(|html| has_extension(path, html))
    {
        Some(Format::Html)
    } else {
        has_extension(path, "txt").then_some(Format::Plain)
    }
}

/// The files with their names; those met first keep theirs where a number is needed. Names depend on paths alone, so that
/// a file that cannot be read changes no other's.
fn named(files: Vec<Met>, sidecars: &BTreeSet<PathBuf>) -> Vec<Found> {
    let short: Vec<String> = files
        .iter()
        .map(|met| name(&met.path.with_extension(""), met.below))
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *counts.entry(name).or_default() += 1;
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut found = Vec::with_capacity(files.len());
    for (met, short) in files.into_iter().zip(&short) {
        let alone = counts.get(short.as_str()) == Some(&1);
        let base = if alone {
            short.clone()
        } else {
            name(&met.path, met.below)
        };
        let numbers = (2_usize..).map(|number| format!("{base}-{number}"));
        let free = std::iter::once(base.clone())
            .chain(numbers)
            .find(|name| !taken.contains(name));
        let id = free.unwrap_or(base);
        taken.insert(id.clone());
        let beside = met.path.with_extension("toml");
        found.push(Found {
            id: ArticleId(id),
            sidecar: sidecars.contains(&beside).then_some(beside),
            path: met.path,
            format: met.format,
        });
    }
    found
}

/// The parts of a path below its folder, cleaned, with `/` between.
fn name(path: &Path, below: usize) -> String {
    let parts = path.components().skip(below).filter_map(|part| match part {
        Component::Normal(part) => Some(clean_line(&part.to_string_lossy())),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn ids(folders: &[PathBuf]) -> Vec<String> {
        walk(folders)
            .0
            .into_iter()
            .map(|found| found.id.0)
            .collect()
    }

    #[test]
    fn articles_are_found_by_extension_and_hidden_ones_are_not() {
        let root = folder(&[
            "b/x.md",
            "a.TXT",
            "c.markdown",
            "d.html",
            "d_files/frame.html",
            "e_files/f.htm",
            ".hidden.md",
            ".git/y.md",
            "e",
        ]);
        assert_eq!(
            ids(&[root.path().to_owned()]),
            ["a", "b/x", "c", "d", "e_files/f"]
        );
    }

    #[test]
    fn equal_names_keep_their_extension_and_then_get_a_number() {
        let (one, two) = (
            folder(&["a.md", "a.txt", "b.md"]),
            folder(&["b.md", "c.md"]),
        );
        let mut names = ids(&[one.path().to_owned(), two.path().to_owned()]);
        names.sort();
        assert_eq!(names, ["a.md", "a.txt", "b.md", "b.md-2", "c"]);
    }

    #[test]
    fn sidecars_are_found_and_lone_ones_are_problems() {
        let root = folder(&["a.txt", "a.toml", "b.toml"]);
        let (found, problems) = walk(&[root.path().to_owned()]);
        assert_eq!(found[0].sidecar, Some(root.path().join("a.toml")));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].path, root.path().join("b.toml"));
        let (found, problems) = walk(&[root.path().join("a.txt")]);
        assert!(found[0].sidecar.is_some() && problems.is_empty());
        assert_eq!(found[0].id.0, "a");
    }

    #[test]
    fn folders_that_overlap_give_each_file_once() {
        let root = folder(&["a/b/x.md", "a/y.md"]);
        let (whole, part) = (root.path().join("a"), root.path().join("a/b"));
        let (found, problems) = walk(&[whole.clone(), part, whole.clone(), whole.join("y.md")]);
        assert_eq!(problems, []);
        assert_eq!(
            found.iter().map(|f| f.id.0.as_str()).collect::<Vec<_>>(),
            ["b/x", "y"]
        );
    }

    #[test]
    fn a_missing_folder_is_a_problem() {
        let root = folder(&[]);
        let (found, problems) = walk(&[root.path().join("none")]);
        assert!(found.is_empty());
        assert!(problems[0].what.contains("cannot be opened"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_twins_loops_and_dangling_ones_reported() {
        use std::os::unix::fs::symlink;
        let (root, other) = (folder(&["a.md", "s/b.md"]), folder(&["far.md"]));
        symlink(other.path(), root.path().join("linked")).unwrap();
        symlink(root.path().join("a.md"), root.path().join("0.md")).unwrap();
        symlink(root.path(), root.path().join("s/loop")).unwrap();
        symlink("nowhere", root.path().join("gone.md")).unwrap();
        symlink("nowhere", root.path().join("gone.png")).unwrap();
        let (found, problems) = walk(&[root.path().to_owned()]);
        let names: Vec<&str> = found.iter().map(|found| found.id.0.as_str()).collect();
        assert_eq!(names, ["a", "linked/far", "s/b"]);
        let mut whats: Vec<&str> = problems
            .iter()
            .map(|problem| problem.what.as_str())
            .collect();
        whats.sort_unstable();
        assert_eq!(whats.len(), 3, "{whats:?}");
        assert!(whats[0].starts_with("this cannot be opened"));
        assert!(whats[1].starts_with("this is the same file as"));
        assert!(whats[2].starts_with("this link leads back to"));
    }
}
