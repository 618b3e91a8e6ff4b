//! Full text: which passages have the words of a query, the best articles first.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use rusqlite::OptionalExtension;

use super::entry::unpacked;
use super::facts::Facts;
use super::pick::{Reach, Sense};
use super::rows::{Order, Row};
use super::{Index, IndexError};
use crate::analysis::search::Query;
use crate::analysis::search::grams::{Needle, Tokens, apart, each_place, needles, places};
use crate::analysis::search::query::{Expr, Field, Node, Test, Words};
use crate::news::article::ArticleId;
use crate::text::span::Span;

/// With more hits than this the newest come first: weighing them would take longer than the eye waits, and says little
/// of words that are everywhere. So it is with single letters.
const MOST_RANKED: usize = 20_000;

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best articles.
    pub articles: Vec<Hits>,
    /// How many articles have the words. Of those, `near:` may still leave out some.
    pub total: usize,
    /// Whether they are too many to be ranked, or found by single letters alone, so that the newest come first.
    pub newest: bool,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// The article.
    pub row: Row,
    /// Where its title has words of the query.
    pub title: Vec<Span>,
    /// The passages that have any, those with the most different ones first.
    pub passages: Vec<PassageHits>,
}

/// A passage that has words of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageHits {
    /// Its index among the article's passages.
    pub passage: usize,
    /// Its text.
    pub text: String,
    /// Where they stand in it, in order, not overlapping.
    pub spans: Vec<Span>,
}

/// What is looked for in the text of each article found.
struct Wanted {
    needles: Vec<Needle>,
    /// For each `near:`, the companies one of which must be close by.
    near: Vec<Vec<String>>,
}

