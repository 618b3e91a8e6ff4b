//! A line that is typed: the terminal's cursor where the next character goes, what is wrong under the characters that
//! cause it, and in the rows above it the message, or what could stand at the cursor.

use ratatui::layout::{Position, Rect};

use super::super::paint::{Canvas, Layer, Piece, Strip};
use super::super::parts::wrapped;
use super::super::theme::Role;
use crate::analysis::search::query::{Candidates, Mistake};
use crate::app::App;
use crate::app::input::{Prompt, PromptKind};
use crate::text::lang::Lang;
use crate::text::span::Span;

/// The most rows a message takes.
const MESSAGE_ROWS: usize = 4;

/// What of a line is on the screen.
struct Shown {
    /// The first byte.
    start: usize,
    /// Its column.
    x: u16,
}

/// Draws the line.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, prompt: &Prompt, mut strip: Strip) {
    canvas.put(&mut strip, prompt.sign(), canvas.style(Role::Accent));
    let query = app.typed_query();
    let mut mistakes = query.map_or_else(Vec::new, |prompt| {
        app.mistakes(prompt.kind, prompt.input.value())
    });
    // What typing on may mend is not called wrong yet.
    mistakes.retain(|mistake| !mistake.unfinished);
    let shown = line(canvas, prompt, &mistakes, &mut strip);
    if prompt.kind == PromptKind::Command {
        choices(canvas, prompt, strip.skip(3));
    }
    if let Some(mistake) = mistakes.first() {
        let before = prompt.input.value().get(shown.start..mistake.span.start);
        let column = shown
            .x
            .saturating_add(canvas.width(before.unwrap_or_default()));
        message(canvas, mistake, mistakes.len(), (column, strip));
    } else if query.is_some() {
        let candidates = prompt.candidates(&app.vocabulary());
        offer(canvas, prompt, &candidates, strip);
    }
}

/// Draws the text, moved left as far as it must be so that its cursor, and a cell for it, can be seen.
fn line(
    canvas: &mut Canvas<'_>,
    prompt: &Prompt,
    mistakes: &[Mistake],
    strip: &mut Strip,
) -> Shown {
    let text = prompt.input.value();
    let before = text.get(..prompt.cursor_byte()).unwrap_or_default();
    let over = canvas
        .width(before)
        .saturating_add(1)
        .saturating_sub(strip.room());
    let mut skipped = 0;
    let mut start = 0;
    for grapheme in crate::text::cells::graphemes(text, canvas.ambiguous) {
        if skipped >= over {
            break;
        }
        skipped += grapheme.cells.0;
        start = grapheme.span.end;
    }
    let shown = Shown { start, x: strip.x };
    let at = strip
        .x
        .saturating_add(canvas.width(before).saturating_sub(skipped));
    canvas.cursor = Some(Position::new(
        at.min(strip.right.saturating_sub(1).max(strip.x)),
        strip.y,
    ));
    let style = canvas.style(Role::Mistake);
    let layers: Vec<Layer> = mistakes
        .iter()
        .map(|mistake| Layer {
            span: mistake.span,
            style,
        })
        .collect();
    let rest = Span::new(start, text.len());
    let style = canvas.style(Role::Prompt);
    canvas.layered(strip, text, rest, style, &layers);
    shown
}

/// Empties rows above the line, and gives them.
fn above(canvas: &mut Canvas<'_>, strip: Strip, rows: u16) -> Rect {
    let rows = rows.min(strip.y);
    let area = Rect::new(0, strip.y - rows, strip.right.saturating_add(1), rows);
    canvas.blank(area, canvas.style(Role::Popup));
    Rect {
        x: 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// Says what is wrong first, pointing to its column where the message has one row.
fn message(canvas: &mut Canvas<'_>, mistake: &Mistake, count: usize, (column, line): (u16, Strip)) {
    let more = match count {
        1 => String::new(),
        count => format!(" (1 of {count})"),
    };
    let said = format!("{}; {}{more}", mistake.what, mistake.remedy);
    let style = canvas.style(Role::Failure);
    let cells = canvas.width(&said).saturating_add(2);
    let [.., left, right, _, _] = canvas.signs.frame;
    let last = line.right.saturating_sub(1);
    let column = column.min(last);
    if cells <= line.right.saturating_sub(column) {
        let area = above(canvas, line, 1);
        let mut strip = Strip::of(area, 0);
        strip = strip.skip(column.saturating_sub(area.x));
        canvas.put(&mut strip, left, style);
        canvas.put(&mut strip.skip(1), &said, style);
    } else if cells <= column {
        let area = above(canvas, line, 1);
        let mut strip = Strip::of(area, 0);
        strip = strip.skip((column + 1).saturating_sub(cells + area.x));
        canvas.put(&mut strip, &said, style);
        canvas.put(&mut strip.skip(1), right, style);
    } else {
        let width = line.right.saturating_sub(1);
        let mut rows = wrapped(canvas, &said, Lang::En, width);
        rows.truncate(MESSAGE_ROWS);
        let area = above(canvas, line, u16::try_from(rows.len()).unwrap_or(0));
        for (y, span) in (0..).zip(rows) {
            canvas.layered(&mut Strip::of(area, y), &said, span, style, &[]);
        }
    }
}

/// Shows what could stand at the cursor and how many that are, the one that stands there now among them.
fn offer(canvas: &mut Canvas<'_>, prompt: &Prompt, candidates: &Candidates, line: Strip) {
    let at = prompt.walk.as_ref().map(|walk| walk.at);
    let texts = &candidates.texts;
    if texts.is_empty() {
        return;
    }
    let area = above(canvas, line, 1);
    let mut strip = Strip::of(area, 0);
    let dim = canvas.style(Role::Dim);
    let count = match at {
        Some(at) => format!("Tab {}/{}", at + 1, texts.len()),
        None => format!("Tab: {}", texts.len()),
    };
    canvas.at_right(&mut strip, &[(count, dim)]);
    let cells = |text: &String| canvas.width(text).saturating_add(2);
    // Those before the one that stands there make room for it.
    let mut first = 0;
    let chosen = at.unwrap_or(0);
    let used = |first: usize| {
        let shown = texts.iter().take(chosen + 1).skip(first);
        shown.map(cells).fold(0, u16::saturating_add)
    };
    while first < chosen && used(first) > strip.room() {
        first += 1;
    }
    for (number, text) in texts.iter().enumerate().skip(first) {
        let role = if at == Some(number) {
            Role::Accent
        } else {
            Role::Hint
        };
        if strip.room() < 2 {
            break;
        }
        let piece: Piece = (text.clone(), canvas.style(role));
        canvas.pieces(&mut strip, &[piece]);
        strip = strip.skip(2);
    }
}

/// The commands that the typed name could become, the first one with what it does.
fn choices(canvas: &mut Canvas<'_>, prompt: &Prompt, mut strip: Strip) {
    let choices = prompt.choices();
    if choices.is_empty() {
        canvas.cut(
            &mut strip,
            "no such command",
            canvas.style(Role::Failure),
            &[],
        );
    }
    for (at, command) in choices.iter().enumerate() {
        let row = command.row();
        let role = if at == 0 { Role::Accent } else { Role::Dim };
        canvas.cut(&mut strip, row.name, canvas.style(role), &[]);
        strip = strip.skip(2);
    }
}
