//! `doctor`: where everything lies, how much it is, and whether it is well.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::marks::stored;
use super::output::{Align, Output, Table};
use super::search::real_folders;
use super::setup::{Setup, usual_file};
use super::{Failure, Verdict};
use crate::load::survey;
use crate::news::problem::Problem;
use crate::store::index::{Index, file_name};
use crate::store::vectors::{self, VECTORS};
use crate::store::{MARKS, READINGS};

/// Something that lies somewhere.
struct Thing {
    what: &'static str,
    path: PathBuf,
    bytes: Option<u64>,
    holds: String,
    /// What is wrong with it, and what the user can do.
    trouble: Vec<(String, String)>,
}

impl Thing {
    fn new(what: &'static str, path: PathBuf) -> Self {
        let metadata = fs::metadata(&path).ok();
        Self {
            what,
            bytes: metadata
                .filter(fs::Metadata::is_file)
                .map(|metadata| metadata.len()),
            path,
            holds: String::new(),
            trouble: Vec::new(),
        }
    }

    fn holding(mut self, holds: impl Into<String>) -> Self {
        self.holds = holds.into();
        self
    }

    fn with(mut self, problems: &[Problem]) -> Self {
        let told = problems
            .iter()
            .filter(|problem| problem.path.starts_with(&self.path));
        self.trouble.extend(told.map(|problem| {
            let line = problem
                .line
                .map_or(String::new(), |line| format!("line {line}: "));
            (format!("{line}{}", problem.what), problem.remedy.clone())
        }));
        self
    }
}

/// Looks at everything, changes nothing.
pub(super) fn examine(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let mut things = vec![configuration(setup)];
    things.extend(real_folders(setup).into_iter().map(library));
    things.extend(own(setup)?);
    match Setup::cache() {
        Some(cache) => {
            things.push(vectors_of(&cache));
            things.extend(indexes(&cache, setup));
        }
        None => things
            .push(Thing::new("cache", PathBuf::new()).holding("none: there is no home folder")),
    }
    if json {
        for thing in &things {
            out.json(&json!({
                "what": thing.what,
                "path": thing.path.display().to_string(),
                "bytes": thing.bytes,
                "holds": thing.holds,
                "trouble": thing.trouble.first().map(|(what, _)| what),
                "remedy": thing.trouble.first().map(|(_, remedy)| remedy),
            }))?;
        }
    } else {
        show(&things, out)?;
    }
    let well = things.iter().all(|thing| thing.trouble.is_empty());
    Ok(if well {
        Verdict::Fine
    } else {
        Verdict::Problems
    })
}

fn show(things: &[Thing], out: &mut Output) -> Result<(), Failure> {
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Left, Align::Left]);
    for thing in things {
        table.row([
            thing.what.to_owned(),
            thing.bytes.map_or(String::new(), size),
            thing.path.display().to_string(),
            thing.holds.clone(),
        ]);
    }
    table.write(out)?;
    let troubled = things
        .iter()
        .flat_map(|thing| thing.trouble.iter().map(move |trouble| (thing, trouble)));
    let mut any = false;
    for (thing, (what, remedy)) in troubled {
        any = true;
        let told = format!("{}: {what}; {remedy}", thing.path.display());
        out.line(&super::output::printable(&told))?;
    }
    if any { Ok(()) } else { out.line("all is well") }
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..0x10_0000 => format!("{} KiB", bytes / KIB),
        _ => format!("{} MiB", bytes / (KIB * KIB)),
    }
}

fn configuration(setup: &Setup) -> Thing {
    match &setup.file {
        Some(path) => Thing::new("configuration", path.clone()),
        None => Thing::new("configuration", usual_file().unwrap_or_default())
            .holding("not there; the built-in one holds"),
    }
}

fn library(folder: PathBuf) -> Thing {
    let (files, problems) = survey(std::slice::from_ref(&folder));
    let mut thing = Thing::new("library", folder);
    thing.bytes = Some(files.iter().map(|file| file.stamp.size).sum());
    thing
        .holding(format!(
            "{} files; `counterpoint check` reads them",
            files.len()
        ))
        .with(&problems)
}

/// The files that are the reader's own.
fn own(setup: &Setup) -> Result<Vec<Thing>, Failure> {
    let folder = setup.data()?;
    let stored = stored(setup)?;
    let (marks, readings) = (stored.marks.len(), stored.readings.len());
    let mut things = vec![
        Thing::new("marks", folder.join(MARKS)).holding(format!("{marks} marks")),
        Thing::new("reading state", folder.join(READINGS)).holding(format!("{readings} articles")),
    ];
    for thing in &mut things {
        let none = Thing::new(thing.what, thing.path.clone());
        thing.trouble = none.with(&stored.problems).trouble;
    }
    let elsewhere = |problem: &&Problem| {
        !things
            .iter()
            .any(|thing| problem.path.starts_with(&thing.path))
    };
    let rest: Vec<Problem> = stored.problems.iter().filter(elsewhere).cloned().collect();
    if !rest.is_empty() {
        things.push(Thing::new("folder of marks", folder).with(&rest));
    }
    Ok(things)
}

fn vectors_of(cache: &Path) -> Thing {
    let thing = Thing::new("vectors", cache.join(VECTORS));
    match vectors::health(cache) {
        Ok(health) => {
            let remedy = "they are made anew when the reader opens, or by `counterpoint index`";
            let mut thing = thing.holding(format!("{} vectors", health.sound));
            thing
                .trouble
                .extend(health.damage.map(|what| (what, remedy.to_owned())));
            thing
        }
        Err(error) => {
            let mut thing = thing;
            thing.trouble.push((
                error.to_string(),
                "allow it to be read, or delete it".to_owned(),
            ));
            thing
        }
    }
}

/// The index of this library, and those of others.
fn indexes(cache: &Path, setup: &Setup) -> Vec<Thing> {
    let folders = real_folders(setup);
    let own = cache.join(file_name(&folders));
    let mut things = vec![index(&own)];
    let entries = fs::read_dir(cache).into_iter().flatten().flatten();
    let mut others: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| *path != own)
        .collect();
    others.sort();
    things.extend(others.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let holds = match name.strip_prefix("index-")?.split_once('.')?.1 {
            "sqlite" => "of another library; it may be deleted",
            "sqlite.old" => "set aside; it may be deleted",
            _ => return None,
        };
        Some(Thing::new("index", path).holding(holds))
    }));
    things
}

fn index(path: &Path) -> Thing {
    let thing = Thing::new("index", path.to_owned());
    if !path.exists() {
        return thing.holding("not there; the first search makes it");
    }
    let remedy = "delete it; the next search makes it anew";
    let mut thing = thing;
    match Index::examine(path) {
        Ok(health) => {
            thing.holds = format!(
                "{} articles, {} passages, {} files without an article",
                health.articles, health.passages, health.refused
            );
            let damage = health
                .damage
                .into_iter()
                .map(|what| (what, remedy.to_owned()));
            thing.trouble.extend(damage);
        }
        Err(error) => thing
            .trouble
            .push((error.problem().what, remedy.to_owned())),
    }
    thing
}
