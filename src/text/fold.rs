//! The matching form of a text, with the way back to its bytes.
//!
//! It is NFKC with full case folding, so that `ＶＭｗａｒｅ`, `vmware` and `VMware` are one. It knows nothing of words
//! or names: what an equal form means is for its callers to say.

mod unit;

use unicode_segmentation::UnicodeSegmentation;

use super::span::Span;

/// How much two strings may differ and still match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For names and anchors: NFKC, case folding, plain quotes and hyphens; what is invisible is dropped.
    Match,
    /// For search: also hiragana as katakana, and no accents on Latin letters. A run of white space and middle dots
    /// is one space, between letters of Chinese, Japanese and Korean nothing; one with a line feed is one line feed,
    /// so that nothing matches over it. White space at the ends of what is looked for is best trimmed.
    Search,
}

/// A folded text that knows where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// What gave it, in order; the pieces cover the folded text, and leave out what was dropped from the original.
    pieces: Vec<Piece>,
    /// How many bytes the original has.
    length: usize,
}

/// A part of the folded text and what gave it; neither is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    folded: Span,
    original: Span,
    kind: Kind,
}

/// How the bytes of a piece correspond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Byte for byte, with the same character borders; each character is a grapheme.
    Linear,
    /// Only as a whole.
    Whole,
}

impl Folded {
    /// The original bytes that gave a span of the folded text, on grapheme borders. Where the span begins or ends
    /// inside what one grapheme gave, that grapheme is in. An empty span gives an empty one at the same place.
    #[must_use]
    pub fn original(&self, folded: Span) -> Span {
        let end = folded.end.min(self.text.len());
        let start = self.border_before(folded.start.min(end));
        let first = self.pieces.partition_point(|p| p.folded.end <= start);
        let Some(first) = self.pieces.get(first) else {
            return Span::new(self.length, self.length);
        };
        let from = match first.kind {
            Kind::Linear => first.original.start + (start - first.folded.start),
            Kind::Whole => first.original.start,
        };
        if end <= folded.start {
            return Span::new(from, from);
        }
        let last = self.pieces.partition_point(|p| p.folded.end < end);
        let to = self.pieces.get(last).map_or(self.length, |p| match p.kind {
            Kind::Linear => p.original.start + (self.border_after(end) - p.folded.start),
            Kind::Whole => p.original.end,
        });
        Span::new(from, to)
    }

    /// The byte of the folded text that the byte `at` of the original gave: the start of its character, of its whole
    /// grapheme where that was folded as one, and of what follows where it was dropped.
    #[must_use]
    pub fn folded_at(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|p| p.original.end <= at);
        self.pieces
            .get(piece)
            .map_or(self.text.len(), |p| match p.kind {
                Kind::Linear if at > p.original.start => {
                    self.border_before(p.folded.start + (at - p.original.start))
                }
                _ => p.folded.start,
            })
    }

    fn border_before(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn border_after(&self, mut at: usize) -> usize {
        while at < self.text.len() && !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}

/// Folds a text. Folding what is folded already changes nothing, and canonically equivalent texts fold alike.
#[must_use]
pub fn fold(text: &str, form: Form) -> Folded {
    let mut folder = Folder {
        form,
        folded: Folded {
            text: String::with_capacity(text.len()),
            pieces: Vec::new(),
            length: text.len(),
        },
        space: None,
    };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        at += match folder.ascii(rest, at) {
            0 => folder.one(rest, at),
            run => run,
        };
    }
    folder.settle(None);
    folder.folded
}

struct Folder {
    form: Form,
    folded: Folded,
    /// White space read and not yet written, under [`Form::Search`].
    space: Option<Space>,
}

#[derive(Clone, Copy)]
struct Space {
    original: Span,
    line_feed: bool,
}

