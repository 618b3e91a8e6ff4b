//! Whether a name found in a text stands there as a word, by the script of its first and last character.
//!
//! - **Letters and digits** (Latin, Greek, Cyrillic …): no letter, digit, mark or `_` beside it; not in an address, a
//!   handle or a file (`@x`, `#x`, `/x`, `.x`, `x.com`), not after an initial with an apostrophe (`O'Name`). Chinese,
//!   Japanese and Korean neighbors are none of these (`EMCが`, `DELL製`, `VM웨어`).
//! - **Katakana**: no katakana or `ー` beside it.
//! - **Hangul**: no Hangul before it, and after it only particles.
//! - **Ideographs and hiragana**: a border of dictionary words, or a one-character particle or preposition.

use super::particles;
use crate::text::fold::Folded;
use crate::text::span::Span;
use crate::text::words;

/// How many bytes before a name are looked at for the address it may be part of.
const ADDRESS: usize = 256;

/// More Hangul after a name than this is no chain of particles.
const LONGEST_CHAIN: usize = 16;

/// One-character words before names that dictionaries, knowing no names, join to a name's first character (`由博|通`,
/// `向日|立`): Chinese prepositions and conjunctions, and what Japanese newspapers put before a firm (`米`, `旧`).
const LEADING: [char; 34] = [
    '与', '與', '由', '向', '对', '對', '是', '使', '在', '和', '被', '从', '從', '将', '將', '以',
    '于', '於', '让', '讓', '给', '給', '及', '同', '跟', '为', '為', '把', '米', '旧', '独', '英',
    '仏', '韓',
];

/// The same after names (`谷|歌后`).
const TRAILING: [char; 14] = [
    '的', '后', '後', '和', '与', '與', '及', '在', '将', '將', '等', '则', '来', '來',
];

/// The scripts that edges tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Letter,
    Katakana,
    Hangul,
    Han,
    Hiragana,
    /// Punctuation and symbols: they need nothing beside them.
    Other,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => {
                Self::Katakana
            }
            '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' => Self::Hiragana,
            '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                Self::Hangul
            }
            '々'
            | '〇'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Han,
            '_' => Self::Letter,
            _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => {
                Self::Letter
            }
            _ => Self::Other,
        }
    }

    fn is_in_dictionary(self) -> bool {
        matches!(self, Self::Katakana | Self::Han | Self::Hiragana)
    }
}

/// A text and its folded form, with the word borders found so far.
pub(super) struct Edges<'t> {
    text: &'t str,
    folded: &'t Folded,
    /// The run of Chinese or Japanese looked at last, and the borders of its words.
    run: Span,
    borders: Vec<usize>,
}

impl<'t> Edges<'t> {
    /// The edges of names in a text, `folded` being its matching form.
    pub(super) fn new(text: &'t str, folded: &'t Folded) -> Self {
        Self {
            text,
            folded,
            run: Span::default(),
            borders: Vec::new(),
        }
    }

    /// Whether the name at `name`, a span of the folded text that stands for `original`, stands there as a word.
    pub(super) fn accept(&mut self, name: Span, original: Span) -> bool {
        let alias = name.of(&self.folded.text);
        let (Some(first), Some(last)) = (alias.chars().next(), alias.chars().next_back()) else {
            return false;
        };
        self.accept_start(first, name, original) && self.accept_end(last, name, original)
    }

    fn accept_start(&mut self, first: char, name: Span, original: Span) -> bool {
        let before = self.folded.text.get(..name.start).unwrap_or_default();
        let neighbor = before.chars().next_back().map(Script::of);
        match Script::of(first) {
            Script::Letter => {
                let initial = Span::new(0, original.start).of(self.text);
                neighbor != Some(Script::Letter)
                    && !is_in_address(before)
                    && !ends_in_initial(initial)
            }
            script @ (Script::Katakana | Script::Hangul) => neighbor != Some(script),
            Script::Han | Script::Hiragana => {
                !neighbor.is_some_and(Script::is_in_dictionary)
                    || self.is_border(original.start)
                    || (before.ends_with(LEADING) && self.restart(original.start))
            }
            Script::Other => true,
        }
    }

