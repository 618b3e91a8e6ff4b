//! Libraries with their meanings.

use std::path::PathBuf;

use counterpoint::analysis::companies::Matcher;
use counterpoint::analysis::links::{Index, Meanings, masked};
use counterpoint::app::shelf::Findings;
use counterpoint::config;
use counterpoint::encoder::{Compact, Encoder};
use counterpoint::load;
use counterpoint::news::company::Mentions;
use counterpoint::news::library::{ArticleIx, Library, PassageRef};

/// A library, what it names, and its links.
pub struct Stock {
    pub library: Library,
    pub index: Index,
    pub meanings: Meanings,
    pub plain: Vec<(PassageRef, Compact)>,
}

pub fn places(library: &Library) -> Vec<PassageRef> {
    let mut all = Vec::new();
    for (article, content) in library.iter() {
        let passages = 0..u32::try_from(content.passages.len()).unwrap();
        all.extend(passages.map(|passage| PassageRef { article, passage }));
    }
    all
}

pub fn text(library: &Library, at: PassageRef) -> &str {
    let article = library.get(at.article).unwrap();
    article.passage_text(at.passage as usize)
}

pub fn encode(texts: &[&str]) -> Vec<Compact> {
    let vectors = Encoder::embedded().unwrap().encode(texts);
    vectors.iter().map(Compact::from).collect()
}

/// The bundled library.
pub fn bundled() -> Stock {
    let config = config::read(&[]).expect("the shipped configuration is good");
    let library = load::load(&[PathBuf::from("articles")], &|_| {});
    let matcher = Matcher::new(&config.companies);
    let findings = Findings::of(&library, &matcher, &config.companies);
    let mentions: &[Mentions] = &findings.mentions;
    let all = places(&library);
    let plain: Vec<&str> = all.iter().map(|at| text(&library, *at)).collect();
    let plain = encode(&plain);
    let forms: Vec<Option<String>> = all
        .iter()
        .map(|at| {
            let article = library.get(at.article).unwrap();
            masked(article, &mentions[at.article.index()], at.passage as usize)
        })
        .collect();
    let shorter: Vec<&str> = forms.iter().flatten().map(String::as_str).collect();
    let mut shorter = encode(&shorter).into_iter();
    let mut meanings = Meanings::new(&library);
    for ((at, plain), form) in all.iter().zip(&plain).zip(&forms) {
        let masked = form.as_ref().and_then(|_| shorter.next());
        meanings.set(*at, plain, masked.as_ref());
    }
    let index = Index::new(&library, mentions, &config.companies, &meanings);
    Stock {
        plain: all.into_iter().zip(plain).collect(),
        library,
        index,
        meanings,
    }
}

/// Names as short as they are clear: `ja2:5` is the fifth passage of the second Japanese article.
pub fn short(library: &Library, at: PassageRef) -> String {
    let id = |ix: ArticleIx| {
        library
            .get(ix)
            .unwrap()
            .id
            .0
            .split('/')
            .next()
            .unwrap()
            .to_owned()
    };
    let folder = id(at.article);
    let same = library
        .iter()
        .filter(|(ix, _)| *ix <= at.article && id(*ix) == folder);
    format!("{folder}{}:{}", same.count(), at.passage + 1)
}
