//! A question as it is understood: its language, the companies it names, what kind of thing it asks for, and the words
//! that are worth looking for.

use std::path::PathBuf;

use crate::analysis::companies::Matcher;
use crate::analysis::companies::particles::may_follow;
use crate::analysis::language::detect;
use crate::analysis::links::masked;
use crate::news::article::{Article, ArticleId, Meta, Passage};
use crate::news::company::Mentions;
use crate::news::link::ReasonKind;
use crate::text::fold::{Form, fold};
use crate::text::span::Span;
use crate::text::words::boundaries;

/// So many words of a question are looked for, the first ones.
pub(super) const TERMS: usize = 48;

/// A question, read as a passage is.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question as an article of one passage, so that all that reads passages reads it.
    pub(super) article: Article,
    /// The companies it names, in whatever script.
    pub(super) mentions: Mentions,
    /// What kind of thing it asks for: who, when, how much.
    pub(super) wants: Option<ReasonKind>,
    /// The words to look for.
    pub(super) terms: Vec<Term>,
}

/// A word of a question, or two letters of one where words have no borders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Where it stands in the question.
    pub(super) span: Span,
    /// Its form for comparison.
    pub(super) folded: String,
}

impl Question {
    /// Reads a question.
    #[must_use]
    pub fn read(text: &str, matcher: &Matcher) -> Self {
        let lang = detect(text, None);
        let span = Span::new(0, text.len());
        let article = Article {
            id: ArticleId(String::new()),
            path: PathBuf::new(),
            meta: Meta::default(),
            lang,
            text: text.to_owned(),
            blocks: Vec::new(),
            passages: vec![Passage { span, block: 0 }],
            inlines: Vec::new(),
            urls: Vec::new(),
        };
        let mentions = Mentions {
            text: matcher.find(text),
            ..Mentions::default()
        };
        Self {
            article,
            mentions,
            wants: wants(text),
            terms: terms(text),
        }
    }

    /// As it was asked.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// With the names of companies taken out, as passages are encoded a second time; none where that leaves nothing.
    #[must_use]
    pub fn masked(&self) -> Option<String> {
        masked(&self.article, &self.mentions, 0)
    }

    /// The words that are looked for, those that name no company: companies are found in every script.
    pub(super) fn plain_terms(&self) -> Vec<&Term> {
        let names = |term: &&Term| {
            let mut mentions = self.mentions.text.iter();
            !mentions.any(|mention| mention.span.overlaps(term.span))
        };
        self.terms.iter().filter(names).collect()
    }
}

/// What a question asks for, by its words.
fn wants(question: &str) -> Option<ReasonKind> {
    let folded = fold(question, Form::Match).text;
    let has = |words: &[&str]| {
        words.iter().any(|word| {
            let mut found = folded.match_indices(word);
            found.any(|(at, _)| !word.is_ascii() || stands_alone(&folded, at, at + word.len()))
        })
    };
    if has(WHEN) {
        Some(ReasonKind::Date)
    } else if has(HOW_MUCH) {
        Some(ReasonKind::Figure)
    } else if has(WHO) {
        Some(ReasonKind::Company)
    } else {
        None
    }
}

/// Words that ask for a date, an amount, and for whom, folded for matching.
const WHEN: &[&str] = &[
    "when",
    "what year",
    "いつ",
    "何年",
    "언제",
    "몇 년",
    "什么时候",
    "什麼時候",
    "何时",
    "何時",
    "哪年",
    "哪一年",
];
const HOW_MUCH: &[&str] = &[
    "how much",
    "how many",
    "how long",
    "what percentage",
    "いくら",
    "何人",
    "何社",
    "どれくらい",
    "얼마",
    "몇",
    "多少",
    "几",
    "幾",
    "多久",
];
const WHO: &[&str] = &[
    "who",
    "whom",
    "whose",
    "which company",
    "誰",
    "だれ",
    "どこ",
    "누가",
    "누구",
    "어디",
    "谁",
    "誰",
    "哪家",
];

/// Words that ask, or hold a sentence together, and tell nothing of what is asked; folded for matching. Those of Chinese,
/// Japanese and Korean are taken out wherever they stand.
const ASKING: &[&str] = &[
    "a",
    "about",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "by",
    "can",
    "did",
    "do",
    "does",
    "for",
    "from",
    "had",
    "has",
    "have",
    "how",
    "in",
    "into",
    "is",
    "it",
    "its",
    "long",
    "many",
    "much",
    "of",
    "on",
    "or",
    "that",
    "the",
    "their",
    "there",
    "they",
    "this",
    "to",
    "was",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "何ですか",
    "なぜ",
    "何",
    "誰",
    "什么时候",
    "什麼時候",
    "为什么",
    "為什麼",
    "什么",
    "什麼",
    "怎么样",
    "怎么",
    "怎麼",
    "多少",
    "哪家",
    "哪些",
    "哪个",
    "哪年",
    "谁",
    "何时",
    "是否",
    "还是",
    "没有",
    "的",
    "了",
    "吗",
    "嗎",
    "呢",
    "是",
    "在",
    "和",
    "与",
    "與",
    "무엇인가",
    "무엇",
    "언제",
    "어디인가",
    "어디",
    "누가",
    "누구",
    "얼마인가",
    "얼마",
    "어떻게",
    "어떤",
    "무슨",
    "뜻인가",
    "뭐야",
    "왜",
    "있나",
    "했나",
    "인가",
];

