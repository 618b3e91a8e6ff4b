//! The filter of the library list, as it is typed: `"red hat" lang:ko -is:read after:2019`.

use super::card::{Card, Facts, folded};
use crate::news::date::Date;
use crate::text::lang::Lang;

/// What the reader asks of the articles of the list.
///
/// Words and quoted phrases must all be there, in title, source, author, tags, language or the names of companies;
/// `-` before one excludes. `title:`, `source:`, `author:`, `tag:`, `company:` and `lang:` look in that field alone,
/// `is:` takes `unread`, `read`, `starred` or `marked`, `after:2019` means from its first day on, and
/// `before:2019-05` until the last day before it. What is not yet complete, such as `lang:`, excludes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    sense: Sense,
    test: Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Require,
    Exclude,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Contains(Field, String),
    Speaks(Lang, String),
    Is(State),
    /// On this day (in days since 1970-01-01) or later.
    After(i64),
    /// Before this day.
    Before(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Any,
    Title,
    Source,
    Author,
    Tag,
    Company,
    Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unread,
    Read,
    Starred,
    Marked,
}

impl Query {
    /// Reads a query as it is typed. Every text is one: what names no field is looked for as it stands.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (sense, after) = match rest.strip_prefix(['-', '－']) {
                Some(after) if after.starts_with(|c: char| !c.is_whitespace()) => {
                    (Sense::Exclude, after)
                }
                _ => (Sense::Require, rest),
            };
            let (field, after) = field(after);
            let (value, after) = value(after);
            terms.extend(test(field, value).map(|test| Term { sense, test }));
            rest = after.trim_start();
        }
        Self { terms }
    }

    /// Whether it asks for nothing, so that it accepts every article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether an article is what the reader asks for.
    #[must_use]
    pub fn accepts(&self, facts: &Facts<'_>) -> bool {
        self.terms
            .iter()
            .all(|term| term.test.holds(facts) == (term.sense == Sense::Require))
    }
}

/// The field named before a colon, and what follows the colon; no name where none is known.
fn field(text: &str) -> (&str, &str) {
    const NAMES: [&str; 9] = [
        "title", "source", "author", "tag", "company", "lang", "is", "after", "before",
    ];
    text.split_once([':', '：'])
        .filter(|(name, _)| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)))
        .unwrap_or(("", text))
}

/// The next word or quoted phrase, and what follows it. A quotation that is not closed runs to the end.
fn value(text: &str) -> (&str, &str) {
    const QUOTES: [char; 4] = ['"', '“', '”', '＂'];
    match text.strip_prefix(QUOTES) {
        Some(quoted) => quoted.split_once(QUOTES).unwrap_or((quoted, "")),
        None => text.split_once(char::is_whitespace).unwrap_or((text, "")),
    }
}

/// What a field with its value asks; nothing while it is incomplete.
fn test(field: &str, value: &str) -> Option<Test> {
    let field = match &*field.to_ascii_lowercase() {
        "title" => Field::Title,
        "source" => Field::Source,
        "author" => Field::Author,
        "tag" => Field::Tag,
        "company" => Field::Company,
        "is" => return state(value).map(Test::Is),
        "after" => return first_day(value).map(Test::After),
        "before" => return first_day(value).map(Test::Before),
        "lang" => match Lang::parse(value) {
            Some(lang) => return Some(Test::Speaks(lang, folded(value))),
            None => Field::Language,
        },
        _ => Field::Any,
    };
    let value = folded(value);
    (!value.is_empty()).then_some(Test::Contains(field, value))
}

fn state(value: &str) -> Option<State> {
    Some(match &*value.to_ascii_lowercase() {
        "unread" => State::Unread,
        "read" => State::Read,
        "starred" => State::Starred,
        "marked" => State::Marked,
        _ => return None,
    })
}

/// The first day of a year, month or day (`2019`, `2019-05`, `2019/5/7`), in days since 1970-01-01.
fn first_day(value: &str) -> Option<i64> {
    let mut parts = value.split(['-', '/', '.']);
    let year = parts.next()?;
    if year.len() != 4 {
        return None;
    }
    let mut next = |most: u8| match parts.next() {
        None | Some("") => Some(1),
        Some(part) => part.parse::<u8>().ok().filter(|n| (1..=most).contains(n)),
    };
    let date = Date {
        year: year.parse().ok()?,
        month: next(12)?,
        day: next(31)?,
        time: None,
    };
    Some(date.days())
}

impl Test {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        let card = facts.card;
        match self {
            Self::Contains(field, text) => contains(card, *field, text),
            Self::Speaks(lang, typed) => {
                // `zh` is both scripts, `zh-hant` is one, and `k` on the way to `ko` is a language's beginning.
                let is_script = typed.contains('-') && lang.is_chinese();
                let same = if is_script {
                    card.lang == *lang
                } else {
                    card.lang.code() == lang.code()
                };
                same || contains(card, Field::Language, typed) && !is_script
            }
            Self::Is(State::Unread) => !facts.read,
            Self::Is(State::Read) => facts.read,
            Self::Is(State::Starred) => facts.starred,
            Self::Is(State::Marked) => facts.marked,
            Self::After(day) => card.date.is_some_and(|date| date.days() >= *day),
            Self::Before(day) => card.date.is_some_and(|date| date.days() < *day),
        }
    }
}

