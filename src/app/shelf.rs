//! The articles, and what the analysis has found in them.

use std::sync::Arc;

use crate::analysis::companies::Matcher;
use crate::analysis::search::query::Vocabulary;
use crate::analysis::search::{Card, CompanyNames};
use crate::news::article::{Article, ArticleId};
use crate::news::company::{Company, CompanyIx, Mention, Mentions, Presence, Weight};
use crate::news::date::Date;
use crate::news::library::{ArticleIx, Library};
use crate::news::problem::Problem;
use crate::text::lang::Lang;

use super::feeds::Feeds;
use super::filed::Filed;
use super::linked::Linked;

/// The articles and what is known about them.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The articles in hand: the library as it was last read, or of a large one what is looked at.
    pub library: Arc<Library>,
    /// The mentions of each article; empty until the analysis has come.
    pub mentions: Arc<Vec<Mentions>>,
    /// What the list's filter looks at, for each article.
    pub cards: Vec<Card>,
    /// What the fields of a query can hold; nothing until the index has been read.
    pub vocabulary: Vocabulary,
    /// What each company has in the library, in the order of the configuration.
    pub companies: Vec<Coverage>,
    /// The company the reader is following just now.
    pub lens: Option<CompanyIx>,
    /// The links of whole articles.
    pub linked: Linked,
    /// What is known of a library too large to be read whole; none where all of it is in hand.
    pub filed: Option<Filed>,
    /// Whether files have changed since the library was read.
    pub changed: bool,
    /// How the library is coming along.
    pub progress: Progress,
    /// The feeds.
    pub feeds: Feeds,
    /// What was wrong with the files of marks and reading states.
    pub store_problems: Vec<Problem>,
}

/// How the library is coming along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Its files are being read: so many so far.
    Reading(usize),
    /// Its companies and evidence are being looked for.
    Analyzing,
    /// Its passages are being read for their meaning; what is linked so far can be asked for.
    Linking {
        /// So many so far.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// All is there.
    #[default]
    Ready,
}

/// What a company has in the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Its mentions by language, in the order of first appearance.
    pub counts: Vec<(Lang, usize)>,
    /// How many articles name it.
    pub total: usize,
    /// Those of them that are in hand, the weightiest and newest first.
    pub articles: Vec<(ArticleIx, Presence)>,
    /// The first and the last date of those.
    pub dates: Option<(Date, Date)>,
}

impl Shelf {
    /// An article with its place.
    #[must_use]
    pub fn article(&self, ix: ArticleIx) -> Option<&Article> {
        self.library.get(ix)
    }

    /// How many articles the library has.
    #[must_use]
    pub fn count(&self) -> usize {
        let all = self.filed.as_ref().map(|filed| filed.total);
        all.unwrap_or(self.library.articles.len())
    }

    /// The number in the index of an article whose text is not here.
    #[must_use]
    pub fn number_of_stub(&self, ix: ArticleIx) -> Option<u32> {
        let filed = self.filed.as_ref()?;
        let is_stub = self.article(ix)?.is_stub();
        filed.number(ix).filter(|_| is_stub)
    }

    /// The mentions of an article.
    #[must_use]
    pub fn mentions_of(&self, ix: ArticleIx) -> Option<&Mentions> {
        self.mentions.get(ix.index())
    }

    /// The place of the article of this name.
    #[must_use]
    pub fn find(&self, id: &ArticleId) -> Option<ArticleIx> {
        self.library.find(id)
    }

    /// How much an article is about a company; none where it does not name it.
    #[must_use]
    pub fn weight(&self, article: ArticleIx, company: CompanyIx) -> Option<Weight> {
        let companies = &self.mentions_of(article)?.companies;
        companies
            .iter()
            .find(|presence| presence.company == company)
            .map(|presence| presence.weight)
    }

    /// Everything that is wrong with the user's files.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.library.problems.iter().chain(&self.store_problems)
    }

    /// The mentions that moves between mentions stop at: those of the lens, or all without one.
    pub fn stops(&self, article: ArticleIx) -> impl Iterator<Item = &Mention> {
        let lens = self.lens;
        let all = self
            .mentions_of(article)
            .map_or(&[][..], |mentions| &mentions.text);
        all.iter()
            .filter(move |mention| lens.is_none_or(|lens| mention.company == lens))
    }
}

/// What the analysis finds out about a library, in one go on a worker.
#[derive(Debug, Default)]
pub struct Findings {
    /// The mentions of each article.
    pub mentions: Arc<Vec<Mentions>>,
    /// What the list's filter looks at, for each article.
    pub cards: Vec<Card>,
    /// What each company has in the library.
    pub companies: Vec<Coverage>,
}

impl Findings {
    /// Looks for the companies in every article.
    #[must_use]
    pub fn of(library: &Library, matcher: &Matcher, companies: &[Company]) -> Self {
        let articles = library.iter().map(|(_, article)| article);
        let mentions: Vec<Mentions> = articles
            .clone()
            .map(|article| matcher.mentions(article))
            .collect();
        let names = CompanyNames::new(companies);
        let card = |(article, found): (&Article, &Mentions)| {
            Card::new(
                article,
                found.companies.iter().map(|presence| presence.company),
                &names,
            )
        };
        Self {
            cards: articles.zip(&mentions).map(card).collect(),
            companies: coverage(library, &mentions, companies.len()),
            mentions: Arc::new(mentions),
        }
    }
}

/// What every company has in the library.
#[must_use]
pub fn coverage(library: &Library, mentions: &[Mentions], companies: usize) -> Vec<Coverage> {
    let mut all = vec![Coverage::default(); companies];
    for ((ix, article), found) in library.iter().zip(mentions) {
        for presence in &found.companies {
            let Some(coverage) = all.get_mut(usize::from(presence.company.0)) else {
                continue;
            };
            let same = |(lang, _): &&mut (Lang, usize)| lang.code() == article.lang.code();
            match coverage.counts.iter_mut().find(same) {
                Some((_, count)) => *count += presence.count,
                None => coverage.counts.push((article.lang, presence.count)),
            }
            coverage.total += 1;
            coverage.articles.push((ix, *presence));
            if let Some(date) = article.meta.date {
                let (first, last) = coverage.dates.unwrap_or((date, date));
                coverage.dates = Some((first.min(date), last.max(date)));
            }
        }
    }
    for coverage in &mut all {
        let date = |ix: ArticleIx| library.get(ix).and_then(|article| article.meta.date);
        coverage.articles.sort_by(|a, b| {
            b.1.weight
                .cmp(&a.1.weight)
                .then_with(|| date(b.0).cmp(&date(a.0)))
        });
    }
    all
}

/// A date as the reader reads it: the day, and the time where it is known.
#[must_use]
pub fn long_date(date: Date) -> String {
    match date.time {
        Some(time) => format!("{}\u{a0}{:02}:{:02}", date.day(), time.hour, time.minute),
        None => date.day(),
    }
}
