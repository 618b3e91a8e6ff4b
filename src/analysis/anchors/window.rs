//! The window of a mark, its text with what stood on either side, looked for in an edited article.
//!
//! Where the marked text itself stands verbatim, it is enough that it and the neighbors it has kept are telling, since
//! an edit mostly spares one side. Otherwise the window is compared with the blocks in folded form, each run of white
//! space as one space: a place counts if at least [`FLOOR`] of the window still stands there and the runner-up is
//! clearly worse; the marked part of the window is then followed through the edits.

use std::collections::HashMap;

use super::align::{distances, trace};
use super::{blocks, occurrences, weight, weight_of, widen};
use crate::news::article::{Article, Block};
use crate::news::mark::Anchor;
use crate::text::fold::{Form, fold};
use crate::text::span::Span;

/// How much of a window must still stand at a place: 1 is all of it. Measured on news in four languages under synthetic
/// edits: windows whose paragraph is gone stay below it, edited ones above.
const FLOOR: f64 = 0.62;

/// A window of fewer characters than this says little, and has to agree in more: the floor falls from 1 for an empty
/// one to [`FLOOR`].
const SHORT: f64 = 40.0;

/// How much better than the runner-up a place must be where the window stands unchanged, and by how much of what it
/// lacks this rises: the more was edited, the clearer the place must be.
const MARGIN: (f64, f64) = (0.02, 0.25);

/// How much of the marked text itself must be left; below, its neighbors stand but the text is gone.
const KEPT: f64 = 0.5;

/// The weight, in cells, that a marked text which stands verbatim and its unchanged neighbors must have together, and by
/// how much one such place must outweigh the next.
const DISTINCT: usize = 24;
const CLEARLY: usize = 12;

/// The weight of a block's border as a neighbor.
const BORDER: usize = 6;

/// How much of the window's character pairs or triples a stretch of text must have to be compared at all, and how many
/// stretches, the likeliest first, are. An edit of a third of the window in runs of two or more leaves over a quarter.
const SHARED: f64 = 0.2;
const STRETCHES: usize = 6;

/// A marked text and what stood on either side of it in its block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window<'a> {
    pub prefix: &'a str,
    pub exact: &'a str,
    pub suffix: &'a str,
}

impl<'a> Window<'a> {
    /// The whole window of an anchor.
    pub fn of(anchor: &'a Anchor) -> Self {
        Self {
            prefix: &anchor.prefix,
            exact: &anchor.exact,
            suffix: &anchor.suffix,
        }
    }
}

/// Finds the marked text of a window in an article: its span in the article's text, `None` where it is gone or in
/// doubt.
pub(super) fn find(window: &Window<'_>, article: &Article) -> Option<Span> {
    let pattern = Pattern::of(window);
    if pattern.part.is_empty() {
        return None;
    }
    verbatim(window, article).or_else(|| edited(&pattern, article))
}

/// A text as it is compared: its folded characters, and the bytes each came from.
#[derive(Default)]
struct Letters {
    chars: Vec<char>,
    from: Vec<Span>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let folded = fold(text, Form::Match);
        let mut letters = Self::default();
        for (at, c) in folded.text.char_indices() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c == ' ' && letters.chars.last() == Some(&' ') {
                continue;
            }
            letters.chars.push(c);
            letters
                .from
                .push(folded.original(Span::new(at, at + c.len_utf8())));
        }
        letters
    }
}

/// A window as it is compared.
struct Pattern {
    chars: Vec<char>,
    /// The characters of the marked text.
    part: std::ops::Range<usize>,
    grams: Grams,
}

impl Pattern {
    fn of(window: &Window<'_>) -> Self {
        let prefix = Letters::of(window.prefix).chars;
        let exact = Letters::of(window.exact).chars;
        let suffix = Letters::of(window.suffix).chars;
        let part = prefix.len()..prefix.len() + exact.len();
        let chars = [prefix, exact, suffix].concat();
        let grams = Grams::of(&chars);
        Self { chars, part, grams }
    }

    fn similarity(&self, distance: usize) -> f64 {
        1.0 - ratio(distance, self.chars.len())
    }

    fn floor(&self) -> f64 {
        FLOOR.max(1.0 - ratio(self.chars.len(), 1) / SHORT)
    }

