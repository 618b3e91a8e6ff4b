//! Line breaking: a block's text into rows.
//!
//! Breaks are those of UAX #14 with strict kinsoku. Among them Korean breaks only between words; Japanese at phrases and
//! Chinese at words, where the row stays three quarters full; a word wider than its row is cut between graphemes. This
//! module knows strings and cells: not what a block is, nor how a row is drawn.

use textwrap::wrap_algorithms::wrap_first_fit;

use super::cells::{Ambiguous, Cells, graphemes};
use super::lang::Lang;
use super::span::Span;

mod phrases;
mod pieces;

use phrases::Preferred;
use pieces::{Piece, Rule, is_space};

/// The cells a row keeps for text, however deep it is indented: one character of two cells.
const LEAST_ROOM: u16 = 2;

/// How a block is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The room a row has, indents included.
    pub width: Cells,
    /// The indent of the first row.
    pub first_indent: Cells,
    /// The indent of the rows after it.
    pub rest_indent: Cells,
    /// The language whose rules hold.
    pub lang: Lang,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl Setting {
    /// The indent of a row of the block, counted from 0: as set, but never so deep that less than two cells are left.
    #[must_use]
    pub fn indent(&self, row: usize) -> Cells {
        let Cells(wanted) = if row == 0 {
            self.first_indent
        } else {
            self.rest_indent
        };
        Cells(wanted.min(self.width.0.saturating_sub(LEAST_ROOM)))
    }

    /// The cells a row of the block has for its text.
    fn room(&self, row: usize) -> u16 {
        self.width.0.saturating_sub(self.indent(row).0).max(1)
    }
}

/// Breaks the text of a block into rows: spans in order, without the white space at their ends; the rows together
/// hold every character that is not white space. A line feed ends a row. Empty text gives no row, nor does an empty
/// line.
///
/// No row, drawn after [`Setting::indent`], is wider than the setting's width, except one that holds a single grapheme
/// which is wider by itself.
#[must_use]
pub fn wrap(text: &str, setting: &Setting) -> Vec<Span> {
    let rule = Rule::of(text, setting.lang);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(
            text,
            Span::new(start, start + line.len()),
            rule,
            setting,
            &mut rows,
        );
        start += line.len() + 1;
    }
    rows
}

/// Breaks one line of the text, without its line feed, into rows.
fn wrap_line(text: &str, line: Span, rule: Rule, setting: &Setting, rows: &mut Vec<Span>) {
    let (first, rest) = (setting.room(rows.len()), setting.room(rows.len() + 1));
    let pieces = pieces::pieces(text, line, rule, first.min(rest), setting.ambiguous);
    if pieces.is_empty() {
        return;
    }
    match Preferred::new(text, line, rule) {
        None => {
            let rooms = [f64::from(first), f64::from(rest)];
            rows.extend(
                wrap_first_fit(&pieces, &rooms)
                    .into_iter()
                    .filter_map(row_of),
            );
        }
        Some(mut preferred) => {
            let (mut from, mut room) = (0, first);
            while from < pieces.len() {
                let full = first_row(&pieces, from, room);
                let end = step_back(&pieces, from, full, room, &mut preferred);
                rows.extend(pieces.get(from..end).and_then(row_of));
                (from, room) = (end, rest);
            }
        }
    }
}

/// The span of a row made of some pieces.
fn row_of(pieces: &[Piece]) -> Option<Span> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    Some(Span::new(first.start, last.text_end))
}

/// The end of the longest row that starts with the piece `from`: the piece after its last.
fn first_row(pieces: &[Piece], from: usize, room: u16) -> usize {
    // A piece rarely takes less than two cells, so this many are rarely too few to overfill a row.
    let mut count = usize::from(room) / 2 + 2;
    loop {
        let window = pieces.get(from..).unwrap_or_default();
        let whole = window.len() <= count;
        let window = window.get(..count).unwrap_or(window);
        let rows = wrap_first_fit(window, &[f64::from(room)]);
        if let Some(row) = rows.first()
            && (whole || rows.len() > 1)
        {
            return from + row.len().max(1);
        }
        if whole {
            return pieces.len();
        }
        count *= 2;
    }
}

