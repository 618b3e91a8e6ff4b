//! The terminal: taken over, painted on, and given back however the program ends.
//!
//! It knows no article and no key. What is drawn goes into an [`Ink`] first and reaches the terminal as one
//! synchronized update, so that a frame is never seen half, and a panic while drawing writes nothing.

use std::cell::RefCell;
use std::io::{self, Write};
use std::panic;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags,
    PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::layout::Rect;
use ratatui::prelude::CrosstermBackend;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use crate::layout::Size;
use crate::load;

/// Buttons, moves with a button down, and places beyond column 223 (xterm's modes 1000, 1002 and 1006). Without mode
/// 1003 the terminal keeps quiet while the mouse only moves.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The size of the terminal, in cells.
///
/// # Errors
/// The terminal is gone.
pub(super) fn size() -> io::Result<Size> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(Size { columns, rows })
}

/// The terminal in the program's hands. Any thread may give it back.
#[derive(Debug)]
pub(super) struct Screen {
    mouse: bool,
    kitty: AtomicBool,
    taken: AtomicBool,
}

impl Screen {
    /// A terminal not yet taken over.
    pub(super) fn new(mouse: bool) -> Arc<Self> {
        Arc::new(Self {
            mouse,
            kitty: AtomicBool::new(false),
            taken: AtomicBool::new(false),
        })
    }

    /// Takes the terminal over: raw mode, alternate screen, pastes marked, mouse where it is wanted.
    ///
    /// # Errors
    /// The terminal is gone or refuses raw mode.
    pub(super) fn enter(&self) -> io::Result<()> {
        if self.taken.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        enable_raw_mode()?;
        let mut out = io::stdout().lock();
        queue!(out, EnterAlternateScreen, Hide, EnableBracketedPaste)?;
        if self.mouse {
            queue!(out, Print(MOUSE_ON))?;
        }
        if self.kitty.load(Ordering::SeqCst) {
            queue!(out, push_kitty())?;
        }
        out.flush()
    }

    /// Asks for unambiguous keys (Control and i is not Tab), now that the terminal is known to tell them apart.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn speak_kitty(&self) -> io::Result<()> {
        self.kitty.store(true, Ordering::SeqCst);
        execute!(io::stdout().lock(), push_kitty())
    }

    /// Gives the terminal back as it was. What fails here has nobody left to be told.
    pub(super) fn leave(&self) {
        if !self.taken.swap(false, Ordering::SeqCst) {
            return;
        }
        let mut out = io::stdout().lock();
        if self.kitty.load(Ordering::SeqCst) {
            let _ = queue!(out, PopKeyboardEnhancementFlags);
        }
        if self.mouse {
            let _ = queue!(out, Print(MOUSE_OFF));
        }
        let _ = queue!(out, EndSynchronizedUpdate, DisableBracketedPaste, Show);
        let _ = queue!(out, LeaveAlternateScreen);
        let _ = out.flush();
        let _ = disable_raw_mode();
    }

    /// Whether the program has the terminal.
    pub(super) fn is_taken(&self) -> bool {
        self.taken.load(Ordering::SeqCst)
    }

    /// Gives the terminal back before a panic of any thread is reported, so that the report can be read. A panic that
    /// the loader catches is a problem of one file and leaves the screen alone.
    pub(super) fn restore_on_panic(self: &Arc<Self>) {
        let screen = Arc::clone(self);
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !load::is_guarded() {
                screen.leave();
                report(info);
            }
        }));
    }
}

fn push_kitty() -> PushKeyboardEnhancementFlags {
    PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES)
}

/// Gives the terminal back when it goes out of scope.
#[derive(Debug)]
pub(super) struct Guard(pub(super) Arc<Screen>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// What is drawn and not yet on the terminal.
#[derive(Clone, Debug, Default)]
struct Ink(Rc<RefCell<Vec<u8>>>);

impl Write for Ink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    /// Does nothing: the frame goes out whole, when it is done.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Draws frames on the terminal.
#[derive(Debug)]
pub(super) struct Canvas {
    screen: Arc<Screen>,
    ink: Ink,
    terminal: Terminal<CrosstermBackend<Ink>>,
}

impl Canvas {
    /// A canvas of this size on an empty screen.
    ///
    /// The size is fixed until [`Self::resize`]: what is drawn and where is decided for one size, even while the
    /// terminal takes another.
    ///
    /// # Errors
    /// None in practice; the library's signature has one.
    pub(super) fn new(screen: Arc<Screen>, size: Size) -> io::Result<Self> {
        let ink = Ink::default();
        let options = TerminalOptions {
            viewport: Viewport::Fixed(area(size)),
        };
        let terminal = Terminal::with_options(CrosstermBackend::new(ink.clone()), options)?;
        Ok(Self {
            screen,
            ink,
            terminal,
        })
    }

    /// Takes another size, and draws everything anew with the next frame.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn resize(&mut self, size: Size) -> io::Result<()> {
        queue!(
            self.ink,
            crossterm::terminal::Clear(crossterm::terminal::ClearType::All)
        )?;
        self.terminal.resize(area(size))
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(paint)?;
        let ink = self.ink.0.take();
        // A panic elsewhere may just have given the terminal back.
        if ink.is_empty() || !self.screen.is_taken() {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        let mut frame = Vec::with_capacity(ink.len() + 16);
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.extend_from_slice(&ink);
        queue!(frame, EndSynchronizedUpdate)?;
        out.write_all(&frame)?;
        out.flush()
    }
}

fn area(size: Size) -> Rect {
    Rect::new(0, 0, size.columns, size.rows)
}
