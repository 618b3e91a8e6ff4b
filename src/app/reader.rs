//! A reader: one article with its own cursor, selection, search and page. Up to three may stand side by side.

use crate::analysis::search::Finder;
use crate::analysis::search::grams::{Needle, Tokens, places};
use crate::layout::READERS;
use crate::news::article::{Article, ArticleId};
use crate::news::library::ArticleIx;
use crate::text::span::Span;

use super::compare::Compare;
use super::notes::End;
use super::page::{Copy, Page};
use super::step::Step;
use super::versions::Versions;

/// The readers on the desk.
#[derive(Debug, Default)]
pub struct Desk {
    /// The readers; those after the first are used while they are open.
    pub readers: [Reader; READERS],
    /// Where jumps started, for going back and forth.
    pub jumps: Jumps,
    /// Whether the readers go in step.
    pub step: Step,
    /// The articles that are compared.
    pub compare: Compare,
    /// An article and what it said before.
    pub versions: Versions,
    /// The first end of a link the reader is making.
    pub portal: Option<End>,
}

/// One reader.
#[derive(Debug, Default)]
pub struct Reader {
    /// The open article.
    pub article: Option<ArticleIx>,
    /// The passage the cursor stands on.
    pub cursor: usize,
    /// The passage at which a selection was begun.
    pub selecting: Option<usize>,
    /// What is looked for in the article.
    pub find: Find,
    /// The article's rows.
    pub page: Page,
}

/// What is looked for in an article.
#[derive(Debug, Default)]
pub struct Find {
    /// What was typed.
    pub query: String,
    /// Whether the search goes towards the start.
    pub backwards: bool,
    /// The matches, in order.
    pub matches: Vec<Span>,
    /// The match the cursor came to last.
    pub current: Option<usize>,
    finder: Option<Finder>,
    /// What is looked for where it came from a search of the whole library.
    needles: Vec<Needle>,
}

impl Find {
    /// Looks for a query, folding the article's text at the first time.
    pub fn look(&mut self, article: &Article, query: &str) {
        query.clone_into(&mut self.query);
        self.current = None;
        self.needles.clear();
        let finder = self
            .finder
            .get_or_insert_with(|| Finder::new(&article.text));
        self.matches = finder.find(query);
    }

    /// Looks for what a search of the whole library looked for.
    pub fn look_for(&mut self, article: &Article, query: &str, needles: &[Needle]) {
        query.clone_into(&mut self.query);
        self.current = None;
        self.backwards = false;
        self.needles = needles.to_vec();
        self.matches = places(&Tokens::new(&article.text), needles);
    }

    /// Looks for the same once more.
    pub fn look_again(&mut self, article: &Article) {
        let query = std::mem::take(&mut self.query);
        if self.needles.is_empty() {
            self.look(article, &query);
        } else {
            let needles = std::mem::take(&mut self.needles);
            self.look_for(article, &query, &needles);
        }
    }

    /// Puts the matches away; the query stays for the next time.
    pub fn clear(&mut self) {
        self.matches.clear();
        self.current = None;
    }
}

impl Reader {
    /// Opens an article at its start.
    pub fn open(&mut self, ix: ArticleIx, copy: Copy<'_>) {
        *self = Self {
            article: Some(ix),
            page: Page::new(copy),
            ..Self::default()
        };
    }

    /// The passages that a mark would go to: the selection, or the passage under the cursor.
    #[must_use]
    pub fn selection(&self) -> (usize, usize) {
        let other = self.selecting.unwrap_or(self.cursor);
        (self.cursor.min(other), self.cursor.max(other))
    }

    /// The text of the selection, from the first passage to the last.
    #[must_use]
    pub fn selected_span(&self, article: &Article) -> Option<Span> {
        let (first, last) = self.selection();
        let span = |passage: usize| article.passages.get(passage).map(|passage| passage.span);
        Some(Span::new(span(first)?.start, span(last)?.end))
    }

    /// Puts the cursor on a passage and shows it.
    pub fn go(&mut self, copy: Copy<'_>, passage: usize) {
        self.cursor = passage.min(copy.article.passages.len().saturating_sub(1));
        self.reveal(copy);
    }

    /// Moves the page as little as needed to show the cursor.
    pub fn reveal(&mut self, copy: Copy<'_>) {
        if let Some(passage) = copy.article.passages.get(self.cursor) {
            self.page.show(copy, passage.span);
        }
    }

    /// Moves by passages.
    pub fn step(&mut self, copy: Copy<'_>, by: isize) {
        self.go(copy, self.cursor.saturating_add_signed(by));
    }

