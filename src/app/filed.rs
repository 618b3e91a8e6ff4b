//! A library too large to be read whole: what of it is in hand, and what is on its way here.
//!
//! The list holds every article by its number in the index. Those that come into view are described (metadata and no
//! text), those that are opened are brought with their text, and with them companions, among which links are looked for.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use fixedbitset::FixedBitSet;

use crate::analysis::search::Query;
use crate::analysis::search::query::Test;
use crate::config::Sort;
use crate::news::article::{Article, ArticleId};
use crate::news::company::{CompanyIx, Mentions};
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::ArticleRef;
use crate::news::problem::Problem;
use crate::text::lang::Lang;

use super::shelf::Coverage;

/// So many articles at most are in hand with their text: those that are open, and their companions.
pub const IN_HAND: usize = 400;

/// What is known of a large library.
#[derive(Debug, Default)]
pub struct Filed {
    /// How many articles it has.
    pub total: usize,
    /// The look through its files that is under way: so many read, of so many; 0 while they are only looked at.
    pub scan: Option<(usize, usize)>,
    /// How many articles of each feed are unread, and how many there are.
    pub feeds: Vec<(String, usize, usize)>,
    /// Whether files have changed since the articles in hand were read.
    pub changed: bool,
    /// Whether the user waits for the look through the files.
    pub asked_for: bool,
    /// Whether the index knows what was done with articles.
    pub mirrored: bool,
    /// The list that was asked for last.
    pub wish: Option<Wish>,
    /// The article whose companions are in hand.
    pub around: Option<ArticleIx>,
    /// What is to be opened once it is here.
    pub openings: Vec<Opening>,
    numbers: HashMap<u32, ArticleIx>,
    places: HashMap<ArticleIx, u32>,
    asked: HashSet<u32>,
    /// The articles that are here with their text, the ones brought last at the end.
    bodies: VecDeque<ArticleIx>,
    read: FixedBitSet,
}

/// A list as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The filter as typed.
    pub filter: String,
    /// The order.
    pub sort: Sort,
    /// Whether it is turned round.
    pub reversed: bool,
    /// Whether it is grouped by language.
    pub grouped: bool,
    /// The company that all of its articles name.
    pub company: Option<CompanyIx>,
    /// The day in days since 1970-01-01.
    pub today: Option<i64>,
}

impl Wish {
    /// Whether what it lists depends on what the reader does with articles.
    #[must_use]
    pub fn follows_reading(&self) -> bool {
        let query = Query::parse(&self.filter);
        let tests = query.root().map(|root| root.tests()).unwrap_or_default();
        let follows = |test: &&Test| matches!(test, Test::Is(_) | Test::Has(_));
        self.sort == Sort::Unread || tests.iter().any(follows)
    }
}

/// A list as it has come.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// How many articles the library has.
    pub total: usize,
    /// The languages and how many articles each has, where it is grouped.
    pub groups: Vec<(Lang, usize)>,
    /// The articles by their numbers, in order, group by group.
    pub ids: Vec<u32>,
    /// The numbers of those that are read.
    pub read: FixedBitSet,
}

/// An article that is handed over: described, or with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Handed {
    /// Its number.
    pub id: u32,
    /// The article.
    pub article: Arc<Article>,
    /// The companies it names; where it has no text, only those in the title have places.
    pub mentions: Mentions,
}

/// What is to be brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bring {
    /// An article, and after it its companions.
    Article(u32),
    /// An article alone.
    Alone(u32),
    /// The article of this name, or the one that a mark remembers so; and after it its companions.
    Named(ArticleId, Option<Box<ArticleRef>>),
    /// Articles that may answer a question.
    For(String),
}

/// An article that is to be opened once it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What it was asked for as.
    pub bring: Bring,
    /// The reader.
    pub which: usize,
    /// Where in it.
    pub at: At,
    /// Whether the reader then gets the keyboard.
    pub focus: bool,
}

