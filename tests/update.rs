//! The state under typed keys: what a reader does, and what becomes of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod common;

use common::Desk;
use counterpoint::analysis::anchors;
use counterpoint::app::effect::Effect;
use counterpoint::app::event::{Event, Mouse, MouseAction};
use counterpoint::app::input::Mode;
use counterpoint::app::notes::passages_of;
use counterpoint::app::screen::{Item, ScreenKind};
use counterpoint::command::TABLE;
use counterpoint::layout::{Pane, Size};
use counterpoint::news::mark::{Change, Mark, Standing};

#[test]
fn the_newest_article_stands_first_and_enter_opens_it() {
    let mut desk = Desk::new(120, 40);
    assert_eq!(desk.app.list.rows.len(), 16);
    desk.press("<Enter>");
    assert_eq!(desk.article(), "ja/2024-04-15-license-qa");
    assert_eq!(desk.app.window.division.focus, Pane::Reader(0));
}

#[test]
fn j_and_k_move_by_passage_and_braces_by_block() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2006-06-05-kasoka-format");
    let first = desk.passage().to_owned();
    assert_eq!(
        first,
        "仮想マシンの形式をめぐり、VMwareとマイクロソフトの主導権争いが続いている。"
    );
    desk.press("j");
    assert!(
        desk.passage()
            .starts_with("システムインテグレーターが待つのは")
    );
    desk.press("}");
    assert!(desk.passage().starts_with("先行するのは、"));
    desk.press("{{");
    assert_eq!(desk.passage(), first);
    desk.press("k");
    assert_eq!(desk.passage(), first);
}

#[test]
fn the_cursor_is_on_the_screen_after_every_move() {
    for (columns, rows) in [(40, 10), (80, 24), (200, 50)] {
        let mut desk = Desk::new(columns, rows);
        desk.open("ko/2024-03-18-broadcom-qa");
        for keys in "j j <C-d> <Space> <C-e> <C-e> } k <C-u> b <C-y> G k gg G b".split(' ') {
            desk.press(keys);
            let reader = &desk.app.desk.readers[0];
            let article = desk.library.get(reader.article.unwrap()).unwrap();
            let span = article.passages[reader.cursor].span;
            let shown = reader.page.shown().unwrap();
            assert!(
                shown.overlaps(span),
                "{keys} at {columns}×{rows}: {shown:?} {span:?}"
            );
        }
    }
}

#[test]
fn the_end_of_the_article_is_reached_from_anywhere() {
    let mut desk = Desk::new(60, 15);
    desk.open("zh/2023-11-23-boton-wancheng");
    let last = desk.app.open_article().unwrap().passages.len() - 1;
    desk.press("G");
    assert_eq!(desk.app.desk.readers[0].cursor, last);
    desk.press("gg");
    assert_eq!(desk.app.desk.readers[0].cursor, 0);
    for _ in 0..20 {
        desk.press("<Space>");
    }
    assert_eq!(desk.app.desk.readers[0].cursor, last);
}

#[test]
fn a_resize_keeps_the_passage_and_shows_it() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2017-11-24-azure-vmware").press("<C-d>jj");
    let before = desk.passage().to_owned();
    for (columns, rows) in [(41, 10), (300, 100), (80, 24), (120, 12)] {
        desk.send(Event::Resize(Size { columns, rows }));
        assert_eq!(desk.passage(), before);
        let reader = &desk.app.desk.readers[0];
        let article = desk.app.open_article().unwrap();
        assert!(
            reader
                .page
                .shown()
                .unwrap()
                .overlaps(article.passages[reader.cursor].span),
            "{columns}×{rows}"
        );
    }
}

#[test]
fn next_and_previous_article_follow_the_list() {
    let mut desk = Desk::new(80, 24);
    desk.press("<Enter>J");
    assert_eq!(desk.article(), "ko/2024-03-18-broadcom-qa");
    desk.press("K");
    assert_eq!(desk.article(), "ja/2024-04-15-license-qa");
    desk.press("K");
    assert!(desk.message().contains("first"), "{}", desk.message());
}

