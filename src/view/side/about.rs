//! What is known about the open article: its metadata, languages, companies and marks.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Piece, Strip};
use super::super::parts::{Focus, one_line, pane, sentences, tag_names, weighted, wrapped};
use super::super::theme::Role;
use crate::app::App;
use crate::app::page::reading_minutes;
use crate::app::shelf::long_date;
use crate::command::Command;
use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::news::mark::Standing;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// The cells of the column with the names.
const NAMES: u16 = 10;

/// Draws what is known about the article in the reader used last.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect, focus: Focus) {
    let title = vec![("About".to_owned(), focus.heading(canvas))];
    let room = pane(canvas, area, body, &title, &[]);
    let reader = app.desk.readers.get(app.window.division.reader);
    let opened = reader
        .and_then(|reader| reader.article)
        .and_then(|ix| Some((ix, app.shelf.article(ix)?)));
    let Some((ix, article)) = opened else {
        sentences(canvas, room, &[("Open an article first.", Role::Dim)]);
        return;
    };
    let mut lines = Lines {
        rows: Vec::new(),
        width: room.width.saturating_sub(2),
    };
    metadata(canvas, app, article, &mut lines);
    companies(canvas, app, ix, &mut lines);
    marks(canvas, app, ix, article, &mut lines);
    let most = lines.rows.len().saturating_sub(usize::from(room.height));
    let first = usize::from(app.side.scroll).min(most);
    for (y, row) in (0..room.height).zip(lines.rows.iter().skip(first)) {
        canvas.pieces(&mut Strip::of(room, y).skip(1), row);
    }
}

/// Rows put together, and their width in cells.
struct Lines {
    rows: Vec<Vec<Piece>>,
    width: u16,
}

impl Lines {
    fn heading(&mut self, canvas: &Canvas<'_>, text: &str) {
        self.rows.push(Vec::new());
        self.rows
            .push(vec![(text.to_owned(), canvas.style(Role::Heading))]);
    }

    /// A name and a value, which goes on below itself.
    fn fact(&mut self, canvas: &Canvas<'_>, name: &str, value: &str, lang: Lang) {
        let value = one_line(value);
        let dim = canvas.style(Role::Dim);
        let cells = canvas.width(name);
        // A long name has a row of its own.
        let mut before = format!(
            "{name}{}",
            " ".repeat(usize::from(NAMES.saturating_sub(cells)))
        );
        if cells >= NAMES {
            self.rows.push(vec![(name.to_owned(), dim)]);
            before = " ".repeat(usize::from(NAMES));
        }
        for span in wrapped(canvas, &value, lang, self.width.saturating_sub(NAMES)) {
            let text = (span.of(&value).to_owned(), plain(canvas));
            self.rows.push(vec![(before, dim), text]);
            before = " ".repeat(usize::from(NAMES));
        }
    }

    fn text(&mut self, canvas: &Canvas<'_>, text: &str, lang: Lang, style: Style, most: usize) {
        let rows: Vec<Span> = wrapped(canvas, text, lang, self.width.saturating_sub(2));
        for (at, span) in rows.iter().take(most).enumerate() {
            let cut = at + 1 == most && rows.len() > most;
            let text = if cut {
                Span::new(span.start, text.len()).of(text)
            } else {
                span.of(text)
            };
            self.rows
                .push(vec![("  ".to_owned(), style), (text.to_owned(), style)]);
        }
    }
}

fn plain(canvas: &Canvas<'_>) -> Style {
    canvas.style(Role::Text)
}

