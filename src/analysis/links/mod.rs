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
mod light;
mod meanings;
mod nearest;
mod parallel;
mod rank;
mod terms;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;

pub use self::calibration::{Calibration, Experts, FULL, Features, GATED, THRESHOLD};
use self::draw::{Drawn, Ground, Pair};
pub use self::evidence::{Clue, Key};
pub use self::meanings::{Meanings, masked, sum};
use self::nearest::Neighbors;
use self::parallel::Means;
use self::rank::{Evidence, FLOOR, KeyFacts, KeyId};
use self::terms::Lexicon;
use crate::encoder::Compact;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions};
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::link::{Link, LinkKind, Reason, ReasonKind};

/// What the passages beside one say counts this much for it: a fact told in one sentence here takes two there.
const NEIGHBOR: f32 = 0.3;
/// What is said only as part of something longer or more exact counts this much.
const PART: f32 = 0.7;
/// Evidence that more passages than this have, and more than a fiftieth of them, finds no candidates by itself.
const COMMON: usize = 2000;
/// So many passages that share most evidence with one are compared with it.
const COMPARED: usize = 8;
/// So many where its meaning is not known.
const COMPARED_ALONE: usize = 40;
/// From this cosine on two passages are told to be near in meaning.
const NEAR: f64 = 0.6;

