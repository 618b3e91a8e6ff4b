//! How long a library takes to load: 1,000 and 10,000 generated articles; and how long a page of the web takes.
//!
//! Run with `cargo bench --bench load`. The bars are 10,000 articles in two seconds on two cores, and 20 ms for a news page
//! on one; the exit code tells.

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
use counterpoint::load::page::extract;

/// The time that the largest library may take.
const BAR: Duration = Duration::from_secs(2);

/// The time that a page of a usual size may take.
const PAGE_BAR: Duration = Duration::from_millis(20);

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
    for (what, times) in [("news page", 1), ("long page", 20)] {
        let (size, best) = measure_page(times)?;
        println!(
            "{what} of {} KiB: best {:.1} ms",
            size / 1024,
            best.as_secs_f64() * 1e3
        );
        within &= times > 1 || best <= PAGE_BAR;
    }
    println!(
        "{} the bars of {} ms and {} ms",
        if within { "within" } else { "OVER" },
        BAR.as_millis(),
        PAGE_BAR.as_millis()
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

/// The size of a page with so many times forty paragraphs, and the best of ten extractions.
fn measure_page(times: usize) -> Result<(usize, Duration), String> {
    let mut html =
        "<!DOCTYPE html><html lang=en><head><title>Two companies</title></head><body>".to_owned();
    // What stands around an article is usually more than the article.
    for number in 0..400 * times {
        html.push_str(&format!("<div class=teaser><a href='/story/{number}'><span>Another story {number}</span></a></div>"));
    }
    html.push_str("<article><h1>Two companies</h1>");
    for number in 0..40 * times {
        html.push_str("<p>");
        for (_, sentence) in SENTENCES {
            html.push_str(
                &sentence
                    .replace("{n}", &number.to_string())
                    .replace("**", "<b></b>"),
            );
        }
        html.push_str("</p>");
    }
    html.push_str("</article></body></html>");
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let start = Instant::now();
        let page = extract(html.as_bytes(), None, None).map_err(|error| error.to_string())?;
        best = best.min(start.elapsed());
        if page.body.contains("Another story") {
            return Err("the teasers were taken for the article".to_owned());
        }
    }
    Ok((html.len(), best))
}
