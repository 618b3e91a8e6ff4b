//! Gathers texts into batches of a bounded number of tokens, and cuts texts that are too long
//! into windows. Knows lengths, not what is computed from them.

use super::embedding::Embedding;
use super::layers::{Decoded, Layers};
use super::network::{self, Sentences};
use super::tokenize::Tokenizer;
use super::vector::{DIMENSIONS, Vector};

/// Tokens computed together. The more, the fewer distinct ones there are among them and the
/// less is computed twice; the fewer, the less memory and the more of it in the processor's
/// caches. From 512 to 8,192 the speed differed by less than it does from run to run, and the
/// peak memory by 60 MB.
const TOGETHER: usize = 1024;
/// The longest sequence the network is given, with its two ends.
const LONGEST: usize = 512;
/// The pieces that open and close a sentence.
const OPENING: u32 = 1;
const CLOSING: u32 = 2;
const ENDS: usize = 2;

/// The vector of each text, in order.
pub(super) fn encode(
    tokenizer: &Tokenizer<'_>,
    embedding: &Embedding<'_>,
    layers: &Layers<Decoded>,
    texts: &[&str],
) -> Vec<Vector> {
    let mut gathered = Sentences::default();
    let mut windows_of_text = Vec::with_capacity(texts.len());
    let mut windows: Vec<(usize, Vector)> = Vec::with_capacity(texts.len());
    let mut flush = |gathered: &mut Sentences| {
        let values = network::forward(embedding, layers, gathered);
        let vectors = values.as_chunks::<DIMENSIONS>().0.iter();
        windows.extend(
            gathered
                .lengths
                .iter()
                .zip(vectors)
                .map(|(length, values)| (*length - ENDS, Vector::new(values).unwrap_or_default())),
        );
        gathered.clear();
    };
    for text in texts {
        let ids = tokenizer.tokenize(text);
        let cut = cut(&ids);
        windows_of_text.push(cut.len());
        for window in cut {
            if gathered.ids.len() + window.len() + ENDS > TOGETHER {
                flush(&mut gathered);
            }
            gathered.push(&[&[OPENING], window, &[CLOSING]]);
        }
    }
    flush(&mut gathered);
    let mut windows = windows.into_iter();
    windows_of_text
        .iter()
        .map(|count| combine(windows.by_ref().take(*count)))
        .collect()
}

/// The ids in as few windows as possible, of lengths that differ by one at most.
fn cut(ids: &[u32]) -> Vec<&[u32]> {
    let count = ids.len().div_ceil(LONGEST - ENDS).max(1);
    let mut rest = ids;
    (0..count)
        .filter_map(|index| {
            let (window, left) = rest.split_at_checked(rest.len().div_ceil(count - index))?;
            rest = left;
            Some(window)
        })
        .collect()
}

/// The vector of a text from its windows, each with its number of pieces.
fn combine(mut windows: impl Iterator<Item = (usize, Vector)>) -> Vector {
    let Some((pieces, first)) = windows.next() else {
        return Vector::default();
    };
    let mut rest = windows.peekable();
    if rest.peek().is_none() {
        return first;
    }
    let mut sum = [0.0; DIMENSIONS];
    add(&mut sum, pieces, &first);
    for (pieces, vector) in rest {
        add(&mut sum, pieces, &vector);
    }
    Vector::new(&sum).unwrap_or(first)
}

#[expect(clippy::cast_precision_loss, reason = "at most 512 pieces")]
fn add(sum: &mut [f32; DIMENSIONS], pieces: usize, vector: &Vector) {
    for (sum, value) in sum.iter_mut().zip(vector.values()) {
        *sum += pieces as f32 * value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn axis(index: usize) -> Vector {
        let mut values = [0.0; DIMENSIONS];
        values[index] = 1.0;
        Vector::new(&values).expect("a direction")
    }

    #[test]
    fn windows_weigh_as_many_pieces_as_they_have() {
        let combined = combine([(30, axis(0)), (40, axis(1))].into_iter());
        assert!((combined.values()[0] - 0.6).abs() < 1e-6);
        assert!((combined.values()[1] - 0.8).abs() < 1e-6);
        assert_eq!(combine([(7, axis(5))].into_iter()), axis(5));
    }

    proptest! {
        #[test]
        fn windows_are_few_even_and_lose_nothing(length in 0_u32..5000) {
            let ids: Vec<u32> = (0..length).collect();
            let windows = cut(&ids);
            prop_assert_eq!(windows.concat(), &ids[..]);
            let lengths = || windows.iter().map(|window| window.len());
            prop_assert!(lengths().max() <= Some(LONGEST - ENDS));
            prop_assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
            prop_assert_eq!(windows.len(), ids.len().div_ceil(LONGEST - ENDS).max(1));
        }
    }
}
