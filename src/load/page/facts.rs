//! What a page says about its article: in JSON-LD, in `<meta>`, in `<link>` and in `<time>`.

use dom_query::{Document, NodeRef};
use serde_json::Value;
use url::Url;

use super::super::dates;
use crate::news::date::Date;
use crate::text::clean::clean_line;

/// The names under which `<meta>` tells when something was published, the surest first.
const DATES: [&str; 14] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.created",
    "date",
];
/// The types of schema.org that are articles, besides those whose name ends in `Article`.
const TYPES: [&str; 4] = [
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "SocialMediaPosting",
];
/// So many values of JSON-LD are looked at.
const VALUES: usize = 10_000;

/// What a page says about its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The headline.
    pub(super) title: Option<String>,
    /// Who wrote it.
    pub(super) byline: Option<String>,
    /// When it was published.
    pub(super) date: Option<Date>,
    /// The tag of its language.
    pub(super) lang: Option<String>,
    /// The publication.
    pub(super) site: Option<String>,
    /// Its address of its own, complete.
    pub(super) url: Option<Url>,
    /// What its links are relative to.
    pub(super) base: Option<Url>,
}

/// Reads what a page says, itself found at `url`.
pub(super) fn facts(page: &Document, url: Option<&Url>) -> Facts {
    let meta = Meta::of(page);
    let data = article_data(page);
    let said = |key: &str| data.as_ref().and_then(|data| names(data.get(key)?));
    let base = page.select_single("base[href]").attr("href");
    let base = base
        .and_then(|href| web(&href, url))
        .or_else(|| url.cloned());
    let own = canonical(page, &meta, base.as_ref(), url);
    let site = meta.get(&["og:site_name"]).or_else(|| said("publisher"));
    let site = site.or_else(|| meta.get(&["application-name"]));
    let lang = page
        .select_single("html[lang]")
        .attr("lang")
        .map(|lang| lang.to_string());
    let lang = lang.filter(|lang| !lang.trim().is_empty());
    let lang = lang.or_else(|| meta.get(&["content-language", "og:locale"]));
    Facts {
        title: said("headline")
            .or_else(|| meta.get(&["og:title", "twitter:title"]))
            .map(|title| bare_title(page, &title, site.as_deref())),
        byline: said("author").or_else(|| {
            let author = meta.get(&["author", "article:author", "byl", "dc.creator"]);
            author.filter(|author| !author.contains("://"))
        }),
        date: said("datePublished")
            .and_then(|date| day(&date))
            .or_else(|| DATES.iter().find_map(|key| day(&meta.get(&[key])?)))
            .or_else(|| time(page)),
        lang: lang.or_else(|| said("inLanguage")),
        site,
        base: base.or_else(|| own.clone()),
        url: own,
    }
}

/// The `<meta>` elements of a page.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn of(page: &Document) -> Self {
        let mut all = Vec::new();
        for node in page.select("meta[content]").nodes() {
            let content = clean_line(&node.attr_or("content", ""));
            let keys = ["property", "name", "itemprop", "http-equiv"];
            let key = keys.into_iter().find_map(|key| node.attr(key));
            if let (Some(key), false) = (key, content.is_empty()) {
                all.push((key.trim().to_ascii_lowercase(), content));
            }
        }
        Self(all)
    }

    /// The first value of the first key that has one.
    fn get(&self, keys: &[&str]) -> Option<String> {
        let of = |key: &&str| self.0.iter().find(|(own, _)| own == key);
        keys.iter().find_map(of).map(|(_, value)| value.clone())
    }
}

/// The object of a page's JSON-LD that describes its article.
fn article_data(page: &Document) -> Option<Value> {
    for node in page.select("script[type*='ld+json']").nodes() {
        // Line feeds inside strings are common, and forbidden.
        let text: String = node
            .text()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let text = text
            .trim()
            .trim_start_matches("<!--")
            .trim_end_matches("-->");
        let Ok(root) = serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) else {
            continue;
        };
        let mut open = vec![&root];
        let mut seen = 0;
        while let Some(value) = open.pop() {
            seen += 1;
            if seen > VALUES {
                break;
            }
            match value {
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(fields) if is_article(value) => {
                    return Some(Value::Object(fields.clone()));
                }
                Value::Object(fields) => {
                    open.extend(
                        ["@graph", "mainEntity", "mainEntityOfPage"]
                            .iter()
                            .filter_map(|key| fields.get(*key)),
                    );
                }
                _ => {}
            }
        }
    }
    None
}

