//! Screens, drawn into memory and compared with what they should be: text, styles and the terminal's cursor.
//!
//! A snapshot shows the rows without the blank second cells of wide characters, then a line for each run of a style
//! other than the ground's (`row:first-last STYLE`, in cells from 0), then the cursor.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and lists the snapshots"
)]

mod common;

use std::fmt::Write as _;
use std::sync::LazyLock;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use common::large::Large;
use common::{Desk, bundled, found, library_vocabulary, link, tie};
use counterpoint::app::App;
use counterpoint::app::event::Event;
use counterpoint::app::feeds::{Fetching, Subscribed};
use counterpoint::app::notes::Place;
use counterpoint::app::search::{Found, Indexed, Nothing, Order};
use counterpoint::app::shelf::Progress;
use counterpoint::config::{ThemeConfig, Written};
use counterpoint::layout::Size;
use counterpoint::news::library::{Library, PassageRef};
use counterpoint::news::link::{Answer, LinkKind, Reason, ReasonKind};
use counterpoint::news::mark::{MarkId, Standing};
use counterpoint::news::problem::Problem;
use counterpoint::text::cells::{Ambiguous, width};
use counterpoint::view::draw;
use counterpoint::view::theme::{Depth, Theme};

/// A shipped theme.
fn theme(name: &str, depth: Depth) -> Theme {
    let name = Written {
        text: name.to_owned(),
        path: "test".into(),
        line: 1,
    };
    let config = ThemeConfig {
        name: Some(name),
        own: Vec::new(),
    };
    Theme::new(&config, depth).unwrap()
}

/// Draws a state, and gives the screen and its cursor.
fn drawn(app: &App, theme: &Theme, size: (u16, u16)) -> (Buffer, Option<(u16, u16)>) {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| draw(app, theme, frame)).unwrap();
    let backend = terminal.backend();
    let cursor = backend.cursor_position();
    let shown = backend.cursor_visible().then_some((cursor.x, cursor.y));
    (backend.buffer().clone(), shown)
}

/// How many cells a cell's symbol takes.
fn cells(cell: &Cell, ambiguous: Ambiguous) -> u16 {
    u16::try_from(width(cell.symbol(), ambiguous))
        .unwrap()
        .max(1)
}

/// The rows as text, without the cells that wide characters hide.
fn rows(buffer: &Buffer, ambiguous: Ambiguous) -> Vec<String> {
    let row = |y| {
        let mut text = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            text.push_str(cell.symbol());
            x += cells(cell, ambiguous);
        }
        text.trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

/// A color as short as it can be said.
fn color(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        other => other.to_string().to_lowercase(),
    }
}

/// A cell's style, where it is another than the ground's.
fn style(cell: &Cell, ground: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != ground.fg {
        words.push(color(cell.fg));
    }
    if cell.bg != ground.bg {
        words.push(format!("on {}", color(cell.bg)));
    }
    let names = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
        (Modifier::CROSSED_OUT, "crossed-out"),
    ];
    let set = names
        .iter()
        .filter(|(modifier, _)| cell.modifier.contains(*modifier));
    words.extend(set.map(|(_, name)| (*name).to_owned()));
    if cell.underline_color != Color::Reset {
        words.push(format!("line {}", color(cell.underline_color)));
    }
    words.join(" ")
}

/// The whole screen as text.
fn dump(app: &App, theme: &Theme, size: (u16, u16)) -> String {
    let (buffer, cursor) = drawn(app, theme, size);
    let ambiguous = app.setup.ambiguous;
    let mut text = rows(&buffer, ambiguous).join("\n");
    text.push_str("\n---\n");
    // The foot's first column is never drawn on.
    let ground = &buffer[(0, size.1 - 1)];
    for y in 0..size.1 {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        let mut x = 0;
        while x < size.0 {
            let cell = &buffer[(x, y)];
            let end = x + cells(cell, ambiguous) - 1;
            let style = style(cell, ground);
            match runs.last_mut() {
                Some((_, last, same)) if *same == style => *last = end,
                _ => runs.push((x, end, style)),
            }
            x = end + 1;
        }
        for (first, last, style) in runs.iter().filter(|(.., style)| !style.is_empty()) {
            writeln!(text, "{y}:{first}-{last} {style}").unwrap();
        }
    }
    match cursor {
        Some((x, y)) => writeln!(text, "cursor {y}:{x}").unwrap(),
        None => text.push_str("no cursor\n"),
    }
    text
}

