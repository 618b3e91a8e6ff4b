//! Reading with links under typed keys: judging them, making them, walking them, two readers in step, comparing, asking.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod common;

use std::collections::BTreeSet;

use common::{Desk, link, tie};
use counterpoint::analysis::links::THRESHOLD;
use counterpoint::app::effect::Effect;
use counterpoint::app::event::{Event, Mouse, MouseAction};
use counterpoint::app::screen::{Item, ScreenKind};
use counterpoint::app::side::Content;
use counterpoint::app::step::Pace;
use counterpoint::app::update::update;
use counterpoint::layout::{Pane, Size};
use counterpoint::news::library::{ArticleIx, PassageRef};
use counterpoint::news::link::{Answer, LinkKind};
use counterpoint::news::mark::{Change, Verdict};

const HERE: &str = "en/2022-05-26-broadcom-deal";
const THERE: &str = "zh/2023-11-23-boton-wancheng";

/// A desk with an article open, whose first passage is likely linked with two of another, and not with a third.
fn linked(columns: u16) -> (Desk, ArticleIx, ArticleIx) {
    let mut desk = Desk::new(columns, 40);
    desk.open(HERE);
    let (here, there) = (desk.find(HERE), desk.find(THERE));
    desk.send(Event::Related(
        PassageRef {
            article: here,
            passage: 0,
        },
        vec![
            link((here, 0), (there, 2), 0.95, LinkKind::Same),
            link((here, 0), (there, 4), 0.8, LinkKind::Fact),
            link((here, 0), (there, 5), THRESHOLD / 2.0, LinkKind::Related),
        ],
    ));
    (desk, here, there)
}

fn shown(desk: &Desk) -> Vec<u32> {
    let links = desk.app.side.ready().unwrap();
    links.iter().map(|link| link.to.passage).collect()
}

/// The passage under the cursor of each reader.
fn cursors(desk: &Desk) -> (usize, usize) {
    let [one, two, _] = &desk.app.desk.readers;
    (one.cursor, two.cursor)
}

#[test]
fn what_is_claimed_stands_alone_and_the_nearest_are_offered_only_without_it() {
    let (mut desk, here, there) = linked(160);
    assert_eq!(shown(&desk), [2, 4]);
    let from = PassageRef {
        article: here,
        passage: 0,
    };
    let weak = |to| link((here, 0), (there, to), THRESHOLD / 2.0, LinkKind::Related);
    desk.send(Event::Related(from, (0..9).map(weak).collect()));
    assert_eq!(shown(&desk), [0, 1, 2]);
}

#[test]
fn a_rejected_link_never_returns_and_u_brings_it_back() {
    let (mut desk, ..) = linked(160);
    desk.press("x-");
    assert_eq!(shown(&desk), [4]);
    let Some(Change::Mark {
        after: Some(mark), ..
    }) = desk.saved.last()
    else {
        panic!("nothing was stored");
    };
    assert_eq!(mark.link.as_ref().unwrap().verdict, Verdict::Rejected);
    // The worker finds it again, and it stays away.
    let found = desk.app.side.found.clone().unwrap();
    desk.send(Event::Related(found.0, found.1));
    assert_eq!(shown(&desk), [4]);
    desk.press("u");
    assert_eq!(shown(&desk), [2, 4]);
    desk.press("<C-r>");
    assert_eq!(shown(&desk), [4]);
}

#[test]
fn an_accepted_link_is_certain_and_first_and_again_takes_it_back() {
    let (mut desk, ..) = linked(160);
    desk.press("xj+");
    assert_eq!(shown(&desk), [4, 2]);
    let first = desk.app.side.ready().unwrap()[0].probability;
    assert!((first - 1.0).abs() < f64::EPSILON);
    assert_eq!(desk.app.side.selected, 0, "the cursor stays on the link");
    desk.press("+");
    assert_eq!(shown(&desk), [2, 4]);
    assert!(desk.app.notes.judged().is_empty());
}

