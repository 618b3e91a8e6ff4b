//! The screens that cover the panes: each a list with a cursor and a filter.

mod companies;
mod compare;
mod feeds;
mod help;
mod marks;
mod problems;
mod urls;
mod versions;
mod views;

use ratatui::layout::Rect;

use super::paint::{Canvas, Piece, Strip, shown};
use super::parts::{Focus, heading, sentences};
use super::theme::Role;
use crate::app::App;
use crate::app::screen::{Screen, ScreenKind};

/// Draws the open screen over the body.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, body: Rect) {
    let name = match screen.kind {
        ScreenKind::Companies => "Companies",
        ScreenKind::Marks => "Marks",
        ScreenKind::Problems => "Problems",
        ScreenKind::Urls => "Links of the article",
        ScreenKind::Help(_) => "Help",
        ScreenKind::Compare => "Compared",
        ScreenKind::Feeds => "Feeds",
        ScreenKind::Versions => "Changes",
        ScreenKind::Views => "Views",
    };
    let mut title: Vec<Piece> = vec![(name.to_owned(), Focus::Here.heading(canvas))];
    if !screen.filter.is_empty() {
        title.push((
            format!("{}/{}", canvas.signs.dot, screen.filter),
            canvas.style(Role::Accent),
        ));
    }
    let count = screen.items.len();
    let place = if count == 0 {
        "0".to_owned()
    } else {
        format!("{}/{count}", (screen.selected + 1).min(count))
    };
    let right = vec![(place, canvas.style(Role::Dim))];
    heading(
        canvas,
        Strip::of(body, 0).take(body.width.saturating_sub(1)),
        &title,
        &right,
    );
    let room = Rect {
        y: body.y.saturating_add(1),
        height: body.height.saturating_sub(1),
        ..body
    };
    if screen.items.is_empty() {
        empty(canvas, screen, room);
        return;
    }
    match screen.kind {
        ScreenKind::Companies => companies::draw(canvas, app, screen, room),
        ScreenKind::Marks => marks::draw(canvas, app, screen, room),
        ScreenKind::Problems => problems::draw(canvas, app, screen, room),
        ScreenKind::Urls => urls::draw(canvas, app, screen, room),
        ScreenKind::Help(_) => help::draw(canvas, app, screen, room),
        ScreenKind::Compare => compare::draw(canvas, app, screen, room),
        ScreenKind::Feeds => feeds::draw(canvas, app, screen, room),
        ScreenKind::Versions => versions::draw(canvas, app, screen, room),
        ScreenKind::Views => views::draw(canvas, app, screen, room),
    }
}

fn empty(canvas: &mut Canvas<'_>, screen: &Screen, room: Rect) {
    let text = match screen.kind {
        _ if !screen.filter.is_empty() => "Nothing fits the filter.",
        ScreenKind::Companies => "No companies are configured.",
        ScreenKind::Marks => {
            "There are no marks yet. In a reader, t and a letter tag a passage, a writes a note."
        }
        ScreenKind::Problems => "Nothing is wrong with the library's files.",
        ScreenKind::Urls => "The article has no links.",
        ScreenKind::Help(_) => "No key works here.",
        ScreenKind::Compare => "The article has no passages.",
        ScreenKind::Versions => "Nothing has changed.",
        ScreenKind::Views => "There are no views yet: `:view save NAME` keeps the list's filter.",
        ScreenKind::Feeds => {
            "There are no feeds yet. `:feed add URL` subscribes to one, or to that of a page; \
             `counterpoint feed import FILE` takes OPML and newsboat's urls."
        }
    };
    sentences(canvas, room, &[(text, Role::Dim)]);
}

/// The heights of the items that can come to the screen: those around the selected one, as far as the room goes.
fn visible(screen: &Screen, room: Rect, height: impl Fn(usize) -> u16) -> Vec<u16> {
    let reach = usize::from(room.height);
    let first = screen.selected.saturating_sub(reach);
    let last = (screen.selected + reach).min(screen.items.len());
    (0..last)
        .map(|at| if at < first { 0 } else { height(at) })
        .collect()
}

/// Draws the items of a screen from its first shown one on, each into its rows, with the cursor's row lit.
fn items(
    canvas: &mut Canvas<'_>,
    screen: &Screen,
    room: Rect,
    height: impl Fn(usize) -> u16,
    mut draw: impl FnMut(&mut Canvas<'_>, usize, Rect),
) {
    let places = (screen.top, screen.selected);
    for (at, rows) in shown(room, screen.items.len(), places, height) {
        draw(canvas, at, rows);
    }
}

/// Lights the rows under the cursor, and gives back what is left of them right of its sign.
fn lit(canvas: &mut Canvas<'_>, screen: &Screen, at: usize, rows: Rect) -> Rect {
    if at == screen.selected {
        canvas.fill(rows, canvas.style(Role::Row));
        let (sign, style) = (canvas.signs.cursor, canvas.style(Role::CursorSign));
        for y in 0..rows.height {
            canvas.put(&mut Strip::of(rows, y).take(1), sign, style);
        }
    }
    let margin = 2.min(rows.width);
    Rect {
        x: rows.x + margin,
        width: rows.width.saturating_sub(margin + 1),
        ..rows
    }
}
