//! The tokens of full text, such that any piece of a Chinese, Japanese or Korean text is found, of whatever length.
//!
//! A run of letters that no spaces part becomes its overlapping pairs and its last letter alone; everything else becomes
//! words. A piece of at least two letters is then a row of pairs, and a single letter is the beginning of one: nothing
//! depends on a dictionary, a Korean particle hides no stem, and borders of scripts are no gaps (`VMwareの買収`). All is
//! folded, so that width, case, kana and Latin accents do not matter.

use super::query::{Field, Node, Test, Words};
use crate::text::fold::{Folded, Form, fold, is_cjk};
use crate::text::span::Span;

/// What stands between two lines, so that nothing is found over their border. Not a letter, so that no query has it.
const BORDER: &str = "\u{b6}";

/// A text in tokens, with the way back to its bytes.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    folded: Folded,
    /// The tokens as spans of the folded text, in order; pairs overlap.
    tokens: Vec<Span>,
}

impl Tokens {
    /// The tokens of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let folded = fold(text, Form::Search);
        let mut tokens = Vec::new();
        for piece in Pieces::new(&folded.text) {
            match piece.kind {
                Kind::Word | Kind::Border => tokens.push(piece.span),
                Kind::Run => {
                    pairs(&folded.text, piece.span, &mut tokens);
                    tokens.extend(last_letter(&folded.text, piece.span));
                }
            }
        }
        Self { folded, tokens }
    }

    /// The tokens with a space after each, as a full-text table takes them.
    #[must_use]
    pub fn document(&self) -> String {
        let mut document = String::with_capacity(self.folded.text.len() * 3);
        for span in &self.tokens {
            let token = span.of(&self.folded.text);
            document.push_str(if token == "\n" { BORDER } else { token });
            document.push(' ');
        }
        document
    }

    fn token(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |span| span.of(&self.folded.text))
    }
}

/// Words or a phrase, ready to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    tokens: Vec<String>,
    /// Whether the last token may go on.
    open: bool,
}

impl Needle {
    /// What the words of a query look for; none where they have neither letters nor digits.
    ///
    /// Unless it is quoted, a word at the end may be the beginning of one (`cloud` finds `clouds`).
    #[must_use]
    pub fn new(words: &Words) -> Option<Self> {
        let folded = words.folded.as_str();
        let pieces: Vec<Piece> = Pieces::new(folded)
            .filter(|piece| piece.kind != Kind::Border)
            .collect();
        let (last, before) = pieces.split_last()?;
        let mut tokens = Vec::new();
        for piece in before {
            match piece.kind {
                Kind::Run => {
                    pairs(folded, piece.span, &mut tokens);
                    tokens.extend(last_letter(folded, piece.span));
                }
                Kind::Word | Kind::Border => tokens.push(piece.span),
            }
        }
        let mut open = false;
        let known = tokens.len();
        if last.kind == Kind::Run {
            pairs(folded, last.span, &mut tokens);
        }
        if tokens.len() == known {
            open = last.kind == Kind::Run || !words.quoted;
            tokens.push(last.span);
        }
        let tokens = tokens.iter().map(|span| span.of(folded).to_owned());
        Some(Self {
            tokens: tokens.collect(),
            open,
        })
    }

    /// The same as a phrase of a full-text query (<https://www.sqlite.org/fts5.html#fts5_phrases>).
    #[must_use]
    pub fn phrase(&self) -> String {
        // Tokens are letters and digits alone: there is no quote in them to be escaped.
        let star = if self.open { " *" } else { "" };
        format!("\"{}\"{star}", self.tokens.join(" "))
    }

    /// Whether it is a single letter, which stands in many words and says little of any.
    #[must_use]
    pub fn is_letter(&self) -> bool {
        let letters = self.tokens.iter().flat_map(|token| token.chars());
        self.open && letters.take(2).count() == 1
    }