/// Compares a desk's screen in the dark theme.
fn check(name: &str, desk: &Desk) {
    check_in(name, desk, &theme("dark", Depth::True));
}

/// Compares a desk's screen in a theme.
fn check_in(name: &str, desk: &Desk, theme: &Theme) {
    check_app(name, &desk.app, theme);
}

fn check_app(name: &str, app: &App, theme: &Theme) {
    let Size { columns, rows } = app.window.division.size;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, dump(app, theme, (columns, rows))));
}

const SMALL: (u16, u16) = (60, 20);
const MEDIUM: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);
const HUGE: (u16, u16) = (200, 50);

/// The bundled library, read once for all tests, on a screen of this size.
fn desk(size: (u16, u16)) -> Desk {
    static LIBRARY: LazyLock<Library> = LazyLock::new(common::bundled);
    Desk::with(LIBRARY.clone(), size.0, size.1)
}

#[test]
fn the_first_screen_of_each_size() {
    check("first_60x20", &desk(SMALL));
    check("first_80x24", &desk(MEDIUM));
    check("first_120x40", &desk(WIDE));
    check("first_200x50", &desk(HUGE));
}

#[test]
fn a_large_library_says_how_far_links_reach_and_what_is_under_way() {
    let mut large = Large::new(WIDE.0, WIDE.1);
    large.press("<Enter>x");
    large.send(Event::Scanning(512, 2048));
    check_app("large_120x40", &large.app, &theme("dark", Depth::True));
    let mut large = Large::new(HUGE.0, HUGE.1);
    large.press("Lz");
    large.send(Event::Scanning(0, 0));
    check_app("large_200x50", &large.app, &theme("dark", Depth::True));
}

#[test]
fn a_terminal_too_small_is_told_what_is_needed() {
    check("too_small_39x9", &desk((39, 9)));
}

#[test]
fn an_article_of_each_language_is_set_by_its_rules() {
    for (name, ending) in [
        ("reader_ja", "2017-11-24-azure-vmware"),
        ("reader_ko", "2019-05-09-handshake"),
        ("reader_zh", "2023-11-23-boton-wancheng"),
        ("reader_en", "2009-02-04-alliance"),
    ] {
        check(name, desk(MEDIUM).open(ending));
    }
}

#[test]
fn quotations_in_questions_and_answers_have_their_lines() {
    check(
        "reader_questions_ko",
        desk(SMALL).open("2024-03-18-broadcom-qa").press("jjjjjj"),
    );
    check(
        "reader_questions_ja",
        desk(SMALL).open("2024-04-15-license-qa").press("jjjj"),
    );
}

#[test]
fn the_wide_screen_shows_list_reader_and_related_passages() {
    let mut desk = desk(WIDE);
    desk.open("2022-05-26-broadcom-deal");
    check("related_120x40", &desk);
    desk.press("xj");
    check("related_focused_120x40", &desk);
    check(
        "related_none",
        desk.open("2019-05-09-handshake").press("jj"),
    );
    let mut desk = self::desk(HUGE);
    desk.open("2022-05-26-broadcom-deal").press("]l");
    check("related_opened_200x50", &desk);
}

#[test]
fn the_article_is_described() {
    check(
        "about_120x40",
        desk(WIDE).open("2019-05-09-handshake").press("tcji"),
    );
}

#[test]
fn the_list_is_filtered_sorted_and_grouped() {
    check("list_filtered", desk(MEDIUM).press("/lang:ko<Enter>"));
    check("list_filtering", desk(MEDIUM).press("/提携"));
    check("list_nothing_fits", desk(MEDIUM).press("/zzzz<Enter>"));
    check("list_grouped", desk(WIDE).press("L"));
    check("list_columns", desk((150, 30)).press("Lz}j"));
    check("list_one_row", desk(WIDE).press("Ostj*jz"));
}

