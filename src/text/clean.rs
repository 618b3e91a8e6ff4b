//! The one door for foreign text.
//!
//! What passes is safe to store, to match and to draw: no byte of it moves the cursor, changes a color, turns the
//! writing direction or rings a bell. This module knows nothing of files, markup or encodings.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::cells::{self, Ambiguous};

mod escape;

/// A tab leads to the next multiple of this many cells from the start of its line.
const TAB_STOP: usize = 4;

/// Stands under a combining mark that opens a line.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// Cleans a text of several lines: what is left holds no control character but the line feed.
///
/// - Escape sequences (ECMA-48) go whole, with their parameters and strings. A string sequence that is not closed on
///   its line loses only its introducer, so that a stray byte cannot swallow a paragraph.
/// - CR LF, CR, VT, FF, NEL, U+2028 and U+2029 become line feeds.
/// - Other controls, bidirectional controls, the byte order mark, interlinear annotation, tag characters and
///   noncharacters are dropped. Joiners, variation selectors and soft hyphens stay: they belong to the writing.
/// - The text is brought into NFC.
/// - A tab becomes spaces up to the next of the tab stops, four cells apart.
/// - A line that opens with a combining mark gets U+25CC before it.
///
/// Cleaning a clean text changes nothing.
#[must_use]
pub fn clean(text: &str) -> String {
    if text.chars().all(is_clean) {
        return text.to_owned();
    }
    let kept = filter(text);
    let composed = match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => kept,
        _ => kept.nfc().collect(),
    };
    finish_lines(composed)
}

/// Cleans a text that stands on one line, such as a title: as [`clean`] does, then each run of white space, line feeds
/// and U+3000 among them, becomes one space, and those at the ends go.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let cleaned = clean(text);
    let mut line = String::with_capacity(cleaned.len());
    for word in cleaned.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        } else if word.chars().next().is_some_and(is_combining_mark) {
            line.push(DOTTED_CIRCLE);
        }
        line.push_str(word);
    }
    line
}

/// Whether a character is one of those most texts are made of: kept as it is, and never composed with another.
fn is_clean(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~'
        | '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{17F}'
        | '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309B}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DB5}' | '\u{4E00}'..='\u{9FA5}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{FF01}'..='\u{FF60}')
}

/// Drops what must not pass and unites the line ends; tabs stay.
fn filter(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut strings = escape::Strings::default();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + c.len_utf8();
        at = match c {
            '\u{1B}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' => {
                escape::end(text, at, &mut strings)
            }
            '\r' => {
                kept.push('\n');
                if text.as_bytes().get(next) == Some(&b'\n') {
                    next + 1
                } else {
                    next
                }
            }
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                kept.push('\n');
                next
            }
            '\n' | '\t' => {
                kept.push(c);
                next
            }
            _ => {
                if !is_dropped(c) {
                    kept.push(c);
                }
                next
            }
        };
    }
    kept
}

