//! `feed`: subscriptions, which stand in the user's configuration file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::args::{Common, FeedAction, FeedArgs, NewFeed};
use super::output::{Align, Output, Table, printable};
use super::setup::{Setup, usual_file};
use super::{Failure, Verdict, complain};
use crate::config::{FeedConfig, Layer, examine, nearest};
use crate::fetch::entry::{Place, folder_name};
use crate::fetch::feed::{self, Feed};
use crate::fetch::file::replace;
use crate::fetch::http::{Client, Limits, Page, Validators};
use crate::fetch::opml;
use crate::fetch::run::Job;
use crate::fetch::state::State;
use crate::fetch::subscriptions::{self, EditError, Subscription};
use crate::runtime::clock;
use crate::text::lang::Lang;

/// Does what is asked with subscriptions.
pub(super) fn run(top: Common, args: FeedArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let common = top.under(args.common);
    match args.action {
        FeedAction::Add(own) => add(&Setup::new(common.under(own.common.clone()))?, &own, out),
        FeedAction::List(own) => list(&Setup::new(common.under(own.common))?, own.json, out),
        FeedAction::Remove { common: own, feed } => {
            remove(&Setup::new(common.under(own))?, &feed, out)
        }
        FeedAction::Import { common: own, file } => {
            import(&Setup::new(common.under(own))?, &file, out)
        }
        FeedAction::Export {
            common: own,
            output,
        } => export(&Setup::new(common.under(own))?, output.as_deref(), out),
    }
}

/// The time in seconds since 1970.
pub(super) fn now() -> i64 {
    i64::try_from(clock::now().0 / 1000).unwrap_or(i64::MAX)
}

/// A time in seconds since 1970 as RFC 3339 has it.
pub(super) fn rfc_3339(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .unwrap_or_default()
        .to_string()
}

/// How long it is to a time: `in 2 h`.
pub(super) fn until(time: i64, now: i64) -> String {
    match time.saturating_sub(now) {
        i64::MIN..=0 => "now".to_owned(),
        left @ ..5400 => format!("in {} min", (left + 59) / 60),
        left @ ..129_600 => format!("in {} h", (left + 1800) / 3600),
        left => format!("in {} d", (left + 43_200) / 86_400),
    }
}

/// What asks the servers.
pub(super) fn client(setup: &Setup) -> Client {
    let fetch = &setup.config.fetch;
    Client::new(Limits {
        timeout: Duration::from_secs(fetch.timeout.into()),
        max_size: u64::from(fetch.max_size) * 1_000_000,
        allow: fetch.allow.clone(),
    })
}

/// What a feed is called: its name, else its address without what all have.
fn name(feed: &FeedConfig) -> String {
    let url = &feed.url.text;
    let bare = || {
        url.split_once("://")
            .map_or(url.as_str(), |(_, rest)| rest)
            .trim_end_matches('/')
            .to_owned()
    };
    feed.name.clone().unwrap_or_else(bare)
}

/// Every feed of the configuration as something to be done, each with a folder of its own.
pub(super) fn jobs(setup: &Setup) -> Result<Vec<Job>, Failure> {
    let (library, states) = (setup.fetched()?, setup.feed_states()?);
    let mut jobs: Vec<Job> = Vec::new();
    for feed in &setup.config.feeds {
        let name = name(feed);
        let parts = feed.folder.as_deref().unwrap_or_default().split('/');
        let parts = parts.filter(|part| !part.trim().is_empty());
        let parent = parts.fold(library.clone(), |path, part| path.join(folder_name(part)));
        let own = folder_name(&name);
        let mut folder = parent.join(&own);
        for number in 2.. {
            if !jobs.iter().any(|job| job.place.folder == folder) {
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
            states: states.clone(),
        });
    }
    Ok(jobs)
}

/// The feed that is meant: by its address, its name, or a part of its name that no other has.
pub(super) fn find<'a>(jobs: &'a [Job], asked: &str) -> Result<&'a Job, Failure> {
    let exact = |job: &&Job| job.place.address == asked || job.place.name == asked;
    if let Some(job) = jobs.iter().find(exact) {
        return Ok(job);
    }
    let small = asked.to_lowercase();
    let part = |job: &&Job| job.place.name.to_lowercase().contains(&small);
    let found: Vec<&Job> = jobs.iter().filter(part).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let names: Vec<String> = jobs.iter().map(|job| job.place.name.clone()).collect();
            let remedy = if names.is_empty() {
                "there is none; add one with `counterpoint feed add URL`".to_owned()
            } else {
                nearest(asked, &names)
            };
            Err(Failure::Usage(format!(
                "there is no feed `{asked}`: {remedy}"
            )))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|job| job.place.name.as_str()).collect();
            Err(Failure::Usage(format!(
                "`{asked}` may be any of: {}; write more of it",
                names.join(", ")
            )))
        }
    }
}

