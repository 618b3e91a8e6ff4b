//! Lists of subscriptions as other readers keep them: OPML 1.0 to 2.0, and newsboat's `urls`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::feed::tidy;
use super::subscriptions::Subscription;

/// Reads a list of subscriptions; what is not understood of it is told, line by line or as a whole.
///
/// A folder of OPML is a folder here. Of newsboat's lines the first word is the address, `~` begins a name, and the
/// other words are tags.
#[must_use]
pub fn read(text: &str) -> (Vec<Subscription>, Vec<String>) {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if text.starts_with('<') {
        opml(text)
    } else {
        urls(text)
    }
}

fn opml(text: &str) -> (Vec<Subscription>, Vec<String>) {
    let tidied = match tidy(text) {
        Ok(tidied) => tidied,
        Err(error) => return (Vec::new(), vec![error.to_string()]),
    };
    let mut reader = Reader::from_str(&tidied);
    let mut found = Vec::new();
    let mut problems = Vec::new();
    // The folders that are open; none for an outline that is a feed or has no name.
    let mut open: Vec<Option<String>> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if is_outline(&tag) => {
                let outline = outline(&tag, &open);
                open.push(outline.name);
                found.extend(outline.feed);
            }
            Ok(Event::Empty(tag)) if is_outline(&tag) => found.extend(outline(&tag, &open).feed),
            Ok(Event::End(tag)) if tag.name().as_ref().eq_ignore_ascii_case("outline") => {
                open.pop();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                problems.push(format!(
                    "this is no OPML ({error}); what stands before that was read"
                ));
                break;
            }
        }
    }
    if found.is_empty() && problems.is_empty() {
        problems.push("there is no feed in it; an OPML file names them with xmlUrl".to_owned());
    }
    (found, problems)
}

fn is_outline(tag: &BytesStart<'_>) -> bool {
    tag.name().as_ref().eq_ignore_ascii_case("outline")
}

struct Outline {
    /// Its name where it is a folder.
    name: Option<String>,
    feed: Option<Subscription>,
}

fn outline(tag: &BytesStart<'_>, open: &[Option<String>]) -> Outline {
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref().to_ascii_lowercase();
        let value = attribute.normalized_value(quick_xml::XmlVersion::default());
        let value = value
            .map(|value| value.trim().to_owned())
            .unwrap_or_default();
        if !value.is_empty() {
            values.insert(key, value);
        }
    }
    let name = values.get("title").or_else(|| values.get("text")).cloned();
    let Some(url) = values.get("xmlurl") else {
        return Outline { name, feed: None };
    };
    let folders: Vec<&str> = open.iter().flatten().map(String::as_str).collect();
    let tags = values
        .get("category")
        .map(String::as_str)
        .unwrap_or_default()
        .split(',');
    let feed = Subscription {
        url: url.clone(),
        name,
        folder: (!folders.is_empty()).then(|| folders.join("/")),
        lang: values.get("language").cloned(),
        tags: tags
            .map(|tag| tag.trim().trim_matches('/').to_owned())
            .filter(|tag| !tag.is_empty())
            .collect(),
        every: None,
        full_text: false,
    };
    Outline {
        name: None,
        feed: Some(feed),
    }
}

fn urls(text: &str) -> (Vec<Subscription>, Vec<String>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut words = words(line).into_iter();
        let Some(url) = words.next().filter(|word| !word.starts_with('#')) else {
            continue;
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let what = "only addresses with https:// or http:// can be fetched";
            problems.push(format!("line {}: `{url}` is left out: {what}", number + 1));
            continue;
        }
        let mut feed = Subscription {
            url,
            ..Subscription::default()
        };
        for word in words {
            match word.strip_prefix('~') {
                Some(name) => feed.name = Some(name.to_owned()).filter(|name| !name.is_empty()),
                // A mark that hides the feed from one of newsboat's lists.
                None if word == "!" => {}
                None => feed.tags.push(word),
            }
        }
        found.push(feed);
    }
    (found, problems)
}

