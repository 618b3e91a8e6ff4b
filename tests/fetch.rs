//! Feeds from a server that does everything wrong, fetched by the real program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may fail loudly, starts processes and looks at files"
)]

#[path = "common/home.rs"]
mod home;
#[path = "common/server.rs"]
mod server;

use std::fs;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use encoding_rs::{EUC_KR, SHIFT_JIS};
use flate2::Compression;
use flate2::write::GzEncoder;
use home::{Home, collect, item, rss, xml};
use serde_json::Value;
use server::{Answer, Request, Server, answer};

fn good() -> String {
    rss(&item("1", "Talks", "They met."))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One block of Brotli that is not compressed (RFC 7932 section 9.2).
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let header = (u32::try_from(bytes.len() - 1).unwrap() << 4) | (1 << 20);
    let mut packed = header.to_le_bytes()[..3].to_vec();
    packed.extend(bytes);
    packed.push(3);
    packed
}

fn packed(how: &str, bytes: &[u8]) -> Answer {
    answer("200 OK", &[&format!("Content-Encoding: {how}")], bytes)
}

/// Every way in which a feed goes wrong, with a word of the error.
const BAD: [(&str, &str); 15] = [
    ("/drip", "within 2 s"),
    ("/endless", "more than 1000000 bytes"),
    ("/short", "broken"),
    ("/half-gzip", "broken"),
    ("/bomb", "more than 1000000 bytes"),
    ("/loop", "redirected more than 10 times"),
    ("/busy", "answered 429"),
    ("/error", "answered 500"),
    ("/gone", "answered 404"),
    ("/invalid", "no RSS"),
    ("/entities", "entities"),
    ("/deep", "deep"),
    ("/page", "its feed is http://127.0.0.1"),
    ("/private", "own network"),
    ("/nothing", "no markup"),
];

fn bad(request: &Request) -> Answer {
    let head = |rest: &str| format!("HTTP/1.1 200 OK\r\n{rest}\r\n\r\n").into_bytes();
    match request.path.as_str() {
        "/drip" => Answer::Drip(head("Content-Length: 100000")),
        "/endless" => Answer::Endless(head("Connection: close")),
        "/short" => Answer::Bytes([head("Content-Length: 5000"), good().into_bytes()].concat()),
        "/half-gzip" => packed("gzip", &gzip(good().as_bytes())[..40]),
        "/bomb" => packed("gzip", &gzip(&vec![b' '; 50_000_000])),
        "/loop" => answer("302 Found", &["Location: /loop"], b""),
        "/busy" => answer("429 Too Many Requests", &["Retry-After: 90000"], b""),
        "/error" => answer("500 Internal Server Error", &[], b"oh"),
        "/gone" => answer("404 Not Found", &[], b"oh"),
        "/invalid" => xml("<rss version='2.0'><channel><item></wrong></channel>"),
        "/entities" => xml(
            "<!DOCTYPE r [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><rss version='2.0'><channel/></rss>",
        ),
        "/deep" => xml(format!("<rss version='2.0'>{}", "<a>".repeat(50_000))),
        "/page" => xml(
            "<!doctype html><head><link rel=alternate type=application/rss+xml href=/good></head>",
        ),
        "/private" => answer(
            "302 Found",
            &["Location: http://169.254.169.254/latest/"],
            b"",
        ),
        "/nothing" => xml(""),
        _ => xml(good()),
    }
}

#[test]
fn a_broken_feed_is_told_and_delays_no_other() {
    let server = Server::start(bad);
    let mut feeds: Vec<String> = BAD.iter().map(|(path, _)| server.url(path)).collect();
    feeds.push(server.url("/good"));
    let home = Home::new("", &feeds);
    let reports = home.fetch(&[]);
    assert_eq!(reports.len(), feeds.len());
    for (path, part) in BAD {
        let report = reports
            .iter()
            .find(|report| report["url"] == server.url(path))
            .unwrap();
        let error = report["error"].as_str().unwrap_or_default();
        assert!(error.contains(part), "{path}: {report}");
    }
    let good = reports
        .iter()
        .find(|report| report["url"] == server.url("/good"))
        .unwrap();
    assert_eq!(
        (good["outcome"].as_str(), good["new"].as_u64()),
        (Some("read"), Some(1))
    );
    assert_eq!(home.files().len(), 1);
    // What failed stands in the list, and is left alone for a time; the busy server says for how long.
    let list = home.ok(&["feed", "list", "--json"]);
    let busy = list.lines().find(|line| line.contains("/busy\"")).unwrap();
    let busy: Value = serde_json::from_str(busy).unwrap();
    assert_eq!(busy["errors"], 1);
    let time = |key: &str| {
        busy[key]
            .as_str()
            .unwrap()
            .parse::<jiff::Timestamp>()
            .unwrap()
            .as_second()
    };
    assert_eq!(time("next") - time("asked"), 90_000);
    let again = home.ok(&["fetch"]);
    assert!(again.contains("16 feeds are not due yet"), "{again}");
    assert_eq!(server.asked("/error").len(), 1);
}

