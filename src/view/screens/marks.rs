//! Every mark: its tags and article, what it marks, and the note.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Strip};
use super::super::parts::{badge, one_line, tag_names};
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::notes::Placed;
use crate::app::screen::{Item, Screen};
use crate::news::mark::Standing;

/// Draws the marks.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let placed = |at: usize| match screen.items.get(at) {
        Some(Item::Mark(id)) => app.notes.marks.get(id),
        _ => None,
    };
    // Head and quotation, the other end of a link and the note where there are, and an empty row.
    let height = |at: usize| {
        placed(at).map_or(0, |placed| {
            let mark = &placed.mark;
            3 + u16::from(mark.link.is_some()) + u16::from(!mark.note.is_empty())
        })
    };
    items(canvas, screen, room, height, |canvas, at, rows| {
        if let Some(placed) = placed(at) {
            let used = Rect {
                height: rows.height.min(height(at) - 1),
                ..rows
            };
            let rest = lit(canvas, screen, at, used);
            entry(canvas, app, placed, rest);
        }
    });
}

fn entry(canvas: &mut Canvas<'_>, app: &App, placed: &Placed, rows: Rect) {
    let mark = &placed.mark;
    let dim = canvas.style(Role::Dim);
    let mut strip = Strip::of(rows, 0);
    let stands = match placed.at {
        Some((_, Standing::Sure(_))) => None,
        Some((_, Standing::Moved(_))) => Some("the text has moved"),
        Some((_, Standing::Orphaned)) => Some("the passage is gone"),
        // Where it stands is seen when its article is opened.
        None if app.shelf.filed.is_some() => None,
        None => Some("the article is gone"),
    };
    if let Some(text) = stands {
        let text = format!("{} {text}", canvas.signs.moved);
        canvas.at_right(&mut strip, &[(text, canvas.style(Role::Moved))]);
    }
    let article = placed.at.and_then(|(ix, _)| app.shelf.article(ix));
    let (name, style) = badge(
        canvas,
        article.map_or(mark.anchor.article.lang, |article| article.lang),
    );
    canvas.put(&mut strip, &name, style);
    strip = strip.skip(2);
    let mut tags = tag_names(canvas, app, mark);
    if let Some(link) = &mark.link {
        let text = format!("{} {}", canvas.signs.link, link.verdict.name());
        tags.insert(0, (format!("{text} "), canvas.style(Role::Reason)));
    } else if tags.is_empty() {
        tags.push(("note".to_owned(), canvas.style(Role::Note)));
    }
    canvas.pieces(&mut strip, &tags);
    strip = strip.skip(2);
    let title = article.map_or(mark.anchor.article.title.as_str(), |article| {
        article.meta.title.as_str()
    });
    canvas.cut(&mut strip, title, dim, &[]);
    let text = Style {
        bg: None,
        ..canvas.style(Role::Text)
    };
    canvas.cut(
        &mut Strip::of(rows, 1).skip(4),
        &one_line(&mark.anchor.exact),
        text,
        &[],
    );
    if let Some(link) = &mark.link {
        let mut strip = Strip::of(rows, 2).skip(4);
        let (name, style) = badge(canvas, link.to.article.lang);
        canvas.put(&mut strip, &name, style);
        canvas.cut(&mut strip.skip(1), &one_line(&link.to.exact), text, &[]);
    }
    if !mark.note.is_empty() {
        let mut strip = Strip::of(rows, 2 + u16::from(mark.link.is_some())).skip(4);
        let style = canvas.style(Role::Note);
        let sign = canvas.signs.note;
        canvas.put(&mut strip, sign, style);
        canvas.cut(&mut strip.skip(1), &one_line(&mark.note), style, &[]);
    }
}