/// Edits the user's configuration file, which is made where there is none. What would not be read again is not written.
pub(super) fn edit(
    setup: &Setup,
    change: impl FnOnce(&str) -> Result<String, EditError>,
) -> Result<PathBuf, Failure> {
    let path = setup.file.clone().or_else(usual_file).ok_or_else(|| {
        Failure::Usage(
            "there is no home folder for a configuration; name a file with --config".to_owned(),
        )
    })?;
    let old = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(Failure::Data(format!(
                "{} cannot be read: {error}",
                path.display()
            )));
        }
    };
    let text =
        change(&old).map_err(|error| Failure::Data(format!("{}: {error}", path.display())))?;
    let (_, problems) = examine(&[Layer {
        path: path.clone(),
        text: text.clone(),
    }]);
    if !problems.is_empty() {
        return Err(Failure::Config(problems));
    }
    if text != old {
        replace(&path, text.as_bytes()).map_err(|error| Failure::Data(error.to_string()))?;
    }
    Ok(path)
}

fn add(setup: &Setup, new: &NewFeed, out: &mut Output) -> Result<Verdict, Failure> {
    let client = client(setup);
    let (page, feed) = seek(&client, &new.url)?;
    let jobs = jobs(setup)?;
    if let Some(job) = jobs.iter().find(|job| job.place.address == page.address) {
        let what = format!(
            "{} is subscribed already, as {}",
            page.address, job.place.name
        );
        return Err(Failure::Usage(what));
    }
    let title = printable(&feed.title);
    let subscription = Subscription {
        url: page.address.clone(),
        name: new
            .name
            .clone()
            .or_else(|| Some(title).filter(|title| !title.is_empty())),
        folder: new.folder.clone(),
        lang: new.lang.clone(),
        tags: new.tag.clone(),
        every: new.every.clone(),
        full_text: new.full_text,
    };
    let path = edit(setup, |text| {
        subscriptions::add(text, std::slice::from_ref(&subscription))
    })?;
    out.line(&format!(
        "subscribed to {}, {} of {} entries, in {}; `counterpoint fetch` takes them in",
        printable(&page.address),
        subscription.name.as_deref().unwrap_or("a feed"),
        feed.entries.len(),
        printable(&path.display().to_string()),
    ))?;
    Ok(Verdict::Fine)
}

/// The feed at an address; where a web page is there, the first feed that it names.
fn seek(client: &Client, address: &str) -> Result<(Page, Feed), Failure> {
    // A host alone is what people write.
    let address = if address.contains("://") {
        address.to_owned()
    } else {
        format!("https://{address}")
    };
    let page = get(client, &address)?;
    let page_feeds = match read(&page) {
        Err(feed::FeedError::Page(feeds)) if !feeds.is_empty() => feeds,
        other => {
            let feed = other.map_err(|error| Failure::Data(format!("{address}: {error}")))?;
            return Ok((page, feed));
        }
    };
    let mut feeds = page_feeds.into_iter();
    let first = feeds.next().unwrap_or_default();
    let others: Vec<String> = feeds.collect();
    if !others.is_empty() {
        complain(&format!(
            "the page names other feeds too: {}",
            others.join(" ")
        ));
    }
    let page = get(client, &first)?;
    let feed = read(&page).map_err(|error| Failure::Data(format!("{first}: {error}")))?;
    Ok((page, feed))
}

fn get(client: &Client, address: &str) -> Result<Page, Failure> {
    let answer = client.get(address, &Validators::default(), now());
    let answer = answer.map_err(|error| Failure::Data(format!("{address}: {error}")))?;
    answer.page.ok_or_else(|| {
        Failure::Data(format!(
            "{address}: the server sent nothing; try again later"
        ))
    })
}

fn read(page: &Page) -> Result<Feed, feed::FeedError> {
    feed::read(
        &page.bytes,
        page.content_type.as_deref(),
        Some(&page.address),
        None,
    )
}

