//! Opening the index: its version, its health, and what is done where either is wrong.

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::error::is_damage;
use super::{Index, IndexError, fingerprint};
use crate::analysis::search::CompanyNames;
use crate::news::company::Company;
use crate::news::problem::Problem;
use crate::store::lock::Lock;

/// The form of the tables. Another number means another program made the file, older or newer, and it is made anew.
const VERSION: i64 = 1;
/// What SQLite files of this program are known by: `Ctpt`.
const APPLICATION: i64 = 0x4374_7074;
/// How long a running copy is waited for, which writes a few hundred articles in one go.
const PATIENCE: Duration = Duration::from_secs(20);
/// A file up to this size is looked through whenever it is opened: that takes some milliseconds.
const SMALL: u64 = 8 * 1024 * 1024;
/// The lock that copies share while they open or replace a file.
const LOCK: &str = "index.lock";
/// The tables.
const SCHEMA: &str = include_str!("schema.sql");

/// The name of the index of a library in the cache folder.
///
/// Each library has its own, so that looking into another folder for once does not cost the one that is read every day.
#[must_use]
pub fn file_name(library: &[PathBuf]) -> String {
    let mut hash = Sha256::new();
    for folder in library {
        hash.update(folder.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let name: String = hash
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("index-{name}.sqlite")
}

/// Why a file is not used as it is.
enum Unfit {
    /// It is damaged or of another version, in these words.
    Replace(String),
    /// It cannot be opened or written.
    Unusable(String),
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) {
            Self::Replace(format!("the index is damaged ({error})"))
        } else {
            Self::Unusable(error.to_string())
        }
    }
}

impl Index {
    /// Opens the index of a library, by its folders, in the cache folder; both are made where they are missing.
    /// Without a cache folder, and where nothing can be written there, it is empty and lasts as long as the program.
    /// What was wrong is told besides.
    ///
    /// # Errors
    /// Not even a temporary file can be made.
    pub fn open(
        cache: Option<&Path>,
        library: &[PathBuf],
        companies: &[Company],
    ) -> Result<(Self, Option<Problem>), IndexError> {
        let path = cache.map(|cache| cache.join(file_name(library)));
        let opened = path.as_deref().map(kept);
        let (connection, path, problem) = match (opened, path) {
            (Some(Ok((connection, problem))), path) => (connection, path, problem),
            (Some(Err(what)), Some(path)) => {
                let what = format!("the index cannot be kept here: {what}");
                let remedy = "everything works, but is read anew at every start; make the folder writable for you and see that its disk has room";
                (temporary()?, None, Some(Problem::new(path, what, remedy)))
            }
            _ => (temporary()?, None, None),
        };
        let index = Self {
            connection,
            path,
            companies: companies.iter().map(|company| company.id.clone()).collect(),
            names: CompanyNames::new(companies),
            fingerprint: fingerprint(companies),
            facts: None,
            orders: HashMap::new(),
            many: false,
            version: 0,
        };
        Ok((index, problem))
    }
}

impl Index {
    /// Closes an index that turned out to be damaged, and moves its file out of the way: opening it makes it anew.
    ///
    /// # Errors
    /// The file cannot be moved.
    pub fn set_aside(self) -> io::Result<()> {
        let Self {
            connection, path, ..
        } = self;
        drop(connection);
        let Some(path) = path else { return Ok(()) };
        let _lock = Lock::wait(&path.with_file_name(LOCK))?;
        set_aside(&path).map(|_| ())
    }
}

/// A database that SQLite keeps in a temporary file and removes in the end (<https://www.sqlite.org/inmemorydb.html>).
fn temporary() -> Result<Connection, IndexError> {
    let open = || {
        let connection = Connection::open("")?;
        prepare(&connection)?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| IndexError::new(None, error))
}

/// Opens the file, and makes it anew where it is not fit.
fn kept(path: &Path) -> Result<(Connection, Option<Problem>), String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let open = || -> Result<(Connection, Option<Problem>), Unfit> {
        let said = |error: io::Error| Unfit::Unusable(error.to_string());
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(said)?;
        }
        let _lock = Lock::wait(&folder.join(LOCK)).map_err(said)?;
        let why = match try_open(path) {
            Err(Unfit::Replace(why)) => why,
            opened => return opened.map(|connection| (connection, None)),
        };
        let aside = set_aside(path).map_err(said)?;
        let connection = try_open(path)?;
        let what = format!(
            "{why}: it is made anew, and the old file is {}",
            aside.display()
        );
        let remedy = "there is nothing to do; the old file may be deleted";
        Ok((connection, Some(Problem::new(path, what, remedy))))
    };
    open().map_err(|unfit| match unfit {
        Unfit::Replace(what) | Unfit::Unusable(what) => what,
    })
}

fn try_open(path: &Path) -> Result<Connection, Unfit> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && (application, version) != (APPLICATION, VERSION) {
        let what = if application == APPLICATION {
            format!("the index is of version {version}, this program's is {VERSION}")
        } else {
            "this file is no index of this program".to_owned()
        };
        return Err(Unfit::Replace(what));
    }
    // Nobody can be writing to it between these lines: its copies hold the lock while they open it.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    // In KiB where negative: enough for what one transaction changes.
    connection.pragma_update(None, "cache_size", -16_384)?;
    if tables == 0 {
        prepare(&connection)?;
    }
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size <= SMALL || is_unfinished(&connection)? {
        let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            return Err(Unfit::Replace(format!("the index is damaged ({found})")));
        }
    }
    // What cannot be written now cannot be written later.
    connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK;")?;
    Ok(connection)
}

/// Makes the tables.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(SCHEMA)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("COMMIT")
}

/// Whether the last copy that wrote was ended in the middle of it.
fn is_unfinished(connection: &Connection) -> rusqlite::Result<bool> {
    let found = connection
        .query_row(
            "SELECT 1 FROM meta WHERE key = 'unfinished'",
            [],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

/// Moves the file out of the way, with what SQLite keeps beside it. An older one in that place goes.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let beside = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let aside = beside(path, ".old");
    fs::rename(path, &aside)?;
    for end in ["-wal", "-shm"] {
        match fs::remove_file(beside(path, end)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}
