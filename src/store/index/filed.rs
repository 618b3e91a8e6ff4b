//! What the reader asks of the index of a library too large to be read whole: which articles a list has, what its rows
//! show, and which other articles stand near one.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;
use rusqlite::OptionalExtension;

use super::facts::Facts;
use super::rows::Listing;
use super::sync::{path_of, write};
use super::{Index, IndexError};
use crate::news::article::{Article, ArticleId, Meta};
use crate::news::company::{CompanyIx, Presence, Weight};
use crate::news::mark::{ArticleRef, State};
use crate::text::lang::Lang;

/// The size of SQLite's own cache of pages for who reads a few at a time, in KiB where negative.
const SPARE: i32 = -4096;
/// How far from another an article without a date counts, in days.
const UNDATED: i64 = 1 << 20;

/// An article as it is filed: its metadata, and the companies it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its place in the index.
    pub id: u32,
    /// The article without its text.
    pub article: Article,
    /// The companies it names, the weightiest first.
    pub companies: Vec<Presence>,
}

/// What a company has in the whole library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many articles name it.
    pub articles: usize,
    /// Its mentions by language.
    pub counts: Vec<(Lang, usize)>,
    /// The first and the last day of those, in days since 1970-01-01.
    pub days: Option<(i64, i64)>,
    /// Some of the articles, the weightiest and newest first.
    pub first: Vec<u32>,
}

impl Index {
    /// Keeps less of the file in memory: for who reads a few pages of it at a time.
    pub fn spare(&self) {
        // It is only a matter of speed.
        let _ = self.connection.pragma_update(None, "cache_size", SPARE);
    }

