//! Approximate search: where in a text a pattern stands with the fewest edits, and which part of the text each of its
//! parts became.
//!
//! Edits are insertions, deletions and substitutions of one character (Levenshtein's distance). The pattern is matched
//! whole against any part of the text (P. H. Sellers, "The theory and computation of evolutionary distances: pattern
//! recognition", J. Algorithms 1, 1980): the first row of the table is zero, and so a match may begin anywhere.
//! `strsim` compares two whole strings only, and `similar` aligns whole texts by longest common subsequences, which
//! scatters a short pattern over a long text; hence an own table. It takes pattern × text steps, and its callers keep
//! both to a few hundred characters.

use std::ops::Range;

/// The distance of the pattern from the closest part of the text that ends after each number of characters, from 0 to
/// all of them.
pub(super) fn distances(pattern: &[char], text: &[char]) -> Vec<usize> {
    let mut column: Vec<usize> = (0..=pattern.len()).collect();
    let mut last = Vec::with_capacity(text.len() + 1);
    last.push(pattern.len());
    for &t in text {
        let (mut diagonal, mut above) = (0, 0);
        for (cell, &p) in column.iter_mut().skip(1).zip(pattern) {
            let left = *cell;
            let substituted = diagonal + usize::from(p != t);
            above = substituted.min(left + 1).min(above + 1);
            *cell = above;
            diagonal = left;
        }
        last.push(above);
    }
    last
}

/// What became of a part of the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aligned {
    /// The characters of the text that stand for the part. Text inserted at its borders is not among them.
    pub place: Range<usize>,
    /// How many characters of the part stand in the text unchanged.
    pub kept: usize,
}

/// Aligns the pattern with the part of the text that ends at its end, and says what became of the characters `part` of
/// the pattern.
pub(super) fn trace(pattern: &[char], text: &[char], part: Range<usize>) -> Aligned {
    let table = Table::new(pattern, text);
    let (mut row, mut column) = (pattern.len(), text.len());
    let mut aligned = Aligned {
        place: column..column,
        kept: 0,
    };
    let mut start = None;
    loop {
        if row == part.end {
            aligned.place.end = column;
        }
        if row == part.start && start.is_none() {
            start = Some(column);
        }
        if row == 0 {
            break;
        }
        let here = table.at(row, column);
        let same = column > 0 && pattern[row - 1] == text[column - 1];
        if column > 0 && here == table.at(row - 1, column - 1) + usize::from(!same) {
            aligned.kept += usize::from(same && part.contains(&(row - 1)));
            row -= 1;
            column -= 1;
        } else if column > 0 && here == table.at(row, column - 1) + 1 {
            column -= 1;
        } else {
            row -= 1;
        }
    }
    aligned.place.start = start.unwrap_or(column).min(aligned.place.end);
    aligned
}

/// The distances of every beginning of the pattern from every place of the text.
struct Table {
    cells: Vec<usize>,
    width: usize,
}

impl Table {
    fn new(pattern: &[char], text: &[char]) -> Self {
        let width = text.len() + 1;
        let mut cells = vec![0; width * (pattern.len() + 1)];
        for (row, p) in (1..).zip(pattern) {
            cells[row * width] = row;
            for (column, t) in (1..).zip(text) {
                let at = row * width + column;
                let substituted = cells[at - width - 1] + usize::from(p != t);
                cells[at] = substituted
                    .min(cells[at - width] + 1)
                    .min(cells[at - 1] + 1);
            }
        }
        Self { cells, width }
    }

    fn at(&self, row: usize, column: usize) -> usize {
        self.cells[row * self.width + column]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_pattern_is_found_inside_a_text() {
        let (pattern, text) = (chars("survey"), chars("a surgery is"));
        let distances = distances(&pattern, &text);
        assert_eq!(distances.len(), text.len() + 1);
        assert_eq!(distances.iter().min(), Some(&2));
        assert_eq!(distances[9], 2, "surgery");
    }

    #[test]
    fn the_last_row_agrees_with_strsim() {
        for (pattern, text) in [
            ("kitten", "the sitting"),
            ("가나다", "가다나다라"),
            ("", "x"),
            ("x", ""),
        ] {
            let last = distances(&chars(pattern), &chars(text));
            for (end, distance) in last.iter().enumerate() {
                let closest = (0..=end)
                    .map(|start| {
                        let part: String = chars(text)[start..end].iter().collect();
                        strsim::levenshtein(pattern, &part)
                    })
                    .min();
                assert_eq!(Some(*distance), closest, "{pattern} in {text} at {end}");
            }
        }
    }

    #[test]
    fn a_part_is_followed_through_edits() {
        let pattern = chars("before the middle after");
        let text = chars("well, before the big muddle after");
        let aligned = trace(&pattern, &text, 7..17);
        let place: String = text[aligned.place].iter().collect();
        assert_eq!((place.as_str(), aligned.kept), ("the big muddle", 9));
    }

    #[test]
    fn text_inserted_at_the_borders_of_a_part_stays_outside() {
        let text = chars("the first one -- the second one ++ the third one");
        let aligned = trace(
            &chars("the first one the second one the third one"),
            &text,
            14..28,
        );
        let place: String = text[aligned.place].iter().collect();
        assert_eq!((place.as_str(), aligned.kept), ("the second one", 14));
    }
}