/// The evidence of every passage of a library, and where each piece of it stands.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The number of the first passage of each article, and at the end how many there are.
    starts: Vec<u32>,
    /// The article of each passage.
    articles: Vec<ArticleIx>,
    /// How long each passage is, in bytes of UTF-8: of translations more alike than their characters.
    lengths: Vec<u32>,
    /// What each passage says itself, in order of the keys' numbers.
    own: Vec<Box<[(KeyId, f32)]>>,
    numbers: HashMap<Key, KeyId>,
    keys: Vec<Key>,
    facts: Vec<KeyFacts>,
    /// As the reader is shown each key.
    shown: Vec<Reason>,
    /// The passages that have each key.
    postings: Vec<Vec<u32>>,
    lexicon: Lexicon,
    companies: Vec<String>,
    neighbors: Neighbors,
    calibration: Calibration,
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
        let mut index = Self {
            companies: companies
                .iter()
                .map(|company| company.name.clone())
                .collect(),
            ..Self::default()
        };
        for article in &library.articles {
            let cjk = (0..article.passages.len()).filter(|i| article.passage_lang(*i).is_cjk());
            cjk.for_each(|i| index.lexicon.learn(article.passage_text(i)));
        }
        let none = Mentions::default();
        index.starts.push(0);
        for (ix, article) in library.iter() {
            index.read(ix, article, mentions.get(ix.index()).unwrap_or(&none));
        }
        index.weigh();
        index.learn(meanings);
        index
    }

    /// Takes in the meanings that were not known before.
    ///
    /// Work grows with the new passages times all that are known; the links are drawn anew when next one is asked for.
    pub fn learn(&mut self, meanings: &Meanings) {
        let new: Vec<(u32, Compact)> = (0..self.count())
            .filter(|passage| !self.neighbors.knows(*passage))
            .filter_map(|passage| Some((passage, meanings.get(self.passage(passage)?)?.clone())))
            .collect();
        if !new.is_empty() {
            self.neighbors.learn(new);
            self.drawn = OnceLock::new();
        }
    }

    /// Takes in one more article, as the last of the library, without its meaning.
    pub fn add(&mut self, article: &Article, mentions: &Mentions) -> ArticleIx {
        let articles = self.starts.len().saturating_sub(1);
        let ix = ArticleIx(u32::try_from(articles).unwrap_or(u32::MAX));
        self.read(ix, article, mentions);
        self.weigh();
        self.drawn = OnceLock::new();
        ix
    }

    /// Judges by other constants than those that ship: for fitting them.
    #[must_use]
    pub fn calibrated(mut self, calibration: Calibration) -> Self {
        self.calibration = calibration;
        self.drawn = OnceLock::new();
        self
    }

    /// The passages compared with one and what is known of each in the first round and in the end, in the library's
    /// order: for fitting.
    #[must_use]
    pub fn compared(&self, from: PassageRef) -> Vec<(PassageRef, [Features; 2])> {
        let Some(number) = self.number(from) else {
            return Vec::new();
        };
        let pairs = self.drawn().of(number);
        pairs
            .filter_map(|(other, pair)| Some((self.passage(other)?, [pair.first, pair.features])))
            .collect()
    }

    fn read(&mut self, ix: ArticleIx, article: &Article, mentions: &Mentions) {
        let clues = evidence::clues(article, mentions, &self.lexicon);
        for (passage, clues) in clues.into_iter().enumerate() {
            self.take(ix, article, &clues);
            let bytes = article.passage_text(passage).len();
            self.lengths.push(u32::try_from(bytes).unwrap_or(u32::MAX));
            self.neighbors.push(ix, article.passage_lang(passage));
        }
        self.starts.push(self.count());
    }

    /// What a passage says, with the places, so that a view can light what a link's reasons name.
    #[must_use]
    pub fn clues(&self, article: &Article, mentions: &Mentions, passage: usize) -> Vec<Clue> {
        evidence::clues(article, mentions, &self.lexicon)
            .into_iter()
            .nth(passage)
            .unwrap_or_default()
    }

    /// A clue as a link's reasons name it. A clue's parts are named by [`reason_of`](Self::reason_of).
    #[must_use]
    pub fn reason(&self, clue: &Clue, article: &Article) -> Reason {
        self.reason_of(&clue.key)
            .unwrap_or_else(|| self.name(&clue.key, clue.span.of(&article.text)))
    }

    /// A key as a link's reasons name it, where the library has it.
    #[must_use]
    pub fn reason_of(&self, key: &Key) -> Option<Reason> {
        let number = *self.numbers.get(key)?;
        self.shown.get(number as usize).cloned()
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
        let own = |passage: u32| self.own.get(passage as usize).map_or(&[][..], |own| own);
        let shared = rank::reasons(own(from), own(to), &self.facts);
        let mut reasons: Vec<Reason> = shared
            .filter_map(|key| self.shown.get(key as usize).cloned())
            .collect();
        if similarity >= NEAR {
            reasons.push(Reason {
                kind: ReasonKind::Meaning,
                value: String::new(),
            });
        }
        if kind != LinkKind::Related {
            let said = |passage| differs::said(own(passage), &self.keys, &self.facts);
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
            let evidence: Vec<Evidence> = (0..self.count()).map(|i| self.evidence(i)).collect();
            let mut compared = Vec::new();
            let mut sums = vec![0.0; self.own.len()];
            for passage in 0..self.count() {
                let most = if self.neighbors.knows(passage) {
                    COMPARED
                } else {
                    COMPARED_ALONE
                };
                let near = self.neighbors.all(passage).map(|near| near.passage);
                let sharing = self.candidates(passage, &mut sums, most);
                let others = near.chain(sharing);
                compared.extend(others.map(|other| (passage.min(other), passage.max(other))));
            }
            Drawn::new(
                compared,
                &Ground {
                    neighbors: &self.neighbors,
                    evidence: &evidence,
                    facts: &self.facts,
                    articles: &self.articles,
                    lengths: &self.lengths,
                    means: &Means::of(&self.neighbors, &self.articles),
                    calibration: &self.calibration,
                },
            )
        })
    }

    fn count(&self) -> u32 {
        u32::try_from(self.own.len()).unwrap_or(u32::MAX)
    }

    /// The passages of other articles that share the most evidence with one; `sums` holds a 0 for each passage.
    fn candidates(&self, from: u32, sums: &mut [f64], most: usize) -> Vec<u32> {
        let Some((own, article)) = self
            .own
            .get(from as usize)
            .zip(self.articles.get(from as usize))
        else {
            return Vec::new();
        };
        let common = COMMON.max(self.own.len() / 50);
        let mut touched: Vec<u32> = Vec::new();
        for (key, weight) in own {
            let key = *key as usize;
            let Some(postings) = self.postings.get(key).filter(|p| p.len() <= common) else {
                continue;
            };
            let worth = f64::from(*weight) * self.facts.get(key).map_or(0.0, |facts| facts.rarity);
            for passage in postings {
                let Some(sum) = sums.get_mut(*passage as usize).filter(|_| worth > 0.0) else {
                    continue;
                };
                if *sum <= 0.0 {
                    touched.push(*passage);
                }
                *sum += worth;
            }
        }
        let mut found: Vec<(Reverse<u64>, u32)> = Vec::new();
        for passage in touched {
            let sum = std::mem::take(&mut sums[passage as usize]);
            if sum >= FLOOR && self.articles.get(passage as usize) != Some(article) {
                // Bits of positive numbers are in their order.
                found.push((Reverse(sum.to_bits()), passage));
            }
        }
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.into_iter().map(|(_, passage)| passage).collect()
    }

    /// What a passage says itself, and with its neighbors.
    fn evidence(&self, number: u32) -> Evidence {
        let at = number as usize;
        let own = self.own.get(at).map(|own| own.to_vec()).unwrap_or_default();
        let mut all: HashMap<KeyId, f32> = own.iter().copied().collect();
        for neighbor in [at.checked_sub(1), at.checked_add(1)].into_iter().flatten() {
            if self.articles.get(neighbor) != self.articles.get(at) {
                continue;
            }
            for (key, weight) in self.own.get(neighbor).into_iter().flatten() {
                let known = all.entry(*key).or_default();
                *known = known.max(weight * NEIGHBOR);
            }
        }
        let mut around: Vec<_> = all.into_iter().collect();
        around.sort_by_key(|(key, _)| *key);
        Evidence::new(own, around, &self.facts)
    }

    /// Takes in what the next passage says.
    fn take(&mut self, article: ArticleIx, text: &Article, clues: &[Clue]) {
        let passage = self.count();
        let mut all: HashMap<KeyId, f32> = HashMap::new();
        // What stands here comes before what is only part of it, so that a term is shown as it is written.
        for clue in clues {
            self.intern(&clue.key, clue, text);
        }
        for clue in clues {
            let parts: Vec<KeyId> = clue
                .parts
                .iter()
                .map(|part| self.intern(part, clue, text))
                .collect();
            for part in &parts {
                let known = all.entry(*part).or_default();
                *known = known.max(clue.weight * PART);
            }
            let number = self.intern(&clue.key, clue, text);
            let known = all.entry(number).or_default();
            *known = known.max(clue.weight);
            if let Some(facts) = self.facts.get_mut(number as usize)
                && facts.parts.is_empty()
            {
                facts.parts = parts;
            }
        }
        let mut own: Vec<_> = all.into_iter().collect();
        own.sort_by_key(|(key, _)| *key);
        for (key, _) in &own {
            if let Some(postings) = self.postings.get_mut(*key as usize) {
                postings.push(passage);
            }
        }
        self.own.push(own.into_boxed_slice());
        self.articles.push(article);
    }

    /// The number of a key; a new one for a key not seen before.
    fn intern(&mut self, key: &Key, clue: &Clue, article: &Article) -> KeyId {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = KeyId::try_from(self.shown.len()).unwrap_or(KeyId::MAX);
        let written = if *key == clue.key {
            clue.span.of(&article.text)
        } else {
            ""
        };
        self.shown.push(self.name(key, written));
        self.keys.push(key.clone());
        self.facts.push(KeyFacts::default());
        self.postings.push(Vec::new());
        self.numbers.insert(key.clone(), number);
        number
    }

    /// A key as the reader is shown it: a term as it was first written, a company by its name, a figure by its value.
    fn name(&self, key: &Key, written: &str) -> Reason {
        let value = match key {
            Key::Company(ix) => self
                .companies
                .get(usize::from(ix.0))
                .cloned()
                .unwrap_or_default(),
            Key::Figure(value) => value.to_string(),
            Key::Term(form) if written.is_empty() => form.to_string(),
            Key::Term(_) => written.to_owned(),
        };
        Reason {
            kind: key.kind(),
            value,
        }
    }

    /// Weighs every key by its rarity.
    fn weigh(&mut self) {
        let all = f64::from(self.count()) + 1.0;
        for (facts, postings) in self.facts.iter_mut().zip(&self.postings) {
            let having = u32::try_from(postings.len()).unwrap_or(u32::MAX).max(1);
            facts.rarity = (all / f64::from(having)).ln() / all.ln();
        }
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
        let article = *self.articles.get(number as usize)?;
        let start = *self.starts.get(article.index())?;
        Some(PassageRef {
            article,
            passage: number.checked_sub(start)?,
        })
    }
}
