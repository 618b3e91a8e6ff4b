//! Marks as texts for other programs.

mod csv;
mod markdown;
mod org;

use super::annotation;
use crate::news::article::ArticleId;
use crate::news::mark::{ArticleRef, Mark};

/// The forms in which marks are given to other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown (CommonMark): a section an article, the quotes as block quotations.
    Md,
    /// CSV (RFC 4180), one row a tag: Taguette's columns `id,document,tag,content`, then
    /// `note,url,date,source,lang,created`, and for marks of links `link,link_document,link_content`.
    Csv,
    /// JSON lines, as the store keeps them: [`super::import()`] gives back the same marks.
    Jsonl,
    /// Emacs org: a heading an article with its properties, the quotes as quote blocks.
    Org,
}

/// Writes marks in a format, in the order given; those of one article stand together where the format has sections.
#[must_use]
pub fn export(marks: &[Mark], format: Format) -> String {
    match format {
        Format::Md => markdown::write(marks),
        Format::Csv => csv::write(marks),
        Format::Jsonl => marks
            .iter()
            .map(|mark| annotation::put(mark, mark.modified) + "\n")
            .collect(),
        Format::Org => org::write(marks),
    }
}

/// The marks of each article, in order of first appearance.
fn by_article(marks: &[Mark]) -> Vec<(&ArticleRef, Vec<&Mark>)> {
    let mut groups: Vec<(&ArticleRef, Vec<&Mark>)> = Vec::new();
    let mut at: std::collections::HashMap<&ArticleId, usize> = std::collections::HashMap::new();
    for mark in marks {
        let article = &mark.anchor.article;
        let next = groups.len();
        let place = *at.entry(&article.id).or_insert(next);
        match groups.get_mut(place) {
            Some((_, group)) => group.push(mark),
            None => groups.push((article, vec![mark])),
        }
    }
    groups
}

/// A text on one line: every run of white space and control characters is one space.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::super::import;
    use super::super::tests::{a_mark, mark};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn json_lines_come_back_as_they_were(mut marks in prop::collection::vec(mark(), 0..6)) {
            for (at, mark) in (0..).zip(&mut marks) {
                mark.id = a_mark(at).id;
            }
            let (back, problems) = import(&export(&marks, Format::Jsonl), Path::new("x"));
            prop_assert_eq!(problems, []);
            prop_assert_eq!(back, marks);
        }
    }

    #[test]
    fn marks_of_an_article_are_grouped_where_it_first_appears() {
        let mut other = a_mark(2);
        other.anchor.article.id = ArticleId("en/other".to_owned());
        let marks = [a_mark(1), other, a_mark(3)];
        let sizes: Vec<usize> = by_article(&marks).iter().map(|(_, g)| g.len()).collect();
        assert_eq!(sizes, [2, 1]);
    }
}