    /// How many articles there are, of those with the same title and text one.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn total(&mut self) -> Result<usize, IndexError> {
        self.with_facts(|_, facts| Ok(facts.rows.len()))
    }

    /// The listed articles that name a company.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn naming_only(
        &self,
        listing: &Listing,
        company: CompanyIx,
    ) -> Result<Listing, IndexError> {
        let narrowed = self.naming_exactly(company).map(|naming| Listing {
            ids: listing
                .ids
                .iter()
                .copied()
                .filter(|id| naming.contains(*id as usize))
                .collect(),
        });
        narrowed.map_err(|error| self.error(error))
    }

    pub(super) fn naming_exactly(&self, company: CompanyIx) -> rusqlite::Result<FixedBitSet> {
        let mut naming = FixedBitSet::new();
        let Some(company) = self.companies.get(usize::from(company.0)) else {
            return Ok(naming);
        };
        let mut select = self
            .connection
            .prepare_cached("SELECT article FROM mentions WHERE company = ?1")?;
        let mut rows = select.query([company])?;
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0)?;
            naming.grow_and_insert(id as usize);
        }
        Ok(naming)
    }

    /// The listed articles language by language, each in the order of the list; those written in ideographs or syllables
    /// come first.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn grouped(&mut self, listing: &Listing) -> Result<Vec<(Lang, Vec<u32>)>, IndexError> {
        self.with_facts(|_, facts| {
            let mut groups: Vec<(Lang, Vec<u32>)> = Vec::new();
            // Each of the languages as the index has them belongs to the group of its code.
            let mut of = Vec::with_capacity(facts.langs.len());
            for lang in &facts.langs {
                let known = groups
                    .iter()
                    .position(|(other, _)| other.code() == lang.code());
                of.push(known.unwrap_or(groups.len()));
                if known.is_none() {
                    groups.push((*lang, Vec::new()));
                }
            }
            let mut langs = vec![u8::MAX; facts.end];
            for fact in &facts.rows {
                if let Some(lang) = langs.get_mut(fact.id as usize) {
                    *lang = fact.lang;
                }
            }
            for id in &listing.ids {
                let lang = langs.get(*id as usize).copied().unwrap_or(u8::MAX);
                let group = of.get(usize::from(lang)).and_then(|at| groups.get_mut(*at));
                if let Some((_, ids)) = group {
                    ids.push(*id);
                }
            }
            groups.retain(|(_, ids)| !ids.is_empty());
            groups.sort_by_key(|(lang, _)| (!lang.is_cjk(), lang.code().to_owned()));
            Ok(groups)
        })
    }

    /// The articles that the reader has read.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn read_ones(&mut self) -> Result<FixedBitSet, IndexError> {
        self.with_facts(|_, facts| Ok(facts.which(|fact| fact.state.read)))
    }

    /// Articles as they are filed, in the order asked for; those that are gone are left out.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn filed(&self, ids: &[u32]) -> Result<Vec<Named>, IndexError> {
        let filed = ids.iter().filter_map(|id| self.filed_one(*id).transpose());
        let filed: rusqlite::Result<Vec<Named>> = filed.collect();
        filed.map_err(|error| self.error(error))
    }

    fn filed_one(&self, id: u32) -> rusqlite::Result<Option<Named>> {
        let mut select = self.connection.prepare_cached(
            "SELECT name, path, title, lang, date, source, author, url, feed, tags FROM articles WHERE id = ?1",
        )?;
        let article = select
            .query_row([id], |row| {
                let lang = row.get_ref(3)?.as_str()?;
                let date: Option<String> = row.get(4)?;
                let feed: Option<String> = row.get(8)?;
                let tags = row.get_ref(9)?.as_str()?;
                Ok(Article {
                    id: ArticleId(row.get(0)?),
                    path: path_of(row.get(1)?),
                    meta: Meta {
                        title: row.get(2)?,
                        date: date.and_then(|date| date.parse().ok()),
                        source: row.get(5)?,
                        author: row.get(6)?,
                        url: row.get(7)?,
                        tags: tags.lines().map(str::to_owned).collect(),
                        other: feed
                            .map(|feed| ("feed".to_owned(), feed))
                            .into_iter()
                            .collect(),
                    },
                    lang: Lang::parse(lang).unwrap_or(Lang::UNKNOWN),
                    text: String::new(),
                    blocks: Vec::new(),
                    passages: Vec::new(),
                    inlines: Vec::new(),
                    urls: Vec::new(),
                })
            })
            .optional()?;
        let Some(article) = article else {
            return Ok(None);
        };
        let companies = self.presences(id)?;
        Ok(Some(Named {
            id,
            article,
            companies,
        }))
    }

    /// The companies an article names, the weightiest first.
    fn presences(&self, id: u32) -> rusqlite::Result<Vec<Presence>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT company, count, weight FROM mentions WHERE article = ?1")?;
        let mut rows = select.query([id])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let name = row.get_ref(0)?.as_str()?;
            let at = self.companies.iter().position(|company| company == name);
            let Some(company) = at.and_then(|at| u16::try_from(at).ok()).map(CompanyIx) else {
                continue;
            };
            found.push(Presence {
                company,
                count: row.get::<_, u32>(1)? as usize,
                weight: weight(row.get(2)?),
            });
        }
        found.sort_by(|a, b| (b.weight, b.count, a.company).cmp(&(a.weight, a.count, b.company)));
        Ok(found)
    }

    /// The names of articles, in the order asked for; those that are gone are left out.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn names_of(&self, ids: &[u32]) -> Result<Vec<ArticleId>, IndexError> {
        let read = || {
            let mut select = self
                .connection
                .prepare_cached("SELECT name FROM articles WHERE id = ?1")?;
            let mut name = |id: &u32| select.query_row([id], |row| row.get(0)).optional();
            let names = ids.iter().map(&mut name).filter_map(Result::transpose);
            names.map(|name| name.map(ArticleId)).collect()
        };
        let names: rusqlite::Result<Vec<ArticleId>> = read();
        names.map_err(|error| self.error(error))
    }

    /// The place of an article by its name, or by what a mark remembers of it besides: its title and date, its address.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn place_of(
        &self,
        name: &ArticleId,
        known: Option<&ArticleRef>,
    ) -> Result<Option<u32>, IndexError> {
        let one = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
            let mut select = self.connection.prepare_cached(sql)?;
            select
                .query_row(values, |row| row.get::<_, u32>(0))
                .optional()
        };
        let find = || -> rusqlite::Result<Option<u32>> {
            let named = one("SELECT id FROM articles WHERE name = ?1", &[&name.0])?;
            let (None, Some(known)) = (named, known) else {
                return Ok(named);
            };
            let titled = one(
                "SELECT id FROM articles WHERE title = ?1 AND date IS ?2 LIMIT 1",
                &[&known.title, &known.date],
            )?;
            match (titled, &known.url) {
                (None, Some(url)) => one("SELECT id FROM articles WHERE url = ?1 LIMIT 1", &[url]),
                _ => Ok(titled),
            }
        };
        find().map_err(|error| self.error(error))
    }

    /// Takes over what the reader has just done with some articles.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn restate(&mut self, states: &[(ArticleId, State)]) -> Result<(), IndexError> {
        let written = write(&mut self.connection, |tx| {
            let mut set = tx.prepare_cached(
                "UPDATE articles SET state = ?2 WHERE name = ?1 AND state != ?2 RETURNING id",
            )?;
            let mut changed: HashMap<u32, State> = HashMap::new();
            for (name, state) in states {
                let mut rows = set.query((&name.0, state.bits()))?;
                while let Some(row) = rows.next()? {
                    changed.insert(row.get(0)?, *state);
                }
            }
            Ok(changed)
        });
        let changed = written.map_err(|error| self.error(error))?;
        if let Some(facts) = &mut self.facts {
            facts.restate(&changed);
        }
        Ok(())
    }

    /// The articles that stand near one: those that name the same companies, the nearest by date, those of other
    /// languages first. Where it names none, the nearest by date alone. At most `most`.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn companions(&mut self, id: u32, most: usize) -> Result<Vec<u32>, IndexError> {
        self.with_facts(|index, facts| {
            let companies: Vec<CompanyIx> = index
                .presences(id)?
                .iter()
                .map(|found| found.company)
                .collect();
            let mut shared = vec![0_u8; facts.end];
            for company in &companies {
                for other in index.naming_exactly(*company)?.ones() {
                    if let Some(count) = shared.get_mut(other) {
                        *count = count.saturating_add(1);
                    }
                }
            }
            Ok(nearest(facts, id, &shared, !companies.is_empty(), most))
        })
    }

    /// What each company has in the whole library, in the order of the configuration, with at most `most` of its
    /// articles.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn tally(&mut self, most: usize) -> Result<Vec<Tally>, IndexError> {
        self.with_facts(|index, facts| {
            let mut of: Vec<Option<(u8, Option<i32>)>> = vec![None; facts.end];
            for fact in &facts.rows {
                if let Some(place) = of.get_mut(fact.id as usize) {
                    *place = Some((fact.lang, fact.day));
                }
            }
            let companies = index.companies.iter();
            companies
                .map(|company| index.tally_of(company, facts, &of, most))
                .collect()
        })
    }

    fn tally_of(
        &self,
        company: &str,
        facts: &Facts,
        of: &[Option<(u8, Option<i32>)>],
        most: usize,
    ) -> rusqlite::Result<Tally> {
        let mut select = self
            .connection
            .prepare_cached("SELECT article, count, weight FROM mentions WHERE company = ?1")?;
        let mut rows = select.query([company])?;
        let mut counts = vec![0_usize; facts.langs.len()];
        let mut articles: Vec<(u8, i32, u32)> = Vec::new();
        let mut days: Option<(i64, i64)> = None;
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0)?;
            let Some((lang, day)) = of.get(id as usize).copied().flatten() else {
                continue;
            };
            if let Some(count) = counts.get_mut(usize::from(lang)) {
                *count += row.get::<_, u32>(1)? as usize;
            }
            if let Some(day) = day.map(i64::from) {
                let (first, last) = days.unwrap_or((day, day));
                days = Some((first.min(day), last.max(day)));
            }
            articles.push((row.get(2)?, day.unwrap_or(i32::MIN), id));
        }
        articles
            .sort_unstable_by_key(|(weight, day, id)| (std::cmp::Reverse((*weight, *day)), *id));
        let mut tally = Tally {
            articles: articles.len(),
            days,
            first: articles.iter().take(most).map(|(.., id)| *id).collect(),
            counts: Vec::new(),
        };
        for (lang, count) in facts
            .langs
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
        {
            let known = tally
                .counts
                .iter_mut()
                .find(|(other, _)| other.code() == lang.code());
            match known {
                Some((_, sum)) => *sum += count,
                None => tally.counts.push((*lang, count)),
            }
        }
        Ok(tally)
    }

    /// How many articles of each feed are unread, and how many there are; a feed is named as its articles name it.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn feeds(&self) -> Result<Vec<(String, usize, usize)>, IndexError> {
        let read = || {
            let mut select = self.connection.prepare_cached(
                "SELECT feed, sum(state & 1 = 0), count(*) FROM articles
                 WHERE feed IS NOT NULL AND twin = 0 GROUP BY feed",
            )?;
            let rows = select.query_map([], |row| {
                let (unread, all): (u32, u32) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, unread as usize, all as usize))
            })?;
            rows.collect()
        };
        let feeds: rusqlite::Result<Vec<_>> = read();
        feeds.map_err(|error| self.error(error))
    }

    /// Does something with what is held of every article.
    fn with_facts<T>(
        &mut self,
        work: impl FnOnce(&Self, &Facts) -> rusqlite::Result<T>,
    ) -> Result<T, IndexError> {
        let done = self.facts().and_then(|facts| {
            let done = work(self, &facts);
            self.facts = Some(facts);
            done
        });
        done.map_err(|error| self.error(error))
    }
}

