//! `companies`: how often each language names each watched company.

use serde_json::{Map, Value, json};

use super::output::{Align, Output, Table};
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::app::shelf::Coverage;
use crate::news::company::Company;

/// Lists the companies in the order of the configuration; plainly, only those that are named at all.
pub(super) fn list(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let stock = Stock::read(setup)?;
    let companies = &setup.config.companies;
    let all = stock.coverage(companies.len());
    if json {
        for (company, coverage) in companies.iter().zip(&all) {
            out.json(&as_json(company, coverage))?;
        }
        return Ok(Verdict::Fine);
    }
    let mut table = Table::new(&[
        Align::Left,
        Align::Left,
        Align::Right,
        Align::Left,
        Align::Left,
    ]);
    for (company, coverage) in companies
        .iter()
        .zip(&all)
        .filter(|(_, coverage)| !coverage.articles.is_empty())
    {
        let counts = coverage
            .counts
            .iter()
            .map(|(lang, count)| format!("{} {count}", lang.badge()));
        let dates = coverage
            .dates
            .map(|(first, last)| format!("{} – {}", first.day(), last.day()));
        table.row([
            company.id.clone(),
            company.name.clone(),
            coverage.articles.len().to_string(),
            dates.unwrap_or_default(),
            counts.collect::<Vec<_>>().join(", "),
        ]);
    }
    table.write(out)?;
    Ok(Verdict::Fine)
}

fn as_json(company: &Company, coverage: &Coverage) -> Value {
    let counts: Map<String, Value> = coverage
        .counts
        .iter()
        .map(|(lang, count)| (lang.code().to_owned(), json!(count)))
        .collect();
    json!({
        "id": company.id,
        "name": company.name,
        "counts": counts,
        "articles": coverage.articles.len(),
        "first": coverage.dates.map(|(first, _)| first.to_string()),
        "last": coverage.dates.map(|(_, last)| last.to_string()),
    })
}
