//! How the terminal is divided, which pane has the keyboard, and what the foot says.

use crate::layout::{Areas, Division, Pane, Size, divide};
use crate::news::mark::{MarkId, Millis};

/// How the terminal is divided, and which pane has the keyboard.
#[derive(Clone, Debug)]
pub struct Window {
    /// What decides the areas.
    pub division: Division,
    /// The areas themselves, in step with the division.
    pub areas: Areas,
    /// The pane whose border is being dragged.
    pub dragging: Option<Pane>,
}

impl Window {
    /// A window of no size yet, with these shares for the list and the side pane, in percent.
    #[must_use]
    pub fn new(list: u16, side: u16) -> Self {
        let division = Division {
            size: Size::default(),
            focus: Pane::List,
            reader: 0,
            split: false,
            zoomed: false,
            list,
            side,
            first: 50,
        };
        Self {
            areas: divide(&division),
            division,
            dragging: None,
        }
    }

    /// Gives a pane the keyboard.
    pub fn focus(&mut self, pane: Pane) {
        self.division.focus = pane;
        if let Pane::Reader(which) = pane {
            self.division.reader = which;
        }
    }

    /// Brings the areas in step with the division.
    pub fn divide(&mut self) {
        self.areas = divide(&self.division);
    }
}

/// What the foot says, and the time.
#[derive(Clone, Debug)]
pub struct Status {
    /// What was last to be said.
    pub message: Option<Message>,
    /// The time, as it last came in.
    pub now: Millis,
    seed: u64,
    made: u64,
}

/// Something the foot says until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text.
    pub text: String,
    /// Whether it tells of a failure.
    pub failure: bool,
}

impl Status {
    /// Nothing to say at an unknown time.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            message: None,
            now: Millis::default(),
            seed,
            made: 0,
        }
    }

    /// Says something.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            failure: false,
        });
    }

    /// Says that something failed.
    pub fn fail(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            failure: true,
        });
    }

    /// A name for a new mark: the time, and random bits that count up within a run.
    pub fn name_mark(&mut self) -> MarkId {
        self.made += 1;
        let random = (u128::from(self.seed) << 16) | u128::from(self.made & 0xFFFF);
        MarkId(ulid::Ulid::from_parts(self.now.0, random))
    }
}
