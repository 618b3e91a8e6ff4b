//! Marks as comma-separated values for a spreadsheet or Taguette.

use super::super::time;
use crate::news::mark::{LinkMark, Mark};

const COLUMNS: &str =
    "id,document,tag,content,note,url,date,source,lang,created,link,link_document,link_content\r\n";

/// One row a tag, and one for a mark without tags.
///
/// A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return;
/// OWASP, "CSV Injection") gets an apostrophe before it, since articles are foreign text: these files are for reading,
/// and JSON lines for bringing marks back.
pub(super) fn write(marks: &[Mark]) -> String {
    let mut text = COLUMNS.to_owned();
    for mark in marks {
        let untagged = mark.tags.is_empty().then_some("");
        for tag in mark.tags.iter().map(String::as_str).chain(untagged) {
            text.push_str(&row(mark, tag));
        }
    }
    text
}

fn row(mark: &Mark, tag: &str) -> String {
    let article = &mark.anchor.article;
    let link = mark.link.as_deref();
    let other = |part: fn(&LinkMark) -> &str| link.map(part).unwrap_or_default();
    let fields = [
        &mark.id.to_string(),
        &article.title,
        tag,
        &mark.anchor.exact,
        &mark.note,
        article.url.as_deref().unwrap_or_default(),
        article.date.as_deref().unwrap_or_default(),
        article.source.as_deref().unwrap_or_default(),
        &article.lang.to_string(),
        &time::to_text(mark.created),
        other(|link| link.verdict.name()),
        other(|link| &link.to.article.title),
        other(|link| &link.to.exact),
    ];
    let mut row = fields.map(field).join(",");
    row.push_str("\r\n");
    row
}

fn field(text: &str) -> String {
    let guard = guard(text);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// What keeps a spreadsheet from taking a text for a formula.
fn guard(text: &str) -> &'static str {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::tests::{a_mark, mark};
    use super::*;

    /// Reads CSV as RFC 4180 has it.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let mut quoted = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let row = rows.last_mut().unwrap();
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    row.last_mut().unwrap().push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                '\r' if !quoted => {
                    assert_eq!(chars.next(), Some('\n'));
                    rows.push(vec![String::new()]);
                }
                c => row.last_mut().unwrap().push(c),
            }
        }
        assert_eq!(rows.pop(), Some(vec![String::new()]));
        rows
    }

    #[test]
    fn there_is_a_row_for_each_tag() {
        let mut mark = a_mark(1);
        mark.tags = vec!["claim".to_owned(), "deal, or not".to_owned()];
        mark.note = "=1+1".to_owned();
        let rows = read(&write(&[mark.clone(), a_mark(2)]));
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0][..4], ["id", "document", "tag", "content"]);
        assert_eq!(
            rows[2],
            [
                &mark.id.to_string(),
                "两次握手",
                "deal, or not",
                "微软来了。",
                "'=1+1",
                "https://example.org/zh/x",
                "2019-05-08",
                "对位",
                "zh-Hans",
                "1970-01-01T00:00:00.001Z",
                "",
                "",
                "",
            ]
        );
    }

    proptest! {
        #[test]
        fn any_mark_keeps_its_columns(mark in mark()) {
            let rows = read(&write(std::slice::from_ref(&mark)));
            prop_assert_eq!(rows.len(), 1 + mark.tags.len().max(1));
            for row in &rows {
                prop_assert_eq!(row.len(), 13);
            }
            let shown = |text: &str| [guard(text), text].concat();
            prop_assert_eq!(&rows[1][3], &shown(&mark.anchor.exact));
            prop_assert_eq!(&rows[1][4], &shown(&mark.note));
        }
    }
}