    /// All its places in a text, as bytes of the text, in order, not overlapping, on grapheme borders.
    #[must_use]
    pub fn find(&self, text: &Tokens) -> Vec<Span> {
        let count = self.tokens.len();
        let mut found: Vec<Span> = Vec::new();
        for at in 0..(text.tokens.len() + 1).saturating_sub(count) {
            if let Some(span) = self.at(text, at) {
                let span = text.folded.original(span);
                if found.last().is_none_or(|last| last.end <= span.start) {
                    found.push(span);
                }
            }
        }
        found
    }

    /// Its place in the folded text where it begins at a token.
    fn at(&self, text: &Tokens, at: usize) -> Option<Span> {
        let (last, before) = self.tokens.split_last()?;
        let same = |(number, token): (usize, &String)| text.token(at + number) == token;
        if !before.iter().enumerate().all(same) {
            return None;
        }
        let end = at + before.len();
        let fits = if self.open {
            text.token(end).starts_with(last.as_str())
        } else {
            text.token(end) == last
        };
        let (first, end) = (text.tokens.get(at)?, text.tokens.get(end)?);
        fits.then(|| Span::new(first.start, end.start + last.len()))
    }
}

/// What a query looks for in texts: its words without a field, but those that are excluded.
#[must_use]
pub fn needles(root: &Node) -> Vec<Needle> {
    let words = root.wanted().into_iter().filter_map(|test| match test {
        Test::Words(Field::Any, words) => Needle::new(words),
        _ => None,
    });
    words.collect()
}

/// Words of a question, each to be found as it stands.
#[must_use]
pub fn telling(words: &[String]) -> Vec<Needle> {
    let needle = |text: &String| Needle::new(&Words::new(text, true)?);
    words.iter().filter_map(needle).collect()
}

/// Every place of some needles with the needle's number, in order.
#[must_use]
pub fn each_place(text: &Tokens, needles: &[Needle]) -> Vec<(Span, usize)> {
    let all = needles.iter().enumerate();
    let mut places: Vec<(Span, usize)> = all
        .flat_map(|(number, needle)| {
            needle
                .find(text)
                .into_iter()
                .map(move |span| (span, number))
        })
        .collect();
    places.sort_unstable();
    places
}

/// All places of some needles in a text, in order, not overlapping.
#[must_use]
pub fn places(text: &Tokens, needles: &[Needle]) -> Vec<Span> {
    let each = each_place(text, needles).into_iter();
    apart(each.map(|(span, _)| span).collect())
}

/// Spans in order as such that do not overlap.
#[must_use]
pub fn apart(spans: Vec<Span>) -> Vec<Span> {
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Letters and digits of a script that parts words by spaces.
    Word,
    /// Letters that no spaces part.
    Run,
    /// The end of a line.
    Border,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    kind: Kind,
    span: Span,
}

/// The pieces of a folded text.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = self.text.get(self.at..)?;
        let (skipped, kind) = rest
            .char_indices()
            .find_map(|(at, c)| Some((at, kind(c)?)))?;
        let rest = rest.get(skipped..)?;
        let length = match kind {
            Kind::Border => 1,
            _ => rest
                .find(|c| self::kind(c) != Some(kind))
                .unwrap_or(rest.len()),
        };
        let start = self.at + skipped;
        self.at = start + length;
        Some(Piece {
            kind,
            span: Span::new(start, self.at),
        })
    }
}

/// What a character of a folded text belongs to; none for white space and signs.
fn kind(c: char) -> Option<Kind> {
    match c {
        '\n' => Some(Kind::Border),
        'a'..='z' | '0'..='9' => Some(Kind::Word),
        '\0'..='\u{7f}' => None,
        _ if is_cjk(c) || is_unspaced(c) => Some(Kind::Run),
        _ => c.is_alphanumeric().then_some(Kind::Word),
    }
}

/// Thai, Lao, Burmese and Khmer, which have no spaces between words either.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ece}'
        | '\u{1000}'..='\u{1049}' | '\u{1780}'..='\u{17d3}')
}

/// The overlapping pairs of a run.
fn pairs(text: &str, run: Span, into: &mut Vec<Span>) {
    let mut before = None;
    for (at, c) in run.of(text).char_indices() {
        let at = run.start + at;
        if let Some(start) = before {
            into.push(Span::new(start, at + c.len_utf8()));
        }
        before = Some(at);
    }
}

