//! The pairs of the bundled library that were judged by hand, and those worth judging.

use std::collections::{BTreeSet, HashMap};
use std::fs;

use counterpoint::analysis::links::{Calibration, Features, THRESHOLD};
use counterpoint::news::article::ArticleId;
use counterpoint::news::library::PassageRef;

use crate::fit::{Bins, count};
use crate::work::{Stock, bundled, short, text};

/// What a pair was judged to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Same,
    Fact,
    Related,
    Not,
}

/// What pairs are put in order by.
type Stage = Box<dyn Fn(&Features) -> f64>;

/// The bundled library and the judged pairs.
pub struct Gold {
    stock: Stock,
    /// By both ends, in either order.
    verdicts: HashMap<(PassageRef, PassageRef), Verdict>,
}

impl Gold {
    pub fn read() -> Self {
        let stock = bundled();
        let mut verdicts = HashMap::new();
        let file = fs::read_to_string("tests/gold/links.tsv").expect("run in the project's folder");
        for line in file.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let verdict = match fields[0] {
                "same" => Verdict::Same,
                "fact" => Verdict::Fact,
                "related" => Verdict::Related,
                _ => Verdict::Not,
            };
            let place = |name: &str, begins: &str| {
                let (article, passage) = name.rsplit_once(':').unwrap();
                let article = stock
                    .library
                    .find(&ArticleId(article.to_owned()))
                    .expect(name);
                let passage = passage.parse::<u32>().unwrap() - 1;
                let at = PassageRef { article, passage };
                assert!(
                    text(&stock.library, at).starts_with(begins),
                    "{name} has moved"
                );
                at
            };
            let (a, b) = (place(fields[1], fields[2]), place(fields[3], fields[4]));
            verdicts.insert((a, b), verdict);
            verdicts.insert((b, a), verdict);
        }
        Self { stock, verdicts }
    }

    /// Whether a pair is for fitting: the passage that comes first has an odd number, counted from 1.
    fn fits(a: PassageRef, b: PassageRef) -> bool {
        a.min(b).passage.is_multiple_of(2)
    }

    /// The pairs to fit on; a pair that was not judged counts as none, since links were sought out.
    pub fn cases(&self, calibration: Calibration, round: usize) -> Vec<(Features, Verdict)> {
        let index = self.stock.index.clone().calibrated(calibration);
        let mut cases = Vec::new();
        for (from, _) in &self.stock.plain {
            for (to, both) in index.compared(*from) {
                let features = both[usize::from(round == 2)];
                if *from < to && Self::fits(*from, to) {
                    let verdict = self.verdicts.get(&(*from, to)).copied();
                    cases.push((features, verdict.unwrap_or(Verdict::Not)));
                }
            }
        }
        cases
    }

    /// Recall, precision and reliability on the other half.
    pub fn report(&self, calibration: Calibration) {
        let index = self.stock.index.clone().calibrated(calibration);
        let stages: [(&str, Stage); 4] = [
            ("cosine", Box::new(|f| f.similarity.unwrap_or(-1.0))),
            ("margin", Box::new(|f| f.margin)),
            ("by itself", Box::new(move |f| calibration.base(f))),
            (
                "in its article",
                Box::new(move |f| calibration.probability(f)),
            ),
        ];
        println!(
            "\nOwn gold, the half not fitted on; links judged same or fact\n| by | recall@5 |\n|---|---|"
        );
        println!(
            "| cosine, names not masked | {:.3} |",
            self.recall(|from| self.plain(from))
        );
        for (name, stage) in &stages {
            let recall = self.recall(|from| {
                let mut found = index.compared(from);
                found.sort_by(|a, b| stage(&b.1[1]).total_cmp(&stage(&a.1[1])));
                found.into_iter().map(|(to, _)| to).collect()
            });
            println!("| {name} | {recall:.3} |");
        }
        self.claimed(&index);
    }

    fn claimed(&self, index: &counterpoint::analysis::links::Index) {
        let mut kinds: HashMap<(&str, Option<Verdict>), usize> = HashMap::new();
        let (mut right, mut wrong, mut open) = (0, 0, 0);
        let mut bins = Bins::default();
        for (from, _) in &self.stock.plain {
            for link in index.nearest(*from, 5) {
                if Self::fits(*from, link.to) {
                    continue;
                }
                let verdict = self.verdicts.get(&(*from, link.to)).copied();
                let is = verdict.is_some_and(|verdict| verdict != Verdict::Not);
                bins.add(link.probability, is);
                if link.probability >= THRESHOLD {
                    *kinds.entry((link.kind.name(), verdict)).or_default() += 1;
                    right += usize::from(is);
                    wrong += usize::from(verdict == Some(Verdict::Not));
                    open += usize::from(verdict.is_none());
                    if verdict.is_none() && *from < link.to {
                        let library = &self.stock.library;
                        println!(
                            "not judged: {} {}",
                            short(library, *from),
                            short(library, link.to)
                        );
                    }
                }
            }
        }
        let precision = count(right) / count(right + wrong + open);
        println!(
            "\nclaimed {}: right {right}, wrong {wrong}, not judged {open}; precision {precision:.3}",
            right + wrong + open
        );
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        println!("{kinds:?}");
        bins.print();
    }

    /// The share of judged links found among five, out of as many as five can hold.
    fn recall(&self, ranked: impl Fn(PassageRef) -> Vec<PassageRef>) -> f64 {
        let (mut found, mut all) = (0, 0);
        for (from, _) in &self.stock.plain {
            let is = |verdict: &Verdict| matches!(verdict, Verdict::Same | Verdict::Fact);
            let links: Vec<PassageRef> = self
                .verdicts
                .iter()
                .filter(|((a, b), verdict)| a == from && is(verdict) && !Self::fits(*a, *b))
                .map(|((_, b), _)| *b)
                .collect();
            if links.is_empty() {
                continue;
            }
            // A link of the half fitted on takes no place among the five: finding it is no fault.
            let known = |to: &PassageRef| {
                Self::fits(*from, *to) && self.verdicts.get(&(*from, *to)).is_some_and(is)
            };
            let mut five = ranked(*from);
            five.retain(|to| !known(to));
            five.truncate(5);
            let hits = links.iter().filter(|to| five.contains(to)).count();
            found += hits;
            all += links.len().min(5);
        }
        count(found) / count(all)
    }

    fn plain(&self, from: PassageRef) -> Vec<PassageRef> {
        let plain = &self.stock.plain;
        let Some((_, vector)) = plain.iter().find(|(at, _)| *at == from) else {
            return Vec::new();
        };
        let others = plain.iter().filter(|(to, _)| to.article != from.article);
        let mut near: Vec<(f32, PassageRef)> = others.map(|(to, v)| (vector.dot(v), *to)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        near.into_iter().map(|(_, to)| to).collect()
    }
}

