//! The one door for foreign text.

use unicode_normalization::UnicodeNormalization;

/// Cleans a text of several lines: what is left holds no control character but the line feed.
#[must_use]
pub fn clean(text: &str) -> String {
    text.nfc()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// Cleans a text that stands on one line, such as a title.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
