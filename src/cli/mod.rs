//! The command line: what is asked for, and everything that works without the reader's screen.
//!
//! Listings go to the standard output, plain and aligned or, with `--json`, one object a line with stable fields;
//! everything that went wrong goes to the standard error. It never touches the terminal's modes.

#![expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment and the files it is given"
)]

mod args;

mod setup;

mod output;

mod progress;

mod stock;

mod articles;

mod links;

mod ask;

mod asked;

mod search;

mod doctor;

mod encode;

mod add;

mod index;

mod companies;

mod marks;

mod feeds;

mod fetch;

mod settings;

mod keys;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use clap_complete::Shell;

use crate::analysis::search::query::Mistake;
use crate::news::problem::Problem;
use crate::runtime::{self, Options, RunError};

use args::{Args, Command};
use output::{Output, printable};
use setup::Setup;

pub use keys::markdown as keys_markdown;

/// Data was wrong or missing: the exit code.
const DATA: u8 = 1;
/// The command line or the configuration was wrong: the exit code.
const USAGE: u8 = 2;

/// Why a command did not do what was asked.
#[derive(Debug)]
enum Failure {
    /// Whoever read the output has had enough (`| head`).
    ClosedPipe,
    /// The command line is wrong.
    Usage(String),
    /// The configuration is wrong: every problem at once.
    Config(Vec<Problem>),
    /// A query is wrong: how it was typed, and what is wrong where.
    Query(String, Vec<Mistake>),
    /// What was asked for is not there, or cannot be read or written.
    Data(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Data(error.to_string())
        }
    }
}

/// What a command comes to: nothing to complain of, or problems it has listed itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    Problems,
}

/// Runs the program with these arguments, the program's name first: 0 where all is well, 1 where data was wrong or
/// missing, 2 where the command line or the configuration was.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are such "errors" too; a closed pipe is no reason to complain about them.
            let _ = error.print();
            return if error.use_stderr() { USAGE } else { 0 }.into();
        }
    };
    let result = dispatch(args);
    match result {
        Ok(Verdict::Fine) | Err(Failure::ClosedPipe) => 0,
        Ok(Verdict::Problems) => DATA,
        Err(Failure::Data(what)) => {
            complain(&what);
            DATA
        }
        Err(Failure::Usage(what)) => {
            complain(&what);
            USAGE
        }
        Err(Failure::Query(text, mistakes)) => {
            for line in asked::explained(&text, &mistakes) {
                let _ = writeln!(io::stderr(), "{line}");
            }
            USAGE
        }
        Err(Failure::Config(problems)) => {
            for problem in &problems {
                let _ = writeln!(io::stderr(), "{}", printable(&problem.to_string()));
            }
            USAGE
        }
    }
    .into()
}

/// Tells the standard error; where even that is gone, the exit code has to do.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "counterpoint: {}", printable(text));
}

fn dispatch(args: Args) -> Result<Verdict, Failure> {
    let Args {
        common,
        folders,
        command,
    } = args;
    let top = common.with_folders(folders);
    let mut out = Output::standard();
    let verdict = match command {
        None => return read(&Setup::new(top)?),
        Some(Command::List(own)) => {
            let setup = Setup::new(top.under(own.listing.common()))?;
            articles::list(&setup, own.listing.json, own.filter.as_deref(), &mut out)
        }
        Some(Command::Check(own)) => {
            articles::check(&Setup::new(top.under(own.common()))?, own.json, &mut out)
        }
        Some(Command::Companies(own)) => {
            companies::list(&Setup::new(top.under(own.common()))?, own.json, &mut out)
        }
        Some(Command::Links(own)) => {
            links::list(&Setup::new(top.under(own.common.clone()))?, &own, &mut out)
        }
        Some(Command::Ask(own)) => {
            ask::answer(&Setup::new(top.under(own.common.clone()))?, &own, &mut out)
        }
        Some(Command::Search(own)) => {
            search::find(&Setup::new(top.under(own.common.clone()))?, &own, &mut out)
        }
        Some(Command::Doctor(own)) => {
            doctor::examine(&Setup::new(top.under(own.common))?, own.json, &mut out)
        }
        Some(Command::Index(own)) => {
            index::fill(&Setup::new(top.under(own.common()))?, own.json, &mut out)
        }
        Some(Command::Add(own)) => {
            add::add(&Setup::new(top.under(own.common.clone()))?, &own, &mut out)
        }
        Some(Command::Encode(own)) => encode::lines(own.format, &mut out),
        Some(Command::Marks(own)) => marks::run(top, own, &mut out),
        Some(Command::Feed(own)) => feeds::run(top, own, &mut out),
        Some(Command::Fetch(own)) => {
            fetch::fetch(&Setup::new(top.under(own.common.clone()))?, &own, &mut out)
        }
        Some(Command::Config(own)) => {
            settings::show(&Setup::new(top.under(own.common))?, own.json, &mut out)
        }
        Some(Command::Keys(own)) => {
            keys::list(&Setup::new(top.under(own.common))?, own.json, &mut out)
        }
        Some(Command::Completions { shell }) => completions(shell, &mut out),
        Some(Command::Man) => manual(&mut out),
    }?;
    out.finish()?;
    Ok(verdict)
}

fn completions(shell: Shell, out: &mut Output) -> Result<Verdict, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "counterpoint", &mut script);
    out.bytes(&script).map(|()| Verdict::Fine)
}

fn manual(out: &mut Output) -> Result<Verdict, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page)?;
    out.bytes(&page).map(|()| Verdict::Fine)
}

/// Opens the reader.
fn read(setup: &Setup) -> Result<Verdict, Failure> {
    setup.demand_named_folders(&Args::command())?;
    let feeds = setup.feed_desk();
    let mut config = setup.config.clone();
    if feeds.is_none() {
        config.feeds.clear();
    }
    let options = Options {
        config,
        feeds,
        keymap: setup.keymap.clone(),
        theme: setup.theme.clone(),
        folders: setup.folders.clone(),
        file: setup.own_file().ok(),
        data: setup.data()?,
        cache: Setup::cache(),
    };
    match runtime::run(options) {
        Ok(()) => Ok(Verdict::Fine),
        Err(error @ RunError::NoTerminal) => Err(Failure::Usage(error.to_string())),
        Err(error) => Err(Failure::Data(error.to_string())),
    }
}
