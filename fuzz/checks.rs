//! What has to hold whatever is read. The fuzz targets call these with made-up bytes, `tests/corpus.rs` with the bytes
//! that have found something once.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "each target uses one of these; a check may fail loudly and writes files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use counterpoint::analysis::search::Query;
use counterpoint::analysis::search::query::{Vocabulary, complete};
use counterpoint::fetch::entry::{Place, store};
use counterpoint::fetch::feed;
use counterpoint::keymap;
use counterpoint::load::load;
use counterpoint::load::page::{extract, to_markdown};
use counterpoint::news::article::{Article, ArticleId};
use counterpoint::news::mark::{Change, MarkId, Millis, Reading};
use counterpoint::store::{MARKS, READINGS, Store};
use counterpoint::text::clean::{clean, clean_line};
use tempfile::TempDir;
use ulid::Ulid;

/// A folder of this process, emptied; in memory where the system has such.
fn scratch() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let memory = Path::new("/dev/shm");
    let make = || {
        if memory.is_dir() {
            TempDir::new_in(memory).unwrap()
        } else {
            TempDir::new().unwrap()
        }
    };
    // Tests run side by side, fuzzers alone.
    let thread = format!("{:?}", std::thread::current().id());
    let folder = FOLDER.get_or_init(make).path().join(thread);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What holds of every article: nothing in it has passed the door uncleaned, and its parts lie in its text.
fn article_is_sound(article: &Article) {
    assert_eq!(clean(&article.text), article.text);
    let meta = &article.meta;
    for line in [
        Some(&meta.title),
        meta.source.as_ref(),
        meta.author.as_ref(),
        meta.url.as_ref(),
    ]
    .into_iter()
    .flatten()
    .chain(&meta.tags)
    {
        assert_eq!(clean_line(line), *line);
    }
    let mut end = 0;
    for (at, passage) in article.passages.iter().enumerate() {
        assert!(passage.span.start >= end && passage.span.end > passage.span.start);
        end = passage.span.end;
        assert!(!article.passage_text(at).trim().is_empty());
    }
    assert!(end <= article.text.len());
}

/// A Markdown file, its front matter above all: it is read or a problem is told.
pub fn front_matter(bytes: &[u8]) {
    let folder = scratch();
    fs::write(folder.join("article.md"), bytes).unwrap();
    let library = load(&[folder], &|_| ());
    assert!(library.articles.len() + library.problems.len() > 0);
    library
        .articles
        .iter()
        .map(std::ops::Deref::deref)
        .for_each(article_is_sound);
}

/// A feed: its entries become sound files below their folder, each once.
pub fn feed(bytes: &[u8]) {
    let Ok(feed) = feed::read(bytes, None, Some("https://news.example/feed"), None) else {
        return;
    };
    let folder = scratch();
    let place = Place {
        folder: folder.join("library/feed"),
        name: "Feed".to_owned(),
        address: "https://news.example/feed".to_owned(),
        ..Place::default()
    };
    let count = feed.entries.len();
    let first = store(feed.clone(), &place, 1_700_000_000, None, &|_| ()).unwrap();
    assert_eq!(first.new + first.changed + first.same, count);
    let beside: Vec<_> = fs::read_dir(&folder).unwrap().flatten().collect();
    assert!(beside.len() <= 1, "{beside:?}");
    let library = load(&[folder.join("library")], &|_| ());
    library
        .articles
        .iter()
        .map(std::ops::Deref::deref)
        .for_each(article_is_sound);
    let again = store(feed.clone(), &place, 1_700_000_000, None, &|_| ()).unwrap();
    assert_eq!(again.new, 0, "{feed:#?}");
}

/// A page, and a piece of HTML: what comes out is clean and has no tags.
pub fn page(bytes: &[u8]) {
    if let Ok(page) = extract(bytes, None, Some("https://news.example/a")) {
        assert_eq!(clean(&page.body), page.body);
        assert_eq!(clean_line(&page.title), page.title);
    }
    let Ok(html) = std::str::from_utf8(bytes) else {
        return;
    };
    let markdown = to_markdown(html, Some("https://news.example/a"));
    assert_eq!(clean(&markdown), markdown);
    let text = format!("# Title\n\n{markdown}\n");
    front_matter(text.as_bytes());
}

/// A query, typed to its end: mistakes and candidates are places in it.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (query, mistakes) = Query::read(text);
    assert_eq!(Query::parse(text), query);
    for mistake in mistakes {
        assert!(text.get(mistake.span.range()).is_some(), "{mistake:?}");
    }
    let cursor = bytes
        .first()
        .map_or(0, |byte| usize::from(*byte) % (text.len() + 1));
    for cursor in [cursor, text.len()] {
        let candidates = complete(text, cursor, &Vocabulary::default());
        assert!(
            text.get(candidates.span.range()).is_some(),
            "{candidates:?}"
        );
    }
}

/// Keys as they are written: what is printed is read back as the same.
pub fn keys(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(keys) = keymap::parse(text) {
        assert_eq!(keymap::parse(&keymap::print(&keys)), Some(keys.clone()));
        let _ = keymap::label(&keys);
    }
}

/// A file of marks: what is understood stays when something is written behind it, and no byte of it is touched.
pub fn marks(bytes: &[u8]) {
    let folder = scratch();
    let file = folder.join(MARKS);
    fs::write(&file, bytes).unwrap();
    fs::write(folder.join(READINGS), bytes).unwrap();
    let Ok((mut store, before)) = Store::open(&folder) else {
        return;
    };
    let article = ArticleId("added-7ad1e5b2.md".to_owned());
    let mut changes = vec![Change::Reading {
        article: article.clone(),
        before: Reading::default(),
        after: Reading {
            starred: true,
            ..Reading::default()
        },
    }];
    // A mark that is there is copied under a name of its own.
    if let Some(mark) = before.marks.first() {
        let mut copy = mark.clone();
        copy.id = MarkId(Ulid::from(0x0198_4d3c_a7f1_5b2e_9c60_8f43_7ad1_e5b2_u128));
        copy.note = "added".to_owned();
        if before.marks.iter().all(|mark| mark.id != copy.id) {
            changes.push(Change::Mark {
                before: None,
                after: Some(Box::new(copy)),
            });
        }
    }
    let count = before.marks.len() + changes.len() - 1;
    store.write(&changes, Millis(1_700_000_000_000)).unwrap();
    drop(store);
    assert!(fs::read(&file).unwrap().starts_with(bytes));
    let (_, after) = Store::open(&folder).unwrap();
    assert_eq!(after.marks.len(), count);
    assert!(before.marks.iter().all(|mark| after.marks.contains(mark)));
    assert!(
        after
            .readings
            .get(&article)
            .is_some_and(|reading| reading.starred)
    );
}
