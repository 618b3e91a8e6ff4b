//! The side pane: passages related to the one under the cursor, or what is known about the article.

use crate::news::library::PassageRef;
use crate::news::link::Link;

/// The side pane.
#[derive(Clone, Debug, Default)]
pub struct SidePane {
    /// What it shows.
    pub content: Content,
    /// The passage that related passages were asked for.
    pub asked: Option<PassageRef>,
    /// The related passages that came, of the passage they belong to; the best first.
    pub links: Option<(PassageRef, Vec<Link>)>,
    /// The link the cursor is on.
    pub selected: usize,
    /// The first link on the screen.
    pub top: usize,
    /// How far the article's data are scrolled, in rows.
    pub scroll: u16,
}

/// What the side pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Related passages, with the reasons.
    #[default]
    Related,
    /// The article's metadata, companies and marks.
    About,
}

impl SidePane {
    /// The related passages, where those of the passage asked for last have come.
    #[must_use]
    pub fn ready(&self) -> Option<&[Link]> {
        let (from, links) = self.links.as_ref()?;
        (Some(*from) == self.asked).then_some(links.as_slice())
    }

    /// The link under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&Link> {
        self.ready()?.get(self.selected)
    }

    /// Forgets links that a new library no longer has.
    pub fn clear(&mut self) {
        *self = Self {
            content: self.content,
            ..Self::default()
        };
    }
}
