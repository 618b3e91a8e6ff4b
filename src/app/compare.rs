//! Articles compared: the passages of one in its order, and beside each what the others have for it.
//!
//! It knows no screen: which rows there are, not how they are drawn.

use crate::news::library::{ArticleIx, Library};
use crate::news::link::{Link, LinkKind};

/// Articles side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compare {
    /// The articles; the first gives the order.
    pub articles: Vec<ArticleIx>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Passages that belong together, or one alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The passage of each article, where it has one here.
    pub cells: Vec<Option<Cell>>,
}

/// A passage in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The passage.
    pub passage: usize,
    /// How it belongs to the first article's; none in the first article, and where that is silent.
    pub kind: Option<LinkKind>,
    /// The number of the crossing, from 1, where its article has the passage out of the first article's order.
    pub crossing: Option<usize>,
}

impl Compare {
    /// Compares articles: `links` are those from the first article to each other one, in the order of the others.
    ///
    /// Each passage has at most one counterpart in an article, the likeliest first. A passage without one stands in a
    /// row of its own, after what stands before it in its article and does not cross.
    #[must_use]
    pub fn new(base: ArticleIx, others: &[(ArticleIx, Vec<Link>)], library: &Library) -> Self {
        let length = |ix| library.get(ix).map_or(0, |article| article.passages.len());
        let columns = others.len() + 1;
        let mut rows: Vec<Row> = (0..length(base))
            .map(|passage| {
                let mut cells = vec![None; columns];
                if let Some(cell) = cells.first_mut() {
                    *cell = Some(alone(passage));
                }
                Row { cells }
            })
            .collect();
        // The row after which the passages of an article stand alone, the last ones first, so that rows put in do not
        // move those that are still to be found.
        let mut added: Vec<(usize, usize, Cell)> = Vec::new();
        for (column, (ix, links)) in (1..).zip(others) {
            let pairs = matched(links);
            let crossed = crossings(&pairs);
            for (at, (here, there, kind)) in pairs.iter().enumerate() {
                let cell = rows
                    .get_mut(*here)
                    .and_then(|row| row.cells.get_mut(column));
                if let Some(cell) = cell {
                    *cell = Some(Cell {
                        passage: *there,
                        kind: Some(*kind),
                        crossing: crossed.get(at).copied().flatten(),
                    });
                }
            }
            let mut after = 0;
            for passage in 0..length(*ix) {
                let mut paired = pairs.iter().zip(&crossed);
                match paired.find(|((_, there, _), _)| *there == passage) {
                    Some(((here, ..), None)) => after = here + 1,
                    // What crosses stands elsewhere, and what follows it in its article does not.
                    Some((_, Some(_))) => {}
                    None => added.push((after, column, alone(passage))),
                }
            }
        }
        added.sort_by_key(|(after, column, cell)| (*after, *column, cell.passage));
        for (after, column, cell) in added.into_iter().rev() {
            let mut cells = vec![None; columns];
            if let Some(place) = cells.get_mut(column) {
                *place = Some(cell);
            }
            rows.insert(after.min(rows.len()), Row { cells });
        }
        let articles = std::iter::once(base).chain(others.iter().map(|(ix, _)| *ix));
        Self {
            articles: articles.collect(),
            rows,
        }
    }
}

fn alone(passage: usize) -> Cell {
    Cell {
        passage,
        kind: None,
        crossing: None,
    }
}

/// The pairs of passages that links make, the likeliest first, each passage once; in the order of the first article.
fn matched(links: &[Link]) -> Vec<(usize, usize, LinkKind)> {
    let mut links: Vec<&Link> = links.iter().collect();
    links.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    let mut pairs: Vec<(usize, usize, LinkKind)> = Vec::new();
    for link in links {
        let (Ok(here), Ok(there)) = (
            usize::try_from(link.from.passage),
            usize::try_from(link.to.passage),
        ) else {
            continue;
        };
        if !pairs.iter().any(|(h, t, _)| *h == here || *t == there) {
            pairs.push((here, there, link.kind));
        }
    }
    pairs.sort_by_key(|(here, ..)| *here);
    pairs
}

/// Which pairs cross the others: those outside the longest run in which both articles go forward, numbered from 1.
fn crossings(pairs: &[(usize, usize, LinkKind)]) -> Vec<Option<usize>> {
    // For each pair the length of the longest run that ends with it, and the pair before it.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (at, (_, there, _)) in pairs.iter().enumerate() {
        let earlier = pairs.iter().zip(&runs).take(at).enumerate();
        let before = earlier
            .filter(|(_, ((_, other, _), _))| other < there)
            .max_by_key(|(_, (_, (length, _)))| *length)
            .map(|(before, (_, (length, _)))| (before, *length));
        runs.push((
            before.map_or(1, |(_, length)| length + 1),
            before.map(|(before, _)| before),
        ));
    }
    let mut straight = vec![false; pairs.len()];
    let mut at = (0..runs.len()).max_by_key(|at| runs.get(*at).map(|(length, _)| *length));
    while let Some(here) = at {
        if let Some(place) = straight.get_mut(here) {
            *place = true;
        }
        at = runs.get(here).and_then(|(_, before)| *before);
    }
    let mut number = 0;
    straight
        .into_iter()
        .map(|straight| {
            number += usize::from(!straight);
            (!straight).then_some(number)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(there: &[usize]) -> Vec<(usize, usize, LinkKind)> {
        (0..)
            .zip(there)
            .map(|(here, there)| (here, *there, LinkKind::Same))
            .collect()
    }

    #[test]
    fn what_is_out_of_order_is_numbered() {
        assert_eq!(crossings(&pairs(&[0, 1, 2])), [None, None, None]);
        assert_eq!(
            crossings(&pairs(&[3, 0, 1, 2])),
            [Some(1), None, None, None]
        );
        assert_eq!(
            crossings(&pairs(&[0, 5, 1, 2, 9, 3])),
            [None, Some(1), None, None, Some(2), None]
        );
    }

    proptest! {
        #[test]
        fn pairs_that_are_not_numbered_go_forward(there in prop::collection::vec(0usize..40, 0..30)) {
            let pairs = pairs(&there);
            let crossed = crossings(&pairs);
            let straight: Vec<usize> = pairs
                .iter()
                .zip(&crossed)
                .filter(|(_, crossing)| crossing.is_none())
                .map(|((_, there, _), _)| *there)
                .collect();
            prop_assert!(straight.is_sorted_by(|a, b| a < b));
            let numbers: Vec<usize> = crossed.into_iter().flatten().collect();
            prop_assert_eq!(numbers.clone(), (1..=numbers.len()).collect::<Vec<_>>());
        }
    }
}
