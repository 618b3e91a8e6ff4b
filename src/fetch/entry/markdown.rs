//! HTML of an entry → Markdown.

use crate::load::foreign;
use crate::text::clean::clean;

/// The text of a piece of HTML as Markdown that reads as that text and as nothing else.
pub(super) fn markdown(html: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    for paragraph in foreign::paragraphs(html) {
        let cleaned = clean(&paragraph);
        let lines: Vec<String> = cleaned
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(escaped)
            .collect();
        if !lines.is_empty() {
            // A line break of the page is one here too.
            paragraphs.push(lines.join("\\\n"));
        }
    }
    paragraphs.join("\n\n")
}

/// A line with backslashes where Markdown would see more than text.
pub(super) fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    let mut chars = line.char_indices().peekable();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after.is_ascii_alphanumeric() || after == '#',
            '~' | '$' | '=' => after == c || before == c || at == 0,
            '#' | '+' | '-' | '>' | ':' | '^' => at == 0,
            '.' | ')' => digits > 0 && at == digits,
            _ => false,
        };
        if special {
            text.push('\\');
        }
        text.push(c);
        before = c;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_paragraphs_that_markdown_reads_as_text() {
        assert_eq!(
            markdown(
                "<h1># A</h1><p>1. 一つ*目*<br>2&lt;b&gt;</p><script>x()</script><p>---</p><p>a_b _c_ AT&amp;T\u{1b}[31m</p>"
            ),
            "\\# A\n\n1\\. 一つ\\*目\\*\\\n2\\<b>\n\n\\---\n\na_b \\_c\\_ AT\\&T"
        );
        assert_eq!(markdown("<p> </p>"), "");
    }
}
