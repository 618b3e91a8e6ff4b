//! Which articles are copies of one another: near-duplicate detection within a language.
//!
//! A text is taken as the set of its shingles, runs of so many words (in Chinese, Japanese and Korean: letters) of its folded
//! form without punctuation. The resemblance of two texts is the share of shingles that both have in those that either has (A.
//! Broder, *On the resemblance and containment of documents*, 1997; A. Broder and others, *Syntactic clustering of the Web*,
//! 1997, which also takes sets over chains of pairs, and half as the border). Pairs worth comparing are those whose least
//! hashes agree in a band of three (P. Indyk and R. Motwani, 1998), the hashes taken from one permutation cut into bins
//! (P. Li, A. Owen and C.-H. Zhang, *One permutation hashing*, 2012) with empty bins filled from others (A. Shrivastava,
//! *Optimal densification*, 2017). Each such pair is then compared in full, so that what is found is exact, and what is
//! missed is a matter of chance: with these numbers one pair in sixteen at a resemblance of a half, one in two thousand at
//! three quarters.
//!
//! The title is left out: another headline is the commonest difference there is.

use std::collections::HashMap;

use super::cores;
use crate::news::article::Article;
use crate::news::library::{ArticleIx, Library};
use crate::text::fold::{Form, fold};
use crate::text::lang::Lang;

/// From this resemblance on articles are copies of one another. Made variants of the bundled articles (a paragraph cut, an
/// agency's lines added, other punctuation, words put into every tenth sentence) are at .63 and more, independent articles
/// about the same events at .02 and less.
pub const RESEMBLANCE: f64 = 0.5;

/// The words of a shingle,
const WORDS: usize = 5;
/// and the letters of one, where words are not written apart or carry their particles.
const LETTERS: usize = 8;
/// Texts of fewer shingles say too little: they are copies only where they are the same, title and all.
const LEAST: usize = 40;
/// The hashes that have to agree for two texts to be compared,
const ROWS: usize = 3;
/// and so many chances they have.
const BANDS: usize = 20;
const BINS: usize = ROWS * BANDS;
/// So many unlike texts of a band are kept for comparing others with: more come together only by what a site puts under
/// all its articles.
const LEADERS: usize = 4;
/// So many articles are sketched in one piece of work.
const PIECE: usize = 128;

/// What is kept of a text for finding its copies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sketch {
    /// The hash of the whole text with its title.
    whole: u64,
    /// The hash of each band; none where the text is too short.
    bands: Option<[u32; BANDS]>,
}

/// The sets of two and more articles of a language that are copies of one another, each in the library's order.
#[must_use]
pub fn duplicates(library: &Library) -> Vec<Vec<ArticleIx>> {
    let articles: Vec<(ArticleIx, &Article)> = library.iter().collect();
    let pieces = articles.chunks(PIECE).collect();
    let sketches = cores::each(pieces, |piece: &[(ArticleIx, &Article)]| {
        let sketches = piece.iter().map(|(_, article)| Sketch::of(article));
        sketches.collect::<Vec<_>>()
    })
    .concat();
    let mut by_lang: HashMap<&str, Vec<u32>> = HashMap::new();
    for (ix, article) in &articles {
        by_lang.entry(article.lang.code()).or_default().push(ix.0);
    }
    let mut sets = Sets::new(articles.len());
    for members in by_lang.values() {
        same(members, &sketches, &mut sets);
        for band in 0..BANDS {
            alike(members, &sketches, band, library, &mut sets);
        }
    }
    sets.all()
}

/// How much of two texts is the same, 0 to 1; the titles do not count.
#[must_use]
pub fn resemblance(one: &Article, other: &Article) -> f64 {
    common(&shingles(one), &shingles(other))
}

/// Puts articles that belong together into sets, by pairs; each set is in the library's order.
#[must_use]
pub fn joined(
    count: usize,
    sets: &[Vec<ArticleIx>],
    pairs: &[(ArticleIx, ArticleIx)],
) -> Vec<Vec<ArticleIx>> {
    let mut joined = Sets::new(count);
    for set in sets {
        for (one, other) in set.iter().zip(set.iter().skip(1)) {
            joined.join(one.0, other.0);
        }
    }
    for (one, other) in pairs {
        joined.join(one.0, other.0);
    }
    joined.all()
}

/// Joins articles whose text and title are the same.
fn same(members: &[u32], sketches: &[Sketch], sets: &mut Sets) {
    let mut first: HashMap<u64, u32> = HashMap::new();
    for member in members {
        if let Some(sketch) = sketches.get(*member as usize) {
            let known = *first.entry(sketch.whole).or_insert(*member);
            sets.join(known, *member);
        }
    }
}

