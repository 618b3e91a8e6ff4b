//! The passages of the bundled library and the pairs worth judging.

use std::collections::BTreeSet;

use counterpoint::news::library::PassageRef;

use crate::work::{Stock, bundled, short, text};

/// Lists every passage with its number.
pub fn passages() {
    let stock = bundled();
    for (at, _) in &stock.plain {
        println!(
            "{}\t{}",
            short(&stock.library, *at),
            text(&stock.library, *at)
        );
    }
}

/// Of every third passage: its nearest by meaning alone, and those that share most evidence.
pub fn pool() {
    let stock = bundled();
    let mut pairs: BTreeSet<(PassageRef, PassageRef)> = BTreeSet::new();
    for (number, (from, vector)) in stock.plain.iter().enumerate() {
        if number % 5 != 0 {
            continue;
        }
        let others = stock
            .plain
            .iter()
            .filter(|(to, _)| to.article != from.article);
        let mut near: Vec<(f32, PassageRef)> =
            others.map(|(to, other)| (vector.dot(other), *to)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut shared = stock.index.compared(*from);
        shared.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength));
        let mut margin = stock.index.compared(*from);
        margin.sort_by(|a, b| b.1.margin.total_cmp(&a.1.margin));
        let near = near.into_iter().take(2).map(|(_, to)| to);
        let shared = shared.into_iter().take(2).map(|(to, _)| to);
        let margin = margin.into_iter().take(2).map(|(to, _)| to);
        for to in near.chain(shared).chain(margin) {
            pairs.insert((*from.min(&to), *from.max(&to)));
        }
    }
    show(&stock, pairs);
}

/// Everything that is claimed.
pub fn claims() {
    let stock = bundled();
    let mut pairs = BTreeSet::new();
    for (from, _) in &stock.plain {
        for link in stock.index.related(*from, 5) {
            pairs.insert((*from.min(&link.to), *from.max(&link.to)));
        }
    }
    show(&stock, pairs);
}

fn show(stock: &Stock, pairs: BTreeSet<(PassageRef, PassageRef)>) {
    for (a, b) in pairs {
        let library = &stock.library;
        println!("{} {}", short(library, a), short(library, b));
    }
}