impl Index {
    /// The articles that a query accepts, at most `limit`, with the passages that have its words; words without a field
    /// are looked for in title and text. What asks for a meaning excludes nothing here. `today` is in days since 1970-01-01.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn search(
        &mut self,
        query: &Query,
        limit: usize,
        today: Option<i64>,
    ) -> Result<Found, IndexError> {
        let Some(root) = query.root() else {
            return Ok(Found::default());
        };
        let found = self.facts().and_then(|facts| {
            let (ids, newest) = self.ranked(&facts, root, today)?;
            self.facts = Some(facts);
            let articles = self.fill(&ids, &self.wanted(root), limit)?;
            Ok(Found {
                articles,
                total: ids.len(),
                newest,
            })
        });
        found.map_err(|error| self.error(error))
    }

    /// How many articles a query accepts, as [`Self::search`] understands it; `near:` is met where an article names the
    /// company.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn count(&mut self, query: &Query, today: Option<i64>) -> Result<usize, IndexError> {
        let sense = Sense {
            reach: Reach::Text,
            today,
        };
        let counted = self.facts().and_then(|facts| {
            let picked = match query.root() {
                Some(root) => self.pick(&facts, root, sense)?,
                None => None,
            };
            let picked = picked.unwrap_or_else(|| facts.all());
            self.facts = Some(facts);
            Ok(picked.count_ones(..))
        });
        counted.map_err(|error| self.error(error))
    }

    /// Passages by the names of their articles and their numbers, the best first, as what a search has found: at most
    /// `limit` articles, each in the place of its best passage, with the needles lit. What is not in the index is left
    /// out.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn gather(
        &self,
        ranked: &[(ArticleId, usize)],
        needles: &[Needle],
        limit: usize,
    ) -> Result<Found, IndexError> {
        let mut articles: Vec<(&ArticleId, Vec<usize>)> = Vec::new();
        for (name, passage) in ranked {
            match articles.iter_mut().find(|(known, _)| *known == name) {
                Some((_, passages)) => passages.push(*passage),
                None => articles.push((name, vec![*passage])),
            }
        }
        let total = articles.len();
        let mut found = Vec::new();
        for (name, passages) in articles.into_iter().take(limit) {
            let hits = self.lit_passages(name, &passages, needles);
            found.extend(hits.map_err(|error| self.error(error))?);
        }
        Ok(Found {
            articles: found,
            total,
            newest: false,
        })
    }

    fn lit_passages(
        &self,
        name: &ArticleId,
        numbers: &[usize],
        needles: &[Needle],
    ) -> rusqlite::Result<Option<Hits>> {
        let Some(row) = self.row_named(name)? else {
            return Ok(None);
        };
        let (text, passages) = self.text(row.id)?;
        let found = lit(&text, &passages, needles);
        let hits = |number: &usize| {
            let known = found.iter().find(|hits| hits.passage == *number);
            let plain = || {
                Some(PassageHits {
                    passage: *number,
                    text: passages.get(*number)?.of(&text).to_owned(),
                    spans: Vec::new(),
                })
            };
            known.cloned().or_else(plain)
        };
        Ok(Some(Hits {
            title: places(&Tokens::new(&row.title), needles),
            passages: numbers.iter().filter_map(hits).collect(),
            row,
        }))
    }

    /// The text of an article, and its passages in it.
    fn text(&self, id: u32) -> rusqlite::Result<(String, Vec<Span>)> {
        let mut select = self
            .connection
            .prepare_cached("SELECT text, spans FROM texts WHERE id = ?1")?;
        let (text, spans): (String, Vec<u8>) =
            select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let spans = unpacked(&spans);
        let (pairs, _) = spans.as_chunks::<2>();
        let passages = pairs.iter().map(|[start, end]| Span::new(*start, *end));
        Ok((text, passages.collect()))
    }

    /// The names of all articles that a query accepts, as [`Self::search`] understands it.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn accepted(
        &mut self,
        query: &Query,
        today: Option<i64>,
    ) -> Result<BTreeSet<ArticleId>, IndexError> {
        let sense = Sense {
            reach: Reach::Text,
            today,
        };
        let names = self.facts().and_then(|facts| {
            let picked = match query.root() {
                Some(root) => self.pick(&facts, root, sense)?,
                None => None,
            };
            let picked = picked.unwrap_or_else(|| facts.all());
            let mut select = self
                .connection
                .prepare_cached("SELECT name FROM articles WHERE id = ?1")?;
            let mut name = |id: usize| {
                select
                    .query_row([id as i64], |row| row.get(0).map(ArticleId))
                    .optional()
            };
            let names = picked
                .ones()
                .map(&mut name)
                .filter_map(Result::transpose)
                .collect();
            self.facts = Some(facts);
            names
        });
        names.map_err(|error| self.error(error))
    }

    /// Every article that a query accepts, the best first, and whether that means the newest.
    fn ranked(
        &mut self,
        facts: &Facts,
        root: &Node,
        today: Option<i64>,
    ) -> rusqlite::Result<(Vec<u32>, bool)> {
        let parts = match &root.expr {
            Expr::And(parts) => parts.as_slice(),
            _ => std::slice::from_ref(root),
        };
        let sense = Sense {
            reach: Reach::Text,
            today,
        };
        let mut matching = Vec::new();
        let mut picked = facts.all();
        for part in parts {
            match expression(part) {
                Some(expression) => matching.push(expression),
                None => {
                    if let Some(own) = self.pick(facts, part, sense)? {
                        picked.intersect_with(&own);
                    }
                }
            }
        }
        if matching.is_empty() {
            return Ok((self.newest(&picked)?, true));
        }
        let matching = matching.join(" AND ");
        let ids: Vec<u32> = {
            let mut select = self
                .connection
                .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
            let ids = select.query_map([&matching], |row| row.get(0))?;
            let kept =
                |id: &Result<u32, _>| id.as_ref().map_or(true, |id| picked.contains(*id as usize));
            ids.filter(kept).collect::<Result<_, _>>()?
        };
        let is_letters = |wanted: &Wanted| wanted.needles.iter().all(Needle::is_letter);
        if ids.len() > MOST_RANKED || is_letters(&self.wanted(root)) {
            let mut these = facts.none();
            these.extend(ids.iter().map(|id| *id as usize));
            return Ok((self.newest(&these)?, true));
        }
        // A word of the title says more of an article than one of its text.
        let mut select = self.connection.prepare_cached(
            "SELECT bm25(words, 4.0, 1.0), rowid FROM words WHERE words MATCH ?1",
        )?;
        let rows = select.query_map([&matching], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let kept = |row: &Result<(f64, u32), _>| {
            row.as_ref()
                .map_or(true, |row| picked.contains(row.1 as usize))
        };
        let mut ranked: Vec<(f64, u32)> = rows.filter(kept).collect::<Result<_, _>>()?;
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Ok((ranked.into_iter().map(|(_, id)| id).collect(), false))
    }

    fn newest(&mut self, of: &FixedBitSet) -> rusqlite::Result<Vec<u32>> {
        let order = self.order(Order::Date)?;
        Ok(order
            .iter()
            .filter(|id| of.contains(**id as usize))
            .copied()
            .collect())
    }

    fn wanted(&self, root: &Node) -> Wanted {
        let near = root.wanted().into_iter().filter_map(|test| match test {
            Test::Near(words) => Some(self.companies_called(words).map(str::to_owned).collect()),
            _ => None,
        });
        Wanted {
            needles: needles(root),
            near: near.collect(),
        }
    }

    /// The first articles that have what is wanted close enough together.
    fn fill(&self, ids: &[u32], wanted: &Wanted, limit: usize) -> rusqlite::Result<Vec<Hits>> {
        let mut filled = Vec::new();
        for id in ids {
            if filled.len() == limit {
                break;
            }
            filled.extend(self.hits(*id, wanted)?);
        }
        Ok(filled)
    }

    fn hits(&self, id: u32, wanted: &Wanted) -> rusqlite::Result<Option<Hits>> {
        let Some(row) = self.row(id)? else {
            return Ok(None);
        };
        let (text, passages) = self.text(id)?;
        let near = self.near(id, &wanted.near, passages.len())?;
        let mut found = lit(&text, &passages, &wanted.needles);
        if let Some(near) = near {
            if wanted.needles.is_empty() {
                let text = |at: usize| {
                    passages
                        .get(at)
                        .map_or("", |span| span.of(&text))
                        .to_owned()
                };
                let all = (0..passages.len()).filter(|at| near.contains(*at));
                found = all
                    .map(|at| PassageHits {
                        passage: at,
                        text: text(at),
                        spans: Vec::new(),
                    })
                    .collect();
            }
            found.retain(|hits| near.contains(hits.passage));
            if found.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(Hits {
            title: places(&Tokens::new(&row.title), &wanted.needles),
            row,
            passages: found,
        }))
    }

    /// The passages that name every company asked for or stand beside one that does; none where none is asked for.
    fn near(
        &self,
        id: u32,
        asked: &[Vec<String>],
        passages: usize,
    ) -> rusqlite::Result<Option<FixedBitSet>> {
        let mut near: Option<FixedBitSet> = None;
        let mut select = self
            .connection
            .prepare_cached("SELECT passages FROM mentions WHERE company = ?1 AND article = ?2")?;
        for companies in asked {
            let mut own = FixedBitSet::with_capacity(passages);
            for company in companies {
                let named: Option<Vec<u8>> = select
                    .query_row((company, id), |row| row.get(0))
                    .optional()?;
                for at in unpacked(&named.unwrap_or_default()) {
                    let beside = at.saturating_sub(1)..(at + 2).min(passages);
                    own.extend(beside);
                }
            }
            match &mut near {
                Some(near) => near.intersect_with(&own),
                None => near = Some(own),
            }
        }
        Ok(near)
    }
}

