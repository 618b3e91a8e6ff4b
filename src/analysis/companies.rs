//! Where articles name the watched companies, in any script, and how much they are about them.
//!
//! One automaton finds every string that may be a name; what is beside it decides whether it is one (`edges`), the
//! rest of the article whether an ambiguous one is meant. This knows nothing of how mentions are shown.

mod edges;
pub(super) mod particles;
mod patterns;
mod weight;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::news::article::Article;
use crate::news::company::{Company, CompanyIx, Mention, Mentions};
use crate::text::fold::{Folded, Form, fold};
use crate::text::span::Span;
use edges::Edges;
use patterns::{Found, Name, Patterns};

/// The watched companies, ready to be looked for.
#[derive(Debug)]
pub struct Matcher {
    patterns: Patterns,
}

/// A string of the text that is a name by what stands beside it.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    mention: Mention,
    certainty: Certainty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    /// Nothing else is called so.
    Certain,
    /// It counts only with a second signal.
    Ambiguous,
}

impl Matcher {
    /// Prepares to look for companies; their order gives the [`CompanyIx`] of what is found. Aliases without a
    /// character that shows are never found, nor are companies beyond the 65,536th.
    #[must_use]
    pub fn new(companies: &[Company]) -> Self {
        Self {
            patterns: Patterns::new(companies),
        }
    }

    /// All mentions of an article, in its title and in its blocks. A mention never reaches over the end of a block.
    ///
    /// An ambiguous alias counts where the same company is named unambiguously anywhere in the article, or another one
    /// in the same block (for the title, in the title).
    #[must_use]
    pub fn mentions(&self, article: &Article) -> Mentions {
        let title = self.candidates(&article.meta.title);
        let blocks: Vec<Vec<Candidate>> = article
            .blocks
            .iter()
            .map(|block| {
                let mut found = self.candidates(block.span.of(&article.text));
                for candidate in &mut found {
                    candidate.mention.span = candidate.mention.span.shifted(block.span.start);
                }
                found
            })
            .collect();
        let named = named(title.iter().chain(blocks.iter().flatten()));
        let title = settle(&title, &named);
        let text: Vec<Mention> = blocks
            .iter()
            .flat_map(|block| settle(block, &named))
            .collect();
        let companies = weight::presences(article, &title, &text);
        Mentions {
            title,
            text,
            companies,
        }
    }

    /// The mentions of a single text in order; whether an ambiguous alias counts is judged within it.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let candidates = self.candidates(text);
        settle(&candidates, &named(&candidates))
    }

    /// Every string of a text that is a name by what stands beside it, overlapping ones too.
    fn candidates(&self, text: &str) -> Vec<Candidate> {
        let folded = fold(text, Form::Match);
        let found = self.patterns.find(&folded.text);
        let mut edges = Edges::new(text, &folded);
        found
            .names
            .iter()
            .filter_map(|(at, name)| candidate(text, &folded, &found, &mut edges, *at, name))
            .collect()
    }
}

/// The name at `at` of the folded text, if it is one there.
fn candidate(
    text: &str,
    folded: &Folded,
    found: &Found<'_>,
    edges: &mut Edges<'_>,
    at: Span,
    name: &Name,
) -> Option<Candidate> {
    let span = folded.original(at);
    // Part of what one character folds to (`株` of `㈱`) is not in the text.
    let whole = folded.folded_at(span.start) == at.start && folded.folded_at(span.end) == at.end;
    if !whole || !name.has_capitals(span.of(text)) {
        return None;
    }
    let company = name.company;
    if found
        .denies
        .around(company, at)
        .any(|deny| is_word(&folded.text, deny))
    {
        return None;
    }
    let allowed = found.allows.around(company, at).next().is_some();
    if !allowed && !edges.accept(at, span) {
        return None;
    }
    let ambiguous = name.ambiguous && !allowed;
    if ambiguous && is_compounded(text.get(span.end..).unwrap_or_default()) {
        return None;
    }
    Some(Candidate {
        mention: Mention { company, span },
        certainty: if ambiguous {
            Certainty::Ambiguous
        } else {
            Certainty::Certain
        },
    })
}

/// Whether a deny string stands in a folded text as a word, not as part of a longer one (`line up`, `LINE upgrades`);
/// a plural is the same word.
fn is_word(folded: &str, deny: Span) -> bool {
    let string = deny.of(folded);
    let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = folded.get(..deny.start).and_then(|b| b.chars().next_back());
    let after = folded.get(deny.end..).unwrap_or_default();
    let after = after
        .strip_prefix('s')
        .filter(|rest| !ascii(rest.chars().next()))
        .unwrap_or(after);
    let starts_inside = ascii(string.chars().next()) && ascii(before);
    let ends_inside = ascii(string.chars().next_back()) && ascii(after.chars().next());
    !starts_inside && !ends_inside
}

/// Whether what follows a name makes it part of a compound: a hyphen and a small letter (`apple-green`).
fn is_compounded(after: &str) -> bool {
    let mut chars = after.chars();
    matches!(chars.next(), Some('-' | '‐' | '‑')) && chars.next().is_some_and(char::is_lowercase)
}

/// The companies that are named for certain.
fn named<'c>(candidates: impl IntoIterator<Item = &'c Candidate>) -> BTreeSet<CompanyIx> {
    candidates
        .into_iter()
        .filter(|candidate| candidate.certainty == Certainty::Certain)
        .map(|candidate| candidate.mention.company)
        .collect()
}

/// The mentions of a block: of its candidates those that count, and of overlapping ones the leftmost, then longest.
fn settle(block: &[Candidate], named_in_article: &BTreeSet<CompanyIx>) -> Vec<Mention> {
    let named_here = named(block);
    let mut counting: Vec<&Candidate> = block
        .iter()
        .filter(|candidate| {
            let company = candidate.mention.company;
            candidate.certainty == Certainty::Certain
                || named_in_article.contains(&company)
                || named_here.iter().any(|other| *other != company)
        })
        .collect();
    counting.sort_by_key(|c| {
        let Mention { company, span } = c.mention;
        (span.start, Reverse(span.end), c.certainty, company)
    });
    let mut end = 0;
    counting
        .into_iter()
        .map(|candidate| candidate.mention)
        .filter(|mention| {
            let free = mention.span.start >= end;
            if free {
                end = mention.span.end;
            }
            free
        })
        .collect()
}
