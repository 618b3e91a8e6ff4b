//! Ask: which passages of the whole library answer a question or resemble a sentence, in whatever language.
//!
//! What counts is meaning, the cosine of two sentence vectors, plus the question's own words where a passage has them:
//! meaning finds the other languages, words find names and numbers that meaning blurs. Nothing here encodes: how alike
//! question and passages are comes in as a function.

use memchr::memmem;

use super::companies::particles::may_follow;
use crate::news::library::{Library, PassageRef};
use crate::news::link::{Answer, Reason, ReasonKind};
use crate::text::fold::{Form, fold};
use crate::text::words::boundaries;

/// How much the cosine counts, how much it counts to have every word of the question, and where both are weighed from.
///
/// A logistic regression over news sentences in four languages and questions about them, whole sentences and a few
/// words: `benches/ask.rs` fits it on the even ones and reports on the odd ones.
const SIMILARITY: f64 = 15.2;
const WORDS: f64 = 6.7;
const BIAS: f64 = -9.4;

/// So many words of a question are looked for, the first ones.
const TERMS: usize = 24;
/// In a library of more passages than this, a word that every fourth passage has is not looked for to the end: it tells
/// nothing, and would cost the most.
const LARGE: usize = 4096;

/// The words of every passage of a library, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The folded passages, a line feed after each.
    text: String,
    /// Where each passage begins in it.
    starts: Vec<usize>,
    places: Vec<PassageRef>,
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
                // A passage of code has line feeds of its own, which no word has.
                words
                    .text
                    .extend([folded.replace('\n', " ").as_str(), "\n"]);
            }
        }
        words
    }

    /// How many passages there are, of all articles.
    fn count(&self) -> usize {
        self.places.len()
    }

    /// The best `top` answers to a question, the most probable first. `similarity` gives the cosine of question and
    /// passage, none where it is not known.
    ///
    /// A passage that neither shares a word nor has a known similarity is no answer.
    #[must_use]
    pub fn answers(
        &self,
        question: &str,
        similarity: impl Fn(PassageRef) -> Option<f32>,
        top: usize,
    ) -> Vec<Answer> {
        self.answers_among(question, None, similarity, top)
    }

    /// The same where meaning counts only for some passages, in the library's order, and for those that share a word.
    #[must_use]
    pub fn answers_among(
        &self,
        question: &str,
        chosen: Option<&[PassageRef]>,
        similarity: impl Fn(PassageRef) -> Option<f32>,
        top: usize,
    ) -> Vec<Answer> {
        let terms = terms(question);
        let is_chosen =
            |place: &PassageRef| chosen.is_none_or(|chosen| chosen.binary_search(place).is_ok());
        let mut ranked: Vec<Ranked> = self
            .shares(&terms)
            .into_iter()
            .zip(&self.places)
            .filter_map(|(share, place)| {
                let counts = share.words != 0 || is_chosen(place);
                let similarity = if counts { similarity(*place) } else { None };
                (similarity.is_some() || share.words != 0).then(|| {
                    let similarity = f64::from(similarity.unwrap_or(0.0));
                    Ranked {
                        to: *place,
                        worth: worth(similarity, share.part),
                        similarity,
                        words: share.words,
                    }
                })
            })
            .collect();
        if top < ranked.len() {
            ranked.select_nth_unstable_by(top, Ranked::order);
            ranked.truncate(top);
        }
        ranked.sort_unstable_by(Ranked::order);
        let answer = |ranked: &Ranked| Answer {
            to: ranked.to,
            probability: 1.0 / (1.0 + (-ranked.worth).exp()),
            similarity: ranked.similarity,
            reasons: reasons(&terms, ranked.words),
        };
        ranked.iter().map(answer).collect()
    }

    /// The part of a question's words that each passage has, weighed by their rarity, 0 to 1; in the order of the
    /// library.
    #[must_use]
    pub fn parts(&self, question: &str) -> Vec<f64> {
        let shares = self.shares(&terms(question));
        shares.into_iter().map(|share| share.part).collect()
    }

    fn shares(&self, terms: &[Term]) -> Vec<Share> {
        let mut shares = vec![Share::default(); self.count()];
        let mut whole = 0.0;
        for (bit, term) in terms.iter().enumerate() {
            let (passages, rarity) = self.having(term);
            whole += rarity;
            for passage in passages {
                if let Some(share) = shares.get_mut(passage) {
                    share.part += rarity;
                    share.words |= 1 << bit;
                }
            }
        }
        for share in shares.iter_mut().filter(|_| whole > 0.0) {
            share.part /= whole;
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
            if !term.stands_alone(&self.text, from, to) {
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

/// How much a passage is worth as an answer: the logarithm of the odds that it is one.
fn worth(similarity: f64, part: f64) -> f64 {
    SIMILARITY * similarity + WORDS * part + BIAS
}

/// The words of a question that a passage has.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    part: f64,
    /// The words by their numbers.
    words: u32,
}

/// A passage on its way to be an answer.
struct Ranked {
    to: PassageRef,
    worth: f64,
    similarity: f64,
    /// The words it has, by their numbers.
    words: u32,
}

impl Ranked {
    /// The best first, and of equals the first in the library.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let worth = other.worth.total_cmp(&self.worth);
        worth.then(self.to.cmp(&other.to))
    }
}

/// The words a passage has, as the question writes them.
fn reasons(terms: &[Term], words: u32) -> Vec<Reason> {
    let has = |bit: &usize| words & (1 << bit) != 0;
    let reason = |(_, term): (usize, &Term)| Reason {
        kind: ReasonKind::Word,
        value: term.written.clone(),
    };
    terms
        .iter()
        .enumerate()
        .filter(|(bit, _)| has(bit))
        .map(reason)
        .collect()
}

/// A word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    written: String,
    folded: String,
}

