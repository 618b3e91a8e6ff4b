//! Ask: which passages of the whole library answer a question or resemble a sentence, in whatever language.
//!
//! Three things count, of a passage and of those beside it: meaning, the cosine of two vectors; evidence, the companies,
//! figures, dates and terms that both name, in any script (as for links); and the question's own words, by rarity. One
//! regression (`calibration`) makes a probability of them. Nothing here encodes: how alike question and passages are comes
//! in as a function.

mod calibration;
mod question;
mod words;

pub use self::calibration::{CLAIMED, Features, NAMES, NUMBERS, WEIGHTS};
pub use self::question::Question;
use self::question::Term;
use self::words::Share;
pub use self::words::Words;
use super::links::{Clue, Index};
use crate::news::library::PassageRef;
use crate::news::link::{Answer, Reason, ReasonKind};
use crate::text::span::Span;

/// What is known of a question in every passage, in the order of the library.
struct Known<'a> {
    words: &'a Words,
    question: &'a Question,
    index: Option<&'a Index>,
    terms: Vec<&'a Term>,
    clues: Vec<Clue>,
    similarity: Vec<Option<f64>>,
    best: f64,
    shares: Vec<Share>,
    evidence: Vec<Share>,
    gives: Vec<bool>,
}

impl Words {
    /// The best `top` answers to a question, the most probable first; those below [`CLAIMED`] are only the nearest there
    /// are. `index` is that of the library, where it is there; `similarity` gives the cosine of question and passage, none
    /// where it is not known.
    ///
    /// A passage that shares nothing with the question and has no known similarity is no answer.
    #[must_use]
    pub fn answers(
        &self,
        question: &Question,
        index: Option<&Index>,
        similarity: impl Fn(PassageRef) -> Option<f32>,
        top: usize,
    ) -> Vec<Answer> {
        self.answers_among(question, index, None, similarity, top)
    }

    /// The same where meaning counts only for some passages, in the library's order, and for those that share a word.
    #[must_use]
    pub fn answers_among(
        &self,
        question: &Question,
        index: Option<&Index>,
        chosen: Option<&[PassageRef]>,
        similarity: impl Fn(PassageRef) -> Option<f32>,
        top: usize,
    ) -> Vec<Answer> {
        let known = Known::new(self, question, index, chosen, similarity);
        let is_any = |at: &usize| {
            known.similarity[*at].is_some()
                || known.shares[*at].bits != 0
                || known.evidence[*at].bits != 0
        };
        let mut ranked: Vec<(f64, usize)> = (0..self.count())
            .filter(is_any)
            .map(|at| (known.features(at).odds(&WEIGHTS), at))
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if top < ranked.len() {
            ranked.select_nth_unstable_by(top, order);
            ranked.truncate(top);
        }
        ranked.sort_unstable_by(order);
        let answer = |(_, at): (f64, usize)| Answer {
            to: self.places[at],
            probability: known.features(at).probability(&WEIGHTS),
            similarity: known.similarity[at].unwrap_or_default(),
            reasons: known.reasons(at),
        };
        ranked.into_iter().map(answer).collect()
    }

    /// What is known of every passage as an answer to a question, in the order of the library: for fitting.
    #[must_use]
    pub fn compared(
        &self,
        question: &Question,
        index: Option<&Index>,
        similarity: impl Fn(PassageRef) -> Option<f32>,
    ) -> Vec<(PassageRef, Features)> {
        let known = Known::new(self, question, index, None, similarity);
        let all = self.places.iter().enumerate();
        all.map(|(at, place)| (*place, known.features(at)))
            .collect()
    }
}

impl<'a> Known<'a> {
    fn new(
        words: &'a Words,
        question: &'a Question,
        index: Option<&'a Index>,
        chosen: Option<&[PassageRef]>,
        similarity: impl Fn(PassageRef) -> Option<f32>,
    ) -> Self {
        // Where the index is there, companies are evidence; where not, their names are words.
        let terms = match index {
            Some(_) => question.plain_terms(),
            None => question.terms.iter().collect(),
        };
        let clues = index.map_or_else(Vec::new, |index| {
            index.clues(&question.article, &question.mentions, 0)
        });
        let shares = words.shares(&terms);
        let similarity = similarities(words, chosen, &shares, similarity);
        let best = similarity
            .iter()
            .flatten()
            .copied()
            .fold(f64::MIN, f64::max);
        Self {
            words,
            question,
            index,
            evidence: evidence(words.count(), index, &clues),
            gives: gives(words.count(), index, question, &clues),
            terms,
            clues,
            best,
            similarity,
            shares,
        }
    }

    fn features(&self, at: usize) -> Features {
        let similarity = self.similarity[at].unwrap_or_default();
        let beside = self.beside(at);
        let larger = |of: &dyn Fn(usize) -> f64| {
            beside
                .iter()
                .flatten()
                .map(|at| of(*at))
                .fold(0.0, f64::max)
        };
        Features {
            similarity,
            beside: larger(&|at| self.similarity[at].unwrap_or_default()),
            behind: if self.similarity[at].is_some() {
                similarity - self.best
            } else {
                0.0
            },
            words: self.shares[at].part,
            words_beside: larger(&|at| self.shares[at].part),
            evidence: self.evidence[at].part,
            amount: self.evidence[at].amount / (1.0 + self.evidence[at].amount),
            gives: self.gives[at],
            asks: self.words.asks[at],
        }
    }

