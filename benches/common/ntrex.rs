//! NTREX-128 (<https://github.com/MicrosoftTranslator/NTREX>): the same lines of news in many languages, a file each.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folder that `COUNTERPOINT_BENCH_DATA` names.
pub fn folder() -> Option<PathBuf> {
    env::var_os("COUNTERPOINT_BENCH_DATA").map(PathBuf::from)
}

/// The lines of a file of the folder, by its name without `.txt`.
pub fn lines(folder: &Path, name: &str) -> Vec<String> {
    let path = folder.join(name).with_extension("txt");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("COUNTERPOINT_BENCH_DATA: {}: {error}", path.display()));
    text.lines().map(str::to_owned).collect()
}
