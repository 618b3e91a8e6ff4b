//! The size of the terminal and what is open → the areas of the screen.
//!
//! It knows no article and draws nothing.

use ratatui::layout::Rect;

use crate::text::cells::Cells;

/// From this width on the list, a reader and the side pane stand beside one another.
pub const WIDE: u16 = 120;
/// From this width on two panes stand beside one another; below, one at a time.
pub const MEDIUM: u16 = 80;
/// From this width on three readers stand beside one another; below, two of them.
pub const THREE: u16 = 180;
/// From this width on the list and the side pane stand beside three readers.
pub const FIVE: u16 = 260;
/// The most readers there are.
pub const READERS: usize = 3;
/// Below this width or height nothing useful can be shown.
pub const LEAST: (u16, u16) = (40, 10);

/// How much more of the width the list has where only two panes stand, in percent.
pub const LIST_EXTRA: u16 = 16;
/// How much more of the width the side pane has there, in percent.
pub const SIDE_EXTRA: u16 = 16;
/// From this width on the library list gives each article one row with columns; below, two rows.
pub const LIST_COLUMNS: u16 = 72;

/// A pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The library list.
    List,
    /// A reader, counted from 0.
    Reader(usize),
    /// The side pane.
    Side,
}

/// The size of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns, in cells.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

/// What is open, and how the user has divided the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// The terminal's size.
    pub size: Size,
    /// The pane with the keyboard.
    pub focus: Pane,
    /// The reader used last: what is shown when only one fits.
    pub reader: usize,
    /// How many readers are open, 1 to [`READERS`].
    pub readers: usize,
    /// Whether the focused pane has the screen alone.
    pub zoomed: bool,
    /// The list's share of the width, in percent.
    pub list: u16,
    /// The side pane's share of the width, in percent.
    pub side: u16,
    /// The readers' shares of the room that the shown ones have: its parts are in proportion to these.
    pub shares: [u16; READERS],
}

/// A reader's share where the user has not changed it.
pub const SHARE: u16 = 50;

/// The areas of the screen; what is not shown has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The library list with its heading.
    pub list: Option<Rect>,
    /// The readers with their headings.
    pub readers: [Option<Rect>; READERS],
    /// The side pane with its heading.
    pub side: Option<Rect>,
    /// Everything but the foot: what a screen covers.
    pub body: Rect,
    /// The row at the foot.
    pub foot: Rect,
}

impl Areas {
    /// The area of a pane.
    #[must_use]
    pub fn of(&self, pane: Pane) -> Option<Rect> {
        match pane {
            Pane::List => self.list,
            Pane::Reader(which) => self.readers.get(which).copied().flatten(),
            Pane::Side => self.side,
        }
    }

    /// The pane at a column and row.
    #[must_use]
    pub fn pane_at(&self, column: u16, row: u16) -> Option<Pane> {
        let at = (column, row).into();
        self.panes()
            .find(|pane| self.of(*pane).is_some_and(|area| area.contains(at)))
    }

    /// The panes that are shown, from left to right.
    pub fn panes(&self) -> impl Iterator<Item = Pane> + use<> {
        let areas = *self;
        let readers = (0..READERS).map(Pane::Reader);
        std::iter::once(Pane::List)
            .chain(readers)
            .chain([Pane::Side])
            .filter(move |pane| areas.of(*pane).is_some())
    }

    /// The pane whose right border a column of the body is, if another pane follows it.
    #[must_use]
    pub fn border_at(&self, column: u16, row: u16) -> Option<Pane> {
        let last = self.body.right().saturating_sub(1);
        let inside = row < self.body.bottom();
        self.panes().find(|pane| {
            let right = self.of(*pane).map(|area| area.right().saturating_sub(1));
            inside && column < last && (right == Some(column) || right == column.checked_sub(1))
        })
    }
}

/// The room of a pane below its heading row and left of the line that parts it from the next.
#[must_use]
pub fn inner(area: Rect) -> Rect {
    Rect {
        x: area.x,
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(1),
        height: area.height.saturating_sub(1),
    }
}

