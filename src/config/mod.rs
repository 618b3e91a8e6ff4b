//! `config.toml`: what it may say, and what it says.
//!
//! The file at the root of the project is compiled in and gives every default; the user's own file overrides it key by
//! key. Keys of the keyboard and styles of a theme stay strings here: who uses them checks them.

pub mod edit;
mod feeds;
mod layers;
mod sections;
mod views;

use crate::news::company::Company;
use crate::news::mark::Tag;
use crate::news::problem::Problem;
use crate::text::lang::Lang;

pub use feeds::{FeedConfig, FetchConfig, parse_interval};
use layers::{File, Report, Section};
pub use layers::{Layer, Origin, Written, nearest};
pub use views::{ALL, ViewConfig};

/// The shipped configuration, comments and all.
pub const DEFAULT: &str = include_str!("../../config.toml");

/// What problems and origins call the shipped file.
pub const BUILT_IN: &str = "config.toml (built in)";

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
    /// The subscriptions, in the order of the files.
    pub feeds: Vec<FeedConfig>,
    /// How feeds are fetched.
    pub fetch: FetchConfig,
    /// The views of the list, in the order of the files.
    pub views: Vec<ViewConfig>,
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
    /// A library of up to so many articles is read whole; a larger one is listed from its index.
    pub whole: u16,
    /// Whether changes of files are noticed while the reader is open.
    pub watch: bool,
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
    /// Whether copies of an article stand under it in the list.
    pub group_copies: bool,
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
    /// The keys of views, with each view's place among [`Config::views`].
    pub views: Vec<(usize, Written)>,
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
        path: BUILT_IN.into(),
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
    let views = views::views(root.tables("view", &mut report), &mut report);
    let mut keys = sections::keys(root.section("keys", &mut report), &mut report);
    let own_keys = views.iter().enumerate();
    keys.views = own_keys
        .filter_map(|(at, view)| Some((at, view.key.clone()?)))
        .collect();
    let theme = sections::theme(&mut root, &mut report);
    let (fetch, every) = feeds::fetch(root.section("fetch", &mut report), &mut report);
    let feeds = feeds::feeds(root.tables("feed", &mut report), every, &mut report);
    root.finish(&mut report);
    report
        .problems
        .sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    let config = Config {
        library,
        reading,
        panes,
        companies,
        tags,
        keys,
        theme,
        feeds,
        fetch,
        views,
        origins: report.origins,
    };
    (config, report.problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::color::Color;

    /// The configuration with this as the user's, or what is wrong with it.
    pub(super) fn user(text: &str) -> Result<Config, Vec<String>> {
        let layer = Layer {
            path: "user.toml".into(),
            text: text.to_owned(),
        };
        read(&[layer]).map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_shipped_file_is_good_and_gives_every_value() {
        let config = read(&[]).unwrap();
        assert_eq!(config.library.folders[0].text, "articles");
        assert_eq!(config.reading.measure(Lang::Ja).cells, 80);
        assert_eq!(config.reading.measure(Lang::En).cells, 72);
        assert_eq!(
            config.reading.measure(Lang::ZhHant).speed,
            Speed::Characters(255)
        );
        assert!(config.companies.len() >= 20);
        assert_eq!(config.tags.len(), 9);
        assert!(config.theme.name.is_some() && config.keys.preset.is_some());
        assert!(
            config
                .origins
                .iter()
                .all(|origin| origin.path.ends_with(BUILT_IN))
        );
    }

    #[test]
    fn initials_and_ids_of_the_shipped_companies_are_unique() {
        let companies = read(&[]).unwrap().companies;
        for (at, company) in companies.iter().enumerate() {
            for other in &companies[at + 1..] {
                assert_ne!(company.id, other.id);
                assert_ne!(
                    company.initial, other.initial,
                    "{} {}",
                    company.id, other.id
                );
            }
        }
    }

    #[test]
    fn a_user_file_overrides_only_what_it_names() {
        let config = user(
            "[reading]\nmeasure = 60\n[reading.ja]\nfirst_line_indent = 2\n[tags]\nclaim = { key = \"z\" }\n\
             [[company]]\nid = \"dell\"\ncolor = \"red\"\n[[company]]\nid = \"acme\"\n[company.aliases]\nen = [\"Acme\"]\n\
             [[company]]\nid = \"sony\"\nhidden = true\n",
        )
        .unwrap();
        assert_eq!(config.reading.measure(Lang::En).cells, 60);
        assert_eq!(config.reading.measure(Lang::Ja).cells, 80);
        assert_eq!(config.reading.measure(Lang::Ja).first_indent, 2);
        let company = |id: &str| config.companies.iter().find(|company| company.id == id);
        assert_eq!(company("dell").unwrap().color, Color::Ansi(1));
        assert!(company("dell").unwrap().aliases.len() > 3);
        assert_eq!(company("acme").unwrap().initial, "A");
        assert!(company("sony").is_none());
        assert_eq!(
            config
                .tags
                .iter()
                .find(|tag| tag.name == "claim")
                .unwrap()
                .letter,
            'z'
        );
        let origin = config
            .origins
            .iter()
            .find(|origin| origin.key == "reading.measure")
            .unwrap();
        assert_eq!((origin.value.as_str(), origin.line), ("60", 2));
    }

    #[test]
    fn every_mistake_is_reported_at_once_with_its_line_and_remedy() {
        let problems = user(
            "[reading]\nmesure = 60\nmeasure = 7\n[pannes]\n[panes]\nmouse = \"yes\"\n\
             [tags]\nclaim = { key = \"f\" }\n[[company]]\nname = \"Nameless\"\n[[company]]\nid = \"x\"\ncolor = \"mauve\"\n",
        )
        .unwrap_err();
        let has = |start: &str, part: &str| {
            assert!(
                problems
                    .iter()
                    .any(|problem| problem.starts_with(start) && problem.contains(part)),
                "{start} {part}: {problems:#?}"
            );
        };
        has("user.toml:2: ", "did you mean `measure`?");
        has("user.toml:3: ", "a whole number from 20 to 400");
        has("user.toml:4: ", "did you mean `panes`?");
        has("user.toml:6: ", "true or false");
        has("user.toml:8: ", "the same key");
        has("user.toml:10: ", "has no id");
        has("user.toml:13: ", "`mauve` is no color");
        has("user.toml:12: ", "has no alias");
        assert_eq!(problems.len(), 8, "{problems:#?}");
    }

    #[test]
    fn what_is_not_toml_is_reported_with_its_line() {
        let problems = user("[reading]\nmeasure = = 3\n").unwrap_err();
        assert!(
            problems[0].starts_with("user.toml:2: this is not TOML"),
            "{problems:?}"
        );
    }
}