    /// The lengths, in characters, of the stretches in which a long block is searched: how far apart they start, and
    /// how long they are. They overlap so that every place lies whole in one of them.
    fn stretch(&self) -> (usize, usize) {
        let step = (self.chars.len() * 2).max(800);
        (step, step + self.chars.len() * 2)
    }
}

/// The distinct pairs (of ideographs and syllables) or triples (of letters) of a pattern's characters.
struct Grams {
    size: usize,
    index: HashMap<Box<[char]>, usize>,
}

impl Grams {
    fn of(chars: &[char]) -> Self {
        let wide = chars.iter().filter(|c| **c >= '\u{2e80}').count();
        let size = if wide * 2 > chars.len() { 2 } else { 3 };
        let mut index = HashMap::new();
        for gram in chars.windows(size) {
            let next = index.len();
            index.entry(gram.into()).or_insert(next);
        }
        Self { size, index }
    }

    /// Which part of them a text has, 0 to 1; 1 where there are none.
    fn shared(&self, text: &[char]) -> f64 {
        if self.index.is_empty() {
            return 1.0;
        }
        let mut seen = vec![false; self.index.len()];
        for gram in text.windows(self.size) {
            if let Some(&at) = self.index.get(gram) {
                seen[at] = true;
            }
        }
        ratio(seen.iter().filter(|seen| **seen).count(), seen.len())
    }
}

/// A stretch of a block that has much of the pattern, by its first character.
struct Stretch<'a> {
    block: (&'a Block, &'a str),
    start: usize,
    shared: f64,
}

/// A place at which the pattern may stand.
#[derive(Clone, Copy)]
struct Place<'a> {
    block: (&'a Block, &'a str),
    /// The character of the block after its last.
    end: usize,
    distance: usize,
}

impl Place<'_> {
    fn overlaps(&self, other: &Self, length: usize) -> bool {
        self.block.0.span == other.block.0.span && self.end.abs_diff(other.end) < length.max(1)
    }
}

/// Finds a pattern that may have been edited.
fn edited(pattern: &Pattern, article: &Article) -> Option<Span> {
    let mut places: Vec<Place<'_>> = stretches(pattern, article)
        .iter()
        .flat_map(|stretch| peaks(pattern, stretch))
        .collect();
    places.sort_by_key(|place| place.distance);
    let best = *places.first()?;
    let similarity = pattern.similarity(best.distance);
    let half = pattern.chars.len() / 2;
    let next = places
        .iter()
        .find(|place| !place.overlaps(&best, half))
        .map_or(0.0, |place| pattern.similarity(place.distance));
    let margin = MARGIN.0 + MARGIN.1 * (1.0 - similarity);
    if similarity < pattern.floor() || similarity - next < margin {
        return None;
    }
    follow(pattern, &best, article)
}

/// The stretches of the article that are worth comparing, the likeliest first.
fn stretches<'a>(pattern: &Pattern, article: &'a Article) -> Vec<Stretch<'a>> {
    let (step, length) = pattern.stretch();
    let short = ratio(pattern.chars.len(), 1) < SHORT / 2.0;
    let mut found = Vec::new();
    for block in blocks(article) {
        let letters = Letters::of(block.1).chars;
        // A pattern without neighbors was all of its block, and the block may not have become a long one.
        if short && letters.len() > pattern.chars.len() * 2 {
            continue;
        }
        for start in (0..letters.len()).step_by(step) {
            let end = letters.len().min(start + length);
            let shared = pattern.grams.shared(&letters[start..end]);
            if shared >= SHARED {
                found.push(Stretch {
                    block,
                    start,
                    shared,
                });
            }
            if end == letters.len() {
                break;
            }
        }
    }
    found.sort_by(|a, b| b.shared.total_cmp(&a.shared));
    found.truncate(STRETCHES);
    found
}

/// The best place of a stretch, and the best one that does not overlap it.
fn peaks<'a>(pattern: &Pattern, stretch: &Stretch<'a>) -> Vec<Place<'a>> {
    let letters = Letters::of(stretch.block.1).chars;
    let end = letters.len().min(stretch.start + pattern.stretch().1);
    let distances = distances(&pattern.chars, &letters[stretch.start..end]);
    let mut places: Vec<Place<'a>> = Vec::new();
    for _ in 0..2 {
        let best = (stretch.start..)
            .zip(&distances)
            .map(|(end, &distance)| Place {
                block: stretch.block,
                end,
                distance,
            })
            .filter(|place| {
                let half = pattern.chars.len() / 2;
                places.iter().all(|other| !other.overlaps(place, half))
            })
            .min_by_key(|place| place.distance);
        places.extend(best);
    }
    places
}

