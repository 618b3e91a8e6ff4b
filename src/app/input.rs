//! What keys mean just now: commands, a tag's letter, a line of text, a note.

use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use tui_input::Input;

use crate::command::{Command, TABLE};
use crate::keymap::Key;
use crate::news::mark::MarkId;

use super::typing::Walk;

/// What keys mean just now.
#[derive(Debug)]
pub enum Mode {
    /// Keys are commands; these were pressed and wait for more.
    Normal {
        /// The keys so far.
        pending: Vec<Key>,
    },
    /// The next letter is a tag's.
    Tagging {
        /// Whether tagging goes on after a letter.
        stays: bool,
        /// Keys of a move that wait for more.
        pending: Vec<Key>,
    },
    /// A line is typed at the foot.
    Prompt(Prompt),
    /// A note is written.
    Note(Box<NoteEditor>),
}

impl Default for Mode {
    fn default() -> Self {
        Self::Normal {
            pending: Vec::new(),
        }
    }
}

/// A line that is typed at the foot.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it is for.
    pub kind: PromptKind,
    /// The line and its cursor.
    pub input: Input,
    /// What stood there before, and comes back with Escape.
    pub before: String,
    /// Where a reader's cursor stood before.
    pub cursor: usize,
    /// What is walked through with Tab, where the line is a query.
    pub walk: Option<Walk>,
}

/// What a line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// The filter of the list, or of the open screen.
    Filter,
    /// A search in the article.
    Search {
        /// Whether it goes towards the start.
        backwards: bool,
    },
    /// A command by its name.
    Command,
    /// A shell command.
    Pipe,
    /// A question to the library.
    Ask,
    /// What is to be found in the whole library.
    Find,
}

impl Prompt {
    /// An empty line.
    #[must_use]
    pub fn new(kind: PromptKind, text: &str, cursor: usize) -> Self {
        Self {
            kind,
            input: Input::new(text.to_owned()),
            before: text.to_owned(),
            cursor,
            walk: None,
        }
    }

    /// What stands before the line.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match self.kind {
            PromptKind::Filter | PromptKind::Search { backwards: false } => "/",
            PromptKind::Search { backwards: true } => "?",
            PromptKind::Command => ":",
            PromptKind::Pipe => "|",
            PromptKind::Ask => "ask: ",
            PromptKind::Find => "find: ",
        }
    }

    /// The address, still empty perhaps, of a feed that is to be subscribed to: `feed add URL`.
    #[must_use]
    pub fn feed_to_add(&self) -> Option<&str> {
        self.told(Command::FeedAdd, ["feed", "add"])
    }

    /// The name, still empty perhaps, under which the list's filter is to be kept: `view save NAME`.
    #[must_use]
    pub fn view_to_save(&self) -> Option<&str> {
        self.told(Command::SaveView, ["view", "save"])
    }

    /// What stands after a command that is written in two words, or by its name.
    fn told(&self, command: Command, [first, second]: [&str; 2]) -> Option<&str> {
        let mut words = self.input.value().trim_start().splitn(2, ' ');
        let rest = match words.next()? {
            word if word == first => words.next()?.trim_start().strip_prefix(second)?,
            name if name == command.row().name => words.next().unwrap_or_default(),
            _ => return None,
        };
        Some(rest.trim())
    }

    /// The commands whose names begin with what is typed, and after them those that have it inside.
    #[must_use]
    pub fn choices(&self) -> Vec<Command> {
        if self.feed_to_add().is_some() {
            return vec![Command::FeedAdd];
        }
        if self.view_to_save().is_some() {
            return vec![Command::SaveView];
        }
        let typed = self.input.value().trim();
        let starts = TABLE.iter().filter(|row| row.name.starts_with(typed));
        let has = TABLE
            .iter()
            .filter(|row| !row.name.starts_with(typed) && row.name.contains(typed));
        starts.chain(has).map(|row| row.command).collect()
    }
}

/// A note that is being written.
#[derive(Debug)]
pub struct NoteEditor {
    /// The text and its cursor.
    pub area: TextArea<'static>,
    /// The mark it belongs to; none for a passage that has none yet.
    pub mark: Option<MarkId>,
    /// The passage as it is shown above the note.
    pub quote: String,
    /// Whether Escape was pressed on an unsaved note; pressed again, it leaves.
    pub leaving: bool,
    before: String,
}

impl NoteEditor {
    /// An editor with the cursor behind the text.
    #[must_use]
    pub fn new(text: &str, mark: Option<MarkId>, quote: String) -> Self {
        Self {
            area: area(text),
            mark,
            quote,
            leaving: false,
            before: text.to_owned(),
        }
    }

    /// Puts another text in.
    pub fn replace(&mut self, text: &str) {
        self.area = area(text);
    }

    /// Whether the note is another than at the start.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.text() != self.before
    }

    /// The note as it stands.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }
}

fn area(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area.set_wrap_mode(WrapMode::Glyph);
    area
}

/// The tags at the start of a note, `.claim .deal text`, and the text after them.
#[must_use]
pub fn leading_tags(note: &str) -> (Vec<String>, &str) {
    let mut rest = note.trim_start();
    let mut tags = Vec::new();
    while let Some(after) = rest.strip_prefix('.') {
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
        // `...` and `.5` open a sentence, not a tag.
        if !name.starts_with(char::is_alphabetic) {
            break;
        }
        tags.push(name.to_owned());
        rest = after.trim_start();
    }
    (tags, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_at_the_start_of_a_note_are_told_from_its_text() {
        assert_eq!(
            leading_tags(".claim .follow-up 7人の話"),
            (vec!["claim".into(), "follow-up".into()], "7人の話")
        );
        assert_eq!(
            leading_tags("... really? .claim"),
            (vec![], "... really? .claim")
        );
        assert_eq!(leading_tags(".질문"), (vec!["질문".into()], ""));
    }

    #[test]
    fn a_command_is_offered_by_its_start_before_its_middle() {
        let prompt = Prompt::new(PromptKind::Command, "mark", 0);
        let names: Vec<_> = prompt
            .choices()
            .iter()
            .map(|command| command.row().name)
            .collect();
        assert_eq!(names.first(), Some(&"mark-all-read"));
        assert!(names.contains(&"next-mark"));
    }
}