fn is_article(value: &Value) -> bool {
    let is_one = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        name.ends_with("Article") || TYPES.iter().any(|one| name.ends_with(one))
    };
    match value.get("@type") {
        Some(Value::Array(names)) => names.iter().any(is_one),
        Some(name) => is_one(name),
        None => false,
    }
}

/// A value as text: a string, the name of an object, or several of these.
fn names(value: &Value) -> Option<String> {
    let one = |value: &Value| {
        let name = value.get("name").unwrap_or(value);
        let name = name.as_str().map(clean_line).unwrap_or_default();
        Some(name).filter(|name| !name.is_empty())
    };
    let found = match value {
        Value::Array(items) => items.iter().filter_map(one).collect::<Vec<_>>().join(", "),
        value => one(value)?,
    };
    Some(found).filter(|found| !found.is_empty())
}

/// A title without what pages add to it: the publication's name, which stands in no heading of the page.
pub(super) fn bare_title(page: &Document, title: &str, site: Option<&str>) -> String {
    let title = clean_line(title);
    let headings = page.select("h1");
    let headings = headings
        .nodes()
        .iter()
        .take(5)
        .map(|node| clean_line(&node.text()));
    let starts =
        |heading: &String| heading.len() * 3 >= title.len() && title.starts_with(heading.as_str());
    if let Some(heading) = headings
        .into_iter()
        .find(|heading| !heading.is_empty() && starts(heading))
    {
        return heading;
    }
    const BETWEEN: [char; 9] = ['|', '-', '–', '—', '｜', ':', '：', '»', '_'];
    let without = |site: &str| {
        let rest = title.strip_suffix(site)?.trim_end();
        let kept = rest.strip_suffix(BETWEEN)?.trim_end();
        (!kept.is_empty()).then(|| kept.to_owned())
    };
    site.filter(|site| !site.is_empty())
        .and_then(without)
        .unwrap_or(title)
}

/// A day, with or without the time, of a text that begins with one.
fn day(text: &str) -> Option<Date> {
    let text = clean_line(text);
    dates::parse(&text).or_else(|| dates::parse(text.get(..10)?))
}

/// The day of the first `<time>` that has one, those marked as the day of publication and those of the article first.
fn time(page: &Document) -> Option<Date> {
    let of = |node: &NodeRef<'_>| {
        let given = ["datetime", "content"]
            .into_iter()
            .find_map(|key| node.attr(key));
        given
            .and_then(|given| day(&given))
            .or_else(|| day(&node.text()))
    };
    let places = [
        "[itemprop='datePublished']",
        "time[pubdate]",
        "article time",
        "main time",
        "time",
    ];
    places.iter().find_map(|place| {
        let found = page.select(place);
        found.nodes().iter().take(20).find_map(of)
    })
}

/// The address that the page says is its own. That of the front page, which careless pages name, is none.
fn canonical(page: &Document, meta: &Meta, base: Option<&Url>, url: Option<&Url>) -> Option<Url> {
    let link = page
        .select_single("link[rel='canonical']")
        .attr("href")
        .map(|href| href.to_string());
    let said = [link, meta.get(&["og:url"])].into_iter().flatten();
    let mut said = said.filter_map(|href| web(&href, base));
    let is_front = |own: &Url| own.path() == "/" && own.query().is_none();
    said.find(|own| !is_front(own) || url.is_none_or(is_front))
        .or_else(|| url.cloned())
}

/// A complete address on the web.
pub(super) fn web(href: &str, base: Option<&Url>) -> Option<Url> {
    let url = Url::options().base_url(base).parse(href.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}
