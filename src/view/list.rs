//! The library list.
//!
//! It draws the rows that the list's state holds, and decides nothing about which they are.

mod columns;
mod empty;
mod row;
mod views;

use ratatui::layout::Rect;

use self::row::SIGNS;
use super::paint::{Canvas, Piece, Strip};
use super::parts::{Focus, badge, pane};
use super::theme::Role;
use crate::app::App;
use crate::app::list::{ListPane, ListRow};
use crate::config::SORTS;
use crate::layout::{Pane, item_rows};
use crate::text::lang::Lang;

/// Draws the list.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect) {
    let focus = Focus::when(app.window.division.focus == Pane::List && app.screen.is_none());
    let title = title(canvas, app, focus);
    let right = vec![(position(&app.list), canvas.style(Role::Dim))];
    let room = pane(canvas, area, body, &title, &right);
    let room = views::draw(canvas, app, room);
    if app.list.rows.is_empty() {
        empty::draw(canvas, app, room);
        return;
    }
    if let Some(columns) = columns::of(&app.list, room.width) {
        columns::draw(canvas, app, room, focus, &columns);
        return;
    }
    let item = item_rows(area.width);
    let mut y = 0;
    for (at, listed) in app.list.rows.iter().enumerate().skip(app.list.top) {
        if y >= room.height {
            break;
        }
        match *listed {
            ListRow::Group { lang, count } => {
                // An empty row stands above a heading where it can.
                y += if y == 0 { 0 } else { item - 1 };
                group(canvas, Strip::of(room, y), lang, count);
                y += 1;
            }
            // It is on its way.
            ListRow::Filed(_) => y += item,
            ListRow::Article(ix) => {
                let rows = Rect {
                    y: room.y + y,
                    height: item.min(room.height - y),
                    ..room
                };
                let cursor = (at == app.list.selected).then_some(focus);
                row::draw(canvas, app, ix, rows, row::Form::of(item), cursor);
                y += item;
            }
        }
    }
}

/// Draws the heading of a language's group.
fn group(canvas: &mut Canvas<'_>, strip: Strip, lang: Lang, count: usize) {
    let mut strip = strip.skip(SIGNS);
    let (name, style) = badge(canvas, lang);
    canvas.put(&mut strip, &name, style);
    canvas.put(&mut strip, &format!("  {count}"), canvas.style(Role::Dim));
}

fn title(canvas: &Canvas<'_>, app: &App, focus: Focus) -> Vec<Piece> {
    let list = &app.list;
    let dim = canvas.style(Role::Dim);
    let sort = SORTS
        .iter()
        .find(|(_, sort)| *sort == list.sort)
        .map_or("", |(name, _)| *name);
    let order = if list.reversed { canvas.signs.up } else { "" };
    let mut pieces = vec![
        ("Library".to_owned(), focus.heading(canvas)),
        (format!("{}by {sort}{order}", canvas.signs.dot), dim),
    ];
    if !list.filter.is_empty() {
        pieces.push((
            format!("{}/{}", canvas.signs.dot, list.filter),
            canvas.style(Role::Accent),
        ));
    }
    let lens = app.shelf.lens.filter(|_| list.narrowed);
    if let Some(company) = lens.and_then(|lens| app.setup.config.companies.get(usize::from(lens.0)))
    {
        pieces.push((
            format!("{}only {}", canvas.signs.dot, company.name),
            canvas.theme.color(company.color),
        ));
    }
    pieces
}

/// The place of the cursor among the listed articles, and how many there are.
fn position(list: &ListPane) -> String {
    let count = list.count();
    let heads = list
        .rows
        .iter()
        .take(list.selected)
        .filter(|row| matches!(row, ListRow::Group { .. }))
        .count();
    let place = match list.rows.get(list.selected) {
        Some(ListRow::Article(_) | ListRow::Filed(_)) => {
            format!("{}/{count}", list.selected - heads + 1)
        }
        _ => format!("{count}"),
    };
    // What stands hidden under others is told, so that the numbers hold.
    match list.copies.hidden() {
        0 => place,
        hidden => format!("{place} +{hidden}"),
    }
}