impl Folder {
    /// Folds the ASCII that `rest`, which stands at `at`, begins with, but for a character that what follows may
    /// belong to; gives how many bytes that were.
    fn ascii(&mut self, rest: &str, at: usize) -> usize {
        let plain = |b: u8| match self.form {
            Form::Match => b.is_ascii() && b != b'\r',
            Form::Search => b.is_ascii() && !b.is_ascii_whitespace() && b != 0x0b,
        };
        let bytes = rest.as_bytes();
        let mut end = bytes.iter().position(|b| !plain(*b)).unwrap_or(bytes.len());
        let next = rest.get(end..).and_then(|after| after.chars().next());
        if next.is_some_and(|c| !unit::begins(c)) {
            end = end.saturating_sub(1);
        }
        if let Some(run) = rest.get(..end).filter(|run| !run.is_empty()) {
            self.settle(run.chars().next());
            let from = self.folded.text.len();
            self.folded.text.push_str(run);
            if let Some(tail) = self.folded.text.get_mut(from..) {
                tail.make_ascii_lowercase();
            }
            self.cover(Span::new(at, at + end), from, Kind::Linear);
        }
        end
    }

    /// Folds the unit that `rest`, which stands at `at`, begins with; gives how many bytes it has.
    fn one(&mut self, rest: &str, at: usize) -> usize {
        let mut chars = rest.chars();
        let Some(c) = chars.next() else {
            return rest.len();
        };
        let length = c.len_utf8();
        if let Some(folded) = unit::single(c, self.form)
            && chars.next().is_none_or(unit::begins)
        {
            self.write_char(folded, Span::new(at, at + length));
            return length;
        }
        let mut length = 0;
        for grapheme in rest.graphemes(true) {
            if length > 0 && grapheme.chars().next().is_some_and(unit::is_safe_before) {
                break;
            }
            length += grapheme.len();
        }
        let folded = unit::fold(rest.get(..length).unwrap_or_default(), self.form);
        self.write(&folded, Span::new(at, at + length));
        length
    }

    fn write_char(&mut self, c: char, original: Span) {
        if self.is_space(c) {
            self.hold(original, c == '\n');
            return;
        }
        self.settle(Some(c));
        let from = self.folded.text.len();
        self.folded.text.push(c);
        let kind = if c.len_utf8() == original.len() {
            Kind::Linear
        } else {
            Kind::Whole
        };
        self.cover(original, from, kind);
    }

    fn write(&mut self, folded: &str, original: Span) {
        let rest = folded.trim_start_matches(|c| self.is_space(c));
        let next = rest.chars().next();
        if next.is_none() {
            if !folded.is_empty() {
                self.hold(original, folded.contains('\n'));
            }
            return;
        }
        // White space a unit begins with is one with the white space before it.
        let lead = folded.get(..folded.len() - rest.len()).unwrap_or_default();
        let line_feed = lead.contains('\n');
        let before = self.folded.text.chars().next_back();
        let own = match &mut self.space {
            Some(held) => {
                held.line_feed |= line_feed;
                ""
            }
            None if line_feed => "\n",
            None if lead.is_empty() || is_between_cjk(before, next) => "",
            None => " ",
        };
        self.settle(next);
        let from = self.folded.text.len();
        self.folded.text.push_str(own);
        self.folded.text.push_str(rest);
        self.cover(original, from, Kind::Whole);
    }

    fn is_space(&self, c: char) -> bool {
        self.form == Form::Search && (c.is_whitespace() || c == '・')
    }

    fn hold(&mut self, original: Span, line_feed: bool) {
        self.space = Some(match self.space {
            Some(held) => Space {
                original: Span::new(held.original.start, original.end),
                line_feed: held.line_feed || line_feed,
            },
            None => Space {
                original,
                line_feed,
            },
        });
    }

