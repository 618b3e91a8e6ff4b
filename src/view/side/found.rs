//! What was found in the whole library: passages with the hits lit, under the articles they stand in.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Layer, Piece, Strip, shown};
use super::super::parts::{Focus, badge, one_line, pane, sentences, wrapped};
use super::super::theme::Role;
use crate::app::App;
use crate::app::search::{Found, FoundArticle, FoundPassage, IndexState, Nothing, Order};
use crate::app::shelf::Progress;
use crate::command::Command;
use crate::text::span::Span;

/// The most rows of a passage's text.
const TEXT_ROWS: usize = 3;
/// From this width on an article's title, date and source share a row.
const ONE_ROW: u16 = 64;

/// Draws what was found.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect, focus: Focus) {
    let search = &app.side.search;
    let mut title = vec![("Found".to_owned(), focus.heading(canvas))];
    if !search.text.is_empty() {
        let text = format!("{}{}", canvas.signs.dot, one_line(&search.text));
        title.push((text, canvas.style(Role::Accent)));
    }
    let count = search.count();
    let place = match count {
        0 => String::new(),
        count => format!("{}/{count}", search.selected.min(count - 1) + 1),
    };
    let right = [(place, canvas.style(Role::Dim))];
    let mut room = pane(canvas, area, body, &title, &right);
    let Some(found) = search
        .found
        .as_ref()
        .filter(|found| !found.articles.is_empty())
    else {
        empty(canvas, app, room);
        return;
    };
    let text = summary(canvas, app, found);
    canvas.cut(
        &mut Strip::of(room, 0).skip(1),
        &text,
        canvas.style(Role::Dim),
        &[],
    );
    let used = 2.min(room.height);
    room = Rect {
        y: room.y + used,
        height: room.height - used,
        ..room
    };
    list(canvas, found, room, search.selected, focus);
}

/// How many there are, what the order means, and what is still to come.
fn summary(canvas: &Canvas<'_>, app: &App, found: &Found) -> String {
    let articles = |count: usize| match count {
        1 => "1 article".to_owned(),
        count => format!("{count} articles"),
    };
    let (shown, total) = (found.articles.len(), found.total);
    let mut parts = vec![if shown < total {
        format!("{shown} of {}", articles(total))
    } else {
        articles(total)
    }];
    let order = match found.order {
        Order::Words => "",
        Order::Newest => "the newest first",
        Order::Both if found.more => "by words",
        Order::Both => "by words and meaning",
        Order::Meaning => "the nearest in meaning",
    };
    parts.extend(Some(order.to_owned()).filter(|order| !order.is_empty()));
    parts.extend(to_come(canvas, app));
    parts.join(canvas.signs.dot)
}

/// What is still to come, if anything.
fn to_come(canvas: &Canvas<'_>, app: &App) -> Option<String> {
    let search = &app.side.search;
    let ellipsis = canvas.signs.ellipsis;
    let found = search.found.as_ref();
    let by_meaning = found.is_some_and(|found| matches!(found.order, Order::Both | Order::Meaning));
    match (search.index, app.shelf.progress) {
        _ if search.is_waiting() => Some(format!("looking{ellipsis}")),
        _ if found.is_some_and(|found| found.more) => {
            Some(format!("looking for what it means{ellipsis}"))
        }
        (IndexState::Behind { done, of }, _) => Some(format!(
            "{done} of {of} new files are in the index{ellipsis}"
        )),
        (IndexState::Unknown, _) => Some(format!("the index is being read{ellipsis}")),
        (_, Progress::Linking { done, of }) if by_meaning => Some(format!(
            "the meaning of {done} of {of} passages is known{ellipsis}"
        )),
        _ => None,
    }
}

