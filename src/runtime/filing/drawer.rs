//! The index of a large library, opened, and what is asked of it put into the words of the reader's state.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::analysis::companies::Matcher;
use crate::analysis::search::Query;
use crate::app::filed::{Counted, Handed, Listed, Wish};
use crate::app::shelf::Coverage;
use crate::news::company::{Company, Mentions};
use crate::news::date::Date;
use crate::news::problem::Problem;
use crate::store::index::{Index, IndexError, Tally};

/// So many articles of each company are shown where it is counted.
const SHOWN: usize = 40;

/// The index of a large library.
#[derive(Debug)]
pub(super) struct Drawer {
    pub(super) index: Index,
    /// The folders it is of.
    pub(super) folders: Vec<PathBuf>,
    cache: PathBuf,
    /// The folder it is in where it cannot be kept: two threads cannot share a file that has no name.
    _temporary: Option<TempDir>,
}

impl Drawer {
    /// Opens the index of these folders in the cache folder, or in one for as long as the program runs.
    ///
    /// # Errors
    /// Not even that can be made.
    pub(super) fn open(
        cache: Option<&Path>,
        folders: &[PathBuf],
        companies: &[Company],
    ) -> Result<(Self, Option<Problem>), String> {
        let said = |error: IndexError| error.to_string();
        let mut problem = None;
        if let Some(cache) = cache {
            let (index, found) = Index::open(Some(cache), folders, companies).map_err(said)?;
            problem = found;
            if index.path().is_some() {
                return Ok((Self::of(index, folders, cache.to_owned(), None), problem));
            }
        }
        let temporary = tempfile::tempdir()
            .map_err(|error| format!("there is no room for an index: {error}"))?;
        let (index, _) = Index::open(Some(temporary.path()), folders, companies).map_err(said)?;
        let cache = temporary.path().to_owned();
        Ok((Self::of(index, folders, cache, Some(temporary)), problem))
    }

    fn of(index: Index, folders: &[PathBuf], cache: PathBuf, temporary: Option<TempDir>) -> Self {
        index.spare();
        Self {
            index,
            folders: folders.to_vec(),
            cache,
            _temporary: temporary,
        }
    }

    /// The folder it is in.
    pub(super) fn cache(&self) -> PathBuf {
        self.cache.clone()
    }

    /// Closes it, and moves its file out of the way.
    ///
    /// # Errors
    /// The file cannot be moved.
    pub(super) fn set_aside(self) -> io::Result<()> {
        self.index.set_aside()
    }

    /// The articles of a list.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn list(&mut self, wish: &Wish) -> Result<Listed, IndexError> {
        let query = Query::parse(&wish.filter);
        let index = &mut self.index;
        let mut listing = index.list(&query, wish.sort, wish.reversed, wish.today)?;
        if let Some(company) = wish.company {
            listing = index.naming_only(&listing, company)?;
        }
        let (mut groups, mut ids) = (Vec::new(), Vec::new());
        if wish.grouped {
            for (lang, own) in index.grouped(&listing)? {
                groups.push((lang, own.len()));
                ids.extend(own);
            }
        } else {
            ids = listing.into_ids();
        }
        Ok(Listed {
            total: index.total()?,
            groups,
            ids,
            read: index.read_ones()?,
        })
    }

    /// Articles as a list shows them. Where the title names a company is looked for here; which ones count, the index
    /// knows from the whole text.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn describe(
        &mut self,
        ids: &[u32],
        matcher: &Matcher,
    ) -> Result<Vec<Handed>, IndexError> {
        let filed = self.index.filed(ids)?;
        let handed = filed.into_iter().map(|filed| {
            let mut title = matcher.find(&filed.article.meta.title);
            title.retain(|mention| {
                let mut named = filed.companies.iter();
                named.any(|presence| presence.company == mention.company)
            });
            Handed {
                id: filed.id,
                article: Arc::new(filed.article),
                mentions: Mentions {
                    title,
                    text: Vec::new(),
                    companies: filed.companies,
                },
            }
        });
        Ok(handed.collect())
    }

    /// What companies and feeds have in the whole library.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn count(&mut self, matcher: &Matcher) -> Result<Counted, IndexError> {
        let tallies = self.index.tally(SHOWN)?;
        let mut shown: Vec<u32> = tallies
            .iter()
            .flat_map(|tally| tally.first.clone())
            .collect();
        shown.sort_unstable();
        shown.dedup();
        Ok(Counted {
            articles: self.describe(&shown, matcher)?,
            companies: tallies.into_iter().map(coverage).collect(),
            feeds: self.index.feeds()?,
        })
    }
}

fn coverage(tally: Tally) -> (Coverage, Vec<u32>) {
    let dates = tally.days;
    let coverage = Coverage {
        counts: tally.counts,
        total: tally.articles,
        articles: Vec::new(),
        dates: dates.map(|(first, last)| (Date::of_days(first), Date::of_days(last))),
    };
    (coverage, tally.first)
}
