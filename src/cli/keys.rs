//! `keys`, and the README's tables of keys.

use std::fmt::Write;

use serde_json::json;

use super::output::{Align, Output, Table};
use super::setup::Setup;
use super::{Failure, Verdict};
use crate::command::{Chapter, Row, TABLE};
use crate::config::KeysConfig;
use crate::keymap::{Keymap, label, print};

/// Lists the keys in force, as they are written in the configuration.
pub(super) fn list(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let keys =
        |row: &Row| -> Vec<String> { setup.keymap.keys_of(row.command).map(print).collect() };
    if json {
        for row in TABLE {
            out.json(&json!({
                "command": row.name,
                "keys": keys(row),
                "where": row.places.names(),
                "help": row.help,
            }))?;
        }
        return Ok(Verdict::Fine);
    }
    let mut table = Table::new(&[Align::Left; 4]);
    for row in TABLE {
        table.row([
            keys(row).join(" "),
            row.name.to_owned(),
            row.places.names(),
            row.help.to_owned(),
        ]);
    }
    table.write(out)?;
    Ok(Verdict::Fine)
}

/// The default keys as Markdown, a table a chapter: what the README shows between its marks.
#[must_use]
pub fn markdown() -> String {
    // The defaults are proved free of collisions by a test of the keymap.
    let Ok(keymap) = Keymap::new(&KeysConfig::default()) else {
        return String::new();
    };
    let mut text = String::new();
    let mut chapter: Option<Chapter> = None;
    for row in TABLE {
        if chapter != Some(row.chapter) {
            chapter = Some(row.chapter);
            let blank = if text.is_empty() { "" } else { "\n" };
            let title = row.chapter.title();
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{blank}**{title}**\n\n| keys | command | where | what it does |\n|---|---|---|---|\n"
            );
        }
        let keys: Vec<String> = keymap
            .keys_of(row.command)
            .map(|keys| format!("`{}`", label(keys)))
            .collect();
        let cells = [
            keys.join(" "),
            format!("`{}`", row.name),
            row.places.names(),
            row.help.to_owned(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_markdown_has_a_row_for_every_command_and_no_stray_bar() {
        let text = markdown();
        for row in TABLE {
            assert!(
                text.contains(&format!("| `{}` | ", row.name)),
                "{}",
                row.name
            );
        }
        for line in text.lines().filter(|line| line.starts_with('|')) {
            let bars = line.replace("\\|", "").matches('|').count();
            assert_eq!(bars, 5, "{line}");
        }
    }
}
