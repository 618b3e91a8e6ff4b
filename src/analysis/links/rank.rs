//! The ranking of passages by the evidence they share: one pure function.
//!
//! **Rarity** of a piece of evidence that `df` of `N` passages have is its inverse document frequency (K. Spärck
//! Jones, 1972) as a share of the greatest there can be, so that it means the same in a small library and a large one:
//!
//! `r = ln((N + 1) / df) / ln(N + 1)`, from 0 (in every passage) to 1 (in one).
//!
//! **Shared evidence** of passages a and b is `S = Σ wₐ·w_b·r` over what both have, where `w` is the weight by kind.
//! What is part of something longer that is shared too (`2019-05` in `2019-05-07`) counts once.
//!
//! **Score**: `s = (1 − exp(−S / K)) · √C`, with the coverage `C = S / √(Mₐ·M_b)` and the mass `M = Σ w²·r` of all that a
//! passage says. The first factor grows with what is shared, the second keeps passages that say everything from being
//! related to all. Both are symmetric, and so is the score.

use std::collections::HashMap;

use crate::news::library::PassageRef;

/// How much shared evidence makes a strong link; [`rank`]'s `K`. At `S = K`, one rare thing shared, the first factor
/// is 0.63.
const K: f64 = 1.0;
/// Passages that themselves share less than this are not related: two ubiquitous companies come to 0.2 to 0.4, one
/// rare name or exact date alone to more than 0.5.
pub(super) const FLOOR: f64 = 0.42;

/// A piece of evidence by its number in the index.
pub(super) type KeyId = u32;

/// What is known of a piece of evidence over the whole library.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyFacts {
    /// From 0, in every passage, to 1, in one.
    pub rarity: f64,
    /// The less exact things that it says too.
    pub parts: Vec<KeyId>,
}

/// What a passage says: each thing once, with its weight, in order of the things' numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// What it says itself.
    pub own: Vec<(KeyId, f32)>,
    /// What it and its neighbors say, the neighbors' at a lower weight.
    pub around: Vec<(KeyId, f32)>,
}

/// A passage with how well it fits, and what it shares itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    pub to: PassageRef,
    pub score: f64,
    /// What both passages say themselves, the strongest first.
    pub shared: Vec<KeyId>,
}

/// The best `top` of the candidates that are related to `from`, best first, equal ones in reading order.
pub(super) fn rank(
    from: &Evidence,
    candidates: impl IntoIterator<Item = (PassageRef, Evidence)>,
    facts: &[KeyFacts],
    top: usize,
) -> Vec<Ranked> {
    let mass = mass(&from.around, facts);
    let mut ranked: Vec<Ranked> = candidates
        .into_iter()
        .filter_map(|(to, other)| {
            let own = shared(&from.own, &other.own, facts);
            if sum(&own) < FLOOR {
                return None;
            }
            let strength = sum(&shared(&from.around, &other.around, facts));
            let bound = (mass * self::mass(&other.around, facts)).sqrt();
            let coverage = if bound > 0.0 {
                (strength / bound).min(1.0)
            } else {
                0.0
            };
            Some(Ranked {
                to,
                score: (1.0 - (-strength / K).exp()) * coverage.sqrt(),
                shared: own.into_iter().map(|(key, _)| key).collect(),
            })
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.to.cmp(&b.to)));
    ranked.truncate(top);
    ranked
}

fn sum(shared: &[(KeyId, f64)]) -> f64 {
    shared.iter().map(|(_, part)| part).sum()
}