/// A part of a query as a full-text expression; none where it is more than words that are wanted.
fn expression(node: &Node) -> Option<String> {
    let joined = |parts: &[Node], with: &str| {
        let parts: Option<Vec<String>> = parts.iter().map(expression).collect();
        Some(format!("({})", parts?.join(with)))
    };
    match &node.expr {
        Expr::Test(Test::Words(Field::Any, words)) => phrase(words),
        Expr::And(parts) => joined(parts, " AND "),
        Expr::Or(parts) => joined(parts, " OR "),
        Expr::Test(_) | Expr::Not(_) => None,
    }
}

fn phrase(words: &Words) -> Option<String> {
    Needle::new(words).map(|needle| needle.phrase())
}

/// The passages that have any of some needles, those with the most different ones first. A hit counts for the passage
/// in which it begins, and is lit as far as that goes.
fn lit(text: &str, passages: &[Span], needles: &[Needle]) -> Vec<PassageHits> {
    let mut found: Vec<(BTreeSet<usize>, PassageHits)> = Vec::new();
    for (span, needle) in each_place(&Tokens::new(text), needles) {
        let at = passages.partition_point(|passage| passage.end <= span.start);
        let Some(passage) = passages
            .get(at)
            .filter(|passage| passage.start <= span.start)
        else {
            continue;
        };
        let (start, end) = (span.start, span.end.min(passage.end));
        let own = Span::new(start - passage.start, end - passage.start);
        match found.last_mut().filter(|(_, hits)| hits.passage == at) {
            Some((known, hits)) => {
                known.insert(needle);
                hits.spans.push(own);
            }
            None => found.push((
                BTreeSet::from([needle]),
                PassageHits {
                    passage: at,
                    text: passage.of(text).to_owned(),
                    spans: vec![own],
                },
            )),
        }
    }
    found.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
    let hits = found.into_iter().map(|(_, hits)| PassageHits {
        spans: apart(hits.spans),
        ..hits
    });
    hits.collect()
}
