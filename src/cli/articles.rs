//! `list` and `check`.

use serde_json::{Value, json};

use super::asked::Filter;
use super::output::{Align, Output, Table, printable};
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::load::load;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions, Weight};
use crate::text::words::boundaries;

/// Lists the articles, those alone that a query accepts where there is one.
pub(super) fn list(
    setup: &Setup,
    json: bool,
    query: Option<&str>,
    out: &mut Output,
) -> Result<Verdict, Failure> {
    let filter = query.map(|query| Filter::new(setup, query)).transpose()?;
    let stock = Stock::read(setup)?;
    let companies = &setup.config.companies;
    let wanted = |(article, mentions): &(&Article, &Mentions)| {
        filter
            .as_ref()
            .is_none_or(|filter| filter.accepts(article, mentions))
    };
    if json {
        for (article, mentions) in stock.iter().filter(wanted) {
            out.json(&as_json(article, mentions, companies))?;
        }
        return Ok(Verdict::Fine);
    }
    let mut table = Table::new(&[Align::Left; 6]);
    for (article, mentions) in stock.iter().filter(wanted) {
        // The passing ones would only crowd the row.
        let named = mentions
            .companies
            .iter()
            .filter(|presence| presence.weight > Weight::Passing);
        let named = named.filter_map(|presence| presence.company.of(companies));
        table.row([
            article.lang.badge(),
            article
                .meta
                .date
                .map_or_else(String::new, |date| date.day()),
            article.id.to_string(),
            article.meta.source.clone().unwrap_or_default(),
            named
                .map(|company| company.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            article.meta.title.clone(),
        ]);
    }
    table.write(out)?;
    Ok(Verdict::Fine)
}

fn as_json(article: &Article, mentions: &Mentions, companies: &[Company]) -> Value {
    let named = mentions.companies.iter().filter_map(|presence| {
        let company = presence.company.of(companies)?;
        Some(json!({ "id": company.id, "count": presence.count, "weight": presence.weight.name() }))
    });
    json!({
        "id": article.id.0,
        "path": article.path.display().to_string(),
        "title": article.meta.title,
        "lang": article.lang.code(),
        "date": article.meta.date.map(|date| date.to_string()),
        "source": article.meta.source,
        "url": article.meta.url,
        "companies": named.collect::<Vec<_>>(),
        "passages": article.passages.len(),
        "words": words(&article.text),
    })
}

/// How many words a text has: of what lies between word boundaries, that which has a letter or a digit.
fn words(text: &str) -> usize {
    let borders = boundaries(text);
    let pieces = borders
        .windows(2)
        .filter_map(|pair| text.get(*pair.first()?..*pair.last()?));
    pieces
        .filter(|piece| piece.contains(char::is_alphanumeric))
        .count()
}

/// Lists the problems of the library.
pub(super) fn check(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let library = load(&setup.folders, &|_| ());
    for problem in &library.problems {
        if json {
            out.json(&json!({
                "path": problem.path.display().to_string(),
                "line": problem.line,
                "what": problem.what,
                "remedy": problem.remedy,
            }))?;
        } else {
            out.line(&printable(&problem.to_string()))?;
        }
    }
    if !library.problems.is_empty() {
        return Ok(Verdict::Problems);
    }
    if !json {
        let count = library.articles.len();
        out.line(&format!(
            "no problems in {count} article{}",
            if count == 1 { "" } else { "s" }
        ))?;
    }
    Ok(Verdict::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script_and_signs_are_not() {
        assert_eq!(words("The talks, he said, took 7 hours."), 7);
        assert_eq!(words("微软发布虚拟化服务。"), 5);
        assert_eq!(words("회담은 5월 7일에 열렸다."), 4);
        assert_eq!(words("—…!?"), 0);
        assert_eq!(words(""), 0);
    }
}