#[test]
fn matches_are_lit_and_counted() {
    check(
        "search_typing",
        desk(MEDIUM)
            .open("2017-11-24-azure-vmware")
            .press("/vmware"),
    );
    check(
        "search_done",
        desk(MEDIUM)
            .open("2017-11-24-azure-vmware")
            .press("/vmware<Enter>n"),
    );
}

#[test]
fn marks_stand_in_the_gutter_and_under_the_text() {
    let mut desk = desk(MEDIUM);
    desk.open("2019-05-09-handshake")
        .press("tcjtfjtnjatwo<C-s>jv");
    check("marks_in_text", &desk);
    desk.press("j");
    check("selection", &desk);
    desk.press("<Esc>m");
    check("screen_marks", &desk);
}

#[test]
fn marks_that_have_moved_or_lost_their_text_say_so() {
    let mut desk = desk(MEDIUM);
    desk.open("2019-05-09-handshake").press("jtctfjjtn");
    let ix = desk.find("2019-05-09-handshake");
    let ids: Vec<MarkId> = desk.app.notes.marks.keys().copied().collect();
    let moved = desk.library.get(ix).unwrap().passages[3].span;
    let place = |id, standing| Place {
        id,
        at: Some((ix, standing)),
        other: None,
    };
    desk.send(Event::Placed(vec![
        place(ids[0], Standing::Moved(moved)),
        place(ids[1], Standing::Orphaned),
    ]));
    check("mark_moved", &desk);
    check("screen_marks_moved", desk.press("m"));
}

#[test]
fn problems_with_files_say_what_to_do() {
    let mut library = Library::default();
    let what = "the date `32 May` cannot be read";
    let remedy = "write it as 2019-05-07 or remove it; the article is shown without a date until then, at the end of a list sorted by date";
    library.problems = vec![
        Problem::new("articles/ja/提携.md", what, remedy).at_line(3),
        Problem::new(
            "articles/empty.txt",
            "the file is empty",
            "put text into it, or remove it",
        ),
    ];
    let mut desk = Desk::with(library, 80, 24);
    check("no_articles_but_problems", &desk);
    check("screen_problems", desk.press("!j"));
}

#[test]
fn a_note_is_written_over_the_panes() {
    let mut desk = desk(MEDIUM);
    desk.open("2017-11-24-azure-vmware").press("ja");
    desk.send(Event::Paste(".claim 提携の条件は?\n61 billion".to_owned()));
    check("note_80x24", &desk);
}

#[test]
fn the_legend_of_tags_fits_into_eighty_columns() {
    check(
        "tagging_80x24",
        desk(MEDIUM).open("2017-11-24-azure-vmware").press("t"),
    );
    check(
        "tagging_stays",
        desk(MEDIUM).open("2017-11-24-azure-vmware").press("T"),
    );
}

#[test]
fn keys_that_wait_show_what_may_follow() {
    check(
        "pending_g",
        desk(MEDIUM).open("2017-11-24-azure-vmware").press("g"),
    );
}

#[test]
fn commands_are_offered_as_they_are_typed() {
    check("command_line", desk(MEDIUM).press(":sort"));
}

#[test]
fn the_screens_cover_the_panes() {
    check("screen_companies_80x24", desk(MEDIUM).press("cj"));
    check("screen_companies_200x50", desk(HUGE).press("cj"));
    check("screen_help", desk(MEDIUM).press("?"));
    check(
        "screen_help_filtered",
        desk(MEDIUM).press("?/mention<Enter>"),
    );
    check("screen_no_marks", desk(MEDIUM).press("m"));
    check("screen_no_problems", desk(MEDIUM).press("!"));
    check(
        "screen_links",
        desk(MEDIUM).open("2017-11-24-azure-vmware").press("gl"),
    );
}