/// Says why there is nothing, and what can be done.
fn empty(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let search = &app.side.search;
    let key = |command| app.setup.keymap.key(command);
    let nothing = search.found.as_ref().map(|found| &found.nothing);
    let mut texts: Vec<(String, Role)> = Vec::new();
    let say = |text: &str| (text.to_owned(), Role::Text);
    let add = |text: &str| (text.to_owned(), Role::Dim);
    if search.text.is_empty() || nothing == Some(&Nothing::Asked) {
        texts.push(say(
            "Words are found in every title and text, in any script.",
        ));
        texts.push(add(
            "\"a phrase\", -not, OR and ( ); lang:ja, company:vmware, source:, tag:, date:<30d, is:unread, near:company: Tab completes.",
        ));
        texts.push(add(
            "~words find what means something like them, in any language. A sentence is found by its words and its meaning.",
        ));
    } else if let Some(still) = to_come(canvas, app) {
        texts.push((still, Role::Dim));
    } else {
        let (why, remedy) = match nothing {
            Some(Nothing::Nowhere(parts)) => (
                format!("Nowhere in the library: {}", parts.join(", ")),
                "Leave that out, or write OR between words of which one is enough.",
            ),
            Some(Nothing::NotTogether) => (
                "Each of these is in some article, but no article has all of them.".to_owned(),
                "Leave one out, or write OR between words of which one is enough.",
            ),
            Some(Nothing::Failed(why)) => (why.clone(), ""),
            _ => (
                "Nothing in the library fits.".to_owned(),
                "Try fewer letters, or ~ before a word to find what means something like it.",
            ),
        };
        texts.push((why, Role::Text));
        texts.push((remedy.to_owned(), Role::Dim));
        texts.push((
            format!("{} finds something else.", key(Command::Find)),
            Role::Dim,
        ));
    }
    let texts: Vec<(&str, Role)> = texts
        .iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, role)| (text.as_str(), *role))
        .collect();
    sentences(canvas, room, &texts);
}

/// An item: a passage with its article's head before the first one, or the head alone.
struct Entry<'a> {
    article: &'a FoundArticle,
    passage: Option<&'a FoundPassage>,
    is_first: bool,
    is_last: bool,
    rows: Vec<Span>,
    /// Whether text stands before the first row and after the last one.
    cut: [bool; 2],
    head: u16,
}

