//! What the system tells the program: end, stop, go on, another size.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::{Message, terminal};
use crate::app::event::Event;

/// Starts listening. While `away` is set, another program has the terminal: the keys that interrupt and stop are
/// meant for it.
///
/// # Errors
/// The system refuses a handler or a thread.
pub(super) fn listen(away: Arc<AtomicBool>, events: Sender<Message>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT])?;
    super::spawn("signals", events.clone(), move || {
        for signal in signals.forever() {
            let away = away.load(Ordering::SeqCst);
            let message = match signal {
                SIGINT | SIGQUIT if away => continue,
                SIGTSTP if away => {
                    let _ = emulate_default_handler(SIGTSTP);
                    continue;
                }
                SIGTSTP => Message::Suspend,
                SIGCONT if away => continue,
                SIGCONT => Message::Continued,
                SIGWINCH => match terminal::size() {
                    Ok(size) => Message::Event(Event::Resize(size)),
                    Err(_) => continue,
                },
                _ => Message::Event(Event::Hangup),
            };
            if events.send(message).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Stops the program as the system would have done, until it is told to go on.
pub(super) fn stop() {
    let _ = emulate_default_handler(SIGTSTP);
}