#[test]
fn jumps_go_back_and_forth_over_articles() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2009-02-04-alliance");
    let here = desk.passage().to_owned();
    desk.press("x<Enter>");
    let there = desk.passage().to_owned();
    assert_ne!(here, there);
    desk.press("go");
    assert_eq!(desk.passage(), here);
    desk.press("gi");
    assert_eq!(desk.passage(), there);
}

#[test]
fn the_reading_place_is_kept_and_found_again() {
    let mut desk = Desk::new(80, 24);
    desk.open("en/2022-05-26-broadcom-deal").press("jjjj");
    let before = desk.passage().to_owned();
    desk.press("qk<Enter>");
    assert_ne!(desk.passage(), before);
    desk.open("en/2022-05-26-broadcom-deal");
    assert_eq!(desk.passage(), before);
    let stored = desk
        .saved
        .iter()
        .any(|change| matches!(change, Change::Reading { after, .. } if after.place > 0));
    assert!(stored, "the place was not stored");
}

#[test]
fn search_is_incremental_folded_and_counts() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2006-06-05-kasoka-format")
        .press("/ｖｍｗａｒｅ");
    let find = &desk.app.desk.readers[0].find;
    assert!(find.matches.len() >= 6, "{}", find.matches.len());
    assert!(desk.passage().contains("VMware"));
    desk.press("<Enter>n");
    let second = desk.app.desk.readers[0].find.current;
    assert_eq!(second, Some(1));
    desk.press("NN");
    assert_eq!(
        desk.app.desk.readers[0].find.current,
        Some(desk.app.desk.readers[0].find.matches.len() - 1)
    );
}

#[test]
fn escape_takes_the_cursor_back_to_where_the_search_began() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2019-04-16-supported-service").press("jj");
    let before = desk.passage().to_owned();
    desk.press("/ziegler");
    assert_ne!(desk.passage(), before);
    desk.press("<Esc>");
    assert_eq!(desk.passage(), before);
    assert!(desk.app.desk.readers[0].find.matches.is_empty());
}

#[test]
fn hiragana_finds_katakana_and_plain_letters_find_accents() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2006-06-05-kasoka-format")
        .press("/まいくろそふと<Enter>");
    assert!(
        desk.passage().contains("マイクロソフト"),
        "{}",
        desk.passage()
    );
}

#[test]
fn the_list_is_filtered_as_you_type_and_escape_brings_all_back() {
    let mut desk = Desk::new(80, 24);
    desk.press("/lang:ko");
    assert_eq!(desk.app.list.rows.len(), 4);
    desk.press(" 2009");
    desk.press("<Esc>");
    assert_eq!(desk.app.list.rows.len(), 16);
    desk.press("/company:broadcom<Enter>");
    let listed = desk.app.list.rows.len();
    assert!((4..=10).contains(&listed), "{listed}");
    desk.press("<Esc>");
    assert_eq!(desk.app.list.rows.len(), 16);
}

#[test]
fn sorting_twice_turns_the_order_round() {
    let mut desk = Desk::new(80, 24);
    let first = |desk: &Desk| {
        desk.library
            .get(desk.app.list.articles().next().unwrap())
            .unwrap()
            .id
            .0
            .clone()
    };
    assert!(first(&desk).contains("2024"));
    desk.press("Od");
    assert!(first(&desk).contains("2006"), "{}", first(&desk));
    desk.press("OlL");
    assert_eq!(
        desk.app.list.rows.len(),
        20,
        "four headings join the sixteen articles"
    );
}

#[test]
fn read_state_and_stars_are_undone_and_redone() {
    let mut desk = Desk::new(80, 24);
    let id = desk
        .library
        .get(desk.app.list.current().unwrap())
        .unwrap()
        .id
        .clone();
    desk.press("U*");
    assert!(desk.app.notes.reading(&id).read && desk.app.notes.reading(&id).starred);
    desk.press("u");
    assert!(!desk.app.notes.reading(&id).starred);
    desk.press("uu");
    assert!(!desk.app.notes.reading(&id).read);
    assert_eq!(desk.message(), "Nothing to undo");
    desk.press("<C-r><C-r>");
    assert!(desk.app.notes.reading(&id).read && desk.app.notes.reading(&id).starred);
}