/// What both have, without the parts of what they share, with what it adds to the score; the strongest first.
fn shared(a: &[(KeyId, f32)], b: &[(KeyId, f32)], facts: &[KeyFacts]) -> Vec<(KeyId, f64)> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some((key, w)), Some((other, v))) = (a.get(i), b.get(j)) {
        match key.cmp(other) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                found.push((*key, f64::from(w * v) * rarity(facts, *key)));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    whole(&mut found, facts);
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// The mass of all that a passage says.
fn mass(all: &[(KeyId, f32)], facts: &[KeyFacts]) -> f64 {
    let mut all: Vec<(KeyId, f64)> = all
        .iter()
        .map(|(key, w)| (*key, f64::from(w * w) * rarity(facts, *key)))
        .collect();
    whole(&mut all, facts);
    sum(&all)
}

fn rarity(facts: &[KeyFacts], key: KeyId) -> f64 {
    facts.get(key as usize).map_or(0.0, |facts| facts.rarity)
}

/// Takes out what is part of something else in the list, which is worth at least as much then.
fn whole(list: &mut Vec<(KeyId, f64)>, facts: &[KeyFacts]) {
    let mut best: HashMap<KeyId, f64> = HashMap::new();
    for (key, worth) in list.iter() {
        for part in facts
            .get(*key as usize)
            .map_or(&[][..], |facts| &facts.parts)
        {
            let known = best.entry(*part).or_insert(0.0);
            *known = known.max(*worth);
        }
    }
    list.retain(|(key, worth)| best.get(key).is_none_or(|of_whole| worth > of_whole));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::news::library::ArticleIx;

    fn facts(rarities: &[f64]) -> Vec<KeyFacts> {
        let facts = rarities.iter().map(|rarity| KeyFacts {
            rarity: *rarity,
            parts: Vec::new(),
        });
        facts.collect()
    }

    fn says(keys: &[KeyId]) -> Evidence {
        let own: Vec<_> = keys.iter().map(|key| (*key, 1.0)).collect();
        Evidence {
            around: own.clone(),
            own,
        }
    }

    fn at(passage: u32) -> PassageRef {
        PassageRef {
            article: ArticleIx(0),
            passage,
        }
    }

    fn order(ranked: &[Ranked]) -> Vec<u32> {
        ranked.iter().map(|r| r.to.passage).collect()
    }

    #[test]
    fn what_is_rarer_links_better() {
        let others = [(at(1), says(&[0])), (at(2), says(&[1]))];
        let ranked = rank(&says(&[0, 1]), others, &facts(&[0.5, 0.9]), 5);
        assert_eq!(order(&ranked), [2, 1]);
        assert_eq!(ranked[0].shared, [1]);
    }

    #[test]
    fn only_what_is_common_links_nothing() {
        let others = [(at(1), says(&[0, 1]))];
        assert_eq!(rank(&says(&[0, 1]), others, &facts(&[0.2, 0.2]), 5), []);
    }

    #[test]
    fn a_passage_that_says_everything_does_not_win() {
        let others = [(at(1), says(&[0, 1, 2, 3, 4, 5])), (at(2), says(&[0]))];
        let ranked = rank(&says(&[0]), others, &facts(&[0.9; 6]), 5);
        assert_eq!(order(&ranked), [2, 1]);
    }

    #[test]
    fn a_part_of_what_is_shared_counts_once() {
        let mut facts = facts(&[0.9, 0.6]);
        facts[0].parts.push(1);
        let ranked = rank(&says(&[0, 1]), [(at(1), says(&[0, 1]))], &facts, 5);
        assert_eq!(ranked[0].shared, [0]);
        let alone = rank(&says(&[0]), [(at(1), says(&[0]))], &facts, 5);
        assert!((ranked[0].score - alone[0].score).abs() < 1e-12);
    }

    #[test]
    fn the_best_come_first_and_no_more_than_asked_for() {
        let others = (0..9).map(|i| (at(8 - i), says(&[0])));
        let ranked = rank(&says(&[0]), others, &facts(&[0.9]), 3);
        assert_eq!(order(&ranked), [0, 1, 2]);
    }

    fn evidence() -> impl Strategy<Value = Evidence> {
        let items = prop::collection::btree_map(0_u32..12, 0.1_f32..1.0, 0..8);
        items.prop_map(|own| Evidence {
            own: own.iter().map(|(key, w)| (*key, *w)).collect(),
            around: own.into_iter().collect(),
        })
    }

    proptest! {
        #[test]
        fn the_score_is_symmetric_and_below_one(
            a in evidence(),
            b in evidence(),
            rarities in prop::collection::vec(0.0_f64..1.0, 12),
        ) {
            let facts = facts(&rarities);
            let one = rank(&a, [(at(1), b.clone())], &facts, 1);
            let other = rank(&b, [(at(1), a.clone())], &facts, 1);
            prop_assert_eq!(one.len(), other.len());
            for (one, other) in one.iter().zip(&other) {
                prop_assert!((one.score - other.score).abs() < 1e-9);
                prop_assert!(one.score > 0.0 && one.score < 1.0);
                prop_assert!(!one.shared.is_empty());
            }
        }
    }
}
