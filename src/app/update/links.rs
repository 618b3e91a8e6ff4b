//! Links: what is asked of the worker for the passage under the cursor and the open articles, and what comes of it.

use crate::analysis::links::THRESHOLD;
use crate::app::App;
use crate::app::compare::Compare;
use crate::app::effect::Effect;
use crate::app::filed::Bring;
use crate::app::linked::judge;
use crate::app::shelf::Progress;
use crate::app::side::{Content, Question};
use crate::layout::Pane;
use crate::news::library::{ArticleIx, PassageRef};
use crate::news::link::{Answer, Link, Tie};

use super::article::{self, At};
use super::{active, here, step};

/// So many of the nearest passages are offered where nothing is claimed.
const NEAREST: usize = 3;
/// From this width on three articles are compared, in columns; below, two.
const THREE: u16 = 150;

/// The links between two articles have come.
pub(super) fn aligned(app: &mut App, (first, second): (ArticleIx, ArticleIx), ties: &[Tie]) {
    app.shelf.linked.align(first, second, ties);
    app.desk.step.met = Default::default();
    compare_anew(app);
}

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
    let open = open(app);
    for (at, first) in open.iter().enumerate() {
        if app.shelf.linked.wants_survey(*first) {
            effects.push(Effect::Survey(*first));
        }
        for second in open.iter().skip(at + 1) {
            if app.shelf.linked.wants_pair(*first, *second) {
                effects.push(Effect::Align(*first, *second));
            }
        }
    }
}

/// The articles in the readers that are open.
fn open(app: &App) -> Vec<ArticleIx> {
    let readers = app.desk.readers.iter().take(app.window.division.readers);
    readers.filter_map(|reader| reader.article).collect()
}

/// Asks where the other panes name what the passage under the cursor names.
fn ask_light(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(from) = here(app) else { return };
    let mut articles: Vec<ArticleIx> = open(app)
        .into_iter()
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
    // What is claimed stands alone; where nothing is, the nearest passages are offered as such.
    if judged.iter().any(|link| link.probability >= THRESHOLD) {
        judged.retain(|link| link.probability >= THRESHOLD);
    } else {
        judged.truncate(NEAREST);
    }
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

/// Asks a question of the whole library.
pub(super) fn ask(app: &mut App, text: &str, effects: &mut Vec<Effect>) {
    if text.is_empty() {
        return;
    }
    app.side.question = Some(Question {
        text: text.to_owned(),
        answers: None,
        selected: 0,
    });
    app.side.content = Content::Answers;
    app.window.focus(Pane::Side);
    // In a large library, what may answer it is brought first.
    effects.push(match app.shelf.filed {
        Some(_) => Effect::Bring(Bring::For(text.to_owned())),
        None => Effect::Ask(text.to_owned()),
    });
}

/// Chooses the articles to compare: the open one, the one beside it, and those most linked with it. Whether there is
/// one to compare it with.
pub(super) fn compare(app: &mut App, effects: &mut Vec<Effect>) -> bool {
    let Some(base) = active(app).and_then(|reader| reader.article) else {
        app.status.say("Open an article first");
        return false;
    };
    let mut others: Vec<ArticleIx> = Vec::new();
    for ix in open(app).into_iter().chain(step::most_linked(app, base)) {
        if ix != base && !others.contains(&ix) {
            others.push(ix);
        }
    }
    let columns = app.window.division.size.columns;
    others.truncate(if columns < THREE { 1 } else { 2 });
    if others.is_empty() {
        app.status
            .say("No article is linked with this one; open another beside it");
        return false;
    }
    for other in &others {
        if app.shelf.linked.wants_pair(base, *other) {
            effects.push(Effect::Align(base, *other));
        }
    }
    app.desk.compare.articles = std::iter::once(base).chain(others).collect();
    compare_anew(app);
    true
}

/// Compares the chosen articles anew, with the links there are by now.
pub(super) fn compare_anew(app: &mut App) {
    let articles = app.desk.compare.articles.clone();
    let Some((base, others)) = articles.split_first() else {
        return;
    };
    let (notes, library) = (&app.notes, &app.shelf.library);
    let links = |ix: &ArticleIx| {
        let links = app.shelf.linked.between(*base, *ix, notes, library);
        (*ix, links.unwrap_or_default())
    };
    let others: Vec<_> = others.iter().map(links).collect();
    app.desk.compare = Compare::new(*base, &others, library);
    app.fill_screen();
}

/// Opens what a row of the compared articles has: the first article's passage, and beside it as many of its
/// counterparts as fit.
pub(super) fn open_compared(app: &mut App, row: usize, effects: &mut Vec<Effect>) {
    let compare = &app.desk.compare;
    let Some(row) = compare.rows.get(row) else {
        return;
    };
    let cells = compare.articles.iter().zip(&row.cells);
    let mut there: Vec<(ArticleIx, usize)> = cells
        .filter_map(|(ix, cell)| Some((*ix, cell.as_ref()?.passage)))
        .collect();
    app.screen = None;
    there.truncate(app.window.most_readers());
    let Some(((ix, passage), beside)) = there.split_first() else {
        return;
    };
    let home = app.window.division.reader;
    article::leave(app);
    app.window.open_reader(beside.len());
    app.window.focus(Pane::Reader(home));
    app.window.divide();
    article::open(app, home, *ix, At::Passage(*passage), effects);
    for (which, (ix, passage)) in app.window.other_readers().zip(beside) {
        article::show(app, which, *ix, At::Passage(*passage), effects);
        article::level(app, home, which);
    }
}
