//! Loads libraries as a user has them: good files in every format and encoding, and bad ones of every kind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and writes its own files"
)]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpoint::load::load;
use counterpoint::news::article::{Article, BlockKind};
use counterpoint::news::library::Library;
use counterpoint::text::clean::clean;
use counterpoint::text::lang::Lang;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

const JA: &str = "2009年2月4日、マイクロソフトとEMCはニューヨークで提携を3年延長した。\n\n柱は情報漏えい対策、コラボレーション、仮想化の三つである。\n";
const KO: &str = "마이크로소프트와 EMC는 4일 뉴욕에서 제휴를 3년 연장한다고 발표했다.\n\n협력 분야는 데이터 유출 방지와 협업, 가상화 등 세 가지다.\n";
const HANS: &str =
    "微软与EMC在纽约宣布将双方的联盟延长三年。\n\n双方是竞争关系，鲍尔默说，这一点不会改变。\n";
const HANT: &str =
    "微軟與EMC在紐約宣布將雙方的聯盟延長三年。\n\n雙方是競爭關係，鮑爾默說，這一點不會改變。\n";

/// A folder of files for one test.
struct Files(tempfile::TempDir);

impl Files {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn load(&self) -> Library {
        let library = load(&[self.path()], &|_| {});
        library.iter().for_each(|(_, article)| check(article));
        library
    }
}

/// The one article of a library that has one file.
fn article(name: &str, text: &str) -> Article {
    let mut library = Files::new(&[(name, text.as_bytes())]).load();
    assert_eq!(library.problems, []);
    assert_eq!(library.articles.len(), 1, "{text}");
    std::sync::Arc::unwrap_or_clone(library.articles.remove(0))
}

/// `line: what` of every problem.
fn problems(library: &Library) -> Vec<String> {
    let shown = library.problems.iter().map(|problem| {
        assert!(!problem.remedy.is_empty());
        format!("{}: {}", problem.line.unwrap_or(0), problem.what)
    });
    shown.collect()
}

/// What every article promises.
fn check(article: &Article) {
    let text = &article.text;
    assert!(!article.meta.title.is_empty() && !article.blocks.is_empty());
    assert_eq!(clean(text), *text, "the text is not clean");
    let borders: HashSet<usize> = text
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let mut end = 0;
    let mut passages = 0;
    for (number, block) in article.blocks.iter().enumerate() {
        let gap = text.get(end..block.span.start).unwrap();
        assert_eq!(gap, if number == 0 { "" } else { "\n\n" });
        assert!(!block.span.of(text).trim().is_empty());
        end = block.span.end;
        assert_eq!(block.passages.start, passages);
        passages = block.passages.end;
        let mut within = block.span.start;
        for passage in &article.passages[block.passages.clone()] {
            assert_eq!(passage.block, number);
            assert!(within <= passage.span.start && passage.span.end <= block.span.end);
            let shown = passage.span.of(text);
            // A mark that joins the space after it (U+11D46, say) is one grapheme with it.
            let mut graphemes = shown.graphemes(true);
            let first = graphemes.next().unwrap();
            let last = graphemes.next_back().unwrap_or(first);
            assert!(!first.trim().is_empty() && !last.trim().is_empty());
            within = passage.span.end;
        }
    }
    assert_eq!(end, text.len());
    assert_eq!(passages, article.passages.len());
    let mut start = 0;
    for inline in &article.inlines {
        assert!(start <= inline.span.start && !inline.span.is_empty());
        assert!(
            article
                .blocks
                .iter()
                .any(|block| block.span.covers(inline.span))
        );
        start = inline.span.start;
    }
    let spans = article.inlines.iter().map(|inline| inline.span);
    for span in spans.chain(article.passages.iter().map(|passage| passage.span)) {
        assert!(borders.contains(&span.start) && borders.contains(&span.end));
    }
}

#[test]
fn the_bundled_library_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles");
    let library = load(&[folder], &|_| {});
    assert_eq!(library.problems, []);
    assert!(library.articles.len() >= 16);
    for article in &library.articles {
        check(article);
        let folder = article.id.0.split('/').next().unwrap();
        assert_eq!(article.lang.code(), folder, "{}", article.id);
        assert!(article.meta.date.is_some() && article.meta.source.is_some());
        assert!(article.meta.url.is_some() && article.meta.author.is_some());
        assert!(article.meta.tags.len() >= 3);
        assert!(article.passages.len() > 8, "{}", article.id);
    }
}

