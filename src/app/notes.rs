//! Marks and reading states in memory, and the history that undoes and redoes what the reader did.

use std::collections::{BTreeMap, HashMap};

use crate::news::article::{Article, ArticleId};
use crate::news::library::ArticleIx;
use crate::news::mark::{Change, Mark, MarkId, Reading, Standing};
use crate::text::span::Span;

/// Marks, reading states and their history.
#[derive(Debug, Default)]
pub struct Notes {
    /// All marks by their names, which sort by time.
    pub marks: BTreeMap<MarkId, Placed>,
    /// The tag that was set last.
    pub last_tag: Option<String>,
    readings: HashMap<ArticleId, Reading>,
    by_article: HashMap<ArticleIx, Vec<MarkId>>,
    undo: Vec<Vec<Change>>,
    redo: Vec<Vec<Change>>,
    saving: usize,
}

/// A mark and where it stands in the library as it is now.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The mark.
    pub mark: Mark,
    /// The article and the place in it; none where the article is gone.
    pub at: Option<(ArticleIx, Standing)>,
}

impl Placed {
    /// Where it stands, unless it is orphaned.
    #[must_use]
    pub fn spot(&self) -> Option<(ArticleIx, Span)> {
        let (ix, standing) = self.at?;
        Some((ix, standing.span()?))
    }
}

/// Where marks stand: the result of looking for their anchors in the library.
pub type Places = Vec<(MarkId, Option<(ArticleIx, Standing)>)>;

impl Notes {
    /// Takes over what is stored. Where each mark stands is not known until [`Self::place`].
    pub fn load(
        &mut self,
        marks: Vec<Mark>,
        readings: impl IntoIterator<Item = (ArticleId, Reading)>,
    ) {
        let placed = |mark: Mark| {
            let at = self.marks.get(&mark.id).and_then(|placed| placed.at);
            (mark.id, Placed { mark, at })
        };
        self.marks = marks.into_iter().map(placed).collect();
        self.readings = readings.into_iter().collect();
        self.index();
    }

    /// Says where marks stand.
    pub fn place(&mut self, places: Places) {
        for (id, at) in places {
            if let Some(placed) = self.marks.get_mut(&id) {
                placed.at = at;
            }
        }
        self.index();
    }

    /// Forgets where marks stand, since the library has been read again.
    pub fn unplace(&mut self) {
        for placed in self.marks.values_mut() {
            placed.at = None;
        }
        self.by_article.clear();
    }

    /// What the reader has done with an article.
    #[must_use]
    pub fn reading(&self, article: &ArticleId) -> Reading {
        self.readings.get(article).copied().unwrap_or_default()
    }

    /// Whether nothing was ever read: the first start.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.readings.is_empty() && self.marks.is_empty()
    }

    /// How many marks stand in an article.
    #[must_use]
    pub fn count_in(&self, article: ArticleIx) -> usize {
        self.by_article.get(&article).map_or(0, Vec::len)
    }

    /// The marks that stand in an article, in the order of the text.
    pub fn marks_in(&self, article: ArticleIx) -> impl Iterator<Item = (&Mark, Standing, Span)> {
        let ids = self.by_article.get(&article).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| {
            let placed = self.marks.get(id)?;
            let (_, standing) = placed.at?;
            Some((&placed.mark, standing, standing.span()?))
        })
    }

    /// The mark that stands on exactly this span.
    #[must_use]
    pub fn mark_at(&self, article: ArticleIx, span: Span) -> Option<&Mark> {
        self.marks_in(article)
            .find(|(_, _, at)| *at == span)
            .map(|(mark, ..)| mark)
    }

    /// Makes a change, remembers how to undo it, and gives what is to be stored.
    pub fn apply(&mut self, changes: Vec<Change>, article: Option<ArticleIx>) -> Vec<Change> {
        if changes.is_empty() {
            return changes;
        }
        self.redo.clear();
        self.undo.push(changes.clone());
        self.carry_out(&changes, article);
        changes
    }

    /// Makes a change that undo leaves alone: the reading place, and that an opened article is read.
    pub fn note(&mut self, article: &ArticleId, after: Reading) -> Option<Change> {
        let before = self.reading(article);
        if before == after {
            return None;
        }
        self.readings.insert(article.clone(), after);
        let article = article.clone();
        Some(Change::Reading {
            article,
            before,
            after,
        })
    }

    /// Takes the last change back (or makes it again): what is to be stored; `None` where there is none.
    pub fn turn_back(&mut self, undo: bool) -> Option<Vec<Change>> {
        let (from, to) = if undo {
            (&mut self.undo, &mut self.redo)
        } else {
            (&mut self.redo, &mut self.undo)
        };
        let changes = from.pop()?;
        let inverse: Vec<Change> = changes.iter().rev().map(Change::inverse).collect();
        to.push(inverse.clone());
        self.carry_out(&inverse, None);
        Some(inverse)
    }

    /// So many changes are on their way to the disk.
    pub fn saving(&mut self, changes: usize) {
        self.saving += changes;
    }

    /// So many have arrived.
    pub fn saved(&mut self, changes: usize) {
        self.saving = self.saving.saturating_sub(changes);
    }

    /// Whether changes are on their way to the disk.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving > 0
    }

    /// `article` is where a mark stands that was not there before.
    fn carry_out(&mut self, changes: &[Change], article: Option<ArticleIx>) {
        for change in changes {
            match change {
                Change::Reading {
                    article,
                    before,
                    after,
                } => {
                    // The place goes on while the change waits to be undone.
                    let place = self.reading(article).place;
                    let place = if before.place == after.place {
                        place
                    } else {
                        after.place
                    };
                    self.readings
                        .insert(article.clone(), Reading { place, ..*after });
                }
                Change::Mark {
                    after: Some(mark), ..
                } => {
                    let known = self.marks.get(&mark.id).and_then(|placed| placed.at);
                    let at = known.or_else(|| Some((article?, Standing::Sure(mark.anchor.span))));
                    let mark = (**mark).clone();
                    self.marks.insert(mark.id, Placed { mark, at });
                }
                Change::Mark {
                    before,
                    after: None,
                } => {
                    if let Some(mark) = before {
                        self.marks.remove(&mark.id);
                    }
                }
            }
        }
        self.index();
    }

    /// The marks whose place is not known: those that undo has brought back.
    pub fn unplaced(&self) -> impl Iterator<Item = &Mark> {
        self.marks
            .values()
            .filter(|placed| placed.at.is_none())
            .map(|placed| &placed.mark)
    }

    fn index(&mut self) {
        self.by_article.clear();
        let mut spots: Vec<(ArticleIx, Span, MarkId)> = self
            .marks
            .values()
            .filter_map(|placed| placed.spot().map(|(ix, span)| (ix, span, placed.mark.id)))
            .collect();
        spots.sort();
        for (ix, _, id) in spots {
            self.by_article.entry(ix).or_default().push(id);
        }
    }
}

/// The passages of an article that a span touches: the first and the last.
#[must_use]
pub fn passages_of(article: &Article, span: Span) -> (usize, usize) {
    let first = article
        .passages
        .partition_point(|passage| passage.span.end <= span.start);
    let last = article
        .passages
        .partition_point(|passage| passage.span.start < span.end)
        .saturating_sub(1);
    (first, last.max(first))
}
