//! A library too large to be read whole: its list is asked for, what comes into view is described, what is opened is
//! brought.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::filed::{At, Bring, Counted, Filed, Handed, Listed, Opening, Scanned};
use crate::app::list::ListRow;
use crate::app::screen::ScreenKind;
use crate::app::shelf::{Coverage, Progress};
use crate::news::article::{Article, ArticleId};
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::{Anchor, Change, Mark, Reading};

use super::{active, article, feeds, library, save};

/// Something is told of a library too large to be read whole.
pub(super) fn told(app: &mut App, event: Event, effects: &mut Vec<Effect>) {
    match event {
        Event::Filed(folders) => begin(app, folders, effects),
        Event::Listed(it) => listed(app, it, effects),
        Event::Described(handed) => described(app, handed),
        Event::Brought {
            bring,
            articles,
            last,
        } => brought(app, &bring, articles, last, effects),
        Event::Lost(bring, why) => lost(app, &bring, why),
        Event::Named(names) => named(app, names, effects),
        Event::Counted(it) => counted(app, it),
        Event::Scanning(done, of) => scanning(app, done, of),
        Event::Scanned(it) => scanned(app, it, effects),
        _ => {}
    }
}

/// The library is listed from its index: nothing of it is in hand yet. Where it already is, its files are looked through
/// again, and what comes of it is told.
fn begin(app: &mut App, folders: Vec<PathBuf>, effects: &mut Vec<Effect>) {
    if app.shelf.filed.is_some() && app.shelf.library.folders == folders {
        return;
    }
    app.shelf.filed = Some(Filed::default());
    let empty = Library {
        folders,
        ..Library::default()
    };
    library::renew(app, Arc::new(empty), effects);
    app.shelf.progress = Progress::Reading(0);
}

/// A list has come.
fn listed(app: &mut App, listed: Listed, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    filed.take(listed.total, listed.read);
    app.list.take(&listed.groups, &listed.ids, filed);
    if listed.total > 0 && matches!(app.shelf.progress, Progress::Reading(_)) {
        app.shelf.progress = Progress::Ready;
    }
    if !filed.mirrored {
        filed.mirrored = true;
        mirror(app, effects);
    }
    feeds::begin(app, effects);
}

/// Has the index take over everything that was done with articles.
pub(super) fn mirror(app: &App, effects: &mut Vec<Effect>) {
    if app.shelf.filed.as_ref().is_some_and(|filed| filed.mirrored) {
        effects.push(Effect::Mirror(app.notes.states().into_iter().collect()));
    }
}

/// Has the index take over what changes do to articles.
pub(super) fn restate(app: &App, changes: &[Change], effects: &mut Vec<Effect>) {
    if app.shelf.filed.is_none() {
        return;
    }
    let name = |change: &Change| match change {
        Change::Reading {
            article,
            before,
            after,
        } => (before.read, before.starred) != (after.read, after.starred) && !article.0.is_empty(),
        Change::Mark { .. } => true,
    };
    let mut names: Vec<&ArticleId> = changes
        .iter()
        .filter(|change| name(change))
        .filter_map(|change| match change {
            Change::Reading { article, .. } => Some(article),
            Change::Mark { before, after } => {
                let mark = after.as_ref().or(before.as_ref())?;
                Some(&mark.anchor.article.id)
            }
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        let state = |name: &ArticleId| (name.clone(), app.notes.state(name));
        effects.push(Effect::Restate(names.into_iter().map(state).collect()));
    }
}

/// Asks for the list where it is another than the one that was asked for last, and for what its rows show.
pub(super) fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    if std::mem::take(&mut app.list.stale) {
        let shelf = &app.shelf;
        let wish = app.list.wish(shelf);
        let known = shelf.filed.as_ref().and_then(|filed| filed.wish.as_ref());
        if known != Some(&wish) || wish.follows_reading() {
            effects.push(Effect::List(wish.clone()));
            if let Some(filed) = &mut app.shelf.filed {
                filed.wish = Some(wish);
            }
        }
        describe(app, effects);
    } else if !app.list.rows.is_empty() || filed.total > 0 {
        describe(app, effects);
    }
}