#[test]
fn links_that_come_while_one_is_chosen_leave_the_cursor_on_it() {
    let (mut desk, here, there) = linked(160);
    desk.press("xj");
    let chosen = |desk: &Desk| desk.app.side.current().map(|link| link.to.passage);
    assert_eq!(chosen(&desk), Some(4));
    let effects = update(&mut desk.app, Event::Linked);
    let is_asked = |effect: &Effect| matches!(effect, Effect::Relate(_));
    assert!(effects.iter().any(is_asked));
    assert_eq!(chosen(&desk), Some(4), "until the new ones are there");
    let from = PassageRef {
        article: here,
        passage: 0,
    };
    let stronger = [(7, 0.99), (2, 0.95), (6, 0.9), (4, 0.85)];
    let links =
        stronger.map(|(to, probability)| link((here, 0), (there, to), probability, LinkKind::Same));
    update(&mut desk.app, Event::Related(from, links.to_vec()));
    assert_eq!(shown(&desk), [7, 2, 6, 4]);
    assert_eq!(chosen(&desk), Some(4), "wherever it stands now");
    desk.press("k");
    assert_eq!(chosen(&desk), Some(6));
    // What is chosen is gone: its place stays.
    update(&mut desk.app, Event::Linked);
    update(&mut desk.app, Event::Related(from, links[..2].to_vec()));
    assert_eq!(chosen(&desk), Some(2));
}

#[test]
fn a_verdict_that_changes_stays_one_mark() {
    let (mut desk, ..) = linked(160);
    desk.press("x+-");
    assert_eq!(shown(&desk), [4]);
    assert_eq!(desk.app.notes.marks.len(), 1);
    assert_eq!(desk.app.notes.judged()[0].verdict, Verdict::Rejected);
}

#[test]
fn a_judged_link_does_not_hinder_tags_on_its_passage() {
    let (mut desk, ..) = linked(160);
    desk.press("x+xtc");
    assert_eq!(desk.app.notes.marks.len(), 2);
    desk.press("tc");
    assert_eq!(desk.app.notes.marks.len(), 1);
    assert_eq!(desk.app.notes.judged().len(), 1);
}

#[test]
fn a_portal_has_two_ends_and_is_walked_from_both() {
    let mut desk = Desk::new(160, 40);
    desk.open(HERE).press("jjp");
    assert!(desk.app.desk.portal.is_some());
    desk.open(THERE).press("ggjjjp");
    assert!(desk.app.desk.portal.is_none());
    let links = desk.app.side.ready().unwrap();
    let back = PassageRef {
        article: desk.find(HERE),
        passage: 2,
    };
    assert_eq!(links[0].to, back);
    desk.open(HERE).press("ggjj");
    assert_eq!(shown(&desk)[0], 3);
    // The marks screen lists it with the others.
    desk.press("m");
    assert_eq!(desk.app.screen.as_ref().unwrap().items.len(), 1);
}

#[test]
fn escape_forgets_the_first_end_and_the_same_passage_is_no_second_one() {
    let mut desk = Desk::new(160, 40);
    desk.open(HERE).press("pp");
    assert!(desk.message().contains("first end"), "{}", desk.message());
    desk.press("<Esc>jp");
    assert!(desk.app.notes.marks.is_empty());
    assert!(desk.app.desk.portal.is_some());
}

#[test]
fn brackets_and_x_walk_the_passages_that_have_a_link() {
    let (mut desk, here, there) = linked(160);
    let count = u32::try_from(desk.library.get(here).unwrap().passages.len()).unwrap();
    desk.send(Event::Surveyed {
        article: here,
        passages: 0..count,
        links: vec![
            link((here, 3), (there, 2), 0.9, LinkKind::Fact),
            link((here, 7), (there, 4), 0.9, LinkKind::Same),
        ],
    });
    desk.press("]x");
    assert_eq!(desk.app.desk.readers[0].cursor, 3);
    desk.press("]x");
    assert_eq!(desk.app.desk.readers[0].cursor, 7);
    desk.press("]x");
    assert!(desk.message().contains("No further"), "{}", desk.message());
    desk.press("[x");
    assert_eq!(desk.app.desk.readers[0].cursor, 3);
    let summary = desk.app.shelf.linked.summary(here).unwrap();
    assert_eq!(summary.counts[&there], 2);
}

