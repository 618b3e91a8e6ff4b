//! The answers to a question: passages of the whole library, in any language. Where nothing is claimed, the nearest are
//! offered as such.

use ratatui::layout::Rect;

use super::super::paint::Canvas;
use super::super::parts::{Focus, one_line, pane, sentences};
use super::super::theme::Role;
use super::entry::{Listed, in_words, list};
use super::related::nearest;
use crate::analysis::ask::CLAIMED;
use crate::app::App;
use crate::news::link::Answer;

/// Draws the answers.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect, body: Rect, focus: Focus) {
    let question = app.side.question.as_ref();
    let answers = question.and_then(|question| question.answers.as_deref());
    let count = answers.map_or_else(String::new, |answers| claimed(answers).to_string());
    let text = question.map_or("", |question| question.text.as_str());
    let title = vec![
        ("Asked".to_owned(), focus.heading(canvas)),
        (
            format!("{}{}", canvas.signs.dot, one_line(text)),
            canvas.style(Role::Accent),
        ),
    ];
    let right = vec![(count, canvas.style(Role::Dim))];
    let mut room = pane(canvas, area, body, &title, &right);
    match answers {
        None => {
            let text = format!("looking{}", canvas.signs.ellipsis);
            sentences(canvas, room, &[(text.as_str(), Role::Dim)]);
        }
        Some([]) => sentences(
            canvas,
            room,
            &[("Nothing in the library answers.", Role::Text)],
        ),
        Some(answers) => {
            if claimed(answers) == 0 {
                room = nearest(
                    canvas,
                    room,
                    "Nothing in the library was found to answer; nearest:",
                );
            }
            let listed: Vec<Listed<'_>> = answers
                .iter()
                .map(|answer| Listed {
                    to: answer.to,
                    words: in_words(answer.probability, CLAIMED).to_owned(),
                    probability: answer.probability,
                    reasons: &answer.reasons,
                    dimmed: answer.probability < CLAIMED,
                })
                .collect();
            let selected = question.map_or(0, |question| question.selected);
            list(canvas, app, room, &listed, (0, selected), focus);
        }
    }
}

/// How many are claimed to answer.
fn claimed(answers: &[Answer]) -> usize {
    answers
        .iter()
        .filter(|answer| answer.probability >= CLAIMED)
        .count()
}