/// What the marked text became at a place.
fn follow(pattern: &Pattern, place: &Place<'_>, article: &Article) -> Option<Span> {
    let (block, text) = place.block;
    let letters = Letters::of(text);
    let start = place.end.saturating_sub(pattern.chars.len() * 2);
    let aligned = trace(
        &pattern.chars,
        &letters.chars[start..place.end],
        pattern.part.clone(),
    );
    let (length, known) = (aligned.place.len(), pattern.part.len());
    if ratio(aligned.kept, length.max(known)) < KEPT {
        return None;
    }
    let first = letters.from.get(start + aligned.place.start)?;
    let last = letters
        .from
        .get((start + aligned.place.end).checked_sub(1)?)?;
    let span = Span::new(first.start, last.end).shifted(block.span.start);
    let span = trim(&article.text, widen(&article.text, span));
    if span.is_empty() {
        return None;
    }
    let unchanged = aligned.kept == length && length == known;
    Some(if unchanged {
        span
    } else {
        snap(article, block, span)
    })
}

/// The span without the white space at its ends.
fn trim(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let start = span.start + (inside.len() - inside.trim_start().len());
    Span::new(start, start + inside.trim().len())
}

/// Moves the borders of a span to those of passages where they are near: a mark that covered a sentence covers it
/// still after its first word was changed.
fn snap(article: &Article, block: &Block, span: Span) -> Span {
    let text = article.text.as_str();
    let near = (span.of(text).chars().count() / 4).max(2);
    let passages = article
        .passages
        .get(block.passages.clone())
        .unwrap_or_default();
    let nearest = |border: usize, borders: &mut dyn Iterator<Item = usize>| {
        borders
            .map(|at| {
                let between = Span::new(at.min(border), at.max(border));
                (between.of(text).chars().count(), at)
            })
            .filter(|(distance, _)| *distance <= near)
            .min()
            .map_or(border, |(_, at)| at)
    };
    let start = nearest(span.start, &mut passages.iter().map(|p| p.span.start));
    let end = nearest(span.end, &mut passages.iter().map(|p| p.span.end));
    if start < end {
        Span::new(start, end)
    } else {
        span
    }
}

/// Finds a marked text that stands verbatim in the article, with enough of its neighbors left to tell where.
pub(super) fn verbatim(window: &Window<'_>, article: &Article) -> Option<Span> {
    let mut places: Vec<(usize, Span)> = blocks(article)
        .flat_map(|(block, text)| {
            occurrences(text, window.exact).map(move |at| {
                let span = Span::new(at, at + window.exact.len());
                (vouched(window, text, span), span.shifted(block.span.start))
            })
        })
        .collect();
    places.sort_by_key(|(vouched, _)| std::cmp::Reverse(*vouched));
    let &(best, span) = places.first()?;
    let next = places.get(1).map_or(0, |(vouched, _)| vouched + CLEARLY);
    (best + weight(window.exact) >= DISTINCT && best >= next).then_some(span)
}

/// The weight of what still stands as it did next to a marked text at a place of a block, on either side up to the
/// first difference. The block's border counts as [`BORDER`] where it is the neighbor.
fn vouched(window: &Window<'_>, text: &str, at: Span) -> usize {
    let before = Span::new(0, at.start).of(text);
    let after = Span::new(at.end, text.len()).of(text);
    let run = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b)
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| weight_of(a))
            .sum::<usize>()
    };
    let border = |side: &str, now: &str| {
        let border = side.trim().is_empty() && now.trim().is_empty();
        if border { BORDER } else { 0 }
    };
    run(&mut window.prefix.chars().rev(), &mut before.chars().rev())
        + run(&mut window.suffix.chars(), &mut after.chars())
        + border(window.prefix, before)
        + border(window.suffix, after)
}

/// One number as a part of another; all of it where the other is zero.
fn ratio(part: usize, of: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if of == 0 {
        1.0
    } else {
        float(part) / float(of)
    }
}
