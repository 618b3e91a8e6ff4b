//! Front matter and sidecars as keys and values, read from YAML or TOML, or by the line where those refuse.
//!
//! Knows the syntax alone: what a key means is `metadata`'s to say.

mod front;

mod lines;

use std::fmt::Write as _;

use serde_json::{Map, Value};

pub(super) use self::front::{Front, front};
use self::lines::by_line;

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
    if let Some(map) = plain(text) {
        return Ok(map);
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

/// YAML of nothing but texts and lists of texts in double quotes, a line each, as fetched articles have it: what is JSON
/// is the same in YAML, and read in a tenth of the time. None for anything else.
fn plain(text: &str) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    for line in text.lines() {
        let (key, value) = line.split_once(": ")?;
        let is_plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
        if key.is_empty() || !key.bytes().all(is_plain) || !value.starts_with(['"', '[']) {
            return None;
        }
        let value: Value = serde_json::from_str(value).ok()?;
        let is_list = |items: &Vec<Value>| items.iter().all(Value::is_string);
        if !value.is_string() && !value.as_array().is_some_and(is_list) {
            return None;
        }
        if map.insert(key.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(map)
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
    fn nested_values_are_compact() {
        assert_eq!(
            compact(&json!({"a": [1, {"b": "c"}], "d": null})),
            "a: [1, {b: c}], d: "
        );
    }

    #[test]
    fn what_is_read_quickly_is_what_yaml_says() {
        let text = "title: \"A: \\\"b\\\" # c\\n会\"\ntags: [\"a\", \"b: c\"]\nid: \"1.10\"\n";
        let quick = plain(text).unwrap();
        // A comment is nothing to YAML and too much for the quick way.
        let slow = format!("# slow\n{text}");
        assert_eq!(plain(&slow), None);
        assert_eq!(yaml(&slow).unwrap(), quick);
        for other in [
            "title: bare\n",
            "date: 2019-05-07\n",
            "a: \"x\"\na: \"y\"\n",
            "a: [1]\n",
            "a: \"x\" y\n",
            "  a: \"x\"\n",
        ] {
            assert_eq!(plain(other), None, "{other}");
        }
    }
}
