//! Markup cut down to what a tree can be built of in good time.
//!
//! An HTML parser does for each tag what grows with the depth it stands at, and writes a formatting element that was
//! never closed anew in each paragraph. Documents made for that take minutes and gigabytes; what people write stays far
//! below these bounds. Only tags, comments and drawings are left out here, never text.

use std::collections::HashMap;

/// How many elements may stand in one another; pages of news have some thirty.
const DEEPEST: usize = 200;
/// How many formatting elements may be open at once.
const FORMATTING: usize = 12;
/// How many tags are read; a long article with all around it has some five thousand.
const TAGS: usize = 100_000;
/// How many attributes a tag may have before it loses all of them.
const ATTRIBUTES: usize = 64;
/// How long a tag may be, in bytes, before it loses its attributes: a picture may stand in one.
const TAG: usize = 256 * 1024;

/// Elements without content, and those that the next of their kind or the end of what they are in closes: they add no
/// depth.
const FLAT: [&str; 32] = [
    "area", "base", "basefont", "bgsound", "body", "br", "col", "dd", "dt", "embed", "frame",
    "head", "hr", "html", "img", "input", "keygen", "li", "link", "meta", "option", "p", "param",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Elements that the parser opens again after what closed them (HTML standard, 13.2.4.3); `a` closes the one before.
const FORMATTING_TAGS: [&str; 13] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements that the end of an ordinary one does not reach through: those of the standard's "special" category that
/// have depth (13.2.4.2).
const SPECIAL: [&str; 45] = [
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "center",
    "colgroup",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "iframe",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "noembed",
    "noscript",
    "object",
    "ol",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "template",
];
/// Special elements that no end of another one reaches through (13.2.4.2, "has an element in scope").
const BORDERS: [&str; 6] = [
    "applet", "caption", "marquee", "object", "table", "template",
];
/// Elements whose content is no markup, wherever they stand once there are no drawings.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];
/// Drawings and formulas, in which other rules hold.
const FOREIGN: [&str; 2] = ["math", "svg"];

/// The markup without comments, drawings and the tags that go beyond the bounds.
pub(super) fn bounded(html: &str) -> String {
    let mut pass = Pass {
        kept: String::with_capacity(html.len()),
        ..Pass::default()
    };
    let mut rest = html;
    while let Some((before, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        pass.kept.push_str(before);
        rest = pass.markup(from);
    }
    pass.kept.push_str(rest);
    pass.kept
}

#[derive(Default)]
struct Pass<'a> {
    kept: String,
    tags: usize,
    /// The open elements with depth.
    open: Vec<String>,
    /// Formatting elements that were opened and not closed by their own tags.
    formatting: usize,
    /// Opening tags that were left out, whose closing tags must be too.
    left_out: HashMap<String, usize>,
    /// The drawings that are not closed any more.
    unclosed: Vec<&'a str>,
}

impl Pass<'_> {
    /// Takes what begins with `<`; gives what follows it.
    fn markup<'t>(&mut self, from: &'t str) -> &'t str {
        if let Some(comment) = from.strip_prefix("<!--") {
            return comment.get(comment_end(comment)..).unwrap_or_default();
        }
        let closes = from.starts_with("</");
        let inner = from.get(1 + usize::from(closes)..).unwrap_or_default();
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.kept.push('<');
            return from.get(1..).unwrap_or_default();
        }
        let (length, attributes) = measure(from);
        let (tag, rest) = from.split_at_checked(length).unwrap_or((from, ""));
        let end = inner
            .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
            .unwrap_or(inner.len());
        let name = inner.get(..end).unwrap_or_default().to_ascii_lowercase();
        if let Some(foreign) = FOREIGN.into_iter().find(|foreign| **foreign == name) {
            return if closes {
                rest
            } else {
                self.after_drawing(rest, foreign, tag)
            };
        }
        self.tags += 1;
        let admitted = self.tags <= TAGS && self.admits(&name, closes);
        if !admitted {
            // What the tag parted stays parted.
            self.kept.push(' ');
        } else if attributes > ATTRIBUTES || tag.len() > TAG {
            let slash = if closes { "/" } else { "" };
            self.kept.extend(["<", slash, &name, ">"]);
        } else {
            self.kept.push_str(tag);
        }
        if closes || !RAW.contains(&name.as_str()) {
            return rest;
        }
        let end = close(rest, &name).unwrap_or(rest.len());
        let (raw, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if admitted {
            self.kept.push_str(raw);
        }
        rest
    }

    fn after_drawing<'t>(&mut self, rest: &'t str, name: &'static str, tag: &str) -> &'t str {
        if tag.ends_with("/>") || self.unclosed.contains(&name) {
            return rest;
        }
        let Some(end) = close(rest, name) else {
            self.unclosed.push(name);
            return rest;
        };
        rest.get(end..).unwrap_or_default()
    }

    /// Whether a tag stays within the bounds.
    fn admits(&mut self, name: &str, closes: bool) -> bool {
        if FLAT.contains(&name) {
            return true;
        }
        let formats = FORMATTING_TAGS.contains(&name);
        if closes {
            if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
                *count -= 1;
                return false;
            }
            self.formatting = self.formatting.saturating_sub(usize::from(formats));
            self.close(name, formats || name == "a");
            return true;
        }
        if name == "a" {
            // It closes the one before.
            self.close(name, true);
        }
        if matches!(name, "rb" | "rp" | "rt" | "rtc") && self.open.iter().any(|open| open == "ruby")
        {
            while self
                .open
                .last()
                .is_some_and(|open| matches!(open.as_str(), "rb" | "rp" | "rt"))
            {
                self.open.pop();
            }
        }
        if self.open.len() >= DEEPEST || (formats && self.formatting >= FORMATTING) {
            *self.left_out.entry(name.to_owned()).or_default() += 1;
            return false;
        }
        self.open.push(name.to_owned());
        self.formatting += usize::from(formats);
        true
    }

    /// Closes the nearest element of a name, and those inside it unless it only formats, as the parser does.
    fn close(&mut self, name: &str, formats: bool) {
        let special = SPECIAL.contains(&name);
        for (at, open) in self.open.iter().enumerate().rev() {
            let open = open.as_str();
            if open == name {
                if formats {
                    self.open.remove(at);
                } else {
                    self.open.truncate(at);
                }
                return;
            }
            let ends = if special || formats {
                BORDERS.contains(&open)
            } else {
                SPECIAL.contains(&open)
            };
            if ends {
                return;
            }
        }
    }
}

