//! What once began a search for faults, and what such searches have found, read again: `fuzz/` says how they are made.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads files"
)]

#[path = "../fuzz/checks.rs"]
mod checks;

use std::fs;
use std::path::Path;

/// Does a check with every file of a folder of the corpus.
fn each(folder: &str, check: impl Fn(&[u8])) {
    let path = Path::new("tests/corpus").join(folder);
    let mut files: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&bytes)));
        assert!(done.is_ok(), "{}", file.display());
    }
}

#[test]
fn front_matter() {
    each("front_matter", checks::front_matter);
}

#[test]
fn feeds() {
    each("feed", checks::feed);
}

#[test]
fn pages() {
    each("page", checks::page);
}

#[test]
fn queries() {
    each("query", checks::query);
}

#[test]
fn keys() {
    each("keys", checks::keys);
}

#[test]
fn marks() {
    each("marks", checks::marks);
}
