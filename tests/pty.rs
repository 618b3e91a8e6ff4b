//! The program as a user has it: in a terminal, from start to exit.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail loudly, waits, and looks at files"
)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::Screen;

/// How long anything may take. Debug builds on a busy machine are slow; a pass is quick all the same.
const PATIENCE: Duration = Duration::from_secs(10);

/// What has come from the program: the screen it has drawn, and every byte.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// The program in a terminal.
struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    /// Whether nobody reads what the program writes any more.
    blind: Arc<AtomicBool>,
    tty: PathBuf,
    home: Arc<TempDir>,
}

/// How a session is started.
struct Start {
    home: Arc<TempDir>,
    size: (u16, u16),
    term: &'static str,
    env: Vec<(&'static str, String)>,
    args: Vec<String>,
    /// What the terminal answers to the question where the cursor stands.
    answer: Option<&'static [u8]>,
}

impl Start {
    fn new() -> Self {
        Self {
            home: Arc::new(TempDir::new().unwrap()),
            size: (100, 30),
            term: "xterm-256color",
            env: Vec::new(),
            args: Vec::new(),
            answer: None,
        }
    }

    fn env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    fn run(self) -> Session {
        let (cols, rows) = self.size;
        let pair = native_pty_system()
            .openpty(PtySize {
                rows,
                cols,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_counterpoint"));
        command.args(&self.args);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in [
            ("TERM", self.term),
            ("LC_ALL", "C.UTF-8"),
            ("RUST_BACKTRACE", "0"),
            ("SHELL", "/bin/sh"),
        ] {
            command.env(name, value);
        }
        command.env("HOME", self.home.path());
        command.env("TMPDIR", self.home.path());
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let tty = pair.master.tty_name().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(cells(rows), cells(cols), 0),
            bytes: Vec::new(),
        }));
        let blind = Arc::new(AtomicBool::new(false));
        let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        watch(
            pair.master.try_clone_reader().unwrap(),
            Arc::clone(&seen),
            self.answer,
            Arc::clone(&keys),
            Arc::clone(&blind),
        );
        Session {
            master: Some(pair.master),
            keys: Some(Box::new(Shared(keys))),
            child,
            seen,
            blind,
            tty,
            home: self.home,
        }
    }
}

/// Two hands on one keyboard: the user's and the terminal's answers.
struct Shared(Arc<Mutex<Box<dyn Write + Send>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}

/// Reads what the program writes from the first moment on, and answers for the terminal.
fn watch(
    mut from: Box<dyn Read + Send>,
    seen: Arc<Mutex<Seen>>,
    answer: Option<&'static [u8]>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    blind: Arc<AtomicBool>,
) {
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        let mut answer = answer;
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if blind.load(Ordering::SeqCst) {
                return;
            }
            let mut seen = seen.lock().unwrap();
            seen.parser.process(&buffer[..count]);
            seen.bytes.extend_from_slice(&buffer[..count]);
            let asked = seen.bytes.windows(4).any(|window| window == b"\x1b[6n");
            drop(seen);
            if let Some(answer) = answer.take_if(|_| asked) {
                keys.lock().unwrap().write_all(answer).unwrap();
            }
        }
    });
}