fn list(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let jobs = jobs(setup)?;
    let now = now();
    let mut table = Table::new(&[Align::Left; 5]);
    for (job, config) in jobs.iter().zip(&setup.config.feeds) {
        let place = &job.place;
        let state = State::read(&job.states, &place.address, &place.folder, job.every);
        if json {
            out.json(&json!({
                "url": place.address,
                "name": place.name,
                "folder": config.folder,
                "lang": place.lang,
                "tags": place.tags,
                "every": job.every.as_secs(),
                "path": place.folder.display().to_string(),
                "asked": state.asked.map(rfc_3339),
                "next": state.asked.map(|_| rfc_3339(state.next)),
                "errors": state.errors,
                "error": state.error,
            }))?;
            continue;
        }
        table.row([
            config.folder.clone().unwrap_or_default(),
            place.name.clone(),
            place.address.clone(),
            until(state.next, now),
            state.error.unwrap_or_default(),
        ]);
    }
    table.write(out)?;
    Ok(Verdict::Fine)
}

fn remove(setup: &Setup, asked: &str, out: &mut Output) -> Result<Verdict, Failure> {
    let jobs = jobs(setup)?;
    let place = &find(&jobs, asked)?.place;
    edit(setup, |text| subscriptions::remove(text, &place.address))?;
    let folder = printable(&place.folder.display().to_string());
    let kept = if place.folder.exists() {
        format!("; what was fetched stays in {folder}")
    } else {
        String::new()
    };
    out.line(&format!(
        "{} is no longer subscribed{kept}",
        printable(&place.name)
    ))?;
    Ok(Verdict::Fine)
}

fn import(setup: &Setup, file: &Path, out: &mut Output) -> Result<Verdict, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| Failure::Data(format!("{} cannot be read: {error}", file.display())))?;
    let (mut feeds, problems) = opml::read(&String::from_utf8_lossy(&bytes));
    for problem in &problems {
        complain(&format!("{}: {problem}", file.display()));
    }
    let known: Vec<&str> = setup
        .config
        .feeds
        .iter()
        .map(|feed| feed.url.text.as_str())
        .collect();
    let all = feeds.len();
    feeds.retain(|feed| {
        let is_address = feed.url.starts_with("https://") || feed.url.starts_with("http://");
        if !is_address {
            complain(&format!(
                "{}: `{}` is left out: it is no address with https:// or http://",
                file.display(),
                feed.url
            ));
        }
        is_address && !known.contains(&feed.url.as_str())
    });
    for feed in &mut feeds {
        feed.lang = feed.lang.take().filter(|lang| Lang::parse(lang).is_some());
        feed.name = feed.name.take().map(|name| printable(&name));
        feed.folder = feed.folder.take().map(|folder| printable(&folder));
    }
    feeds.sort_by(|a, b| a.url.cmp(&b.url));
    feeds.dedup_by(|a, b| a.url == b.url);
    let path = edit(setup, |text| subscriptions::add(text, &feeds))?;
    let path = printable(&path.display().to_string());
    out.line(&format!("{} of {all} feeds added to {path}", feeds.len()))?;
    Ok(if problems.is_empty() {
        Verdict::Fine
    } else {
        Verdict::Problems
    })
}

fn export(setup: &Setup, output: Option<&Path>, out: &mut Output) -> Result<Verdict, Failure> {
    let feeds: Vec<Subscription> = setup
        .config
        .feeds
        .iter()
        .map(|feed| Subscription {
            url: feed.url.text.clone(),
            name: Some(name(feed)),
            folder: feed.folder.clone(),
            lang: feed.lang.clone(),
            tags: feed.tags.clone(),
            every: None,
            full_text: feed.full_text,
        })
        .collect();
    let text = opml::write(&feeds);
    match output {
        None => out.bytes(text.as_bytes())?,
        Some(path) => {
            replace(path, text.as_bytes()).map_err(|error| Failure::Data(error.to_string()))?
        }
    }
    Ok(Verdict::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_is_told_in_a_unit_that_fits() {
        for (left, expected) in [
            (-5, "now"),
            (30, "in 1 min"),
            (3600, "in 60 min"),
            (7200, "in 2 h"),
            (259_200, "in 3 d"),
        ] {
            assert_eq!(until(1000 + left, 1000), expected);
        }
    }
}
