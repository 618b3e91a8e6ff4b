//! A large feed, parsed in parts on every core. What was parsed is let go, so that its text and its entries are not in
//! memory side by side.

use std::ops::Range;

use feed_rs::model;

use super::xml::Tidied;
use super::{FeedError, Written, parse as parse_whole};
use crate::analysis::cores::each;

/// What stands before the first entry and after the last belongs to every part; more than this in bytes is no feed's.
const AROUND: usize = 256 * 1024;
/// So many parts are parsed before their text is let go.
const AT_ONCE: usize = 8;

/// Parses a feed in parts of about so many bytes, as if it were parsed whole.
pub(super) fn parse(
    tidied: Tidied,
    size: usize,
    address: Option<&str>,
) -> Result<(model::Feed, Written), FeedError> {
    let Tidied {
        mut text, entries, ..
    } = tidied;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return parse_whole(&text, address);
    };
    let head = text.get(..first.start).unwrap_or_default().to_owned();
    let tail = text.get(last.end..).unwrap_or_default().to_owned();
    if head.len() + tail.len() > AROUND {
        return parse_whole(&text, address);
    }
    let mut parts = parts(&entries, size);
    let mut feed: Option<model::Feed> = None;
    let (mut all, mut written) = (Vec::with_capacity(entries.len()), Written::new());
    while !parts.is_empty() {
        let some = parts.split_off(parts.len().saturating_sub(AT_ONCE));
        let start = some.first().map_or(0, |part| part.start);
        let parsed = each(some, |part| {
            let own = text.get(part).unwrap_or_default();
            parse_whole(&[head.as_str(), own, tail.as_str()].concat(), address)
        });
        // From the end on: of equal instants, the date that is written first counts.
        for part in parsed.into_iter().rev() {
            let (mut part, dates) = part?;
            all.extend(part.entries.drain(..).rev());
            written.extend(dates);
            feed = Some(part);
        }
        text.truncate(start);
        text.shrink_to_fit();
    }
    all.reverse();
    // There are parts, since there are entries.
    let mut feed = feed.ok_or_else(|| FeedError::Unknown("there is nothing in it".to_owned()))?;
    feed.entries = all;
    Ok((feed, written))
}

/// Where the parts stand: some entries each, with what is between them.
fn parts(entries: &[Range<usize>], size: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for entry in entries {
        match parts.last_mut() {
            Some(part) if part.len() < size => part.end = entry.end,
            last => {
                let start = last.map_or(entry.start, |part| part.end);
                parts.push(start..entry.end);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::{convert, xml};
    use super::*;

    #[test]
    fn a_feed_in_parts_is_the_feed_as_a_whole() {
        let item = |at: usize| {
            format!(
                "<item><guid isPermaLink='false'>{at}</guid><title>&lt;b&gt;{at}&lt;/b&gt; 会</title>\
                 <pubDate>Tue, 07 May 2019 08:{:02}:00 +0{}00</pubDate><item>no entry</item></item>",
                at % 7,
                at % 10
            )
        };
        let items: String = (0..50).map(item).collect();
        let entries = items
            .replace("<item>", "<entry>")
            .replace("</item>", "</entry>");
        for whole in [
            format!(
                "<rss version='2.0'><channel xml:lang='ja'><title>T</title>{items}<ttl>5</ttl></channel></rss>"
            ),
            format!(
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
                 <channel><title>T</title></channel>{items}</rdf:RDF>"
            ),
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{entries}</feed>"),
            "<rss version='2.0'><channel><title>T</title></channel></rss>".to_owned(),
        ] {
            let tidied = xml::tidy(&whole).unwrap();
            let (feed, written) = parse_whole(&tidied.text, None).unwrap();
            let expected = convert(feed, None, &written, None);
            for size in [1, 300, 1000, 100_000] {
                let (feed, written) = parse(tidied.clone(), size, None).unwrap();
                assert_eq!(convert(feed, None, &written, None), expected, "{size}");
            }
        }
    }
}