impl Session {
    /// Waits until the screen is as it should be.
    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Screen) -> bool) {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if holds(self.seen.lock().unwrap().parser.screen()) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("never seen: {what}\n{}", self.text());
    }

    #[track_caller]
    fn until_text(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    fn text(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    fn press(&mut self, keys: &str) {
        let hand = self.keys.as_mut().unwrap();
        hand.write_all(keys.as_bytes()).unwrap();
        hand.flush().unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    fn resize(&self, columns: u16, rows: u16) {
        self.seen
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// What `stty` says of the terminal.
    fn modes(&self) -> String {
        let tty = File::open(&self.tty).unwrap();
        let said = Command::new("stty").arg("-a").stdin(tty).output().unwrap();
        String::from_utf8(said.stdout).unwrap()
    }

    /// Waits for the end, and sees that the terminal is as it was.
    #[track_caller]
    fn ends_well(&mut self, code: u32) {
        assert_eq!(self.exit(), code, "{}", self.text());
        self.until("the terminal's own screen", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
        self.is_sane();
    }

    #[track_caller]
    fn is_sane(&self) {
        let modes = self.modes();
        assert!(
            modes.contains(" icanon") && modes.contains(" echo "),
            "{modes}"
        );
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        assert!(!screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }

    #[track_caller]
    fn exit(&mut self) -> u32 {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end\n{}", self.text());
    }

    fn stored(&self, file: &str) -> String {
        fs::read_to_string(
            self.home
                .path()
                .join(".local/share/counterpoint")
                .join(file),
        )
        .unwrap_or_default()
    }

    /// Waits until a file of the store has a text.
    #[track_caller]
    fn until_stored(&self, file: &str, text: &str) {
        let started = Instant::now();
        while !self.stored(file).contains(text) {
            assert!(
                started.elapsed() < PATIENCE,
                "{text} is not in {file}: {}",
                self.stored(file)
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the library is read and the companies are found: the initials of the newest article's are shown.
    #[track_caller]
    fn until_looked_through(&self) {
        self.until_text("· V D B");
    }

    /// Opens the Korean article on the two handshakes, which a filter finds by its title.
    #[track_caller]
    fn open_handshakes(&mut self) {
        self.until_looked_through();
        self.press("/악수");
        self.until("one article", |screen| {
            let heading = screen
                .contents()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            heading.contains("1/1") && !heading.contains("1/16")
        });
        self.press("\r\r");
        self.until_text("라스베이거스");
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

/// A shell script in a folder.
fn script(folder: &Path, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_bundled_library_opens_is_read_and_left() {
    let mut session = Start::new().run();
    session.until_text("Broadcom to Buy VMware");
    session.until("words for a beginner", |screen| {
        screen.contents().contains("? shows every key")
    });
    session.open_handshakes();
    session.until_text("1/");
    session.press("j");
    session.until_text("2/");
    session.press("?");
    session.until_text("Next passage in a reader");
    session.press("qqq");
    session.ends_well(0);
    assert!(
        session
            .stored("reading.jsonl")
            .contains("2019-05-09-handshake"),
        "the reading place is kept"
    );
}

#[test]
fn from_a_cold_start_a_link_leads_to_the_same_thing_in_another_language() {
    let library = TempDir::new().unwrap();
    let english = "The old bridge over the river was closed after the storm.\n\n\
        Children sang in the market on Sunday.\n\n\
        The mayor wants to plant a thousand trees.\n\n\
        Nobody knows who painted the school at night.\n\n\
        Fishermen complain about the price of fuel.\n";
    let japanese = "川に架かる古い橋は嵐の後に閉鎖された。\n\n\
        日曜日に市場で子どもたちが歌った。\n\n\
        市長は千本の木を植えたいと考えている。\n\n\
        夜に学校を塗ったのは誰なのか、誰も知らない。\n\n\
        漁師たちは燃料の値段に不満を言っている。\n";
    for (name, text) in [("en.md", english), ("ja.md", japanese)] {
        fs::write(library.path().join(name), text).unwrap();
    }
    let start = Start::new().size(120, 24);
    let mut session = start.arg(library.path().to_str().unwrap()).run();
    let kept = session.home.path().join(".cache/counterpoint/vectors");
    session.until("both articles", |screen| screen.contents().contains("1/2"));
    session.press("/bridge");
    session.until("one article", |screen| screen.contents().contains("1/1"));
    session.press("\r\r");
    // Only meaning ties them: no name, figure or date is in both.
    session.press("x");
    session.until("the link", |screen| {
        let contents = screen.contents();
        contents.contains("古い橋") && !contents.contains("Nothing related")
    });
    session.press("\r");
    session.until_text("夜に学校を塗った");
    assert!(fs::metadata(kept).unwrap().len() > 1000, "vectors are kept");
    session.press("qqqqq");
    session.ends_well(0);
}

#[test]
fn a_typed_query_leads_to_the_passage_and_back() {
    let mut session = Start::new().size(120, 30).run();
    session.open_handshakes();
    session.press("f");
    session.until_text("find: ");
    session.press("\"八成股份\"");
    session.until_text("1 article");
    session.press("\r\r");
    session.until("the article at the passage", |screen| {
        let contents = screen.contents();
        contents.contains("博通完成收购威睿") && contents.contains("1/1")
    });
    session.press("\x0f");
    session.until_text("라스베이거스");
    session.press("fzebra\r");
    session.until_text("Nothing in the library");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_filter_is_saved_as_a_view_and_there_after_a_restart() {
    let start = Start::new();
    let home = Arc::clone(&start.home);
    let mut session = start.run();
    session.until_looked_through();
    session.press("/lang:ja\r:view save Japan\r");
    session.until_text("is a view now");
    session.press("Q");
    session.ends_well(0);
    let file = home.path().join(".config/counterpoint/config.toml");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "[[view]]\nname = \"Japan\"\nquery = \"lang:ja\"\n"
    );
    let again = Start {
        home: Arc::clone(&home),
        ..Start::new()
    };
    let mut session = again.run();
    session.until_looked_through();
    session.until_text("Japan");
    session.press("]v");
    session.until_text("Japan: 5 unread");
    session.press("Q");
    session.ends_well(0);
    // What cannot be understood is told with its line, and nothing starts half-configured.
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("lang:ja", "titel:x");
    fs::write(&file, text).unwrap();
    let broken = Start {
        home,
        ..Start::new()
    };
    let mut session = broken.run();
    session.until_text("config.toml:3");
    assert_eq!(session.exit(), 2);
}

#[test]
fn a_large_library_is_listed_from_its_index_and_follows_its_files() {
    let library = TempDir::new().unwrap();
    for (name, day, text) in [
        ("a.md", "2019-05-07", "VMware opened an office in Seoul."),
        ("b.md", "2019-05-08", "VMwareはソウルに事務所を開いた。"),
        ("c.md", "2019-06-01", "The cat slept."),
    ] {
        let text = format!("---\ntitle: Story {name}\ndate: {day}\n---\n\n{text}\n");
        fs::write(library.path().join(name), text).unwrap();
    }
    let start = Start::new()
        .size(120, 30)
        .arg(library.path().to_str().unwrap());
    let home = Arc::clone(&start.home);
    let config = home.path().join(".config/counterpoint");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "[library]\nwhole = 1\n").unwrap();
    let mut session = start.run();
    session.until("the list", |screen| {
        screen.contents().contains("1/3") && screen.contents().contains("Story a.md")
    });
    let folder = home.path().join(".cache/counterpoint");
    let index = fs::read_dir(folder).unwrap().flatten();
    let is_index = |name: &std::ffi::OsString| name.to_string_lossy().starts_with("index-");
    assert!(
        index
            .map(|entry| entry.file_name())
            .any(|name| is_index(&name))
    );
    session.press("G\r");
    session.until_text("VMware opened an office");
    session.until_text("in 2 of 3");
    session.press("jtf");
    session.until_stored("marks.jsonl", "\"value\":\"figure\"");
    fs::write(
        library.path().join("d.md"),
        "---\ntitle: Story d.md\ndate: 2019-07-01\n---\n\nA dog barked.\n",
    )
    .unwrap();
    session.until("the new article", |screen| {
        screen.contents().contains("Story d.md") && screen.contents().contains("/4")
    });
    session.until_text("VMware opened an office");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_tag_is_on_the_disk_and_there_after_a_restart() {
    let start = Start::new();
    let home = Arc::clone(&start.home);
    let mut session = start.run();
    session.open_handshakes();
    session.press("jtf");
    session.until_stored("marks.jsonl", "\"value\":\"figure\"");
    session.press("Q");
    session.ends_well(0);

    let again = Start {
        home,
        ..Start::new()
    };
    let mut session = again.run();
    session.until_looked_through();
    session.press("m");
    session.until_text("figure");
    session.press("\r");
    session.until_text("라스베이거스");
    session.press("u");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_note_in_japanese_goes_through_the_editor_to_the_disk() {
    let start = Start::new();
    let editor = script(
        start.home.path(),
        "editor",
        "printf '\\n五月八日' >> \"$1\"",
    );
    let mut session = start.env("EDITOR", editor).run();
    session.open_handshakes();
    session.press("a");
    session.until_text("save");
    session.press("七人が会談");
    session.until_text("七人が会談");
    session.press("\x05");
    session.until_text("五月八日");
    session.press("\x13");
    session.until_stored("marks.jsonl", "七人が会談\\n五月八日");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_shell_command_has_the_terminal_and_the_article_until_enter() {
    let mut session = Start::new().run();
    session.open_handshakes();
    session.press("|");
    session.press("grep -c 라스베이거스; echo end of $TERM\r");
    session.until("the command's output", |screen| {
        !screen.alternate_screen() && screen.contents().contains("end of xterm-256color")
    });
    session.until_text("[Enter: back to the reader]");
    session.press("j\r");
    session.until("the reader", |screen| {
        screen.alternate_screen() && screen.contents().contains("라스베이거스")
    });
    session.press("j");
    session.until_text("2/");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn another_size_is_taken_at_once() {
    let mut session = Start::new().size(130, 40).run();
    session.open_handshakes();
    session.press("j");
    session.until_text("2/");
    session.resize(60, 20);
    session.until("one pane", |screen| {
        let text = screen.contents();
        !text.contains("Library") && text.contains("2/")
    });
    session.resize(30, 8);
    session.until_text("40");
    session.resize(100, 30);
    session.until("two panes", |screen| screen.contents().contains("Library"));
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_signal_to_end_gives_the_terminal_back_and_keeps_the_place() {
    for signal in ["TERM", "HUP"] {
        let mut session = Start::new().run();
        session.open_handshakes();
        session.press("jjj");
        session.until_text("4/");
        session.signal(signal);
        session.ends_well(0);
        let places: Vec<String> = session
            .stored("reading.jsonl")
            .lines()
            .map(str::to_owned)
            .collect();
        let last = places.last().expect("a place is stored");
        assert!(
            last.contains("handshake") && !last.contains("\"place\":0"),
            "{signal}: {last}"
        );
    }
}

#[test]
fn suspended_it_leaves_the_terminal_to_the_shell_and_comes_back() {
    let mut session = Start::new().run();
    session.open_handshakes();
    session.press("\x1a");
    session.until("the shell's screen", |screen| !screen.alternate_screen());
    let stat = format!("/proc/{}/stat", session.child.process_id().unwrap());
    if Path::new("/proc/self/stat").exists() {
        let started = Instant::now();
        while !fs::read_to_string(&stat).unwrap().contains(") T ") {
            assert!(started.elapsed() < PATIENCE, "it does not stop");
            thread::sleep(Duration::from_millis(5));
        }
    }
    session.is_sane();
    session.signal("CONT");
    session.until("the reader", |screen| {
        screen.alternate_screen() && screen.contents().contains("라스베이거스")
    });
    session.press("j");
    session.until_text("2/");
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let mut session = Start::new().env("COUNTERPOINT_PANIC", "1").run();
    session.until_text("1/16");
    session.press("j");
    session.until("the report", |screen| {
        !screen.alternate_screen() && screen.contents().contains("COUNTERPOINT_PANIC is set")
    });
    session.ends_well(101);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let mut session = Start::new().run();
    session.open_handshakes();
    session.press("j");
    session.until_text("2/");
    // The thread that reads lets go of the terminal with what it reads next, the answer to a key.
    session.blind.store(true, Ordering::SeqCst);
    session.press("j");
    session.keys = None;
    session.master = None;
    session.exit();
    assert!(session.stored("reading.jsonl").contains("handshake"));
}

#[test]
fn a_bad_configuration_leaves_the_terminal_untouched() {
    let start = Start::new();
    let config = start.home.path().join("bad.toml");
    fs::write(
        &config,
        "[reading]\nmesure = 60\n[keys]\ndonw = \"j\"\n[theme]\nname = \"drak\"\n",
    )
    .unwrap();
    let mut session = start.arg("--config").arg(config.to_str().unwrap()).run();
    assert_eq!(session.exit(), 2);
    for (line, hint) in [(2, "measure"), (4, "down"), (6, "dark")] {
        session.until(hint, |screen| {
            let text = screen.contents().replace('\n', "");
            text.contains(&format!("bad.toml:{line}: "))
                && text.contains(&format!("did you mean `{hint}`?"))
        });
    }
    assert!(
        !session.seen.lock().unwrap().bytes.contains(&0x1b),
        "an escape was sent"
    );
    session.is_sane();
}

#[test]
fn the_linux_console_and_colorless_terminals_are_served() {
    for (term, name) in [
        ("linux", "LINES_ARE_SET_BY_THE_KERNEL"),
        ("xterm-256color", "NO_COLOR"),
    ] {
        let start = Start {
            term,
            ..Start::new()
        };
        let mut session = start.env(name, "1").run();
        session.open_handshakes();
        let seen = session.seen.lock().unwrap().bytes.clone();
        let direct = seen.windows(5).any(|window| window == b"38;2;");
        assert!(!direct, "direct colors under {term} {name}");
        session.press("Q");
        session.ends_well(0);
    }
}

#[test]
fn the_terminal_is_asked_how_wide_it_is_and_no_key_is_lost_meanwhile() {
    // `①` took two cells; keys come before the answer and after it.
    let start = Start {
        answer: Some(b"c\x1b[2;3R\x1b[?62;4c?"),
        ..Start::new()
    };
    let mut session = start.run();
    session.until_text("Next passage");
    session.press("q");
    session.until_text("1/16");
    session.until("no sign of doubtful width", |screen| {
        !screen.contents().contains('│')
    });
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn where_nothing_can_be_stored_reading_goes_on_and_the_end_says_so() {
    let start = Start::new();
    let blocked = start.home.path().join("blocked");
    fs::write(&blocked, "").unwrap();
    let mut session = start.arg("--data").arg(blocked.to_str().unwrap()).run();
    session.open_handshakes();
    session.press("tc");
    session.until_text("Not saved");
    session.press("Q");
    session.until_text("could not be stored");
    session.ends_well(1);
}

#[path = "common/server.rs"]
mod server;

/// A feed of one entry, and one on another host that never ends; an answer may take so many seconds.
fn feeds(timeout: u16) -> (server::Server, Arc<TempDir>) {
    let server = server::Server::start(|request| match request.path.as_str() {
        "/slow" => server::Answer::Drip(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        path => {
            let title = if path == "/wire" {
                "Fresh from the wire"
            } else {
                "Late addition"
            };
            let feed = format!(
                "<rss version=\"2.0\"><channel><title>Feed {path}</title><item><title>{title}</title>\
                 <link>https://a.example{path}</link><description>The text of it.</description></item></channel></rss>"
            );
            server::answer("200 OK", &[], feed.as_bytes())
        }
    });
    let home = Arc::new(TempDir::new().unwrap());
    let folder = home.path().join(".config/counterpoint");
    fs::create_dir_all(&folder).unwrap();
    let (wire, slow) = (
        server.url("/wire"),
        format!("http://localhost:{}/slow", server.port),
    );
    let toml = format!(
        "[library]\nfolders = []\n[fetch]\nallow = [\"127.0.0.1\", \"localhost\"]\ntimeout = {timeout}\n\
         [[feed]]\nurl = \"{slow}\"\nname = \"Slow\"\n[[feed]]\nurl = \"{wire}\"\nname = \"Wire\"\n"
    );
    fs::write(folder.join("config.toml"), toml).unwrap();
    (server, home)
}

#[test]
fn feeds_that_are_due_come_into_the_list_and_a_new_one_is_subscribed_to() {
    let (server, home) = feeds(3);
    let mut start = Start::new();
    start.home = Arc::clone(&home);
    let mut session = start.run();
    session.until_text("fetching 1/2");
    session.until_text("Fresh from the wire");
    session.press("gf");
    session.until_text("no whole answer within 3 s");
    session.press(&format!("a{}\r", server.url("/other")));
    session.until_text("Feed /other");
    session.press("q");
    session.until_text("Late addition");
    let config = home.path().join(".config/counterpoint/config.toml");
    assert!(fs::read_to_string(config).unwrap().contains("/other"));
    session.press("Q");
    session.ends_well(0);
}

#[test]
fn leaving_never_waits_for_a_fetch() {
    let (server, home) = feeds(600);
    let mut start = Start::new();
    start.home = home;
    let mut session = start.run();
    session.until_text("fetching 1/2");
    assert_eq!(server.asked("/slow").len(), 1);
    session.press("Q");
    // The tests' patience ends long before that for the answer does.
    session.ends_well(0);
}
