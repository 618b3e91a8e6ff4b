//! Marks and reading states in memory, and the history that undoes and redoes what the reader did.

use std::collections::{BTreeMap, HashMap};

use crate::analysis::anchors::{resolve_all, resolve_in_hand};
use crate::analysis::search::{Card, Facts};
use crate::news::article::{Article, ArticleId};
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::{Change, Mark, MarkId, Reading, Standing, State, Verdict};
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
    /// How many marks an article has that is not in hand, by its name as they remember it.
    by_name: HashMap<ArticleId, usize>,
    undo: Vec<Vec<Change>>,
    redo: Vec<Vec<Change>>,
    saving: usize,
    judged: Vec<Judged>,
    revision: u64,
    states: u64,
}

/// A mark and where it stands in the library as it is now.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The mark.
    pub mark: Mark,
    /// The article and the place in it; none where the article is gone.
    pub at: Option<(ArticleIx, Standing)>,
    /// The same of the other end, where the mark is of a link.
    pub other: Option<(ArticleIx, Standing)>,
}

/// A link the reader has accepted, rejected or made, where both ends stand in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The mark that says so.
    pub id: MarkId,
    /// What it says.
    pub verdict: Verdict,
    /// Both ends.
    pub ends: [End; 2],
}

/// An end of a link: an article and a place in it.
pub type End = (ArticleIx, Span);

impl Judged {
    /// Whether it is of the link between two places, in either direction.
    #[must_use]
    pub fn ties(&self, one: End, other: End) -> bool {
        let [from, to] = self.ends;
        let meets = |a: End, b: End| a.0 == b.0 && a.1.overlaps(b.1);
        (meets(from, one) && meets(to, other)) || (meets(from, other) && meets(to, one))
    }

    /// The end opposite of a place, where the place is one of its ends.
    #[must_use]
    pub fn opposite(&self, one: End) -> Option<End> {
        let [from, to] = self.ends;
        let meets = |a: End| a.0 == one.0 && a.1.overlaps(one.1);
        if meets(from) {
            Some(to)
        } else {
            meets(to).then_some(from)
        }
    }
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
pub type Places = Vec<Place>;

/// Where a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The mark.
    pub id: MarkId,
    /// Where it stands; none where the article is gone.
    pub at: Option<(ArticleIx, Standing)>,
    /// Where the other end stands, where it is of a link.
    pub other: Option<(ArticleIx, Standing)>,
}

/// Looks for the anchors of marks, and for the other ends of those that are of links. Where not the whole library is in
/// hand, a mark stands only in an article that is known to be its own.
#[must_use]
pub fn places(marks: &[Mark], library: &Library, whole: bool) -> Places {
    let ends = marks
        .iter()
        .flat_map(|mark| [Some(&mark.anchor), mark.link.as_ref().map(|link| &link.to)])
        .flatten();
    let found = if whole {
        resolve_all(ends, library)
    } else {
        resolve_in_hand(ends, library)
    };
    let mut found = found.into_iter();
    let mut places = Vec::with_capacity(marks.len());
    for mark in marks {
        let at = found.next().flatten();
        let other = mark.link.as_ref().and_then(|_| found.next().flatten());
        places.push(Place {
            id: mark.id,
            at,
            other,
        });
    }
    places
}

impl Notes {
    /// Takes over what is stored. Where each mark stands is not known until [`Self::place`].
    pub fn load(
        &mut self,
        marks: Vec<Mark>,
        readings: impl IntoIterator<Item = (ArticleId, Reading)>,
    ) {
        let placed = |mark: Mark| {
            let known = self.marks.get(&mark.id);
            let at = known.and_then(|placed| placed.at);
            let other = known.and_then(|placed| placed.other);
            (mark.id, Placed { mark, at, other })
        };
        self.marks = marks.into_iter().map(placed).collect();
        self.readings = readings.into_iter().collect();
        self.index();
    }

    /// Says where marks stand.
    pub fn place(&mut self, places: Places) {
        for place in places {
            if let Some(placed) = self.marks.get_mut(&place.id) {
                (placed.at, placed.other) = (place.at, place.other);
            }
        }
        self.index();
    }

