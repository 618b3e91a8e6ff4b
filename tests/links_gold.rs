//! Links by meaning on the bundled articles, against the pairs judged by hand (`tests/gold/`).

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads the judged pairs"
)]

mod common;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::sync::LazyLock;

use common::linked::{Linked, linked, places};
use counterpoint::analysis::links::{Index, Meanings, THRESHOLD};
use counterpoint::news::article::ArticleId;
use counterpoint::news::library::PassageRef;
use counterpoint::news::link::ReasonKind;

static DESK: LazyLock<Linked> = LazyLock::new(linked);

/// The verdict of each judged pair, the passage that comes first in the library first.
fn judged() -> HashMap<(PassageRef, PassageRef), String> {
    let file = fs::read_to_string("tests/gold/links.tsv").unwrap();
    let place = |name: &str, begins: &str| {
        let (article, passage) = name.rsplit_once(':').unwrap();
        let article = DESK.library.find(&ArticleId(article.to_owned()));
        let article = article.unwrap_or_else(|| panic!("{name} is not there"));
        let passage = passage.parse::<u32>().unwrap() - 1;
        let text = DESK.library.articles[article.index()].passage_text(passage as usize);
        assert!(text.starts_with(begins), "{name} is {text:?} now");
        PassageRef { article, passage }
    };
    let pair = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert!(["same", "fact", "related", "not"].contains(&fields[0]));
        let ends = (place(fields[1], fields[2]), place(fields[3], fields[4]));
        assert!(ends.0.article < ends.1.article, "{line}");
        (ends, fields[0].to_owned())
    };
    file.lines().skip(1).map(pair).collect()
}

/// Whether the constants were fitted on a pair.
fn was_fitted(a: PassageRef, b: PassageRef) -> bool {
    a.min(b).passage.is_multiple_of(2)
}

#[test]
fn enough_was_judged_in_all_languages_and_among_those_who_name_the_same() {
    let judged = judged();
    assert!(judged.len() >= 200);
    let names = |at: PassageRef| -> BTreeSet<u16> {
        let span = DESK.library.articles[at.article.index()].passages[at.passage as usize].span;
        let mentions = DESK.mentions[at.article.index()].text.iter();
        let inside = mentions.filter(|m| span.covers(m.span));
        inside.map(|m| m.company.0).collect()
    };
    let deceptive = judged
        .iter()
        .filter(|((a, b), verdict)| *verdict == "not" && !names(*a).is_disjoint(&names(*b)));
    let deceptive = deceptive.count();
    println!(
        "{} judged, {deceptive} not, with a company in common",
        judged.len()
    );
    assert!(deceptive >= 80, "{deceptive}");
    let voice = |at: PassageRef| {
        DESK.library.articles[at.article.index()]
            .lang
            .code()
            .chars()
            .take(2)
            .collect::<String>()
    };
    let langs: BTreeSet<_> = judged.keys().map(|(a, b)| [voice(*a), voice(*b)]).collect();
    assert_eq!(langs.len(), 10, "{langs:?}");
}

#[test]
fn judged_links_are_among_the_first_five_and_claims_are_right() {
    let judged = judged();
    let verdict =
        |a: PassageRef, b: PassageRef| judged.get(&(a.min(b), a.max(b))).map(String::as_str);
    let (mut found, mut all, mut right, mut claimed) = (0.0, 0.0, 0.0, 0.0);
    for from in places(&DESK.library) {
        let is = |to: PassageRef| matches!(verdict(from, to), Some("same" | "fact"));
        let ends = judged.keys().filter_map(|(a, b)| match from {
            _ if from == *a => Some(*b),
            _ if from == *b => Some(*a),
            _ => None,
        });
        let wanted: Vec<PassageRef> = ends
            .filter(|to| is(*to) && !was_fitted(from, *to))
            .collect();
        let mut five: Vec<PassageRef> = DESK.index.nearest(from, 60).iter().map(|l| l.to).collect();
        five.retain(|to| !(was_fitted(from, *to) && is(*to)));
        five.truncate(5);
        found += wanted
            .iter()
            .map(|to| f64::from(u8::from(five.contains(to))))
            .sum::<f64>();
        all += f64::from(u32::try_from(wanted.len().min(5)).unwrap());
        for link in DESK.index.related(from, 5) {
            if !was_fitted(from, link.to) {
                let verdict = verdict(from, link.to).unwrap_or("not");
                right += f64::from(u8::from(verdict != "not"));
                claimed += 1.0;
            }
        }
    }
    println!(
        "recall@5 {:.3}, precision {:.3} of {claimed}",
        found / all,
        right / claimed
    );
    assert!(found / all >= RECALL, "recall@5 {:.3}", found / all);
    assert!(right / claimed >= 0.85, "precision {:.3}", right / claimed);
    assert!(claimed > 150.0, "{claimed} claimed");
}

/// What must be found at least.
const RECALL: f64 = 0.70;

#[test]
fn a_link_is_the_same_from_both_ends() {
    for from in places(&DESK.library) {
        for link in DESK.index.related(from, usize::MAX) {
            assert!(link.probability >= THRESHOLD && link.probability < 1.0);
            assert_ne!(link.to.article, from.article);
            let back = DESK.index.related(link.to, usize::MAX);
            let back = back.iter().find(|back| back.to == from).unwrap();
            assert!((back.probability - link.probability).abs() < 1e-12);
            assert_eq!((back.kind, back.margin), (link.kind, link.margin));
            let agreeing = |link: &counterpoint::news::link::Link| {
                let mut reasons = link.reasons.clone();
                reasons.retain(|reason| reason.kind != ReasonKind::Differs);
                reasons
            };
            assert_eq!(agreeing(back), agreeing(&link));
        }
    }
}

#[test]
fn what_is_learned_later_counts_as_if_known_at_once() {
    let mut index = Index::new(
        &DESK.library,
        &DESK.mentions,
        &DESK.companies,
        &Meanings::default(),
    );
    let from = places(&DESK.library)[4];
    let before = index.nearest(from, 5);
    index.learn(&DESK.meanings);
    assert_ne!(index.nearest(from, 5), before);
    for from in places(&DESK.library).into_iter().step_by(7) {
        assert_eq!(index.nearest(from, 20), DESK.index.nearest(from, 20));
    }
}
