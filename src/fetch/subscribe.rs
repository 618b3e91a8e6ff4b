//! The configured feeds as work to be done, and new ones: looked for at an address, and written into the
//! configuration.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use thiserror::Error;

use super::entry::{Place, folder_name};
use super::feed::{self, Feed, FeedError};
use super::file::replace;
use super::http::{Client, Limits, Page, Validators};
use super::run::Job;
use super::subscriptions::{self, EditError, Subscription};
use crate::config::{FeedConfig, FetchConfig, Layer, examine};
use crate::news::problem::Problem;
use crate::text::clean::clean_line;

/// Why there is no new subscription.
#[derive(Debug, Error)]
pub enum SubscribeError {
    /// With it, the configuration could not be read again: every problem with it.
    #[error("{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Config(Vec<Problem>),
    /// It is there already.
    #[error("{url} is subscribed already, as {name}")]
    Known {
        /// Its address.
        url: String,
        /// Its name.
        name: String,
    },
    /// There is no feed, or a file cannot be read or written.
    #[error("{0}")]
    Data(String),
}

/// A new subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// As it is written now.
    pub subscription: Subscription,
    /// How many entries the feed has just now.
    pub entries: usize,
    /// Other feeds that the page named.
    pub others: Vec<String>,
}

/// What holds for every answer.
#[must_use]
pub fn limits(fetch: &FetchConfig) -> Limits {
    Limits {
        timeout: Duration::from_secs(fetch.timeout.into()),
        max_size: u64::from(fetch.max_size) * 1_000_000,
        allow: fetch.allow.clone(),
    }
}

/// What a feed is called: its name, else its address without what all have.
#[must_use]
pub fn name(feed: &FeedConfig) -> String {
    let url = &feed.url.text;
    let bare = || {
        url.split_once("://")
            .map_or(url.as_str(), |(_, rest)| rest)
            .trim_end_matches('/')
            .to_owned()
    };
    feed.name.clone().unwrap_or_else(bare)
}

/// The folder of the pages that were added by themselves, below the library of what is fetched.
pub const PAGES: &str = "pages";

/// Every feed as something to be done, each with a folder of its own below `library`, which is not that of the pages;
/// `states` is the folder of what is remembered of them.
#[must_use]
pub fn jobs(feeds: &[FeedConfig], library: &Path, states: &Path) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    for feed in feeds {
        let name = name(feed);
        let parts = feed.folder.as_deref().unwrap_or_default().split('/');
        let parts = parts.filter(|part| !part.trim().is_empty());
        let parent = parts.fold(library.to_owned(), |path, part| {
            path.join(folder_name(part))
        });
        let own = folder_name(&name);
        let mut folder = parent.join(&own);
        for number in 2.. {
            let is_taken = jobs.iter().any(|job| job.place.folder == folder);
            if !is_taken && folder != library.join(PAGES) {
                break;
            }
            folder = parent.join(format!("{own}-{number}"));
        }
        jobs.push(Job {
            place: Place {
                folder,
                name,
                address: feed.url.text.clone(),
                lang: feed.lang.clone(),
                tags: feed.tags.clone(),
            },
            full_text: feed.full_text,
            every: feed.every,
            states: states.to_owned(),
        });
    }
    jobs
}

/// Edits a configuration file, which is made where there is none. What would not be read again is not written.
///
/// # Errors
/// It cannot be read or written, or would be wrong then.
pub fn edit(
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, EditError>,
) -> Result<(), SubscribeError> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(SubscribeError::Data(format!(
                "{} cannot be read: {error}",
                path.display()
            )));
        }
    };
    let text = change(&old)
        .map_err(|error| SubscribeError::Data(format!("{}: {error}", path.display())))?;
    let (_, problems) = examine(&[Layer {
        path: path.to_owned(),
        text: text.clone(),
    }]);
    if !problems.is_empty() {
        return Err(SubscribeError::Config(problems));
    }
    if text != old {
        replace(path, text.as_bytes()).map_err(|error| SubscribeError::Data(error.to_string()))?;
    }
    Ok(())
}

/// The feeds of a configuration file; none where it cannot be read.
#[must_use]
pub fn configured(path: &Path) -> Option<Vec<FeedConfig>> {
    let text = fs::read_to_string(path).ok()?;
    let path = path.to_owned();
    let (config, problems) = examine(&[Layer { path, text }]);
    problems.is_empty().then_some(config.feeds)
}

/// Subscribes to the feed at the address of `wanted`, or that of the page there, under its own title where no name is
/// given. `now` is in seconds since 1970.
///
/// # Errors
/// There is no feed, it is among `jobs`, or the configuration cannot be edited.
pub fn add(
    path: &Path,
    client: &Client,
    jobs: &[Job],
    wanted: Subscription,
    now: i64,
) -> Result<Added, SubscribeError> {
    let (page, feed, others) = seek(client, &wanted.url, now).map_err(SubscribeError::Data)?;
    if let Some(job) = jobs.iter().find(|job| job.place.address == page.address) {
        return Err(SubscribeError::Known {
            url: page.address,
            name: job.place.name.clone(),
        });
    }
    let title = clean_line(&feed.title);
    let subscription = Subscription {
        url: page.address,
        name: wanted
            .name
            .or(Some(title).filter(|title| !title.is_empty())),
        ..wanted
    };
    edit(path, |text| {
        subscriptions::add(text, std::slice::from_ref(&subscription))
    })?;
    Ok(Added {
        subscription,
        entries: feed.entries.len(),
        others,
    })
}

/// The feed at an address and where it is; where a web page is there, the first feed that it names, and the others'
/// addresses.
fn seek(client: &Client, address: &str, now: i64) -> Result<(Page, Feed, Vec<String>), String> {
    // A host alone is what people write.
    let address = if address.contains("://") {
        address.to_owned()
    } else {
        format!("https://{address}")
    };
    let mut page = get(client, &address, now)?;
    let page_feeds = match read(&mut page) {
        Err(FeedError::Page(feeds)) if !feeds.is_empty() => feeds,
        other => {
            let feed = other.map_err(|error| format!("{address}: {error}"))?;
            return Ok((page, feed, Vec::new()));
        }
    };
    let mut feeds = page_feeds.into_iter();
    let first = feeds.next().unwrap_or_default();
    let mut page = get(client, &first, now)?;
    let feed = read(&mut page).map_err(|error| format!("{first}: {error}"))?;
    Ok((page, feed, feeds.collect()))
}

fn get(client: &Client, address: &str, now: i64) -> Result<Page, String> {
    let answer = client.get(address, &Validators::default(), now);
    let answer = answer.map_err(|error| format!("{address}: {error}"))?;
    answer
        .page
        .ok_or_else(|| format!("{address}: the server sent nothing; try again later"))
}

fn read(page: &mut Page) -> Result<Feed, FeedError> {
    feed::read(
        std::mem::take(&mut page.bytes),
        page.content_type.as_deref(),
        Some(&page.address),
        None,
    )
}