/// The best end of a row whose longest form ends before the piece `full`: the last preferred break that leaves it at
/// least three quarters full, else `full`.
fn step_back(
    pieces: &[Piece],
    from: usize,
    full: usize,
    room: u16,
    preferred: &mut Preferred<'_>,
) -> usize {
    if full >= pieces.len() {
        return pieces.len();
    }
    let row = pieces.get(from..full).unwrap_or_default();
    let mut cells: u32 = row.iter().map(|p| p.cells + p.space).sum();
    let mut candidates = Vec::new();
    for (nth, piece) in row.iter().enumerate().rev() {
        if (cells - piece.space) * 4 < u32::from(room) * 3 {
            break;
        }
        candidates.push(from + nth + 1);
        cells -= piece.cells + piece.space;
    }
    let places: Vec<usize> = candidates
        .iter()
        .filter_map(|end| pieces.get(*end).map(|piece| piece.start))
        .collect();
    preferred
        .first(&places)
        .and_then(|nth| candidates.get(nth).copied())
        .unwrap_or(full)
}

/// The rows of preformatted text: its lines, each cut only where it is wider than the room, at a grapheme. White space
/// at the start of a line stays unless it leaves no room, at its end it goes; an empty line gives an empty row, except
/// after the last line feed.
#[must_use]
pub fn wrap_preformatted(text: &str, width: Cells, ambiguous: Ambiguous) -> Vec<Span> {
    let room = u32::from(width.0.max(1));
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let mut row = Span::new(start, start);
        // The cells of the row with and without the white space at its end.
        let mut used = 0;
        for g in graphemes(line, ambiguous) {
            let span = g.span.shifted(start);
            let cells = u32::from(g.cells.0);
            if !is_space(span.of(text)) {
                if used + cells > room {
                    // An indent that leaves no room goes.
                    if !row.is_empty() {
                        rows.push(row);
                    }
                    row = Span::new(span.start, span.start);
                    used = 0;
                }
                row.end = span.end;
            }
            used += cells;
        }
        rows.push(row);
        start += line.len() + 1;
    }
    if text.is_empty() { Vec::new() } else { rows }
}

#[cfg(test)]
mod tests {
    use icu_segmenter::LineSegmenter;
    use icu_segmenter::options::LineBreakOptions;
    use proptest::prelude::*;

    use super::*;
    use crate::text::cells::width as cells_of;

    fn setting(width: u16, lang: Lang) -> Setting {
        Setting {
            width: Cells(width),
            first_indent: Cells(0),
            rest_indent: Cells(0),
            lang,
            ambiguous: Ambiguous::Narrow,
        }
    }

    fn rows(text: &str, width: u16, lang: Lang) -> Vec<String> {
        let rows = wrap(text, &setting(width, lang));
        rows.iter().map(|row| row.of(text).to_owned()).collect()
    }

