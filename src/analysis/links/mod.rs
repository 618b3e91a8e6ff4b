//! Which passages of other articles speak of the same thing, how probably, and why.
//!
//! Meaning finds them (`nearest`: the vectors that [`Meanings`] holds), evidence that both show speaks for them
//! (`evidence`, `terms`, `rank`: companies, figures, dates and rare terms), their articles lift them (`draw`,
//! `parallel`), and two regressions, one for articles that run in parallel and one for others, make a probability of it
//! all (`calibration`). `docs/links.md` tells the whole method and its limits.
//! Where a vector is not known yet, evidence speaks alone. Nothing here encodes, or knows how a link is shown.

mod between;
mod calibration;
mod differs;
mod draw;
mod evidence;
mod groups;
mod ledger;
mod light;
mod meanings;
mod nearest;
mod parallel;
mod products;
mod rank;
mod renderings;
mod terms;
mod unchanged;

use std::sync::OnceLock;

pub use self::calibration::{Calibration, Experts, FULL, Features, GATED, THRESHOLD};
use self::draw::{Drawn, Ground, Pair};
pub use self::evidence::{Clue, Key};
use self::ledger::Ledger;
pub use self::meanings::{Meanings, masked, sum};
use self::nearest::Neighbors;
use self::parallel::Means;
use crate::analysis::cores;
use crate::encoder::Compact;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions};
use crate::news::library::{Library, PassageRef};
use crate::news::link::{Link, LinkKind, Reason, ReasonKind};

/// So many passages are looked through in one piece of work.
const PIECE: usize = 512;
/// So many passages that share most evidence with one are compared with it.
const COMPARED: usize = 8;
/// So many where its meaning is not known.
const COMPARED_ALONE: usize = 40;
/// From this cosine on two passages are told to be near in meaning.
const NEAR: f64 = 0.6;

/// What every passage of a library says and means, and the links that come of it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The number of the first passage of each article, and at the end how many there are.
    starts: Vec<u32>,
    ledger: Ledger,
    neighbors: Neighbors,
    calibration: Calibration,
    /// Whether what was known in the first round is kept, for fitting.
    is_fitting: bool,
    /// Every link, drawn when the first is asked for after something was learned.
    drawn: OnceLock<Drawn>,
}

impl Index {
    /// Reads the evidence of a library, and takes in what is known of its meanings; `mentions` belong to its articles,
    /// in their order, and `companies` to the mentions. What becomes known later is for [`learn`](Self::learn).
    #[must_use]
    pub fn new(
        library: &Library,
        mentions: &[Mentions],
        companies: &[Company],
        meanings: &Meanings,
    ) -> Self {
        Self::default().renewed(library, mentions, companies, meanings)
    }

    /// The index of a library that was read again, or of another: the same as a new one. Passages of articles that stay
    /// as they were are not compared with each other once more, so that the work grows with the passages that came
    /// or went, times all.
    #[must_use]
    pub fn renewed(
        &self,
        library: &Library,
        mentions: &[Mentions],
        companies: &[Company],
        meanings: &Meanings,
    ) -> Self {
        let mut index = Self {
            starts: vec![0],
            ledger: Ledger::new(library, mentions, companies),
            calibration: self.calibration,
            is_fitting: self.is_fitting,
            ..Self::default()
        };
        for (ix, article) in library.iter() {
            for passage in 0..article.passages.len() {
                index.neighbors.push(ix, article.passage_lang(passage));
            }
            index.starts.push(index.neighbors.count());
        }
        let new = index.unknown(meanings);
        index.neighbors.learn_after(&self.neighbors, new);
        index
    }

    /// Takes in the meanings that were not known before.
    ///
    /// Work grows with the new passages times all that are known; the links are drawn anew when next one is asked for.
    pub fn learn(&mut self, meanings: &Meanings) {
        let new = self.unknown(meanings);
        if !new.is_empty() {
            self.neighbors.learn(new);
            self.drawn = OnceLock::new();
        }
    }

    /// The meanings of passages of which none is known yet.
    fn unknown(&self, meanings: &Meanings) -> Vec<(u32, Compact)> {
        (0..self.ledger.count())
            .filter(|passage| !self.neighbors.knows(*passage))
            .filter_map(|passage| Some((passage, meanings.get(self.passage(passage)?)?.clone())))
            .collect()
    }

    /// Judges by other constants than those that ship, and keeps what was known in the first round: for fitting them.
    #[must_use]
    pub fn calibrated(mut self, calibration: Calibration) -> Self {
        self.calibration = calibration;
        self.is_fitting = true;
        self.drawn = OnceLock::new();
        self
    }

    /// The passages compared with one and what is known of each in the first round (where
    /// [`calibrated`](Self::calibrated), else in the end) and in the end, in the library's order: for fitting.
    #[must_use]
    pub fn compared(&self, from: PassageRef) -> Vec<(PassageRef, [Features; 2])> {
        let Some(number) = self.number(from) else {
            return Vec::new();
        };
        let pairs = self.drawn().of(number);
        pairs
            .filter_map(|(other, pair)| {
                let first = pair.first.as_deref().unwrap_or(&pair.features);
                Some((self.passage(other)?, [*first, pair.features]))
            })
            .collect()
    }

    /// What a passage says, with the places, so that a view can light what a link's reasons name.
    #[must_use]
    pub fn clues(&self, article: &Article, mentions: &Mentions, passage: usize) -> Vec<Clue> {
        let clues = self.ledger.clues(article, mentions);
        clues.into_iter().nth(passage).unwrap_or_default()
    }

