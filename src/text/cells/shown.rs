//! What stands on the screen for one grapheme: the substitutions that make every terminal agree on its width.
//!
//! Measured against five emulators and a multiplexer: with half-width kana made full, invisible characters dropped,
//! emoji sequences reduced to their first emoji and flags to letters, no cell is wrong.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Ambiguous, Cells};

/// Stands under a mark that has no base.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// Stands for what no terminal would draw well.
const REPLACEMENT: char = '\u{FFFD}';

/// A wider cluster is not writing but an attack on the row: the longest conjuncts of Indic scripts take fewer cells.
const WIDEST: u16 = 8;

/// The characters drawn after the first of a cluster: more are not writing either.
const MOST_MARKS: usize = 24;

/// The halfwidth forms U+FF61 to U+FF9F in full width, in the order of the Unicode block.
const FULL_WIDTH: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// The compatibility letters of the final consonants U+11A8 to U+11C2, in order (Hangul Compatibility Jamo).
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The composed characters of `EastAsianWidth.txt` (Unicode 17) with the width A: `unicode-width` leaves them narrow as it
/// does their parts, terminals follow the file.
const AMBIGUOUS_COMPOSED: &str = "àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜЁЙйё≠≮≯";

/// What is drawn for a grapheme, how many cells it takes, and whether that width must be forced.
pub(super) fn shown(cluster: &str, ambiguous: Ambiguous) -> (Cow<'_, str>, Cells, bool) {
    let drawn = sane(substitute(cluster));
    let (drawn, cells, forced) = match ambiguous {
        Ambiguous::Narrow => {
            let cells = table_width(&drawn);
            (drawn, cells, false)
        }
        Ambiguous::Wide => {
            let drawn = narrowed(drawn);
            let narrow = table_width(&drawn);
            let composed = drawn.chars().filter(|c| AMBIGUOUS_COMPOSED.contains(*c));
            let wide = drawn.width_cjk() + composed.count();
            let wide = u16::try_from(wide).unwrap_or(u16::MAX);
            (drawn, wide.max(narrow), wide > narrow)
        }
    };
    if cells == 0 {
        (Cow::Borrowed(""), Cells(0), false)
    } else {
        (drawn, Cells(cells), forced)
    }
}

/// A cluster wider than any writing is shown as one replacement character.
fn sane(drawn: Cow<'_, str>) -> Cow<'_, str> {
    if table_width(&drawn) > WIDEST {
        Cow::Owned(REPLACEMENT.to_string())
    } else {
        drawn
    }
}

/// The width the drawing library counts: `unicode-width`, and a cell for each half-width sound mark.
fn table_width(text: &str) -> u16 {
    let marks = text
        .chars()
        .filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}'))
        .count();
    u16::try_from(text.width() + marks).unwrap_or(u16::MAX)
}

/// The grapheme as every terminal draws it alike.
fn substitute(cluster: &str) -> Cow<'_, str> {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else {
        return Cow::Borrowed("");
    };
    if chars.next().is_none() {
        return match alone(first) {
            Alone::Itself => Cow::Borrowed(cluster),
            Alone::Nothing => Cow::Borrowed(""),
            Alone::Other(c) => Cow::Owned(c.to_string()),
            Alone::Mark => Cow::Owned([DOTTED_CIRCLE, first].iter().collect()),
        };
    }
    if let Some(letter) = flag_letter(first) {
        let letters = cluster.chars().skip(1).filter_map(flag_letter);
        return Cow::Owned(std::iter::once(letter).chain(letters).collect());
    }
    if is_emoji_sequence(cluster) {
        let base = cluster.chars().find(|c| !is_invisible(*c));
        match base.map_or(Alone::Nothing, alone) {
            Alone::Itself => return Cow::Owned(base.into_iter().collect()),
            Alone::Nothing => return Cow::Borrowed(""),
            Alone::Other(c) => return Cow::Owned(c.to_string()),
            Alone::Mark => {}
        }
    }
    composed(cluster)
}