    /// Moves to the first passage of the next block, or of this or the previous one.
    pub fn step_block(&mut self, copy: Copy<'_>, forward: bool) {
        let blocks = &copy.article.blocks;
        let Some(here) = copy
            .article
            .passages
            .get(self.cursor)
            .map(|passage| passage.block)
        else {
            return;
        };
        let first = |block: usize| blocks.get(block).map(|block| block.passages.start);
        let at_start = first(here) == Some(self.cursor);
        let target = match (forward, at_start) {
            (true, _) => blocks
                .iter()
                .skip(here + 1)
                .find(|block| !block.passages.is_empty()),
            (false, false) => blocks.get(here),
            (false, true) => blocks
                .iter()
                .take(here)
                .rev()
                .find(|block| !block.passages.is_empty()),
        };
        if let Some(start) = target.map(|block| block.passages.start) {
            self.go(copy, start);
        }
    }

    /// Moves the page by rows and keeps the cursor on the same row of the screen where it can.
    pub fn scroll(&mut self, copy: Copy<'_>, rows: i32) {
        let span = |passage: usize| {
            copy.article
                .passages
                .get(passage)
                .map(|passage| passage.span)
        };
        let row = span(self.cursor).and_then(|span| self.page.row_of(span.start));
        let before = self.page.shown();
        self.page.scroll(copy, rows);
        if self.page.shown() == before {
            // The page cannot move further: the cursor goes the rest of the way.
            let last = copy.article.passages.len().saturating_sub(1);
            self.cursor = if rows > 0 { last } else { 0 };
            return;
        }
        let height = self.page.height();
        let row = row.unwrap_or(if rows > 0 {
            0
        } else {
            height.saturating_sub(1)
        });
        let rows_down = (row..height).chain((0..row).rev());
        if let Some(byte) = rows_down
            .into_iter()
            .find_map(|row| self.page.byte_at(copy, row, 0))
        {
            self.cursor = self.first_shown_from(copy, byte);
        }
    }

    /// The passage at a byte, or the next one where that one starts above the screen.
    fn first_shown_from(&self, copy: Copy<'_>, byte: usize) -> usize {
        let at = copy.article.passage_at(byte);
        let starts = copy
            .article
            .passages
            .get(at)
            .map_or(0, |passage| passage.span.start);
        let shown = self.page.shown().unwrap_or_default();
        let next = copy
            .article
            .passages
            .get(at + 1)
            .is_some_and(|passage| shown.contains(passage.span.start));
        if starts < shown.start && next {
            at + 1
        } else {
            at
        }
    }

    /// Moves only the page, by rows, and takes the cursor along where it would leave the screen.
    pub fn scroll_page(&mut self, copy: Copy<'_>, rows: i32) {
        self.page.scroll(copy, rows);
        let (Some(shown), Some(passage)) =
            (self.page.shown(), copy.article.passages.get(self.cursor))
        else {
            return;
        };
        if passage.span.end <= shown.start {
            self.cursor = self.first_shown_from(copy, shown.start);
        } else if passage.span.start >= shown.end {
            self.cursor = copy.article.passage_at(shown.end.saturating_sub(1));
        }
    }

    /// Moves to the next match in a direction, round the end of the article; `None` where nothing matches.
    pub fn next_match(&mut self, copy: Copy<'_>, forward: bool) -> Option<usize> {
        let count = self.find.matches.len();
        if count == 0 {
            return None;
        }
        let here = copy
            .article
            .passages
            .get(self.cursor)
            .map_or(0, |passage| passage.span.start);
        let next = match (self.find.current, forward) {
            (Some(current), true) => (current + 1) % count,
            (Some(current), false) => (current + count - 1) % count,
            (None, true) => self
                .find
                .matches
                .iter()
                .position(|span| span.start >= here)
                .unwrap_or(0),
            (None, false) => self
                .find
                .matches
                .iter()
                .rposition(|span| span.start < here)
                .unwrap_or(count - 1),
        };
        self.find.current = Some(next);
        let span = self.find.matches.get(next).copied()?;
        self.cursor = copy.article.passage_at(span.start);
        self.page.show(copy, span);
        Some(next)
    }
}

/// A place in the library, by the article's name so that it survives a reload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The article.
    pub article: ArticleId,
    /// The passage.
    pub passage: usize,
}

/// Where jumps started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jumps {
    back: Vec<Spot>,
    forward: Vec<Spot>,
}

impl Jumps {
    /// How many places are kept.
    const MOST: usize = 200;

    /// A jump starts here.
    pub fn leave(&mut self, from: Spot) {
        self.forward.clear();
        if self.back.last() != Some(&from) {
            self.back.push(from);
        }
        if self.back.len() > Self::MOST {
            self.back.remove(0);
        }
    }

    /// Goes back (or forth) from here: where to.
    pub fn turn(&mut self, here: Spot, back: bool) -> Option<Spot> {
        let (from, to) = if back {
            (&mut self.back, &mut self.forward)
        } else {
            (&mut self.forward, &mut self.back)
        };
        let target = std::iter::from_fn(|| from.pop()).find(|spot| *spot != here)?;
        to.push(here);
        Some(target)
    }
}
