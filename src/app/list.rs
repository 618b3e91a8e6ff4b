//! The library list: which articles it shows, in which order, and where its cursor is.

use crate::analysis::search::Query;
use crate::config::Sort;
use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::text::lang::Lang;

use super::copies::Copies;
use super::filed::{Filed, Wish};
use super::notes::Notes;
use super::shelf::Shelf;
use super::views::Views;

/// The library list.
#[derive(Clone, Debug)]
pub struct ListPane {
    /// Its rows.
    pub rows: Vec<ListRow>,
    /// The row the cursor is on.
    pub selected: usize,
    /// The first row on the screen.
    pub top: usize,
    /// How many rows the pane shows.
    pub page: usize,
    /// The order.
    pub sort: Sort,
    /// Whether the order is turned round.
    pub reversed: bool,
    /// Whether the articles are grouped by language.
    pub grouped: bool,
    /// The filter as typed.
    pub filter: String,
    /// Whether only the lens's articles are listed.
    pub narrowed: bool,
    /// The day in days since 1970-01-01, for filters that ask for an age; none until the time was told.
    pub today: Option<i64>,
    /// Which of the articles stand under others.
    pub copies: Copies,
    /// The views that stand above the rows.
    pub views: Views,
    /// Whether the rows are to be asked for anew, where the library is listed from its index.
    pub stale: bool,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListRow {
    /// The heading of a language's group.
    Group {
        /// The language.
        lang: Lang,
        /// How many articles the group has.
        count: usize,
    },
    /// An article.
    Article(ArticleIx),
    /// An article that is not in hand, by its number in the index.
    Filed(u32),
}

impl ListPane {
    /// An empty list.
    #[must_use]
    pub fn new(sort: Sort, views: Views) -> Self {
        Self {
            rows: Vec::new(),
            selected: 0,
            top: 0,
            page: 1,
            sort,
            reversed: false,
            grouped: false,
            filter: String::new(),
            narrowed: false,
            today: None,
            copies: Copies::default(),
            views,
            stale: false,
        }
    }

    /// The article under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<ArticleIx> {
        match self.rows.get(self.selected) {
            Some(ListRow::Article(ix)) => Some(*ix),
            _ => None,
        }
    }

    /// The listed articles in order.
    pub fn articles(&self) -> impl DoubleEndedIterator<Item = ArticleIx> {
        self.rows.iter().filter_map(|row| match row {
            ListRow::Article(ix) => Some(*ix),
            ListRow::Group { .. } | ListRow::Filed(_) => None,
        })
    }

    /// How many articles are listed.
    #[must_use]
    pub fn count(&self) -> usize {
        (0..self.rows.len())
            .filter(|row| self.is_article(*row))
            .count()
    }

    fn is_article(&self, row: usize) -> bool {
        matches!(
            self.rows.get(row),
            Some(ListRow::Article(_) | ListRow::Filed(_))
        )
    }

    /// Puts the rows together anew, and keeps the cursor on its article where that is still listed. Where the library is
    /// listed from its index, they are to be asked for.
    pub fn fill(&mut self, shelf: &Shelf, notes: &Notes) {
        if shelf.filed.is_some() {
            self.stale = true;
            return;
        }
        let current = self.current();
        let query = Query::parse(&self.filter);
        let narrow = shelf.lens.filter(|_| self.narrowed);
        let listed = |(ix, article): &(ArticleIx, &Article)| {
            let facts = |card| notes.facts(*ix, &article.id, card);
            narrow.is_none_or(|company| shelf.weight(*ix, company).is_some())
                && shelf
                    .cards
                    .get(ix.index())
                    .is_none_or(|card| query.accepts(&facts(card), self.today))
        };
        let mut articles: Vec<(ArticleIx, &Article)> =
            shelf.library.iter().filter(listed).collect();
        self.order(&mut articles, notes);
        self.copies.arrange(&mut articles, self.grouped);
        self.rows.clear();
        if self.grouped {
            self.group(&articles);
        } else {
            self.rows
                .extend(articles.iter().map(|(ix, _)| ListRow::Article(*ix)));
        }
        let kept = current.and_then(|ix| self.row_of(ix, None));
        self.select(kept.unwrap_or(self.selected));
    }

    /// The list as it is to be asked for.
    #[must_use]
    pub fn wish(&self, shelf: &Shelf) -> Wish {
        Wish {
            filter: self.filter.clone(),
            sort: self.sort,
            reversed: self.reversed,
            grouped: self.grouped,
            company: shelf.lens.filter(|_| self.narrowed),
            today: self.today,
        }
    }