#[test]
fn every_front_matter_and_format_gives_the_same_metadata() {
    let yaml = "---\ntitle: \"両社: 提携\"\ndate: 2009-02-04T10:04:00+09:00\nsource: 対位法\nauthor: 編集部\nlang: ja\n\
                url: https://example.org/a\ntags: [提携, EMC]\nedition: 朝刊\n---\n本文。\n";
    let toml = "+++\ntitle = '両社: 提携'\ndate = 2009-02-04T10:04:00+09:00\nsource = '対位法'\nauthor = '編集部'\nlang = 'ja'\n\
                url = 'https://example.org/a'\ntags = ['提携', 'EMC']\nedition = '朝刊'\n+++\n本文。\n";
    let one = article("a.md", yaml);
    assert_eq!(
        one.meta.date.unwrap().to_string(),
        "2009-02-04T10:04:00+09:00"
    );
    assert_eq!(one.meta.other, [("edition".to_owned(), "朝刊".to_owned())]);
    assert_eq!((one.lang, one.text.as_str()), (Lang::Ja, "本文。"));
    assert_eq!(article("a.markdown", toml).meta, one.meta);
    assert_eq!(article("a.txt", yaml).meta, one.meta);
    let sidecar = toml
        .trim_start_matches("+++\n")
        .split("+++")
        .next()
        .unwrap();
    let files = Files::new(&[
        ("a.txt", "本文。".as_bytes()),
        ("a.toml", sidecar.as_bytes()),
    ]);
    let library = files.load();
    assert_eq!(library.problems, []);
    assert_eq!(library.articles[0].meta, one.meta);
}

#[test]
fn a_sidecar_overrides_front_matter() {
    let files = Files::new(&[
        (
            "a.md",
            b"---\ntitle: front\nsource: kept\ndate: 2019-01-01\n---\nBody.\n",
        ),
        ("a.toml", b"title = 'sidecar'\ndate = 2019-05-07\n"),
    ]);
    let library = files.load();
    let meta = &library.articles[0].meta;
    assert_eq!(
        (meta.title.as_str(), meta.source.as_deref()),
        ("sidecar", Some("kept"))
    );
    assert_eq!(meta.date.unwrap().day(), "2019-05-07");
}

#[test]
fn without_metadata_title_date_and_language_come_from_the_file() {
    let one = article(
        "2019-05-07-handshake.txt",
        "両社が握手\n\nかつての敵同士が手を結んだ。驚きはない。\n",
    );
    assert_eq!(one.meta.title, "両社が握手");
    assert_eq!(one.text, "かつての敵同士が手を結んだ。驚きはない。");
    assert_eq!(one.meta.date.unwrap().day(), "2019-05-07");
    assert_eq!(
        (one.lang, one.id.0.as_str()),
        (Lang::Ja, "2019-05-07-handshake")
    );
    let two = article(
        "b.md",
        "# Two *companies*\n\nThey shook hands. Nobody was surprised.\n",
    );
    assert_eq!(
        (two.meta.title.as_str(), two.meta.date),
        ("Two companies", None)
    );
    assert_eq!(two.blocks.len(), 1);
    let three = article(
        "c.txt",
        "They shook hands. Nobody was surprised.\nThe end came soon.\n",
    );
    assert_eq!(three.meta.title, "They shook hands.");
    assert_eq!(three.blocks.len(), 2);
}

#[test]
fn a_question_and_answer_keeps_its_quotations() {
    let one = article(
        "qa.md",
        "---\ntitle: Q\nlang: ja\n---\n> > 以前の答え。\n>\n> では\n> どうなりますか。\n\nこうなります。\n",
    );
    let shown: Vec<(u8, &str)> = one
        .blocks
        .iter()
        .map(|block| (block.quotes, block.span.of(&one.text)))
        .collect();
    assert_eq!(
        shown,
        [
            (2, "以前の答え。"),
            (1, "ではどうなりますか。"),
            (0, "こうなります。")
        ]
    );
}

