//! Tests of the index.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::analysis::companies::Matcher;
use crate::analysis::search::grams::Tokens;
use crate::analysis::search::query::Query;
use crate::analysis::search::{Card, Facts as Known, find};
use crate::config::{self, Sort};
use crate::news::article::{Article, ArticleId, Block, BlockKind, Meta, Passage};
use crate::news::date::Date;
use crate::news::library::Stamp;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// An article whose paragraphs are a passage each.
fn article(name: &str, lang: Lang, day: u8, title: &str, paragraphs: &[&str]) -> Article {
    let mut text = String::new();
    let (mut blocks, mut passages) = (Vec::new(), Vec::new());
    for (block, paragraph) in paragraphs.iter().enumerate() {
        if block > 0 {
            text.push_str("\n\n");
        }
        let span = Span::new(text.len(), text.len() + paragraph.len());
        text.push_str(paragraph);
        passages.push(Passage { span, block });
        blocks.push(Block {
            kind: BlockKind::Paragraph,
            span,
            lang,
            quotes: 0,
            lists: 0,
            continues: false,
            passages: block..block + 1,
        });
    }
    let date = (day > 0).then_some(Date {
        year: 2019,
        month: 5,
        day,
        time: None,
    });
    Article {
        id: ArticleId(name.to_owned()),
        path: PathBuf::from(format!("/library/{name}.md")),
        meta: Meta {
            title: title.to_owned(),
            date,
            source: Some(format!("Source {}", name.len() % 3)),
            author: Some("Émile".to_owned()),
            tags: vec!["cloud".to_owned(), name.to_owned()],
            other: vec![("feed".to_owned(), "Wire".to_owned())],
            ..Meta::default()
        },
        lang,
        text,
        blocks,
        passages,
        inlines: Vec::new(),
        urls: Vec::new(),
    }
}

/// The articles that come with the program, as far as this room can read them: a paragraph a passage.
fn shipped() -> Vec<Article> {
    let mut articles = Vec::new();
    for (folder, lang) in [
        ("en", Lang::En),
        ("ja", Lang::Ja),
        ("ko", Lang::Ko),
        ("zh", Lang::ZhHans),
    ] {
        for entry in fs::read_dir(Path::new("articles").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_article = path
                .extension()
                .is_some_and(|extension| extension != "toml");
            let Some(text) = fs::read_to_string(&path).ok().filter(|_| is_article) else {
                continue;
            };
            let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim).collect();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            articles.push(article(
                &format!("{folder}/{name}"),
                lang,
                1,
                &name,
                &paragraphs,
            ));
        }
    }
    articles
}

fn articles() -> Vec<Article> {
    vec![
        article(
            "en/deal",
            Lang::En,
            7,
            "The deal",
            &[
                "Broadcom will buy VMware for $61 billion.",
                "The weather was fine.",
                "Clouds gathered over the talks.",
            ],
        ),
        article(
            "ja/baishu",
            Lang::Ja,
            8,
            "ＶＭｗａｒｅの買収",
            &[
                "ブロードコムは5社を束ね、VMwareの買収を決めた。",
                "与党は静観した。",
                "ｸﾗｳﾄﾞの会談が続く。",
            ],
        ),
        article(
            "ko/insu",
            Lang::Ko,
            9,
            "브로드컴의 인수",
            &[
                "브로드컴은 VMware를 인수한다.",
                "왕이 웃었다.",
                "회사가 클라우드를 판다.",
            ],
        ),
        article(
            "zh/shougou",
            Lang::ZhHans,
            0,
            "博通收购",
            &["博通将收购VMware。", "微软的云很大。", "他说：“你好！”"],
        ),
    ]
}

/// A file as the walk sees it.
type File = (PathBuf, ArticleId, Stamp);

fn file(article: &Article, modified: i64) -> File {
    let stamp = Stamp {
        size: article.text.len() as u64,
        modified,
    };
    (article.path.clone(), article.id.clone(), stamp)
}

/// A folder with the index of a library.
struct Desk {
    cache: TempDir,
    companies: Vec<Company>,
}

impl Desk {
    fn new() -> Self {
        Self {
            cache: tempfile::tempdir().unwrap(),
            companies: config::read(&[]).unwrap().companies,
        }
    }

