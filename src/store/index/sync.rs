//! Keeping the index in step with the files: what has changed is taken in, what is gone is let go.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::entry::Entry;
use super::{Index, IndexError};
use crate::news::article::ArticleId;
use crate::news::library::Stamp;
use crate::news::mark::State;

/// What has to be done for the index to be in step with the files.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files to be read, as indices of those given.
    pub changed: Vec<usize>,
    /// The rows whose files are gone, by the hash of their text: one of them may come back under another name.
    gone: HashMap<[u8; 16], Vec<Gone>>,
    renamed: Vec<Renamed>,
}

#[derive(Debug)]
struct Gone {
    id: i64,
    name: String,
}

/// What was read of some files: their articles, and the files in which there is none.
#[derive(Debug, Default)]
pub struct Taken {
    /// The articles.
    pub entries: Vec<Entry>,
    /// The files without one.
    pub refused: Vec<(PathBuf, Stamp)>,
}

/// An article that was found again under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// What it was called.
    pub from: ArticleId,
    /// What it is called now.
    pub to: ArticleId,
}

impl Plan {
    /// So many files are to be read, and nothing is gone.
    #[must_use]
    pub fn of(files: usize) -> Self {
        Self {
            changed: (0..files).collect(),
            ..Self::default()
        }
    }

    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }
}

impl Index {
    /// Compares the files of the library, all of them, with what was taken in: by path, name and stamp.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn plan<'f>(
        &self,
        files: impl IntoIterator<Item = (&'f Path, &'f ArticleId, Stamp)>,
    ) -> Result<Plan, IndexError> {
        self.compare(files).map_err(|error| self.error(error))
    }

    fn compare<'f>(
        &self,
        files: impl IntoIterator<Item = (&'f Path, &'f ArticleId, Stamp)>,
    ) -> rusqlite::Result<Plan> {
        let same: Option<String> = self
            .connection
            .query_row(
                "SELECT value FROM meta WHERE key = 'fingerprint'",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let same = same.as_deref() == Some(&self.fingerprint);
        let mut known = known(&self.connection)?;
        let mut plan = Plan::default();
        for (number, (path, id, stamp)) in files.into_iter().enumerate() {
            let row = known.remove(path_bytes(path).as_slice());
            let holds = row.is_some_and(|row| {
                row.stamp == stamp && row.name.as_ref().is_none_or(|name| *name == id.0)
            });
            if !holds || !same {
                plan.changed.push(number);
            }
        }
        for (path, row) in known {
            match (row.id, row.name) {
                (Some((id, hash)), Some(name)) => {
                    plan.gone.entry(hash).or_default().push(Gone { id, name });
                }
                _ => {
                    self.connection
                        .execute("DELETE FROM refused WHERE path = ?1", [path])?;
                }
            }
        }
        Ok(plan)
    }

    /// Makes ready for taking in so many files. For many, what is searched is written in large pieces, which [`finish`]
    /// puts together: written in small ones it would be put together again and again.
    ///
    /// # Errors
    /// The index cannot be written.
    ///
    /// [`finish`]: Self::finish
    pub fn expect(&mut self, files: usize) -> Result<(), IndexError> {
        self.many = files >= MANY;
        let (merge, gather) = if self.many {
            (0, LARGE)
        } else {
            (AUTOMERGE, SMALL)
        };
        let done = [("automerge", merge), ("hashsize", gather)]
            .into_iter()
            .try_for_each(|(what, value)| tune(&self.connection, what, value));
        done.map_err(|error| self.error(error))
    }

    /// Takes in what was read, all in one transaction.
    ///
    /// # Errors
    /// The index cannot be written; then nothing of it is.
    pub fn take_in(
        &mut self,
        plan: &mut Plan,
        taken: impl IntoIterator<Item = Taken>,
    ) -> Result<(), IndexError> {
        let (mut entries, mut refused) = (Vec::new(), Vec::new());
        for taken in taken {
            entries.extend(taken.entries);
            refused.extend(taken.refused);
        }
        if self.many {
            // Articles of one language have most words in common, which are found again the sooner.
            entries.sort_by(|a, b| a.code.cmp(&b.code));
        }
        self.forget();
        let done = write(&mut self.connection, |tx| {
            tx.execute("INSERT OR IGNORE INTO meta VALUES ('unfinished', '')", [])?;
            for entry in &entries {
                take(tx, plan, entry)?;
            }
            for (path, stamp) in &refused {
                refuse(tx, path, *stamp)?;
            }
            Ok(())
        });
        done.map_err(|error| self.error(error))
    }

    /// Lets go of what is gone, when everything that has changed was taken in. Gives the articles that were found again
    /// under another name, so that what the reader has done with them can be carried over.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn finish(&mut self, plan: Plan) -> Result<Vec<Renamed>, IndexError> {
        let fingerprint = self.fingerprint.clone();
        if plan.is_empty() && self.is_finished().map_err(|error| self.error(error))? {
            return Ok(Vec::new());
        }
        self.forget();
        let Plan { gone, renamed, .. } = plan;
        let done = write(&mut self.connection, |tx| {
            for gone in gone.values().flatten() {
                remove(tx, gone.id)?;
            }
            tx.execute(TWINS, [])?;
            tx.execute("DELETE FROM meta WHERE key = 'unfinished'", [])?;
            tx.execute(
                "INSERT OR REPLACE INTO meta VALUES ('fingerprint', ?1)",
                [&fingerprint],
            )?;
            Ok(())
        });
        let done = done.and_then(|()| {
            if self.many {
                merge(&self.connection)?;
            }
            // The statistics that SQLite chooses its ways by; without them it chooses worse ones.
            self.connection.execute_batch("PRAGMA optimize")
        });
        done.map(|()| renamed).map_err(|error| self.error(error))
    }

    pub(super) fn is_finished(&self) -> rusqlite::Result<bool> {
        self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'fingerprint' AND value = ?1)
                AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'unfinished')",
            [&self.fingerprint],
            |row| row.get(0),
        )
    }

    /// Takes over what the reader has done with articles; what is not named, she has done nothing with. Whether that
    /// changed anything.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn mirror(&mut self, states: &HashMap<ArticleId, State>) -> Result<bool, IndexError> {
        let changes = self.changes(states).map_err(|error| self.error(error))?;
        if changes.is_empty() {
            return Ok(false);
        }
        self.forget();
        let done = write(&mut self.connection, |tx| {
            let mut set = tx.prepare_cached("UPDATE articles SET state = ?2 WHERE id = ?1")?;
            changes
                .iter()
                .try_for_each(|change| set.execute(*change).map(|_| ()))
        });
        done.map(|()| true).map_err(|error| self.error(error))
    }

    fn changes(&self, states: &HashMap<ArticleId, State>) -> rusqlite::Result<Vec<(i64, u8)>> {
        let mut changes = Vec::new();
        let mut stated = self
            .connection
            .prepare_cached("SELECT id, state, name FROM articles WHERE state != 0")?;
        let mut rows = stated.query([])?;
        let mut seen = HashSet::new();
        while let Some(row) = rows.next()? {
            let (id, held, name): (i64, u8, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let now = states.get(&ArticleId(name)).map_or(0, |state| state.bits());
            seen.insert(id);
            if now != held {
                changes.push((id, now));
            }
        }
        let mut find = self
            .connection
            .prepare_cached("SELECT id FROM articles WHERE name = ?1")?;
        for (name, state) in states.iter().filter(|(_, state)| state.bits() != 0) {
            let id: Option<i64> = find.query_row([&name.0], |row| row.get(0)).optional()?;
            changes.extend(
                id.filter(|id| !seen.contains(id))
                    .map(|id| (id, state.bits())),
            );
        }
        Ok(changes)
    }
}

