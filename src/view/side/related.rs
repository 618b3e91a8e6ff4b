//! Related passages: how each belongs to the passage under the cursor, and why. Where nothing is claimed, the nearest
//! passages are offered as such.

use ratatui::layout::Rect;

use super::super::paint::{Canvas, Strip};
use super::super::parts::{Focus, pane, sentences, wrapped};
use super::super::theme::Role;
use super::entry::{Listed, in_words, list};
use crate::analysis::links::THRESHOLD;
use crate::app::App;
use crate::app::linked::verdict;
use crate::app::shelf::Progress;
use crate::command::Command;
use crate::news::link::Link;
use crate::news::mark::Verdict;
use crate::text::lang::Lang;

/// Draws the related passages.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect, focus: Focus) {
    let links = app.side.ready();
    let claimed = links.map(|links| links.iter().filter(|link| is_claimed(link)).count());
    let count = claimed.map_or_else(String::new, |count| count.to_string());
    let mut title = vec![("Related".to_owned(), focus.heading(canvas))];
    let filed = app.shelf.filed.as_ref();
    if let Some(filed) = filed.filter(|filed| filed.bodies() > 0) {
        let reach = format!(
            "{}in {} of {}",
            canvas.signs.dot,
            filed.bodies(),
            filed.total
        );
        title.push((reach, canvas.style(Role::Dim)));
    }
    let right = vec![(count, canvas.style(Role::Dim))];
    let mut room = pane(canvas, area, body, &title, &right);
    match links {
        Some([]) => none(canvas, app, room),
        None if app.side.asked.is_none() => unasked(canvas, app, room),
        None => {
            let text = format!("looking{}", canvas.signs.ellipsis);
            sentences(canvas, room, &[(text.as_str(), Role::Dim)]);
        }
        Some(links) => {
            if claimed == Some(0) {
                let text = format!("{}; nearest:", nothing(app));
                room = nearest(canvas, room, &text);
            }
            let listed: Vec<Listed<'_>> = links.iter().map(|link| listed(app, link)).collect();
            list(
                canvas,
                app,
                room,
                &listed,
                (app.side.top, app.side.selected),
                focus,
            );
        }
    }
}

/// How it is said that nothing is claimed: for now, as long as passages are still being read for their meaning.
fn nothing(app: &App) -> &'static str {
    if is_linking(app) {
        "Nothing related was found so far"
    } else {
        "Nothing related was found"
    }
}

fn is_linking(app: &App) -> bool {
    matches!(app.shelf.progress, Progress::Linking { .. })
}

/// Whether a link is claimed, rather than offered as the nearest there is.
fn is_claimed(link: &Link) -> bool {
    link.probability >= THRESHOLD
}

fn listed<'a>(app: &App, link: &'a Link) -> Listed<'a> {
    let said = verdict(&app.notes, &app.shelf.library, link.from, link.to);
    let kind = link.kind.name();
    let words = match said.map(|judged| judged.verdict) {
        Some(Verdict::Portal) => "linked by you".to_owned(),
        Some(Verdict::Accepted) => format!("{kind}, accepted by you"),
        _ if is_claimed(link) => format!("{kind}, {}", in_words(link.probability, THRESHOLD)),
        _ => in_words(link.probability, THRESHOLD).to_owned(),
    };
    Listed {
        to: link.to,
        words,
        probability: link.probability,
        reasons: &link.reasons,
        dimmed: !is_claimed(link),
    }
}

/// Says that what follows is not claimed, and gives the room below.
pub(super) fn nearest(canvas: &mut Canvas<'_>, room: Rect, text: &str) -> Rect {
    let rows = wrapped(canvas, text, Lang::En, room.width.saturating_sub(3));
    let mut y = 0;
    for span in rows {
        let mut strip = Strip::of(room, y).skip(2);
        canvas.layered(&mut strip, text, span, canvas.style(Role::Dim), &[]);
        y += 1;
    }
    let used = (y + 1).min(room.height);
    Rect {
        y: room.y + used,
        height: room.height - used,
        ..room
    }
}

fn none(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let nearby = app.shelf.filed.as_ref().map(|filed| {
        format!(
            "None of the {} articles of {} that name the same companies at about the same time says what this passage says, or names what it names.",
            filed.bodies(), filed.total
        )
    });
    let hint = match &nearby {
        _ if is_linking(app) => {
            "Passages are still being read for their meaning; what says the same is added as it is found."
        }
        Some(text) => text,
        None if app.shelf.library.articles.len() < 2 => "The library has no other article.",
        None => {
            "No other article says what this passage says, or names what it names. A longer one beside it may do better."
        }
    };
    let nothing = format!("{}.", nothing(app));
    sentences(
        canvas,
        room,
        &[(nothing.as_str(), Role::Text), (hint, Role::Dim)],
    );
}

fn unasked(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let key = app.setup.keymap.key(Command::Related);
    let text = if app.open_article().is_some() {
        format!("{key} looks for passages of other articles that speak of the same thing.")
    } else {
        "Open an article first: what other articles say about its passages stands here.".to_owned()
    };
    sentences(canvas, room, &[(text.as_str(), Role::Dim)]);
}
