//! What is typed into the tree of a query.
//!
//! Every text is a query: what is wrong in it is told, and excludes nothing.

use super::ast::{Expr, Field, Left, Node, State, Test, Words};
use super::days::{self, Wrong};
use crate::text::fold::{Form, fold};
use crate::text::lang::Lang;
use crate::text::span::Span;

/// Quotes that open a phrase; any of them closes it.
pub(super) const QUOTES: [char; 5] = ['"', '“', '”', '„', '＂'];
/// Quotes of Chinese and Japanese, each with its own end.
const CORNERS: [(char, char); 2] = [('「', '」'), ('『', '』')];
const OPEN: [char; 2] = ['(', '（'];
const CLOSE: [char; 2] = [')', '）'];
const EITHER: [char; 2] = ['|', '｜'];
const DASHES: [char; 2] = ['-', '－'];
const TILDES: [char; 3] = ['~', '～', '〜'];
const COLONS: [char; 2] = [':', '：'];

/// So many parentheses may stand in one another; nobody types more, and deeper ones would only cost the stack.
const DEEPEST: usize = 40;

/// The fields, in the order in which they are offered.
pub(super) const FIELDS: [&str; 13] = [
    "title", "source", "author", "tag", "feed", "company", "lang", "date", "after", "before", "is",
    "has", "near",
];

/// Something wrong in a query, said so that it can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of what was typed that cause it.
    pub span: Span,
    /// What is wrong.
    pub what: String,
    /// What the user can do.
    pub remedy: String,
    /// Whether it stands at the end of what was typed, so that typing on may mend it.
    pub unfinished: bool,
}

/// What the cursor is in at the end of a text, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Last {
    /// The field's name; none in a bare word.
    pub(super) field: Option<&'static str>,
    /// What stands after it, with its quotes.
    pub(super) value: Span,
}

pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) last: Option<Last>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            mistakes: Vec::new(),
            last: None,
        }
    }

    /// One of several, or what it holds.
    pub(super) fn alternatives(&mut self) -> Option<Node> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut sign = None;
        loop {
            let part = self.all();
            let next = self.either();
            if part.is_none()
                && let Some(sign) = sign.or(next)
            {
                let nothing = next.is_none() && self.rest().is_empty();
                let what = "one side of this OR is empty";
                self.tell(
                    sign,
                    what,
                    "write what else may be there, or quote it as \"OR\"",
                );
                if let Some(mistake) = self.mistakes.last_mut() {
                    mistake.unfinished = nothing;
                }
            }
            parts.extend(part);
            sign = next;
            if sign.is_none() {
                break;
            }
        }
        self.join(start, parts, Expr::Or)
    }

    fn all(&mut self) -> Option<Node> {
        self.skip_space();
        let start = self.at;
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            let rest = self.rest();
            if rest.is_empty() || either(rest).is_some() {
                break;
            }
            if let Some(length) = begins(rest, &CLOSE) {
                if self.depth > 0 {
                    break;
                }
                let span = self.take(length);
                let what = "no parenthesis is open here";
                self.tell(
                    span,
                    what,
                    "remove it, or open one before; quotes make it text",
                );
                continue;
            }
            parts.extend(self.one());
        }
        self.join(start, parts, Expr::And)
    }

    fn join(
        &self,
        start: usize,
        mut parts: Vec<Node>,
        many: fn(Vec<Node>) -> Expr,
    ) -> Option<Node> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let start = parts.first().map_or(start, |first| first.span.start);
        let end = parts.last().map_or(self.at, |last| last.span.end);
        let span = Span::new(start, end);
        Some(Node {
            span,
            expr: many(parts),
        })
    }

    fn one(&mut self) -> Option<Node> {
        let start = self.at;
        let dashes = self.rest().trim_start_matches(DASHES);
        let excluded = dashes.len() < self.rest().len();
        self.at = self.text.len() - dashes.len();
        let node = if let Some(length) = begins(self.rest(), &OPEN) {
            self.group(length)
        } else if let Some(length) = begins(self.rest(), &TILDES) {
            self.take(length);
            self.value(None, start).map(Test::Meaning).map(Expr::Test)
        } else {
            self.test(start).map(Expr::Test)
        };
        let expr = node?;
        let span = Span::new(start, self.at);
        let expr = match excluded {
            true => Expr::Not(Box::new(Node { span, expr })),
            false => expr,
        };
        Some(Node { span, expr })
    }

    fn group(&mut self, length: usize) -> Option<Expr> {
        let open = self.take(length);
        if self.depth == DEEPEST {
            self.tell(
                open,
                "too many parentheses stand in one another",
                "remove some",
            );
            return None;
        }
        self.depth += 1;
        let inner = self.alternatives();
        self.depth -= 1;
        self.skip_space();
        match begins(self.rest(), &CLOSE) {
            Some(length) => {
                self.take(length);
                if inner.is_none() {
                    let span = Span::new(open.start, self.at);
                    self.tell(
                        span,
                        "nothing is asked in these parentheses",
                        "fill or remove them",
                    );
                }
            }
            None => self.tell_open(open, "this parenthesis is not closed", "close it with )"),
        }
        inner.map(|node| node.expr)
    }

    /// A word, a phrase or a field with its value.
    fn test(&mut self, start: usize) -> Option<Test> {
        let rest = self.rest();
        let letters = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .len();
        let name = rest.get(..letters).unwrap_or_default();
        let colon = rest
            .get(letters..)
            .and_then(|after| begins(after, &COLONS))
            .filter(|_| letters > 0);
        let known = FIELDS
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        match (colon, known) {
            (Some(colon), Some(field)) => {
                let name = self.take(letters + colon);
                self.field(field, name)
            }
            (colon, _) => {
                let words = self.value(None, start);
                if colon.is_some() {
                    self.doubt(Span::new(start, self.at), name);
                }
                words.map(|words| Test::Words(Field::Any, words))
            }
        }
    }

    /// Tells of a name before a colon that is no field's, unless that is how addresses are written.
    fn doubt(&mut self, word: Span, name: &str) {
        let typed = word.of(self.text).trim_start_matches(DASHES);
        let after = typed
            .get(name.len()..)
            .map(|rest| rest.trim_start_matches(COLONS));
        let is_field = after.is_some_and(|value| !value.is_empty() && !value.starts_with('/'));
        if !is_field || name.len() < 2 {
            return;
        }
        let start = word.end - typed.len();
        let span = Span::new(start, start + name.len());
        let remedy = match closest(name, FIELDS) {
            Some(field) => {
                format!("write {field}: or put it in quotes to look for it as it stands")
            }
            None => format!(
                "put it in quotes to look for it as it stands; the fields are {}",
                FIELDS.join(", ")
            ),
        };
        self.tell(span, format!("there is no field {name}"), remedy);
    }

    fn field(&mut self, field: &'static str, name: Span) -> Option<Test> {
        let start = self.at;
        let words = self.value(Some(field), start);
        let value = Span::new(start, self.at);
        let Some(words) = words else {
            let remedy = "write it right after the colon";
            self.tell(
                Span::new(name.start, value.end),
                format!("{field}: needs a value"),
                remedy,
            );
            return None;
        };
        let own = match field {
            "title" => Field::Title,
            "source" => Field::Source,
            "author" => Field::Author,
            "tag" => Field::Tag,
            "feed" => Field::Feed,
            "company" => Field::Company,
            "near" => return Some(Test::Near(words)),
            "lang" => {
                let lang = Lang::parse(&words.folded);
                return Some(Test::Lang(lang, words));
            }
            "is" => return self.named(&State::NAMES, &words, value).map(Test::Is),
            "has" => return self.named(&Left::NAMES, &words, value).map(Test::Has),
            _ => return self.date(field, &words.folded, value),
        };
        Some(Test::Words(own, words))
    }

    /// One of a few values; another is told.
    fn named<T: Copy>(
        &mut self,
        names: &[(&'static str, T)],
        words: &Words,
        at: Span,
    ) -> Option<T> {
        let found = names.iter().find(|(name, _)| *name == words.folded);
        if found.is_none() {
            let known = names.iter().map(|(name, _)| *name);
            let remedy = match closest(&words.folded, known.clone()) {
                Some(name) => format!("write {name}"),
                None => format!("write one of {}", known.collect::<Vec<_>>().join(", ")),
            };
            self.tell(
                at,
                format!("{} is nothing that is known", words.text),
                remedy,
            );
        }
        found.map(|(_, value)| *value)
    }

    fn date(&mut self, field: &str, value: &str, at: Span) -> Option<Test> {
        let when = match field {
            "after" => days::after(value),
            "before" => days::before(value),
            _ => days::when(value),
        };
        let (what, remedy) = match when {
            Ok(when) => return Some(Test::Date(when)),
            Err(Wrong::Backwards) => (
                "this time ends before it begins",
                "put the earlier date first",
            ),
            Err(Wrong::Form) if field == "date" => (
                "this is no date",
                "write it as 2019, 2019-05, 2019-05-07, 2018..2019, >2019-05 or, for the last thirty days, <30d",
            ),
            Err(Wrong::Form) => ("this is no date", "write it as 2019, 2019-05 or 2019-05-07"),
        };
        self.tell(at, what, remedy);
        None
    }

    /// The word or phrase that stands here; none where there is none, or nothing in it to look for.
    fn value(&mut self, field: Option<&'static str>, start: usize) -> Option<Words> {
        let from = self.at;
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| is_quote(*c));
        let words = match quote {
            Some(quote) => {
                let open = self.take(quote.len_utf8());
                let end = self.rest().find(|c| closes(quote, c));
                let length = end.unwrap_or(self.rest().len());
                let phrase = self.take(length);
                match self.rest().chars().next() {
                    Some(end) => {
                        self.take(end.len_utf8());
                    }
                    None => {
                        let end = CORNERS.iter().find(|(open, _)| *open == quote);
                        let end = end.map_or('"', |(_, close)| *close);
                        self.tell_open(
                            open,
                            "this quotation is not closed",
                            format!("close it with {end}"),
                        );
                    }
                }
                Words::new(phrase.of(self.text), true)
            }
            None => {
                let word = self.take(rest.find(ends_word).unwrap_or(rest.len()));
                Words::new(word.of(self.text), false)
            }
        };
        let value = Span::new(if field.is_some() { from } else { start }, self.at);
        self.last = Some(Last { field, value });
        words
    }

    fn either(&mut self) -> Option<Span> {
        self.skip_space();
        either(self.rest()).map(|length| self.take(length))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, length: usize) -> Span {
        let span = Span::new(self.at, self.at + length);
        self.at = span.end;
        span
    }

    fn tell(&mut self, span: Span, what: impl Into<String>, remedy: impl Into<String>) {
        self.mistakes.push(Mistake {
            span,
            what: what.into(),
            remedy: remedy.into(),
            unfinished: span.end == self.text.len(),
        });
    }

    fn tell_open(&mut self, span: Span, what: &str, remedy: impl Into<String>) {
        self.tell(span, what, remedy);
        if let Some(mistake) = self.mistakes.last_mut() {
            mistake.unfinished = true;
        }
    }
}

