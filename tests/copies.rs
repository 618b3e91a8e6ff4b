//! Copies of articles in the list under typed keys: folded under the first, opened, filtered, walked through.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail loudly"
)]

mod common;

use std::path::PathBuf;

use common::{Desk, bundled};
use counterpoint::app::event::Event;
use counterpoint::layout::Pane;
use counterpoint::news::article::{Article, ArticleId};
use counterpoint::news::library::{ArticleIx, Library};

/// The bundled library with three later copies of an English article, one of them under another headline.
fn library() -> Library {
    let mut library = bundled();
    let of = library
        .articles
        .iter()
        .find(|article| article.id.0.ends_with("2009-02-04-alliance"))
        .unwrap()
        .clone();
    for (day, source) in [(7, "Late Post"), (5, "Morning Post"), (6, "Evening Post")] {
        let name = format!("zz/{day}");
        let mut copy = Article {
            id: ArticleId(name.clone()),
            path: PathBuf::from(format!("{name}.md")),
            ..Article::clone(&of)
        };
        copy.meta.source = Some(source.to_owned());
        if let Some(date) = &mut copy.meta.date {
            date.day = day;
        }
        if day == 6 {
            copy.meta.title = "Rivals in the same room".to_owned();
        }
        library.articles.push(copy.into());
    }
    library
}

const FIRST: &str = "en/2009-02-04-alliance";

fn desk() -> Desk {
    Desk::with(library(), 120, 40)
}

fn names(desk: &Desk) -> Vec<&str> {
    let articles = desk.app.list.articles();
    articles
        .map(|ix| desk.library.get(ix).unwrap().id.0.as_str())
        .collect()
}

fn select(desk: &mut Desk, name: &str) {
    let ix = desk.find(name);
    desk.app.window.focus(Pane::List);
    desk.app.list.select_article(ix, None);
}

fn current(desk: &Desk) -> &str {
    &desk
        .library
        .get(desk.app.list.current().unwrap())
        .unwrap()
        .id
        .0
}

#[test]
fn copies_stand_under_the_first_and_open_and_close() {
    let mut desk = desk();
    assert_eq!(names(&desk).len(), 16);
    assert_eq!(desk.app.list.copies.hidden(), 3);
    select(&mut desk, FIRST);
    desk.press("+");
    let at = names(&desk).iter().position(|name| *name == FIRST).unwrap();
    assert_eq!(names(&desk)[at..at + 4], [FIRST, "zz/5", "zz/6", "zz/7"]);
    assert_eq!(desk.app.list.copies.hidden(), 0);
    desk.press("jj");
    assert_eq!(current(&desk), "zz/6");
    desk.press("+");
    assert_eq!(names(&desk).len(), 16);
    assert_eq!(current(&desk), FIRST);
    desk.press("j+");
    assert_eq!(desk.message(), "No copies of this article are known");
}

#[test]
fn the_cursor_below_stays_on_its_article_when_copies_open_above() {
    let mut desk = desk();
    select(&mut desk, FIRST);
    desk.press("G");
    let last = current(&desk).to_owned();
    let copy = desk.find("zz/5");
    desk.app.list.select_article(copy, None);
    desk.press("G");
    assert_eq!(current(&desk), last);
}

#[test]
fn a_filter_that_only_copies_fit_shows_them() {
    let mut desk = desk();
    desk.press("/source:evening<Enter>");
    assert_eq!(names(&desk), ["zz/6"]);
    assert_eq!(desk.app.list.copies.hidden(), 0);
    desk.press("/<C-u>source:post<Enter>");
    assert_eq!(names(&desk), ["zz/5"]);
    assert_eq!(desk.app.list.copies.hidden(), 2);
    desk.press("<Esc>");
    assert_eq!(names(&desk).len(), 16);
}

