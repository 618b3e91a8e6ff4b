//! Queries on the command line: read, explained where they are wrong, and put to articles and marks.

use std::collections::HashMap;

use super::Failure;
use super::marks::stored;
use super::output::printable;
use super::setup::Setup;
use crate::analysis::companies::Matcher;
use crate::analysis::search::query::Mistake;
use crate::analysis::search::{Card, CompanyNames, Facts, Query};
use crate::news::article::{Article, ArticleId};
use crate::news::company::Mentions;
use crate::news::mark::Mark;
use crate::runtime::clock;
use crate::store::index::State;
use crate::text::cells::{Ambiguous, width};

/// Reads a query.
///
/// # Errors
/// Something is wrong with it; on the command line nothing more will be typed.
pub(super) fn read(text: &str) -> Result<Query, Failure> {
    let (query, mistakes) = Query::read(text);
    if mistakes.is_empty() {
        Ok(query)
    } else {
        Err(Failure::Query(text.to_owned(), mistakes))
    }
}

/// Today, in days since 1970-01-01.
pub(super) fn today() -> Option<i64> {
    Some(clock::now().day())
}

/// The query as typed, and each mistake under the characters that cause it.
pub(super) fn explained(text: &str, mistakes: &[Mistake]) -> Vec<String> {
    let cells = |text: &str| width(&printable(text), Ambiguous::Narrow);
    let mut lines = vec![
        "counterpoint: this query cannot be understood:".to_owned(),
        format!("  {}", printable(text)),
    ];
    for mistake in mistakes {
        let before = text.get(..mistake.span.start).unwrap_or_default();
        let to = text.get(..mistake.span.end).unwrap_or_default();
        // What is not printed before a line's end is printed before another character.
        let start = cells(&format!("{before}|")).saturating_sub(1);
        let marks = cells(&format!("{to}|")).saturating_sub(1 + start).max(1);
        let (blank, carets) = (" ".repeat(start), "^".repeat(marks));
        let said = format!("{}; {}", mistake.what, mistake.remedy);
        lines.push(format!("  {blank}{carets} {}", printable(&said)));
    }
    lines
}

/// What the reader has done with each article, for the index and for filters.
///
/// # Errors
/// The folder of the marks cannot be read.
pub(super) fn states(setup: &Setup) -> Result<HashMap<ArticleId, State>, Failure> {
    let stored = stored(setup)?;
    let mut states: HashMap<ArticleId, State> = HashMap::new();
    for (id, reading) in stored.readings {
        let state = states.entry(id).or_default();
        (state.read, state.starred) = (reading.read, reading.starred);
    }
    for mark in &stored.marks {
        let state = states.entry(mark.anchor.article.id.clone()).or_default();
        state.marked = true;
        state.noted |= !mark.note.is_empty();
        state.tagged |= !mark.tags.is_empty();
    }
    Ok(states)
}

/// A query with all that it takes to put it to articles and marks.
pub(super) struct Filter {
    query: Query,
    states: HashMap<ArticleId, State>,
    names: CompanyNames,
    matcher: Matcher,
}

impl Filter {
    /// Reads the query, and what the reader has done.
    ///
    /// # Errors
    /// The query is wrong; the folder of the marks cannot be read.
    pub(super) fn new(setup: &Setup, text: &str) -> Result<Self, Failure> {
        Ok(Self {
            query: read(text)?,
            states: states(setup)?,
            names: CompanyNames::new(&setup.config.companies),
            matcher: Matcher::new(&setup.config.companies),
        })
    }

    /// Whether it accepts an article.
    pub(super) fn accepts(&self, article: &Article, mentions: &Mentions) -> bool {
        let state = self.states.get(&article.id).copied().unwrap_or_default();
        self.judge(&self.card(article, mentions), state)
    }

    /// Whether it accepts a mark, by its article where that is known, its words and what was left in it.
    pub(super) fn accepts_mark(&self, mark: &Mark, article: Option<&Article>) -> bool {
        let of_article = article.map(|article| self.card(article, &self.matcher.mentions(article)));
        let name = article.map_or(&mark.anchor.article.id, |article| &article.id);
        let state = State {
            marked: true,
            noted: !mark.note.is_empty(),
            tagged: !mark.tags.is_empty(),
            ..self.states.get(name).copied().unwrap_or_default()
        };
        self.judge(&Card::of_mark(mark, of_article), state)
    }

    fn card(&self, article: &Article, mentions: &Mentions) -> Card {
        let companies = mentions.companies.iter().map(|presence| presence.company);
        Card::new(article, companies, &self.names)
    }

    fn judge(&self, card: &Card, state: State) -> bool {
        let facts = Facts {
            card,
            read: state.read,
            starred: state.starred,
            marked: state.marked,
            noted: state.noted,
            tagged: state.tagged,
        };
        self.query.accepts(&facts, today())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_stands_under_its_characters_by_cells() {
        let explain = |text: &str| explained(text, &Query::read(text).1);
        let lines = explain("会談 titel:b");
        assert_eq!(lines[1], "  会談 titel:b");
        assert!(lines[2].starts_with("       ^^^^^ there is no field titel; write title:"));
        let lines = explain("a \"b");
        assert!(
            lines[2].starts_with("    ^ this quotation is not closed"),
            "{lines:?}"
        );
    }
}
