//! Watched organizations and where they are named.

use super::color::Color;
use crate::text::lang::Lang;
use crate::text::span::Span;

/// A company's place in the configured list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanyIx(pub u16);

impl CompanyIx {
    /// The company at this place of a list.
    #[must_use]
    pub fn of(self, companies: &[Company]) -> Option<&Company> {
        companies.get(usize::from(self.0))
    }
}

/// A watched organization with its aliases in every script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The name scripts and filters use, in kebab case.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// One or two letters that stand for it in the library list.
    pub initial: String,
    /// Its color.
    pub color: Color,
    /// What it is called.
    pub aliases: Vec<Alias>,
    /// Strings around an alias in which it does not name the company (`アマゾン川`).
    pub deny: Vec<String>,
    /// Strings around an alias in which it does, although the rule of its script's edges says no (`アップルストア`).
    pub allow: Vec<String>,
}

/// One of a company's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub text: String,
    /// The language it is listed under; it is looked for in every article all the same.
    pub lang: Lang,
    /// Whether it counts in exactly this capitalization only.
    pub case: bool,
    /// Whether it is also a common word or another name, and counts only with a second signal.
    pub ambiguous: bool,
}

/// A place where a company is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The company.
    pub company: CompanyIx,
    /// The alias as it stands in the text.
    pub span: Span,
}

/// How much an article is about a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Named in passing.
    Passing,
    /// Takes part.
    Involved,
    /// What the article is about.
    Main,
}

impl Weight {
    /// Its name in lower case, as listings and `--json` give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passing => "passing",
            Self::Involved => "involved",
            Self::Main => "main",
        }
    }
}

/// All mentions of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Those in the title, as spans of the title.
    pub title: Vec<Mention>,
    /// Those in the body, as spans of the article's text, in order.
    pub text: Vec<Mention>,
    /// Every company that is named, the weightiest first.
    pub companies: Vec<Presence>,
}

/// A company's part in one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The company.
    pub company: CompanyIx,
    /// How often it is named, in the title and the body.
    pub count: usize,
    /// How much the article is about it.
    pub weight: Weight,
}
