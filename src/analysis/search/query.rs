//! The one query language: of the list's filter, of search, of marks and of the command line.
//!
//! Words and `"phrases"` must all be there; `-` before one excludes it, `OR` or `|` between two asks for one of them
//! and binds less close, parentheses enclose. `title:` `source:` `author:` `tag:` `feed:` `company:` and `lang:` look in
//! that field alone, `is:` takes `unread`, `read`, `starred` or `marked`, `has:` takes `note` or `tag`, `near:` wants a
//! company named close by, and `~` asks for a meaning. `date:` takes a year, month or day, `2018..2019`, `>2019-05`, or an age, `<30d`;
//! `after:2019` means from its first day on, and `before:2019-05` until the last day before it.

mod ast;
mod complete;
mod days;
mod parse;

use std::fmt;

pub use self::ast::{Expr, Field, Left, Node, State, Test, When, Words};
pub use self::complete::{Candidates, Vocabulary, complete};
pub use self::parse::Mistake;

use self::parse::Parser;
use super::card::{Card, Facts, language_names};
use crate::text::lang::Lang;

/// What the reader asks of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    root: Option<Node>,
}

impl Query {
    /// Reads a query as it is typed. Every text is one: what is wrong or not yet complete, such as `lang:`, excludes
    /// nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::read(text).0
    }

    /// The same, with everything that is wrong in it, in order.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<Mistake>) {
        let mut parser = Parser::new(text);
        let root = parser.alternatives();
        let mut mistakes = parser.mistakes;
        mistakes.sort_by_key(|mistake| mistake.span);
        (Self { root }, mistakes)
    }

    /// What it says; none where it asks for nothing.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// Whether it asks for nothing, so that it accepts every article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Whether an article is what the reader asks for, as far as the list knows it: words are looked for in title,
    /// source, author, tags, language and the names of companies, not in the text, and meaning is not looked for.
    /// `today` is counted in days since 1970-01-01; where it is not known, an age excludes nothing.
    #[must_use]
    pub fn accepts(&self, facts: &Facts<'_>, today: Option<i64>) -> bool {
        let holds = |test: &Test| test.holds(facts, today);
        self.root
            .as_ref()
            .and_then(|root| root.judge(&holds))
            .unwrap_or(true)
    }
}

impl From<Node> for Query {
    /// The query that says what a part of one says.
    fn from(root: Node) -> Self {
        Self { root: Some(root) }
    }
}

impl fmt::Display for Query {
    /// The query as it could be typed: read again, it is equal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.iter().try_for_each(|root| root.fmt(f))
    }
}

impl Test {
    fn holds(&self, facts: &Facts<'_>, today: Option<i64>) -> Option<bool> {
        let card = facts.card;
        Some(match self {
            Self::Words(field, words) => contains(card, *field, &words.folded),
            Self::Near(words) => contains(card, Field::Company, &words.folded),
            Self::Lang(lang, words) => speaks(card.lang, &card.language, *lang, &words.folded),
            Self::Is(State::Unread) => !facts.read,
            Self::Is(State::Read) => facts.read,
            Self::Is(State::Starred) => facts.starred,
            Self::Is(State::Marked) => facts.marked,
            Self::Has(Left::Note) => facts.noted,
            Self::Has(Left::Tag) => facts.tagged,
            Self::Date(when) => match card.date {
                Some(date) => return when.meets(date.days(), today),
                None => false,
            },
            Self::Meaning(_) => return None,
        })
    }
}

/// Whether a language, whose folded names these are, is what `lang:` asks for: `zh` is both scripts, `zh-hant` is one,
/// and `k` on the way to `ko` is a language's beginning.
fn speaks(own: Lang, names: &str, wanted: Option<Lang>, typed: &str) -> bool {
    let is_script = typed.contains('-') && wanted.is_some_and(|lang| lang.is_chinese());
    let same = wanted.is_some_and(|lang| match is_script {
        true => own == lang,
        false => own.code() == lang.code(),
    });
    same || !is_script && names.lines().any(|name| name.starts_with(typed))
}

/// Whether an article in this language is what `lang:` with these words asks for.
#[must_use]
pub fn is_in_language(own: Lang, wanted: Option<Lang>, words: &Words) -> bool {
    speaks(own, &language_names(own), wanted, &words.folded)
}