/// The rows that come into view show what is in hand; what is not is asked for.
fn describe(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    let mut wanted = Vec::new();
    for at in app.list.near() {
        let Some(row) = app.list.rows.get_mut(at) else {
            continue;
        };
        if let ListRow::Filed(id) = *row {
            match filed.place(id) {
                Some(ix) => *row = ListRow::Article(ix),
                None if filed.wants(id) => wanted.push(id),
                None => {}
            }
        }
    }
    if !wanted.is_empty() {
        effects.push(Effect::Describe(wanted));
    }
}

/// Puts what was handed over where it belongs, and gives the places; a text that is another than before is laid out anew.
fn put(app: &mut App, handed: Vec<Handed>) -> Vec<ArticleIx> {
    let Some(filed) = &mut app.shelf.filed else {
        return Vec::new();
    };
    let library = Arc::make_mut(&mut app.shelf.library);
    let mentions = Arc::make_mut(&mut app.shelf.mentions);
    let mut places = Vec::with_capacity(handed.len());
    let mut replaced: Vec<(ArticleIx, Arc<Article>)> = Vec::new();
    for handed in handed {
        let (ix, before) = filed.put(library, mentions, handed);
        places.push(ix);
        replaced.extend(
            before
                .filter(|before| !before.is_stub())
                .map(|before| (ix, before)),
        );
    }
    for (ix, before) in replaced {
        for which in 0..app.desk.readers.len() {
            if app
                .desk
                .readers
                .get(which)
                .and_then(|reader| reader.article)
                == Some(ix)
            {
                library::lay_out(app, which, &before, Some(ix));
            }
        }
    }
    places
}

/// Articles have been described.
fn described(app: &mut App, handed: Vec<Handed>) {
    put(app, handed);
}

/// Articles have come with their texts.
fn brought(
    app: &mut App,
    bring: &Bring,
    articles: Vec<Handed>,
    last: bool,
    effects: &mut Vec<Effect>,
) {
    let places = put(app, articles);
    let marks = marks_of(app, &places);
    if let Some(ix) = places.first() {
        open_waiting(app, bring, *ix, effects);
    }
    let open: Vec<ArticleIx> = app
        .desk
        .readers
        .iter()
        .filter_map(|reader| reader.article)
        .collect();
    if let Some(filed) = &mut app.shelf.filed {
        let library = Arc::make_mut(&mut app.shelf.library);
        let mentions: &mut Vec<_> = Arc::make_mut(&mut app.shelf.mentions);
        filed.let_go(library, mentions, &open);
    }
    if last || !marks.is_empty() {
        link(app, effects);
    }
    if !marks.is_empty() {
        effects.push(Effect::Place(marks));
    }
    if let (Bring::For(question), true) = (bring, last) {
        effects.push(Effect::Ask(question.clone()));
    }
}

/// Has links looked for among the articles in hand.
fn link(app: &App, effects: &mut Vec<Effect>) {
    let (library, mentions) = (&app.shelf.library, &app.shelf.mentions);
    effects.push(Effect::Link(Arc::clone(library), Arc::clone(mentions)));
}

/// The marks that may stand in articles that have come, and are not placed.
fn marks_of(app: &App, places: &[ArticleIx]) -> Vec<Mark> {
    let articles: Vec<&Article> = places
        .iter()
        .filter_map(|ix| app.shelf.article(*ix))
        .filter(|article| !article.is_stub())
        .collect();
    let is_of = |anchor: &Anchor| {
        let known = &anchor.article;
        articles.iter().any(|article| {
            known.id == article.id
                || known.title == article.meta.title
                || (known.url.is_some() && known.url == article.meta.url)
        })
    };
    let may_stand = |mark: &&Mark| {
        is_of(&mark.anchor) || mark.link.as_ref().is_some_and(|link| is_of(&link.to))
    };
    app.notes.unplaced().filter(may_stand).cloned().collect()
}

