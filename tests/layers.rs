//! Holds the rooms apart: a module of `src/` uses only modules of a lower rank, and terminals only where they belong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads the sources"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms and their ranks, as in `src/lib.rs`.
const RANKS: [(&str, u8); 15] = [
    ("text", 0),
    ("news", 1),
    ("config", 2),
    ("encoder", 1),
    ("analysis", 2),
    ("command", 2),
    ("keymap", 3),
    ("layout", 3),
    ("load", 3),
    ("store", 3),
    ("fetch", 4),
    ("app", 4),
    ("view", 5),
    ("runtime", 6),
    ("cli", 7),
];

/// Rooms that touch the world, and who alone may use them.
const EDGES: [&str; 3] = ["load", "store", "fetch"];
const EDGE_USERS: [&str; 2] = ["runtime", "cli"];

/// An edge that another edge uses beneath itself.
const BENEATH: [(&str, &str); 2] = [("fetch", "load"), ("fetch", "store")];

/// Crates that only some rooms may name.
const CRATES: [(&str, &[&str]); 2] = [
    ("crossterm::", &["runtime"]),
    ("ratatui::", &["layout", "view", "runtime"]),
];

fn rank(room: &str) -> Option<u8> {
    RANKS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, rank)| *rank)
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// The room a file belongs to: `src/text/wrap.rs` and `src/text.rs` are both `text`.
fn room_of(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms a line names after `crate::`, also in `crate::{a::b, c::d}`.
fn used_rooms(line: &str) -> Vec<&str> {
    let mut rooms = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let list = rest
            .strip_prefix('{')
            .map_or(rest, |inner| inner.split('}').next().unwrap_or(inner));
        let names = if rest.starts_with('{') {
            list.split(',').collect()
        } else {
            vec![list]
        };
        rooms.extend(names.iter().filter_map(|name| {
            let name = name.trim();
            let end = name
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(name.len());
            (end > 0).then(|| &name[..end])
        }));
    }
    rooms
}

fn breaches(path: &Path, text: &str) -> Vec<String> {
    let room = room_of(path);
    let Some(own) = rank(&room) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        let place = format!("{}:{}: {}", path.display(), number + 1, code.trim_end());
        for used in used_rooms(code) {
            let Some(other) = rank(used) else { continue };
            if used != room && other >= own {
                found.push(format!(
                    "{place}\n    {room} (rank {own}) uses {used} (rank {other})"
                ));
            }
            let allowed =
                EDGE_USERS.contains(&room.as_str()) || BENEATH.contains(&(room.as_str(), used));
            if EDGES.contains(&used) && used != room && !allowed {
                found.push(format!(
                    "{place}\n    the edge {used} is used by runtime and cli alone"
                ));
            }
        }
        for (name, rooms) in CRATES {
            let names_it = code.match_indices(name).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':')
            });
            if names_it && !rooms.contains(&room.as_str()) {
                found.push(format!("{place}\n    {room} names {name}"));
            }
        }
    }
    found
}

#[test]
fn rooms_use_only_lower_ranks() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 10, "the sources were not found");
    let found: Vec<String> = files
        .iter()
        .flat_map(|path| breaches(path, &fs::read_to_string(path).unwrap()))
        .collect();
    assert!(
        found.is_empty(),
        "the rooms are mixed:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_breach_is_seen() {
    let seen = |path: &str, line: &str| breaches(Path::new(path), line).len();
    assert_eq!(
        seen("src/text/wrap.rs", "use crate::news::article::Article;"),
        1
    );
    assert_eq!(seen("src/app/mod.rs", "let x = crate::view::draw();"), 1);
    assert_eq!(
        seen("src/app/mod.rs", "use crate::{news::mark, runtime};"),
        1
    );
    assert_eq!(seen("src/view/mod.rs", "use crate::load::read;"), 1);
    assert_eq!(seen("src/view/mod.rs", "use crate::fetch::feed;"), 1);
    assert_eq!(seen("src/fetch/mod.rs", "use crate::{load, store};"), 0);
    assert_eq!(seen("src/app/mod.rs", "use ratatui::layout::Rect;"), 1);
    assert_eq!(seen("src/view/mod.rs", "use ratatui::layout::Rect;"), 0);
    assert_eq!(
        seen("src/runtime/mod.rs", "use crate::{load, store, view};"),
        0
    );
}

#[test]
fn every_room_of_the_map_stands_in_the_table() {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        let row = format!("//! | [`{name}`] | {} |", rank(name).expect(name));
        assert!(lib.contains(&row), "the map lacks {row}");
    }
}
