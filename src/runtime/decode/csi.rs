//! Control sequences: `ESC [`, numbers, a letter.

use super::{Answer, Step, Token, key};
use crate::app::event::{Event, Mouse, MouseAction};
use crate::keymap::{Code, Key};

/// What follows `ESC [`; `before` bytes were taken already.
pub(super) fn step(rest: &[u8], before: usize) -> Step {
    // The Linux console's F1 to F5: `ESC [ [ A`.
    if let [b'[', tail @ ..] = rest {
        return match tail.first() {
            None => Step::More,
            Some(letter) => {
                let number = letter.wrapping_sub(b'A').wrapping_add(1);
                let code = (1..=5).contains(&number).then_some(Code::F(number));
                Step::Took(before + 2, code.map(|code| key(Key::plain(code))))
            }
        };
    }
    let inner = rest.iter().take_while(|byte| matches!(byte, 0x20..=0x3f));
    let length = inner.count();
    let Some(last) = rest.get(length).copied() else {
        return Step::More;
    };
    if !matches!(last, 0x40..=0x7e) {
        // Not a sequence: what broke it is read anew.
        return Step::Took(before + length, None);
    }
    let taken = before + length + 1;
    let parameters = rest.get(..length).unwrap_or_default();
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    if (text, last) == ("200", b'~') {
        return Step::Paste(taken);
    }
    Step::Took(taken, sequence(text, last))
}

fn sequence(text: &str, last: u8) -> Option<Token> {
    match (text.chars().next(), last) {
        (Some('<'), b'M' | b'm') => mouse(text.get(1..)?, last == b'm'),
        (Some('?'), b'c') => Some(Token::Answer(Answer::Attributes)),
        (Some('?'), b'u') => Some(Token::Answer(Answer::Kitty)),
        (Some('?' | '<' | '=' | '>'), _) => None,
        _ => pressed(text, last),
    }
}

/// Numbers between semicolons; of `1:3` the first, and what is missing is 0.
fn numbers(text: &str) -> [u32; 3] {
    let mut all = [0; 3];
    for (slot, part) in all.iter_mut().zip(text.split(';')) {
        let first = part.split(':').next().unwrap_or_default();
        *slot = first.parse().unwrap_or(0);
    }
    all
}

fn pressed(text: &str, last: u8) -> Option<Token> {
    let [first, second, third] = numbers(text);
    let (code, held) = match last {
        // `1;2R` is F3 with Shift; every other place of the cursor is an answer.
        b'R' if first != 1 && !text.is_empty() => {
            return Some(Token::Answer(Answer::Column(u16::try_from(second).ok()?)));
        }
        b'u' => (unicode(first)?, second),
        b'~' if first == 27 => (unicode(third)?, second),
        b'~' => (numbered(first)?, second),
        b'Z' => (Code::BackTab, 0),
        other => (letter(other)?, second),
    };
    // The kitty protocol tells of a release as `;1:3`.
    let kind = text
        .split(';')
        .nth(1)
        .and_then(|part| part.split(':').nth(1));
    if kind == Some("3") {
        return None;
    }
    // The modifiers are bits, plus one: 1 Shift, 2 Alt, 4 Control, 8 Super.
    let bits = held.saturating_sub(1);
    if bits & 8 != 0 {
        return None;
    }
    let shift = bits & 1 != 0;
    let code = match code {
        Code::Tab if shift => Code::BackTab,
        Code::Char(c) if shift => Code::Char(c.to_uppercase().next().unwrap_or(c)),
        code => code,
    };
    let (alt, ctrl) = (bits & 2 != 0, bits & 4 != 0);
    Some(key(Key { code, ctrl, alt }))
}

/// The key whose sequence ends in a letter: `CSI A`, `SS3 P`.
pub(super) fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

/// The key of `CSI number ~`: those of the DEC VT220 and of rxvt.
fn numbered(number: u32) -> Option<Code> {
    let number = u8::try_from(number).ok()?;
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number - 10),
        17..=21 => Code::F(number - 11),
        23..=26 => Code::F(number - 12),
        28 | 29 => Code::F(number - 13),
        31..=34 => Code::F(number - 14),
        _ => return None,
    })
}

/// The key of `CSI code u`: a character, or a number of the kitty protocol's private area.
fn unicode(code: u32) -> Option<Code> {
    Some(match code {
        9 => Code::Tab,
        13 | 57414 => Code::Enter,
        27 => Code::Esc,
        127 => Code::Backspace,
        57399..=57408 => Code::Char(char::from_digit(code - 57399, 10)?),
        57409 => Code::Char('.'),
        57410 => Code::Char('/'),
        57411 => Code::Char('*'),
        57412 => Code::Char('-'),
        57413 => Code::Char('+'),
        57415 => Code::Char('='),
        57416 => Code::Char(','),
        57417 => Code::Left,
        57418 => Code::Right,
        57419 => Code::Up,
        57420 => Code::Down,
        57421 => Code::PageUp,
        57422 => Code::PageDown,
        57423 => Code::Home,
        57424 => Code::End,
        57425 => Code::Insert,
        57426 => Code::Delete,
        57344..=63743 | 0..=31 => return None,
        other => Code::Char(char::from_u32(other)?),
    })
}

/// An SGR mouse report: button bits, column and row from 1.
fn mouse(text: &str, released: bool) -> Option<Token> {
    let [button, column, row] = numbers(text);
    // Bits 2 to 4 are Shift, Meta and Control; bit 5 is a move, bit 6 the wheel.
    let action = match (button & !0b1_1100, released) {
        (0, false) => MouseAction::Press,
        (0, true) => MouseAction::Release,
        (0b10_0000, _) => MouseAction::Drag,
        (0b100_0000, _) => MouseAction::WheelUp,
        (0b100_0001, _) => MouseAction::WheelDown,
        _ => return None,
    };
    let from_zero = |place: u32| u16::try_from(place.saturating_sub(1)).ok();
    Some(Token::Event(Event::Mouse(Mouse {
        action,
        column: from_zero(column)?,
        row: from_zero(row)?,
    })))
}
