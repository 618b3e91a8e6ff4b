//! What has changed between two texts of an article: which passages, and which words of those.
//!
//! Passages that are in both texts are found by the histogram algorithm (in `imara-diff`); between those, passages that
//! share enough of their words are taken for the same one, reworded, and their words are compared in the same way. A passage
//! that was moved is removed in one place and added in another.

use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use crate::news::article::Article;
use crate::text::span::Span;
use crate::text::words;

/// From this share of common words on, by characters, a passage counts as reworded rather than as replaced: the reader sees
/// more in the words than in the whole where about half of it stays.
const REWORDED: f64 = 0.45;
/// Up to so many pairs of passages are looked at between two that are in both texts; with more, one text has taken the
/// other's place.
const PAIRS: usize = 40_000;

/// A part of an article that is compared as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title.
    Title,
    /// The passage with this index.
    Passage(usize),
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is as it was: its place in the old text and in the new.
    Kept(Part, Part),
    /// It is in the old text alone.
    Removed(Part),
    /// It is in the new text alone.
    Added(Part),
    /// It is in both, in other words.
    Reworded {
        /// Its place in the old text.
        old: Part,
        /// Its place in the new text.
        new: Part,
        /// What the old part alone has, as bytes of that part's text, in order.
        removed: Vec<Span>,
        /// What the new part alone has, as bytes of that part's text, in order.
        added: Vec<Span>,
    },
}

impl Part {
    /// The text of this part of an article; empty where there is no such part.
    #[must_use]
    pub fn of(self, article: &Article) -> &str {
        match self {
            Self::Title => &article.meta.title,
            Self::Passage(passage) => article.passage_text(passage),
        }
    }
}

/// What has changed from an old text to a new one, in the order of the new; what was removed stands where it was, before what
/// was added in its place.
#[must_use]
pub fn difference(old: &Article, new: &Article) -> Vec<Change> {
    let (before, after) = (parts(old), parts(new));
    // A title is one only where it stands above the text.
    let mut input = InternedInput::default();
    input.update_before(
        before
            .iter()
            .map(|part| (*part == Part::Title, part.of(old))),
    );
    input.update_after(
        after
            .iter()
            .map(|part| (*part == Part::Title, part.of(new))),
    );
    let mut changes = Vec::with_capacity(after.len());
    let (mut from, mut to) = (0, 0);
    let both = |(old, new): (&Part, &Part)| Change::Kept(*old, *new);
    for hunk in hunks(&input) {
        let (removed, added) = (range(&hunk.before), range(&hunk.after));
        let kept = slice(&before, &(from..removed.start)).iter();
        changes.extend(kept.zip(slice(&after, &(to..added.start))).map(both));
        (from, to) = (removed.end, added.end);
        let (removed, added) = (slice(&before, &removed), slice(&after, &added));
        replaced((old, removed), (new, added), &mut changes);
    }
    let kept = slice(&before, &(from..before.len())).iter();
    changes.extend(kept.zip(slice(&after, &(to..after.len()))).map(both));
    changes
}

fn parts(article: &Article) -> Vec<Part> {
    let passages = (0..article.passages.len()).map(Part::Passage);
    std::iter::once(Part::Title).chain(passages).collect()
}

fn hunks<T>(input: &InternedInput<T>) -> Vec<Hunk> {
    let mut diff = Diff::compute(Algorithm::Histogram, input);
    diff.postprocess_no_heuristic(input);
    diff.hunks().collect()
}

fn range(range: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    range.start as usize..range.end as usize
}

fn slice<'a, T>(all: &'a [T], range: &std::ops::Range<usize>) -> &'a [T] {
    all.get(range.clone()).unwrap_or_default()
}

/// Some parts of an old text that others of a new one stand in the place of.
fn replaced(
    (old, removed): (&Article, &[Part]),
    (new, added): (&Article, &[Part]),
    changes: &mut Vec<Change>,
) {
    let (mut from, mut to) = (0, 0);
    for (before, after) in pairs((old, removed), (new, added)) {
        let gone = slice(removed, &(from..before)).iter();
        changes.extend(gone.map(|part| Change::Removed(*part)));
        let come = slice(added, &(to..after)).iter();
        changes.extend(come.map(|part| Change::Added(*part)));
        (from, to) = (before + 1, after + 1);
        if let (Some(before), Some(after)) = (removed.get(before), added.get(after)) {
            let (removed, added) = reworded(before.of(old), after.of(new));
            changes.push(Change::Reworded {
                old: *before,
                new: *after,
                removed,
                added,
            });
        }
    }
    let gone = slice(removed, &(from..removed.len())).iter();
    changes.extend(gone.map(|part| Change::Removed(*part)));
    let come = slice(added, &(to..added.len())).iter();
    changes.extend(come.map(|part| Change::Added(*part)));
}

