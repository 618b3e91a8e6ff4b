//! Copies of articles: made variants of the bundled ones are found, independent articles about the same events are not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod common;

use std::sync::LazyLock;

use proptest::prelude::*;

use counterpoint::analysis::duplicates::{duplicates, resemblance};
use counterpoint::news::article::{Article, ArticleId};
use counterpoint::news::library::{ArticleIx, Library};
use counterpoint::text::lang::Lang;

fn bundled() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(common::bundled);
    &LIBRARY
}

/// What makes another text of one.
type Change = fn(&str) -> String;

/// A copy of an article with another text.
fn variant(article: &Article, name: &str, change: impl Fn(&str) -> String) -> Article {
    Article {
        id: ArticleId(format!("{}-{name}", article.id.0)),
        text: change(&article.text),
        ..article.clone()
    }
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").collect()
}

/// Without its longest paragraph.
fn cut(text: &str) -> String {
    let mut all = paragraphs(text);
    let longest = (0..all.len()).max_by_key(|at| all[*at].len()).unwrap();
    all.remove(longest);
    all.join("\n\n")
}

/// With what an agency writes before and after.
fn agency(text: &str) -> String {
    format!(
        "[Seoul, May 9 (Wire)] = {text}\n\nⓒ Counterpoint Wire. All rights reserved. 無断転載禁止 무단 전재 및 재배포 금지"
    )
}

/// With other marks and spaces.
fn marks(text: &str) -> String {
    let text = text
        .replace(['、', ','], " ")
        .replace('。', "．")
        .replace(". ", " - ");
    text.replace(['「', '“'], "\"").replace(['」', '”'], "\"")
}

/// Every tenth sentence with a word more.
fn edited(text: &str) -> String {
    let ends = text
        .match_indices(['。', '.'])
        .map(|(at, _)| at)
        .step_by(10);
    let mut edited = text.to_owned();
    for at in ends.collect::<Vec<_>>().into_iter().rev() {
        edited.insert_str(at, " (as reported)");
    }
    edited
}

fn library(articles: Vec<Article>) -> Library {
    Library {
        articles: articles.into_iter().map(Into::into).collect(),
        ..Library::default()
    }
}

#[test]
fn variants_of_an_article_are_its_copies_and_others_are_not() {
    let variants: [(&str, Change); 4] = [
        ("cut", cut),
        ("agency", agency),
        ("marks", marks),
        ("edited", edited),
    ];
    let mut articles = Vec::new();
    let mut least = 1.0_f64;
    for article in &bundled().articles {
        articles.push(Article::clone(article));
        for (name, change) in variants {
            let copy = variant(article, name, change);
            let resembles = resemblance(article, &copy);
            least = least.min(resembles);
            assert!(resembles >= 0.6, "{} {resembles}", copy.id);
            articles.push(copy);
        }
        let mut headline = variant(article, "headline", str::to_owned);
        headline.meta.title = "Something else".to_owned();
        articles.push(headline);
    }
    let mut most = 0.0_f64;
    for (at, one) in bundled().articles.iter().enumerate() {
        let others = bundled().articles.iter().skip(at + 1);
        for other in others.filter(|other| other.lang.code() == one.lang.code()) {
            let resembles = resemblance(one, other);
            most = most.max(resembles);
            assert!(resembles <= 0.02, "{} {} {resembles}", one.id, other.id);
        }
    }
    let size = variants.len() + 2;
    let expected: Vec<Vec<ArticleIx>> = (0..bundled().articles.len())
        .map(|nth| {
            (nth * size..(nth + 1) * size)
                .map(|at| ArticleIx(u32::try_from(at).unwrap()))
                .collect()
        })
        .collect();
    assert_eq!(
        duplicates(&library(articles)),
        expected,
        "least {least}, most {most}"
    );
}

#[test]
fn the_same_text_in_another_language_is_no_duplicate() {
    let article = &bundled().articles[0];
    let mut other = variant(article, "other", str::to_owned);
    other.lang = Lang::parse("de").unwrap();
    assert!(duplicates(&library(vec![Article::clone(article), other])).is_empty());
}

#[test]
fn short_texts_are_copies_only_where_all_is_the_same() {
    let short = |title: &str, text: &str| {
        let mut article = variant(&bundled().articles[0], title, |_| text.to_owned());
        article.meta.title = title.to_owned();
        article
    };
    let articles = vec![
        short("One story", "Comments"),
        short("Another story", "Comments"),
        short("One story!", "comments."),
        short("A third", ""),
    ];
    let sets = duplicates(&library(articles));
    assert_eq!(sets, [[ArticleIx(0), ArticleIx(2)]]);
}

#[test]
fn what_a_site_puts_under_all_its_articles_makes_no_copies() {
    let foot = paragraphs(&bundled().articles[0].text)[..1].concat();
    let articles = bundled()
        .articles
        .iter()
        .map(|article| variant(article, "foot", |text| format!("{text}\n\n{foot}")));
    assert!(duplicates(&library(articles.collect())).is_empty());
}

proptest! {
    #[test]
    fn no_text_breaks_it_and_equal_texts_are_together(texts in prop::collection::vec("\\PC{0,200}", 1..8)) {
        let mut articles = Vec::new();
        for text in &texts {
            articles.push(variant(&bundled().articles[0], "one", |_| text.clone()));
            articles.push(variant(&bundled().articles[0], "two", |_| text.clone()));
        }
        let sets = duplicates(&library(articles));
        for number in 0..u32::try_from(texts.len()).unwrap() {
            let pair = [ArticleIx(2 * number), ArticleIx(2 * number + 1)];
            prop_assert!(sets.iter().any(|set| pair.iter().all(|ix| set.contains(ix))));
        }
    }
}
