//! `search`: the articles and passages that have words, or say something like them.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::args::SearchArgs;
use super::asked::{read, states, today};
use super::index::meanings;
use super::output::Output;
use super::setup::Setup;
use super::stock::{Stock, nothing};
use super::{Failure, Verdict, complain};
use crate::analysis::ask::{Question, Words};
use crate::analysis::companies::Matcher;
use crate::analysis::search::Query;
use crate::analysis::search::fusion::{FUSED, Meaning, fused};
use crate::analysis::search::grams::{needles, telling};
use crate::news::article::ArticleId;
use crate::news::library::PassageRef;
use crate::news::mark::{Change, Reading};
use crate::runtime::catalog::{self, Update};
use crate::runtime::clock;
use crate::runtime::meaning::of_question;
use crate::store::index::{Found, Hits, Index, IndexError, PassageHits, Renamed};
use crate::store::{Store, StoreError};
use crate::text::span::Span;

/// A bar appears where the work takes longer than this.
const PATIENCE: Duration = Duration::from_millis(400);
/// So many passages of an article are shown.
const SHOWN: usize = 3;

/// Finds what the query asks for.
pub(super) fn find(setup: &Setup, args: &SearchArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let query = read(&args.query)?;
    if query.is_empty() {
        return Err(Failure::Usage("the query asks for nothing".to_owned()));
    }
    let mut index = fresh(setup)?;
    let meaning = Meaning::of(&query, &args.query);
    let found = match &meaning {
        None => index.search(&query, args.top, today()),
        Some(_) => index.search(&query, FUSED, today()),
    };
    let mut found = found.map_err(failed)?;
    if let Some(meaning) = meaning {
        found = with_meaning(setup, &mut index, &query, found, &meaning, args.top)?;
    }
    if args.json {
        found
            .articles
            .iter()
            .try_for_each(|hits| out.json(&as_json(hits)))?;
    } else {
        show(&found, out)?;
    }
    Ok(Verdict::Fine)
}

fn failed(error: IndexError) -> Failure {
    Failure::Data(error.to_string())
}

/// The index, in step with the library's files and what the reader has done. One that turns out to be damaged is made
/// anew, once.
///
/// # Errors
/// It can neither be read nor made; there is no article.
pub(super) fn fresh(setup: &Setup) -> Result<Index, Failure> {
    let mut index = open(setup)?;
    let mut updated = update(setup, &mut index);
    if updated.as_ref().is_err_and(IndexError::is_damage) {
        complain("the index is damaged and is made anew");
        index
            .set_aside()
            .map_err(|error| Failure::Data(error.to_string()))?;
        index = open(setup)?;
        updated = update(setup, &mut index);
    }
    let updated = updated.map_err(failed)?;
    if index.is_empty().map_err(failed)? {
        return Err(nothing(setup, &updated.problems));
    }
    carry_over(setup, &updated.renamed)?;
    index.mirror(&states(setup)?).map_err(failed)?;
    Ok(index)
}

/// The library's folders by the paths they really have: the index is theirs, from wherever the program is started.
pub(super) fn real_folders(setup: &Setup) -> Vec<PathBuf> {
    let real = |folder: &PathBuf| fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
    setup.folders.iter().map(real).collect()
}

fn open(setup: &Setup) -> Result<Index, Failure> {
    let cache = Setup::cache();
    let (index, problem) = Index::open(
        cache.as_deref(),
        &real_folders(setup),
        &setup.config.companies,
    )
    .map_err(failed)?;
    if let Some(problem) = problem {
        complain(&problem.to_string());
    }
    Ok(index)
}