    fn file(&self) -> PathBuf {
        self.cache
            .path()
            .join(file_name(&[PathBuf::from("/library")]))
    }

    fn open(&self) -> (Index, Option<String>) {
        let library = [PathBuf::from("/library")];
        let (index, problem) =
            Index::open(Some(self.cache.path()), &library, &self.companies).unwrap();
        (index, problem.map(|problem| problem.to_string()))
    }

    /// Brings the index in step with these articles; gives how many were read, and what was renamed.
    fn sync(
        &self,
        index: &mut Index,
        articles: &[Article],
        modified: i64,
    ) -> (usize, Vec<Renamed>) {
        let files: Vec<File> = articles
            .iter()
            .map(|article| file(article, modified))
            .collect();
        let mut plan = index
            .plan(
                files
                    .iter()
                    .map(|(path, id, stamp)| (path.as_path(), id, *stamp)),
            )
            .unwrap();
        let entries: Vec<Entry> = plan
            .changed
            .iter()
            .map(|at| self.entry(&articles[*at], modified))
            .collect();
        let count = entries.len();
        let taken = Taken {
            entries,
            refused: Vec::new(),
        };
        index.take_in(&mut plan, [taken]).unwrap();
        (count, index.finish(plan).unwrap())
    }

    fn entry(&self, article: &Article, modified: i64) -> Entry {
        let mentions = Matcher::new(&self.companies).mentions(article);
        Entry::new(
            article,
            file(article, modified).2,
            &mentions,
            &self.companies,
        )
    }

    /// An index of the articles.
    fn filled(&self) -> Index {
        let (mut index, problem) = self.open();
        assert_eq!(problem, None);
        self.sync(&mut index, &articles(), 1);
        index
    }
}

/// The ninth of May 2019, and a day.
const TODAY: Option<i64> = Some(18_026);

fn listed(index: &mut Index, query: &str, sort: Sort, reversed: bool) -> Vec<String> {
    let listing = index
        .list(&Query::parse(query), sort, reversed, TODAY)
        .unwrap();
    let rows = index.page(&listing, 0, 100).unwrap();
    assert_eq!(rows.len(), listing.len());
    rows.into_iter().map(|row| row.name.0).collect()
}

/// What is lit in the passages, article by article.
fn lit(index: &mut Index, query: &str) -> Vec<(String, Vec<String>)> {
    let found = index.search(&Query::parse(query), 100, TODAY).unwrap();
    let one = |hits: Hits| {
        let spans = hits.passages.iter().flat_map(|hit| {
            hit.spans
                .iter()
                .map(|span| span.of(&hit.text).to_owned())
                .collect::<Vec<_>>()
        });
        (hits.row.name.0, spans.collect())
    };
    found.articles.into_iter().map(one).collect()
}

fn names(index: &mut Index, query: &str) -> Vec<String> {
    let mut names: Vec<String> = lit(index, query)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.sort();
    names
}

#[test]
fn the_list_is_in_every_order() {
    let mut index = Desk::new().filled();
    let (en, ja, ko, zh) = ("en/deal", "ja/baishu", "ko/insu", "zh/shougou");
    for (sort, reversed, order) in [
        (Sort::Date, false, [ko, ja, en, zh]),
        (Sort::Date, true, [zh, en, ja, ko]),
        (Sort::Title, false, [en, zh, ko, ja]),
        (Sort::Title, true, [ja, ko, zh, en]),
        // The source is by the length of the name: 9, 7, 7 and 10, modulo three.
        (Sort::Source, false, [ja, ko, en, zh]),
        (Sort::Language, false, [en, ja, ko, zh]),
        (Sort::Language, true, [zh, ko, ja, en]),
        (Sort::Unread, false, [ko, ja, en, zh]),
    ] {
        let found = listed(&mut index, "", sort, reversed);
        assert_eq!(found, order, "{sort:?} {reversed}");
    }
    let state = State {
        read: true,
        ..State::default()
    };
    index
        .mirror(&HashMap::from([(ArticleId(ko.to_owned()), state)]))
        .unwrap();
    assert_eq!(
        listed(&mut index, "", Sort::Unread, false),
        [ja, en, zh, ko]
    );
    assert_eq!(listed(&mut index, "", Sort::Unread, true), [ko, ja, en, zh]);
    assert_eq!(listed(&mut index, "is:read", Sort::Date, false), [ko]);
    let all = index
        .list(&Query::default(), Sort::Date, false, None)
        .unwrap();
    let page = index.page(&all, 3, 10).unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!((page[0].name.0.as_str(), page[0].passages), (zh, 3));
    assert_eq!(page[0].path, Path::new("/library/zh/shougou.md"));
}

