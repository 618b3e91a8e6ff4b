//! Two passages that belong together, and why.

use super::library::PassageRef;

/// A passage of another article that belongs to the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The passage asked about.
    pub from: PassageRef,
    /// The other passage.
    pub to: PassageRef,
    /// How much speaks for the link: 0 nothing, towards 1 ever more.
    pub score: f64,
    /// What speaks for it, the strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// One thing that two passages share.
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
        }
    }
}
