//! Walks over what is scattered through the library: mentions, marks, related passages.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::notes::passages_of;
use crate::app::side::Content;
use crate::news::library::{ArticleIx, PassageRef};

use super::article;
use super::{active, here, with_active};

/// Goes to the next passage with a mention of the lens (of any company without one), or to the previous one.
pub(super) fn mention(app: &mut App, forward: bool, effects: &mut Vec<Effect>) {
    let stops = |app: &App, ix: ArticleIx| {
        let Some(article) = app.shelf.article(ix) else {
            return Vec::new();
        };
        let mut passages: Vec<usize> = app
            .shelf
            .stops(ix)
            .map(|mention| article.passage_at(mention.span.start))
            .collect();
        passages.dedup();
        passages
    };
    walk(app, forward, stops, "mention", effects);
}

/// Goes to the next marked passage, or to the previous one.
pub(super) fn mark(app: &mut App, forward: bool, effects: &mut Vec<Effect>) {
    let stops = |app: &App, ix: ArticleIx| {
        let Some(article) = app.shelf.article(ix) else {
            return Vec::new();
        };
        let mut passages: Vec<usize> = app
            .notes
            .marks_in(ix)
            .map(|(_, _, span)| passages_of(article, span).0)
            .collect();
        passages.dedup();
        passages
    };
    walk(app, forward, stops, "marked passage", effects);
}

/// Goes to the nearest stop in a direction: in the open article, then in the articles after it in the list.
fn walk(
    app: &mut App,
    forward: bool,
    stops: impl Fn(&App, ArticleIx) -> Vec<usize>,
    what: &str,
    effects: &mut Vec<Effect>,
) {
    let current = here(app);
    let inside = current.and_then(|here| {
        let cursor = usize::try_from(here.passage).ok()?;
        let stops = stops(app, here.article);
        let next = if forward {
            stops.into_iter().find(|passage| *passage > cursor)
        } else {
            stops.into_iter().rev().find(|passage| *passage < cursor)
        };
        Some((here.article, next?))
    });
    let further = || {
        let listed: Vec<ArticleIx> = app.list.articles().collect();
        let open = active(app).and_then(|reader| reader.article);
        let shown = open.map(|ix| app.list.shown(ix));
        let at = listed.iter().position(|ix| Some(*ix) == shown);
        let mut rest: Vec<ArticleIx> = match (at, forward) {
            (Some(at), true) => listed.into_iter().skip(at + 1).collect(),
            (Some(at), false) => listed.into_iter().take(at).collect(),
            (None, _) => listed,
        };
        if !forward {
            rest.reverse();
        }
        rest.into_iter().find_map(|ix| {
            let stops = stops(app, ix);
            let stop = if forward { stops.first() } else { stops.last() };
            stop.map(|passage| (ix, *passage))
        })
    };
    match inside.or_else(further) {
        Some((article, passage)) => {
            let passage = u32::try_from(passage).unwrap_or(u32::MAX);
            article::jump(app, PassageRef { article, passage }, effects);
        }
        None if app.shelf.filed.is_some() => app.status.say(format!(
            "No further {what} in this direction, in the articles looked at so far"
        )),
        None => app
            .status
            .say(format!("No further {what} in the list in this direction")),
    }
}

/// Goes to the next passage of the open article that has a link, or to the previous one.
pub(super) fn linked(app: &mut App, forward: bool) {
    let Some((article, cursor)) =
        active(app).and_then(|reader| Some((reader.article?, reader.cursor)))
    else {
        return;
    };
    let Some(summary) = app.shelf.linked.summary(article) else {
        app.status.say("Still looking for links");
        return;
    };
    let mut passages = summary.passages.keys().copied();
    let target = if forward {
        passages.find(|passage| *passage > cursor)
    } else {
        passages.rev().find(|passage| *passage < cursor)
    };
    match target {
        Some(passage) => {
            with_active(app, |reader, copy| reader.go(copy, passage));
        }
        None => app
            .status
            .say("No further passage of the article has a link in this direction"),
    }
}

/// Opens the next related passage beside the one under the cursor, or the previous one.
pub(super) fn related(app: &mut App, forward: bool, effects: &mut Vec<Effect>) {
    let Some(links) = app.side.ready() else {
        app.status.say("Still looking for related passages");
        return;
    };
    let count = links.len();
    if count == 0 {
        app.status.say("Nothing related was found");
        return;
    }
    // The first step shows the best; the next ones go on from there.
    let shown = app.side.current().map(|link| link.to);
    let open = |which: usize| {
        let reader = app.desk.readers.get(which)?;
        let passage = u32::try_from(reader.cursor).ok()?;
        Some(PassageRef {
            article: reader.article?,
            passage,
        })
    };
    if app.window.other_readers().any(|which| open(which) == shown) {
        app.side.selected = if forward {
            (app.side.selected + 1) % count
        } else {
            (app.side.selected + count - 1) % count
        };
    }
    app.side.content = Content::Related;
    let at = app.side.selected + 1;
    article::open_related(app, false, effects);
    app.status.say(format!("Related passage {at} of {count}"));
}
