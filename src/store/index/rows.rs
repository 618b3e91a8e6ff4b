//! The list: which articles, in which order, a page at a time.

use std::path::PathBuf;

use fixedbitset::FixedBitSet;
use rusqlite::OptionalExtension;

use super::facts::Facts;
use super::pick::{Reach, Sense};
use super::sync::path_of;
use super::{Index, IndexError};
use crate::analysis::search::Query;
use crate::analysis::search::query::Vocabulary;
use crate::config::Sort;
use crate::news::article::ArticleId;
use crate::news::mark::State;
use crate::text::lang::Lang;

/// The orders that rows can be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Order {
    Date,
    OldestDate,
    Title,
    TitleBack,
    Source,
    SourceBack,
    Lang,
    LangBack,
}

/// The articles that a query accepts, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub(super) ids: Vec<u32>,
}

impl Listing {
    /// How many they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Their places in the index, in order.
    #[must_use]
    pub fn into_ids(self) -> Vec<u32> {
        self.ids
    }
}

/// An article as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place in the index, for as long as its file is there.
    pub id: u32,
    /// Its name in the library.
    pub name: ArticleId,
    /// Its file.
    pub path: PathBuf,
    /// Its title.
    pub title: String,
    /// Its language.
    pub lang: Lang,
    /// Its date as text, as far as it is known.
    pub date: Option<String>,
    /// Its source.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// How many passages it has.
    pub passages: usize,
    /// What the reader has done with it.
    pub state: State,
}

