//! `marks`: listed, exported, imported.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::args::{Common, MarksAction, MarksArgs};
use super::asked::Filter;
use super::output::{Align, Output, Table, printable};
use super::setup::Setup;
use super::{Failure, Verdict};
use crate::analysis::anchors::resolve;
use crate::load::load;
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::{Change, Mark, MarkId, Millis, Standing};
use crate::runtime::clock;
use crate::store::{Store, Stored, export, import};

/// Does what is asked with marks.
pub(super) fn run(top: Common, args: MarksArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let common = top.under(args.common);
    match args.action {
        None => list(&Setup::new(common)?, args.json, args.filter.as_deref(), out),
        Some(MarksAction::Export {
            common: own,
            format,
            output,
        }) => {
            let text = export(
                &stored(&Setup::new(common.under(own))?)?.marks,
                format.into(),
            );
            match output {
                None => out.bytes(text.as_bytes())?,
                Some(path) => fs::write(&path, text).map_err(|error| {
                    Failure::Data(format!("{} cannot be written: {error}", path.display()))
                })?,
            }
            Ok(Verdict::Fine)
        }
        Some(MarksAction::Import { common: own, file }) => {
            take_over(&Setup::new(common.under(own))?, &file, out)
        }
    }
}

/// What is stored; a folder that is not there holds nothing, and is not made for looking into it.
pub(super) fn stored(setup: &Setup) -> Result<Stored, Failure> {
    let folder = setup.data()?;
    if !folder.exists() {
        return Ok(Stored::default());
    }
    let (_, stored) = Store::open(&folder).map_err(|error| Failure::Data(error.to_string()))?;
    Ok(stored)
}

fn list(
    setup: &Setup,
    json: bool,
    query: Option<&str>,
    out: &mut Output,
) -> Result<Verdict, Failure> {
    let filter = query.map(|query| Filter::new(setup, query)).transpose()?;
    let stored = stored(setup)?;
    let library = if stored.marks.is_empty() {
        Library::default()
    } else {
        load(&setup.folders, &|_| ())
    };
    let mut table = Table::new(&[Align::Left; 7]);
    for mark in &stored.marks {
        let at = resolve(&mark.anchor, &library);
        let own = at.and_then(|(ix, _)| library.get(ix));
        if filter
            .as_ref()
            .is_some_and(|filter| !filter.accepts_mark(mark, own))
        {
            continue;
        }
        if json {
            out.json(&as_json(mark, at, &library))?;
            continue;
        }
        let article = own;
        table.row([
            rfc3339(mark.created)
                .get(..10)
                .unwrap_or_default()
                .to_owned(),
            article
                .map_or(mark.anchor.article.lang, |article| article.lang)
                .badge(),
            standing(at).to_owned(),
            said(mark),
            article
                .map_or(&mark.anchor.article.id, |article| &article.id)
                .to_string(),
            mark.anchor.exact.clone(),
            noted(mark),
        ]);
    }
    table.write(out)?;
    complain(&stored);
    Ok(if stored.problems.is_empty() {
        Verdict::Fine
    } else {
        Verdict::Problems
    })
}

/// What the reader says of a passage: its tags, and what she says of a link.
fn said(mark: &Mark) -> String {
    let verdict = mark.link.as_ref();
    let verdict = verdict.map(|link| format!("⇄ {}", link.verdict.name()));
    let said: Vec<String> = verdict.into_iter().chain(mark.tags.clone()).collect();
    said.join(", ")
}

/// Her note, and where a link leads with what stands there.
fn noted(mark: &Mark) -> String {
    let end = mark.link.as_ref().map(|link| &link.to);
    let end = end.map(|to| format!("⇄ {}  {}", to.article.id, to.exact));
    let note = Some(mark.note.clone()).filter(|note| !note.is_empty());
    let noted: Vec<String> = note.into_iter().chain(end).collect();
    noted.join("  ")
}

/// Tells of lines that were not understood on the standard error, beside the listing.
fn complain(stored: &Stored) {
    use std::io::Write;
    let mut err = io::stderr().lock();
    for problem in &stored.problems {
        // Where even the standard error is gone, the exit code has to do.
        let _ = writeln!(err, "{}", printable(&problem.to_string()));
    }
}

fn as_json(mark: &Mark, at: Option<(ArticleIx, Standing)>, library: &Library) -> Value {
    let article = at.and_then(|(ix, _)| library.get(ix));
    let remembered = &mark.anchor.article;
    json!({
        "id": mark.id.to_string(),
        "article": article.map_or(&remembered.id, |article| &article.id).0,
        "path": article.map(|article| article.path.display().to_string()),
        "lang": article.map_or(remembered.lang, |article| article.lang).code(),
        "tags": mark.tags,
        "note": mark.note,
        "link": mark.link.as_ref().map(|link| json!({
            "verdict": link.verdict.name(),
            "article": link.to.article.id.0,
            "text": link.to.exact,
        })),
        "text": mark.anchor.exact,
        "created": rfc3339(mark.created),
        "standing": standing(at),
    })
}

fn standing(at: Option<(ArticleIx, Standing)>) -> &'static str {
    match at {
        Some((_, Standing::Sure(_))) => "sure",
        Some((_, Standing::Moved(_))) => "moved",
        Some((_, Standing::Orphaned)) | None => "orphaned",
    }
}

fn rfc3339(at: Millis) -> String {
    let at = i64::try_from(at.0)
        .ok()
        .and_then(|millis| Timestamp::from_millisecond(millis).ok());
    at.unwrap_or_default().to_string()
}

fn take_over(setup: &Setup, file: &Path, out: &mut Output) -> Result<Verdict, Failure> {
    let unread =
        |error: io::Error| Failure::Data(format!("{} cannot be read: {error}", file.display()));
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map_err(unread)?;
    } else {
        bytes = fs::read(file).map_err(unread)?;
    }
    // A line that is not UTF-8 is no line of ours, and is reported as such.
    let (marks, problems) = import(&String::from_utf8_lossy(&bytes), file);
    let (mut store, stored) =
        Store::open(&setup.data()?).map_err(|error| Failure::Data(error.to_string()))?;
    let mut known: BTreeMap<MarkId, Mark> = stored
        .marks
        .into_iter()
        .map(|mark| (mark.id, mark))
        .collect();
    let read = marks.len();
    let mut changes = Vec::new();
    for mark in marks {
        let before = known.get(&mark.id);
        if before.is_some_and(|before| *before == mark || before.modified > mark.modified) {
            continue;
        }
        changes.push(Change::Mark {
            before: before.cloned().map(Box::new),
            after: Some(Box::new(mark.clone())),
        });
        known.insert(mark.id, mark);
    }
    store
        .write(&changes, clock::now())
        .map_err(|error| Failure::Data(error.to_string()))?;
    let (new, there) = (changes.len(), read - changes.len());
    let (s, were) = (
        if new == 1 { "" } else { "s" },
        if there == 1 { "was" } else { "were" },
    );
    out.line(&format!(
        "{new} mark{s} imported, {there} {were} there already"
    ))?;
    let verdict = if problems.is_empty() {
        Verdict::Fine
    } else {
        Verdict::Problems
    };
    complain(&Stored {
        problems,
        ..Stored::default()
    });
    Ok(verdict)
}
