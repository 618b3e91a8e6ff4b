//! Articles passage by passage: in columns, or where those would be too narrow one under the other.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Layer, Strip};
use super::super::parts::{badge, mentions, wrapped};
use super::super::theme::Role;
use super::{items, lit, visible};
use crate::app::App;
use crate::app::compare::Cell;
use crate::app::screen::{Item, Screen};
use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::text::span::Span;

/// Below this width the articles stand one under the other.
const COLUMNS: u16 = 100;
/// The cells before a passage's text: its number and the sign of its link or crossing.
const HEAD: u16 = 8;
/// The cells by which counterparts are set in where they stand under a passage.
const UNDER: u16 = 3;

/// Draws the compared articles.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let form = Form::of(app, room);
    let below = heads(canvas, app, &form, room);
    let room = Rect {
        y: room.y + below,
        height: room.height.saturating_sub(below),
        ..room
    };
    let row = |at: usize| match screen.items.get(at) {
        Some(Item::Row(row)) => app.desk.compare.rows.get(*row),
        _ => None,
    };
    let known = {
        let heights = Heights {
            canvas: &*canvas,
            app,
            form: &form,
        };
        visible(screen, room, |at| {
            row(at).map_or(0, |row| heights.of(&row.cells))
        })
    };
    let height = |at: usize| known.get(at).copied().unwrap_or(0);
    items(canvas, screen, room, height, |canvas, at, rows| {
        if let Some(row) = row(at) {
            let used = Rect {
                height: rows.height.min(height(at).saturating_sub(1)),
                ..rows
            };
            let rest = lit(canvas, screen, at, used);
            cells(canvas, app, &form, &row.cells, rest);
        }
    });
}

/// How the articles stand.
enum Form {
    /// Side by side, each this wide.
    Columns(u16),
    /// One under the other.
    Under,
}

impl Form {
    fn of(app: &App, room: Rect) -> Self {
        let count = u16::try_from(app.desk.compare.articles.len()).unwrap_or(1);
        if room.width < COLUMNS {
            Self::Under
        } else {
            Self::Columns(room.width.saturating_sub(3) / count.max(1))
        }
    }

    /// The room of a column's cell in the rows of an item, from `y` on.
    fn cell(&self, rows: Rect, column: u16, y: u16) -> Rect {
        match self {
            Self::Columns(width) => Rect {
                x: rows.x + width * column,
                width: (*width).min(rows.right().saturating_sub(rows.x + width * column)),
                ..rows
            },
            Self::Under => {
                let inward = if column == 0 {
                    0
                } else {
                    UNDER.min(rows.width)
                };
                Rect {
                    x: rows.x + inward,
                    width: rows.width - inward,
                    y: rows.y.saturating_add(y),
                    height: rows.height.saturating_sub(y),
                }
            }
        }
    }

    /// The cells a passage's text has in a column.
    fn text(&self, room: u16, column: usize) -> u16 {
        match self {
            Self::Columns(width) => width.saturating_sub(HEAD + 2),
            Self::Under => room
                .saturating_sub(HEAD + 3)
                .saturating_sub(if column == 0 { 0 } else { UNDER }),
        }
    }
}

/// The heads of the articles: badge, date and title.
fn heads(canvas: &mut Canvas<'_>, app: &App, form: &Form, room: Rect) -> u16 {
    let inside = Rect {
        x: room.x + 2.min(room.width),
        width: room.width.saturating_sub(3),
        ..room
    };
    let mut rows = 1;
    for (column, ix) in (0..).zip(&app.desk.compare.articles) {
        let Some(article) = app.shelf.article(*ix) else {
            continue;
        };
        let y = match form {
            Form::Columns(_) => 0,
            Form::Under => column,
        };
        let area = form.cell(inside, column, y);
        let mut strip = Strip::of(area, 0);
        strip.right = strip.right.saturating_sub(2).max(strip.x);
        let (name, style) = badge(canvas, article.lang);
        canvas.put(&mut strip, &name, style);
        let date = article.meta.date.map(crate::news::date::Date::day);
        let facts = [date, Some(article.meta.title.clone())];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let text = format!(" {}", facts.join(canvas.signs.dot));
        canvas.cut(&mut strip, &text, canvas.style(Role::Byline), &[]);
        rows = rows.max(y + 1);
    }
    rows + 1
}

/// What the heights of rows depend on.
struct Heights<'a, 'b> {
    canvas: &'a Canvas<'b>,
    app: &'a App,
    form: &'a Form,
}

