//! Articles that are copies of one another: in the list they stand under the first of them.
//!
//! None is hidden for good: the first shows how many there are and opens to show them, and where a filter has let only some
//! through, the first of those stands for them.

use std::collections::{HashMap, HashSet};

use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;

/// The groups of copies, and how the list shows those it has.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// The group of each article that is in one.
    groups: HashMap<ArticleIx, usize>,
    /// The articles whose group is open.
    open: HashSet<ArticleIx>,
    /// What stands under each first article.
    folds: HashMap<ArticleIx, Fold>,
    /// The first article of each that stands under one.
    firsts: HashMap<ArticleIx, ArticleIx>,
}

/// What stands under the first of several copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// The other copies, in order of date and path.
    pub copies: Vec<ArticleIx>,
    /// How many there are in each language, the first among them; in the order of first appearance.
    pub langs: Vec<(Lang, usize)>,
    /// Whether the list shows them.
    pub open: bool,
}

impl Copies {
    /// Takes over which articles are copies of one another.
    pub fn know(&mut self, groups: &[Vec<ArticleIx>]) {
        let numbered = groups.iter().enumerate();
        let of = numbered.flat_map(|(number, group)| group.iter().map(move |ix| (*ix, number)));
        self.groups = of.collect();
    }

    /// Forgets everything, since the library has been read again.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Leaves of listed articles those that the list shows: copies under the first of them where their group is open, else
    /// not at all. Where the list is grouped by language, only copies of one language stand under one another.
    pub fn arrange(&mut self, listed: &mut Vec<(ArticleIx, &Article)>, by_language: bool) {
        self.folds.clear();
        self.firsts.clear();
        if self.groups.is_empty() {
            return;
        }
        let mut together: HashMap<(usize, &str), Vec<(ArticleIx, &Article)>> = HashMap::new();
        for (ix, article) in listed.iter() {
            if let Some(group) = self.groups.get(ix) {
                let lang = if by_language { article.lang.code() } else { "" };
                together
                    .entry((*group, lang))
                    .or_default()
                    .push((*ix, article));
            }
        }
        let mut others: HashMap<ArticleIx, Vec<(ArticleIx, &Article)>> = HashMap::new();
        for mut group in together.into_values().filter(|group| group.len() > 1) {
            group.sort_by_key(|(_, article)| {
                (
                    article.meta.date.is_none(),
                    article.meta.date,
                    &article.path,
                )
            });
            let Some(((first, _), copies)) = group.split_first() else {
                continue;
            };
            let fold = Fold {
                copies: copies.iter().map(|(ix, _)| *ix).collect(),
                langs: langs(&group),
                open: self.open.contains(first),
            };
            self.firsts
                .extend(fold.copies.iter().map(|ix| (*ix, *first)));
            if fold.open {
                others.insert(*first, copies.to_vec());
            }
            self.folds.insert(*first, fold);
        }
        let shown = std::mem::take(listed)
            .into_iter()
            .filter(|(ix, _)| !self.firsts.contains_key(ix));
        *listed = shown
            .flat_map(|first| {
                let under = others.remove(&first.0).unwrap_or_default();
                std::iter::once(first).chain(under)
            })
            .collect();
    }

    /// What stands under an article, if it is the first of several copies.
    #[must_use]
    pub fn fold(&self, ix: ArticleIx) -> Option<&Fold> {
        self.folds.get(&ix)
    }

    /// The article that a copy stands under.
    #[must_use]
    pub fn first_of(&self, ix: ArticleIx) -> Option<ArticleIx> {
        self.firsts.get(&ix).copied()
    }

    /// The copies under an article that the list does not show.
    #[must_use]
    pub fn hidden_under(&self, ix: ArticleIx) -> &[ArticleIx] {
        match self.folds.get(&ix) {
            Some(fold) if !fold.open => &fold.copies,
            _ => &[],
        }
    }

    /// How many copies the list does not show.
    #[must_use]
    pub fn hidden(&self) -> usize {
        let closed = self.folds.values().filter(|fold| !fold.open);
        closed.map(|fold| fold.copies.len()).sum()
    }

    /// Opens the copies under an article or closes them; what stands under it then, if anything does.
    pub fn turn(&mut self, first: ArticleIx) -> Option<&Fold> {
        let fold = self.folds.get_mut(&first)?;
        fold.open = !fold.open;
        for ix in fold.copies.iter().chain([&first]) {
            if fold.open {
                self.open.insert(*ix);
            } else {
                self.open.remove(ix);
            }
        }
        Some(fold)
    }
}

fn langs(group: &[(ArticleIx, &Article)]) -> Vec<(Lang, usize)> {
    let mut langs: Vec<(Lang, usize)> = Vec::new();
    for (_, article) in group {
        match langs
            .iter_mut()
            .find(|(lang, _)| lang.code() == article.lang.code())
        {
            Some((_, count)) => *count += 1,
            None => langs.push((article.lang, 1)),
        }
    }
    langs
}
