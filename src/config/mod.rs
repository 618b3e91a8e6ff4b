//! `config.toml`: what it may say, and what it says.
//!
//! The file at the root of the project is compiled in and gives every default; the user's own file overrides it key by
//! key. Keys of the keyboard and styles of a theme stay strings here: who uses them checks them.

mod layers;
mod sections;

use crate::news::company::Company;
use crate::news::mark::Tag;
use crate::news::problem::Problem;
use crate::text::lang::Lang;

use layers::{File, Report, Section};
pub use layers::{Layer, Origin, Written, nearest};

/// The shipped configuration, comments and all.
pub const DEFAULT: &str = include_str!("../../config.toml");

/// The configuration in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The library and the marks.
    pub library: LibraryConfig,
    /// How text is set.
    pub reading: ReadingConfig,
    /// The panes.
    pub panes: PanesConfig,
    /// The watched companies.
    pub companies: Vec<Company>,
    /// The tags, by their letters.
    pub tags: Vec<Tag>,
    /// The keys.
    pub keys: KeysConfig,
    /// The theme.
    pub theme: ThemeConfig,
    /// Where each value comes from.
    pub origins: Vec<Origin>,
}

/// `[library]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryConfig {
    /// The folders that are read when the command line names none.
    pub folders: Vec<Written>,
    /// Where marks are kept.
    pub marks: MarksPlace,
}

/// Where marks and the reading state are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarksPlace {
    /// In the user's data folder.
    Data,
    /// In `.counterpoint` below the first library folder.
    Library,
}

/// `[reading]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingConfig {
    /// How wide the terminal draws ambiguous characters.
    pub ambiguous: AmbiguousWidth,
    /// How a language without a table of its own is set.
    pub other: Measure,
    /// How the languages with a table of their own are set.
    pub by_lang: Vec<(Lang, Measure)>,
}

impl ReadingConfig {
    /// How a language is set.
    #[must_use]
    pub fn measure(&self, lang: Lang) -> Measure {
        let own = self
            .by_lang
            .iter()
            .find(|(other, _)| other.code() == lang.code());
        own.map_or(self.other, |(_, measure)| *measure)
    }
}

/// What is known of the width of ambiguous characters (UAX #11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmbiguousWidth {
    /// The terminal is asked once at the start.
    Auto,
    /// One cell.
    Narrow,
    /// Two cells.
    Wide,
}

/// How a language is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The longest row, in cells.
    pub cells: u16,
    /// The indent of a paragraph's first row, in cells.
    pub first_indent: u16,
    /// Whether a blank line stands between paragraphs.
    pub blank_line: bool,
    /// The reading speed.
    pub speed: Speed,
}

/// A reading speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// In words a minute.
    Words(u16),
    /// In characters a minute, for languages written without spaces or in syllables.
    Characters(u16),
}

/// `[panes]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanesConfig {
    /// The library list's share of the width, in percent.
    pub list: u16,
    /// The side pane's share of the width, in percent.
    pub side: u16,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// The order of the library list.
    pub sort: Sort,
}

/// The orders of the library list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The newest first.
    Date,
    /// By title.
    Title,
    /// By source.
    Source,
    /// By language.
    Language,
    /// The unread first.
    Unread,
}

/// The orders by the names the configuration and the screen use.
pub const SORTS: [(&str, Sort); 5] = [
    ("date", Sort::Date),
    ("title", Sort::Title),
    ("source", Sort::Source),
    ("language", Sort::Language),
    ("unread", Sort::Unread),
];

/// `[keys]`: a preset, and commands with the keys that override it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysConfig {
    /// The preset's name.
    pub preset: Option<Written>,
    /// The commands' names with their keys.
    pub commands: Vec<(Written, Vec<Written>)>,
}

/// `[theme]` and `[themes.*]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeConfig {
    /// The theme in use.
    pub name: Option<Written>,
    /// The user's own themes: name, and roles with their styles (and `base`, the theme it starts from).
    pub own: Vec<(String, Vec<(Written, Written)>)>,
}

/// Reads configuration files over one another, the weakest first; [`DEFAULT`] comes before all.
///
/// # Errors
/// Every problem of every file at once: syntax, unknown keys with the nearest known one, bad values.
pub fn read(layers: &[Layer]) -> Result<Config, Vec<Problem>> {
    let (config, problems) = examine(layers);
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

/// Reads configuration files as [`read`] does, and gives what can be understood of them even where there are problems,
/// so that what stands in it can be checked further and everything be reported at once.
#[must_use]
pub fn examine(layers: &[Layer]) -> (Config, Vec<Problem>) {
    let mut report = Report::default();
    let default = Layer {
        path: "config.toml".into(),
        text: DEFAULT.to_owned(),
    };
    let files: Vec<File<'_>> = std::iter::once(&default)
        .chain(layers)
        .map(|layer| File::parse(layer, &mut report))
        .collect();
    let mut root = Section::root(&files);
    let library = sections::library(root.section("library", &mut report), &mut report);
    let reading = sections::reading(root.section("reading", &mut report), &mut report);
    let panes = sections::panes(root.section("panes", &mut report), &mut report);
    let companies = sections::companies(root.tables("company", &mut report), &mut report);
    let tags = sections::tags(root.section("tags", &mut report), &mut report);
    let keys = sections::keys(root.section("keys", &mut report), &mut report);
    let theme = sections::theme(&mut root, &mut report);
    root.finish(&mut report);
    let config = Config {
        library,
        reading,
        panes,
        companies,
        tags,
        keys,
        theme,
        origins: report.origins,
    };
    (config, report.problems)
}