#[test]
fn feeds_stand_with_their_times_and_what_is_wrong() {
    let now = 1_700_000_000;
    let feed = |name: &str, folder: &str| Subscribed {
        url: format!("https://{name}.example/feed"),
        name: name.to_owned(),
        folder: folder.to_owned(),
        asked: Some(now - 7200),
        next: now + 1800,
        ..Subscribed::default()
    };
    let all = vec![
        feed("日経クロステック", "일본"),
        feed("클라우드 소식", ""),
        Subscribed {
            errors: 3,
            next: now + 8 * 3600,
            error: Some(
                "the server answered 404: there is nothing; look for the new address on its home page".to_owned(),
            ),
            ..feed("云计算", "中文/科技")
        },
        Subscribed {
            asked: None,
            next: 0,
            ..feed("A feed with a long name that is cut where the room ends", "english")
        },
    ];
    for (name, size) in [
        ("screen_feeds_80x24", MEDIUM),
        ("screen_feeds_120x40", WIDE),
    ] {
        let mut library = bundled();
        for article in library.articles.iter_mut().take(3) {
            let article = std::sync::Arc::make_mut(article);
            let url = format!("https://{}.example/feed", "日経クロステック");
            article.meta.other.push(("feed".to_owned(), url));
        }
        let mut desk = Desk::with(library, size.0, size.1);
        desk.send(Event::Feeds(all.clone()));
        desk.send(Event::Fetching(Fetching {
            done: 3,
            of: 20,
            new: 7,
            changed: 0,
        }));
        check(name, desk.press("gfjj"));
    }
    check("screen_no_feeds", desk(MEDIUM).press("gf"));
}

#[test]
fn the_lens_lights_one_company_and_dims_the_rest() {
    check(
        "lens",
        desk(WIDE)
            .press("cj<Enter>")
            .open("2017-11-24-azure-vmware"),
    );
}

#[test]
fn two_readers_stand_side_by_side() {
    check(
        "split",
        desk(WIDE).open("2017-11-24-azure-vmware").press("s<Tab>"),
    );
}

#[test]
fn each_theme_shows_the_same_text() {
    let mut desk = desk(WIDE);
    desk.open("2019-05-09-handshake").press("tcj/vm<Enter>");
    for name in ["light", "contrast", "colorblind"] {
        check_in(&format!("theme_{name}"), &desk, &theme(name, Depth::True));
    }
    check_in("theme_dark_16", &desk, &theme("dark", Depth::Sixteen));
    check_in("theme_light_16", &desk, &theme("light", Depth::Sixteen));
    check_in("theme_no_color", &desk, &theme("dark", Depth::None));
}

#[test]
fn ambiguous_characters_may_be_wide() {
    let mut desk = desk(WIDE);
    desk.app.setup.ambiguous = Ambiguous::Wide;
    desk.open("2019-05-08-liang-ci-woshou").press("tcjj");
    check("ambiguous_wide", &desk);
}

#[test]
fn the_library_is_on_its_way() {
    let mut desk = Desk::with(Library::default(), 80, 24);
    check("no_articles", &desk);
    desk.app.shelf.progress = Progress::Reading(3);
    check("reading", &desk);
}

#[test]
fn no_size_makes_drawing_fail() {
    let theme = theme("dark", Depth::True);
    let states: [&str; 19] = [
        "a",
        "vj",
        "cjj<Enter>",
        "0",
        "x",
        "c",
        "?",
        "m",
        ":so",
        "t",
        "i",
        "gl",
        "s",
        "L",
        "/lang:ja",
        "hh/titel:会談 is:red",
        "hh/source:<Tab>",
        "fcloud",
        "V",
    ];
    for keys in states {
        let mut desk = desk(WIDE);
        desk.open("2024-03-18-broadcom-qa")
            .press("jtcjj")
            .press(keys);
        let widths = [1, 3, 40, 79, 80, 119, 160, 300];
        for size in widths
            .iter()
            .flat_map(|x| [1, 10, 11, 30, 100].map(|y| (*x, y)))
        {
            // Once as the state stands for another size, once when it has heard of the new one.
            drawn(&desk.app, &theme, size);
            desk.send(Event::Resize(Size {
                columns: size.0,
                rows: size.1,
            }));
            drawn(&desk.app, &theme, size);
        }
    }
}

