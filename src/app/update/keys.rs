//! From a pressed key to what it means in the present mode.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::input::Mode;
use crate::command::{Chapter, Command, Places};
use crate::keymap::{Code, Key, Resolved, label};
use crate::layout::Pane;

use super::{command, marks, prompt, views};

/// A key was pressed.
pub(super) fn press(app: &mut App, key: Key, effects: &mut Vec<Effect>) {
    app.status.message = None;
    match &mut app.mode {
        Mode::Prompt(_) => prompt::press(app, key, effects),
        Mode::Note(_) => marks::write(app, key, effects),
        Mode::Normal { .. } => normal(app, key.as_latin(), effects),
        Mode::Tagging { stays, .. } => {
            let stays = *stays;
            tagging(app, key.as_latin(), stays, effects);
        }
    }
}

/// The place in which keys are looked up: the open screen, else the pane with the keyboard.
pub(super) fn place(app: &App) -> Places {
    match (&app.screen, app.window.division.focus) {
        (Some(screen), _) => screen.kind.place(),
        (None, Pane::List) => Places::LIST,
        (None, Pane::Reader(_)) => Places::READER,
        (None, Pane::Side) => Places::SIDE,
    }
}

fn normal(app: &mut App, key: Key, effects: &mut Vec<Effect>) {
    let Mode::Normal { pending } = &mut app.mode else {
        return;
    };
    let mut keys = std::mem::take(pending);
    if key.code == Code::Esc && !keys.is_empty() {
        return;
    }
    keys.push(key);
    match app.setup.keymap.resolve(&keys, place(app)) {
        Resolved::Command(command) => command::run(app, command, effects),
        Resolved::View(at) => views::choose(app, at + 1),
        Resolved::Pending => app.mode = Mode::Normal { pending: keys },
        Resolved::Unbound => {
            let help = app.setup.keymap.key(Command::Help);
            app.status.say(format!(
                "{} does nothing here; {help} shows every key that does",
                label(&keys)
            ));
        }
    }
}

/// In tagging mode a tag's letter tags, and every other key is looked up among the moves.
fn tagging(app: &mut App, key: Key, stays: bool, effects: &mut Vec<Effect>) {
    let Mode::Tagging { pending, .. } = &mut app.mode else {
        return;
    };
    let mut keys = std::mem::take(pending);
    if key.code == Code::Esc {
        app.mode = Mode::default();
        return;
    }
    let letter = match key {
        Key {
            code: Code::Char(c),
            ctrl: false,
            alt: false,
        } if keys.is_empty() => Some(c),
        _ => None,
    };
    let tag = letter.and_then(|letter| {
        app.setup
            .config
            .tags
            .iter()
            .find(|tag| tag.letter == letter)
    });
    if let Some(name) = tag.map(|tag| tag.name.clone()) {
        if !stays {
            app.mode = Mode::default();
        }
        marks::toggle(app, &name, effects);
        return;
    }
    if !stays {
        app.mode = Mode::default();
        app.status
            .say(format!("{} is no tag's letter", label(&[key])));
        return;
    }
    keys.push(key);
    match app.setup.keymap.resolve(&keys, Places::READER) {
        Resolved::Command(command) if moves(command) => command::run(app, command, effects),
        Resolved::Pending => {
            app.mode = Mode::Tagging {
                stays,
                pending: keys,
            }
        }
        _ => app.status.say(format!(
            "{} is neither a tag's letter nor a move; Esc leaves tagging",
            label(&keys)
        )),
    }
}

/// Whether a command may be given while tagging goes on.
fn moves(command: Command) -> bool {
    let inside = !matches!(
        command,
        Command::Open
            | Command::Back
            | Command::Close
            | Command::Cancel
            | Command::NextPane
            | Command::PreviousPane
            | Command::JumpBack
            | Command::JumpForward
    );
    let marks = matches!(
        command,
        Command::Undo
            | Command::Redo
            | Command::RepeatTag
            | Command::Select
            | Command::NextMark
            | Command::PreviousMark
    );
    (command.row().chapter == Chapter::Move && inside) || marks
}
