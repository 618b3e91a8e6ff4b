//! The screens that cover the panes: companies, marks, problems, an article's links, help. Each is a list with a cursor
//! and a filter.

use crate::analysis::difference::Change;
use crate::analysis::search::{self, Card, Facts, Query};
use crate::command::{Command, Places, TABLE};
use crate::keymap::{Keymap, label};
use crate::news::article::Article;
use crate::news::company::CompanyIx;
use crate::news::mark::MarkId;

use super::App;
use super::compare::Row;
use super::feeds::{Feeds, Subscribed};
use super::notes::Placed;
use super::versions;

/// A screen that covers the panes.
#[derive(Clone, Debug)]
pub struct Screen {
    /// Which one.
    pub kind: ScreenKind,
    /// What it lists.
    pub items: Vec<Item>,
    /// The item the cursor is on.
    pub selected: usize,
    /// The first item on the screen.
    pub top: usize,
    /// How many items the screen shows.
    pub page: usize,
    /// The filter as typed.
    pub filter: String,
}

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenKind {
    /// Every company.
    Companies,
    /// Every mark.
    Marks,
    /// Problems with files.
    Problems,
    /// The open article's addresses.
    Urls,
    /// Every key that works in a place.
    Help(Places),
    /// Articles passage by passage.
    Compare,
    /// Every subscription.
    Feeds,
    /// What has changed in an article.
    Versions,
    /// Every view.
    Views,
}

/// What a screen lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A company.
    Company(CompanyIx),
    /// A mark.
    Mark(MarkId),
    /// A problem, by its place in [`Shelf::problems`](super::shelf::Shelf::problems).
    Problem(usize),
    /// An address, as an index of the article's.
    Url(usize),
    /// A command.
    Command(Command),
    /// A row of compared passages.
    Row(usize),
    /// A row of what has changed in an article.
    Change(usize),
    /// A feed, by its place in [`Feeds::all`](super::feeds::Feeds::all).
    Feed(usize),
    /// A view, by its number in [`Views`](super::views::Views).
    View(usize),
}

impl ScreenKind {
    /// The place in which its keys are looked up.
    #[must_use]
    pub fn place(self) -> Places {
        match self {
            Self::Companies => Places::COMPANIES,
            Self::Marks => Places::MARKS,
            Self::Problems => Places::PROBLEMS,
            Self::Urls => Places::URLS,
            Self::Help(_) => Places::HELP,
            Self::Compare => Places::COMPARE,
            Self::Feeds => Places::FEEDS,
            Self::Versions => Places::VERSIONS,
            Self::Views => Places::VIEWS,
        }
    }
}

impl Screen {
    /// A screen before it is filled.
    #[must_use]
    pub fn new(kind: ScreenKind) -> Self {
        Self {
            kind,
            items: Vec::new(),
            selected: 0,
            top: 0,
            page: 1,
            filter: String::new(),
        }
    }

    /// The item under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<Item> {
        self.items.get(self.selected).copied()
    }

    /// Puts the cursor on an item, or on the last, and shows it.
    pub fn select(&mut self, item: usize) {
        self.selected = item.min(self.items.len().saturating_sub(1));
        let page = self.page.max(1);
        self.top = self
            .top
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(page));
    }
}

/// What a screen lists under its filter, in order.
#[must_use]
pub fn items(app: &App, kind: ScreenKind, filter: &str) -> Vec<Item> {
    match kind {
        ScreenKind::Companies => companies(app, filter),
        ScreenKind::Marks => marks(app, filter),
        ScreenKind::Problems => {
            let problems = app.shelf.problems().enumerate();
            let listed = problems.filter(|(_, problem)| has_words(&problem.to_string(), filter));
            listed.map(|(at, _)| Item::Problem(at)).collect()
        }
        ScreenKind::Urls => {
            let urls = app.open_article().map_or(&[][..], |article| &article.urls);
            let listed = urls
                .iter()
                .enumerate()
                .filter(|(_, url)| has_words(url, filter));
            listed.map(|(at, _)| Item::Url(at)).collect()
        }
        ScreenKind::Compare => compared(app, filter),
        ScreenKind::Versions => changed(app, filter),
        ScreenKind::Feeds => {
            let feeds = app.shelf.feeds.all.iter().enumerate();
            let words = |feed: &Subscribed| format!("{} {} {}", feed.folder, feed.name, feed.url);
            let listed = feeds.filter(|(_, feed)| has_words(&words(feed), filter));
            listed.map(|(at, _)| Item::Feed(at)).collect()
        }
        ScreenKind::Views => {
            let views = &app.list.views;
            let words = |number: &usize| {
                let query = views.get(*number).map_or("", |view| &view.query);
                format!("{} {query}", views.name(*number))
            };
            let numbers = 0..=views.all.len();
            let listed = numbers.filter(|number| has_words(&words(number), filter));
            listed.map(Item::View).collect()
        }
        ScreenKind::Help(place) => {
            let listed = TABLE
                .iter()
                .filter(|row| row.places.meets(place))
                .filter(|row| {
                    let keys = key_labels(&app.setup.keymap, row.command);
                    has_words(
                        &format!("{} {} {} {keys}", row.name, row.help, row.chapter.title()),
                        filter,
                    )
                });
            listed.map(|row| Item::Command(row.command)).collect()
        }
    }
}

