//! The state of the program, and the one function that changes it: [`update::update`].
//!
//! The core is pure: it knows no clock, disk, thread or terminal. What the world has to say comes in as an
//! [`event::Event`], what the world should do goes out as an [`effect::Effect`].

pub mod event;

pub mod effect;

pub mod update;

pub mod shelf;

pub mod filed;

pub mod linked;

pub mod step;

pub mod compare;

pub mod versions;

pub mod page;

pub mod reader;

pub mod feeds;

pub mod copies;

pub mod list;

pub mod side;

pub mod views;

pub mod screen;

pub mod search;

pub mod notes;

pub mod input;

pub mod typing;

pub mod window;

use crate::config::Config;
use crate::keymap::Keymap;
use crate::text::cells::Ambiguous;

use input::Mode;
use list::ListPane;
use notes::Notes;
use reader::Desk;
use screen::Screen;
use shelf::Shelf;
use side::SidePane;
use views::Views;
use window::{Status, Window};

/// The whole state.
#[derive(Debug)]
pub struct App {
    /// The articles and what is known about them.
    pub shelf: Shelf,
    /// Marks, reading states and their history.
    pub notes: Notes,
    /// The library list.
    pub list: ListPane,
    /// The readers.
    pub desk: Desk,
    /// The side pane.
    pub side: SidePane,
    /// The screen that covers the panes, where one is open.
    pub screen: Option<Screen>,
    /// How the terminal is divided, and which pane has the keyboard.
    pub window: Window,
    /// What keys mean just now.
    pub mode: Mode,
    /// What the user has configured.
    pub setup: Setup,
    /// What the foot says, and the time.
    pub status: Status,
}

/// What the user has configured.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// The keys.
    pub keymap: Keymap,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl App {
    /// The state before anything is loaded.
    ///
    /// `seed` makes the names of this run's marks differ from those of every other run.
    #[must_use]
    pub fn new(setup: Setup, seed: u64) -> Self {
        let panes = setup.config.panes;
        Self {
            shelf: Shelf::default(),
            notes: Notes::default(),
            list: ListPane::new(panes.sort, Views::new(&setup.config.views)),
            desk: Desk::default(),
            side: SidePane::default(),
            screen: None,
            window: Window::new(panes.list, panes.side),
            mode: Mode::default(),
            setup,
            status: Status::new(seed),
        }
    }
}