    /// Writes the white space held, as what stands before `next` needs it.
    fn settle(&mut self, next: Option<char>) {
        let Some(space) = self.space.take() else {
            return;
        };
        let before = self.folded.text.chars().next_back();
        let from = self.folded.text.len();
        if space.line_feed {
            self.folded.text.push('\n');
        } else if is_between_cjk(before, next) {
            return;
        } else {
            self.folded.text.push(' ');
        }
        let kind = match space.original.len() {
            1 => Kind::Linear,
            _ => Kind::Whole,
        };
        self.cover(space.original, from, kind);
    }

    /// Notes that the original bytes gave the folded text from `from` to its end.
    fn cover(&mut self, original: Span, from: usize, kind: Kind) {
        let folded = Span::new(from, self.folded.text.len());
        if let Some(last) = self.folded.pieces.last_mut()
            && (last.kind, kind) == (Kind::Linear, Kind::Linear)
            && last.original.end == original.start
        {
            last.original.end = original.end;
            last.folded.end = folded.end;
            return;
        }
        self.folded.pieces.push(Piece {
            folded,
            original,
            kind,
        });
    }
}

/// Whether a character of a folded text is a letter of Chinese, Japanese or Korean.
#[must_use]
pub fn is_cjk(c: char) -> bool {
    unit::is_cjk(c)
}

