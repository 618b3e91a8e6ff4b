//! The row at the foot: what is typed, what was said, what keys would do, and what is going on.

mod hints;
mod typed;

use ratatui::layout::Rect;

use super::paint::{Canvas, Piece, Strip};
use super::theme::Role;
use crate::app::App;
use crate::app::input::Mode;
use crate::app::search::IndexState;
use crate::app::shelf::Progress;
use crate::app::step::Pace;

/// Draws the foot.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect) {
    let mut strip = Strip::of(area, 0).skip(1);
    strip.right = strip.right.saturating_sub(1).max(strip.x);
    if let Mode::Prompt(prompt) = &app.mode {
        typed::draw(canvas, app, prompt, strip);
        return;
    }
    let states = states(canvas, app);
    let message = app.status.message.as_ref();
    match (&app.mode, message) {
        (Mode::Tagging { stays, pending }, None) if pending.is_empty() => {
            canvas.at_right(&mut strip, &states);
            hints::tags(canvas, app, *stays, strip);
        }
        (Mode::Normal { pending } | Mode::Tagging { pending, .. }, _) if !pending.is_empty() => {
            hints::following(canvas, app, pending, strip);
        }
        (_, Some(message)) => {
            canvas.at_right(&mut strip, &states);
            let role = if message.failure {
                Role::Failure
            } else {
                Role::Message
            };
            let style = canvas.style(role);
            canvas.cut(&mut strip, &message.text, style, &[]);
        }
        (Mode::Note(_), None) => {}
        _ => {
            canvas.at_right(&mut strip, &states);
            hints::place(canvas, app, strip);
        }
    }
}

/// How the readers go together, where they do.
fn step(app: &App) -> Option<String> {
    let silent = app.window.other_readers();
    let silent = silent.filter(|which| app.desk.step.silent.get(*which) == Some(&true));
    let text = match (app.desk.step.pace, silent.count()) {
        (Pace::Free, _) => return None,
        (Pace::InStep, 0) => "in step",
        (Pace::InStep, 1) if app.window.division.readers > 2 => "in step: nothing in one",
        (Pace::InStep, _) => "in step: nothing here",
        (Pace::Locked, _) => "in step, held",
    };
    Some(text.to_owned())
}

/// Loading, analyzing, saving, and the lens.
fn states(canvas: &Canvas<'_>, app: &App) -> Vec<Piece> {
    let state = canvas.style(Role::State);
    let mut pieces: Vec<Piece> = Vec::new();
    let ellipsis = canvas.signs.ellipsis;
    let progress = match app.shelf.progress {
        Progress::Reading(0) => Some(format!("reading{ellipsis}")),
        Progress::Reading(count) => Some(format!("reading {count}{ellipsis}")),
        Progress::Analyzing => Some(format!("analyzing{ellipsis}")),
        Progress::Linking { done, of } => Some(format!("linking {done}/{of}{ellipsis}")),
        Progress::Ready => None,
    };
    let scan = app.shelf.filed.as_ref().and_then(|filed| filed.scan);
    let scan = scan.map(|(done, of)| match of {
        0 => format!("looking through the files{ellipsis}"),
        _ => format!("indexing {done}/{of}{ellipsis}"),
    });
    let fetching = app.shelf.feeds.under_way;
    let fetching = fetching.map(|now| match now.new {
        0 => format!("fetching {}/{}{ellipsis}", now.done, now.of),
        new => format!("fetching {}/{}, {new} new{ellipsis}", now.done, now.of),
    });
    let indexing = match app.side.search.index {
        IndexState::Behind { done, of } => Some(format!("indexing {done}/{of}{ellipsis}")),
        IndexState::Unknown | IndexState::Ready => None,
    };
    let saving = app.notes.is_saving().then(|| format!("saving{ellipsis}"));
    let portal = app
        .desk
        .portal
        .map(|_| format!("{} one end", canvas.signs.link));
    for text in [
        progress,
        scan.or(indexing),
        fetching,
        saving,
        step(app),
        portal,
    ]
    .into_iter()
    .flatten()
    {
        if !pieces.is_empty() {
            pieces.push((canvas.signs.dot.to_owned(), state));
        }
        pieces.push((text, state));
    }
    let lens = app
        .shelf
        .lens
        .and_then(|lens| app.setup.config.companies.get(usize::from(lens.0)));
    if let Some(company) = lens {
        if !pieces.is_empty() {
            pieces.push((canvas.signs.dot.to_owned(), state));
        }
        let style = canvas.theme.color(company.color);
        pieces.push((format!("{} {}", canvas.signs.lens, company.name), style));
    }
    pieces
}
