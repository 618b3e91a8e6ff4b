//! What the keys of front matter and sidecars mean.
//!
//! Knows no file format and no body; it takes keys and values and gives what is known about the article.

use std::path::Path;

use encoding_rs::Encoding;
use serde_json::Value;

use super::fields::{Field, Fields, compact};
use super::{dates, decode};
use crate::news::article::Meta;
use crate::news::date::Date;
use crate::news::problem::Problem;
use crate::text::clean::clean_line;
use crate::text::lang::Lang;

/// The keys that are understood, in any case, the first of each row preferred where a file has several.
const TITLE: &[&str] = &["title"];
const DATE: &[&str] = &["date", "published"];
const SOURCE: &[&str] = &["source"];
const AUTHOR: &[&str] = &["author", "authors"];
const LANG: &[&str] = &["lang", "language"];
const URL: &[&str] = &["url", "link"];
const TAGS: &[&str] = &["tags", "categories", "keywords"];
const ENCODING: &[&str] = &["encoding"];

/// The keys that say the same thing.
const SLOTS: [&[&str]; 7] = [TITLE, DATE, SOURCE, AUTHOR, LANG, URL, TAGS];

/// What the metadata says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// What is known; the title may still be empty.
    pub(super) meta: Meta,
    /// The language, where one is named.
    pub(super) lang: Option<Named>,
}

/// A language as the metadata names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// This one.
    Exactly(Lang),
    /// Chinese, without saying in which characters.
    Chinese,
}

/// One place of metadata: a file's front matter or its sidecar.
pub(super) struct Place<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// Its fields.
    pub(super) fields: Fields,
}

/// Puts the fields of several places together, an earlier place before a later one. What cannot be understood is a
/// problem, and stays among the other keys so that the reader still sees it.
pub(super) fn gather(places: Vec<Place<'_>>, problems: &mut Vec<Problem>) -> Known {
    let mut all: Vec<(&Path, Field)> = Vec::new();
    for Place { path, fields } in places {
        if let Some((line, what)) = fields.refused {
            let what = format!("bad metadata: {}", clean_line(&what));
            let remedy = "correct this line; quote a value that holds `: ` or begins with a sign";
            problems.push(Problem::new(path, what, remedy).at_line(line));
        }
        let given = all.len();
        for field in fields.fields {
            let same = |(_, other): &(&Path, Field)| {
                other.key.eq_ignore_ascii_case(&field.key)
                    || SLOTS
                        .iter()
                        .any(|slot| is_one_of(other, slot) && is_one_of(&field, slot))
            };
            if !all.iter().take(given).any(same) {
                all.push((path, field));
            }
        }
    }
    let mut known = Known::default();
    known.meta.title = take_text(&mut all, TITLE).unwrap_or_default();
    known.meta.source = take_text(&mut all, SOURCE);
    known.meta.author = take_text(&mut all, AUTHOR);
    known.meta.url = take_text(&mut all, URL);
    known.meta.tags = tags(&mut all);
    known.meta.date = date(&mut all, problems);
    known.lang = lang(&mut all, problems);
    known.meta.other = all
        .into_iter()
        .map(|(_, field)| (clean_line(&field.key), clean_line(&compact(&field.value))))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    known
}

/// The encoding that a sidecar names, taken out of its fields.
pub(super) fn take_encoding(
    place: &mut Place<'_>,
    problems: &mut Vec<Problem>,
) -> Option<&'static Encoding> {
    let at = place
        .fields
        .fields
        .iter()
        .position(|field| is_one_of(field, ENCODING))?;
    let field = place.fields.fields.remove(at);
    let label = clean_line(&compact(&field.value));
    let found = decode::encoding(&label);
    if found.is_none() {
        let what = format!("`{label}` is no encoding");
        let remedy = "name one such as utf-8, shift_jis, euc-jp, euc-kr, gb18030, big5 or utf-16le";
        problems.push(Problem::new(place.path, what, remedy).at_line(field.line));
    }
    found
}

/// The language that a sidecar names, as a hint for decoding.
pub(super) fn lang_hint(fields: &Fields) -> Option<Lang> {
    let field = fields.fields.iter().find(|field| is_one_of(field, LANG))?;
    Lang::parse(&compact(&field.value))
}

fn is_one_of(field: &Field, keys: &[&str]) -> bool {
    keys.iter().any(|key| field.key.eq_ignore_ascii_case(key))
}

/// Takes out the first field that has a value, by the order of the keys and not of the file.
fn take<'a>(all: &mut Vec<(&'a Path, Field)>, keys: &[&str]) -> Option<(&'a Path, Field)> {
    keys.iter().find_map(|key| {
        let at = all
            .iter()
            .position(|(_, field)| field.key.eq_ignore_ascii_case(key))?;
        let found = all.remove(at);
        (!clean_line(&compact(&found.1.value)).is_empty()).then_some(found)
    })
}