/// Lists every passage with its number.
pub fn passages() {
    let stock = bundled();
    for (at, _) in &stock.plain {
        println!(
            "{}\t{}",
            short(&stock.library, *at),
            text(&stock.library, *at)
        );
    }
}

/// Of every third passage: its nearest by meaning alone, and those that share most evidence.
pub fn pool() {
    let stock = bundled();
    let mut pairs: BTreeSet<(PassageRef, PassageRef)> = BTreeSet::new();
    for (number, (from, vector)) in stock.plain.iter().enumerate() {
        if number % 5 != 0 {
            continue;
        }
        let others = stock
            .plain
            .iter()
            .filter(|(to, _)| to.article != from.article);
        let mut near: Vec<(f32, PassageRef)> =
            others.map(|(to, other)| (vector.dot(other), *to)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut shared = stock.index.compared(*from);
        shared.sort_by(|a, b| b.1[1].strength.total_cmp(&a.1[1].strength));
        let mut margin = stock.index.compared(*from);
        margin.sort_by(|a, b| b.1[1].margin.total_cmp(&a.1[1].margin));
        let near = near.into_iter().take(2).map(|(_, to)| to);
        let shared = shared.into_iter().take(2).map(|(to, _)| to);
        let margin = margin.into_iter().take(2).map(|(to, _)| to);
        for to in near.chain(shared).chain(margin) {
            pairs.insert((*from.min(&to), *from.max(&to)));
        }
    }
    show(&stock, pairs);
}

/// Everything that is claimed and was not judged.
pub fn claims() {
    let stock = bundled();
    let mut pairs = BTreeSet::new();
    for (from, _) in &stock.plain {
        for link in stock.index.related(*from, 5) {
            pairs.insert((*from.min(&link.to), *from.max(&link.to)));
        }
    }
    let judged = Gold::read().verdicts;
    pairs.retain(|pair| !judged.contains_key(pair));
    show(&stock, pairs);
}

fn show(stock: &Stock, pairs: BTreeSet<(PassageRef, PassageRef)>) {
    for (a, b) in pairs {
        let library = &stock.library;
        println!("{} {}", short(library, a), short(library, b));
    }
}
