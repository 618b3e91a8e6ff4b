//! Pages of the web as they are saved and fetched: news pages in four languages and six encodings, and hostile ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads its own files"
)]

use std::fs;
use std::path::{Path, PathBuf};

use counterpoint::load::load;
use counterpoint::load::page::{Page, PageError, extract, to_markdown};
use counterpoint::news::article::{BlockKind, InlineKind};
use counterpoint::text::lang::Lang;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn page(name: &str, url: Option<&str>) -> Page {
    let bytes = fs::read(folder().join(name)).unwrap();
    extract(&bytes, None, url).unwrap()
}

fn has(page: &Page, wanted: &[&str]) {
    for wanted in wanted {
        assert!(
            page.body.contains(wanted),
            "{wanted} is missing:\n{}",
            page.body
        );
    }
}

fn lacks(page: &Page, unwanted: &[&str]) {
    for unwanted in unwanted {
        assert!(
            !page.body.contains(unwanted),
            "{unwanted} is there:\n{}",
            page.body
        );
    }
}

/// What is told of a page in one line.
fn facts(page: &Page) -> String {
    format!(
        "{} | {} | {} | {} | {}",
        page.title,
        page.byline.as_deref().unwrap_or("-"),
        page.date.map_or("-".to_owned(), |date| date.to_string()),
        page.lang,
        page.site.as_deref().unwrap_or("-"),
    )
}

#[test]
fn an_english_page_keeps_its_structure() {
    let page = page(
        "en-utf8.html",
        Some("https://ledger.example.org/2019/04/azure-vmware?utm=x"),
    );
    assert_eq!(
        facts(&page),
        "Microsoft and VMware end their standoff on Azure | Ledger Staff | 2019-04-29T16:30:00-07:00 | en | Channel Ledger"
    );
    assert_eq!(
        page.url.as_deref(),
        Some("https://ledger.example.org/2019/04/azure-vmware")
    );
    has(
        &page,
        &[
            "The stage at Dell Technologies World in Las Vegas, where the offer was shown.",
            "LAS VEGAS\u{a0}— Two companies",
            "[Azure VMware Solutions](https://ledger.example.org/tags/azure-vmware-solutions)",
            "*CloudSimple*",
            "**binds three houses**",
            "## From denial to deal",
            "> Partners of both expect choice",
            "- 2006: the two compete",
            "| Service | Sold by | Since |\n| --- | --- | --- |\n| VMware Cloud on AWS | VMware | 2017 |",
            "`Hyper-V`",
        ],
    );
    lacks(
        &page,
        &[
            "Skip to",
            "Storage",
            "Advertisement",
            "Related stories",
            "Terms",
            "written",
            "Be the first",
            "<",
        ],
    );
}

#[test]
fn japanese_pages_read_the_same_in_every_encoding() {
    let [sjis, euc, utf8] =
        ["ja-shift_jis.html", "ja-euc-jp.html", "ja-utf8.html"].map(|name| page(name, None));
    assert_eq!(
        facts(&sjis),
        "仮想マシン形式、二強の綱引き | 編集部 | 2006-06-12 | ja | 週刊システム通信"
    );
    assert_eq!(sjis, euc);
    assert_eq!(utf8.date.unwrap().to_string(), "2006-06-12T10:00:00+09:00");
    assert_eq!(
        Page {
            date: sjis.date,
            ..utf8
        },
        sjis
    );
    has(
        &sjis,
        &[
            "標準化団体（ひょうじゅんかだんたい）に委ねる",
            "## 無償化で対抗",
            "**無償**で提供",
            "写真：データセンターに並ぶサーバー",
        ],
    );
    lacks(
        &sjis,
        &["セミナー", "関連記事", "ランキング", "Copyright", "log.gif"],
    );
}

#[test]
fn korean_and_chinese_pages_are_read() {
    let ko = page("ko-euc-kr.html", None);
    assert_eq!(
        facts(&ko),
        "적에서 동지로, 라스베이거스의 악수 | 경제나루 취재팀 | 2019-05-09T09:20:00+09:00 | ko | 경제나루"
    );
    assert_eq!(
        ko.url.as_deref(),
        Some("http://naru.example.org/view?no=1234")
    );
    has(
        &ko,
        &[
            "발표했다.\n\n판매는",
            "**보스턴에서도 악수**",
            "[KEDA](http://naru.example.org/dic/keda)",
            "레드햇 서밋이 열린 보스턴 행사장",
        ],
    );
    lacks(&ko, &["부동산", "글자 크게", "관련기사", "저작권자"]);

    let hans = page("zh-gbk.html", None);
    assert_eq!(
        facts(&hans),
        "微软宣布在Azure上运行VMware，对方否认参与 | 云端周刊编辑部 | 2017-11-23 | zh-Hans | 云端周刊"
    );
    has(
        &hans,
        &[
            "图：微软公布的服务示意",
            "**Hyper-V与Azure Stack**",
            "应该给谁打电话？",
        ],
    );
    lacks(&hans, &["首页", "热门文章", "版权所有"]);

    let hant = page("zh-big5.html", None);
    assert_eq!(
        facts(&hant),
        "博通併購VMware，客戶另尋出路 | 島嶼科技報編輯部 | 2024-05-20 | zh-Hant | 島嶼科技報"
    );
    has(&hant, &["## 曾經的對手", "當年的戰場換了主人"]);
    lacks(&hant, &["首頁", "版權所有"]);
}

