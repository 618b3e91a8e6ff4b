//! Names of files and folders made from texts that anybody may have written.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::clean::clean_line;

/// Names that other systems keep for devices (Windows, "Naming Files, Paths, and Namespaces").
const RESERVED: [&str; 8] = ["con", "prn", "aux", "nul", "com", "lpt", "conin", "conout"];

/// A name of letters, digits and hyphens, no longer than `most` bytes; empty where the text has none of them.
///
/// Letters of every script stay. All else, full stops and slashes among it, becomes one hyphen, so that no name is
/// hidden, leads elsewhere, or ends in what a system drops.
#[must_use]
pub fn slug(text: &str, most: usize) -> String {
    let mut name = String::new();
    let mut is_gap = false;
    for grapheme in clean_line(text).to_lowercase().graphemes(true) {
        if !grapheme.chars().next().is_some_and(char::is_alphanumeric) {
            is_gap = true;
            continue;
        }
        let gap = is_gap && !name.is_empty();
        if name.len() + usize::from(gap) + grapheme.len() > most {
            break;
        }
        if gap {
            name.push('-');
        }
        is_gap = false;
        name.push_str(grapheme);
    }
    name
}

/// A name for a folder: as `slug` makes it, never empty, never a device's and never a year.
#[must_use]
pub fn folder(text: &str) -> String {
    const MOST: usize = 80;
    let name = slug(text, MOST);
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    match name.as_str() {
        "" => "untitled".to_owned(),
        // A number alone is how the folder of a year is called.
        _ if letters.is_empty() || RESERVED.contains(&letters) => format!("{name}-feed"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leads_out_of_the_folder() {
        for (title, expected) in [
            ("../../etc/passwd", "etc-passwd"),
            ("..", ""),
            ("   ", ""),
            ("a\u{1b}[31m/b\0c\n", "a-bc"),
            ("Ends in dots...", "ends-in-dots"),
            ("C:\\nul. ", "c-nul"),
            ("両社は提携（2019年）", "両社は提携-2019年"),
            ("마이크로소프트, VM웨어", "마이크로소프트-vm웨어"),
            ("-rf *", "rf"),
        ] {
            assert_eq!(slug(title, 160), expected, "{title}");
        }
        assert_eq!(slug(&"会".repeat(10_000), 160).len(), 159);
        assert_eq!(slug(&format!("a{}", "\u{301}".repeat(400)), 160), "");
    }

    #[test]
    fn a_folder_always_has_a_name() {
        for (text, expected) in [
            ("...", "untitled"),
            ("NUL", "nul-feed"),
            ("com1", "com1-feed"),
            ("Common", "common"),
            ("2019", "2019-feed"),
        ] {
            assert_eq!(folder(text), expected);
        }
    }
}
