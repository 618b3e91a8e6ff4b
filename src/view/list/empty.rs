//! An empty list: why it is empty, and what to do.

use ratatui::layout::Rect;

use super::super::paint::Canvas;
use super::super::parts::sentences;
use super::super::theme::Role;
use crate::app::App;
use crate::app::shelf::Progress;
use crate::command::Command;

/// Says why the list is empty, and what to do.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, room: Rect) {
    let texts = if app.shelf.count() == 0 {
        match app.shelf.progress {
            Progress::Reading(0) => vec![("Reading the library.".to_owned(), Role::Dim)],
            Progress::Reading(count) => {
                vec![(
                    format!("Reading the library: {count} files so far."),
                    Role::Dim,
                )]
            }
            Progress::Analyzing | Progress::Linking { .. } | Progress::Ready => no_articles(app),
        }
    } else {
        nothing_fits(app)
    };
    let texts: Vec<(&str, Role)> = texts
        .iter()
        .map(|(text, role)| (text.as_str(), *role))
        .collect();
    sentences(canvas, room, &texts);
}

fn no_articles(app: &App) -> Vec<(String, Role)> {
    let folders = app.shelf.library.folders.iter();
    let folders: Vec<String> = folders.map(|folder| folder.display().to_string()).collect();
    let place = if folders.is_empty() {
        "No folder is read.".to_owned()
    } else {
        folders.join(", ")
    };
    let remedy = format!(
        "Put .md, .txt or .html files there and press {}, or start with `counterpoint FOLDER`.",
        app.setup.keymap.key(Command::Reload)
    );
    let mut texts = vec![
        ("There are no articles here.".to_owned(), Role::Text),
        (place, Role::Dim),
        (remedy, Role::Dim),
    ];
    let problems = app.shelf.problems().count();
    if problems > 0 {
        let key = app.setup.keymap.key(Command::Problems);
        texts.push((
            format!("Something is wrong with {problems} files: {key} says what."),
            Role::Failure,
        ));
    }
    texts
}

fn nothing_fits(app: &App) -> Vec<(String, Role)> {
    if app.list.narrowed && app.list.filter.is_empty() {
        let key = app.setup.keymap.key(Command::Narrow);
        return vec![
            ("No article names the lens.".to_owned(), Role::Text),
            (format!("{key} lists all articles again."), Role::Dim),
        ];
    }
    let (clear, change) = (
        app.setup.keymap.key(Command::Cancel),
        app.setup.keymap.key(Command::Filter),
    );
    vec![
        ("No article fits the filter.".to_owned(), Role::Text),
        (
            format!("{clear} clears it, {change} changes it."),
            Role::Dim,
        ),
    ]
}