/// Opens what has waited for an article.
fn open_waiting(app: &mut App, bring: &Bring, ix: ArticleIx, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    let (waiting, rest): (Vec<Opening>, Vec<Opening>) = std::mem::take(&mut filed.openings)
        .into_iter()
        .partition(|opening| opening.bring == *bring);
    filed.openings = rest;
    if !matches!(bring, Bring::Alone(_) | Bring::For(_)) {
        filed.around = Some(ix);
    }
    for opening in waiting {
        if opening.focus {
            article::open(app, opening.which, ix, opening.at, effects);
        } else {
            article::show(app, opening.which, ix, opening.at, effects);
        }
    }
}

/// Where the text of an article is not here, has it brought, to be opened then; whether that is so.
pub(super) fn wait(
    app: &mut App,
    ix: ArticleIx,
    (which, at, focus): (usize, At, bool),
    effects: &mut Vec<Effect>,
) -> bool {
    let Some(id) = app.shelf.number_of_stub(ix) else {
        return false;
    };
    let bring = if focus {
        Bring::Article(id)
    } else {
        Bring::Alone(id)
    };
    wait_for(app, bring, (which, at, focus), effects);
    true
}

/// Has an article brought, to be opened in a reader then.
pub(super) fn wait_for(
    app: &mut App,
    bring: Bring,
    (which, at, focus): (usize, At, bool),
    effects: &mut Vec<Effect>,
) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    // What was to be opened there before is not any more.
    filed.openings.retain(|opening| opening.which != which);
    filed.openings.push(Opening {
        bring: bring.clone(),
        which,
        at,
        focus,
    });
    effects.push(Effect::Bring(bring));
}

/// Opens what is under the list's cursor, in hand or not.
pub(super) fn open_row(app: &mut App, row: usize, effects: &mut Vec<Effect>) {
    let which = app.window.division.reader;
    match app.list.rows.get(row).copied() {
        Some(ListRow::Article(ix)) => article::open(app, which, ix, At::Kept, effects),
        Some(ListRow::Filed(id)) => {
            wait_for(app, Bring::Article(id), (which, At::Kept, true), effects);
        }
        Some(ListRow::Group { .. }) | None => {}
    }
}

/// An article with its text was opened: its companions are brought where those in hand are another's.
pub(super) fn gather(app: &mut App, ix: ArticleIx, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    if filed.around == Some(ix) {
        return;
    }
    if let Some(id) = filed.number(ix) {
        filed.around = Some(ix);
        effects.push(Effect::Bring(Bring::Article(id)));
    }
}

/// What was to be brought is not there.
fn lost(app: &mut App, bring: &Bring, why: String) {
    if let Some(filed) = &mut app.shelf.filed {
        filed.openings.retain(|opening| opening.bring != *bring);
    }
    app.status.fail(why);
}

/// Has everything that is listed marked as read: its names are asked for first.
pub(super) fn name_all(app: &App, effects: &mut Vec<Effect>) -> bool {
    let Some(filed) = &app.shelf.filed else {
        return false;
    };
    let ids = app.list.rows.iter().filter_map(|row| match row {
        ListRow::Article(ix) => filed.number(*ix),
        ListRow::Filed(id) => Some(*id),
        ListRow::Group { .. } => None,
    });
    effects.push(Effect::Name(ids.collect()));
    true
}

/// The names of what is to be marked as read have come.
fn named(app: &mut App, names: Vec<ArticleId>, effects: &mut Vec<Effect>) {
    let changes = names.into_iter().filter_map(|article| {
        let before = app.notes.reading(&article);
        (!before.read).then_some(Change::Reading {
            article,
            before,
            after: Reading {
                read: true,
                ..before
            },
        })
    });
    let changes: Vec<Change> = changes.collect();
    super::command::say_read(app, changes.len());
    let changes = app.notes.apply(changes, None);
    save(app, changes, effects);
    app.list.fill(&app.shelf, &app.notes);
}

