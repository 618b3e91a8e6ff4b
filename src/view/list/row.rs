//! One article of the list, in one row or two.

use ratatui::layout::Rect;

use super::super::paint::{Canvas, Piece, Strip};
use super::super::parts::{Focus, badge, day, initials, title_mentions};
use super::super::theme::Role;
use crate::app::App;
use crate::app::copies::Fold;
use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::news::mark::Reading;

/// How an article is set in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// In one row, in columns.
    Row,
    /// In two: the title, and below it everything else.
    Two,
    /// In two as before, below a heading that gives the language.
    Column,
}

impl Form {
    /// The form that takes so many rows.
    pub(super) fn of(rows: u16) -> Self {
        if rows == 1 { Self::Row } else { Self::Two }
    }
}

/// The cells of the cursor, the read and the star sign, and the space after them.
pub(super) const SIGNS: u16 = 4;
/// The widest a source is in a row.
const SOURCE: u16 = 18;
/// The cells of the counts of links and marks in a row, with the space before them.
const COUNTS: u16 = 9;
/// The widest the companies' initials are in a row.
const INITIALS: u16 = 12;

/// Draws an article into its rows; `cursor` says whose cursor is on it, if one is.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    app: &App,
    ix: ArticleIx,
    rows: Rect,
    form: Form,
    cursor: Option<Focus>,
) {
    let Some(article) = app.shelf.article(ix) else {
        return;
    };
    let reading = app.notes.reading(&article.id);
    if let Some(focus) = cursor {
        canvas.fill(rows, canvas.style(focus.role(Role::Row, Role::RowIdle)));
        let (sign, style) = (
            canvas.signs.cursor,
            canvas.style(focus.role(Role::CursorSign, Role::Dim)),
        );
        for y in 0..rows.height {
            canvas.put(&mut Strip::of(rows, y).take(1), sign, style);
        }
    }
    let mut first = Strip::of(rows, 0);
    states(canvas, first.skip(1), reading);
    first = first.skip(SIGNS);
    let mut inward = SIGNS;
    if app.list.copies.first_of(ix).is_some() {
        canvas.put(&mut first, canvas.signs.under, canvas.style(Role::Dim));
        first = first.skip(1);
        inward += 2;
    }
    if form != Form::Column {
        let (name, style) = badge(canvas, article.lang);
        canvas.put(&mut first, &name, style);
        first = first.skip(1);
    }
    let title_role = if reading.read {
        Role::ReadTitle
    } else {
        Role::UnreadTitle
    };
    let (style, layers) = (canvas.style(title_role), title_mentions(canvas, app, ix));
    if form == Form::Row {
        columns(canvas, app, ix, article, &mut first);
        let copies = [copies(canvas, app, ix), spaced(languages(canvas, app, ix))].concat();
        canvas.at_right(&mut first, &copies);
        canvas.cut(&mut first, &article.meta.title, style, &layers);
    } else {
        let copies = copies(canvas, app, ix);
        if !copies.is_empty() {
            first.right = first.right.saturating_sub(1).max(first.x);
            canvas.at_right(&mut first, &copies);
        }
        canvas.cut(&mut first, &article.meta.title, style, &layers);
        facts(canvas, app, ix, article, Strip::of(rows, 1).skip(inward));
    }
}

fn states(canvas: &mut Canvas<'_>, mut strip: Strip, reading: Reading) {
    let unread = if reading.read {
        " "
    } else {
        canvas.signs.unread
    };
    let star = if reading.starred {
        canvas.signs.star
    } else {
        " "
    };
    canvas.put(&mut strip, unread, canvas.style(Role::Unread));
    canvas.put(&mut strip, star, canvas.style(Role::Star));
}

/// Date and source at the left of a wide row, initials and marks at its right; the title's room is left.
fn columns(
    canvas: &mut Canvas<'_>,
    app: &App,
    ix: ArticleIx,
    article: &Article,
    strip: &mut Strip,
) {
    let dim = canvas.style(Role::Dim);
    *strip = strip.skip(1);
    canvas.put(strip, &day(article), dim);
    *strip = strip.skip(2);
    let mut source = strip.take(SOURCE);
    canvas.cut(
        &mut source,
        article.meta.source.as_deref().unwrap_or_default(),
        dim,
        &[],
    );
    *strip = strip.skip(SOURCE + 2);

    let after = strip.room().saturating_sub(COUNTS);
    let mut marks = strip.skip(after);
    canvas.pieces(&mut marks, &counts(canvas, app, ix));
    strip.right = strip.x + after;
    let after = strip.room().saturating_sub(INITIALS);
    let mut companies = strip.skip(after);
    let names = initials(canvas, app, ix, companies.room().saturating_sub(1));
    canvas.pieces(&mut companies, &names);
    strip.right = strip.x + after.saturating_sub(2);
}

