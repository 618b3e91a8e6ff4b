//! The pairs of passages by the two articles they are of.

use crate::analysis::cores;
use crate::news::library::ArticleIx;

/// So many groups are worked on in one piece.
const PART: usize = 256;

/// Two passages by their numbers.
pub(super) type Ends = (u32, u32);

/// The pairs of every two articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    pairs: Vec<u32>,
    /// Where each group begins in `pairs`, and at the end how many there are.
    starts: Vec<usize>,
    of: Vec<u32>,
}

impl Groups {
    /// Groups pairs that are in order, of passages in the order of their articles.
    pub fn new(ends: &[Ends], articles: &[ArticleIx]) -> Self {
        let of_both = |(a, b): Ends| (articles[a as usize], articles[b as usize]);
        let mut start = 0;
        let parts = ends.chunk_by(|x, y| of_both(*x).0 == of_both(*y).0);
        let parts = parts.map(|part| {
            let first = start;
            start += part.len();
            (first, part)
        });
        let sorted = cores::each(parts.collect(), |(first, part): (usize, &[Ends])| {
            let numbered = (first..).zip(part);
            let mut order: Vec<(ArticleIx, u32)> = numbered
                .filter_map(|(number, ends)| Some((of_both(*ends).1, u32::try_from(number).ok()?)))
                .collect();
            order.sort_unstable();
            order
                .into_iter()
                .map(|(_, number)| number)
                .collect::<Vec<_>>()
        });
        let mut groups = Self {
            pairs: sorted.concat(),
            starts: Vec::new(),
            of: vec![0; ends.len()],
        };
        let mut last = None;
        for (place, number) in groups.pairs.iter().enumerate() {
            let both = of_both(ends[*number as usize]);
            if last.replace(both) != Some(both) {
                groups.starts.push(place);
            }
            groups.of[*number as usize] =
                u32::try_from(groups.starts.len() - 1).unwrap_or(u32::MAX);
        }
        groups.starts.push(groups.pairs.len());
        groups
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The pairs of a group.
    fn get(&self, group: usize) -> &[u32] {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        let pairs = self.pairs.get(place(group)..place(group + 1));
        pairs.unwrap_or_default()
    }

    /// The pairs by their numbers, group by group, each in order.
    pub fn pairs(&self) -> &[u32] {
        &self.pairs
    }

    /// The group of each pair.
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// Does `work` on the pairs of each group; the results in the order of the groups.
    pub fn each<R: Send>(&self, work: impl Fn(&[u32]) -> R + Sync) -> Vec<R> {
        let parts = cores::parts(self.count(), PART);
        let found = cores::each(parts, |part| {
            part.map(|group| work(self.get(group))).collect::<Vec<_>>()
        });
        found.into_iter().flatten().collect()
    }
}