/// A cluster of a base and its marks: composed, in full width, without what is invisible.
fn composed(cluster: &str) -> Cow<'_, str> {
    let skin_tone = |c: &char| ('\u{1F3FB}'..='\u{1F3FF}').contains(c);
    let mut visible = cluster.chars().filter(|c| !is_invisible(*c));
    let Some(first) = visible.next() else {
        return Cow::Borrowed("");
    };
    let base = match alone(first) {
        // A letter of a broken syllable, or the like, has no marks worth drawing.
        Alone::Other(c) if !is_half_width_kana(first) => return Cow::Owned(c.to_string()),
        Alone::Other(c) => [None, Some(c)],
        Alone::Mark => [Some(DOTTED_CIRCLE), Some(first)],
        Alone::Itself | Alone::Nothing => [None, Some(first)],
    };
    let marks = visible
        .filter(|c| !skin_tone(c))
        .take(MOST_MARKS)
        .map(|c| match c {
            '\u{FF9E}' => '\u{3099}',
            '\u{FF9F}' => '\u{309A}',
            _ => c,
        });
    let drawn: String = base.into_iter().flatten().chain(marks).nfc().collect();
    if drawn == cluster {
        Cow::Borrowed(cluster)
    } else {
        Cow::Owned(drawn)
    }
}

/// How a character is drawn that opens a grapheme.
enum Alone {
    /// As it is.
    Itself,
    /// Not at all.
    Nothing,
    /// As another character.
    Other(char),
    /// Over a dotted circle.
    Mark,
}

fn alone(c: char) -> Alone {
    if is_invisible(c) {
        return Alone::Nothing;
    }
    let code = u32::from(c);
    let nth = |table: &str, from: u32| table.chars().nth((code - from) as usize);
    let other = match code {
        0xFF61..=0xFF9F => nth(FULL_WIDTH, 0xFF61),
        // The half-width consonants lie in the order of the compatibility letters.
        0xFFA1..=0xFFBE => char::from_u32(code - 0xFFA1 + 0x3131),
        // A vowel or final consonant without its syllable has no cell of its own: its letter has.
        0x1161..=0x1175 => char::from_u32(code - 0x1161 + 0x314F),
        0x11A8..=0x11C2 => nth(FINALS, 0x11A8),
        0x1176..=0x11A7 | 0x11C3..=0x11FF | 0xD7B0..=0xD7FF => Some(REPLACEMENT),
        0x1F1E6..=0x1F1FF => flag_letter(c),
        // A skin tone without an emoji would join the one before it.
        0x1F3FB..=0x1F3FF => Some('\u{25AF}'),
        _ => None,
    };
    match other {
        Some(other) => Alone::Other(other),
        None if !is_combining_mark(c) && c.width() != Some(0) => Alone::Itself,
        None if stands_on_circle(c) => Alone::Mark,
        None => Alone::Other(REPLACEMENT),
    }
}

/// Whether a mark joins the dotted circle: one that is newer than the segmentation's data does not.
fn stands_on_circle(mark: char) -> bool {
    let pair: String = [DOTTED_CIRCLE, mark].iter().collect();
    pair.graphemes(true).count() == 1
}

fn is_half_width_kana(c: char) -> bool {
    ('\u{FF61}'..='\u{FF9F}').contains(&c)
}

/// The letter of a regional indicator: flags are drawn as the two letters of their country.
fn flag_letter(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(0x1F1E6).filter(|at| *at < 26)?;
    char::from_u32(u32::from('A') + at)
}

/// Whether a cluster of several characters is an emoji sequence: with a presentation selector, a keycap, a skin tone,
/// or a second pictograph.
fn is_emoji_sequence(cluster: &str) -> bool {
    let keycap = cluster.starts_with(|c: char| c.is_ascii_digit() || "#*".contains(c));
    cluster.chars().skip(1).any(|c| {
        (keycap && c == '\u{20E3}')
            || matches!(
                c,
                '\u{FE0E}' | '\u{FE0F}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}'
            )
    })
}

/// Characters that show nothing: controls and the `Default_Ignorable_Code_Point` characters of Unicode.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
                | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// In a terminal whose ambiguous characters are wide: quotation marks and dashes that would tear text apart are drawn
/// by their narrow or full-width likes, which need no forcing.
fn narrowed(drawn: Cow<'_, str>) -> Cow<'_, str> {
    let plain = match drawn.as_ref() {
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "–" | "‐" => "-",
        "—" | "―" => "－",
        "·" | "‧" => "・",
        "∼" => "~",
        _ => return drawn,
    };
    Cow::Borrowed(plain)
}
