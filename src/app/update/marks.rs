//! Marks: tags, notes, copying, going to them.

use ratatui_textarea::{Input, Key as Typed};

use crate::analysis::anchors;
use crate::app::App;
use crate::app::effect::Effect;
use crate::app::filed::{At, Bring};
use crate::app::input::{Mode, NoteEditor, leading_tags};
use crate::app::screen::{Item, Screen};
use crate::keymap::{Code, Key};
use crate::layout::Pane;
use crate::news::article::Article;
use crate::news::library::ArticleIx;
use crate::news::mark::{Change, Mark, MarkId};
use crate::text::span::Span;

use super::{active, article, filed, save, with_active};

/// The selection of the reader used last: its article and the selected text.
fn target(app: &App) -> Option<(ArticleIx, &Article, Span)> {
    let reader = active(app)?;
    let ix = reader.article?;
    let article = app.shelf.article(ix)?;
    Some((ix, article, reader.selected_span(article)?))
}

/// The mark on the selection, or a new one without tags and note.
fn mark_here(app: &mut App) -> Option<(ArticleIx, Option<Mark>, Mark)> {
    let (ix, article, span) = target(app)?;
    if let Some(mark) = app.notes.mark_at(ix, span).cloned() {
        return Some((ix, Some(mark.clone()), mark));
    }
    let anchor = anchors::make(article, span);
    let now = app.status.now;
    let mark = Mark {
        id: app.status.name_mark(),
        anchor,
        tags: Vec::new(),
        note: String::new(),
        link: None,
        created: now,
        modified: now,
    };
    Some((ix, None, mark))
}

/// Stores what a mark has become; one without tags and note is removed.
fn put(
    app: &mut App,
    ix: Option<ArticleIx>,
    before: Option<Mark>,
    after: Mark,
    effects: &mut Vec<Effect>,
) {
    let empty = after.tags.is_empty() && after.note.is_empty() && after.link.is_none();
    let modified = app.status.now;
    let after = (!empty).then_some(Mark { modified, ..after });
    if before.is_none() && after.is_none() {
        return;
    }
    let change = Change::Mark {
        before: before.map(Box::new),
        after: after.map(Box::new),
    };
    let changes = app.notes.apply(vec![change], ix);
    save(app, changes, effects);
    with_active(app, |reader, _| reader.selecting = None);
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}

/// Sets a tag on the selection, or removes it.
pub(super) fn toggle(app: &mut App, name: &str, effects: &mut Vec<Effect>) {
    let Some((ix, before, mut after)) = mark_here(app) else {
        return;
    };
    let had = after.tags.iter().any(|tag| tag == name);
    if had {
        after.tags.retain(|tag| tag != name);
    } else {
        after.tags.push(name.to_owned());
    }
    app.notes.last_tag = Some(name.to_owned());
    put(app, Some(ix), before, after, effects);
    app.status.say(if had {
        format!("No longer tagged {name}")
    } else {
        format!("Tagged {name}")
    });
}

/// Sets the last tag again.
pub(super) fn repeat(app: &mut App, effects: &mut Vec<Effect>) {
    match app.notes.last_tag.clone() {
        Some(name) => toggle(app, &name, effects),
        None => app.status.say("No tag was set yet"),
    }
}

/// Opens the editor on the note of the selection, or of the mark under the marks screen's cursor.
pub(super) fn annotate(app: &mut App) {
    let listed = app.screen.as_ref().and_then(Screen::current);
    let editor = match listed {
        Some(Item::Mark(id)) => app.notes.marks.get(&id).map(|placed| &placed.mark),
        _ => target(app).and_then(|(ix, _, span)| app.notes.mark_at(ix, span)),
    }
    .map(|mark| NoteEditor::new(&mark.note, Some(mark.id), mark.anchor.exact.clone()));
    let fresh = || {
        target(app)
            .map(|(_, article, span)| NoteEditor::new("", None, span.of(&article.text).to_owned()))
    };
    if let Some(editor) = editor.or_else(fresh) {
        app.mode = Mode::Note(Box::new(editor));
    }
}

/// A key while a note is written.
pub(super) fn write(app: &mut App, key: Key, effects: &mut Vec<Effect>) {
    let Mode::Note(editor) = &mut app.mode else {
        return;
    };
    match key {
        Key {
            code: Code::Char('s'),
            ctrl: true,
            ..
        } => {
            let (id, text) = (editor.mark, editor.text());
            app.mode = Mode::default();
            keep(app, id, &text, effects);
        }
        Key {
            code: Code::Char('e'),
            ctrl: true,
            ..
        } => effects.push(Effect::Edit(editor.text())),
        Key {
            code: Code::Esc, ..
        } if editor.leaving || !editor.is_changed() => app.mode = Mode::default(),
        Key {
            code: Code::Esc, ..
        } => {
            editor.leaving = true;
            app.status
                .say("The note is not saved: ^s saves it, Esc again throws it away");
        }
        key => {
            editor.leaving = false;
            editor.area.input(typed(key));
        }
    }
}

fn typed(key: Key) -> Input {
    let code = match key.code {
        Code::Char(c) => Typed::Char(c),
        Code::Enter => Typed::Enter,
        Code::Esc => Typed::Esc,
        Code::Tab | Code::BackTab => Typed::Tab,
        Code::Backspace => Typed::Backspace,
        Code::Delete => Typed::Delete,
        Code::Up => Typed::Up,
        Code::Down => Typed::Down,
        Code::Left => Typed::Left,
        Code::Right => Typed::Right,
        Code::Home => Typed::Home,
        Code::End => Typed::End,
        Code::PageUp => Typed::PageUp,
        Code::PageDown => Typed::PageDown,
        Code::F(number) => Typed::F(number),
        Code::Insert => Typed::Null,
    };
    Input {
        key: code,
        ctrl: key.ctrl,
        alt: key.alt,
        shift: key.code == Code::BackTab,
    }
}

