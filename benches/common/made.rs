//! News of any length, made of sentences of English, Japanese, Korean and Chinese.

use std::path::{Path, PathBuf};
use std::{env, fs};

use counterpoint::load::load;

/// About so many bytes an article has.
pub const BYTES: usize = 2000;

/// Sentences by language: the lines of `eng.txt`, `jpn.txt`, `kor.txt` and `zho-CN.txt` in the folder that
/// `COUNTERPOINT_BENCH_DATA` names, else those of the articles that come with the program.
pub fn sentences() -> Vec<(&'static str, Vec<String>)> {
    let data = env::var_os("COUNTERPOINT_BENCH_DATA").map(PathBuf::from);
    let mut all = Vec::new();
    for (lang, file) in [
        ("en", "eng"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("zh", "zho-CN"),
    ] {
        let lines = data
            .as_ref()
            .and_then(|data| fs::read_to_string(data.join(file).with_extension("txt")).ok());
        let lines = lines.map(|text| text.lines().map(str::to_owned).collect());
        let own = || {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("articles")
                .join(lang);
            let library = load(&[folder], &|_| ());
            let passages = library.articles.iter().flat_map(|article| {
                (0..article.passages.len()).map(|at| article.passage_text(at).to_owned())
            });
            passages.collect()
        };
        all.push((lang, lines.unwrap_or_else(own)));
    }
    all
}

/// A number that looks like chance and is the same in every run (SplitMix64).
pub fn chance(seed: usize) -> usize {
    let mut z = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 8).unwrap()
}