#[test]
fn an_article_that_is_gone_to_is_shown_even_under_another() {
    let mut desk = desk();
    let copy = desk.find("zz/6");
    desk.press("<Enter>");
    let passage = counterpoint::news::library::PassageRef {
        article: copy,
        passage: 1,
    };
    desk.app.side.content = counterpoint::app::side::Content::Answers;
    desk.app.side.question = Some(counterpoint::app::side::Question {
        text: "q".to_owned(),
        answers: Some(vec![counterpoint::news::link::Answer {
            to: passage,
            probability: 1.0,
            similarity: 1.0,
            reasons: Vec::new(),
        }]),
        selected: 0,
    });
    desk.app.window.focus(Pane::Side);
    desk.press("<Enter>");
    assert_eq!(desk.article(), "zz/6");
    assert_eq!(current(&desk), "zz/6");
    assert_eq!(names(&desk).len(), 19);
}

#[test]
fn moves_from_article_to_article_pass_a_folded_story_once() {
    let mut desk = desk();
    select(&mut desk, FIRST);
    desk.press("k<Enter>J");
    assert_eq!(desk.article(), FIRST);
    desk.press("J");
    let after = desk.article().to_owned();
    assert!(!after.starts_with("zz/"), "{after}");
    // From a copy that the list hides it goes on where its first stands.
    desk.press("K");
    select(&mut desk, "zz/6");
    desk.press("<Enter>");
    select(&mut desk, FIRST);
    desk.press("+");
    desk.app.window.focus(Pane::Reader(0));
    assert_eq!(desk.article(), "zz/6");
    desk.press("J");
    assert_eq!(desk.article(), after);
}

#[test]
fn unread_copies_come_when_no_other_article_is_unread() {
    let mut desk = desk();
    for _ in 0..16 {
        desk.press("U");
        desk.press("n");
    }
    assert_eq!(current(&desk), "zz/5");
    assert_eq!(names(&desk).len(), 19);
    desk.press("UnUn");
    assert_eq!(current(&desk), "zz/7");
    desk.press("Un");
    assert_eq!(desk.message(), "No other unread article is listed");
}

#[test]
fn all_that_are_listed_are_read_with_those_under_them() {
    let mut desk = desk();
    desk.press("A");
    assert!(
        desk.message().starts_with("19 articles are read now"),
        "{}",
        desk.message()
    );
}

#[test]
fn grouped_by_language_only_copies_of_one_language_stand_together() {
    let mut desk = desk();
    let groups = |desk: &Desk| {
        let ix = |name: &str| desk.find(name);
        vec![vec![
            ix("en/2009-02-04-alliance"),
            ix("ja/2006-06-05-kasoka-format"),
            ix("zz/5"),
            ix("zz/6"),
            ix("zz/7"),
        ]]
    };
    let groups = groups(&desk);
    desk.send(Event::Copies(groups));
    // The Japanese article is the earliest.
    assert_eq!(names(&desk).len(), 15);
    let first = desk.find("ja/2006-06-05-kasoka-format");
    let langs: Vec<(String, usize)> = desk
        .app
        .list
        .copies
        .fold(first)
        .unwrap()
        .langs
        .iter()
        .map(|(lang, count)| (lang.badge(), *count))
        .collect();
    assert_eq!(langs, [("JA".to_owned(), 1), ("EN".to_owned(), 4)]);
    desk.press("L");
    assert_eq!(names(&desk).len(), 16);
    assert!(desk.app.list.copies.fold(first).is_none());
    assert_eq!(desk.app.list.copies.hidden(), 3);
}

#[test]
fn what_arrives_while_the_cursor_is_on_a_copy_takes_it_to_the_first() {
    let mut desk = desk();
    desk.send(Event::Copies(Vec::new()));
    assert_eq!(names(&desk).len(), 19);
    select(&mut desk, "zz/6");
    let all: Vec<ArticleIx> = [FIRST, "zz/5", "zz/6", "zz/7"]
        .map(|name| desk.find(name))
        .into();
    desk.send(Event::Copies(vec![all]));
    assert_eq!(current(&desk), FIRST);
}

#[test]
fn the_configuration_can_leave_every_article_in_its_own_place() {
    let mut desk = Desk::configured(library(), 120, 40, "[panes]\ngroup_copies = false\n");
    assert_eq!(names(&desk).len(), 19);
    desk.press("+");
    assert_eq!(desk.message(), "No copies of this article are known");
}