    fn accept_end(&mut self, last: char, name: Span, original: Span) -> bool {
        let after = self.folded.text.get(name.end..).unwrap_or_default();
        let neighbor = after.chars().next().map(Script::of);
        match Script::of(last) {
            Script::Letter => {
                let rest = self.text.get(original.end..).unwrap_or_default();
                neighbor != Some(Script::Letter) && !is_domain(rest)
            }
            Script::Katakana => neighbor != Some(Script::Katakana),
            Script::Hangul => {
                let run = after
                    .chars()
                    .take(LONGEST_CHAIN + 1)
                    .take_while(|c| Script::of(*c) == Script::Hangul);
                let rest: String = run.collect();
                rest.chars().count() <= LONGEST_CHAIN && particles::may_follow(last, &rest)
            }
            Script::Han | Script::Hiragana => {
                !neighbor.is_some_and(Script::is_in_dictionary)
                    || after.starts_with(TRAILING)
                    || self.is_border(original.end)
            }
            Script::Other => true,
        }
    }

    /// Whether a byte of the text, which stands inside a run of Chinese or Japanese, is a border of words.
    fn is_border(&mut self, at: usize) -> bool {
        if !(self.run.start < at && at < self.run.end) {
            let outside = |c: char| !Script::of(c).is_in_dictionary();
            let (before, after) = self.text.split_at_checked(at).unwrap_or_default();
            let start = before
                .char_indices()
                .rev()
                .find(|(_, c)| outside(*c))
                .map_or(0, |(at, c)| at + c.len_utf8());
            let end = after.find(outside).map_or(self.text.len(), |end| at + end);
            self.run = Span::new(start, end);
            self.borders = words::boundaries(self.run.of(self.text));
        }
        self.borders.binary_search(&(at - self.run.start)).is_ok()
    }

    /// Looks for the words of the run around a byte as if it began there; true, for then that is a border.
    fn restart(&mut self, at: usize) -> bool {
        self.run = Span::new(at, self.run.end.max(at));
        self.borders = words::boundaries(self.run.of(self.text));
        true
    }
}

/// Whether what stands before a name makes it part of an address, a handle or a file name.
fn is_in_address(before: &str) -> bool {
    let bytes = before.as_bytes();
    let from = bytes
        .iter()
        .rev()
        .take(ADDRESS)
        .take_while(|b| b.is_ascii_graphic())
        .count();
    let token = before
        .get(before.len() - from..)
        .unwrap_or_default()
        .trim_start_matches(['(', '[', '<', '"', '\'']);
    let mut end = token.chars().rev();
    let (last, previous) = (end.next(), end.next());
    match last {
        Some('@' | '#') => true,
        // An ellipsis is no dot of an address.
        Some('.') => previous.is_none_or(|c| c != '.'),
        // `Dell/EMC` names both; `/dell`, `://dell` and `x.org/dell` are places.
        Some('/') => !token
            .bytes()
            .enumerate()
            .all(|(at, b)| b.is_ascii_alphanumeric() || (at > 0 && b == b'/')),
        _ => token.contains("://") || token.starts_with("www."),
    }
}

/// Whether what stands before a name ends in one capital letter and an apostrophe.
fn ends_in_initial(before: &str) -> bool {
    let mut back = before.chars().rev();
    matches!(back.next(), Some('\'' | '’'))
        && back.next().is_some_and(char::is_uppercase)
        && back.next().is_none_or(|c| !c.is_alphanumeric())
}

/// Whether what follows a name makes it the first part of an address: a dot and a small letter.
fn is_domain(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('.' | '．')) && chars.next().is_some_and(|c| c.is_lowercase())
}
