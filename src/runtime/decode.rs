//! What the terminal sends, as events: keys, mouse, paste, and its answers to what it was asked.
//!
//! Bytes in, tokens out: this module reads no terminal and knows no clock. A sequence may come in pieces; whoever feeds
//! it says when nothing more is coming ([`Decoder::settle`]), which is what tells the Escape key from the start of one.
//!
//! Sources: ECMA-48 for the form of sequences, "XTerm Control Sequences" (Dickey) for keys, SGR mouse and bracketed
//! paste, the kitty keyboard protocol for `CSI … u`.

mod csi;

use crate::app::event::Event;
use crate::keymap::{Code, Key};
use crate::text::clean::clean;

/// What ends a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// A sequence longer than this is noise, in bytes.
const LONGEST: usize = 256;
/// A paste longer than this ends here, in bytes: the end may have been lost.
const LONGEST_PASTE: usize = 16 << 20;

/// Something the terminal has said.
#[derive(Debug)]
pub(super) enum Token {
    /// Something the user did.
    Event(Event),
    /// An answer.
    Answer(Answer),
}

/// An answer of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The cursor stands in this column, from 1 (CPR).
    Column(u16),
    /// The kitty keyboard protocol is spoken.
    Kitty,
    /// What the terminal is (DA1): every terminal answers this, so nothing asked before it is still to come.
    Attributes,
}

/// Turns bytes into tokens.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    waiting: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the bytes at the front come to.
enum Step {
    /// This many bytes give this.
    Took(usize, Option<Token>),
    /// A paste begins after this many bytes.
    Paste(usize),
    /// They are the start of something longer.
    More,
}

impl Decoder {
    /// Takes bytes, and gives what they complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Token> {
        self.waiting.extend_from_slice(bytes);
        let mut tokens = Vec::new();
        loop {
            if let Some(token) = self.pasted() {
                tokens.push(token);
            }
            if self.paste.is_some() || self.waiting.is_empty() {
                return tokens;
            }
            match step(&self.waiting) {
                Step::Took(count, token) => {
                    self.waiting.drain(..count.clamp(1, self.waiting.len()));
                    tokens.extend(token);
                }
                Step::Paste(count) => {
                    self.waiting.drain(..count.min(self.waiting.len()));
                    self.paste = Some(Vec::new());
                }
                Step::More if self.waiting.len() > LONGEST => self.waiting.clear(),
                Step::More => return tokens,
            }
        }
    }

    /// Whether bytes wait for more.
    pub(super) fn is_waiting(&self) -> bool {
        self.paste.is_none() && !self.waiting.is_empty()
    }

    /// Nothing more is coming: what waits is the Escape key, or Alt with a sign that could have begun a sequence.
    pub(super) fn settle(&mut self) -> Vec<Token> {
        if !self.is_waiting() {
            return Vec::new();
        }
        let key = match std::mem::take(&mut self.waiting).as_slice() {
            [0x1b] => Some(Key::plain(Code::Esc)),
            [0x1b, sign] if sign.is_ascii_graphic() => Some(Key {
                alt: true,
                ..Key::plain(Code::Char(char::from(*sign)))
            }),
            _ => None,
        };
        key.map(|key| Token::Event(Event::Key(key)))
            .into_iter()
            .collect()
    }

    /// Moves what belongs to an open paste into it, and gives the paste where it ends.
    fn pasted(&mut self) -> Option<Token> {
        let paste = self.paste.as_mut()?;
        // The end may come in pieces, so it is looked for from a little before the new bytes.
        let from = paste.len().saturating_sub(PASTE_END.len());
        paste.append(&mut self.waiting);
        let new = paste.get(from..).unwrap_or_default();
        let end = new.windows(PASTE_END.len()).position(|w| w == PASTE_END);
        if let Some(end) = end {
            self.waiting = paste.split_off(from + end + PASTE_END.len());
            paste.truncate(from + end);
        } else if paste.len() < LONGEST_PASTE {
            return None;
        }
        let text = String::from_utf8_lossy(&self.paste.take()?).into_owned();
        Some(Token::Event(Event::Paste(clean(&text))))
    }
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [0x1b] => Step::More,
        [0x1b, b'[', rest @ ..] => csi::step(rest, 2),
        [0x1b, b'O', rest @ ..] => ss3(rest),
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] => string(rest),
        // The Escape key, and after it something else.
        [0x1b, 0x1b, ..] => Step::Took(1, Some(key(Key::plain(Code::Esc)))),
        [0x1b, rest @ ..] => match character(rest) {
            Step::Took(count, Some(Token::Event(Event::Key(inner)))) => {
                Step::Took(count + 1, Some(key(Key { alt: true, ..inner })))
            }
            Step::Took(count, token) => Step::Took(count + 1, token),
            other => other,
        },
        _ => character(bytes),
    }
}

