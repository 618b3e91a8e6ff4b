//! Articles that were changed after they came: what is kept, what the reader is shown, and what becomes of marks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and spoils files"
)]

mod common;

use std::fs;

use common::{Desk, changed};
use counterpoint::app::App;
use counterpoint::app::screen::{Item, ScreenKind};
use counterpoint::app::versions::Row;
use counterpoint::layout::Pane;
use counterpoint::news::mark::{Change, Mark, Standing};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The reader on the changed library.
fn desk() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    changed::first(folder.path());
    assert_eq!(changed::second(folder.path()).changed, 4);
    let desk = Desk::with(changed::library(folder.path()), 120, 40);
    (folder, desk)
}

/// Opens the article of a language.
fn open(desk: &mut Desk, lang: &str) {
    let (ix, _) = desk
        .library
        .iter()
        .find(|(_, article)| article.lang.code() == lang)
        .unwrap();
    desk.app.window.focus(Pane::List);
    desk.app.list.select_article(ix, None);
    desk.press("<Enter>");
}

fn screen(app: &App) -> String {
    use counterpoint::config::ThemeConfig;
    use counterpoint::view::theme::{Depth, Theme};

    let size = app.window.division.size;
    let mut terminal = Terminal::new(TestBackend::new(size.columns, size.rows)).unwrap();
    let theme = Theme::new(&ThemeConfig::default(), Depth::True).unwrap();
    terminal
        .draw(|frame| counterpoint::view::draw(app, &theme, frame))
        .unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y| {
        let cells = (0..size.columns).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>()
    };
    (0..size.rows).map(row).collect::<Vec<_>>().join("\n")
}

fn kind(desk: &Desk) -> Option<ScreenKind> {
    desk.app.screen.as_ref().map(|screen| screen.kind)
}

/// The row under the cursor of what has changed.
fn row(desk: &Desk) -> &Row {
    let Some(Some(Item::Change(row))) = desk.app.screen.as_ref().map(|s| s.current()) else {
        panic!("no row");
    };
    &desk.app.desk.versions.rows[row]
}

#[test]
fn d_shows_what_has_changed_and_enter_goes_to_the_passage() {
    let (_folder, mut desk) = desk();
    open(&mut desk, "en");
    desk.press("D");
    assert_eq!(kind(&desk), Some(ScreenKind::Versions));
    assert!(row(&desk).is_change());
    desk.press("n");
    let last = row(&desk).clone();
    assert!(matches!(
        last,
        Row::Part(counterpoint::analysis::difference::Change::Removed(_))
    ));
    desk.press("]c");
    assert_eq!(desk.message(), "This is the last change");
    assert_eq!(*row(&desk), last);
    desk.press("[c");
    assert_ne!(*row(&desk), last);
    desk.press("<Enter>");
    assert_eq!(kind(&desk), None);
    assert!(desk.passage().contains("$61 billion"), "{}", desk.passage());
    assert_eq!(desk.app.window.division.focus, Pane::Reader(0));
}

#[test]
fn older_versions_are_walked_through_and_their_ends_told() {
    let (_folder, mut desk) = desk();
    open(&mut desk, "ja");
    desk.press("D");
    let latest = desk.app.desk.versions.rows.clone();
    assert!(
        screen(&desk.app).contains("2026-11-26"),
        "{}",
        screen(&desk.app)
    );
    desk.press("<lt>");
    assert_ne!(desk.app.desk.versions.rows, latest);
    assert!(screen(&desk.app).contains("version 2 of 2 before today's"));
    assert!(screen(&desk.app).contains("2026-11-25"));
    desk.press("<lt>");
    assert_eq!(desk.message(), "This is the oldest version that is kept");
    desk.press(">");
    assert_eq!(desk.app.desk.versions.rows, latest);
    desk.press(">");
    assert!(desk.message().contains("before the one of today"));
    desk.press("q");
    assert_eq!(kind(&desk), None);
}

