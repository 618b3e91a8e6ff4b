//! What stands left of the text: marks, links, the cursor's sign, the lines of quotations.

use ratatui::style::Modifier;

use super::super::paint::{Canvas, Piece, Strip};
use super::super::parts::mark_sign;
use super::super::theme::Role;
use super::Sheet;
use crate::app::linked::Bond;
use crate::app::page::{PageRow, RowKind};
use crate::news::link::LinkKind;
use crate::news::mark::Standing;

/// Draws the gutter of a row. `strip` is the text column's row, `left` the pane's first column: the two cells before
/// the column are the gutter, the second of them stays free.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    sheet: &Sheet<'_>,
    row: &PageRow,
    strip: Strip,
    left: u16,
) {
    quote_lines(canvas, sheet, row, strip);
    let RowKind::Text { .. } = row.kind else {
        return;
    };
    let gutter = Strip {
        x: strip.x.saturating_sub(2).max(left),
        right: strip.x,
        ..strip
    };
    let (first, last) = sheet.reader.selection();
    let passages = sheet.article.passages.get(first..=last).unwrap_or_default();
    let under = passages
        .iter()
        .any(|passage| passage.span.overlaps(row.span));
    // The mark whose first row this is; where several begin, the first.
    let begun = sheet
        .app
        .notes
        .marks_in(sheet.ix)
        .find(|(mark, _, span)| !mark.is_only_of_link() && row.span.contains(span.start));
    let linked = link_sign(canvas, sheet, row);
    let sets_out = begun.is_some() || linked.is_some();
    let (sign, style) = match begun {
        Some((_, Standing::Moved(_) | Standing::Orphaned, _)) => {
            (canvas.signs.moved.to_owned(), canvas.style(Role::Moved))
        }
        Some((mark, Standing::Sure(_), _)) => mark_sign(canvas, sheet.app, mark),
        None if linked.is_some() => linked.unwrap_or_default(),
        None if under => {
            let style = canvas.style(sheet.focus.role(Role::CursorSign, Role::Dim));
            (canvas.signs.cursor.to_owned(), style)
        }
        None => return,
    };
    // A sign under the cursor is a block that goes on the cursor's line.
    let style = if sets_out && under {
        style.add_modifier(Modifier::REVERSED)
    } else {
        style
    };
    canvas.put(&mut gutter.take(1), &sign, style);
}

/// The sign of the first linked passage that begins on a row, by the kind of its strongest link.
fn link_sign(canvas: &Canvas<'_>, sheet: &Sheet<'_>, row: &PageRow) -> Option<Piece> {
    let linked = &sheet.app.shelf.linked.summary(sheet.ix)?.passages;
    let passages = &sheet.article.passages;
    let from = passages.partition_point(|passage| passage.span.start < row.span.start);
    let to = passages.partition_point(|passage| passage.span.start < row.span.end);
    let (_, bond) = linked.range(from..to.max(from)).next()?;
    Some(match bond {
        Bond::Portal => (canvas.signs.link.to_owned(), canvas.style(Role::Accent)),
        Bond::Kind(LinkKind::Related) => (
            canvas.signs.kind(LinkKind::Related).to_owned(),
            canvas.style(Role::Dim),
        ),
        Bond::Kind(kind) => (
            canvas.signs.kind(*kind).to_owned(),
            canvas.style(Role::Reason),
        ),
    })
}

fn quote_lines(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, row: &PageRow, strip: Strip) {
    let quotes = |block: usize| {
        sheet
            .article
            .blocks
            .get(block)
            .map_or(0, |block| u16::from(block.quotes))
    };
    let Some(block) = row.block else { return };
    let (depth, room) = match row.kind {
        // Between two blocks of one quotation its line goes on.
        RowKind::Blank => (
            block
                .checked_sub(1)
                .map_or(0, |before| quotes(before).min(quotes(block))),
            strip.room(),
        ),
        _ => (quotes(block), row.indent.0),
    };
    let (sign, style) = (canvas.signs.quote, canvas.style(Role::QuoteBar));
    for level in 0..depth {
        if level * 2 < room {
            canvas.put(&mut strip.skip(level * 2).take(1), sign, style);
        }
    }
}
