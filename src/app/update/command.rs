//! What each command does. How it does it stands in the modules beside this one.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::input::{Mode, Prompt, PromptKind};
use crate::app::screen::{Item, Screen, ScreenKind};
use crate::app::side::Content;
use crate::command::{Chapter, Command};
use crate::config::Sort;
use crate::layout::Pane;
use crate::news::mark::{Change, Reading, Verdict};

use super::article::{self, At};
use super::{
    active, current, feeds, filed, judge, keys, links, marks, moves, quit, save, search, step,
    versions, views, walk, with_active,
};

/// Carries out a command.
pub(super) fn run(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    match command.row().chapter {
        Chapter::Move => go(app, command, effects),
        Chapter::Library | Chapter::Find | Chapter::Companies | Chapter::Related => {
            find(app, command, effects)
        }
        Chapter::Marks => mark(app, command, effects),
        Chapter::Article | Chapter::Program => other(app, command, effects),
    }
}

fn go(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    use Command as C;
    match command {
        C::NextBlock | C::PreviousBlock | C::ScrollDown | C::ScrollUp => {
            moves::within(app, command)
        }
        C::NextArticle => article::step(app, true, effects),
        C::PreviousArticle => article::step(app, false, effects),
        C::Open => open(app, effects),
        C::Back => {
            back(app);
        }
        C::Close => close(app, effects),
        C::Cancel => cancel(app),
        C::NextPane => moves::pane(app, true),
        C::PreviousPane => moves::pane(app, false),
        C::JumpBack => article::turn(app, true, effects),
        C::JumpForward => article::turn(app, false, effects),
        _ => moves::along(app, command),
    }
}

fn find(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    use Command as C;
    match command {
        C::SortDate => sort(app, Sort::Date),
        C::SortTitle => sort(app, Sort::Title),
        C::SortSource => sort(app, Sort::Source),
        C::SortLanguage => sort(app, Sort::Language),
        C::SortUnread => sort(app, Sort::Unread),
        C::ToggleRead | C::ToggleStar | C::MarkAllRead => readings(app, command, effects),
        C::Reload => feeds::all(app, effects),
        C::Refresh => feeds::one(app, effects),
        C::FeedAdd | C::SaveView => prompt(app, command),
        C::NextView => views::step(app, true),
        C::PreviousView => views::step(app, false),
        C::Views => show_screen(app, ScreenKind::Views),
        C::Feeds => counting_screen(app, ScreenKind::Feeds, effects),
        C::Problems => show_screen(app, ScreenKind::Problems),
        C::Search | C::SearchBack | C::Filter => prompt(app, command),
        C::NextMatch => next_match(app, true),
        C::PreviousMatch => next_match(app, false),
        C::Companies => counting_screen(app, ScreenKind::Companies, effects),
        C::NextMention => walk::mention(app, true, effects),
        C::PreviousMention => walk::mention(app, false, effects),
        C::Related => side(app, Content::Related),
        C::NextLinked => walk::linked(app, true),
        C::PreviousLinked => walk::linked(app, false),
        C::AcceptLink => judge::current(app, Verdict::Accepted, effects),
        C::RejectLink => judge::current(app, Verdict::Rejected, effects),
        C::Portal => judge::portal(app, effects),
        C::InStep => step::toggle(app, effects),
        C::Lock => step::lock(app),
        C::Compare => compare(app, effects),
        C::Ask => prompt(app, command),
        C::Find => search::begin(app),
        C::NextRelated => walk::related(app, true, effects),
        C::PreviousRelated => walk::related(app, false, effects),
        _ => turn_switch(app, command, effects),
    }
}

fn mark(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    use Command as C;
    match command {
        C::TagPassage => tag(app, false),
        C::TagMode => tag(app, true),
        C::RepeatTag => marks::repeat(app, effects),
        C::Annotate => marks::annotate(app),
        C::RemoveMark => marks::remove(app, effects),
        C::Marks => show_screen(app, ScreenKind::Marks),
        C::NextMark => walk::mark(app, true, effects),
        C::PreviousMark => walk::mark(app, false, effects),
        C::Undo => turn_back(app, true, effects),
        C::Redo => turn_back(app, false, effects),
        _ => turn_switch(app, command, effects),
    }
}

