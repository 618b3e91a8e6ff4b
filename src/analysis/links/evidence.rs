//! What a passage says that another can say too, in any language: companies, figures, dates and terms.

use std::collections::HashSet;
use std::sync::Arc;

use super::terms::{self, Lexicon, Setting};
use crate::analysis::figures::{self, Unit, Value, When, Year};
use crate::news::article::{Article, BlockKind};
use crate::news::company::{CompanyIx, Mentions};
use crate::news::link::ReasonKind;
use crate::text::span::Span;

/// One thing a passage says.
#[derive(Clone, Debug, PartialEq)]
pub struct Clue {
    /// What it is.
    pub key: Key,
    /// Where it stands, in bytes of the article's text.
    pub span: Span,
    /// How much it tells by its kind, 0 to 1, its rarity aside: `3` tells less than `61 billion USD`.
    pub weight: f32,
    /// The less exact things it says too: `2019-05` in `2019-05-07`, `Server 2008` in `Windows Server 2008`.
    pub parts: Vec<Key>,
}

/// What two passages can share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// They name the company.
    Company(CompanyIx),
    /// They give the amount, or the date, completed by the day of publication.
    Figure(Value),
    /// They have the term; its form for comparison.
    Term(Arc<str>),
}

impl Key {
    /// The kind of reason it is for a link.
    #[must_use]
    pub fn kind(&self) -> ReasonKind {
        match self {
            Self::Company(_) => ReasonKind::Company,
            Self::Figure(Value::Number { .. }) => ReasonKind::Figure,
            Self::Figure(Value::Date(_)) => ReasonKind::Date,
            Self::Term(_) => ReasonKind::Term,
        }
    }
}

/// The clues of every passage of an article, each passage's in the order of its text.
pub(super) fn clues(article: &Article, mentions: &Mentions, lexicon: &Lexicon) -> Vec<Vec<Clue>> {
    let words: Vec<_> = (0..article.passages.len())
        .map(|i| terms::words(article.passage_text(i)))
        .collect();
    let names: HashSet<String> = words
        .iter()
        .enumerate()
        .filter(|(i, _)| !is_heading(article, *i) && !article.passage_lang(*i).is_cjk())
        .flat_map(|(_, words)| terms::names(words))
        .map(str::to_owned)
        .collect();
    let mut out = Vec::with_capacity(words.len());
    for (i, words) in words.iter().enumerate() {
        let span = article.passages[i].span;
        let first = mentions.text.partition_point(|m| m.span.end <= span.start);
        let inside = mentions.text.iter().skip(first);
        let mut found: Vec<Clue> = inside
            .take_while(|mention| mention.span.start < span.end)
            .map(|mention| Clue {
                key: Key::Company(mention.company),
                span: mention.span,
                weight: 0.75,
                parts: Vec::new(),
            })
            .collect();
        let local = |of: Span| {
            Span::new(
                of.start.saturating_sub(span.start),
                of.end.saturating_sub(span.start),
            )
        };
        let companies: Vec<Span> = found.iter().map(|clue| local(clue.span)).collect();
        let figures = figure_clues(article, i);
        let taken: Vec<Span> = figures.iter().map(|clue| local(clue.span)).collect();
        found.extend(figures);
        let setting = Setting {
            lang: article.passage_lang(i),
            is_heading: is_heading(article, i),
            names: &names,
            lexicon,
        };
        let terms = terms::terms(words, setting, &taken, &companies);
        found.extend(terms.into_iter().map(|term| {
            Clue {
                key: Key::Term(term.key.into()),
                span: term.span.shifted(span.start),
                weight: 1.0,
                parts: term
                    .parts
                    .into_iter()
                    .map(|key| Key::Term(key.into()))
                    .collect(),
            }
        }));
        found.sort_by_key(|clue| clue.span);
        out.push(found);
    }
    out
}

fn is_heading(article: &Article, passage: usize) -> bool {
    let block = article.passages.get(passage).map(|p| p.block);
    block
        .and_then(|block| article.blocks.get(block))
        .is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)))
}

