//! Front matter and sidecars as keys and values, read from YAML or TOML, or by the line where those refuse.
//!
//! Knows the syntax alone: what a key means is `metadata`'s to say.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The syntax of a piece of metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines, and in sidecars.
    Toml,
}

/// One key of the metadata.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The key as written.
    pub(super) key: String,
    /// Its value.
    pub(super) value: Value,
    /// Its line in the file, counted from 1.
    pub(super) line: usize,
}

/// The metadata of one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    /// The keys in the order of the file.
    pub(super) fields: Vec<Field>,
    /// Why the parser refused, with the line in the file; the fields were then read by the line.
    pub(super) refused: Option<(usize, String)>,
}

/// Front matter and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Front<'a> {
    /// Its syntax.
    pub(super) syntax: Syntax,
    /// What stands between the two marks; it begins on line 2.
    pub(super) text: &'a str,
    /// Whether the closing mark is there.
    pub(super) closed: bool,
    /// What follows.
    pub(super) body: &'a str,
}

/// The front matter of a text. A first line `---` may also be a mere rule: it counts when the next line that is
/// neither empty nor a comment looks like a key, or closes it at once. Without a closing mark it ends at the first empty line.
#[must_use]
pub(super) fn front(text: &str) -> Option<Front<'_>> {
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

/// Reads metadata whose first line is line `first` of its file.
#[must_use]
pub(super) fn read(text: &str, syntax: Syntax, first: usize) -> Fields {
    let parsed = match syntax {
        Syntax::Yaml => yaml(text),
        Syntax::Toml => toml(text),
    };
    let (map, refused) = match parsed {
        Ok(map) => (map, None),
        Err((line, what)) => (by_line(text, syntax), Some((first + line, what))),
    };
    let fields = map
        .into_iter()
        .map(|(key, value)| Field {
            line: first + line_of(text, &key),
            key,
            value,
        })
        .collect();
    Fields { fields, refused }
}

/// A value on one line: lists with commas, nested keys as `key: value`, nothing for null.
#[must_use]
pub(super) fn compact(value: &Value) -> String {
    let mut text = String::new();
    write_compact(value, &mut text);
    text
}

fn write_compact(value: &Value, into: &mut String) {
    match value {
        Value::Null => {}
        Value::String(text) => into.push_str(text),
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    into.push_str(", ");
                }
                nested(item, into);
            }
        }
        Value::Object(map) => {
            for (number, (key, item)) in map.iter().enumerate() {
                if number > 0 {
                    into.push_str(", ");
                }
                into.push_str(key);
                into.push_str(": ");
                nested(item, into);
            }
        }
        scalar => {
            let _ = write!(into, "{scalar}");
        }
    }
}

/// A value inside another: brackets tell where it ends.
fn nested(value: &Value, into: &mut String) {
    let (open, close) = match value {
        Value::Array(_) => ("[", "]"),
        Value::Object(_) => ("{", "}"),
        _ => ("", ""),
    };
    into.push_str(open);
    write_compact(value, into);
    into.push_str(close);
}

/// What a refused parse says: the line counted from 0 in the metadata, and the reason.
type Refused = (usize, String);

fn yaml(text: &str) -> Result<Map<String, Value>, Refused> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    // Small bounds: no article's header comes near them, and a hostile one is refused at once.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: 4_000,
            max_events: 12_000,
            max_depth: 16,
            max_aliases: 50,
            max_anchors: 50,
            max_documents: 1,
        },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    let mut map: Map<String, Value> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let line = error.location().map_or(0, |location| location.line());
            let line = usize::try_from(line).unwrap_or(0).saturating_sub(1);
            (line, first_line(&error.without_snippet().to_string()))
        })?;
    as_written(&mut map, text);
    Ok(map)
}

fn toml(text: &str) -> Result<Map<String, Value>, Refused> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        (before.matches('\n').count(), first_line(error.message()))
    })?;
    Ok(table
        .into_iter()
        .map(|(key, value)| (key, from_toml(value)))
        .collect())
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::String(number.to_string()),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect(),
        ),
    }
}

/// Puts numbers back as they were written: the title `1.10` is not `1.1`.
fn as_written(map: &mut Map<String, Value>, text: &str) {
    if !map.values().any(Value::is_number) {
        return;
    }
    let written = by_line(text, Syntax::Yaml);
    for (key, value) in map.iter_mut().filter(|(_, value)| value.is_number()) {
        let text = written.get(key).and_then(Value::as_str);
        *value = Value::String(match text.and_then(|text| text.split(" #").next()) {
            Some(text) if !text.is_empty() => text.trim().to_owned(),
            _ => value.to_string(),
        });
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// Reads `key: value` or `key = value` lines and `- item` lines under a key without a value. Never refuses.
fn by_line(text: &str, syntax: Syntax) -> Map<String, Value> {
    let mut map = Map::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if let (Some(item), Some(key)) = (content.strip_prefix("- "), &open) {
            let item = Value::String(unquoted(item).to_owned());
            match map.get_mut(key) {
                Some(Value::Array(items)) => items.push(item),
                _ => {
                    map.insert(key.clone(), Value::Array(vec![item]));
                }
            }
        } else if !line.starts_with([' ', '\u{3000}'])
            && let Some((key, value)) = key_and_value(line, syntax)
        {
            open = value.is_empty().then(|| key.to_owned());
            map.insert(key.to_owned(), scalar_or_list(value));
        }
    }
    map
}

/// The two sides of a metadata line; `None` where it is not one.
fn key_and_value(line: &str, syntax: Syntax) -> Option<(&str, &str)> {
    const LONGEST: usize = 60;
    let (key, value) = match syntax {
        Syntax::Yaml => line.split_once(':')?,
        Syntax::Toml => line.split_once('=')?,
    };
    let key = unquoted(key.trim());
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '@');
    let spaced = syntax == Syntax::Toml || value.is_empty() || value.starts_with(' ');
    (spaced && !key.is_empty() && key.len() <= LONGEST && key.chars().all(is_key))
        .then(|| (key, value.trim()))
}

