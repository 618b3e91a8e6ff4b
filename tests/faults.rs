//! A refresh that is killed, a disk that is full, folders that cannot be written, servers that are protected, proxies:
//! what is there is whole, and what is wrong is said.

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

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use counterpoint::news::article::ArticleId;
use counterpoint::news::mark::{Anchor, ArticleRef, Change, Mark, MarkId, Millis, Reading};
use counterpoint::store::Store;
use counterpoint::text::lang::Lang;
use counterpoint::text::span::Span;
use home::{Home, collect, item, rss, xml};
use serde_json::Value;
use server::{Server, answer};

/// So many refreshes are killed where `COUNTERPOINT_KILLS` does not say otherwise: 200 take about a minute.
const KILLS: usize = 100;
/// So many entries the feed has at first, and so many more at each round; of the first ones some change.
const FIRST: usize = 30;
const MORE: usize = 3;
const CHANGING: usize = 3;

/// A number that looks like chance and is the same in every run (SplitMix64).
fn chance(seed: usize) -> usize {
    let mut z = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 8).unwrap()
}

fn entries(round: usize) -> usize {
    FIRST + round * MORE
}

/// A server whose feed grows and changes with each round, and says so by its entity tag.
fn growing(round: Arc<AtomicUsize>) -> Server {
    let text = "They met again, and spoke of much. ".repeat(20);
    Server::start(move |request| {
        let round = round.load(Ordering::Relaxed);
        let tag = format!("\"{round}\"");
        if request.headers.get("if-none-match") == Some(&tag) {
            return answer("304 Not Modified", &[], b"");
        }
        let of = |at: usize| if at < CHANGING { round } else { 0 };
        let items = (0..entries(round)).map(|at| {
            let text = format!("{text}{} End {at}.", of(at));
            item(&at.to_string(), &format!("Entry {at}"), &text)
        });
        let body = rss(&items.collect::<String>());
        answer("200 OK", &[&format!("ETag: {tag}")], body.as_bytes())
    })
}

#[test]
fn refreshes_killed_at_any_moment_lose_nothing_and_leave_nothing_half() {
    let kills = env::var("COUNTERPOINT_KILLS").ok();
    let kills = kills.and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let round = Arc::new(AtomicUsize::new(0));
    let server = growing(Arc::clone(&round));
    let home = Home::new("", &[server.url("/feed")]);
    let fetch = home.takes(&["fetch", "--all"]);
    let search = home.takes(&["search", "--top", "1", "met"]);
    let marks = home.mark_something();
    let mut cut_short = 0;
    for at in 1..=kills {
        round.store(at, Ordering::Relaxed);
        // Most kills are of the fetch, some of the index's update that follows it.
        let is_fetch = at % 5 != 0;
        let killed = if is_fetch {
            home.kill_a_fetch(at, fetch)
        } else {
            home.kill_after(&["search", "--top", "1", "met"], moment(at, search))
        };
        cut_short += usize::from(killed);
        let ids = home.ids_of_whole_files(at);
        home.state_is_consistent(&ids, at);
        assert_eq!(home.marks(), marks, "round {at}");
        if at % 10 == 0 {
            home.index_has(&ids, at);
        }
    }
    assert!(
        cut_short > kills / 2,
        "only {cut_short} of {kills} were killed before they had done"
    );
    let report = home.fetch_one();
    assert_eq!(report["error"], Value::Null);
    let ids = home.ids_of_whole_files(kills);
    assert_eq!(ids.len(), entries(kills));
    home.index_has(&ids, kills);
    let mut all = Vec::new();
    collect(&home.library(), &mut all);
    let is_whole = |path: &PathBuf| path.extension().is_some_and(|end| end == "md");
    assert!(all.iter().all(is_whole), "{all:?}");
}

/// A moment by chance within a time.
fn moment(seed: usize, within: Duration) -> Duration {
    within * u32::try_from(chance(seed) % 1000).unwrap() / 1000
}

/// What the reader has left, to be compared.
type Left = (Vec<Mark>, Vec<(ArticleId, Reading)>);

