//! What the world should do.

use std::path::PathBuf;
use std::sync::Arc;

use crate::news::article::ArticleId;
use crate::news::company::Mentions;
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::mark::{Change, Mark, State};

use super::feeds::Which;
use super::filed::{Bring, Wish};
use super::views::View;

/// What the world should do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the library; [`Event::Loaded`](super::event::Event::Loaded) and what follows it come back, or
    /// [`Event::Filed`](super::event::Event::Filed) where it is large.
    Load,
    /// List a large library: [`Event::Listed`](super::event::Event::Listed) comes back; a later request makes an earlier
    /// one pointless.
    List(Wish),
    /// Describe articles of a large library: [`Event::Described`](super::event::Event::Described) comes back.
    Describe(Vec<u32>),
    /// Bring articles with their texts: [`Event::Brought`](super::event::Event::Brought) or
    /// [`Event::Lost`](super::event::Event::Lost) comes back.
    Bring(Bring),
    /// Name articles of a large library: [`Event::Named`](super::event::Event::Named) comes back.
    Name(Vec<u32>),
    /// Count what companies and feeds have in a large library: [`Event::Counted`](super::event::Event::Counted) comes
    /// back.
    Count,
    /// Take over what was done with every article, for the filters of a large library.
    Mirror(Vec<(ArticleId, State)>),
    /// Take over what was just done with some.
    Restate(Vec<(ArticleId, State)>),
    /// Look for links among the articles in hand: what comes back is as after [`Self::Load`].
    Link(Arc<Library>, Arc<Vec<Mentions>>),
    /// Find the passages related to one; a later request makes an earlier one pointless.
    Relate(PassageRef),
    /// Find the claimed links of every passage of an article, for signs and counts:
    /// [`Event::Surveyed`](super::event::Event::Surveyed) comes back, in one piece or in several.
    Survey(ArticleIx),
    /// Find the links between the passages of two articles:
    /// [`Event::Aligned`](super::event::Event::Aligned) comes back.
    Align(ArticleIx, ArticleIx),
    /// Find where articles name what a passage names: [`Event::Lit`](super::event::Event::Lit) comes back; a later
    /// request makes an earlier one pointless.
    Light(PassageRef, Vec<ArticleIx>),
    /// Find the passages of the whole library that answer a question, in any language:
    /// [`Event::Answers`](super::event::Event::Answers) comes back; a later request makes an earlier one pointless.
    Ask(String),
    /// Read what an article in a file said before it was changed:
    /// [`Event::Versions`](super::event::Event::Versions) comes back.
    Versions(ArticleId, PathBuf),
    /// Find what a query asks for in the whole library: [`Event::Found`](super::event::Event::Found) comes back, more
    /// than once where more is known later; a later request makes an earlier one pointless.
    Find(String),
    /// Bring the index in step with the library's files: [`Event::Indexed`](super::event::Event::Indexed) comes back.
    Index,
    /// Fetch feeds: [`Event::Fetching`](super::event::Event::Fetching) and
    /// [`Event::Fetched`](super::event::Event::Fetched) come back.
    Fetch(Which),
    /// Subscribe to the feed at an address, or to that of the page there, and fetch it.
    Subscribe(String),
    /// Write a view into the configuration: [`Event::ViewSaved`](super::event::Event::ViewSaved) comes back.
    SaveView(View),
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