/// Has companies and feeds counted where a screen shows them.
pub(super) fn count(app: &App, effects: &mut Vec<Effect>) {
    let shows = app
        .screen
        .as_ref()
        .is_some_and(|screen| matches!(screen.kind, ScreenKind::Companies | ScreenKind::Feeds));
    if shows && app.shelf.filed.is_some() {
        effects.push(Effect::Count);
    }
}

/// Companies and feeds have been counted.
fn counted(app: &mut App, counted: Counted) {
    put(app, counted.articles);
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    filed.feeds = counted.feeds;
    let (library, mentions) = (&app.shelf.library, &app.shelf.mentions);
    let companies = (0..).zip(counted.companies).map(|(at, (coverage, ids))| {
        let presence = |id: u32| {
            let ix = filed.place(id)?;
            library.get(ix)?;
            let found = mentions.get(ix.index())?;
            let own = found.companies.iter().find(|own| own.company.0 == at)?;
            Some((ix, *own))
        };
        Coverage {
            articles: ids.into_iter().filter_map(presence).collect(),
            ..coverage
        }
    });
    app.shelf.companies = companies.collect();
    app.fill_screen();
}

/// The files are being looked through.
fn scanning(app: &mut App, done: usize, of: usize) {
    if let Some(filed) = &mut app.shelf.filed {
        filed.scan = Some((done, of));
        if filed.total == 0 {
            app.shelf.progress = Progress::Reading(done);
        }
    }
}

/// The files have been looked through.
fn scanned(app: &mut App, scanned: Scanned, effects: &mut Vec<Effect>) {
    let Some(filed) = &mut app.shelf.filed else {
        return;
    };
    filed.scan = None;
    filed.changed |= scanned.changed;
    let asked_for = std::mem::take(&mut filed.asked_for);
    if matches!(app.shelf.progress, Progress::Reading(_)) {
        app.shelf.progress = Progress::Ready;
    }
    effects.push(Effect::Index);
    let changes = app.notes.renamed(&scanned.renamed);
    save(app, changes, effects);
    Arc::make_mut(&mut app.shelf.library).problems = scanned.problems;
    let arrived = app.shelf.feeds.take_arrived();
    if asked_for {
        app.status.say(if scanned.changed {
            "What has changed is in the list"
        } else {
            "No file has changed"
        });
    }
    library::report(app, false, arrived);
    app.fill_screen();
    count(app, effects);
}

/// Files have changed and nothing is under way that this would end: what is open is read again, everything else in hand
/// is let go.
pub(super) fn renew(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(filed) = app.shelf.filed.take() else {
        return;
    };
    let mut fresh = Filed::default();
    (fresh.total, fresh.scan, fresh.mirrored) = (filed.total, filed.scan, filed.mirrored);
    let mut hand = Library {
        folders: app.shelf.library.folders.clone(),
        problems: app.shelf.library.problems.clone(),
        ..Library::default()
    };
    let mut mentions = Vec::new();
    let home = active(app).and_then(|reader| reader.article);
    for ix in app.desk.readers.iter().filter_map(|reader| reader.article) {
        let known = app.shelf.library.articles.get(ix.index());
        if let (Some(id), Some(article)) = (filed.number(ix), known) {
            let handed = Handed {
                id,
                article: Arc::clone(article),
                mentions: app.shelf.mentions_of(ix).cloned().unwrap_or_default(),
            };
            fresh.put(&mut hand, &mut mentions, handed);
            effects.push(Effect::Bring(if home == Some(ix) {
                Bring::Article(id)
            } else {
                Bring::Alone(id)
            }));
        }
    }
    let before: Vec<ListRow> = app.list.rows.clone();
    let selected = app.list.selected;
    app.shelf.filed = Some(fresh);
    library::renew(app, Arc::new(hand), effects);
    app.shelf.mentions = Arc::new(mentions);
    app.shelf.progress = Progress::Ready;
    // The rows stay until the list has come anew, by their numbers.
    app.list.rows = before
        .into_iter()
        .map(|row| match row {
            ListRow::Article(ix) => filed.number(ix).map_or(row, ListRow::Filed),
            row => row,
        })
        .collect();
    app.list.select(selected);
}