/// The rows of compared passages of which one has the words.
fn compared(app: &App, filter: &str) -> Vec<Item> {
    let compare = &app.desk.compare;
    let has = |row: &Row| {
        let cells = compare.articles.iter().zip(&row.cells);
        let texts = cells.filter_map(|(ix, cell)| {
            Some(app.shelf.article(*ix)?.passage_text(cell.as_ref()?.passage))
        });
        has_words(&texts.collect::<Vec<_>>().join(" "), filter)
    };
    let listed = compare.rows.iter().enumerate().filter(|(_, row)| has(row));
    listed.map(|(at, _)| Item::Row(at)).collect()
}

/// The rows of what has changed that have the words, in the old text or in the new one.
fn changed(app: &App, filter: &str) -> Vec<Item> {
    let versions = &app.desk.versions;
    let old = versions.version().map(|version| &version.article);
    let new = versions.article.and_then(|ix| app.shelf.article(ix));
    let (Some(old), Some(new)) = (old, new) else {
        return Vec::new();
    };
    let has = |row: &versions::Row| match row {
        versions::Row::Folded(..) => filter.is_empty(),
        versions::Row::Part(Change::Kept(_, part) | Change::Added(part)) => {
            has_words(part.of(new), filter)
        }
        versions::Row::Part(Change::Removed(part)) => has_words(part.of(old), filter),
        versions::Row::Part(Change::Reworded {
            old: before,
            new: after,
            ..
        }) => has_words(&format!("{} {}", before.of(old), after.of(new)), filter),
    };
    let listed = versions.rows.iter().enumerate().filter(|(_, row)| has(row));
    listed.map(|(at, _)| Item::Change(at)).collect()
}

/// The keys of a command as the screen shows them, a space between two.
#[must_use]
pub fn key_labels(keymap: &Keymap, command: Command) -> String {
    keymap
        .keys_of(command)
        .map(label)
        .collect::<Vec<_>>()
        .join(" ")
}

fn companies(app: &App, filter: &str) -> Vec<Item> {
    let companies = &app.setup.config.companies;
    let articles = |at: usize| {
        app.shelf
            .companies
            .get(at)
            .map_or(0, |coverage| coverage.total)
    };
    let mut listed: Vec<usize> = (0..companies.len())
        .filter(|at| {
            companies.get(*at).is_some_and(|company| {
                let aliases = company.aliases.iter().map(|alias| alias.text.as_str());
                let names = [company.id.as_str(), company.name.as_str()]
                    .into_iter()
                    .chain(aliases);
                has_words(&names.collect::<Vec<_>>().join(" "), filter)
            })
        })
        .collect();
    listed.sort_by_key(|at| std::cmp::Reverse(articles(*at)));
    let ix = |at| {
        u16::try_from(at)
            .ok()
            .map(|at| Item::Company(CompanyIx(at)))
    };
    listed.into_iter().filter_map(ix).collect()
}

/// The marks that a query accepts, the newest first.
fn marks(app: &App, filter: &str) -> Vec<Item> {
    let query = Query::parse(filter);
    let accepts = |placed: &&Placed| {
        if query.is_empty() {
            return true;
        }
        let mark = &placed.mark;
        let (card, id) = match placed.at {
            Some((ix, _)) => (
                app.shelf.cards.get(ix.index()).cloned(),
                app.shelf.article(ix).map(|article| &article.id),
            ),
            None => (None, None),
        };
        let reading = app.notes.reading(id.unwrap_or(&mark.anchor.article.id));
        let facts = Facts {
            card: &Card::of_mark(mark, card),
            read: reading.read,
            starred: reading.starred,
            marked: true,
            noted: !mark.note.is_empty(),
            tagged: !mark.tags.is_empty(),
        };
        query.accepts(&facts, app.list.today)
    };
    let listed = app.notes.marks.values().rev().filter(accepts);
    listed.map(|placed| Item::Mark(placed.mark.id)).collect()
}

/// Whether a text has a word, however either is written.
fn folded_contains(text: &str, word: &str) -> bool {
    word.is_empty() || !search::find(text, word).is_empty()
}

/// Whether a text has every word of a filter.
fn has_words(text: &str, filter: &str) -> bool {
    filter
        .split_whitespace()
        .all(|word| folded_contains(text, word))
}

impl App {
    /// The article in the reader used last.
    #[must_use]
    pub fn open_article(&self) -> Option<&Article> {
        self.shelf.article(
            self.desk
                .readers
                .get(self.window.division.reader)?
                .article?,
        )
    }

    /// Lists what the open screen lists anew.
    pub fn fill_screen(&mut self) {
        let Some(mut screen) = self.screen.take() else {
            return;
        };
        if screen.kind == ScreenKind::Feeds {
            self.shelf.feeds.counts = Feeds::counted(&self.shelf, &self.notes);
        }
        let current = screen.current();
        screen.items = items(self, screen.kind, &screen.filter);
        let kept = current.and_then(|item| screen.items.iter().position(|other| *other == item));
        screen.select(kept.unwrap_or(screen.selected));
        self.screen = Some(screen);
    }
}