#[test]
fn the_list_shows_the_changes_of_the_article_under_its_cursor() {
    let (_folder, mut desk) = desk();
    open(&mut desk, "ja");
    let (korean, _) = desk
        .library
        .iter()
        .find(|(_, article)| article.lang.code() == "ko")
        .unwrap();
    desk.app.window.focus(Pane::List);
    desk.app.list.select_article(korean, None);
    desk.press("D");
    assert_eq!(desk.app.desk.versions.article, Some(korean));
    assert_eq!(kind(&desk), Some(ScreenKind::Versions));
    desk.press("q");
    // What is known of the open article is asked for again.
    desk.press("i");
    assert!(screen(&desk.app).contains("2 times, last on"));
}

#[test]
fn the_filter_looks_into_both_texts() {
    let (_folder, mut desk) = desk();
    open(&mut desk, "ja");
    desk.press("D/値上げ<Enter>");
    assert_eq!(desk.app.screen.as_ref().unwrap().items.len(), 1);
    desk.press("/<C-u>株価<Enter>");
    assert_eq!(desk.app.screen.as_ref().unwrap().items.len(), 1);
}

#[test]
fn an_article_without_versions_says_so() {
    let mut desk = Desk::new(120, 40);
    desk.press("D");
    assert_eq!(
        desk.message(),
        "There is no earlier version of this article"
    );
    desk.press("<Enter>D");
    assert_eq!(
        desk.message(),
        "There is no earlier version of this article"
    );
    assert_eq!(kind(&desk), None);
    desk.press("i");
    assert!(!screen(&desk.app).contains("shows what"));
}

#[test]
fn a_version_that_cannot_be_read_is_told_with_its_file() {
    let (folder, _) = desk();
    let versions = walkdir::WalkDir::new(folder.path())
        .into_iter()
        .map(Result::unwrap);
    let versions: Vec<_> = versions
        .filter(|entry| entry.path().to_string_lossy().contains("/.versions/"))
        .filter(|entry| entry.file_type().is_file())
        .collect();
    assert_eq!(versions.len(), 5);
    for version in versions {
        fs::write(version.path(), b"\0\0\0").unwrap();
    }
    let mut desk = Desk::with(changed::library(folder.path()), 120, 40);
    desk.press("D");
    assert!(desk.message().contains("binary data"), "{}", desk.message());
    assert_eq!(kind(&desk), None);
}

#[test]
fn marks_stay_attached_across_a_changed_entry() {
    let folder = tempfile::tempdir().unwrap();
    changed::first(folder.path());
    let mut desk = Desk::with(changed::library(folder.path()), 120, 40);
    // On the passage whose figure changes, on one that stays and moves, and on one that goes.
    open(&mut desk, "ja");
    let mut marked = Vec::new();
    for (key, words) in [("c", "600億ドル"), ("q", "提携関係"), ("d", "値上げ")] {
        let article = desk.app.open_article().unwrap();
        let passage = (0..article.passages.len())
            .find(|passage| article.passage_text(*passage).contains(words))
            .unwrap();
        desk.press("gg");
        for _ in 0..passage {
            desk.press("j");
        }
        desk.press("t").press(key);
        marked.push(passage);
    }
    let made = |change: &Change| match change {
        Change::Mark { after, .. } => after.as_deref().cloned(),
        Change::Reading { .. } => None,
    };
    let marks: Vec<Mark> = desk.saved.iter().filter_map(made).collect();
    assert_eq!(marks.len(), 3);
    // The feed changes, its entries are taken in, the library is read again.
    assert_eq!(changed::second(folder.path()).changed, 4);
    let library = changed::library(folder.path());
    let places = counterpoint::app::notes::places(&marks, &library, true);
    let text = |at: usize| {
        let (ix, standing) = places[at].at.expect("the article is there");
        let article = library.get(ix).unwrap();
        let span = standing.span()?;
        Some(
            article
                .passage_text(article.passage_at(span.start))
                .to_owned(),
        )
    };
    assert!(text(0).unwrap().contains("610億ドル"));
    assert!(text(1).unwrap().contains("提携関係"));
    assert!(matches!(places[2].at, Some((_, Standing::Orphaned))));
    // And on the screen.
    desk.library = std::sync::Arc::new(library.clone());
    desk.send(counterpoint::app::event::Event::Loaded(
        desk.library.clone(),
    ));
    let placed = desk
        .app
        .notes
        .marks
        .values()
        .filter(|placed| placed.spot().is_some());
    assert_eq!(placed.count(), 2);
}
