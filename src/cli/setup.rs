//! What the command line, the environment and the configuration come to together.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::Failure;
use super::args::Common;
use crate::app::views;
use crate::config::{BUILT_IN, Config, Layer, MarksPlace, Written, examine, nearest};
use crate::keymap::Keymap;
use crate::runtime::{FeedDesk, depth};
use crate::view::theme::Theme;

/// The environment's name for the configuration file.
pub(super) const VARIABLE: &str = "COUNTERPOINT_CONFIG";

/// What holds for this run.
#[derive(Debug)]
pub(super) struct Setup {
    /// The configuration.
    pub(super) config: Config,
    /// The keys.
    pub(super) keymap: Keymap,
    /// The theme.
    pub(super) theme: Theme,
    /// The folders and files of the library.
    pub(super) folders: Vec<PathBuf>,
    /// The user's configuration file, where there is one.
    pub(super) file: Option<PathBuf>,
    /// Whether the folders were named on the command line.
    named: bool,
    data: Option<PathBuf>,
}

impl Setup {
    /// Reads the configuration and works out what holds.
    ///
    /// # Errors
    /// A configuration that was named is not there or cannot be read; every problem with what it says.
    pub(super) fn new(common: Common) -> Result<Self, Failure> {
        let layer = find(common.config)?;
        let layers: Vec<Layer> = layer.iter().cloned().collect();
        let (config, mut problems) = examine(&layers);
        problems.extend(views::problems(&config.views));
        let keymap = Keymap::new(&config.keys);
        let theme = Theme::new(&config.theme, depth::detect());
        let (keymap, theme) = match (keymap, theme) {
            (Ok(keymap), Ok(theme)) if problems.is_empty() => (keymap, theme),
            (keymap, theme) => {
                problems.extend(keymap.err().into_iter().flatten());
                problems.extend(theme.err().into_iter().flatten());
                problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
                return Err(Failure::Config(problems));
            }
        };
        let named = !common.library.is_empty();
        let folders = if named {
            common.library
        } else {
            config.library.folders.iter().map(resolve).collect()
        };
        let mut setup = Self {
            config,
            keymap,
            theme,
            folders,
            file: layer.map(|layer| layer.path),
            named,
            data: common.data,
        };
        if setup.fetched().is_ok_and(|fetched| fetched.is_dir()) {
            setup.folders = setup.with_fetched();
        }
        Ok(setup)
    }

    /// What the reader fetches feeds with; none where the folders were named on the command line: those are somebody's
    /// for this run, and nothing is written there unasked.
    pub(super) fn feed_desk(&self) -> Option<FeedDesk> {
        if self.named {
            return None;
        }
        Some(FeedDesk {
            library: self.fetched().ok()?,
            states: self.feed_states().ok()?,
            file: self.own_file().ok(),
            folders: self.with_fetched(),
        })
    }

    /// The folders that are read, with what is fetched among them.
    fn with_fetched(&self) -> Vec<PathBuf> {
        let mut folders = self.folders.clone();
        let Ok(fetched) = self.fetched() else {
            return folders;
        };
        let is_read = folders.iter().any(|folder| fetched.starts_with(folder));
        if self.named || is_read {
            return folders;
        }
        // Whoever has feeds and nothing else need not hear that the folder of the built-in file is missing.
        let is_own = |folder: &Written| folder.path != Path::new(BUILT_IN);
        if !self.config.library.folders.iter().any(is_own) {
            folders.retain(|folder| folder.exists());
        }
        folders.push(fetched);
        folders
    }

    /// The folder that entries of feeds are written to: the one named on the command line, that of the configuration, or
    /// one in the data folder.
    ///
    /// # Errors
    /// No folder can be found for them.
    pub(super) fn fetched(&self) -> Result<PathBuf, Failure> {
        if let Some(folder) = self.folders.first().filter(|_| self.named) {
            return Ok(folder.clone());
        }
        if let Some(folder) = &self.config.fetch.library {
            return Ok(resolve(folder));
        }
        Ok(self.own_data()?.join("library"))
    }

    /// The user's configuration file, there or not.
    ///
    /// # Errors
    /// There is no place for one.
    pub(super) fn own_file(&self) -> Result<PathBuf, Failure> {
        self.file.clone().or_else(usual_file).ok_or_else(|| {
            Failure::Usage(
                "there is no home folder for a configuration; name a file with --config".to_owned(),
            )
        })
    }

