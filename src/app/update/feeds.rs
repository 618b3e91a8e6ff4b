//! Feeds: fetched when they are due or asked for, subscribed to, listed.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::feeds::{Fetched, Fetching, Subscribed, Which, seconds, until};
use crate::app::input::Mode;
use crate::app::screen::{Item, Screen, ScreenKind};
use crate::command::Command;
use crate::layout::Pane;
use crate::news::mark::Millis;

use super::{current, filed};

/// While feeds are being fetched, the library is read again for what has come no more often than this, in milliseconds:
/// what follows from reading it should get somewhere in between.
const BREATH: u64 = 3000;

/// The library has been read: from now on, feeds are fetched when they are due.
pub(super) fn begin(app: &mut App, effects: &mut Vec<Effect>) {
    if !app.shelf.feeds.begun && !app.setup.config.feeds.is_empty() {
        effects.push(Effect::Fetch(Which::Due));
    }
    app.shelf.feeds.begun = true;
}

/// Something is known of the feeds.
pub(super) fn known(app: &mut App, all: Vec<Subscribed>) {
    app.shelf.feeds.all = all;
    if app
        .screen
        .as_ref()
        .is_some_and(|screen| screen.kind == ScreenKind::Feeds)
    {
        app.fill_screen();
    }
}

/// All feeds, and the library's files.
pub(super) fn all(app: &mut App, effects: &mut Vec<Effect>) {
    effects.push(Effect::Load);
    if let Some(filed) = &mut app.shelf.filed {
        filed.asked_for = true;
    }
    if app.shelf.feeds.are_there(&app.setup.config.feeds) {
        app.status
            .say("Fetching all feeds, and reading the library again");
        effects.push(Effect::Fetch(Which::All));
    } else {
        app.status.say("Reading the library again");
    }
}

/// The feed under the cursor: that of an article, or of the screen of feeds.
pub(super) fn one(app: &mut App, effects: &mut Vec<Effect>) {
    let feeds = &app.shelf.feeds;
    let feed = match app.screen.as_ref().map(Screen::current) {
        Some(Some(Item::Feed(at))) => feeds.all.get(at),
        Some(_) => None,
        None => match current(app) {
            Some(article) => feeds.of(article),
            None => {
                app.status.say("There is no article here");
                return;
            }
        },
    };
    match feed.cloned() {
        Some(feed) => {
            app.status.say(format!("Fetching {}", feed.name));
            effects.push(Effect::Fetch(Which::One(feed.url)));
        }
        None => {
            let key = app.setup.keymap.key(Command::Feeds);
            app.status.say(format!(
                "This article came from no feed you subscribe to; {key} shows those"
            ));
        }
    }
}

/// Subscribes to the feed at an address, or to that of the page there.
pub(super) fn subscribe(app: &mut App, url: &str, effects: &mut Vec<Effect>) {
    if url.is_empty() || url.contains(char::is_whitespace) {
        app.status
            .fail("Write one address after it: `:feed add URL`, of a feed or of a page");
        return;
    }
    app.status.say(format!("Looking for a feed at {url}"));
    effects.push(Effect::Subscribe(url.to_owned()));
}

/// Lists the articles of a feed.
pub(super) fn list(app: &mut App, at: usize) {
    let Some(feed) = app.shelf.feeds.all.get(at) else {
        return;
    };
    app.list.filter = format!("feed:\"{}\"", feed.url);
    app.screen = None;
    app.list.fill(&app.shelf, &app.notes);
    app.window.focus(Pane::List);
}

/// A fetch is coming along: what a feed has brought is there, whatever the others take.
pub(super) fn fetching(app: &mut App, fetching: Fetching) {
    let feeds = &mut app.shelf.feeds;
    feeds.under_way = Some(fetching);
    feeds.count(fetching.new + fetching.changed);
}

/// All that was to be fetched is.
pub(super) fn fetched(app: &mut App, fetched: &Fetched) {
    let feeds = &mut app.shelf.feeds;
    feeds.under_way = None;
    let come = fetched.new + fetched.changed;
    feeds.count(come);
    feeds.counted = 0;
    // A feed that goes on failing says so on its screen; it is told of when it begins to, or when it was asked for.
    let told: Vec<&Subscribed> = fetched
        .failed
        .iter()
        .filter(|feed| fetched.asked || feed.errors <= 1)
        .collect();
    let key = app.setup.keymap.key(Command::Feeds);
    match told.as_slice() {
        [] if come > 0 => app.status.say(entries(come)),
        [] if fetched.asked => app.status.say("Nothing new in the feeds"),
        [] => {}
        [feed] => {
            let next = until(feed.next, seconds(app.status.now));
            let why = feed.error.as_deref().unwrap_or_default();
            app.status
                .fail(format!("{}: {why} (asked again {next})", feed.name));
        }
        several => app.status.fail(format!(
            "{} feeds failed: {key} says why, and when each is asked again",
            several.len()
        )),
    }
}

/// Has the library read again where entries have come or files have changed, as soon as nothing is under way that this
/// would end.
pub(super) fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    let feeds = &app.shelf.feeds;
    let is_early = |read: Millis| app.status.now.0.saturating_sub(read.0) < BREATH;
    let waits = feeds.under_way.is_some() && feeds.read_at.is_some_and(is_early);
    let arrived = feeds.arrived > 0 && feeds.reading.is_none() && !waits;
    let renewed = app.shelf.filed.as_ref().is_some_and(|filed| filed.changed);
    if !arrived && !app.shelf.changed && !renewed {
        return;
    }
    let typing = !matches!(&app.mode, Mode::Normal { pending } if pending.is_empty());
    let choosing = app.desk.portal.is_some()
        || app
            .desk
            .readers
            .iter()
            .any(|reader| reader.selecting.is_some() || !reader.find.matches.is_empty());
    let comparing = app
        .screen
        .as_ref()
        .is_some_and(|screen| matches!(screen.kind, ScreenKind::Compare | ScreenKind::Versions));
    if typing || choosing || comparing {
        return;
    }
    if arrived || app.shelf.changed {
        if arrived {
            app.shelf.feeds.reading = Some(app.shelf.feeds.arrived);
            app.shelf.feeds.read_at = Some(app.status.now);
        }
        app.shelf.changed = false;
        effects.push(Effect::Load);
    }
    if renewed {
        filed::renew(app, effects);
    }
}

/// So many entries, in words.
pub(super) fn entries(count: usize) -> String {
    match count {
        1 => "1 entry has come from the feeds".to_owned(),
        _ => format!("{count} entries have come from the feeds"),
    }
}