/// Two readers in step; passage n of the first is linked with passage n + 2 of the second, up to the fourth.
fn in_step(rows: u16) -> (Desk, ArticleIx, ArticleIx) {
    let mut desk = Desk::new(160, rows);
    desk.open(HERE).press("s<Tab>");
    let (here, there) = (desk.find(HERE), desk.find(THERE));
    desk.open(THERE);
    desk.app.window.focus(Pane::Reader(0));
    desk.press("gg=");
    assert_eq!(desk.app.desk.step.pace, Pace::InStep, "{}", desk.message());
    let ties = (0..4).map(|passage| tie(passage, passage + 2, 0.9));
    desk.send(Event::Aligned(here, there, ties.collect()));
    (desk, here, there)
}

#[test]
fn the_other_reader_follows_on_the_same_row_and_waits_where_nothing_belongs() {
    let (mut desk, ..) = in_step(40);
    assert_eq!(cursors(&desk), (0, 2));
    desk.press("j");
    assert_eq!(cursors(&desk), (1, 3));
    let row = |which: usize| {
        let reader = &desk.app.desk.readers[which];
        let article = desk.library.get(reader.article.unwrap()).unwrap();
        reader
            .page
            .row_of(article.passages[reader.cursor].span.start)
    };
    assert_eq!(row(0), row(1));
    desk.press("jjj");
    assert_eq!(cursors(&desk), (4, 5));
    assert!(desk.app.desk.step.silent[1]);
    let reader = &desk.app.desk.readers[1];
    let article = desk.library.get(reader.article.unwrap()).unwrap();
    let span = article.passages[5].span;
    assert!(reader.page.shown().unwrap().overlaps(span), "out of sight");
    desk.press("k");
    assert!(!desk.app.desk.step.silent[1]);
}

#[test]
fn the_reader_being_read_never_moves_by_itself() {
    let (mut desk, ..) = in_step(40);
    desk.press("<Tab>");
    assert_eq!(cursors(&desk), (0, 2), "the keyboard alone moves nothing");
    desk.press("j");
    assert_eq!(cursors(&desk), (1, 3), "now the first follows the second");
}

#[test]
fn what_is_moved_by_hand_belongs_together_from_then_on() {
    let (mut desk, ..) = in_step(14);
    let area = desk.app.window.areas.readers[1].unwrap();
    for _ in 0..12 {
        desk.send(Event::Mouse(Mouse {
            action: MouseAction::WheelDown,
            column: area.x + 10,
            row: 10,
        }));
    }
    let (here, moved) = cursors(&desk);
    assert_eq!(here, 0);
    assert_ne!(moved, 2);
    desk.press("j");
    assert_eq!(cursors(&desk), (1, 3));
    desk.press("k");
    assert_eq!(cursors(&desk), (0, moved));
}

#[test]
fn the_wheel_puts_what_is_level_beside_the_cursor_though_the_cursor_there_was_in_sight() {
    let (mut desk, ..) = in_step(24);
    let area = desk.app.window.areas.readers[1].unwrap();
    desk.send(Event::Mouse(Mouse {
        action: MouseAction::WheelDown,
        column: area.x + 10,
        row: 10,
    }));
    let (here, moved) = cursors(&desk);
    assert_eq!(here, 0);
    assert!(moved > 2, "{moved}");
    let reader = &desk.app.desk.readers[1];
    assert!(reader.page.row_of(0).is_none(), "the page has moved");
    desk.press("jk");
    assert_eq!(cursors(&desk), (0, moved));
}

/// The articles of the readers that are shown, with the passages under their cursors.
fn stands(desk: &Desk) -> Vec<(ArticleIx, usize)> {
    let shown = (0..3).filter(|which| desk.app.window.areas.readers[*which].is_some());
    shown
        .map(|which| &desk.app.desk.readers[which])
        .map(|reader| (reader.article.unwrap(), reader.cursor))
        .collect()
}

