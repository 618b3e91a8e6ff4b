//! Where front matter begins and ends.

use super::Syntax;
use super::lines::key_and_value;

/// Front matter and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) struct Front<'a> {
    /// Its syntax.
    pub(in crate::load) syntax: Syntax,
    /// What stands between the two marks; it begins on line 2.
    pub(in crate::load) text: &'a str,
    /// Whether the closing mark is there.
    pub(in crate::load) closed: bool,
    /// What follows.
    pub(in crate::load) body: &'a str,
}

/// The front matter of a text. A first line `---` may also be a mere rule: it counts when the next line that is
/// neither empty nor a comment looks like a key, or closes it at once. Without a closing mark it ends at the first empty line.
#[must_use]
pub(in crate::load) fn front(text: &str) -> Option<Front<'_>> {
    let (mark, rest) = text.split_once('\n')?;
    let (syntax, closes): (_, &[&str]) = match mark.trim_end() {
        "---" => (Syntax::Yaml, &["---", "..."]),
        "+++" => (Syntax::Toml, &["+++"]),
        _ => return None,
    };
    let mut at = 0;
    let mut empty_line = None;
    let mut has_key = false;
    for line in rest.split_inclusive('\n') {
        let content = line.trim_end();
        if closes.contains(&content) && (has_key || rest.get(..at)?.trim().is_empty()) {
            let (text, body) = (rest.get(..at)?, rest.get(at + line.len()..)?);
            return Some(Front {
                syntax,
                text,
                closed: true,
                body,
            });
        }
        let silent = content.is_empty() || content.starts_with('#');
        if !silent && !has_key {
            key_and_value(content, syntax)?;
            has_key = true;
        }
        if content.is_empty() && has_key {
            empty_line = empty_line.or(Some(at));
        }
        at += line.len();
    }
    let (text, body) = rest.split_at_checked(empty_line.unwrap_or(rest.len()))?;
    has_key.then_some(Front {
        syntax,
        text,
        closed: false,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_told_from_a_rule() {
        let found = front("---\n\n# c\ntitle: x\n---\nbody\n").unwrap();
        assert_eq!(
            (found.text, found.body, found.closed),
            ("\n# c\ntitle: x\n", "body\n", true)
        );
        assert_eq!(front("---\n---\nbody").unwrap().body, "body");
        assert_eq!(
            front("+++\ntitle = 'x'\n+++\n").unwrap().syntax,
            Syntax::Toml
        );
        assert_eq!(front("---\n\nJust a rule above.\n\n---\n"), None);
        assert_eq!(front("---"), None);
        assert_eq!(front("text\n---\n"), None);
        let open = front("---\ntitle: x\ndate: y\n\nbody\n").unwrap();
        assert_eq!(
            (open.text, open.body, open.closed),
            ("title: x\ndate: y\n", "\nbody\n", false)
        );
    }
}
