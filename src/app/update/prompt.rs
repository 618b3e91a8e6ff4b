//! A line that is typed at the foot: filter, search, find, command, pipe.

use tui_input::InputRequest;

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::input::{Mode, Prompt, PromptKind};
use crate::command::Command;
use crate::config::nearest;
use crate::keymap::{Code, Key};

use super::{active, command, current, feeds, keys, links, moves, search, views, with_active};

/// A key while a line is typed.
pub(super) fn press(app: &mut App, key: Key, effects: &mut Vec<Effect>) {
    if matches!(key.code, Code::Tab | Code::BackTab) && app.typed_query().is_some() {
        complete(app, key.code == Code::Tab, effects);
        return;
    }
    let Mode::Prompt(prompt) = &mut app.mode else {
        return;
    };
    match key.code {
        Code::Enter => {
            let prompt = prompt.clone();
            told(app, &prompt);
            app.mode = Mode::default();
            enter(app, &prompt, effects);
        }
        Code::Esc => {
            let prompt = prompt.clone();
            app.mode = Mode::default();
            escape(app, &prompt, effects);
        }
        Code::Backspace if prompt.input.value().is_empty() => {
            let prompt = prompt.clone();
            app.mode = Mode::default();
            escape(app, &prompt, effects);
        }
        Code::Tab if prompt.kind == PromptKind::Command => {
            if let Some(choice) = prompt.choices().first() {
                prompt.input = tui_input::Input::new(choice.row().name.to_owned());
            }
        }
        Code::Down | Code::Up if matches!(prompt.kind, PromptKind::Filter | PromptKind::Find) => {
            moves::along(
                app,
                if key.code == Code::Down {
                    Command::Down
                } else {
                    Command::Up
                },
            );
        }
        _ => {
            prompt.walk = None;
            if let Some(request) = request(key) {
                prompt.input.handle(request);
            }
            changed(app, effects);
        }
    }
}

/// Text was pasted: into the line, or into the note.
pub(super) fn paste(app: &mut App, text: &str, effects: &mut Vec<Effect>) {
    match &mut app.mode {
        Mode::Prompt(prompt) => {
            prompt.walk = None;
            for c in crate::text::clean::clean_line(text).chars() {
                prompt.input.handle(InputRequest::InsertChar(c));
            }
            changed(app, effects);
        }
        Mode::Note(editor) => {
            editor.area.insert_str(crate::text::clean::clean(text));
        }
        Mode::Normal { .. } | Mode::Tagging { .. } => {}
    }
}

fn request(key: Key) -> Option<InputRequest> {
    Some(match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) => InputRequest::InsertChar(c),
        (Code::Backspace, false, false) | (Code::Char('h'), true, _) => {
            InputRequest::DeletePrevChar
        }
        (Code::Delete, ..) => InputRequest::DeleteNextChar,
        (Code::Left, false, false) | (Code::Char('b'), true, _) => InputRequest::GoToPrevChar,
        (Code::Right, false, false) | (Code::Char('f'), true, _) => InputRequest::GoToNextChar,
        (Code::Left, ..) => InputRequest::GoToPrevWord,
        (Code::Right, ..) => InputRequest::GoToNextWord,
        (Code::Home, ..) | (Code::Char('a'), true, _) => InputRequest::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, _) => InputRequest::GoToEnd,
        (Code::Char('w'), true, _) | (Code::Backspace, ..) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, _) => InputRequest::DeleteLine,
        (Code::Char('k'), true, _) => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}

/// The line has changed: filters and searches follow it at once.
fn changed(app: &mut App, effects: &mut Vec<Effect>) {
    let Mode::Prompt(prompt) = &app.mode else {
        return;
    };
    let (kind, text, cursor) = (prompt.kind, prompt.input.value().to_owned(), prompt.cursor);
    match kind {
        PromptKind::Filter => filter(app, text),
        PromptKind::Search { backwards } => {
            with_active(app, |reader, copy| {
                reader.find.look(copy.article, &text);
                reader.find.backwards = backwards;
                reader.go(copy, cursor);
                reader.next_match(copy, !backwards);
            });
        }
        PromptKind::Find => search::typed(app, &text, effects),
        PromptKind::Command | PromptKind::Pipe | PromptKind::Ask => {}
    }
}

