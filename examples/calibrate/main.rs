//! Fits the constants of `src/analysis/links/calibration.rs` and says how good they are.
//!
//! `cargo run --release --example calibrate` prints the constants and the figures of `docs/links.md`;
//! `… calibrate passages` lists the passages of the bundled library by number, and `… calibrate pool` the pairs of them
//! that are worth judging for `tests/gold/links.tsv`; `… calibrate ask` fits and reports what questions are judged by.
//!
//! `COUNTERPOINT_BENCH_DATA` names a folder with NTREX-128 (<https://github.com/MicrosoftTranslator/NTREX>): `eng.txt`,
//! `jpn.txt`, `kor.txt`, `zho-CN.txt` and `document_ids.txt`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for developers reads its data and may fail loudly"
)]

mod ask;
mod fit;
mod gold;
mod ntrex;
mod regress;
mod work;

use std::env;

fn main() {
    match env::args().nth(1).as_deref() {
        Some("passages") => gold::passages(),
        Some("ask") => ask::run(),
        Some("pool") => gold::pool(),
        Some("claims") => gold::claims(),
        _ => {
            let Some(folder) = ntrex::files::folder() else {
                println!("COUNTERPOINT_BENCH_DATA is not set: nothing to fit on");
                return;
            };
            fit::run(&folder);
        }
    }
}
