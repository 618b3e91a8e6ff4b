//! The user's configuration as text, edited so that all else in it stays as it was written.

use thiserror::Error;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// Why a configuration cannot be edited.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EditError {
    /// It is not TOML.
    #[error("this is not TOML: {0}; correct it first")]
    Syntax(String),
    /// What is to be edited is written in another form than as tables.
    #[error("`{0}` is no list of tables; write each as [[{0}]] first")]
    Form(&'static str),
}

/// Edits the tables `[[key]]` of a configuration, and gives its new text.
///
/// # Errors
/// It is not TOML, or has something else under the key.
pub fn tables(
    text: &str,
    key: &'static str,
    change: impl FnOnce(&mut ArrayOfTables),
) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        EditError::Syntax(error.message().replace('\n', ", "))
    })?;
    let item = document
        .entry(key)
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = item.as_array_of_tables_mut().ok_or(EditError::Form(key))?;
    change(tables);
    if tables.is_empty() {
        document.remove(key);
    }
    Ok(document.to_string())
}

/// Keeps a view: a new one at the end, or another query and order under a name that is there.
///
/// # Errors
/// The configuration cannot be edited.
pub fn save_view(
    text: &str,
    name: &str,
    query: &str,
    sort: Option<&str>,
) -> Result<String, EditError> {
    tables(text, "view", |views| {
        let named = |table: &&mut Table| table.get("name").and_then(Item::as_str) == Some(name);
        let write = |table: &mut Table| {
            table.insert("query", value(query));
            match sort {
                Some(sort) => table.insert("sort", value(sort)),
                None => table.remove("sort"),
            };
        };
        if let Some(known) = views.iter_mut().find(named) {
            write(known);
            return;
        }
        let mut table = Table::new();
        table.insert("name", value(name));
        write(&mut table);
        views.push(table);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\n[reading]\nmeasure = 60 # narrow\n";

    #[test]
    fn a_view_is_added_and_changed_and_all_else_stays() {
        let text = save_view(TEXT, "日本 \"x\"", "lang:ja -\"a b\"", None).unwrap();
        assert_eq!(
            text,
            format!("{TEXT}\n[[view]]\nname = '日本 \"x\"'\nquery = 'lang:ja -\"a b\"'\n")
        );
        let kept = text.replace("query =", "key = \"gj\" # mine too\nquery =");
        let changed = save_view(&kept, "日本 \"x\"", "lang:ko", Some("unread")).unwrap();
        assert_eq!(
            changed,
            format!(
                "{TEXT}\n[[view]]\nname = '日本 \"x\"'\nkey = \"gj\" # mine too\nquery = \"lang:ko\"\nsort = \"unread\"\n"
            )
        );
        let back = save_view(&changed, "日本 \"x\"", "lang:ja -\"a b\"", None).unwrap();
        assert_eq!(back, kept);
    }

    #[test]
    fn what_cannot_be_edited_is_refused() {
        assert!(matches!(
            save_view("[x", "a", "b", None),
            Err(EditError::Syntax(_))
        ));
        assert_eq!(
            save_view("view = 3\n", "a", "b", None),
            Err(EditError::Form("view"))
        );
    }
}