/// Characters that carry no text: controls (C0, DEL, C1), bidirectional controls (U+061C, U+200E–200F, U+202A–202E,
/// U+2066–2069) and the deprecated format characters after them, the byte order mark, interlinear annotation, tags,
/// noncharacters.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{E0000}'..='\u{E007F}'
        )
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Expands the tabs of each line and gives a mark at its start a base.
fn finish_lines(text: String) -> String {
    let odd =
        |line: &str| line.contains('\t') || line.chars().next().is_some_and(is_combining_mark);
    if !text.split('\n').any(odd) {
        return text;
    }
    let mut done = String::with_capacity(text.len());
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            done.push('\n');
        }
        let mut column = 0;
        for (nth, piece) in line.split('\t').enumerate() {
            if nth > 0 {
                let gap = TAB_STOP - column % TAB_STOP;
                done.extend(std::iter::repeat_n(' ', gap));
                column += gap;
            } else if piece.chars().next().is_some_and(is_combining_mark) {
                done.push(DOTTED_CIRCLE);
            }
            done.push_str(piece);
            column += cells::width(piece, Ambiguous::Narrow);
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_go_whole() {
        for (dirty, cleaned) in [
            ("a\u{1B}[1;31mred\u{1B}[0m", "ared"),
            ("a\u{9B}31mred", "ared"),
            ("\u{1B}]0;title\u{7}text", "text"),
            (
                "\u{1B}]8;;http://x.org\u{1B}\\link\u{1B}]8;;\u{1B}\\",
                "link",
            ),
            ("\u{9D}52;c;ZXZpbA==\u{9C}text", "text"),
            ("\u{1B}P1$r0m\u{1B}\\text", "text"),
            (
                "\u{1B}^private\u{1B}\\\u{1B}_app\u{9C}\u{1B}Xsos\u{1B}\\text",
                "text",
            ),
            ("\u{1B}(B\u{1B}7\u{1B}ctext", "text"),
            ("\u{1B}[?25l\u{1B}[2 qtext", "text"),
            ("\u{1B}[31\u{1B}[32mtext", "text"),
            ("\u{1B}[38;5漢", "漢"),
            ("tail\u{1B}", "tail"),
            ("\u{1B}漢", "漢"),
            ("\u{1B}]not closed\nnext\u{7}", "not closed\nnext"),
        ] {
            assert_eq!(clean(dirty), cleaned, "{dirty:?}");
        }
    }

    #[test]
    fn every_line_end_is_a_line_feed() {
        assert_eq!(
            clean("a\r\nb\rc\u{2028}d\u{2029}e\u{B}f\u{C}g\u{85}h\n\r\n"),
            "a\nb\nc\nd\ne\nf\ng\nh\n\n"
        );
    }

    #[test]
    fn what_carries_no_text_is_dropped_and_what_belongs_to_writing_stays() {
        assert_eq!(
            clean("a\0b\u{8}c\u{7F}d\u{202E}e\u{2066}f\u{FEFF}"),
            "abcdef"
        );
        assert_eq!(
            clean("a\u{FFF9}b\u{FDD0}c\u{FFFF}d\u{1FFFE}e\u{E0041}"),
            "abcde"
        );
        for kept in [
            "👩\u{200D}💻",
            "葛\u{E0100}",
            "co\u{AD}op",
            "می\u{200C}خواهم",
            "\u{FFFD}",
        ] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn text_is_composed() {
        assert_eq!(
            clean("cafe\u{301} か\u{3099} \u{1112}\u{1161}\u{11AB}"),
            "café が 한"
        );
    }

    #[test]
    fn tabs_lead_to_the_next_stop() {
        assert_eq!(clean("\ta\tbc\td"), "    a   bc  d");
        assert_eq!(clean("漢字\tx\nabcd\tx"), "漢字    x\nabcd    x");
    }

    #[test]
    fn a_mark_that_opens_a_line_gets_a_base() {
        assert_eq!(clean("\u{301}a\n\u{3099}b"), "◌\u{301}a\n◌\u{3099}b");
        assert_eq!(clean_line(" \u{301}a"), "◌\u{301}a");
    }

    #[test]
    fn a_title_stands_on_one_line() {
        assert_eq!(
            clean_line("\u{3000}見出し\u{3000} 続き\r\n\tend \u{3000}"),
            "見出し 続き end"
        );
        assert_eq!(clean_line(" \n\t "), "");
    }

    #[test]
    fn many_open_sequences_take_no_quadratic_time() {
        let dirty = "\u{9D}x".repeat(200_000);
        assert_eq!(clean(&dirty).len(), 200_000);
    }

    /// Everything that ever meant something to a terminal, thrown together.
    fn hostile() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(
            "\u{1B}\u{1B}[]P^_X\\;0m7(\u{7}\u{9B}\u{9C}\u{9D}\u{90}\u{85}\r\n\t a漢e\u{301}\u{3099}か\u{1112}\u{1161}\u{11AB}\u{202E}\u{FEFF}\u{E0041}\u{3000}"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![4 => odd, 1 => any::<char>()], 0..40)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in hostile()) {
            let once = clean(&text);
            prop_assert_eq!(&clean(&once), &once);
            let line = clean_line(&text);
            prop_assert_eq!(&clean_line(&line), &line);
            prop_assert_eq!(&clean(&line), &line);
        }

        #[test]
        fn no_control_survives(text in hostile()) {
            let line = clean_line(&text);
            for c in clean(&text).chars() {
                prop_assert!(c == '\n' || !is_dropped(c), "{c:?}");
            }
            prop_assert!(!line.contains('\n') && line.trim() == line && !line.contains("  "));
        }

        #[test]
        fn clean_text_is_untouched(text in "[a-z 漢字かなカナ한글、。\n]{0,60}") {
            prop_assert_eq!(clean(&text), text);
        }
    }

    #[test]
    fn what_passes_quickly_would_pass_slowly() {
        let all: String = ('\0'..=char::MAX).filter(|c| is_clean(*c)).collect();
        assert!(all.chars().count() > 38_000);
        // A mark that nothing composes with brings the text into the slow way, each character at the start of a line.
        let lines: String = all.chars().map(|c| format!("{c}{c}\n")).collect();
        let slow = format!("{lines}x\u{20DD}");
        assert_eq!(clean(&slow), slow);
        assert_eq!(clean(&lines), lines);
    }
}
