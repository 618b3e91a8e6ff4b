//! One unit of a text: the least part that folds by itself.
//!
//! A unit is a grapheme with the invisible characters and loose marks behind it: a letter and its marks, half-width
//! kana and its sound mark, a run of conjoining jamo. Where units meet, normalization joins nothing.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Form;

/// Whether a unit surely begins at this character, whatever stands before it; false also where it only may.
///
/// These are scripts' plain letters and punctuation: none of them extends a grapheme or composes with what precedes.
pub(super) fn begins(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~'
        | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}'
        | '\u{391}'..='\u{3c9}' | '\u{410}'..='\u{44f}'
        | '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff01}'..='\u{ff9d}')
}

/// What a character that makes a unit by itself folds to, where that is one character and quickly said.
pub(super) fn single(c: char, form: Form) -> Option<char> {
    let search = form == Form::Search;
    match c {
        '\n' | ' '..='~' => Some(c.to_ascii_lowercase()),
        '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}' if search => offset(c, 0x60),
        '\u{3001}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fe}'
        | '\u{3131}'..='\u{318e}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Some(c),
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).map(|c| c.to_ascii_lowercase())
        }
        '\u{410}'..='\u{42f}' => offset(c, 0x20),
        '\u{430}'..='\u{44f}' => Some(c),
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}' if !search => offset(c, 0x20),
        '\u{e0}'..='\u{f6}' | '\u{f8}'..='\u{ff}' if !search => Some(c),
        '‐'..='―' | '‘'..='‟' => Some(plain(c)),
        _ => None,
    }
}

fn offset(c: char, by: u32) -> Option<char> {
    char::from_u32(u32::from(c) + by)
}

/// Whether normalization never joins this character to what precedes it, and it is not dropped: the border before it,
/// where it is one of graphemes, is one of units.
pub(super) fn is_safe_before(c: char) -> bool {
    if begins(c) {
        return true;
    }
    let mut first = None;
    decompose_compatible(c, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(c);
    !is_invisible(c)
        && canonical_combining_class(first) == 0
        && is_nfc_quick(std::iter::once(first)) != IsNormalized::Maybe
}

/// Folds a unit.
pub(super) fn fold(unit: &str, form: Form) -> String {
    let mut folded = compatible(unit.chars().filter(|c| !is_invisible(*c)));
    // Folding case can give what normalization changes once more, and that other case (Unicode 3.13, D147).
    for _ in 0..3 {
        let next = compatible(folded.chars().flat_map(caseless).map(plain));
        if next == folded {
            break;
        }
        folded = next;
    }
    match form {
        Form::Match => folded,
        Form::Search => lenient(&folded),
    }
}

/// NFKC, but that the letters of Hangul that stand alone (`ㅋㅋ`) stay so and do not become syllables.
fn compatible(chars: impl Iterator<Item = char>) -> String {
    let mut parts = String::new();
    for c in chars {
        match c {
            '\u{3131}'..='\u{318e}' => parts.push(c),
            '\u{ffa1}'..='\u{ffdc}' => parts.push(wide_jamo(c)),
            _ => decompose_compatible(c, |part| parts.push(part)),
        }
    }
    parts.nfc().collect()
}

/// The full-width form of a half-width Hangul letter (the `<narrow>` mappings of UnicodeData.txt).
fn wide_jamo(c: char) -> char {
    let code = u32::from(c);
    let wide = match code {
        0xffa1..=0xffbe => code - 0xffa1 + 0x3131,
        0xffc2..=0xffc7 => code - 0xffc2 + 0x314f,
        0xffca..=0xffcf => code - 0xffca + 0x3155,
        0xffd2..=0xffd7 => code - 0xffd2 + 0x315b,
        0xffda..=0xffdc => code - 0xffda + 0x3161,
        _ => code,
    };
    char::from_u32(wide).unwrap_or(c)
}

/// Full case folding, as the lower case of the upper case.
fn caseless(c: char) -> impl Iterator<Item = char> {
    c.to_uppercase().flat_map(char::to_lowercase)
}

/// Quotes and hyphens as ASCII has them.
fn plain(c: char) -> char {
    match c {
        '‘'..='‛' | 'ʼ' => '\'',
        '“'..='‟' => '"',
        '‐'..='―' | '−' => '-',
        _ => c,
    }
}

/// Hiragana as katakana, Latin letters without their marks, white space but the line feed as spaces.
fn lenient(unit: &str) -> String {
    let mut latin = false;
    unit.nfd()
        .filter(|c| {
            // Only what never begins a unit may go, or the form would depend on where units begin.
            let mark = canonical_combining_class(*c) != 0;
            if !mark {
                latin = is_latin(*c);
            }
            !(mark && latin)
        })
        .map(|c| match c {
            '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}' => offset(c, 0x60).unwrap_or(c),
            '\n' => c,
            _ if c.is_whitespace() => ' ',
            _ => c,
        })
        .nfc()
        .collect()
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}')
}

/// Whether the character is a letter of Chinese, Japanese or Korean, in its folded form.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '々' | '〆' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30ff}'
        | '\u{3131}'..='\u{318e}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether the character shows nothing and joins or parts nothing that matters here: soft hyphen, zero-width
/// characters, joiners, direction marks, variation selectors (those of Unicode's `Default_Ignorable_Code_Point` that
/// occur in running text).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}
