//! What the room that fetches borrows of this one: encodings, dates and markup of texts that are no file yet.

use super::{dates, decode, html};
use crate::news::date::Date;
use crate::text::lang::Lang;

/// The text of bytes that came with the names of encodings, the more trustworthy first; `hint` is the language they
/// are probably in.
///
/// A byte order mark counts before all names. A name counts where the bytes are in that encoding without a slip; that
/// of an encoding of single bytes, in which anything is, yields to UTF-8 without a slip. With no name left, the
/// encoding is detected as it is for files. `None` where the bytes are no text.
#[must_use]
pub fn decoded(bytes: &[u8], names: &[&str], hint: Option<Lang>) -> Option<String> {
    let marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let named = names
        .iter()
        .filter_map(|name| decode::encoding(name))
        .find(|encoding| {
            // A feed that says `utf-16` of its UTF-8 is met, and so is one that says `iso-8859-1`.
            let yields = encoding.is_single_byte() || !encoding.is_ascii_compatible();
            !(is_utf8 && yields && bytes.first() == Some(&b'<') && !bytes.contains(&0x1b))
                && encoding
                    .decode_without_bom_handling_and_without_replacement(bytes)
                    .is_some()
        });
    let named = named.filter(|_| !marked);
    Some(decode::decode(bytes, named, hint).ok()?.text)
}

/// A date as people and programs write it, as in front matter. `None` for anything else.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    dates::parse(text)
}

/// The paragraphs of a piece of HTML, without its tags.
#[must_use]
pub fn paragraphs(html: &str) -> Vec<String> {
    html::paragraphs(html)
}
