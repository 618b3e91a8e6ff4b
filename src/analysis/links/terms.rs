//! Product names, names and other rare terms in Latin letters.
//!
//! In Chinese, Japanese and Korean text every Latin word is one. In languages that are written in Latin letters they
//! are the words with a capital that does not come from the sentence's beginning, and the words that texts in other
//! scripts write in Latin letters too ([`Lexicon`]).

use std::collections::HashSet;

use crate::text::fold::{Form, fold};
use crate::text::lang::Lang;
use crate::text::months::month;
use crate::text::span::Span;

/// The longest term, in words.
const LONGEST: usize = 4;

/// A word in Latin letters, or a number that goes on from one.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its bytes in the passage.
    pub span: Span,
    /// Its form for comparison.
    pub key: String,
    /// How it is written.
    shape: Shape,
    /// Whether a sentence, quotation or clause begins with it.
    opens: bool,
    /// Whether nothing but one space stands between it and the word before.
    joins: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// In small letters.
    Small,
    /// With a capital at its beginning alone.
    Capital,
    /// With a capital or digit inside: `Hyper-V`, `VHD`, `CloudSimple`.
    Inner,
    /// In digits.
    Number,
}

/// A term of one to four words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// Its bytes in the passage.
    pub span: Span,
    /// The forms of its words for comparison, a space between two.
    pub key: String,
    /// How much it tells by its form, 0 to 1.
    pub weight: f32,
    /// The keys of the shorter terms inside it.
    pub parts: Vec<String>,
}

/// Words of small letters that texts in other scripts write in Latin letters, which makes them terms everywhere:
/// `hypervisor`, `co-opetition`.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon(HashSet<String>);

impl Lexicon {
    /// Takes in the words of a passage in another script.
    pub fn learn(&mut self, passage: &str) {
        let small = words(passage).into_iter().filter(|word| {
            word.shape == Shape::Small && word.key.len() > 4 && !is_ordinary(&word.key)
        });
        self.0.extend(small.map(|word| word.key));
    }

    /// Takes in the words of another one.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// The Latin words of a passage.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut opens = true;
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let goes_on = found
            .last()
            .is_some_and(|last| is_gap(text, last.span.end, start));
        if !(is_letter(c) || (c.is_ascii_digit() && goes_on)) {
            opens |= matches!(c, '"' | '“' | ':' | '(' | '*' | '>' | '.' | '?' | '!' | ';');
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((at, c)) = rest.next_if(|(at, c)| is_inner(text, *at, *c)) {
            end = at + c.len_utf8();
        }
        let whole = Span::new(start, end).of(text);
        let word = whole.trim_end_matches("'s").trim_end_matches("’s");
        let span = Span::new(start, start + word.len());
        let joins = found
            .last()
            .is_some_and(|last| is_gap(text, last.span.end, start));
        found.push(Word {
            span,
            key: key(word),
            shape: shape(word),
            opens,
            joins,
        });
        opens = false;
    }
    found
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (('\u{c0}'..='\u{24f}').contains(&c) && c.is_alphabetic())
        || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// Whether a character goes on with the word before it; punctuation does where a letter or digit follows.
fn is_inner(text: &str, at: usize, c: char) -> bool {
    if is_letter(c) || c.is_ascii_digit() || matches!(c, '+' | '#') {
        return true;
    }
    let mut next = text.get(at..).unwrap_or_default().chars().skip(1);
    matches!(c, '.' | '-' | '\'' | '’' | '&' | '\u{2010}' | '\u{2011}')
        && next
            .next()
            .is_some_and(|c| is_letter(c) || c.is_ascii_digit())
}

fn is_gap(text: &str, from: usize, to: usize) -> bool {
    matches!(text.get(from..to), Some(" " | "\u{a0}"))
}

fn shape(word: &str) -> Shape {
    let mut chars = word.chars();
    let first = chars.next().unwrap_or(' ');
    if first.is_ascii_digit() {
        Shape::Number
    } else if chars.any(|c| c.is_uppercase() || c.is_ascii_digit()) {
        Shape::Inner
    } else if first.is_uppercase() {
        Shape::Capital
    } else {
        Shape::Small
    }
}

/// The form of a word for comparison: folded, without hyphens, without the `s` of a plural.
fn key(word: &str) -> String {
    let mut key = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        fold(word, Form::Match).text
    };
    key.retain(|c| c != '-');
    if key.len() > 4 && key.ends_with('s') && !key.ends_with("ss") {
        key.pop();
    }
    key
}

/// The words that open sentences in `words` and stand with a capital inside one there: known to be names.
pub(super) fn names(words: &[Word]) -> impl Iterator<Item = &str> {
    words
        .iter()
        .filter(|word| word.shape == Shape::Capital && !word.opens)
        .map(|word| word.key.as_str())
}

