//! The library as the listings see it: read, looked through for companies, and asked for articles by name.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use super::Failure;
use super::progress::Progress;
use super::setup::Setup;
use crate::analysis::companies::Matcher;
use crate::app::shelf::{Coverage, coverage};
use crate::config::nearest;
use crate::load::load;
use crate::news::article::Article;
use crate::news::company::Mentions;
use crate::news::library::{ArticleIx, Library};
use crate::news::problem::Problem;

/// How many articles a message names at most.
const NAMED: usize = 12;

/// The library and the mentions of each of its articles.
#[derive(Debug)]
pub(super) struct Stock {
    pub(super) library: Library,
    pub(super) mentions: Vec<Mentions>,
}

impl Stock {
    /// Reads the library.
    ///
    /// # Errors
    /// There is not one article in it.
    pub(super) fn read(setup: &Setup) -> Result<Self, Failure> {
        let progress = Mutex::new(Progress::new("reading {pos} files"));
        let library = load(&setup.folders, &|files| {
            // Whoever finds it taken has nothing newer to say.
            if let Ok(mut progress) = progress.try_lock() {
                progress.at(files, None, String::new);
            }
        });
        drop(progress);
        if library.articles.is_empty() {
            return Err(nothing(setup, &library.problems));
        }
        let matcher = Matcher::new(&setup.config.companies);
        let mentions = library
            .articles
            .iter()
            .map(|article| matcher.mentions(article))
            .collect();
        Ok(Self { library, mentions })
    }

    /// Every article with its mentions.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Article, &Mentions)> {
        let articles = self.library.iter().map(|(_, article)| article);
        articles.zip(&self.mentions)
    }

    /// What every company has in the library.
    pub(super) fn coverage(&self, companies: usize) -> Vec<Coverage> {
        coverage(&self.library, &self.mentions, companies)
    }

    /// An article, and where a passage is named too, its index.
    ///
    /// # Errors
    /// No article, or more than one, is named so; it has no such passage.
    pub(super) fn find(&self, text: &str) -> Result<(ArticleIx, Option<usize>), Failure> {
        let whole = find(&self.library, text);
        let parts = text
            .rsplit_once(':')
            .and_then(|(name, number)| Some((name, number.parse::<usize>().ok()?)));
        let (Err(_), Some((name, number))) = (&whole, parts) else {
            return whole.map(|ix| (ix, None));
        };
        let ix = find(&self.library, name)?;
        let passages = self
            .library
            .get(ix)
            .map_or(0, |article| article.passages.len());
        match number.checked_sub(1).filter(|passage| *passage < passages) {
            Some(passage) => Ok((ix, Some(passage))),
            None => Err(Failure::Data(format!(
                "{name} has passages 1 to {passages}, not {number}"
            ))),
        }
    }
}

/// What is said where there is no article.
pub(super) fn nothing(setup: &Setup, problems: &[Problem]) -> Failure {
    let why: Vec<String> = problems
        .iter()
        .map(|problem| format!("\n  {problem}"))
        .collect();
    let folders: Vec<String> = setup
        .folders
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let what = format!("no article was found in {}", folders.join(", "));
    Failure::Data(format!("{what}{}", why.concat()))
}

fn find(library: &Library, name: &str) -> Result<ArticleIx, Failure> {
    let exact = library.iter().find(|(_, article)| article.id.0 == name);
    if let Some((ix, _)) = exact.or_else(|| {
        library
            .iter()
            .find(|(_, article)| same_file(&article.path, name))
    }) {
        return Ok(ix);
    }
    let below = format!("/{name}");
    let alike = |article: &Article| {
        let id = &article.id.0;
        id.starts_with(name) || id.ends_with(name) || id.contains(&below)
    };
    let found: Vec<(ArticleIx, &Article)> = library
        .iter()
        .filter(|(_, article)| !name.is_empty() && alike(article))
        .collect();
    match found.as_slice() {
        [(ix, _)] => Ok(*ix),
        [] => {
            let ids: Vec<String> = library
                .articles
                .iter()
                .map(|article| article.id.0.clone())
                .collect();
            let hint = nearest(name, &ids);
            // The list of all articles is longer than a message should be.
            let hint = if hint.starts_with("did") {
                hint
            } else {
                "`counterpoint list` lists them".to_owned()
            };
            Err(Failure::Data(format!(
                "there is no article `{name}`; {hint}"
            )))
        }
        several => {
            let ids = several
                .iter()
                .take(NAMED)
                .map(|(_, article)| article.id.0.as_str());
            let more = if several.len() > NAMED { ", …" } else { "" };
            let ids: Vec<&str> = ids.collect();
            Err(Failure::Data(format!(
                "`{name}` names more than one article: {}{more}",
                ids.join(", ")
            )))
        }
    }
}

fn same_file(path: &Path, name: &str) -> bool {
    let named = Path::new(name);
    if path == named {
        return true;
    }
    // Only names that could be a file's are worth the disk.
    path.file_name() == named.file_name()
        && matches!((fs::canonicalize(path), fs::canonicalize(named)), (Ok(a), Ok(b)) if a == b)
}