impl Term {
    /// Whether a find is a word and no part of one, by the letters on both sides: words of alphabets end where others
    /// begin; those of Chinese, Japanese and Korean have no borders in the folded form.
    fn stands_alone(&self, text: &str, from: usize, to: usize) -> bool {
        let before = text.get(..from).and_then(|text| text.chars().next_back());
        let after = text.get(to..).and_then(|text| text.chars().next());
        let meets = |inside: Option<char>, outside: Option<char>| {
            inside.is_some_and(is_alphabet) && outside.is_some_and(is_alphabet)
        };
        !meets(self.folded.chars().next(), before) && !meets(self.folded.chars().next_back(), after)
    }
}

/// Whether this is a letter of an alphabet or a digit: words of these stand between others.
fn is_alphabet(letter: char) -> bool {
    letter.is_alphanumeric()
        && !is_hangul(letter)
        && !matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7ff}')
}

/// A Korean word without the particles it may end in, of at least two syllables; others as they are.
fn stem(word: &str) -> &str {
    if !word.chars().all(is_hangul) {
        return word;
    }
    let cut = word.char_indices().skip(2).find_map(|(at, _)| {
        let (stem, rest) = word.split_at_checked(at)?;
        let last = stem.chars().next_back()?;
        may_follow(last, rest).then_some(stem)
    });
    cut.unwrap_or(word)
}

/// The words of a question, each once.
fn terms(question: &str) -> Vec<Term> {
    let borders = boundaries(question);
    let pieces = borders.windows(2).filter_map(|pair| match pair {
        [from, to] => question.get(*from..*to),
        _ => None,
    });
    let mut terms: Vec<Term> = Vec::new();
    for piece in pieces.flat_map(runs).map(stem) {
        let folded = fold(piece, Form::Search).text.trim().to_owned();
        let is_word = folded.contains(char::is_alphanumeric) && !folded.contains('\n');
        if is_word && !is_grammar(&folded) && terms.iter().all(|term| term.folded != folded) {
            terms.push(Term {
                written: piece.to_owned(),
                folded,
            });
        }
        if terms.len() == TERMS {
            break;
        }
    }
    // A single ideograph is a part of many words: it is looked for only where the question has nothing longer.
    let is_long = |term: &Term| term.folded.chars().nth(1).is_some();
    if terms.iter().any(is_long) {
        terms.retain(is_long);
    }
    terms
}

