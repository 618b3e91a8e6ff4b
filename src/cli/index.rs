//! `index`, and the vectors that other commands need.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::output::Output;
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::analysis::links::Meanings;
use crate::runtime::meaning::{Encoding, Pace, Tally};

/// A bar appears where the work takes longer than this.
const PATIENCE: Duration = Duration::from_millis(400);

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
    let started = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let mut problems: Vec<String> = problem.iter().map(ToString::to_string).collect();
    while !encoding.is_done() {
        let problem = encoding
            .step()
            .map_err(|error| Failure::Data(error.to_string()))?;
        problems.extend(problem.iter().map(ToString::to_string));
        if bar.is_some() || started.elapsed() > PATIENCE {
            let tally = encoding.tally();
            let bar = bar.get_or_insert_with(|| new_bar(tally.of));
            bar.set_position(u64::try_from(tally.done()).unwrap_or(u64::MAX));
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    for problem in problems {
        super::complain(&problem);
    }
    let tally = encoding.tally();
    Ok((encoding.into_meanings(), tally))
}

/// A bar on the standard error; it draws nothing where that is no terminal.
fn new_bar(passages: usize) -> ProgressBar {
    let length = u64::try_from(passages).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("encoding {wide_bar} {pos}/{len} passages, {eta} left");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
