//! Whether a sentence ends at a place where UAX #29 says that it may.

use super::abbreviations::{Stop, attributes, is_camel, is_exclaimed, opens_sentence, stop};
use super::context::{CLOSERS, FAR, OPENERS, Place, is_cjk, is_digit, is_hangul};
use crate::text::lang::Lang;

/// What follows a quotation in Japanese that is part of the sentence: particles and the copula.
const PARTICLES: [&str; 22] = [
    "と", "って", "など", "なん", "なら", "な", "の", "を", "が", "は", "に", "も", "で", "か",
    "や", "へ", "よ", "ね", "だ", "まで", "から", "より",
];

/// Words that open a sentence although they begin like a particle.
const OPENING_WORDS: [&str; 26] = [
    "なお",
    "なぜ",
    "なかで",
    "なかでも",
    "もっとも",
    "もちろん",
    "もし",
    "もう",
    "もはや",
    "でも",
    "では",
    "ですから",
    "かつて",
    "かつ、",
    "やがて",
    "やはり",
    "ところ",
    "とはいえ、",
    "とくに",
    "ともあれ",
    "が、",
    "だが",
    "だから",
    "よって",
    "にもかかわらず",
    "はたして",
];

/// What follows a quotation in Korean after a space although it belongs to the sentence.
const QUOTING: [&str; 14] = [
    "라고",
    "라며",
    "라는",
    "라면서",
    "이라고",
    "이라며",
    "이라는",
    "이라면서",
    "고 ",
    "며 ",
    "는 ",
    "면서 ",
    "하고 ",
    "라 ",
];

/// Verbs of saying in Chinese, simplified and traditional.
const SAYING: [&str; 28] = [
    "说", "說", "表示", "指出", "称", "稱", "道", "认为", "認為", "强调", "強調", "补充", "補充",
    "坦言", "回应", "回應", "问", "問", "答", "解释", "解釋", "透露", "写", "寫", "笑", "喊",
    "提醒", "感叹",
];

/// How many characters of a clause are searched for a verb of saying.
const CLAUSE: usize = 16;

/// The longest title or exclamation, in characters, that is part of the sentence it is quoted in.
const SHORT_QUOTE: usize = 20;

/// Whether the sentence ends at a place.
pub(super) fn ends(place: &Place<'_>, lang: Lang) -> bool {
    let Some(next) = place.next_char() else {
        return true;
    };
    if place.is_paragraph_end() {
        return true;
    }
    if place.terminators.is_empty() {
        // The marks of other scripts are left to UAX #29; an opening bracket alone ends nothing.
        return !place.closers.is_empty() || !place.body.ends_with(|c| OPENERS.contains(c));
    }
    if place.body.ends_with(|c| OPENERS.contains(c)) && !place.closers.is_empty() {
        // `(!)`: a remark inside a sentence.
        return false;
    }
    if "，,、；;：:".contains(next) {
        return false;
    }
    if !place.closers.is_empty() && quotation_goes_on(place, next, lang) {
        return false;
    }
    match place.terminators {
        "." | "．" => full_stop_ends(place, next, lang),
        _ if place.terminators.contains(['!', '?', '！', '？']) => exclamation_ends(place, next),
        _ => true,
    }
}

/// Whether the sentence goes on after a quotation that ends with a mark of its own.
fn quotation_goes_on(place: &Place<'_>, next: char, lang: Lang) -> bool {
    let quoted = quoted(place);
    let before = quoted.map(|(before, _)| before);
    if lang.is_chinese() && is_chinese_attribution(place, before) {
        return true;
    }
    if place.gap.is_empty() {
        if is_hangul(next) || is_particle(place.next) || "的等之".contains(next) {
            return true;
        }
        let title = place.closers.starts_with(['》', '〉', '』']);
        let exclaimed = lang.is_chinese() && place.terminators.ends_with(['！', '？', '!', '?']);
        let short = quoted.is_some_and(|(_, chars)| chars <= SHORT_QUOTE);
        return short && is_cjk(next) && (title || exclaimed);
    }
    let western = place.closers.starts_with(['”', '"', '’', '\'']);
    QUOTING.iter().any(|word| place.next.starts_with(word))
        || (western && place.terminators.ends_with(['?', '!']) && attributes(place.next))
}

/// The sentence before the quotation that closes at the place, and how many characters the quotation has.
fn quoted<'a>(place: &Place<'a>) -> Option<(&'a str, usize)> {
    let closer = place.closers.chars().next()?;
    let nth = CLOSERS.chars().position(|c| c == closer)?;
    // The straight marks come last and open as they close.
    let opener = OPENERS.chars().nth(nth).unwrap_or(closer);
    let body = place.body;
    let near = (body.len().saturating_sub(FAR)..body.len()).find_map(|from| body.get(from..))?;
    let (before, quotation) = near.rsplit_once(opener)?;
    Some((before, quotation.chars().count()))
}

