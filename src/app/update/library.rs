//! What comes from the workers: the library, what the analysis found, what is stored.

use std::sync::Arc;

use crate::analysis::search::{Card, CompanyNames};
use crate::app::App;
use crate::app::compare::Compare;
use crate::app::effect::Effect;
use crate::app::notes::Places;
use crate::app::page::Page;
use crate::app::screen::ScreenKind;
use crate::app::shelf::{Findings, Progress};
use crate::app::step::Step;
use crate::app::versions::Versions;
use crate::command::Command;
use crate::news::article::{Article, ArticleId};
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::{Mark, Reading};
use crate::news::problem::Problem;

use super::{feeds, filed, fit_page, with_reader};

/// The library has been read, for the first time or again: every place is found anew by the article's name.
pub(super) fn loaded(app: &mut App, library: Arc<Library>, effects: &mut Vec<Effect>) {
    let again = !app.shelf.library.articles.is_empty();
    app.shelf.filed = None;
    renew(app, library, effects);
    let arrived = app.shelf.feeds.take_arrived();
    report(app, again, arrived);
    feeds::begin(app, effects);
    effects.push(Effect::Index);
}

/// Another library is in hand: everything that is known by places is forgotten, or found anew by the articles' names.
pub(super) fn renew(app: &mut App, library: Arc<Library>, effects: &mut Vec<Effect>) {
    let old = std::mem::replace(&mut app.shelf.library, library);
    app.shelf.changed = false;
    let selected = app
        .list
        .current()
        .and_then(|ix| Some(old.get(ix)?.id.clone()));
    app.shelf.mentions = Arc::default();
    // Until the companies have come, the list is filtered by everything else.
    let names = CompanyNames::default();
    let articles = app.shelf.library.iter();
    let card = |(_, article)| Card::new(article, [], &names);
    app.shelf.cards = articles.map(card).collect();
    app.shelf.companies.clear();
    app.shelf.progress = Progress::Analyzing;
    app.side.clear();
    app.shelf.linked.clear();
    app.desk.portal = None;
    app.desk.step = Step {
        pace: app.desk.step.pace,
        ..Step::default()
    };
    app.desk.compare = Compare::default();
    app.desk.versions = Versions::default();
    app.screen = app
        .screen
        .take()
        .filter(|screen| !matches!(screen.kind, ScreenKind::Compare | ScreenKind::Versions));
    for which in 0..app.desk.readers.len() {
        let open = app
            .desk
            .readers
            .get(which)
            .and_then(|reader| reader.article);
        if let Some(before) = open.and_then(|ix| old.get(ix)) {
            let ix = app.shelf.find(&before.id);
            lay_out(app, which, before, ix);
        }
    }
    app.notes.unplace();
    let marks: Vec<Mark> = app.notes.unplaced().cloned().collect();
    // In a large library they are placed as their articles come.
    if !marks.is_empty() && app.shelf.filed.is_none() {
        effects.push(Effect::Place(marks));
    }
    app.list.rows.clear();
    app.list.copies.clear();
    app.list.fill(&app.shelf, &app.notes);
    if let Some(ix) = selected.and_then(|id| app.shelf.find(&id)) {
        app.list.select_article(ix, None);
    }
    app.fill_screen();
}

/// Says how it went: problems first, then how to begin at the first start.
pub(super) fn report(app: &mut App, again: bool, arrived: usize) {
    let articles = app.shelf.count();
    let key = app.setup.keymap.key(Command::Problems);
    match app.shelf.problems().count() {
        // That a feed has failed is the more important.
        0 if arrived > 0 && app.status.message.as_ref().is_some_and(|it| it.failure) => {}
        0 if arrived > 0 => app.status.say(feeds::entries(arrived)),
        0 if again => app.status.say(format!("{articles} articles read again")),
        0 => {}
        1 => app
            .status
            .fail(format!("1 problem with a file: {key} shows it")),
        count => app
            .status
            .fail(format!("{count} problems with files: {key} shows them")),
    }
}

/// Lays an article out in a reader that had it open as it was before, with the cursor where it stood.
pub(super) fn lay_out(app: &mut App, which: usize, before: &Article, ix: Option<ArticleIx>) {
    let Some(reader) = app.desk.readers.get(which) else {
        return;
    };
    let byte = before
        .passages
        .get(reader.cursor)
        .map_or(0, |passage| passage.span.start);
    let Some(reader) = app.desk.readers.get_mut(which) else {
        return;
    };
    reader.article = ix;
    reader.selecting = None;
    reader.find = crate::app::reader::Find::default();
    let row = reader.page.row_of(byte).unwrap_or(0);
    with_reader(app, which, |reader, copy| reader.page = Page::new(copy));
    fit_page(app, which);
    with_reader(app, which, |reader, copy| {
        reader.cursor = copy.article.passage_at(byte);
        if let Some(passage) = copy.article.passages.get(reader.cursor) {
            reader.page.align(copy, passage.span.start, row);
        }
        reader.reveal(copy);
    });
}

/// The companies have been found.
pub(super) fn analyzed(app: &mut App, findings: Findings) {
    app.shelf.mentions = findings.mentions;
    app.shelf.cards = findings.cards;
    app.shelf.companies = findings.companies;
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}

/// It is known which articles are copies of one another.
pub(super) fn copies(app: &mut App, groups: &[Vec<ArticleIx>]) {
    if app.setup.config.panes.group_copies {
        app.list.copies.know(groups);
        app.list.fill(&app.shelf, &app.notes);
    }
}

/// So many changes could not be stored.
pub(super) fn not_saved(app: &mut App, changes: usize, why: &str) {
    app.notes.saved(changes);
    app.status.fail(format!("Not saved: {why}"));
}

/// So many passages have been read for their meaning.
pub(super) fn encoded(app: &mut App, done: usize, of: usize) {
    app.shelf.progress = if done < of {
        Progress::Linking { done, of }
    } else {
        Progress::Ready
    };
}

/// What is stored has been read.
pub(super) fn stored(
    app: &mut App,
    marks: Vec<Mark>,
    readings: Vec<(ArticleId, Reading)>,
    problems: Vec<Problem>,
    effects: &mut Vec<Effect>,
) {
    app.notes.load(marks, readings);
    let new = problems.len() > app.shelf.store_problems.len();
    app.shelf.store_problems = problems;
    let unplaced: Vec<Mark> = app.notes.unplaced().cloned().collect();
    let whole = app.shelf.filed.is_none();
    if whole && !unplaced.is_empty() && !app.shelf.library.articles.is_empty() {
        effects.push(Effect::Place(unplaced));
    }
    filed::mirror(app, effects);
    if app.notes.is_untouched() {
        let commands = [Command::Down, Command::Up, Command::Open, Command::Help];
        let [down, up, open, help] = commands.map(|command| app.setup.keymap.key(command));
        app.status.say(format!(
            "{down} and {up} choose an article, {open} opens it, {help} shows every key"
        ));
    }
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
    if new {
        report(app, false, 0);
    }
}

/// It is known where marks stand.
pub(super) fn placed(app: &mut App, places: Places) {
    app.notes.place(places);
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}
