//! A text as characters of one width, with the way back to its bytes.

use crate::text::lang::Lang;
use crate::text::span::Span;

/// A text laid out for reading figures: positions are indices of its characters.
pub(super) struct Reader<'a> {
    /// The text itself.
    pub text: &'a str,
    /// Its language.
    pub lang: Lang,
    chars: Vec<(usize, char)>,
}

impl<'a> Reader<'a> {
    /// Lays out a text: full-width forms as ASCII, every dash and tilde as one.
    pub fn new(text: &'a str, lang: Lang) -> Self {
        let chars = text.char_indices().map(|(at, c)| (at, plain(c))).collect();
        Self { text, lang, chars }
    }

    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at a position, in its plain form; a line feed beyond the end.
    pub fn at(&self, at: usize) -> char {
        self.chars.get(at).map_or('\n', |(_, c)| *c)
    }

    /// The character before a position; a line feed before the first.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.at(at))
    }

    /// The bytes of the characters from `from` up to `to`.
    pub fn span(&self, from: usize, to: usize) -> Span {
        let byte = |at: usize| {
            self.chars
                .get(at)
                .map_or(self.text.len(), |(byte, _)| *byte)
        };
        Span::new(byte(from), byte(to))
    }

    /// The position after `word`, where it stands at `at`; ASCII letters match in either case.
    pub fn after(&self, at: usize, word: &str) -> Option<usize> {
        let mut to = at;
        for c in word.chars() {
            if !self.at(to).eq_ignore_ascii_case(&c) {
                return None;
            }
            to += 1;
        }
        Some(to)
    }

    /// The value of the longest of `words` that stands at `at`, and the position after it. A word that ends in an
    /// ASCII letter must end there in the text too.
    pub fn longest<T: Copy>(&self, at: usize, words: &[(&str, T)]) -> Option<(T, usize)> {
        words
            .iter()
            .filter_map(|(word, value)| {
                let to = self.after(at, word)?;
                let cut =
                    self.before(to).is_ascii_alphabetic() && self.at(to).is_ascii_alphanumeric();
                (!cut).then_some((*value, to))
            })
            .max_by_key(|(_, to)| *to)
    }

    /// Whether one of `words` ends just before `at`, spaces between them aside.
    pub fn follows(&self, at: usize, words: &[&str]) -> bool {
        let mut end = at;
        while end > 0 && matches!(self.before(end), ' ' | '-') {
            end -= 1;
        }
        words.iter().any(|word| {
            end.checked_sub(word.chars().count()).is_some_and(|start| {
                let cut = self.at(start).is_ascii_alphabetic()
                    && self.before(start).is_ascii_alphanumeric();
                !cut && self.after(start, word) == Some(end)
            })
        })
    }

    /// The position after at most one space.
    pub fn space(&self, at: usize) -> usize {
        at + usize::from(matches!(self.at(at), ' ' | '\u{a0}'))
    }

    /// The run of ASCII letters at `at`, as it stands in the text, and the position after it.
    pub fn word(&self, at: usize) -> (&'a str, usize) {
        let mut to = at;
        while self.at(to).is_ascii_alphabetic() {
            to += 1;
        }
        (self.span(at, to).of(self.text), to)
    }

    /// Up to `most` ASCII digits at `at` as a number, with the position after them; `None` where there are none or
    /// more.
    pub fn digits(&self, at: usize, most: usize) -> Option<(u32, usize)> {
        let (mut number, mut to) = (0_u32, at);
        while let Some(digit) = self.at(to).to_digit(10) {
            if to - at >= most.min(9) {
                return None;
            }
            number = number * 10 + digit;
            to += 1;
        }
        (to > at).then_some((number, to))
    }

    /// Whether the language is one whose numerals need no space around them.
    pub fn is_cjk(&self) -> bool {
        self.lang.is_cjk()
    }

    /// The position to go on from where nothing begins at `at`: after the word, address or number that stands there.
    pub fn skip(&self, at: usize) -> usize {
        if self.at(at).is_ascii_digit() {
            return self.skip_digits(at);
        }
        if !is_latin(self.at(at)) {
            return at + 1;
        }
        let mut to = at;
        loop {
            while is_latin(self.at(to)) || self.at(to).is_ascii_digit() || self.at(to) == '_' {
                to += 1;
            }
            if self.at(to) == ':' && self.at(to + 1) == '/' && self.at(to + 2) == '/' {
                return self.skip_address(to);
            }
            let joins = matches!(self.at(to), '.' | '-' | '/' | '@' | '&' | '\'' | '+')
                && self.at(to + 1).is_ascii_alphanumeric()
                && !self.is_year(to + 1);
            if !joins {
                return to;
            }
            to += 1;
        }
    }

    fn skip_address(&self, at: usize) -> usize {
        let mut to = at;
        while self.at(to).is_ascii_graphic() {
            to += 1;
        }
        to
    }

    /// After a number that is no figure, with everything that hangs on it: `2.4.0`, `64bit`, `10:04`, `1990s`.
    fn skip_digits(&self, at: usize) -> usize {
        let mut to = at;
        loop {
            while self.at(to).is_ascii_alphanumeric() {
                to += 1;
            }
            let joins = matches!(self.at(to), '.' | ',' | ':' | '-' | '/')
                && self.at(to + 1).is_ascii_digit();
            if !joins {
                return to;
            }
            to += 1;
        }
    }

    /// Whether four digits that can be a year stand at `at`, and nothing more.
    pub fn is_year(&self, at: usize) -> bool {
        self.digits(at, 4)
            .is_some_and(|(year, to)| to == at + 4 && (1900..2100).contains(&year))
    }
}

/// Whether a character is a Latin letter, accented ones included.
pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (('\u{c0}'..='\u{24f}').contains(&c) && c.is_alphabetic())
}

/// Whether a character is a syllable of Hangul.
pub(super) fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// The plain form of a character: full-width forms (Unicode's block U+FF01 to U+FF5E mirrors ASCII) as ASCII, every
/// space of one line, every dash and every wave as one.
fn plain(c: char) -> char {
    match c {
        '\u{223c}' | '\u{301c}' | '\u{ff5e}' => '~',
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ffe5}' => '¥',
        '\u{ffe6}' => '₩',
        _ => c,
    }
}
