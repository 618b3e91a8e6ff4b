//! The views above the rows of the list, each with what is unread in it.

use ratatui::layout::Rect;

use super::super::paint::{Canvas, Strip};
use super::super::theme::Role;
use crate::app::App;
use crate::layout::views_rows;

/// Draws them into the room of the list, and gives what is left of it.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, room: Rect) -> Rect {
    let views = &app.list.views;
    let rows = views_rows(room.height, views.all.len());
    if rows == 0 {
        return room;
    }
    let chosen = views.chosen(&app.list.filter);
    // The last row parts them from the articles.
    for (y, number) in (0..).zip(views.shown(&app.list.filter, rows - 1)) {
        let mut strip = Strip::of(room, y);
        strip.right = strip.right.saturating_sub(1).max(strip.x);
        let is_chosen = chosen == Some(number);
        if is_chosen {
            let style = canvas.style(Role::CursorSign);
            canvas.put(&mut strip.take(1), canvas.signs.cursor, style);
        }
        strip = strip.skip(2);
        if let Some(unread) = views.unread.get(number) {
            let role = if *unread > 0 { Role::Accent } else { Role::Dim };
            canvas.at_right(&mut strip, &[(unread.to_string(), canvas.style(role))]);
        }
        let role = if is_chosen { Role::Accent } else { Role::Text };
        canvas.cut(&mut strip, views.name(number), canvas.style(role), &[]);
    }
    Rect {
        y: room.y + rows,
        height: room.height - rows,
        ..room
    }
}
