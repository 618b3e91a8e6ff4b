//! The commands as scripts use them: what they print, where, and with which exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and looks at files"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use counterpoint::command::TABLE;
use predicates::prelude::{PredicateBooleanExt, predicate};
use serde_json::Value;
use tempfile::TempDir;

/// The program with an empty home folder, started at the root of the project.
fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterpoint"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        // What a passage means is found out once for all tests.
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("LC_ALL", "C.UTF-8");
    command
}

fn home() -> TempDir {
    TempDir::new().unwrap()
}

fn output(args: &[&str]) -> String {
    let home = home();
    let done = program(home.path())
        .args(args)
        .assert()
        .success()
        .stderr("");
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn objects(args: &[&str]) -> Vec<Value> {
    output(args)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn fields(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A library of one article that an article of the same news in English stands beside, and a bad file.
fn library(folder: &Path) {
    let article = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    article(
        "deal.md",
        "---\ntitle: The deal\ndate: 2022-05-26\nlang: en\n---\nBroadcom will buy VMware for $61 billion.\n\nThe weather was fine.\n",
    );
    article(
        "baishu.md",
        "---\ntitle: 買収\nlang: ja\n---\nブロードコムは約610億ドルでVMwareを買収する。\n",
    );
    article("empty.txt", "");
}

#[test]
fn list_gives_every_article_with_stable_fields() {
    let articles = objects(&["list", "--json"]);
    assert!(articles.len() >= 16);
    let expected = [
        "id",
        "path",
        "title",
        "lang",
        "date",
        "source",
        "url",
        "companies",
        "passages",
        "words",
    ];
    for article in &articles {
        assert_eq!(fields(article), expected);
        assert!(
            ["ja", "ko", "zh", "en"].contains(&article["lang"].as_str().unwrap()),
            "{article}"
        );
        assert!(
            article["passages"].as_u64().unwrap() > 5 && article["words"].as_u64().unwrap() > 100
        );
        let named = article["companies"].as_array().unwrap();
        assert!(
            named
                .iter()
                .any(|company| company["weight"] == "main" || company["weight"] == "involved")
        );
        assert_eq!(fields(&named[0]), ["id", "count", "weight"]);
    }
    let plain = output(&["list"]);
    assert_eq!(plain.lines().count(), articles.len());
    assert!(!plain.contains('\u{1b}'), "colors in a pipe");
    for article in &articles {
        assert!(
            plain.contains(article["title"].as_str().unwrap()),
            "titles are whole in a pipe"
        );
    }
}

#[test]
fn check_is_silent_about_good_files_and_fails_on_bad_ones() {
    assert!(output(&["check"]).starts_with("no problems in "));
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let bad = predicate::str::contains("empty.txt: ").and(predicate::str::contains("; "));
    program(home.path())
        .args(["check", path])
        .assert()
        .code(1)
        .stdout(bad)
        .stderr("");
    let done = program(home.path())
        .args(["check", "--json", path])
        .assert()
        .code(1);
    let problem: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(fields(&problem), ["path", "line", "what", "remedy"]);
}

#[test]
fn links_lead_to_the_same_fact_in_another_language_with_the_reasons() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let args = ["links", "deal:1", "--json", "--library", path];
    let done = program(home.path()).args(args).assert().success();
    let link: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(
        fields(&link),
        [
            "from",
            "to",
            "probability",
            "kind",
            "similarity",
            "margin",
            "score",
            "reasons"
        ]
    );
    assert_eq!(link["probability"], link["score"]);
    assert_eq!(
        fields(&link["to"]),
        ["article", "path", "passage", "lang", "text"]
    );
    assert_eq!(
        (&link["from"]["passage"], &link["to"]["lang"]),
        (&Value::from(1), &Value::from("ja"))
    );
    assert_eq!(
        link["to"]["text"],
        "ブロードコムは約610億ドルでVMwareを買収する。"
    );
    let kinds: Vec<&str> = link["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"figure") && kinds.contains(&"company"),
        "{link}"
    );
    let plain = program(home.path())
        .args(["links", "deal:2", "--library", path])
        .assert()
        .success();
    plain.stdout("nothing related was found\n");
    program(home.path())
        .args(["links", "deal", "--library", path])
        .assert()
        .success()
        .stdout(predicate::str::contains("baishu:1").and(predicate::str::contains("61")));
}

#[test]
fn links_of_the_whole_library_come_best_first_and_no_more_than_asked_for() {
    let links = objects(&["links", "--json", "--top", "2"]);
    assert!(links.len() > 50);
    let from = |link: &Value| {
        (
            link["from"]["article"].clone(),
            link["from"]["passage"].clone(),
        )
    };
    for same in links.chunk_by(|a, b| from(a) == from(b)) {
        assert!(same.len() <= 2);
        let scores: Vec<f64> = same
            .iter()
            .map(|link| link["probability"].as_f64().unwrap())
            .collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    }
    for link in &links {
        assert_ne!(link["from"]["article"], link["to"]["article"]);
        assert!(["same", "fact", "related"].contains(&link["kind"].as_str().unwrap()));
    }
}

#[test]
fn a_probability_asked_for_decides_what_is_listed() {
    let home = home();
    let at_least = |least: &str| {
        let args = ["links", "ko/2019-05-09-handshake", "--json", "--top", "3"];
        let done = program(home.path())
            .args(args)
            .args(["--min-probability", least])
            .assert()
            .success();
        let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let link = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        text.lines().map(link).collect::<Vec<_>>()
    };
    let (all, sure) = (at_least("0"), at_least("0.8"));
    let passages = |links: &[Value]| {
        let mut from: Vec<u64> = links
            .iter()
            .map(|link| link["from"]["passage"].as_u64().unwrap())
            .collect();
        from.dedup();
        from
    };
    assert_eq!(all.len(), 3 * passages(&all).len());
    assert!(sure.len() < all.len());
    let probability = |link: &Value| link["probability"].as_f64().unwrap();
    assert!(sure.iter().all(|link| probability(link) >= 0.8));
    assert!(all.iter().any(|link| probability(link) < 0.5));
    program(home.path())
        .args(["links", "--min-probability", "1.5"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("from 0 to 1"));
}

#[test]
fn a_question_finds_passages_of_other_languages() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let ask = |question: &str| {
        let args = ["ask", question, "--top", "2", "--json", "--library", path];
        let done = program(home.path()).args(args).assert().success();
        let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let answer = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        text.lines().map(answer).collect::<Vec<_>>()
    };
    let answers = ask("브로드컴이 VMware를 인수한다");
    assert_eq!(
        fields(&answers[0]),
        [
            "article",
            "path",
            "passage",
            "lang",
            "text",
            "probability",
            "claimed",
            "similarity",
            "reasons"
        ]
    );
    assert_eq!(answers.len(), 2);
    let texts: Vec<&str> = answers
        .iter()
        .map(|answer| answer["text"].as_str().unwrap())
        .collect();
    assert!(
        texts.contains(&"ブロードコムは約610億ドルでVMwareを買収する。"),
        "{texts:?}"
    );
    assert_eq!(answers[0]["reasons"][0]["kind"], "company");
    program(home.path())
        .args(["ask", " ", "--library", path])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("empty"));
}

#[test]
fn lines_become_vectors_as_json_or_for_numpy() {
    let home = home();
    let lines = "The cat sleeps.\n\n猫が眠っている。\n";
    let encode = |args: &[&str]| {
        let mut command = program(home.path());
        let done = command.arg("encode").args(args).write_stdin(lines).assert();
        done.success().get_output().stdout.clone()
    };
    let text = String::from_utf8(encode(&[])).unwrap();
    let vectors: Vec<Vec<f64>> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(vectors.len(), 3);
    let dot = |a: usize, b: usize| -> f64 {
        vectors[a].iter().zip(&vectors[b]).map(|(x, y)| x * y).sum()
    };
    assert!((dot(0, 0) - 1.0).abs() < 1e-4);
    assert!(dot(0, 2) > 0.6 && dot(0, 1) < 0.5);
    let npy = encode(&["--format", "npy"]);
    assert_eq!(npy.len(), 128 + 3 * 512 * 4);
    let first = f32::from_le_bytes(npy[128..132].try_into().unwrap());
    assert!((f64::from(first) - vectors[0][0]).abs() < 1e-6);
    program(home.path())
        .arg("encode")
        .write_stdin(b"good\n\xff\xfe\n".to_vec())
        .assert()
        .code(1)
        .stderr(predicate::str::contains("line 2"));
}

#[test]
fn the_cache_is_filled_once_and_mended_when_damaged() {
    let (home, folder) = (home(), home());
    library(folder.path());
    let path = folder.path().to_str().unwrap();
    let cache = home.path().join("cache");
    let index = || {
        let mut command = program(home.path());
        command.env("XDG_CACHE_HOME", &cache);
        command
            .args(["index", "--json", "--library", path])
            .assert()
    };
    let said = |done: assert_cmd::assert::Assert| -> Value {
        serde_json::from_slice(&done.success().get_output().stdout).unwrap()
    };
    let first = said(index().stderr(""));
    assert_eq!(fields(&first), ["passages", "cached", "encoded", "seconds"]);
    let passages = first["passages"].as_u64().unwrap();
    assert!(passages > 1);
    assert_eq!(
        (&first["cached"], &first["encoded"]),
        (&Value::from(0), &Value::from(passages))
    );
    let again = said(index().stderr(""));
    assert_eq!(again["cached"], passages);
    let file = cache.join("counterpoint/vectors");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 7]).unwrap();
    let mended = said(index().stderr(predicate::str::contains("damaged")));
    assert_eq!(mended["passages"], passages);
    assert_ne!(mended["encoded"], 0);
    assert_eq!(said(index().stderr(""))["cached"], passages);
    // Where nothing can be kept, everything works all the same.
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "").unwrap();
    let without = said(index().stderr(predicate::str::contains("anew at every start")));
    assert_eq!(without["encoded"], passages);
    program(home.path())
        .args(["index", "--library", path])
        .assert()
        .success()
        .stdout(predicate::str::contains(format!("{passages} passages: ")));
}

