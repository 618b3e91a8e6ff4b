//! The feeds, as far as the reader sees them: what is known of each, and how a fetch is coming along.

use crate::analysis::search::feed;
use crate::config::FeedConfig;
use crate::news::article::Article;
use crate::news::mark::Millis;

use super::notes::Notes;
use super::shelf::Shelf;

/// What is known of the feeds.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    /// Every subscription, in the order of the configuration; none until the worker has told of them.
    pub all: Vec<Subscribed>,
    /// For each, how many of its articles are unread and how many there are; as of when the screen was filled.
    pub counts: Vec<(usize, usize)>,
    /// The fetch under way.
    pub under_way: Option<Fetching>,
    /// Entries that have come and are in no list yet.
    pub arrived: usize,
    /// So many of the entries of the fetch under way were counted among those.
    pub counted: usize,
    /// For so many of them the library is being read again; none where it is not.
    pub reading: Option<usize>,
    /// When it was last read again for such.
    pub read_at: Option<Millis>,
    /// Whether those that are due have been asked for.
    pub begun: bool,
}

/// What is known of a feed. Times are in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscribed {
    /// Its address.
    pub url: String,
    /// Its name.
    pub name: String,
    /// The folder it is in; empty where it is in none.
    pub folder: String,
    /// When it was last asked; none where it never was.
    pub asked: Option<i64>,
    /// When it is to be asked again.
    pub next: i64,
    /// How often in a row it failed.
    pub errors: u32,
    /// Why it failed last; none where it did not.
    pub error: Option<String>,
}

/// How a fetch is coming along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetching {
    /// So many feeds are done.
    pub done: usize,
    /// Of so many.
    pub of: usize,
    /// So many entries are new so far.
    pub new: usize,
    /// The texts of so many have changed.
    pub changed: usize,
}

/// What a fetch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Entries that are new.
    pub new: usize,
    /// Entries whose text has changed.
    pub changed: usize,
    /// The feeds that failed, with the reason and the time of the next asking.
    pub failed: Vec<Subscribed>,
    /// Whether the user has asked for it.
    pub asked: bool,
}

/// The feeds that are to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that are due, now and from now on as each falls due.
    Due,
    /// All of them.
    All,
    /// The one with this address or name.
    One(String),
}

impl Feeds {
    /// The feed that an article came from: its file names the address or the name.
    #[must_use]
    pub fn of(&self, article: &Article) -> Option<&Subscribed> {
        let named = feed(article)?;
        self.all
            .iter()
            .find(|known| known.url == named || known.name == named)
    }

    /// Counts each feed's articles anew.
    #[must_use]
    pub fn counted(shelf: &Shelf, notes: &Notes) -> Vec<(usize, usize)> {
        let all = &shelf.feeds.all;
        let mut counts = vec![(0, 0); all.len()];
        if let Some(filed) = &shelf.filed {
            for (named, unread, of) in &filed.feeds {
                let is_it = |known: &Subscribed| known.url == *named || known.name == *named;
                let at = all.iter().position(is_it);
                if let Some(sum) = at.and_then(|at| counts.get_mut(at)) {
                    *sum = (sum.0 + unread, sum.1 + of);
                }
            }
            return counts;
        }
        for (_, article) in shelf.library.iter() {
            let Some(named) = feed(article) else {
                continue;
            };
            let at = all
                .iter()
                .position(|known| known.url == named || known.name == named);
            if let Some((unread, count)) = at.and_then(|at| counts.get_mut(at)) {
                *count += 1;
                *unread += usize::from(!notes.reading(&article.id).read);
            }
        }
        counts
    }

    /// Of the fetch under way, so many entries have come by now.
    pub fn count(&mut self, come: usize) {
        self.arrived += come.saturating_sub(self.counted);
        self.counted = come;
    }

    /// The entries that the library has been read again for.
    pub fn take_arrived(&mut self) -> usize {
        let read = self.reading.take().unwrap_or(0);
        self.arrived = self.arrived.saturating_sub(read);
        read
    }

    /// Whether there are feeds, known to the worker or just configured.
    #[must_use]
    pub fn are_there(&self, configured: &[FeedConfig]) -> bool {
        !self.all.is_empty() || !configured.is_empty()
    }
}

/// The time in seconds since 1970.
#[must_use]
pub fn seconds(now: Millis) -> i64 {
    i64::try_from(now.0 / 1000).unwrap_or(i64::MAX)
}

/// How long it is to a time: `in 2 h`.
#[must_use]
pub fn until(time: i64, now: i64) -> String {
    match time.saturating_sub(now) {
        i64::MIN..=0 => "now".to_owned(),
        left => format!("in {}", span(left)),
    }
}

/// How long ago a time was: `2 h ago`.
#[must_use]
pub fn since(time: i64, now: i64) -> String {
    match now.saturating_sub(time) {
        i64::MIN..=59 => "just now".to_owned(),
        past => format!("{} ago", span(past)),
    }
}

/// A number of seconds in a unit that fits.
fn span(seconds: i64) -> String {
    match seconds {
        ..5400 => format!("{} min", (seconds + 59) / 60),
        5400..129_600 => format!("{} h", (seconds + 1800) / 3600),
        _ => format!("{} d", seconds.saturating_add(43_200) / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_or_past_is_told_in_a_unit_that_fits() {
        for (left, expected) in [
            (-5, "now"),
            (30, "in 1 min"),
            (3600, "in 60 min"),
            (7200, "in 2 h"),
            (259_200, "in 3 d"),
        ] {
            assert_eq!(until(1000 + left, 1000), expected);
        }
        assert_eq!(since(1000, 1030), "just now");
        assert_eq!(since(1000, 8200), "2 h ago");
    }
}