/// What makes a capital worth something in a passage.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The language of the passage.
    pub lang: Lang,
    /// Whether it is a heading, in which any word may be capitalized.
    pub is_heading: bool,
    /// The words known to be names from the rest of the article.
    pub names: &'a HashSet<String>,
    /// The words that texts in other scripts write in Latin letters.
    pub lexicon: &'a Lexicon,
}

/// The terms of a passage, every run of up to four words that belong together, the parts of longer ones included.
/// Those inside `figures`, and those that are nothing but names of `companies`, are left out.
pub(super) fn terms(
    words: &[Word],
    setting: Setting<'_>,
    figures: &[Span],
    companies: &[Span],
) -> Vec<Term> {
    let within = |spans: &[Span], word: &Word| spans.iter().any(|span| span.overlaps(word.span));
    let roles = words.iter().enumerate().map(|(i, word)| {
        if !counts(words, i, setting) || within(figures, word) {
            Role::Other
        } else if within(companies, word) {
            Role::Company
        } else {
            Role::Name
        }
    });
    let passage = Passage {
        words,
        roles: roles.collect(),
    };
    let mut found = Vec::new();
    for start in 0..words.len() {
        for end in start + 1..=passage.reach(start) {
            if passage.is_term(start, end) {
                found.push(passage.term(start, end));
            }
        }
    }
    found
}

/// The words of a passage with what each is.
struct Passage<'a> {
    words: &'a [Word],
    roles: Vec<Role>,
}

/// What a word is in the terms of its passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A term or part of one.
    Name,
    /// The same, and the name of a company, which is evidence of its own.
    Company,
    /// Nothing that counts.
    Other,
}

impl Passage<'_> {
    /// The word after the last that a term from `start` on can hold.
    fn reach(&self, start: usize) -> usize {
        let mut end = start + 1;
        while end < self.words.len().min(start + LONGEST) && self.goes_on(end) {
            end += 1;
        }
        end
    }

    /// Whether a term can go on over the word `i` from the one before it.
    fn goes_on(&self, i: usize) -> bool {
        let word = &self.words[i];
        let is_joiner = word.shape == Shape::Small && JOINERS.contains(&word.key.as_str());
        word.joins && (self.roles[i] != Role::Other || is_joiner)
    }

    /// Whether these words begin and end with words that count, and not all are names of companies.
    fn is_term(&self, start: usize, end: usize) -> bool {
        let roles = &self.roles[start..end];
        let ends = [roles.first(), roles.last()];
        let (first, is_single) = (&self.words[start], end == start + 1);
        !ends.contains(&Some(&Role::Other))
            && roles.contains(&Role::Name)
            && first.shape != Shape::Number
            && !(is_single && first.key.chars().count() < 2)
    }

    /// A single ordinary word that stands inside a longer name (`Server`, `Virtual`) tells less than one that stands
    /// alone (`Kubernetes`) or could stand nowhere else (`ESX`).
    fn weight(&self, start: usize, end: usize) -> f32 {
        let is_plain = end == start + 1 && self.words[start].shape != Shape::Inner;
        let counts = |i: usize| self.roles.get(i).is_some_and(|role| *role != Role::Other);
        let goes_on = counts(end) && self.words[end].joins;
        let follows = self.words[start].joins && start.checked_sub(1).is_some_and(counts);
        if is_plain && (goes_on || follows) {
            0.6
        } else {
            1.0
        }
    }

    fn term(&self, start: usize, end: usize) -> Term {
        let key = |from: usize, to: usize| {
            let keys: Vec<&str> = self.words[from..to]
                .iter()
                .map(|w| w.key.as_str())
                .collect();
            keys.join(" ")
        };
        let runs = (start..end).flat_map(|from| (from + 1..=end).map(move |to| (from, to)));
        let first = self.words[start].span.start;
        let last = self.words[end - 1].span.end;
        Term {
            span: Span::new(first, last),
            key: key(start, end),
            weight: self.weight(start, end),
            parts: runs
                .filter(|run| *run != (start, end) && self.is_term(run.0, run.1))
                .map(|(from, to)| key(from, to))
                .collect(),
        }
    }
}

/// Whether a word is a term, or part of one.
fn counts(words: &[Word], i: usize, setting: Setting<'_>) -> bool {
    let word = &words[i];
    let may_be_name = word.shape == Shape::Capital && !word.opens && !setting.is_heading;
    if month(&word.key).is_some()
        || NEVER.contains(&word.key.as_str())
        || (is_ordinary(&word.key) && word.shape != Shape::Inner && !may_be_name)
    {
        return false;
    }
    match word.shape {
        Shape::Inner => true,
        Shape::Number => i > 0 && word.joins && words[i - 1].shape != Shape::Small,
        Shape::Small => setting.lang.is_cjk() || setting.lexicon.0.contains(&word.key),
        Shape::Capital if setting.lang.is_cjk() => true,
        Shape::Capital if word.opens || setting.is_heading => {
            let before_name = words.get(i + 1).is_some_and(|next| {
                next.joins && matches!(next.shape, Shape::Capital | Shape::Inner)
            });
            setting.names.contains(&word.key) || (before_name && !setting.is_heading)
        }
        Shape::Capital => true,
    }
}

