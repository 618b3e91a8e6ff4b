//! Marks as an Emacs org file.

use std::fmt::Write as _;

use super::super::time;
use super::{by_article, one_line};
use crate::news::mark::{ArticleRef, Mark};

/// How many characters of a quote stand in its heading.
const HEADING: usize = 60;

/// A heading an article with its properties, under it one a mark with its tags, the quote in a quote block, the note.
pub(super) fn write(marks: &[Mark]) -> String {
    let mut text = String::new();
    for (article, marks) in by_article(marks) {
        head(&mut text, article);
        for mark in marks {
            entry(&mut text, mark);
        }
    }
    text
}

fn head(text: &mut String, article: &ArticleRef) {
    let _ = writeln!(text, "* {}", one_line(&article.title));
    let lang = article.lang.to_string();
    properties(
        text,
        &[
            ("ARTICLE", Some(article.id.0.as_str())),
            ("SOURCE", article.source.as_deref()),
            ("DATE", article.date.as_deref()),
            ("LANG", Some(lang.as_str())),
            ("URL", article.url.as_deref()),
        ],
    );
}

fn entry(text: &mut String, mark: &Mark) {
    let quote = one_line(&mark.anchor.exact);
    let mut heading: String = quote.chars().take(HEADING).collect();
    if quote.chars().nth(HEADING).is_some() {
        heading.push('…');
    }
    let _ = write!(text, "** {heading}");
    if !mark.tags.is_empty() {
        let tags: Vec<String> = mark.tags.iter().map(|t| tag(t)).collect();
        let _ = write!(text, " :{}:", tags.join(":"));
    }
    text.push('\n');
    let link = mark.link.as_deref();
    let (id, created) = (mark.id.to_string(), time::to_text(mark.created));
    properties(
        text,
        &[
            ("MARK", Some(id.as_str())),
            ("CREATED", Some(created.as_str())),
            ("LINK", link.map(|link| link.verdict.name())),
            (
                "LINK_ARTICLE",
                link.map(|link| link.to.article.id.0.as_str()),
            ),
            ("LINK_TEXT", link.map(|link| link.to.exact.as_str())),
        ],
    );
    text.push_str("#+begin_quote\n");
    lines(text, &mark.anchor.exact);
    text.push_str("#+end_quote\n");
    if !mark.note.trim().is_empty() {
        text.push('\n');
        lines(text, mark.note.trim());
    }
}

fn properties(text: &mut String, properties: &[(&str, Option<&str>)]) {
    text.push_str(":PROPERTIES:\n");
    for (name, value) in properties {
        let value = value.map(one_line).unwrap_or_default();
        if !value.is_empty() {
            let _ = writeln!(text, ":{name}: {value}");
        }
    }
    text.push_str(":END:\n");
}

/// Writes lines that org must not take for headings, blocks or drawers: before what would begin one stands a zero width
/// space (Org manual, "Escape Character").
fn lines(text: &mut String, lines: &str) {
    for line in lines.lines() {
        if line.trim_start().starts_with(['*', '#', ':']) {
            text.push('\u{200b}');
        }
        text.push_str(line);
        text.push('\n');
    }
}

/// A tag as org allows it: letters, digits, `_` and `@` (Org manual, "Tags").
fn tag(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '@' {
                c
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::tests::{a_mark, mark};
    use super::*;

    #[test]
    fn an_article_is_a_heading_and_a_mark_a_heading_under_it() {
        let mut mark = a_mark(1);
        mark.tags.push("follow-up".to_owned());
        mark.note = "* not a heading\n:END:".to_owned();
        mark.anchor.exact = "#+end_quote\ntext".to_owned();
        let id = mark.id;
        assert_eq!(
            write(&[mark]),
            format!(
                "* 两次握手\n:PROPERTIES:\n:ARTICLE: zh/x\n:SOURCE: 对位\n:DATE: 2019-05-08\n:LANG: zh-Hans\n\
                 :URL: https://example.org/zh/x\n:END:\n** #+end_quote text :claim:follow_up:\n:PROPERTIES:\n\
                 :MARK: {id}\n:CREATED: 1970-01-01T00:00:00.001Z\n:END:\n#+begin_quote\n\u{200b}#+end_quote\ntext\n\
                 #+end_quote\n\n\u{200b}* not a heading\n\u{200b}:END:\n"
            )
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_a_heading_or_ends_a_block(mark in mark()) {
            let text = write(std::slice::from_ref(&mark));
            let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
            prop_assert_eq!(count("* "), 1);
            prop_assert_eq!(count("** "), 1);
            prop_assert_eq!(count("#+end_quote"), 1);
            prop_assert_eq!(count(":END:"), 2);
        }
    }
}