/// The runs of Hangul and of other letters in a word: the particles that follow a Latin name belong to its word.
fn runs(piece: &str) -> impl Iterator<Item = &str> {
    let mut rest = piece;
    std::iter::from_fn(move || {
        let hangul = is_hangul(rest.chars().next()?);
        let end = rest.find(|letter| is_hangul(letter) != hangul);
        let (run, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = after;
        Some(run)
    })
}

/// Whether this is a single kana or Korean syllable: a particle, or an ending.
fn is_grammar(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next();
    letters.next().is_none()
        && first
            .is_some_and(|letter| ('\u{3040}'..='\u{30ff}').contains(&letter) || is_hangul(letter))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;
    use crate::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
    use crate::text::lang::Lang;
    use crate::text::span::Span;

    /// A library of articles of these passages.
    fn library(articles: &[&[&str]]) -> Library {
        let article = |(number, passages): (usize, &&[&str])| {
            let text = passages.join("\n\n");
            let mut at = 0;
            let spans = passages.iter().map(|passage| {
                let span = Span::new(at, at + passage.len());
                at = span.end + 2;
                span
            });
            let spans: Vec<Span> = spans.collect();
            let block = |(number, span): (usize, &Span)| Block {
                kind: BlockKind::Paragraph,
                span: *span,
                lang: Lang::En,
                quotes: 0,
                lists: 0,
                continues: false,
                passages: number..number + 1,
            };
            Article {
                id: ArticleId(number.to_string()),
                path: PathBuf::new(),
                meta: Meta::default(),
                lang: Lang::En,
                text,
                blocks: spans.iter().enumerate().map(block).collect(),
                passages: spans
                    .iter()
                    .enumerate()
                    .map(|(block, span)| Passage { span: *span, block })
                    .collect(),
                inlines: Vec::new(),
                urls: Vec::new(),
            }
        };
        Library {
            articles: articles.iter().enumerate().map(article).collect(),
            ..Library::default()
        }
    }

    const NONE: [u32; 0] = [];

    /// The numbers of the passages that have one of the words.
    fn having(passages: &[&str], question: &str) -> Vec<u32> {
        let words = Words::new(&library(&[passages]));
        let answers = words.answers(question, |_| None, passages.len());
        let mut found: Vec<u32> = answers.iter().map(|answer| answer.to.passage).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn words_are_found_as_words_in_every_script() {
        let passages = [
            "The cloud is VMwareの雲だ。",
            "Clouds gather over Cloudera.",
            "微软发布虚拟化服务。",
            "마이크로소프트는 클라우드를 발표했다.",
            "ﾏｲｸﾛｿﾌﾄのクラウド",
        ];
        assert_eq!(having(&passages, "cloud"), [0]);
        assert_eq!(having(&passages, "loud"), NONE);
        assert_eq!(having(&passages, "ＶＭＷＡＲＥ?"), [0]);
        assert_eq!(having(&passages, "虚拟"), [2]);
        assert_eq!(having(&passages, "클라우드"), [3]);
        assert_eq!(having(&passages, "VMware를"), [0]);
        assert_eq!(having(&passages, "클라우드에서는"), [3]);
        assert_eq!(having(&passages, "마이크로소프트의"), [3]);
        assert_eq!(having(&passages, "マイクロソフト クラウド"), [4]);
        assert_eq!(having(&passages, "の"), NONE);
        assert_eq!(having(&passages, " ?! "), NONE);
    }

    #[test]
    fn meaning_orders_and_rare_words_lift() {
        let library = library(&[
            &["Azure costs less.", "Azure costs more in 2019."],
            &["価格が上がった。"],
        ]);
        let words = Words::new(&library);
        let near = |at: PassageRef| {
            let known = [[Some(0.5), Some(0.4)], [Some(0.6), None]];
            known[at.article.index()][at.passage as usize]
        };
        let order = |question: &str| {
            let answers = words.answers(question, near, 9);
            let numbers = answers.iter().map(|a| (a.to.article.0, a.to.passage));
            numbers.collect::<Vec<_>>()
        };
        assert_eq!(order(""), [(1, 0), (0, 0), (0, 1)]);
        assert_eq!(order("2019"), [(0, 1), (1, 0), (0, 0)]);
        let answers = words.answers("Azure, 2019 (azure)", near, 1);
        assert_eq!(answers.len(), 1);
        let values: Vec<&str> = answers[0].reasons.iter().map(|r| &*r.value).collect();
        assert_eq!(values, ["Azure", "2019"]);
        assert!((answers[0].similarity - 0.4).abs() < 1e-6);
    }

    #[test]
    fn what_every_passage_has_decides_nothing() {
        let passages = ["a deal", "a talk", "a deal again"];
        let words = Words::new(&library(&[&passages]));
        let near = |at: PassageRef| [0.1, 0.3, 0.2].get(at.passage as usize).copied();
        let answers = words.answers("a", near, 3);
        let numbers: Vec<u32> = answers.iter().map(|answer| answer.to.passage).collect();
        assert_eq!(numbers, [1, 2, 0]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let words = Words::new(&Library::default());
        assert_eq!(words.answers("anything", |_| Some(1.0), 5), []);
        let words = Words::new(&library(&[&["text"]]));
        assert_eq!(words.answers("text", |_| Some(1.0), 0), []);
    }

    proptest! {
        #[test]
        fn answers_are_in_order_within_bounds_and_each_passage_once(
            passages in prop::collection::vec("[a-c가-각漢字かｶ ]{1,12}", 1..12),
            question in "([a-c가-각漢字かｶ ]|\\PC){0,20}",
            top in 0_usize..15,
        ) {
            let texts: Vec<&str> = passages.iter().map(String::as_str).collect();
            let words = Words::new(&library(&[&texts]));
            let near = |at: PassageRef| (!at.passage.is_multiple_of(3)).then_some(0.5);
            let answers = words.answers(&question, near, top);
            prop_assert!(answers.len() <= top.min(texts.len()));
            for pair in answers.windows(2) {
                prop_assert!(pair[0].probability >= pair[1].probability);
            }
            let mut seen: Vec<_> = answers.iter().map(|answer| answer.to).collect();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), answers.len());
            for answer in &answers {
                prop_assert!(answer.probability > 0.0 && answer.probability < 1.0);
                prop_assert!(near(answer.to).is_some() || !answer.reasons.is_empty());
            }
        }
    }
}
