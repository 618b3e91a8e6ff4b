//! The keyboard and the mouse: a thread that reads them, stops while another program has the terminal, and the
//! questions asked once at the start.
//!
//! The standard input is read directly rather than through a library's event queue: answers to questions and keys
//! typed meanwhile come through one decoder, nothing is lost between the two, and a terminal that is gone is an end
//! and not a busy loop.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crossterm::cursor::MoveTo;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};
use crossterm::{execute, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::Message;
use super::decode::{Answer, Decoder, Token};
use crate::app::event::Event;
use crate::text::cells::Ambiguous;

/// How long an Escape may be the start of a longer sequence. Terminals send sequences at once; networks cut them.
const ESCAPE: Duration = Duration::from_millis(30);
/// How long answers to the questions of the start are waited for.
const ANSWERS: Duration = Duration::from_millis(100);
/// How long the thread is given to stop reading.
const PAUSE: Duration = Duration::from_millis(300);

/// The terminal has gone away.
#[derive(Debug)]
struct Gone;

/// What the terminal has told of itself.
#[derive(Debug)]
pub(super) struct Nature {
    /// How wide it draws ambiguous characters; narrow where it does not say.
    pub(super) ambiguous: Ambiguous,
    /// Whether it speaks the kitty keyboard protocol.
    pub(super) kitty: bool,
    /// What the user did while it was asked.
    pub(super) meanwhile: Vec<Event>,
    decoder: Decoder,
}

/// Asks the terminal, which must be in raw mode, what it is, and waits no longer than a tenth of a second. It is told to
/// print `①` in a corner and to say where the cursor has come to; the screen is clear afterwards.
///
/// # Errors
/// The terminal is gone.
pub(super) fn ask() -> io::Result<Nature> {
    let mut out = io::stdout().lock();
    // In the second row the answer cannot be mistaken for F3. DA1 comes last: its answer ends the waiting.
    queue!(out, MoveTo(0, 1), Print("①\x1b[6n\x1b[?u\x1b[c"))?;
    execute!(out, MoveTo(0, 0), Clear(ClearType::All))?;
    drop(out);
    let mut nature = Nature {
        ambiguous: Ambiguous::Narrow,
        kitty: false,
        meanwhile: Vec::new(),
        decoder: Decoder::default(),
    };
    let asked = Instant::now();
    let mut buffer = [0; 1024];
    loop {
        let left = ANSWERS.saturating_sub(asked.elapsed());
        if left.is_zero() || !wait(&[io::stdin().as_fd()], Some(left))?[0] {
            return Ok(nature);
        }
        let Ok(count) = read(&mut buffer) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        if nature.learn(buffer.get(..count).unwrap_or_default()) {
            return Ok(nature);
        }
    }
}

impl Nature {
    /// Takes in what the terminal has sent, to the last byte, and says whether it has answered everything.
    fn learn(&mut self, bytes: &[u8]) -> bool {
        let mut answered = false;
        for token in self.decoder.feed(bytes) {
            match token {
                Token::Event(event) => self.meanwhile.push(event),
                Token::Answer(Answer::Column(column)) if column > 2 => {
                    self.ambiguous = Ambiguous::Wide;
                }
                Token::Answer(Answer::Column(_)) => {}
                Token::Answer(Answer::Kitty) => self.kitty = true,
                Token::Answer(Answer::Attributes) => answered = true,
            }
        }
        answered
    }
}

/// The thread that reads the terminal.
#[derive(Debug)]
pub(super) struct Input {
    bell: PipeWriter,
    paused: Receiver<()>,
}

impl Input {
    /// Starts reading, with what the questions have left over.
    ///
    /// # Errors
    /// The system has no pipe or thread to give.
    pub(super) fn start(nature: Nature, events: Sender<Message>) -> io::Result<Self> {
        let (ear, bell) = io::pipe()?;
        let (pausing, paused) = channel();
        let mut thread = Thread {
            decoder: nature.decoder,
            events,
            ear,
            pausing,
        };
        super::spawn("input", thread.events.clone(), move || {
            let sent = nature
                .meanwhile
                .into_iter()
                .try_for_each(|event| thread.send(event));
            if sent.and_then(|()| thread.run()).is_err() {
                let _ = thread.send(Event::Hangup);
            }
        })?;
        Ok(Self { bell, paused })
    }

    /// Leaves the terminal's input to another program until [`Self::resume`].
    pub(super) fn pause(&mut self) {
        let _ = self.bell.write_all(b"p");
        // Where the thread hangs in the middle of something, the other program must not wait for it.
        let _ = self.paused.recv_timeout(PAUSE);
    }

    /// Reads on.
    pub(super) fn resume(&mut self) {
        let _ = self.bell.write_all(b"r");
    }
}

struct Thread {
    decoder: Decoder,
    events: Sender<Message>,
    ear: PipeReader,
    pausing: Sender<()>,
}

impl Thread {
    fn send(&self, event: Event) -> Result<(), Gone> {
        self.events.send(Message::Event(event)).map_err(|_| Gone)
    }

    /// Reads until the terminal or the program has gone.
    fn run(&mut self) -> Result<(), Gone> {
        let mut buffer = [0; 4096];
        loop {
            let patience = self.decoder.is_waiting().then_some(ESCAPE);
            let stdin = io::stdin();
            let ready = wait(&[stdin.as_fd(), self.ear.as_fd()], patience).map_err(|_| Gone)?;
            let tokens = match ready.as_slice() {
                [_, true] => {
                    self.stand_aside()?;
                    continue;
                }
                [true, _] => {
                    let count = read(&mut buffer)?;
                    self.decoder.feed(buffer.get(..count).unwrap_or_default())
                }
                _ => self.decoder.settle(),
            };
            for token in tokens {
                // An answer here comes later than anyone has waited.
                if let Token::Event(event) = token {
                    self.send(event)?;
                }
            }
        }
    }

    /// Reads nothing until it is told to go on.
    fn stand_aside(&mut self) -> Result<(), Gone> {
        let mut heard = [0];
        self.ear.read_exact(&mut heard).map_err(|_| Gone)?;
        if heard == *b"p" {
            self.pausing.send(()).map_err(|_| Gone)?;
            self.ear.read_exact(&mut heard).map_err(|_| Gone)?;
        }
        Ok(())
    }
}

/// Waits until one of the descriptors has something to read, or has ended; says which. None of them: the time is over.
fn wait(
    descriptors: &[std::os::fd::BorrowedFd<'_>],
    patience: Option<Duration>,
) -> io::Result<Vec<bool>> {
    let timeout = patience.map(|patience| Timespec {
        tv_sec: i64::try_from(patience.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: patience.subsec_nanos().into(),
    });
    let mut polled: Vec<PollFd<'_>> = descriptors
        .iter()
        .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN))
        .collect();
    loop {
        match poll(&mut polled, timeout.as_ref()) {
            // The whole time again: it is short, and signals are few.
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(polled.iter().map(|fd| !fd.revents().is_empty()).collect()),
        }
    }
}

/// Reads what there is; nothing at all means that the terminal has gone.
fn read(buffer: &mut [u8]) -> Result<usize, Gone> {
    loop {
        match rustix::io::read(io::stdin(), &mut *buffer) {
            Ok(0) => return Err(Gone),
            Ok(count) => return Ok(count),
            Err(Errno::INTR) => {}
            // Another program has made the terminal non-blocking; there was nothing after all.
            Err(Errno::AGAIN) => return Ok(0),
            Err(_) => return Err(Gone),
        }
    }
}