/// Small words that may stand inside a name. Only `on`, as in `VMware Cloud on AWS`: `and` and `of` join two names
/// more often than they stand inside one.
const JOINERS: [&str; 1] = ["on"];

/// Words that, besides the months, are no terms in any place, in the form for comparison: days, titles, forms of companies.
const NEVER: &[&str] = &[
    "am",
    "ceo",
    "cto",
    "cfo",
    "chief",
    "president",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms.",
    "inc",
    "inc.",
    "corp",
    "corp.",
    "co",
    "co.",
    "ltd",
    "ltd.",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "i",
    "q",
    "a",
    "i'm",
    "i've",
    "q&a",
    "http",
    "https",
    "www",
];

/// Function words, in the form for comparison: they are part of a name only with a capital inside a sentence.
const ORDINARY: &[&str] = &[
    "a",
    "about",
    "after",
    "again",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "any",
    "anyone",
    "are",
    "as",
    "at",
    "back",
    "be",
    "because",
    "before",
    "both",
    "but",
    "by",
    "can",
    "could",
    "day",
    "did",
    "do",
    "doe",
    "doesn't",
    "don't",
    "during",
    "each",
    "every",
    "few",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "if",
    "in",
    "is",
    "it",
    "its",
    "just",
    "last",
    "like",
    "many",
    "may",
    "meanwhile",
    "more",
    "most",
    "much",
    "my",
    "naturally",
    "neither",
    "new",
    "next",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "over",
    "per",
    "roughly",
    "same",
    "say",
    "said",
    "she",
    "since",
    "so",
    "some",
    "still",
    "such",
    "than",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "thi",
    "this",
    "those",
    "three",
    "through",
    "to",
    "today",
    "two",
    "under",
    "until",
    "up",
    "via",
    "wa",
    "was",
    "we",
    "were",
    "what",
    "whatever",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whoever",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "yes",
    "yet",
    "you",
    "your",
];

fn is_ordinary(key: &str) -> bool {
    ORDINARY.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, lang: Lang, lexicon: &Lexicon) -> Vec<String> {
        let names = HashSet::from(["ballmer".to_owned()]);
        let setting = Setting {
            lang,
            is_heading: false,
            names: &names,
            lexicon,
        };
        terms(&words(text), setting, &[], &[])
            .into_iter()
            .map(|term| term.key)
            .collect()
    }

    #[test]
    fn latin_words_in_other_scripts_are_terms() {
        let found = keys(
            "Windows Server 2008のHyper-VとKEDA",
            Lang::Ja,
            &Lexicon::default(),
        );
        for key in ["window server 2008", "server 2008", "hyperv", "keda"] {
            assert!(found.contains(&key.to_owned()), "{key}: {found:?}");
        }
        assert!(!found.iter().any(|key| key.contains("2008 hyperv")));
    }

    #[test]
    fn a_capital_that_opens_a_sentence_makes_no_name() {
        let none = Lexicon::default();
        assert_eq!(
            keys("Price is the sore spot.", Lang::En, &none),
            Vec::<String>::new()
        );
        assert_eq!(keys("Ballmer said so.", Lang::En, &none), ["ballmer"]);
        assert_eq!(keys("Then came KEDA.", Lang::En, &none), ["keda"]);
        assert!(keys("It runs Hyper-V’s guests", Lang::En, &none).contains(&"hyperv".to_owned()));
    }

    #[test]
    fn a_name_goes_over_small_words_inside_it() {
        let found = keys(
            "the price of VMware Cloud on AWS today",
            Lang::En,
            &Lexicon::default(),
        );
        assert!(
            found.contains(&"vmware cloud on aws".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn small_words_count_where_other_scripts_write_them_too() {
        let mut lexicon = Lexicon::default();
        lexicon.learn("이런 관계를 '코피티션'(co-opetition)으로");
        assert_eq!(
            keys("he calls it co-opetition", Lang::En, &lexicon),
            ["coopetition"]
        );
    }

    #[test]
    fn names_of_companies_alone_are_no_terms() {
        let names = HashSet::new();
        let lexicon = Lexicon::default();
        let setting = Setting {
            lang: Lang::Ja,
            is_heading: false,
            names: &names,
            lexicon: &lexicon,
        };
        let text = "Azure VMware Solutions";
        let found = terms(&words(text), setting, &[], &[Span::new(6, 12)]);
        let keys: Vec<_> = found.iter().map(|term| term.key.as_str()).collect();
        assert!(!keys.contains(&"vmware"), "{keys:?}");
        assert!(keys.contains(&"azure vmware solution"), "{keys:?}");
    }
}