/// A desk with an article open whose first passage has links of every kind.
fn linked(size: (u16, u16)) -> Desk {
    let mut desk = desk(size);
    desk.open("2022-05-26-broadcom-deal");
    let (here, there) = (
        desk.find("2022-05-26-broadcom-deal"),
        desk.find("2023-11-23-boton-wancheng"),
    );
    let reason = |kind, value: &str| Reason {
        kind,
        value: value.to_owned(),
    };
    let mut same = link((here, 0), (there, 2), 0.95, LinkKind::Same);
    same.reasons = vec![
        reason(ReasonKind::Figure, "61 billion USD"),
        reason(ReasonKind::Company, "Broadcom"),
        reason(ReasonKind::Meaning, ""),
        reason(ReasonKind::Differs, "7 ≠ 6 months"),
    ];
    let fact = link((here, 0), (desk.find("license-qa"), 3), 0.7, LinkKind::Fact);
    let weak = link((here, 0), (there, 4), 0.5, LinkKind::Related);
    let from = PassageRef {
        article: here,
        passage: 0,
    };
    desk.send(Event::Related(from, vec![same, fact, weak]));
    desk
}

#[test]
fn links_say_how_and_how_probably_they_belong_together() {
    check("links_120x40", linked(WIDE).press("x"));
    check("links_60x20", linked(SMALL).press("x"));
    check("links_accepted", linked(WIDE).press("xjj+"));
    check("screen_marks_links", linked(MEDIUM).press("x+jjxjpjjpm"));
}

#[test]
fn where_nothing_is_claimed_the_nearest_are_offered_as_such() {
    let mut desk = linked(WIDE);
    let here = desk.find("2022-05-26-broadcom-deal");
    let there = desk.find("2023-11-23-boton-wancheng");
    let from = PassageRef {
        article: here,
        passage: 0,
    };
    let weak = |to| link((here, 0), (there, to), 0.05, LinkKind::Related);
    desk.send(Event::Related(from, vec![weak(3), weak(5)]));
    check("links_nearest", &desk);
}

/// Two articles in step, the first passages of which are linked.
fn in_step(size: (u16, u16)) -> Desk {
    let mut desk = linked(size);
    let here = desk.find("2022-05-26-broadcom-deal");
    let there = desk.find("2023-11-23-boton-wancheng");
    desk.press("s<Tab>").open("2023-11-23-boton-wancheng");
    desk.app.window.focus(counterpoint::layout::Pane::Reader(0));
    desk.press("gg=");
    let ties = [
        tie(0, 6, 0.9),
        tie(1, 2, 0.8),
        tie(2, 3, 0.7),
        tie(3, 4, 0.7),
    ];
    desk.send(Event::Aligned(here, there, ties.to_vec()));
    desk
}

#[test]
fn readers_go_in_step_and_one_is_dimmed_where_it_has_nothing() {
    let mut desk = in_step((160, 40));
    check("step_160x40", desk.press("j"));
    check("step_silent_160x40", desk.press("jjj"));
    check("step_80x24", in_step(MEDIUM).press("j"));
    check("step_three_200x50", in_step((200, 50)).press("j"));
}

#[test]
fn articles_are_compared_in_columns_or_one_under_the_other() {
    let mut desk = in_step(WIDE);
    desk.press("C");
    check("compare_120x40", desk.press("jj"));
    let mut desk = in_step(MEDIUM);
    check("compare_80x24", desk.press("C"));
    let mut desk = in_step((180, 50));
    check("compare_180x50", desk.press("C"));
}

#[test]
fn a_question_is_asked_and_answered() {
    let mut desk = linked(WIDE);
    let there = desk.find("2023-11-23-boton-wancheng");
    check("ask_typing", desk.press("Swho bought vmware"));
    desk.press("<Enter>");
    check("ask_looking", &desk);
    let answer = |passage, probability| Answer {
        to: PassageRef {
            article: there,
            passage,
        },
        probability,
        similarity: 0.6,
        reasons: vec![Reason {
            kind: ReasonKind::Word,
            value: "VMware".to_owned(),
        }],
    };
    let answers = vec![answer(1, 0.92), answer(4, 0.4)];
    desk.send(Event::Answers("who bought vmware".to_owned(), answers));
    check("ask_answered", &desk);
}

/// A desk whose index is in step, with views where they are wanted.
fn searching(size: (u16, u16), toml: &str) -> Desk {
    let mut desk = Desk::configured(bundled(), size.0, size.1, toml);
    desk.send(Event::Indexed(Box::new(Indexed {
        vocabulary: library_vocabulary(),
        renamed: Vec::new(),
    })));
    desk
}

