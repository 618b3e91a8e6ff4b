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
use crate::text::span::Span;

/// The cells of the keys.
const KEYS: u16 = 20;

/// A command made ready to be drawn.
struct Entry {
    command: Command,
    /// The chapter that begins with it.
    chapter: Option<Chapter>,
    /// Its help, broken into rows.
    rows: Vec<Span>,
    first: bool,
}

/// Draws the commands.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let entries = entries(canvas, screen, room.width);
    let height = |at: usize| entries.get(at).map_or(0, Entry::height);
    items(canvas, screen, room, height, |canvas, at, rows| {
        if let Some(entry) = entries.get(at) {
            entry.draw(canvas, app, screen, at, rows);
        }
    });
}

fn entries(canvas: &Canvas<'_>, screen: &Screen, width: u16) -> Vec<Entry> {
    let width = width.saturating_sub(KEYS + 4);
    let mut before = None;
    let mut entries = Vec::new();
    for item in &screen.items {
        let Item::Command(command) = *item else {
            continue;
        };
        let row = command.row();
        entries.push(Entry {
            command,
            chapter: (before != Some(row.chapter)).then_some(row.chapter),
            rows: wrapped(canvas, row.help, Lang::En, width),
            first: entries.is_empty(),
        });
        before = Some(row.chapter);
    }
    entries
}

impl Entry {
    /// The rows over the command: the chapter's heading, and an empty row over that.
    fn over(&self) -> u16 {
        match self.chapter {
            Some(_) => 1 + u16::from(!self.first),
            None => 0,
        }
    }

    fn height(&self) -> u16 {
        u16::try_from(self.rows.len()).unwrap_or(1).max(1) + self.over()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, app: &App, screen: &Screen, at: usize, rows: Rect) {
        let over = self.over().min(rows.height);
        if let (Some(chapter), Some(row)) = (self.chapter, over.checked_sub(1)) {
            let style = canvas.style(Role::BlockHeading);
            canvas.put(&mut Strip::of(rows, row).skip(2), chapter.title(), style);
        }
        let rows = Rect {
            y: rows.y + over,
            height: rows.height - over,
            ..rows
        };
        let rest = lit(canvas, screen, at, rows);
        let mut keys = Strip::of(rest, 0).take(KEYS - 1);
        let labels = key_labels(&app.setup.keymap, self.command);
        canvas.cut(&mut keys, &labels, canvas.style(Role::HintKey), &[]);
        let style = Style {
            bg: None,
            ..canvas.style(Role::Text)
        };
        for (y, span) in (0..).zip(&self.rows) {
            let mut strip = Strip::of(rest, y).skip(KEYS);
            canvas.layered(&mut strip, self.command.row().help, *span, style, &[]);
        }
    }
}