fn scalar_or_list(value: &str) -> Value {
    match value
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
    {
        Some(inner) => inner
            .split(',')
            .map(|item| unquoted(item.trim()))
            .filter(|item| !item.is_empty())
            .collect(),
        None => Value::String(unquoted(value).to_owned()),
    }
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text)
}

/// The line of a key, counted from 0; 0 where it is not found.
fn line_of(text: &str, key: &str) -> usize {
    text.lines()
        .position(|line| {
            let line = line.trim_start_matches(['"', '\'', '[']);
            line.strip_prefix(key).is_some_and(|rest| {
                rest.trim_start_matches(['"', '\'', ' '])
                    .starts_with([':', '=', ']', '.'])
            })
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(text: &str, syntax: Syntax) -> Vec<(String, Value)> {
        let read = read(text, syntax, 2);
        assert_eq!(read.refused, None, "{text}");
        read.fields
            .into_iter()
            .map(|field| (field.key, field.value))
            .collect()
    }

    #[test]
    fn yaml_and_toml_give_the_same_fields() {
        let expected = vec![
            ("title".to_owned(), json!("A: b")),
            ("tags".to_owned(), json!(["x", "y"])),
            ("date".to_owned(), json!("2019-05-07")),
            ("more".to_owned(), json!({"a": "1"})),
        ];
        let yaml = "title: \"A: b\"\ntags:\n  - x\n  - y\ndate: 2019-05-07\nmore:\n  a: '1'\n";
        assert_eq!(values(yaml, Syntax::Yaml), expected);
        let toml = "title = 'A: b'\ntags = ['x', 'y']\ndate = 2019-05-07\n[more]\na = '1'\n";
        assert_eq!(values(toml, Syntax::Toml), expected);
    }

    #[test]
    fn numbers_stay_as_they_were_written() {
        let fields = values("title: 1.10\nissue: 007 # seven\nyes: no\n", Syntax::Yaml);
        let shown: Vec<String> = fields.iter().map(|(_, value)| compact(value)).collect();
        assert_eq!(shown, ["1.10", "007", "no"]);
        let fields = values("n = 12\nd = 2009-02-04T10:04:00Z\nb = true\n", Syntax::Toml);
        let shown: Vec<String> = fields.iter().map(|(_, value)| compact(value)).collect();
        assert_eq!(shown, ["12", "2009-02-04T10:04:00Z", "true"]);
    }

    #[test]
    fn refused_yaml_is_read_by_the_line_and_names_its_line() {
        let text = "date: 2019-05-07\ntitle: Breaking: PM resigns\ntags: [a, \"b\"]\nlist:\n- one\n- two\n";
        let read = read(text, Syntax::Yaml, 2);
        let (line, what) = read.refused.unwrap();
        assert_eq!(line, 3, "{what}");
        let by_key = |key: &str| read.fields.iter().find(|f| f.key == key).unwrap();
        assert_eq!(by_key("title").value, json!("Breaking: PM resigns"));
        assert_eq!(by_key("title").line, 3);
        assert_eq!(by_key("tags").value, json!(["a", "b"]));
        assert_eq!(by_key("list").value, json!(["one", "two"]));
    }

    #[test]
    fn refused_toml_is_read_by_the_line_and_names_its_line() {
        let read = read("title = 'ok'\nsource = bare words\n", Syntax::Toml, 2);
        assert_eq!(read.refused.unwrap().0, 3);
        assert_eq!(read.fields[1].value, json!("bare words"));
    }

    #[test]
    fn bombs_are_refused_quickly() {
        let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (name, last) in ('b'..='i').zip('a'..='h') {
            bomb += &format!(
                "{name}: &{name} [{}]\n",
                vec![format!("*{last}"); 9].join(", ")
            );
        }
        assert!(read(&bomb, Syntax::Yaml, 2).refused.is_some());
        let deep = format!("a: {}\n", "[".repeat(3000));
        assert!(read(&deep, Syntax::Yaml, 2).refused.is_some());
        let deep = format!("a = {}\n", "[".repeat(3000));
        assert!(read(&deep, Syntax::Toml, 2).refused.is_some());
    }

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

    #[test]
    fn nested_values_are_compact() {
        assert_eq!(
            compact(&json!({"a": [1, {"b": "c"}], "d": null})),
            "a: [1, {b: c}], d: "
        );
    }
}