/// The words of a question, each once.
fn terms(question: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for span in pieces(question) {
        for span in parts(question, span) {
            let folded = fold(span.of(question), Form::Search).text.trim().to_owned();
            let is_word = folded.contains(char::is_alphanumeric) && !folded.contains('\n');
            if is_word && terms.iter().all(|term| term.folded != folded) && terms.len() < TERMS {
                terms.push(Term { span, folded });
            }
        }
    }
    // A single ideograph is a part of many words: it is looked for only where the question has nothing longer.
    let is_long = |term: &Term| term.folded.chars().nth(1).is_some();
    if terms.iter().any(is_long) {
        terms.retain(is_long);
    }
    terms
}

/// A kind of letter; what is of another kind is of another word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Hiragana,
    Katakana,
    Hangul,
    Other,
}

fn script(letter: char) -> Script {
    match letter {
        '\u{3040}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7ff}' => {
            Script::Hangul
        }
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Han,
        _ => Script::Other,
    }
}

/// The runs of one script that are words or hold some; hiragana alone is grammar.
fn pieces(question: &str) -> Vec<Span> {
    let asking = asking(question);
    let borders = boundaries(question);
    let mut found: Vec<(Script, Span)> = Vec::new();
    for (at, letter) in question.char_indices() {
        let span = Span::new(at, at + letter.len_utf8());
        let kind = script(letter);
        if asking.iter().any(|taken| taken.overlaps(span)) || kind == Script::Hiragana {
            continue;
        }
        // Dictionaries know the borders of words; ideographs are cut into pairs whatever they say.
        let ends = kind != Script::Han && borders.binary_search(&at).is_ok();
        match found.last_mut() {
            Some((last, run)) if *last == kind && run.end == at && !ends => run.end = span.end,
            _ => found.push((kind, span)),
        }
    }
    found.into_iter().map(|(_, span)| span).collect()
}

/// Where words stand that only ask.
fn asking(question: &str) -> Vec<Span> {
    let folded = fold(question, Form::Match);
    let mut found = Vec::new();
    for word in ASKING {
        for (at, _) in folded.text.match_indices(word) {
            let end = at + word.len();
            if !word.is_ascii() || stands_alone(&folded.text, at, end) {
                found.push(folded.original(Span::new(at, end)));
            }
        }
    }
    found
}

/// A run as what is looked for: pairs of ideographs or of syllables, other words whole.
fn parts(question: &str, run: Span) -> Vec<Span> {
    let text = run.of(question);
    let Some(kind) = text.chars().next().map(script) else {
        return Vec::new();
    };
    let text = if kind == Script::Hangul {
        stem(text)
    } else {
        text
    };
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| run.start + at).collect();
    let end = run.start + text.len();
    match (kind, starts.len()) {
        // A particle, an ending, a counter.
        (Script::Hangul | Script::Katakana, 1) => Vec::new(),
        (Script::Han | Script::Hangul, 3..) => {
            let ends = starts.iter().skip(2).copied().chain([end]);
            starts
                .iter()
                .zip(ends)
                .map(|(from, to)| Span::new(*from, to))
                .collect()
        }
        _ => vec![Span::new(run.start, end)],
    }
}

/// A Korean word without the particles it may end in, of at least two syllables.
fn stem(word: &str) -> &str {
    let cut = word.char_indices().skip(2).find_map(|(at, _)| {
        let (stem, rest) = word.split_at_checked(at)?;
        let last = stem.chars().next_back()?;
        may_follow(last, rest).then_some(stem)
    });
    cut.unwrap_or(word)
}

/// Whether a find is a word and no part of one, by the letters on both sides: words of alphabets end where others
/// begin; those of Chinese, Japanese and Korean have no borders in the folded form.
pub(super) fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let is_alphabet = |letter: char| letter.is_alphanumeric() && script(letter) == Script::Other;
    let ends = |at: usize| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at..).and_then(|text| text.chars().next());
        !(before.is_some_and(is_alphabet) && after.is_some_and(is_alphabet))
    };
    ends(from) && ends(to)
}