    /// A clue as a link's reasons name it. A clue's parts are named by [`reason_of`](Self::reason_of).
    #[must_use]
    pub fn reason(&self, clue: &Clue, article: &Article) -> Reason {
        self.reason_of(&clue.key)
            .unwrap_or_else(|| self.ledger.name(&clue.key, clue.span.of(&article.text)))
    }

    /// A key as a link's reasons name it, where the library has it.
    #[must_use]
    pub fn reason_of(&self, key: &Key) -> Option<Reason> {
        self.ledger.reason_of(key)
    }

    /// The passages that name a thing, by their numbers over the whole library in order, and how rare it is: 1 for what
    /// one passage names, 0 for what all do.
    #[must_use]
    pub fn having(&self, key: &Key) -> (&[u32], f64) {
        self.ledger.having(key)
    }

    /// What the passage with this number over the whole library names.
    pub fn says(&self, passage: u32) -> impl Iterator<Item = &Key> {
        let own = self.ledger.own(passage).iter();
        own.filter_map(|(key, _)| self.ledger.keys.get(*key as usize))
    }

    /// The passages of other articles that are claimed to belong to one, at most `top`, the most probable first; none
    /// where nothing is probable enough.
    #[must_use]
    pub fn related(&self, from: PassageRef, top: usize) -> Vec<Link> {
        self.best(from, top, THRESHOLD)
    }

    /// The passages of other articles nearest to one, whatever their probability, at most `top`, the most probable
    /// first; none where nothing is known that it could have in common with another.
    #[must_use]
    pub fn nearest(&self, from: PassageRef, top: usize) -> Vec<Link> {
        self.best(from, top, 0.0)
    }

    /// The most probable links of a passage from a probability on.
    #[must_use]
    pub fn best(&self, from: PassageRef, top: usize, least: f64) -> Vec<Link> {
        let Some(number) = self.number(from) else {
            return Vec::new();
        };
        let mut found: Vec<(u32, &Pair)> = self
            .drawn()
            .of(number)
            .filter(|(_, pair)| pair.probability >= least)
            .collect();
        found.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
        found.truncate(top);
        found
            .into_iter()
            .filter_map(|(other, pair)| self.link(from, number, other, pair))
            .collect()
    }

    fn link(&self, from: PassageRef, number: u32, other: u32, pair: &Pair) -> Option<Link> {
        let kind = self.calibration.kind(&pair.features);
        let similarity = pair.features.similarity.unwrap_or_default();
        Some(Link {
            from,
            to: self.passage(other)?,
            probability: pair.probability,
            kind,
            similarity,
            margin: pair.features.margin,
            reasons: self.reasons(number, other, similarity, kind),
        })
    }

    /// What both passages say; that they mean nearly the same; in what they disagree.
    fn reasons(&self, from: u32, to: u32, similarity: f64, kind: LinkKind) -> Vec<Reason> {
        let ledger = &self.ledger;
        let shared = rank::reasons(ledger.own(from), ledger.own(to), &ledger.facts);
        let mut reasons: Vec<Reason> = shared.filter_map(|key| ledger.shown(key)).collect();
        if similarity >= NEAR {
            reasons.push(Reason {
                kind: ReasonKind::Meaning,
                value: String::new(),
            });
        }
        if kind != LinkKind::Related {
            let said = |passage| differs::said(ledger.own(passage), &ledger.keys, &ledger.facts);
            let differs = differs::differs(&said(from), &said(to));
            reasons.extend(differs.into_iter().map(|value| Reason {
                kind: ReasonKind::Differs,
                value,
            }));
        }
        reasons
    }

    /// The links of the whole library, drawn where they are not.
    fn drawn(&self) -> &Drawn {
        self.drawn.get_or_init(|| {
            let ground = Ground {
                neighbors: &self.neighbors,
                evidence: &self.ledger.evidence(),
                facts: &self.ledger.facts,
                articles: &self.ledger.articles,
                lengths: &self.ledger.lengths,
                means: &Means::of(&self.neighbors, &self.ledger.articles),
                calibration: &self.calibration,
                is_fitting: self.is_fitting,
            };
            Drawn::new(self.pairs(), &ground)
        })
    }

    /// The passages that are to be compared, each pair once, the smaller number first; in order.
    fn pairs(&self) -> Vec<(u32, u32)> {
        let all = self.ledger.count();
        let parts = cores::parts(all as usize, PIECE);
        let new = || (Vec::new(), vec![0.0; all as usize]);
        let shares = cores::shares(parts, new, |(pairs, sums), part| {
            for passage in part.filter_map(|number| u32::try_from(number).ok()) {
                let most = if self.neighbors.knows(passage) {
                    COMPARED
                } else {
                    COMPARED_ALONE
                };
                let near = self.neighbors.all(passage).map(|near| near.passage);
                let sharing = self.ledger.candidates(passage, sums, most);
                let others = near.chain(sharing);
                pairs.extend(others.map(|other| (passage.min(other), passage.max(other))));
            }
        });
        let sorted = cores::each(shares, |(mut pairs, _)| {
            pairs.sort_unstable();
            pairs
        });
        let mut pairs = sorted.concat();
        // The sort finds and merges what is sorted already.
        pairs.sort();
        pairs.dedup();
        pairs
    }

    /// The number of a passage over the whole library.
    fn number(&self, passage: PassageRef) -> Option<u32> {
        let start = *self.starts.get(passage.article.index())?;
        let end = *self.starts.get(passage.article.index() + 1)?;
        start
            .checked_add(passage.passage)
            .filter(|number| *number < end)
    }

    fn passage(&self, number: u32) -> Option<PassageRef> {
        let article = *self.ledger.articles.get(number as usize)?;
        let start = *self.starts.get(article.index())?;
        Some(PassageRef {
            article,
            passage: number.checked_sub(start)?,
        })
    }
}

#[cfg(test)]
mod tests;