#[test]
fn a_quoted_language_is_set_as_itself() {
    let one = article(
        "a.md",
        "両社の提携は三年延長された。驚いた人は少なかったという。\n\n> The companies are competitors, and they will remain competitors for years.\n\n他に変わりはない。\n",
    );
    assert_eq!(one.lang, Lang::Ja);
    assert_eq!(one.blocks[1].lang, Lang::En);
    assert_eq!(one.blocks[2].lang, Lang::Ja);
}

#[test]
fn plain_chinese_is_told_apart_by_its_characters() {
    let front = "---\nlang: zh\n---\n";
    assert_eq!(
        article("a.txt", &format!("{front}{HANT}")).lang,
        Lang::ZhHant
    );
    assert_eq!(
        article("a.txt", &format!("{front}{HANS}")).lang,
        Lang::ZhHans
    );
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

#[test]
fn every_encoding_gives_the_same_article() {
    let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>()
    };
    for (text, legacy) in [
        (JA, &[SHIFT_JIS, EUC_JP, ISO_2022_JP][..]),
        (KO, &[EUC_KR]),
        (HANS, &[GB18030]),
        (HANT, &[BIG5]),
    ] {
        let expected = article("a.txt", text);
        let marked = format!("\u{FEFF}{text}");
        let mut all = vec![
            marked.clone().into_bytes(),
            utf16(text, u16::to_le_bytes),
            utf16(text, u16::to_be_bytes),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
        ];
        all.extend(legacy.iter().map(|encoding| encoded(text, encoding)));
        for bytes in all {
            let library = Files::new(&[("a.txt", &bytes)]).load();
            assert_eq!(library.problems, []);
            let read = &library.articles[0];
            assert_eq!(
                (&read.text, &read.meta, read.lang),
                (&expected.text, &expected.meta, expected.lang)
            );
        }
    }
}

#[test]
fn a_sidecar_names_the_encoding() {
    let bytes = encoded("短い", EUC_JP);
    let named = Files::new(&[("a.txt", &bytes), ("a.toml", b"encoding = 'euc-jp'\n")]).load();
    assert_eq!(
        (named.articles[0].text.as_str(), named.problems.len()),
        ("短い", 0)
    );
    let wrong = Files::new(&[
        ("a.txt", b"x"),
        ("a.toml", b"title = 'T'\nencoding = 'klingon'\n"),
    ])
    .load();
    assert_eq!(problems(&wrong), ["2: `klingon` is no encoding"]);
    assert_eq!(wrong.articles[0].meta.title, "T");
}

#[test]
fn bad_metadata_is_a_problem_with_its_line_and_the_article_is_there() {
    for (name, text, line) in [
        (
            "a.md",
            "---\nsource: S\ntitle: Breaking: PM resigns\n---\nBody.\n",
            3,
        ),
        (
            "a.md",
            "+++\ntitle = 'Breaking: PM resigns'\nsource = S\n+++\nBody.\n",
            3,
        ),
        (
            "a.md",
            "---\ntitle: 'Breaking: PM resigns'\nsource: S\n\nBody.\n",
            1,
        ),
        (
            "a.md",
            "---\ntitle: 'Breaking: PM resigns'\nsource: S\ndate: soon\n---\nBody.\n",
            4,
        ),
        (
            "a.md",
            "---\ntitle: 'Breaking: PM resigns'\nsource: S\nlang: klingonish\n---\nBody.\n",
            4,
        ),
    ] {
        let library = Files::new(&[(name, text.as_bytes())]).load();
        let lines: Vec<Option<usize>> = library
            .problems
            .iter()
            .map(|problem| problem.line)
            .collect();
        assert_eq!(lines, [Some(line)], "{text}");
        let read = &library.articles[0];
        assert_eq!(read.meta.title, "Breaking: PM resigns", "{text}");
        assert_eq!(read.meta.source.as_deref(), Some("S"));
        assert_eq!(read.text, "Body.");
    }
    let sidecar = Files::new(&[
        ("a.txt", b"Body."),
        ("a.toml", b"title = 'T'\nsource = S\n"),
    ])
    .load();
    assert_eq!(
        (
            sidecar.problems[0].line,
            sidecar.articles[0].meta.title.as_str()
        ),
        (Some(2), "T")
    );
    assert!(sidecar.problems[0].path.ends_with("a.toml"));
}

