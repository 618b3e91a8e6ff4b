//! A large library under typed keys: the bundled articles stand for a hundred thousand, and the same library read whole
//! says what its index would.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod common;

use std::sync::Arc;

use common::Desk;
use common::large::Large;
use counterpoint::app::effect::Effect;
use counterpoint::app::event::Event;
use counterpoint::app::filed::{Bring, Handed, IN_HAND, Scanned};
use counterpoint::app::list::ListRow;
use counterpoint::layout::Pane;
use counterpoint::news::article::ArticleId;
use counterpoint::news::company::Mentions;
use counterpoint::news::mark::Change;

#[test]
fn only_what_comes_into_view_is_described() {
    let mut large = Large::new(120, 10);
    assert_eq!(large.app.list.rows.len(), 16);
    let before = large.shown().len();
    assert!(before < 16, "{before}");
    assert!(
        large
            .app
            .shelf
            .library
            .iter()
            .all(|(_, article)| article.is_stub())
    );
    large.press("G");
    assert_eq!(large.app.list.selected, 15);
    assert!(large.shown().len() > before);
    assert!(matches!(large.app.list.rows[15], ListRow::Article(_)));
    large.press("gg");
    assert_eq!(large.app.list.selected, 0);
}

#[test]
fn sorting_filtering_and_grouping_list_what_a_library_read_whole_lists() {
    for keys in [
        "Ot",
        "OtOt",
        "Os",
        "Od",
        "L",
        "LOt",
        "/lang:ko<Enter>",
        "/vmware -lang:ja<Enter>",
    ] {
        let mut large = Large::new(200, 50);
        let mut whole = Desk::new(200, 50);
        large.press(keys);
        whole.press(keys);
        let names: Vec<String> = whole
            .app
            .list
            .articles()
            .map(|ix| whole.library.get(ix).unwrap().id.0.clone())
            .collect();
        assert_eq!(large.shown(), names, "{keys}");
        assert_eq!(
            large.app.list.rows.len(),
            whole.app.list.rows.len(),
            "{keys}"
        );
    }
}

#[test]
fn the_cursor_stays_on_its_article_when_the_list_comes_anew() {
    let mut large = Large::new(120, 40);
    large.press("jjj");
    let here = large.app.list.current();
    let before = large.lists();
    large.press("Od");
    assert_eq!(large.app.list.current(), here);
    assert_ne!(large.app.list.selected, 3);
    assert_eq!(large.lists(), before + 1);
}

#[test]
fn an_article_is_opened_when_its_text_has_come_and_its_companions_are_linked() {
    let mut large = Large::new(160, 40);
    large.press("<Enter>");
    assert_eq!(large.open_article().id.0, "ja/2024-04-15-license-qa");
    assert!(!large.passage().is_empty());
    assert_eq!(large.app.window.division.focus, Pane::Reader(0));
    let with_text = large
        .linked
        .iter()
        .filter(|(_, article)| !article.is_stub())
        .count();
    assert_eq!(with_text, 7);
    assert_eq!(large.app.shelf.filed.as_ref().unwrap().bodies(), 7);
    assert!(
        large
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Relate(_)))
    );
    let brought = large
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Bring(_)))
        .count();
    assert_eq!(brought, 1);
    large.press("J");
    assert_eq!(large.open_article().id.0, "ko/2024-03-18-broadcom-qa");
    large.press("K");
    assert_eq!(large.open_article().id.0, "ja/2024-04-15-license-qa");
    large.press("go");
    assert_eq!(large.app.window.division.focus, Pane::Reader(0));
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_lost() {
    let mut large = Large::new(120, 40);
    large.press("<Enter>jj");
    let before = (large.open_article().id.clone(), large.passage().to_owned());
    large.gone = (1..=16).collect();
    large.press("qj<Enter>");
    assert_eq!(large.message(), "the file is gone");
    assert_eq!(large.app.window.division.focus, Pane::List);
    assert_eq!(large.open_article().id, before.0);
    large.gone.clear();
    large.press("k<Enter>");
    assert_eq!(
        (large.open_article().id.clone(), large.passage().to_owned()),
        before
    );
}

#[test]
fn a_mark_is_placed_when_its_article_comes_and_its_screen_leads_there() {
    let mut large = Large::new(120, 40);
    large.press("G<Enter>jjtc");
    let (marked, id) = (large.passage().to_owned(), large.open_article().id.clone());
    assert!(large.states[&id].marked && large.states[&id].tagged && large.states[&id].read);
    let marks: Vec<_> = large
        .app
        .notes
        .marks
        .values()
        .map(|placed| placed.mark.clone())
        .collect();
    // Another start: the mark is known, its article is not here.
    let mut again = Large::new(120, 40);
    again.send(Event::Stored {
        marks,
        readings: Vec::new(),
        problems: Vec::new(),
    });
    assert!(again.states[&id].marked);
    assert_eq!(again.app.notes.count_named(&id), 1);
    again.press("m<Enter>");
    assert_eq!(again.passage(), marked);
    let placed = again.app.notes.marks.values().next().unwrap();
    assert!(placed.spot().is_some());
}