fn key(key: Key) -> Token {
    Token::Event(Event::Key(key))
}

/// Single shift three, as terminals send it for keys in application mode.
fn ss3(rest: &[u8]) -> Step {
    let Some(last) = rest.first() else {
        return Step::More;
    };
    let code = match last {
        b'M' => Some(Code::Enter),
        other => csi::letter(*other),
    };
    Step::Took(3, code.map(|code| key(Key::plain(code))))
}

/// A string for the terminal's program (OSC, DCS, APC, PM, SOS): an answer nobody here has asked for.
fn string(rest: &[u8]) -> Step {
    let bell = rest.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let stop = rest
        .windows(2)
        .position(|w| w == b"\x1b\\")
        .map(|at| at + 2);
    match bell.into_iter().chain(stop).min() {
        Some(end) => Step::Took(2 + end, None),
        None => Step::More,
    }
}

/// A control character, or a character of UTF-8.
fn character(bytes: &[u8]) -> Step {
    let Some(first) = bytes.first().copied() else {
        return Step::More;
    };
    let ctrl = |c| Key {
        ctrl: true,
        ..Key::plain(Code::Char(c))
    };
    let one = match first {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f | 0x08 => Key::plain(Code::Backspace),
        0 => ctrl(' '),
        1..=26 => ctrl(char::from(first + b'a' - 1)),
        28..=31 => ctrl(char::from(first + b'4' - 28)),
        _ => return utf8(bytes),
    };
    Step::Took(1, Some(key(one)))
}

