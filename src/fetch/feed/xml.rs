//! XML as feeds have it → XML that the parser reads.
//!
//! It drops declarations, comments and control characters, escapes what should have been escaped, gives old formats
//! the names of their successors, and refuses what only an attacker writes.

use std::fmt::Write as _;
use std::ops::Range;

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::resolve_html5_entity;

use super::FeedError;

/// Elements stand in one another no deeper than this: XHTML in an entry has some twenty levels, and a parser that goes
/// down level by level runs out of stack in the ten thousands.
pub(super) const DEEPEST: usize = 256;

/// XML that can be parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tidied {
    /// The text, in UTF-8 and without a declaration.
    pub(super) text: String,
    /// The language that the outermost elements name, which the parser does not tell of RSS and RDF.
    pub(super) lang: Option<String>,
    /// Where its entries stand, in order.
    pub(super) entries: Vec<Range<usize>>,
}

/// Namespaces by the name of their successor, or of the one that the parser knows.
const NAMESPACES: [(&str, &str); 8] = [
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
    (
        "https://www.w3.org/2005/Atom",
        "http://www.w3.org/2005/Atom",
    ),
    (
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    ("http://purl.org/net/rss1.1#", "http://purl.org/rss/1.0/"),
    (
        "http://backend.userland.com/rss2",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://backend.userland.com/rss",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
    ),
];

/// Elements of Atom 0.3 by their names in Atom 1.0 (RFC 4287).
const ATOM_03: [(&str, &str); 5] = [
    ("issued", "published"),
    ("modified", "updated"),
    ("tagline", "subtitle"),
    ("copyright", "rights"),
    ("url", "uri"),
];

/// The encoding that an XML declaration names. It is ASCII in every encoding but UTF-16, which shows itself.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start: String = bytes.iter().take(256).map(|b| char::from(*b)).collect();
    let declaration = start.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value.get(1..)?.split_once(quote)?.0.to_owned())
}

/// Makes a feed's XML readable.
pub(super) fn tidy(text: &str) -> Result<Tidied, FeedError> {
    let Some(start) = text.find('<') else {
        return Err(FeedError::Unknown("there is no markup in it".to_owned()));
    };
    let mut tidier = Tidier {
        out: Tidied {
            text: String::with_capacity(text.len() + text.len() / 16),
            ..Tidied::default()
        },
        depth: 0,
        entry: None,
        is_atom_03: false,
    };
    let mut rest = text.get(start..).unwrap_or_default();
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let (words, markup) = rest.split_at_checked(end).unwrap_or((rest, ""));
        tidier.words(words);
        rest = tidier.markup(markup)?;
    }
    Ok(tidier.out)
}

struct Tidier {
    out: Tidied,
    depth: usize,
    /// Where the entry begins that is being read, and how deep.
    entry: Option<(usize, usize)>,
    is_atom_03: bool,
}