#[test]
fn unread_articles_are_found_and_all_are_read_in_two_keys() {
    let mut large = Large::new(120, 10);
    large.press("<Enter>q");
    let opened = large.shown()[0].clone();
    assert!(large.states[&ArticleId(opened)].read);
    large.press("n");
    large.press("A");
    assert_eq!(large.states.values().filter(|state| state.read).count(), 16);
    assert!(
        large.message().starts_with("15 articles are read now"),
        "{}",
        large.message()
    );
    large.press("u");
    assert_eq!(large.states.values().filter(|state| state.read).count(), 1);
}

#[test]
fn a_filter_of_what_is_read_follows_the_reader() {
    let mut large = Large::new(120, 40);
    large.press("/is:unread<Enter>");
    let before = large.lists();
    large.press("U");
    assert_eq!(large.lists(), before + 1);
    large.press("<Esc>/lang:ja<Enter>");
    let before = large.lists();
    large.press("U");
    assert_eq!(
        large.lists(),
        before,
        "what is listed does not depend on what is read"
    );
}

#[test]
fn files_that_have_changed_are_read_again_when_nothing_is_under_way() {
    let mut large = Large::new(120, 40);
    large.press("jj<Enter>jj");
    let (id, passage) = (large.open_article().id.clone(), large.passage().to_owned());
    let changed = || Scanned {
        changed: true,
        ..Scanned::default()
    };
    // What is found is kept in step whatever the reader does.
    let done = |large: &Large| {
        let all = large.effects.iter();
        all.filter(|effect| !matches!(effect, Effect::Index))
            .count()
    };
    large.press("v");
    let count = done(&large);
    large.send(Event::Scanned(changed()));
    assert_eq!(done(&large), count, "a selection is not ended");
    large.press("<Esc>");
    assert!(done(&large) > count);
    assert_eq!(
        (&large.open_article().id, large.passage()),
        (&id, passage.as_str())
    );
    // Its text is another now.
    let at = large.library.find(&id).unwrap().index();
    let other = large.library.articles[(at + 1) % 16].text.clone();
    let mut article = (*large.library.articles[at]).clone();
    let source = (*large.library.articles[(at + 1) % 16]).clone();
    (article.blocks, article.passages, article.text) = (source.blocks, source.passages, other);
    large.library.articles[at] = Arc::new(article);
    large.send(Event::Scanned(changed()));
    assert_eq!(large.open_article().id, id);
    assert_ne!(large.passage(), passage);
    assert_eq!(large.app.list.selected, 2);
}

#[test]
fn what_was_read_goes_with_an_article_to_its_new_name() {
    let mut large = Large::new(120, 40);
    large.press("*");
    let from = ArticleId(large.shown()[0].clone());
    let to = ArticleId("elsewhere".to_owned());
    large.send(Event::Scanned(Scanned {
        changed: true,
        renamed: vec![(from, to.clone())],
        problems: Vec::new(),
    }));
    assert!(large.app.notes.reading(&to).starred);
    assert!(matches!(large.saved.last(), Some(Change::Reading { article, .. }) if *article == to));
}

#[test]
fn a_question_is_answered_from_what_is_brought_for_it() {
    let mut large = Large::new(160, 40);
    large.press("Swho bought vmware?<Enter>");
    let asked: Vec<&Effect> = large
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Bring(Bring::For(_)) | Effect::Ask(_)))
        .collect();
    assert!(
        matches!(asked.as_slice(), [Effect::Bring(_), Effect::Ask(_)]),
        "{asked:?}"
    );
}

#[test]
fn texts_are_let_go_when_there_are_many_and_those_that_are_open_stay() {
    let mut large = Large::new(120, 40);
    large.press("<Enter>");
    let open = large.open_article().id.clone();
    let many = u32::try_from(IN_HAND).unwrap() + 50;
    let articles = (0..many).map(|number| {
        let id = 1000 + number;
        let mut article = (*large.library.articles[0]).clone();
        article.id = ArticleId(format!("more/{number}"));
        Handed {
            id,
            article: Arc::new(article),
            mentions: Mentions::default(),
        }
    });
    let articles = articles.collect();
    large.send(Event::Brought {
        bring: Bring::For("many".to_owned()),
        articles,
        last: true,
    });
    let with_text = large
        .app
        .shelf
        .library
        .iter()
        .filter(|(_, article)| !article.is_stub());
    assert_eq!(with_text.count(), IN_HAND);
    assert_eq!(large.open_article().id, open);
    assert!(!large.open_article().is_stub());
}

#[test]
fn every_command_bears_a_large_library() {
    for row in counterpoint::command::TABLE {
        let mut large = Large::new(80, 24);
        large.press(&format!(":{}<Enter><Esc><Esc>", row.name));
        large.press(&format!("<Enter>:{}<Enter><Esc><Esc>", row.name));
    }
}
