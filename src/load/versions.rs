//! What an article said before it was changed: files in a hidden folder beside its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::walk::{Format, Found};
use super::{foreign, read as read_found};
use crate::news::article::{Article, ArticleId};
use crate::news::date::Date;
use crate::news::problem::Problem;
use crate::news::version::{History, Version};

/// The name of the folder of earlier texts, beside the files that they are of. It is hidden, so that none of them stands in
/// the library.
pub const FOLDER: &str = ".versions";

/// The hexadecimal digits of a text's hash in the name of its file.
const DIGITS: usize = 8;

/// The file for what an article says now, before another text takes its place; `hash` is the first eight hexadecimal
/// digits of the hash of the file's bytes.
#[must_use]
pub fn file(article: &Path, hash: &str) -> PathBuf {
    let stem = article.file_stem().unwrap_or_default().to_string_lossy();
    folder(article).join(format!("{stem}-{hash}.md"))
}

/// Reads the earlier texts of the article in a file. They are in order of the time they were fetched, or where a file
/// does not say it, were written.
#[must_use]
pub fn read(path: &Path) -> History {
    let mut history = History {
        now: article(path).0.as_ref().and_then(fetched),
        ..History::default()
    };
    let Ok(entries) = fs::read_dir(folder(path)) else {
        // Without the folder there is nothing earlier.
        return history;
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let files = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|file| is_version(file, &stem)).collect();
    files.sort();
    let mut older: Vec<(Option<i64>, Version)> = Vec::new();
    for file in files {
        let (version, problems) = article(&file);
        history.problems.extend(problems);
        if let Some(version) = version {
            let fetched = fetched(&version);
            let time = fetched.map(Date::seconds).or_else(|| written(&file));
            let article = version;
            older.push((time, Version { article, fetched }));
        }
    }
    older.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    history.older = older.into_iter().map(|(_, version)| version).collect();
    history
}

fn folder(article: &Path) -> PathBuf {
    article.with_file_name(FOLDER)
}

/// Whether a file is of the article whose file's name is `stem` without its extension. Another article's name may begin
/// so as well.
fn is_version(file: &Path, stem: &str) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let hash = name
        .strip_prefix(stem)
        .and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".md"));
    hash.is_some_and(|hash| hash.len() == DIGITS && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn article(path: &Path) -> (Option<Article>, Vec<Problem>) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    read_found(&Found {
        id: ArticleId(name.into_owned()),
        path: path.to_owned(),
        format: Format::Markdown,
        sidecar: None,
    })
}

/// When an article's text came from its feed, as its front matter has it.
fn fetched(article: &Article) -> Option<Date> {
    let mut other = article.meta.other.iter();
    let (_, value) = other.find(|(name, _)| name == "fetched")?;
    foreign::date(value)
}

/// When a file was written, in seconds since 1970.
fn written(path: &Path) -> Option<i64> {
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    let since = modified.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, fetched: &str, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let front = format!("---\ntitle: T\nfetched: {fetched}\n---\n");
        fs::write(path, format!("{front}\n{text}\n")).unwrap();
    }

    #[test]
    fn earlier_texts_are_read_the_latest_first_and_only_the_articles_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("07-a.md");
        write(&path, "2026-11-27T12:00:00Z", "Third.");
        // The names are not in the order of the times.
        write(&file(&path, "ffffffff"), "2026-11-25T12:00:00Z", "First.");
        write(&file(&path, "00000000"), "2026-11-26T12:00:00Z", "Second.");
        let longer = folder.path().join("07-a-12345678.md");
        write(&file(&longer, "11111111"), "2026-11-24T12:00:00Z", "Other.");
        let history = read(&path);
        let texts = history.older.iter().map(|v| v.article.text.as_str());
        assert_eq!(texts.collect::<Vec<_>>(), ["Second.", "First."]);
        let dates: Vec<String> = [history.now, history.older[1].fetched]
            .map(|date| date.unwrap().to_string())
            .into();
        assert_eq!(dates, ["2026-11-27T12:00:00Z", "2026-11-25T12:00:00Z"]);
        assert_eq!(read(&longer).older.len(), 1);
        assert!(history.problems.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_and_the_rest_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        write(&path, "2026-11-27T12:00:00Z", "Now.");
        assert_eq!(read(&path).older, []);
        write(&file(&path, "0123abcd"), "2026-11-25T12:00:00Z", "Then.");
        fs::write(file(&path, "0123abce"), b"\0\0\0\0").unwrap();
        let history = read(&path);
        assert_eq!(history.older.len(), 1);
        assert_eq!(history.problems.len(), 1);
        assert_eq!(read(&folder.path().join("none.md")), History::default());
    }
}
