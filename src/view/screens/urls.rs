//! The addresses the open article links to, numbered, with the text that carries each.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Strip};
use super::super::parts::one_line;
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::screen::{Item, Screen};
use crate::news::article::{Article, InlineKind};

/// Draws the addresses.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let Some(article) = app.open_article() else {
        return;
    };
    items(
        canvas,
        screen,
        room,
        |_| 2,
        |canvas, at, rows| {
            let Some(Item::Url(number)) = screen.items.get(at) else {
                return;
            };
            let rest = lit(canvas, screen, at, rows);
            let mut strip = Strip::of(rest, 0);
            canvas.put(
                &mut strip,
                &format!("{:>3}  ", number + 1),
                canvas.style(Role::Accent),
            );
            let text = Style {
                bg: None,
                ..canvas.style(Role::Text)
            };
            canvas.cut(&mut strip, &carrier(article, *number), text, &[]);
            let url = article.urls.get(*number).map_or("", String::as_str);
            canvas.cut(
                &mut Strip::of(rest, 1).skip(5),
                url,
                canvas.style(Role::Link),
                &[],
            );
        },
    );
}

/// The text that carries the link.
fn carrier(article: &Article, number: usize) -> String {
    let run = article
        .inlines
        .iter()
        .find(|run| run.kind == InlineKind::Link(number));
    run.map_or_else(String::new, |run| one_line(run.span.of(&article.text)))
}
