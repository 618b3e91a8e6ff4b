//! The vectors of a library's passages on their way: from the cache where they were kept, else from the encoder, in
//! small steps.
//!
//! Every passage is encoded as it stands and with the companies' names masked. It knows no index and no event: who
//! takes the steps says what is done with the vectors between them.

use std::collections::HashMap;
use std::iter;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use crate::analysis::ask::Question;
use crate::analysis::links::{Meanings, masked, sum};
use crate::encoder::{AssetError, Compact, Encoder, Vector};
use crate::news::company::Mentions;
use crate::news::library::{Library, PassageRef};
use crate::news::problem::Problem;
use crate::store::vectors::{Key, VectorCache};

/// A step ends with the passage that brings it over so many bytes of text: some 50 ms on one core.
const STEP_BYTES: usize = 4096;
/// The same where nobody waits for the next step: long batches have more tokens in common.
const STRIDE_BYTES: usize = 48 << 10;

/// How the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In small steps on the calling thread, so that what else is asked for does not wait.
    Small,
    /// In large steps on all cores.
    Fast,
}

/// How much of the work is done, in passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All passages of the library.
    pub of: usize,
    /// Those whose vectors were kept.
    pub kept: usize,
    /// Those that were encoded.
    pub encoded: usize,
}

impl Tally {
    /// Passages that have their vectors.
    #[must_use]
    pub fn done(self) -> usize {
        self.kept + self.encoded
    }
}

/// The work on a library.
#[derive(Debug)]
pub struct Encoding {
    cache: VectorCache,
    pace: Pace,
    /// The passages without vectors, the next one last.
    left: Vec<Pending>,
    /// What was encoded or found, for passages that say the same.
    known: HashMap<Key, Compact>,
    meanings: Meanings,
    /// What the meanings are of, passage by passage.
    sources: Vec<(PassageRef, Source)>,
    tally: Tally,
}

/// The forms of a passage, by which its meaning is found again when the library has been read again.
type Source = (Key, Option<Key>);

/// A passage that has no vectors yet.
#[derive(Debug)]
struct Pending {
    at: PassageRef,
    plain: Form,
    /// Where it names a company, and says something besides.
    masked: Option<Form>,
}

impl Pending {
    fn forms(&self) -> impl Iterator<Item = &Form> {
        [&self.plain].into_iter().chain(&self.masked)
    }

    fn source(&self) -> Source {
        (self.plain.key, self.masked.as_ref().map(|form| form.key))
    }
}

/// One of the two forms of a passage.
#[derive(Debug)]
struct Form {
    text: String,
    key: Key,
}

impl Form {
    fn of(text: String) -> Self {
        let key = Key::of(&text);
        Self { text, key }
    }
}

impl Encoding {
    /// Looks up the vectors of every passage; `mentions` belong to the library's articles, in their order. Also gives
    /// what was wrong with the cache.
    ///
    /// The passages that are left are encoded in the order of the library.
    #[must_use]
    pub fn begin(
        library: &Library,
        mentions: &[Mentions],
        cache: Option<&Path>,
        pace: Pace,
    ) -> (Self, Option<Problem>) {
        let cache = cache.map_or_else(VectorCache::nowhere, VectorCache::new);
        let encoding = Self {
            cache,
            pace,
            left: Vec::new(),
            known: HashMap::new(),
            meanings: Meanings::default(),
            sources: Vec::new(),
            tally: Tally::default(),
        };
        encoding.again(library, mentions)
    }

    /// The same for the library read again, or another: what is known of its passages is not looked up once more, nor
    /// encoded.
    #[must_use]
    pub fn again(mut self, library: &Library, mentions: &[Mentions]) -> (Self, Option<Problem>) {
        let old = std::mem::take(&mut self.meanings);
        let old: HashMap<Source, &Compact> = std::mem::take(&mut self.sources)
            .into_iter()
            .filter_map(|(at, source)| Some((source, old.get(at)?)))
            .collect();
        self.meanings = Meanings::new(library);
        let mut left = Vec::new();
        let passages = passages(library, mentions);
        self.tally = Tally {
            of: passages.len(),
            ..Tally::default()
        };
        for passage in passages {
            self.sources.push((passage.at, passage.source()));
            if let Some(known) = old.get(&passage.source()) {
                self.meanings.set(passage.at, known, None);
                self.tally.kept += 1;
            } else {
                left.push(passage);
            }
        }
        let forms = left.iter().flat_map(Pending::forms);
        let keys: Vec<Key> = forms.map(|form| form.key).collect();
        let mut problem = None;
        if !keys.is_empty() {
            let found = self.cache.look_up(&keys);
            self.known.extend(found.vectors);
            problem = found.problem;
        }
        self.left.clear();
        for passage in left.into_iter().rev() {
            if self.settle(&passage) {
                self.tally.kept += 1;
            } else {
                self.left.push(passage);
            }
        }
        self.forget();
        (self, problem)
    }

