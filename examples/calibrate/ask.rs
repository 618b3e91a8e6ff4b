//! Fits the constants of `src/analysis/ask/calibration.rs` on one half of the questions judged by hand
//! (`tests/gold/ask.tsv`), and says how good they are on the other.

use std::collections::BTreeSet;
use std::fs;

use counterpoint::analysis::ask::{CLAIMED, Features, NAMES, NUMBERS, Question, WEIGHTS, Words};
use counterpoint::analysis::companies::Matcher;
use counterpoint::config;
use counterpoint::news::article::ArticleId;
use counterpoint::news::library::PassageRef;
use counterpoint::runtime::meaning::of_question;

use crate::fit::{Bins, count};
use crate::regress::{Case, fit};
use crate::work::{Stock, bundled, short, text};

/// A judged question, and what is known of every passage.
struct Asked {
    text: String,
    fits: bool,
    answers: BTreeSet<PassageRef>,
    known: Vec<(PassageRef, Features)>,
}

/// How much a number counts.
type Weights = [f64; NUMBERS];

pub fn run() {
    let stock = bundled();
    let asked = read(&stock);
    let fitted: Vec<&Asked> = asked.iter().filter(|asked| asked.fits).collect();
    let weights = scaled(&fitted);
    for (name, weight) in NAMES.iter().zip(weights) {
        println!("{name}: {weight:.2}");
    }
    println!("weights: {weights:.2?}");
    println!(
        "\n| by | half | recall@5 | first right (MRR) | without answer, told | with answer, claimed | claims right |"
    );
    println!("|---|---|---|---|---|---|---|");
    let one = |at: usize| std::array::from_fn(|i| f64::from(u8::from(i == at)));
    for (name, weights) in [
        ("meaning", one(1)),
        ("words", one(4)),
        ("evidence", one(7)),
        ("fitted", weights),
        ("shipped", WEIGHTS),
    ] {
        for fits in [true, false] {
            report(name, fits, &asked, &weights);
        }
    }
    reliability(&asked, &weights);
    misses(&stock, &fitted, &weights);
}

fn read(stock: &Stock) -> Vec<Asked> {
    let config = config::read(&[]).expect("the shipped configuration is good");
    let matcher = Matcher::new(&config.companies);
    let words = Words::new(&stock.library);
    let file = fs::read_to_string("tests/gold/ask.tsv").expect("run in the project's folder");
    let mut all: Vec<Asked> = Vec::new();
    for line in file.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        if all.last().is_none_or(|last| last.text != fields[4]) {
            let question = Question::read(fields[4], &matcher);
            let vector = of_question(&question).unwrap();
            let near = |at| Some(stock.meanings.get(at)?.dot(&vector));
            all.push(Asked {
                text: fields[4].to_owned(),
                fits: fields[1] == "fit",
                answers: BTreeSet::new(),
                known: words.compared(&question, Some(&stock.index), near),
            });
        }
        if let Some((name, passage)) = fields[5].rsplit_once(':') {
            let article = stock.library.find(&ArticleId(name.to_owned())).expect(name);
            let passage = passage.parse::<u32>().unwrap() - 1;
            let at = PassageRef { article, passage };
            assert!(
                text(&stock.library, at).starts_with(fields[6]),
                "{line} has moved"
            );
            all.last_mut().unwrap().answers.insert(at);
        }
    }
    all
}

fn cases(asked: &[&Asked]) -> Vec<Case<NUMBERS>> {
    let of = |asked: &&Asked| {
        let case = |(at, features): &(PassageRef, Features)| Case {
            values: features.values(),
            is: asked.answers.contains(at),
            weight: 1.0,
        };
        asked.known.iter().map(case).collect::<Vec<_>>()
    };
    asked.iter().flat_map(of).collect()
}

/// The constants that fit best, made as sure as predictions of questions not fitted on allow: a fifth at a time is predicted by
/// the rest of the half, and a second regression scales the odds of what is shown, the first five (Platt, *Probabilistic
/// Outputs for Support Vector Machines*, 1999).
fn scaled(asked: &[&Asked]) -> Weights {
    let mut held = Vec::new();
    for part in 0..5 {
        let of = |inside: bool| -> Vec<&Asked> {
            let all = asked.iter().enumerate();
            all.filter(|(at, _)| (at / 4 % 5 == part) == inside)
                .map(|(_, asked)| *asked)
                .collect()
        };
        let weights = fit(&cases(&of(false)));
        for asked in of(true) {
            held.extend(
                ranked(asked, &weights)
                    .into_iter()
                    .take(5)
                    .map(|(p, at)| Case {
                        values: [1.0, (p / (1.0 - p)).ln()],
                        is: asked.answers.contains(&at),
                        weight: 1.0,
                    }),
            );
        }
    }
    let [shift, scale] = fit(&held);
    println!("scale {scale:.3}, shift {shift:.3}");
    let mut weights = fit(&cases(asked)).map(|weight| weight * scale);
    weights[0] += shift;
    weights
}

fn ranked(asked: &Asked, weights: &Weights) -> Vec<(f64, PassageRef)> {
    let of = |(at, features): &(PassageRef, Features)| (features.probability(weights), *at);
    let mut all: Vec<(f64, PassageRef)> = asked.known.iter().map(of).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all
}

fn report(name: &str, fits: bool, asked: &[Asked], weights: &Weights) {
    let (mut recall, mut rank) = (0.0, 0.0);
    let (mut with, mut claimed, mut without, mut told, mut claims, mut right) = (0, 0, 0, 0, 0, 0);
    for asked in asked.iter().filter(|asked| asked.fits == fits) {
        let all = ranked(asked, weights);
        let is = |at: &PassageRef| asked.answers.contains(at);
        let claims_of: Vec<_> = all.iter().take(5).filter(|(p, _)| *p >= CLAIMED).collect();
        claims += claims_of.len();
        right += claims_of.iter().filter(|(_, at)| is(at)).count();
        if asked.answers.is_empty() {
            without += 1;
            told += usize::from(claims_of.is_empty());
            continue;
        }
        with += 1;
        claimed += usize::from(!claims_of.is_empty());
        let found = all.iter().take(5).filter(|(_, at)| is(at)).count();
        recall += count(found) / count(asked.answers.len().min(5));
        let first = all.iter().position(|(_, at)| is(at)).unwrap();
        rank += 1.0 / count(first + 1);
    }
    let half = if fits { "fitted" } else { "other" };
    println!(
        "| {name} | {half} | {:.3} | {:.3} | {told} of {without} | {claimed} of {with} | {right} of {claims} |",
        recall / count(with),
        rank / count(with)
    );
}

/// How true the probabilities of the first five are, on the half not fitted on.
fn reliability(asked: &[Asked], weights: &Weights) {
    println!("\nReliability of the first five, the half not fitted on");
    let mut bins = Bins::default();
    for asked in asked.iter().filter(|asked| !asked.fits) {
        for (probability, at) in ranked(asked, weights).into_iter().take(5) {
            bins.add(probability, asked.answers.contains(&at));
        }
    }
    bins.print();
}

/// The first three answers of each question that the constants were fitted on: the other half is not to be looked at.
fn misses(stock: &Stock, fitted: &[&Asked], weights: &Weights) {
    for asked in fitted {
        println!("\n{}", asked.text);
        for (probability, at) in ranked(asked, weights).into_iter().take(3) {
            let sign = if asked.answers.contains(&at) {
                '+'
            } else {
                '-'
            };
            let text: String = text(&stock.library, at).chars().take(50).collect();
            println!(
                "  {sign} {probability:.2} {} {text}",
                short(&stock.library, at)
            );
        }
    }
}
