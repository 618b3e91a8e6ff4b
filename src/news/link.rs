//! Two passages that belong together, how probably, and why.

use super::library::PassageRef;

/// A passage of another article that belongs to the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The passage asked about.
    pub from: PassageRef,
    /// The other passage.
    pub to: PassageRef,
    /// How probable it is that they belong together, 0 to 1.
    pub probability: f64,
    /// How they belong together.
    pub kind: LinkKind,
    /// How near their meanings are: the cosine of their vectors, -1 to 1; 0 where one has none. Never shown as it is.
    pub similarity: f64,
    /// How much nearer they are than the passages around them; 0 where one has no vector.
    pub margin: f64,
    /// What speaks for it, the strongest first, and what disagrees.
    pub reasons: Vec<Reason>,
}

/// How two passages belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// They say the same: a translation, wire copy, a restatement.
    Same,
    /// They tell of the same event or figure.
    Fact,
    /// They speak of the same thing.
    Related,
}

impl LinkKind {
    /// Its name in lower case, as the screen and `--json` give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Fact => "fact",
            Self::Related => "related",
        }
    }
}

/// A link between passages of two articles that are known from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The passage of the first article.
    pub first: u32,
    /// The passage of the second.
    pub second: u32,
    /// How probable it is that they belong together, 0 to 1.
    pub probability: f64,
    /// How they belong together.
    pub kind: LinkKind,
}

/// A passage that answers a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The passage.
    pub to: PassageRef,
    /// How probable it is that it belongs to the question, 0 to 1.
    pub probability: f64,
    /// How near its meaning is to the question's: the cosine, -1 to 1. Never shown as it is.
    pub similarity: f64,
    /// The question's words that it has, and what else speaks for it.
    pub reasons: Vec<Reason>,
}

/// One thing that two passages share, or in which they disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What kind of thing it is.
    pub kind: ReasonKind,
    /// The thing, as the reader is shown it.
    pub value: String,
}

/// The kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// Both name the company.
    Company,
    /// Both give the figure.
    Figure,
    /// Both give the date.
    Date,
    /// Both have the product name or other rare Latin term.
    Term,
    /// Both have the word.
    Word,
    /// They mean nearly the same; the value is empty, or says it in words.
    Meaning,
    /// They give figures or dates that disagree (`7 ≠ 5 people`, `2018 ≠ 2019`), that of the passage asked about first.
    Differs,
}

impl ReasonKind {
    /// Its name in lower case, as `--json` gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Figure => "figure",
            Self::Date => "date",
            Self::Term => "term",
            Self::Word => "word",
            Self::Meaning => "meaning",
            Self::Differs => "differs",
        }
    }
}