/// Of articles with the same title and text, the one whose path comes first is no twin, the others are.
const TWINS: &str = "
    UPDATE articles SET twin = NOT twin WHERE twin != EXISTS (
        SELECT 1 FROM articles AS first
        WHERE first.hash = articles.hash AND first.title = articles.title AND first.path < articles.path
    )";

const TAKE: &str = "
    INSERT INTO articles (
        id, path, name, size, modified, hash, lang, code, day, seconds, date, passages, title, source, author, url, feed, tags
    ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    ON CONFLICT (id) DO UPDATE SET
        path = excluded.path, name = excluded.name, size = excluded.size, modified = excluded.modified,
        hash = excluded.hash, lang = excluded.lang, code = excluded.code, day = excluded.day,
        seconds = excluded.seconds, date = excluded.date, passages = excluded.passages, title = excluded.title,
        source = excluded.source, author = excluded.author, url = excluded.url, feed = excluded.feed,
        tags = excluded.tags";

/// So many files are many.
const MANY: usize = 2048;
/// How many pieces of the full text are put together at once while few articles are taken in: what SQLite does anyway.
const AUTOMERGE: i64 = 4;
/// So many bytes of full text are gathered in memory before they are written: for few articles, and for many.
const SMALL: i64 = 8 << 20;
const LARGE: i64 = 64 << 20;
/// So many pages of the full text are put together by one transaction.
const STEP: i64 = 2000;

/// Sets a measure of the full-text table (<https://www.sqlite.org/fts5.html#special_insert_commands>).
fn tune(connection: &Connection, what: &str, value: i64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO words (words, rank) VALUES (?1, ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![what, value])
        .map(|_| ())
}

/// Puts the pieces of the full text together, a step a transaction: a search looks into each piece.
fn merge(connection: &Connection) -> rusqlite::Result<()> {
    let mut step = -STEP;
    loop {
        let before = connection.total_changes();
        tune(connection, "merge", step)?;
        // Fewer than two changes mean that there was nothing to be done.
        if connection.total_changes() - before < 2 {
            return Ok(());
        }
        step = STEP;
    }
}

/// Remembers a file in which there is no article.
fn refuse(tx: &Transaction<'_>, path: &Path, stamp: Stamp) -> rusqlite::Result<()> {
    let path = path_bytes(path);
    if let Some(id) = id_of(tx, &path)? {
        remove(tx, id)?;
    }
    tx.prepare_cached("INSERT OR REPLACE INTO refused VALUES (?1, ?2, ?3)")?
        .execute(params![path, stamp.size.cast_signed(), stamp.modified])
        .map(|_| ())
}

/// Writes in one transaction.
pub(super) fn write<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&tx)?;
    tx.commit()?;
    Ok(done)
}

