//! Opening articles, and finding the way back.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::filed::Bring;
use crate::app::list::ListRow;
use crate::app::reader::Spot;
use crate::layout::Pane;
use crate::news::library::{ArticleIx, PassageRef};
use crate::news::mark::Reading;

pub(super) use crate::app::filed::At;

use super::{active, filed, fit_page, save, with_reader};

/// Opens an article in a reader and gives that the keyboard; once its text is here, where it is not.
pub(super) fn open(app: &mut App, which: usize, ix: ArticleIx, at: At, effects: &mut Vec<Effect>) {
    if filed::wait(app, ix, (which, at, true), effects) {
        return;
    }
    show(app, which, ix, at, effects);
    filed::gather(app, ix, effects);
    app.window.focus(Pane::Reader(which));
    app.window.divide();
    fit_page(app, which);
    with_reader(app, which, |reader, copy| reader.reveal(copy));
    app.list.select_article(ix, app.shelf.filed.as_ref());
}

/// Opens an article in a reader, or goes to the passage where it is open already.
pub(super) fn show(app: &mut App, which: usize, ix: ArticleIx, at: At, effects: &mut Vec<Effect>) {
    if filed::wait(app, ix, (which, at, false), effects) {
        return;
    }
    let Some(reader) = app.desk.readers.get(which) else {
        return;
    };
    if reader.article != Some(ix) {
        keep_place(app, which, effects);
        let Some(article) = app.shelf.article(ix) else {
            return;
        };
        let reading = app.notes.reading(&article.id);
        let change = app.notes.note(
            &article.id.clone(),
            Reading {
                read: true,
                ..reading
            },
        );
        save(app, change.into_iter().collect(), effects);
        if let Some(reader) = app.desk.readers.get_mut(which) {
            reader.article = Some(ix);
        }
        with_reader(app, which, |reader, copy| reader.open(ix, copy));
        fit_page(app, which);
        with_reader(app, which, |reader, copy| {
            reader.go(copy, copy.article.passage_at(reading.place))
        });
        if !reading.read {
            app.list.fill(&app.shelf, &app.notes);
        }
    }
    with_reader(app, which, |reader, copy| {
        let passage = match at {
            At::Kept => return,
            At::Passage(passage) => passage,
            At::Byte(byte) => copy.article.passage_at(byte),
        };
        reader.selecting = None;
        reader.go(copy, passage);
    });
}

/// Remembers where the cursor of a reader stands in its article.
pub(super) fn keep_place(app: &mut App, which: usize, effects: &mut Vec<Effect>) {
    let Some(reader) = app.desk.readers.get(which) else {
        return;
    };
    let Some(article) = reader.article.and_then(|ix| app.shelf.article(ix)) else {
        return;
    };
    let place = article
        .passages
        .get(reader.cursor)
        .map_or(0, |passage| passage.span.start);
    let reading = app.notes.reading(&article.id);
    let change = app
        .notes
        .note(&article.id.clone(), Reading { place, ..reading });
    save(app, change.into_iter().collect(), effects);
}

/// Where the reader used last stands.
pub(super) fn spot(app: &App) -> Option<Spot> {
    let reader = active(app)?;
    Some(Spot {
        article: app.shelf.article(reader.article?)?.id.clone(),
        passage: reader.cursor,
    })
}

/// A jump starts here: the place is kept for the way back.
pub(super) fn leave(app: &mut App) {
    if let Some(spot) = spot(app) {
        app.desk.jumps.leave(spot);
    }
}

/// Goes to a passage with the way back kept.
pub(super) fn jump(app: &mut App, to: PassageRef, effects: &mut Vec<Effect>) {
    let passage = usize::try_from(to.passage).unwrap_or(usize::MAX);
    jump_to(app, to.article, At::Passage(passage), effects);
}

/// Goes to a place in an article with the way back kept.
pub(super) fn jump_to(app: &mut App, ix: ArticleIx, at: At, effects: &mut Vec<Effect>) {
    leave(app);
    open(app, app.window.division.reader, ix, at, effects);
}

/// Goes back to where a jump started, or forward again.
pub(super) fn turn(app: &mut App, back: bool, effects: &mut Vec<Effect>) {
    let target = spot(app).and_then(|here| app.desk.jumps.turn(here, back));
    let which = app.window.division.reader;
    let place = target
        .as_ref()
        .and_then(|spot| app.shelf.find(&spot.article));
    match (target, place) {
        (Some(spot), Some(ix)) => open(app, which, ix, At::Passage(spot.passage), effects),
        (Some(spot), None) if app.shelf.filed.is_some() => {
            let at = At::Passage(spot.passage);
            filed::wait_for(
                app,
                Bring::Named(spot.article, None),
                (which, at, true),
                effects,
            );
        }
        _ => app.status.say(if back {
            "No jump to go back to"
        } else {
            "No jump to go forward to"
        }),
    }
}

/// Opens the next article of the list, or the previous one.
pub(super) fn step(app: &mut App, forward: bool, effects: &mut Vec<Effect>) {
    let current = active(app).and_then(|reader| reader.article);
    let at = current.and_then(|ix| app.list.row_of(ix, app.shelf.filed.as_ref()));
    let is_article = |row: &usize| {
        let row = app.list.rows.get(*row);
        row.is_some_and(|row| !matches!(row, ListRow::Group { .. }))
    };
    let last = app.list.rows.len();
    let target = match (at, forward) {
        (Some(at), true) => (at + 1..last).find(is_article),
        (Some(at), false) => (0..at).rev().find(is_article),
        (None, _) => (0..last).find(is_article),
    };
    match target {
        Some(row) => filed::open_row(app, row, effects),
        None => app.status.say(if forward {
            "This is the last article of the list"
        } else {
            "This is the first"
        }),
    }
}

/// Opens the related passage under the side pane's cursor in another reader, the one that has its article open where
/// there is one, level with the passage it belongs to.
pub(super) fn open_related(app: &mut App, follow: bool, effects: &mut Vec<Effect>) {
    let Some(link) = app.side.current() else {
        return;
    };
    let to = link.to;
    let home = app.window.division.reader;
    let shows = |which: &usize| {
        let reader = app.desk.readers.get(*which);
        reader.is_some_and(|reader| reader.article == Some(to.article))
    };
    let shown = app.window.other_readers().find(shows);
    let other = shown.unwrap_or_else(|| app.window.beside());
    leave(app);
    app.window.open_reader(other);
    // Both readers have their new widths before their rows are compared.
    app.window.focus(Pane::Reader(home));
    app.window.divide();
    fit_page(app, home);
    let passage = usize::try_from(to.passage).unwrap_or(usize::MAX);
    show(app, other, to.article, At::Passage(passage), effects);
    with_reader(app, home, |reader, copy| reader.reveal(copy));
    level(app, home, other);
    let alone = app.window.areas.of(Pane::Reader(other)).is_none();
    if follow || alone {
        app.window.focus(Pane::Reader(other));
    }
}

/// Moves the other reader's page so that the passages under both cursors begin on the same row of the screen.
pub(super) fn level(app: &mut App, home: usize, other: usize) {
    let start = |which: usize| {
        let reader = app.desk.readers.get(which)?;
        let article = app.shelf.article(reader.article?)?;
        Some(article.passages.get(reader.cursor)?.span.start)
    };
    let (source, target) = (start(home), start(other));
    let row = source.and_then(|byte| app.desk.readers.get(home)?.page.row_of(byte));
    if let (Some(row), Some(byte)) = (row, target) {
        with_reader(app, other, |reader, copy| {
            reader.page.align(copy, byte, row);
        });
    }
}
