//! The mouse: a click focuses and moves, the wheel scrolls the pane under it, borders are dragged.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::event::{Mouse, MouseAction};
use crate::app::input::Mode;
use crate::command::Command;
use crate::layout::{Pane, READERS, SHARE, inner, item_rows, text_column, views_rows};
use crate::text::cells::Cells;

use super::{filed, moves, step, views, with_reader};

/// How many rows the wheel scrolls at a time.
const WHEEL: i32 = 3;

/// The mouse did something.
pub(super) fn act(app: &mut App, mouse: Mouse, effects: &mut Vec<Effect>) {
    if matches!(app.mode, Mode::Note(_) | Mode::Prompt(_)) {
        return;
    }
    if app.screen.is_some() {
        on_screen(app, mouse);
        return;
    }
    match mouse.action {
        MouseAction::Press => press(app, mouse, effects),
        MouseAction::Drag => drag(app, mouse.column),
        MouseAction::Release => app.window.dragging = None,
        MouseAction::WheelDown => wheel(app, mouse, WHEEL),
        MouseAction::WheelUp => wheel(app, mouse, -WHEEL),
    }
}

fn on_screen(app: &mut App, mouse: Mouse) {
    let Some(screen) = &mut app.screen else {
        return;
    };
    match mouse.action {
        MouseAction::Press if mouse.row > 0 => {
            let item = screen.top + usize::from(mouse.row - 1);
            if item < screen.items.len() {
                screen.select(item);
            }
        }
        MouseAction::WheelDown => moves::along(app, Command::Down),
        MouseAction::WheelUp => moves::along(app, Command::Up),
        _ => {}
    }
}

fn press(app: &mut App, mouse: Mouse, effects: &mut Vec<Effect>) {
    if let Some(pane) = app.window.areas.border_at(mouse.column, mouse.row) {
        app.window.dragging = Some(pane);
        return;
    }
    let Some(pane) = app.window.areas.pane_at(mouse.column, mouse.row) else {
        return;
    };
    let focused = app.window.division.focus == pane;
    let Some(area) = app.window.areas.of(pane) else {
        return;
    };
    app.window.focus(pane);
    let Some(row) = mouse.row.checked_sub(inner(area).y) else {
        return;
    };
    match pane {
        Pane::List => {
            let rows = views_rows(inner(area).height, app.list.views.all.len());
            let Some(row) = row.checked_sub(rows) else {
                let shown = app.list.views.shown(&app.list.filter, rows - 1);
                if let Some(number) = shown.clone().nth(usize::from(row)) {
                    views::choose(app, number);
                }
                return;
            };
            let at = app.list.top + usize::from(row / item_rows(area.width));
            if at >= app.list.rows.len() {
                return;
            }
            let again = focused && app.list.selected == at;
            app.list.select(at);
            // The second click on an article opens it.
            if again {
                filed::open_row(app, at, effects);
            }
        }
        Pane::Reader(which) => {
            with_reader(app, which, |reader, copy| {
                let (x, _) =
                    text_column(area, Cells(copy.reading.measure(copy.article.lang).cells));
                if let Some(byte) = reader
                    .page
                    .byte_at(copy, row, mouse.column.saturating_sub(x))
                {
                    reader.cursor = copy.article.passage_at(byte);
                    reader.reveal(copy);
                }
            });
        }
        Pane::Side => {}
    }
}

/// Moves the border that is being dragged to a column.
fn drag(app: &mut App, column: u16) {
    let Some(pane) = app.window.dragging else {
        return;
    };
    let area = app.window.areas.of(pane);
    // Whether the border parts this reader from the next one.
    let is_followed = matches!(pane, Pane::Reader(which)
        if (which + 1..READERS).any(|next| app.window.areas.of(Pane::Reader(next)).is_some()));
    let division = &mut app.window.division;
    let columns = division.size.columns.max(1);
    let percent =
        |cells: u16| u16::try_from(u32::from(cells) * 100 / u32::from(columns)).unwrap_or(100);
    let narrow = columns < crate::layout::WIDE;
    match pane {
        Pane::List => {
            let share = percent(column);
            division.list = if narrow {
                share.saturating_sub(crate::layout::LIST_EXTRA)
            } else {
                share
            }
            .clamp(10, 60);
        }
        Pane::Reader(which) if is_followed => {
            let cells = i32::from(column) + 1 - area.map_or(0, |area| i32::from(area.right()));
            let width = area.map_or(1, |area| i32::from(area.width.max(1)));
            let share = division.shares.get(which).copied().unwrap_or(SHARE);
            let by = i32::from(share) * cells / width;
            app.window.share(which, i16::try_from(by).unwrap_or(0));
        }
        Pane::Reader(_) => {
            let share = percent(columns.saturating_sub(column));
            division.side = if narrow {
                share.saturating_sub(crate::layout::SIDE_EXTRA)
            } else {
                share
            }
            .clamp(10, 60);
        }
        Pane::Side => {}
    }
}

fn wheel(app: &mut App, mouse: Mouse, rows: i32) {
    let Some(pane) = app.window.areas.pane_at(mouse.column, mouse.row) else {
        return;
    };
    match pane {
        Pane::List => app.list.scroll(rows),
        Pane::Reader(which) => {
            with_reader(app, which, |reader, copy| reader.scroll_page(copy, rows));
            step::moved_by_hand(app, which);
        }
        Pane::Side => {
            let focus = app.window.division.focus;
            app.window.division.focus = Pane::Side;
            moves::along(app, if rows > 0 { Command::Down } else { Command::Up });
            app.window.division.focus = focus;
        }
    }
}
