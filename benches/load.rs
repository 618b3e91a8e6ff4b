//! How long a library takes to load: 1,000 and 10,000 generated articles.
//!
//! Run with `cargo bench --bench load`. The bar is 10,000 articles in two seconds on two cores; the exit code tells.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark writes files, measures time and prints"
)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use counterpoint::load::load;

/// The time that the largest library may take.
const BAR: Duration = Duration::from_secs(2);

/// One sentence of each language, of which the articles are made.
const SENTENCES: [(&str, &str); 4] = [
    (
        "en",
        "Neither **company** would say when the service, sold [jointly](https://example.org/{n}), reaches customers. ",
    ),
    (
        "ja",
        "両社は仮想化の標準をめぐって争い、**どちらも**譲らないまま提携を{n}年延長した。",
    ),
    (
        "ko",
        "두 회사는 가상화 시장에서 경쟁하면서도 제휴를 {n}년 연장하기로 **합의했다**. ",
    ),
    (
        "zh",
        "两家公司在云市场上既竞争又合作，第{n}次宣布**延长**联盟。",
    ),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut within = true;
    for count in [1_000, 10_000] {
        let folder = tempfile::tempdir()?;
        let bytes = write_articles(folder.path(), count)?;
        let (best, worst) = measure(folder.path(), count)?;
        println!(
            "{count} articles, {} KiB: best {} ms, worst {} ms",
            bytes / 1024,
            best.as_millis(),
            worst.as_millis()
        );
        within &= best <= BAR;
    }
    println!(
        "{} the bar of {} ms",
        if within { "within" } else { "OVER" },
        BAR.as_millis()
    );
    Ok(if within {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes articles of about 3 KiB each with full metadata; gives back their bytes.
fn write_articles(folder: &Path, count: usize) -> Result<usize, std::io::Error> {
    let mut bytes = 0;
    for number in 0..count {
        let (lang, sentence) = SENTENCES[number % SENTENCES.len()];
        let mut text = format!(
            "---\ntitle: \"Article {number}: two companies\"\ndate: 2019-05-{:02} 10:04:00\nsource: Wire\nauthor: Desk\n\
             lang: {lang}\nurl: https://example.org/{lang}/{number}\ntags: [cloud, alliance]\n---\n\n",
            number % 28 + 1
        );
        for paragraph in 0..8 {
            for part in 0..4 {
                let numbered =
                    sentence.replace("{n}", &(number * 31 + paragraph * 4 + part).to_string());
                text.push_str(&numbered);
            }
            text.push_str("\n\n");
        }
        let below = folder.join(lang).join((number / 400).to_string());
        fs::create_dir_all(&below)?;
        fs::write(below.join(format!("{number}.md")), &text)?;
        bytes += text.len();
    }
    Ok(bytes)
}

/// The best and the worst of five loads.
fn measure(folder: &Path, count: usize) -> Result<(Duration, Duration), String> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let library = load(&[folder.to_owned()], &|_| {});
        times.push(start.elapsed());
        if library.articles.len() != count || !library.problems.is_empty() {
            return Err(format!(
                "{} of {count} articles were loaded",
                library.articles.len()
            ));
        }
    }
    times.sort_unstable();
    match times.as_slice() {
        [best, .., worst] => Ok((*best, *worst)),
        _ => Err("nothing was measured".to_owned()),
    }
}
