//! Raw HTML in Markdown: the tags are dropped, the text is kept.
//!
//! Knows nothing of Markdown. This is no HTML parser: what it cannot read it leaves as it stands.

/// The entities that are met in prose, from the table of the HTML standard, section 13.5.
const ENTITIES: [(&str, &str); 40] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{A0}"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
    ("shy", "\u{AD}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("sbquo", "‚"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bdquo", "„"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("lsaquo", "‹"),
    ("rsaquo", "›"),
    ("middot", "·"),
    ("bull", "•"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("deg", "°"),
    ("plusmn", "±"),
    ("times", "×"),
    ("divide", "÷"),
    ("frac12", "½"),
    ("cent", "¢"),
    ("pound", "£"),
    ("yen", "¥"),
    ("euro", "€"),
    ("sect", "§"),
    ("para", "¶"),
    ("larr", "←"),
    ("rarr", "→"),
];

/// Tags that end a paragraph, with `br`, which ends a line.
const BREAKING: [&str; 24] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "p",
    "section",
    "tr",
];

/// Elements whose content is not shown.
const SILENT: [&str; 4] = ["rp", "script", "style", "template"];

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// It ends the line.
    LineBreak,
    /// It ends the paragraph.
    ParagraphBreak,
    /// It stands for this text: the bracket round the reading of a ruby.
    Text(&'static str),
    /// It begins or ends what is not shown: a script, or a ruby's own brackets for readers that know no ruby.
    Silence(Edge),
    /// Nothing.
    Inline,
}

/// The two ends of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its opening tag.
    Open,
    /// Its closing tag.
    Close,
}

/// The paragraphs of a piece of HTML, each of one line unless `<br>` broke it.
#[must_use]
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag_and_after)) = split_at(rest, '<') {
        push_words(&mut text, before);
        let Some((tag, after)) = tag(tag_and_after) else {
            text.push('<');
            rest = tag_and_after.get(1..).unwrap_or_default();
            continue;
        };
        match effect(tag) {
            Tag::LineBreak => text.push('\n'),
            Tag::ParagraphBreak => text.push('\0'),
            Tag::Text(shown) => text.push_str(shown),
            Tag::Inline | Tag::Silence(_) => {}
        }
        rest = after_silent(tag, after);
    }
    push_words(&mut text, rest);
    text.split('\0')
        .map(|paragraph| {
            let lines: Vec<String> = paragraph
                .split('\n')
                .map(|line| decoded(line.trim()))
                .collect();
            lines.join("\n").trim().to_owned()
        })
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// What a tag does, given as it stands, `<br/>`.
#[must_use]
pub(super) fn effect(tag: &str) -> Tag {
    let name = name(tag);
    let edge = if tag.starts_with("</") {
        Edge::Close
    } else {
        Edge::Open
    };
    match (name.as_str(), edge) {
        ("br", _) => Tag::LineBreak,
        ("rt", Edge::Open) => Tag::Text("（"),
        ("rt", Edge::Close) => Tag::Text("）"),
        (other, _) if SILENT.contains(&other) => Tag::Silence(edge),
        (other, _) if BREAKING.contains(&other) => Tag::ParagraphBreak,
        _ => Tag::Inline,
    }
}

fn name(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The text in two at the first `at`, which begins the second part.
fn split_at(text: &str, at: char) -> Option<(&str, &str)> {
    text.split_at_checked(text.find(at)?)
}

/// The tag, comment or declaration that a text begins with, and what follows it. One that never ends takes all.
fn tag(text: &str) -> Option<(&str, &str)> {
    let second = text.chars().nth(1)?;
    let close = match second {
        '!' if text.starts_with("<!--") => "-->",
        '?' => "?>",
        '!' | '/' | 'a'..='z' | 'A'..='Z' => ">",
        _ => return None,
    };
    let end = text.find(close).map_or(text.len(), |at| at + close.len());
    text.split_at_checked(end)
}

/// What follows an element without text, where the tag opens one.
fn after_silent<'a>(tag: &str, after: &'a str) -> &'a str {
    if effect(tag) != Tag::Silence(Edge::Open) {
        return after;
    }
    let name = name(tag);
    let close = format!("</{name}");
    let end = after
        .char_indices()
        .filter(|(_, c)| *c == '<')
        .find(|(at, _)| {
            after
                .get(*at..*at + close.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(&close))
        })
        .map_or(after.len(), |(at, _)| at);
    after.get(end..).unwrap_or_default()
}

/// Appends text of HTML, in which white space of any length is one space and an empty line ends the paragraph.
fn push_words(into: &mut String, text: &str) {
    for (number, paragraph) in text.split("\n\n").enumerate() {
        if number > 0 {
            into.push('\0');
        }
        for piece in paragraph.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
            into.push_str(word);
            if word.len() < piece.len() && !into.ends_with([' ', '\n', '\0']) {
                into.push(' ');
            }
        }
    }
}

/// The text with its character references decoded.
fn decoded(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = split_at(rest, '&') {
        plain.push_str(before);
        let inner = from.get(1..).unwrap_or_default();
        let reference = inner
            .char_indices()
            .take(LONGEST)
            .find(|(_, c)| *c == ';')
            .and_then(|(end, _)| Some((reference(inner.get(..end)?)?, inner.get(end + 1..)?)));
        if let Some((value, after)) = reference {
            plain.push_str(&value);
            rest = after;
        } else {
            plain.push('&');
            rest = inner;
        }
    }
    plain.push_str(rest);
    plain
}

fn reference(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code)
            .filter(|c| *c != '\0')
            .map(String::from);
    }
    ENTITIES
        .iter()
        .find(|(entity, _)| *entity == name)
        .map(|(_, value)| (*value).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_dropped_and_the_text_is_kept() {
        assert_eq!(
            paragraphs(
                "<div class=\"x\"><p>One <b>two</b>.</p>\n<p>AT&amp;T &#x2014; &hellip;</p></div>"
            ),
            ["One two.", "AT&T — …"]
        );
        assert_eq!(paragraphs("a<br>b<BR/>c"), ["a\nb\nc"]);
    }

    #[test]
    fn the_reading_of_a_ruby_stands_in_brackets() {
        for rp in [("", ""), ("<rp>(</rp>", "<rp>)</rp>")] {
            let ruby = format!(
                "<p><ruby>対位法{}<rt>たいいほう</rt>{}</ruby>は</p>",
                rp.0, rp.1
            );
            assert_eq!(paragraphs(&ruby), ["対位法（たいいほう）は"]);
        }
    }

    #[test]
    fn scripts_styles_and_comments_are_silent() {
        assert_eq!(
            paragraphs("a<script>if (x < 1) {}</SCRIPT>b<!-- <p>no</p> -->c<style>p{}"),
            ["abc"]
        );
    }

    #[test]
    fn what_is_no_tag_or_entity_stays() {
        assert_eq!(
            paragraphs("1 < 2 & 3 &bogus; &#0; <3"),
            ["1 < 2 & 3 &bogus; &#0; <3"]
        );
        assert_eq!(paragraphs("<"), ["<"]);
        assert!(paragraphs("<p never closed").is_empty());
    }
}