fn update(setup: &Setup, index: &mut Index) -> Result<Update, IndexError> {
    let started = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let companies = &setup.config.companies;
    let update = catalog::update(index, &real_folders(setup), companies, &mut |done, of| {
        if bar.is_some() || started.elapsed() > PATIENCE {
            let bar = bar.get_or_insert_with(|| new_bar(of));
            bar.set_position(done as u64);
        }
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    update
}

/// What the reader has done with an article goes with it when its file is renamed, unless she has done something with the
/// one that is called so now.
fn carry_over(setup: &Setup, renamed: &[Renamed]) -> Result<(), Failure> {
    let folder = setup.data()?;
    if renamed.is_empty() || !folder.exists() {
        return Ok(());
    }
    let failed = |error: StoreError| Failure::Data(error.to_string());
    let (mut store, stored) = Store::open(&folder).map_err(failed)?;
    let change = |Renamed { from, to }: &Renamed| {
        let after = stored.readings.get(from)?;
        (!stored.readings.contains_key(to)).then(|| Change::Reading {
            article: to.clone(),
            before: Reading::default(),
            after: *after,
        })
    };
    let changes: Vec<Change> = renamed.iter().filter_map(change).collect();
    store.write(&changes, clock::now()).map_err(failed)
}

/// A bar on the standard error; it draws nothing where that is no terminal.
fn new_bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("reading {wide_bar} {pos}/{len} files, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A passage by its article's name and its number.
type Place = (ArticleId, usize);

/// What words have found and what means the same, as one list by reciprocal ranks.
fn with_meaning(
    setup: &Setup,
    index: &mut Index,
    query: &Query,
    found: Found,
    meaning: &Meaning,
    top: usize,
) -> Result<Found, Failure> {
    let stock = Stock::read(setup)?;
    let (meanings, _) = meanings(&stock)?;
    let question = Question::read(meaning.text(), &Matcher::new(&setup.config.companies));
    let asked = of_question(&question).map_err(|error| Failure::Data(error.to_string()))?;
    let place = |at: PassageRef| {
        let article = stock.library.get(at.article)?;
        Some((article.id.clone(), at.passage as usize))
    };
    let allowed = match meaning {
        Meaning::Asked(_) => Some(index.accepted(query, today()).map_err(failed)?),
        Meaning::Sentence(_) => None,
    };
    let is_allowed = |id: &ArticleId| allowed.as_ref().is_none_or(|allowed| allowed.contains(id));
    let places = meanings.iter().filter_map(|(at, vector)| {
        let place = place(at).filter(|(id, _)| is_allowed(id))?;
        Some((vector.dot(&asked), place))
    });
    let mut alike: Vec<(f32, Place)> = places.collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.truncate(FUSED);
    let mut lists: Vec<Vec<Place>> = vec![alike.into_iter().map(|(_, place)| place).collect()];
    let mut needles = query.root().map_or_else(Vec::new, needles);
    if let Meaning::Sentence(_) = meaning {
        let words = Words::new(&stock.library);
        let answers = words.answers(&question, None, |_| None, FUSED);
        lists.push(
            answers
                .iter()
                .filter_map(|answer| place(answer.to))
                .collect(),
        );
        needles = telling(&words.telling(&question));
    }
    let by_words = found.articles.into_iter().flat_map(|hits| {
        let name = hits.row.name;
        let passages = hits.passages.into_iter();
        passages.map(move |hit| (name.clone(), hit.passage))
    });
    lists.push(by_words.collect());
    index.gather(&fused(&lists), &needles, top).map_err(failed)
}

fn show(found: &Found, out: &mut Output) -> Result<(), Failure> {
    for hits in &found.articles {
        let row = &hits.row;
        let date = row
            .date
            .as_deref()
            .and_then(|date| date.get(..10))
            .unwrap_or_default();
        let source = row.source.as_deref().unwrap_or_default();
        let parts = [
            row.lang.badge(),
            date.to_owned(),
            row.name.0.clone(),
            source.to_owned(),
        ];
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        let head = format!("{}  ", parts.join("  "));
        let title: Vec<Span> = hits
            .title
            .iter()
            .map(|span| span.shifted(head.len()))
            .collect();
        out.lit(&format!("{head}{}", row.title), &title, 0)?;
        for hit in hits.passages.iter().take(SHOWN) {
            let head = format!("  :{:<4}  ", hit.passage + 1);
            let spans: Vec<Span> = hit
                .spans
                .iter()
                .map(|span| span.shifted(head.len()))
                .collect();
            out.lit(&format!("{head}{}", hit.text), &spans, head.len())?;
        }
    }
    let (shown, total) = (found.articles.len(), found.total);
    let newest = if found.newest {
        ", the newest first"
    } else {
        ""
    };
    out.line(&match (shown, total) {
        (_, 0) | (0, _) => "nothing was found".to_owned(),
        (shown, total) if shown < total => format!("{shown} of {total} articles{newest}"),
        (1, _) => "1 article".to_owned(),
        (shown, _) => format!("{shown} articles{newest}"),
    })
}

/// Spans as pairs of characters: scripts count these, not bytes.
fn characters(text: &str, spans: &[Span]) -> Value {
    let at = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    spans
        .iter()
        .map(|span| json!([at(span.start), at(span.end)]))
        .collect()
}

fn as_json(hits: &Hits) -> Value {
    let row = &hits.row;
    let passage = |hit: &PassageHits| {
        json!({
            "passage": hit.passage + 1,
            "text": hit.text,
            "hits": characters(&hit.text, &hit.spans),
        })
    };
    json!({
        "article": row.name.0,
        "path": row.path.display().to_string(),
        "title": row.title,
        "lang": row.lang.code(),
        "date": row.date,
        "source": row.source,
        "url": row.url,
        "in_title": characters(&row.title, &hits.title),
        "passages": hits.passages.iter().map(passage).collect::<Vec<_>>(),
    })
}
