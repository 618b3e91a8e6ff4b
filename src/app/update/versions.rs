//! The earlier texts of articles: asked for, compared, walked through.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::screen::{Item, Screen, ScreenKind};
use crate::app::versions::{Row, Versions};
use crate::layout::Pane;
use crate::news::article::ArticleId;
use crate::news::version::History;

use super::article;
use super::{active, current};

/// Shows what has changed in the article under the cursor, at once or as soon as its earlier texts have come.
pub(super) fn show(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(article) = current(app) else {
        app.status.say("There is no article here");
        return;
    };
    let id = article.id.clone();
    if app.desk.versions.of(&id).is_some() {
        open(app);
    } else {
        ask(app, &id, effects);
        app.desk.versions.opens = true;
    }
}

/// Asks for the earlier texts of the article in the reader used last, where it is another than before.
pub(super) fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    let open = active(app).and_then(|reader| app.shelf.article(reader.article?));
    let versions = &app.desk.versions;
    let is_known = |id: &&ArticleId| versions.asked.as_ref() == Some(*id);
    let new = open.map(|article| &article.id).filter(|id| !is_known(id));
    if let Some(id) = new.cloned()
        && !versions.opens
        && !is_shown(app)
    {
        ask(app, &id, effects);
    }
}

fn is_shown(app: &App) -> bool {
    let screen = app.screen.as_ref();
    screen.is_some_and(|screen| screen.kind == ScreenKind::Versions)
}

fn ask(app: &mut App, id: &ArticleId, effects: &mut Vec<Effect>) {
    let article = app.shelf.find(id);
    app.desk.versions = Versions {
        asked: Some(id.clone()),
        article,
        ..Versions::default()
    };
    if let Some(article) = article.and_then(|ix| app.shelf.article(ix)) {
        effects.push(Effect::Versions(id.clone(), article.path.clone()));
    }
}

/// The earlier texts of an article have come.
pub(super) fn came(app: &mut App, id: &ArticleId, history: History) {
    let versions = &mut app.desk.versions;
    if versions.asked.as_ref() != Some(id) {
        return;
    }
    versions.history = Some(history);
    if std::mem::take(&mut versions.opens) {
        open(app);
    }
}

fn open(app: &mut App) {
    let versions = &app.desk.versions;
    let problem = versions.history.as_ref().and_then(|it| it.problems.first());
    if let Some(problem) = problem {
        app.status.fail(problem.to_string());
    } else if versions.count() == 0 {
        app.status
            .say("There is no earlier version of this article");
    }
    if versions.count() > 0 {
        app.screen = Some(Screen::new(ScreenKind::Versions));
        compare(app, 0);
    }
}

/// Compares the version before the one that is compared, or the one after it.
pub(super) fn turn(app: &mut App, older: bool) {
    let versions = &app.desk.versions;
    let at = if older {
        Some(versions.at + 1).filter(|at| *at < versions.count())
    } else {
        versions.at.checked_sub(1)
    };
    match at {
        Some(at) => compare(app, at),
        None if older => app.status.say("This is the oldest version that is kept"),
        None => app
            .status
            .say("This is the version before the one of today"),
    }
}

fn compare(app: &mut App, at: usize) {
    let versions = &mut app.desk.versions;
    let Some(now) = versions.article.and_then(|ix| app.shelf.library.get(ix)) else {
        return;
    };
    versions.compare(at, now);
    let first = versions.rows.iter().position(Row::is_change);
    if first.is_none() {
        app.status.say(
            "The words are the same; what is known of the article, or its markup, has changed",
        );
    }
    app.fill_screen();
    if let Some(screen) = &mut app.screen {
        let is_first = |item: &Item| Some(*item) == first.map(Item::Change);
        let item = screen.items.iter().position(is_first);
        screen.select(item.unwrap_or(0));
        // What stands before it is shown as far as there is room.
        screen.top = 0;
    }
}

/// Goes to the next change, or to the previous one.
pub(super) fn step(app: &mut App, forward: bool) {
    let (Some(screen), rows) = (&mut app.screen, &app.desk.versions.rows) else {
        return;
    };
    let is_change = |at: &usize| match screen.items.get(*at) {
        Some(Item::Change(row)) => rows.get(*row).is_some_and(Row::is_change),
        _ => false,
    };
    let found = if forward {
        (screen.selected + 1..screen.items.len()).find(is_change)
    } else {
        (0..screen.selected).rev().find(is_change)
    };
    match found {
        Some(item) => screen.select(item),
        None if forward => app.status.say("This is the last change"),
        None => app.status.say("This is the first change"),
    }
}

/// Goes to the passage of the article to which a row belongs.
pub(super) fn go(app: &mut App, row: usize, effects: &mut Vec<Effect>) {
    let versions = &app.desk.versions;
    let Some(ix) = versions.article else { return };
    let passage = versions.passage(row);
    app.screen = None;
    article::leave(app);
    let which = app.window.division.reader;
    app.window.focus(Pane::Reader(which));
    article::open(app, which, ix, article::At::Passage(passage), effects);
}
