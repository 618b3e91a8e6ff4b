//! The bundled library with its links by meaning, as the program draws them.

use counterpoint::analysis::companies::Matcher;
use counterpoint::analysis::links::{Index, Meanings, masked};
use counterpoint::app::shelf::Findings;
use counterpoint::config;
use counterpoint::encoder::{Compact, Encoder};
use counterpoint::news::company::{Company, Mentions};
use counterpoint::news::library::{Library, PassageRef};

/// The bundled library with all that its links are drawn from.
pub struct Linked {
    pub library: Library,
    pub companies: Vec<Company>,
    pub mentions: Vec<Mentions>,
    pub meanings: Meanings,
    pub index: Index,
}

/// The bundled library with the shipped companies, every passage encoded.
pub fn linked() -> Linked {
    let config = config::read(&[]).unwrap();
    let library = super::bundled();
    let matcher = Matcher::new(&config.companies);
    let findings = Findings::of(&library, &matcher, &config.companies);
    let mentions = findings.mentions.to_vec();
    let meanings = meanings(&library, &mentions);
    let index = Index::new(&library, &mentions, &config.companies, &meanings);
    Linked {
        library,
        companies: config.companies,
        mentions,
        meanings,
        index,
    }
}

/// Every passage of a library.
pub fn places(library: &Library) -> Vec<PassageRef> {
    let all = library.iter().flat_map(|(article, content)| {
        (0..)
            .take(content.passages.len())
            .map(move |passage| PassageRef { article, passage })
    });
    all.collect()
}

fn meanings(library: &Library, mentions: &[Mentions]) -> Meanings {
    let encode = |texts: &[&str]| -> Vec<Compact> {
        let vectors = Encoder::embedded().unwrap().encode(texts);
        vectors.iter().map(Compact::from).collect()
    };
    let mut meanings = Meanings::new(library);
    for at in places(library) {
        let (article, passage) = (library.get(at.article).unwrap(), at.passage as usize);
        let masked = masked(article, &mentions[at.article.index()], passage);
        let mut texts = vec![article.passage_text(passage)];
        texts.extend(masked.as_deref());
        let vectors = encode(&texts);
        meanings.set(at, &vectors[0], vectors.get(1));
    }
    meanings
}
