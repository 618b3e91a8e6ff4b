//! Links: what is asked of the worker for the passage under the cursor and the open articles, and what comes of it.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::linked::judge;
use crate::app::shelf::Progress;
use crate::layout::Pane;
use crate::news::library::{ArticleIx, PassageRef};
use crate::news::link::{Answer, Link};

use super::here;

/// Related passages can be asked for; again, when more links are there than before.
pub(super) fn linked(app: &mut App) {
    if !matches!(app.shelf.progress, Progress::Linking { .. }) {
        app.shelf.progress = Progress::Ready;
    }
    app.side.stale = true;
    app.shelf.linked.refresh();
}

/// Related passages have come.
pub(super) fn related(app: &mut App, from: PassageRef, found: Vec<Link>) {
    if app.side.asked == Some(from) {
        app.side.found = Some((from, found));
    }
}

/// The answers to a question have come.
pub(super) fn answers(app: &mut App, question: &str, answers: Vec<Answer>) {
    app.side.answered(question, answers);
}

/// Asks for what the passage under the cursor and the open articles need, and judges what has come.
pub(super) fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    app.shelf.linked.sum_up(&app.notes, &app.shelf.library);
    judge_related(app);
    if matches!(
        app.shelf.progress,
        Progress::Ready | Progress::Linking { .. }
    ) {
        ask_related(app, effects);
        ask_articles(app, effects);
        ask_light(app, effects);
    }
}

/// Asks for the passages related to the one under the cursor, where that is another than before.
fn ask_related(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(passage) = here(app) else { return };
    if app.side.asked != Some(passage) {
        app.side.asked = Some(passage);
        app.side.selected = 0;
        app.side.top = 0;
    } else if !app.side.stale {
        return;
    }
    app.side.stale = false;
    effects.push(Effect::Relate(passage));
}

/// Asks for the links of the open article, and of those between two open ones.
fn ask_articles(app: &mut App, effects: &mut Vec<Effect>) {
    let [first, second] = open(app);
    for article in [first, second].into_iter().flatten() {
        if app.shelf.linked.wants_survey(article) {
            effects.push(Effect::Survey(article));
        }
    }
    if let (Some(first), Some(second)) = (first, second)
        && app.shelf.linked.wants_pair(first, second)
    {
        effects.push(Effect::Align(first, second));
    }
}

/// The articles in the readers; that of a second reader counts while there are two.
fn open(app: &App) -> [Option<ArticleIx>; 2] {
    let [first, second] = &app.desk.readers;
    let split = app.window.division.split;
    [first.article, second.article.filter(|_| split)]
}

/// Asks where the other panes name what the passage under the cursor names.
fn ask_light(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(from) = here(app) else { return };
    let mut articles: Vec<ArticleIx> = open(app)
        .into_iter()
        .flatten()
        .filter(|ix| *ix != from.article)
        .collect();
    if app.window.areas.of(Pane::Side).is_some() {
        let links = app.side.ready().unwrap_or_default();
        articles.extend(links.iter().map(|link| link.to.article));
    }
    articles.sort();
    articles.dedup();
    if app.shelf.linked.wants_light(from, &articles) {
        effects.push(Effect::Light(from, articles));
    }
}

/// Brings the related passages in step with what the reader says about them, with the cursor on the same.
fn judge_related(app: &mut App) {
    let Some((from, found)) = &app.side.found else {
        app.side.links = None;
        return;
    };
    let mut judged = judge(from.article, found, &app.notes, &app.shelf.library);
    judged.retain(|link| link.from == *from);
    let links = Some((*from, judged));
    if app.side.links == links {
        return;
    }
    let current = app.side.current().map(|link| link.to);
    app.side.links = links;
    let ready = app.side.ready().unwrap_or_default();
    let kept = current.and_then(|to| ready.iter().position(|link| link.to == to));
    let last = ready.len().saturating_sub(1);
    app.side.selected = kept.unwrap_or(app.side.selected.min(last));
}
