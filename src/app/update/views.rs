//! Views: walked, chosen, saved.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::input::PromptKind;
use crate::app::views::View;
use crate::command::Command;
use crate::layout::Pane;

/// Counts what is unread where something has changed.
pub(super) fn settle(app: &mut App) {
    let today = app.list.today;
    app.list.views.count(&app.shelf, &app.notes, today);
}

/// Goes to the next view, or the previous one.
pub(super) fn step(app: &mut App, forward: bool) {
    let views = &app.list.views;
    let count = views.all.len() + 1;
    if count == 1 {
        say_how(app);
        return;
    }
    let next = match (views.chosen(&app.list.filter), forward) {
        (Some(at), true) => (at + 1) % count,
        (Some(at), false) => (at + count - 1) % count,
        (None, _) => 0,
    };
    choose(app, next);
}

fn say_how(app: &mut App) {
    let filter = app.setup.keymap.key(Command::Filter);
    app.status.say(format!(
        "There are no views yet: {filter} filters the list, `:view save NAME` keeps the filter"
    ));
}

/// Lists what a view asks for, in its order.
pub(super) fn choose(app: &mut App, number: usize) {
    let list = &mut app.list;
    let view = list.views.get(number).cloned();
    let sort = view.as_ref().and_then(|view| view.sort);
    match sort {
        Some(sort) => {
            list.views.order.get_or_insert((list.sort, list.reversed));
            (list.sort, list.reversed) = (sort, false);
        }
        None => {
            if let Some(order) = list.views.order.take() {
                (list.sort, list.reversed) = order;
            }
        }
    }
    list.filter = view.map_or_else(String::new, |view| view.query);
    list.fill(&app.shelf, &app.notes);
    let unread = list.views.unread.get(number).copied().unwrap_or(0);
    let name = list.views.name(number).to_owned();
    app.status.say(format!("{name}: {unread} unread"));
}

/// The same from the screen of views.
pub(super) fn open(app: &mut App, number: usize) {
    app.screen = None;
    choose(app, number);
    app.window.focus(Pane::List);
}

/// Keeps the list's filter as a view.
pub(super) fn save(app: &mut App, name: &str, effects: &mut Vec<Effect>) {
    let query = app.list.filter.trim().to_owned();
    let filter = app.setup.keymap.key(Command::Filter);
    if name.is_empty() || name == crate::config::ALL {
        app.status.fail("Write a name after it: `:view save NAME`");
        return;
    }
    if query.is_empty() {
        app.status.fail(format!(
            "The list has no filter to keep: {filter} filters it"
        ));
        return;
    }
    if let Some(mistake) = app.mistakes(PromptKind::Filter, &query).first() {
        app.status.fail(format!(
            "`{}`: {}; {}, then save it",
            mistake.span.of(&query),
            mistake.what,
            mistake.remedy
        ));
        return;
    }
    let usual = app.setup.config.panes.sort;
    let sort = Some(app.list.sort).filter(|sort| *sort != usual);
    let name = name.to_owned();
    effects.push(Effect::SaveView(View { name, query, sort }));
}

/// A view is in the configuration.
pub(super) fn saved(app: &mut App, view: View) {
    let key = app.setup.keymap.key(Command::Views);
    app.status
        .say(format!("`{}` is a view now; {key} shows all", view.name));
    app.list.views.keep(view);
    app.fill_screen();
}
