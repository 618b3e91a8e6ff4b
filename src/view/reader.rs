//! A reader: the ready rows of an article, with everything that is lit in them.
//!
//! It breaks no line and moves nothing: rows are state, kept by the reader's page.

mod gutter;
mod layers;

use ratatui::layout::Rect;

use self::layers::Lit;
use super::paint::{Canvas, Piece, Strip};
use super::parts::{Focus, badge, pane, sentences, title_mentions};
use super::theme::Role;
use crate::app::App;
use crate::app::page::{Copy, PageRow, RowKind};
use crate::app::reader::Reader;
use crate::app::shelf::Progress;
use crate::command::Command;
use crate::layout::{Pane, text_column};
use crate::news::article::{Article, BlockKind};
use crate::news::library::ArticleIx;
use crate::text::cells::Cells;

/// Draws a reader.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, which: usize, area: Rect, body: Rect) {
    let focus =
        Focus::when(app.window.division.focus == Pane::Reader(which) && app.screen.is_none());
    let Some(reader) = app.desk.readers.get(which) else {
        return;
    };
    let opened = reader
        .article
        .and_then(|ix| Some((ix, app.shelf.article(ix)?)));
    let Some((ix, article)) = opened else {
        let title = vec![("Reader".to_owned(), focus.heading(canvas))];
        let room = pane(canvas, area, body, &title, &[]);
        empty(canvas, app, room);
        return;
    };
    let title = vec![
        badge(canvas, article.lang),
        (format!("  {}", article.meta.title), focus.heading(canvas)),
    ];
    let right = numbers(canvas, app, reader, article);
    let room = pane(canvas, area, body, &title, &right);
    let measure = app.setup.config.reading.measure(article.lang).cells;
    let (x, column) = text_column(area, Cells(measure));
    let sheet = Sheet {
        app,
        reader,
        ix,
        article,
        focus,
        silent: app.desk.step.silent.get(which) == Some(&true),
    };
    let lit = Lit::new(canvas, &sheet);
    for (y, row) in (0..room.height).zip(&reader.page.rows) {
        let strip = Strip {
            x,
            y: room.y + y,
            right: (x + column.0).min(room.right()),
        };
        gutter::draw(canvas, &sheet, row, strip, room.x);
        draw_row(canvas, &sheet, &lit, row, strip);
    }
}

/// What a reader shows.
pub(super) struct Sheet<'a> {
    app: &'a App,
    reader: &'a Reader,
    ix: ArticleIx,
    article: &'a Article,
    focus: Focus,
    /// Whether the article has nothing for the passage in the reader it follows.
    silent: bool,
}

fn draw_row(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, lit: &Lit, row: &PageRow, strip: Strip) {
    let mut text = strip.skip(row.indent.0);
    match row.kind {
        RowKind::Blank => {}
        RowKind::Title => {
            let layers = title_mentions(canvas, sheet.app, sheet.ix);
            let style = canvas.style(Role::Title);
            canvas.layered(
                &mut text,
                &sheet.article.meta.title,
                row.span,
                style,
                &layers,
            );
        }
        RowKind::Byline => {
            let style = canvas.style(Role::Byline);
            canvas.layered(&mut text, &sheet.reader.page.byline, row.span, style, &[]);
        }
        RowKind::Text { first } => {
            let Some(block) = row.block.and_then(|block| sheet.article.blocks.get(block)) else {
                return;
            };
            let role = match &block.kind {
                BlockKind::Heading(_) => Role::BlockHeading,
                BlockKind::Code | BlockKind::Table => Role::Code,
                BlockKind::Rule => Role::Dim,
                BlockKind::Paragraph | BlockKind::Item(_) if block.quotes > 0 => Role::Quote,
                BlockKind::Paragraph | BlockKind::Item(_) => Role::Text,
            };
            let style = canvas.style(role);
            if role == Role::Code {
                let ground = Rect::new(text.x, text.y, text.room(), 1);
                canvas.fill(ground, style);
            }
            if let BlockKind::Item(marker) = &block.kind
                && first
            {
                let before = row.indent.0.saturating_sub(canvas.width(marker) + 1);
                let mut place = strip.skip(before).take(row.indent.0.saturating_sub(before));
                canvas.put(&mut place, marker, canvas.style(Role::Marker));
            }
            let style = if sheet.app.shelf.lens.is_some() || sheet.silent {
                style.patch(canvas.style(Role::Dimmed))
            } else {
                style
            };
            let layers = lit.over(row.span);
            canvas.layered(&mut text, &sheet.article.text, row.span, style, &layers);
        }
    }
}

/// Matches, place and percentage, for the right end of the heading.
fn numbers(canvas: &Canvas<'_>, app: &App, reader: &Reader, article: &Article) -> Vec<Piece> {
    let dim = canvas.style(Role::Dim);
    let mut pieces = Vec::new();
    let find = &reader.find;
    if !find.matches.is_empty() {
        let at = find
            .current
            .map_or_else(|| "-".to_owned(), |at| (at + 1).to_string());
        pieces.push((
            format!("{at}/{}", find.matches.len()),
            canvas.style(Role::Match),
        ));
        pieces.push((canvas.signs.dot.to_owned(), dim));
    }
    let count = article.passages.len();
    let copy = Copy {
        article,
        reading: &app.setup.config.reading,
        ambiguous: app.setup.ambiguous,
    };
    let percent = reader.page.percent(copy);
    let at = (reader.cursor + 1).min(count);
    pieces.push((format!("{at}/{count}{}{percent} %", canvas.signs.dot), dim));
    pieces
}

/// Says how to begin.
fn empty(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let key = |command| app.setup.keymap.key(command);
    if app.shelf.count() == 0 {
        if matches!(app.shelf.progress, Progress::Reading(_)) {
            sentences(canvas, room, &[("The library is being read.", Role::Dim)]);
        }
        return;
    }
    let open = format!(
        "{} and {} choose an article in the list, {} opens it.",
        key(Command::Down),
        key(Command::Up),
        key(Command::Open)
    );
    let here = format!(
        "In it {} and {} go from passage to passage, {} finds what other articles say about one, {} tags it.",
        key(Command::Down),
        key(Command::Up),
        key(Command::Related),
        key(Command::TagPassage)
    );
    let help = format!("{} shows every key.", key(Command::Help));
    let texts = [
        (open.as_str(), Role::Text),
        (here.as_str(), Role::Dim),
        (help.as_str(), Role::Dim),
    ];
    sentences(canvas, room, &texts);
}
