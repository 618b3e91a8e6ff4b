//! The links of whole articles, as they came from the worker and as the reader judges them.
//!
//! It asks nobody for anything: it says what is wanted, and keeps what came.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::link::{Link, LinkKind, Tie};
use crate::news::mark::Verdict;
use crate::text::span::Span;

use super::notes::{End, Judged, Notes, passages_of};

/// The links of whole articles.
#[derive(Debug, Default)]
pub struct Linked {
    surveys: HashMap<ArticleIx, Vec<Link>>,
    pairs: HashMap<(ArticleIx, ArticleIx), Vec<Link>>,
    summaries: HashMap<ArticleIx, Summary>,
    light: Option<(PassageRef, Vec<(ArticleIx, Span)>)>,
    wanted: HashSet<Wanted>,
    lighted: Option<(PassageRef, Vec<ArticleIx>)>,
    /// The revision of the marks and the number of surveys the summaries were made of.
    made_of: (u64, u64),
    surveyed: u64,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wanted {
    Survey(ArticleIx),
    Pair(ArticleIx, ArticleIx),
}

/// What an article's links come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The passages that have a link, each with the strongest.
    pub passages: BTreeMap<usize, Bond>,
    /// How many links lead to each other article.
    pub counts: BTreeMap<ArticleIx, usize>,
}

/// How a passage is linked, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bond {
    /// By the reader herself.
    Portal,
    /// By a link of this kind.
    Kind(LinkKind),
}

impl Linked {
    /// Forgets everything, since the library has been read again.
    pub fn clear(&mut self) {
        *self = Self {
            surveyed: self.surveyed + 1,
            ..Self::default()
        };
    }

    /// More links are there than before: everything is to be asked for again, and what is known stays until then.
    pub fn refresh(&mut self) {
        self.wanted.clear();
        self.lighted = None;
    }

    /// Whether an article's survey is to be asked for now.
    pub fn wants_survey(&mut self, article: ArticleIx) -> bool {
        self.wanted.insert(Wanted::Survey(article))
    }

    /// Whether the links between two articles are to be asked for now.
    pub fn wants_pair(&mut self, first: ArticleIx, second: ArticleIx) -> bool {
        first != second
            && !self.wanted.contains(&Wanted::Pair(second, first))
            && self.wanted.insert(Wanted::Pair(first, second))
    }

    /// Whether what a passage names is to be looked for in these articles now.
    pub fn wants_light(&mut self, from: PassageRef, articles: &[ArticleIx]) -> bool {
        let wanted = (from, articles.to_vec());
        let new = self.lighted.as_ref() != Some(&wanted);
        self.lighted = Some(wanted);
        new
    }

    /// The links of some passages of an article have come.
    pub fn survey(&mut self, article: ArticleIx, passages: &Range<u32>, links: Vec<Link>) {
        let known = self.surveys.entry(article).or_default();
        known.retain(|link| !passages.contains(&link.from.passage));
        known.extend(links);
        known.sort_by_key(|link| link.from.passage);
        self.surveyed += 1;
    }

    /// The links between two articles have come.
    pub fn align(&mut self, first: ArticleIx, second: ArticleIx, ties: &[Tie]) {
        let link = |from, to, tie: &Tie| Link {
            from,
            to,
            probability: tie.probability,
            kind: tie.kind,
            similarity: 0.0,
            margin: 0.0,
            reasons: Vec::new(),
        };
        let end = |article, passage| PassageRef { article, passage };
        let there = ties
            .iter()
            .map(|tie| link(end(first, tie.first), end(second, tie.second), tie));
        let back = ties
            .iter()
            .map(|tie| link(end(second, tie.second), end(first, tie.first), tie));
        self.pairs.insert((first, second), there.collect());
        self.pairs.insert((second, first), back.collect());
    }

    /// It is known where articles name what a passage names.
    pub fn light(&mut self, from: PassageRef, places: Vec<(ArticleIx, Span)>) {
        self.light = Some((from, places));
    }

    /// The places in an article that name what the passage names for which they were looked for.
    pub fn lit(&self, from: PassageRef, article: ArticleIx) -> &[(ArticleIx, Span)] {
        let Some((_, places)) = self.light.as_ref().filter(|(of, _)| *of == from) else {
            return &[];
        };
        let start = places.partition_point(|(ix, _)| *ix < article);
        let end = places.partition_point(|(ix, _)| *ix <= article);
        places.get(start..end).unwrap_or_default()
    }