impl Heights<'_, '_> {
    /// The rows that cells take, with an empty one below.
    fn of(&self, cells: &[Option<Cell>]) -> u16 {
        let room = self.app.window.areas.body.width;
        let rows = self.app.desk.compare.articles.iter().zip(cells).enumerate();
        let heights = rows.filter_map(|(column, (ix, cell))| {
            let article = self.app.shelf.article(*ix)?;
            let width = self.form.text(room, column);
            let spans = set(self.canvas, article, cell.as_ref()?.passage, width);
            u16::try_from(spans.len()).ok()
        });
        let rows = match self.form {
            Form::Columns(_) => heights.max().unwrap_or(0),
            Form::Under => heights.fold(0, u16::saturating_add),
        };
        rows.max(1).saturating_add(1)
    }
}

/// The rows of a passage in a width, as bytes of its article.
fn set(canvas: &Canvas<'_>, article: &Article, passage: usize, width: u16) -> Vec<Span> {
    let Some(span) = article.passages.get(passage).map(|passage| passage.span) else {
        return Vec::new();
    };
    let text = article.passage_text(passage);
    let rows = wrapped(canvas, text, article.passage_lang(passage), width);
    rows.into_iter()
        .map(|row| row.shifted(span.start))
        .collect()
}

fn cells(canvas: &mut Canvas<'_>, app: &App, form: &Form, cells: &[Option<Cell>], rows: Rect) {
    let room = app.window.areas.body.width;
    let mut y = 0;
    let alone = cells.iter().flatten().count() == 1;
    for (column, (ix, cell)) in app.desk.compare.articles.iter().zip(cells).enumerate() {
        let at = u16::try_from(column).unwrap_or(u16::MAX);
        let area = form.cell(rows, at, y);
        let Some(cell) = cell else {
            if let Form::Columns(_) = form {
                hole(canvas, area);
            }
            continue;
        };
        let Some(article) = app.shelf.article(*ix) else {
            continue;
        };
        let width = form.text(room, column);
        let spans = set(canvas, article, cell.passage, width);
        // Under a passage its counterparts are dimmed, and so is what stands alone in its article.
        let dimmed = match form {
            Form::Columns(_) => alone,
            Form::Under => column > 0,
        };
        head(canvas, cell, Strip::of(area, 0));
        text(canvas, app, *ix, article, &spans, area, dimmed);
        y = y.saturating_add(u16::try_from(spans.len()).unwrap_or(u16::MAX));
    }
}

/// The sign that an article is silent here.
fn hole(canvas: &mut Canvas<'_>, area: Rect) {
    let mut strip = Strip::of(area, 0).skip(HEAD);
    canvas.put(&mut strip, canvas.signs.range, canvas.style(Role::BarEmpty));
}

/// The passage's number, and the sign of its link: the number of the crossing where it is out of order.
fn head(canvas: &mut Canvas<'_>, cell: &Cell, strip: Strip) {
    let (sign, style) = match (cell.crossing, cell.kind) {
        (Some(number), _) => (format!("x{number}"), canvas.style(Role::Differs)),
        (None, Some(kind)) => (
            canvas.signs.kind(kind).to_owned(),
            canvas.style(Role::Reason),
        ),
        (None, None) => (String::new(), Style::new()),
    };
    canvas.put(&mut strip.take(3), &sign, style);
    let number = format!("{:>3}", cell.passage + 1);
    let mut place = strip.skip(3).take(HEAD - 4);
    canvas.put(&mut place, &number, canvas.style(Role::Dim));
}

fn text(
    canvas: &mut Canvas<'_>,
    app: &App,
    ix: ArticleIx,
    article: &Article,
    spans: &[Span],
    area: Rect,
    dimmed: bool,
) {
    let role = if dimmed { Role::Dimmed } else { Role::Text };
    let style = Style {
        bg: None,
        ..canvas.style(role)
    };
    let found = app
        .shelf
        .mentions_of(ix)
        .map_or(&[][..], |found| &found.text);
    let whole = match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => return,
    };
    let from = found.partition_point(|mention| mention.span.end <= whole.start);
    let to = found.partition_point(|mention| mention.span.start < whole.end);
    let named: Vec<Layer> = mentions(canvas, app, found.get(from..to).unwrap_or_default());
    for (y, span) in (0..area.height).zip(spans) {
        let mut strip = Strip::of(area, y).skip(HEAD);
        canvas.layered(&mut strip, &article.text, *span, style, &named);
    }
}
