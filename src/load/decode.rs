//! Bytes into text: which encoding a file is in, and what of it could not be read.
//!
//! Knows no format and no file; the text it gives is decoded, not yet cleaned.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::text::lang::Lang;

/// A decoded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text as it was written, control characters and all.
    pub(super) text: String,
    /// The encoding it was in, by its WHATWG name.
    pub(super) encoding: &'static str,
    /// How many pieces of it could not be decoded and stand as U+FFFD.
    pub(super) lost: usize,
}

/// Why a file is not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It holds bytes that no text holds.
    Binary,
    /// Too much of it could not be decoded in the encoding that fits best.
    Undecodable(&'static str),
}

/// More than one lost piece in this many characters, the first not counted, and the text is not worth showing.
const CHARS_PER_LOSS: usize = 10;

/// Decodes a file: in the given encoding, else by its byte order mark, as UTF-16 by its pattern, as ISO-2022-JP by its
/// escapes, as UTF-8, else as the detector guesses, to which the hint tells where the file comes from.
pub(super) fn decode(
    bytes: &[u8],
    given: Option<&'static Encoding>,
    hint: Option<Lang>,
) -> Result<Decoded, Refusal> {
    let (text, encoding) = if let Some(encoding) = given {
        (encoding.decode_with_bom_removal(bytes).0, encoding)
    } else if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        (encoding.decode_with_bom_removal(bytes).0, encoding)
    } else if let Some(found) = utf16(bytes) {
        found
    } else if is_binary(bytes) {
        return Err(Refusal::Binary);
    } else {
        multibyte(bytes, hint)
    };
    let lost = match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(_) => 0,
        None => text.matches('\u{FFFD}').count(),
    };
    if lost.saturating_sub(1) * CHARS_PER_LOSS > text.chars().count() {
        return Err(Refusal::Undecodable(encoding.name()));
    }
    Ok(Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        lost,
    })
}

/// The encoding with a WHATWG label (`shift_jis`, `euc-kr`, `gb18030`) or one of the names programs give besides.
#[must_use]
pub(super) fn encoding(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    let known = match label.as_str() {
        "cp932" => "shift_jis",
        "cp949" | "uhc" | "ms949" => "euc-kr",
        "cp936" => "gbk",
        "cp950" => "big5",
        "utf16" => "utf-16le",
        other => other,
    };
    Encoding::for_label_no_replacement(known.as_bytes())
}

/// UTF-16 without a byte order mark, which gives itself away by the zero bytes of its line feeds, spaces and digits.
/// The byte order is the one that gives no control character and more of what such a text is made of.
fn utf16(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static Encoding)> {
    const SAMPLE: usize = 4096;
    const ENOUGH: usize = 90;
    // In a few bytes anything may look like a letter.
    const LEAST: usize = 16;
    let even = bytes.get(..bytes.len() & !1)?;
    if even.len() < LEAST || !even.iter().take(2 * SAMPLE).any(|byte| *byte == 0) {
        return None;
    }
    let read = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(even)?;
        let mut counts = (0, 0, 0);
        for c in text.chars().take(SAMPLE) {
            counts.0 += usize::from(is_plausible(c));
            counts.1 += usize::from(c.is_ascii());
            counts.2 += 1;
        }
        let (plausible, ascii, all) = counts;
        (plausible * 100 >= all * ENOUGH).then_some((plausible, ascii, text, encoding))
    };
    let (little, big) = (read(UTF_16LE), read(UTF_16BE));
    let best = match (little, big) {
        (Some(a), Some(b)) if (b.0, b.1) > (a.0, a.1) => b,
        (Some(a), _) => a,
        (None, b) => b?,
    };
    Some((best.2, best.3))
}

/// Whether a character is of the blocks that European and East Asian texts are written in.
fn is_plausible(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{2010}'..='\u{203E}' | '\u{3000}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF00}'..='\u{FFEF}')
}

/// Whether the bytes are no text in any encoding that has ASCII for its lower half: one control byte in fifty, or a
/// zero byte in what is not UTF-8 either.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    let controls = bytes.iter().filter(is_control).count();
    controls * 50 > bytes.len() || (bytes.contains(&0) && std::str::from_utf8(bytes).is_err())
}

fn multibyte(bytes: &[u8], hint: Option<Lang>) -> (Cow<'_, str>, &'static Encoding) {
    if has_iso_2022_jp_escape(bytes) {
        let (text, lossy) = ISO_2022_JP.decode_without_bom_handling(bytes);
        if !lossy {
            return (text, ISO_2022_JP);
        }
    }
    let encoding = if is_mostly_utf8(bytes) {
        UTF_8
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        detector.guess(hint.and_then(top_level_domain), Utf8Detection::Deny)
    };
    (encoding.decode_without_bom_handling(bytes).0, encoding)
}

