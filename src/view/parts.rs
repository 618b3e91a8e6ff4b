//! What several panes show alike: headings, badges, companies, tags, wrapped text.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paint::{Canvas, Layer, Piece, Strip};
use super::theme::Role;
use crate::app::App;
use crate::layout;
use crate::news::article::Article;
use crate::news::company::{CompanyIx, Mention, Presence, Weight};
use crate::news::library::ArticleIx;
use crate::news::mark::{Mark, Tag};
use crate::text::cells::Cells;
use crate::text::lang::Lang;
use crate::text::span::Span;
use crate::text::wrap::{Setting, wrap};

/// Whether a pane has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    /// It has.
    Here,
    /// Another one has.
    Elsewhere,
}

impl Focus {
    /// Here where a condition holds.
    pub(super) fn when(here: bool) -> Self {
        if here { Self::Here } else { Self::Elsewhere }
    }

    /// One of two roles.
    pub(super) fn role(self, here: Role, elsewhere: Role) -> Role {
        match self {
            Self::Here => here,
            Self::Elsewhere => elsewhere,
        }
    }

    /// The style of headings.
    pub(super) fn heading(self, canvas: &Canvas<'_>) -> Style {
        canvas.style(self.role(Role::HeadingFocused, Role::Heading))
    }
}

/// Draws a pane's heading row and the line that parts it from a pane on its right, and gives the room below.
pub(super) fn pane(
    canvas: &mut Canvas<'_>,
    area: Rect,
    body: Rect,
    title: &[Piece],
    right: &[Piece],
) -> Rect {
    heading(
        canvas,
        Strip::of(area, 0).take(area.width.saturating_sub(1)),
        title,
        right,
    );
    if area.right() < body.right() {
        let line = canvas.style(Role::Separator);
        let sign = canvas.signs.separator;
        let x = area.right().saturating_sub(1);
        for y in area.top()..area.bottom() {
            canvas.put(
                &mut Strip {
                    x,
                    y,
                    right: area.right(),
                },
                sign,
                line,
            );
        }
    }
    layout::inner(area)
}

/// Draws a heading: pieces at the left, cut where the numbers at the right begin.
pub(super) fn heading(canvas: &mut Canvas<'_>, strip: Strip, title: &[Piece], right: &[Piece]) {
    let mut strip = strip.skip(1);
    canvas.at_right(&mut strip, right);
    canvas.pieces(&mut strip, title);
}

/// Draws plain sentences in the upper middle of a room, each wrapped.
pub(super) fn sentences(canvas: &mut Canvas<'_>, room: Rect, texts: &[(&str, Role)]) {
    let width = room.width.saturating_sub(4).min(56);
    let left = room.x + (room.width.saturating_sub(width)) / 2;
    let mut y = room.height / 5;
    for (text, role) in texts {
        let style = canvas.style(*role);
        for span in wrapped(canvas, text, Lang::En, width) {
            let mut strip = Strip::of(room, y);
            strip.x = left.min(strip.right);
            canvas.layered(&mut strip, text, span, style, &[]);
            y = y.saturating_add(1);
        }
        y = y.saturating_add(1);
    }
}

/// The rows of a text of a language in a width.
pub(super) fn wrapped(canvas: &Canvas<'_>, text: &str, lang: Lang, width: u16) -> Vec<Span> {
    if width == 0 {
        return Vec::new();
    }
    let setting = Setting {
        width: Cells(width),
        first_indent: Cells(0),
        rest_indent: Cells(0),
        lang,
        ambiguous: canvas.ambiguous,
    };
    wrap(text, &setting)
}

/// A language's badge.
pub(super) fn badge(canvas: &Canvas<'_>, lang: Lang) -> Piece {
    let role = match lang {
        Lang::Ja => Role::BadgeJa,
        Lang::Ko => Role::BadgeKo,
        Lang::ZhHans | Lang::ZhHant => Role::BadgeZh,
        Lang::En => Role::BadgeEn,
        Lang::Other(_) => Role::BadgeOther,
    };
    (format!("{:<2}", lang.badge()), canvas.style(role))
}

/// The day of an article, or as many spaces.
pub(super) fn day(article: &Article) -> String {
    article
        .meta
        .date
        .map_or_else(|| " ".repeat(10), crate::news::date::Date::day)
}