/// Which parts are taken for the same one, as indices in order: those that together have most in common (an alignment as of
/// S. Needleman and C. Wunsch, 1970, in which gaps cost nothing).
fn pairs(
    (old, removed): (&Article, &[Part]),
    (new, added): (&Article, &[Part]),
) -> Vec<(usize, usize)> {
    let (rows, columns) = (removed.len(), added.len());
    if rows * columns > PAIRS {
        return Vec::new();
    }
    let (before, after) = (bags(old, removed), bags(new, added));
    // The most that the first parts of both can have in common.
    let width = columns + 1;
    let mut best = vec![0.0_f64; (rows + 1) * width];
    for row in 0..rows {
        for column in 0..columns {
            let titles = [removed[row], added[column]].map(|part| part == Part::Title);
            let common = before[row].common(&after[column]);
            let common = if titles[0] == titles[1] && common >= REWORDED {
                common
            } else {
                0.0
            };
            let [paired, upper, left] = [
                best[row * width + column] + common,
                best[row * width + column + 1],
                best[(row + 1) * width + column],
            ];
            best[(row + 1) * width + column + 1] = paired.max(upper).max(left);
        }
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (rows, columns);
    while row > 0 && column > 0 {
        let here = best[row * width + column];
        if here <= best[(row - 1) * width + column] {
            row -= 1;
        } else if here <= best[row * width + column - 1] {
            column -= 1;
        } else {
            (row, column) = (row - 1, column - 1);
            pairs.push((row, column));
        }
    }
    pairs.reverse();
    pairs
}

fn bags<'a>(article: &'a Article, parts: &[Part]) -> Vec<Bag<'a>> {
    let texts = parts.iter().map(|part| part.of(article));
    texts.map(Bag::of).collect()
}

/// The words of a text, how often each is there, and the characters of all.
struct Bag<'a> {
    words: HashMap<&'a str, usize>,
    length: usize,
}

impl<'a> Bag<'a> {
    fn of(text: &'a str) -> Self {
        let mut bag = Self {
            words: HashMap::new(),
            length: 0,
        };
        for word in tokens(text).into_iter().map(|span| span.of(text)) {
            if word.chars().any(char::is_alphanumeric) {
                *bag.words.entry(word).or_default() += 1;
                bag.length += word.chars().count();
            }
        }
        bag
    }

    /// The share of what both have in all that they have, by characters (L. Dice, 1945); 0 where neither has a word.
    #[expect(clippy::cast_precision_loss, reason = "lengths of passages")]
    fn common(&self, other: &Self) -> f64 {
        let both = self.words.iter().map(|(word, count)| {
            let there = other.words.get(word).copied().unwrap_or(0);
            word.chars().count() * there.min(*count)
        });
        let both: usize = both.sum();
        2.0 * both as f64 / (self.length + other.length).max(1) as f64
    }
}

/// The words of a text and what is between them, in order: together they cover it.
fn tokens(text: &str) -> Vec<Span> {
    let at = words::boundaries(text);
    at.windows(2)
        .filter_map(|pair| Some(Span::new(*pair.first()?, *pair.last()?)))
        .collect()
}