#[test]
fn all_listed_articles_are_read_and_unread_in_two_keys() {
    let mut desk = Desk::new(80, 24);
    desk.press("A");
    let unread = |desk: &Desk| {
        desk.library
            .articles
            .iter()
            .filter(|a| !desk.app.notes.reading(&a.id).read)
            .count()
    };
    assert_eq!(unread(&desk), 0);
    desk.press("u");
    assert_eq!(unread(&desk), 16);
}

fn marks(desk: &Desk) -> Vec<&Mark> {
    desk.app
        .notes
        .marks
        .values()
        .map(|placed| &placed.mark)
        .collect()
}

#[test]
fn a_letter_after_t_tags_and_the_same_again_removes() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2017-11-24-azure-vmware").press("jtn");
    assert_eq!(marks(&desk)[0].tags, ["denial"]);
    assert_eq!(marks(&desk)[0].anchor.exact, desk.passage());
    desk.press("td");
    assert_eq!(marks(&desk)[0].tags, ["denial", "deal"]);
    desk.press("tntd");
    assert!(marks(&desk).is_empty());
    desk.press("u");
    assert_eq!(marks(&desk)[0].tags, ["deal"]);
    let removal = matches!(
        desk.saved.iter().rev().nth(1),
        Some(Change::Mark { after: None, .. })
    );
    assert!(removal, "the removal was stored before it was undone");
}

#[test]
fn the_last_tag_is_repeated_and_tagging_mode_stays() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2009-02-04-alliance").press("tfj.");
    assert_eq!(marks(&desk).len(), 2);
    desk.press("jTcjrj");
    assert!(matches!(desk.app.mode, Mode::Tagging { stays: true, .. }));
    assert_eq!(marks(&desk).len(), 4);
    desk.press("<Esc>");
    assert!(matches!(desk.app.mode, Mode::Normal { .. }));
}

#[test]
fn a_selection_is_one_mark_over_its_passages() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2009-02-04-alliance").press("vjtq");
    let article = desk.app.open_article().unwrap();
    let mark = marks(&desk)[0];
    assert_eq!(passages_of(article, mark.anchor.span), (0, 1));
    assert!(desk.app.desk.readers[0].selecting.is_none());
}

#[test]
fn q_types_a_q_while_a_note_is_open() {
    let mut desk = Desk::new(120, 40);
    desk.open("ko/2009-02-05-ms-emc")
        .press("a.question .follow-up q はじめ<Enter>둘째 줄<C-s>");
    let mark = marks(&desk)[0];
    assert_eq!(mark.tags, ["question", "follow-up"]);
    assert_eq!(mark.note, "q はじめ\n둘째 줄");
    desk.press("a<C-s>");
    assert_eq!(marks(&desk)[0].note, "q はじめ\n둘째 줄");
}

#[test]
fn an_unsaved_note_is_not_thrown_away_by_one_escape() {
    let mut desk = Desk::new(120, 40);
    desk.open("ko/2009-02-05-ms-emc")
        .press("ahalf a thought<Esc>");
    assert!(matches!(desk.app.mode, Mode::Note(_)));
    desk.press("<Esc>");
    assert!(matches!(desk.app.mode, Mode::Normal { .. }));
    assert!(marks(&desk).is_empty());
}

#[test]
fn the_editor_brings_a_note_back() {
    let mut desk = Desk::new(120, 40);
    desk.open("ko/2009-02-05-ms-emc").press("a<C-e>");
    assert_eq!(desk.effects.last(), Some(&Effect::Edit(String::new())));
    desk.send(Event::Edited(Some("from outside\n".to_owned())));
    desk.press("<C-s>");
    assert_eq!(marks(&desk)[0].note, "from outside");
}

#[test]
fn enter_on_a_mark_goes_there_and_brackets_walk() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2009-02-04-alliance")
        .press("jtc")
        .open("zh/2020-09-23-avs-zhuanlan")
        .press("jjtd");
    let chinese = desk.passage().to_owned();
    desk.press("ggm");
    assert_eq!(desk.app.screen.as_ref().unwrap().items.len(), 2);
    desk.press("/tag:claim<Enter><Enter>");
    assert!(desk.article().starts_with("en/2009"));
    desk.press("[m");
    assert_eq!(desk.passage(), chinese);
}

