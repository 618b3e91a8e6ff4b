//! The editor of a note, over the panes.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::paint::{Canvas, Strip};
use super::parts::{one_line, wrapped};
use super::theme::Role;
use crate::app::App;
use crate::app::input::NoteEditor;
use crate::text::lang::Lang;

/// The widest the popup is, in cells.
const WIDTH: u16 = 68;
/// The tallest the popup is, in rows.
const HEIGHT: u16 = 14;
/// The most rows of the passage above the note.
const QUOTE_ROWS: usize = 3;

/// Draws the editor over a body.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, editor: &NoteEditor, body: Rect) {
    let area = place(body);
    canvas.blank(area, canvas.style(Role::Popup));
    frame(canvas, area);
    let inside = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    };
    let used = quote(canvas, app, editor, inside);
    let keys = [("^s", "saves"), ("^e", "editor"), ("Esc", "leaves")];
    let mut strip = Strip::of(inside, inside.height.saturating_sub(1));
    for (key, what) in keys {
        canvas.put(&mut strip, key, canvas.style(Role::HintKey));
        canvas.put(&mut strip, &format!(" {what}   "), canvas.style(Role::Hint));
    }
    canvas.cut(
        &mut strip,
        ".tag at the start tags",
        canvas.style(Role::Dim),
        &[],
    );
    let room = Rect {
        y: inside.y + used,
        height: inside.height.saturating_sub(used + 2),
        ..inside
    };
    text(canvas, editor, room);
}

/// The popup's area: in the middle, a little above.
fn place(body: Rect) -> Rect {
    let width = body.width.min(WIDTH);
    let height = body.height.min(HEIGHT);
    Rect {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 3,
        width,
        height,
    }
}

fn frame(canvas: &mut Canvas<'_>, area: Rect) {
    let style = canvas.style(Role::PopupFrame);
    let [
        horizontal,
        vertical,
        upper_left,
        upper_right,
        lower_right,
        lower_left,
    ] = canvas.signs.frame;
    let line = horizontal.repeat(usize::from(area.width.saturating_sub(2)));
    let last = area.height.saturating_sub(1);
    for (y, left, right) in [
        (0, upper_left, upper_right),
        (last, lower_left, lower_right),
    ] {
        canvas.put(
            &mut Strip::of(area, y),
            &format!("{left}{line}{right}"),
            style,
        );
    }
    for y in 1..last {
        let mut strip = Strip::of(area, y);
        canvas.put(&mut strip, vertical, style);
        strip.x = strip.right.saturating_sub(1);
        canvas.put(&mut strip, vertical, style);
    }
    let title = canvas.style(Role::HeadingFocused);
    canvas.put(&mut Strip::of(area, 0).skip(2), " Note ", title);
}

/// Draws the passage above the note, and gives the rows used.
fn quote(canvas: &mut Canvas<'_>, app: &App, editor: &NoteEditor, inside: Rect) -> u16 {
    let lang = app.open_article().map_or(Lang::En, |article| article.lang);
    let quote = one_line(&editor.quote);
    let style = canvas.style(Role::Quote);
    let rows = wrapped(canvas, &quote, lang, inside.width.saturating_sub(2));
    // The note itself keeps three rows at least, and the legend one with an empty one above.
    let most = QUOTE_ROWS.min(usize::from(inside.height.saturating_sub(6)));
    for (y, span) in (0..).zip(rows.iter().take(most)) {
        let mut strip = Strip::of(inside, y);
        let sign = canvas.signs.quote;
        canvas.put(&mut strip, sign, canvas.style(Role::QuoteBar));
        strip = strip.skip(1);
        let last = usize::from(y) + 1 == most && rows.len() > most;
        if last {
            canvas.cut(
                &mut strip,
                quote.get(span.start..).unwrap_or_default(),
                style,
                &[],
            );
        } else {
            canvas.layered(&mut strip, &quote, *span, style, &[]);
        }
    }
    let shown = u16::try_from(rows.len().min(most)).unwrap_or(0);
    if shown > 0 { shown + 1 } else { 0 }
}

/// Draws the note, with the terminal's cursor in it: that is where an input method shows what is being composed.
fn text(canvas: &mut Canvas<'_>, editor: &NoteEditor, room: Rect) {
    let room = room.intersection(canvas.buffer().area);
    if room.is_empty() {
        return;
    }
    (&editor.area).render(room, canvas.buffer());
    canvas.plain(room);
    let cursor = editor.area.screen_cursor();
    let (top, left) = editor.area.scroll_offset();
    let place = |at: usize, first: u16, size: u16| {
        u16::try_from(at)
            .unwrap_or(u16::MAX)
            .saturating_sub(first)
            .min(size.saturating_sub(1))
    };
    canvas.cursor = Some(Position::new(
        room.x + place(cursor.col, left, room.width),
        room.y + place(cursor.row, top, room.height),
    ));
}
