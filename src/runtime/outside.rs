//! Other programs: the clipboard's owner, the browser, the shell, the user's editor.
//!
//! Those that need the terminal are run here by someone who has already left it to them.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;

use super::Message;
use crate::app::event::Event;

/// The schemes of addresses that are handed to the browser; others could start anything.
const SCHEMES: [&str; 4] = ["http", "https", "file", "mailto"];

/// The system's clipboard, held by a thread: on X11 and Wayland what was copied is there only as long as its owner is.
#[derive(Debug, Default)]
pub(super) struct Clipboard(Option<Sender<String>>);

impl Clipboard {
    /// Copies text: through the terminal (OSC 52), which works over any connection, and into the system's clipboard
    /// where there is one.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn copy(&mut self, text: &str, events: &Sender<Message>) -> io::Result<()> {
        execute!(
            io::stdout().lock(),
            CopyToClipboard::to_clipboard_from(text)
        )?;
        let graphical = cfg!(target_os = "macos")
            || ["WAYLAND_DISPLAY", "DISPLAY"]
                .iter()
                .any(|name| env::var_os(name).is_some());
        if graphical {
            // The terminal has been sent the text: what fails here is no failure.
            let sent = self.0.as_ref().map(|texts| texts.send(text.to_owned()));
            if !matches!(sent, Some(Ok(()))) {
                self.0 = hold(text.to_owned(), events.clone());
            }
        }
        Ok(())
    }
}

fn hold(first: String, events: Sender<Message>) -> Option<Sender<String>> {
    let (texts, copied) = channel::<String>();
    let hold = move || {
        let Ok(mut clipboard) = arboard::Clipboard::new() else {
            return;
        };
        for text in std::iter::once(first).chain(copied) {
            if clipboard.set_text(text).is_err() {
                return;
            }
        }
    };
    super::spawn("clipboard", events, hold).ok()?;
    Some(texts)
}

/// Opens an address in the browser, without waiting for it.
pub(super) fn open_url(url: String, events: Sender<Message>) {
    let scheme = url
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !scheme.is_some_and(|scheme| SCHEMES.contains(&scheme.as_str())) {
        let known = SCHEMES.join(", ");
        let what = format!("{url} is not opened: only addresses that begin with {known} are");
        let _ = events.send(Message::Event(Event::Failed(what)));
        return;
    }
    // The launcher is watched for a moment to see whether it starts.
    let _ = super::spawn("browser", events.clone(), move || {
        if let Err(error) = open::that_detached(&url) {
            let what = format!("{url} cannot be opened: {error}");
            let _ = events.send(Message::Event(Event::Failed(what)));
        }
    });
}

/// Runs a shell command with text as its input, on the terminal, and waits for Enter.
///
/// # Errors
/// What did not work, to be shown.
pub(super) fn pipe(command: &str, text: &str) -> Result<(), String> {
    let shell = env::var_os("SHELL")
        .filter(|shell| !shell.is_empty())
        .unwrap_or_else(|| "sh".into());
    let mut child = Command::new(&shell)
        .arg("-c")
        .arg(command)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{} cannot be run: {error}", shell.display()))?;
    if let Some(mut input) = child.stdin.take() {
        // A command may have read enough before the end (`head`).
        let _ = input.write_all(text.as_bytes());
    }
    let status = child
        .wait()
        .map_err(|error| format!("`{command}` was lost: {error}"))?;
    let mut out = io::stdout().lock();
    let _ = write!(out, "\n[Enter: back to the reader] ").and_then(|()| out.flush());
    drop(out);
    let _ = io::stdin().read_line(&mut String::new());
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{command}` ended with {status}"))
    }
}

/// Opens the user's editor on a note and gives the note back.
///
/// # Errors
/// What did not work, to be shown.
pub(super) fn edit(note: &str) -> Result<String, String> {
    let broken = |error: io::Error| format!("the note cannot be given to an editor: {error}");
    let mut file = tempfile::Builder::new()
        .prefix("counterpoint-")
        .suffix(".md")
        .tempfile()
        .map_err(broken)?;
    file.write_all(note.as_bytes())
        .and_then(|()| file.flush())
        .map_err(broken)?;
    let set = |name| {
        env::var(name)
            .ok()
            .filter(|value: &String| !value.trim().is_empty())
    };
    let editor = set("VISUAL")
        .or_else(|| set("EDITOR"))
        .unwrap_or_else(|| "vi".to_owned());
    // Through the shell, since the variable may hold arguments; as git does it.
    let status = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(file.path())
        .status()
        .map_err(|error| format!("`{editor}` cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!(
            "`{editor}` ended with {status}; the note is as it was"
        ));
    }
    // By its path: many editors replace the file.
    let edited = fs::read(file.path()).map_err(broken)?;
    let edited = String::from_utf8_lossy(&edited);
    Ok(edited.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_known_schemes_are_opened() {
        for url in [
            "javascript:alert(1)",
            "/bin/sh",
            "data:text/html,x",
            "",
            "x-man-page:1",
        ] {
            let (events, told) = channel();
            open_url(url.to_owned(), events);
            let message = told.recv().unwrap();
            assert!(
                matches!(message, Message::Event(Event::Failed(what)) if what.contains("https")),
                "{url}"
            );
        }
    }
}