#[test]
fn three_readers_go_in_step_where_the_terminal_is_wide() {
    let mut desk = Desk::new(200, 50);
    desk.open(HERE).press("=");
    let three = stands(&desk);
    assert_eq!(three.len(), 3, "{}", desk.message());
    let langs = three
        .iter()
        .map(|(ix, _)| desk.library.get(*ix).unwrap().lang.code());
    assert_eq!(langs.collect::<BTreeSet<_>>().len(), 3);
    let (second, third) = (three[1].0, three[2].0);
    let here = desk.find(HERE);
    desk.send(Event::Aligned(
        here,
        second,
        vec![tie(0, 3, 0.9), tie(1, 4, 0.9)],
    ));
    desk.send(Event::Aligned(here, third, vec![tie(0, 2, 0.9)]));
    desk.press("gg");
    assert_eq!(stands(&desk), [(here, 0), (second, 3), (third, 2)]);
    desk.press("j");
    assert_eq!(stands(&desk), [(here, 1), (second, 4), (third, 2)]);
    assert_eq!(desk.app.desk.step.silent, [false, false, true]);
    // The keyboard goes over to the third: nothing moves, and the third is being read.
    desk.press("<Tab><Tab>");
    assert_eq!(desk.app.window.division.focus, Pane::Reader(2));
    assert_eq!(stands(&desk), [(here, 1), (second, 4), (third, 2)]);
}

#[test]
fn a_third_reader_waits_unseen_where_the_terminal_is_narrower() {
    let mut desk = Desk::new(200, 50);
    desk.open(HERE).press("=");
    let three = stands(&desk);
    let size = |columns| Event::Resize(Size { columns, rows: 50 });
    desk.send(size(120));
    assert_eq!(stands(&desk), three[..2]);
    desk.press("<Tab><Tab>");
    let shown: Vec<_> = stands(&desk).into_iter().map(|(ix, _)| ix).collect();
    assert_eq!(shown, [three[0].0, three[2].0]);
    desk.send(size(200));
    assert_eq!(stands(&desk).len(), 3);
    // Closing the second moves the third up.
    desk.app.window.focus(Pane::Reader(1));
    desk.press("q");
    let shown: Vec<_> = stands(&desk).into_iter().map(|(ix, _)| ix).collect();
    assert_eq!(shown, [three[0].0, three[2].0]);
    assert_eq!(desk.app.window.division.focus, Pane::Reader(0));
}

#[test]
fn s_opens_readers_while_they_fit_and_then_leaves_one() {
    let mut desk = Desk::new(200, 50);
    desk.open(HERE);
    let open = |desk: &mut Desk| {
        desk.press("s");
        desk.app.window.division.readers
    };
    assert_eq!([(); 3].map(|()| open(&mut desk)), [2, 3, 1]);
    desk.send(Event::Resize(Size {
        columns: 120,
        rows: 50,
    }));
    assert_eq!([(); 2].map(|()| open(&mut desk)), [2, 1]);
}

#[test]
fn where_every_claim_is_rejected_the_nearest_are_offered() {
    let (mut desk, ..) = linked(160);
    desk.press("x--");
    assert_eq!(shown(&desk), [5]);
}

#[test]
fn a_held_reader_stays_and_a_rejected_link_is_not_followed() {
    let (mut desk, here, there) = in_step(40);
    desk.press("g=j");
    assert_eq!(cursors(&desk), (1, 2));
    desk.press("g=");
    assert_eq!(cursors(&desk), (1, 3));
    desk.send(Event::Related(
        PassageRef {
            article: here,
            passage: 1,
        },
        vec![link((here, 1), (there, 3), 0.9, LinkKind::Same)],
    ));
    desk.press("x-<Tab>");
    desk.app.window.focus(Pane::Reader(0));
    desk.press("kj");
    assert!(desk.app.desk.step.silent[1]);
    desk.press("=");
    assert_eq!(desk.app.desk.step.pace, Pace::Free);
}

