//! A passage of another article as the side pane lists it: how it belongs to what was asked, where it stands, its text,
//! and the reasons.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Layer, Piece, Strip, shown};
use super::super::parts::{Focus, badge, lit_places, mentions, wrapped};
use super::super::theme::Role;
use crate::app::App;
use crate::news::article::Article;
use crate::news::library::PassageRef;
use crate::news::link::{Reason, ReasonKind};
use crate::text::span::Span;

/// The most rows of a passage's text.
const TEXT_ROWS: usize = 3;
/// The steps of the bar that shows a probability.
const STEPS: u8 = 5;
/// From this width on how a passage belongs and where it stands share a row.
const ONE_ROW: u16 = 64;

/// What is listed.
pub(super) struct Listed<'a> {
    /// The passage.
    pub(super) to: PassageRef,
    /// How it belongs to what was asked, in words.
    pub(super) words: String,
    /// How probable that is, 0 to 1.
    pub(super) probability: f64,
    /// What speaks for it.
    pub(super) reasons: &'a [Reason],
    /// Whether it is only offered, not claimed.
    pub(super) dimmed: bool,
}

/// A probability in words, where what has at least `claimed` is claimed. What is not claimed is not likely, whatever the
/// threshold. The bounds are those of M. D. Mastrandrea et al., "Guidance Note for Lead Authors of the IPCC Fifth Assessment
/// Report on Consistent Treatment of Uncertainties" (2010), table 1; "possible" is short for its "about as likely as not".
pub(super) fn in_words(probability: f64, claimed: f64) -> &'static str {
    match (probability, probability >= claimed) {
        (0.9.., true) => "very likely",
        (0.66.., true) => "likely",
        (0.5.., true) => "more likely than not",
        (0.33.., _) => "possible",
        _ => "unlikely",
    }
}

/// Draws a list from the first shown item on, so that the selected one can be seen.
pub(super) fn list(
    canvas: &mut Canvas<'_>,
    app: &App,
    room: Rect,
    listed: &[Listed<'_>],
    (top, selected): (usize, usize),
    focus: Focus,
) {
    let entries: Vec<Entry<'_>> = listed
        .iter()
        .filter_map(|listed| Entry::of(canvas, app, listed, room.width))
        .collect();
    let selected = selected.min(entries.len().saturating_sub(1));
    let height = |at: usize| entries.get(at).map_or(0, Entry::height);
    for (at, rows) in shown(room, entries.len(), (top, selected), height) {
        if let Some(entry) = entries.get(at) {
            entry.draw(canvas, app, rows, (at == selected).then_some(focus));
        }
    }
}

/// A listed passage made ready to be drawn.
struct Entry<'a> {
    listed: &'a Listed<'a>,
    article: &'a Article,
    passage: Span,
    rows: Vec<Span>,
    more: bool,
    head: u16,
}

impl<'a> Entry<'a> {
    fn of(canvas: &Canvas<'_>, app: &'a App, listed: &'a Listed<'a>, width: u16) -> Option<Self> {
        let article = app.shelf.article(listed.to.article)?;
        let at = usize::try_from(listed.to.passage).ok()?;
        let passage = article.passages.get(at)?.span;
        let text = article.passage_text(at);
        let lang = article.passage_lang(at);
        let mut rows = wrapped(canvas, text, lang, width.saturating_sub(3));
        let more = rows.len() > TEXT_ROWS;
        rows.truncate(TEXT_ROWS);
        let rows = rows
            .into_iter()
            .map(|row| row.shifted(passage.start))
            .collect();
        Some(Self {
            listed,
            article,
            passage,
            rows,
            more,
            head: if width < ONE_ROW { 2 } else { 1 },
        })
    }

    /// Head, text, reasons, and an empty row.
    fn height(&self) -> u16 {
        u16::try_from(self.rows.len())
            .unwrap_or(u16::MAX)
            .saturating_add(self.head + 2)
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
        self.heading(canvas, rows);
        let layers = self.layers(canvas, app);
        let role = if self.listed.dimmed {
            Role::Dimmed
        } else {
            Role::Text
        };
        let style = Style {
            bg: None,
            ..canvas.style(role)
        };
        for (y, span) in (self.head..).zip(&self.rows) {
            let mut strip = Strip::of(rows, y).skip(2);
            canvas.layered(&mut strip, &self.article.text, *span, style, &layers);
            if self.more && usize::from(y + 1 - self.head) == self.rows.len() {
                let sign = canvas.signs.ellipsis;
                strip.x = strip.x.min(strip.right.saturating_sub(canvas.width(sign)));
                canvas.put(&mut strip, sign, canvas.style(Role::Dim));
            }
        }
        let last = self.height().saturating_sub(2);
        reasons(
            canvas,
            app,
            self.listed.reasons,
            Strip::of(rows, last).skip(2),
        );
    }