/// Filters of every kind, one a line.
const FILTERS: &str = r#"
deal
ＤＥＡＬ
vmware
VMWAREの
買収
emile
source:0
source:"source 1"
author:e
tag:cloud
tag:ja
feed:wire
feed:x
title:e
company:broadcom
company:ブロードコム
near:vmware
lang:ja
lang:k
lang:zh-hant
-lang:en
korean
is:unread
is:starred
is:marked
has:note
has:tag
-has:note
date:2019
date:2019-05-08
date:>2019-05-08
date:<2d
-date:2019
deal OR 買収
(deal OR 買収) -lang:ja
lang:ja | lang:ko | ~sun
~sun deal
weather
"#;

#[test]
fn a_filter_of_the_index_is_the_filter_of_the_list() {
    let desk = Desk::new();
    let mut index = desk.filled();
    let state = State {
        starred: true,
        marked: true,
        noted: true,
        ..State::default()
    };
    index
        .mirror(&HashMap::from([(ArticleId("ja/baishu".to_owned()), state)]))
        .unwrap();
    let names = CompanyNames::new(&desk.companies);
    let matcher = Matcher::new(&desk.companies);
    for query in FILTERS.lines() {
        let parsed = Query::parse(query);
        let mut expected: Vec<String> = articles()
            .iter()
            .filter(|article| {
                let mentions = matcher.mentions(article);
                let companies = mentions.companies.iter().map(|presence| presence.company);
                let mine = article.id.0 == "ja/baishu";
                let card = Card::new(article, companies, &names);
                let facts = Known {
                    card: &card,
                    read: false,
                    starred: mine,
                    marked: mine,
                    noted: mine,
                    tagged: false,
                };
                parsed.accepts(&facts, TODAY)
            })
            .map(|article| article.id.0.clone())
            .collect();
        let mut found = listed(&mut index, query, Sort::Date, false);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn words_are_found_in_every_script_and_lit() {
    let mut index = Desk::new().filled();
    for (query, name, spans) in [
        ("weather", "en/deal", vec!["weather"]),
        ("cloud", "en/deal", vec!["Cloud"]),
        ("VMwareの買収", "ja/baishu", vec!["VMwareの買収"]),
        ("5社", "ja/baishu", vec!["5社"]),
        ("党", "ja/baishu", vec!["党"]),
        ("クラウド", "ja/baishu", vec!["ｸﾗｳﾄﾞ"]),
        ("くらうど", "ja/baishu", vec!["ｸﾗｳﾄﾞ"]),
        ("会談", "ja/baishu", vec!["会談"]),
        ("왕", "ko/insu", vec!["왕"]),
        ("회사", "ko/insu", vec!["회사"]),
        ("微软的云", "zh/shougou", vec!["微软的云"]),
        ("“fine”", "en/deal", vec!["fine"]),
    ] {
        let expected = vec![(
            name.to_owned(),
            spans.into_iter().map(str::to_owned).collect(),
        )];
        assert_eq!(lit(&mut index, query), expected, "{query}");
    }
    assert_eq!(names(&mut index, "\"cloud\""), [""; 0]);
    assert_eq!(names(&mut index, "vmware").len(), 4);
    assert_eq!(names(&mut index, "収会"), [""; 0]);
}

#[test]
fn parts_of_a_query_work_together() {
    let mut index = Desk::new().filled();
    for (query, found) in [
        ("vmware lang:ja", &["ja/baishu"][..]),
        ("vmware -lang:ja -lang:ko", &["en/deal", "zh/shougou"]),
        ("weather OR 회사", &["en/deal", "ko/insu"]),
        ("(weather OR 회사) vmware", &["en/deal", "ko/insu"]),
        ("weather OR lang:ko", &["en/deal", "ko/insu"]),
        ("vmware -weather", &["ja/baishu", "ko/insu", "zh/shougou"]),
        ("vmware date:2019-05-08..", &["ja/baishu", "ko/insu"]),
        ("title:deal", &["en/deal"]),
        ("company:vmware title:買収", &["ja/baishu"]),
        ("\"buy vmware\"", &["en/deal"]),
        ("\"fine clouds\"", &[]),
        ("billion near:vmware", &["en/deal"]),
        ("clouds near:vmware", &[]),
        ("weather near:vmware", &["en/deal"]),
        ("near:broadcom lang:en", &["en/deal"]),
        (
            "vmware ~sun",
            &["en/deal", "ja/baishu", "ko/insu", "zh/shougou"],
        ),
        ("— vmware weather", &["en/deal"]),
    ] {
        assert_eq!(names(&mut index, query), found, "{query}");
    }
    let accepted = index
        .accepted(&Query::parse("vmware ~sun -lang:ja"), TODAY)
        .unwrap();
    assert_eq!(accepted.len(), 3);
}

#[test]
fn only_what_has_changed_is_read_and_a_renamed_file_stays_what_it_is() {
    let desk = Desk::new();
    let mut index = desk.filled();
    let mut all = articles();
    assert_eq!(desk.sync(&mut index, &all, 1), (0, vec![]));
    let id = |index: &mut Index, name: &str| {
        index
            .named(&ArticleId(name.to_owned()))
            .unwrap()
            .map(|row| row.id)
    };
    let before = id(&mut index, "ko/insu");
    all[2].id = ArticleId("ko/renamed".to_owned());
    all[2].path = PathBuf::from("/library/ko/renamed.md");
    let removed = all.remove(0);
    let (read, renamed) = desk.sync(&mut index, &all, 1);
    assert_eq!(read, 1);
    assert_eq!(renamed[0].from.0, "ko/insu");
    assert_eq!(renamed[0].to.0, "ko/renamed");
    assert_eq!(id(&mut index, "ko/renamed"), before);
    assert_eq!(id(&mut index, "ko/insu"), None);
    assert_eq!(names(&mut index, "weather"), [""; 0]);
    assert_eq!(names(&mut index, "회사"), ["ko/renamed"]);
    all.push(removed);
    assert_eq!(desk.sync(&mut index, &all, 2).0, 4);
    assert_eq!(names(&mut index, "weather"), ["en/deal"]);
    all[0] = article("ja/baishu", Lang::Ja, 8, "買収", &["別の話。"]);
    assert_eq!(desk.sync(&mut index, &all, 3).0, 4);
    assert_eq!(names(&mut index, "党"), [""; 0]);
    assert_eq!(names(&mut index, "別"), ["ja/baishu"]);
}

#[test]
fn other_companies_have_everything_read_anew() {
    let mut desk = Desk::new();
    drop(desk.filled());
    desk.companies.truncate(1);
    let (mut index, _) = desk.open();
    assert_eq!(desk.sync(&mut index, &articles(), 1).0, 4);
    assert_eq!(desk.sync(&mut index, &articles(), 1).0, 0);
}

#[test]
fn twins_are_listed_once_and_a_file_without_an_article_is_remembered() {
    let desk = Desk::new();
    let mut index = desk.filled();
    let mut all = articles();
    let mut twin = all[0].clone();
    twin.id = ArticleId("en/copy".to_owned());
    twin.path = PathBuf::from("/library/en/copy.md");
    all.push(twin);
    desk.sync(&mut index, &all, 1);
    // The copy's path comes first.
    assert_eq!(names(&mut index, "weather"), ["en/copy"]);
    all.pop();
    desk.sync(&mut index, &all, 1);
    assert_eq!(names(&mut index, "weather"), ["en/deal"]);
    let empty = (
        PathBuf::from("/library/empty.md"),
        ArticleId("empty".to_owned()),
        Stamp {
            size: 0,
            modified: 5,
        },
    );
    let mut files: Vec<File> = all.iter().map(|article| file(article, 1)).collect();
    files.push(empty.clone());
    let listed = |files: &[File]| files.to_vec();
    let plan = |index: &Index, files: &[File]| {
        let files = listed(files);
        index
            .plan(
                files
                    .iter()
                    .map(|(path, id, stamp)| (path.as_path(), id, *stamp)),
            )
            .unwrap()
    };
    let mut first = plan(&index, &files);
    assert_eq!(first.changed, [4]);
    index
        .take_in(
            &mut first,
            [Taken {
                entries: Vec::new(),
                refused: vec![(empty.0, empty.2)],
            }],
        )
        .unwrap();
    index.finish(first).unwrap();
    assert!(plan(&index, &files).is_empty());
}

#[test]
fn what_the_reader_did_is_mirrored_and_taken_back() {
    let mut index = Desk::new().filled();
    let state = |read, starred| State {
        read,
        starred,
        ..State::default()
    };
    let id = |name: &str| ArticleId(name.to_owned());
    index
        .mirror(&HashMap::from([
            (id("en/deal"), state(true, false)),
            (id("gone"), state(true, true)),
        ]))
        .unwrap();
    assert_eq!(
        listed(&mut index, "is:read", Sort::Date, false),
        ["en/deal"]
    );
    index
        .mirror(&HashMap::from([(id("ko/insu"), state(false, true))]))
        .unwrap();
    assert_eq!(listed(&mut index, "is:read", Sort::Date, false), [""; 0]);
    assert_eq!(
        listed(&mut index, "is:starred", Sort::Date, false),
        ["ko/insu"]
    );
}

#[test]
fn values_are_known_for_completion() {
    let index = Desk::new().filled();
    let words = index.vocabulary().unwrap();
    assert_eq!(words.langs, ["en", "ja", "ko", "zh"]);
    assert_eq!(words.feeds, ["Wire"]);
    assert!(words.companies.contains(&"vmware".to_owned()));
    assert!(words.tags.contains(&"cloud".to_owned()) && words.sources.len() == 2);
}

#[test]
fn a_file_that_is_no_sound_index_is_set_aside_and_made_anew() {
    type Spoil = fn(&Path);
    let spoil: [(&str, Spoil); 5] = [
        ("no index of this program", |path| {
            Connection::open(path)
                .unwrap()
                .execute_batch("PRAGMA application_id = 1")
                .unwrap();
        }),
        ("version 7", |path| {
            Connection::open(path)
                .unwrap()
                .execute_batch("PRAGMA user_version = 7")
                .unwrap();
        }),
        ("damaged", |path| {
            fs::write(path, "this is no database at all, only some text").unwrap()
        }),
        ("damaged", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("damaged", |path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 2;
            bytes[4096..middle].fill(0xa5);
            fs::write(path, bytes).unwrap();
        }),
    ];
    for (number, (what, spoil)) in spoil.into_iter().enumerate() {
        let desk = Desk::new();
        drop(desk.filled());
        spoil(&desk.file());
        let (mut index, problem) = desk.open();
        let problem = problem.expect(what);
        assert!(
            problem.contains(what) && problem.contains("made anew"),
            "{number}: {problem}"
        );
        assert_eq!(desk.sync(&mut index, &articles(), 1).0, 4);
        assert_eq!(names(&mut index, "weather"), ["en/deal"]);
        drop(index);
        assert_eq!(desk.open().1, None);
        let old = format!("{}.old", desk.file().display());
        assert!(Path::new(&old).exists());
    }
}

#[test]
fn an_empty_file_is_an_index_that_is_not_filled() {
    let desk = Desk::new();
    fs::write(desk.file(), "").unwrap();
    let (mut index, problem) = desk.open();
    assert_eq!(problem, None);
    assert_eq!(desk.sync(&mut index, &articles(), 1).0, 4);
}

#[cfg(unix)]
#[test]
fn where_nothing_can_be_written_the_index_lasts_as_long_as_the_program() {
    let desk = Desk::new();
    fs::write(desk.cache.path().join("in-the-way"), "").unwrap();
    let library = [PathBuf::from("/library")];
    let cache = desk.cache.path().join("in-the-way").join("cache");
    let (mut index, problem) = Index::open(Some(&cache), &library, &desk.companies).unwrap();
    assert!(problem.unwrap().to_string().contains("cannot be kept here"));
    assert_eq!(desk.sync(&mut index, &articles(), 1).0, 4);
    assert_eq!(names(&mut index, "weather"), ["en/deal"]);
    assert_eq!(index.path(), None);
}

#[test]
fn a_full_disk_is_told_and_leaves_what_was_there() {
    let desk = Desk::new();
    let mut index = desk.filled();
    let pages: i64 = index
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    index
        .connection
        .execute_batch(&format!("PRAGMA max_page_count = {pages}"))
        .unwrap();
    let long = "words ".repeat(100_000);
    let big = article("en/big", Lang::En, 1, "Big", &[&long]);
    let mut plan = Plan::default();
    let error = index
        .take_in(
            &mut plan,
            [Taken {
                entries: vec![desk.entry(&big, 1)],
                refused: Vec::new(),
            }],
        )
        .unwrap_err();
    assert!(
        error.to_string().contains("make room on the disk"),
        "{error}"
    );
    assert_eq!(names(&mut index, "weather"), ["en/deal"]);
    assert_eq!(index.named(&big.id).unwrap(), None);
}

#[test]
fn two_copies_see_what_the_other_writes() {
    let desk = Desk::new();
    let mut one = desk.filled();
    let (mut two, problem) = desk.open();
    assert_eq!(problem, None);
    assert_eq!(names(&mut two, "weather"), ["en/deal"]);
    assert_eq!(listed(&mut two, "", Sort::Date, false).len(), 4);
    desk.sync(&mut one, &articles()[1..], 1);
    assert_eq!(names(&mut two, "weather"), [""; 0]);
    assert_eq!(listed(&mut two, "", Sort::Date, false).len(), 3);
}

#[test]
fn copies_that_write_at_once_wait_for_each_other() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for copy in 0..4 {
            let desk = &desk;
            scope.spawn(move || {
                let (mut index, problem) = desk.open();
                assert_eq!(problem, None);
                for round in 0..8 {
                    desk.sync(&mut index, &articles(), i64::from(copy * 100 + round));
                }
            });
        }
    });
    let (mut index, problem) = desk.open();
    assert_eq!(problem, None);
    desk.sync(&mut index, &articles(), 1);
    assert_eq!(listed(&mut index, "", Sort::Date, false).len(), 4);
    assert_eq!(names(&mut index, "vmware").len(), 4);
    assert_eq!(Index::examine(&desk.file()).unwrap().damage, [""; 0]);
}