    /// Takes the next step. What was encoded is in the cache afterwards.
    ///
    /// # Errors
    /// The encoder cannot be used.
    pub fn step(&mut self) -> Result<Option<Problem>, AssetError> {
        let most = match self.pace {
            Pace::Small => STEP_BYTES,
            Pace::Fast => STRIDE_BYTES,
        };
        let (mut passages, mut bytes) = (Vec::new(), 0);
        while bytes < most
            && let Some(passage) = self.left.pop()
        {
            bytes += passage.forms().map(|form| form.text.len()).sum::<usize>();
            passages.push(passage);
        }
        let mut texts: Vec<(Key, &str)> = Vec::new();
        for form in passages.iter().flat_map(Pending::forms) {
            if !self.known.contains_key(&form.key) {
                texts.push((form.key, &form.text));
            }
        }
        texts.sort_unstable_by_key(|(key, _)| *key);
        texts.dedup();
        let fresh = encode(&texts, self.pace)?;
        let problem = self.cache.keep(&fresh).err();
        self.known.extend(fresh);
        for passage in &passages {
            if self.settle(passage) {
                self.tally.encoded += 1;
            }
        }
        self.forget();
        Ok(problem)
    }

    /// Lets go of what no passage waits for any more.
    fn forget(&mut self) {
        if self.is_done() {
            self.known = HashMap::new();
        }
    }

    /// Whether every passage has its vectors.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.left.is_empty()
    }

    /// How much is done.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The vectors so far.
    #[must_use]
    pub fn meanings(&self) -> &Meanings {
        &self.meanings
    }

    /// The vectors so far, at the end of the work.
    #[must_use]
    pub fn into_meanings(self) -> Meanings {
        self.meanings
    }

    /// Gives a passage its vectors where both are known.
    fn settle(&mut self, passage: &Pending) -> bool {
        let Some(plain) = self.known.get(&passage.plain.key) else {
            return false;
        };
        let masked = match &passage.masked {
            Some(form) => match self.known.get(&form.key) {
                Some(vector) => Some(vector),
                None => return false,
            },
            None => None,
        };
        self.meanings.set(passage.at, plain, masked);
        true
    }
}

/// Every passage of a library, in order, with its forms.
fn passages(library: &Library, mentions: &[Mentions]) -> Vec<Pending> {
    let none = Mentions::default();
    let mut passages = Vec::new();
    for (article, content) in library.iter() {
        let mentions = mentions.get(article.index()).unwrap_or(&none);
        for (number, passage) in (0_u32..).zip(0..content.passages.len()) {
            let at = PassageRef {
                article,
                passage: number,
            };
            let plain = Form::of(content.passage_text(passage).to_owned());
            let masked = masked(content, mentions, passage).map(Form::of);
            passages.push(Pending { at, plain, masked });
        }
    }
    passages
}

/// The vector of a question, made of both of its forms as that of a passage is.
///
/// # Errors
/// The encoder cannot be used.
pub fn of_question(question: &Question) -> Result<Compact, AssetError> {
    let masked = question.masked();
    let texts: Vec<&str> = iter::once(question.text())
        .chain(masked.as_deref())
        .collect();
    let vectors = Encoder::embedded()?.encode(&texts);
    let mut vectors = vectors.iter().map(Compact::from);
    let plain = vectors
        .next()
        .unwrap_or_else(|| Compact::from(&Vector::default()));
    let masked = vectors.next();
    Ok(masked.map_or_else(|| plain.clone(), |masked| sum(&plain, &masked)))
}

/// The vectors of texts, each with its key.
fn encode(texts: &[(Key, &str)], pace: Pace) -> Result<Vec<(Key, Compact)>, AssetError> {
    let encoder = Encoder::embedded()?;
    let part = |texts: &[(Key, &str)]| -> Vec<(Key, Compact)> {
        let keys = texts.iter().map(|(key, _)| *key);
        let texts: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        let vectors = encoder.encode(&texts);
        keys.zip(vectors.iter().map(Compact::from)).collect()
    };
    let cores = match pace {
        Pace::Small => 1,
        Pace::Fast => thread::available_parallelism().map_or(1, NonZero::get),
    };
    if cores == 1 || texts.len() < cores {
        return Ok(part(texts));
    }
    Ok(thread::scope(|threads| {
        let shares = texts.chunks(texts.len().div_ceil(cores));
        let workers: Vec<_> = shares
            .map(|share| threads.spawn(move || part(share)))
            .collect();
        // A share that is lost to a panic is as good as not encoded.
        let done = workers.into_iter().filter_map(|worker| worker.join().ok());
        done.flatten().collect()
    }))
}
