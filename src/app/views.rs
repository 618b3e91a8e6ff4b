//! Views: queries that the list keeps under a name, with what is unread in each.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::search::Query;
use crate::config::{Sort, ViewConfig};
use crate::news::problem::Problem;

use super::notes::Notes;
use super::shelf::Shelf;

/// A query that the list keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Its query, as typed.
    pub query: String,
    /// The order of its articles; none for the order there is.
    pub sort: Option<Sort>,
}

/// All views. Number 0 is the list without a filter; the others follow in the order of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The views but the first.
    pub all: Vec<View>,
    /// How many articles are unread, by number.
    pub unread: Vec<usize>,
    /// The order of the list before a view brought its own.
    pub order: Option<(Sort, bool)>,
    counted: Option<Stamp>,
}

/// What the counts depend on: what was read and marked, the library and what was found in it by their addresses, the day.
type Stamp = (u64, usize, usize, Option<i64>);

/// What is wrong with the queries of views, each with its place in the configuration.
#[must_use]
pub fn problems(views: &[ViewConfig]) -> Vec<Problem> {
    let mistakes = views.iter().flat_map(|view| {
        let (_, mistakes) = Query::read(&view.query.text);
        mistakes.into_iter().map(move |mistake| (view, mistake))
    });
    let problem = |(view, mistake): (&ViewConfig, crate::analysis::search::query::Mistake)| {
        let typed = mistake.span.of(&view.query.text);
        let what = format!(
            "the view `{}` cannot be understood at `{typed}`: {}",
            view.name.text, mistake.what
        );
        view.query.problem(what, mistake.remedy)
    };
    mistakes.map(problem).collect()
}

/// How many of the articles that each query accepts are unread; `today` is in days since 1970-01-01.
fn unread(shelf: &Shelf, notes: &Notes, queries: &[Query], today: Option<i64>) -> Vec<usize> {
    let mut counts = vec![0; queries.len()];
    for (ix, article) in shelf.library.iter() {
        if notes.reading(&article.id).read {
            continue;
        }
        let card = shelf.cards.get(ix.index());
        let facts = card.map(|card| notes.facts(ix, &article.id, card));
        for (count, query) in counts.iter_mut().zip(queries) {
            let fits = facts.is_none_or(|facts| query.accepts(&facts, today));
            *count += usize::from(fits);
        }
    }
    counts
}

impl Views {
    /// The views of a configuration.
    #[must_use]
    pub fn new(configured: &[ViewConfig]) -> Self {
        let view = |view: &ViewConfig| View {
            name: view.name.text.clone(),
            query: view.query.text.trim().to_owned(),
            sort: view.sort,
        };
        Self {
            all: configured.iter().map(view).collect(),
            ..Self::default()
        }
    }

    /// Keeps a view, in place of the one that is called so.
    pub fn keep(&mut self, view: View) {
        match self.all.iter_mut().find(|known| known.name == view.name) {
            Some(known) => *known = view,
            None => self.all.push(view),
        }
        self.counted = None;
    }

    /// The view that a filter is; none where it is the reader's own.
    #[must_use]
    pub fn chosen(&self, filter: &str) -> Option<usize> {
        let filter = filter.trim();
        if filter.is_empty() {
            return Some(0);
        }
        let at = self.all.iter().position(|view| view.query == filter)?;
        Some(at + 1)
    }

    /// The view of a number; none for the list without a filter.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&View> {
        self.all.get(number.checked_sub(1)?)
    }

    /// The name of a number.
    #[must_use]
    pub fn name(&self, number: usize) -> &str {
        self.get(number)
            .map_or(crate::config::ALL, |view| &view.name)
    }

    /// The numbers that are shown in so many rows, the chosen one among them.
    #[must_use]
    pub fn shown(&self, filter: &str, rows: u16) -> Range<usize> {
        let (count, rows) = (self.all.len() + 1, usize::from(rows));
        let chosen = self.chosen(filter).unwrap_or(0);
        let first = (chosen + 1)
            .saturating_sub(rows)
            .min(count.saturating_sub(rows));
        first..(first + rows).min(count)
    }

    /// Counts what is unread anew where something has changed.
    pub fn count(&mut self, shelf: &Shelf, notes: &Notes, today: Option<i64>) {
        let stamp = (
            notes.state_revision(),
            Arc::as_ptr(&shelf.library) as usize,
            Arc::as_ptr(&shelf.mentions) as usize,
            today,
        );
        if self.all.is_empty() || self.counted == Some(stamp) {
            return;
        }
        self.counted = Some(stamp);
        if shelf.filed.is_some() {
            // Not all articles are in hand.
            self.unread.clear();
            return;
        }
        let own = self.all.iter().map(|view| Query::parse(&view.query));
        let queries: Vec<Query> = std::iter::once(Query::default()).chain(own).collect();
        self.unread = unread(shelf, notes, &queries, today);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views(count: usize) -> Views {
        let mut views = Views::default();
        for number in 1..=count {
            views.keep(View {
                name: format!("v{number}"),
                query: format!("q{number}"),
                sort: None,
            });
        }
        views
    }

    #[test]
    fn the_chosen_view_is_always_shown() {
        let views = views(9);
        assert_eq!(views.shown("", 4), 0..4);
        assert_eq!(views.shown(" q9 ", 4), 6..10);
        assert_eq!(views.shown("q5", 4), 2..6);
        assert_eq!(views.shown("own", 20), 0..10);
        assert_eq!(views.chosen("own"), None);
        assert_eq!(views.name(0), "All");
    }

    #[test]
    fn a_view_that_is_saved_again_keeps_its_place() {
        let mut views = views(3);
        views.keep(View {
            name: "v2".to_owned(),
            query: "other".to_owned(),
            sort: None,
        });
        assert_eq!(views.all.len(), 3);
        assert_eq!(views.chosen("other"), Some(2));
    }
}