#[test]
fn the_lens_leads_from_mention_to_mention_across_articles() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2022-05-26-broadcom-deal")
        .press("c/emc<Enter><Enter>");
    assert!(desk.app.shelf.lens.is_some());
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..12 {
        desk.press("]c");
        assert!(desk.passage().contains("EMC"), "{}", desk.passage());
        seen.insert(desk.article().to_owned());
    }
    assert!(seen.len() > 1, "{seen:?}");
    desk.press("F");
    assert!(desk.app.list.rows.len() < 16);
    desk.press("gc");
    assert_eq!(desk.app.list.rows.len(), 16);
}

#[test]
fn a_related_passage_opens_level_with_its_counterpart() {
    let mut desk = Desk::new(160, 40);
    desk.open("en/2022-05-26-broadcom-deal");
    desk.press("]l");
    let (one, two) = (&desk.app.desk.readers[0], &desk.app.desk.readers[1]);
    let start = |reader: &counterpoint::app::reader::Reader| {
        let article = desk.library.get(reader.article.unwrap()).unwrap();
        article.passages[reader.cursor].span.start
    };
    assert_ne!(one.article, two.article);
    assert_eq!(one.page.row_of(start(one)), two.page.row_of(start(two)));
    assert_eq!(desk.app.window.division.focus, Pane::Reader(0));
}

#[test]
fn two_readers_have_their_own_article_cursor_and_search() {
    let mut desk = Desk::new(160, 40);
    desk.open("en/2009-02-04-alliance")
        .press("sj<Tab>jjj/EMC<Enter>");
    let [one, two, _] = &desk.app.desk.readers;
    assert_ne!(one.cursor, two.cursor);
    assert!(one.find.matches.is_empty() && !two.find.matches.is_empty());
    desk.press("J");
    let [one, two, _] = &desk.app.desk.readers;
    assert_ne!(one.article, two.article);
    desk.press("q");
    assert!(!desk.app.window.is_split());
}

#[test]
fn a_reload_keeps_article_passage_and_marks() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2009-02-06-kyogo-to-kyocho").press("jjtc");
    let before = desk.passage().to_owned();
    desk.press("R");
    assert_eq!(desk.effects.last(), Some(&Effect::Load));
    let mut changed = common::bundled();
    changed.articles.remove(0);
    desk.library = std::sync::Arc::new(changed);
    desk.send(Event::Loaded(desk.library.clone()));
    assert_eq!(desk.passage(), before);
    assert!(desk.article().ends_with("kyogo-to-kyocho"));
    let placed = desk.app.notes.marks.values().next().unwrap();
    assert!(matches!(placed.at, Some((_, Standing::Sure(_)))));
}

#[test]
fn a_mark_in_a_vanished_article_stays_and_says_so() {
    let mut desk = Desk::new(120, 40);
    desk.open("ja/2009-02-06-kyogo-to-kyocho").press("tc");
    let mut changed = common::bundled();
    changed
        .articles
        .retain(|article| !article.id.0.contains("kyogo"));
    desk.library = std::sync::Arc::new(changed);
    desk.send(Event::Loaded(desk.library.clone()));
    assert_eq!(desk.app.notes.marks.len(), 1);
    desk.press("m<Enter>");
    assert!(
        desk.message().contains("no longer there"),
        "{}",
        desk.message()
    );
}

#[test]
fn another_copys_marks_appear() {
    let mut desk = Desk::new(120, 40);
    desk.open("zh/2019-05-08-liang-ci-woshou");
    let article = desk.app.open_article().unwrap();
    let anchor = anchors::make(article, article.passages[1].span);
    let mark = Mark {
        id: counterpoint::news::mark::MarkId(ulid::Ulid::from_parts(5, 6)),
        anchor,
        tags: vec!["deal".to_owned()],
        note: String::new(),
        link: None,
        created: counterpoint::news::mark::Millis(5),
        modified: counterpoint::news::mark::Millis(5),
    };
    desk.send(Event::Stored {
        marks: vec![mark],
        readings: Vec::new(),
        problems: Vec::new(),
    });
    assert_eq!(desk.app.notes.count_in(desk.find("liang-ci-woshou")), 1);
}