#[test]
fn an_article_is_found_by_what_only_it_is_called() {
    let home = home();
    let fails = |article: &str, what: &str| {
        let what = predicate::str::contains(what);
        program(home.path())
            .args(["links", article])
            .assert()
            .code(1)
            .stdout("")
            .stderr(what);
    };
    for good in [
        "ko/2019-05-09-handshake",
        "2019-05-09",
        "handshake:1",
        "articles/ko/2019-05-09-handshake.md",
    ] {
        program(home.path())
            .args(["links", good])
            .assert()
            .success();
    }
    fails("2019-05-08", "names more than one article: ja/2019-05-08");
    fails(
        "ko/2019-05-09-handshaek",
        "did you mean `ko/2019-05-09-handshake`?",
    );
    fails("handshake:0", "has passages 1 to ");
    fails("handshake:9999", "has passages 1 to ");
}

#[test]
fn companies_are_counted_by_language() {
    let companies = objects(&["companies", "--json"]);
    assert!(companies.len() >= 20);
    assert_eq!(
        fields(&companies[0]),
        ["id", "name", "counts", "articles", "first", "last"]
    );
    let vmware = companies
        .iter()
        .find(|company| company["id"] == "vmware")
        .unwrap();
    for lang in ["ja", "ko", "zh", "en"] {
        assert!(vmware["counts"][lang].as_u64().unwrap() > 0, "{vmware}");
    }
    assert!(output(&["companies"]).contains("VMware"));
}

