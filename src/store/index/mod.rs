//! The index of a library: what its articles are called, say and name, so that a large library opens, sorts, filters and
//! is searched without being read.
//!
//! One SQLite file for each library in the program's cache folder. Nothing in it is the reader's own: articles are files,
//! marks and reading states lie elsewhere and are only mirrored. A file that is damaged, or of another version, is set
//! aside and made anew; where the folder cannot be written, the index lives in a temporary file until the program ends.
//!
//! The texts of the articles are kept too: a page of results then needs no file and no parser, and is the same whatever
//! has happened to the file since. The full-text table holds tokens that are made here
//! (`analysis::search::grams`), a row an article.
//!
//! Used by one thread; running copies share the file, and wait for each other's transactions.

mod answer;
mod entry;
mod error;
mod facts;
mod filed;
mod glance;
mod open;
mod pick;
mod rows;
mod search;
mod sync;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

pub use self::entry::Entry;
pub use self::error::IndexError;
pub use self::filed::{Named, Tally};
pub use self::glance::Held;
pub use self::open::file_name;
pub use self::rows::{Listing, Row};
pub use self::search::{Found, Hits, PassageHits};
pub use self::sync::{Plan, Renamed, Taken};

use self::facts::Facts;
use self::rows::Order;

use crate::analysis::search::CompanyNames;
use crate::news::company::Company;
pub use crate::news::mark::State;

/// The index of a library.
#[derive(Debug)]
pub struct Index {
    connection: Connection,
    /// Where it lies; none where it cannot be kept.
    path: Option<PathBuf>,
    companies: Vec<String>,
    names: CompanyNames,
    /// What changes when the watched companies or the program do: everything is then read anew.
    fingerprint: String,
    /// What is held of every article until something changes.
    facts: Option<Facts>,
    orders: HashMap<Order, Vec<u32>>,
    /// Whether many articles are being taken in.
    many: bool,
    /// What SQLite counts the writing of other copies by, when that was read.
    version: i64,
}

/// What is known of an index as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// How many articles are in it, those with the text of another too.
    pub articles: usize,
    /// How many passages they have.
    pub passages: usize,
    /// How many files hold no article that can be read.
    pub refused: usize,
    /// What SQLite finds wrong with it; empty where it is well.
    pub damage: Vec<String>,
}

impl Index {
    /// The file it lies in; none where it cannot be kept.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether no article was taken in.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_empty(&self) -> Result<bool, IndexError> {
        let any = self
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM articles)", [], |row| {
                row.get(0)
            });
        any.map(|any: bool| !any).map_err(|error| self.error(error))
    }

    /// Looks through a whole index file, which it changes nothing in: some 300 MB a second.
    ///
    /// # Errors
    /// The file cannot be read at all, or is none of this version.
    pub fn examine(path: &Path) -> Result<Health, IndexError> {
        health(path).map_err(|error| IndexError::new(Some(path), error))
    }

    /// Forgets what is held, since something has changed.
    fn forget(&mut self) {
        self.facts = None;
        self.orders.clear();
    }

    fn error(&self, source: rusqlite::Error) -> IndexError {
        IndexError::new(self.path.as_deref(), source)
    }
}

fn health(path: &Path) -> rusqlite::Result<Health> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count = |sql: &str| {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok::<_, rusqlite::Error>(usize::try_from(count).unwrap_or(0))
    };
    let mut check = connection.prepare("PRAGMA quick_check(10)")?;
    let found = check.query_map([], |row| row.get::<_, String>(0))?;
    let damage = found.filter(|line| line.as_ref().map_or(true, |line| line != "ok"));
    Ok(Health {
        damage: damage.collect::<Result<_, _>>()?,
        articles: count("SELECT count(*) FROM articles")?,
        passages: count("SELECT coalesce(sum(passages), 0) FROM articles")?,
        refused: count("SELECT count(*) FROM refused")?,
    })
}

/// What the index depends on besides the files: the companies and the program that read them.
fn fingerprint(companies: &[Company]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for company in companies {
        // All that a company is called decides what is found; its color changes nothing but is no reason for more code.
        hash.update(format!("{company:?}"));
    }
    let hash: [u8; 32] = hash.finalize().into();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
