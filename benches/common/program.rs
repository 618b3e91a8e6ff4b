//! The program in a terminal that answers at once.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A running program and its screen.
pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    parser: vt100::Parser,
    written: Receiver<(Instant, Vec<u8>)>,
    _master: Box<dyn MasterPty + Send>,
    pub started: Instant,
}

impl Program {
    /// Starts the program with a folder for its home.
    pub fn start(home: &Path, arguments: &[&str], (columns, rows): (u16, u16)) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_counterpoint"));
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env("HOME", home);
        command.env("XDG_CACHE_HOME", home.join("cache"));
        command.env("TERM", "xterm-256color");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (write, written) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if write
                    .send((Instant::now(), buffer[..count].to_vec()))
                    .is_err()
                {
                    break;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let cells = |cells| NonZeroU16::new(cells).unwrap();
        let mut program = Self {
            child,
            keys,
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            written,
            _master: pair.master,
            started,
        };
        let mut asked = Vec::new();
        while !asked.windows(3).any(|window| window == b"\x1b[c") {
            let (_, bytes) = program.written.recv().unwrap();
            program.parser.process(&bytes);
            asked.extend(bytes);
        }
        program.press("\x1b[2;2R\x1b[?62c");
        program
    }

    /// Types keys.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Types keys, and waits for what they lead to: how long that took, in milliseconds.
    pub fn time(&mut self, keys: &str, what: &str, holds: impl Fn(&str) -> bool) -> f64 {
        let pressed = Instant::now();
        self.press(keys);
        self.until(pressed, what, holds)
    }

    /// Waits until the screen is as it should be: how long after a moment that was, in milliseconds.
    pub fn until(&mut self, since: Instant, what: &str, holds: impl Fn(&str) -> bool) -> f64 {
        let mut last = since;
        loop {
            let screen = self.parser.screen().contents();
            if holds(&screen) {
                return (last - since).as_secs_f64() * 1000.0;
            }
            match self.written.recv_timeout(Duration::from_secs(120)) {
                Ok((now, bytes)) => {
                    last = now;
                    self.parser.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("never seen: {what}\n{screen}")
                }
            }
        }
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The most memory it has taken so far, in bytes (`VmHWM`), where the system says so.
    pub fn peak(&self) -> Option<u64> {
        let id = self.child.process_id()?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
