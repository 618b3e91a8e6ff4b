//! The one function that changes the state.

mod article;
mod command;
mod feeds;
mod filed;
mod judge;
mod keys;
mod library;
mod links;
mod marks;
mod mouse;
mod moves;
mod prompt;
mod search;
mod step;
mod versions;
mod views;
mod walk;

use crate::layout::{Pane, below_views, inner, items_shown, text_column};
use crate::news::article::Article;
use crate::news::library::PassageRef;
use crate::text::cells::Cells;

use super::App;
use super::effect::Effect;
use super::event::Event;
use super::page::Copy;
use super::reader::Reader;
use super::search::IndexState;
use super::shelf::Progress;

/// Takes in what the world has to say, and says what it should do.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::Now(now) => {
            app.status.now = now;
            app.list.today = Some(now.day());
            return effects;
        }
        Event::Key(key) => keys::press(app, key, &mut effects),
        Event::Mouse(mouse) => mouse::act(app, mouse, &mut effects),
        Event::Paste(text) => prompt::paste(app, &text, &mut effects),
        Event::Resize(size) => app.window.division.size = size,
        Event::Read(files) => app.shelf.progress = Progress::Reading(files),
        Event::Loaded(library) => library::loaded(app, library, &mut effects),
        Event::Filed(_)
        | Event::Listed(_)
        | Event::Described(_)
        | Event::Brought { .. }
        | Event::Lost(..)
        | Event::Named(_)
        | Event::Counted(_)
        | Event::Scanning(..)
        | Event::Scanned(_) => filed::told(app, event, &mut effects),
        Event::Changed => app.shelf.changed = true,
        Event::Analyzed(findings) => library::analyzed(app, findings),
        Event::Copies(groups) => library::copies(app, &groups),
        Event::Encoded { done, of } => library::encoded(app, done, of),
        Event::Linked => linked(app, &mut effects),
        Event::Related(from, found) => links::related(app, from, found),
        Event::Surveyed {
            article,
            passages,
            links,
        } => app.shelf.linked.survey(article, &passages, links),
        Event::Aligned(first, second, ties) => links::aligned(app, (first, second), &ties),
        Event::Lit(from, places) => app.shelf.linked.light(from, places),
        Event::Answers(question, answers) => links::answers(app, &question, answers),
        Event::Versions(article, history) => versions::came(app, &article, history),
        Event::Found(found) => app.side.search.take(found),
        Event::Indexing { done, of } => app.side.search.index = IndexState::Behind { done, of },
        Event::Indexed(indexed) => search::indexed(app, *indexed, &mut effects),
        Event::Stored {
            marks,
            readings,
            problems,
        } => library::stored(app, marks, readings, problems, &mut effects),
        Event::Feeds(all) => feeds::known(app, all),
        Event::Fetching(fetching) => feeds::fetching(app, fetching),
        Event::Fetched(fetched) => feeds::fetched(app, &fetched),
        Event::ViewSaved(view) => views::saved(app, view),
        Event::Placed(places) => library::placed(app, places),
        Event::Saved(changes) => app.notes.saved(changes),
        Event::NotSaved(changes, why) => library::not_saved(app, changes, &why),
        Event::Edited(note) => marks::edited(app, note),
        Event::Done(text) => app.status.say(text),
        Event::Failed(text) => app.status.fail(text),
        Event::Hangup => quit(app, &mut effects),
    }
    settle(app, &mut effects);
    effects
}

/// Links can be asked for, or more of them than before.
fn linked(app: &mut App, effects: &mut Vec<Effect>) {
    links::linked(app);
    search::again_by_meaning(app, effects);
}

/// Brings everything that follows from the rest in step: areas, rows, the passages asked for.
fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    app.window.divide();
    for which in 0..app.desk.readers.len() {
        fit_page(app, which);
    }
    if let Some(area) = app.window.areas.list {
        app.list.page = items_shown(below_views(area, app.list.views.all.len()));
        app.list.show();
    }
    if let Some(screen) = &mut app.screen {
        screen.page = usize::from(app.window.areas.body.height.saturating_sub(1));
        screen.select(screen.selected);
    }
    views::settle(app);
    feeds::settle(app, effects);
    filed::settle(app, effects);
    links::settle(app, effects);
    versions::settle(app, effects);
    step::follow(app);
}

/// Sets a reader's page for the area it has.
fn fit_page(app: &mut App, which: usize) {
    let Some(area) = app.window.areas.of(Pane::Reader(which)) else {
        return;
    };
    with_reader(app, which, |reader, copy| {
        let measure = Cells(copy.reading.measure(copy.article.lang).cells);
        let (_, column) = text_column(area, measure);
        let before = (reader.page.height(), reader.page.rows.len());
        reader.page.resize(copy, column, inner(area).height);
        if before.0 != reader.page.height() {
            reader.reveal(copy);
        }
    });
}

/// The passage under the cursor of the reader used last.
fn here(app: &App) -> Option<PassageRef> {
    let reader = active(app)?;
    let passage = u32::try_from(reader.cursor).ok()?;
    let article = reader.article?;
    app.shelf.article(article)?.passages.get(reader.cursor)?;
    Some(PassageRef { article, passage })
}

/// The article that commands are about: in the list the one under the cursor, elsewhere the open one.
fn current(app: &App) -> Option<&Article> {
    let listed = app
        .list
        .current()
        .filter(|_| app.window.division.focus == Pane::List);
    app.shelf.article(listed.or_else(|| active(app)?.article)?)
}

/// The reader used last.
fn active(app: &App) -> Option<&Reader> {
    app.desk.readers.get(app.window.division.reader)
}

/// Does something to a reader with the article it has open.
fn with_reader<T>(
    app: &mut App,
    which: usize,
    act: impl FnOnce(&mut Reader, Copy<'_>) -> T,
) -> Option<T> {
    let reader = app.desk.readers.get_mut(which)?;
    let copy = Copy {
        article: app.shelf.library.get(reader.article?)?,
        reading: &app.setup.config.reading,
        ambiguous: app.setup.ambiguous,
    };
    Some(act(reader, copy))
}

/// Does something to the reader used last.
fn with_active<T>(app: &mut App, act: impl FnOnce(&mut Reader, Copy<'_>) -> T) -> Option<T> {
    with_reader(app, app.window.division.reader, act)
}

/// Stores changes, and counts them as on their way until they are known to be safe.
fn save(app: &mut App, changes: Vec<crate::news::mark::Change>, effects: &mut Vec<Effect>) {
    if !changes.is_empty() {
        app.notes.saving(changes.len());
        filed::restate(app, &changes, effects);
        effects.push(Effect::Save(changes));
    }
}

/// Leaves the program; the reading places are stored first.
fn quit(app: &mut App, effects: &mut Vec<Effect>) {
    for which in 0..app.desk.readers.len() {
        article::keep_place(app, which, effects);
    }
    effects.push(Effect::Quit);
}