/// Joins articles that agree in a band and are copies of one another.
fn alike(members: &[u32], sketches: &[Sketch], band: usize, library: &Library, sets: &mut Sets) {
    let hash = |member: &u32| Some(sketches.get(*member as usize)?.bands?[band]);
    let mut hashes: Vec<(u32, u32)> = members
        .iter()
        .filter_map(|member| Some((hash(member)?, *member)))
        .collect();
    hashes.sort_unstable();
    for run in hashes.chunk_by(|one, other| one.0 == other.0) {
        // Mostly all have been found to be of one set in an earlier band.
        let set = run.first().map(|(_, member)| sets.find(*member));
        if run
            .iter()
            .all(|(_, member)| Some(sets.find(*member)) == set)
        {
            continue;
        }
        let mut leaders: Vec<(u32, Vec<u64>)> = Vec::new();
        let mut seen: Vec<u32> = Vec::new();
        for (_, member) in run {
            let set = sets.find(*member);
            if seen.contains(&set) {
                continue;
            }
            let Some(article) = library.get(ArticleIx(*member)) else {
                continue;
            };
            let own = shingles(article);
            let like = leaders
                .iter()
                .find(|(_, shingles)| common(shingles, &own) >= RESEMBLANCE);
            if let Some((leader, _)) = like {
                sets.join(*leader, *member);
            } else if leaders.len() < LEADERS {
                leaders.push((*member, own));
            }
            seen = leaders
                .iter()
                .map(|(leader, _)| sets.find(*leader))
                .collect();
        }
    }
}

impl Sketch {
    fn of(article: &Article) -> Self {
        let title = Tokens::of(&article.meta.title, article.lang);
        let text = Tokens::of(&article.text, article.lang);
        let mix = |sum: u64, token: &u64| mixed(sum.wrapping_mul(FACTOR).wrapping_add(*token));
        let whole = text
            .hashes
            .iter()
            .fold(title.hashes.iter().fold(1, mix), mix);
        Self {
            whole,
            bands: (text.runs().count() >= LEAST).then(|| bands(text.runs())),
        }
    }
}

/// The share of shingles that both sets have in those that either has; both are in order, each shingle once.
#[expect(clippy::cast_precision_loss, reason = "counts of shingles")]
fn common(one: &[u64], other: &[u64]) -> f64 {
    let (mut at, mut both) = (0, 0_usize);
    for shingle in one {
        while other.get(at).is_some_and(|next| next < shingle) {
            at += 1;
        }
        both += usize::from(other.get(at) == Some(shingle));
    }
    both as f64 / (one.len() + other.len() - both).max(1) as f64
}

/// The shingles of an article's text, in order, each once.
fn shingles(article: &Article) -> Vec<u64> {
    Tokens::of(&article.text, article.lang).shingles()
}

/// The words or letters of a text.
struct Tokens {
    /// Their hashes, in order.
    hashes: Vec<u64>,
    /// How many make a shingle.
    run: usize,
}

impl Tokens {
    fn of(text: &str, lang: Lang) -> Self {
        let folded = fold(text, Form::Search).text;
        let letter = |c: char| u64::from(u32::from(c)) + 1;
        if lang.is_cjk() {
            let letters = folded.chars().filter(|c| is_word(*c));
            return Self {
                hashes: letters.map(letter).collect(),
                run: LETTERS,
            };
        }
        let words = folded.split(|c: char| !is_word(c));
        let hash = |word: &str| {
            let sum = |sum: u64, c| sum.wrapping_mul(FACTOR).wrapping_add(letter(c));
            word.chars().fold(0, sum)
        };
        let words = words.filter(|word| !word.is_empty());
        Self {
            hashes: words.map(hash).collect(),
            run: WORDS,
        }
    }

    /// The hashes of the runs that make shingles, as they follow one another.
    fn runs(&self) -> impl Iterator<Item = u64> {
        let sum = |sum: u64, token: &u64| sum.wrapping_mul(FACTOR).wrapping_add(*token);
        let runs = self.hashes.windows(self.run);
        runs.map(move |run| mixed(run.iter().fold(0, sum)))
    }

    /// The same in order, each once.
    fn shingles(&self) -> Vec<u64> {
        let mut shingles: Vec<u64> = self.runs().collect();
        shingles.sort_unstable();
        shingles.dedup();
        shingles
    }
}

/// Whether a character of a folded text belongs to a word: letters and digits. The commonest of Chinese, Japanese and Korean
/// are known without the table of all.
fn is_word(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{30A1}'..='\u{30FA}')
        || c.is_alphanumeric()
}

