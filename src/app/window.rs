//! How the terminal is divided, which pane has the keyboard, and what the foot says.

use crate::layout::{Areas, Division, Pane, READERS, SHARE, Size, THREE, divide};
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
            readers: 1,
            zoomed: false,
            list,
            side,
            shares: [SHARE; READERS],
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

    /// Whether another reader stands beside the first.
    #[must_use]
    pub fn is_split(&self) -> bool {
        self.division.readers > 1
    }

    /// Opens as many readers as needed for this one to be among them.
    pub fn open_reader(&mut self, which: usize) {
        self.division.readers = self.division.readers.max(which + 1).min(READERS);
    }

    /// The readers that are open, but the one used last.
    pub fn other_readers(&self) -> impl Iterator<Item = usize> + use<> {
        let home = self.division.reader;
        (0..self.division.readers).filter(move |which| *which != home)
    }

    /// How many readers fit beside one another.
    #[must_use]
    pub fn most_readers(&self) -> usize {
        if self.division.size.columns >= THREE {
            READERS
        } else {
            2
        }
    }

    /// The reader in which something is opened beside the one used last: the next one, or the first of two.
    #[must_use]
    pub fn beside(&self) -> usize {
        (self.division.reader + 1) % self.division.readers.max(2)
    }

    /// Gives a reader, in percent of what two have, from the next one's room or where it is the last from the one's
    /// before it; less where negative.
    pub fn share(&mut self, which: usize, by: i16) {
        let shown: Vec<usize> = (0..READERS)
            .filter(|which| self.areas.of(Pane::Reader(*which)).is_some())
            .collect();
        let Some(at) = shown.iter().position(|shown| *shown == which) else {
            return;
        };
        let Some(other) = shown
            .get(at + 1)
            .or(at.checked_sub(1).and_then(|at| shown.get(at)))
        else {
            return;
        };
        let both = self.division.shares[which] + self.division.shares[*other];
        let least = both / 5;
        let share = self.division.shares[which].saturating_add_signed(by);
        self.division.shares[which] = share.clamp(least, both - least);
        self.division.shares[*other] = both - self.division.shares[which];
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