#[test]
fn compared_articles_have_a_row_for_every_passage_and_number_what_crosses() {
    let (mut desk, here, there) = in_step(40);
    let ties = vec![tie(0, 6, 0.9), tie(1, 2, 0.8), tie(2, 3, 0.7)];
    desk.press("C");
    assert_eq!(desk.app.screen.as_ref().unwrap().kind, ScreenKind::Compare);
    desk.send(Event::Aligned(here, there, ties));
    let compare = &desk.app.desk.compare;
    assert_eq!(compare.articles[..2], [here, there]);
    for (column, ix) in compare.articles.iter().enumerate() {
        let cells = compare.rows.iter().filter_map(|row| row.cells[column]);
        let mut passages: Vec<usize> = cells.map(|cell| cell.passage).collect();
        passages.sort_unstable();
        let all = desk.library.get(*ix).unwrap().passages.len();
        assert_eq!(passages, (0..all).collect::<Vec<_>>());
    }
    let crossed = compare
        .rows
        .iter()
        .filter_map(|row| row.cells[1])
        .find(|cell| cell.crossing == Some(1));
    assert_eq!(crossed.unwrap().passage, 6);
    // Enter opens both passages, level.
    let at = desk
        .app
        .screen
        .as_ref()
        .unwrap()
        .items
        .iter()
        .position(|item| matches!(item, Item::Row(row) if desk.app.desk.compare.rows[*row].cells[1].is_some_and(|cell| cell.passage == 6)))
        .unwrap();
    desk.app.screen.as_mut().unwrap().select(at);
    desk.press("=");
    desk.press("<Enter>");
    assert!(desk.app.screen.is_none());
    assert_eq!(cursors(&desk), (0, 6));
}

#[test]
fn a_question_is_asked_and_an_answer_opened() {
    let mut desk = Desk::new(120, 40);
    desk.open(HERE).press("S누가<Space>샀나<Enter>");
    let asked = Effect::Ask("누가 샀나".to_owned());
    assert!(desk.effects.contains(&asked), "{:?}", desk.effects);
    assert_eq!(desk.app.side.content, Content::Answers);
    let there = desk.find(THERE);
    let answer = |passage| Answer {
        to: PassageRef {
            article: there,
            passage,
        },
        probability: 0.7,
        similarity: 0.5,
        reasons: Vec::new(),
    };
    desk.send(Event::Answers("another".to_owned(), vec![answer(0)]));
    assert!(
        desk.app.side.target().is_none(),
        "an answer to nothing asked"
    );
    desk.send(Event::Answers(
        "누가 샀나".to_owned(),
        vec![answer(1), answer(5)],
    ));
    desk.press("j<Enter>");
    assert!(desk.article().ends_with("boton-wancheng"));
    assert_eq!(desk.app.desk.readers[0].cursor, 5);
}

#[test]
fn what_the_passage_names_is_lit_in_the_other_reader_in_its_script() {
    let (desk, here, there) = in_step(40);
    let from = PassageRef {
        article: here,
        passage: 0,
    };
    let article = desk.library.get(there).unwrap();
    let lit: Vec<&str> = desk
        .app
        .shelf
        .linked
        .lit(from, there)
        .iter()
        .map(|(_, span)| span.of(&article.text))
        .collect();
    assert!(lit.contains(&"博通"), "{lit:?}");
    assert!(lit.iter().any(|text| text.contains("610亿")), "{lit:?}");
}

#[test]
fn progress_is_told_until_all_passages_are_read() {
    let mut desk = Desk::new(120, 40);
    use counterpoint::app::shelf::Progress;
    desk.send(Event::Encoded { done: 64, of: 500 });
    desk.send(Event::Linked);
    assert_eq!(
        desk.app.shelf.progress,
        Progress::Linking { done: 64, of: 500 }
    );
    desk.send(Event::Encoded { done: 500, of: 500 });
    assert_eq!(desk.app.shelf.progress, Progress::Ready);
}
