//! Two readers in step by meaning: which follows, and where each stood when they last met.

use crate::news::library::PassageRef;

/// Whether one reader follows the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Each goes its own way.
    #[default]
    Free,
    /// The one without the cursor's move follows.
    InStep,
    /// It would follow, but is held where it is.
    Locked,
}

/// Two readers in step.
#[derive(Debug, Default)]
pub struct Step {
    /// Whether one follows the other.
    pub pace: Pace,
    /// Whether the other article has nothing for the passage under the cursor.
    pub silent: bool,
    /// Where both stood when one last followed.
    pub met: Option<Meeting>,
    /// A passage and the one that the reader has put beside it by hand.
    pub by_hand: Option<(PassageRef, PassageRef)>,
}

/// Where both readers stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The reader that was moved.
    pub home: usize,
    /// Its passage.
    pub here: PassageRef,
    /// The passage of the other.
    pub there: PassageRef,
}
