//! A line of `marks.jsonl`: a mark as a W3C Web Annotation, or the removal of one.
//!
//! The form is that of the Web Annotation Data Model (W3C Recommendation of 23 February 2017). What it has no word for
//! stands under `counterpoint`, which other programs pass over:
//!
//! | member | meaning |
//! |---|---|
//! | `id` | `urn:ulid:` and the mark's name |
//! | `motivation` | `linking` where it is of a link, else `commenting` where there is a note, else `tagging` |
//! | `body` | a `tagging` body for each tag, a `commenting` body for the note, a `linking` body for a link's other end |
//! | `target.source` | the article's address, else `counterpoint:` and its name in the library |
//! | `TextQuoteSelector` | the marked text and its sides |
//! | `TextPositionSelector` | its place in characters of the article's cleaned text, as the model counts |
//! | `counterpoint.bytes` | the same place in bytes of that text in UTF-8, by which the mark is found again |
//! | `counterpoint.written` | when the event happened; of two events of one mark, the later holds |
//! | `counterpoint.article` … | the article as it was |
//! | `counterpoint.link` | `verdict` (`accepted`, `rejected`, `portal`), and the same members of the other end |
//!
//! A removal has `id`, `type` and `deleted`, the time of the event.

use serde::{Deserialize, Serialize};

use super::time;
use crate::news::article::ArticleId;
use crate::news::mark::{Anchor, ArticleRef, LinkMark, Mark, MarkId, Millis, Verdict};
use crate::text::lang::Lang;
use crate::text::span::Span;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const URN: &str = "urn:ulid:";

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// The mark.
    pub id: MarkId,
    /// When it happened.
    pub at: Millis,
    /// The mark from then on; none where it was removed.
    pub mark: Option<Mark>,
}

/// The line of a mark that was made or changed at a time, without a line feed.
pub(super) fn put(mark: &Mark, at: Millis) -> String {
    // Serializing these types into a string cannot fail: they have no maps, and no serializer of their own.
    serde_json::to_string(&Annotation::of(mark, at)).unwrap_or_default()
}

