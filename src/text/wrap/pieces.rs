//! The pieces a line falls into at its break opportunities.

use std::iter::Peekable;
use std::sync::LazyLock;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use textwrap::core::Fragment;

use crate::text::cells::{Ambiguous, graphemes};
use crate::text::lang::Lang;
use crate::text::span::Span;

/// Every opportunity of UAX #14, kinsoku strict.
static NORMAL: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| segmenter(LineBreakWordOption::Normal));

/// Of these, none between letters of any kind.
static KEEP_ALL: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| segmenter(LineBreakWordOption::KeepAll));

/// The rules of Unicode 17: unlike those of 15.1 they break outside “ ” between ideographs (LB19a). The content locale
/// is left out, as it changes nothing where the strictness is strict.
fn segmenter(words: LineBreakWordOption) -> LineSegmenterBorrowed<'static> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    options.word_option = Some(words);
    LineSegmenter::new_17_for_non_complex_scripts(options)
}

/// Where a text may be broken, and where it is best broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// At any opportunity.
    Plain,
    /// Between words set apart by spaces: Korean.
    KeepWords,
    /// Best between phrases: Japanese.
    Phrases,
    /// Best between words of the dictionary: Chinese.
    Words,
}

impl Rule {
    /// The rule for a text: by its script where Hangul prevails, else by its language, else by its script.
    pub(super) fn of(text: &str, lang: Lang) -> Self {
        let (mut hangul, mut kana, mut han) = (0_usize, 0_usize, 0_usize);
        for c in text.chars().filter(|c| !c.is_ascii()) {
            match c {
                '가'..='힣' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' => hangul += 1,
                'ぁ'..='ゟ' | 'ァ'..='ヿ' | '\u{FF66}'..='\u{FF9F}' => kana += 1,
                '\u{3400}'..='\u{4DBF}'
                | '\u{4E00}'..='\u{9FFF}'
                | '\u{F900}'..='\u{FAFF}'
                | '\u{20000}'..='\u{3FFFF}' => han += 1,
                _ => {}
            }
        }
        if hangul > 0 && hangul >= kana + han {
            return Self::KeepWords;
        }
        match lang {
            _ if kana + han == 0 => Self::Plain,
            Lang::Ja => Self::Phrases,
            Lang::ZhHans | Lang::ZhHant => Self::Words,
            _ if kana > 0 => Self::Phrases,
            _ => Self::Words,
        }
    }
}

/// A piece of a line that is not broken, with the white space after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its first byte; never white space.
    pub(super) start: usize,
    /// The byte after its last that is not white space.
    pub(super) text_end: usize,
    /// The cells of that text.
    pub(super) cells: u32,
    /// The cells of the white space after it.
    pub(super) space: u32,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        f64::from(self.cells)
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(self.space)
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The pieces of a line of the text, none wider than `room` cells unless it is a single grapheme. Together they hold
/// every character that is not white space.
pub(super) fn pieces(
    text: &str,
    line: Span,
    rule: Rule,
    room: u16,
    ambiguous: Ambiguous,
) -> Vec<Piece> {
    let room = u32::from(room);
    // From the best breaks to those that are better than none.
    let ways: &[Cut] = if rule == Rule::KeepWords {
        &[
            Cut::Spaces,
            Cut::Opportunities(&KEEP_ALL),
            Cut::Opportunities(&NORMAL),
            Cut::EveryRoom(room),
        ]
    } else {
        &[Cut::Opportunities(&NORMAL), Cut::EveryRoom(room)]
    };
    let Some((first, worse)) = ways.split_first() else {
        return Vec::new();
    };
    let pieces = cut(text, line, *first, ambiguous);
    if pieces.iter().all(|piece| piece.cells <= room) {
        return pieces;
    }
    let mut fitting = Vec::with_capacity(pieces.len() + 8);
    for piece in pieces {
        fit(text, piece, worse, room, ambiguous, &mut fitting);
    }
    fitting
}

