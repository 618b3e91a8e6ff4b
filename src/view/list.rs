//! The library list.
//!
//! It draws the rows that the list's state holds, and decides nothing about which they are.

mod columns;
mod row;

use ratatui::layout::Rect;

use super::paint::{Canvas, Piece, Strip};
use super::parts::{Focus, badge, pane, sentences};
use super::theme::Role;
use crate::app::App;
use crate::app::list::{ListPane, ListRow};
use crate::app::shelf::Progress;
use crate::command::Command;
use crate::config::SORTS;
use crate::keymap::label;
use crate::layout::{Pane, rows_per_item};

/// Draws the list.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect) {
    let focus = Focus::when(app.window.division.focus == Pane::List && app.screen.is_none());
    let title = title(canvas, app, focus);
    let right = vec![(position(&app.list), canvas.style(Role::Dim))];
    let room = pane(canvas, area, body, &title, &right);
    if app.list.articles().next().is_none() {
        empty(canvas, app, room);
        return;
    }
    if let Some(columns) = columns::of(&app.list, room.width) {
        columns::draw(canvas, app, room, focus, &columns);
        return;
    }
    let item = rows_per_item(area.width);
    let mut y = 0;
    for (at, listed) in app.list.rows.iter().enumerate().skip(app.list.top) {
        if y >= room.height {
            break;
        }
        match *listed {
            ListRow::Group { lang, count } => {
                let mut strip = Strip::of(room, y).skip(1);
                let (name, style) = badge(canvas, lang);
                canvas.put(&mut strip, &name, style);
                canvas.put(&mut strip, &format!("  {count}"), canvas.style(Role::Dim));
                y += 1;
            }
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
    let count = list.articles().count();
    let heads = list
        .rows
        .iter()
        .take(list.selected)
        .filter(|row| matches!(row, ListRow::Group { .. }))
        .count();
    match list.current() {
        Some(_) => format!("{}/{count}", list.selected - heads + 1),
        None => format!("{count}"),
    }
}

/// Says why the list is empty, and what to do.
fn empty(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let key = |command: Command| {
        app.setup
            .keymap
            .keys_of(command)
            .next()
            .map(label)
            .unwrap_or_default()
    };
    let has_articles = !app.shelf.library.articles.is_empty();
    let texts = match app.shelf.progress {
        Progress::Reading(0) if !has_articles => {
            vec![("Reading the library.".to_owned(), Role::Dim)]
        }
        Progress::Reading(count) if !has_articles => {
            vec![(
                format!("Reading the library: {count} files so far."),
                Role::Dim,
            )]
        }
        _ if !has_articles => {
            let folders: Vec<String> = app
                .shelf
                .library
                .folders
                .iter()
                .map(|folder| folder.display().to_string())
                .collect();
            let place = if folders.is_empty() {
                "No folder is read.".to_owned()
            } else {
                folders.join(", ")
            };
            let problems = app.shelf.library.problems.len();
            let mut texts = vec![
                ("There are no articles here.".to_owned(), Role::Text),
                (place, Role::Dim),
                (
                    format!(
                        "Put .md or .txt files into the folder and press {}, or start with `counterpoint FOLDER`.",
                        key(Command::Reload)
                    ),
                    Role::Dim,
                ),
            ];
            if problems > 0 {
                let text = format!(
                    "{problems} files could not be read: {} says why.",
                    key(Command::Problems)
                );
                texts.push((text, Role::Failure));
            }
            texts
        }
        _ if app.list.narrowed && app.list.filter.is_empty() => vec![
            ("No article names the lens.".to_owned(), Role::Text),
            (
                format!("{} lists all articles again.", key(Command::Narrow)),
                Role::Dim,
            ),
        ],
        _ => vec![
            ("No article fits the filter.".to_owned(), Role::Text),
            (
                format!(
                    "{} clears it, {} changes it.",
                    key(Command::Cancel),
                    key(Command::Filter)
                ),
                Role::Dim,
            ),
        ],
    };
    let texts: Vec<(&str, Role)> = texts
        .iter()
        .map(|(text, role)| (text.as_str(), *role))
        .collect();
    sentences(canvas, room, &texts);
}
