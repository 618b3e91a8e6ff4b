//! How well and how fast a very large library is searched by meaning: `cargo bench --bench sieve`.
//!
//! Vectors are means of three lines' vectors with a little noise, so that there are as many as wanted; questions are other
//! such means. `COUNTERPOINT_BENCH_DATA` names a folder with the lines (`eng.txt`, `jpn.txt`, `kor.txt`, `zho-CN.txt`) of
//! NTREX-128; `COUNTERPOINT_BENCH_VECTORS` says how many vectors, instead of 200,000. The exit code is 1 where fewer than
//! 98 of 100 of the ten nearest are found.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a measurement reads files and a clock, prints, and may fail loudly"
)]

#[path = "common/ntrex.rs"]
mod ntrex;

use std::collections::HashSet;
use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use counterpoint::analysis::sieve::{CHOSEN, Sieve};
use counterpoint::encoder::{Compact, DIMENSIONS, Encoder, Vector};

const VECTORS: usize = 200_000;
const QUESTIONS: usize = 50;
const NEAREST: usize = 10;
/// The share of the nearest that is to be found.
const BAR: f64 = 0.98;
/// The length of the noise, where a mean's vector has length 1.
const NOISE: f32 = 0.2;

fn main() -> ExitCode {
    let Some(folder) = ntrex::folder() else {
        println!("COUNTERPOINT_BENCH_DATA is not set: no lines to measure with");
        return ExitCode::SUCCESS;
    };
    let files = ["eng", "jpn", "kor", "zho-CN"];
    let lines: Vec<String> = files
        .iter()
        .flat_map(|name| ntrex::lines(&folder, name))
        .collect();
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let lines = Encoder::embedded().unwrap().encode(&texts);
    let count = env::var("COUNTERPOINT_BENCH_VECTORS").ok();
    let count = count.map_or(VECTORS, |count| count.parse().unwrap());
    let mut dice = Dice(7);
    let all: Vec<Compact> = (0..count).map(|_| mean(&lines, &mut dice)).collect();
    let all: Vec<&Compact> = all.iter().collect();
    let started = Instant::now();
    let sieve = Sieve::new(&all);
    println!("{count} vectors read in {:.2?}", started.elapsed());

    let (mut found, mut times) = (0, [Vec::new(), Vec::new(), Vec::new()]);
    for _ in 0..QUESTIONS {
        let asked = mean(&lines, &mut dice);
        let started = Instant::now();
        let exact = nearest(&asked, &all, 0..count);
        times[0].push(started.elapsed());
        let started = Instant::now();
        let chosen = sieve.choose(&asked, CHOSEN);
        times[1].push(started.elapsed());
        let quick = nearest(&asked, &all, chosen);
        times[2].push(started.elapsed());
        let exact: HashSet<usize> = exact.into_iter().collect();
        found += quick.iter().filter(|number| exact.contains(number)).count();
    }
    let recall = found as f64 / (QUESTIONS * NEAREST) as f64;
    let [exact, choosing, both] = times.map(median);
    println!(
        "all compared {exact:.1} ms; {CHOSEN} chosen {choosing:.1} ms, and compared {both:.1} ms"
    );
    println!("of the {NEAREST} nearest are found: {recall:.3}, bar {BAR}");
    ExitCode::from(u8::from(recall < BAR))
}

/// The nearest of some vectors, by their numbers.
fn nearest(asked: &Compact, all: &[&Compact], of: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut near: Vec<(f32, usize)> = of
        .into_iter()
        .map(|number| (asked.dot(all[number]), number))
        .collect();
    let at = NEAREST.min(near.len() - 1);
    near.select_nth_unstable_by(at, |a, b| b.0.total_cmp(&a.0));
    near.truncate(NEAREST);
    near.into_iter().map(|(_, number)| number).collect()
}

/// The mean of three lines with noise.
fn mean(lines: &[Vector], dice: &mut Dice) -> Compact {
    let mut values = [0.0_f32; DIMENSIONS];
    for _ in 0..3 {
        let line = &lines[dice.next() as usize % lines.len()];
        for (value, of_line) in values.iter_mut().zip(line.values()) {
            *value += of_line / 3.0;
        }
    }
    // Even numbers between -1 and 1 have a mean square of a third.
    let scale = NOISE * (3.0 / DIMENSIONS as f32).sqrt();
    for value in &mut values {
        let even = (dice.next() >> 40) as f32 / (1_u32 << 23) as f32 - 1.0;
        *value += scale * even;
    }
    Compact::from(&Vector::new(&values).unwrap())
}

/// xorshift64 (Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}
