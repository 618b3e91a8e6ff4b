//! `index`, and the vectors that other commands need.

use std::time::Instant;

use serde_json::json;

use super::output::Output;
use super::progress::Progress;
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::analysis::links::Meanings;
use crate::runtime::meaning::{Encoding, Pace, Tally};

/// Encodes what is not in the cache, and says what was done.
pub(super) fn fill(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let stock = Stock::read(setup)?;
    let started = Instant::now();
    let (_, tally) = meanings(&stock)?;
    let seconds = started.elapsed().as_secs_f64();
    if json {
        out.json(&json!({
            "passages": tally.of,
            "cached": tally.kept,
            "encoded": tally.encoded,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        }))?;
    } else {
        out.line(&format!(
            "{} passages: {} from the cache, {} encoded, in {seconds:.1} s",
            tally.of, tally.kept, tally.encoded
        ))?;
    }
    Ok(Verdict::Fine)
}

/// The vectors of every passage: from the cache, else encoded and kept. Where that takes long and somebody looks on, a
/// bar shows how far it is. What is wrong with the cache is told, and does no harm.
///
/// # Errors
/// The encoder cannot be used.
pub(super) fn meanings(stock: &Stock) -> Result<(Meanings, Tally), Failure> {
    let cache = Setup::cache();
    let (mut encoding, problem) = Encoding::begin(
        &stock.library,
        &stock.mentions,
        cache.as_deref(),
        Pace::Fast,
    );
    let mut progress = Progress::new("encoding {wide_bar} {pos}/{len} passages, {eta} left");
    let mut problems: Vec<String> = problem.iter().map(ToString::to_string).collect();
    while !encoding.is_done() {
        let problem = encoding
            .step()
            .map_err(|error| Failure::Data(error.to_string()))?;
        problems.extend(problem.iter().map(ToString::to_string));
        let tally = encoding.tally();
        progress.at(tally.done(), Some(tally.of), String::new);
    }
    drop(progress);
    for problem in problems {
        super::complain(&problem);
    }
    let tally = encoding.tally();
    Ok((encoding.into_meanings(), tally))
}