/// The words of a line, with those in quotation marks whole.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut is_quoted, mut is_word, mut is_escaped) = (false, false, false);
    for c in line.chars() {
        if is_escaped {
            word.push(c);
            is_escaped = false;
        } else if c == '\\' && is_quoted {
            is_escaped = true;
        } else if c == '"' {
            is_quoted = !is_quoted;
            is_word = true;
        } else if c.is_whitespace() && !is_quoted {
            if is_word {
                words.push(std::mem::take(&mut word));
            }
            is_word = false;
        } else {
            word.push(c);
            is_word = true;
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

/// A folder of subscriptions.
#[derive(Default)]
struct Folder<'a> {
    folders: BTreeMap<&'a str, Folder<'a>>,
    feeds: Vec<&'a Subscription>,
}

/// Writes subscriptions as OPML 2.0, in their folders.
#[must_use]
pub fn write(feeds: &[Subscription]) -> String {
    let mut root = Folder::default();
    for feed in feeds {
        let mut folder = &mut root;
        let parts = feed.folder.as_deref().unwrap_or_default().split('/');
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            folder = folder.folders.entry(part).or_default();
        }
        folder.feeds.push(feed);
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>Feeds</title></head>\n  <body>\n",
    );
    root.write(&mut text, "    ");
    text.push_str("  </body>\n</opml>\n");
    text
}

impl Folder<'_> {
    fn write(&self, text: &mut String, indent: &str) {
        for (name, folder) in &self.folders {
            let _ = writeln!(
                text,
                "{indent}<outline text=\"{0}\" title=\"{0}\">",
                escape(*name)
            );
            folder.write(text, &format!("{indent}  "));
            let _ = writeln!(text, "{indent}</outline>");
        }
        for feed in &self.feeds {
            let name = escape(feed.name.as_deref().unwrap_or(&feed.url));
            let _ = write!(
                text,
                "{indent}<outline type=\"rss\" text=\"{name}\" title=\"{name}\""
            );
            let _ = write!(text, " xmlUrl=\"{}\"", escape(feed.url.as_str()));
            if let Some(lang) = &feed.lang {
                let _ = write!(text, " language=\"{}\"", escape(lang.as_str()));
            }
            if !feed.tags.is_empty() {
                let _ = write!(text, " category=\"{}\"", escape(feed.tags.join(",")));
            }
            text.push_str("/>\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let feeds = [
            Subscription {
                url: "https://a.example/?x=1&y=2".into(),
                name: Some("A & \"<b>\"".into()),
                ..Subscription::default()
            },
            Subscription {
                url: "https://b.example/".into(),
                name: Some("ニュース".into()),
                folder: Some("tech/雲".into()),
                lang: Some("ja".into()),
                tags: vec!["x".into(), "y".into()],
                every: None,
                full_text: false,
            },
        ];
        let (mut read, problems) = read(&write(&feeds));
        read.sort_by(|a, b| a.url.cmp(&b.url));
        assert_eq!(
            (read.as_slice(), problems.as_slice()),
            (&feeds[..], &[][..])
        );
    }

    #[test]
    fn opml_as_it_is_met_is_read() {
        let (feeds, problems) = read(
            "\u{FEFF}<!DOCTYPE opml><OPML><body><outline text='News & more'><outline text=\"A\" XMLURL=\"http://a.example/\" htmlUrl=\"x\">\
             <outline xmlUrl=\"http://inner.example/\"/></outline></outline><outline/><outline text=\"B\" xmlUrl=\"http://b.example/\"/></body></OPML>",
        );
        assert_eq!(problems, [""; 0]);
        let got: Vec<_> = feeds
            .iter()
            .map(|feed| (feed.url.as_str(), feed.folder.as_deref()))
            .collect();
        assert_eq!(
            got,
            [
                ("http://a.example/", Some("News & more")),
                ("http://inner.example/", Some("News & more")),
                ("http://b.example/", None)
            ]
        );
        assert!(read("<opml><body/></opml>").1[0].contains("no feed"));
        assert!(!read(&"<outline text='x'>".repeat(100_000)).1.is_empty());
        assert!(read("<html><a></b>").1.len() == 1);
    }

    #[test]
    fn newsboats_list_is_read() {
        let (feeds, problems) = read(
            "# mine\n\nhttps://a.example/feed \"tech news\" ja \"~The A\" !\nquery:Unread:unread = \"yes\"\nhttp://b.example/\n",
        );
        assert_eq!(feeds.len(), 2);
        assert_eq!(
            (feeds[0].name.as_deref(), feeds[0].tags.as_slice()),
            (
                Some("The A"),
                &["tech news".to_owned(), "ja".to_owned()][..]
            )
        );
        assert!(problems[0].starts_with("line 4"), "{problems:?}");
    }
}