impl Tidier {
    /// Takes a piece of markup from the start of a text, which begins with `<` or is empty; gives what follows it.
    fn markup<'a>(&mut self, text: &'a str) -> Result<&'a str, FeedError> {
        if let Some(inner) = text.strip_prefix("<![CDATA[") {
            let (data, rest) = inner.split_once("]]>").unwrap_or((inner, ""));
            self.out.text.push_str("<![CDATA[");
            self.plain(data);
            self.out.text.push_str("]]>");
            return Ok(rest);
        }
        if let Some(inner) = text.strip_prefix("<!--") {
            return Ok(inner.split_once("-->").map_or("", |(_, rest)| rest));
        }
        if let Some(inner) = text.strip_prefix("<?") {
            return Ok(inner.split_once("?>").map_or("", |(_, rest)| rest));
        }
        if let Some(inner) = text.strip_prefix("<!") {
            return doctype(inner);
        }
        let Some(inner) = text.strip_prefix('<') else {
            return Ok("");
        };
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let begins_name = name
            .chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_');
        let end = end_of_tag(inner).filter(|_| begins_name);
        let Some((tag, rest)) = end.and_then(|end| inner.split_at_checked(end)) else {
            self.out.text.push_str("&lt;");
            return Ok(inner);
        };
        self.tag(tag)?;
        Ok(rest.get(1..).unwrap_or_default())
    }

    /// Takes a tag, without its brackets.
    fn tag(&mut self, tag: &str) -> Result<(), FeedError> {
        let start = self.out.text.len();
        self.out.text.push('<');
        if let Some(name) = tag.strip_prefix('/') {
            self.depth = self.depth.saturating_sub(1);
            self.out.text.push('/');
            self.name(name.trim());
            self.out.text.push('>');
            if let Some((start, _)) = self.entry.take_if(|(_, depth)| *depth == self.depth) {
                self.out.entries.push(start..self.out.text.len());
            }
            return Ok(());
        }
        let is_empty = tag.ends_with('/');
        let tag = tag.strip_suffix('/').unwrap_or(tag);
        let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(end).unwrap_or((tag, ""));
        let is_root = self.depth == 0;
        if is_root {
            self.is_atom_03 = attributes.contains("http://purl.org/atom/ns#");
        }
        self.name(name);
        self.attributes(attributes, is_root && name.eq_ignore_ascii_case("rss"));
        self.out.text.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty {
            // In RDF and Atom they stand in the outermost element, in RSS one deeper.
            if matches!(self.depth, 1 | 2) && matches!(name, "item" | "entry") {
                self.entry.get_or_insert((start, self.depth));
            }
            self.depth += 1;
        }
        if self.depth > DEEPEST {
            return Err(FeedError::TooDeep);
        }
        Ok(())
    }

    fn name(&mut self, name: &str) {
        let successor = ATOM_03
            .iter()
            .find(|(old, _)| self.is_atom_03 && *old == name);
        let name = successor.map_or(name, |(_, new)| new);
        self.plain(name);
    }

    /// Takes the attributes of a tag. The root of RSS is said to be of the version that has all that the others have.
    fn attributes(&mut self, text: &str, is_rss: bool) {
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = text.trim_start();
        while let Some((name, after)) = rest.split_once('=') {
            let name = name.trim();
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, next) = match quote {
                Some(quote) => {
                    let inner = after.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = next.trim_start();
            // A word without a value before the name is no XML.
            let name = name.split_whitespace().last().unwrap_or_default();
            let is_replaced = is_rss && name == "version";
            if !name.is_empty() && !is_replaced && !seen.contains(&name) {
                seen.push(name);
                self.attribute(name, value);
            }
        }
        if is_rss {
            self.out.text.push_str(" version=\"2.0\"");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if name == "xml:lang" && self.depth < 2 && self.out.lang.is_none() {
            self.out.lang = Some(value.to_owned());
        }
        self.out.text.push(' ');
        self.plain(name);
        self.out.text.push_str("=\"");
        let successor = NAMESPACES
            .iter()
            .find(|(old, _)| name.starts_with("xmlns") && *old == value.trim_end_matches(' '));
        self.words(
            &successor
                .map_or(value, |(_, new)| new)
                .replace('"', "&quot;")
                .replace('<', "&lt;"),
        );
        self.out.text.push('"');
    }

    /// Takes a text, in which references are put right.
    fn words(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            self.plain(before);
            rest = self.reference(after);
        }
        self.plain(rest);
    }

    /// Takes a text as it is, but for what XML does not know: nearly always nothing, so that it is copied in pieces.
    fn plain(&mut self, text: &str) {
        for piece in text.split(|c| !is_char(c)) {
            self.out.text.push_str(piece);
        }
    }

    /// Takes a reference, without its `&`, from the start of a text; gives what follows it.
    fn reference<'a>(&mut self, text: &'a str) -> &'a str {
        // The longest name of HTML 5 has 31 letters.
        const LONGEST: usize = 32;
        let end = text.bytes().take(LONGEST + 1).position(|b| b == b';');
        let split = end.and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?)));
        let Some((name, rest)) = split else {
            self.out.text.push_str("&amp;");
            return text;
        };
        if let Some(number) = name.strip_prefix('#') {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            };
            // As in HTML, the numbers of C1 controls stand for characters of Windows; others of no character, for nothing.
            let windows = code.filter(|code| (0x80..0xA0).contains(code));
            let windows = windows.and_then(|code| u8::try_from(code).ok());
            let meant = match windows {
                Some(byte) => WINDOWS_1252.decode(&[byte]).0.chars().next(),
                None => code.and_then(char::from_u32),
            };
            if let Some(c) = meant.filter(|c| is_char(*c)) {
                let _ = write!(self.out.text, "&#{};", u32::from(c));
            } else if code.is_none() {
                self.out.text.push_str("&amp;");
                return text;
            }
            return rest;
        }
        match (name, resolve_html5_entity(name)) {
            ("amp" | "lt" | "gt" | "quot" | "apos", _) => {
                let _ = write!(self.out.text, "&{name};");
            }
            // What stands for markup in HTML stands for a character here.
            (_, Some(value)) => {
                let value = value.replace('&', "&amp;").replace('<', "&lt;");
                self.out.text.push_str(&value);
            }
            (_, None) => {
                self.out.text.push_str("&amp;");
                return text;
            }
        }
        rest
    }
}

/// Whether XML 1.0 knows the character (section 2.2); the C1 controls, which it knows, are nothing but harm.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{7E}' | '\u{A0}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Where the tag that a text is in ends: at the `>` that stands in no attribute's value.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') if after_equals => quote = Some(c),
            (None, '>') => return Some(at),
            (None, '<') => return None,
            _ => {}
        }
        after_equals = c == '=' || (after_equals && c.is_whitespace());
    }
    None
}

/// Passes a document type, without its `<!`; one that declares entities is refused.
fn doctype(text: &str) -> Result<&str, FeedError> {
    let end = text.find('>').unwrap_or(text.len());
    let subset = text.get(..end).and_then(|text| text.find('['));
    let Some(at) = subset else {
        return Ok(text.get(end + 1..).unwrap_or_default());
    };
    let inner = text.get(at + 1..).unwrap_or_default();
    let (declarations, rest) = inner.split_once(']').unwrap_or((inner, ""));
    // Names of characters are declared by some old feeds: harmless, and known without.
    let declared = declarations.split("<!ENTITY").skip(1);
    for declaration in declared {
        let value = declaration
            .split_once(['"', '\''])
            .map_or("", |(_, value)| value);
        let value = value.split(['"', '\'']).next().unwrap_or_default();
        let harmless = value.strip_prefix("&#").is_some_and(|rest| rest.len() < 10);
        if !harmless {
            return Err(FeedError::Entities);
        }
    }
    Ok(rest.split_once('>').map_or("", |(_, rest)| rest))
}
