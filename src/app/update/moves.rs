//! Moves of the cursor in whatever has the keyboard, and of the keyboard from pane to pane.

use crate::app::App;
use crate::app::side::Content;
use crate::command::Command;
use crate::layout::{Pane, inner};

use super::{with_active, with_reader};

/// Down and up, by one, half a page, a page, or all the way: in the open screen or the pane with the keyboard.
pub(super) fn along(app: &mut App, command: Command) {
    if let Some(screen) = &mut app.screen {
        let target = stepped(command, screen.selected, screen.items.len(), screen.page);
        screen.select(target);
        return;
    }
    match app.window.division.focus {
        Pane::List => list(app, command),
        Pane::Reader(which) => reader(app, which, command),
        Pane::Side => side(app, command),
    }
}

/// Where a move leads in a list of `count` rows, `page` of them on the screen.
fn stepped(command: Command, from: usize, count: usize, page: usize) -> usize {
    let half = (page / 2).max(1);
    let page = page.saturating_sub(1).max(1);
    let target = match command {
        Command::Down => from + 1,
        Command::Up => from.saturating_sub(1),
        Command::HalfPageDown => from + half,
        Command::HalfPageUp => from.saturating_sub(half),
        Command::PageDown => from + page,
        Command::PageUp => from.saturating_sub(page),
        Command::Bottom => count,
        _ => 0,
    };
    target.min(count.saturating_sub(1))
}

fn list(app: &mut App, command: Command) {
    let page = isize::try_from(app.list.page).unwrap_or(isize::MAX);
    match command {
        Command::Down => app.list.step(1),
        Command::Up => app.list.step(-1),
        Command::HalfPageDown => app.list.step((page / 2).max(1)),
        Command::HalfPageUp => app.list.step(-(page / 2).max(1)),
        Command::PageDown => app.list.step((page - 1).max(1)),
        Command::PageUp => app.list.step(-(page - 1).max(1)),
        Command::Bottom => app.list.select(usize::MAX),
        _ => app.list.select(0),
    }
}

fn reader(app: &mut App, which: usize, command: Command) {
    with_reader(app, which, |reader, copy| {
        let height = i32::from(reader.page.height());
        let page = (height - 2).max(1);
        match command {
            Command::Down => reader.step(copy, 1),
            Command::Up => reader.step(copy, -1),
            Command::HalfPageDown => reader.scroll(copy, (height / 2).max(1)),
            Command::HalfPageUp => reader.scroll(copy, -(height / 2).max(1)),
            Command::PageDown => reader.scroll(copy, page),
            Command::PageUp => reader.scroll(copy, -page),
            Command::Bottom => {
                reader.go(copy, usize::MAX);
                reader.page.turn_to(copy, true);
            }
            _ => {
                reader.go(copy, 0);
                reader.page.turn_to(copy, false);
            }
        }
    });
}

fn side(app: &mut App, command: Command) {
    let rows = app
        .window
        .areas
        .side
        .map_or(1, |area| usize::from(inner(area).height));
    match app.side.content {
        Content::Related => {
            let count = app.side.ready().map_or(0, <[_]>::len);
            // A link takes about five rows.
            app.side.selected = stepped(command, app.side.selected, count, rows.div_ceil(5));
        }
        Content::Answers => {
            if let Some(question) = &mut app.side.question {
                let count = question.answers.as_ref().map_or(0, Vec::len);
                question.selected = stepped(command, question.selected, count, rows.div_ceil(5));
            }
        }
        Content::Found => {
            let search = &mut app.side.search;
            // A passage takes about four rows.
            search.selected = stepped(command, search.selected, search.count(), rows.div_ceil(4));
        }
        Content::About => {
            let from = usize::from(app.side.scroll);
            let target = stepped(command, from, usize::from(u16::MAX), rows);
            app.side.scroll = u16::try_from(if command == Command::Bottom {
                from
            } else {
                target
            })
            .unwrap_or(0);
        }
    }
}

/// Moves that only some panes have: by paragraph, by a row of the page, by a language's group of the list.
pub(super) fn within(app: &mut App, command: Command) {
    if app.window.division.focus == Pane::List {
        if app.list.grouped {
            app.list.step_group(command == Command::NextBlock);
        }
        return;
    }
    with_active(app, |reader, copy| match command {
        Command::NextBlock => reader.step_block(copy, true),
        Command::PreviousBlock => reader.step_block(copy, false),
        Command::ScrollDown => reader.scroll_page(copy, 1),
        _ => reader.scroll_page(copy, -1),
    });
}

/// Gives the next pane the keyboard, or the previous one: also those that do not fit on the screen just now.
pub(super) fn pane(app: &mut App, forward: bool) {
    let readers = (0..app.window.division.readers).map(Pane::Reader);
    let panes: Vec<Pane> = std::iter::once(Pane::List)
        .chain(readers)
        .chain([Pane::Side])
        .collect();
    let count = panes.len();
    let at = panes
        .iter()
        .position(|pane| *pane == app.window.division.focus)
        .unwrap_or(0);
    let next = if forward { at + 1 } else { at + count - 1 } % count;
    if let Some(pane) = panes.get(next) {
        app.window.focus(*pane);
    }
}

/// Makes the pane with the keyboard wider, by percent of the screen, or narrower where negative.
pub(super) fn widen(app: &mut App, by: i16) {
    let share = |share: u16, by: i16| share.saturating_add_signed(by).clamp(10, 60);
    let split = app.window.is_split();
    let division = &mut app.window.division;
    match division.focus {
        Pane::List => division.list = share(division.list, by),
        Pane::Side => division.side = share(division.side, by),
        Pane::Reader(which) if split => app.window.share(which, by),
        // A single reader has what the others leave.
        Pane::Reader(_) if app.window.areas.side.is_some() => {
            division.side = share(division.side, -by)
        }
        Pane::Reader(_) => division.list = share(division.list, -by),
    }
}