/// What two texts have each alone.
fn reworded(old: &str, new: &str) -> (Vec<Span>, Vec<Span>) {
    let (before, after) = (tokens(old), tokens(new));
    let mut input = InternedInput::<&str>::default();
    input.update_before(before.iter().map(|span| span.of(old)));
    input.update_after(after.iter().map(|span| span.of(new)));
    let mut changed: Vec<(Span, Span)> = Vec::new();
    for hunk in hunks(&input) {
        let place = |tokens: &[Span], at: std::ops::Range<usize>, text: &str| {
            let start = tokens.get(at.start).map_or(text.len(), |span| span.start);
            let end = at.end.checked_sub(1).and_then(|last| tokens.get(last));
            Span::new(start, end.map_or(start, |span| span.end))
        };
        let removed = place(&before, range(&hunk.before), old);
        let added = place(&after, range(&hunk.after), new);
        match changed.last_mut() {
            Some((gone, come)) if is_seam(Span::new(gone.end, removed.start).of(old)) => {
                gone.end = removed.end;
                come.end = added.end;
            }
            _ => changed.push((removed, added)),
        }
    }
    let changed = changed.into_iter().map(|pair| below_words(old, new, pair));
    let (removed, added): (Vec<Span>, Vec<Span>) = changed.unzip();
    let held = |spans: Vec<Span>| spans.into_iter().filter(|span| !span.is_empty()).collect();
    (held(removed), held(added))
}

/// Whether what stays between two changes is too little to stand there as kept: space, or a sign or two without a letter.
fn is_seam(kept: &str) -> bool {
    kept.chars().count() <= 2 && !kept.chars().any(char::is_alphanumeric)
}

/// In Korean what follows a stem is written together with it: where one word took another's place and both begin with the
/// same two syllables or more, only what follows has changed.
fn below_words(old: &str, new: &str, (gone, come): (Span, Span)) -> (Span, Span) {
    let (before, after) = (gone.of(old), come.of(new));
    let is_word = |text: &str| !text.is_empty() && text.chars().all(is_syllable);
    if !is_word(before) || !is_word(after) {
        return (gone, come);
    }
    let pairs = before.chars().zip(after.chars());
    let stem: Vec<char> = pairs
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one)
        .collect();
    if stem.len() < 2 {
        return (gone, come);
    }
    let bytes: usize = stem.iter().map(|c| c.len_utf8()).sum();
    (
        Span::new(gone.start + bytes, gone.end),
        Span::new(come.start + bytes, come.end),
    )
}

