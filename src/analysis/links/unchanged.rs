//! Which articles of a library are still the same after it was read again, wherever they stand now.
//!
//! For what is compared by meaning an article is the languages and vectors of its passages, and nothing else.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::nearest::Voice;
use crate::encoder::Compact;
use crate::news::library::ArticleIx;

/// The passages of an article that are next to each other: where they begin, how many, and a hash of what they are.
pub(super) struct Run {
    first: usize,
    length: usize,
    hash: u64,
}

/// The articles of some passages, whose voices and vectors make what they are.
pub(super) fn runs<'a>(
    articles: &[ArticleIx],
    voices: &[Voice],
    vector: impl Fn(usize) -> Option<&'a Compact>,
) -> Vec<Run> {
    let mut first = 0;
    let run = |passages: &[ArticleIx]| {
        let mut hasher = DefaultHasher::new();
        let own = voices.iter().enumerate().skip(first);
        for (passage, voice) in own.take(passages.len()) {
            voice.hash(&mut hasher);
            let vector = vector(passage);
            vector
                .map(|of| (of.scale().to_bits(), of.values()))
                .hash(&mut hasher);
        }
        first += passages.len();
        Run {
            first: first - passages.len(),
            length: passages.len(),
            hash: hasher.finish(),
        }
    };
    articles.chunk_by(|a, b| a == b).map(run).collect()
}

/// The articles that are in both and in the same order: where each begins then and now, and how many passages it has.
///
/// Of articles whose order has changed, as many as can be stay in order: the longest increasing subsequence (C. Schensted,
/// *Longest Increasing and Decreasing Subsequences*, 1961).
pub(super) fn unchanged(then: &[Run], now: &[Run]) -> Vec<(usize, usize, usize)> {
    let mut places: HashMap<(u64, usize), VecDeque<usize>> = HashMap::new();
    for (at, run) in then.iter().enumerate() {
        let same = places.entry((run.hash, run.length)).or_default();
        same.push_back(at);
    }
    let both: Vec<(&Run, usize)> = now
        .iter()
        .filter_map(|run| {
            let same = places.get_mut(&(run.hash, run.length))?;
            Some((run, same.pop_front()?))
        })
        .collect();
    // The last of the best sequence of each length, and what comes before each in its sequence.
    let mut lasts: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (number, (_, at)) in both.iter().enumerate() {
        let length = lasts.partition_point(|last| both[*last].1 < *at);
        before.push(length.checked_sub(1).map(|length| lasts[length]));
        match lasts.get_mut(length) {
            Some(last) => *last = number,
            None => lasts.push(number),
        }
    }
    let mut next = lasts.last().copied();
    let mut found = Vec::new();
    while let Some(number) = next {
        let (run, at) = both[number];
        found.push((then[at].first, run.first, run.length));
        next = before[number];
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles of two passages each, named by numbers.
    fn articles(of: &[u64]) -> Vec<Run> {
        let run = |(at, hash): (usize, &u64)| Run {
            first: at * 2,
            length: 2,
            hash: *hash,
        };
        of.iter().enumerate().map(run).collect()
    }

    fn stay(then: &[u64], now: &[u64]) -> Vec<(usize, usize)> {
        let found = unchanged(&articles(then), &articles(now));
        found.iter().map(|(a, b, _)| (a / 2, b / 2)).collect()
    }

    #[test]
    fn what_came_and_went_leaves_the_others_as_they_were() {
        assert_eq!(stay(&[1, 2, 3], &[1, 9, 3]), [(0, 0), (2, 2)]);
        assert_eq!(stay(&[1, 2, 3], &[2, 3]), [(1, 0), (2, 1)]);
        assert_eq!(stay(&[1, 1], &[0, 1, 1, 1]), [(0, 1), (1, 2)]);
        assert_eq!(stay(&[], &[1]), []);
    }

    #[test]
    fn one_article_that_moves_leaves_the_others_in_order() {
        assert_eq!(stay(&[1, 2, 3, 4], &[4, 1, 2, 3]), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(stay(&[1, 2, 3, 4], &[2, 3, 4, 1]), [(1, 0), (2, 1), (3, 2)]);
    }
}