impl Home {
    /// How long the program takes where nobody kills it.
    fn takes(&self, args: &[&str]) -> Duration {
        let started = Instant::now();
        self.ok(args);
        started.elapsed()
    }

    /// Starts the program and kills it after a time. Whether it had not done by then.
    fn kill_after(&self, args: &[&str], after: Duration) -> bool {
        let mut child = self.quiet(args);
        thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }

    fn quiet(&self, args: &[&str]) -> std::process::Child {
        let mut command = self.program(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Starts a fetch and kills it: by turns at any moment, while files are written under other names, and while they
    /// are given their own. Whether it had not done by then.
    fn kill_a_fetch(&self, round: usize, usual: Duration) -> bool {
        let args = ["fetch", "--all"];
        let (end, least) = match round % 3 {
            0 => return self.kill_after(&args, moment(round, usual)),
            1 => ("part", 1 + round % (MORE + 2 * CHANGING)),
            _ => ("md", self.count("md") + 1 + round % MORE),
        };
        let mut child = self.quiet(&args);
        while self.count(end) < least && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }

    /// How many files of the library end so.
    fn count(&self, end: &str) -> usize {
        let mut all = Vec::new();
        collect(&self.library(), &mut all);
        let is_one = |path: &&PathBuf| path.extension().is_some_and(|own| own == end);
        all.iter().filter(is_one).count()
    }

    /// The names of the entries of all files, each of which must be whole and none there twice. Unfinished ones are
    /// hidden and do not count.
    fn ids_of_whole_files(&self, round: usize) -> BTreeSet<usize> {
        let mut all = Vec::new();
        collect(&self.library(), &mut all);
        let mut ids = BTreeSet::new();
        for path in all {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let id = text.lines().find_map(|line| line.strip_prefix("id: \""));
            let id = id.expect("an id").trim_end_matches('"');
            let end = format!("End {id}.\n");
            assert!(text.ends_with(&end), "round {round}: {}", path.display());
            let is_version = path.to_string_lossy().contains("/.versions/");
            if !is_version {
                let is_new = ids.insert(id.parse().unwrap());
                assert!(is_new, "round {round}: entry {id} is there twice");
            }
        }
        ids
    }

    /// Where the state says that a version of the feed is known, all that was in it is there.
    fn state_is_consistent(&self, ids: &BTreeSet<usize>, round: usize) {
        let mut files = Vec::new();
        collect(&self.folder.path().join("data/feeds"), &mut files);
        let state = files.iter().find(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(".json") && !name.starts_with('.')
        });
        let state = fs::read_to_string(state.expect("a state")).unwrap();
        let state: Value = serde_json::from_str(&state).expect(&state);
        let known: usize = state["etag"]
            .as_str()
            .unwrap()
            .trim_matches('"')
            .parse()
            .unwrap();
        assert!(
            (0..entries(known)).all(|id| ids.contains(&id)),
            "round {round}: version {known} is said to be known, and {} entries are there",
            ids.len()
        );
    }

    /// The index opens, or is made anew, and has what is in the files.
    fn index_has(&self, ids: &BTreeSet<usize>, round: usize) {
        let top = (ids.len() + 1).to_string();
        let output = self.run(&["search", "--json", "--top", &top, "met"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "round {round}: {said}");
        let found = String::from_utf8(output.stdout).unwrap();
        assert_eq!(found.lines().count(), ids.len(), "round {round}: {said}");
    }

    fn store(&self) -> Store {
        Store::open(&self.folder.path().join("data")).unwrap().0
    }

    /// Marks and stars articles, and says what is stored then.
    fn mark_something(&self) -> Left {
        let list = self.ok(&["list", "--json"]);
        let changes: Vec<Change> = list
            .lines()
            .take(CHANGING * 2)
            .zip(1_u128..)
            .flat_map(|(line, number)| {
                let article: Value = serde_json::from_str(line).unwrap();
                changes(article["id"].as_str().unwrap(), number)
            })
            .collect();
        self.store().write(&changes, Millis(1)).unwrap();
        self.marks()
    }

    fn marks(&self) -> Left {
        let (_, stored) = Store::open(&self.folder.path().join("data")).unwrap();
        assert_eq!(stored.problems, []);
        (stored.marks, stored.readings.into_iter().collect())
    }
}

/// A mark on an article, and a star.
fn changes(article: &str, number: u128) -> [Change; 2] {
    let id = ArticleId(article.to_owned());
    let mark = Mark {
        id: MarkId(number.into()),
        anchor: Anchor {
            article: ArticleRef {
                id: id.clone(),
                url: None,
                title: "Entry".to_owned(),
                source: None,
                date: None,
                lang: Lang::En,
            },
            span: Span::new(0, 8),
            chars: 0,
            exact: "They met".to_owned(),
            prefix: String::new(),
            suffix: " again".to_owned(),
        },
        tags: vec!["claim".to_owned()],
        note: format!("Note {number}"),
        link: None,
        created: Millis(1),
        modified: Millis(1),
    };
    let starred = Reading {
        starred: true,
        ..Reading::default()
    };
    [
        Change::Mark {
            before: None,
            after: Some(Box::new(mark)),
        },
        Change::Reading {
            article: id,
            before: Reading::default(),
            after: starred,
        },
    ]
}

/// A feed of some entries of a few kilobytes.
fn long() -> String {
    let text = "They met again, and spoke of much. ".repeat(100);
    let items = (0..20).map(|at| item(&at.to_string(), &format!("Entry {at}"), &text));
    rss(&items.collect::<String>())
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_told_and_leaves_nothing_half() {
    let server = Server::start(|_| xml(long()));
    let home = Home::new("", &[server.url("/feed")]);
    // What a process may write to a file is limited as a full disk limits it; ignored, the signal becomes an error.
    let program = home.program(&["fetch", "--json", "--all"]);
    let limited = |kibibytes: usize| {
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
        shell.arg("-c").arg(script).arg(program.get_program());
        shell
            .args(program.get_args())
            .current_dir(home.folder.path());
        shell.env_clear().env("HOME", home.folder.path());
        shell.output().unwrap()
    };
    let output = limited(1);
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_str(report.lines().next().expect(&said)).unwrap();
    let error = report["error"].as_str().unwrap_or_default();
    assert!(error.contains("make room on the disk"), "{report} {said}");
    assert!(error.contains(".md"), "{error}");
    let mut left = Vec::new();
    collect(&home.library(), &mut left);
    assert!(left.is_empty(), "{left:?}");
    // With room again, everything comes.
    let report = home.fetch_one();
    assert_eq!(report["new"], 20, "{report}");
    assert_eq!(home.files().len(), 20);
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_is_told_with_a_remedy() {
    use std::os::unix::fs::PermissionsExt;

    let server = Server::start(|_| xml(long()));
    let home = Home::new("", &[server.url("/feed")]);
    fs::create_dir_all(home.library()).unwrap();
    let hold = |mode| fs::set_permissions(home.library(), fs::Permissions::from_mode(mode));
    hold(0o555).unwrap();
    let is_held = fs::write(home.library().join("probe"), "").is_err();
    if !is_held {
        // Permissions do not stop a superuser.
        return;
    }
    let report = home.fetch_one();
    let error = report["error"].as_str().unwrap_or_default();
    assert!(error.contains("make it writable for you"), "{report}");
    hold(0o755).unwrap();
    assert_eq!(home.fetch_one()["new"], 20);
}

#[test]
fn a_feed_called_pages_does_not_share_the_folder_of_added_pages() {
    let server = Server::start(|_| xml(long()));
    let home = Home::new("", &[server.url("/feed")]);
    let config = home.config().replace("feed 0", "Pages");
    fs::write(home.folder.path().join("config.toml"), config).unwrap();
    assert_eq!(home.fetch_one()["new"], 20);
    assert!(home.library().join("pages-2").is_dir());
    assert!(!home.library().join("pages").exists());
}

/// A proxy that opens tunnels to a server, whatever host is asked for, and notes which was.
fn proxy(server: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            thread::spawn(move || tunnel(client, server, &log));
        }
    });
    (port, asked)
}

fn tunnel(mut client: TcpStream, server: u16, log: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(client.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    log.lock().unwrap().push(head.lines().next()?.to_owned());
    let mut server = TcpStream::connect(("127.0.0.1", server)).ok()?;
    if head.starts_with("CONNECT ") {
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    } else {
        server.write_all(head.as_bytes()).ok()?;
    }
    let (mut up, mut down) = (server.try_clone().ok()?, client);
    thread::spawn(move || std::io::copy(&mut reader, &mut up));
    std::io::copy(&mut server, &mut down).ok()?;
    Some(())
}

#[test]
fn a_proxy_of_the_environment_is_used_unless_the_host_is_excepted() {
    let server = Server::start(|_| xml(long()));
    let (port, asked) = proxy(server.port);
    // No name ends in `.invalid`: only a proxy can know it.
    let home = Home::new(
        "",
        &["http://news.invalid/feed".to_owned(), server.url("/own")],
    );
    let output = home
        .program(&["fetch", "--json", "--all"])
        .env("http_proxy", format!("http://127.0.0.1:{port}"))
        .env("no_proxy", "127.0.0.1")
        .output()
        .unwrap();
    let reports = String::from_utf8(output.stdout).unwrap();
    for line in reports.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        assert_eq!(report["new"], 20, "{report}");
    }
    let asked = asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("news.invalid"), "{asked:?}");
    assert_eq!(server.asked("/own").len(), 1);
}

