//! Related passages: where each stands, how much speaks for it, its text, and the reasons.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Layer, Piece, Strip, first_shown};
use super::super::parts::{Focus, badge, mentions, pane, sentences, wrapped};
use super::super::theme::Role;
use crate::app::App;
use crate::command::Command;
use crate::news::article::Article;
use crate::news::link::{Link, ReasonKind};
use crate::text::span::Span;

/// The most rows of a passage's text.
const TEXT_ROWS: usize = 3;
/// The steps of the bar that shows a score.
const STEPS: u8 = 5;

/// Draws the related passages.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect, focus: Focus) {
    let links = app.side.ready();
    let count = links.map_or_else(String::new, |links| links.len().to_string());
    let title = vec![("Related".to_owned(), focus.heading(canvas))];
    let right = vec![(count, canvas.style(Role::Dim))];
    let room = pane(canvas, area, body, &title, &right);
    match links {
        Some([]) => none(canvas, app, room),
        None if app.side.asked.is_none() => unasked(canvas, app, room),
        None => {
            let text = format!("looking{}", canvas.signs.ellipsis);
            sentences(canvas, room, &[(text.as_str(), Role::Dim)]);
        }
        Some(links) => list(canvas, app, room, links, focus),
    }
}

fn none(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let hint = if app.shelf.library.articles.len() < 2 {
        "The library has no other article."
    } else {
        "No other article shares a company, a figure, a date or a rare name with this passage. A longer one beside it may do better."
    };
    sentences(
        canvas,
        room,
        &[
            ("Nothing related was found.", Role::Text),
            (hint, Role::Dim),
        ],
    );
}

fn unasked(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let key = app.setup.keymap.key(Command::Related);
    let text = if app.open_article().is_some() {
        format!("{key} looks for passages of other articles that speak of the same thing.")
    } else {
        "Open an article first: what other articles say about its passages stands here.".to_owned()
    };
    sentences(canvas, room, &[(text.as_str(), Role::Dim)]);
}

fn list(canvas: &mut Canvas<'_>, app: &App, room: Rect, links: &[Link], focus: Focus) {
    let entries: Vec<Entry<'_>> = links
        .iter()
        .filter_map(|link| Entry::of(canvas, app, link, room.width))
        .collect();
    let selected = app.side.selected.min(entries.len().saturating_sub(1));
    let height = |at: usize| entries.get(at).map_or(0, Entry::height);
    let first = first_shown(app.side.top, selected, room.height, height);
    let mut y = 0;
    for (at, entry) in entries.iter().enumerate().skip(first) {
        if y >= room.height {
            break;
        }
        let rows = Rect {
            y: room.y + y,
            height: entry.height().min(room.height - y),
            ..room
        };
        entry.draw(canvas, app, rows, (at == selected).then_some(focus));
        y += entry.height();
    }
}

/// A link made ready to be drawn.
struct Entry<'a> {
    link: &'a Link,
    article: &'a Article,
    passage: Span,
    rows: Vec<Span>,
    more: bool,
}

impl<'a> Entry<'a> {
    fn of(canvas: &Canvas<'_>, app: &'a App, link: &'a Link, width: u16) -> Option<Self> {
        let article = app.shelf.article(link.to.article)?;
        let at = usize::try_from(link.to.passage).ok()?;
        let passage = article.passages.get(at)?.span;
        let text = article.passage_text(at);
        let mut rows = wrapped(
            canvas,
            text,
            article.passage_lang(at),
            width.saturating_sub(3),
        );
        let more = rows.len() > TEXT_ROWS;
        rows.truncate(TEXT_ROWS);
        let rows = rows
            .into_iter()
            .map(|row| row.shifted(passage.start))
            .collect();
        Some(Self {
            link,
            article,
            passage,
            rows,
            more,
        })
    }

