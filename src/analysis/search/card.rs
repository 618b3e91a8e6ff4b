//! What the list's filter knows of an article, folded once.

use std::sync::Arc;

use crate::news::article::Article;
use crate::news::company::{Company, CompanyIx};
use crate::news::date::Date;
use crate::news::mark::Mark;
use crate::text::fold::{Form, fold};
use crate::text::lang::Lang;

/// The folded names of all companies, shared by the cards of all articles.
#[derive(Clone, Debug, Default)]
pub struct CompanyNames(Vec<Arc<str>>);

impl CompanyNames {
    /// The companies one of whose names has this folded text in it.
    pub fn matching<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = CompanyIx> + 'a {
        let all = (0..).map(CompanyIx).zip(&self.0);
        all.filter(move |(_, names)| names.contains(folded))
            .map(|(ix, _)| ix)
    }

    /// Folds each company's id, name and aliases.
    #[must_use]
    pub fn new(companies: &[Company]) -> Self {
        let names = companies.iter().map(|company| {
            let aliases = company.aliases.iter().map(|alias| alias.text.as_str());
            let names = [company.id.as_str(), company.name.as_str()];
            joined(names.into_iter().chain(aliases)).into()
        });
        Self(names.collect())
    }
}

/// What the filter knows of an article that does not change while it is read; built once.
#[derive(Clone, Debug)]
pub struct Card {
    pub(super) title: String,
    pub(super) source: String,
    pub(super) author: String,
    pub(super) tags: String,
    pub(super) feed: String,
    pub(super) companies: Vec<Arc<str>>,
    pub(super) lang: Lang,
    /// The code and the name of the language.
    pub(super) language: String,
    pub(super) date: Option<Date>,
}

/// An article as the filter sees it: its card, and what the reader has done with it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is known of it.
    pub card: &'a Card,
    /// Whether it has been read.
    pub read: bool,
    /// Whether it is starred.
    pub starred: bool,
    /// Whether a mark stands in it.
    pub marked: bool,
    /// Whether one of its marks has a note.
    pub noted: bool,
    /// Whether one of its marks has a tag.
    pub tagged: bool,
}

impl Card {
    /// The card of an article that names these companies.
    #[must_use]
    pub fn new(
        article: &Article,
        companies: impl IntoIterator<Item = CompanyIx>,
        names: &CompanyNames,
    ) -> Self {
        let meta = &article.meta;
        let optional = |field: &Option<String>| folded(field.as_deref().unwrap_or_default());
        let companies = companies
            .into_iter()
            .filter_map(|ix| names.0.get(usize::from(ix.0)).cloned())
            .collect();
        Self {
            title: folded(&meta.title),
            source: optional(&meta.source),
            author: optional(&meta.author),
            tags: joined(meta.tags.iter().map(String::as_str)),
            feed: optional(&feed(article).map(str::to_owned)),
            companies,
            lang: article.lang,
            language: language_names(article.lang),
            date: meta.date,
        }
    }
}

impl Card {
    /// The card of a mark: that of its article, but that it has the words of the mark and of its link too, and the tags of the mark alone.
    #[must_use]
    pub fn of_mark(mark: &Mark, article: Option<Self>) -> Self {
        let kept = &mark.anchor.article;
        let optional = |field: &Option<String>| folded(field.as_deref().unwrap_or_default());
        let mut card = article.unwrap_or_else(|| Self {
            title: folded(&kept.title),
            source: optional(&kept.source),
            author: String::new(),
            tags: String::new(),
            feed: String::new(),
            companies: Vec::new(),
            lang: kept.lang,
            language: language_names(kept.lang),
            date: None,
        });
        let link = mark.link.as_ref().map(|link| {
            let words = [link.verdict.name(), &link.to.exact, &link.to.article.title];
            joined(words)
        });
        card.title = [
            card.title,
            folded(&mark.anchor.exact),
            folded(&mark.note),
            link.unwrap_or_default(),
        ]
        .join("\n");
        card.tags = joined(mark.tags.iter().map(String::as_str));
        card
    }

    /// The folded title, source, author, tags (one a line) and feed.
    #[must_use]
    pub fn fields(&self) -> [&str; 5] {
        [
            &self.title,
            &self.source,
            &self.author,
            &self.tags,
            &self.feed,
        ]
    }
}

/// The folded code and English name of a language, one a line.
pub(super) fn language_names(lang: Lang) -> String {
    joined([&*lang.to_string(), language_name(lang)])
}

/// The subscription that an article came by, which its file names as `feed`.
#[must_use]
pub fn feed(article: &Article) -> Option<&str> {
    let other = article.meta.other.iter();
    let mut feeds = other.filter(|(key, _)| key.eq_ignore_ascii_case("feed"));
    feeds.next().map(|(_, value)| value.as_str())
}

/// The English name of a language, as [`Lang::parse`] reads it.
fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Ja => "Japanese",
        Lang::Ko => "Korean",
        Lang::ZhHans | Lang::ZhHant => "Chinese",
        Lang::Other(_) => "",
    }
}

/// The folded form that cards and queries are compared in.
pub(super) fn folded(text: &str) -> String {
    fold(text.trim(), Form::Search).text
}

/// Folded texts, one a line, so that nothing matches over two of them.
fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(folded).collect::<Vec<_>>().join("\n")
}
