//! What is remembered of a feed between two askings, in one small file each.
//!
//! Nothing in it is needed: where it is lost or unreadable, the feed is asked without validators, when the newest of
//! its files says.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::entry;
use super::file::{FileError, replace};
use super::http::Validators;

/// The longest time between two askings of a feed that fails.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// The longest time that a server can ask to be left alone.
const PATIENCE: Duration = Duration::from_secs(7 * 24 * 3600);

/// The state of a feed. Times are in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The feed's address, for whoever looks at the file.
    pub url: String,
    /// The entity tag of the last answer.
    pub etag: Option<String>,
    /// When the last answer was last modified, as its server wrote it.
    pub last_modified: Option<String>,
    /// When it was last asked; none where it never was.
    pub asked: Option<i64>,
    /// When it is to be asked again.
    pub next: i64,
    /// How often in a row it failed.
    pub errors: u32,
    /// Why it failed last; none where it did not.
    pub error: Option<String>,
}

impl State {
    /// Reads the state of a feed; without one, the newest file of the feed's folder says when it was asked.
    #[must_use]
    pub fn read(states: &Path, url: &str, feed: &Path, every: Duration) -> Self {
        let bytes = fs::read(file(states, url)).ok();
        let known = bytes.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        known.filter(|state| state.url == url).unwrap_or_else(|| {
            let asked = entry::last_fetched(feed);
            Self {
                url: url.to_owned(),
                asked,
                next: asked.map_or(0, |asked| asked + seconds(every)),
                ..Self::default()
            }
        })
    }

    /// Writes it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, states: &Path) -> Result<(), FileError> {
        let path = file(states, &self.url);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| FileError::writing(&path, error.into()))?;
        replace(&path, text.as_bytes())
    }

    /// What to tell the server.
    #[must_use]
    pub fn validators(&self) -> Validators {
        Validators {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
        }
    }

    /// Notes that it was asked and answered; `validators` are those of what was sent, if anything was.
    pub fn answered(&mut self, validators: Option<Validators>, every: Duration, now: i64) {
        if let Some(Validators {
            etag,
            last_modified,
        }) = validators
        {
            self.etag = etag;
            self.last_modified = last_modified;
        }
        self.asked = Some(now);
        self.next = now + seconds(every);
        self.errors = 0;
        self.error = None;
    }

    /// Notes that it was asked and failed. Each failure in a row doubles the time to the next asking, up to a day; what
    /// the server says counts where it is longer, up to a week.
    pub fn failed(&mut self, error: String, wait: Option<Duration>, every: Duration, now: i64) {
        self.errors = self.errors.saturating_add(1);
        let factor = 1_u32 << self.errors.min(10);
        let own = every.saturating_mul(factor).min(LONGEST.max(every));
        let wait = wait.unwrap_or_default().min(PATIENCE).max(own);
        self.asked = Some(now);
        self.next = now.saturating_add(seconds(wait));
        self.error = Some(error);
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX / 4)
}

/// A name for the files about a feed: readable, and no other feed's.
fn key(url: &str) -> String {
    let hash = Sha256::digest(url.as_bytes());
    let hash: String = hash
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = url.split_once("://").map_or(url, |(_, rest)| rest);
    format!("{}-{hash}", entry::folder_name(name))
}

fn file(states: &Path, url: &str) -> PathBuf {
    states.join(format!("{}.json", key(url)))
}

/// Keeps other copies of the program from the same feed until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a feed; none where another copy has it.
    ///
    /// # Errors
    /// Its file cannot be written.
    pub fn take(states: &Path, url: &str) -> Result<Option<Self>, FileError> {
        let path = states.join(format!("{}.lock", key(url)));
        fs::create_dir_all(states).map_err(|error| FileError::writing(states, error))?;
        let open = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = open.map_err(|error| FileError::writing(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks is nobody's to wait for.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                Ok(Some(Self { _file: file }))
            }
            Err(TryLockError::Error(error)) => Err(FileError::writing(&path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://news.example/feed";
    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_state_is_read_as_it_was_written_and_may_be_lost() {
        let folder = tempfile::tempdir().unwrap();
        let (states, feed) = (folder.path().join("states"), folder.path().join("feed"));
        let mut state = State::read(&states, URL, &feed, HOUR);
        assert_eq!((state.asked, state.next), (None, 0));
        let validators = Validators {
            etag: Some("\"x\"".into()),
            last_modified: None,
        };
        state.answered(Some(validators), HOUR, 1000);
        state.write(&states).unwrap();
        assert_eq!(State::read(&states, URL, &feed, HOUR), state);
        fs::write(file(&states, URL), "{\"url\": ").unwrap();
        fs::create_dir_all(&feed).unwrap();
        fs::write(
            feed.join("a.md"),
            "---\ntitle: \"x\"\nfetched: \"1970-01-01T00:10:00Z\"\n---\n",
        )
        .unwrap();
        let rebuilt = State::read(&states, URL, &feed, HOUR);
        assert_eq!(
            (rebuilt.asked, rebuilt.next, rebuilt.etag),
            (Some(600), 4200, None)
        );
    }

    #[test]
    fn a_failing_feed_is_asked_less_and_less() {
        let mut state = State::default();
        let mut waits = Vec::new();
        for _ in 0..6 {
            state.failed("no".into(), None, HOUR, 0);
            waits.push(state.next / 3600);
        }
        assert_eq!(waits, [2, 4, 8, 16, 24, 24]);
        state.failed("no".into(), Some(Duration::from_secs(30 * 3600)), HOUR, 0);
        assert_eq!(state.next, 30 * 3600);
        state.failed("no".into(), Some(Duration::MAX), HOUR, 0);
        assert_eq!(state.next, 7 * 86_400);
        state.answered(None, HOUR, 0);
        assert_eq!((state.next, state.errors, &state.error), (3600, 0, &None));
    }

    #[test]
    fn a_feed_is_one_copys_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path(), URL).unwrap();
        assert!(first.is_some());
        assert!(Lock::take(folder.path(), URL).unwrap().is_none());
        drop(first);
        assert!(Lock::take(folder.path(), URL).unwrap().is_some());
    }
}
