//! Marks from JSON lines, as the export writes them and `marks.jsonl` holds them.

use std::collections::HashMap;
use std::path::Path;

use super::annotation;
use super::marks::problem;
use crate::news::mark::{Mark, MarkId, Millis};
use crate::news::problem::Problem;

/// Reads marks from JSON lines: the marks that are left when every line has had its say, in the order in which each
/// first appears, and the lines that were not understood. `path` is named in the problems; nothing is read from it.
#[must_use]
pub fn import(jsonl: &str, path: &Path) -> (Vec<Mark>, Vec<Problem>) {
    let jsonl = jsonl.strip_prefix('\u{feff}').unwrap_or(jsonl);
    let mut at: HashMap<MarkId, usize> = HashMap::new();
    let mut marks: Vec<(Millis, Option<Mark>)> = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(jsonl.split('\n')) {
        if line.trim().is_empty() {
            continue;
        }
        match annotation::parse(line.as_bytes()) {
            Ok(event) => {
                let next = marks.len();
                let place = *at.entry(event.id).or_insert(next);
                match marks.get_mut(place) {
                    None => marks.push((event.at, event.mark)),
                    Some(known) if known.0 <= event.at => *known = (event.at, event.mark),
                    Some(_) => {}
                }
            }
            Err(fault) => problems.push(problem(path, number, &fault)),
        }
    }
    let marks = marks.into_iter().filter_map(|(_, mark)| mark).collect();
    (marks, problems)
}
