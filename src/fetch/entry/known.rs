//! The entries that a feed's folder has already, by what their front matter says.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use url::Url;
use walkdir::{DirEntry, WalkDir};

use super::super::file::{self, FileError};
use crate::load::versions;

/// How much of a file is read for its front matter, in bytes.
const HEAD: u64 = 32 * 1024;

/// A file of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The entry's name in the feed.
    pub(super) id: Option<String>,
    /// Its address, as [`canonical`] has it.
    pub(super) url: Option<String>,
    /// What its text is known by.
    pub(super) hash: String,
    /// Its title.
    pub(super) title: String,
    /// When it was written.
    pub(super) fetched: String,
}

/// The entries of a folder.
#[derive(Debug, Default)]
pub(super) struct Index {
    all: Vec<Known>,
    by_id: HashMap<String, usize>,
    by_url: HashMap<String, usize>,
    by_hash: HashMap<String, usize>,
}

impl Index {
    /// Reads the front matter of every file of a feed's folder and of its years, and removes what an earlier run left
    /// unfinished. Other folders in it may be other feeds'.
    ///
    /// # Errors
    /// The folder is there and cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Self, FileError> {
        let mut index = Self::default();
        if !folder.exists() {
            return Ok(index);
        }
        let walk = WalkDir::new(folder).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(is_own) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    return Err(FileError::reading(&path, error.into()));
                }
            };
            let name = entry.file_name().to_string_lossy();
            if file::is_part(&name) {
                // Nobody else is writing here: this run has the feed's lock.
                let _ = fs::remove_file(entry.path());
            }
            let is_version = entry
                .path()
                .components()
                .any(|part| part.as_os_str() == versions::FOLDER);
            if entry.file_type().is_file()
                && name.ends_with(".md")
                && !name.starts_with('.')
                && !is_version
            {
                index.extend(head(entry.path()).and_then(|text| front(&text, entry.path())));
            }
        }
        Ok(index)
    }

    fn extend(&mut self, known: Option<Known>) {
        if let Some(known) = known {
            self.add(known);
        }
    }

    /// Adds an entry; an earlier one with the same name keeps it.
    pub(super) fn add(&mut self, known: Known) -> usize {
        let at = self.all.len();
        if let Some(id) = &known.id {
            self.by_id.entry(id.clone()).or_insert(at);
        }
        if let Some(url) = &known.url {
            self.by_url.entry(url.clone()).or_insert(at);
        }
        self.by_hash.entry(known.hash.clone()).or_insert(at);
        self.all.push(known);
        at
    }

    pub(super) fn get(&self, at: usize) -> Option<&Known> {
        self.all.get(at)
    }

    /// Notes that an entry has another text now.
    pub(super) fn changed(&mut self, at: usize, hash: &str) {
        if let Some(known) = self.all.get_mut(at) {
            hash.clone_into(&mut known.hash);
            self.by_hash.insert(hash.to_owned(), at);
        }
    }

    /// The file of an entry: by its name; by its address, unless both have names and titles of their own; by its text.
    pub(super) fn find(
        &self,
        id: Option<&str>,
        url: Option<&str>,
        title: &str,
        hash: &str,
    ) -> Option<usize> {
        if let Some(at) = id.and_then(|id| self.by_id.get(id)) {
            return Some(*at);
        }
        let at_address = url.and_then(|url| self.by_url.get(url)).copied();
        let same = at_address.filter(|at| {
            let known = self.all.get(*at);
            known.is_some_and(|known| id.is_none() || known.id.is_none() || known.title == title)
        });
        same.or_else(|| self.by_hash.get(hash).copied())
    }

    /// When the newest was written, as its front matter says.
    pub(super) fn newest(&self) -> Option<&str> {
        self.all.iter().map(|known| known.fetched.as_str()).max()
    }
}

/// Whether an entry of a feed's folder is its own: a file, or a folder of a year with all below.
fn is_own(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_year = name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit());
    entry.depth() != 1 || !entry.file_type().is_dir() || is_year
}

fn head(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The front matter of a file that a fetch has written; the reader may have put more into it.
fn front(text: &str, path: &Path) -> Option<Known> {
    let mut known = Known {
        path: path.to_owned(),
        ..Known::default()
    };
    let mut is_fetched = false;
    for line in text
        .strip_prefix("---\n")?
        .lines()
        .take_while(|line| *line != "---")
    {
        let Some((key, value)) = line.split_once(": ") else {
            continue;
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.trim().to_owned());
        match key {
            "id" => known.id = Some(value),
            "url" => known.url = Some(canonical(&value)),
            "title" => known.title = value,
            "hash" => known.hash = value,
            "fetched" => {
                is_fetched = true;
                known.fetched = value;
            }
            _ => {}
        }
    }
    is_fetched.then_some(known)
}

/// An address in the form in which two of one page are the same: without its scheme, fragment, last slash, and what
/// only tells where the reader came from.
pub(super) fn canonical(address: &str) -> String {
    const TRACKING: [&str; 8] = [
        "fbclid", "gclid", "yclid", "msclkid", "mc_cid", "mc_eid", "igshid", "ref_src",
    ];
    let Ok(url) = Url::parse(address) else {
        return address.trim().to_owned();
    };
    let is_page = |key: &str| !key.starts_with("utm_") && !TRACKING.contains(&key);
    let query: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && is_page(pair.split('=').next().unwrap_or_default()))
        .collect();
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let mark = if query.is_empty() { "" } else { "?" };
    format!(
        "{}{port}{path}{mark}{}",
        host.trim_start_matches("www."),
        query.join("&")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_the_same() {
        for address in [
            "https://www.news.example/a/?utm_source=rss&id=1#top",
            "http://news.example/a?id=1",
            "HTTPS://News.Example:443/a/?id=1&fbclid=x",
        ] {
            assert_eq!(canonical(address), "news.example/a?id=1");
        }
        assert_ne!(
            canonical("https://news.example/a?id=1"),
            canonical("https://news.example/a?id=2")
        );
        assert_ne!(
            canonical("https://news.example/A"),
            canonical("https://news.example/a")
        );
    }

    #[test]
    fn front_matter_is_read_back_and_other_files_are_not_ours() {
        let text = "---\ntitle: \"A \\\"b\\\"\"\nurl: \"https://x.org/1/\"\nid: \"1\"\nhash: \"ab\"\nfetched: \"2026-01-01T00:00:00Z\"\nmine: x\n---\n\nText";
        let known = front(text, Path::new("a.md")).unwrap();
        assert_eq!(
            (known.title.as_str(), known.url.as_deref()),
            ("A \"b\"", Some("x.org/1"))
        );
        assert_eq!(front("---\ntitle: mine\n---\n", Path::new("a.md")), None);
        assert_eq!(front("plain", Path::new("a.md")), None);
    }
}
