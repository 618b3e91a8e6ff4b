//! Counterpoint beside newsboat, in one run: a feed of many entries taken in, and the library of it opened.
//! `cargo bench --bench peers`; `bench-peers.md` says what is measured and how.
//!
//! `COUNTERPOINT_BENCH_ARTICLES` says how many entries the feed has (10,000 where it is not set), and
//! `COUNTERPOINT_BENCH_DATA` what they are made of, as for the bench `library`. Without newsboat on the `PATH` only
//! Counterpoint is measured. The feed is served on this machine.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement reads files and a clock, starts programs, prints, and may fail loudly"
)]

#[path = "common/made.rs"]
mod made;

#[path = "common/terminal.rs"]
mod terminal;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use made::{BYTES, chance, sentences};
use portable_pty::CommandBuilder;
use terminal::Terminal;

const ENTRIES: usize = 10_000;
/// The terminal, in cells.
const SIZE: (u16, u16) = (120, 40);
/// The title of the feed; newsboat shows it on its first screen.
const TITLE: &str = "Made-up news";

fn main() {
    let count = env::var("COUNTERPOINT_BENCH_ARTICLES")
        .ok()
        .and_then(|n| n.parse().ok());
    let count = count.unwrap_or(ENTRIES);
    let feed = Arc::new(feed(count));
    println!("{count} entries, {} MB", feed.len() / 1_000_000);
    let url = serve(Arc::clone(&feed));
    drop(feed);
    let home = tempfile::tempdir().unwrap();
    counterpoint(home.path(), &url, count);
    let version = Command::new("newsboat").arg("-v").output();
    match version {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            println!("\n{}", text.lines().next().unwrap_or_default());
            newsboat(home.path(), &url, count);
        }
        Err(_) => println!("\nnewsboat is not installed here: it is not measured"),
    }
}

/// A feed of so many entries of about two kilobytes.
fn feed(count: usize) -> Vec<u8> {
    let sentences = sentences();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{TITLE}</title>\
         <link>http://127.0.0.1/</link><description>Made up</description>\n"
    );
    let escaped = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
    for number in 0..count {
        let (lang, lines) = &sentences[number % sentences.len()];
        let line = |at: usize| escaped(&lines[chance(number * 64 + at) % lines.len()]);
        let title: String = lines[chance(number * 64) % lines.len()]
            .chars()
            .take(60)
            .collect();
        // From one minute to the next, the newest first.
        let date = jiff::Timestamp::from_second(1_700_000_000 - 60 * number as i64).unwrap();
        let date = date.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let _ = write!(
            text,
            "<item><title>{}</title><link>http://127.0.0.1/{lang}/{number}</link><guid isPermaLink=\"false\">{number}</guid>\
             <pubDate>{date}</pubDate><description>",
            escaped(&title)
        );
        let (start, mut at) = (text.len(), 1);
        while text.len() - start < BYTES {
            let _ = write!(text, "&lt;p&gt;{}&lt;/p&gt;", line(at));
            at += 1;
        }
        text.push_str("</description></item>\n");
    }
    text.push_str("</channel></rss>\n");
    text.into_bytes()
}

/// Serves the feed whatever is asked for; the address.
fn serve(feed: Arc<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // Whatever is asked for is the feed.
            if stream.read(&mut [0; 8192]).unwrap_or(0) == 0 {
                continue;
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
                feed.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&feed));
        }
    });
    format!("http://127.0.0.1:{port}/feed.xml")
}

fn counterpoint(home: &Path, url: &str, count: usize) {
    println!("\ncounterpoint {}", env!("CARGO_PKG_VERSION"));
    let config = format!(
        "[fetch]\nallow = [\"127.0.0.1\"]\ntimeout = 600\nmax_size = 2000\n[[feed]]\nurl = \"{url}\"\nevery = \"30d\"\n"
    );
    fs::write(home.join("config.toml"), config).unwrap();
    let program = env!("CARGO_BIN_EXE_counterpoint");
    let data = home.join("data");
    let common = |command: &mut Command| {
        command
            .env("HOME", home)
            .args(["--config"])
            .arg(home.join("config.toml"))
            .arg("--data")
            .arg(&data);
    };
    let mut fetch = Command::new(program);
    common(&mut fetch);
    fetch.args(["fetch", "--all"]);
    let files = timed("  the feed to files", &mut fetch);
    let mut index = Command::new(program);
    common(&mut index);
    index.args(["search", "--top", "1", "the"]);
    let indexed = timed("  the files to the index, companies matched", &mut index);
    println!("  in all {:.1} s", (files + indexed).as_secs_f64());
    let mut command = CommandBuilder::new(program);
    command.env("HOME", home);
    command.env("TERM", "xterm-256color");
    command.args(["--config", "config.toml", "--data", "data"]);
    command.cwd(home);
    let all = format!("/{count}");
    session(command, "Library", |screen| screen.contains(&all), "");
}

fn newsboat(home: &Path, url: &str, count: usize) {
    let folder = home.join("newsboat");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("urls"), format!("{url}\n")).unwrap();
    fs::write(folder.join("config"), "download-timeout 600\n").unwrap();
    let files = ["-u", "urls", "-C", "config", "-c", "cache.db"];
    let mut reload = Command::new("newsboat");
    reload
        .current_dir(&folder)
        .env("HOME", &folder)
        .args(files)
        .args(["-x", "reload"]);
    timed("  the feed to its cache", &mut reload);
    let mut command = CommandBuilder::new("newsboat");
    command.env("HOME", &folder);
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.args(files);
    command.cwd(&folder);
    let all = format!("{count} total");
    let listed = |screen: &str| screen.contains("Articles in feed") && screen.contains(&all);
    session(command, TITLE, listed, "\r");
}

/// Runs a program to its end; how long that took. Its peak memory is printed as well.
fn timed(what: &str, command: &mut Command) -> Duration {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = None;
    let status = loop {
        peak = memory(child.id()).or(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let took = started.elapsed();
    let failed = if status.success() { "" } else { "  FAILED" };
    println!(
        "{what:52} {:8.2} s, {:5.0} MB{failed}",
        took.as_secs_f64(),
        peak.unwrap_or_default()
    );
    took
}

/// Starts a reader, waits for its first screen, presses what opens the list of all articles, and waits for that.
fn session(command: CommandBuilder, first: &str, listed: impl Fn(&str) -> bool, open: &str) {
    let started = Instant::now();
    let mut terminal = Terminal::start(command, SIZE.0, SIZE.1).unwrap();
    let say = |what: &str, since: Instant, done: Option<()>| {
        let took = done.map(|_| since.elapsed().as_secs_f64());
        println!("  {what:50} {:8.3} s", took.unwrap_or(f64::NAN));
    };
    let done = terminal.until(|screen| screen.contains(first));
    say("process start to the first screen", started, done);
    let opened = Instant::now();
    terminal.press(open);
    let done = terminal.until(&listed);
    say("from there to the list of all articles", opened, done);
    let peak = terminal.process().and_then(memory);
    println!(
        "  {:50} {:8.0} MB",
        "peak memory by then",
        peak.unwrap_or_default()
    );
}

/// The most memory that a process has had so far, in megabytes, where the system says so.
fn memory(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
