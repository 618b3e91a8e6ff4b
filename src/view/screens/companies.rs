//! Every company with what the library has of it, and the articles of the one under the cursor.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::paint::{Canvas, Piece, Strip};
use super::super::parts::{badge, day, title_mentions};
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::screen::{Item, Screen};
use crate::app::shelf::Coverage;
use crate::news::company::{CompanyIx, Weight};

/// From this width on the articles stand beside the companies; below, under them.
const BESIDE: u16 = 150;
/// The cells of the companies where the articles stand beside them.
const COMPANIES: u16 = 88;
/// The cells of a company's name.
const NAME: u16 = 20;

/// Draws the companies, and the articles of the one under the cursor.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let (list, articles) = divided(room);
    items(
        canvas,
        screen,
        list,
        |_| 1,
        |canvas, at, rows| {
            if let Some(Item::Company(company)) = screen.items.get(at) {
                let rest = lit(canvas, screen, at, rows);
                line(canvas, app, *company, Strip::of(rest, 0));
            }
        },
    );
    if let Some(Item::Company(company)) = screen.current() {
        covering(canvas, app, company, articles);
    }
}

/// The room of the companies and that of the articles.
fn divided(room: Rect) -> (Rect, Rect) {
    if room.width >= BESIDE {
        let list = Rect {
            width: COMPANIES,
            ..room
        };
        let articles = Rect {
            x: room.x + COMPANIES + 2,
            width: room.width - COMPANIES - 2,
            ..room
        };
        return (list, articles);
    }
    let upper = room.height - room.height * 2 / 5;
    let list = Rect {
        height: upper,
        ..room
    };
    let articles = Rect {
        y: room.y + upper,
        height: room.height - upper,
        ..room
    };
    (list, articles)
}

fn line(canvas: &mut Canvas<'_>, app: &App, ix: CompanyIx, mut strip: Strip) {
    let at = usize::from(ix.0);
    let Some(company) = app.setup.config.companies.get(at) else {
        return;
    };
    let none = Coverage::default();
    let coverage = app.shelf.companies.get(at).unwrap_or(&none);
    let dim = canvas.style(Role::Dim);
    let lens = if app.shelf.lens == Some(ix) {
        canvas.signs.lens
    } else {
        " "
    };
    canvas.put(&mut strip, lens, canvas.style(Role::Accent));
    strip = strip.skip(1);
    let style = if coverage.total == 0 {
        dim
    } else {
        canvas
            .theme
            .color(company.color)
            .add_modifier(Modifier::BOLD)
    };
    let mut name = strip.take(NAME);
    canvas.cut(&mut name, &company.name, style, &[]);
    strip = strip.skip(NAME + 1);
    let articles = match coverage.total {
        0 => "none".to_owned(),
        1 => "1 article".to_owned(),
        count => format!("{count} articles"),
    };
    canvas.put(&mut strip, &format!("{articles:>12}"), dim);
    strip = strip.skip(2);
    if let Some((first, last)) = coverage.dates {
        let range = canvas.signs.range;
        let years = if first.year == last.year {
            first.year.to_string()
        } else {
            format!("{}{range}{}", first.year, last.year)
        };
        let dates = if strip.room() >= 52 {
            format!("{} {range} {}", first.day(), last.day())
        } else {
            years
        };
        canvas.at_right(&mut strip, &[(dates, dim)]);
    }
    let mut counts: Vec<(crate::text::lang::Lang, usize)> = coverage.counts.clone();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (lang, count) in counts {
        let pieces: [Piece; 2] = [badge(canvas, lang), (format!(" {count:<3} "), dim)];
        if pieces
            .iter()
            .map(|(text, _)| canvas.width(text))
            .sum::<u16>()
            > strip.room()
        {
            break;
        }
        canvas.pieces(&mut strip, &pieces);
    }
}

fn covering(canvas: &mut Canvas<'_>, app: &App, ix: CompanyIx, room: Rect) {
    let at = usize::from(ix.0);
    let (Some(company), Some(coverage)) = (
        app.setup.config.companies.get(at),
        app.shelf.companies.get(at),
    ) else {
        return;
    };
    let dim = canvas.style(Role::Dim);
    let heading = [
        ("Articles naming ".to_owned(), canvas.style(Role::Heading)),
        (company.name.clone(), canvas.theme.color(company.color)),
    ];
    canvas.pieces(&mut Strip::of(room, 0).skip(1), &heading);
    if coverage.articles.is_empty() {
        canvas.put(&mut Strip::of(room, 1).skip(2), "None.", dim);
    }
    for (y, (article_ix, presence)) in (1..room.height).zip(&coverage.articles) {
        let Some(article) = app.shelf.article(*article_ix) else {
            continue;
        };
        let mut strip = Strip::of(room, y).skip(2);
        strip.right = strip.right.saturating_sub(1).max(strip.x);
        let (name, style) = badge(canvas, article.lang);
        canvas.put(&mut strip, &name, style);
        let weight = match presence.weight {
            Weight::Main => canvas.style(Role::Accent),
            Weight::Involved | Weight::Passing => dim,
        };
        canvas.put(&mut strip, &format!("  {}  ", day(article)), dim);
        canvas.put(
            &mut strip,
            &format!("{:<8} {:>3}  ", presence.weight.name(), presence.count),
            weight,
        );
        let title = Style {
            bg: None,
            ..canvas.style(Role::Text)
        };
        let layers = title_mentions(canvas, app, *article_ix);
        canvas.cut(&mut strip, &article.meta.title, title, &layers);
    }
}