#[test]
fn private_addresses_are_refused_unless_they_are_allowed() {
    let server = Server::start(bad);
    let port = server.port;
    for address in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
        let home = Home::new("", &[format!("http://{address}:{port}/good")]);
        let text = home.config().replace("[\"127.0.0.1\"]", "[]");
        fs::write(home.folder.path().join("config.toml"), text).unwrap();
        let report = home.fetch_one();
        assert!(
            report["error"]
                .as_str()
                .unwrap_or_default()
                .contains("own network"),
            "{report}"
        );
    }
    assert_eq!(server.asked("/good").len(), 0);
}

#[test]
fn encodings_and_packings_are_read() {
    let ja = "マイクロソフトが提携を発表";
    let ko = "마이크로소프트가 제휴를 발표";
    let server = Server::start(move |request| {
        let feed = |encoding: &str, title: &str| {
            rss(&item(encoding, title, "x"))
                .replace("\"1.0\"", &format!("\"1.0\" encoding=\"{encoding}\""))
        };
        match request.path.as_str() {
            "/sjis" => xml(SHIFT_JIS.encode(&feed("Shift_JIS", ja)).0),
            "/euckr" => {
                let body = rss(&item("euckr", ko, "x"));
                answer(
                    "200 OK",
                    &["Content-Type: application/rss+xml; charset=EUC-KR"],
                    &EUC_KR.encode(&body).0,
                )
            }
            "/gzip" => packed("gzip", &gzip(feed("utf-8", ja).as_bytes())),
            _ => packed("br", &brotli(feed("utf-8", ko).as_bytes())),
        }
    });
    let home = Home::new(
        "",
        &["/sjis", "/euckr", "/gzip", "/br"].map(|path| server.url(path)),
    );
    for report in home.fetch(&[]) {
        assert_eq!(report["new"], 1, "{report}");
    }
    let files = home.files();
    for title in [ja, ko] {
        assert_eq!(
            files.iter().filter(|file| file.contains(title)).count(),
            2,
            "{title}"
        );
    }
}

#[test]
fn a_feed_that_has_not_changed_is_not_sent_again() {
    let server = Server::start(|request| {
        if request
            .headers
            .get("if-none-match")
            .is_some_and(|tag| tag == "\"v1\"")
        {
            return answer("304 Not Modified", &[], b"");
        }
        let headers = [
            "ETag: \"v1\"",
            "Last-Modified: Tue, 07 May 2019 08:30:00 GMT",
        ];
        answer("200 OK", &headers, good().as_bytes())
    });
    let home = Home::new("", &[server.url("/feed")]);
    assert_eq!(home.fetch_one()["outcome"], "read");
    assert_eq!(home.fetch_one()["outcome"], "unchanged");
    let asked = server.asked("/feed");
    assert_eq!(
        asked[1].headers["if-modified-since"],
        "Tue, 07 May 2019 08:30:00 GMT"
    );
    // Without its state the feed is asked for whole, and its entries are known all the same.
    fs::remove_dir_all(home.folder.path().join("data/feeds")).unwrap();
    let report = home.fetch_one();
    assert_eq!(
        (report["outcome"].as_str(), report["same"].as_u64()),
        (Some("read"), Some(1))
    );
    assert_eq!(home.files().len(), 1);
}

#[test]
fn a_feed_that_moved_for_good_is_asked_there_from_now_on() {
    let server = Server::start(|request| match request.path.as_str() {
        "/old" => answer("301 Moved Permanently", &["Location: /new"], b""),
        "/new" => answer("302 Found", &["Location: /today"], b""),
        _ => xml(good()),
    });
    let home = Home::new("# mine", &[server.url("/old")]);
    assert_eq!(home.fetch_one()["moved"], server.url("/new"));
    let config = home.config();
    assert!(
        config.contains("# mine")
            && config.contains(&server.url("/new"))
            && !config.contains("/old"),
        "{config}"
    );
    assert_eq!(home.fetch_one()["same"], 1);
    assert_eq!(server.asked("/old").len(), 1);
}

