//! What the world has to say.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::keymap::Key;
use crate::layout::Size;
use crate::news::article::ArticleId;
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::link::{Answer, Link, Tie};
use crate::news::mark::{Mark, Millis, Reading};
use crate::news::problem::Problem;
use crate::news::version::History;
use crate::text::span::Span;

use super::feeds::{Fetched, Fetching, Subscribed};
use super::filed::{Bring, Counted, Handed, Listed, Scanned};
use super::notes::Places;
use super::search::{Found, Indexed};
use super::shelf::Findings;
use super::views::View;

/// What the world has to say.
#[derive(Debug)]
pub enum Event {
    /// The time, before what happened at it.
    Now(Millis),
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this size now.
    Resize(Size),
    /// So many files have been read.
    Read(usize),
    /// The library has been read.
    Loaded(Arc<Library>),
    /// The library is too large to be read whole: its folders. It is listed from its index, and what is looked at is
    /// brought here.
    Filed(Vec<PathBuf>),
    /// The list that was asked for last; again, when it has changed.
    Listed(Listed),
    /// Articles as a list shows them.
    Described(Vec<Handed>),
    /// Articles with their texts; the one asked for comes first. `last` is set where no more come of these.
    Brought {
        /// What was asked for.
        bring: Bring,
        /// The articles.
        articles: Vec<Handed>,
        /// Whether no more come.
        last: bool,
    },
    /// What was to be brought is not there, or cannot be read, and why.
    Lost(Bring, String),
    /// The names of the articles that were asked for.
    Named(Vec<ArticleId>),
    /// What was counted in the whole library.
    Counted(Counted),
    /// The files of the library are being looked through: so many of those that are read are done, of so many; none
    /// while they are only looked at.
    Scanning(usize, usize),
    /// They were looked through.
    Scanned(Scanned),
    /// Files in the library's folders have changed.
    Changed,
    /// The analysis of the library has come.
    Analyzed(Findings),
    /// Which articles are copies of one another, as far as it is known by now.
    Copies(Vec<Vec<ArticleIx>>),
    /// So many passages have been read for their meaning. The last time `done` is `of`.
    Encoded {
        /// So many so far.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// Related passages can be asked for; again, when more links are there than before.
    Linked,
    /// The passages nearest to one, the most probable first: those from
    /// [`THRESHOLD`](crate::analysis::links::THRESHOLD) on are claimed links.
    Related(PassageRef, Vec<Link>),
    /// The claimed links of some passages of an article.
    Surveyed {
        /// The article.
        article: ArticleIx,
        /// The passages.
        passages: Range<u32>,
        /// Their links, each passage's best first.
        links: Vec<Link>,
    },
    /// The claimed links between the passages of two articles.
    Aligned(ArticleIx, ArticleIx, Vec<Tie>),
    /// Where articles name what a passage names.
    Lit(PassageRef, Vec<(ArticleIx, Span)>),
    /// The passages that answer a question, the best first.
    Answers(String, Vec<Answer>),
    /// What an article said before it was changed.
    Versions(ArticleId, History),
    /// What has been found in the whole library.
    Found(Found),
    /// The index is brought in step with the library's files.
    Indexing {
        /// So many files are taken in.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// The index is in step with the library's files, as far as it can be.
    Indexed(Box<Indexed>),
    /// What is stored: at the start, and when another running copy has stored something.
    Stored {
        /// All marks.
        marks: Vec<Mark>,
        /// All reading states.
        readings: Vec<(ArticleId, Reading)>,
        /// What was wrong with the files.
        problems: Vec<Problem>,
    },
    /// What is known of the feeds: at the start, and whenever it has changed.
    Feeds(Vec<Subscribed>),
    /// A fetch is under way.
    Fetching(Fetching),
    /// All that was to be fetched is.
    Fetched(Fetched),
    /// The configuration has a view.
    ViewSaved(View),
    /// Where marks stand in the library as it is now.
    Placed(Places),
    /// So many changes are safely on the disk.
    Saved(usize),
    /// So many changes could not be stored, and why.
    NotSaved(usize, String),
    /// The note came back from the editor; none where the editor failed.
    Edited(Option<String>),
    /// Something worked.
    Done(String),
    /// Something did not work.
    Failed(String),
    /// The program is asked to end: the terminal is gone, or a signal has come.
    Hangup,
}

/// Something the mouse did at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub action: MouseAction,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
}

/// What the mouse can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAction {
    /// The left button went down.
    Press,
    /// The mouse was moved with the left button down.
    Drag,
    /// The left button went up.
    Release,
    /// The wheel was turned towards the user.
    WheelDown,
    /// The wheel was turned away from the user.
    WheelUp,
}
