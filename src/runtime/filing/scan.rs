//! The look through the files of a large library, on a thread of its own and with an index of its own: who reads the list
//! does not wait for it.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::{Message, Told};
use crate::app::event::Event;
use crate::news::company::Company;
use crate::runtime::catalog::{Update, update};
use crate::store::index::{Index, IndexError};

/// How often progress is told of.
const PROGRESS: Duration = Duration::from_millis(100);
/// The list is told of the first articles as soon as they are there, and then of every so many.
const GROWN: usize = 4096;

/// What is looked through, and where the index is.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) cache: PathBuf,
    pub(super) folders: Vec<PathBuf>,
    pub(super) companies: Vec<Company>,
}

/// Starts the look; [`Message::Looked`] ends it.
///
/// # Errors
/// The system has no thread to give.
pub(super) fn start(job: Job, desk: Sender<Message>, events: Sender<Told>) -> io::Result<()> {
    super::super::spawn("scan", events.clone(), move || {
        let looked = look(&job, &desk, &events);
        // Nobody who listens any more misses it.
        let _ = desk.send(Message::Looked(looked));
    })
    .map(|_| ())
}

fn look(job: &Job, desk: &Sender<Message>, events: &Sender<Told>) -> Result<Update, IndexError> {
    let (mut index, _) = Index::open(Some(&job.cache), &job.folders, &job.companies)?;
    index.spare();
    let (mut told, mut grown) = (Instant::now(), 0);
    update(&mut index, &job.folders, &job.companies, &mut |done, of| {
        if done == of || told.elapsed() >= PROGRESS {
            told = Instant::now();
            let _ = events.send(Told::Event(Event::Scanning(done, of)));
        }
        if grown == 0 || done >= grown + GROWN {
            grown = done;
            let _ = desk.send(Message::Grown);
        }
    })
}