    fn bare(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn english_breaks_between_words() {
        let text = "The two companies, long rivals, shook hands on stage.  Then they left.";
        assert_eq!(
            rows(text, 24, Lang::En),
            [
                "The two companies, long",
                "rivals, shook hands on",
                "stage.  Then they left."
            ]
        );
    }

    #[test]
    fn japanese_breaks_at_phrases_where_the_row_stays_full() {
        assert_eq!(
            rows(
                "旧来の競争相手だった両社は、クラウドでの協業を発表した。",
                24,
                Lang::Ja
            ),
            [
                "旧来の競争相手だった",
                "両社は、クラウドでの",
                "協業を発表した。"
            ]
        );
        assert_eq!(
            rows("「ナデラ氏」は「旧敵」と握手した。", 12, Lang::Ja),
            ["「ナデラ氏」", "は「旧敵」と", "握手した。"]
        );
    }

    #[test]
    fn chinese_breaks_at_words_and_outside_quotation_marks() {
        assert_eq!(
            rows("他说：“你好！”然后离开了会场。", 16, Lang::ZhHans),
            ["他说：“你好！”", "然后离开了会场。"]
        );
        assert_eq!(
            rows("微软发布虚拟化服务", 12, Lang::ZhHans),
            ["微软发布虚拟", "化服务"]
        );
    }

    #[test]
    fn korean_breaks_between_words_unless_one_is_wider_than_the_row() {
        assert_eq!(
            rows("마이크로소프트는 오랜 경쟁사와 손을 잡았다.", 18, Lang::Ko),
            ["마이크로소프트는", "오랜 경쟁사와 손을", "잡았다."]
        );
        assert_eq!(
            rows("값 마이크로소프트는", 10, Lang::Ko),
            ["값", "마이크로소", "프트는"]
        );
        assert_eq!(
            rows(
                "국호를 ‘북마케도니아’로 바꾼 우스터셔(Worcester)에서",
                24,
                Lang::Ko
            ),
            ["국호를 ‘북마케도니아’로", "바꾼", "우스터셔(Worcester)에서"]
        );
    }

    #[test]
    fn latin_words_and_numbers_stay_whole_in_ideographs() {
        assert_eq!(
            rows(
                "売上高は１２３．４億ドル（約610億ドル）だった",
                14,
                Lang::Ja
            ),
            ["売上高は", "１２３．４億", "ドル（約610億", "ドル）だった"]
        );
        assert_eq!(
            rows("微软的Azure VMware Solutions服务", 12, Lang::ZhHans),
            ["微软的Azure", "VMware", "Solutions", "服务"]
        );
    }

    #[test]
    fn an_address_breaks_after_its_slashes() {
        assert_eq!(
            rows(
                "see https://example.org/news/2019/05/handshake now",
                24,
                Lang::En
            ),
            ["see https://example.org/", "news/2019/05/handshake", "now"]
        );
    }

    #[test]
    fn graphemes_are_never_cut() {
        let text = "か\u{3099}か\u{3099}👩\u{200D}👩\u{200D}👧🇯🇵\u{1112}\u{1161}\u{11AB}";
        assert_eq!(
            rows(text, 2, Lang::Ja),
            [
                "か\u{3099}",
                "か\u{3099}",
                "👩\u{200D}👩\u{200D}👧",
                "🇯🇵",
                "\u{1112}\u{1161}\u{11AB}"
            ]
        );
        assert_eq!(rows("漢字a", 1, Lang::Ja), ["漢", "字", "a"]);
    }

    #[test]
    fn line_feeds_end_rows_and_white_space_at_the_ends_counts_nothing() {
        assert_eq!(
            rows("一つ目\u{3000}\n\n\u{3000}二つ目", 6, Lang::Ja),
            ["一つ目", "二つ目"]
        );
        assert_eq!(
            rows("一つ目\u{3000}二つ目", 6, Lang::Ja),
            ["一つ目", "二つ目"]
        );
        assert!(rows(" \n\u{3000}", 6, Lang::Ja).is_empty());
        assert!(rows("", 6, Lang::Ja).is_empty());
    }

    #[test]
    fn indents_take_their_room_but_never_all() {
        let mut setting = setting(8, Lang::Ja);
        setting.first_indent = Cells(2);
        setting.rest_indent = Cells(4);
        let text = "一二三四五六七";
        let rows: Vec<&str> = wrap(text, &setting)
            .iter()
            .map(|row| row.of(text))
            .collect();
        assert_eq!(rows, ["一二三", "四五", "六七"]);
        setting.first_indent = Cells(40);
        assert_eq!(setting.indent(0), Cells(6));
        assert_eq!(wrap(text, &setting).len(), 4);
    }

    #[test]
    fn preformatted_lines_keep_their_indent_and_empty_lines() {
        let text = "fn main() {\n    漢字漢字 \n\n}\n";
        let rows = |width| -> Vec<&str> {
            wrap_preformatted(text, Cells(width), Ambiguous::Narrow)
                .iter()
                .map(|row| row.of(text))
                .collect()
        };
        assert_eq!(rows(20), ["fn main() {", "    漢字漢字", "", "}"]);
        assert_eq!(rows(9), ["fn main()", "{", "    漢字", "漢字", "", "}"]);
        assert!(wrap_preformatted("", Cells(9), Ambiguous::Narrow).is_empty());
    }

    const LANGS: [Lang; 5] = [Lang::En, Lang::Ja, Lang::Ko, Lang::ZhHans, Lang::UNKNOWN];

    /// Text of the scripts that are set by rules of their own, and any character at all.
    fn mixed() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(
            "ab c,. （「『漢字かな、。ー\u{3000}\u{3000}」』）カッ！？한글은 “你好”…——１２３．％$é\u{301}\u{3099}\u{200D}👩🇯🇵ｶﾞ\u{200B}\u{A0}-/\n क\u{94D}ष"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![6 => odd, 1 => any::<char>()], 0..80)
            .prop_map(|chars| chars.into_iter().collect())
    }

    /// The widest run between two opportunities of UAX #14, in cells.
    fn widest_run(text: &str) -> usize {
        let breaks: Vec<usize> =
            LineSegmenter::new_17_for_non_complex_scripts(LineBreakOptions::default())
                .segment_str(text)
                .filter(|at| !pieces::parts_number(text, *at))
                .collect();
        let runs = breaks.windows(2).map(|pair| &text[pair[0]..pair[1]]);
        runs.map(|run| crate::text::cells::width(run, Ambiguous::Narrow))
            .max()
            .unwrap_or(0)
    }