#[test]
fn what_could_stand_at_the_cursor_is_offered_above_the_line() {
    check("query_fields", searching(MEDIUM, "").press("/"));
    check(
        "query_values",
        searching(SMALL, "").press("/source:<Tab><Tab>"),
    );
    check(
        "query_last_value",
        searching(SMALL, "").press("/会談 company:<S-Tab>"),
    );
}

#[test]
fn what_is_wrong_stands_under_the_characters_that_cause_it() {
    check(
        "mistake_right",
        searching(WIDE, "").press("/会談 is:red 提携"),
    );
    check(
        "mistake_left",
        searching(WIDE, "")
            .press("/提携と競争のあいだで揺れる二社の関係をめぐる長い問い -is:red vmware"),
    );
    check(
        "mistake_scrolled",
        searching(SMALL, "").press(
            "/仮想化をめぐる提携と競争のあいだで揺れる二社の関係 date:昨日 titel:雲 それから",
        ),
    );
    check("mistake_small", searching((40, 10), "").press("/titel:雲"));
}

/// What a search for a word has found in the articles of all languages.
fn found_everywhere(query: &str) -> Found {
    found(
        query,
        &[
            ("ja/2017-11-24-azure-vmware", &[0, 2, 5]),
            ("zh/2023-11-23-boton-wancheng", &[1, 4]),
            ("ko/2024-03-18-broadcom-qa", &[2]),
            ("en/2022-05-26-broadcom-deal", &[0, 1, 3]),
        ],
    )
}

#[test]
fn what_was_found_stands_under_its_articles() {
    for (name, size) in [
        ("found_60x20", SMALL),
        ("found_80x24", MEDIUM),
        ("found_120x40", WIDE),
        ("found_200x50", HUGE),
    ] {
        let mut desk = searching(size, "");
        desk.open("2009-02-04-alliance").press("fVMware OR 威睿");
        desk.send(Event::Found(found_everywhere("VMware OR 威睿")));
        desk.press("<Enter>jjj");
        check(name, &desk);
    }
    let mut desk = searching(MEDIUM, "");
    desk.press("fVMware");
    desk.send(Event::Found(Found {
        total: 1234,
        order: Order::Newest,
        ..found_everywhere("VMware")
    }));
    check("found_typing", &desk);
    desk.press("<Enter>j<Enter>");
    check("found_opened", &desk);
}

#[test]
fn where_nothing_was_found_it_is_said_why() {
    let mut desk = searching(WIDE, "");
    check("find_help", desk.press("f"));
    desk.press("雲 zebra<Enter>");
    check("find_looking", &desk);
    let nothing = |nothing| Found {
        query: "雲 zebra".to_owned(),
        nothing,
        ..Found::default()
    };
    let nowhere = Nothing::Nowhere(vec!["zebra".to_owned()]);
    desk.send(Event::Found(nothing(nowhere)));
    check("find_nowhere", &desk);
    desk.send(Event::Found(nothing(Nothing::NotTogether)));
    check("find_not_together", &desk);
    desk.send(Event::Indexing {
        done: 512,
        of: 10_000,
    });
    check("find_index_behind", &desk);
}

#[test]
fn views_stand_above_the_list() {
    let views = "[[view]]\nname = \"日本の記事\"\nquery = \"lang:ja\"\n\
        [[view]]\nname = \"Deals\"\nquery = \"is:unread broadcom\"\nsort = \"title\"\n";
    check("views_80x24", searching(MEDIUM, views).press("]v"));
    check("views_200x50", searching(HUGE, views).press("z"));
    check("views_60x20", searching(SMALL, views).press("[v"));
    check("screen_views", searching(MEDIUM, views).press("Vj"));
    check("screen_no_views", searching(MEDIUM, "").press("V/x"));
}

