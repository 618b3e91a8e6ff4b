//! The grouped list in columns, one for each language, so that the coverage of a story can be compared.

use ratatui::layout::Rect;

use super::super::paint::{Canvas, Strip};
use super::super::parts::Focus;
use super::row::{self, Form};
use crate::app::App;
use crate::app::list::{ListPane, ListRow};
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;

/// The narrowest useful column, in cells.
const NARROWEST: u16 = 30;

/// A column: its language, and its articles with their places in the list.
pub(super) struct Column {
    lang: Lang,
    /// None in the place of one that is on its way.
    articles: Vec<(usize, Option<ArticleIx>)>,
}

impl Column {
    /// How many articles it has, those that stand hidden under others among them.
    fn count(&self, list: &ListPane) -> usize {
        let in_hand = self.articles.iter().filter_map(|(_, ix)| *ix);
        let hidden = in_hand.map(|ix| list.copies.hidden_under(ix).len());
        self.articles.len() + hidden.sum::<usize>()
    }
}

/// The columns of a list, where it is grouped and has room for them.
pub(super) fn of(list: &ListPane, width: u16) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for (at, row) in list.rows.iter().enumerate() {
        match *row {
            ListRow::Group { lang, .. } => columns.push(Column {
                lang,
                articles: Vec::new(),
            }),
            ListRow::Article(ix) => columns.last_mut()?.articles.push((at, Some(ix))),
            ListRow::Filed(_) => columns.last_mut()?.articles.push((at, None)),
        }
    }
    let count = u16::try_from(columns.len()).ok()?;
    (count >= 2 && width / count >= NARROWEST).then_some(columns)
}

/// Draws the columns side by side. Each shows its articles from the start; the cursor's scrolls as far as it must.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    app: &App,
    room: Rect,
    focus: Focus,
    columns: &[Column],
) {
    let count = u16::try_from(columns.len()).unwrap_or(u16::MAX).max(1);
    let width = room.width / count;
    let mut x = room.x;
    for column in columns {
        let area = Rect { x, width, ..room };
        x += width;
        super::group(
            canvas,
            Strip::of(area, 0),
            column.lang,
            column.count(&app.list),
        );
        let page = usize::from(area.height.saturating_sub(1) / 2);
        let selected = column
            .articles
            .iter()
            .position(|(at, _)| *at == app.list.selected);
        let first = selected.map_or(0, |selected| (selected + 1).saturating_sub(page.max(1)));
        let mut y = 1;
        for (at, ix) in column.articles.iter().skip(first) {
            if y >= area.height {
                break;
            }
            let rows = Rect {
                y: area.y + y,
                width: width.saturating_sub(1),
                height: 2.min(area.height - y),
                ..area
            };
            if let Some(ix) = ix {
                row::draw(
                    canvas,
                    app,
                    *ix,
                    rows,
                    Form::Column,
                    (*at == app.list.selected).then_some(focus),
                );
            }
            y += 2;
        }
    }
}