fn other(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    use Command as C;
    match command {
        C::About => side(app, Content::About),
        C::Urls => show_screen(app, ScreenKind::Urls),
        C::Difference => versions::show(app, effects),
        C::Older => versions::turn(app, true),
        C::Newer => versions::turn(app, false),
        C::NextChange => versions::step(app, true),
        C::PreviousChange => versions::step(app, false),
        C::OpenUrl => open_url(app, effects),
        C::Copy => marks::copy(app, effects),
        C::CommandLine | C::Pipe => prompt(app, command),
        C::Help => show_screen(app, ScreenKind::Help(keys::place(app))),
        C::Redraw => effects.push(Effect::Redraw),
        C::Suspend => effects.push(Effect::Suspend),
        C::Quit => quit(app, effects),
        _ => turn_switch(app, command, effects),
    }
}

/// Commands that turn something on or off.
fn turn_switch(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Group => {
            app.list.grouped = !app.list.grouped;
            app.list.fill(&app.shelf, &app.notes);
        }
        Command::Copies if app.list.turn_copies() => {}
        Command::Copies => app.status.say("No copies of this article are known"),
        Command::NextUnread if app.list.next_unread(&app.shelf, &app.notes) => {}
        Command::NextUnread => app.status.say("No other unread article is listed"),
        Command::Narrow if app.shelf.lens.is_none() && !app.list.narrowed => {
            app.status
                .say("No company is the lens: choose one on the companies screen");
        }
        Command::Narrow => {
            app.list.narrowed = !app.list.narrowed;
            app.list.fill(&app.shelf, &app.notes);
        }
        Command::ClearLens => clear_lens(app),
        Command::Select => {
            with_active(app, |reader, _| {
                reader.selecting = if reader.selecting.is_some() {
                    None
                } else {
                    Some(reader.cursor)
                };
            });
        }
        Command::Zoom => app.window.division.zoomed = !app.window.division.zoomed,
        Command::Split => split(app, effects),
        Command::Wider => moves::widen(app, 2),
        Command::Narrower => moves::widen(app, -2),
        _ => {}
    }
}

fn clear_lens(app: &mut App) {
    app.shelf.lens = None;
    app.list.narrowed = false;
    app.list.fill(&app.shelf, &app.notes);
}

fn show_screen(app: &mut App, kind: ScreenKind) {
    if app
        .screen
        .as_ref()
        .is_some_and(|screen| screen.kind == kind)
    {
        app.screen = None;
        return;
    }
    app.screen = Some(Screen::new(kind));
    app.fill_screen();
}

/// A screen of what is counted in the whole library.
fn counting_screen(app: &mut App, kind: ScreenKind, effects: &mut Vec<Effect>) {
    show_screen(app, kind);
    filed::count(app, effects);
}

fn compare(app: &mut App, effects: &mut Vec<Effect>) {
    let shown = app.screen.is_some();
    if shown || links::compare(app, effects) {
        show_screen(app, ScreenKind::Compare);
    }
}

fn open(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(screen) = &app.screen else {
        match app.window.division.focus {
            Pane::List => {
                article::leave(app);
                filed::open_row(app, app.list.selected, effects);
            }
            Pane::Side if app.side.content == Content::Related => {
                article::open_related(app, true, effects)
            }
            Pane::Side if app.side.content == Content::Found => search::open(app, effects),
            Pane::Side => {
                if let Some(to) = app.side.target() {
                    article::jump(app, to, effects);
                }
            }
            Pane::Reader(_) => {}
        }
        return;
    };
    match screen.current() {
        Some(Item::Company(company)) => {
            if app.shelf.lens == Some(company) {
                clear_lens(app);
            } else {
                app.shelf.lens = Some(company);
                app.list.fill(&app.shelf, &app.notes);
            }
            app.screen = None;
        }
        Some(Item::Mark(id)) => marks::go(app, id, effects),
        Some(Item::Url(_)) => open_url(app, effects),
        Some(Item::Command(command)) => {
            app.screen = None;
            if command.row().places.meets(keys::place(app)) {
                run(app, command, effects);
            }
        }
        Some(Item::Feed(at)) => feeds::list(app, at),
        Some(Item::View(number)) => views::open(app, number),
        Some(Item::Row(row)) => links::open_compared(app, row, effects),
        Some(Item::Change(row)) => versions::go(app, row, effects),
        Some(Item::Problem(_)) | None => {}
    }
}