#[test]
fn every_bad_file_is_a_problem_and_the_others_are_there() {
    let huge = vec![b'a'; 16 * 1024 * 1024 + 1];
    let half_garbage: Vec<u8> = (0..400)
        .map(|at| if at % 2 == 0 { 0xFF } else { b'a' })
        .collect();
    let files = Files::new(&[
        ("a-good.md", b"Good text.\n"),
        ("b-empty.md", b""),
        ("c-blank.txt", "\n \u{3000}\n".as_bytes()),
        ("d-only-front.md", b"---\ntitle: T\n---\n"),
        (
            "e-binary.txt",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0",
        ),
        ("f-huge.txt", &huge),
        ("g-garbage.txt", &half_garbage),
        ("g-garbage.toml", b"encoding = 'utf-8'\n"),
        ("h-twin.txt", b"Good text.\n"),
        ("i-lone.toml", b"title = 'T'\n"),
        (
            "j-cut.txt",
            b"\xe4\xb8\xa4\xe5\xae\xb6\xe5\x85\xac\xe5\x8f\xb8\xe5\x90\x88\xe4\xbd\x9c\xe3\x80",
        ),
        ("k-picture.png", b"\0\0\0"),
    ]);
    let library = files.load();
    let names: Vec<&str> = library
        .articles
        .iter()
        .map(|article| article.id.0.as_str())
        .collect();
    assert_eq!(names, ["a-good", "j-cut"]);
    assert_eq!(
        problems(&library),
        [
            "0: there is no text in this file".to_owned(),
            "0: there is no text in this file".to_owned(),
            "0: there is no text in this file".to_owned(),
            "0: this file holds binary data, not text".to_owned(),
            "0: this file is larger than 16 MiB (16 MiB)".to_owned(),
            "0: this file could not be decoded as UTF-8".to_owned(),
            format!(
                "0: this is the same text as {}",
                files.path().join("a-good.md").display()
            ),
            "0: this metadata belongs to no article".to_owned(),
            "1: 1 place in this file could not be decoded as UTF-8".to_owned(),
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_and_a_loop_are_problems() {
    let files = Files::new(&[("s/a.md", b"Text.\n")]);
    std::os::unix::fs::symlink("nowhere", files.path().join("gone.md")).unwrap();
    std::os::unix::fs::symlink("..", files.path().join("s/up")).unwrap();
    let library = files.load();
    assert_eq!(library.articles.len(), 1);
    let whats = problems(&library);
    assert!(
        whats[0].contains("cannot be opened") && whats[1].contains("leads back to"),
        "{whats:?}"
    );
}

#[test]
fn a_missing_folder_is_a_problem_and_a_file_is_a_library() {
    let files = Files::new(&[("a.md", b"Text.\n"), ("b.md", b"Other.\n")]);
    let (file, none) = (files.path().join("a.md"), files.path().join("none"));
    let library = load(&[file, none.clone()], &|_| {});
    assert_eq!(library.articles.len(), 1);
    assert_eq!(library.problems[0].path, none);
}

#[test]
fn progress_counts_every_file_and_deep_folders_are_reached() {
    let deep = "d/".repeat(100) + "deep.md";
    let files = Files::new(&[
        (&deep, b"Deep.\n"),
        ("a.md", b"A.\n"),
        ("b.md", b"B.\n"),
        ("c.md", b""),
    ]);
    let (calls, highest) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let library = load(&[files.path()], &|done| {
        calls.fetch_add(1, Ordering::Relaxed);
        highest.fetch_max(done, Ordering::Relaxed);
    });
    assert_eq!(library.articles.len(), 3);
    assert!(
        library
            .articles
            .windows(2)
            .all(|pair| pair[0].path < pair[1].path)
    );
    assert_eq!((calls.into_inner(), highest.into_inner()), (4, 4));
}

#[test]
fn escape_sequences_and_controls_pass_nowhere() {
    let text = "---\ntitle: \"a\\e[31m\\x07b\"\nodd: \"\\u202e\"\n---\n# \u{1b}]0;x\u{7}Head &#27;[2J\n\n[l](<http://x/&#27;[2J>) `\u{9b}2J` &#x202E;z\n\n<p>&#7;</p>\n";
    let library = Files::new(&[("a.md", text.as_bytes())]).load();
    let one = &library.articles[0];
    let mut all = vec![&one.meta.title, &one.text];
    all.extend(&one.urls);
    all.extend(one.meta.other.iter().map(|(_, value)| value));
    for text in all {
        assert!(
            !text
                .chars()
                .any(|c| c != '\n' && c.is_control() || c == '\u{202E}'),
            "{text:?}"
        );
    }
}

#[test]
fn a_long_paragraph_is_set_in_pieces() {
    let sentence = "両社は仮想化の標準をめぐって争い、どちらも譲らないまま提携を延長した。";
    let one = article("a.txt", &format!("題\n{}\n", sentence.repeat(2000)));
    assert!(one.blocks.len() > 20);
    assert!(
        one.blocks
            .iter()
            .all(|block| block.span.len() <= 8 * 1024 && block.kind == BlockKind::Paragraph)
    );
    assert!(!one.blocks[0].continues && one.blocks[1..].iter().all(|block| block.continues));
    assert_eq!(one.passages.len(), 2000);
}

#[test]
fn a_sidecar_that_two_articles_share_is_reported_once() {
    let files = Files::new(&[
        ("a.md", b"One.\n"),
        ("a.txt", b"Two.\n"),
        ("a.toml", b"source = S\n"),
    ]);
    let library = files.load();
    assert_eq!(library.problems.len(), 1);
    let ids: Vec<&str> = library
        .articles
        .iter()
        .map(|article| article.id.0.as_str())
        .collect();
    assert_eq!(ids, ["a.md", "a.txt"]);
    assert!(
        library
            .articles
            .iter()
            .all(|article| article.meta.source.as_deref() == Some("S"))
    );
}

#[test]
fn plain_text_may_begin_with_a_line_of_hyphens() {
    let one = article(
        "a.txt",
        "---\nNote: this is no metadata. It is text.\n\nMore text.\n",
    );
    assert_eq!(one.meta.title, "Note: this is no metadata.");
    assert_eq!(one.blocks.len(), 2);
}

/// Pieces of which Markdown, metadata and odd text are made.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "\n",
        "\n\n",
        "# ",
        "> ",
        "- ",
        "12. ",
        "    ",
        "\t",
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```\n",
        "[a](b)",
        "[^1]",
        "[^1]: ",
        "![x](y)",
        "| a | 漢 |\n|---|:-:|\n",
        "| b |",
        "---\n",
        "+++\n",
        "title: x\n",
        "date: 2019\n",
        "a = [",
        "<b>",
        "</p>",
        "<!--",
        "<br>",
        "&#27;",
        "&#x301;",
        "&amp;",
        "\u{301}",
        "\u{200D}",
        "👩",
        "🇯🇵",
        "漢",
        "か゛",
        "。",
        "」",
        "가",
        ". ",
        "Mr. X",
        "\u{202E}",
        "\u{1b}[1m",
        "\r",
        "- [x] ",
        "===\n",
        "http://x.org ",
        "\u{3000}",
        "Ｗ",
        "\\",
        ":",
        "\"",
    ];
    prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{1,12}",
    ]
}

fn load_both(texts: &[Vec<u8>]) {
    let names: Vec<(String, &[u8])> = texts
        .iter()
        .enumerate()
        .flat_map(|(number, bytes)| {
            ["md", "txt"].map(|ext| (format!("{number}.{ext}"), bytes.as_slice()))
        })
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    Files::new(&files).load();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_articles_that_keep_their_promises(
        texts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 6)
    ) {
        load_both(&texts);
    }

    #[test]
    fn any_markup_gives_articles_that_keep_their_promises(
        texts in proptest::collection::vec(proptest::collection::vec(piece(), 0..80), 8)
    ) {
        let texts: Vec<Vec<u8>> = texts.iter().map(|pieces| pieces.concat().into_bytes()).collect();
        load_both(&texts);
    }
}

#[test]
fn what_several_publications_have_word_for_word_is_no_problem() {
    let article = |source: &str| format!("---\ntitle: T\nsource: {source}\n---\n\nGood text.\n");
    let (one, other) = (article("Wire"), article("Post"));
    let files = Files::new(&[
        ("a.md", one.as_bytes()),
        ("b.md", other.as_bytes()),
        ("c.md", other.as_bytes()),
    ]);
    let library = files.load();
    let names: Vec<&str> = library.articles.iter().map(|a| a.id.0.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    let twin = format!(
        "0: this is the same text as {}",
        files.path().join("b.md").display()
    );
    assert_eq!(problems(&library), [twin]);
}