/// The line of a mark that was removed at a time, without a line feed.
pub(super) fn removal(id: MarkId, at: Millis) -> String {
    let removal = Removal {
        id: format!("{URN}{id}"),
        kind: "Annotation".to_owned(),
        deleted: Some(time::to_text(at)),
    };
    serde_json::to_string(&removal).unwrap_or_default()
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(line: &[u8]) -> Result<Event, String> {
    let removal: Removal = serde_json::from_slice(line).map_err(|error| fault(&error))?;
    let id = removal
        .id
        .strip_prefix(URN)
        .and_then(|ulid| ulid::Ulid::from_string(ulid).ok())
        .map(MarkId)
        .ok_or("its id is not urn:ulid: and a ULID")?;
    if let Some(deleted) = removal.deleted {
        let at = moment(&deleted, "deleted")?;
        return Ok(Event { id, at, mark: None });
    }
    let annotation: Annotation = serde_json::from_slice(line).map_err(|error| fault(&error))?;
    let at = moment(&annotation.counterpoint.written, "counterpoint.written")?;
    Ok(Event {
        id,
        at,
        mark: Some(annotation.mark(id)?),
    })
}

/// What is wrong with a line of JSON.
pub(super) fn fault(error: &serde_json::Error) -> String {
    if error.is_eof() {
        "the line is cut off, as by a crash or a full disk".to_owned()
    } else {
        format!("the line cannot be read: {error}")
    }
}

fn moment(text: &str, member: &str) -> Result<Millis, String> {
    time::from_text(text).ok_or_else(|| format!("its {member} is not a time of RFC 3339"))
}

#[derive(Serialize, Deserialize)]
struct Removal {
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    deleted: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Annotation {
    #[serde(rename = "@context", default)]
    context: String,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    motivation: serde_json::Value,
    created: String,
    modified: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body>,
    target: Target,
    counterpoint: Own,
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: String,
    purpose: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// The other end of a link.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Purpose {
    Tagging,
    Commenting,
    Linking,
}

#[derive(Serialize, Deserialize)]
struct Target {
    source: String,
    selector: Vec<Selector>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
enum Selector {
    #[serde(rename = "TextQuoteSelector")]
    Quote {
        exact: String,
        #[serde(default)]
        prefix: String,
        #[serde(default)]
        suffix: String,
    },
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
    /// Any other, which another program added.
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize)]
struct Own {
    written: String,
    #[serde(flatten)]
    end: End,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<OwnLink>,
}

#[derive(Serialize, Deserialize)]
struct OwnLink {
    verdict: String,
    #[serde(flatten)]
    end: End,
}

#[derive(Serialize, Deserialize)]
struct End {
    article: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    lang: String,
    bytes: (usize, usize),
}

impl Annotation {
    fn of(mark: &Mark, at: Millis) -> Self {
        let body = |purpose, value: &String| Body {
            kind: "TextualBody".to_owned(),
            purpose,
            value: Some(value.clone()),
            target: None,
        };
        let other = mark.link.as_ref().map(|link| Body {
            kind: "SpecificResource".to_owned(),
            purpose: Purpose::Linking,
            value: None,
            target: Some(Target::of(&link.to)),
        });
        let note = Some(&mark.note).filter(|note| !note.is_empty());
        let tags = mark.tags.iter().map(|tag| body(Purpose::Tagging, tag));
        Self {
            context: CONTEXT.to_owned(),
            id: format!("{URN}{}", mark.id),
            kind: "Annotation".to_owned(),
            motivation: if mark.link.is_some() {
                "linking".into()
            } else if note.is_some() {
                "commenting".into()
            } else {
                "tagging".into()
            },
            created: time::to_text(mark.created),
            modified: time::to_text(mark.modified),
            body: tags
                .chain(note.map(|note| body(Purpose::Commenting, note)))
                .chain(other)
                .collect(),
            target: Target::of(&mark.anchor),
            counterpoint: Own::of(mark, at),
        }
    }

    fn mark(self, id: MarkId) -> Result<Mark, String> {
        let (mut tags, mut notes, mut other) = (Vec::new(), Vec::new(), None);
        for body in self.body {
            match body.purpose {
                Purpose::Tagging => tags.extend(body.value),
                Purpose::Commenting => notes.extend(body.value),
                Purpose::Linking => other = body.target,
            }
        }
        let Own { end, link, .. } = self.counterpoint;
        Ok(Mark {
            id,
            created: moment(&self.created, "created")?,
            modified: moment(&self.modified, "modified")?,
            tags,
            note: notes.join("\n\n"),
            anchor: anchor(self.target, end)?,
            link: link.map(|link| link.mark(other)).transpose()?,
        })
    }
}

impl Target {
    fn of(anchor: &Anchor) -> Self {
        let article = &anchor.article;
        Self {
            source: match &article.url {
                Some(url) => url.clone(),
                None => format!("counterpoint:{}", encoded(&article.id.0)),
            },
            selector: vec![
                Selector::Quote {
                    exact: anchor.exact.clone(),
                    prefix: anchor.prefix.clone(),
                    suffix: anchor.suffix.clone(),
                },
                Selector::Position {
                    start: anchor.chars,
                    end: anchor.chars.saturating_add(anchor.exact.chars().count()),
                },
            ],
        }
    }
}

impl Own {
    fn of(mark: &Mark, at: Millis) -> Self {
        Self {
            written: time::to_text(at),
            end: End::of(&mark.anchor),
            link: mark.link.as_ref().map(|link| OwnLink {
                verdict: link.verdict.name().to_owned(),
                end: End::of(&link.to),
            }),
        }
    }
}

impl OwnLink {
    fn mark(self, other: Option<Target>) -> Result<Box<LinkMark>, String> {
        let to = other.ok_or("its link has no body with the other end")?;
        Ok(Box::new(LinkMark {
            to: anchor(to, self.end)?,
            verdict: Verdict::named(&self.verdict)
                .ok_or("its counterpoint.link.verdict is none of ours")?,
        }))
    }
}

impl End {
    fn of(anchor: &Anchor) -> Self {
        let article = anchor.article.clone();
        Self {
            article: article.id.0,
            title: article.title,
            url: article.url,
            source: article.source,
            date: article.date,
            lang: article.lang.to_string(),
            bytes: (anchor.span.start, anchor.span.end),
        }
    }
}

fn anchor(target: Target, own: End) -> Result<Anchor, String> {
    let (mut quote, mut chars) = (None, 0);
    for selector in target.selector {
        match selector {
            Selector::Quote {
                exact,
                prefix,
                suffix,
            } => quote = Some((exact, prefix, suffix)),
            Selector::Position { start, .. } => chars = start,
            Selector::Other => {}
        }
    }
    let (exact, prefix, suffix) = quote.ok_or("it has no TextQuoteSelector")?;
    let (start, end) = own.bytes;
    Ok(Anchor {
        article: ArticleRef {
            id: ArticleId(own.article),
            url: own.url,
            title: own.title,
            source: own.source,
            date: own.date,
            lang: Lang::parse(&own.lang).unwrap_or(Lang::UNKNOWN),
        },
        span: Span::new(start, end),
        chars,
        exact,
        prefix,
        suffix,
    })
}

/// A name with the ASCII characters that an IRI cannot hold (RFC 3987, `ipchar` and `/`) percent-encoded.
fn encoded(name: &str) -> String {
    let mut iri = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() || "-._~/!$&'()*+,;=:@".contains(c) {
            iri.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    iri
}

#[cfg(test)]
mod tests {
    use super::super::tests::{a_mark, mark};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mark_is_a_web_annotation() {
        let mut mark = a_mark(1);
        mark.note = "Really?".to_owned();
        let line: serde_json::Value = serde_json::from_str(&put(&mark, Millis(5))).unwrap();
        assert_eq!(line["@context"], CONTEXT);
        assert_eq!(line["type"], "Annotation");
        assert_eq!(line["motivation"], "commenting");
        assert_eq!(line["id"], format!("urn:ulid:{}", mark.id));
        let body = &line["body"];
        assert_eq!(
            (&body[0]["purpose"], &body[0]["value"]),
            (&"tagging".into(), &"claim".into())
        );
        assert_eq!(
            (&body[1]["purpose"], &body[1]["value"]),
            (&"commenting".into(), &"Really?".into())
        );
        let selector = &line["target"]["selector"];
        assert_eq!(selector[0]["type"], "TextQuoteSelector");
        assert_eq!(selector[0]["exact"], "微软来了。");
        assert_eq!(selector[1]["type"], "TextPositionSelector");
        assert_eq!(
            (&selector[1]["start"], &selector[1]["end"]),
            (&4.into(), &9.into())
        );
        assert_eq!(line["counterpoint"]["bytes"], serde_json::json!([12, 27]));
    }

    #[test]
    fn the_source_of_an_article_without_an_address_is_an_iri_of_its_name() {
        let mut mark = a_mark(1);
        mark.anchor.article.url = None;
        mark.anchor.article.id = ArticleId("zh/梁次 100%?".to_owned());
        let line: serde_json::Value = serde_json::from_str(&put(&mark, Millis(5))).unwrap();
        assert_eq!(line["target"]["source"], "counterpoint:zh/梁次%20100%25%3F");
    }

    #[test]
    fn what_other_programs_add_is_passed_over() {
        let mark = a_mark(1);
        let mut line: serde_json::Value = serde_json::from_str(&put(&mark, Millis(5))).unwrap();
        line["creator"] = "someone".into();
        line["target"]["selector"]
            .as_array_mut()
            .unwrap()
            .push(serde_json::json!({"type": "XPathSelector"}));
        let event = parse(line.to_string().as_bytes()).unwrap();
        assert_eq!(event.mark, Some(mark));
    }

    #[test]
    fn a_line_that_is_none_of_ours_is_refused_with_its_reason() {
        let whole = put(&a_mark(1), Millis(5));
        let cut = &whole[..whole.len() / 2];
        assert!(parse(cut.as_bytes()).unwrap_err().contains("cut off"));
        for (line, reason) in [
            (
                r#"{"id":"https://example.org/1","type":"Annotation"}"#,
                "urn:ulid",
            ),
            (&whole.replace("1970", "197O"), "RFC 3339"),
            (
                &whole.replace("TextQuoteSelector", "SvgSelector"),
                "no TextQuoteSelector",
            ),
            (
                &whole.replace("\"counterpoint\"", "\"other\""),
                "counterpoint",
            ),
            ("[]", "cannot be read"),
            ("\u{0}", "cannot be read"),
        ] {
            let fault = parse(line.as_bytes()).unwrap_err();
            assert!(fault.contains(reason), "{fault}");
        }
        assert!(parse(b"\xff\xfe").is_err());
    }

    proptest! {
        #[test]
        fn any_mark_comes_back_as_it_was(mark in mark(), at in 0u64..253_402_207_200_000) {
            let event = parse(put(&mark, Millis(at)).as_bytes()).unwrap();
            prop_assert_eq!(event, Event { id: mark.id, at: Millis(at), mark: Some(mark) });
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = parse(&bytes);
        }
    }

    #[test]
    fn a_removal_comes_back() {
        let id = a_mark(3).id;
        let event = parse(removal(id, Millis(9)).as_bytes()).unwrap();
        assert_eq!(
            event,
            Event {
                id,
                at: Millis(9),
                mark: None
            }
        );
    }
}
