//! Search from the command line: what it finds and prints, and that its index survives whatever happens to it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and looks at files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use predicates::prelude::predicate;
use serde_json::Value;
use tempfile::TempDir;

/// The program with a home folder of its own.
fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterpoint"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("HOME", home)
        .env("LC_ALL", "C.UTF-8");
    command
}

fn home() -> TempDir {
    TempDir::new().unwrap()
}

fn run(home: &Path, args: &[&str]) -> String {
    let done = program(home).args(args).assert().success().stderr("");
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn objects(home: &Path, args: &[&str]) -> Vec<Value> {
    run(home, args)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

/// Three articles in a folder.
fn library(folder: &Path) {
    let article = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    article(
        "deal.md",
        "---\ntitle: The deal\ndate: 2022-05-26\nlang: en\nsource: Wire\n---\nBroadcom will buy VMware for $61 billion.\n\nThe weather was fine.\n",
    );
    article(
        "baishu.md",
        "---\ntitle: 買収\nlang: ja\ndate: 2022-05-27\n---\nブロードコムは5社を束ね、VMwareの買収を決めた。\n\n与党は静観した。\n",
    );
    article(
        "insu.md",
        "---\ntitle: 인수\nlang: ko\n---\n회사가 왕을 만났다.\n",
    );
}

fn indexes(home: &Path) -> Vec<PathBuf> {
    let cache = home.join(".cache/counterpoint");
    let files = fs::read_dir(cache)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "sqlite")
        })
        .collect()
}

#[test]
fn articles_and_passages_are_found_in_every_script() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let folder = folder.path().to_str().unwrap();
    let search = |query: &str| {
        objects(
            home.path(),
            &["search", query, "--json", "--library", folder],
        )
    };
    for (query, article, text) in [
        ("weather", "deal", "weather"),
        ("VMwareの買収", "baishu", "VMwareの買収"),
        ("5社", "baishu", "5社"),
        ("党", "baishu", "党"),
        ("왕", "insu", "왕"),
        ("lang:en -billion OR 회사 lang:ko", "insu", "회사"),
    ] {
        let found = search(query);
        assert_eq!(found.len(), 1, "{query}: {found:?}");
        assert_eq!(found[0]["article"], article);
        let passage = &found[0]["passages"][0];
        let chars: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
        let end = |at: usize| usize::try_from(passage["hits"][0][at].as_u64().unwrap()).unwrap();
        let lit: String = chars[end(0)..end(1)].iter().collect();
        assert_eq!(lit, text);
    }
    let fields: Vec<String> = search("vmware")[0]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        fields,
        [
            "article", "path", "title", "lang", "date", "source", "url", "in_title", "passages"
        ]
    );
    let plain = run(
        home.path(),
        &["search", "vmware", "--top", "1", "--library", folder],
    );
    assert!(plain.ends_with("1 of 2 articles\n"), "{plain}");
    assert!(!plain.contains('\u{1b}'), "styles in a pipe");
    assert_eq!(
        run(home.path(), &["search", "qqq", "--library", folder]),
        "nothing was found\n"
    );
}

#[test]
fn what_changes_in_the_folder_is_found_the_next_time() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let count =
        |query: &str| objects(home.path(), &["search", query, "--json", "--library", path]).len();
    assert_eq!(count("weather"), 1);
    fs::remove_file(folder.path().join("deal.md")).unwrap();
    assert_eq!(count("weather"), 0);
    fs::write(folder.path().join("new.md"), "The weather changed.\n").unwrap();
    assert_eq!(count("weather"), 1);
    fs::remove_file(&indexes(home.path())[0]).unwrap();
    assert_eq!(count("weather"), 1);
}

#[test]
fn what_was_read_stays_read_when_its_file_is_renamed() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let data = home.path().join(".local/share/counterpoint");
    fs::create_dir_all(&data).unwrap();
    let line =
        "{\"article\":\"deal\",\"at\":\"2026-05-08T00:00:00Z\",\"read\":true,\"starred\":true}\n";
    fs::write(data.join("reading.jsonl"), line).unwrap();
    let starred = || {
        objects(
            home.path(),
            &["search", "is:starred", "--json", "--library", path],
        )
    };
    assert_eq!(starred()[0]["article"], "deal");
    fs::rename(
        folder.path().join("deal.md"),
        folder.path().join("acquisition.md"),
    )
    .unwrap();
    assert_eq!(starred()[0]["article"], "acquisition");
    assert_eq!(starred().len(), 1);
}

