//! Feeds in the reader under typed keys: what is asked for, what is said, what is listed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail loudly"
)]

mod common;

use common::{Desk, bundled};
use counterpoint::app::effect::Effect;
use counterpoint::app::event::Event;
use counterpoint::app::feeds::{Fetched, Fetching, Subscribed, Which};
use counterpoint::app::screen::ScreenKind;
use counterpoint::layout::Pane;
use counterpoint::news::mark::Millis;

const URL: &str = "https://wire.example/feed";
const TOML: &str = "[[feed]]\nurl = \"https://wire.example/feed\"\nname = \"Wire\"\n";

/// A reader with a feed, and that feed's one article.
fn subscribed() -> Desk {
    let mut library = bundled();
    std::sync::Arc::make_mut(&mut library.articles[0])
        .meta
        .other
        .push(("feed".to_owned(), URL.to_owned()));
    let mut desk = Desk::configured(library, 120, 40, TOML);
    let feeds = [(URL, "Wire"), ("https://slow.example/", "Slow")];
    desk.send(Event::Feeds(
        feeds.map(|(url, name)| feed(url, name)).into(),
    ));
    desk
}

fn feed(url: &str, name: &str) -> Subscribed {
    Subscribed {
        url: url.to_owned(),
        name: name.to_owned(),
        ..Subscribed::default()
    }
}

fn loads(desk: &Desk) -> usize {
    desk.effects
        .iter()
        .filter(|effect| **effect == Effect::Load)
        .count()
}

fn came(new: usize) -> Event {
    Event::Fetched(Fetched {
        new,
        ..Fetched::default()
    })
}

#[test]
fn what_is_due_is_fetched_once_the_library_is_read_and_never_without_feeds() {
    let mut desk = subscribed();
    assert_eq!(desk.effects, [Effect::Fetch(Which::Due)]);
    let again = desk.library.clone();
    desk.send(Event::Loaded(again));
    assert_eq!(desk.effects.len(), 1);
    assert!(Desk::new(120, 40).effects.is_empty());
}

#[test]
fn capital_r_fetches_all_and_reads_the_files_and_without_feeds_only_reads() {
    let mut desk = subscribed();
    desk.effects.clear();
    desk.press("R");
    assert_eq!(desk.effects, [Effect::Load, Effect::Fetch(Which::All)]);
    let mut bare = Desk::new(120, 40);
    bare.press("R");
    assert_eq!(bare.effects, [Effect::Load]);
    assert_eq!(bare.message(), "Reading the library again");
}

#[test]
fn r_fetches_the_feed_of_the_article_or_says_that_there_is_none() {
    let mut desk = subscribed();
    let (of_feed, other) = (
        desk.library.articles[0].id.0.clone(),
        desk.library.articles[1].id.0.clone(),
    );
    desk.open(&of_feed).press("r");
    assert_eq!(
        desk.effects.last(),
        Some(&Effect::Fetch(Which::One(URL.to_owned())))
    );
    assert_eq!(desk.message(), "Fetching Wire");
    let count = desk.effects.len();
    desk.open(&other).press("r");
    assert_eq!(desk.effects.len(), count);
    assert!(desk.message().contains("no feed"), "{}", desk.message());
}

fn coming(done: usize, new: usize) -> Event {
    Event::Fetching(Fetching {
        done,
        of: 3,
        new,
        changed: 0,
    })
}

#[test]
fn what_has_come_is_read_once_and_told() {
    let mut desk = subscribed();
    desk.effects.clear();
    desk.send(came(3));
    desk.press("jk");
    assert_eq!(loads(&desk), 1);
    assert_eq!(desk.app.shelf.feeds.under_way, None);
    let again = desk.library.clone();
    desk.send(Event::Loaded(again));
    assert_eq!(desk.message(), "3 entries have come from the feeds");
    desk.press("j");
    assert_eq!(loads(&desk), 1);
    desk.send(came(0));
    assert_eq!(loads(&desk), 1);
}

