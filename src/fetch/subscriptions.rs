//! The subscriptions in the user's configuration file, edited so that all else in it stays as it was written.

use toml_edit::{Array, ArrayOfTables, Item, Table, value};

pub use crate::config::edit::EditError;
use crate::config::edit::tables;

/// A subscription as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The feed's address.
    pub url: String,
    /// What it is called.
    pub name: Option<String>,
    /// The folder it is in, parts set off by `/`.
    pub folder: Option<String>,
    /// The language of its entries.
    pub lang: Option<String>,
    /// Tags for each of its entries.
    pub tags: Vec<String>,
    /// How often it is asked: `6h`.
    pub every: Option<String>,
    /// Whether the text is taken from the entries' pages.
    pub full_text: bool,
}

/// Edits the subscriptions of a configuration, and gives its new text.
fn edit(text: &str, change: impl FnOnce(&mut ArrayOfTables)) -> Result<String, EditError> {
    tables(text, "feed", change)
}

fn is_of(table: &Table, url: &str) -> bool {
    table.get("url").and_then(Item::as_str) == Some(url)
}

/// Adds subscriptions at the end; those whose address is there already are left out.
///
/// # Errors
/// The configuration cannot be edited.
pub fn add(text: &str, new: &[Subscription]) -> Result<String, EditError> {
    edit(text, |feeds| {
        for feed in new {
            if feeds.iter().any(|table| is_of(table, &feed.url)) {
                continue;
            }
            let mut table = Table::new();
            table.insert("url", value(&feed.url));
            let texts = [
                ("name", &feed.name),
                ("folder", &feed.folder),
                ("lang", &feed.lang),
                ("every", &feed.every),
            ];
            for (key, text) in texts {
                if let Some(text) = text {
                    table.insert(key, value(text));
                }
            }
            if !feed.tags.is_empty() {
                table.insert("tags", value(feed.tags.iter().collect::<Array>()));
            }
            if feed.full_text {
                table.insert("full_text", value(true));
            }
            feeds.push(table);
        }
    })
}

/// Takes a subscription away; what was fetched stays.
///
/// # Errors
/// The configuration cannot be edited.
pub fn remove(text: &str, url: &str) -> Result<String, EditError> {
    edit(text, |feeds| feeds.retain(|table| !is_of(table, url)))
}

/// Gives a subscription a new address, and a name where it has none: the old one came of the old address.
///
/// # Errors
/// The configuration cannot be edited.
pub fn relocate(text: &str, url: &str, new: &str, name: &str) -> Result<String, EditError> {
    let is_known = |feeds: &ArrayOfTables| feeds.iter().any(|table| is_of(table, new));
    edit(text, |feeds| {
        if is_known(feeds) {
            return;
        }
        for table in feeds.iter_mut().filter(|table| is_of(table, url)) {
            table.insert("url", value(new));
            if table.get("name").is_none() {
                table.insert("name", value(name));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\n[reading]\nmeasure = 60 # narrow\n\n[[feed]]\nurl = \"https://a.example/\" # the first\n";

    fn feed(url: &str) -> Subscription {
        Subscription {
            url: url.into(),
            ..Subscription::default()
        }
    }

    #[test]
    fn a_subscription_is_added_once_and_all_else_stays() {
        let new = Subscription {
            name: Some("B \"b\"".into()),
            folder: Some("x/y".into()),
            tags: vec!["t".into()],
            ..feed("https://b.example/")
        };
        let text = add(TEXT, &[new.clone(), feed("https://a.example/")]).unwrap();
        assert_eq!(
            text,
            format!(
                "{TEXT}\n[[feed]]\nurl = \"https://b.example/\"\nname = 'B \"b\"'\nfolder = \"x/y\"\ntags = [\"t\"]\n"
            )
        );
        assert_eq!(add(&text, &[new]).unwrap(), text);
        assert_eq!(remove(&text, "https://b.example/").unwrap(), TEXT);
        assert_eq!(
            add("", &[feed("https://a.example/")]).unwrap(),
            "[[feed]]\nurl = \"https://a.example/\"\n"
        );
    }

    #[test]
    fn the_last_subscription_can_go() {
        let text = remove(TEXT, "https://a.example/").unwrap();
        assert!(
            text.starts_with("# mine\n[reading]\nmeasure = 60 # narrow\n")
                && !text.contains("feed")
        );
    }

    #[test]
    fn a_feed_that_moved_keeps_its_name() {
        let text = relocate(
            TEXT,
            "https://a.example/",
            "https://new.example/",
            "a.example",
        )
        .unwrap();
        assert!(
            text.contains("url = \"https://new.example/\"")
                && text.contains("name = \"a.example\""),
            "{text}"
        );
        let both = add(TEXT, &[feed("https://b.example/")]).unwrap();
        assert_eq!(
            relocate(&both, "https://a.example/", "https://b.example/", "a").unwrap(),
            both
        );
    }

    #[test]
    fn what_cannot_be_edited_is_refused() {
        assert!(matches!(add("[x", &[]), Err(EditError::Syntax(_))));
        assert_eq!(add("feed = 3\n", &[]), Err(EditError::Form("feed")));
    }
}