fn contains(card: &Card, field: Field, text: &str) -> bool {
    let company = || card.companies.iter().any(|names| names.contains(text));
    let begins = |words: &str| words.lines().any(|word| word.starts_with(text));
    match field {
        Field::Title => card.title.contains(text),
        Field::Source => card.source.contains(text),
        Field::Author => card.author.contains(text),
        Field::Tag => card.tags.contains(text),
        Field::Company => company(),
        Field::Language => begins(&card.language),
        Field::Any => {
            card.title.contains(text)
                || card.source.contains(text)
                || card.author.contains(text)
                || card.tags.contains(text)
                || card.language.lines().any(|word| word == text)
                || company()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::super::card::CompanyNames;
    use super::*;
    use crate::news::article::{Article, ArticleId, Meta};
    use crate::news::color::Color;
    use crate::news::company::{Alias, Company, CompanyIx};

    fn names() -> CompanyNames {
        let alias = |text: &str, lang| Alias {
            text: text.to_owned(),
            lang,
            case: false,
            ambiguous: false,
        };
        CompanyNames::new(&[Company {
            id: "red-hat".to_owned(),
            name: "Red Hat".to_owned(),
            initial: "R".to_owned(),
            color: Color::Ansi(1),
            aliases: vec![alias("レッドハット", Lang::Ja), alias("红帽", Lang::ZhHans)],
            deny: Vec::new(),
            allow: Vec::new(),
        }])
    }

    fn card() -> Card {
        let article = Article {
            id: ArticleId("ko/handshake".to_owned()),
            path: PathBuf::new(),
            meta: Meta {
                title: "여드레 새 두 번의 악수: Azure VMware".to_owned(),
                date: Some(Date {
                    year: 2019,
                    month: 5,
                    day: 9,
                    time: None,
                }),
                source: Some("대위법 비즈니스".to_owned()),
                author: Some("Émile".to_owned()),
                tags: vec!["클라우드".to_owned(), "hybrid cloud".to_owned()],
                ..Meta::default()
            },
            lang: Lang::Ko,
            text: String::new(),
            blocks: Vec::new(),
            passages: Vec::new(),
            inlines: Vec::new(),
            urls: Vec::new(),
        };
        Card::new(&article, [CompanyIx(0), CompanyIx(7)], &names())
    }

    fn accepts(query: &str) -> bool {
        let card = card();
        let facts = Facts {
            card: &card,
            read: true,
            starred: false,
            marked: true,
        };
        Query::parse(query).accepts(&facts)
    }

    #[test]
    fn every_word_must_be_there_in_any_field_and_script() {
        for query in [
            "",
            "  ",
            "악수",
            "AZURE vmware",
            "ＡＺＵＲＥ",
            "れっどはっと 클라우드",
            "红帽",
            "red-hat emile",
            "ko",
            "korean",
            "\"hybrid cloud\"",
            "“vmware”",
            "\"azure vmw",
            "비즈니스",
        ] {
            assert!(accepts(query), "{query}");
        }
        for query in [
            "버스",
            "azure oracle",
            "\"vmware azure\"",
            "-악수",
            "azure -vmware",
            "kor",
        ] {
            assert!(!accepts(query), "{query}");
        }
    }

    #[test]
    fn a_field_is_looked_at_alone() {
        for query in [
            "title:azure",
            "source:비즈니스",
            "author:Emile",
            "tag:cloud",
            "company:红帽",
            "company:\"red hat\"",
            "lang:ko",
            "lang:kor",
            "lang:Korean",
            "lang:k",
            "TITLE:azure",
            "title：azure",
            "-lang:ja",
            "-title:oracle",
            "lang:ko-KR",
        ] {
            assert!(accepts(query), "{query}");
        }
        for query in [
            "title:비즈니스",
            "source:azure",
            "author:azure",
            "tag:azure",
            "company:azure",
            "lang:ja",
            "lang:zh",
            "lang:zh-hant",
            "-lang:ko",
            "lang:orean",
        ] {
            assert!(!accepts(query), "{query}");
        }
    }

    #[test]
    fn states_and_days_are_asked_for() {
        for query in [
            "is:read",
            "is:marked",
            "-is:starred",
            "after:2019",
            "after:2019-05",
            "after:2019-05-09",
            "before:2020",
            "before:2019-06",
            "before:2019/05/10",
            "after:2019 before:2020 is:read",
        ] {
            assert!(accepts(query), "{query}");
        }
        for query in [
            "is:unread",
            "is:starred",
            "after:2020",
            "after:2019-05-10",
            "before:2019",
            "before:2019-05-09",
        ] {
            assert!(!accepts(query), "{query}");
        }
    }

    #[test]
    fn what_is_not_yet_complete_excludes_nothing() {
        for query in [
            "is:",
            "is:st",
            "after:",
            "after:20",
            "after:2019-",
            "lang:",
            "title:",
            "\"",
            "title:\"",
            "-",
            "after:2019-99",
        ] {
            assert!(accepts(query) || query == "-", "{query}");
        }
        assert!(Query::parse("after:20 lang:").is_empty());
    }

    #[test]
    fn an_unknown_field_is_a_word_with_a_colon() {
        assert!(accepts("악수:"));
        assert!(!accepts("topic:azure"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "([a-z:\"-]|is:|after:|\\PC){0,30}") {
            let _ = accepts(&text);
        }
    }
}
