//! Where an escape sequence ends, by the grammar of ECMA-48 (sections 5.3 to 5.6) and of xterm's control strings.

/// What is known of the control strings further on in a text, so that many open ones cost one search.
#[derive(Default)]
pub(super) struct Strings {
    /// No control string that starts before this byte is closed after [`close`](Self::close) was searched for it.
    searched_from: usize,
    /// The first byte at or after [`searched_from`](Self::searched_from) that closes a control string or its line.
    close: usize,
}

/// The byte after the control sequence, control string or lone control character that starts at `at`.
pub(super) fn end(text: &str, at: usize, strings: &mut Strings) -> usize {
    let mut chars = text.get(at..).unwrap_or_default().chars();
    let first = chars.next().unwrap_or_default();
    let after = at + first.len_utf8();
    if first != '\u{1B}' {
        return match first {
            '\u{9B}' => control_sequence(text, after),
            '\u{90}' | '\u{98}' | '\u{9D}'..='\u{9F}' => control_string(text, after, strings),
            _ => after,
        };
    }
    match chars.next() {
        Some('[') => control_sequence(text, after + 1),
        Some('P' | 'X' | ']' | '^' | '_') => control_string(text, after + 1, strings),
        Some(' '..='/') => {
            let intermediates = run(text, after, 0x20..=0x2F);
            run(text, after + intermediates, 0x30..=0x7E).min(1) + after + intermediates
        }
        Some('0'..='~') => after + 1,
        _ => after,
    }
}

/// The length of the run of bytes in a range that starts at `at`.
fn run(text: &str, at: usize, range: std::ops::RangeInclusive<u8>) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    rest.iter().take_while(|b| range.contains(b)).count()
}

/// Parameters, intermediates and the final byte; a sequence broken off ends where it breaks.
fn control_sequence(text: &str, at: usize) -> usize {
    let parameters = at + run(text, at, 0x30..=0x3F);
    let intermediates = parameters + run(text, parameters, 0x20..=0x2F);
    intermediates + run(text, intermediates, 0x40..=0x7E).min(1)
}

/// A control string closes with BEL, ST, or any control that cancels it. One that its line does not close is no string:
/// only its introducer goes.
fn control_string(text: &str, at: usize, strings: &mut Strings) -> usize {
    if at < strings.searched_from || at > strings.close || strings.close == 0 {
        strings.searched_from = at;
        strings.close = text
            .get(at..)
            .and_then(|rest| rest.find(closes))
            .map_or(text.len(), |offset| at + offset);
    }
    let mut rest = text.get(strings.close..).unwrap_or_default().chars();
    match (rest.next(), rest.next()) {
        (Some('\u{1B}'), Some('\\')) => strings.close + 2,
        (Some('\u{7}' | '\u{18}' | '\u{1A}'), _) => strings.close + 1,
        (Some('\u{9C}'), _) => strings.close + 2,
        (Some('\u{1B}'), _) => strings.close,
        _ => at,
    }
}

/// What closes a control string, or the line it stands on.
fn closes(c: char) -> bool {
    matches!(
        c,
        '\u{7}'
            | '\u{18}'
            | '\u{1A}'
            | '\u{1B}'
            | '\u{9C}'
            | '\n'
            | '\r'
            | '\u{B}'
            | '\u{C}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
    )
}
