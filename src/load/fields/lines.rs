//! Metadata by the line: what is left when YAML or TOML refuse the whole for one bad line.

use serde_json::{Map, Value};

use super::Syntax;

/// Reads `key: value` or `key = value` lines and `- item` lines under a key without a value. Never refuses.
pub(super) fn by_line(text: &str, syntax: Syntax) -> Map<String, Value> {
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
pub(super) fn key_and_value(line: &str, syntax: Syntax) -> Option<(&str, &str)> {
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