/// How many bytes one of these characters has, where a text begins with it.
fn begins(text: &str, chars: &[char]) -> Option<usize> {
    let first = text.chars().next()?;
    chars.contains(&first).then(|| first.len_utf8())
}

/// How many bytes the sign for "or" has, where a text begins with it.
fn either(text: &str) -> Option<usize> {
    let word = text.strip_prefix("OR").filter(|after| {
        let next = after.chars().next();
        next.is_none_or(ends_word)
    });
    word.map(|_| 2).or_else(|| begins(text, &EITHER))
}

pub(super) fn is_quote(c: char) -> bool {
    QUOTES.contains(&c) || CORNERS.iter().any(|(open, _)| *open == c)
}

fn closes(quote: char, c: char) -> bool {
    match CORNERS.iter().find(|(open, _)| *open == quote) {
        Some((_, close)) => c == *close,
        None => QUOTES.contains(&c),
    }
}

/// Whether a word ends before this character.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || [OPEN, CLOSE, EITHER].iter().flatten().any(|end| *end == c)
}

/// The name that was probably meant, where one is near enough.
fn closest(typed: &str, names: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    /// What `strsim` calls alike from: a letter wrong, missing or swapped in a short word.
    const ALIKE: f64 = 0.8;
    let typed = fold(typed, Form::Search).text;
    let alike = |name: &'static str| (strsim::jaro_winkler(&typed, name), name);
    let best = names
        .into_iter()
        .map(alike)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(worth, _)| *worth >= ALIKE)
        .map(|(_, name)| name)
}
