//! Readers in step by meaning: those without the keyboard show what belongs to the passage in the one that has it.
//!
//! The reader that is being read never moves by itself. Where the user moves another one by hand, the two passages
//! belong together from then on, for this reading.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::step::{Meeting, Pace, Step};
use crate::layout::Pane;
use crate::news::library::{ArticleIx, PassageRef};

use super::article::{self, At};
use super::{fit_page, with_reader};

/// Sets the readers in step, with the most linked articles beside this one where no others stand there; or lets each go
/// its own way again.
pub(super) fn toggle(app: &mut App, effects: &mut Vec<Effect>) {
    if app.desk.step.pace != Pace::Free {
        app.desk.step = Step::default();
        app.status.say("Each reader goes its own way");
        return;
    }
    let home = app.window.division.reader;
    let Some(here) = opened(app, home) else {
        app.status.say("Open an article first");
        return;
    };
    let standing: Vec<ArticleIx> = app
        .window
        .other_readers()
        .filter_map(|which| opened(app, which))
        .filter(|ix| *ix != here)
        .collect();
    let beside = beside(app, here, &standing);
    if beside.is_empty() {
        app.status
            .say("No article is linked with this one; open another beside it");
        return;
    }
    app.window.open_reader(beside.len());
    app.window.focus(Pane::Reader(home));
    app.window.divide();
    fit_page(app, home);
    for (which, ix) in app.window.other_readers().zip(beside) {
        article::show(app, which, ix, At::Kept, effects);
    }
    app.desk.step = Step {
        pace: Pace::InStep,
        ..Step::default()
    };
    app.window.focus(Pane::Reader(home));
    app.status.say("In step by meaning");
}

/// The article of a reader.
fn opened(app: &App, which: usize) -> Option<ArticleIx> {
    app.desk.readers.get(which)?.article
}

/// The articles to stand beside one, as many as fit: those that stand there, then the most linked; a third one rather
/// in a language that the others are not in.
fn beside(app: &App, here: ArticleIx, standing: &[ArticleIx]) -> Vec<ArticleIx> {
    let lang = |ix: ArticleIx| app.shelf.article(ix).map(|article| article.lang.code());
    let mut all = vec![here];
    all.extend(standing);
    let mut rest = most_linked(app, here);
    rest.retain(|ix| !standing.contains(ix));
    while all.len() < app.window.most_readers() && !rest.is_empty() {
        let is_new = |ix: &ArticleIx| all.iter().all(|other| lang(*other) != lang(*ix));
        let other = rest.iter().position(is_new).filter(|_| all.len() > 1);
        all.push(rest.remove(other.unwrap_or(0)));
    }
    all.split_off(1)
}

/// Holds the readers that follow, or lets them follow again.
pub(super) fn lock(app: &mut App) {
    let step = &mut app.desk.step;
    let (pace, text) = match step.pace {
        Pace::Free => (Pace::Free, "The readers are not in step"),
        Pace::InStep => (Pace::Locked, "What stands beside stays where it is"),
        Pace::Locked => (Pace::InStep, "What stands beside follows again"),
    };
    step.pace = pace;
    step.silent = Default::default();
    step.met = Default::default();
    app.status.say(text);
}

/// The articles linked with one, those with the most links first.
pub(super) fn most_linked(app: &App, article: ArticleIx) -> Vec<ArticleIx> {
    let counts = app
        .shelf
        .linked
        .summary(article)
        .map(|summary| &summary.counts);
    let mut linked: Vec<(ArticleIx, usize)> = counts
        .into_iter()
        .flatten()
        .map(|(ix, count)| (*ix, *count))
        .filter(|(ix, _)| *ix != article)
        .collect();
    linked.sort_by_key(|(ix, count)| (std::cmp::Reverse(*count), *ix));
    linked.into_iter().map(|(ix, _)| ix).collect()
}

/// Moves the other readers to what belongs to the passage under the cursor, where that has moved.
pub(super) fn follow(app: &mut App) {
    if app.desk.step.pace != Pace::InStep {
        app.desk.step.silent = Default::default();
        return;
    }
    let home = app.window.division.reader;
    // Where the keyboard went over to another reader, that is being read now, and all go on from where they stand.
    let went_over = app
        .desk
        .step
        .home
        .replace(home)
        .is_some_and(|before| before != home);
    for other in app.window.other_readers() {
        follow_with(app, home, other, went_over);
    }
}

/// Moves one reader to what belongs to the passage under the cursor; or where it `stands` by the user's will, takes
/// that for what belongs together.
fn follow_with(app: &mut App, home: usize, other: usize, stands: bool) {
    let (Some(here), Some(there)) = (place(app, home), place(app, other)) else {
        return;
    };
    if here.article == there.article {
        return;
    }
    let now = Meeting { here, there };
    let step = &mut app.desk.step;
    let met = step.met.get(other).copied().flatten();
    if met == Some(now) && !stands {
        return;
    }
    // Where only this reader has moved, the user has moved it.
    let moved = |met: Meeting| met.here == here && met.there.article == there.article;
    if stands || met.is_some_and(moved) {
        step.met[other] = Some(now);
        step.silent[other] = false;
        step.put(here, there);
        return;
    }
    let put = step.put_beside(here, there.article);
    let target = put.or_else(|| best(app, here, there.article));
    if let Some(to) = target {
        let passage = usize::try_from(to.passage).unwrap_or(usize::MAX);
        with_reader(app, other, |reader, copy| {
            reader.selecting = None;
            reader.go(copy, passage);
        });
        article::level(app, home, other);
    }
    let there = target.unwrap_or(there);
    app.desk.step.silent[other] = target.is_none();
    app.desk.step.met[other] = Some(Meeting { here, there });
}

/// The wheel has moved the page of a reader: where it follows another, the passage that came to stand level with the
/// other's cursor is what belongs there.
pub(super) fn moved_by_hand(app: &mut App, which: usize) {
    let home = app.window.division.reader;
    if app.desk.step.pace != Pace::InStep || which == home {
        return;
    }
    let Some(row) = app.desk.readers.get(home).and_then(|reader| {
        let article = app.shelf.article(reader.article?)?;
        reader
            .page
            .row_of(article.passages.get(reader.cursor)?.span.start)
    }) else {
        return;
    };
    with_reader(app, which, |reader, copy| {
        // A blank row belongs to what follows it.
        let level = (row..reader.page.height()).find_map(|row| reader.page.byte_at(copy, row, 0));
        if let Some(byte) = level {
            reader.cursor = copy.article.passage_at(byte);
        }
    });
}

/// Where a reader stands.
fn place(app: &App, which: usize) -> Option<PassageRef> {
    let reader = app.desk.readers.get(which)?;
    Some(PassageRef {
        article: reader.article?,
        passage: u32::try_from(reader.cursor).ok()?,
    })
}

/// The likeliest counterpart of a passage in an article.
fn best(app: &App, here: PassageRef, there: ArticleIx) -> Option<PassageRef> {
    let links = app
        .shelf
        .linked
        .between(here.article, there, &app.notes, &app.shelf.library)?;
    let own = links.into_iter().filter(|link| link.from == here);
    own.max_by(|a, b| {
        a.probability
            .total_cmp(&b.probability)
            .then(b.to.cmp(&a.to))
    })
    .map(|link| link.to)
}
