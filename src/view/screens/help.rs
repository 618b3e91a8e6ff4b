//! Every key that works in a place, by chapters.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Strip};
use super::super::parts::wrapped;
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::screen::{Item, Screen, key_labels};
use crate::command::{Chapter, Command};
use crate::text::lang::Lang;

/// The cells of the keys.
const KEYS: u16 = 20;

/// Draws the commands.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let command = |at: usize| match screen.items.get(at) {
        Some(Item::Command(command)) => Some(*command),
        _ => None,
    };
    // A chapter's heading stands over its first command, and an empty row over that.
    let chapter = |at: usize| -> Option<Chapter> {
        let own = command(at)?.row().chapter;
        let before = at
            .checked_sub(1)
            .and_then(command)
            .map(|command| command.row().chapter);
        (before != Some(own)).then_some(own)
    };
    let width = room.width.saturating_sub(KEYS + 4);
    let text_rows = |command: Command| wrapped(canvas, command.row().help, Lang::En, width);
    let texts: Vec<_> = (0..screen.items.len())
        .map(|at| command(at).map(text_rows).unwrap_or_default())
        .collect();
    let lines = |at: usize| {
        texts
            .get(at)
            .map_or(1, |rows| u16::try_from(rows.len()).unwrap_or(1).max(1))
    };
    let over = |at: usize| {
        if chapter(at).is_none() {
            0
        } else {
            1 + u16::from(at > 0)
        }
    };
    items(
        canvas,
        screen,
        room,
        |at| lines(at) + over(at),
        |canvas, at, rows| {
            let Some(command) = command(at) else { return };
            let over = over(at).min(rows.height);
            if let (Some(chapter), Some(row)) = (chapter(at), over.checked_sub(1)) {
                let style = canvas.style(Role::BlockHeading);
                canvas.put(&mut Strip::of(rows, row).skip(1), chapter.title(), style);
            }
            let rows = Rect {
                y: rows.y + over,
                height: rows.height - over,
                ..rows
            };
            let rest = lit(canvas, screen, at, rows);
            let mut keys = Strip::of(rest, 0).take(KEYS - 1);
            canvas.cut(
                &mut keys,
                &key_labels(&app.setup.keymap, command),
                canvas.style(Role::HintKey),
                &[],
            );
            let style = Style {
                bg: None,
                ..canvas.style(Role::Text)
            };
            for (y, span) in (0..).zip(texts.get(at).map_or(&[][..], Vec::as_slice)) {
                canvas.layered(
                    &mut Strip::of(rest, y).skip(KEYS),
                    command.row().help,
                    *span,
                    style,
                    &[],
                );
            }
        },
    );
}