/// The figures of a passage as clues, dates completed.
fn figure_clues(article: &Article, passage: usize) -> Vec<Clue> {
    let start = article.passages.get(passage).map_or(0, |p| p.span.start);
    figures::figures(article.passage_text(passage), article.passage_lang(passage))
        .into_iter()
        .map(|figure| {
            let value = figures::resolve(figure.value, article.meta.date);
            Clue {
                key: Key::Figure(value),
                span: figure.span.shifted(start),
                weight: weight(value),
                parts: parts(value),
            }
        })
        .collect()
}

/// How much a value tells by its kind: small numbers are everywhere, and without a unit may count anything.
fn weight(value: Value) -> f32 {
    let Value::Number { amount, unit } = value else {
        return 1.0;
    };
    let is_small = amount.millionths().abs() < 5_000_000;
    match unit {
        Unit::Percent | Unit::Money(_) => 1.0,
        Unit::Plain if amount.millionths().abs() < 10_000_000 => 0.2,
        Unit::Plain => 0.5,
        Unit::Companies if is_small => 0.2,
        Unit::Years => 0.8,
        _ if is_small => 0.5,
        _ => 0.9,
    }
}

/// What a date says less exactly: its month, its day in any year, its year.
fn parts(value: Value) -> Vec<Key> {
    let Value::Date(When {
        year: year @ Year::Given(_),
        month: Some(month),
        day,
    }) = value
    else {
        return Vec::new();
    };
    let key = |year, month, day| Key::Figure(Value::Date(When { year, month, day }));
    let mut parts = vec![key(year, None, None)];
    if let Some(day) = day {
        parts.push(key(year, Some(month), None));
        parts.push(key(Year::Unsaid, Some(month), Some(day)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::news::article::{ArticleId, Block, Meta, Passage};
    use crate::news::company::Mention;
    use crate::news::date::Date;
    use crate::text::lang::Lang;

    fn article(text: &str, lang: Lang) -> Article {
        let span = Span::new(2, text.len());
        Article {
            id: ArticleId("a".to_owned()),
            path: PathBuf::new(),
            meta: Meta {
                date: Some(Date {
                    year: 2019,
                    month: 5,
                    day: 8,
                    time: None,
                }),
                ..Meta::default()
            },
            lang,
            text: text.to_owned(),
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                span,
                lang,
                quotes: 0,
                lists: 0,
                continues: false,
                passages: 0..1,
            }],
            passages: vec![Passage { span, block: 0 }],
            inlines: Vec::new(),
            urls: Vec::new(),
        }
    }

    #[test]
    fn clues_stand_in_order_with_their_places_in_the_article() {
        let text = "  Dellは7日、KEDAを80%";
        let article = article(text, Lang::Ja);
        let mentions = Mentions {
            text: vec![Mention {
                company: CompanyIx(3),
                span: Span::new(2, 6),
            }],
            ..Mentions::default()
        };
        let clues = clues(&article, &mentions, &Lexicon::default());
        let seen: Vec<_> = clues[0]
            .iter()
            .map(|clue| (clue.span.of(text), clue.key.kind()))
            .collect();
        assert_eq!(
            seen,
            [
                ("Dell", ReasonKind::Company),
                ("7日", ReasonKind::Date),
                ("KEDA", ReasonKind::Term),
                ("80%", ReasonKind::Figure),
            ]
        );
    }

    #[test]
    fn a_date_is_completed_and_says_its_month_and_year_too() {
        let clues = clues(
            &article("  on May 7", Lang::En),
            &Mentions::default(),
            &Lexicon::default(),
        );
        let shown = |key: &Key| match key {
            Key::Figure(value) => value.to_string(),
            Key::Company(_) | Key::Term(_) => String::new(),
        };
        assert_eq!(shown(&clues[0][0].key), "2019-05-07");
        let parts: Vec<_> = clues[0][0].parts.iter().map(shown).collect();
        assert_eq!(parts, ["2019", "2019-05", "May 7"]);
    }
}
