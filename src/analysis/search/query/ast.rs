//! What a query says, as a tree, and how it is written.

use std::fmt::{self, Write};

use super::super::card::folded;
use crate::news::date::Date;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// A part of a query, and where it stands in what was typed. Two nodes that say the same are equal, wherever they stand.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes of what was typed.
    pub span: Span,
    /// What it says.
    pub expr: Expr,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

impl Eq for Node {}

/// What a part of a query says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All of these, at least two.
    And(Vec<Node>),
    /// One of these, at least two.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// What an article is tested for.
    Test(Test),
}

/// What an article is tested for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Words in a field.
    Words(Field, Words),
    /// A language; none where what was typed is no name of one, but may be the beginning of one.
    Lang(Option<Lang>, Words),
    /// Passages that name this company, or stand beside one that does; an article has one where it names the company.
    Near(Words),
    /// Passages that mean something like this.
    Meaning(Words),
    /// What the reader has done with it.
    Is(State),
    /// What she has left in it.
    Has(Left),
    /// When it was published.
    Date(When),
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Anywhere.
    Any,
    /// `title:`
    Title,
    /// `source:`
    Source,
    /// `author:`
    Author,
    /// `tag:`, of the article's own
    Tag,
    /// `feed:`, the subscription it came by
    Feed,
    /// `company:`
    Company,
}

/// Words as typed, and in the form they are compared in, which is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// As typed, without quotes and white space at the ends.
    pub text: String,
    /// Folded for search.
    pub folded: String,
    /// Whether they stood in quotes: then they are whole words, otherwise the last may go on.
    pub quoted: bool,
}

impl Words {
    /// Words as typed; none where nothing in them can be looked for.
    #[must_use]
    pub fn new(text: &str, quoted: bool) -> Option<Self> {
        let folded = folded(text);
        (!folded.is_empty()).then(|| Self {
            text: text.trim().to_owned(),
            folded,
            quoted,
        })
    }
}

/// `is:` and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// Starred.
    Starred,
    /// With a mark of any kind.
    Marked,
}

impl State {
    /// All of them by their names.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("unread", Self::Unread),
        ("read", Self::Read),
        ("starred", Self::Starred),
        ("marked", Self::Marked),
    ];
}

/// `has:` and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// A note on a passage.
    Note,
    /// A tag on a passage.
    Tag,
}

impl Left {
    /// All of them by their names.
    pub const NAMES: [(&'static str, Self); 2] = [("note", Self::Note), ("tag", Self::Tag)];
}

/// A time, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From a day (since 1970-01-01) on, and before another; not both are open.
    Between(Option<i64>, Option<i64>),
    /// Less than so many days ago.
    Younger(u32),
    /// More than so many days ago.
    Older(u32),
}

impl When {
    /// Whether a day (since 1970-01-01) is meant; none where that depends on today and today is not known.
    #[must_use]
    pub fn meets(self, day: i64, today: Option<i64>) -> Option<bool> {
        Some(match self {
            Self::Between(from, until) => {
                from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
            }
            Self::Younger(days) => day > today? - i64::from(days),
            Self::Older(days) => day < today? - i64::from(days),
        })
    }
}

impl Node {
    /// What an article comes to, where `test` says how each test ends: none where nothing is said about it, as by a test
    /// that cannot be made here, which neither accepts nor excludes.
    pub fn judge(&self, test: &impl Fn(&Test) -> Option<bool>) -> Option<bool> {
        match &self.expr {
            Expr::Test(own) => test(own),
            Expr::Not(inner) => inner.judge(test).map(|holds| !holds),
            Expr::And(parts) => {
                let mut all = None;
                for part in parts {
                    match part.judge(test) {
                        Some(false) => return Some(false),
                        judged => all = all.or(judged),
                    }
                }
                all
            }
            Expr::Or(parts) => {
                let mut any = Some(false);
                for part in parts {
                    match part.judge(test) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                any
            }
        }
    }

    /// Every test of it, those that are excluded too.
    pub fn tests(&self) -> Vec<&Test> {
        match &self.expr {
            Expr::Test(test) => vec![test],
            Expr::Not(inner) => inner.tests(),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(Self::tests).collect(),
        }
    }

    /// Every test of it that speaks for an article.
    pub fn wanted(&self) -> Vec<&Test> {
        match &self.expr {
            Expr::Test(test) => vec![test],
            Expr::Not(_) => Vec::new(),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(Self::wanted).collect(),
        }
    }

    fn write(&self, out: &mut impl Write, within: &str) -> fmt::Result {
        let (parts, between) = match &self.expr {
            Expr::Test(test) => return write!(out, "{test}"),
            Expr::Not(inner) if within == "-" => {
                out.write_str("(-")?;
                inner.write(out, "-")?;
                return out.write_char(')');
            }
            Expr::Not(inner) => {
                out.write_char('-')?;
                return inner.write(out, "-");
            }
            Expr::And(parts) => (parts, " "),
            Expr::Or(parts) => (parts, " OR "),
        };
        // All of several binds closer than one of several.
        let enclosed = !(within.is_empty() || within == " OR " && between == " ");
        if enclosed {
            out.write_char('(')?;
        }
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                out.write_str(between)?;
            }
            part.write(out, between)?;
        }
        if enclosed {
            out.write_char(')')?;
        }
        Ok(())
    }
}

impl fmt::Display for Node {
    /// The query as it could be typed: read again, it is equal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "")
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(field, words) => write!(f, "{}{words}", field.prefix()),
            Self::Lang(_, words) => write!(f, "lang:{words}"),
            Self::Near(words) => write!(f, "near:{words}"),
            Self::Meaning(words) => write!(f, "~{words}"),
            Self::Is(state) => write!(f, "is:{}", name(&State::NAMES, state)),
            Self::Has(left) => write!(f, "has:{}", name(&Left::NAMES, left)),
            Self::Date(when) => write!(f, "date:{when}"),
        }
    }
}

fn name<T: PartialEq>(names: &[(&'static str, T)], of: &T) -> &'static str {
    names
        .iter()
        .find(|(_, known)| known == of)
        .map_or("", |(name, _)| name)
}

impl Field {
    fn prefix(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Title => "title:",
            Self::Source => "source:",
            Self::Author => "author:",
            Self::Tag => "tag:",
            Self::Feed => "feed:",
            Self::Company => "company:",
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.quoted {
            false => f.write_str(text),
            // What stood in corner brackets may hold the other quotes, and the other way round.
            true if text.contains(super::parse::QUOTES) => write!(f, "「{text}」"),
            true => write!(f, "\"{text}\""),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |days: i64| Date::of_days(days).day();
        match *self {
            Self::Younger(days) => write!(f, "<{days}d"),
            Self::Older(days) => write!(f, ">{days}d"),
            Self::Between(Some(from), Some(until)) => {
                write!(f, "{}..{}", day(from), day(until - 1))
            }
            Self::Between(Some(from), None) => write!(f, ">={}", day(from)),
            Self::Between(None, Some(until)) => write!(f, "<{}", day(until)),
            Self::Between(None, None) => Ok(()),
        }
    }
}
