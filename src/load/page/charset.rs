//! The encoding of a page: what the server says, what the page says, and what its bytes say.

use encoding_rs::{Encoding, UTF_8};

use super::super::decode::{Decoded, Refusal, decode, encoding};
use crate::text::lang::Lang;

/// How much of a page its `<meta charset>` is looked for in, in bytes; the standard says 1024, pages often need more.
const HEAD: usize = 4096;

/// Decodes a page: by its byte order mark, as UTF-8 where it is that without a slip, by the encoding the content type
/// names, by the one the page names, each where the bytes are in it without a slip, else as is detected.
pub(super) fn decoded(bytes: &[u8], content_type: Option<&str>) -> Result<Decoded, Refusal> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if Encoding::for_bom(bytes).is_some() {
        return decode(bytes, None, None);
    }
    if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        // Pages that were converted and still name their old encoding are met; the reverse is not UTF-8 by chance.
        return decode(bytes, Some(UTF_8), None);
    }
    let named = [content_type.and_then(named), named(&head)];
    let mut named = named.into_iter().flatten();
    let fits = named.find(|encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.is_some_and(|text| !text.contains(['\0', '\u{FFFD}']))
    });
    if let Some(encoding) = fits.filter(|encoding| *encoding != UTF_8) {
        return decode(bytes, Some(encoding), None);
    }
    let plain: Vec<u8> = if bytes.contains(&0) && head.contains("<html") {
        bytes.iter().copied().filter(|byte| *byte != 0).collect()
    } else {
        bytes.to_vec()
    };
    decode(&plain, None, hint(&head))
}

/// The encoding named after `charset=` (or, in an XML declaration, `encoding=`).
fn named(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let names = lower
        .match_indices("charset")
        .chain(lower.match_indices("encoding"));
    let mut names = names.filter_map(|(at, word)| {
        let after = lower
            .get(at + word.len()..)?
            .trim_start()
            .strip_prefix('=')?;
        let after = after.trim_start().trim_start_matches(['"', '\'']);
        let end = after.find(|c: char| c.is_whitespace() || "\"';>/?".contains(c));
        encoding(after.get(..end.unwrap_or(after.len()))?)
    });
    names.next()
}

/// The language that the page names, which tells the detector where it comes from.
fn hint(head: &str) -> Option<Lang> {
    let (_, after) = head.split_once("lang=")?;
    let after = after.trim_start_matches(['"', '\'']);
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')?;
    Lang::parse(after.get(..end)?)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GBK, ISO_2022_JP, SHIFT_JIS};

    use super::*;

    fn page(charset: &str, text: &str) -> String {
        format!(
            "<html><head><meta charset={charset}><title>{text}</title></head><body>{text}</body></html>"
        )
    }

    fn read(bytes: &[u8], content_type: Option<&str>) -> (String, &'static str) {
        let decoded = decoded(bytes, content_type).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn what_is_named_holds() {
        for (encoding, text) in [
            (SHIFT_JIS, "仮想化"),
            (EUC_JP, "仮想化"),
            (ISO_2022_JP, "仮想化"),
            (EUC_KR, "가상화"),
            (GBK, "虚拟化"),
            (BIG5, "虛擬化"),
        ] {
            let html = page(encoding.name(), text);
            let (bytes, _, _) = encoding.encode(&html);
            assert_eq!(read(&bytes, None), (html.clone(), encoding.name()));
            let bare = html.replace("charset", "x");
            let (bytes, _, _) = encoding.encode(&bare);
            let named = format!("text/html; charset=\"{}\"", encoding.name());
            assert_eq!(read(&bytes, Some(&named)).0, bare);
        }
    }

    #[test]
    fn names_that_lie_are_not_believed() {
        let utf_8 = page("shift_jis", "マイクロソフトとVMwareは提携を発表した。");
        assert_eq!(
            read(utf_8.as_bytes(), Some("text/html; charset=euc-kr")).0,
            utf_8
        );
        let html = page(
            "utf-8",
            "マイクロソフトとVMwareは2019年5月、提携を発表した。どちらも譲らなかった。",
        );
        let (bytes, _, _) = SHIFT_JIS.encode(&html);
        assert_eq!(read(&bytes, Some("text/html")), (html.clone(), "Shift_JIS"));
        let (bytes, _, _) = EUC_JP.encode(&html);
        assert_eq!(
            read(&bytes, Some("text/html; charset=iso-2022-jp")).1,
            "EUC-JP"
        );
    }
}