/// Of the articles that share something with one, the nearest by date: three in four of other languages, where there
/// are as many.
fn nearest(facts: &Facts, id: u32, shared: &[u8], needs: bool, most: usize) -> Vec<u32> {
    let Some(own) = facts.rows.iter().find(|fact| fact.id == id) else {
        return Vec::new();
    };
    let code = |lang: u8| {
        facts
            .langs
            .get(usize::from(lang))
            .map(|lang| lang.code().to_owned())
    };
    let own_code = code(own.lang);
    let same: Vec<bool> = (0..=u8::MAX)
        .take(facts.langs.len())
        .map(|lang| code(lang) == own_code)
        .collect();
    let (mut others, mut alike): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
    for fact in facts.rows.iter().filter(|fact| fact.id != id) {
        let shared = shared.get(fact.id as usize).copied().unwrap_or(0);
        if needs && shared == 0 {
            continue;
        }
        let distance = match (fact.day, own.day) {
            (Some(a), Some(b)) => (i64::from(a) - i64::from(b)).abs(),
            _ => UNDATED,
        };
        if !needs && distance == UNDATED {
            continue;
        }
        let entry = (distance, u8::MAX - shared, fact.id);
        if same.get(usize::from(fact.lang)) == Some(&true) {
            alike.push(entry);
        } else {
            others.push(entry);
        }
    }
    others.sort_unstable();
    alike.sort_unstable();
    let first = others.len().min(most - (most / 4).min(alike.len()));
    let rest = others.split_off(first);
    let chosen = others.into_iter().chain(alike).chain(rest).take(most);
    chosen.map(|(.., id)| id).collect()
}

fn weight(number: u8) -> Weight {
    match number {
        0 => Weight::Passing,
        1 => Weight::Involved,
        _ => Weight::Main,
    }
}
