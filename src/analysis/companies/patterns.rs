//! All names and contexts of all companies in one automaton.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use crate::news::company::{Alias, Company, CompanyIx};
use crate::text::fold::{Form, fold};
use crate::text::span::Span;

/// An alias as the matcher needs it.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub company: CompanyIx,
    /// The alias in NFKC, its capitals kept.
    written: String,
    pub case: bool,
    pub ambiguous: bool,
}

impl Name {
    fn new(company: CompanyIx, alias: &Alias) -> Self {
        Self {
            company,
            written: alias.text.nfkc().collect(),
            case: alias.case,
            ambiguous: alias.ambiguous,
        }
    }

    /// Whether the capitals of `found`, which stands in the text and folds like the alias, are such that it counts: any
    /// for a plain alias, the listed ones or capitals throughout for an ambiguous one, the listed ones only where case
    /// matters.
    pub(super) fn has_capitals(&self, found: &str) -> bool {
        if !self.case && !self.ambiguous {
            return true;
        }
        // Quotes, hyphens and what is invisible may differ; only letters have case.
        let letters =
            |text: &str| -> String { text.nfkc().filter(|c| c.is_alphanumeric()).collect() };
        let (found, listed) = (letters(found), letters(&self.written));
        found == listed || (!self.case && found == listed.to_uppercase())
    }
}

/// What a string stands for.
#[derive(Clone, Debug, Default)]
struct Pattern {
    names: Vec<Name>,
    denies: Vec<CompanyIx>,
    allows: Vec<CompanyIx>,
}

/// The strings of all companies.
#[derive(Debug)]
pub(super) struct Patterns {
    /// `None` where there are no strings (or more than the automaton can number).
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
}

/// What was found in a folded text; all spans are of the folded text.
#[derive(Debug, Default)]
pub(super) struct Found<'m> {
    /// Every occurrence of every alias.
    pub names: Vec<(Span, &'m Name)>,
    /// Where a company is not named.
    pub denies: Contexts,
    /// Where it is, whatever the edges say.
    pub allows: Contexts,
}

impl Patterns {
    pub(super) fn new(companies: &[Company]) -> Self {
        let mut strings: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut place = |text: &str| {
            let folded = fold(text.trim(), Form::Match).text;
            if folded.is_empty() {
                return None;
            }
            Some(*places.entry(folded).or_insert_with_key(|folded| {
                strings.push(folded.clone());
                strings.len() - 1
            }))
        };
        for (company, ix) in companies.iter().zip((0..=u16::MAX).map(CompanyIx)) {
            for alias in &company.aliases {
                if let Some(at) = place(&alias.text) {
                    entry(&mut patterns, at).names.push(Name::new(ix, alias));
                }
            }
            for at in company.deny.iter().filter_map(|text| place(text)) {
                entry(&mut patterns, at).denies.push(ix);
            }
            for at in company.allow.iter().filter_map(|text| place(text)) {
                entry(&mut patterns, at).allows.push(ix);
            }
        }
        let automaton = (!strings.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::Standard)
                    .build(&strings)
                    .ok()
            })
            .flatten();
        Self {
            automaton,
            patterns,
        }
    }

    /// Finds every string in a folded text, overlapping ones too.
    pub(super) fn find(&self, folded: &str) -> Found<'_> {
        let mut found = Found::default();
        let matches = self
            .automaton
            .as_ref()
            .and_then(|automaton| automaton.try_find_overlapping_iter(folded).ok());
        for hit in matches.into_iter().flatten() {
            let span = Span::new(hit.start(), hit.end());
            let Some(pattern) = self.patterns.get(hit.pattern().as_usize()) else {
                continue;
            };
            found
                .names
                .extend(pattern.names.iter().map(|name| (span, name)));
            found.denies.add(&pattern.denies, span);
            found.allows.add(&pattern.allows, span);
        }
        found.denies.sort();
        found.allows.sort();
        found
    }
}

fn entry(patterns: &mut Vec<Pattern>, at: usize) -> &mut Pattern {
    if patterns.len() <= at {
        patterns.resize_with(at + 1, Pattern::default);
    }
    &mut patterns[at]
}

/// Where the deny or allow strings of companies stand.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    /// By company, then by start.
    spans: Vec<(CompanyIx, Span)>,
    longest: usize,
}

impl Contexts {
    fn add(&mut self, companies: &[CompanyIx], span: Span) {
        self.spans
            .extend(companies.iter().map(|company| (*company, span)));
        if !companies.is_empty() {
            self.longest = self.longest.max(span.len());
        }
    }

    fn sort(&mut self) {
        self.spans.sort_unstable();
    }

    /// The strings of the company that hold all of `span`.
    pub(super) fn around(&self, company: CompanyIx, span: Span) -> impl Iterator<Item = Span> {
        let earliest = span.end.saturating_sub(self.longest);
        let from = self
            .spans
            .partition_point(|(c, s)| (*c, s.start) < (company, earliest));
        self.spans
            .iter()
            .skip(from)
            .take_while(move |(c, s)| *c == company && s.start <= span.start)
            .map(|(_, s)| *s)
            .filter(move |s| s.covers(span))
    }
}
