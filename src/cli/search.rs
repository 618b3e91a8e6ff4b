//! `search`: the articles and passages that have words, or say something like them.

use std::collections::{BTreeMap, HashMap};
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
use crate::analysis::search::query::{Expr, Field, Node, Test};
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
/// So many of the best by each way of looking are fused.
const FUSED: usize = 100;
/// The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).
const RANK: f64 = 60.0;
/// So many words, or so many letters of a script without spaces, are a sentence.
const SENTENCE_WORDS: usize = 5;
const SENTENCE_LETTERS: usize = 12;

/// Finds what the query asks for.
pub(super) fn find(setup: &Setup, args: &SearchArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let query = read(&args.query)?;
    let Some(root) = query.root() else {
        return Err(Failure::Usage("the query asks for nothing".to_owned()));
    };
    let mut index = fresh(setup)?;
    let meaning = meaning(root, &args.query);
    let found = match &meaning {
        None => index.search(&query, args.top, today()),
        Some(_) => index.search(&query, FUSED, today()),
    };
    let mut found = found.map_err(failed)?;
    if let Some(meaning) = meaning {
        found = fused(setup, &mut index, &query, found, &meaning, args.top)?;
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

/// What is looked for by meaning.
enum Meaning {
    /// What `~` says; the rest of the query has to be met.
    Asked(String),
    /// The whole query, which is a sentence; its words need not be there.
    Sentence(String),
}

fn meaning(root: &Node, typed: &str) -> Option<Meaning> {
    let asked: Vec<&str> = root
        .wanted()
        .into_iter()
        .filter_map(|test| match test {
            Test::Meaning(words) => Some(words.text.as_str()),
            _ => None,
        })
        .collect();
    if !asked.is_empty() {
        return Some(Meaning::Asked(asked.join(" ")));
    }
    is_sentence(root).then(|| Meaning::Sentence(typed.to_owned()))
}

/// Whether a query is a sentence: many bare words, or a long one in a script that needs no spaces, and nothing else.
fn is_sentence(root: &Node) -> bool {
    let parts = match &root.expr {
        Expr::And(parts) => parts.as_slice(),
        _ => std::slice::from_ref(root),
    };
    let bare = |node: &Node| match &node.expr {
        Expr::Test(Test::Words(Field::Any, words)) if !words.quoted => Some(words.text.clone()),
        _ => None,
    };
    let words: Option<Vec<String>> = parts.iter().map(bare).collect();
    words.is_some_and(|words| {
        let letters = |word: &String| {
            word.chars()
                .filter(|c| crate::text::fold::is_cjk(*c))
                .count()
        };
        words.len() >= SENTENCE_WORDS
            || words.iter().map(letters).sum::<usize>() >= SENTENCE_LETTERS
    })
}

/// A passage by its article's name and its number.
type Place = (ArticleId, usize);

/// What words have found and what means the same, as one list by reciprocal ranks.
fn fused(
    setup: &Setup,
    index: &mut Index,
    query: &Query,
    found: Found,
    meaning: &Meaning,
    top: usize,
) -> Result<Found, Failure> {
    let stock = Stock::read(setup)?;
    let (meanings, _) = meanings(&stock)?;
    let (Meaning::Asked(text) | Meaning::Sentence(text)) = meaning;
    let question = Question::read(text, &Matcher::new(&setup.config.companies));
    let asked = of_question(&question).map_err(|error| Failure::Data(error.to_string()))?;
    let place = |at: PassageRef| {
        let article = stock.library.get(at.article)?;
        Some((article.id.clone(), at.passage as usize))
    };
    let near = |at| Some(meanings.get(at)?.dot(&asked));
    let allowed = match meaning {
        Meaning::Asked(_) => Some(index.accepted(query, today()).map_err(failed)?),
        Meaning::Sentence(_) => None,
    };
    let mut alike: Vec<(f32, Place)> = Vec::new();
    for (ix, article) in stock.library.iter() {
        if allowed
            .as_ref()
            .is_some_and(|allowed| !allowed.contains(&article.id))
        {
            continue;
        }
        for passage in 0..u32::try_from(article.passages.len()).unwrap_or(0) {
            let similarity = near(PassageRef {
                article: ix,
                passage,
            });
            alike.extend(similarity.map(|near| (near, (article.id.clone(), passage as usize))));
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.truncate(FUSED);
    let mut lists: Vec<Vec<Place>> = vec![alike.into_iter().map(|(_, place)| place).collect()];
    if let Meaning::Sentence(_) = meaning {
        let words = Words::new(&stock.library).answers(&question, None, |_| None, FUSED);
        lists.push(words.iter().filter_map(|answer| place(answer.to)).collect());
    }
    let texts = |(id, passage): &Place| {
        let article = stock.library.find(id).and_then(|ix| stock.library.get(ix));
        article.map_or(String::new(), |article| {
            article.passage_text(*passage).to_owned()
        })
    };
    fuse(index, found, &lists, top, &texts).map_err(failed)
}

/// Ranks the passages of several lists together: what has been found by words counts as one more list.
fn fuse(
    index: &Index,
    found: Found,
    lists: &[Vec<Place>],
    top: usize,
    texts: &dyn Fn(&Place) -> String,
) -> Result<Found, IndexError> {
    let mut known: HashMap<ArticleId, Hits> = HashMap::new();
    let mut by_words: Vec<Place> = Vec::new();
    for hits in found.articles {
        let name = hits.row.name.clone();
        by_words.extend(hits.passages.iter().map(|hit| (name.clone(), hit.passage)));
        known.insert(name, hits);
    }
    let mut worth: BTreeMap<Place, f64> = BTreeMap::new();
    for list in lists.iter().chain([&by_words]) {
        for (rank, place) in (1_u32..).zip(list) {
            *worth.entry(place.clone()).or_default() += 1.0 / (RANK + f64::from(rank));
        }
    }
    let mut ranked: Vec<(Place, f64)> = worth.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut articles: Vec<Hits> = Vec::new();
    let total = ranked
        .iter()
        .map(|((name, _), _)| name)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    for (place, _) in ranked {
        let (name, passage) = &place;
        let at = articles.iter().position(|hits| hits.row.name == *name);
        let own = known
            .get(name)
            .and_then(|hits| hits.passages.iter().find(|hit| hit.passage == *passage));
        let hit = own.cloned().unwrap_or_else(|| PassageHits {
            passage: *passage,
            text: texts(&place),
            spans: Vec::new(),
        });
        let is_full = articles.len() >= top;
        match at.and_then(|at| articles.get_mut(at)) {
            Some(hits) => hits.passages.push(hit),
            None if !is_full => {
                let title = known
                    .get(name)
                    .map_or(Vec::new(), |hits| hits.title.clone());
                let row = index.named(name)?;
                articles.extend(row.map(|row| Hits {
                    row,
                    title,
                    passages: vec![hit],
                }));
            }
            None => {}
        }
    }
    Ok(Found {
        articles,
        total,
        newest: false,
    })
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