/// The column in which a row of text begins and the room it has: the measure, centered where the pane is wider. Two
/// columns on its left are kept for the signs of the cursor and of marks, one on its right stays free.
#[must_use]
pub fn text_column(pane: Rect, measure: Cells) -> (u16, Cells) {
    let room = inner(pane);
    let free = room.width.saturating_sub(3).max(2);
    let width = free.min(measure.0);
    let x = room.x + 2.min(room.width) + (free - width) / 2;
    (x, Cells(width))
}

/// How many rows of the screen the library list gives an article, and a language's heading.
#[must_use]
pub fn item_rows(width: u16) -> u16 {
    if width < LIST_COLUMNS { 2 } else { 1 }
}

/// How many articles and headings the library list shows at a time.
#[must_use]
pub fn items_shown(list: Rect) -> usize {
    usize::from(inner(list).height / item_rows(list.width)).max(1)
}

/// How many rows the views above a list take in a room of this height, with the one that parts them from the articles;
/// none where there are none, or no room for them. They take at most a third of it.
#[must_use]
pub fn views_rows(height: u16, views: usize) -> u16 {
    let most = height / 3;
    if views == 0 || most < 3 {
        return 0;
    }
    let wanted = u16::try_from(views + 2).unwrap_or(u16::MAX);
    wanted.min(most)
}

/// The area of a list below so many views, as if the row above its articles were its heading.
#[must_use]
pub fn below_views(list: Rect, views: usize) -> Rect {
    let rows = views_rows(inner(list).height, views);
    Rect {
        y: list.y.saturating_add(rows),
        height: list.height.saturating_sub(rows),
        ..list
    }
}

/// Whether the terminal is too small to show anything useful.
#[must_use]
pub fn too_small(size: Size) -> bool {
    size.columns < LEAST.0 || size.rows < LEAST.1
}

/// Divides the screen.
#[must_use]
pub fn divide(division: &Division) -> Areas {
    let Size { columns, rows } = division.size;
    let body = Rect::new(0, 0, columns, rows.saturating_sub(1));
    let foot = Rect::new(0, body.bottom(), columns, rows.min(1));
    let mut areas = Areas {
        body,
        foot,
        ..Areas::default()
    };
    let panes = shown(division);
    let share = |pane: &Pane| match pane {
        Pane::List if panes.len() == 1 => 100,
        Pane::List if columns < WIDE => (division.list + LIST_EXTRA).min(60),
        Pane::List => division.list,
        Pane::Side if columns < WIDE => (division.side + SIDE_EXTRA).min(60),
        Pane::Side => division.side,
        Pane::Reader(_) => 0,
    };
    let given = |pane: &Pane| {
        u16::try_from(u32::from(columns) * u32::from(share(pane)) / 100).unwrap_or(columns)
    };
    let fixed: u16 = panes.iter().map(given).sum();
    let weight = |pane: &Pane| match pane {
        Pane::Reader(which) => division.shares.get(*which).copied().unwrap_or(SHARE),
        Pane::List | Pane::Side => 0,
    };
    let mut weights: u16 = panes.iter().map(weight).sum();
    let mut room = columns.saturating_sub(fixed);
    let mut x = 0;
    for (at, pane) in panes.iter().enumerate() {
        let width = match pane {
            _ if at + 1 == panes.len() => columns.saturating_sub(x),
            // Each takes its part of what those before it have left.
            Pane::Reader(_) => room * weight(pane) / weights.max(1),
            pane => given(pane),
        };
        if matches!(pane, Pane::Reader(_)) {
            room = room.saturating_sub(width);
            weights = weights.saturating_sub(weight(pane));
        }
        let area = Rect::new(x, 0, width.min(columns.saturating_sub(x)), body.height);
        match pane {
            Pane::List => areas.list = Some(area),
            Pane::Reader(which) => {
                if let Some(place) = areas.readers.get_mut(*which) {
                    *place = Some(area);
                }
            }
            Pane::Side => areas.side = Some(area),
        }
        x += area.width;
    }
    areas
}

