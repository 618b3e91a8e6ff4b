//! The side pane: related passages with the reasons, or what is known about the article.

mod about;
mod answers;
mod entry;
mod found;
mod related;

use ratatui::layout::Rect;

use super::paint::Canvas;
use super::parts::Focus;
use crate::app::App;
use crate::app::side::Content;
use crate::layout::Pane;

/// Draws the side pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect) {
    let focus = Focus::when(app.window.division.focus == Pane::Side && app.screen.is_none());
    match app.side.content {
        Content::Related => related::draw(canvas, app, area, body, focus),
        Content::Found => found::draw(canvas, app, area, body, focus),
        Content::Answers => answers::draw(canvas, app, area, body, focus),
        Content::About => about::draw(canvas, app, area, body, focus),
    }
}