    /// Head, text, reasons, and an empty row.
    fn height(&self) -> u16 {
        u16::try_from(self.rows.len())
            .unwrap_or(u16::MAX)
            .saturating_add(3)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, app: &App, rows: Rect, cursor: Option<Focus>) {
        if let Some(focus) = cursor {
            let marked = Rect {
                height: rows.height.min(self.height() - 1),
                ..rows
            };
            canvas.fill(marked, canvas.style(focus.role(Role::Row, Role::RowIdle)));
            let (sign, style) = (
                canvas.signs.cursor,
                canvas.style(focus.role(Role::CursorSign, Role::Dim)),
            );
            for y in 0..marked.height {
                canvas.put(&mut Strip::of(marked, y).take(1), sign, style);
            }
        }
        self.head(canvas, Strip::of(rows, 0).skip(2));
        let found = app
            .shelf
            .mentions_of(self.link.to.article)
            .map_or(&[][..], |found| &found.text);
        let from = found.partition_point(|mention| mention.span.end <= self.passage.start);
        let to = found.partition_point(|mention| mention.span.start < self.passage.end);
        let layers: Vec<Layer> = mentions(canvas, app, found.get(from..to).unwrap_or_default());
        let style = canvas.style(Role::Text);
        let style = Style { bg: None, ..style };
        for (y, span) in (1..).zip(&self.rows) {
            let mut strip = Strip::of(rows, y).skip(2);
            canvas.layered(&mut strip, &self.article.text, *span, style, &layers);
            if self.more && usize::from(y) == self.rows.len() {
                let sign = canvas.signs.ellipsis;
                strip.x = strip.x.min(strip.right.saturating_sub(canvas.width(sign)));
                canvas.put(&mut strip, sign, canvas.style(Role::Dim));
            }
        }
        let last = u16::try_from(self.rows.len())
            .unwrap_or(u16::MAX)
            .saturating_add(1);
        reasons(canvas, app, self.link, Strip::of(rows, last).skip(2));
    }

    fn head(&self, canvas: &mut Canvas<'_>, mut strip: Strip) {
        let dim = canvas.style(Role::Dim);
        strip.right = strip.right.saturating_sub(1).max(strip.x);
        let bar = bar(canvas, self.link.probability);
        canvas.at_right(&mut strip, &bar);
        let (name, style) = badge(canvas, self.article.lang);
        canvas.put(&mut strip, &name, style);
        let date = self.article.meta.date.map(crate::news::date::Date::day);
        let facts = [date, self.article.meta.source.clone()];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        canvas.cut(
            &mut strip,
            &format!("  {}", facts.join(canvas.signs.dot)),
            dim,
            &[],
        );
    }
}

/// A score as a bar of five steps.
fn bar(canvas: &Canvas<'_>, score: f64) -> Vec<Piece> {
    let full = (1..=STEPS)
        .filter(|step| score * f64::from(STEPS) >= f64::from(*step) - 0.5)
        .count();
    let empty = usize::from(STEPS) - full;
    vec![
        (canvas.signs.full.repeat(full), canvas.style(Role::Bar)),
        (
            canvas.signs.empty.repeat(empty),
            canvas.style(Role::BarEmpty),
        ),
    ]
}

fn reasons(canvas: &mut Canvas<'_>, app: &App, link: &Link, mut strip: Strip) {
    let dim = canvas.style(Role::Dim);
    for (at, reason) in link.reasons.iter().enumerate() {
        let color = app.setup.config.companies.iter().find(|company| {
            reason.kind == ReasonKind::Company
                && (company.name == reason.value || company.id == reason.value)
        });
        let style = color.map_or_else(
            || canvas.style(Role::Reason),
            |company| canvas.theme.color(company.color),
        );
        if at > 0 {
            let dot = canvas.signs.dot;
            canvas.cut(&mut strip, dot, dim, &[]);
        }
        canvas.cut(&mut strip, &reason.value, style, &[]);
    }
}
