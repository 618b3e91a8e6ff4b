use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::encoder::{DIMENSIONS, Vector};
use crate::news::article::{ArticleId, Block, BlockKind, Meta, Passage};
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// Passages of an article.
const LENGTH: u32 = 5;

/// What an article can be: twelve of them, in three languages, that share names and figures in many ways.
fn article(number: u32) -> Article {
    let lang = [Lang::Ja, Lang::En, Lang::Ko][number as usize % 3];
    let mut article = Article {
        id: ArticleId(number.to_string()),
        path: PathBuf::new(),
        meta: Meta::default(),
        lang,
        text: String::new(),
        blocks: Vec::new(),
        passages: Vec::new(),
        inlines: Vec::new(),
        urls: Vec::new(),
    };
    for passage in 0..LENGTH {
        let start = article.text.len();
        let (word, amount) = (number * passage % 7, number + passage);
        // A word that only the Japanese articles make a term of.
        let rare = if passage == number % 4 {
            "hypervisor"
        } else {
            "it"
        };
        let text = format!(
            "They call {rare} Name{word} at {amount}0 % in {}.",
            2000 + word
        );
        article.text.push_str(&text);
        let span = Span::new(start, article.text.len());
        article.passages.push(Passage { span, block: 0 });
        article.text.push('\n');
    }
    article.blocks.push(Block {
        kind: BlockKind::Paragraph,
        span: Span::new(0, article.text.len()),
        lang,
        quotes: 0,
        lists: 0,
        continues: false,
        passages: 0..article.passages.len(),
    });
    article
}

/// One of a few directions, so that equals are common.
fn vector(number: u32) -> Compact {
    let mut values = [0.1; DIMENSIONS];
    for i in 0..9 {
        values[((number % 14 + 3) * (i + 5) * 7) as usize % DIMENSIONS] = 1.0;
    }
    Compact::from(&Vector::new(&values).unwrap())
}

fn library(of: &[u32]) -> Library {
    Library {
        articles: of
            .iter()
            .map(|number| std::sync::Arc::new(article(*number)))
            .collect(),
        ..Library::default()
    }
}

fn places(of: &[u32]) -> impl Iterator<Item = (PassageRef, u32)> {
    let article = |(article, number): (u32, &u32)| {
        let number = *number;
        (0..LENGTH).map(move |passage| {
            let article = ArticleIx(article);
            (
                PassageRef { article, passage },
                number * 3 + passage * passage,
            )
        })
    };
    (0..).zip(of).flat_map(article)
}

/// What is known of the meanings of the passages that `known` says.
fn meanings(of: &[u32], known: impl Fn(usize) -> bool) -> Meanings {
    let mut meanings = Meanings::new(&library(of));
    for (count, (at, number)) in places(of).enumerate() {
        if known(count) {
            meanings.set(at, &vector(number), None);
        }
    }
    meanings
}

/// Every link, whatever its probability.
fn links(index: &Index, of: &[u32]) -> Vec<Vec<Link>> {
    places(of)
        .map(|(at, _)| index.nearest(at, usize::MAX))
        .collect()
}

fn index(of: &[u32], meanings: &Meanings) -> Index {
    Index::new(&library(of), &[], &[], meanings)
}

fn numbers() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0_u32..12, 0..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_library_read_again_has_the_links_it_would_have_at_first(
        then in numbers(),
        now in numbers(),
        cut in 0_usize..90,
    ) {
        let old = index(&then, &meanings(&then, |count| count >= cut));
        let all = meanings(&now, |_| true);
        let renewed = old.renewed(&library(&now), &[], &[], &all);
        prop_assert_eq!(links(&renewed, &now), links(&index(&now, &all), &now));
    }

    #[test]
    fn an_article_that_comes_last_or_goes_changes_what_it_would_change_at_first(
        first in numbers(),
        number in 0_u32..12,
        gone in any::<prop::sample::Index>(),
    ) {
        let old = index(&first, &meanings(&first, |_| true));
        let mut now = first.clone();
        now.push(number);
        now.remove(gone.index(now.len()));
        let all = meanings(&now, |_| true);
        let renewed = old.renewed(&library(&now), &[], &[], &all);
        prop_assert_eq!(links(&renewed, &now), links(&index(&now, &all), &now));
    }

    #[test]
    fn in_which_order_meanings_come_does_not_matter(
        of in numbers(),
        first in 1_usize..7,
        second in 1_usize..7,
    ) {
        let all = meanings(&of, |_| true);
        let mut index_of = index(&of, &meanings(&of, |count| count % 7 >= first));
        // Links are drawn before all is known, and once more.
        let before = links(&index_of, &of);
        index_of.learn(&meanings(&of, |count| count % 7 >= first.min(second)));
        index_of.learn(&all);
        prop_assert_eq!(before.len(), of.len() * LENGTH as usize);
        prop_assert_eq!(links(&index_of, &of), links(&index(&of, &all), &of));
    }

    #[test]
    fn a_link_is_the_same_from_both_ends(of in numbers(), step in 1_usize..4) {
        let index = index(&of, &meanings(&of, |count| count % step == 0));
        for link in links(&index, &of).concat() {
            let back = index.nearest(link.to, usize::MAX);
            let back = back.iter().find(|back| back.to == link.from);
            let numbers = |link: &Link| (link.probability, link.similarity, link.margin, link.kind);
            prop_assert_eq!(back.map(numbers), Some(numbers(&link)));
        }
    }
}