    /// Takes over the rows of a list that has come: articles by their numbers, group by group. The cursor stays on its
    /// article where that is still listed, else on its row.
    pub fn take(&mut self, groups: &[(Lang, usize)], ids: &[u32], filed: &Filed) {
        let current = match self.rows.get(self.selected) {
            Some(ListRow::Article(ix)) => filed.number(*ix),
            Some(ListRow::Filed(id)) => Some(*id),
            _ => None,
        };
        self.rows.clear();
        let mut rest = ids;
        for (lang, count) in groups {
            let (lang, count) = (*lang, *count);
            let (own, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            self.rows.push(ListRow::Group { lang, count });
            self.rows.extend(own.iter().map(|id| ListRow::Filed(*id)));
            rest = others;
        }
        self.rows.extend(rest.iter().map(|id| ListRow::Filed(*id)));
        let is_current = |row: &ListRow| matches!(row, ListRow::Filed(id) if Some(*id) == current);
        let kept = self.rows.iter().position(is_current);
        self.select(kept.unwrap_or(self.selected));
    }

    /// The rows that are on the screen or come onto it with the next page: those about the cursor's, and the first ones
    /// of every group, which may stand in columns.
    #[must_use]
    pub fn near(&self) -> Vec<usize> {
        let page = self.page.max(1);
        let mut rows: Vec<usize> =
            (self.top.saturating_sub(page)..self.top.saturating_add(2 * page)).collect();
        if self.grouped {
            let heads = self.rows.iter().enumerate();
            let heads = heads.filter(|(_, row)| matches!(row, ListRow::Group { .. }));
            rows.extend(heads.flat_map(|(head, _)| head + 1..=head + page));
            let about = self.selected.saturating_sub(2 * page)..self.selected.saturating_add(page);
            rows.extend(about);
        }
        rows.retain(|row| *row < self.rows.len());
        rows
    }

    /// The row of an article, in hand or not, or of the one that it stands under.
    #[must_use]
    pub fn row_of(&self, ix: ArticleIx, filed: Option<&Filed>) -> Option<usize> {
        let row = |ix| {
            let number = filed.and_then(|filed| filed.number(ix));
            self.rows.iter().position(|row| match row {
                ListRow::Article(other) => *other == ix,
                ListRow::Filed(id) => Some(*id) == number,
                ListRow::Group { .. } => false,
            })
        };
        row(ix).or_else(|| row(self.copies.first_of(ix)?))
    }

    fn order(&self, articles: &mut [(ArticleIx, &Article)], notes: &Notes) {
        let newest = |a: &Article, b: &Article| b.meta.date.cmp(&a.meta.date);
        articles.sort_by(|(_, a), (_, b)| {
            let order = match self.sort {
                Sort::Date => newest(a, b),
                Sort::Title => a.meta.title.cmp(&b.meta.title),
                Sort::Source => a.meta.source.cmp(&b.meta.source),
                Sort::Language => a.lang.code().cmp(b.lang.code()),
                Sort::Unread => notes.reading(&a.id).read.cmp(&notes.reading(&b.id).read),
            };
            let order = if self.reversed {
                order.reverse()
            } else {
                order
            };
            order
                .then_with(|| newest(a, b))
                .then_with(|| a.path.cmp(&b.path))
        });
    }

    fn group(&mut self, articles: &[(ArticleIx, &Article)]) {
        let mut langs: Vec<Lang> = Vec::new();
        for (_, article) in articles {
            if !langs.iter().any(|lang| lang.code() == article.lang.code()) {
                langs.push(article.lang);
            }
        }
        langs.sort_by_key(|lang| (!lang.is_cjk(), lang.code().to_owned()));
        for lang in langs {
            let of = articles
                .iter()
                .filter(|(_, article)| article.lang.code() == lang.code());
            self.rows.push(ListRow::Group {
                lang,
                count: of
                    .clone()
                    .map(|(ix, _)| 1 + self.copies.hidden_under(*ix).len())
                    .sum(),
            });
            self.rows.extend(of.map(|(ix, _)| ListRow::Article(*ix)));
        }
    }

    /// Puts the cursor on a row, or on the next article where that row is a heading, and shows it.
    pub fn select(&mut self, row: usize) {
        let last = self.rows.len().saturating_sub(1);
        let row = row.min(last);
        let is_article = |row: &usize| self.is_article(*row);
        let next = (row..=last).find(is_article);
        self.selected = next
            .or_else(|| (0..row).rev().find(is_article))
            .unwrap_or(0);
        self.show();
    }

    /// Puts the cursor on an article, where it is listed; copies that hide it are opened.
    pub fn select_article(&mut self, ix: ArticleIx, filed: Option<&Filed>) {
        let first = self.copies.first_of(ix);
        if let Some(first) = first.filter(|first| !self.copies.hidden_under(*first).is_empty()) {
            self.turn(first);
        }
        if let Some(row) = self.row_of(ix, filed) {
            self.select(row);
        }
    }

    /// The article that the list shows for one: itself, or the one that it stands hidden under.
    #[must_use]
    pub fn shown(&self, ix: ArticleIx) -> ArticleIx {
        let first = self.copies.first_of(ix);
        let closed = |first: &ArticleIx| !self.copies.hidden_under(*first).is_empty();
        first.filter(closed).unwrap_or(ix)
    }

    /// The articles that are listed, those that stand hidden under others among them.
    pub fn all(&self) -> impl Iterator<Item = ArticleIx> {
        self.articles().flat_map(|ix| {
            let hidden = self.copies.hidden_under(ix).iter().copied();
            std::iter::once(ix).chain(hidden)
        })
    }

    /// Opens the copies of the article under the cursor, or closes them; whether it has any.
    pub fn turn_copies(&mut self) -> bool {
        let first = |ix| self.copies.first_of(ix).unwrap_or(ix);
        self.current()
            .map(first)
            .is_some_and(|first| self.turn(first))
    }

    /// Opens the copies under an article or closes them; whether there are any. A cursor among them goes to it.
    fn turn(&mut self, first: ArticleIx) -> bool {
        let Some(row) = self.row_of(first, None) else {
            return false;
        };
        let Some(fold) = self.copies.turn(first) else {
            return false;
        };
        let under = row + 1..row + 1 + fold.copies.len();
        if fold.open {
            let copies = fold.copies.iter().map(|ix| ListRow::Article(*ix));
            drop(self.rows.splice(under.start..under.start, copies));
            if self.selected > row {
                self.selected += under.len();
            }
        } else {
            drop(self.rows.drain(under.clone()));
            if self.selected >= under.end {
                self.selected -= under.len();
            } else {
                self.selected = self.selected.min(row);
            }
        }
        self.show();
        true
    }

    /// Moves the cursor by articles.
    pub fn step(&mut self, by: isize) {
        let articles = |range: std::ops::Range<usize>| {
            range
                .filter(|row| self.is_article(*row))
                .collect::<Vec<_>>()
        };
        let target = if by >= 0 {
            let after = articles(self.selected + 1..self.rows.len());
            after
                .get(by.unsigned_abs().saturating_sub(1))
                .or(after.last())
                .copied()
        } else {
            let before = articles(0..self.selected);
            let at = before.len().checked_sub(by.unsigned_abs());
            at.and_then(|at| before.get(at)).or(before.first()).copied()
        };
        if let Some(row) = target {
            self.selected = row;
        }
        self.show();
    }

    /// Moves to the first article of the next language's group, or of the previous one's.
    pub fn step_group(&mut self, forward: bool) {
        let heads: Vec<usize> = (0..self.rows.len())
            .filter(|row| matches!(self.rows.get(*row), Some(ListRow::Group { .. })))
            .collect();
        let own = heads
            .partition_point(|row| *row <= self.selected)
            .saturating_sub(1);
        let target = if forward {
            heads.get(own + 1)
        } else {
            own.checked_sub(1).and_then(|own| heads.get(own))
        };
        if let Some(row) = target {
            self.select(row + 1);
        }
    }

    /// Moves to the next article that is not read, round the end.
    pub fn next_unread(&mut self, shelf: &Shelf, notes: &Notes) -> bool {
        let unread = |row: &usize| match self.rows.get(*row) {
            Some(ListRow::Article(ix)) => shelf
                .article(*ix)
                .is_some_and(|article| !notes.reading(&article.id).read),
            Some(ListRow::Filed(id)) => shelf
                .filed
                .as_ref()
                .is_some_and(|filed| !filed.was_read(*id)),
            _ => false,
        };
        let target = (self.selected + 1..self.rows.len())
            .chain(0..self.selected)
            .find(unread);
        if let Some(row) = target {
            self.select(row);
            return true;
        }
        // Of what stands hidden under others only then: most readers want a story once.
        let is_unread = |ix: &ArticleIx| {
            let article = shelf.article(*ix);
            article.is_some_and(|article| !notes.reading(&article.id).read)
        };
        let hidden = self
            .articles()
            .flat_map(|first| self.copies.hidden_under(first));
        let copy = hidden.copied().find(is_unread);
        if let Some(ix) = copy {
            self.select_article(ix, None);
        }
        copy.is_some()
    }

    /// Moves the rows on the screen, and takes the cursor along where it would leave the screen.
    pub fn scroll(&mut self, rows: i32) {
        let last = self.rows.len().saturating_sub(self.page.max(1));
        let by = isize::try_from(rows).unwrap_or(0);
        self.top = self.top.saturating_add_signed(by).min(last);
        let (first, end) = (self.top, self.top + self.page.max(1));
        if self.selected < first {
            self.select(first);
        } else if self.selected >= end {
            let before = (first..end).rev().find(|row| self.is_article(*row));
            self.selected = before.unwrap_or(self.selected);
        }
    }

    /// Shows the cursor's row, and a group's heading above its first article.
    pub fn show(&mut self) {
        let heading = matches!(
            self.selected
                .checked_sub(1)
                .and_then(|row| self.rows.get(row)),
            Some(ListRow::Group { .. })
        );
        let first = self.selected - usize::from(heading);
        self.top = self.top.min(first);
        if self.selected >= self.top + self.page.max(1) {
            self.top = self.selected + 1 - self.page.max(1);
        }
    }
}
