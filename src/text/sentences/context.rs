//! What stands around a place where a sentence may end.

/// Marks that end a sentence.
pub(super) const TERMINATORS: &str = ".．。｡!！?？‼⁇⁈⁉";

/// Brackets and quotation marks that open.
pub(super) const OPENERS: &str = "「『（(【〈《〔［[｛{“‘«‹｢〝";

/// Brackets and quotation marks that close; the straight ones do both.
pub(super) const CLOSERS: &str = "」』）)】〉》〕］]｝}”’»›｣〟\"'";

/// How many bytes back a quotation is looked for, so that a text with no end of sentences stays quick to read.
pub(super) const FAR: usize = 2048;

/// A place where a sentence may end, and what stands around it.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// The byte after the sentence.
    pub(super) at: usize,
    /// The sentence up to its terminators.
    pub(super) body: &'a str,
    /// Its terminators, such as `？！`; empty where it ends without.
    pub(super) terminators: &'a str,
    /// The brackets and quotation marks closed after them.
    pub(super) closers: &'a str,
    /// The white space after the place.
    pub(super) gap: &'a str,
    /// The text after that.
    pub(super) next: &'a str,
}

impl<'a> Place<'a> {
    /// Looks at the place before the byte `at`, where the next sentence may start: what opens there belongs to the next
    /// sentence, which UAX #29 does not see. The sentence starts at the byte `start`.
    pub(super) fn settle(text: &'a str, start: usize, at: usize) -> Self {
        let before = text.get(start..at).unwrap_or_default();
        let ended = before.trim_end();
        let opened = if is_paragraph_end(before) {
            ended
        } else {
            before.trim_end_matches(|c: char| c.is_whitespace() || OPENERS.contains(c))
        };
        // A sentence of nothing but openers is none.
        let sentence = if opened.is_empty() { ended } else { opened };
        let sentence = match sentence.strip_suffix('"') {
            Some(shorter) if opens(shorter, text.get(start + sentence.len()..)) => shorter,
            _ => sentence,
        };
        let unclosed = sentence.trim_end_matches(|c| CLOSERS.contains(c));
        let body = unclosed.trim_end_matches(|c| TERMINATORS.contains(c));
        let ended = start + sentence.len();
        let at = ended + remark(text.get(ended..).unwrap_or_default());
        let after = text.get(at..).unwrap_or_default();
        let next = after.trim_start();
        let part = |from: usize, to: usize| sentence.get(from..to).unwrap_or_default();
        Self {
            at,
            body,
            terminators: part(body.len(), unclosed.len()),
            closers: part(unclosed.len(), sentence.len()),
            gap: after.get(..after.len() - next.len()).unwrap_or_default(),
            next,
        }
    }

    /// The first character after the place that is not white space.
    pub(super) fn next_char(&self) -> Option<char> {
        self.next.chars().next()
    }

    /// Whether an empty line, or a separator of paragraphs, follows.
    pub(super) fn is_paragraph_end(&self) -> bool {
        is_paragraph_end(self.gap)
    }

    /// The Latin word before the terminators, with the full stops inside it: `Inc`, `U.S`.
    pub(super) fn word(&self) -> &'a str {
        let rest = self.body.trim_end_matches(|c: char| {
            c.is_ascii_alphanumeric() || c == '.' || ('À'..='ɏ').contains(&c)
        });
        self.body.get(rest.len()..).unwrap_or_default()
    }
}

/// Whether a straight quotation mark opens: between a sentence of Chinese or Japanese that ends and one that follows at
/// once, with no other before it to close.
fn opens(before: &str, after: Option<&str>) -> bool {
    let next = after.and_then(|after| after.chars().next());
    next.is_some_and(|c| is_cjk(c) && !is_hangul(c))
        && before.ends_with(|c| TERMINATORS.contains(c))
        && before.len() <= FAR
        && before.matches('"').count().is_multiple_of(2)
}

/// The most characters of a remark in brackets.
const REMARK: usize = 30;

/// The bytes of a remark in round brackets that text starts with, as in `発表した。（写真は本社）`: it belongs to the
/// sentence before. One that holds sentences of its own is none.
fn remark(text: &str) -> usize {
    if !text.starts_with(['(', '（']) {
        return 0;
    }
    text.char_indices()
        .take(REMARK)
        .skip(1)
        .find(|(_, c)| ")）\n".contains(*c) || TERMINATORS.contains(*c) || OPENERS.contains(*c))
        .filter(|(_, c)| ")）".contains(*c))
        .map_or(0, |(at, c)| at + c.len_utf8())
}

/// Whether text ends in an empty line or another separator of paragraphs: single line feeds are spaces by now.
fn is_paragraph_end(text: &str) -> bool {
    let gap = text.get(text.trim_end().len()..).unwrap_or_default();
    gap.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// A letter of kana, Han or Hangul, or a mark of repetition or length among them.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '々' | 'ー' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{3400}'..='\u{9FFF}' | '가'..='힣' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// A Hangul syllable.
pub(super) fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// A digit, full-width ones among them.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}
