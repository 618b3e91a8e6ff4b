//! Marks as Markdown.

use std::fmt::Write as _;

use super::{by_article, one_line};
use crate::news::mark::{ArticleRef, Mark};

/// A section an article: title, then source, date, language and address; of each mark the quote, the note and the tags.
/// Titles and quotes are escaped, so that they read as they stand in the article; notes are the reader's own Markdown.
pub(super) fn write(marks: &[Mark]) -> String {
    let mut text = String::new();
    for (article, marks) in by_article(marks) {
        if !text.is_empty() {
            text.push('\n');
        }
        head(&mut text, article);
        for mark in marks {
            quote(&mut text, mark);
        }
    }
    text
}

fn head(text: &mut String, article: &ArticleRef) {
    let _ = writeln!(text, "## {}\n", escape(&one_line(&article.title)));
    let source = article.source.as_deref().map(|s| escape(&one_line(s)));
    let date = article.date.as_deref().map(|d| escape(&one_line(d)));
    let url = article.url.as_deref().map(address);
    let parts: Vec<String> = [source, date, Some(article.lang.to_string()), url]
        .into_iter()
        .flatten()
        .collect();
    let _ = writeln!(text, "{}", parts.join(" · "));
}

fn quote(text: &mut String, mark: &Mark) {
    text.push('\n');
    for line in mark.anchor.exact.lines() {
        let line = escape(line.trim());
        let _ = writeln!(text, "{}", format!("> {line}").trim_end());
    }
    if !mark.note.trim().is_empty() {
        let _ = writeln!(text, "\n{}", mark.note.trim());
    }
    if let Some(link) = &mark.link {
        let (verdict, to) = (link.verdict.name(), &link.to);
        let (exact, title) = (one_line(&to.exact), one_line(&to.article.title));
        let _ = writeln!(
            text,
            "\nLink ({verdict}): {} ({})",
            escape(&exact),
            escape(&title)
        );
    }
    if !mark.tags.is_empty() {
        let tags: Vec<String> = mark.tags.iter().map(|t| escape(&one_line(t))).collect();
        let _ = writeln!(text, "\nTags: {}", tags.join(", "));
    }
}

/// An address as a link, or as text where it could end the link early.
fn address(url: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '<' && c != '>';
    if url.contains("://") && url.chars().all(plain) {
        format!("<{url}>")
    } else {
        escape(&one_line(url))
    }
}

/// A line of text with a backslash before everything that would mean something in Markdown (CommonMark 0.31.2).
fn escape(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    let mut before = None;
    while let Some(c) = rest.next() {
        let after = rest.as_str();
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !between_letters(before, after),
            '&' => is_entity(after),
            '#' | '>' | '+' | '-' | '=' => before.is_none(),
            '.' | ')' => is_number(&text),
            _ => false,
        };
        if special {
            text.push('\\');
        }
        text.push(c);
        before = Some(c);
    }
    text
}

/// Whether an underscore stands inside a word, where it is only itself.
fn between_letters(before: Option<char>, after: &str) -> bool {
    before.is_some_and(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

/// Whether what follows an ampersand makes it a character reference.
fn is_entity(after: &str) -> bool {
    after
        .split_once(';')
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#'))
}

/// Whether a line so far is a number, so that a dot or parenthesis would begin a list.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use comrak::nodes::NodeValue;
    use comrak::{Arena, Options, parse_document};
    use proptest::prelude::*;

    use super::super::super::tests::{a_mark, mark};
    use super::*;
    use crate::news::mark::{LinkMark, Verdict};

    #[test]
    fn a_mark_is_a_quotation_with_note_and_tags_under_its_article() {
        let mut mark = a_mark(1);
        mark.note = "Which one?".to_owned();
        let mut second = a_mark(2);
        second.tags.clear();
        second.anchor.exact = "one\n\n# two".to_owned();
        assert_eq!(
            write(&[mark, second]),
            "## 两次握手\n\n对位 · 2019-05-08 · zh-Hans · <https://example.org/zh/x>\n\n\
             > 微软来了。\n\nWhich one?\n\nTags: claim\n\n> one\n>\n> \\# two\n"
        );
    }

    #[test]
    fn a_link_names_its_other_end() {
        let mut mark = a_mark(1);
        mark.tags.clear();
        mark.link = Some(Box::new(LinkMark {
            to: a_mark(2).anchor,
            verdict: Verdict::Accepted,
        }));
        let text = write(&[mark]);
        assert!(
            text.ends_with("\nLink (accepted): 微软来了。 (两次握手)\n"),
            "{text}"
        );
    }

    /// What a reader of the Markdown sees of its first quotation.
    fn shown(markdown: &str) -> String {
        let arena = Arena::new();
        let root = parse_document(&arena, markdown, &Options::default());
        let quote = root
            .children()
            .find(|node| matches!(node.data.borrow().value, NodeValue::BlockQuote))
            .unwrap();
        quote
            .descendants()
            .map(|node| match &node.data.borrow().value {
                NodeValue::Text(text) => text.to_string(),
                NodeValue::SoftBreak | NodeValue::Paragraph => " ".to_owned(),
                NodeValue::BlockQuote => String::new(),
                other => panic!("{other:?} in {markdown:?}"),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_quote_reads_as_it_stands_in_the_article(
            exact in "[-a-z0-9 #>*_`\\\\\\[\\]()<>&;~=+.!|:\"'\n가々]{1,40}",
        ) {
            prop_assume!(!exact.trim().is_empty());
            let mut mark = a_mark(1);
            mark.anchor.exact.clone_from(&exact);
            prop_assert_eq!(one_line(&shown(&write(&[mark]))), one_line(&exact));
        }

        #[test]
        fn any_mark_can_be_written(mark in mark()) {
            prop_assert!(write(&[mark]).starts_with("## "));
        }
    }
}