    /// Forgets where marks stand, since the library has been read again.
    pub fn unplace(&mut self) {
        for placed in self.marks.values_mut() {
            (placed.at, placed.other) = (None, None);
        }
        self.index();
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

    /// How many marks remember an article by this name and are not placed.
    #[must_use]
    pub fn count_named(&self, article: &ArticleId) -> usize {
        self.by_name.get(article).copied().unwrap_or(0)
    }

    /// What the reader has done with an article and left in it, as its filters ask for it: by the name that its marks
    /// remember.
    #[must_use]
    pub fn state(&self, article: &ArticleId) -> State {
        let own = |placed: &&Placed| placed.mark.anchor.article.id == *article;
        let marks = self.marks.values().filter(own).map(|placed| &placed.mark);
        let reading = self.reading(article);
        marks.fold(
            State {
                read: reading.read,
                starred: reading.starred,
                ..State::default()
            },
            with_mark,
        )
    }

    /// The same of every article that anything was done with.
    #[must_use]
    pub fn states(&self) -> HashMap<ArticleId, State> {
        let mut states: HashMap<ArticleId, State> = HashMap::new();
        for (article, reading) in &self.readings {
            let state = State {
                read: reading.read,
                starred: reading.starred,
                ..State::default()
            };
            states.insert(article.clone(), state);
        }
        for placed in self.marks.values() {
            let state = states
                .entry(placed.mark.anchor.article.id.clone())
                .or_default();
            *state = with_mark(*state, &placed.mark);
        }
        states
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

    /// An article as a filter sees it.
    #[must_use]
    pub fn facts<'a>(&self, ix: ArticleIx, id: &ArticleId, card: &'a Card) -> Facts<'a> {
        let reading = self.reading(id);
        Facts {
            card,
            read: reading.read,
            starred: reading.starred,
            marked: self.count_in(ix) > 0,
            noted: self.marks_in(ix).any(|(mark, ..)| !mark.note.is_empty()),
            tagged: self.marks_in(ix).any(|(mark, ..)| !mark.tags.is_empty()),
        }
    }

    /// The mark that stands on exactly this span and is not of a link.
    #[must_use]
    pub fn mark_at(&self, article: ArticleIx, span: Span) -> Option<&Mark> {
        self.marks_in(article)
            .find(|(mark, _, at)| *at == span && mark.link.is_none())
            .map(|(mark, ..)| mark)
    }

    /// The links that the reader has accepted, rejected or made, where both ends stand in the library.
    #[must_use]
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// What the reader says about the link between two places.
    #[must_use]
    pub fn verdict(&self, one: End, other: End) -> Option<Judged> {
        let found = self.judged.iter().rev();
        found.copied().find(|judged| judged.ties(one, other))
    }

    /// A number that is another after every change of marks or of where they stand.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A number that is another after every change of marks, of where they stand, and of what is read or starred.
    #[must_use]
    pub fn state_revision(&self) -> u64 {
        self.revision + self.states
    }

    /// The articles that were read, starred or opened, with what was done.
    pub fn readings(&self) -> impl Iterator<Item = (&ArticleId, Reading)> {
        self.readings.iter().map(|(id, reading)| (id, *reading))
    }

    /// Makes a change, remembers how to undo it, and gives what is to be stored. `article` is where a mark stands that
    /// was not there before; where a new mark is of a link, its other end is found by [`Self::place`].
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
        self.states += u64::from((before.read, before.starred) != (after.read, after.starred));
        let article = article.clone();
        Some(Change::Reading {
            article,
            before,
            after,
        })
    }

    /// What was done with articles goes with them to their new names, where nothing was done with those; what is to be
    /// stored.
    pub fn renamed(&mut self, names: &[(ArticleId, ArticleId)]) -> Vec<Change> {
        let mut changes = Vec::new();
        for (from, to) in names {
            let known = self.readings.get(from).copied();
            if let Some(reading) = known.filter(|_| !self.readings.contains_key(to)) {
                changes.extend(self.note(to, reading));
            }
        }
        changes
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
                    let known = self.marks.get(&mark.id);
                    let other = known.and_then(|placed| placed.other);
                    let known = known.and_then(|placed| placed.at);
                    let at = known.or_else(|| Some((article?, Standing::Sure(mark.anchor.span))));
                    let mark = (**mark).clone();
                    self.marks.insert(mark.id, Placed { mark, at, other });
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
            .filter(|placed| {
                placed.at.is_none() || (placed.mark.link.is_some() && placed.other.is_none())
            })
            .map(|placed| &placed.mark)
    }

    fn index(&mut self) {
        self.revision += 1;
        let judged = self.marks.values().filter_map(|placed| {
            let (ix, standing) = placed.other?;
            Some(Judged {
                id: placed.mark.id,
                verdict: placed.mark.link.as_ref()?.verdict,
                ends: [placed.spot()?, (ix, standing.span()?)],
            })
        });
        self.judged = judged.collect();
        self.by_article.clear();
        self.by_name.clear();
        for placed in self.marks.values().filter(|placed| placed.at.is_none()) {
            let name = placed.mark.anchor.article.id.clone();
            *self.by_name.entry(name).or_default() += 1;
        }
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

fn with_mark(state: State, mark: &Mark) -> State {
    State {
        marked: true,
        noted: state.noted || !mark.note.is_empty(),
        tagged: state.tagged || !mark.tags.is_empty(),
        ..state
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