#[test]
fn marks_go_out_and_come_in_again_unchanged() {
    let (home, other) = (home(), home());
    let exported = tagged(home.path());
    let import = |from: &str, input: &str, said: &'static str| {
        let args = ["marks", "import", from];
        let mut command = program(other.path());
        command.args(args).write_stdin(input.to_owned());
        command.assert().success().stdout(said).stderr("");
    };
    let file = other.path().join("marks.jsonl");
    fs::write(&file, &exported).unwrap();
    import(
        file.to_str().unwrap(),
        "",
        "1 mark imported, 0 were there already\n",
    );
    import("-", &exported, "0 marks imported, 1 was there already\n");
    let args = ["marks", "export", "--format", "jsonl"];
    let again = program(other.path()).args(args).assert().success();
    again.stdout(exported);
}

#[test]
fn a_line_that_says_too_little_to_be_a_mark_is_reported_with_its_number() {
    let home = home();
    let line = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation"}"#;
    let input = format!("{line}\n");
    let mut command = program(home.path());
    command.args(["marks", "import", "-"]).write_stdin(input);
    let told = predicate::str::contains("-:1: ");
    command.assert().code(1).stderr(told);
    let listed = program(home.path()).arg("marks").assert().success();
    listed.stdout("");
}

#[test]
fn a_link_that_was_judged_is_listed_with_the_verdict_and_its_other_end() {
    let home = home();
    keep(home.path(), Some("boton-wancheng"));
    let listed = program(home.path()).arg("marks").assert().success();
    let listed = String::from_utf8(listed.get_output().stdout.clone()).unwrap();
    assert!(listed.contains("⇄ rejected, claim"), "{listed}");
    assert!(
        listed.contains("⇄ zh/2023-11-23-boton-wancheng "),
        "{listed}"
    );
}

