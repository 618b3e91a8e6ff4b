//! The time of day, and chance: what the core is given as values.

use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::news::mark::Millis;

/// The time now; the epoch where the clock stands before it.
#[must_use]
pub fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// A number that differs from run to run: the standard library seeds each run's hash tables from the system's chance.
#[must_use]
pub fn seed() -> u64 {
    RandomState::new().hash_one(now().0)
}
