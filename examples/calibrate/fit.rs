//! Fits on even documents and half of the gold pairs, and reports on the others.

use std::collections::HashMap;
use std::path::Path;

use counterpoint::analysis::links::{Calibration, Experts, FULL, Features, GATED, THRESHOLD};
use counterpoint::news::library::PassageRef;

use crate::gold::{Gold, Verdict};
use crate::ntrex::{Corpus, LANGS, Pairing, Removed};
use crate::regress::{Case, Mixture, fit, fit_mixture};

const PAIRS: [[usize; 2]; 6] = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
const SETTINGS: [Removed; 4] = [
    Removed::Nothing,
    Removed::Documents,
    Removed::Halves,
    Removed::Sentences,
];

/// How much all cases of NTREX weigh, in cases of the gold.
const NTREX_SHARE: f64 = 4.0;

/// Something compared: what is known, and what it is.
struct Compared {
    features: Features,
    verdict: Verdict,
    weight: f64,
}

pub fn run(folder: &Path) {
    let corpus = Corpus::read(folder);
    let gold = Gold::read();
    let mut calibration = Calibration::SHIPPED;
    for round in 0..3 {
        let all = gather(&corpus, &gold, calibration, round);
        if round == 0 {
            calibration.base = fit(&cases(&all, Features::base, |v| v != Verdict::Not));
            calibration.alone = fit(&cases(&all[..gold_len(&gold)], Features::alone, |v| {
                v != Verdict::Not
            }));
            continue;
        }
        if round == 1 {
            calibration.placed = experts(&all);
            continue;
        }
        calibration.full = experts(&all);
        let links: Vec<Compared> = all
            .into_iter()
            .filter(|c| c.verdict != Verdict::Not)
            .collect();
        calibration.same = fit(&cases(&links, Features::full, |v| v == Verdict::Same));
        calibration.fact = fit(&cases(&links, Features::full, |v| v != Verdict::Related));
    }
    print(&calibration);
    report(&corpus, calibration);
    gold.report(calibration);
}

/// What decides between both experts before anything is fitted: whether a fifth of the shorter article is tied.
const START: [f64; GATED.len()] = [-1.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0];

fn experts(all: &[Compared]) -> Experts {
    const ALL: usize = 2 * FULL + GATED.len();
    let cases = cases(all, Features::full, |v| v != Verdict::Not);
    let Mixture { one, other, gate } =
        fit_mixture::<FULL, { GATED.len() }, ALL>(&cases, &GATED, START);
    Experts {
        parallel: one,
        apart: other,
        gate,
    }
}

fn gold_len(gold: &Gold) -> usize {
    gold.cases(Calibration::SHIPPED, 0).len()
}

/// The cases to fit on, those of the gold first.
fn gather(corpus: &Corpus, gold: &Gold, calibration: Calibration, round: usize) -> Vec<Compared> {
    let mut all: Vec<Compared> = gold
        .cases(calibration, round)
        .into_iter()
        .map(|(features, verdict)| Compared {
            features,
            verdict,
            weight: 1.0,
        })
        .collect();
    let own = all.len();
    for pair in PAIRS {
        for setting in SETTINGS {
            let pairing = corpus.pairing(pair, setting, calibration);
            for (from, lang, document, line) in pairing.passages() {
                if document % 2 != 0 {
                    continue;
                }
                for (to, both) in rounds(&pairing, from, lang) {
                    let features = both[usize::from(round == 2)];
                    let is = pairing.lines[&to] == line;
                    let verdict = if is { Verdict::Same } else { Verdict::Not };
                    all.push(Compared {
                        features,
                        verdict,
                        weight: 0.0,
                    });
                }
            }
        }
    }
    let share = NTREX_SHARE * count(own) / count(all.len() - own);
    for compared in all.iter_mut().skip(own) {
        compared.weight = share;
    }
    all
}

fn cases<const N: usize>(
    all: &[Compared],
    values: impl Fn(&Features) -> [f64; N],
    is: impl Fn(Verdict) -> bool,
) -> Vec<Case<N>> {
    all.iter()
        .filter(|compared| compared.features.similarity.is_some())
        .map(|compared| Case {
            values: values(&compared.features),
            is: is(compared.verdict),
            weight: compared.weight,
        })
        .collect()
}

/// What a passage is compared with in the other language, as known in the end.
fn others(pairing: &Pairing, from: PassageRef, lang: usize) -> Vec<(PassageRef, Features)> {
    let found = rounds(pairing, from, lang).into_iter();
    found.map(|(to, [_, last])| (to, last)).collect()
}

fn rounds(pairing: &Pairing, from: PassageRef, lang: usize) -> Vec<(PassageRef, [Features; 2])> {
    let mut found = pairing.index.compared(from);
    found.retain(|(to, _)| pairing.articles[to.article.index()].0 != lang);
    found
}