#[test]
fn the_foot_tells_how_far_linking_is() {
    let mut desk = desk(MEDIUM);
    desk.send(Event::Encoded { done: 192, of: 512 });
    check("linking", &desk);
    // What is not found while passages are still being read may come later.
    desk.open("2022-05-26-broadcom-deal");
    let from = PassageRef {
        article: desk.find("2022-05-26-broadcom-deal"),
        passage: 0,
    };
    desk.send(Event::Related(from, Vec::new()));
    check("linking_nothing_so_far", desk.press("x"));
}

#[test]
fn no_screen_is_kept_that_no_test_draws() {
    let source = include_str!("screens.rs");
    for entry in std::fs::read_dir("tests/screens").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".snap");
        // Names are written out, or begin with what a format string begins with.
        let start = name.split_inclusive('_').next().unwrap();
        let drawn =
            source.contains(&format!("\"{name}\"")) || source.contains(&format!("\"{start}{{"));
        assert!(drawn, "tests/screens/{name}.snap belongs to no test");
    }
}

#[test]
fn what_has_changed_in_an_article_is_shown_by_passages_and_words() {
    let folder = tempfile::tempdir().unwrap();
    common::changed::first(folder.path());
    common::changed::second(folder.path());
    let library = common::changed::library(folder.path());
    let shown = |lang: &str, size: (u16, u16)| {
        let mut desk = Desk::with(library.clone(), size.0, size.1);
        let mut all = library.iter();
        let found = all.find(|(_, article)| article.lang.code() == lang);
        desk.app.list.select_article(found.unwrap().0, None);
        desk.press("D");
        desk
    };
    check("changes_ja_80x24", &shown("ja", MEDIUM));
    check("changes_ko_80x24", &shown("ko", MEDIUM));
    check("changes_zh_60x20", &shown("zh", SMALL));
    check("changes_en_120x40", shown("en", WIDE).press("n"));
    let plain = theme("dark", Depth::None);
    check_in("changes_no_color", &shown("ja", WIDE), &plain);
}

/// The bundled library with copies of an article of each language, and one story in three of them.
fn with_copies(size: (u16, u16)) -> Desk {
    use counterpoint::news::article::ArticleId;

    let mut library = common::bundled();
    let find = |library: &Library, ending: &str| {
        let mut all = library.iter();
        let found = all.find(|(_, article)| article.id.0.ends_with(ending));
        found.unwrap().0
    };
    for (ending, source, count) in [
        ("2019-05-09-handshake", "서울통신", 2),
        ("2019-05-08-las-vegas-boston", "夕刊テクノロジー", 3),
        ("2022-05-26-broadcom-deal", "Evening Post", 1),
    ] {
        let of = library.get(find(&library, ending)).unwrap().clone();
        for number in 0..count {
            let mut copy = of.clone();
            copy.id = ArticleId(format!("copies/{ending}-{number}"));
            copy.path = format!("copies/{ending}-{number}.md").into();
            copy.meta.source = Some(source.to_owned());
            library.articles.push(copy.into());
        }
    }
    let mut desk = Desk::with(library, size.0, size.1);
    let mut groups = counterpoint::analysis::duplicates::duplicates(&desk.library);
    let of = |ending: &str| find(&desk.library, ending);
    let story = [
        of("ko/2019-05-09-handshake"),
        of("ja/2019-05-08-las-vegas-boston"),
        of("zh/2019-05-08-liang-ci-woshou"),
    ];
    let (mut one, rest): (Vec<_>, Vec<_>) = groups
        .drain(..)
        .partition(|group| story.iter().any(|ix| group.contains(ix)));
    one.push(story.to_vec());
    let mut groups = rest;
    let mut joined = one.concat();
    joined.sort_unstable();
    joined.dedup();
    groups.push(joined);
    desk.send(Event::Copies(groups));
    desk
}

#[test]
fn copies_stand_under_the_first_with_their_languages() {
    check("copies_80x24", &with_copies(MEDIUM));
    let mut desk = with_copies(HUGE);
    let ix = desk.find("ja/2019-05-08-las-vegas-boston");
    desk.app.list.select_article(ix, None);
    check("copies_open_200x50", desk.press("+z"));
    check("copies_by_language_200x50", desk.press("L"));
    let mut desk = with_copies(WIDE);
    desk.app.list.select_article(ix, None);
    check("copies_open_120x40", desk.press("+"));
}