/// The style of a company's name: its color, and what stands in for it without color. While there is a lens, that one
/// stands out and the others are dimmed.
pub(super) fn company(canvas: &Canvas<'_>, app: &App, company: CompanyIx) -> Style {
    let color = company
        .of(&app.setup.config.companies)
        .map(|company| company.color);
    let colored = color.map_or_else(Style::new, |color| canvas.theme.color(color));
    match app.shelf.lens {
        Some(lens) if lens == company => colored.patch(canvas.style(Role::Lens)),
        Some(_) => canvas.style(Role::Dimmed),
        None => colored.patch(canvas.style(Role::Mention)),
    }
}

/// The mentions of a text as layers.
pub(super) fn mentions(canvas: &Canvas<'_>, app: &App, mentions: &[Mention]) -> Vec<Layer> {
    let layer = |mention: &Mention| Layer {
        span: mention.span,
        style: company(canvas, app, mention.company),
    };
    mentions.iter().map(layer).collect()
}

/// The places in a span of an article that name what the passage under the cursor names, as layers.
pub(super) fn lit_places(
    canvas: &Canvas<'_>,
    app: &App,
    article: ArticleIx,
    shown: Span,
) -> Vec<Layer> {
    let Some(from) = app.side.asked else {
        return Vec::new();
    };
    let style = canvas.style(Role::Light);
    let places = app.shelf.linked.lit(from, article);
    let seen = places.iter().filter(|(_, span)| span.overlaps(shown));
    seen.map(|(_, span)| Layer { span: *span, style }).collect()
}

/// The mentions in an article's title as layers.
pub(super) fn title_mentions(canvas: &Canvas<'_>, app: &App, article: ArticleIx) -> Vec<Layer> {
    let found = app
        .shelf
        .mentions_of(article)
        .map_or(&[][..], |found| &found.title);
    mentions(canvas, app, found)
}

/// The initials of the companies of an article, the weightiest first, as many as fit into some cells: main ones bold,
/// those named in passing dimmed.
pub(super) fn initials(
    canvas: &Canvas<'_>,
    app: &App,
    article: ArticleIx,
    room: u16,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut used = 0;
    let all = app
        .shelf
        .mentions_of(article)
        .map_or(&[][..], |found| &found.companies);
    for presence in all {
        let Some(known) = presence.company.of(&app.setup.config.companies) else {
            continue;
        };
        let space = u16::from(!pieces.is_empty());
        used += space + canvas.width(&known.initial);
        if used > room {
            break;
        }
        if space > 0 {
            pieces.push((" ".to_owned(), Style::new()));
        }
        pieces.push((known.initial.clone(), weighted(canvas, app, presence)));
    }
    pieces
}

/// The style of a company by its weight in an article.
pub(super) fn weighted(canvas: &Canvas<'_>, app: &App, presence: &Presence) -> Style {
    use ratatui::style::Modifier;

    let style = company(canvas, app, presence.company);
    match presence.weight {
        Weight::Main => style.add_modifier(Modifier::BOLD),
        Weight::Involved => style.remove_modifier(Modifier::BOLD),
        Weight::Passing => style
            .remove_modifier(Modifier::BOLD)
            .add_modifier(Modifier::DIM),
    }
}

/// The configured tag of this name.
pub(super) fn tag<'a>(app: &'a App, name: &str) -> Option<&'a Tag> {
    app.setup.config.tags.iter().find(|tag| tag.name == name)
}

/// The sign of a mark in the gutter: the letter of its first tag in the tag's color, or the sign of a note.
pub(super) fn mark_sign(canvas: &Canvas<'_>, app: &App, mark: &Mark) -> Piece {
    let Some(name) = mark.tags.first() else {
        return (canvas.signs.note.to_owned(), canvas.style(Role::Note));
    };
    match tag(app, name) {
        Some(tag) => (tag.letter.to_string(), canvas.theme.color(tag.color)),
        None => ("#".to_owned(), canvas.style(Role::Accent)),
    }
}

/// The names of a mark's tags in their colors, a space between two.
pub(super) fn tag_names(canvas: &Canvas<'_>, app: &App, mark: &Mark) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for name in &mark.tags {
        if !pieces.is_empty() {
            pieces.push((" ".to_owned(), Style::new()));
        }
        let style = tag(app, name).map_or_else(
            || canvas.style(Role::Accent),
            |tag| canvas.theme.color(tag.color),
        );
        pieces.push((name.clone(), style));
    }
    pieces
}

/// A text on one line: line feeds become spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
