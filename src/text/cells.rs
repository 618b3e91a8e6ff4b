//! How many terminal cells a text takes, and what is drawn for each of its graphemes.
//!
//! Terminals disagree about half-width kana with sound marks, emoji sequences, flags and invisible characters. So the
//! stored text stays as it is, and each grapheme is drawn as something all of them agree on. This module knows no
//! terminal: it says what to draw and how wide it will be, the view draws it.

use std::borrow::Cow;

use super::span::Span;

mod shown;

/// A width or a column in terminal cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cells(pub u16);

/// How wide the terminal draws the characters of East Asian width "ambiguous" (UAX #11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells.
    Wide,
}

/// One grapheme as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Its bytes in the text.
    pub span: Span,
    /// What is drawn for it; empty where it shows nothing.
    pub shown: Cow<'a, str>,
    /// How many cells that takes.
    pub cells: Cells,
    /// Whether the terminal takes more cells for it than a width table with narrow ambiguous characters says. Whoever
    /// draws it must then state the width (in ratatui: `CellDiffOption::ForcedWidth`). Never with
    /// [`Ambiguous::Narrow`].
    pub forced: bool,
}

/// The graphemes of a text of one line, in order, as they are drawn.
///
/// Together their spans cover the text. A control character, a line feed among them, shows nothing.
pub fn graphemes(text: &str, ambiguous: Ambiguous) -> impl Iterator<Item = Grapheme<'_>> {
    Graphemes {
        text,
        at: 0,
        ambiguous,
    }
}

/// How many cells a text of one line takes.
#[must_use]
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    if text.bytes().all(is_plain_ascii) {
        return text.len();
    }
    graphemes(text, ambiguous)
        .map(|g| usize::from(g.cells.0))
        .sum()
}

/// The text as it is drawn in at most `cells` cells: whole where it fits, else cut at a grapheme with `…` at its end.
///
/// Where even the ellipsis has no room, spaces. Draw the result by its [`graphemes`] again: they are shown as
/// they are, and the forced ones among them still need their width stated.
#[must_use]
pub fn fit(text: &str, cells: Cells, ambiguous: Ambiguous) -> String {
    const ELLIPSIS: &str = "…";
    let room = usize::from(cells.0);
    let ellipsis = width(ELLIPSIS, ambiguous);
    let mut fitted = String::with_capacity(text.len().min(room * 4));
    let mut used = 0;
    // The longest beginning that leaves room for the ellipsis: its bytes and cells.
    let mut cut = (0, 0);
    for grapheme in graphemes(text, ambiguous) {
        used += usize::from(grapheme.cells.0);
        if used > room {
            fitted.truncate(cut.0);
            if ellipsis <= room {
                fitted.push_str(ELLIPSIS);
            } else {
                fitted.extend(std::iter::repeat_n(' ', room));
            }
            return fitted;
        }
        fitted.push_str(&grapheme.shown);
        if used + ellipsis <= room {
            cut = (fitted.len(), used);
        }
    }
    fitted
}

/// The walk over a text: plain characters by their byte patterns, all others by UAX #29.
struct Graphemes<'a> {
    text: &'a str,
    at: usize,
    ambiguous: Ambiguous,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = Grapheme<'a>;

    #[inline]
    fn next(&mut self) -> Option<Grapheme<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let (len, cells) = if is_plain_ascii(first) {
            (1, 1)
        } else if plain_wide(bytes, start) {
            (3, 2)
        } else {
            return self.unusual();
        };
        let end = start + len;
        // A plain character is a grapheme by itself only where what follows cannot extend it.
        let alone = bytes
            .get(end)
            .is_none_or(|next| next.is_ascii() || plain_wide(bytes, end));
        if !alone {
            return self.unusual();
        }
        self.at = end;
        Some(Grapheme {
            span: Span::new(start, end),
            shown: Cow::Borrowed(self.text.get(start..end).unwrap_or_default()),
            cells: Cells(cells),
            forced: false,
        })
    }
}

impl<'a> Graphemes<'a> {
    /// The grapheme at the present place, whatever it is.
    #[inline(never)]
    fn unusual(&mut self) -> Option<Grapheme<'a>> {
        use unicode_segmentation::UnicodeSegmentation;

        // Every grapheme border is a fair start: no rule of UAX #29 looks back past one, except that regional
        // indicators pair up, and a walk from the start of the text has paired them already.
        let rest = self.text.get(self.at..)?;
        let text = rest.graphemes(true).next()?;
        let span = Span::new(self.at, self.at + text.len());
        self.at = span.end;
        let (shown, cells, forced) = shown::shown(text, self.ambiguous);
        Some(Grapheme {
            span,
            shown,
            cells,
            forced,
        })
    }
}

/// A printable ASCII character.
#[inline]
fn is_plain_ascii(byte: u8) -> bool {
    (0x20..0x7F).contains(&byte)
}