/// One level back; whether there was one.
fn back(app: &mut App) -> bool {
    let division = &mut app.window.division;
    if app.screen.take().is_some() {
        return true;
    }
    if std::mem::take(&mut division.zoomed) {
        return true;
    }
    let target = match division.focus {
        Pane::List => return false,
        Pane::Reader(which @ 1..) => {
            close_reader(app, which);
            return true;
        }
        Pane::Reader(_) => Pane::List,
        Pane::Side => Pane::Reader(division.reader),
    };
    app.window.focus(target);
    true
}

/// Closes a reader that is not the first; those after it move up.
fn close_reader(app: &mut App, which: usize) {
    let readers = app.window.division.readers;
    if let Some(rest) = app.desk.readers.get_mut(which..readers) {
        rest.rotate_left(1);
    }
    app.window.division.readers = readers.saturating_sub(1).max(1);
    app.window.focus(Pane::Reader(which.saturating_sub(1)));
}

fn close(app: &mut App, effects: &mut Vec<Effect>) {
    if !back(app) {
        quit(app, effects);
    }
}

/// Ends the innermost thing that can be ended.
fn cancel(app: &mut App) {
    if app.screen.take().is_some() {
        return;
    }
    if app.desk.portal.take().is_some() {
        app.status.say("The first end is forgotten");
        return;
    }
    let ended = with_active(app, |reader, _| {
        let selecting = reader.selecting.take().is_some();
        let finding = !selecting && !reader.find.matches.is_empty();
        if finding {
            reader.find.clear();
        }
        selecting || finding
    });
    if ended == Some(true) && app.window.division.focus != Pane::List {
        return;
    }
    if !app.list.filter.is_empty() {
        app.list.filter.clear();
        app.list.fill(&app.shelf, &app.notes);
    } else if app.shelf.lens.is_some() {
        clear_lens(app);
    } else {
        app.window.division.zoomed = false;
    }
}

fn sort(app: &mut App, sort: Sort) {
    app.list.reversed = app.list.sort == sort && !app.list.reversed;
    app.list.sort = sort;
    app.list.fill(&app.shelf, &app.notes);
}

/// Read state and stars, with undo.
fn readings(app: &mut App, command: Command, effects: &mut Vec<Effect>) {
    if command == Command::MarkAllRead && filed::name_all(app, effects) {
        return;
    }
    let in_list = app.window.division.focus == Pane::List;
    let articles: Vec<_> = match command {
        Command::MarkAllRead => app.list.all().collect(),
        _ if in_list => app.list.current().into_iter().collect(),
        _ => active(app)
            .and_then(|reader| reader.article)
            .into_iter()
            .collect(),
    };
    let change = |before: Reading| match command {
        Command::MarkAllRead => Reading {
            read: true,
            ..before
        },
        Command::ToggleStar => Reading {
            starred: !before.starred,
            ..before
        },
        _ => Reading {
            read: !before.read,
            ..before
        },
    };
    let changes: Vec<Change> = articles
        .iter()
        .filter_map(|ix| app.shelf.article(*ix))
        .filter_map(|article| {
            let before = app.notes.reading(&article.id);
            let after = change(before);
            let article = article.id.clone();
            (before != after).then_some(Change::Reading {
                article,
                before,
                after,
            })
        })
        .collect();
    if command == Command::MarkAllRead {
        say_read(app, changes.len());
    }
    let changes = app.notes.apply(changes, None);
    save(app, changes, effects);
    app.list.fill(&app.shelf, &app.notes);
}

/// Says that so many articles are read now.
pub(super) fn say_read(app: &mut App, count: usize) {
    if count > 0 {
        let undo = app.setup.keymap.key(Command::Undo);
        app.status
            .say(format!("{count} articles are read now; {undo} undoes"));
    }
}