#[test]
fn q_goes_back_one_level_at_a_time_and_leaves_from_the_list() {
    let mut desk = Desk::new(80, 24);
    desk.press("<Enter>xqq");
    assert_eq!(desk.app.window.division.focus, Pane::List);
    assert!(!desk.effects.contains(&Effect::Quit));
    desk.press("h");
    assert!(
        !desk.effects.contains(&Effect::Quit),
        "h must not leave the program"
    );
    desk.press("q");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_lost_terminal_stores_the_place_and_ends() {
    let mut desk = Desk::new(80, 24);
    desk.press("<Enter>jjj");
    desk.saved.clear();
    desk.send(Event::Hangup);
    assert!(matches!(desk.saved.last(), Some(Change::Reading { after, .. }) if after.place > 0));
    assert_eq!(desk.effects.last(), Some(&Effect::Quit));
}

#[test]
fn the_command_line_runs_a_command_by_the_start_of_its_name() {
    let mut desk = Desk::new(80, 24);
    desk.press(":sort-t<Enter>");
    assert_eq!(desk.app.list.sort, counterpoint::config::Sort::Title);
    desk.press(":zom<Enter>");
    assert!(
        desk.message().contains("did you mean `zoom`?"),
        "{}",
        desk.message()
    );
    desk.press(":tag<Enter>");
    assert!(
        desk.message().contains("works in: reader"),
        "{}",
        desk.message()
    );
}

#[test]
fn an_unbound_key_says_how_to_get_help() {
    let mut desk = Desk::new(80, 24);
    desk.press("Z");
    assert_eq!(
        desk.message(),
        "Z does nothing here; ? shows every key that does"
    );
}

#[test]
fn the_help_lists_only_what_works_where_it_was_asked_for() {
    let mut desk = Desk::new(80, 24);
    desk.press("<Enter>?");
    let screen = desk.app.screen.as_ref().unwrap();
    assert!(matches!(screen.kind, ScreenKind::Help(_)));
    for item in &screen.items {
        let Item::Command(command) = item else {
            panic!("{item:?}")
        };
        assert!(
            command
                .row()
                .places
                .meets(counterpoint::command::Places::READER)
        );
    }
}

#[test]
fn a_click_moves_and_the_wheel_scrolls_what_is_under_it() {
    let mut desk = Desk::new(120, 40);
    desk.open("en/2009-02-04-alliance");
    let area = desk.app.window.areas.readers[0].unwrap();
    let mouse = |action, column, row| {
        Event::Mouse(Mouse {
            action,
            column,
            row,
        })
    };
    desk.send(mouse(MouseAction::Press, area.x + 10, area.y + 12));
    assert!(desk.app.desk.readers[0].cursor > 0);
    let before = desk.app.list.top;
    let cursor = desk.app.desk.readers[0].cursor;
    desk.send(mouse(MouseAction::WheelDown, 3, 5));
    assert_eq!(desk.app.desk.readers[0].cursor, cursor);
    assert!(desk.app.list.top >= before);
    desk.send(mouse(MouseAction::Press, 3, 4));
    assert_eq!(desk.app.window.division.focus, Pane::List);
    let right = desk.app.window.areas.list.unwrap().right();
    desk.send(mouse(MouseAction::Press, right - 1, 4));
    desk.send(mouse(MouseAction::Drag, right + 9, 4));
    desk.send(mouse(MouseAction::Release, right + 9, 4));
    assert!(desk.app.window.areas.list.unwrap().right() > right);
}

#[test]
fn every_command_runs_in_every_place_without_harm() {
    for (columns, rows) in [(1, 1), (40, 10), (80, 24), (200, 50)] {
        for opening in [
            "",
            "<Enter>",
            "<Enter>x",
            "<Enter>s",
            "c",
            "m",
            "!",
            "<Enter>gl",
            "?",
        ] {
            let mut desk = Desk::new(columns, rows);
            for row in TABLE {
                if !opening.is_empty() {
                    desk.press(opening);
                }
                desk.press(&format!(":{}<Enter>", row.name));
                desk.press("<Esc><Esc><Esc>");
            }
        }
    }
}

#[test]
fn an_empty_library_bears_every_key() {
    let mut desk = Desk::with(counterpoint::news::library::Library::default(), 80, 24);
    for row in TABLE {
        desk.press(&format!(":{}<Enter><Esc><Esc>", row.name));
    }
    assert!(desk.app.open_article().is_none());
}