/// Whether the three bytes at `at` are a character of two cells everywhere that neither extends a grapheme nor is
/// shown as another: CJK punctuation U+3001–3029, Hiragana U+3041–3096, Katakana U+309B–30FF, Han U+3400–4DBF and
/// U+4E00–9FFF, Hangul syllables U+AC00–D7A3, full-width forms U+FF01–FF60.
#[inline]
fn plain_wide(bytes: &[u8], at: usize) -> bool {
    let Some(&[a, b, c]) = bytes.get(at..at + 3) else {
        return false;
    };
    // Only three-byte sequences start with 0xE0 to 0xEF.
    if !(0xE3..=0xEF).contains(&a) {
        return false;
    }
    let code = (u32::from(a & 0x0F) << 12) | (u32::from(b & 0x3F) << 6) | u32::from(c & 0x3F);
    matches!(
        code,
        0x4E00..=0x9FFF
            | 0x3041..=0x3096
            | 0x309B..=0x30FF
            | 0xAC00..=0xD7A3
            | 0x3001..=0x3029
            | 0x3400..=0x4DBF
            | 0xFF01..=0xFF60
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    const BOTH: [Ambiguous; 2] = [Ambiguous::Narrow, Ambiguous::Wide];

    fn drawn(text: &str) -> (String, usize) {
        (
            graphemes(text, Ambiguous::Narrow)
                .map(|g| g.shown)
                .collect(),
            width(text, Ambiguous::Narrow),
        )
    }

    #[test]
    fn text_of_every_script_is_measured() {
        for (text, cells) in [
            ("", 0),
            ("plain", 5),
            ("マイクロソフト", 14),
            ("마이크로소프트", 14),
            ("微软", 4),
            ("VM웨어", 6),
            ("한\u{AE00}", 4),
            ("e\u{301}a", 2),
            ("か\u{3099}", 2),
            ("“quoted”", 8),
        ] {
            assert_eq!(width(text, Ambiguous::Narrow), cells, "{text:?}");
        }
    }

    #[test]
    fn what_terminals_disagree_about_is_drawn_plainly() {
        for (text, shown, cells) in [
            ("ｶﾞｷﾞ", "ガギ", 4),
            ("ﾊﾟｿｺﾝ", "パソコン", 8),
            ("ﾞ", "゛", 2),
            ("｡｢ｱ｣､･ｰ", "。「ア」、・ー", 14),
            ("❤\u{FE0F}", "❤", 1),
            ("1\u{FE0F}\u{20E3}", "1", 1),
            ("👩\u{200D}👩\u{200D}👧", "👩", 2),
            ("👍🏽", "👍", 2),
            ("🇯🇵", "JP", 2),
            ("🇯", "J", 1),
            ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴", 2),
            ("a\u{200B}b\u{AD}c\u{2060}", "abc", 3),
            ("葛\u{E0100}", "葛", 2),
            ("\u{301}", "◌\u{301}", 1),
            ("\u{3099}", "◌\u{3099}", 1),
            ("\u{10ECB}", "\u{FFFD}", 1),
            ("\u{1161}", "ㅏ", 2),
            ("\u{11AB}", "ㄴ", 2),
            ("a\nb\u{7}", "ab", 2),
            ("ᄀ".repeat(9).as_str(), "\u{FFFD}", 1),
        ] {
            assert_eq!(drawn(text), (shown.to_owned(), cells), "{text:?}");
        }
    }

    #[test]
    fn a_pile_of_marks_is_lowered() {
        let pile = format!("a{}", "\u{323}".repeat(10_000));
        assert!(drawn(&pile).0.chars().count() <= 25);
    }

    #[test]
    fn a_wide_terminal_is_told_where_tables_would_be_wrong() {
        let only = |text| graphemes(text, Ambiguous::Wide).next().unwrap();
        let circled = only("①");
        assert_eq!((circled.cells, circled.forced), (Cells(2), true));
        let quote = only("“");
        assert_eq!((quote.shown.as_ref(), quote.cells.0), ("\"", 1));
        assert!(!quote.forced);
        let dash = only("—");
        assert_eq!((dash.shown.as_ref(), dash.cells.0), ("－", 2));
        assert_eq!(width("é漢a", Ambiguous::Wide), 5);
        assert_eq!(width("é漢a", Ambiguous::Narrow), 4);
    }

    #[test]
    fn a_text_too_wide_is_cut_at_a_grapheme() {
        let fit = |text, cells| fit(text, Cells(cells), Ambiguous::Narrow);
        assert_eq!(fit("微软发布", 8), "微软发布");
        assert_eq!(fit("微软发布", 7), "微软发…");
        assert_eq!(fit("微软发布", 6), "微软…");
        assert_eq!(fit("ﾏｲｸﾛ", 5), "マイ…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(super::fit("abc", Cells(1), Ambiguous::Wide), " ");
    }

    /// Letters that meet in clusters, and any character at all.
    fn mixed() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(
            "aé漢かカ가ᄀ\u{1161}\u{11A8}\u{301}\u{3099}\u{200D}\u{FE0F}\u{20E3}👩❤🏽🇯🇵ｶﾞﾟ\u{200B}\u{AD}क\u{94D}ष\u{93F}ก\u{E33}…① "
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![4 => odd, 1 => any::<char>()], 0..24)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn spans_are_the_graphemes_of_the_text(text in mixed()) {
            let ours: Vec<Span> = graphemes(&text, Ambiguous::Narrow).map(|g| g.span).collect();
            let theirs: Vec<Span> = text
                .grapheme_indices(true)
                .map(|(at, g)| Span::new(at, at + g.len()))
                .collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_fitted_text_fits_and_is_drawn_as_it_is(text in mixed(), cells in 0u16..30) {
            for ambiguous in BOTH {
                let once = fit(&text, Cells(cells), ambiguous);
                prop_assert!(width(&once, ambiguous) <= usize::from(cells), "{:?}", once);
                prop_assert_eq!(&fit(&once, Cells(cells), ambiguous), &once);
            }
        }

        #[test]
        fn nothing_is_shown_in_no_cells(text in mixed()) {
            for g in BOTH.iter().flat_map(|a| graphemes(&text, *a)) {
                prop_assert_eq!(g.shown.is_empty(), g.cells.0 == 0, "{:?}", g);
            }
        }
    }
}