#[test]
fn what_a_feed_has_brought_is_read_while_others_keep_their_fetch_waiting() {
    let mut desk = subscribed();
    desk.effects.clear();
    desk.send(coming(0, 0));
    assert_eq!(loads(&desk), 0);
    desk.send(coming(1, 3));
    assert_eq!(loads(&desk), 1);
    // What comes while the library is read waits for the next reading, and that for a while.
    desk.send(coming(2, 5));
    let again = desk.library.clone();
    desk.send(Event::Loaded(again.clone()));
    assert_eq!(desk.message(), "3 entries have come from the feeds");
    assert_eq!(loads(&desk), 1);
    desk.send(Event::Now(Millis(1_700_000_003_000)));
    desk.press("j");
    assert_eq!(loads(&desk), 2);
    desk.send(Event::Loaded(again.clone()));
    assert_eq!(desk.message(), "2 entries have come from the feeds");
    // The last ones are read without a wait, and nothing twice.
    desk.send(came(6));
    assert_eq!(loads(&desk), 3);
    desk.send(Event::Loaded(again));
    assert_eq!(desk.app.shelf.feeds.arrived, 0);
    assert_eq!(loads(&desk), 3);
    // The next fetch is counted from its own beginning.
    desk.send(coming(1, 2));
    assert_eq!(desk.app.shelf.feeds.arrived, 2);
}

#[test]
fn what_has_come_waits_while_something_is_typed_selected_or_compared() {
    for (keys, end) in [
        ("/vm", "<Esc>"),
        ("<Enter>v", "<Esc>"),
        ("<Enter>ab", "<Esc><Esc>"),
        ("<Enter>p", "<Esc>"),
        ("g", "<Esc>"),
        ("<Enter>C", "<Esc>"),
    ] {
        let mut desk = subscribed();
        desk.press(keys);
        desk.effects.clear();
        desk.send(came(1));
        assert_eq!(loads(&desk), 0, "{keys}");
        desk.press(end);
        assert_eq!(loads(&desk), 1, "{keys} {end}");
    }
}

#[test]
fn a_failure_is_told_when_it_was_asked_for_or_is_new() {
    let failed = |errors, asked| {
        let mut desk = subscribed();
        desk.send(Event::Fetched(Fetched {
            failed: vec![Subscribed {
                errors,
                error: Some("there is nothing; look for it".to_owned()),
                next: 1_700_007_200,
                ..feed(URL, "Wire")
            }],
            asked,
            ..Fetched::default()
        }));
        desk.message().to_owned()
    };
    let told = "Wire: there is nothing; look for it (asked again in 2 h)";
    assert_eq!(failed(1, false), told);
    assert_eq!(failed(7, true), told);
    assert_ne!(failed(7, false), told);
}

#[test]
fn what_has_come_does_not_hide_that_another_feed_failed() {
    let mut desk = subscribed();
    desk.send(Event::Fetched(Fetched {
        new: 2,
        failed: vec![Subscribed {
            errors: 1,
            error: Some("the server answered 500".to_owned()),
            ..feed(URL, "Wire")
        }],
        ..Fetched::default()
    }));
    let again = desk.library.clone();
    desk.send(Event::Loaded(again));
    assert!(desk.message().starts_with("Wire: the server answered 500"));
}

#[test]
fn the_screen_of_feeds_lists_one_fetches_one_and_goes_back() {
    let mut desk = subscribed();
    desk.press("gf");
    assert_eq!(desk.app.screen.as_ref().unwrap().kind, ScreenKind::Feeds);
    assert_eq!(desk.app.shelf.feeds.counts, [(1, 1), (0, 0)]);
    desk.press("jr");
    let slow = "https://slow.example/".to_owned();
    assert_eq!(desk.effects.last(), Some(&Effect::Fetch(Which::One(slow))));
    desk.press("k<Enter>");
    assert!(desk.app.screen.is_none());
    assert_eq!(desk.app.window.division.focus, Pane::List);
    assert_eq!(desk.app.list.articles().count(), 1);
    desk.press("<Esc>");
    assert_eq!(desk.app.list.articles().count(), 16);
    desk.press("gf<Esc>");
    assert!(desk.app.screen.is_none());
}

#[test]
fn feed_add_takes_an_address_on_the_command_line_from_anywhere() {
    for keys in [
        ":feed<Space>add<Space>https://a.example/<Enter>",
        ":feed-add<Space>https://a.example/<Enter>",
        "gfahttps://a.example/<Enter>",
    ] {
        let mut desk = subscribed();
        desk.press(keys);
        let url = "https://a.example/".to_owned();
        assert_eq!(desk.effects.last(), Some(&Effect::Subscribe(url)), "{keys}");
    }
    for keys in [
        ":feed<Space>add<Enter>",
        ":feed<Space>add<Space>a<Space>b<Enter>",
    ] {
        let mut desk = subscribed();
        desk.effects.clear();
        desk.press(keys);
        assert!(desk.effects.is_empty());
        assert!(
            desk.message().contains(":feed add URL"),
            "{}",
            desk.message()
        );
    }
}