fn turn_back(app: &mut App, undo: bool, effects: &mut Vec<Effect>) {
    let Some(changes) = app.notes.turn_back(undo) else {
        app.status.say(if undo {
            "Nothing to undo"
        } else {
            "Nothing to redo"
        });
        return;
    };
    let what = match changes.first() {
        Some(Change::Mark { .. }) => "a change of marks",
        _ => "a change of read state or stars",
    };
    app.status.say(format!(
        "{} {what}",
        if undo { "Undone:" } else { "Redone:" }
    ));
    save(app, changes, effects);
    let unplaced: Vec<_> = app.notes.unplaced().cloned().collect();
    if !unplaced.is_empty() {
        // In a large library, those of articles that are here.
        effects.push(Effect::Place(unplaced));
    }
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}

fn prompt(app: &mut App, command: Command) {
    let cursor = active(app).map_or(0, |reader| reader.cursor);
    let filter = app
        .screen
        .as_ref()
        .map_or(&app.list.filter, |screen| &screen.filter);
    let prompt = match command {
        Command::Filter => Prompt::new(PromptKind::Filter, filter, cursor),
        Command::Search | Command::SearchBack => {
            if active(app).and_then(|reader| reader.article).is_none() {
                return;
            }
            let backwards = command == Command::SearchBack;
            Prompt::new(PromptKind::Search { backwards }, "", cursor)
        }
        Command::Pipe => Prompt::new(PromptKind::Pipe, "", cursor),
        Command::Ask => Prompt::new(PromptKind::Ask, "", cursor),
        Command::SaveView => Prompt::new(PromptKind::Command, "view save ", cursor),
        Command::FeedAdd => Prompt::new(PromptKind::Command, "feed add ", cursor),
        _ => Prompt::new(PromptKind::Command, "", cursor),
    };
    app.mode = Mode::Prompt(prompt);
}

fn next_match(app: &mut App, forward: bool) {
    let found = with_active(app, |reader, copy| {
        if reader.find.matches.is_empty() && !reader.find.query.is_empty() {
            reader.find.look_again(copy.article);
        }
        reader.next_match(copy, forward != reader.find.backwards)
    });
    if found == Some(None) {
        app.status.say("Nothing to find: / starts a search");
    }
}

fn side(app: &mut App, content: Content) {
    let shown = app.window.division.focus == Pane::Side && app.side.content == content;
    app.side.content = content;
    app.side.scroll = 0;
    if shown {
        app.window.focus(Pane::Reader(app.window.division.reader));
    } else {
        app.window.focus(Pane::Side);
    }
}

fn tag(app: &mut App, stays: bool) {
    if active(app).and_then(|reader| reader.article).is_some() {
        let pending = Vec::new();
        app.mode = Mode::Tagging { stays, pending };
    }
}

/// One more reader with the article of the one used last, as long as it fits; then only that one again.
fn split(app: &mut App, effects: &mut Vec<Effect>) {
    let home = app.window.division.reader;
    let readers = app.window.division.readers;
    if readers >= app.window.most_readers() {
        app.window.division.readers = 1;
        app.desk.readers.swap(0, home);
        app.window.focus(Pane::Reader(0));
        return;
    }
    app.window.open_reader(readers);
    let Some(reader) = app.desk.readers.get(home) else {
        return;
    };
    let passage = reader.cursor;
    let is_empty = app
        .desk
        .readers
        .get(readers)
        .is_some_and(|new| new.article.is_none());
    if let Some(ix) = reader.article.filter(|_| is_empty) {
        article::show(app, readers, ix, At::Passage(passage), effects);
    }
    app.window.focus(Pane::Reader(home));
}

fn open_url(app: &mut App, effects: &mut Vec<Effect>) {
    let url = match app.screen.as_ref().map(Screen::current) {
        Some(Some(Item::Url(at))) => app
            .open_article()
            .and_then(|article| article.urls.get(at).cloned()),
        Some(Some(Item::Mark(id))) => app
            .notes
            .marks
            .get(&id)
            .and_then(|placed| placed.mark.anchor.article.url.clone()),
        Some(_) => None,
        None => current(app).and_then(|article| article.meta.url.clone()),
    };
    match url {
        Some(url) => effects.push(Effect::OpenUrl(url)),
        None => app.status.say("There is no address"),
    }
}