/// Whether a character is a whole Hangul syllable, which no mark can follow as part of it.
fn is_syllable(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::news::article::{ArticleId, Block, BlockKind, Meta, Passage};
    use crate::text::lang::Lang;

    /// An article of one block, a passage a line.
    fn article(title: &str, lines: &[&str]) -> Article {
        let text = lines.join("\n");
        let mut passages = Vec::new();
        let mut start = 0;
        for line in lines {
            let span = Span::new(start, start + line.len());
            passages.push(Passage { span, block: 0 });
            start += line.len() + 1;
        }
        let block = Block {
            kind: BlockKind::Paragraph,
            span: Span::new(0, text.len()),
            lang: Lang::En,
            quotes: 0,
            lists: 0,
            continues: false,
            passages: 0..passages.len(),
        };
        Article {
            id: ArticleId("a".into()),
            path: "a.md".into(),
            meta: Meta {
                title: title.into(),
                ..Meta::default()
            },
            lang: Lang::En,
            text,
            blocks: vec![block],
            passages,
            inlines: Vec::new(),
            urls: Vec::new(),
        }
    }

    /// The words that were removed and added, in brackets.
    fn words_of(old: &str, new: &str) -> (String, String) {
        let (removed, added) = reworded(old, new);
        let show = |text: &str, spans: &[Span]| {
            let (mut shown, mut at) = (String::new(), 0);
            for span in spans {
                shown.push_str(Span::new(at, span.start).of(text));
                shown.push_str(&format!("[{}]", span.of(text)));
                at = span.end;
            }
            shown + Span::new(at, text.len()).of(text)
        };
        (show(old, &removed), show(new, &added))
    }

    #[test]
    fn passages_are_kept_reworded_removed_and_added() {
        let old = article(
            "Deal is near",
            &[
                "One stays.",
                "The price is 60 billion dollars.",
                "This goes away.",
            ],
        );
        let new = article(
            "Deal is done",
            &[
                "One stays.",
                "The price is 61 billion dollars.",
                "Nobody knew that before.",
            ],
        );
        let changes = difference(&old, &new);
        let [title, kept, price, gone, come] = changes.as_slice() else {
            panic!("{changes:?}");
        };
        assert!(matches!(
            title,
            Change::Reworded {
                old: Part::Title,
                new: Part::Title,
                ..
            }
        ));
        assert_eq!(*kept, Change::Kept(Part::Passage(0), Part::Passage(0)));
        let Change::Reworded { removed, added, .. } = price else {
            panic!("{price:?}");
        };
        let of =
            |spans: &[Span], article: &Article| spans[0].of(article.passage_text(1)).to_owned();
        assert_eq!(
            (of(removed, &old), of(added, &new)),
            ("60".into(), "61".into())
        );
        assert_eq!(*gone, Change::Removed(Part::Passage(2)));
        assert_eq!(*come, Change::Added(Part::Passage(2)));
    }

    #[test]
    fn words_are_those_of_the_language() {
        for (old, new, removed, added) in [
            (
                "買収額は約600億ドルとみられる。",
                "買収額は約610億ドルとみられる。",
                "買収額は約[600]億ドルとみられる。",
                "買収額は約[610]億ドルとみられる。",
            ),
            (
                "微软星期一发布虚拟化服务。",
                "微软星期二发布虚拟化产品。",
                "微软[星期一]发布虚拟化[服务]。",
                "微软[星期二]发布虚拟化[产品]。",
            ),
            (
                "브로드컴은 서울에서 인수를 발표했다.",
                "브로드컴이 서울에서 인수를 발표한다.",
                "브로드컴[은] 서울에서 인수를 발표[했다].",
                "브로드컴[이] 서울에서 인수를 발표[한다].",
            ),
            (
                "It rose by 12 percent, he said.",
                "It rose by 21 percent, she said.",
                "It rose by [12] percent, [he] said.",
                "It rose by [21] percent, [she] said.",
            ),
            // What a space alone parts is one change.
            (
                "a red big dog",
                "a blue small dog",
                "a [red big] dog",
                "a [blue small] dog",
            ),
        ] {
            assert_eq!(words_of(old, new), (removed.into(), added.into()));
        }
    }

    #[test]
    fn a_title_is_never_taken_for_a_passage() {
        let old = article("Broadcom buys VMware", &["Text of it."]);
        let new = article("Another", &["Broadcom buys VMware", "Text of it."]);
        let changes = difference(&old, &new);
        assert!(
            changes.contains(&Change::Removed(Part::Title)),
            "{changes:?}"
        );
        assert!(
            changes.contains(&Change::Added(Part::Passage(0))),
            "{changes:?}"
        );
    }

    /// Sentences of a few words, so that many have something in common.
    fn sentences() -> impl Strategy<Value = Vec<String>> {
        let word = prop::sample::select(vec![
            "한국은",
            "한국이",
            "買収",
            "した",
            "dog",
            "cat",
            "12",
            "。",
            " ",
        ]);
        let sentence = prop::collection::vec(word, 1..7).prop_map(|words| words.concat());
        prop::collection::vec(sentence, 0..9)
    }

    proptest! {
        #[test]
        fn both_texts_are_whole_in_their_difference(old in sentences(), new in sentences()) {
            let lines = |all: &[String]| article("T", &all.iter().map(String::as_str).collect::<Vec<_>>());
            let (old, new) = (lines(&old), lines(&new));
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for change in difference(&old, &new) {
                match change {
                    Change::Kept(one, other) => {
                        prop_assert_eq!(one.of(&old), other.of(&new));
                        before.push(one);
                        after.push(other);
                    }
                    Change::Removed(part) => before.push(part),
                    Change::Added(part) => after.push(part),
                    Change::Reworded { old: one, new: other, removed, added } => {
                        let kept = |text: &str, spans: &[Span]| {
                            let is_kept = |at: &usize| !spans.iter().any(|span| span.contains(*at));
                            let chars = text.char_indices().filter(|(at, _)| is_kept(at));
                            chars.map(|(_, c)| c).collect::<String>()
                        };
                        prop_assert!(!removed.is_empty() || !added.is_empty());
                        prop_assert_eq!(kept(one.of(&old), &removed), kept(other.of(&new), &added));
                        before.push(one);
                        after.push(other);
                    }
                }
            }
            prop_assert_eq!(before, parts(&old));
            prop_assert_eq!(after, parts(&new));
        }

        #[test]
        fn a_text_is_no_other_than_itself(lines in sentences()) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let same = article("T", &lines);
            let kept = |change: &Change| matches!(change, Change::Kept(one, other) if one == other);
            prop_assert!(difference(&same, &same).iter().all(kept));
        }
    }
}
