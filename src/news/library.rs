//! The articles in hand, and what was wrong with the files that are not among them.

use std::path::PathBuf;
use std::sync::Arc;

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

/// The articles in hand: all under the configured folders, or of a large library those that are looked at.
///
/// Between two readings of the library articles are only added or replaced, so that places stay good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// The folders it was read from.
    pub folders: Vec<PathBuf>,
    /// The articles; in order of their paths where all were read.
    pub articles: Vec<Arc<Article>>,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

impl Library {
    /// The article at a place.
    #[must_use]
    pub fn get(&self, ix: ArticleIx) -> Option<&Article> {
        self.articles.get(ix.index()).map(Arc::as_ref)
    }

    /// Every article with its place.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleIx, &Article)> + Clone {
        let articles = self.articles.iter().map(Arc::as_ref);
        (0..).map(ArticleIx).zip(articles)
    }

    /// The place of the article with this name.
    #[must_use]
    pub fn find(&self, id: &ArticleId) -> Option<ArticleIx> {
        self.iter()
            .find(|(_, article)| article.id == *id)
            .map(|(ix, _)| ix)
    }

    /// Adds an article, and gives its place.
    pub fn add(&mut self, article: Arc<Article>) -> ArticleIx {
        let place = u32::try_from(self.articles.len()).unwrap_or(u32::MAX);
        self.articles.push(article);
        ArticleIx(place)
    }

    /// Puts another article, or the same with its text, in a place, and gives back what was there.
    pub fn replace(&mut self, ix: ArticleIx, article: Arc<Article>) -> Option<Arc<Article>> {
        let place = self.articles.get_mut(ix.index())?;
        Some(std::mem::replace(place, article))
    }
}
