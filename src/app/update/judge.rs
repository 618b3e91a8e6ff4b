//! What the reader says about links: accepted, rejected, or made by herself.

use crate::analysis::anchors;
use crate::app::App;
use crate::app::effect::Effect;
use crate::app::linked::end;
use crate::app::notes::{End, Place};
use crate::app::side::Content;
use crate::news::mark::{Change, LinkMark, Mark, Standing, Verdict};

use super::{active, save, with_active};

/// Accepts or rejects the link under the side pane's cursor; the same again takes it back.
pub(super) fn current(app: &mut App, verdict: Verdict, effects: &mut Vec<Effect>) {
    let link = app
        .side
        .current()
        .filter(|_| app.side.content == Content::Related);
    let Some((from, to)) = link.map(|link| (link.from, link.to)) else {
        app.status.say("There is no link under the cursor");
        return;
    };
    let library = &app.shelf.library;
    if let (Some(from), Some(to)) = (end(library, from), end(library, to)) {
        say(app, from, to, verdict, effects);
    }
}

/// Drops an end of a link of the reader's own on the selection.
pub(super) fn portal(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(here) = selected(app) else { return };
    let Some(first) = app.desk.portal else {
        app.desk.portal = Some(here);
        with_active(app, |reader, _| reader.selecting = None);
        app.status
            .say("One end is here; the same key on another passage links them, Esc forgets it");
        return;
    };
    if first.0 == here.0 && first.1.overlaps(here.1) {
        app.status
            .say("This is the first end: go to another passage");
        return;
    }
    app.desk.portal = None;
    with_active(app, |reader, _| reader.selecting = None);
    say(app, first, here, Verdict::Portal, effects);
}

fn selected(app: &App) -> Option<End> {
    let reader = active(app)?;
    let ix = reader.article?;
    Some((ix, reader.selected_span(app.shelf.article(ix)?)?))
}

/// Keeps what the reader says about the link between two places. Said again it is taken back; said otherwise it
/// changes.
fn say(app: &mut App, from: End, to: End, verdict: Verdict, effects: &mut Vec<Effect>) {
    let known = app.notes.verdict(from, to).and_then(|judged| {
        let placed = app.notes.marks.get(&judged.id)?;
        Some(placed.mark.clone())
    });
    let now = app.status.now;
    let (before, after) = match known {
        Some(mark)
            if mark
                .link
                .as_ref()
                .is_some_and(|link| link.verdict == verdict) =>
        {
            (Some(mark), None)
        }
        Some(mark) => {
            let link = mark.link.as_ref().map(|link| {
                Box::new(LinkMark {
                    verdict,
                    ..(**link).clone()
                })
            });
            let after = Mark {
                link,
                modified: now,
                ..mark.clone()
            };
            (Some(mark), Some(after))
        }
        None => (None, fresh(app, from, to, verdict)),
    };
    let text = match (&after, verdict) {
        (None, Verdict::Portal) => "No longer linked by you",
        (None, _) => "What you said about the link is taken back",
        (Some(_), Verdict::Accepted) => "Accepted: the link is certain",
        (Some(_), Verdict::Rejected) => "Rejected: the link is not shown again",
        (Some(_), Verdict::Portal) => "Linked",
    };
    let place = after.as_ref().map(|mark| Place {
        id: mark.id,
        at: Some((from.0, Standing::Sure(from.1))),
        other: Some((to.0, Standing::Sure(to.1))),
    });
    let new = before.is_none();
    let change = Change::Mark {
        before: before.map(Box::new),
        after: after.map(Box::new),
    };
    let changes = app.notes.apply(vec![change], Some(from.0));
    if let Some(place) = place.filter(|_| new) {
        app.notes.place(vec![place]);
    }
    save(app, changes, effects);
    app.status.say(text);
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}

/// A new mark of a link.
fn fresh(app: &mut App, from: End, to: End, verdict: Verdict) -> Option<Mark> {
    let anchor = |(ix, span): End| Some(anchors::make(app.shelf.article(ix)?, span));
    let (anchor, to) = (anchor(from)?, anchor(to)?);
    let now = app.status.now;
    Some(Mark {
        id: app.status.name_mark(),
        anchor,
        tags: Vec::new(),
        note: String::new(),
        link: Some(Box::new(LinkMark { to, verdict })),
        created: now,
        modified: now,
    })
}
