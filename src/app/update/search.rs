//! The search of the whole library: asked while it is typed, walked through, opened.

use crate::analysis::search::Query;
use crate::analysis::search::query::Test;
use crate::app::App;
use crate::app::effect::Effect;
use crate::app::filed::Bring;
use crate::app::input::{Mode, Prompt, PromptKind};
use crate::app::search::{Before, IndexState, Indexed, Order};
use crate::app::side::Content;
use crate::layout::Pane;
use crate::news::article::ArticleId;
use crate::news::library::PassageRef;

use super::article::{self, At};
use super::{filed, save, with_active};

/// A query is going to be typed.
pub(super) fn begin(app: &mut App) {
    let search = &mut app.side.search;
    search.before = Some(Box::new(Before {
        text: std::mem::take(&mut search.text),
        found: search.found.take(),
        selected: std::mem::take(&mut search.selected),
        focus: app.window.division.focus,
        content: app.side.content,
    }));
    app.side.content = Content::Found;
    app.window.focus(Pane::Side);
    app.mode = Mode::Prompt(Prompt::new(PromptKind::Find, "", 0));
}

/// The query has changed.
pub(super) fn typed(app: &mut App, text: &str, effects: &mut Vec<Effect>) {
    let text = text.trim();
    if app.side.search.text == text {
        return;
    }
    text.clone_into(&mut app.side.search.text);
    app.side.search.selected = 0;
    if text.is_empty() {
        app.side.search.found = None;
    }
    ask(app, effects);
}

/// Asks for what the query finds, and before it tells what the reader has done where the query looks at that.
fn ask(app: &mut App, effects: &mut Vec<Effect>) {
    let text = &app.side.search.text;
    let query = Query::parse(text);
    let tests = query.root().map_or_else(Vec::new, |root| root.tests());
    let looks = tests
        .into_iter()
        .any(|test| matches!(test, Test::Is(_) | Test::Has(_)));
    let states = Some(app.notes.state_revision());
    if looks && app.side.search.mirrored != states {
        effects.push(Effect::Mirror(app.notes.states().into_iter().collect()));
        app.side.search.mirrored = states;
    }
    effects.push(Effect::Find(text.clone()));
}

/// The query is typed to its end; an empty one means the one before it.
pub(super) fn enter(app: &mut App, text: &str, effects: &mut Vec<Effect>) {
    let before = app.side.search.before.take();
    if text.is_empty()
        && let Some(before) = before
    {
        if before.text.is_empty() {
            app.side.content = before.content;
            app.window.focus(before.focus);
        }
        restore(app, *before, effects);
    }
}

/// The query is given up: everything is as it was.
pub(super) fn leave(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some(before) = app.side.search.before.take() {
        app.side.content = before.content;
        app.window.focus(before.focus);
        restore(app, *before, effects);
    }
}

fn restore(app: &mut App, before: Before, effects: &mut Vec<Effect>) {
    let search = &mut app.side.search;
    let other = search.text != before.text;
    (search.text, search.found, search.selected) = (before.text, before.found, before.selected);
    if other {
        // What changes in the library is from now on looked through for this again.
        ask(app, effects);
    }
}

/// Opens the article at the passage under the cursor, with what was looked for lit in it.
pub(super) fn open(app: &mut App, effects: &mut Vec<Effect>) {
    let search = &app.side.search;
    let Some(found) = &search.found else { return };
    let Some((target, passage)) = found.item(search.selected) else {
        return;
    };
    let (id, passage) = (target.id.clone(), passage.map(|passage| passage.number));
    let (query, needles) = (found.query.clone(), found.needles.clone());
    if !open_named(app, &id, passage, effects) {
        return;
    }
    with_active(app, |reader, copy| {
        reader.find.look_for(copy.article, &query, &needles);
        let Some(here) = copy.article.passages.get(reader.cursor) else {
            return;
        };
        let matches = &reader.find.matches;
        let first = matches.partition_point(|lit| lit.end <= here.span.start);
        let inside = matches.get(first).filter(|lit| here.span.overlaps(**lit));
        if let Some(lit) = inside.copied().filter(|_| passage.is_some()) {
            reader.find.current = Some(first);
            reader.page.show(copy, lit);
        }
    });
}

/// Opens the article of this name, at a passage or where the reader last was; whether it is there. Of a large library it
/// is brought first.
fn open_named(
    app: &mut App,
    id: &ArticleId,
    passage: Option<usize>,
    effects: &mut Vec<Effect>,
) -> bool {
    let known = app.shelf.find(id);
    let has_text = |ix| app.shelf.article(ix).is_some_and(|it| !it.is_stub());
    if app.shelf.filed.is_some() && !known.is_some_and(has_text) {
        let opening = (
            app.window.division.reader,
            passage.map_or(At::Kept, At::Passage),
            true,
        );
        article::leave(app);
        filed::wait_for(app, Bring::Named(id.clone(), None), opening, effects);
        return false;
    }
    let Some(article) = known else {
        app.status.fail(format!(
            "{} is not in the library as it was read; reload it",
            id.0
        ));
        return false;
    };
    match passage.map(u32::try_from) {
        Some(number) => {
            let passage = number.unwrap_or(u32::MAX);
            article::jump(app, PassageRef { article, passage }, effects);
        }
        None => {
            article::leave(app);
            let reader = app.window.division.reader;
            article::open(app, reader, article, At::Kept, effects);
        }
    }
    true
}

/// The index is in step with the files. What the reader has done with an article goes with it when its file was renamed,
/// unless she has done something with the one that is called so now.
pub(super) fn indexed(app: &mut App, indexed: Indexed, effects: &mut Vec<Effect>) {
    app.side.search.index = IndexState::Ready;
    app.shelf.vocabulary = indexed.vocabulary;
    for (from, to) in indexed.renamed {
        let reading = app.notes.reading(&from);
        if app.notes.reading(&to) == Default::default() {
            let change = app.notes.note(&to, reading);
            save(app, change.into_iter().collect(), effects);
        }
    }
}

/// More passages have been read for their meaning: a search by meaning finds more.
pub(super) fn again_by_meaning(app: &mut App, effects: &mut Vec<Effect>) {
    let search = &app.side.search;
    let by_meaning = search.found.as_ref().is_some_and(|found| {
        found.query == search.text && matches!(found.order, Order::Both | Order::Meaning)
    });
    if by_meaning {
        ask(app, effects);
    }
}