#[test]
fn pages_in_a_library_are_articles_and_sidecars_count_more() {
    let root = tempfile::tempdir().unwrap();
    let to = |name: &str| root.path().join(name);
    fs::copy(folder().join("en-utf8.html"), to("handshake.html")).unwrap();
    fs::write(to("handshake.toml"), "title = 'Mine'\ndate = 2019-05-01\n").unwrap();
    fs::copy(folder().join("ja-shift_jis.html"), to("形式.htm")).unwrap();
    fs::copy(folder().join("no-article.html"), to("front.html")).unwrap();
    let library = load(&[root.path().to_owned()], &|_| {});
    let problems: Vec<String> = library
        .problems
        .iter()
        .map(|problem| problem.to_string())
        .collect();
    assert_eq!(
        problems,
        [format!(
            "{}:5: no article was found in this page; save the page once more when it shows its text, or move it out of the library",
            to("front.html").display()
        )]
    );
    let [en, ja] = library.articles.as_slice() else {
        panic!("{} articles", library.articles.len());
    };
    assert_eq!(
        (en.meta.title.as_str(), en.meta.date.unwrap().day().as_str()),
        ("Mine", "2019-05-01")
    );
    assert_eq!(en.meta.author.as_deref(), Some("Ledger Staff"));
    assert_eq!(en.meta.source.as_deref(), Some("Channel Ledger"));
    assert!(en.blocks.iter().any(|block| block.kind == BlockKind::Table));
    assert!(
        en.inlines
            .iter()
            .any(|inline| matches!(inline.kind, InlineKind::Link(_)))
    );
    assert_eq!((ja.id.0.as_str(), ja.lang), ("形式", Lang::Ja));
    assert_eq!(ja.meta.title, "仮想マシン形式、二強の綱引き");
    assert!(
        !ja.text.contains("二強の綱引き"),
        "the title is not repeated"
    );
}

#[test]
fn hostile_pages_are_read_or_refused() {
    let story =
        "VMware stated that it had taken no part in the offer, and that it would not support it. "
            .repeat(8);
    let read = |html: &str| extract(html.as_bytes(), None, None);
    assert_eq!(read(""), Err(PageError::NoArticle));
    assert_eq!(
        read("<html><head></head></html>"),
        Err(PageError::NoArticle)
    );
    assert_eq!(
        extract(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", None, None),
        Err(PageError::Binary)
    );
    let titled = format!(
        "<title>a&#27;[31mb\u{1b}]0;owned\u{7}&#8238;c\0</title><p onclick=x()>{story}<a href='javascript:x()'>go</a><p>1 &lt; 2 \
         &lt;script&gt; \u{202e}x<p>{story}"
    );
    let page = read(&titled).unwrap();
    assert_eq!(page.title, "abc");
    let all = format!("{}{}", page.title, page.body);
    assert!(
        !all.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'),
        "{all:?}"
    );
    assert!(!all.contains("javascript") && all.contains("go") && !all.contains(" <script"));
    let mut zeros = format!("<html><body><article><p>{story}<p>{story}").into_bytes();
    zeros.splice(60..60, [0, 0]);
    assert!(
        extract(&zeros, None, None)
            .unwrap()
            .body
            .contains("would not support")
    );
    for (begin, times) in [
        ("<div>", 100_000),
        ("<p><b><i>", 50_000),
        ("<table><tr><td>", 20_000),
        ("<a href=x>", 50_000),
        ("&amp;", 200_000),
        ("<!ENTITY a '&a;&a;'>", 10_000),
        ("<p>x", 100_000),
    ] {
        let html = format!("<html><body><article><p>{story}</p>{}", begin.repeat(times));
        if let Ok(page) = read(&html) {
            assert!(page.body.contains("taken no part"), "{begin}");
        }
    }
    let large = format!("<p>{}", story.repeat(14_000));
    assert!(to_markdown(&large, None).len() > 9_000_000);
}