#[test]
fn every_piece_of_the_shipped_articles_is_found() {
    let desk = Desk::new();
    let library = shipped();
    let (mut index, _) = desk.open();
    desk.sync(&mut index, &library, 1);
    let mut asked = 0;
    for (number, article) in library
        .iter()
        .enumerate()
        .filter(|(_, article)| article.lang.is_cjk())
    {
        let chars: Vec<(usize, char)> = article.text.char_indices().collect();
        let is_letter = |c: char| crate::text::fold::is_cjk(c) && c != '・';
        for at in (number % 7..chars.len()).step_by(11) {
            let piece: String = chars
                .iter()
                .skip(at)
                .take(1 + at % 6)
                .map(|(_, c)| *c)
                .collect();
            if !piece.chars().all(is_letter) {
                continue;
            }
            asked += 1;
            let query = Query::parse(&piece);
            let accepted = index.accepted(&query, None).unwrap();
            let scanned = library.iter().filter(|article| {
                !find(&article.text, &piece).is_empty()
                    || !find(&article.meta.title, &piece).is_empty()
            });
            for article in scanned {
                assert!(accepted.contains(&article.id), "{piece} in {}", article.id);
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[test]
fn the_text_of_a_query_cannot_leave_its_phrase() {
    let mut index = Desk::new().filled();
    for query in [
        "a\"b",
        "NEAR(a b)",
        "title : x",
        "a*",
        "^a",
        "{title}",
        "'; DROP TABLE articles; --",
        "AND",
        "NOT a",
        "a:b:c",
        "+",
        "\u{0}a",
    ] {
        let found = index.search(&Query::parse(query), 5, None);
        assert!(found.is_ok(), "{query}: {found:?}");
    }
    assert!(!Tokens::new("NEAR(a \"b\")").document().contains('"'));
}
