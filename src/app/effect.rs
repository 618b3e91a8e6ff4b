//! What the world should do.

use crate::news::library::PassageRef;
use crate::news::mark::{Change, Mark};

/// What the world should do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the library; [`Event::Loaded`](super::event::Event::Loaded) and what follows it come back.
    Load,
    /// Find the passages related to one; a later request makes an earlier one pointless.
    Relate(PassageRef),
    /// Find where these marks stand.
    Place(Vec<Mark>),
    /// Store changes.
    Save(Vec<Change>),
    /// Put text into the clipboard.
    Copy(String),
    /// Open an address in the browser.
    OpenUrl(String),
    /// Run a shell command in the terminal, with text as its input.
    Pipe {
        /// The command.
        command: String,
        /// Its input.
        text: String,
    },
    /// Open the user's editor on a note.
    Edit(String),
    /// Draw the whole screen anew.
    Redraw,
    /// Suspend the program.
    Suspend,
    /// End the program.
    Quit,
}
