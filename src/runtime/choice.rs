//! The passages of a very large library that are worth comparing with a question, found by a sieve that is made when it
//! is first needed, and again when more is known.

use crate::analysis::links::Meanings;
use crate::analysis::sieve::{CHOSEN, EXACT, Sieve};
use crate::encoder::Compact;
use crate::news::library::PassageRef;

/// The sieve, and the passages whose vectors it has read.
#[derive(Debug, Default)]
pub(super) struct Choice(Option<(Vec<PassageRef>, Sieve)>);

impl Choice {
    /// The passages to compare with a question, in the library's order; none where it is all of them.
    pub(super) fn choose(&mut self, all: &Meanings, asked: &Compact) -> Option<Vec<PassageRef>> {
        self.choose_from(all, asked, EXACT)
    }

    fn choose_from(
        &mut self,
        all: &Meanings,
        asked: &Compact,
        exact: usize,
    ) -> Option<Vec<PassageRef>> {
        let known = all.known();
        if known <= exact {
            return None;
        }
        let (places, sieve) = match self.0.take().filter(|(places, _)| places.len() == known) {
            Some(made) => self.0.insert(made),
            None => {
                let (places, vectors): (Vec<_>, Vec<_>) = all.iter().unzip();
                self.0.insert((places, Sieve::new(&vectors)))
            }
        };
        let chosen = sieve.choose(asked, CHOSEN).into_iter();
        Some(
            chosen
                .filter_map(|number| places.get(number).copied())
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::{DIMENSIONS, Vector};
    use crate::load::load;
    use crate::news::library::ArticleIx;

    #[test]
    fn a_small_library_is_compared_whole_and_a_large_one_in_part_that_grows() {
        let folder = tempfile::tempdir().unwrap();
        let text: String = (0..900).map(|n| format!("Passage {n}.\n\n")).collect();
        std::fs::write(folder.path().join("a.md"), text).unwrap();
        let library = load(&[folder.path().to_owned()], &|_| ());
        let at = |passage| PassageRef {
            article: ArticleIx(0),
            passage,
        };
        let axis = |n: u32| {
            let mut values = [0.001; DIMENSIONS];
            values[n as usize % DIMENSIONS] = 1.0;
            values[n as usize * 7 % DIMENSIONS] += 0.5;
            Compact::from(&Vector::new(&values).unwrap())
        };
        let mut meanings = Meanings::new(&library);
        let mut choice = Choice::default();
        for known in [600, 900] {
            (0..known).for_each(|n| meanings.set(at(n), &axis(n), None));
            assert_eq!(choice.choose(&meanings, &axis(5)), None);
            let last = known - 1;
            let chosen = choice.choose_from(&meanings, &axis(last), 500).unwrap();
            assert_eq!(chosen.len(), CHOSEN);
            assert!(chosen.is_sorted() && chosen.contains(&at(last)));
        }
    }
}