fn list(canvas: &mut Canvas<'_>, found: &Found, room: Rect, selected: usize, focus: Focus) {
    let items: Vec<_> = found.items().collect();
    let of = |at: Option<usize>| at.and_then(|at| items.get(at)).map(|(article, _)| *article);
    let entry = |(number, (at, passage)): (usize, &(usize, Option<&'_ FoundPassage>))| {
        let article = found.articles.get(*at)?;
        let is_first = of(number.checked_sub(1)) != Some(*at);
        let is_last = of(Some(number + 1)) != Some(*at);
        let passage = passage.and_then(|wanted| {
            let mut own = article.passages.iter();
            own.find(|own| own.number == wanted.number)
        });
        Some(Entry::new(
            canvas,
            article,
            passage,
            [is_first, is_last],
            room.width,
        ))
    };
    let entries: Vec<Entry<'_>> = items.iter().enumerate().filter_map(entry).collect();
    let selected = selected.min(entries.len().saturating_sub(1));
    let height = |at: usize| entries.get(at).map_or(0, Entry::height);
    for (at, rows) in shown(room, entries.len(), (0, selected), height) {
        if let Some(entry) = entries.get(at) {
            entry.draw(canvas, rows, (at == selected).then_some(focus));
        }
    }
}

impl<'a> Entry<'a> {
    fn new(
        canvas: &Canvas<'_>,
        article: &'a FoundArticle,
        passage: Option<&'a FoundPassage>,
        [is_first, is_last]: [bool; 2],
        width: u16,
    ) -> Self {
        let (rows, cut) = passage.map_or_else(Default::default, |passage| {
            let rows = wrapped(canvas, &passage.text, article.lang, width.saturating_sub(4));
            window(rows, passage.lit.first())
        });
        let head = match (is_first, width < ONE_ROW) {
            (false, _) => 0,
            (true, true) => 2,
            (true, false) => 1,
        };
        Self {
            article,
            passage,
            is_first,
            is_last,
            rows,
            cut,
            head,
        }
    }

    /// Head and text, and an empty row below an article's last.
    fn height(&self) -> u16 {
        let text = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        text.saturating_add(self.head + u16::from(self.is_last))
    }

    fn draw(&self, canvas: &mut Canvas<'_>, rows: Rect, cursor: Option<Focus>) {
        let head = if self.passage.is_some() { self.head } else { 0 };
        if let Some(focus) = cursor {
            let height = self.height() - u16::from(self.is_last) - head;
            let lit = Rect {
                y: rows.y + head,
                height: height.min(rows.height.saturating_sub(head)),
                ..rows
            };
            canvas.fill(lit, canvas.style(focus.role(Role::Row, Role::RowIdle)));
            let style = canvas.style(focus.role(Role::CursorSign, Role::Dim));
            for y in 0..lit.height {
                canvas.put(&mut Strip::of(lit, y).take(1), canvas.signs.cursor, style);
            }
        }
        if self.is_first {
            self.heading(canvas, rows);
        }
        let Some(passage) = self.passage else { return };
        let layers = lit(canvas, &passage.lit);
        let style = plain(canvas, Role::Text);
        for (y, span) in (self.head..).zip(&self.rows) {
            let mut strip = Strip::of(rows, y).skip(3);
            canvas.layered(&mut strip, &passage.text, *span, style, &layers);
            let number = usize::from(y - self.head);
            let ellipsis = canvas.signs.ellipsis;
            let dim = plain(canvas, Role::Dim);
            if number == 0 {
                // Passages of one article follow upon one another: a sign says where each begins.
                let mut before = Strip::of(rows, y).skip(1).take(2);
                let sign = if self.cut[0] {
                    ellipsis
                } else {
                    canvas.signs.dot.trim()
                };
                canvas.put(&mut before, sign, dim);
            }
            if self.cut[1] && number + 1 == self.rows.len() {
                strip.x = strip
                    .x
                    .min(strip.right.saturating_sub(canvas.width(ellipsis)));
                canvas.put(&mut strip, ellipsis, dim);
            }
        }
    }

    /// Language and title; date, source and how many more passages there are beside them or below.
    fn heading(&self, canvas: &mut Canvas<'_>, rows: Rect) {
        let dim = plain(canvas, Role::Dim);
        let mut strip = Strip::of(rows, 0).skip(1);
        let facts = [&self.article.date, &self.article.source];
        let mut facts: Vec<&str> = facts.into_iter().flatten().map(String::as_str).collect();
        let more = self
            .article
            .count
            .saturating_sub(self.article.passages.len());
        let more = (more > 0).then(|| format!("+{more}"));
        facts.extend(more.as_deref());
        let facts: Piece = (facts.join(canvas.signs.dot), dim);
        if self.head == 1 {
            strip.right = strip.right.saturating_sub(1).max(strip.x);
            // The title comes first: it has at least half of the row.
            if canvas.width(&facts.0) <= strip.room() / 2 {
                canvas.at_right(&mut strip, std::slice::from_ref(&facts));
            }
        } else {
            let mut below = Strip::of(rows, 1).skip(4);
            canvas.pieces(&mut below, &[facts]);
        }
        let (name, style) = badge(canvas, self.article.lang);
        canvas.put(&mut strip, &name, style);
        let layers = lit(canvas, &self.article.lit);
        let style = plain(canvas, Role::UnreadTitle);
        canvas.cut(&mut strip.skip(1), &self.article.title, style, &layers);
    }
}

/// A role's style on whatever ground there is.
fn plain(canvas: &Canvas<'_>, role: Role) -> Style {
    Style {
        bg: None,
        ..canvas.style(role)
    }
}

fn lit(canvas: &Canvas<'_>, spans: &[Span]) -> Vec<Layer> {
    let style = canvas.style(Role::Match);
    let layer = |span: &Span| Layer { span: *span, style };
    spans.iter().map(layer).collect()
}

/// As many rows as are shown, such that the first hit is among them; and whether rows before and after them are left out.
fn window(rows: Vec<Span>, hit: Option<&Span>) -> (Vec<Span>, [bool; 2]) {
    let with = hit.map_or(0, |hit| rows.partition_point(|row| row.end <= hit.start));
    // One row before the hit's is worth more than another one after it.
    let last = rows.len().saturating_sub(TEXT_ROWS);
    let first = if with < TEXT_ROWS {
        0
    } else {
        (with - 1).min(last)
    };
    let cut = [first > 0, first + TEXT_ROWS < rows.len()];
    let shown = rows.into_iter().skip(first).take(TEXT_ROWS);
    (shown.collect(), cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hit_is_among_the_rows_that_are_shown() {
        let rows: Vec<Span> = (0..6).map(|n| Span::new(n * 10, n * 10 + 10)).collect();
        let starts = |hit: Option<Span>| {
            let (shown, cut) = window(rows.clone(), hit.as_ref());
            (shown.iter().map(|row| row.start).collect::<Vec<_>>(), cut)
        };
        assert_eq!(starts(None), (vec![0, 10, 20], [false, true]));
        assert_eq!(starts(Some(Span::new(25, 28))).0, [0, 10, 20]);
        assert_eq!(
            starts(Some(Span::new(35, 38))),
            (vec![20, 30, 40], [true, true])
        );
        assert_eq!(
            starts(Some(Span::new(55, 58))),
            (vec![30, 40, 50], [true, false])
        );
    }
}
