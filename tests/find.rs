//! Finding under typed keys: queries completed and corrected while they are typed, the search of the whole library, views.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod common;

use common::{Desk, found, library_vocabulary};
use counterpoint::app::effect::Effect;
use counterpoint::app::event::{Event, Mouse, MouseAction};
use counterpoint::app::input::Mode;
use counterpoint::app::search::Indexed;
use counterpoint::app::side::Content;
use counterpoint::app::views::View;
use counterpoint::config::Sort;
use counterpoint::layout::Pane;

/// A desk whose index is in step.
fn desk(columns: u16, rows: u16, toml: &str) -> Desk {
    let mut desk = Desk::configured(common::bundled(), columns, rows, toml);
    desk.send(Event::Indexed(Box::new(Indexed {
        vocabulary: library_vocabulary(),
        renamed: Vec::new(),
    })));
    desk
}

/// The line that is typed.
fn typed(desk: &Desk) -> &str {
    match &desk.app.mode {
        Mode::Prompt(prompt) => prompt.input.value(),
        other => panic!("{other:?}"),
    }
}

/// What was last asked of the index.
fn asked(desk: &Desk) -> Option<&str> {
    desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::Find(query) => Some(query.as_str()),
        _ => None,
    })
}

#[test]
fn tab_walks_through_fields_and_values_and_the_list_follows() {
    let mut desk = desk(80, 24, "");
    desk.press("/la<Tab>");
    assert_eq!(typed(&desk), "lang:");
    desk.press("<Tab>");
    assert_eq!(typed(&desk), "lang:en");
    desk.press("<Tab><Tab>");
    assert_eq!(typed(&desk), "lang:ko");
    assert_eq!(desk.app.list.rows.len(), 4);
    desk.press("<S-Tab>");
    assert_eq!(typed(&desk), "lang:ja");
    // Any other key ends the walk: the next Tab completes what is typed then.
    desk.press(" company:vm<Tab>");
    assert_eq!(typed(&desk), "lang:ja company:vmware");
    desk.press("<Esc>/<S-Tab>");
    assert_eq!(typed(&desk), "near:");
}

#[test]
fn what_is_wrong_is_told_at_the_end_and_the_rest_counts() {
    let mut desk = desk(80, 24, "");
    desk.press("/lang:ko is:red<Enter>");
    assert_eq!(desk.app.list.rows.len(), 4);
    assert_eq!(
        desk.message(),
        "`red`: red is nothing that is known; write read"
    );
    desk.press("/<C-u>~layoffs<Enter>");
    assert!(
        desk.message()
            .contains("a filter does not look for meaning")
            && desk.message().ends_with("find it with f"),
        "{}",
        desk.message()
    );
}

#[test]
fn the_marks_are_filtered_by_queries() {
    let mut desk = desk(120, 40, "");
    desk.open("en/2009-02-04-alliance")
        .press("jtc")
        .open("zh/2020-09-23-avs-zhuanlan")
        .press("jjtdjawaits for an answer<C-s>m");
    let count = |desk: &Desk| desk.app.screen.as_ref().unwrap().items.len();
    assert_eq!(count(&desk), 3);
    for (query, expected) in [
        ("tag:claim OR tag:deal", 2),
        ("-tag:claim", 2),
        ("lang:zh has:note", 1),
        ("answer", 1),
        ("(has:tag) date:2009", 1),
        ("is:unread", 0),
    ] {
        desk.press(&format!("/<C-u>{query}"));
        assert_eq!(count(&desk), expected, "{query}");
        desk.press("<Enter>");
    }
    desk.press("/<C-u>tag:<S-Tab>");
    assert_eq!(typed(&desk), "tag:rivalry");
}

#[test]
fn each_key_asks_and_only_what_belongs_to_the_last_query_is_taken() {
    let mut desk = desk(120, 40, "");
    desk.open("en/2009-02-04-alliance").press("f買");
    assert_eq!(desk.app.side.content, Content::Found);
    assert_eq!(asked(&desk), Some("買"));
    desk.press("収");
    assert_eq!(asked(&desk), Some("買収"));
    desk.send(Event::Found(found(
        "買",
        &[("ja/2009-02-06-kyogo-to-kyocho", &[0])],
    )));
    assert_eq!(desk.app.side.search.count(), 0);
    desk.send(Event::Found(found(
        "買収",
        &[
            ("ja/2022-05-27-broadcom", &[3, 1]),
            ("ja/2009-02-06-kyogo-to-kyocho", &[2]),
        ],
    )));
    assert_eq!(desk.app.side.search.count(), 3);
    // The arrows go through what was found while it is still typed.
    desk.press("<Down>");
    assert_eq!(desk.app.side.search.selected, 1);
    desk.press("<Enter>");
    assert_eq!(desk.app.window.division.focus, Pane::Side);
    assert!(matches!(desk.app.mode, Mode::Normal { .. }));
}