fn take_text(all: &mut Vec<(&Path, Field)>, keys: &[&str]) -> Option<String> {
    let (_, field) = take(all, keys)?;
    let named = |value: &Value| match value.get("name") {
        Some(name) => compact(name),
        None => compact(value),
    };
    let text = match &field.value {
        Value::Array(items) => items.iter().map(named).collect::<Vec<_>>().join(", "),
        one => named(one),
    };
    Some(clean_line(&text)).filter(|text| !text.is_empty())
}

fn tags(all: &mut Vec<(&Path, Field)>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    while let Some((_, field)) = take(all, TAGS) {
        let listed = match &field.value {
            Value::Array(items) => items.iter().map(compact).collect(),
            one => vec![compact(one)],
        };
        let single = listed
            .iter()
            .flat_map(|tags| tags.split([',', '、', '，', ';']));
        for tag in single.map(clean_line).filter(|tag| !tag.is_empty()) {
            if !found.contains(&tag) {
                found.push(tag);
            }
        }
    }
    found
}

fn date(all: &mut Vec<(&Path, Field)>, problems: &mut Vec<Problem>) -> Option<Date> {
    let (path, field) = take(all, DATE)?;
    let text = clean_line(&compact(&field.value));
    let found = dates::parse(&text);
    if found.is_none() {
        let what = format!("`{text}` is no date");
        let remedy = "write it as 2019-05-07 or 2019-05-07T10:04:00+09:00";
        problems.push(Problem::new(path, what, remedy).at_line(field.line));
        all.push((path, field));
    }
    found
}

fn lang(all: &mut Vec<(&Path, Field)>, problems: &mut Vec<Problem>) -> Option<Named> {
    let (path, field) = take(all, LANG)?;
    let text = clean_line(&compact(&field.value));
    let Some(found) = Lang::parse(&text) else {
        let what = format!("`{text}` is no language");
        let remedy = "give its code, such as en, ja, ko, zh-Hans or zh-Hant";
        problems.push(Problem::new(path, what, remedy).at_line(field.line));
        all.push((path, field));
        return None;
    };
    let tag = text.to_ascii_lowercase();
    let bare = matches!(tag.as_str(), "zh" | "zho" | "chi" | "cmn" | "chinese");
    Some(if bare {
        Named::Chinese
    } else {
        Named::Exactly(found)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fields::{Syntax, read};
    use super::*;

    fn known(places: &[(&str, Syntax)]) -> (Known, Vec<Problem>) {
        let path = Path::new("a.md");
        let mut problems = Vec::new();
        let places = places
            .iter()
            .map(|(text, syntax)| Place {
                path,
                fields: read(text, *syntax, 2),
            })
            .collect();
        (gather(places, &mut problems), problems)
    }

    #[test]
    fn every_key_is_understood_in_any_case() {
        let (known, problems) = known(&[(
            "Title: T\nPUBLISHED: 2019年5月7日\nSource: S\nAuthors: [A, {name: B, mail: x}]\nLanguage: ja-JP\n\
             Link: https://x.org\nCategories: a、b, a\nkeywords: [c]\nImage: {src: i.png, w: 3}\n",
            Syntax::Yaml,
        )]);
        assert_eq!(problems, []);
        let meta = known.meta;
        assert_eq!(meta.title, "T");
        assert_eq!(meta.date.unwrap().day(), "2019-05-07");
        assert_eq!(meta.source.as_deref(), Some("S"));
        assert_eq!(meta.author.as_deref(), Some("A, B"));
        assert_eq!(known.lang, Some(Named::Exactly(Lang::Ja)));
        assert_eq!(meta.url.as_deref(), Some("https://x.org"));
        assert_eq!(meta.tags, ["a", "b", "c"]);
        assert_eq!(
            meta.other,
            [("Image".to_owned(), "src: i.png, w: 3".to_owned())]
        );
    }

    #[test]
    fn the_earlier_place_overrides_key_by_key() {
        let (known, _) = known(&[
            ("title = 'sidecar'\nextra = 1\n", Syntax::Toml),
            ("title: front\nsource: S\nextra: 2\n", Syntax::Yaml),
        ]);
        assert_eq!(known.meta.title, "sidecar");
        assert_eq!(known.meta.source.as_deref(), Some("S"));
        assert_eq!(known.meta.other, [("extra".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn date_comes_before_published_and_the_rest_is_kept() {
        let (known, _) = known(&[("published: 2019-05-08\ndate: 2019-05-07\n", Syntax::Yaml)]);
        assert_eq!(known.meta.date.unwrap().day(), "2019-05-07");
        assert_eq!(known.meta.other[0].0, "published");
    }

    #[test]
    fn wrong_dates_and_languages_are_problems_with_their_line() {
        let (known, problems) =
            known(&[("title: T\ndate: soon\nlang: klingonish\n", Syntax::Yaml)]);
        assert_eq!(known.meta.date, None);
        assert_eq!(known.lang, None);
        let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(3), Some(4)]);
        assert_eq!(known.meta.other.len(), 2);
    }

    #[test]
    fn control_characters_do_not_pass() {
        let (known, _) = known(&[("title: \"a\\u001b[31m\\u0007b\"\n", Syntax::Yaml)]);
        assert!(!known.meta.title.chars().any(char::is_control));
    }
}