fn last_letter(text: &str, run: Span) -> Option<Span> {
    let (at, _) = run.of(text).char_indices().next_back()?;
    Some(Span::new(run.start + at, run.end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn needle(text: &str, quoted: bool) -> Needle {
        Needle::new(&Words::new(text, quoted).unwrap()).unwrap()
    }

    fn places<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
        let found = needle(words, false).find(&Tokens::new(text));
        found.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn runs_become_pairs_and_a_last_letter_and_the_rest_words() {
        for (text, document) in [
            ("VMwareの買収", "vmware ノ買 買収 収 "),
            ("5社が", "5 社ガ ガ "),
            ("党", "党 "),
            ("Ｃａｆé, ﾊﾟｿｺﾝ!", "cafe パソ ソコ コン ン "),
            ("회사가 합의", "회사 사가 가합 합의 의 "),
            ("a b\nc", "a b ¶ c "),
            ("ไทย", "ไท ทย ย "),
            ("—…", ""),
        ] {
            assert_eq!(Tokens::new(text).document(), document);
        }
    }

    #[test]
    fn queries_become_phrases() {
        for (words, quoted, phrase) in [
            ("買収", false, "\"買収\""),
            ("党", false, "\"党\" *"),
            ("党", true, "\"党\" *"),
            ("VMwareの買収", false, "\"vmware ノ買 買収\""),
            ("5社", false, "\"5 社\" *"),
            ("買収VMware", true, "\"買収 収 vmware\""),
            ("cloud", false, "\"cloud\" *"),
            ("cloud deal", true, "\"cloud deal\""),
        ] {
            assert_eq!(needle(words, quoted).phrase(), phrase);
        }
        let signs = Words::new("—!", false).unwrap();
        assert_eq!(Needle::new(&signs), None);
    }

    #[test]
    fn hits_are_bytes_of_the_text() {
        let text = "ＶＭｗａｒｅ の買収、Clouds。회사가 5 社";
        assert_eq!(places(text, "VMwareの買収"), ["ＶＭｗａｒｅ の買収"]);
        assert_eq!(places(text, "cloud"), ["Cloud"]);
        assert_eq!(places(text, "회사"), ["회사"]);
        assert_eq!(places(text, "사"), ["사"]);
        assert_eq!(places(text, "5社"), ["5 社"]);
        assert_eq!(places(text, "買"), ["買"]);
        assert_eq!(places("인터넷 사용자", "인터넷사용"), ["인터넷 사용"]);
        assert_eq!(places("東京\n都", "京都"), [""; 0]);
        assert_eq!(places("ああああ", "ああ").len(), 2);
    }

    #[test]
    fn a_quoted_word_is_whole() {
        let text = Tokens::new("clouds and cloud");
        assert_eq!(needle("cloud", true).find(&text), [Span::new(11, 16)]);
    }

    proptest! {
        #[test]
        fn any_piece_of_a_text_of_letters_is_found(
            text in "[가-힣ぁ-んァ-ン一-龥 ]{1,40}",
            from in 0_usize..40,
            count in 1_usize..7,
        ) {
            let chars: Vec<char> = text.chars().collect();
            let from = from % chars.len();
            let piece: String = chars.iter().skip(from).take(count).collect();
            if let Some(words) = Words::new(&piece, false) {
                let needle = Needle::new(&words).unwrap();
                prop_assert!(!needle.find(&Tokens::new(&text)).is_empty(), "{piece} in {text}");
            }
        }

        #[test]
        fn any_text_gives_tokens_and_spans_on_borders(text in "\\PC{0,30}", words in "\\PC{1,5}") {
            let tokens = Tokens::new(&text);
            prop_assert!(!tokens.document().contains('"'));
            let needle = Words::new(&words, false).and_then(|words| Needle::new(&words));
            for span in needle.iter().flat_map(|needle| needle.find(&tokens)) {
                prop_assert!(text.get(span.range()).is_some_and(|hit| !hit.is_empty()));
            }
        }
    }
}