    /// Sentences as they are written.
    fn written() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "「ナデラ氏」は、",
            "ちょっと",
            "データセンター",
            "（旧敵）",
            "協業を",
            "した。",
            "『握手』",
            "って！",
            "微软",
            "发布了",
            "“你好！”",
            "他说：",
            "《合同》",
            "……",
            "VMware",
            "610億",
            "１２３％",
        ]);
        prop::collection::vec(words, 1..40).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn no_text_is_lost_and_no_row_too_wide(
            text in mixed(), width in 1u16..200, first in 0u16..6, rest in 0u16..6,
        ) {
            for lang in LANGS {
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    let setting = Setting {
                        width: Cells(width), first_indent: Cells(first), rest_indent: Cells(rest), lang, ambiguous,
                    };
                    let rows = wrap(&text, &setting);
                    let joined: String = rows.iter().map(|row| row.of(&text)).collect();
                    prop_assert_eq!(bare(&joined), bare(&text));
                    prop_assert!(rows.is_sorted_by(|a, b| a.end <= b.start));
                    let borders: Vec<usize> = graphemes(&text, ambiguous).map(|g| g.span.start).collect();
                    for (nth, row) in rows.iter().enumerate() {
                        let shown = row.of(&text);
                        let used = cells_of(shown, ambiguous) + usize::from(setting.indent(nth).0);
                        let single = graphemes(shown, ambiguous).filter(|g| g.cells.0 > 0).count() == 1;
                        prop_assert!(used <= usize::from(width) || single, "{:?} {}", shown, used);
                        prop_assert!(!row.is_empty() && borders.binary_search(&row.start).is_ok());
                    }
                }
            }
        }

        #[test]
        fn rows_end_at_opportunities_unless_a_word_is_wider(text in mixed(), width in 2u16..60) {
            let text = text.replace('\n', " ");
            let legal: Vec<usize> = LineSegmenter::new_17_for_non_complex_scripts(LineBreakOptions::default())
                .segment_str(&text)
                .filter(|at| !pieces::parts_number(&text, *at))
                .filter(|at| graphemes(&text, Ambiguous::Narrow).any(|g| g.span.start == *at))
                .collect();
            for lang in LANGS {
                for pair in wrap(&text, &setting(width, lang)).windows(2) {
                    let (from, to) = (pair[0].end, pair[1].start);
                    if legal.iter().any(|at| from <= *at && *at <= to) {
                        continue;
                    }
                    let start = legal.iter().rev().find(|at| **at < from).copied().unwrap_or(0);
                    let end = legal.iter().find(|at| **at > to).copied().unwrap_or(text.len());
                    // Cells are summed by grapheme, as a piece of a broken cluster may be drawn otherwise.
                    let lump: usize = graphemes(&text, Ambiguous::Narrow)
                        .filter(|g| start <= g.span.start && g.span.start < end)
                        .map(|g| usize::from(g.cells.0))
                        .sum();
                    prop_assert!(lump > usize::from(width), "{:?} {:?}", pair, text);
                }
            }
        }

        #[test]
        fn no_row_of_written_text_has_a_forbidden_head_or_tail(text in written(), width in 24u16..100) {
            const HEADS: &str = "、。，．・：；！？」』）】》〉”’ーっゃゅょッャュョァィゥェォ々％…";
            const TAILS: &str = "「『（【《〈“‘";
            // A run without a break that is wider than the row has to be cut somewhere.
            prop_assume!(widest_run(&text) <= usize::from(width));
            for lang in [Lang::Ja, Lang::ZhHans] {
                for row in rows(&text, width, lang).iter().skip(1) {
                    prop_assert!(!row.starts_with(|c| HEADS.contains(c)), "{}", row);
                }
                for row in rows(&text, width, lang) {
                    prop_assert!(!row.ends_with(|c| TAILS.contains(c)), "{}", row);
                }
            }
        }

        #[test]
        fn korean_words_are_whole(
            words in prop::collection::vec("[가-힣]{1,7}[.,]?", 1..30), width in 16u16..100,
        ) {
            let text = words.join(" ");
            let rows = rows(&text, width, Lang::Ko);
            let found: Vec<&str> = rows.iter().flat_map(|row| row.split(' ')).collect();
            prop_assert_eq!(found, words);
        }

        #[test]
        fn preformatted_text_is_kept_and_fits(text in mixed(), width in 1u16..60) {
            let rows = wrap_preformatted(&text, Cells(width), Ambiguous::Narrow);
            let joined: String = rows.iter().map(|row| row.of(&text)).collect();
            prop_assert_eq!(bare(&joined), bare(&text));
            for row in rows {
                let shown = row.of(&text);
                let single = graphemes(shown, Ambiguous::Narrow).filter(|g| g.cells.0 > 0).count() == 1;
                prop_assert!(cells_of(shown, Ambiguous::Narrow) <= usize::from(width) || single, "{:?}", shown);
            }
        }
    }
}
