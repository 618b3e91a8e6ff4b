//! What is wrong with files of the library, and what to do about it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Strip};
use super::super::parts::wrapped;
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::screen::{Item, Screen};
use crate::news::problem::Problem;
use crate::text::lang::Lang;

/// Draws the problems.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let width = room.width.saturating_sub(5);
    let entries: Vec<Vec<(String, Role)>> = screen
        .items
        .iter()
        .map(|item| match item {
            Item::Problem(at) => app
                .shelf
                .problems()
                .nth(*at)
                .map_or_else(Vec::new, |problem| rows(canvas, problem, width)),
            _ => Vec::new(),
        })
        .collect();
    let used = |at: usize| {
        entries
            .get(at)
            .map_or(0, |rows| u16::try_from(rows.len()).unwrap_or(u16::MAX))
    };
    let height = |at: usize| used(at).saturating_add(1);
    items(canvas, screen, room, height, |canvas, at, area| {
        let area = Rect {
            height: area.height.min(used(at)),
            ..area
        };
        let rest = lit(canvas, screen, at, area);
        let rows = entries.get(at).map_or(&[][..], Vec::as_slice);
        for (y, (text, role)) in (0..area.height).zip(rows) {
            let style = Style {
                bg: None,
                ..canvas.style(*role)
            };
            let indent = if y == 0 { 0 } else { 2 };
            canvas.cut(&mut Strip::of(rest, y).skip(indent), text, style, &[]);
        }
    });
}

/// The place, what is wrong, and what to do, each wrapped but the place.
fn rows(canvas: &Canvas<'_>, problem: &Problem, width: u16) -> Vec<(String, Role)> {
    let line = problem
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let mut rows = vec![(format!("{}{line}", problem.path.display()), Role::Accent)];
    for (text, role) in [(&problem.what, Role::Text), (&problem.remedy, Role::Dim)] {
        let spans = wrapped(canvas, text, Lang::En, width.saturating_sub(2));
        rows.extend(
            spans
                .into_iter()
                .map(|span| (span.of(text).to_owned(), role)),
        );
    }
    rows
}