    /// The companies in the passage, and what it shares with the passage under the reader's cursor.
    fn layers(&self, canvas: &Canvas<'_>, app: &App) -> Vec<Layer> {
        let found = app
            .shelf
            .mentions_of(self.listed.to.article)
            .map_or(&[][..], |found| &found.text);
        let from = found.partition_point(|mention| mention.span.end <= self.passage.start);
        let to = found.partition_point(|mention| mention.span.start < self.passage.end);
        let mut layers = mentions(canvas, app, found.get(from..to).unwrap_or_default());
        layers.extend(lit_places(
            canvas,
            app,
            self.listed.to.article,
            self.passage,
        ));
        layers
    }

    /// How it belongs, with the bar at the right, and where it stands: in one row where that is wide enough.
    fn heading(&self, canvas: &mut Canvas<'_>, rows: Rect) {
        let dim = canvas.style(Role::Dim);
        let mut strip = Strip::of(rows, 0).skip(2);
        strip.right = strip.right.saturating_sub(1).max(strip.x);
        let role = if self.listed.dimmed {
            Role::Dim
        } else {
            Role::Accent
        };
        let words: Piece = (self.listed.words.clone(), canvas.style(role));
        let bar = bar(canvas, self.listed.probability);
        if self.head == 1 {
            let mut right = vec![words, (" ".to_owned(), dim)];
            right.extend(bar);
            canvas.at_right(&mut strip, &right);
        } else {
            canvas.at_right(&mut strip, &bar);
            canvas.pieces(&mut strip, &[words]);
            strip = Strip::of(rows, 1).skip(2);
            strip.right = strip.right.saturating_sub(1).max(strip.x);
        }
        let (name, style) = badge(canvas, self.article.lang);
        canvas.put(&mut strip, &name, style);
        let date = self.article.meta.date.map(crate::news::date::Date::day);
        let facts = [date, self.article.meta.source.clone()];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let text = format!("  {}", facts.join(canvas.signs.dot));
        canvas.cut(&mut strip, &text, dim, &[]);
    }
}

/// A probability as a bar of five steps.
fn bar(canvas: &Canvas<'_>, probability: f64) -> Vec<Piece> {
    let full = (1..=STEPS)
        .filter(|step| probability * f64::from(STEPS) >= f64::from(*step) - 0.5)
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

/// The reasons, one beside the other; what differs first, since it is what the reader must see.
fn reasons(canvas: &mut Canvas<'_>, app: &App, reasons: &[Reason], mut strip: Strip) {
    let dim = canvas.style(Role::Dim);
    let mut shown: Vec<&Reason> = reasons
        .iter()
        .filter(|reason| !reason.value.is_empty())
        .collect();
    shown.sort_by_key(|reason| reason.kind != ReasonKind::Differs);
    for (at, reason) in shown.into_iter().enumerate() {
        let color = app.setup.config.companies.iter().find(|company| {
            reason.kind == ReasonKind::Company
                && (company.name == reason.value || company.id == reason.value)
        });
        let style = match (color, reason.kind) {
            (Some(company), _) => canvas.theme.color(company.color),
            (None, ReasonKind::Differs) => canvas.style(Role::Differs),
            (None, _) => canvas.style(Role::Reason),
        };
        if at > 0 {
            let dot = canvas.signs.dot;
            canvas.cut(&mut strip, dot, dim, &[]);
        }
        canvas.cut(&mut strip, &reason.value, style, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::links::THRESHOLD;

    #[test]
    fn a_probability_is_said_in_words() {
        assert_eq!(in_words(0.95, THRESHOLD), "very likely");
        assert_eq!(in_words(THRESHOLD.max(0.7), THRESHOLD), "likely");
        assert_eq!(in_words(THRESHOLD - 0.01, THRESHOLD), "possible");
        assert_eq!(in_words(0.1, THRESHOLD), "unlikely");
        assert_eq!(in_words(0.45, 0.4), "possible");
    }
}
