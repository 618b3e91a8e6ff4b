//! What has changed in an article: what was removed and what was added, by passages and words, what is unchanged folded.
//!
//! Signs say the same as the colors.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Layer, Strip};
use super::super::parts::{badge, one_line, wrapped};
use super::super::theme::Role;
use super::{items, lit, visible};
use crate::analysis::difference::{Change, Part};
use crate::app::App;
use crate::app::screen::{Item, Screen};
use crate::app::shelf::long_date;
use crate::app::versions::{Row, Versions};
use crate::news::article::Article;
use crate::news::date::Date;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// The cells before a text: the sign of what became of it, and a space.
const SIGN: u16 = 2;

/// Draws what has changed.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let versions = &app.desk.versions;
    let old = versions.version().map(|version| &version.article);
    let new = versions.article.and_then(|ix| app.shelf.article(ix));
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    let below = heads(canvas, versions, new, room);
    let room = Rect {
        y: room.y + below.min(room.height),
        height: room.height.saturating_sub(below),
        ..room
    };
    let row = |at: usize| match screen.items.get(at) {
        Some(Item::Change(row)) => versions.rows.get(*row),
        _ => None,
    };
    let known = {
        let canvas = &*canvas;
        visible(screen, room, |at| {
            let texts = row(at).map(|row| texts(row, old, new)).unwrap_or_default();
            let rows = texts.iter().map(|text| text.set(canvas, room.width).len());
            u16::try_from(rows.sum::<usize>() + 1).unwrap_or(u16::MAX)
        })
    };
    let height = |at: usize| known.get(at).copied().unwrap_or(0);
    items(canvas, screen, room, height, |canvas, at, rows| {
        let used = Rect {
            height: rows.height.min(height(at).saturating_sub(1)),
            ..rows
        };
        let rest = lit(canvas, screen, at, used);
        let mut y = 0;
        for text in row(at).map(|row| texts(row, old, new)).unwrap_or_default() {
            y += text.draw(canvas, rest, y, room.width);
        }
    });
}

/// The article, and the dates of the two texts; the rows they take with an empty one.
fn heads(canvas: &mut Canvas<'_>, versions: &Versions, article: &Article, room: Rect) -> u16 {
    let inside = Rect {
        x: room.x + 2.min(room.width),
        width: room.width.saturating_sub(3),
        ..room
    };
    let mut strip = Strip::of(inside, 0);
    let (name, style) = badge(canvas, article.lang);
    canvas.put(&mut strip, &name, style);
    let title = format!(" {}", one_line(&article.meta.title));
    canvas.cut(&mut strip, &title, canvas.style(Role::Title), &[]);
    let dated =
        |date: Option<Date>| date.map_or_else(|| "of an unknown date".to_owned(), long_date);
    let before = versions.version().and_then(|version| version.fetched);
    let place = match versions.count() {
        1 => String::new(),
        count => format!(
            "{}version {} of {count} before today's",
            canvas.signs.dot,
            versions.at + 1
        ),
    };
    let lines = [
        ("-", format!("{}{place}", dated(before)), Role::Removed),
        (
            "+",
            format!("{}{}today", dated(versions.now()), canvas.signs.dot),
            Role::Added,
        ),
    ];
    for (y, (sign, text, role)) in (1..).zip(lines) {
        let mut strip = Strip::of(inside, y);
        canvas.put(&mut strip, sign, canvas.style(role));
        canvas.cut(
            &mut strip,
            &format!(" {text}"),
            canvas.style(Role::Dim),
            &[],
        );
    }
    4
}

/// A text of a row.
struct Text<'a> {
    sign: &'static str,
    text: std::borrow::Cow<'a, str>,
    lang: Lang,
    role: Role,
    /// The words that changed, and how they look.
    words: (&'a [Span], Role),
}

/// What a row shows, one under the other.
fn texts<'a>(row: &'a Row, old: &'a Article, new: &'a Article) -> Vec<Text<'a>> {
    let whole = |sign, part: Part, article: &'a Article, role| Text {
        sign,
        text: part.of(article).into(),
        lang: lang(part, article),
        role,
        words: (&[], role),
    };
    match row {
        Row::Part(Change::Kept(_, part)) => vec![whole(" ", *part, new, Role::Dim)],
        Row::Part(Change::Removed(part)) => vec![whole("-", *part, old, Role::Removed)],
        Row::Part(Change::Added(part)) => vec![whole("+", *part, new, Role::Added)],
        Row::Part(Change::Reworded {
            old: before,
            new: after,
            removed,
            added,
        }) => vec![
            Text {
                words: (removed, Role::Removed),
                ..whole("-", *before, old, Role::Text)
            },
            Text {
                words: (added, Role::Added),
                ..whole("+", *after, new, Role::Text)
            },
        ],
        Row::Folded(_, count) => vec![Text {
            sign: " ",
            text: format!("{count} passages unchanged").into(),
            lang: Lang::En,
            role: Role::Hint,
            words: (&[], Role::Hint),
        }],
    }
}

fn lang(part: Part, article: &Article) -> Lang {
    match part {
        Part::Title => article.lang,
        Part::Passage(passage) => article.passage_lang(passage),
    }
}

impl Text<'_> {
    /// Its rows where the screen is so wide, as bytes of the text.
    fn set(&self, canvas: &Canvas<'_>, width: u16) -> Vec<Span> {
        // What is lit leaves a cell at the right and two at the left.
        let room = width.saturating_sub(SIGN + 3);
        wrapped(canvas, &self.text, self.lang, room)
    }

    /// Draws it from a row of its room on; the rows it took.
    fn draw(&self, canvas: &mut Canvas<'_>, room: Rect, from: u16, width: u16) -> u16 {
        let plain = |style: Style| Style { bg: None, ..style };
        let (spans, role) = self.words;
        let style = canvas.style(role);
        let layers: Vec<Layer> = spans
            .iter()
            .map(|span| Layer { span: *span, style })
            .collect();
        // What is all of one kind has its color; the ground is for the words.
        let base = plain(canvas.style(self.role));
        let rows = self.set(canvas, width);
        for (y, span) in (from..room.height).zip(&rows) {
            let mut strip = Strip::of(room, y);
            canvas.put(&mut strip.take(1), self.sign, plain(style));
            strip = strip.skip(SIGN);
            canvas.layered(&mut strip, &self.text, *span, base, &layers);
        }
        u16::try_from(rows.len()).unwrap_or(u16::MAX)
    }
}
