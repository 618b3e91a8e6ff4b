//! The words of every passage of a library, ready to be searched.

use memchr::memmem;

use super::question::{Question, Term, stands_alone};
use crate::analysis::cores;
use crate::news::library::{Library, PassageRef};
use crate::text::fold::{Form, fold};

/// In a library of more passages than this, a word that every fourth passage has is not looked for to the end: it tells
/// nothing, and would cost the most.
const LARGE: usize = 4096;
/// What so few passages have tells something in the smallest library.
const FEW: usize = 3;

/// The words of every passage of a library, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The folded passages, a line feed after each.
    text: String,
    /// Where each passage begins in it.
    starts: Vec<usize>,
    /// The passages, in the order of the library.
    pub(super) places: Vec<PassageRef>,
    /// Whether each is a question.
    pub(super) asks: Vec<bool>,
}

/// What a passage has of what is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    /// The part of it, by rarity, 0 to 1.
    pub(super) part: f64,
    /// How much that tells, added up.
    pub(super) amount: f64,
    /// The things by their numbers.
    pub(super) bits: u64,
}

impl Share {
    /// Takes in the thing with this number, which tells so much.
    pub(super) fn add(&mut self, bit: usize, worth: f64) {
        self.amount += worth;
        self.bits |= u32::try_from(bit)
            .ok()
            .and_then(|bit| 1_u64.checked_shl(bit))
            .unwrap_or(0);
    }

    /// Whether it has the thing with this number.
    pub(super) fn has(self, bit: usize) -> bool {
        u32::try_from(bit)
            .is_ok_and(|bit| self.bits.checked_shr(bit).is_some_and(|bits| bits & 1 == 1))
    }
}

impl Words {
    /// Folds every passage: some 20 MB a second.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        let mut words = Self::default();
        for (article, content) in library.iter() {
            for (passage, at) in (0_u32..).zip(&content.passages) {
                words.starts.push(words.text.len());
                words.places.push(PassageRef { article, passage });
                let folded = fold(at.span.of(&content.text), Form::Search).text;
                words.asks.push(folded.trim_end().ends_with('?'));
                // A passage of code has line feeds of its own, which no word has.
                words
                    .text
                    .extend([folded.replace('\n', " ").as_str(), "\n"]);
            }
        }
        words
    }

    /// How many passages there are, of all articles.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// The words of a question that tell something here, as it writes them: those that at most every tenth passage has.
    #[must_use]
    pub fn telling(&self, question: &Question) -> Vec<String> {
        let tells = |term: &&Term| {
            let (passages, rarity) = self.having(term);
            let found = passages.len();
            rarity > 0.0 && (found * 10 <= self.count() || found <= FEW)
        };
        let telling = question.terms.iter().filter(tells);
        let text = question.text();
        telling.map(|term| term.span.of(text).to_owned()).collect()
    }

    /// The part of these words that each passage has, weighed by their rarity; in the order of the library.
    pub(super) fn shares(&self, terms: &[&Term]) -> Vec<Share> {
        let mut shares = vec![Share::default(); self.count()];
        let mut whole = 0.0;
        let found = cores::each(terms.to_vec(), |term| self.having(term));
        for (bit, (passages, rarity)) in found.into_iter().enumerate() {
            whole += rarity;
            for passage in passages {
                if let Some(share) = shares.get_mut(passage) {
                    share.add(bit, rarity);
                }
            }
        }
        for share in shares.iter_mut().filter(|_| whole > 0.0) {
            share.part = share.amount / whole;
        }
        shares
    }

    /// The passages that have a word, in order, and how rare it is: 1 for one that is nowhere, 0 for one that is
    /// everywhere (the inverse document frequency, over that of a word which is nowhere).
    #[expect(clippy::cast_precision_loss, reason = "counts of passages")]
    fn having(&self, term: &Term) -> (Vec<usize>, f64) {
        let count = self.count();
        let mut found: Vec<usize> = Vec::new();
        let finder = memmem::Finder::new(term.folded.as_bytes());
        let mut at = 0;
        let mut passage = 0;
        while let Some(place) = self
            .text
            .as_bytes()
            .get(at..)
            .and_then(|rest| finder.find(rest))
        {
            let from = at + place;
            let to = from + term.folded.len();
            if !stands_alone(&self.text, from, to) {
                at = to;
                continue;
            }
            let rest = self.starts.get(passage..).unwrap_or_default();
            passage += rest.partition_point(|start| *start <= from);
            found.push(passage.saturating_sub(1));
            if count > LARGE && found.len() > count / 4 {
                return (Vec::new(), 0.0);
            }
            // One hit a passage is enough.
            at = self.starts.get(passage).copied().unwrap_or(usize::MAX);
        }
        let all = (count as f64 + 1.0).ln();
        let rarity = 1.0 - (found.len() as f64 + 1.0).ln() / all.max(f64::MIN_POSITIVE);
        (found, rarity)
    }
}