#[test]
fn enter_opens_the_passage_with_the_hits_lit_and_n_walks_on() {
    for (columns, rows) in [(60, 20), (80, 24), (120, 40), (200, 50)] {
        let mut desk = desk(columns, rows, "");
        desk.open("en/2009-02-04-alliance").press("jj");
        let here = desk.passage().to_owned();
        let ix = desk.find("zh/2023-11-23-boton-wancheng");
        let article = desk.library.get(ix).unwrap().clone();
        let having: Vec<usize> = (0..article.passages.len())
            .filter(|at| article.passage_text(*at).contains("威睿"))
            .collect();
        assert!(having.len() > 2);
        desk.press("f威睿");
        desk.send(Event::Found(found("威睿", &[(&article.id.0, &having)])));
        desk.press("<Enter>j<Enter>");
        assert_eq!(desk.article(), article.id.0);
        assert!(desk.passage().contains("威睿"));
        let reader = &desk.app.desk.readers[0];
        assert_eq!(reader.cursor, having[1]);
        let lit = reader.find.matches.clone();
        assert!(lit.iter().all(|span| span.of(&article.text) == "威睿"));
        let first = reader.find.current.unwrap();
        assert_eq!(article.passage_at(lit[first].start), having[1]);
        desk.press("n");
        assert_eq!(
            desk.app.desk.readers[0].find.current,
            Some((first + 1) % lit.len())
        );
        desk.press("NN");
        let before = (first + lit.len() - 1) % lit.len();
        assert_eq!(desk.app.desk.readers[0].find.current, Some(before));
        // Put away, they come back for the next step.
        desk.press("<Esc>n");
        assert_eq!(desk.app.desk.readers[0].find.matches, lit);
        desk.press("<C-o>");
        assert_eq!(desk.passage(), here);
    }
}

#[test]
fn an_article_that_is_gone_is_told_of() {
    let mut desk = desk(120, 40, "");
    desk.press("fx");
    desk.send(Event::Found(found("x", &[("ja/gone", &[0])])));
    desk.press("<Enter><Enter>");
    assert!(desk.message().contains("ja/gone is not in the library"));
}

#[test]
fn giving_up_leaves_all_as_it_was_and_an_empty_query_means_the_last_one() {
    let mut desk = desk(120, 40, "");
    desk.open("en/2009-02-04-alliance").press("fcloud");
    desk.press("<Esc>");
    assert_eq!(desk.app.side.content, Content::Related);
    assert_eq!(desk.app.window.division.focus, Pane::Reader(0));
    desk.press("fcloud<Enter>");
    desk.send(Event::Found(found(
        "cloud",
        &[("en/2009-02-04-alliance", &[1, 2])],
    )));
    desk.press("jh");
    desk.press("fother<Esc>");
    assert_eq!(desk.app.side.search.text, "cloud");
    assert_eq!(
        asked(&desk),
        Some("cloud"),
        "the index looks for it from now on"
    );
    desk.press("f<Enter>");
    assert_eq!(desk.app.window.division.focus, Pane::Side);
    assert_eq!(
        (desk.app.side.search.count(), desk.app.side.search.selected),
        (2, 1)
    );
}

#[test]
fn the_index_hears_what_was_read_when_a_query_asks_for_it() {
    let mut desk = desk(120, 40, "");
    desk.open("en/2009-02-04-alliance").press("*");
    desk.press("fcloud");
    let mirrored = |desk: &Desk| {
        let all = desk.effects.iter();
        all.filter(|effect| matches!(effect, Effect::Mirror(_)))
            .count()
    };
    assert_eq!(mirrored(&desk), 0);
    desk.press(" is:starred date:2009");
    assert_eq!(mirrored(&desk), 1);
    let told = desk.effects.iter().find_map(|effect| match effect {
        Effect::Mirror(done) => Some(done.clone()),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].0.0.contains("alliance") && told[0].1.read && told[0].1.starred);
}

