//! Web pages met where a feed was looked for, and the feeds they name.

use url::Url;

/// The most feeds that are listed of a page; more are no help.
const MOST: usize = 20;

/// How far into a page its head is looked for, in bytes.
const HEAD: usize = 512 * 1024;

/// What the user can do.
pub(super) fn remedy(feeds: &[String]) -> String {
    match feeds {
        [] => "it names no feed of its own: look on it for an address with `rss`, `feed` or `atom`"
            .to_owned(),
        [one] => format!("its feed is {one}"),
        several => format!("its feeds are {}", several.join(" ")),
    }
}

/// Whether a text begins as a web page does.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start();
    // Comments and processing instructions may come before what tells.
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            break;
        };
        let Some((_, after)) = rest.split_once(end) else {
            return false;
        };
        rest = after.trim_start();
    }
    let start: String = rest
        .chars()
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|known| start.starts_with(known))
}

/// The addresses of `<link rel="alternate">` whose type is that of a feed.
pub(super) fn feeds(html: &str, address: Option<&str>) -> Vec<String> {
    let end = html.floor_char_boundary(HEAD);
    let head = html.get(..end).unwrap_or(html);
    let mut base = address.and_then(|address| Url::parse(address).ok());
    let mut found: Vec<String> = Vec::new();
    for piece in head.split('<').skip(1) {
        let name: String = piece
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let attributes = || attributes(piece.get(name.len()..).unwrap_or_default());
        match name.as_str() {
            "base" => {
                let href = attributes().into_iter().find(|(key, _)| key == "href");
                let given = href.and_then(|(_, href)| match &base {
                    Some(base) => base.join(&href).ok(),
                    None => Url::parse(&href).ok(),
                });
                base = given.or(base);
            }
            "link" => {
                let url = feed_of_link(&attributes(), base.as_ref());
                found.extend(url.filter(|url| !found.contains(url)));
            }
            "body" => break,
            _ => {}
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

fn feed_of_link(attributes: &[(String, String)], base: Option<&Url>) -> Option<String> {
    const TYPES: [&str; 5] = [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/json",
    ];
    let value = |name: &str| {
        let found = attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim())
    };
    let rel = value("rel")?.to_ascii_lowercase();
    let kind = value("type")?.to_ascii_lowercase();
    let is_feed = rel.split_whitespace().any(|word| word == "alternate")
        && TYPES.contains(&kind.split(';').next().unwrap_or_default().trim());
    let href = value("href").filter(|href| is_feed && !href.is_empty())?;
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// The attributes of a tag, from what follows its name up to its end, names in small letters.
fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c));
        let (name, after) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        if name.is_empty() {
            return found;
        }
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            found.push((name.to_ascii_lowercase(), String::new()));
            rest = after;
            continue;
        };
        let quoted = value
            .strip_prefix('"')
            .map(|inner| (inner, '"'))
            .or_else(|| value.strip_prefix('\'').map(|inner| (inner, '\'')));
        let (value, after) = match quoted {
            Some((inner, quote)) => inner.split_once(quote).unwrap_or((inner, "")),
            None => {
                let end = value.find(|c: char| c.is_whitespace() || c == '>');
                value
                    .split_at_checked(end.unwrap_or(value.len()))
                    .unwrap_or((value, ""))
            }
        };
        found.push((name.to_ascii_lowercase(), value.replace("&amp;", "&")));
        rest = after;
    }
}