    /// Brings the summaries in step with the surveys and the marks.
    pub fn sum_up(&mut self, notes: &Notes, library: &Library) {
        let now = (notes.revision(), self.surveyed);
        if self.made_of == now {
            return;
        }
        self.made_of = now;
        let summary = |(ix, links): (&ArticleIx, &Vec<Link>)| {
            let mut summary = Summary::default();
            for link in judge(*ix, links, notes, library) {
                let bond = bond(&link, notes, library);
                let passage = usize::try_from(link.from.passage).unwrap_or(usize::MAX);
                let known = summary.passages.entry(passage).or_insert(bond);
                *known = (*known).min(bond);
                *summary.counts.entry(link.to.article).or_default() += 1;
            }
            (*ix, summary)
        };
        self.summaries = self.surveys.iter().map(summary).collect();
    }

    /// What an article's links come to, as far as they have come.
    #[must_use]
    pub fn summary(&self, article: ArticleIx) -> Option<&Summary> {
        self.summaries.get(&article)
    }

    /// The links between two articles as the reader judges them; none until they have come.
    #[must_use]
    pub fn between(
        &self,
        first: ArticleIx,
        second: ArticleIx,
        notes: &Notes,
        library: &Library,
    ) -> Option<Vec<Link>> {
        let links = self.pairs.get(&(first, second))?;
        let mut judged = judge(first, links, notes, library);
        judged.retain(|link| link.to.article == second);
        Some(judged)
    }
}

/// The place of a passage.
#[must_use]
pub fn end(library: &Library, at: PassageRef) -> Option<End> {
    let passage = usize::try_from(at.passage).ok()?;
    let passage = library.get(at.article)?.passages.get(passage)?;
    Some((at.article, passage.span))
}

/// What the reader says about the link between two passages.
#[must_use]
pub fn verdict(
    notes: &Notes,
    library: &Library,
    from: PassageRef,
    to: PassageRef,
) -> Option<Judged> {
    if notes.judged().is_empty() {
        return None;
    }
    notes.verdict(end(library, from)?, end(library, to)?)
}

fn bond(link: &Link, notes: &Notes, library: &Library) -> Bond {
    match verdict(notes, library, link.from, link.to) {
        Some(Judged {
            verdict: Verdict::Portal,
            ..
        }) => Bond::Portal,
        _ => Bond::Kind(link.kind),
    }
}

/// Links from an article as the reader judges them, in the order of the article: those she has rejected are gone, those
/// she has accepted or made are certain and come first among a passage's.
#[must_use]
pub fn judge(article: ArticleIx, links: &[Link], notes: &Notes, library: &Library) -> Vec<Link> {
    let near: Vec<Judged> = notes
        .judged()
        .iter()
        .filter(|judged| judged.ends.iter().any(|(ix, _)| *ix == article))
        .copied()
        .collect();
    if near.is_empty() {
        return links.to_vec();
    }
    let mut kept: Vec<Link> = links
        .iter()
        .filter_map(|link| {
            let (from, to) = (end(library, link.from)?, end(library, link.to)?);
            let said = near.iter().rev().find(|judged| judged.ties(from, to));
            match said.map(|judged| judged.verdict) {
                Some(Verdict::Rejected) => None,
                Some(Verdict::Accepted | Verdict::Portal) => Some(Link {
                    probability: 1.0,
                    ..link.clone()
                }),
                None => Some(link.clone()),
            }
        })
        .collect();
    for judged in near
        .iter()
        .filter(|judged| judged.verdict != Verdict::Rejected)
    {
        let [one, other] = judged.ends;
        for (from, to) in [(one, other), (other, one)] {
            if from.0 == article {
                add_own(&mut kept, from, to, library);
            }
        }
    }
    kept.sort_by_key(|link| (link.from.passage, link.probability < 1.0));
    kept
}

/// Adds the reader's own link between two places, from every passage of the first, where it is not there already.
fn add_own(links: &mut Vec<Link>, from: End, to: End, library: &Library) {
    let (Some(here), Some(there)) = (library.get(from.0), library.get(to.0)) else {
        return;
    };
    let (first, last) = passages_of(here, from.1);
    let refer = |article, passage: usize| PassageRef {
        article,
        passage: u32::try_from(passage).unwrap_or(u32::MAX),
    };
    let target = refer(to.0, passages_of(there, to.1).0);
    for passage in first..=last {
        let source = refer(from.0, passage);
        let known = links
            .iter()
            .any(|link| link.from == source && link.to == target);
        if !known && source != target {
            links.push(Link {
                from: source,
                to: target,
                probability: 1.0,
                kind: LinkKind::Related,
                similarity: 0.0,
                margin: 0.0,
                reasons: Vec::new(),
            });
        }
    }
}