    /// The folder of what is remembered of feeds.
    ///
    /// # Errors
    /// No folder can be found for it.
    pub(super) fn feed_states(&self) -> Result<PathBuf, Failure> {
        Ok(self.own_data()?.join("feeds"))
    }

    /// The data folder, which is never in the library.
    fn own_data(&self) -> Result<PathBuf, Failure> {
        if let Some(data) = &self.data {
            return Ok(data.clone());
        }
        match Xdg::new() {
            Ok(base) => Ok(base.data_dir().join("counterpoint")),
            Err(_) => Err(Failure::Usage(
                "there is no home folder to keep marks and feeds in; name a folder with --data"
                    .to_owned(),
            )),
        }
    }

    /// The folder of the marks and the reading state.
    ///
    /// # Errors
    /// No folder can be found for them.
    pub(super) fn data(&self) -> Result<PathBuf, Failure> {
        if let Some(data) = &self.data {
            return Ok(data.clone());
        }
        let first = self.folders.first();
        match (self.config.library.marks, first) {
            (MarksPlace::Library, Some(first)) => {
                let folder = if first.is_file() { first.parent() } else { Some(first.as_path()) };
                Ok(folder.unwrap_or(Path::new("")).join(".counterpoint"))
            }
            (MarksPlace::Library, None) => Err(Failure::Usage(
                "marks are to be kept in the library, but there is no library folder; name one with --library".to_owned(),
            )),
            (MarksPlace::Data, _) => self.own_data(),
        }
    }

    /// The folder where vectors are kept; none where there is no home folder.
    pub(super) fn cache() -> Option<PathBuf> {
        let base = Xdg::new().ok()?;
        Some(base.cache_dir().join("counterpoint"))
    }

    /// Sees whether what was named on the command line is there: a slip in a command's name looks like a folder.
    ///
    /// # Errors
    /// It is not.
    pub(super) fn demand_named_folders(&self, commands: &clap::Command) -> Result<(), Failure> {
        let missing = self.folders.iter().find(|folder| !folder.exists());
        let Some(missing) = missing.filter(|_| self.named) else {
            return Ok(());
        };
        let name = missing.to_string_lossy();
        let known: Vec<String> = commands
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        Err(Failure::Usage(format!(
            "there is no folder or file `{name}`, and no command of that name: {}",
            nearest(&name, &known)
        )))
    }
}

/// Where the user's configuration is looked for when none is named.
pub(super) fn usual_file() -> Option<PathBuf> {
    let base = Xdg::new().ok()?;
    Some(base.config_dir().join("counterpoint").join("config.toml"))
}

fn find(named: Option<PathBuf>) -> Result<Option<Layer>, Failure> {
    let by_variable = || {
        env::var_os(VARIABLE)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let (path, how) = match (named, by_variable()) {
        (Some(path), _) => (path, Some("--config".to_owned())),
        (None, Some(path)) => (path, Some(format!("${VARIABLE}"))),
        (None, None) => match usual_file() {
            Some(path) => (path, None),
            None => return Ok(None),
        },
    };
    match fs::read(&path) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..at).unwrap_or_default();
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                Failure::Usage(format!(
                    "{}:{line}: this is not UTF-8; save it as UTF-8",
                    path.display()
                ))
            })?;
            Ok(Some(Layer { path, text }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && how.is_none() => Ok(None),
        Err(error) => {
            let how = how.unwrap_or_else(|| "the usual place".to_owned());
            Err(Failure::Usage(format!(
                "{}: the configuration named by {how} cannot be read: {error}; name another file or leave it out",
                path.display()
            )))
        }
    }
}

/// A folder of the configuration: `~` is the home folder, and what is relative is so to the file it is written in. That
/// of the built-in file has no folder, so what it says is relative to where the program starts.
fn resolve(folder: &Written) -> PathBuf {
    let rest = folder.text.strip_prefix('~');
    let home = rest.filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if let (Some(rest), Ok(base)) = (home, Xdg::new()) {
        return base.home_dir().join(rest.trim_start_matches('/'));
    }
    folder
        .path
        .parent()
        .unwrap_or(Path::new(""))
        .join(&folder.text)
}