#[test]
fn a_renamed_article_keeps_what_was_done_with_it() {
    let mut desk = desk(80, 24, "");
    let ids: Vec<_> = desk
        .library
        .articles
        .iter()
        .map(|article| article.id.clone())
        .collect();
    desk.press("U");
    let read = desk
        .library
        .get(desk.app.list.current().unwrap())
        .unwrap()
        .id
        .clone();
    let other = ids.iter().find(|id| **id != read).unwrap().clone();
    desk.send(Event::Indexed(Box::new(Indexed {
        renamed: vec![(read, other.clone())],
        ..Indexed::default()
    })));
    assert!(desk.app.notes.reading(&other).read);
}

const VIEWS: &str = "[[view]]\nname = \"日本\"\nquery = \"lang:ja\"\nkey = \"gj\"\n\
    [[view]]\nname = \"Unread deals\"\nquery = \"is:unread company:broadcom\"\nsort = \"title\"\n";

#[test]
fn views_are_walked_chosen_by_key_and_count_what_is_unread() {
    let mut desk = desk(80, 24, VIEWS);
    let all = desk.app.list.views.unread.clone();
    assert_eq!(all[..2], [16, 5]);
    desk.press("]v");
    assert_eq!(desk.app.list.rows.len(), 5);
    assert_eq!(desk.message(), "日本: 5 unread");
    desk.press("]v");
    assert_eq!(desk.app.list.sort, Sort::Title);
    assert_eq!(desk.app.list.rows.len(), all[2]);
    desk.press("]v");
    assert_eq!(
        (desk.app.list.rows.len(), desk.app.list.sort),
        (16, Sort::Date)
    );
    desk.press("[v");
    assert_eq!(desk.app.list.filter, "is:unread company:broadcom");
    desk.press("gj<Enter>");
    assert_eq!(desk.app.list.views.unread[..2], [15, 4]);
    desk.press("U");
    assert_eq!(desk.app.list.views.unread[..2], [16, 5]);
    desk.press("u");
    assert_eq!(desk.app.list.views.unread[..2], [15, 4]);
    // Another filter is no view, and Escape leads back to all.
    desk.press("h/x<Enter>");
    assert_eq!(desk.app.list.views.chosen(&desk.app.list.filter), None);
    desk.press("<Esc>");
    assert_eq!(desk.app.list.views.chosen(&desk.app.list.filter), Some(0));
}

#[test]
fn the_screen_of_views_and_a_click_choose_one() {
    let mut desk = desk(120, 40, VIEWS);
    desk.press("<Enter>V/jap<Esc>j<Enter>");
    assert!(desk.app.screen.is_none());
    assert_eq!(desk.app.window.division.focus, Pane::List);
    assert_eq!(desk.app.list.filter, "lang:ja");
    let click = |row| {
        Event::Mouse(Mouse {
            action: MouseAction::Press,
            column: 5,
            row,
        })
    };
    // The heading, then All and the two views, then the row that parts them from the articles.
    desk.send(click(3));
    assert_eq!(desk.app.list.filter, "is:unread company:broadcom");
    desk.send(click(1));
    assert_eq!(desk.app.list.filter, "");
    desk.send(click(7));
    assert_eq!(desk.app.list.selected, 1);
}

#[test]
fn the_filter_is_saved_as_a_view() {
    let mut desk = desk(80, 24, "");
    desk.press(":view save Korea<Enter>");
    assert!(
        desk.message().contains("no filter to keep"),
        "{}",
        desk.message()
    );
    desk.press("]v");
    assert!(
        desk.message().contains("no views yet"),
        "{}",
        desk.message()
    );
    desk.press("/lang:ko<Enter>:view save<Enter>");
    assert!(
        desk.message().contains("Write a name"),
        "{}",
        desk.message()
    );
    desk.press("Ou:view save Korea now<Enter>");
    let view = View {
        name: "Korea now".to_owned(),
        query: "lang:ko".to_owned(),
        sort: Some(Sort::Unread),
    };
    assert_eq!(desk.effects.last(), Some(&Effect::SaveView(view.clone())));
    desk.send(Event::ViewSaved(view));
    assert_eq!(desk.app.list.views.unread, [16, 4]);
    desk.press("/ is:red<Enter>V");
    assert_eq!(desk.app.screen.as_ref().unwrap().items.len(), 2);
    desk.press("abad<Enter>");
    assert!(
        desk.message().contains("write read, then save it"),
        "{}",
        desk.message()
    );
}
