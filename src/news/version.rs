//! What an article said before it was changed.

use super::article::Article;
use super::date::Date;
use super::problem::Problem;

/// The texts an article had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// When the text of today came, where the file says it.
    pub now: Option<Date>,
    /// The earlier texts, the latest first.
    pub older: Vec<Version>,
    /// What was wrong with files of earlier texts.
    pub problems: Vec<Problem>,
}

/// An earlier text of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The article as it was.
    pub article: Article,
    /// When it came, where the file says it.
    pub fetched: Option<Date>,
}
