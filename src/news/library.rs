//! All articles, and what was wrong with the files that are not among them.

use std::path::PathBuf;

use super::article::{Article, ArticleId};
use super::problem::Problem;

/// An article's place in the library; good until the library is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleIx(pub u32);

impl ArticleIx {
    /// The place as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A passage of the library; good until the library is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageRef {
    /// The article.
    pub article: ArticleIx,
    /// The passage, as an index of its passages.
    pub passage: u32,
}

/// By what it is seen that a file has changed, without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970-01-01T00:00Z.
    pub modified: i64,
}

/// All articles under the configured folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// The folders it was read from.
    pub folders: Vec<PathBuf>,
    /// The articles, in order of their paths.
    pub articles: Vec<Article>,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

impl Library {
    /// The article at a place.
    #[must_use]
    pub fn get(&self, ix: ArticleIx) -> Option<&Article> {
        self.articles.get(ix.index())
    }

    /// Every article with its place.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleIx, &Article)> {
        (0..).map(ArticleIx).zip(&self.articles)
    }

    /// The place of the article with this name.
    #[must_use]
    pub fn find(&self, id: &ArticleId) -> Option<ArticleIx> {
        self.iter()
            .find(|(_, article)| article.id == *id)
            .map(|(ix, _)| ix)
    }
}