/// Where in an article to open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Where the reader last was.
    Kept,
    /// On a passage.
    Passage(usize),
    /// On the passage at a byte of the text.
    Byte(usize),
}

/// What a look through the files has come to.
#[derive(Clone, Debug, Default)]
pub struct Scanned {
    /// Whether anything has changed.
    pub changed: bool,
    /// Articles found again under another name: what they were called, and what they are called now.
    pub renamed: Vec<(ArticleId, ArticleId)>,
    /// What is wrong with the folders and the files.
    pub problems: Vec<Problem>,
}

/// What was counted in the whole library.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// What each company has; its articles are among those handed over, by their numbers.
    pub companies: Vec<(Coverage, Vec<u32>)>,
    /// The articles that are named.
    pub articles: Vec<Handed>,
    /// How many articles of each feed are unread, and how many there are.
    pub feeds: Vec<(String, usize, usize)>,
}

impl Filed {
    /// The number of an article in hand.
    #[must_use]
    pub fn number(&self, ix: ArticleIx) -> Option<u32> {
        self.places.get(&ix).copied()
    }

    /// The place of an article in hand by its number.
    #[must_use]
    pub fn place(&self, id: u32) -> Option<ArticleIx> {
        self.numbers.get(&id).copied()
    }

    /// How many articles are in hand with their text: those among which links are looked for.
    #[must_use]
    pub fn bodies(&self) -> usize {
        self.bodies.len()
    }

    /// Whether an article was read when the list came.
    #[must_use]
    pub fn was_read(&self, id: u32) -> bool {
        self.read.contains(id as usize)
    }

    /// Takes over what came with a list, but for its rows.
    pub fn take(&mut self, total: usize, read: FixedBitSet) {
        self.total = total;
        self.read = read;
        self.asked.clear();
    }

    /// Whether an article is to be described now.
    pub fn wants(&mut self, id: u32) -> bool {
        !self.numbers.contains_key(&id) && self.asked.insert(id)
    }

    /// Puts what was handed over into the library in hand; gives its place, and what stood there where that was another.
    /// A description does not replace a text.
    pub fn put(
        &mut self,
        library: &mut Library,
        mentions: &mut Vec<Mentions>,
        handed: Handed,
    ) -> (ArticleIx, Option<Arc<Article>>) {
        let Handed {
            id,
            article,
            mentions: found,
        } = handed;
        let has_text = !article.is_stub();
        let Some(ix) = self.place(id) else {
            let ix = library.add(article);
            mentions.resize_with(ix.index(), Mentions::default);
            mentions.push(found);
            self.numbers.insert(id, ix);
            self.places.insert(ix, id);
            self.keep(ix, has_text);
            return (ix, None);
        };
        self.keep(ix, has_text);
        let known = library.get(ix);
        if known.is_some_and(|known| *known == *article || (!has_text && !known.is_stub())) {
            return (ix, None);
        }
        if let Some(place) = mentions.get_mut(ix.index()) {
            *place = found;
        }
        (ix, library.replace(ix, article))
    }

    fn keep(&mut self, ix: ArticleIx, has_text: bool) {
        if has_text {
            self.bodies.retain(|other| *other != ix);
            self.bodies.push_back(ix);
        }
    }

    /// Lets the texts go that were brought first, where there are more than [`IN_HAND`]; those that are `open` stay.
    pub fn let_go(&mut self, library: &mut Library, mentions: &mut [Mentions], open: &[ArticleIx]) {
        let mut left = self.bodies.len();
        while self.bodies.len() > IN_HAND && left > 0 {
            left -= 1;
            let Some(ix) = self.bodies.pop_front() else {
                return;
            };
            if open.contains(&ix) {
                self.bodies.push_back(ix);
                continue;
            }
            if let Some(stub) = library.get(ix).map(Article::stub) {
                library.replace(ix, Arc::new(stub));
            }
            if let Some(found) = mentions.get_mut(ix.index()) {
                found.text.clear();
            }
        }
    }
}