/// Which panes are shown, from left to right.
fn shown(division: &Division) -> Vec<Pane> {
    let Division { focus, .. } = *division;
    let columns = division.size.columns;
    if division.zoomed || columns < MEDIUM {
        return vec![focus];
    }
    let readers = readers(division);
    // From which width on both other panes, or the side pane alone, fit beside them.
    let (both, side) = match readers.len() {
        1 => (WIDE, u16::MAX),
        2 => (200, 160),
        _ => (FIVE, u16::MAX),
    };
    let used = Pane::Reader(division.reader.min(division.readers.saturating_sub(1)));
    match focus {
        _ if columns >= both => [&[Pane::List], &readers[..], &[Pane::Side]].concat(),
        Pane::Reader(_) | Pane::Side if columns >= side => [&readers[..], &[Pane::Side]].concat(),
        Pane::Reader(_) if readers.len() > 1 => readers,
        Pane::Side => vec![used, Pane::Side],
        Pane::List | Pane::Reader(_) => vec![Pane::List, used],
    }
}

/// The readers that stand beside one another. Where not all fit, the first stays, with the one used last beside it.
fn readers(division: &Division) -> Vec<Pane> {
    let columns = division.size.columns;
    let reading = matches!(division.focus, Pane::Reader(_));
    match division.readers {
        0 | 1 => vec![Pane::Reader(0)],
        READERS if columns >= FIVE || (columns >= THREE && reading) => {
            (0..READERS).map(Pane::Reader).collect()
        }
        count => {
            let beside = division.reader.clamp(1, count - 1);
            vec![Pane::Reader(0), Pane::Reader(beside)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn division(columns: u16, focus: Pane, readers: usize) -> Division {
        Division {
            size: Size { columns, rows: 30 },
            focus,
            reader: 0,
            readers,
            zoomed: false,
            list: 30,
            side: 28,
            shares: [SHARE; READERS],
        }
    }

    #[test]
    fn the_width_decides_how_many_panes_are_shown() {
        let count =
            |columns, focus, readers| divide(&division(columns, focus, readers)).panes().count();
        assert_eq!(count(79, Pane::List, 1), 1);
        assert_eq!(count(80, Pane::List, 1), 2);
        assert_eq!(count(120, Pane::List, 1), 3);
        assert_eq!(count(120, Pane::Reader(1), 2), 2);
        assert_eq!(count(160, Pane::Reader(1), 2), 3);
        assert_eq!(count(200, Pane::Reader(1), 2), 4);
        assert_eq!(count(179, Pane::Reader(1), 3), 3);
        assert_eq!(count(180, Pane::Reader(1), 3), 3);
        assert_eq!(count(200, Pane::Side, 3), 4);
        assert_eq!(count(260, Pane::Side, 3), 5);
    }

    #[test]
    fn three_readers_share_the_room_and_where_two_fit_the_one_used_last_is_beside_the_first() {
        let widths = |division: &Division| {
            let areas = divide(division);
            areas.readers.map(|area| area.map_or(0, |area| area.width))
        };
        let mut three = division(181, Pane::Reader(2), 3);
        assert_eq!(widths(&three), [60, 60, 61]);
        three.shares = [SHARE, SHARE, 2 * SHARE];
        assert_eq!(widths(&three), [45, 45, 91]);
        three = division(120, Pane::Reader(2), 3);
        three.reader = 2;
        assert_eq!(widths(&three), [60, 0, 60]);
    }

    #[test]
    fn the_focused_pane_is_always_shown_and_panes_fill_the_screen() {
        for columns in 1..300 {
            let readers = (0..READERS).map(Pane::Reader);
            for focus in readers.chain([Pane::List, Pane::Side]) {
                for readers in 1..=READERS {
                    if matches!(focus, Pane::Reader(which) if which >= readers) {
                        continue;
                    }
                    let reader = match focus {
                        Pane::Reader(which) => which,
                        _ => readers - 1,
                    };
                    let areas = divide(&Division {
                        reader,
                        ..division(columns, focus, readers)
                    });
                    assert!(areas.of(focus).is_some(), "{columns} {focus:?} {readers}");
                    let mut x = 0;
                    for pane in areas.panes() {
                        let area = areas.of(pane).unwrap();
                        assert_eq!(area.x, x);
                        x = area.right();
                    }
                    assert_eq!(x, columns, "{focus:?} {readers}");
                }
            }
        }
    }

    #[test]
    fn text_is_centered_in_a_wide_pane_and_keeps_its_gutter_in_a_narrow_one() {
        assert_eq!(
            text_column(Rect::new(0, 0, 106, 30), Cells(72)),
            (17, Cells(72))
        );
        assert_eq!(
            text_column(Rect::new(40, 0, 40, 30), Cells(72)),
            (42, Cells(36))
        );
    }
}