/// Puts the next thing that could stand at the cursor in, or the previous one.
fn complete(app: &mut App, forward: bool, effects: &mut Vec<Effect>) {
    let vocabulary = app.vocabulary();
    if let Mode::Prompt(prompt) = &mut app.mode
        && prompt.walk(forward, &vocabulary)
    {
        changed(app, effects);
    }
}

/// Says what is wrong in a query that is typed to its end; what is right of it counts all the same.
fn told(app: &mut App, prompt: &Prompt) {
    if app.typed_query().is_none() {
        return;
    }
    let mistakes = app.mistakes(prompt.kind, prompt.input.value());
    if let Some(mistake) = mistakes.first() {
        let typed = mistake.span.of(prompt.input.value()).to_owned();
        app.status
            .fail(format!("`{typed}`: {}; {}", mistake.what, mistake.remedy));
    }
}

fn filter(app: &mut App, text: String) {
    match &mut app.screen {
        Some(screen) => {
            screen.filter = text;
            app.fill_screen();
        }
        None => {
            app.list.filter = text;
            app.list.fill(&app.shelf, &app.notes);
        }
    }
}

fn escape(app: &mut App, prompt: &Prompt, effects: &mut Vec<Effect>) {
    match prompt.kind {
        PromptKind::Filter => filter(app, prompt.before.clone()),
        PromptKind::Search { .. } => {
            with_active(app, |reader, copy| {
                reader.find.clear();
                reader.go(copy, prompt.cursor);
            });
        }
        PromptKind::Find => search::leave(app, effects),
        PromptKind::Command | PromptKind::Pipe | PromptKind::Ask => {}
    }
}

fn enter(app: &mut App, prompt: &Prompt, effects: &mut Vec<Effect>) {
    let text = prompt.input.value().trim();
    match prompt.kind {
        PromptKind::Filter => {}
        PromptKind::Search { .. } => {
            if active(app).is_some_and(|reader| reader.find.matches.is_empty()) && !text.is_empty()
            {
                app.status.say(format!("`{text}` is not in this article"));
            }
        }
        PromptKind::Command => run(app, text, prompt, effects),
        PromptKind::Ask => links::ask(app, text, effects),
        PromptKind::Find => search::enter(app, text, effects),
        PromptKind::Pipe => {
            if let Some(article) = current(app).filter(|_| !text.is_empty()) {
                effects.push(Effect::Pipe {
                    command: text.to_owned(),
                    text: format!("{}\n\n{}\n", article.meta.title, article.text),
                });
            }
        }
    }
}

/// Runs a command by its name; the start of one suffices where it can mean only one.
fn run(app: &mut App, name: &str, prompt: &Prompt, effects: &mut Vec<Effect>) {
    if name.is_empty() {
        return;
    }
    if let Some(url) = prompt.feed_to_add() {
        feeds::subscribe(app, url, effects);
        return;
    }
    if let Some(name) = prompt.view_to_save() {
        views::save(app, name, effects);
        return;
    }
    let choices = prompt.choices();
    let only = choices.first().filter(|_| choices.len() == 1).copied();
    let Some(command) = Command::named(name).or(only) else {
        let names: Vec<String> = crate::command::TABLE
            .iter()
            .map(|row| row.name.to_owned())
            .collect();
        let hint = Some(nearest(name, &names)).filter(|hint| hint.starts_with("did"));
        let hint = hint.unwrap_or_else(|| "the help lists all".to_owned());
        app.status
            .fail(format!("There is no command `{name}`; {hint}"));
        return;
    };
    let row = command.row();
    if row.places.meets(keys::place(app)) {
        command::run(app, command, effects);
    } else {
        app.status
            .fail(format!("`{}` works in: {}", row.name, row.places.names()));
    }
}
