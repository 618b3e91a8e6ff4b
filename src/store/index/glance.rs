//! Whether a file is as it was taken in, one file at a time: most of the time all are, and that is seen without holding
//! what is known of every one.

use std::path::Path;

use rusqlite::OptionalExtension;

use super::sync::path_bytes;
use super::{Index, IndexError};
use crate::news::article::ArticleId;
use crate::news::library::Stamp;

/// How a file stands to what was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It is as it was.
    Same,
    /// It has changed; its article is called so.
    Changed(ArticleId),
    /// There was no article in it, and it has changed.
    Refused,
    /// It was never taken in.
    New,
}

impl Index {
    /// Whether everything was taken in by this program and for these companies.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_current(&self) -> Result<bool, IndexError> {
        self.is_finished().map_err(|error| self.error(error))
    }

    /// How a file stands to what was taken in.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn held(&self, path: &Path, stamp: Stamp) -> Result<Held, IndexError> {
        let path = path_bytes(path);
        let same = |size: i64, modified: i64| {
            size.cast_unsigned() == stamp.size && modified == stamp.modified
        };
        let look = || -> rusqlite::Result<Held> {
            let known: Option<(i64, i64, String)> = self
                .connection
                .prepare_cached("SELECT size, modified, name FROM articles WHERE path = ?1")?
                .query_row([&path], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            if let Some((size, modified, name)) = known {
                let held = if same(size, modified) {
                    Held::Same
                } else {
                    Held::Changed(ArticleId(name))
                };
                return Ok(held);
            }
            let refused: Option<(i64, i64)> = self
                .connection
                .prepare_cached("SELECT size, modified FROM refused WHERE path = ?1")?
                .query_row([&path], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            Ok(match refused {
                Some((size, modified)) if same(size, modified) => Held::Same,
                Some(_) => Held::Refused,
                None => Held::New,
            })
        };
        look().map_err(|error| self.error(error))
    }

    /// How many files were taken in, those without an article too.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn files(&self) -> Result<usize, IndexError> {
        let count = self.connection.query_row(
            "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM refused)",
            [],
            |row| row.get::<_, u32>(0),
        );
        count
            .map(|count| count as usize)
            .map_err(|error| self.error(error))
    }

    /// Whether no file that was taken in claims the name of a new one, by its own name or by that of its article.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_free(&self, path: &Path, name: &ArticleId) -> Result<bool, IndexError> {
        let mut from = path_bytes(&path.with_extension(""));
        let mut to = from.clone();
        from.push(b'.');
        // The byte after the point.
        to.push(b'.' + 1);
        let claimed = self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM articles WHERE path >= ?1 AND path < ?2)
                OR EXISTS (SELECT 1 FROM refused WHERE path >= ?1 AND path < ?2)
                OR EXISTS (SELECT 1 FROM articles WHERE name = ?3)",
            (from, to, &name.0),
            |row| row.get::<_, bool>(0),
        );
        claimed
            .map(|claimed| !claimed)
            .map_err(|error| self.error(error))
    }
}