/// A server on this machine that speaks TLS with a certificate it has made itself; its port and the certificate.
fn protected(location: Option<String>) -> (u16, String) {
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, StreamOwned};

    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let pem = made.cert.pem();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config =
        ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut reader = BufReader::new(StreamOwned::new(connection, stream));
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
                line.clear();
            }
            let sent = match &location {
                Some(to) => answer("301 Moved Permanently", &[&format!("Location: {to}")], b""),
                None => xml(long()),
            };
            let server::Answer::Bytes(bytes) = sent else {
                continue;
            };
            let stream = reader.get_mut();
            let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (port, pem)
}

fn at_home(port: u16, certificate: Option<&str>) -> Value {
    let home = Home::new("", &[format!("https://localhost:{port}/feed")]);
    let config = home
        .config()
        .replace("\"127.0.0.1\"", "\"localhost\", \"127.0.0.1\"");
    fs::write(home.folder.path().join("config.toml"), config).unwrap();
    let mut program = home.program(&["fetch", "--json", "--all"]);
    if let Some(certificate) = certificate {
        let file = home.folder.path().join("certificate.pem");
        fs::write(&file, certificate).unwrap();
        program.env("SSL_CERT_FILE", file);
    }
    let output = program.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_protected_feed_is_read_where_its_certificate_is_trusted_and_else_said_not_to_be() {
    let (port, pem) = protected(None);
    let report = at_home(port, Some(&pem));
    assert_eq!(report["new"], 20, "{report}");
    let error = |certificate| {
        let report = at_home(port, certificate);
        report["error"].as_str().unwrap_or_default().to_owned()
    };
    let unknown = error(None);
    assert!(
        unknown.contains("the certificate of localhost is not accepted"),
        "{unknown}"
    );
    assert!(unknown.contains("SSL_CERT_FILE"), "{unknown}");
    let empty = error(Some("no certificate"));
    assert!(
        empty.contains("in which there is no certificate"),
        "{empty}"
    );
}

#[test]
fn no_redirect_leads_from_a_protected_address_to_an_open_one() {
    let server = Server::start(|_| xml(long()));
    let (port, pem) = protected(Some(server.url("/feed")));
    let report = at_home(port, Some(&pem));
    let error = report["error"].as_str().unwrap_or_default();
    assert!(error.contains("not protected and not followed"), "{report}");
    assert!(error.contains(&server.url("/feed")), "{report}");
    assert_eq!(report["moved"], Value::Null);
    assert_eq!(server.asked("/feed").len(), 0);
}