    /// The passages before and after one in its article.
    fn beside(&self, at: usize) -> [Option<usize>; 2] {
        let places = &self.words.places;
        let same = |other: &usize| {
            places
                .get(*other)
                .is_some_and(|place| place.article == places[at].article)
        };
        [at.checked_sub(1).filter(same), Some(at + 1).filter(same)]
    }

    /// What a passage has of the question, as the question writes it.
    fn reasons(&self, at: usize) -> Vec<Reason> {
        let article = &self.question.article;
        let evidence = self.evidence[at];
        let named = self
            .clues
            .iter()
            .enumerate()
            .filter(|(bit, _)| evidence.has(*bit));
        let mut reasons: Vec<Reason> = named
            .filter_map(|(_, clue)| Some(self.index?.reason(clue, article)))
            .collect();
        reasons.dedup();
        let share = self.shares[at];
        let had = self
            .terms
            .iter()
            .enumerate()
            .filter(|(bit, _)| share.has(*bit));
        for span in merged(had.map(|(_, term)| term.span)) {
            let value = span.of(&article.text).to_owned();
            if reasons.iter().all(|reason| !reason.value.contains(&value)) {
                reasons.push(Reason {
                    kind: ReasonKind::Word,
                    value,
                });
            }
        }
        reasons
    }
}

/// The whole search by meaning: how alike the question and each passage are, for those chosen and those that share a word.
fn similarities(
    words: &Words,
    chosen: Option<&[PassageRef]>,
    shares: &[Share],
    similarity: impl Fn(PassageRef) -> Option<f32>,
) -> Vec<Option<f64>> {
    let is_chosen =
        |place: &PassageRef| chosen.is_none_or(|chosen| chosen.binary_search(place).is_ok());
    let of = |(place, share): (&PassageRef, &Share)| {
        (share.bits != 0 || is_chosen(place)).then(|| similarity(*place).map(f64::from))?
    };
    words.places.iter().zip(shares).map(of).collect()
}

/// The part of what a question names that each passage names too.
fn evidence(count: usize, index: Option<&Index>, clues: &[Clue]) -> Vec<Share> {
    let mut shares = vec![Share::default(); count];
    let Some(index) = index else {
        return shares;
    };
    let mut whole = 0.0;
    for (bit, clue) in clues.iter().enumerate() {
        // The same thing named twice counts once.
        if clues.iter().take(bit).any(|before| before.key == clue.key) {
            continue;
        }
        let (passages, rarity) = index.having(&clue.key);
        let worth = f64::from(clue.weight) * rarity;
        whole += worth;
        for passage in passages {
            if let Some(share) = shares.get_mut(*passage as usize) {
                share.add(bit, worth);
            }
        }
    }
    for share in shares.iter_mut().filter(|_| whole > 0.0) {
        share.part = share.amount / whole;
    }
    shares
}

/// Whether each passage holds a thing of the kind that is asked for, other than what the question names itself.
fn gives(count: usize, index: Option<&Index>, question: &Question, clues: &[Clue]) -> Vec<bool> {
    let mut gives = vec![false; count];
    if let (Some(index), Some(kind)) = (index, question.wants) {
        let other = |key: &_| clues.iter().all(|clue| clue.key != *key);
        for (passage, gives) in (0_u32..).zip(&mut gives) {
            *gives = index
                .says(passage)
                .any(|key| key.kind() == kind && other(key));
        }
    }
    gives
}

/// Spans that overlap or touch as one, in order.
fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::companies::Matcher;
    use crate::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
    use crate::news::library::Library;
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
            articles: articles
                .iter()
                .enumerate()
                .map(article)
                .map(std::sync::Arc::new)
                .collect(),
            ..Library::default()
        }
    }

    fn asked(text: &str) -> Question {
        Question::read(text, &Matcher::new(&[]))
    }

    const NONE: [u32; 0] = [];

    /// The numbers of the passages that have one of the words.
    fn having(passages: &[&str], question: &str) -> Vec<u32> {
        let words = Words::new(&library(&[passages]));
        let answers = words.answers(&asked(question), None, |_| None, passages.len());
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
            let answers = words.answers(&asked(question), None, near, 9);
            let numbers = answers.iter().map(|a| (a.to.article.0, a.to.passage));
            numbers.collect::<Vec<_>>()
        };
        assert_eq!(order(""), [(1, 0), (0, 0), (0, 1)]);
        // What stands beside a passage with the word is lifted a little too.
        assert_eq!(order("2019"), [(0, 1), (0, 0), (1, 0)]);
        let answers = words.answers(&asked("Azure, 2019 (azure)"), None, near, 1);
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
        let answers = words.answers(&asked("a"), None, near, 3);
        let numbers: Vec<u32> = answers.iter().map(|answer| answer.to.passage).collect();
        assert_eq!(numbers, [1, 2, 0]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let words = Words::new(&Library::default());
        assert_eq!(
            words.answers(&asked("anything"), None, |_| Some(1.0), 5),
            []
        );
        let words = Words::new(&library(&[&["text"]]));
        assert_eq!(words.answers(&asked("text"), None, |_| Some(1.0), 0), []);
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
            let answers = words.answers(&asked(&question), None, near, top);
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
