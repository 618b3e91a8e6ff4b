//! The thread that owns the store: it opens it, writes what the reader changes, and looks for what other running copies
//! have written.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Message, clock};
use crate::app::event::Event;
use crate::news::mark::Change;
use crate::store::{Store, Stored};

/// How often other copies' writing is looked for, and what could not be written is tried again.
const LOOK: Duration = Duration::from_secs(2);

/// What could not be stored by the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Debt {
    /// How many changes.
    pub(super) changes: usize,
    /// Why.
    pub(super) why: String,
}

/// The store's thread. Dropping it, even in a panic, waits until everything is written.
#[derive(Debug)]
pub(super) struct Keeper {
    orders: Option<Sender<Vec<Change>>>,
    thread: Option<JoinHandle<Option<Option<Debt>>>>,
}

impl Keeper {
    /// Opens the store of a folder on a thread of its own.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub(super) fn start(folder: PathBuf, events: Sender<Message>) -> std::io::Result<Self> {
        let (orders, saves) = channel();
        let thread = super::spawn("store", events.clone(), move || {
            Desk::open(&folder, events).work(&saves)
        })?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    /// Has changes written; [`Event::Saved`] or [`Event::NotSaved`] follows. Gives them back where the thread is gone.
    pub(super) fn save(&self, changes: Vec<Change>) -> Result<(), usize> {
        let count = changes.len();
        let sent = self.orders.as_ref().map(|orders| orders.send(changes));
        if matches!(sent, Some(Ok(()))) {
            Ok(())
        } else {
            Err(count)
        }
    }

    /// Waits until everything is written, and says what could not be.
    pub(super) fn finish(&mut self) -> Option<Debt> {
        self.orders = None;
        // A thread that has panicked has said so; the panic goes on in the main thread.
        self.thread.take()?.join().ok().flatten().flatten()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.finish();
    }
}

struct Desk {
    store: Result<Store, String>,
    events: Sender<Message>,
    /// What could not be written so far.
    owed: Vec<Change>,
    why: String,
}

impl Desk {
    fn open(folder: &Path, events: Sender<Message>) -> Self {
        let opened = Store::open(folder);
        let event = match &opened {
            Ok((_, stored)) => stored_event(stored.clone()),
            Err(error) => Event::Failed(error.to_string()),
        };
        // Whoever does not listen any more does not miss it.
        let _ = events.send(Message::Event(event));
        Self {
            store: opened
                .map(|(store, _)| store)
                .map_err(|error| error.to_string()),
            events,
            owed: Vec::new(),
            why: String::new(),
        }
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(Message::Event(event));
    }

    /// Works until nobody can give orders any more, and says what is owed then.
    fn work(mut self, saves: &Receiver<Vec<Change>>) -> Option<Debt> {
        loop {
            match saves.recv_timeout(LOOK) {
                Ok(mut changes) => {
                    // One write and one sync for all that has come meanwhile.
                    changes.extend(saves.try_iter().flatten());
                    self.save(changes);
                }
                Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.pay();
        let changes = self.owed.len();
        (changes > 0).then_some(Debt {
            changes,
            why: self.why,
        })
    }

    fn save(&mut self, changes: Vec<Change>) {
        let count = changes.len();
        self.owed.extend(changes);
        if self.pay() {
            self.tell(Event::Saved(count));
        } else {
            self.tell(Event::NotSaved(count, self.why.clone()));
        }
    }

    /// Writes all that is owed; says whether nothing is any more.
    fn pay(&mut self) -> bool {
        if self.owed.is_empty() {
            return true;
        }
        let written = match &mut self.store {
            Ok(store) => store
                .write(&self.owed, clock::now())
                .map_err(|error| error.to_string()),
            Err(why) => Err(why.clone()),
        };
        match written {
            Ok(()) => self.owed.clear(),
            Err(why) => self.why = why,
        }
        self.owed.is_empty()
    }

    /// Tries again what is owed, and looks for what others have written.
    fn look(&mut self) {
        let count = self.owed.len();
        if count > 0 && self.store.is_ok() && self.pay() {
            self.tell(Event::Done(format!(
                "{count} changes that had failed are stored now"
            )));
        }
        let Ok(store) = &mut self.store else { return };
        match store.refresh() {
            // What is owed is not in the files: taking them over would lose it from sight.
            Ok(Some(stored)) if self.owed.is_empty() => self.tell(stored_event(stored)),
            Ok(_) => {}
            Err(error) => {
                let why = error.to_string();
                // Told once, not every two seconds.
                if why != self.why {
                    self.tell(Event::Failed(why.clone()));
                    self.why = why;
                }
            }
        }
    }
}

fn stored_event(stored: Stored) -> Event {
    Event::Stored {
        marks: stored.marks,
        readings: stored.readings.into_iter().collect(),
        problems: stored.problems,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use tempfile::TempDir;

    use super::*;
    use crate::news::article::ArticleId;
    use crate::news::mark::Reading;

    /// Far longer than anything here takes; a pass does not wait for it.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn starred(name: &str) -> Change {
        Change::Reading {
            article: ArticleId(name.to_owned()),
            before: Reading::default(),
            after: Reading {
                starred: true,
                ..Reading::default()
            },
        }
    }

    fn next(events: &Receiver<Message>) -> Event {
        match events.recv_timeout(PATIENCE) {
            Ok(Message::Event(event)) => event,
            _ => panic!("no event came"),
        }
    }

    #[test]
    fn what_is_to_be_saved_is_on_the_disk_when_it_has_finished() {
        let folder = TempDir::new().unwrap();
        let (events, told) = channel();
        let mut keeper = Keeper::start(folder.path().to_owned(), events).unwrap();
        for number in 0..50 {
            keeper.save(vec![starred(&number.to_string())]).unwrap();
        }
        assert_eq!(keeper.finish(), None);
        let (_, stored) = Store::open(folder.path()).unwrap();
        assert_eq!(stored.readings.len(), 50);
        assert!(matches!(next(&told), Event::Stored { readings, .. } if readings.is_empty()));
        let saved = told.iter().map(|message| match message {
            Message::Event(Event::Saved(count)) => count,
            _ => panic!("something else was told"),
        });
        assert_eq!(saved.sum::<usize>(), 50);
    }

    #[test]
    fn what_cannot_be_stored_is_told_and_owed_at_the_end() {
        let folder = TempDir::new().unwrap();
        let blocked = folder.path().join("a file");
        std::fs::write(&blocked, "").unwrap();
        let (events, told) = channel();
        let mut keeper = Keeper::start(blocked, events).unwrap();
        assert!(matches!(next(&told), Event::Failed(_)));
        keeper.save(vec![starred("a"), starred("b")]).unwrap();
        assert!(matches!(next(&told), Event::NotSaved(2, _)));
        assert_eq!(keeper.finish().map(|debt| debt.changes), Some(2));
    }

    #[test]
    fn what_another_copy_writes_is_told() {
        let folder = TempDir::new().unwrap();
        let (events, told) = channel();
        let _keeper = Keeper::start(folder.path().to_owned(), events).unwrap();
        next(&told);
        let (mut other, _) = Store::open(folder.path()).unwrap();
        other.write(&[starred("a")], clock::now()).unwrap();
        assert!(matches!(next(&told), Event::Stored { readings, .. } if readings.len() == 1));
    }
}