/// The second row: date, source, companies and marks, as far as they fit.
fn facts(canvas: &mut Canvas<'_>, app: &App, ix: ArticleIx, article: &Article, mut strip: Strip) {
    let dim = canvas.style(Role::Dim);
    let dot = (canvas.signs.dot.to_owned(), dim);
    strip.right = strip.right.saturating_sub(1).max(strip.x);
    let count = counts(canvas, app, ix);
    canvas.at_right(&mut strip, &count);
    let mut parts: Vec<Vec<Piece>> = Vec::new();
    if let Some(date) = article.meta.date {
        parts.push(vec![(date.day(), dim)]);
    }
    let langs = languages(canvas, app, ix);
    if !langs.is_empty() {
        parts.push(langs);
    }
    // The date with a sign after it, the sign before the companies, and a fifth of the row for those: the rest is the
    // source's.
    let most = strip
        .room()
        .saturating_sub(3 + used(canvas, &parts).max(13) + (strip.room() / 5).max(5));
    if let Some(source) = article.meta.source.as_ref().filter(|_| most >= 4) {
        parts.push(vec![(shortened(canvas, source, most), dim)]);
    }
    let room = strip.room().saturating_sub(used(canvas, &parts));
    let names = initials(canvas, app, ix, room);
    if !names.is_empty() {
        parts.push(names);
    }
    for (at, pieces) in parts.iter().enumerate() {
        if at > 0 {
            canvas.pieces(&mut strip, std::slice::from_ref(&dot));
        }
        canvas.pieces(&mut strip, pieces);
    }
}

/// The cells that parts take with a sign after each.
fn used(canvas: &Canvas<'_>, parts: &[Vec<Piece>]) -> u16 {
    let cells = |pieces: &Vec<Piece>| -> u16 {
        let each = pieces.iter().map(|(text, _)| canvas.width(text));
        each.sum()
    };
    parts.iter().map(|pieces| cells(pieces) + 3).sum()
}

/// How many copies stand under an article.
fn copies(canvas: &Canvas<'_>, app: &App, ix: ArticleIx) -> Vec<Piece> {
    let fold = app.list.copies.fold(ix);
    let piece = |fold: &Fold| {
        let role = if fold.open { Role::Dim } else { Role::Accent };
        (format!("+{}", fold.copies.len()), canvas.style(role))
    };
    fold.map(piece).into_iter().collect()
}

/// Pieces with a space before them, where there are any.
fn spaced(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some((text, _)) = pieces.first_mut() {
        text.insert(0, ' ');
    }
    pieces
}

/// The languages in which an article and its copies are, with how many of each, where there are several.
fn languages(canvas: &Canvas<'_>, app: &App, ix: ArticleIx) -> Vec<Piece> {
    let langs = app.list.copies.fold(ix).map_or(&[][..], |fold| &fold.langs);
    if langs.len() < 2 {
        return Vec::new();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (lang, count) in langs {
        let (_, style) = badge(canvas, *lang);
        let space = if pieces.is_empty() { "" } else { " " };
        pieces.push((format!("{space}{}{count}", lang.badge()), style));
    }
    pieces
}

fn shortened(canvas: &Canvas<'_>, text: &str, cells: u16) -> String {
    use crate::text::cells::{Cells, fit};

    let fitted = fit(text, Cells(cells), canvas.ambiguous);
    match fitted.strip_suffix('…') {
        Some(cut) if canvas.width(text) > cells => format!("{cut}{}", canvas.signs.ellipsis),
        _ => fitted,
    }
}

/// How many links tie an article to the open one, and how many marks it has.
fn counts(canvas: &Canvas<'_>, app: &App, ix: ArticleIx) -> Vec<Piece> {
    let reader = app.desk.readers.get(app.window.division.reader);
    let open = reader.and_then(|reader| reader.article);
    let summary = open.and_then(|open| app.shelf.linked.summary(open));
    let links = summary.and_then(|summary| summary.counts.get(&ix));
    let mut pieces: Vec<Piece> = Vec::new();
    if let Some(count) = links {
        let text = format!("{}{count}", canvas.signs.link);
        pieces.push((text, canvas.style(Role::Reason)));
    }
    let marks = mark_count(canvas, app, ix);
    if !pieces.is_empty() && !marks.is_empty() {
        pieces.push((" ".to_owned(), canvas.style(Role::Dim)));
    }
    pieces.extend(marks);
    pieces
}

fn mark_count(canvas: &Canvas<'_>, app: &App, ix: ArticleIx) -> Vec<Piece> {
    let filed = app.shelf.number_of_stub(ix).and(app.shelf.article(ix));
    let more = filed.map_or(0, |article| app.notes.count_named(&article.id));
    match app.notes.count_in(ix) + more {
        0 => Vec::new(),
        count => vec![(
            format!("{}{count}", canvas.signs.note),
            canvas.style(Role::Note),
        )],
    }
}