#[test]
fn marks_are_listed_and_exported_in_every_form() {
    let home = home();
    tagged(home.path());
    let args = ["marks", "--json"];
    let done = program(home.path()).args(args).assert().success();
    let mark: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let expected = [
        "id", "article", "path", "lang", "tags", "note", "link", "text", "created", "standing",
    ];
    assert_eq!(fields(&mark), expected);
    assert_eq!(
        (&mark["standing"], &mark["lang"]),
        (&"sure".into(), &"ko".into())
    );
    assert_eq!(mark["created"], "2023-11-14T22:13:20Z");
    for format in ["md", "csv", "org"] {
        let out = home.path().join(format);
        let mut command = program(home.path());
        command
            .args(["marks", "export", "--format", format, "--output"])
            .arg(&out);
        command.assert().success().stdout("");
        let text = fs::read_to_string(&out).unwrap();
        assert!(text.contains(mark["text"].as_str().unwrap()), "{format}");
    }
}

/// Stores a mark on the first passage of the Korean article on the handshakes, and exports it.
fn tagged(home: &Path) -> String {
    keep(home, None)
}

/// Keeps a mark, of a link to the first passage of an article where one is given; all marks as they are exported.
fn keep(home: &Path, to: Option<&str>) -> String {
    use counterpoint::analysis::anchors::make;
    use counterpoint::news::mark::{Change, LinkMark, Mark, MarkId, Millis, Verdict};
    let library = counterpoint::load::load(&["articles".into()], &|_| ());
    let find = |end: &str| {
        let mut articles = library.articles.iter();
        articles
            .find(|article| article.id.0.ends_with(end))
            .unwrap()
    };
    let article = find("handshake");
    let link = to.map(find).map(|to| LinkMark {
        to: make(to, to.passages[0].span),
        verdict: Verdict::Rejected,
    });
    let mark = Mark {
        id: MarkId(ulid::Ulid::from_parts(1_700_000_000_000, 7)),
        anchor: make(article, article.passages[0].span),
        tags: vec!["claim".to_owned()],
        note: "두 번째 \"악수\", 7명".to_owned(),
        link: link.map(Box::new),
        created: Millis(1_700_000_000_000),
        modified: Millis(1_700_000_000_000),
    };
    let data = home.join(".local/share/counterpoint");
    let (mut store, _) = counterpoint::store::Store::open(&data).unwrap();
    let change = Change::Mark {
        before: None,
        after: Some(Box::new(mark)),
    };
    store.write(&[change], Millis(1_700_000_000_000)).unwrap();
    let done = program(home)
        .args(["marks", "export", "--format", "jsonl"])
        .assert()
        .success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_printed_configuration_can_be_read_back_and_names_every_origin() {
    let home = home();
    let folder = home.path().join(".config/counterpoint");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.toml");
    fs::write(
        &file,
        "[library]\nfolders = [\"~/stories\", \"mine\"]\n[reading]\nmeasure = 66\n",
    )
    .unwrap();
    let done = program(home.path()).arg("config").assert().success();
    let first = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let path = file.to_str().unwrap();
    assert!(
        first.contains(&format!("measure = 66 # from {path}:4")),
        "{first}"
    );
    assert!(first.contains(&format!(
        "# Library: {}",
        home.path().join("stories").display()
    )));
    assert!(first.contains(&format!("# Library: {}", folder.join("mine").display())));
    assert!(first.contains("# Roles of a theme: "));
    let copy = home.path().join("copy.toml");
    fs::write(&copy, &first).unwrap();
    let done = program(home.path())
        .env("COUNTERPOINT_CONFIG", &copy)
        .arg("config")
        .assert()
        .success();
    let second = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let values = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| line.split(" # from ").next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(values(&first), values(&second));
    let origins = objects(&["config", "--json"]);
    assert_eq!(
        fields(&origins[0]),
        ["key", "value", "path", "line", "default"]
    );
}

#[test]
fn marks_are_kept_where_the_configuration_or_the_command_line_says() {
    let home = home();
    let file = home.path().join("shared.toml");
    fs::write(&file, "[library]\nmarks = \"library\"\n").unwrap();
    let kept = |args: &[&str], folder: &str| {
        let line = format!("# Marks and reading state: {folder}\n");
        let mut command = program(home.path());
        command.args(args).arg("config");
        command
            .assert()
            .success()
            .stdout(predicate::str::contains(line));
    };
    let config = file.to_str().unwrap();
    let data = home.path().join(".local/share/counterpoint");
    kept(&[], data.to_str().unwrap());
    kept(&["--config", config], "articles/.counterpoint");
    kept(
        &["--config", config, "--library", "articles/ja"],
        "articles/ja/.counterpoint",
    );
    kept(&["--config", config, "--data", "elsewhere"], "elsewhere");
    let one = ["articles/ko/2019-05-09-handshake.md"];
    kept(&["--config", config, one[0]], "articles/ko/.counterpoint");
    assert_eq!(objects(&["list", "--json", one[0]]).len(), 1);
}

#[test]
fn every_mistake_of_a_configuration_is_told_at_once() {
    let home = home();
    let file = home.path().join("bad.toml");
    fs::write(
        &file,
        "[reading]\nmesure = 60\nmeasure = 7\n[keys]\ndonw = \"j\"\n[theme]\nname = \"drak\"\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    for args in [["--config", file, "list"], ["list", "--config", file]] {
        let done = program(home.path()).args(args).assert().code(2).stdout("");
        let err = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        let lines: Vec<&str> = err.lines().collect();
        assert_eq!(lines.len(), 4, "{err}");
        for (line, number) in lines.iter().zip([2, 3, 5, 7]) {
            assert!(
                line.starts_with(&format!("{file}:{number}: ")) && line.contains("; "),
                "{line}"
            );
        }
    }
    program(home.path())
        .args(["--config", "nowhere.toml", "list"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("nowhere.toml"));
    program(home.path())
        .env("COUNTERPOINT_CONFIG", "gone.toml")
        .arg("keys")
        .assert()
        .code(2)
        .stderr(predicate::str::contains("$COUNTERPOINT_CONFIG"));
}

#[test]
fn libraries_named_before_and_after_the_command_add_up() {
    let home = home();
    for args in [
        &[
            "--library",
            "articles/ja",
            "list",
            "--library",
            "articles/ko",
            "--json",
        ][..],
        &["articles/ja", "list", "articles/ko", "--json"],
        &["--library", "articles/ja", "articles/ko", "list", "--json"],
    ] {
        let done = program(home.path()).args(args).assert().success();
        let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        assert!(
            text.contains("\"lang\":\"ja\"") && text.contains("\"lang\":\"ko\""),
            "{args:?}"
        );
        assert!(!text.contains("\"lang\":\"en\""), "{args:?}");
    }
    program(home.path())
        .args(["list", "nowhere"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("nowhere"));
}

#[test]
fn keys_completions_and_manual_come_from_the_tables() {
    let keys = objects(&["keys", "--json"]);
    assert_eq!(keys.len(), TABLE.len());
    assert_eq!(fields(&keys[0]), ["command", "keys", "where", "help"]);
    let plain = output(&["keys"]);
    assert!(TABLE.iter().all(|row| plain.contains(row.help)));
    assert!(output(&["completions", "bash"]).contains("_counterpoint"));
    assert!(output(&["completions", "zsh"]).starts_with("#compdef counterpoint"));
    assert!(output(&["man"]).contains(".TH counterpoint"));
    let help = output(&["--help"]);
    assert!(
        help.contains("First keys") && help.contains("Examples:") && help.contains("Exit codes:")
    );
}

#[test]
fn the_reader_refuses_to_start_without_a_terminal_or_with_a_slip_of_the_pen() {
    let home = home();
    let reader = |args: &[&str], what: &str| {
        let what = predicate::str::contains(what);
        program(home.path())
            .args(args)
            .assert()
            .code(2)
            .stdout("")
            .stderr(what);
    };
    reader(&[], "the reader needs a terminal");
    reader(&["lst"], "did you mean `list`?");
    reader(&["--nonsense"], "--nonsense");
    assert!(
        !home.path().join(".local").exists(),
        "nothing is made before the reader has started"
    );
}

#[test]
fn a_reader_of_the_output_may_leave_early() {
    let home = home();
    for args in [
        &["links", "--json"][..],
        &["config"],
        &["completions", "bash"],
        &["man"],
    ] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_counterpoint"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("HOME", home.path())
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .env_remove("COUNTERPOINT_CONFIG")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(
            !first.is_empty() && done.status.success(),
            "{args:?}: {:?}",
            done.status
        );
        assert!(
            done.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn add_writes_the_articles_of_pages_as_files_that_load() {
    let home = home();
    let to = home.path().join("added");
    let to_text = to.display().to_string();
    let mut command = program(home.path());
    command.args([
        "add",
        "--json",
        "--to",
        &to_text,
        "tests/pages/ja-shift_jis.html",
        "-",
        "tests/pages/no-article.html",
    ]);
    command.write_stdin(fs::read("tests/pages/ko-euc-kr.html").unwrap());
    let done = command.assert().code(1);
    let done = done.stderr(predicate::str::contains(
        "no-article.html: no article was found",
    ));
    let shown = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let added: Vec<Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        fields(&added[0]),
        [
            "file", "path", "new", "title", "date", "lang", "source", "url"
        ]
    );
    assert_eq!(
        added
            .iter()
            .map(|one| one["path"].as_str().unwrap().rsplit('/').next().unwrap())
            .collect::<Vec<_>>(),
        [
            "2006-06-12-仮想マシン形式-二強の綱引き.md",
            "2019-05-09-적에서-동지로-라스베이거스의-악수.md"
        ]
    );
    program(home.path())
        .args(["add", "--to", &to_text, "tests/pages/ja-shift_jis.html"])
        .assert()
        .success()
        .stdout(predicate::str::contains("(was there already)"));
    program(home.path())
        .args(["check", &to_text])
        .assert()
        .success()
        .stdout("no problems in 2 articles\n");
    let listed = objects(&["list", "--json", &to_text]);
    assert_eq!(listed[1]["title"], "적에서 동지로, 라스베이거스의 악수");
    assert_eq!(
        (&listed[0]["lang"], &listed[0]["source"]),
        (&Value::from("ja"), &Value::from("週刊システム通信"))
    );
}