/// Cuts a piece that is too wide in the first of some ways, and what is still too wide in those after it; the parts are
/// joined again as far as a row holds them.
fn fit(
    text: &str,
    piece: Piece,
    ways: &[Cut],
    room: u32,
    ambiguous: Ambiguous,
    fitting: &mut Vec<Piece>,
) {
    let Some((way, worse)) = ways.split_first().filter(|_| piece.cells > room) else {
        fitting.push(piece);
        return;
    };
    let span = Span::new(piece.start, piece.text_end);
    let first = fitting.len();
    for smaller in cut(text, span, *way, ambiguous) {
        match fitting.get_mut(first..).and_then(<[Piece]>::last_mut) {
            Some(last) if last.cells + last.space + smaller.cells <= room => {
                last.cells += last.space + smaller.cells;
                last.space = smaller.space;
                last.text_end = smaller.text_end;
            }
            _ => fit(text, smaller, worse, room, ambiguous, fitting),
        }
    }
    if fitting.len() > first
        && let Some(last) = fitting.last_mut()
    {
        last.space = piece.space;
    }
}

/// How a span is cut.
#[derive(Clone, Copy)]
enum Cut {
    /// At the opportunities after white space, and after U+200B.
    Spaces,
    /// At the opportunities of a segmenter.
    Opportunities(&'static LazyLock<LineSegmenterBorrowed<'static>>),
    /// Whenever this many cells are full.
    EveryRoom(u32),
}

/// Cuts a span of the text, only ever between graphemes, the white space at its start left out.
fn cut(text: &str, span: Span, how: Cut, ambiguous: Ambiguous) -> Vec<Piece> {
    let part = span.of(text);
    let (segmenter, room) = match how {
        Cut::Spaces => (Some(&KEEP_ALL), u32::MAX),
        Cut::Opportunities(segmenter) => (Some(segmenter), u32::MAX),
        Cut::EveryRoom(room) => (None, room),
    };
    let only_spaces = matches!(how, Cut::Spaces);
    let mut breaks = segmenter.map(|segmenter| segmenter.segment_str(part).peekable());
    let mut pieces = Vec::with_capacity(part.len() / 4 + 1);
    let mut open: Option<Piece> = None;
    // Whether a break was allowed since the last character that is not white space.
    let mut allowed = false;
    for g in graphemes(part, ambiguous) {
        let at = g.span.start;
        allowed |= breaks
            .as_mut()
            .is_some_and(|breaks| reaches(breaks, at) && !parts_number(part, at))
            && (!only_spaces || ends_word(part, at));
        let cells = u32::from(g.cells.0);
        if is_space(g.span.of(part)) {
            if let Some(piece) = &mut open {
                piece.space += cells;
            }
            continue;
        }
        let end = span.start + g.span.end;
        match &mut open {
            Some(piece) if !allowed && piece.cells + piece.space + cells <= room => {
                piece.cells += piece.space + cells;
                piece.space = 0;
                piece.text_end = end;
            }
            _ => {
                pieces.extend(open.replace(Piece {
                    start: span.start + at,
                    text_end: end,
                    cells,
                    space: 0,
                }));
            }
        }
        allowed = false;
    }
    pieces.extend(open);
    pieces
}

/// Moves on to the byte `at` and says whether a break is there.
fn reaches(breaks: &mut Peekable<impl Iterator<Item = usize>>, at: usize) -> bool {
    while breaks.next_if(|b| *b < at).is_some() {}
    breaks.next_if_eq(&at).is_some()
}

/// Whether a word set apart by spaces ends before the byte `at`.
fn ends_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    before.is_some_and(|c| c.is_whitespace() || c == '\u{200B}')
}

/// Whether a break at `at` would part a number in full-width digits, which UAX #14 treats as ideographs.
pub(super) fn parts_number(text: &str, at: usize) -> bool {
    let digit = |c: &char| ('０'..='９').contains(c);
    let after = text.get(at..).and_then(|rest| rest.chars().next());
    if !after.as_ref().is_some_and(digit) {
        return false;
    }
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    match before.next() {
        Some('．' | '，') => before.next().as_ref().is_some_and(digit),
        other => other.as_ref().is_some_and(digit),
    }
}

/// Whether a grapheme is nothing but white space.
#[inline]
pub(super) fn is_space(grapheme: &str) -> bool {
    match grapheme.as_bytes() {
        [byte] => byte.is_ascii_whitespace() || *byte == 0x0B,
        // U+0085 and U+00A0, U+1680, U+2000 to U+205F, U+3000.
        [0xC2 | 0xE1..=0xE3, ..] => grapheme.chars().all(char::is_whitespace),
        _ => grapheme == "\r\n",
    }
}