/// Whether Japanese text goes on with a particle.
fn is_particle(next: &str) -> bool {
    PARTICLES.iter().any(|word| next.starts_with(word))
        && !OPENING_WORDS.iter().any(|word| next.starts_with(word))
}

/// Whether Chinese text goes on with who said it, `“…。”他说`; not where a colon has introduced the quotation.
fn is_chinese_attribution(place: &Place<'_>, before: Option<&str>) -> bool {
    if before.is_some_and(|before| before.ends_with(['：', ':', '，'])) {
        return false;
    }
    let clause = place
        .next
        .char_indices()
        .take(CLAUSE)
        .find(|(_, c)| "。，！？；：“「,".contains(*c))
        .and_then(|(at, _)| place.next.get(..at));
    clause.is_some_and(|clause| SAYING.iter().any(|verb| clause.contains(verb)))
}

/// Whether an exclamation or question mark ends the sentence.
fn exclamation_ends(place: &Place<'_>, next: char) -> bool {
    let bare = place.gap.is_empty() && place.closers.is_empty();
    if place.terminators == "!" && is_exclaimed(place.word()) {
        return false;
    }
    if bare && (place.next.starts_with("と") || place.next.starts_with("って")) {
        return !is_particle(place.next);
    }
    if bare && (next.is_ascii_alphanumeric() || "/&=-_".contains(next)) {
        // An address with a query.
        return !place.body.ends_with(|c: char| c.is_ascii_graphic());
    }
    !next.is_lowercase() || is_camel(place.next)
}

/// Whether a full stop ends the sentence.
fn full_stop_ends(place: &Place<'_>, next: char, lang: Lang) -> bool {
    let bare = place.gap.is_empty() && place.closers.is_empty();
    let last = place.body.chars().next_back();
    if last.is_some_and(is_cjk) {
        return !is_enumerator(place.body);
    }
    let word = place.word();
    if bare {
        // `Inc.は`, `.NET`, `3.0.x`: a full stop inside a word or name; but `2019.그` is a sentence.
        let inside = next.is_ascii_alphanumeric() || "/-_".contains(next);
        let name = last.is_some_and(|c| c.is_ascii_alphabetic()) && is_cjk(next);
        let number = last.is_some_and(is_digit) && is_digit(next);
        return !(inside || name || number);
    }
    if is_enumerator(place.body) || (lang.is_cjk() && is_date(place.body, next)) {
        return false;
    }
    if !place.closers.is_empty() {
        return true;
    }
    match stop(word) {
        Stop::Full => true,
        Stop::Abbreviates => false,
        Stop::AbbreviatesNumber => !is_digit(next),
        Stop::Either => opens_sentence(place.next),
    }
}

/// Whether a sentence has nothing but the number or letter of an enumeration: `3`, `b`, `IV`, `가`.
fn is_enumerator(body: &str) -> bool {
    let body = body.trim_start();
    // More than four are too many, however many there are.
    let chars = body.chars().take(5).count();
    (chars <= 3 && chars > 0 && body.chars().all(is_digit))
        || (chars == 1
            && body
                .chars()
                .all(|c| c.is_ascii_alphabetic() || "가나다라마바사아자차카타파하".contains(c)))
        || (chars <= 4 && chars > 1 && body.chars().all(|c| "IVX".contains(c)))
}

/// Whether a date goes on: `2019. 5. 7.` before another number, or after its day.
fn is_date(body: &str, next: char) -> bool {
    let rest = body.trim_end_matches(is_digit);
    if rest.len() == body.len() {
        return false;
    }
    let earlier = rest.trim_end().strip_suffix('.');
    is_digit(next) || earlier.is_some_and(|earlier| earlier.ends_with(is_digit))
}

/// The start of a sentence that UAX #29 does not see after a full stop, as a small letter opens it, or a number before one:
/// after CJK text, or in a name such as `vSphere`. The full stop ends before the byte `at`.
pub(super) fn passed_over(text: &str, at: usize) -> Option<usize> {
    let after = text.get(at..)?;
    let closed = after.trim_start_matches(|c| CLOSERS.contains(c));
    let next = closed.trim_start();
    let first = next.chars().next()?;
    if next.len() == closed.len() || !(first.is_lowercase() || first.is_ascii_digit()) {
        return None;
    }
    let before = text.get(..at - 1)?.chars().next_back()?;
    let opens =
        is_cjk(before) || is_camel(next) || (first.is_ascii_digit() && before.is_alphanumeric());
    opens.then_some(text.len() - next.len())
}
