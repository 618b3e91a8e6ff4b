//! Work on every core, with the results it has on one.
//!
//! Which thread does which part is left to chance, so what is done with the parts must not depend on it: `each` puts the
//! results in the order of the parts, and who calls `shares` sees to it himself. Where the system has no thread to give, the
//! calling one does all.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// Does `work` on each part; the results in the order of the parts.
pub(crate) fn each<T: Send, R: Send>(parts: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let parts = parts.into_iter().enumerate().collect();
    let shares = shares(parts, Vec::new, |done: &mut Vec<_>, (number, part)| {
        done.push((number, work(part)));
    });
    let mut done: Vec<(usize, R)> = shares.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does `work` on each part, with one `S` for each thread: what they have become.
pub(super) fn shares<T: Send, S: Send>(
    parts: Vec<T>,
    new: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) + Sync,
) -> Vec<S> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let others = cores.min(parts.len()).saturating_sub(1);
    let parts = Mutex::new(parts.into_iter());
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let share = || {
        let mut share = new();
        while let Some(part) = next() {
            work(&mut share, part);
        }
        share
    };
    thread::scope(|threads| {
        let others: Vec<_> = (0..others)
            .filter_map(|_| Builder::new().spawn_scoped(threads, share).ok())
            .collect();
        let mut shares = vec![share()];
        for other in others {
            match other.join() {
                Ok(share) => shares.push(share),
                Err(panic) => resume_unwind(panic),
            }
        }
        shares
    })
}

/// A range in parts of at most `most`, in order.
pub(super) fn parts(all: usize, most: usize) -> Vec<Range<usize>> {
    (0..all)
        .step_by(most.max(1))
        .map(|start| start..all.min(start + most.max(1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_parts() {
        let squares = each((0..1000_u64).collect(), |number| number * number);
        assert!(squares.iter().zip(0..).all(|(square, n)| *square == n * n));
        assert_eq!(squares.len(), 1000);
        assert!(each(Vec::<u8>::new(), |number| number).is_empty());
    }

    #[test]
    fn every_part_is_in_one_share() {
        let shares = shares(
            parts(100, 7),
            || 0,
            |sum, part: Range<usize>| *sum += part.sum::<usize>(),
        );
        assert_eq!(shares.iter().sum::<usize>(), 4950);
    }

    #[test]
    #[should_panic(expected = "a part")]
    fn a_panic_in_a_part_is_one_of_the_whole() {
        each(vec![1, 2, 3], |number| assert!(number != 2, "a part"));
    }
}