/// An odd number without a pattern, for sums of tokens in order: 2^64 over the golden ratio.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads a hash over all its bits (the finalizer of SplitMix64: G. Steele, D. Lea and C. Flood, 2014).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// The bands of a text: each a hash of the least hashes of some bins.
fn bands(shingles: impl Iterator<Item = u64>) -> [u32; BANDS] {
    let mut least = [None::<u64>; BINS];
    for shingle in shingles {
        if let Some(known) = least.get_mut(bin(shingle)) {
            *known = Some(known.map_or(shingle, |known| known.min(shingle)));
        }
    }
    let filled: [u64; BINS] = std::array::from_fn(|at| {
        // An empty bin takes what stands in another, the same one for every text in which both are as they are here.
        let mut place = at;
        let mut tries = 0_u64;
        loop {
            if let Some(hash) = least.get(place).copied().flatten() {
                return mixed(hash.wrapping_add(tries));
            }
            if tries > 4096 {
                return 0;
            }
            tries += 1;
            place = bin(mixed((at as u64) << 32 | tries));
        }
    });
    std::array::from_fn(|band| {
        let rows = filled.iter().skip(band * ROWS).take(ROWS);
        let hash = rows.fold(band as u64, |sum, row| {
            mixed(sum.wrapping_mul(FACTOR) ^ row)
        });
        u32::try_from(hash >> 32).unwrap_or_default()
    })
}

/// The bin of a hash, by its upper half.
fn bin(hash: u64) -> usize {
    usize::try_from(((hash >> 32) * BINS as u64) >> 32).unwrap_or_default()
}

/// Sets that are joined until they are asked for (union by the smaller number, paths halved).
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..).take(count).collect())
    }

    fn find(&mut self, of: u32) -> u32 {
        let mut at = of;
        loop {
            let above = self.0.get(at as usize).copied().unwrap_or(at);
            if above == at {
                return at;
            }
            let next = self.0.get(above as usize).copied().unwrap_or(above);
            if let Some(place) = self.0.get_mut(at as usize) {
                *place = next;
            }
            at = next;
        }
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        let (least, most) = (one.min(other), one.max(other));
        if let Some(place) = self.0.get_mut(most as usize) {
            *place = least;
        }
    }

    /// The sets of two and more, in the order of their first.
    fn all(mut self) -> Vec<Vec<ArticleIx>> {
        let mut sets: Vec<Vec<ArticleIx>> = Vec::new();
        let mut of: HashMap<u32, usize> = HashMap::new();
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let mut sizes: HashMap<u32, u32> = HashMap::new();
        for at in 0..count {
            *sizes.entry(self.find(at)).or_default() += 1;
        }
        for at in 0..count {
            let first = self.find(at);
            if sizes.get(&first).is_some_and(|size| *size > 1) {
                let set = *of.entry(first).or_insert_with(|| {
                    sets.push(Vec::new());
                    sets.len() - 1
                });
                if let Some(set) = sets.get_mut(set) {
                    set.push(ArticleIx(at));
                }
            }
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sets_and_pairs_are_joined() {
        let ix = |numbers: &[u32]| numbers.iter().map(|n| ArticleIx(*n)).collect::<Vec<_>>();
        let sets = [ix(&[1, 4]), ix(&[2, 3, 6])];
        let pairs = [(ArticleIx(6), ArticleIx(0)), (ArticleIx(5), ArticleIx(7))];
        let expected = [ix(&[0, 2, 3, 6]), ix(&[1, 4]), ix(&[5, 7])];
        assert_eq!(joined(8, &sets, &pairs), expected);
        assert!(joined(3, &[], &[]).is_empty());
    }

    #[test]
    fn empty_bins_are_filled_alike_for_texts_that_are_alike() {
        let one: Vec<u64> = (0..45).map(|n| mixed(n * 7 + 1)).collect();
        let mut two = one.clone();
        two.pop();
        let of = |shingles: &[u64]| bands(shingles.iter().copied());
        let agree =
            |a: &[u32; BANDS], b: &[u32; BANDS]| a.iter().zip(b).filter(|(a, b)| a == b).count();
        assert_eq!(agree(&of(&one), &of(&one)), BANDS);
        assert!(agree(&of(&one), &of(&two)) >= BANDS / 2);
        let other: Vec<u64> = (0..45).map(|n| mixed(n * 11 + 500)).collect();
        assert_eq!(agree(&of(&one), &of(&other)), 0);
    }

    proptest! {
        #[test]
        fn what_is_common_is_that_of_the_sets(one in prop::collection::btree_set(0u64..60, 0..40), other in prop::collection::btree_set(0u64..60, 0..40)) {
            let both = one.intersection(&other).count();
            let either = one.union(&other).count();
            let list = |set: &BTreeSet<u64>| set.iter().copied().collect::<Vec<_>>();
            let wanted = both as f64 / either.max(1) as f64;
            prop_assert!((common(&list(&one), &list(&other)) - wanted).abs() < 1e-12);
        }
    }
}
