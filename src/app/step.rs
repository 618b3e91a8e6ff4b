//! Readers in step by meaning: which follow, and where each stood when they last met.

use crate::layout::READERS;
use crate::news::library::{ArticleIx, PassageRef};

/// Whether the readers follow one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Each goes its own way.
    #[default]
    Free,
    /// Those without the cursor's move follow.
    InStep,
    /// They would follow, but are held where they are.
    Locked,
}

/// Readers in step.
#[derive(Debug, Default)]
pub struct Step {
    /// Whether they follow one another.
    pub pace: Pace,
    /// The readers whose articles have nothing for the passage under the cursor.
    pub silent: [bool; READERS],
    /// The reader that is being read: the others follow it.
    pub home: Option<usize>,
    /// For each reader that follows, where it and the one being read stood when it last did.
    pub met: [Option<Meeting>; READERS],
    /// Passages, each with one that the user has put beside it by hand, the last one last.
    pub by_hand: Vec<(PassageRef, PassageRef)>,
}

/// Where two readers stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The passage of the one being read.
    pub here: PassageRef,
    /// The passage of the one that follows.
    pub there: PassageRef,
}

impl Step {
    /// The user has put two passages beside one another: where these articles stand beside one another, that is where
    /// both go on from.
    pub fn put(&mut self, here: PassageRef, there: PassageRef) {
        self.by_hand
            .retain(|(from, to)| *from != here || to.article != there.article);
        self.by_hand.push((here, there));
    }

    /// What the user has put beside a passage in an article.
    #[must_use]
    pub fn put_beside(&self, here: PassageRef, article: ArticleIx) -> Option<PassageRef> {
        let (_, to) = self
            .by_hand
            .iter()
            .find(|(from, to)| *from == here && to.article == article)?;
        Some(*to)
    }
}
