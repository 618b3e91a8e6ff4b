//! How much an article is about each company it names.
//!
//! - **Main**: named in the title; or named at least [`FAR`] times in all and [`TWICE`] times as often as the next.
//! - **Involved**: named at least twice, or in the lead.
//! - **Passing**: all others.
//!
//! Counts differ too much with length and language for shares to mean anything on an article of a few hundred words;
//! the title and the lead are where a journalist says what it is about.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::news::article::{Article, BlockKind};
use crate::news::company::{CompanyIx, Mention, Presence, Weight};
use crate::text::span::Span;

/// How often a company must be named to be the main one by number alone.
const FAR: usize = 4;

/// How many times as often as the next.
const TWICE: usize = 2;

#[derive(Clone, Copy, Default)]
struct Tally {
    title: usize,
    lead: usize,
    text: usize,
}

impl Tally {
    fn count(self) -> usize {
        self.title + self.text
    }
}

/// Every company of the mentions of an article, the weightiest first, then the one named most often, then in the order
/// of the list.
pub(super) fn presences(article: &Article, title: &[Mention], text: &[Mention]) -> Vec<Presence> {
    let lead = lead(article);
    let mut tallies: BTreeMap<CompanyIx, Tally> = BTreeMap::new();
    for mention in title {
        tallies.entry(mention.company).or_default().title += 1;
    }
    for mention in text {
        let tally = tallies.entry(mention.company).or_default();
        tally.text += 1;
        tally.lead += usize::from(lead.covers(mention.span));
    }
    let mut counts: Vec<usize> = tallies.values().map(|tally| tally.count()).collect();
    counts.sort_unstable_by_key(|count| Reverse(*count));
    let next = counts.get(1).copied().unwrap_or(0);
    let mut presences: Vec<Presence> = tallies
        .into_iter()
        .map(|(company, tally)| Presence {
            company,
            count: tally.count(),
            weight: weigh(tally, next),
        })
        .collect();
    presences.sort_by_key(|p| (Reverse(p.weight), Reverse(p.count), p.company));
    presences
}

/// The weight of a company where the second most named one is named `next` times.
fn weigh(tally: Tally, next: usize) -> Weight {
    let count = tally.count();
    if tally.title > 0 || (count >= FAR && count >= TWICE * next) {
        Weight::Main
    } else if count >= 2 || tally.lead > 0 {
        Weight::Involved
    } else {
        Weight::Passing
    }
}

/// The first paragraph that does not repeat the title; empty where there is none.
fn lead(article: &Article) -> Span {
    article
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .find(|block| block.span.of(&article.text) != article.meta.title)
        .map_or_else(Span::default, |block| block.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(title: usize, lead: usize, text: usize) -> Tally {
        Tally { title, lead, text }
    }

    #[test]
    fn title_lead_and_number_give_the_weight() {
        for (tally, next, weight) in [
            (tally(1, 0, 0), 9, Weight::Main),
            (tally(0, 0, 8), 4, Weight::Main),
            (tally(0, 0, 8), 5, Weight::Involved),
            (tally(0, 0, 3), 1, Weight::Involved),
            (tally(0, 1, 1), 9, Weight::Involved),
            (tally(0, 0, 2), 9, Weight::Involved),
            (tally(0, 0, 1), 9, Weight::Passing),
            (tally(0, 0, 1), 0, Weight::Passing),
        ] {
            assert_eq!(weigh(tally, next), weight);
        }
    }
}
