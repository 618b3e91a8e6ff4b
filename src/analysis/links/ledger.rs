//! What every passage of a library says, and which passages say a thing.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::evidence::{self, Clue, Key};
use super::rank::{Evidence, FLOOR, KeyFacts, KeyId};
use super::terms::Lexicon;
use crate::analysis::cores;
use crate::news::article::Article;
use crate::news::company::{Company, Mentions};
use crate::news::library::{ArticleIx, Library};
use crate::news::link::Reason;

/// What the passages beside one say counts this much for it: a fact told in one sentence here takes two there.
const NEIGHBOR: f32 = 0.3;
/// What is said only as part of something longer or more exact counts this much.
const PART: f32 = 0.7;
/// Evidence that more passages than this have, and more than a fiftieth of them, finds no candidates by itself.
const COMMON: usize = 2000;
/// So many passages are looked through in one piece of work.
const PIECE: usize = 512;

/// The evidence of every passage of a library, and where each piece of it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// The article of each passage.
    pub articles: Vec<ArticleIx>,
    /// How long each passage is, in bytes of UTF-8: of translations more alike than their characters.
    pub lengths: Vec<u32>,
    /// What each passage says itself, in order of the keys' numbers.
    own: Vec<Box<[(KeyId, f32)]>>,
    numbers: HashMap<Key, KeyId>,
    pub keys: Vec<Key>,
    pub facts: Vec<KeyFacts>,
    /// As the reader is shown each key.
    shown: Vec<Reason>,
    /// The passages that have each key.
    postings: Vec<Vec<u32>>,
    lexicon: Lexicon,
    companies: Vec<String>,
}

impl Ledger {
    /// Reads a library; `mentions` belong to its articles, in their order, and `companies` to the mentions.
    pub fn new(library: &Library, mentions: &[Mentions], companies: &[Company]) -> Self {
        let mut ledger = Self {
            companies: companies.iter().map(|of| of.name.clone()).collect(),
            ..Self::default()
        };
        let articles: Vec<&Article> = library.iter().map(|(_, article)| article).collect();
        for words in cores::each(articles, foreign_words) {
            ledger.lexicon.extend(words);
        }
        let none = Mentions::default();
        let clues = cores::each(library.iter().collect(), |(ix, article)| {
            let mentions = mentions.get(ix.index()).unwrap_or(&none);
            ledger.clues(article, mentions)
        });
        for ((ix, article), clues) in library.iter().zip(clues) {
            for (passage, clues) in clues.into_iter().enumerate() {
                ledger.take(ix, article, &clues);
                let bytes = article.passage_text(passage).len();
                let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
                ledger.lengths.push(bytes);
            }
        }
        ledger.weigh();
        ledger
    }

    /// How many passages there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.own.len()).unwrap_or(u32::MAX)
    }

    /// What a passage says itself, in order of the keys' numbers.
    pub fn own(&self, passage: u32) -> &[(KeyId, f32)] {
        self.own.get(passage as usize).map_or(&[], |own| own)
    }

    /// What each passage of an article says, with the places.
    pub fn clues(&self, article: &Article, mentions: &Mentions) -> Vec<Vec<Clue>> {
        evidence::clues(article, mentions, &self.lexicon)
    }

    /// A key as the reader is shown it, where the library has it.
    pub fn reason_of(&self, key: &Key) -> Option<Reason> {
        self.shown(*self.numbers.get(key)?)
    }

    /// A key as the reader is shown it.
    pub fn shown(&self, key: KeyId) -> Option<Reason> {
        self.shown.get(key as usize).cloned()
    }

    /// The passages that have a key, in order, and its rarity; none and the rarest where the library has it not.
    pub fn having(&self, key: &Key) -> (&[u32], f64) {
        let number = self.numbers.get(key).map(|number| *number as usize);
        let found = number.and_then(|at| Some((self.postings.get(at)?, self.facts.get(at)?)));
        found.map_or((&[], 1.0), |(passages, facts)| (passages, facts.rarity))
    }

    /// What every passage says, with its neighbors.
    pub fn evidence(&self) -> Vec<Evidence> {
        let parts = cores::parts(self.own.len(), PIECE);
        let evidence = cores::each(parts, |part| {
            part.map(|passage| self.evidence_of(passage))
                .collect::<Vec<_>>()
        });
        evidence.into_iter().flatten().collect()
    }

    /// The passages of other articles that share the most evidence with one; `sums` holds a 0 for each passage.
    pub fn candidates(&self, from: u32, sums: &mut [f64], most: usize) -> Vec<u32> {
        let Some(article) = self.articles.get(from as usize) else {
            return Vec::new();
        };
        let common = COMMON.max(self.own.len() / 50);
        let mut touched: Vec<u32> = Vec::new();
        for (key, weight) in self.own(from) {
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
    fn evidence_of(&self, at: usize) -> Evidence {
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
    pub fn name(&self, key: &Key, written: &str) -> Reason {
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
}

/// The words in small Latin letters that an article writes in other scripts.
fn foreign_words(article: &Article) -> Lexicon {
    let mut words = Lexicon::default();
    let cjk = (0..article.passages.len()).filter(|i| article.passage_lang(*i).is_cjk());
    cjk.for_each(|i| words.learn(article.passage_text(i)));
    words
}