impl Index {
    /// The articles that a query accepts, as the list's filter understands it, in an order; of equal ones the newest
    /// come first, and of those with equal dates those taken in first. Of articles with the same title and text there is
    /// one.
    /// `today` is in days since 1970-01-01.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn list(
        &mut self,
        query: &Query,
        sort: Sort,
        reversed: bool,
        today: Option<i64>,
    ) -> Result<Listing, IndexError> {
        let sense = Sense {
            reach: Reach::Card,
            today,
        };
        let listed = self.facts().and_then(|facts| {
            let picked = match query.root() {
                Some(root) => self.pick(&facts, root, sense)?,
                None => None,
            };
            let picked = picked.unwrap_or_else(|| facts.all());
            let ids = self.ordered(&facts, &picked, sort, reversed)?;
            self.facts = Some(facts);
            Ok(Listing { ids })
        });
        listed.map_err(|error| self.error(error))
    }

    fn ordered(
        &mut self,
        facts: &Facts,
        picked: &FixedBitSet,
        sort: Sort,
        reversed: bool,
    ) -> rusqlite::Result<Vec<u32>> {
        let order = match (sort, reversed) {
            (Sort::Unread, _) | (Sort::Date, false) => Order::Date,
            (Sort::Date, true) => Order::OldestDate,
            (Sort::Title, false) => Order::Title,
            (Sort::Title, true) => Order::TitleBack,
            (Sort::Source, false) => Order::Source,
            (Sort::Source, true) => Order::SourceBack,
            (Sort::Language, false) => Order::Lang,
            (Sort::Language, true) => Order::LangBack,
        };
        let of = |id: &&u32| picked.contains(**id as usize);
        let ids: Vec<u32> = self.order(order)?.iter().filter(of).copied().collect();
        if sort != Sort::Unread {
            return Ok(ids);
        }
        let read = facts.which(|fact| fact.state.read);
        let (last, first): (Vec<u32>, Vec<u32>) = ids
            .iter()
            .partition(|id| read.contains(**id as usize) != reversed);
        Ok([first, last].concat())
    }

    /// Every article in an order.
    pub(super) fn order(&mut self, order: Order) -> rusqlite::Result<&[u32]> {
        if !self.orders.contains_key(&order) {
            let sql = match order {
                Order::Date => "SELECT id FROM articles ORDER BY seconds DESC, id",
                Order::OldestDate => "SELECT id FROM articles ORDER BY seconds, id DESC",
                Order::Title => "SELECT id FROM articles ORDER BY title, seconds DESC, id",
                Order::TitleBack => "SELECT id FROM articles ORDER BY title DESC, seconds, id DESC",
                Order::Source => "SELECT id FROM articles ORDER BY source, seconds DESC, id",
                Order::SourceBack => {
                    "SELECT id FROM articles ORDER BY source DESC, seconds, id DESC"
                }
                Order::Lang => "SELECT id FROM articles ORDER BY code, seconds DESC, id",
                Order::LangBack => "SELECT id FROM articles ORDER BY code DESC, seconds, id DESC",
            };
            let mut select = self.connection.prepare_cached(sql)?;
            let ids = select
                .query_map([], |row| row.get(0))?
                .collect::<Result<Vec<u32>, _>>()?;
            self.orders.insert(order, ids);
        }
        Ok(self.orders.get(&order).map_or(&[], Vec::as_slice))
    }

    /// The rows of a listing from `offset` on, at most `limit`.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn page(
        &self,
        listing: &Listing,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Row>, IndexError> {
        let ids = listing.ids.iter().skip(offset).take(limit);
        let rows = ids.filter_map(|id| self.row(*id).transpose()).collect();
        let rows: rusqlite::Result<Vec<Row>> = rows;
        rows.map_err(|error| self.error(error))
    }

    /// The article of this name.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn named(&self, name: &ArticleId) -> Result<Option<Row>, IndexError> {
        self.row_named(name).map_err(|error| self.error(error))
    }

    pub(super) fn row_named(&self, name: &ArticleId) -> rusqlite::Result<Option<Row>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT id FROM articles WHERE name = ?1")?;
        let id = select.query_row([&name.0], |row| row.get(0)).optional()?;
        id.map_or(Ok(None), |id| self.row(id))
    }

    /// An article; none where it is gone.
    pub(super) fn row(&self, id: u32) -> rusqlite::Result<Option<Row>> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, name, path, title, lang, date, source, url, passages, state FROM articles WHERE id = ?1",
        )?;
        let row = select.query_row([id], |row| {
            let lang = row.get_ref(4)?.as_str()?;
            Ok(Row {
                id: row.get(0)?,
                name: ArticleId(row.get(1)?),
                path: path_of(row.get(2)?),
                title: row.get(3)?,
                lang: Lang::parse(lang).unwrap_or(Lang::UNKNOWN),
                date: row.get(5)?,
                source: row.get(6)?,
                url: row.get(7)?,
                passages: row.get::<_, u32>(8)? as usize,
                state: State::of(row.get(9)?),
            })
        });
        row.optional()
    }

    /// What the fields of a query can hold here.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn vocabulary(&self) -> Result<Vocabulary, IndexError> {
        let values = |sql: &str| -> rusqlite::Result<Vec<String>> {
            let mut select = self.connection.prepare_cached(sql)?;
            select.query_map([], |row| row.get(0))?.collect()
        };
        let read = || -> rusqlite::Result<Vocabulary> {
            let lists = values("SELECT DISTINCT tags FROM articles WHERE tags != ''")?;
            let mut tags: Vec<String> = lists
                .iter()
                .flat_map(|list| list.lines())
                .map(str::to_owned)
                .collect();
            tags.sort_unstable();
            tags.dedup();
            Ok(Vocabulary {
                langs: values("SELECT DISTINCT code FROM articles ORDER BY code")?,
                companies: values("SELECT DISTINCT company FROM mentions ORDER BY company")?,
                sources: values(
                    "SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source",
                )?,
                authors: values(
                    "SELECT DISTINCT author FROM articles WHERE author IS NOT NULL ORDER BY author",
                )?,
                feeds: values(
                    "SELECT DISTINCT feed FROM articles WHERE feed IS NOT NULL ORDER BY feed",
                )?,
                tags,
            })
        };
        read().map_err(|error| self.error(error))
    }

    /// What is held of every article, taken out for as long as it is used.
    pub(super) fn facts(&mut self) -> rusqlite::Result<Facts> {
        // Another copy may have written; SQLite counts that (<https://www.sqlite.org/pragma.html#pragma_data_version>).
        let version = self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        if version != self.version {
            self.forget();
            self.version = version;
        }
        match self.facts.take() {
            Some(facts) => Ok(facts),
            None => Facts::read(&self.connection),
        }
    }
}
