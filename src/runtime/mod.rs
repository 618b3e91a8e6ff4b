//! The reader at work in a terminal.
//!
//! Threads and one channel of messages: the keyboard, the signals, the library and the store each have a thread, and
//! one loop alone touches the state and the screen. This room decides nothing about what a key means.

#![expect(
    clippy::disallowed_methods,
    reason = "time, threads, the environment and the editor's file come in here"
)]

mod decode;

mod terminal;

mod input;

mod signals;

mod librarian;

mod filing;

mod watch;

mod questions;

mod choice;

mod keeper;

mod fetcher;

mod finder;

mod outside;

mod session;

pub mod catalog;

pub mod clock;

pub mod depth;

pub mod meaning;

use std::any::Any;
use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};

use thiserror::Error;

use crate::app::event::Event;
use crate::config::Config;
use crate::keymap::Keymap;
use crate::view::theme::Theme;

use session::Session;
use terminal::{Guard, Screen};

/// What the reader is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The configuration.
    pub config: Config,
    /// The keys.
    pub keymap: Keymap,
    /// The theme, for the colors of this terminal.
    pub theme: Theme,
    /// The folders (or files) of the library.
    pub folders: Vec<PathBuf>,
    /// The feeds, where they are fetched; none where the folders were named for this run.
    pub feeds: Option<FeedDesk>,
    /// The user's configuration file, there or not; none where there is no place for one.
    pub file: Option<PathBuf>,
    /// The folder of the marks and the reading state.
    pub data: PathBuf,
    /// The folder where vectors are kept; none where nothing is to be kept.
    pub cache: Option<PathBuf>,
}

/// What feeds are fetched with.
#[derive(Clone, Debug)]
pub struct FeedDesk {
    /// The folder that entries are written to.
    pub library: PathBuf,
    /// The folder of what is remembered of feeds.
    pub states: PathBuf,
    /// The user's configuration file, there or not; none where there is no place for one.
    pub file: Option<PathBuf>,
    /// The folders (or files) that are read once entries have been written.
    pub folders: Vec<PathBuf>,
}

/// Why the reader did not start, or did not end well.
#[derive(Debug, Error)]
pub enum RunError {
    /// Standard input or output is no terminal.
    #[error("the reader needs a terminal; `counterpoint --help` says what works without one")]
    NoTerminal,
    /// The terminal or the system refused something at the start.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// Not everything is stored.
    #[error("{changes} changes of marks and reading state could not be stored: {why}")]
    NotStored {
        /// How many changes are lost.
        changes: usize,
        /// Why.
        why: String,
    },
}

/// Something that happened outside the state.
enum Message {
    Event(Event),
    /// The program is to be stopped.
    Suspend,
    /// The program goes on after it was stopped.
    Continued,
    /// A thread has panicked, with this.
    Panicked(Box<dyn Any + Send>),
}

/// Runs the reader until the user leaves it.
///
/// # Errors
/// There is no terminal, or it cannot be used; or changes could not be stored by the end.
///
/// # Panics
/// Where a part of the program panics, so does this function, with the terminal restored and what was changed stored.
pub fn run(options: Options) -> Result<(), RunError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(RunError::NoTerminal);
    }
    let screen = Screen::new(options.config.panes.mouse);
    screen.restore_on_panic();
    let guard = Guard(Arc::clone(&screen));
    screen.enter()?;
    let nature = input::ask()?;
    if nature.kitty {
        screen.speak_kitty()?;
    }
    let mut session = Session::start(options, &screen, nature)?;
    session.work();
    // The terminal is the user's again while the last changes are written.
    drop(guard);
    match session.finish() {
        None => Ok(()),
        Some(debt) => Err(RunError::NotStored {
            changes: debt.changes,
            why: debt.why,
        }),
    }
}

/// How many columns the terminal of the standard output has; none where there is none.
#[must_use]
pub fn columns() -> Option<u16> {
    terminal::size()
        .ok()
        .map(|size| size.columns)
        .filter(|columns| *columns > 0)
}

/// Starts a thread whose panic ends the program in the main thread: `None` is what a panicking thread leaves.
fn spawn<T: Send + 'static>(
    name: &str,
    events: Sender<Message>,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<Option<T>>> {
    Builder::new()
        .name(name.to_owned())
        .spawn(move || match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => Some(result),
            Err(panic) => {
                let _ = events.send(Message::Panicked(panic));
                None
            }
        })
}
