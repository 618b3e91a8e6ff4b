//! How well the evidence of two passages agrees: one pure function.
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

/// How much shared evidence makes a strong link; `K` above. At `S = K`, one rare thing shared, the first factor
/// is 0.63.
const K: f64 = 1.0;
/// Passages that themselves share less than this are not related by evidence: two ubiquitous companies come to 0.2 to
/// 0.4, one rare name or exact date alone to more than 0.5.
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
    own: Vec<(KeyId, f32)>,
    /// What it and its neighbors say, the neighbors' at a lower weight.
    around: Vec<(KeyId, f32)>,
    /// The mass of all that.
    mass: f64,
}

impl Evidence {
    /// What a passage says itself, and with its neighbors; both in order of the things' numbers.
    pub fn new(own: Vec<(KeyId, f32)>, around: Vec<(KeyId, f32)>, facts: &[KeyFacts]) -> Self {
        let mass = mass(&around, facts);
        Self { own, around, mass }
    }
}

/// How well two passages agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Agreement {
    /// What they share themselves, `S`.
    pub strength: f64,
    /// The score; 0 where what they share themselves is below [`FLOOR`].
    pub score: f64,
}

/// Compares what two passages say.
pub(super) fn compare(a: &Evidence, b: &Evidence, facts: &[KeyFacts]) -> Agreement {
    let strength = sum(&shared(&a.own, &b.own, facts));
    if strength < FLOOR {
        return Agreement {
            strength,
            score: 0.0,
        };
    }
    let all = sum(&shared(&a.around, &b.around, facts));
    let bound = (a.mass * b.mass).sqrt();
    let coverage = if bound > 0.0 {
        (all / bound).min(1.0)
    } else {
        0.0
    };
    Agreement {
        strength,
        score: (1.0 - (-all / K).exp()) * coverage.sqrt(),
    }
}

/// What both passages say themselves, the strongest first.
pub(super) fn reasons(
    a: &[(KeyId, f32)],
    b: &[(KeyId, f32)],
    facts: &[KeyFacts],
) -> impl Iterator<Item = KeyId> {
    shared(a, b, facts).into_iter().map(|(key, _)| key)
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
    if found.len() > 1 {
        whole(&mut found, facts);
    }
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

    fn facts(rarities: &[f64]) -> Vec<KeyFacts> {
        let facts = rarities.iter().map(|rarity| KeyFacts {
            rarity: *rarity,
            parts: Vec::new(),
        });
        facts.collect()
    }

    fn says(keys: &[KeyId], facts: &[KeyFacts]) -> Evidence {
        let own: Vec<_> = keys.iter().map(|key| (*key, 1.0)).collect();
        Evidence::new(own.clone(), own, facts)
    }

    fn score(a: &[KeyId], b: &[KeyId], facts: &[KeyFacts]) -> f64 {
        compare(&says(a, facts), &says(b, facts), facts).score
    }

    #[test]
    fn what_is_rarer_links_better() {
        let facts = facts(&[0.5, 0.9]);
        assert!(score(&[0, 1], &[1], &facts) > score(&[0, 1], &[0], &facts));
    }

    #[test]
    fn only_what_is_common_links_nothing() {
        let facts = facts(&[0.2, 0.2]);
        let both = says(&[0, 1], &facts);
        let agreement = compare(&both, &both, &facts);
        assert!(agreement.score.abs() < 1e-12 && agreement.strength > 0.39);
    }

    #[test]
    fn a_passage_that_says_everything_does_not_win() {
        let facts = facts(&[0.9; 6]);
        assert!(score(&[0], &[0], &facts) > score(&[0], &[0, 1, 2, 3, 4, 5], &facts));
    }

    #[test]
    fn a_part_of_what_is_shared_counts_once() {
        let mut facts = facts(&[0.9, 0.6]);
        facts[0].parts.push(1);
        let (both, alone) = (score(&[0, 1], &[0, 1], &facts), score(&[0], &[0], &facts));
        assert!((both - alone).abs() < 1e-12);
        let own = [(0, 1.0), (1, 1.0)];
        assert_eq!(reasons(&own, &own, &facts).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn the_strongest_reason_comes_first() {
        let facts = facts(&[0.5, 0.9, 0.7]);
        let own = [(0, 1.0), (1, 1.0), (2, 1.0)];
        assert_eq!(reasons(&own, &own, &facts).collect::<Vec<_>>(), [1, 2, 0]);
    }

    fn evidence() -> impl Strategy<Value = Vec<(KeyId, f32)>> {
        let items = prop::collection::btree_map(0_u32..12, 0.1_f32..1.0, 0..8);
        items.prop_map(|own| own.into_iter().collect())
    }

    proptest! {
        #[test]
        fn the_score_is_symmetric_and_below_one(
            a in evidence(),
            b in evidence(),
            rarities in prop::collection::vec(0.0_f64..1.0, 12),
        ) {
            let facts = facts(&rarities);
            let a = Evidence::new(a.clone(), a, &facts);
            let b = Evidence::new(b.clone(), b, &facts);
            let (one, other) = (compare(&a, &b, &facts), compare(&b, &a, &facts));
            prop_assert!((one.score - other.score).abs() < 1e-9);
            prop_assert!((one.strength - other.strength).abs() < 1e-9);
            prop_assert!(one.score >= 0.0 && one.score < 1.0);
        }
    }
}