/// Stores a note; tags at its start become the mark's.
fn keep(app: &mut App, id: Option<MarkId>, text: &str, effects: &mut Vec<Effect>) {
    let known = id
        .and_then(|id| app.notes.marks.get(&id))
        .map(|placed| placed.mark.clone());
    let found = match known {
        Some(mark) => Some((None, Some(mark.clone()), mark)),
        None => mark_here(app).map(|(ix, before, after)| (Some(ix), before, after)),
    };
    let Some((ix, before, mut after)) = found else {
        return;
    };
    let (tags, note) = leading_tags(text);
    for tag in tags {
        if !after.tags.contains(&tag) {
            after.tags.push(tag);
        }
    }
    note.trim_end().clone_into(&mut after.note);
    put(app, ix, before, after, effects);
}

/// The note has come back from the user's editor.
pub(super) fn edited(app: &mut App, note: Option<String>) {
    if let (Mode::Note(editor), Some(note)) = (&mut app.mode, note) {
        editor.replace(note.trim_end());
    }
}

/// Removes the marks that touch the selection, or the one under the marks screen's cursor.
pub(super) fn remove(app: &mut App, effects: &mut Vec<Effect>) {
    let marks: Vec<Mark> = match app.screen.as_ref().and_then(Screen::current) {
        Some(Item::Mark(id)) => app
            .notes
            .marks
            .get(&id)
            .map(|placed| placed.mark.clone())
            .into_iter()
            .collect(),
        _ => match target(app) {
            Some((ix, _, span)) => {
                let touched = app
                    .notes
                    .marks_in(ix)
                    .filter(|(_, _, at)| at.overlaps(span));
                touched.map(|(mark, ..)| mark.clone()).collect()
            }
            None => Vec::new(),
        },
    };
    if marks.is_empty() {
        app.status.say("There is no mark here");
        return;
    }
    let removed = marks.into_iter().map(|mark| Change::Mark {
        before: Some(Box::new(mark)),
        after: None,
    });
    let changes = app.notes.apply(removed.collect(), None);
    app.status.say(format!(
        "{} removed",
        if changes.len() == 1 { "Mark" } else { "Marks" }
    ));
    save(app, changes, effects);
    app.list.fill(&app.shelf, &app.notes);
    app.fill_screen();
}

/// Goes to where a mark stands.
pub(super) fn go(app: &mut App, id: MarkId, effects: &mut Vec<Effect>) {
    let Some(placed) = app.notes.marks.get(&id) else {
        return;
    };
    if placed.at.is_none() && app.shelf.filed.is_some() {
        // Its article is not here: it is brought, and the mark placed in it.
        let known = Box::new(placed.mark.anchor.article.clone());
        let bring = Bring::Named(known.id.clone(), Some(known));
        let at = At::Byte(placed.mark.anchor.span.start);
        app.screen = None;
        article::leave(app);
        filed::wait_for(app, bring, (app.window.division.reader, at, true), effects);
        return;
    }
    let Some((ix, span)) = placed.spot() else {
        let title = placed.mark.anchor.article.title.clone();
        app.status
            .fail(format!("What was marked is no longer there: {title}"));
        return;
    };
    app.screen = None;
    article::jump_to(app, ix, At::Byte(span.start), effects);
}

/// Copies the selection with its source, an address, or a mark.
pub(super) fn copy(app: &mut App, effects: &mut Vec<Effect>) {
    let text = match app.screen.as_ref().and_then(Screen::current) {
        Some(Item::Url(at)) => app
            .open_article()
            .and_then(|article| article.urls.get(at).cloned()),
        Some(Item::Mark(id)) => app.notes.marks.get(&id).map(|placed| {
            let (mark, from) = (&placed.mark, &placed.mark.anchor.article);
            let parts = [
                Some(from.title.clone()),
                from.source.clone(),
                from.date.clone(),
                from.url.clone(),
            ];
            let note = if mark.note.is_empty() {
                String::new()
            } else {
                format!("\n\n{}", mark.note)
            };
            format!(
                "{}{note}\n\n{}\n",
                mark.anchor.exact,
                parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
            )
        }),
        _ => {
            let listed = app
                .list
                .current()
                .filter(|_| app.window.division.focus == Pane::List);
            match listed.and_then(|ix| app.shelf.article(ix)) {
                Some(article) => Some(source_lines(article)),
                None => target(app).map(|(_, article, span)| {
                    format!("{}\n\n{}", span.of(&article.text), source_lines(article))
                }),
            }
        }
    };
    match text {
        Some(text) => {
            effects.push(Effect::Copy(text));
            app.status.say("Copied");
        }
        None => app.status.say("There is nothing to copy"),
    }
}

/// Title, source, date and address, a line each.
fn source_lines(article: &Article) -> String {
    let meta = &article.meta;
    let lines = [
        Some(meta.title.clone()),
        meta.source.clone(),
        meta.date.map(|date| date.day()),
        meta.url.clone(),
    ];
    lines
        .into_iter()
        .flatten()
        .map(|line| line + "\n")
        .collect()
}