fn is_between_cjk(before: Option<char>, next: Option<char>) -> bool {
    before.is_some_and(unit::is_cjk) && next.is_some_and(unit::is_cjk)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn matched(text: &str) -> String {
        fold(text, Form::Match).text
    }

    fn searched(text: &str) -> String {
        fold(text, Form::Search).text
    }

    #[test]
    fn the_matching_form_is_one_for_widths_case_quotes_and_hyphens() {
        for (text, folded) in [
            ("VMware", "vmware"),
            ("ＶＭｗａｒｅ", "vmware"),
            ("ｶﾞｲﾄﾞ ﾊﾟﾅｿﾆｯｸ", "ガイド パナソニック"),
            ("か\u{3099}", "が"),
            ("\u{1112}\u{1161}\u{11ab}글", "한글"),
            ("Straße", "strasse"),
            ("ΣΑΣ σας", "σασ σασ"),
            ("O’Name", "o'name"),
            ("“x”", "\"x\""),
            (
                "Hyper‑V – Hyper−V — Hyper－V",
                "hyper-v - hyper-v - hyper-v",
            ),
            ("co\u{ad}op\u{200b}e\u{ad}\u{301}", "coopé"),
            ("葛\u{e0100}城", "葛城"),
            ("①㈱㌔", "1(株)キロ"),
            ("É É", "é é"),
            ("МОСКВА", "москва"),
            ("ㅋㅋ ﾡ", "ㅋㅋ ㄱ"),
            ("", ""),
        ] {
            assert_eq!(matched(text), folded, "{text}");
        }
    }

    #[test]
    fn search_also_forgets_kana_accents_and_spaces_between_cjk() {
        for (text, folded) in [
            ("ひらがな", "ヒラガナ"),
            ("Café Müller", "cafe muller"),
            ("レッド・ハット", "レッドハット"),
            ("レッド ﾊｯﾄ", "レッドハット"),
            ("가상 머신", "가상머신"),
            ("Red \t  Hat", "red hat"),
            ("東京 Tokyo", "東京 tokyo"),
            ("東京 \n\n京都", "東京\n京都"),
            ("が", "ガ"),
            (" a ", " a "),
        ] {
            assert_eq!(searched(text), folded, "{text}");
        }
    }

    fn part(text: &str, form: Form, needle: &str) -> String {
        let folded = fold(text, form);
        let at = folded.text.find(needle).unwrap();
        let span = folded.original(Span::new(at, at + needle.len()));
        span.of(text).to_owned()
    }

    #[test]
    fn a_find_leads_back_to_whole_graphemes() {
        assert_eq!(part("新ｶﾞｲﾄﾞ版", Form::Match, "ガイド"), "ｶﾞｲﾄﾞ");
        assert_eq!(part("新ＶＭｗａｒｅ版", Form::Match, "vm"), "ＶＭ");
        assert_eq!(part("株式㈱x", Form::Match, "株)"), "㈱");
        assert_eq!(part("in VMware Inc", Form::Match, "vmware"), "VMware");
        assert_eq!(
            part("a レッド・ハット b", Form::Search, "レッドハット"),
            "レッド・ハット"
        );
        assert_eq!(part("a レッド・ハット b", Form::Search, "レッド"), "レッド");
        assert_eq!(part("cafe\u{301}s", Form::Search, "cafe"), "cafe\u{301}");
    }

    #[test]
    fn a_byte_leads_to_what_it_gave() {
        let text = "新ｶﾞ・版 x";
        let folded = fold(text, Form::Search);
        assert_eq!(folded.text, "新ガ版 x");
        let at = |c: &str| folded.folded_at(text.find(c).unwrap());
        assert_eq!(at("新"), 0);
        assert_eq!(at("ﾞ"), 3);
        assert_eq!(at("・"), 6);
        assert_eq!(at("x"), 10);
        assert_eq!(folded.folded_at(1), 0);
        assert_eq!(folded.folded_at(text.len()), folded.text.len());
        assert_eq!(folded.folded_at(9999), folded.text.len());
    }

    #[test]
    fn an_empty_or_foreign_span_is_empty_and_in_place() {
        let folded = fold("ＡＢ", Form::Match);
        assert_eq!(folded.original(Span::new(1, 1)), Span::new(3, 3));
        assert_eq!(folded.original(Span::new(7, 9)), Span::new(6, 6));
        assert_eq!(Folded::default().original(Span::new(0, 4)), Span::default());
    }

    /// Text rich in what folding changes.
    fn varied() -> impl Strategy<Value = String> {
        let special = prop::sample::select(
            "aBé É漢字かガｶﾊﾞﾟ・ー　 \n\r\t“’—－ＶＭ①㈱ß한ㄱㅏﾡￂ㉠\u{1100}\u{1161}\u{11a8}\u{301}\u{3099}\u{200d}\u{200b}\u{ad}\u{fe0f}\u{345}ͺ¨゛İıŉ👩🇯🇵क्षि"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![4 => special, 1 => any::<char>()], 0..40)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in varied()) {
            for form in [Form::Match, Form::Search] {
                let once = fold(&text, form).text;
                prop_assert_eq!(&fold(&once, form).text, &once);
            }
        }

        #[test]
        fn equivalent_texts_fold_alike(text in varied()) {
            for form in [Form::Match, Form::Search] {
                let nfc = fold(&text.nfc().collect::<String>(), form).text;
                let nfd = fold(&text.nfd().collect::<String>(), form).text;
                prop_assert_eq!(nfc, nfd);
            }
        }

        #[test]
        fn originals_are_ordered_and_on_grapheme_borders(text in varied()) {
            let mut borders: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            borders.push(text.len());
            for form in [Form::Match, Form::Search] {
                let folded = fold(&text, form);
                let mut last = Span::default();
                for (at, c) in folded.text.char_indices() {
                    let span = folded.original(Span::new(at, at + c.len_utf8()));
                    prop_assert!(!span.is_empty());
                    prop_assert!(borders.contains(&span.start) && borders.contains(&span.end));
                    prop_assert!(last == span || last.end <= span.start);
                    prop_assert!(folded.folded_at(span.start) <= at);
                    last = span;
                }
            }
        }

        #[test]
        fn any_span_and_byte_is_answered(text in varied(), a in 0usize..200, b in 0usize..200) {
            let folded = fold(&text, Form::Search);
            let span = folded.original(Span::new(a, b));
            prop_assert!(text.get(span.range()).is_some());
            prop_assert!(folded.text.is_char_boundary(folded.folded_at(a)));
        }
    }
}