fn print(calibration: &Calibration) {
    let row = |name: &str, values: &[f64]| {
        let values: Vec<String> = values.iter().map(|v| format!("{v:.3}")).collect();
        println!("        {name}: [{}],", values.join(", "));
    };
    row("base", &calibration.base);
    for (name, experts) in [("placed", calibration.placed), ("full", calibration.full)] {
        println!("        {name}: Experts {{");
        row("    parallel", &experts.parallel);
        row("    apart", &experts.apart);
        row("    gate", &experts.gate);
        println!("        }},");
    }
    row("alone", &calibration.alone);
    row("same", &calibration.same);
    row("fact", &calibration.fact);
}

#[allow(clippy::cast_precision_loss, reason = "counts")]
pub fn count(n: usize) -> f64 {
    n as f64
}

/// How often the best is right, by stage, and how often a claim.
fn report(corpus: &Corpus, calibration: Calibration) {
    println!("\nNTREX, odd documents; % right at rank 1, nothing removed");
    println!(
        "| from | to | cosine | margin | by itself | in its article |\n|---|---|---|---|---|---|"
    );
    let mut bins = Bins::default();
    for pair in PAIRS {
        let pairing = corpus.pairing(pair, Removed::Nothing, calibration);
        for [from, to] in [pair, [pair[1], pair[0]]] {
            let right = stages(&pairing, from, calibration);
            let cells = right
                .map(|share| format!("{:.1}", 100.0 * share))
                .join(" | ");
            println!("| {} | {} | {cells} |", LANGS[from].0, LANGS[to].0);
        }
    }
    println!("\nF1 of what is claimed at {THRESHOLD}, in %: precision / recall / F1");
    println!(
        "| from | to | documents removed | halves removed | sentences removed |\n|---|---|---|---|---|"
    );
    let mut rows: HashMap<[usize; 2], Vec<String>> = HashMap::new();
    for setting in SETTINGS {
        for pair in PAIRS {
            let pairing = corpus.pairing(pair, setting, calibration);
            for [from, to] in [pair, [pair[1], pair[0]]] {
                let (precision, recall) = claims(&pairing, [from, to], calibration, &mut bins);
                let f1 = 2.0 * precision * recall / (precision + recall);
                let cell = [precision, recall, f1].map(|v| format!("{:.1}", 100.0 * v));
                if setting != Removed::Nothing {
                    rows.entry([from, to]).or_default().push(cell.join(" / "));
                }
            }
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort();
    for ([from, to], cells) in rows {
        println!(
            "| {} | {} | {} |",
            LANGS[from].0,
            LANGS[to].0,
            cells.join(" | ")
        );
    }
    println!("\nReliability of the best link of each passage, all settings, odd documents");
    bins.print();
}

fn stages(pairing: &Pairing, lang: usize, calibration: Calibration) -> [f64; 4] {
    let mut right = [0_usize; 4];
    let mut all = 0;
    for (from, own, document, line) in pairing.passages() {
        if own != lang || document % 2 == 0 {
            continue;
        }
        all += 1;
        let found = others(pairing, from, lang);
        let stages: [&dyn Fn(&Features) -> f64; 4] = [
            &|f| f.similarity.unwrap_or(-1.0),
            &|f| f.margin,
            &|f| calibration.base(f),
            &|f| calibration.probability(f),
        ];
        for (right, stage) in right.iter_mut().zip(stages) {
            let best = found
                .iter()
                .max_by(|a, b| stage(&a.1).total_cmp(&stage(&b.1)));
            *right += usize::from(best.is_some_and(|(to, _)| pairing.lines[to] == line));
        }
    }
    right.map(|right| count(right) / count(all))
}

fn claims(
    pairing: &Pairing,
    [from_lang, to_lang]: [usize; 2],
    calibration: Calibration,
    bins: &mut Bins,
) -> (f64, f64) {
    let (mut claimed, mut right, mut there) = (0, 0, 0);
    for (from, own, document, line) in pairing.passages() {
        if own != from_lang || document % 2 == 0 {
            continue;
        }
        there += usize::from(pairing.places.contains_key(&(to_lang, line)));
        let best = others(pairing, from, from_lang)
            .into_iter()
            .map(|(to, features)| (calibration.probability(&features), to))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((probability, to)) = best else {
            continue;
        };
        let is = pairing.lines[&to] == line;
        bins.add(probability, is);
        if probability >= THRESHOLD {
            claimed += 1;
            right += usize::from(is);
        }
    }
    (count(right) / count(claimed), count(right) / count(there))
}

/// A reliability diagram in ten steps.
#[derive(Default)]
pub struct Bins([(usize, f64, usize); 10]);

impl Bins {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 9"
    )]
    pub fn add(&mut self, probability: f64, is: bool) {
        let bin = &mut self.0[((probability * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + probability, bin.2 + usize::from(is));
    }

    pub fn print(&self) {
        println!("| said | passages | mean said | true |\n|---|---|---|---|");
        let all: usize = self.0.iter().map(|bin| bin.0).sum();
        let mut error = 0.0;
        for (step, (n, said, is)) in self.0.iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
            let (said, is) = (said / count(*n), count(*is) / count(*n));
            println!(
                "| {:.1}–{:.1} | {n} | {said:.3} | {is:.3} |",
                count(step) / 10.0,
                count(step + 1) / 10.0
            );
            error += (said - is).abs() * count(*n) / count(all);
        }
        println!("\nexpected calibration error {error:.4}");
    }
}
