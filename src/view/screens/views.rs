//! Every view: its name, what of it is unread, and what it asks for.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Strip};
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::screen::{Item, Screen};
use crate::config::SORTS;

/// The widest a name is.
const NAME: u16 = 28;

/// Draws the views.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let plain = |canvas: &Canvas<'_>, role| Style {
        bg: None,
        ..canvas.style(role)
    };
    items(
        canvas,
        screen,
        room,
        |_| 1,
        |canvas, at, area| {
            let rest = lit(canvas, screen, at, area);
            let Some(Item::View(number)) = screen.items.get(at) else {
                return;
            };
            let views = &app.list.views;
            let (dim, text) = (plain(canvas, Role::Dim), plain(canvas, Role::Text));
            let unread = views.unread.get(*number).copied().unwrap_or(0);
            let role = if unread > 0 { Role::Accent } else { Role::Dim };
            let mut strip = Strip::of(rest, 0);
            let count = (format!("{unread:>6}"), plain(canvas, role));
            canvas.at_right(&mut strip, &[count, (" unread".to_owned(), dim)]);
            let name = NAME.min(strip.room() / 2);
            canvas.cut(&mut strip.take(name), views.name(*number), text, &[]);
            strip = strip.skip(name + 2);
            if let Some(view) = views.get(*number) {
                let sort = SORTS.iter().find(|(_, sort)| Some(*sort) == view.sort);
                let sort = sort.map_or_else(String::new, |(name, _)| {
                    format!("{}by {name}", canvas.signs.dot)
                });
                canvas.cut(&mut strip, &format!("{}{sort}", view.query), dim, &[]);
            }
        },
    );
}
