//! Which passages of other articles speak of the same thing, and why.
//!
//! Everything here is evidence that both passages show: companies, figures, dates and rare terms. The order is one
//! pure function (`rank`, whose module gives its formula), so that another ranking can take its place and the reasons
//! stay. Nothing here knows how a link is shown.

mod between;
mod evidence;
mod light;
mod rank;
mod terms;

use std::collections::HashMap;

pub use self::evidence::{Clue, Key};
use self::rank::{Evidence, FLOOR, KeyFacts, KeyId, Ranked};
use self::terms::Lexicon;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions};
use crate::news::library::{ArticleIx, Library, PassageRef};
use crate::news::link::{Link, LinkKind, Reason};

/// From this probability on a link is claimed; what lies below is offered as the nearest at most. Evidence alone claims
/// whatever it finds.
pub const THRESHOLD: f64 = 0.0;

/// What the passages beside one say counts this much for it: a fact told in one sentence here takes two there.
const NEIGHBOR: f32 = 0.3;
/// What is said only as part of something longer or more exact counts this much.
const PART: f32 = 0.7;
/// Evidence that more passages than this have, and more than a fiftieth of them, finds no candidates by itself.
const COMMON: usize = 2000;
/// So many candidates are compared in full, those that share most.
const COMPARED: usize = 400;

/// The evidence of every passage of a library, and where each piece of it stands.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The number of the first passage of each article, and at the end how many there are.
    starts: Vec<u32>,
    /// The article of each passage.
    articles: Vec<ArticleIx>,
    /// What each passage says itself, in order of the keys' numbers.
    own: Vec<Box<[(KeyId, f32)]>>,
    numbers: HashMap<Key, KeyId>,
    facts: Vec<KeyFacts>,
    /// As the reader is shown each key.
    shown: Vec<Reason>,
    /// The passages that have each key.
    postings: Vec<Vec<u32>>,
    lexicon: Lexicon,
    companies: Vec<String>,
}

impl Index {
    /// Reads the evidence of a library; `mentions` belong to its articles, in their order, and `companies` to the
    /// mentions.
    #[must_use]
    pub fn new(library: &Library, mentions: &[Mentions], companies: &[Company]) -> Self {
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
            let mentions = mentions.get(ix.index()).unwrap_or(&none);
            for clues in evidence::clues(article, mentions, &index.lexicon) {
                index.add(ix, article, &clues);
            }
            index.starts.push(index.count());
        }
        index.weigh();
        index
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

    /// The passages of other articles that are related to one, at most `top`, best first; none where it says nothing
    /// that tells it from others.
    #[must_use]
    pub fn related(&self, from: PassageRef, top: usize) -> Vec<Link> {
        let Some(number) = self.number(from) else {
            return Vec::new();
        };
        let candidates = self.candidates(number);
        let compared = candidates
            .into_iter()
            .filter_map(|other| Some((self.passage(other)?, self.evidence(other))));
        rank::rank(&self.evidence(number), compared, &self.facts, top)
            .into_iter()
            .map(|ranked| self.link(from, ranked))
            .collect()
    }

    fn link(&self, from: PassageRef, ranked: Ranked) -> Link {
        let reasons = ranked.shared.iter();
        Link {
            from,
            to: ranked.to,
            probability: ranked.score,
            kind: LinkKind::Related,
            similarity: 0.0,
            margin: 0.0,
            reasons: reasons
                .filter_map(|key| self.shown.get(*key as usize).cloned())
                .collect(),
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.own.len()).unwrap_or(u32::MAX)
    }

    /// The passages of other articles that share the most with one.
    fn candidates(&self, from: u32) -> Vec<u32> {
        let Some((own, article)) = self
            .own
            .get(from as usize)
            .zip(self.articles.get(from as usize))
        else {
            return Vec::new();
        };
        let common = COMMON.max(self.own.len() / 50);
        let mut sums: HashMap<u32, f64> = HashMap::new();
        for (key, weight) in own {
            let key = *key as usize;
            let Some(postings) = self.postings.get(key).filter(|p| p.len() <= common) else {
                continue;
            };
            let worth = f64::from(*weight) * self.facts.get(key).map_or(0.0, |facts| facts.rarity);
            for passage in postings {
                if self.articles.get(*passage as usize) != Some(article) {
                    *sums.entry(*passage).or_default() += worth;
                }
            }
        }
        let mut found: Vec<(u32, f64)> =
            sums.into_iter().filter(|(_, sum)| *sum >= FLOOR).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(COMPARED);
        found.into_iter().map(|(passage, _)| passage).collect()
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
        Evidence { own, around }
    }

    /// Takes in what the next passage says.
    fn add(&mut self, article: ArticleIx, text: &Article, clues: &[Clue]) {
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
