//! The screen: `draw(&App, &Theme, &mut Frame)`.
//!
//! Drawing reads the state and changes nothing; it knows no key, no file and no clock. Every pane has one heading row,
//! no pane has a frame, and all text passes through one painter.

mod signs;
pub mod theme;

mod paint;
mod parts;

mod foot;
mod list;
mod note;
mod reader;
mod screens;
mod side;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::paint::{Canvas, Strip};
use self::theme::{Role, Theme};
use crate::app::App;
use crate::app::input::Mode;
use crate::layout::{Areas, Division, LEAST, Pane, Size, divide, too_small};

/// Draws the whole state.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), theme, app.setup.ambiguous);
    canvas.fill(area, canvas.style(Role::Text));
    let size = Size {
        columns: area.width,
        rows: area.height,
    };
    if too_small(size) {
        say_too_small(&mut canvas, area);
    } else {
        draw_areas(&mut canvas, app, areas(app, size));
    }
    if let Some(cursor) = canvas.cursor {
        frame.set_cursor_position(cursor);
    }
}

/// The areas in force; those for the size of the frame where the state has not heard of it yet.
fn areas(app: &App, size: Size) -> Areas {
    let division = app.window.division;
    if division.size == size {
        app.window.areas
    } else {
        divide(&Division { size, ..division })
    }
}

fn draw_areas(canvas: &mut Canvas<'_>, app: &App, areas: Areas) {
    if let Some(screen) = &app.screen {
        screens::draw(canvas, app, screen, areas.body);
    } else {
        for pane in areas.panes() {
            let Some(area) = areas.of(pane) else { continue };
            match pane {
                Pane::List => list::draw(canvas, app, area, areas.body),
                Pane::Reader(which) => reader::draw(canvas, app, which, area, areas.body),
                Pane::Side => side::draw(canvas, app, area, areas.body),
            }
        }
    }
    foot::draw(canvas, app, areas.foot);
    if let Mode::Note(editor) = &app.mode {
        note::draw(canvas, app, editor, areas.body);
    }
}

/// Says that the terminal is too small, in as many words as it has room for.
fn say_too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let (columns, rows) = LEAST;
    let needed = [
        format!("Counterpoint needs {columns} columns and {rows} rows."),
        format!("{columns} columns and {rows} rows are needed."),
        format!("needs {columns}x{rows}"),
    ];
    let here = [
        format!("Here are {} and {}.", area.width, area.height),
        String::new(),
    ];
    let middle = area.height / 2;
    for (y, texts, role) in [
        (middle, &needed[..], Role::Text),
        (middle + 1, &here[..], Role::Dim),
    ] {
        let fits = texts.iter().find(|text| canvas.width(text) <= area.width);
        let Some(text) = fits.or(texts.last()) else {
            continue;
        };
        let mut strip = Strip::of(area, y);
        strip = strip.skip(strip.room().saturating_sub(canvas.width(text)) / 2);
        canvas.put(&mut strip, text, canvas.style(role));
    }
}