/// Whether the bytes are ASCII with an escape to a Japanese set (RFC 1468, and JIS X 0201 katakana).
fn has_iso_2022_jp_escape(bytes: &[u8]) -> bool {
    const ESCAPES: [&[u8]; 4] = [b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    bytes.contains(&0x1b)
        && bytes.is_ascii()
        && bytes.windows(3).any(|window| ESCAPES.contains(&window))
}

/// Whether the bytes are UTF-8, or UTF-8 with a broken piece here and there, as a cut download leaves it.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    const GOOD_PER_BROKEN: usize = 4;
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good >= broken * GOOD_PER_BROKEN
}

/// The top-level domain by which the detector knows where a text comes from.
fn top_level_domain(lang: Lang) -> Option<&'static [u8]> {
    match lang {
        Lang::Ja => Some(b"jp"),
        Lang::Ko => Some(b"kr"),
        Lang::ZhHans => Some(b"cn"),
        Lang::ZhHant => Some(b"tw"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS};

    use super::*;

    const JA: &str =
        "マイクロソフトとVMwareは2019年5月、ラスベガスで提携を発表した。\nどちらも譲らなかった。\n";
    const KO: &str = "마이크로소프트와 VM웨어는 2019년 5월 라스베이거스에서 제휴를 발표했다.\n펩시는 똠양꿍을 먹었다.\n";
    const HANS: &str =
        "微软与VMware于2019年5月在拉斯维加斯宣布合作。\n云市场上它领跑，微软居次。\n";
    const HANT: &str =
        "微軟與VMware於2019年5月在拉斯維加斯宣布合作。\n雲端市場上它領先，微軟居次。\n";

    fn bytes_in(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{} cannot write the sample", encoding.name());
        bytes.into_owned()
    }

    fn utf16_bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if encoding == UTF_16LE {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    fn text_of(bytes: &[u8]) -> String {
        decode(bytes, None, None).unwrap().text
    }

    #[test]
    fn every_east_asian_encoding_is_detected() {
        for (text, encoding) in [
            (JA, SHIFT_JIS),
            (JA, EUC_JP),
            (JA, ISO_2022_JP),
            (KO, EUC_KR),
            (HANS, GBK),
            (HANS, GB18030),
            (HANT, BIG5),
        ] {
            let decoded = decode(&bytes_in(text, encoding), None, None).unwrap();
            assert_eq!(decoded.text, text, "{}", encoding.name());
            assert_eq!(decoded.lost, 0);
        }
    }

    #[test]
    fn utf_8_and_utf_16_are_read_with_and_without_a_byte_order_mark() {
        for text in [
            JA,
            KO,
            HANS,
            HANT,
            "Plain English.\n",
            "全角　空白\n二行目\n",
        ] {
            assert_eq!(text_of(text.as_bytes()), text);
            assert_eq!(text_of(format!("\u{FEFF}{text}").as_bytes()), text);
            for encoding in [UTF_16LE, UTF_16BE] {
                let name = encoding.name();
                assert_eq!(text_of(&utf16_bytes(text, encoding)), text, "{name}");
                let marked = utf16_bytes(&format!("\u{FEFF}{text}"), encoding);
                assert_eq!(text_of(&marked), text, "{name} with mark");
            }
        }
    }

    #[test]
    fn the_given_encoding_wins_over_the_guess() {
        let bytes = bytes_in("ﾃｽﾄ", SHIFT_JIS);
        let given = encoding("Shift_JIS");
        assert_eq!(decode(&bytes, given, None).unwrap().text, "ﾃｽﾄ");
        assert_eq!(encoding("cp949"), Some(EUC_KR));
        assert_eq!(encoding("klingon"), None);
    }

    #[test]
    fn the_hint_decides_a_short_text() {
        let bytes = bytes_in("東京", SHIFT_JIS);
        assert_eq!(decode(&bytes, None, Some(Lang::Ja)).unwrap().text, "東京");
    }

    #[test]
    fn a_broken_piece_is_counted_and_the_rest_is_kept() {
        let mut bytes = JA.as_bytes().to_vec();
        bytes.truncate(bytes.len() - 2);
        let decoded = decode(&bytes, None, None).unwrap();
        assert_eq!((decoded.encoding, decoded.lost), ("UTF-8", 1));
        assert!(decoded.text.starts_with("マイクロソフトとVMware"));
    }

    #[test]
    fn a_replacement_character_that_was_written_is_no_loss() {
        assert_eq!(decode("a\u{FFFD}b".as_bytes(), None, None).unwrap().lost, 0);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0";
        assert_eq!(decode(png, None, None), Err(Refusal::Binary));
        assert_eq!(decode(&[0, 1, 2], None, None), Err(Refusal::Binary));
        let noise: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert_eq!(decode(&noise, None, None), Err(Refusal::Binary));
        let wrong = decode(&[0xFF; 300], encoding("utf-8"), None);
        assert_eq!(wrong, Err(Refusal::Undecodable("UTF-8")));
    }
}