/// Whether these words are a name of the language.
#[must_use]
pub fn names_language(own: Lang, words: &Words) -> bool {
    language_names(own).lines().any(|name| name == words.folded)
}

fn contains(card: &Card, field: Field, text: &str) -> bool {
    let company = || card.companies.iter().any(|names| names.contains(text));
    match field {
        Field::Title => card.title.contains(text),
        Field::Source => card.source.contains(text),
        Field::Author => card.author.contains(text),
        Field::Tag => card.tags.contains(text),
        Field::Feed => card.feed.contains(text),
        Field::Company => company(),
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
    use crate::news::date::Date;

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
                other: vec![("feed".to_owned(), "Wire Korea".to_owned())],
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

    /// Eleven days after the article.
    const TODAY: Option<i64> = Some(18_036);

    fn accepts(query: &str) -> bool {
        let card = card();
        let facts = Facts {
            card: &card,
            read: true,
            starred: false,
            marked: true,
            noted: true,
            tagged: false,
        };
        Query::parse(query).accepts(&facts, TODAY)
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
    fn parts_are_joined_excluded_and_enclosed() {
        for query in [
            "oracle OR azure",
            "oracle|azure",
            "oracle ｜ azure",
            "(oracle OR azure) 악수",
            "(oracle azure) OR 악수",
            "oracle azure OR 악수",
            "-(oracle OR ibm)",
            "-(azure oracle)",
            "（azure）",
            "「hybrid cloud」",
            "title:「azure vmware」",
            "vmware“azure”",
            "-『oracle』",
            "azure - vmware",
            "feed:wire",
            "near:红帽",
            "has:note -has:tag",
            "~sun",
            "-~sun azure",
            "lang:ja OR ~sun",
        ] {
            assert!(accepts(query), "{query}");
        }
        for query in [
            "oracle OR ibm",
            "azure (oracle OR ibm)",
            "-(oracle OR azure)",
            "oracle | ~",
            "feed:japan",
            "near:azure",
            "has:tag",
            "~sun oracle",
        ] {
            assert!(!accepts(query), "{query}");
        }
    }

    #[test]
    fn dates_are_ranges_ages_and_sides_of_a_day() {
        for query in [
            "date:2019",
            "date:2019-05",
            "date:2019/05/09",
            "date:2018..2019",
            "date:2019.05..",
            "date:..2019-05-09",
            "date:>2018",
            "date:>=2019-05-09",
            "date:<2020",
            "date:<=2019",
            "date:<30d",
            "date:＜２ｗ",
            "date:>1w",
            "date:<1m",
        ] {
            assert!(accepts(query), "{query}");
        }
        for query in [
            "date:2018",
            "date:2019-04",
            "date:2020..",
            "date:>2019",
            "date:>2019-05",
            "date:<2019-05-09",
            "date:<11d",
            "date:>11d",
            "date:>1y",
        ] {
            assert!(!accepts(query), "{query}");
        }
        assert!(Query::parse("date:<3d").accepts(
            &Facts {
                card: &card(),
                read: false,
                starred: false,
                marked: false,
                noted: false,
                tagged: false,
            },
            None
        ));
    }

    #[test]
    fn an_unknown_field_is_a_word_with_a_colon() {
        assert!(accepts("악수:"));
        assert!(!accepts("topic:azure"));
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        for (query, at, what, remedy) in [
            ("a titel:b", 2..7, "no field titel", "write title:"),
            ("topic:azure c", 0..5, "no field topic", "quotes"),
            ("lang: ja", 0..5, "needs a value", "right after"),
            ("is:unred a", 3..8, "unred", "write unread"),
            ("has:x a", 4..5, "x is nothing", "one of note, tag"),
            ("date:2019-13 a", 5..12, "no date", "2018..2019"),
            ("after:2019-02-30 a", 6..16, "no date", "2019-05-07"),
            ("date:2019..2018", 5..15, "before it begins", "earlier"),
            ("a \"b c", 2..3, "not closed", "with \""),
            ("title:「b", 6..9, "not closed", "with 」"),
            ("(a OR (b c)", 0..1, "not closed", "with )"),
            ("a ) b", 2..3, "no parenthesis", "remove"),
            ("a () b", 2..4, "nothing", "fill"),
            ("a OR", 2..4, "empty", "quote"),
            ("OR a", 0..2, "empty", "quote"),
            ("a | | b", 2..3, "empty", "write"),
        ] {
            let (_, mistakes) = Query::read(query);
            let [mistake] = mistakes.as_slice() else {
                panic!("{query}: {mistakes:?}");
            };
            assert_eq!(mistake.span.range(), at, "{query}");
            assert!(mistake.what.contains(what), "{query}: {mistake:?}");
            assert!(mistake.remedy.contains(remedy), "{query}: {mistake:?}");
        }
        for query in [
            "",
            "a b",
            "https://example.org/x",
            "12:30",
            "악수:",
            "-",
            "a - b",
            "ORACLE",
            "\"OR\"",
        ] {
            assert_eq!(Query::read(query).1, [], "{query}");
        }
    }

    #[test]
    fn what_typing_on_may_mend_is_unfinished() {
        let unfinished = |query: &str| Query::read(query).1.iter().all(|m| m.unfinished);
        for query in ["a OR ", "\"a b", "(a b", "lang:", "is:un", "date:20"] {
            assert!(unfinished(query), "{query}");
        }
        for query in ["OR a", "is:un a", "date:20 ", "a ) b"] {
            assert!(!unfinished(query), "{query}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let text = "(".repeat(100_000);
        assert!(Query::read(&text).0.is_empty());
        let text = format!("{}a{}", "-(".repeat(5000), ")".repeat(5000));
        assert!(!Query::parse(&text).is_empty());
    }

    #[test]
    fn a_query_is_written_as_it_could_be_typed() {
        for (typed, written) in [
            ("a  b|c -d", "a b OR c -d"),
            ("(a OR b) c", "(a OR b) c"),
            ("-(-a)", "-(-a)"),
            ("-(a b)", "-(a b)"),
            ("TITLE：「x y」", "title:\"x y\""),
            ("「say “x”」", "「say “x”」"),
            (
                "after:2019-5 before:2020",
                "date:>=2019-05-01 date:<2020-01-01",
            ),
            ("date:2019", "date:2019-01-01..2019-12-31"),
            ("date:<2w", "date:<14d"),
            ("～x is:READ has:note", "~x is:read has:note"),
        ] {
            assert_eq!(Query::parse(typed).to_string(), written);
        }
    }

    /// Queries of every kind, right and wrong.
    fn typed() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a",
            "OR",
            "|",
            "(",
            ")",
            "-",
            "~",
            "\"",
            "「",
            "」",
            "“",
            " ",
            " ",
            "title:",
            "lang:ja",
            "is:unread",
            "has:note",
            "date:",
            "2019-05",
            "..",
            "<",
            ">=",
            "9999",
            "0001",
            "30d",
            "after:",
            "near:",
            "会談",
            "x:y",
            "feed:",
            "company:",
            "（",
            "）",
            "'",
            "\\",
        ]);
        prop::collection::vec(
            prop_oneof![9 => pieces.prop_map(str::to_owned), 1 => "\\PC"],
            0..16,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "([a-z:\"-]|is:|after:|\\PC){0,30}") {
            let _ = accepts(&text);
        }

        #[test]
        fn a_query_that_is_written_and_read_again_is_the_same(text in typed()) {
            let query = Query::parse(&text);
            let written = query.to_string();
            let (again, mistakes) = Query::read(&written);
            prop_assert_eq!(&again, &query, "{}", written);
            let wrong = |m: &&Mistake| !m.what.contains("no field");
            prop_assert_eq!(mistakes.iter().find(wrong), None);
        }

        #[test]
        fn spans_lie_in_the_text(text in typed()) {
            let (query, mistakes) = Query::read(&text);
            let spans = mistakes.iter().map(|m| m.span).chain(query.root().map(|root| root.span));
            for span in spans {
                prop_assert!(text.get(span.range()).is_some());
            }
        }

        #[test]
        fn completion_answers_anywhere(text in typed(), cursor in 0_usize..60) {
            let found = complete(&text, cursor, &Vocabulary::default());
            prop_assert!(text.get(found.span.range()).is_some());
        }
    }
}
