//! `feed`: subscriptions, which stand in the user's configuration file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;

use super::args::{Common, FeedAction, FeedArgs, NewFeed};
use super::output::{Align, Output, Table, printable};
use super::setup::Setup;
use super::{Failure, Verdict, complain};
use crate::app::feeds::until;
use crate::config::nearest;
use crate::fetch::file::replace;
use crate::fetch::http::Client;
use crate::fetch::opml;
use crate::fetch::run::Job;
use crate::fetch::state::State;
use crate::fetch::subscribe::{self, SubscribeError};
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

/// What asks the servers.
pub(super) fn client(setup: &Setup) -> Client {
    Client::new(subscribe::limits(&setup.config.fetch))
}

/// Every feed of the configuration as something to be done.
pub(super) fn jobs(setup: &Setup) -> Result<Vec<Job>, Failure> {
    let (library, states) = (setup.fetched()?, setup.feed_states()?);
    Ok(subscribe::jobs(&setup.config.feeds, &library, &states))
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
    let path = setup.own_file()?;
    subscribe::edit(&path, change)?;
    Ok(path)
}

impl From<SubscribeError> for Failure {
    fn from(error: SubscribeError) -> Self {
        match error {
            SubscribeError::Config(problems) => Self::Config(problems),
            SubscribeError::Known { .. } => Self::Usage(error.to_string()),
            SubscribeError::Data(what) => Self::Data(what),
        }
    }
}

fn add(setup: &Setup, new: &NewFeed, out: &mut Output) -> Result<Verdict, Failure> {
    let path = setup.own_file()?;
    let wanted = Subscription {
        url: new.url.clone(),
        name: new.name.clone(),
        folder: new.folder.clone(),
        lang: new.lang.clone(),
        tags: new.tag.clone(),
        every: new.every.clone(),
        full_text: new.full_text,
    };
    let added = subscribe::add(&path, &client(setup), &jobs(setup)?, wanted, now())?;
    if !added.others.is_empty() {
        complain(&format!(
            "the page names other feeds too: {}",
            added.others.join(" ")
        ));
    }
    out.line(&format!(
        "subscribed to {}, {} of {} entries, in {}; `counterpoint fetch` takes them in",
        printable(&added.subscription.url),
        added.subscription.name.as_deref().unwrap_or("a feed"),
        added.entries,
        printable(&path.display().to_string()),
    ))?;
    Ok(Verdict::Fine)
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
            name: Some(subscribe::name(feed)),
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