#[test]
fn hostile_entries_stay_in_their_folder() {
    let long = "長".repeat(10_000);
    let titles = [
        "../../../../x",
        "",
        "   ",
        "&#27;]0;x&#7;",
        "CON",
        "x...",
        "a\n---\nb: c",
        long.as_str(),
    ];
    let mut items = String::new();
    for (at, title) in titles.iter().enumerate() {
        items += &item(&at.to_string(), title, &format!("Text {at}."));
    }
    items += &item("d", "no date", "No date.").replace("Tue, 07 May 2019 08:30:00 +0900", "");
    items += &item("f", "later", "Later.").replace("2019", "2999");
    // One name for two entries, and one entry twice.
    items += &item("twice", "A", "Text A.").replace("example/twice", "example/a");
    items += &item("twice", "B", "Text B.").replace("example/twice", "example/b");
    items += &item("same", "C", "Text C.").repeat(2);
    let server = Server::start(move |_| xml(rss(&items)));
    let home = Home::new("", &[server.url("/feed")]);
    let report = home.fetch_one();
    assert_eq!(
        (report["new"].as_u64(), report["error"].as_str()),
        (Some(13), None),
        "{report}"
    );
    assert_eq!(home.fetch_one()["same"], 14);
    assert_eq!(home.files().len(), 13);
    let mut around: Vec<_> = fs::read_dir(home.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    around.sort();
    assert_eq!(around, ["config.toml", "data"]);
    assert_eq!(home.ok(&["check"]), "no problems in 13 articles\n");
    assert_eq!(home.ok(&["list", "--json"]).lines().count(), 13);
}

#[test]
fn a_changed_entry_keeps_what_it_said() {
    let round = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&round);
    let server = Server::start(move |_| {
        let text = ["They met.", "They did not meet."][count.load(Ordering::Relaxed)];
        xml(rss(&item("1", "Talks", text)))
    });
    let home = Home::new("", &[server.url("/feed")]);
    home.fetch_one();
    round.store(1, Ordering::Relaxed);
    assert_eq!(home.fetch_one()["changed"], 1);
    assert!(home.files()[0].contains("did not meet"));
    let mut all = Vec::new();
    collect(&home.library(), &mut all);
    let old = all
        .iter()
        .find(|path| path.to_string_lossy().contains("/.versions/"))
        .unwrap();
    assert!(fs::read_to_string(old).unwrap().contains("They met."));
}

#[test]
fn what_cannot_be_written_is_told_with_the_folder() {
    let server = Server::start(|_| xml(good()));
    let home = Home::new("library = \"data/taken\"", &[server.url("/feed")]);
    fs::create_dir_all(home.folder.path().join("data")).unwrap();
    // A file in the folder's place stops even a superuser, whom permissions do not.
    fs::write(home.folder.path().join("data/taken"), "").unwrap();
    let report = home.fetch_one();
    let error = report["error"].as_str().unwrap();
    assert!(
        error.contains("taken") && error.contains("move that away"),
        "{error}"
    );
    let mut permissions = fs::metadata(home.folder.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::remove_file(home.folder.path().join("data/taken")).unwrap();
    fs::create_dir(home.folder.path().join("data/taken")).unwrap();
    fs::set_permissions(home.folder.path().join("data/taken"), permissions).unwrap();
    let is_held = fs::write(home.folder.path().join("data/taken/probe"), "").is_err();
    if is_held {
        let error = home.fetch_one()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("make it writable"), "{error}");
    }
}

#[test]
fn subscriptions_are_added_listed_exchanged_and_removed() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => answer(
            "200 OK",
            &["Content-Type: text/html"],
            b"<html><head><link rel=alternate type=application/atom+xml href=feed></head></html>",
        ),
        _ => xml(good()),
    });
    let home = Home::new("# mine", &[]);
    let said = home.ok(&[
        "feed",
        "add",
        &server.url("/"),
        "--folder",
        "tech/雲",
        "--tag",
        "cloud",
        "--every",
        "6h",
    ]);
    assert!(said.contains("News") && said.contains("/feed"), "{said}");
    assert!(home.config().contains("# mine") && home.config().contains("every = \"6h\""));
    assert!(
        !home
            .run(&["feed", "add", &server.url("/feed")])
            .status
            .success()
    );
    home.ok(&["fetch"]);
    assert!(home.library().join("tech/雲/news/2019/05").is_dir());
    assert!(home.files()[0].contains("tags: [\"cloud\"]"));
    let opml = home.ok(&["feed", "export"]);
    fs::write(home.folder.path().join("feeds.opml"), &opml).unwrap();
    home.ok(&["feed", "remove", "new"]);
    assert_eq!(home.ok(&["feed", "list"]), "");
    assert_eq!(home.run(&["fetch"]).status.code(), Some(2));
    assert!(
        home.ok(&["feed", "import", "feeds.opml"])
            .starts_with("1 of 1 feeds")
    );
    assert_eq!(home.ok(&["feed", "export"]), opml);
    assert!(
        home.ok(&["feed", "import", "feeds.opml"])
            .starts_with("0 of 1 feeds")
    );
    // What was fetched before belongs to the feed again.
    let report = home.fetch_one();
    assert_eq!(report["new"], 0, "{report}");
}