/// Takes an article in: in the place of what its file gave before, or of the same text that is gone elsewhere.
fn take(tx: &Transaction<'_>, plan: &mut Plan, entry: &Entry) -> rusqlite::Result<()> {
    let path = path_bytes(&entry.path);
    let known = match id_of(tx, &path)? {
        Some(id) => Some(id),
        None => plan.returned(entry),
    };
    if let Some(id) = known {
        remove_parts(tx, id)?;
    }
    tx.prepare_cached("DELETE FROM refused WHERE path = ?1")?
        .execute([&path])?;
    tx.prepare_cached(TAKE)?.execute(params![
        known,
        path,
        entry.name,
        entry.stamp.size.cast_signed(),
        entry.stamp.modified,
        entry.hash,
        entry.lang,
        entry.code,
        entry.day,
        entry.seconds,
        entry.date,
        entry.passages as i64,
        entry.title,
        entry.source,
        entry.author,
        entry.url,
        entry.feed,
        entry.tags,
    ])?;
    let id = known.unwrap_or_else(|| tx.last_insert_rowid());
    tx.prepare_cached("INSERT INTO cards VALUES (?1, ?2)")?
        .execute(params![id, entry.card])?;
    tx.prepare_cached("INSERT INTO texts VALUES (?1, ?2, ?3)")?
        .execute(params![id, entry.text, entry.spans])?;
    tx.prepare_cached("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![id, entry.title_tokens, entry.text_tokens])?;
    let mut mention = tx.prepare_cached("INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for named in &entry.mentions {
        mention.execute(params![
            named.company,
            id,
            named.count as i64,
            named.weight as u8,
            named.passages
        ])?;
    }
    Ok(())
}

impl Plan {
    /// The row whose file is gone and whose text is that of a new file.
    fn returned(&mut self, entry: &Entry) -> Option<i64> {
        let rows = self.gone.get_mut(&entry.hash)?;
        let gone = rows.pop()?;
        if rows.is_empty() {
            self.gone.remove(&entry.hash);
        }
        self.renamed.push(Renamed {
            from: ArticleId(gone.name),
            to: ArticleId(entry.name.clone()),
        });
        Some(gone.id)
    }
}

fn id_of(tx: &Transaction<'_>, path: &[u8]) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT id FROM articles WHERE path = ?1")?
        .query_row([path], |row| row.get(0))
        .optional()
}

fn remove(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    remove_parts(tx, id)?;
    tx.prepare_cached("DELETE FROM articles WHERE id = ?1")?
        .execute([id])
        .map(|_| ())
}

/// Removes what is kept of an article beside its own row.
fn remove_parts(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM cards WHERE id = ?1",
        "DELETE FROM texts WHERE id = ?1",
        "DELETE FROM words WHERE rowid = ?1",
        "DELETE FROM mentions WHERE article = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// What is known of a file.
struct Known {
    stamp: Stamp,
    /// None where no article could be read from it.
    id: Option<(i64, [u8; 16])>,
    name: Option<String>,
}

fn known(connection: &Connection) -> rusqlite::Result<HashMap<Vec<u8>, Known>> {
    let mut select = connection.prepare_cached(
        "SELECT path, size, modified, id, hash, name FROM articles
         UNION ALL SELECT path, size, modified, NULL, NULL, NULL FROM refused",
    )?;
    let rows = select.query_map([], |row| {
        let size: i64 = row.get(1)?;
        let id: Option<i64> = row.get(3)?;
        let hash: Option<[u8; 16]> = row.get(4)?;
        let known = Known {
            stamp: Stamp {
                size: size.cast_unsigned(),
                modified: row.get(2)?,
            },
            id: id.zip(hash),
            name: row.get(5)?,
        };
        Ok((row.get(0)?, known))
    })?;
    rows.collect()
}

/// A path as bytes: it need not be UTF-8.
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path of these bytes.
#[cfg(unix)]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// The path of these bytes.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