/// Where a comment ends, counted from after its `<!--`.
fn comment_end(comment: &str) -> usize {
    let at_once = [">", "->"].into_iter().find(|end| comment.starts_with(end));
    if let Some(end) = at_once {
        return end.len();
    }
    let plain = comment.find("-->").map(|at| at + 3);
    let odd = comment
        .get(..plain.unwrap_or(comment.len()))
        .and_then(|head| head.find("--!>"));
    odd.map(|at| at + 4).or(plain).unwrap_or(comment.len())
}

/// The length in bytes of the tag a text begins with, and about how many attributes it has.
fn measure(text: &str) -> (usize, usize) {
    let (mut quote, mut spaces, mut before) = (None, 0, b'<');
    for (at, byte) in text.bytes().enumerate() {
        let is_space = byte.is_ascii_whitespace();
        match (quote, byte) {
            (Some(open), _) if byte == open => {
                quote = None;
                // An attribute may follow without a space.
                spaces += 1;
            }
            (Some(_), _) => {}
            (None, b'>') => return (at + 1, spaces),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'/') => spaces += 1,
            (None, _) => spaces += usize::from(is_space),
        }
        // White space may stand between `=` and the value.
        if !is_space || before != b'=' {
            before = byte;
        }
    }
    (text.len(), spaces)
}

/// Where the closing tag of an element begins.
fn close(text: &str, name: &str) -> Option<usize> {
    let close = format!("</{name}");
    let mut tags = text.match_indices("</").map(|(at, _)| at);
    tags.find(|at| {
        let head = text.get(*at..*at + close.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(&close))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_passes_unchanged() {
        for html in [
            "<p class='a > b'>a &lt; b<br/>c</p><script>if (a<b) {'<div>'}</script>1 < 2",
            "<ul><li>a<li>b</ul>",
            "",
            "<",
            "<p",
            "a</",
        ] {
            assert_eq!(bounded(html), html);
        }
        for (open, times, close) in [
            ("<ul>", "<li>x", "</ul>"),
            ("<p>", "<ruby>漢<rt>かん</ruby>", ""),
            ("", "<a href=x>x", ""),
        ] {
            let long = open.to_owned() + &times.repeat(1_000) + close;
            assert_eq!(bounded(&long), long);
        }
    }

    #[test]
    fn comments_and_drawings_are_left_out() {
        assert_eq!(
            bounded("a<!-- <p> -->b<!-->c<!--->d<!-- --!>e<svg><style><div></svg>f<svg>g<!--h"),
            "abcdefg"
        );
    }

    #[test]
    fn depth_formatting_tags_and_attributes_are_bounded_and_the_text_stays() {
        for open in [
            "<div>",
            "<span>",
            "<rt>",
            "<b><div></b>",
            "<div><b></div><div>",
        ] {
            let kept = bounded(&(open.repeat(100_000) + "x"));
            assert!(kept.matches("<div>").count() <= 2 * DEEPEST, "{open}");
            assert!(kept.ends_with('x'), "{open}");
        }
        let formatted: String = (0..100)
            .map(|n| format!("<div><b class={n}>x</div>"))
            .collect();
        let kept = bounded(&formatted);
        assert_eq!(kept.matches("<b").count(), FORMATTING);
        assert_eq!(kept.matches('x').count(), 100);
        assert_eq!(bounded(&format!("<p {}>x", "a b c ".repeat(100))), "<p>x");
        let many = bounded(&"<p>x".repeat(TAGS + 10));
        assert_eq!(many.matches('x').count(), TAGS + 10);
        assert_eq!(many.matches('<').count(), TAGS);
    }
}