fn metadata(canvas: &Canvas<'_>, app: &App, article: &Article, lines: &mut Lines) {
    let meta = &article.meta;
    let rows = wrapped(canvas, &meta.title, article.lang, lines.width);
    let title = |span: &Span| vec![(span.of(&meta.title).to_owned(), canvas.style(Role::Title))];
    lines.rows.extend(rows.iter().map(title));
    lines.rows.push(Vec::new());
    let lang = article.lang;
    let facts = [
        ("source", meta.source.clone()),
        ("date", meta.date.map(long_date)),
        ("author", meta.author.clone()),
        ("url", meta.url.clone()),
        (
            "tags",
            (!meta.tags.is_empty()).then(|| meta.tags.join(", ")),
        ),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            lines.fact(canvas, name, &value, lang);
        }
    }
    for (name, value) in &meta.other {
        lines.fact(canvas, name, value, lang);
    }
    lines.fact(canvas, "language", &languages(article), Lang::En);
    if let Some(changed) = changed(app, article) {
        lines.fact(canvas, "changed", &changed, Lang::En);
    }
    let minutes = reading_minutes(article, &app.setup.config.reading);
    let length = format!("{minutes} min, {} passages", article.passages.len());
    lines.fact(canvas, "length", &length, Lang::En);
    lines.fact(
        canvas,
        "file",
        &article.path.display().to_string(),
        Lang::En,
    );
}

/// How often the text has changed, where it has.
fn changed(app: &App, article: &Article) -> Option<String> {
    let history = app.desk.versions.of(&article.id)?;
    let times = match history.older.len() {
        0 => return None,
        1 => "once".to_owned(),
        count => format!("{count} times"),
    };
    let last = history
        .now
        .map_or_else(String::new, |date| format!(", last on {}", date.day()));
    let key = app.setup.keymap.key(Command::Difference);
    Some(format!("{times}{last}: {key} shows what"))
}

/// The article's language, and the others in which blocks of it are.
fn languages(article: &Article) -> String {
    let mut others: Vec<Lang> = Vec::new();
    for block in &article.blocks {
        if block.lang != article.lang && !others.contains(&block.lang) {
            others.push(block.lang);
        }
    }
    let names: Vec<String> = others.iter().map(Lang::to_string).collect();
    if names.is_empty() {
        article.lang.to_string()
    } else {
        format!("{}, parts in {}", article.lang, names.join(", "))
    }
}

fn companies(canvas: &Canvas<'_>, app: &App, ix: ArticleIx, lines: &mut Lines) {
    let found = app
        .shelf
        .mentions_of(ix)
        .map_or(&[][..], |found| &found.companies);
    if found.is_empty() {
        return;
    }
    lines.heading(canvas, "Companies");
    let names = found
        .iter()
        .filter_map(|presence| presence.company.of(&app.setup.config.companies));
    let widest = names
        .map(|company| canvas.width(&company.name))
        .max()
        .unwrap_or(0)
        .min(24);
    for presence in found {
        let Some(company) = presence.company.of(&app.setup.config.companies) else {
            continue;
        };
        let pad = usize::from(widest.saturating_sub(canvas.width(&company.name)));
        lines.rows.push(vec![
            ("  ".to_owned(), plain(canvas)),
            (company.name.clone(), weighted(canvas, app, presence)),
            (
                format!(
                    "{} {:>3}  {}",
                    " ".repeat(pad),
                    presence.count,
                    presence.weight.name()
                ),
                canvas.style(Role::Dim),
            ),
        ]);
    }
}

fn marks(canvas: &Canvas<'_>, app: &App, ix: ArticleIx, article: &Article, lines: &mut Lines) {
    if app.notes.count_in(ix) == 0 {
        return;
    }
    lines.heading(canvas, "Marks");
    for (mark, standing, span) in app.notes.marks_in(ix) {
        let mut head = vec![("  ".to_owned(), plain(canvas))];
        head.extend(tag_names(canvas, app, mark));
        if mark.tags.is_empty() {
            head.push((
                format!("{} note", canvas.signs.note),
                canvas.style(Role::Note),
            ));
        }
        if matches!(standing, Standing::Moved(_)) {
            head.push((
                format!("  {} moved", canvas.signs.moved),
                canvas.style(Role::Moved),
            ));
        }
        lines.rows.push(head);
        let quote = one_line(span.of(&article.text));
        lines.text(
            canvas,
            &quote,
            article.passage_lang(article.passage_at(span.start)),
            canvas.style(Role::Quote),
            2,
        );
        if !mark.note.is_empty() {
            let note = one_line(&mark.note);
            lines.text(canvas, &note, article.lang, canvas.style(Role::Note), 2);
        }
    }
}
