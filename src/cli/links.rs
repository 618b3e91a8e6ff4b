//! `links`: related passages, with the reasons.

use serde_json::{Value, json};

use super::args::LinksArgs;
use super::index::meanings;
use super::output::{Align, Output, Table, printable};
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::analysis::links::{Index, THRESHOLD};
use crate::news::library::{ArticleIx, PassageRef};
use crate::news::link::{Link, Reason};

/// Lists the passages related to one, to all of an article, or to all of the library.
pub(super) fn list(setup: &Setup, args: &LinksArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let stock = Stock::read(setup)?;
    let asked = match &args.article {
        Some(text) => {
            let (ix, passage) = stock.find(text)?;
            passage.map_or_else(
                || passages(&stock, ix),
                |passage| refer(ix, passage).into_iter().collect(),
            )
        }
        None => stock
            .library
            .iter()
            .flat_map(|(ix, _)| passages(&stock, ix))
            .collect(),
    };
    let (meanings, _) = meanings(&stock)?;
    let companies = &setup.config.companies;
    let index = Index::new(&stock.library, &stock.mentions, companies, &meanings);
    let least = args.min_probability.unwrap_or(THRESHOLD);
    let mut any = false;
    for from in asked {
        let links = index.best(from, args.top, least);
        any |= !links.is_empty();
        if args.json {
            links
                .iter()
                .try_for_each(|link| out.json(&as_json(&stock, link)))?;
        } else if !links.is_empty() {
            show(&stock, from, &links, out)?;
        }
    }
    if !any && !args.json {
        out.line("nothing related was found")?;
    }
    Ok(Verdict::Fine)
}

fn refer(article: ArticleIx, passage: usize) -> Option<PassageRef> {
    let passage = u32::try_from(passage).ok()?;
    Some(PassageRef { article, passage })
}

fn passages(stock: &Stock, ix: ArticleIx) -> Vec<PassageRef> {
    let count = stock
        .library
        .get(ix)
        .map_or(0, |article| article.passages.len());
    (0..count)
        .filter_map(|passage| refer(ix, passage))
        .collect()
}

fn show(stock: &Stock, from: PassageRef, links: &[Link], out: &mut Output) -> Result<(), Failure> {
    let (name, lang, text) = end(stock, from);
    out.row(&printable(&format!("{name}  {lang}  {text}")))?;
    let rows = links.iter().map(|link| Row {
        to: link.to,
        probability: link.probability,
        kind: link.kind.name(),
        reasons: &link.reasons,
    });
    let table = table(stock, rows);
    table.lines("  ").iter().try_for_each(|line| out.row(line))
}

/// A passage that was found, and why.
pub(super) struct Row<'a> {
    pub(super) to: PassageRef,
    pub(super) probability: f64,
    pub(super) kind: &'a str,
    pub(super) reasons: &'a [Reason],
}

/// Passages that were found, as a table.
pub(super) fn table<'a>(stock: &Stock, rows: impl Iterator<Item = Row<'a>>) -> Table {
    const COLUMNS: [Align; 6] = [
        Align::Right,
        Align::Left,
        Align::Left,
        Align::Left,
        Align::Left,
        Align::Left,
    ];
    let mut table = Table::new(&COLUMNS);
    for row in rows {
        let (name, lang, text) = end(stock, row.to);
        let reasons = row.reasons.iter().map(|reason| reason.value.as_str());
        let reasons: Vec<&str> = reasons.filter(|value| !value.is_empty()).collect();
        table.row([
            format!("{:.2}", row.probability),
            row.kind.to_owned(),
            lang,
            name,
            reasons.join(" · "),
            text.to_owned(),
        ]);
    }
    table
}

/// A passage as `article:passage` counted from 1, its language's badge, and its text.
pub(super) fn end(stock: &Stock, at: PassageRef) -> (String, String, &str) {
    let Some(article) = stock.library.get(at.article) else {
        return (String::new(), String::new(), "");
    };
    let passage = at.passage as usize;
    let name = format!("{}:{}", article.id, passage + 1);
    (
        name,
        article.passage_lang(passage).badge(),
        article.passage_text(passage),
    )
}

/// A passage as an object; none where the library has no such article.
pub(super) fn passage_json(stock: &Stock, at: PassageRef) -> Option<Value> {
    let article = stock.library.get(at.article)?;
    let passage = at.passage as usize;
    Some(json!({
        "article": article.id.0,
        "path": article.path.display().to_string(),
        "passage": passage + 1,
        "lang": article.passage_lang(passage).code(),
        "text": article.passage_text(passage),
    }))
}

/// Reasons as an array of objects.
pub(super) fn reasons_json(reasons: &[Reason]) -> Value {
    let object = |reason: &Reason| json!({ "kind": reason.kind.name(), "value": reason.value });
    reasons.iter().map(object).collect()
}

fn as_json(stock: &Stock, link: &Link) -> Value {
    json!({
        "from": passage_json(stock, link.from),
        "to": passage_json(stock, link.to),
        "probability": link.probability,
        "kind": link.kind.name(),
        "similarity": link.similarity,
        "margin": link.margin,
        // What scripts written for the first form of links read.
        "score": link.probability,
        "reasons": reasons_json(&link.reasons),
    })
}