fn utf8(bytes: &[u8]) -> Step {
    let head = bytes.get(..bytes.len().min(4)).unwrap_or(bytes);
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(error) => {
            return error
                .error_len()
                .map_or(Step::More, |bad| Step::Took(bad, None));
        }
    };
    match valid.chars().next() {
        Some(c) => Step::Took(c.len_utf8(), Some(key(Key::plain(Code::Char(c))))),
        None => Step::More,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::event::Mouse;
    use crate::keymap::{parse, print};

    fn said(tokens: Vec<Token>) -> String {
        let one = |token| match token {
            Token::Event(Event::Key(key)) => print(&[key]),
            Token::Event(Event::Paste(text)) => format!("“{text}”"),
            Token::Event(Event::Mouse(Mouse {
                action,
                column,
                row,
            })) => {
                format!("({action:?} {column},{row})")
            }
            Token::Event(other) => format!("{other:?}"),
            Token::Answer(answer) => format!("[{answer:?}]"),
        };
        tokens.into_iter().map(one).collect()
    }

    fn decode(bytes: &[u8]) -> String {
        let mut decoder = Decoder::default();
        let mut tokens = decoder.feed(bytes);
        tokens.extend(decoder.settle());
        said(tokens)
    }

    #[test]
    fn keys_of_every_kind_of_terminal_are_read() {
        for (bytes, keys) in [
            (&b"jG"[..], "jG"),
            ("会ㅓé".as_bytes(), "会ㅓé"),
            (b"\r\t\x7f", "<Enter><Tab><Backspace>"),
            (b"\x04\x1a\0\x1f", "<C-d><C-z><C-Space><C-7>"),
            (
                b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;3D",
                "<Up><Down><C-Right><A-Left>",
            ),
            (
                b"\x1b[H\x1b[4~\x1b[5~\x1b[6~",
                "<Home><End><PageUp><PageDown>",
            ),
            (b"\x1b[2~\x1b[3~\x1b[Z", "<Insert><Del><S-Tab>"),
            (
                b"\x1bOP\x1b[[A\x1b[11~\x1b[1;2P\x1b[24~",
                "<F1><F1><F1><F1><F12>",
            ),
            (b"\x1bx\x1b\r", "<A-x><A-Enter>"),
            (
                b"\x1b[105;5u\x1b[9;2u\x1b[27u\x1b[13u",
                "<C-i><S-Tab><Esc><Enter>",
            ),
            (b"\x1b[97;6u\x1b[57414u\x1b[57401u", "<C-A><Enter>2"),
            (b"\x1b[97;1:3u", ""),
            (b"\x1b[27;5;105~", "<C-i>"),
        ] {
            assert_eq!(decode(bytes), keys, "{bytes:?}");
            if !keys.is_empty() {
                assert!(parse(keys).is_some(), "{keys}");
            }
        }
    }

    #[test]
    fn escape_is_told_from_the_start_of_a_sequence_by_what_follows() {
        let mut decoder = Decoder::default();
        assert_eq!(said(decoder.feed(b"\x1b")), "");
        assert!(decoder.is_waiting());
        assert_eq!(said(decoder.feed(b"[")), "");
        assert_eq!(said(decoder.feed(b"A")), "<Up>");
        assert_eq!(said(decoder.feed(b"\x1b")), "");
        assert_eq!(said(decoder.settle()), "<Esc>");
        assert_eq!(decode(b"\x1b\x1b[A"), "<Esc><Up>");
        assert_eq!(decode(b"\x1b["), "<A-[>");
    }

    #[test]
    fn the_mouse_and_its_wheel_are_read_from_zero_on() {
        assert_eq!(decode(b"\x1b[<0;3;2M"), "(Press 2,1)");
        assert_eq!(
            decode(b"\x1b[<32;4;2M\x1b[<0;4;2m"),
            "(Drag 3,1)(Release 3,1)"
        );
        assert_eq!(
            decode(b"\x1b[<64;1;1M\x1b[<65;1;1M"),
            "(WheelUp 0,0)(WheelDown 0,0)"
        );
        assert_eq!(
            decode(b"\x1b[<35;4;2M\x1b[<2;1;1M"),
            "",
            "moves and other buttons"
        );
    }

    #[test]
    fn a_paste_is_one_event_however_it_is_cut() {
        let whole = "\x1b[200~会談は\r5月7日\x1b[201~j".as_bytes();
        for cut in 0..whole.len() {
            let mut decoder = Decoder::default();
            let mut tokens = decoder.feed(&whole[..cut]);
            tokens.extend(decoder.feed(&whole[cut..]));
            assert_eq!(said(tokens), "“会談は\n5月7日”j", "cut at {cut}");
        }
    }

    #[test]
    fn answers_are_told_from_keys_and_strings_are_passed_over() {
        assert_eq!(
            decode(b"\x1b[2;3R\x1b[?1u\x1b[?62;4c"),
            "[Column(3)][Kitty][Attributes]"
        );
        assert_eq!(decode(b"\x1b[1;2R"), "<F3>");
        assert_eq!(
            decode(b"\x1b]11;rgb:00/00/00\x1b\\j\x1bP1+r\x07k\x1b[I\x1b[O"),
            "jk"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_break_it_and_none_but_a_paste_stay(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut decoder = Decoder::default();
            for piece in bytes.chunks(7) {
                decoder.feed(piece);
            }
            decoder.settle();
            prop_assert!(!decoder.is_waiting());
        }

        #[test]
        fn cutting_text_and_keys_anywhere_changes_nothing(text in "[a-z会議가é\r]{0,20}", cut in 0usize..60) {
            let bytes = format!("{text}\u{1b}[A{text}");
            let cut = cut.min(bytes.len());
            let mut decoder = Decoder::default();
            let mut tokens = decoder.feed(&bytes.as_bytes()[..cut]);
            tokens.extend(decoder.feed(&bytes.as_bytes()[cut..]));
            prop_assert_eq!(said(tokens), decode(bytes.as_bytes()));
        }
    }
}