#[test]
fn a_sentence_and_a_meaning_are_found_in_other_languages() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let folder = folder.path().to_str().unwrap();
    let search = |query: &str| {
        objects(
            home.path(),
            &["search", query, "--json", "--library", folder],
        )
    };
    let found = search("Which company did Broadcom decide to buy?");
    let names: Vec<&str> = found
        .iter()
        .filter_map(|hits| hits["article"].as_str())
        .collect();
    assert_eq!(&names[..2], ["deal", "baishu"]);
    let found = search("~\"Broadcom decided to buy VMware\" lang:ja");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["passages"][0]["passage"], 1);
}

#[test]
fn what_is_wrong_in_a_query_is_shown_under_it() {
    let home = home();
    program(home.path())
        .args(["search", "会談 titel:b"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(predicate::str::contains(
            "\n  会談 titel:b\n       ^^^^^ there is no field titel; write title:",
        ));
    for args in [
        ["list", "--where", "date:20 a"],
        ["marks", "--where", "(a"],
        ["search", "a OR", "--json"],
    ] {
        program(home.path())
            .args(args)
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains("^"));
    }
    program(home.path())
        .args(["search", " "])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("asks for nothing"));
}

#[test]
fn list_and_marks_take_the_same_queries() {
    let home = home();
    let count = |query: &str| {
        run(home.path(), &["list", "--where", query])
            .lines()
            .count()
    };
    let all = run(home.path(), &["list"]).lines().count();
    assert_eq!(count("is:unread"), all);
    assert!(count("lang:ja OR lang:ko") < all && count("lang:ja") > 0);
    assert_eq!(
        count("lang:ja company:vmware") + count("lang:ja -company:vmware"),
        count("lang:ja")
    );
    assert_eq!(count("date:<1d"), 0);
    assert_eq!(run(home.path(), &["marks", "--where", "has:note"]), "");
}

#[test]
fn the_doctor_says_where_everything_lies_and_what_is_wrong() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    run(home.path(), &["search", "vmware", "--library", path]);
    let all = run(home.path(), &["doctor", "--library", path]);
    for part in [
        "configuration",
        "library",
        "marks",
        "reading state",
        "vectors",
        "3 articles",
        "all is well",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    fs::write(&indexes(home.path())[0], "junk, not a database").unwrap();
    fs::create_dir_all(home.path().join(".local/share/counterpoint")).unwrap();
    fs::write(
        home.path().join(".local/share/counterpoint/marks.jsonl"),
        "{\"torn\n",
    )
    .unwrap();
    program(home.path())
        .args(["doctor", "--library", path])
        .assert()
        .code(1)
        .stdout(predicate::str::contains("the next search makes it anew"))
        .stdout(predicate::str::contains("marks.jsonl: line 1:"));
    program(home.path())
        .args(["search", "weather", "--library", path])
        .assert()
        .success()
        .stderr(predicate::str::contains("it is made anew"));
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_is_told_and_everything_is_found() {
    let (home, folder) = (home(), home());
    library(folder.path());
    fs::write(home.path().join(".cache"), "in the way").unwrap();
    program(home.path())
        .args([
            "search",
            "weather",
            "--library",
            folder.path().to_str().unwrap(),
        ])
        .assert()
        .success()
        .stdout(predicate::str::contains("deal"))
        .stderr(predicate::str::contains("cannot be kept here"));
}

#[test]
fn a_copy_that_is_killed_while_it_reads_loses_nothing() {
    let (home, folder) = (home(), home());
    for number in 0..1500 {
        let text =
            format!("# 記事{number}\n\n第{number}回の会談で両社は合意した。The talks went on.\n");
        fs::write(folder.path().join(format!("{number}.md")), text).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    for round in 0..12 {
        let mut child = Process::new(env!("CARGO_BIN_EXE_counterpoint"))
            .args(["search", "会談", "--library", path])
            .env_clear()
            .env("HOME", home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + 60 * round));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let found = run(
        home.path(),
        &["search", "会談", "--top", "1", "--library", path],
    );
    assert!(found.ends_with("1 of 1500 articles\n"), "{found}");
    assert!(run(home.path(), &["doctor", "--library", path]).contains("all is well"));
}
