//! Two readers in step by meaning: the one without the keyboard shows what belongs to the passage in the other.
//!
//! The reader that is being read never moves by itself. Where the user moves the other one by hand, the two passages
//! belong together from then on, for this reading.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::step::{Meeting, Pace, Step};
use crate::layout::Pane;
use crate::news::library::{ArticleIx, PassageRef};

use super::article::{self, At};
use super::{fit_page, with_reader};

/// Sets the readers in step, with the most linked article beside this one where no other stands there; or lets each go
/// its own way again.
pub(super) fn toggle(app: &mut App, effects: &mut Vec<Effect>) {
    if app.desk.step.pace != Pace::Free {
        app.desk.step = Step::default();
        app.status.say("Each reader goes its own way");
        return;
    }
    let home = app.window.division.reader.min(1);
    let other = 1 - home;
    let [here, there] = [home, other].map(|which| app.desk.readers.get(which)?.article);
    let Some(here) = here else {
        app.status.say("Open an article first");
        return;
    };
    let stands = there.filter(|there| app.window.division.split && *there != here);
    let Some(beside) = stands.or_else(|| most_linked(app, here).first().copied()) else {
        app.status
            .say("No article is linked with this one; open another beside it");
        return;
    };
    if stands.is_none() {
        app.window.division.split = true;
        app.window.focus(Pane::Reader(home));
        app.window.divide();
        fit_page(app, home);
        article::show(app, other, beside, At::Kept, effects);
    }
    app.desk.step = Step {
        pace: Pace::InStep,
        ..Step::default()
    };
    app.window.focus(Pane::Reader(home));
    app.status.say("In step by meaning");
}

/// Holds the reader that follows, or lets it follow again.
pub(super) fn lock(app: &mut App) {
    let step = &mut app.desk.step;
    let (pace, text) = match step.pace {
        Pace::Free => (Pace::Free, "The readers are not in step"),
        Pace::InStep => (Pace::Locked, "The other reader stays where it is"),
        Pace::Locked => (Pace::InStep, "The other reader follows again"),
    };
    step.pace = pace;
    step.silent = false;
    step.met = None;
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

/// Moves the other reader to what belongs to the passage under the cursor, where that has moved.
pub(super) fn follow(app: &mut App) {
    let division = app.window.division;
    if app.desk.step.pace != Pace::InStep || !division.split {
        app.desk.step.silent = false;
        return;
    }
    let home = division.reader.min(1);
    let other = 1 - home;
    let (Some(here), Some(there)) = (stands(app, home), stands(app, other)) else {
        return;
    };
    if here.article == there.article {
        return;
    }
    let now = Meeting { home, here, there };
    match app.desk.step.met {
        Some(met) if met == now => return,
        // The keyboard went over to the other reader: that is being read now, and the point from which both go on.
        Some(met) if met.home != home => {
            app.desk.step.met = Some(now);
            app.desk.step.silent = false;
            app.desk.step.by_hand = Some((here, there));
            return;
        }
        // Only the other reader has moved: by hand.
        Some(met) if met.here == here && met.there.article == there.article => {
            app.desk.step.met = Some(now);
            app.desk.step.silent = false;
            app.desk.step.by_hand = Some((here, there));
            return;
        }
        _ => {}
    }
    let by_hand = app
        .desk
        .step
        .by_hand
        .filter(|(from, to)| *from == here && to.article == there.article);
    let target = by_hand
        .map(|(_, to)| to)
        .or_else(|| best(app, here, there.article));
    app.desk.step.silent = target.is_none();
    if let Some(to) = target {
        let passage = usize::try_from(to.passage).unwrap_or(usize::MAX);
        with_reader(app, other, |reader, copy| {
            reader.selecting = None;
            reader.go(copy, passage);
        });
        article::level(app, home, other);
    }
    let there = target.unwrap_or(there);
    app.desk.step.met = Some(Meeting { home, here, there });
}

/// Where a reader stands.
fn stands(app: &App, which: usize) -> Option<PassageRef> {
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