#[test]
fn one_host_is_asked_once_at_a_time() {
    let busy = Arc::new(Mutex::new((0, 0)));
    let seen = Arc::clone(&busy);
    let server = Server::start(move |_| {
        {
            let mut now = busy.lock().unwrap();
            now.0 += 1;
            now.1 = now.1.max(now.0);
        }
        thread::sleep(Duration::from_millis(30));
        busy.lock().unwrap().0 -= 1;
        xml(good())
    });
    let feeds: Vec<String> = (0..6).map(|at| server.url(&format!("/{at}"))).collect();
    let home = Home::new("", &feeds);
    assert_eq!(home.fetch(&[]).len(), 6);
    assert_eq!(seen.lock().unwrap().1, 1);
}

/// A page in Shift_JIS, and a feed that has its first words.
fn with_page(request: &Request) -> Answer {
    match request.path.as_str() {
        "/page" => {
            let page = include_bytes!("pages/ja-shift_jis.html");
            answer("200 OK", &["Content-Type: text/html"], page)
        }
        "/missing" => answer("404 Not Found", &[], b"oh"),
        _ => {
            let host = request.headers["host"].clone();
            let item = |id: &str| {
                format!(
                    "<item><guid>{id}</guid><title>{id}</title><link>http://{host}/{id}</link>\
                     <description>&lt;p&gt;The *first* words of {id}.&lt;/p&gt;</description></item>"
                )
            };
            xml(rss(&(item("page") + &item("missing"))))
        }
    }
}

#[test]
fn the_text_is_taken_from_the_page_where_the_feed_has_less() {
    let server = Server::start(with_page);
    let home = Home::new("", &[server.url("/feed"), server.url("/short")]);
    let config = home
        .config()
        .replace("name = \"feed 0\"", "name = \"feed 0\"\nfull_text = true");
    fs::write(home.folder.path().join("config.toml"), config).unwrap();
    let reports = home.fetch(&[]);
    assert_eq!(reports[0]["new"], 2, "{reports:?}");
    let files = home.files();
    let of = |feed: &str, id: &str| {
        let (feed, id) = (format!("/{feed}\"\n"), format!("id: \"{id}\""));
        let file = files
            .iter()
            .find(|file| file.contains(&feed) && file.contains(&id));
        file.unwrap_or_else(|| panic!("{files:?}")).clone()
    };
    let whole = of("feed", "page");
    assert!(whole.contains("。") && !whole.contains("first"), "{whole}");
    assert!(
        !whole.contains('<') && !whole.contains("text_is"),
        "{whole}"
    );
    let missing = of("feed", "missing");
    assert!(
        missing.contains("The \\*first\\* words of missing."),
        "{missing}"
    );
    assert!(
        missing.contains("text_is: \"what the feed has; its page: the server answered 404"),
        "{missing}"
    );
    let short = of("short", "page");
    assert!(short.contains("The \\*first\\* words of page."), "{short}");
    // What is there is not asked for again.
    home.fetch(&["--all"]);
    assert_eq!(server.asked("/page").len(), 1);
}

#[test]
fn a_page_of_the_web_is_added_as_an_article() {
    let server = Server::start(with_page);
    let home = Home::new("", &[]);
    let added = home.ok(&["add", "--json", &server.url("/page")]);
    let added: Value = serde_json::from_str(&added).unwrap();
    assert_eq!(
        (&added["new"], &added["lang"]),
        (&Value::from(true), &Value::from("ja"))
    );
    let file = fs::read_to_string(home.folder.path().join(added["path"].as_str().unwrap()));
    assert!(file.unwrap().contains("。"));
    let gone = home.run(&["add", &server.url("/missing")]);
    let error = String::from_utf8_lossy(&gone.stderr);
    assert!(
        !gone.status.success() && error.contains("answered 404"),
        "{error}"
    );
}
