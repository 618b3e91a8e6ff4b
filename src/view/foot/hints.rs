//! What keys would do: those of a place, those that may follow the keys pressed so far, and the tags.

use ratatui::style::Modifier;

use super::super::paint::{Canvas, Piece, Strip};
use super::super::theme::Role;
use crate::app::App;
use crate::command::{Command, Places, Row, TABLE};
use crate::keymap::{Key, label};
use crate::layout::Pane;
use crate::news::mark::Tag;

/// The place whose keys are in force.
fn place_of(app: &App) -> Places {
    match (&app.screen, app.window.division.focus) {
        (Some(screen), _) => screen.kind.place(),
        (None, Pane::List) => Places::LIST,
        (None, Pane::Reader(_)) => Places::READER,
        (None, Pane::Side) => Places::SIDE,
    }
}

/// Draws the hints of the place with the keyboard, as many as fit. The way to the help comes first, since it leads to
/// all others.
pub(super) fn place(canvas: &mut Canvas<'_>, app: &App, mut strip: Strip) {
    let here = place_of(app);
    let mut rows: Vec<&Row> = TABLE.iter().filter(|row| row.places.meets(here)).collect();
    // Whoever has no feeds need not hear how they are fetched.
    if !app.shelf.feeds.are_there(&app.setup.config.feeds) {
        rows.retain(|row| row.command != Command::Refresh);
    }
    rows.sort_by_key(|row| row.command != Command::Help);
    for row in rows {
        let Some(hint) = row.hint else { continue };
        let Some(keys) = app.setup.keymap.keys_of(row.command).next() else {
            continue;
        };
        if !pair(
            canvas,
            &mut strip,
            (label(keys), canvas.style(Role::HintKey)),
            hint,
        ) {
            break;
        }
    }
}

/// Draws the keys pressed so far and what may follow them.
pub(super) fn following(canvas: &mut Canvas<'_>, app: &App, pending: &[Key], mut strip: Strip) {
    let key = canvas.style(Role::HintKey);
    canvas.put(&mut strip, &label(pending), canvas.style(Role::Accent));
    strip = strip.skip(2);
    for (keys, command) in app.setup.keymap.following(pending, place_of(app)) {
        if !pair(canvas, &mut strip, (label(keys), key), command.row().name) {
            break;
        }
    }
}

/// Draws the letters of the tags with their names in their colors. Where the names do not fit, first the space between
/// two is made smaller, then long names are cut, then all are left out.
pub(super) fn tags(canvas: &mut Canvas<'_>, app: &App, stays: bool, mut strip: Strip) {
    let lead = if stays { "tags  " } else { "tag  " };
    let tags = &app.setup.config.tags;
    let name = |tag: &Tag, most: u16| canvas.width(&tag.name).min(most);
    let needs = |most: u16, gap: u16| {
        let cells = tags.iter().map(|tag| name(tag, most) + 2 + gap);
        cells.fold(0, u16::saturating_add).saturating_sub(gap)
    };
    let widest = tags
        .iter()
        .map(|tag| canvas.width(&tag.name))
        .max()
        .unwrap_or(0);
    let room = strip.room();
    let (most, gap) = if needs(widest, 2) <= room {
        (widest, 2)
    } else {
        (0..=widest)
            .rev()
            .find(|most| needs(*most, 1) <= room)
            .map_or((0, 0), |most| (most, 1))
    };
    if canvas.width(lead) + needs(most, gap) <= room {
        canvas.put(&mut strip, lead, canvas.style(Role::Dim));
    }
    for tag in tags {
        let style = canvas.theme.color(tag.color);
        let key = canvas
            .style(Role::HintKey)
            .patch(style)
            .add_modifier(Modifier::BOLD);
        let cells = canvas.width(&tag.name).min(most);
        canvas.put(&mut strip, &tag.letter.to_string(), key);
        strip = strip.skip(1);
        canvas.put(&mut strip.take(cells), &tag.name, style);
        strip = strip.skip(cells + gap);
    }
}

/// Draws a key and what it does, with the space after them; false where they do not fit whole.
fn pair(canvas: &mut Canvas<'_>, strip: &mut Strip, key: Piece, what: &str) -> bool {
    let hint = canvas.style(Role::Hint);
    let pieces = [key, (format!(" {what}"), hint)];
    let cells: u16 = pieces.iter().map(|(text, _)| canvas.width(text)).sum();
    if cells > strip.room() {
        return false;
    }
    canvas.pieces(strip, &pieces);
    *strip = strip.skip(3);
    true
}
