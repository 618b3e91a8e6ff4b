//! A program in a terminal that answers at once, and what it has drawn.

#![allow(dead_code, reason = "not every measurement uses all")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Nothing is waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that runs in a terminal; it is ended when this is dropped.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    drawn: Receiver<Vec<u8>>,
    writer: Box<dyn Write + Send>,
    // Without it the terminal is hung up.
    _master: Box<dyn MasterPty + Send>,
    screen: vt100::Parser,
    seen: Vec<u8>,
    answered: bool,
}

impl Terminal {
    /// Starts a program in a terminal of this many columns and rows.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Option<Self> {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).ok()?;
        let cells = |cells| NonZeroU16::new(cells).unwrap_or(NonZeroU16::MIN);
        let mut reader = pair.master.try_clone_reader().ok()?;
        let (send, drawn) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Some(Self {
            drawn,
            writer: pair.master.take_writer().ok()?,
            child: pair.slave.spawn_command(command).ok()?,
            _master: pair.master,
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            seen: Vec::new(),
            answered: false,
        })
    }

    /// Waits until what is drawn is what is waited for; none where the program ends before, or two minutes are over.
    pub fn until(&mut self, mut wanted: impl FnMut(&str) -> bool) -> Option<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let bytes = self.drawn.recv_timeout(left).ok()?;
            self.screen.process(&bytes);
            if !self.answered {
                // What kind of terminal it is, and where its cursor stands.
                self.seen.extend_from_slice(&bytes);
                self.answered = self.seen.windows(3).any(|window| window == b"\x1b[c");
                if self.answered {
                    self.writer.write_all(b"\x1b[2;2R\x1b[?62c").ok()?;
                }
            }
            if wanted(&self.screen.screen().contents()) {
                return Some(());
            }
        }
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        let _ = self.writer.write_all(keys.as_bytes());
    }

    /// The process.
    pub fn process(&self) -> Option<u32> {
        self.child.process_id()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
