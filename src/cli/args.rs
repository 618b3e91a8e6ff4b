//! What the command line may say.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::parse_interval;
use crate::store::Format;
use crate::text::lang::Lang;

/// Shown under the options of `--help`.
const EXAMPLES: &str = "\
First keys in the reader:
  j k        next and previous passage, or row       Enter   open
  Tab        to the next pane                        q       one level back, at last out
  x          related passages in other articles      c       companies
  t, then a letter: tag the passage                  a       write a note
  /          search, or filter the list              ?       every key that works here

Examples:
  counterpoint                                open the library of the configuration
  counterpoint ~/news/story                   open another folder
  counterpoint list --json | jq -r .title     the titles of all articles
  counterpoint links 2019-05-09-handshake:3   what other articles say of its third passage
  counterpoint search 'lang:ja 買収 -噂'       the passages that have a word, and the articles around them
  counterpoint ask 'who paid how much'        the passages that answer, in any language
  counterpoint marks export --format md       all marks, to be read anywhere
  counterpoint feed add https://example.org   subscribe to a page's feed
  counterpoint fetch                          take in what is new in all feeds

Exit codes: 0 all is well, 1 data is wrong or missing, 2 the command line or the configuration is wrong.";

/// A terminal reader for one story told in several languages.
///
/// Opens the articles (Markdown, text and HTML files) of one or more folders, shows them beside one another in panes that
/// know how each language is set, finds the passages of other articles that speak of the same thing, lights up
/// companies in every script, and lets you tag and annotate passages with single keys.
#[derive(Debug, Parser)]
#[command(name = "counterpoint", version, after_help = EXAMPLES, max_term_width = 100, subcommand_precedence_over_arg = true)]
pub(super) struct Args {
    /// Where things are
    #[command(flatten)]
    pub(super) common: Common,
    /// Folders or files of articles to read, instead of those of the configuration
    #[arg(value_name = "FOLDER")]
    pub(super) folders: Vec<PathBuf>,
    /// What to do instead of opening the reader
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Options that every command takes, before its name or after it.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(super) struct Common {
    /// A folder or file of articles to read, instead of those of the configuration; may be given several times
    #[arg(long, value_name = "FOLDER")]
    pub(super) library: Vec<PathBuf>,
    /// The configuration file, instead of $COUNTERPOINT_CONFIG or the one in your configuration folder
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The folder of the marks and the reading state, instead of your data folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: Option<PathBuf>,
}

impl Common {
    /// Folders given without an option count like those given with it.
    pub(super) fn with_folders(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        self.library.extend(folders);
        self
    }

    /// What stands before a command's name and what stands after it: folders add up, the later of others holds.
    pub(super) fn under(mut self, later: Self) -> Self {
        self.library.extend(later.library);
        Self {
            library: self.library,
            config: later.config.or(self.config),
            data: later.data.or(self.data),
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the articles
    ///
    /// JSON fields: id, path, title, lang (ja, ko, zh, en, another ISO 639 code), date (RFC 3339 as far as it is known,
    /// or null), source, url, companies (id, count, weight: main, involved or passing), passages, words.
    List(ListArgs),
    /// Say what is wrong with files of the library; exit code 1 where anything is
    ///
    /// JSON fields: path, line (or null), what, remedy.
    Check(Listing),
    /// List the passages of other articles that say the same or speak of the same thing, with the reasons
    ///
    /// JSON fields: from and to (article, path, passage counted from 1, lang, text), probability (0 to 1), kind (same,
    /// fact or related), similarity (cosine of the meanings), margin, score (the probability again), reasons (kind:
    /// company, figure, date, term, meaning or differs; value). The best of a passage come first.
    Links(LinksArgs),
    /// List the passages of the library that answer a question or resemble a sentence, in whatever language
    ///
    /// JSON fields: article, path, passage (counted from 1), lang, text, probability (0 to 1), similarity (cosine of the
    /// meanings), reasons (kind: word; value). The best come first.
    Ask(AskArgs),
    /// Find the articles that have some words, with the passages that have them
    ///
    /// QUERY: words and "phrases" in title and text, -not, OR, parentheses, title: source: author: tag: feed: company:
    /// lang:, date:2018..2019 date:>2019-05 date:<30d, is:unread is:read is:starred is:marked, has:note has:tag,
    /// near:COMPANY for passages beside its name, ~words or ~"a phrase" for a meaning in any language. A whole
    /// sentence is looked for by its words and by its meaning.
    ///
    /// JSON fields: article, path, title, lang, date, source, url, in_title (hits), passages (passage counted from 1,
    /// text, hits). A hit is its first character and the one after its last. The best come first.
    Search(SearchArgs),
    /// Find out what every passage of the library means, so that links are there at once when the reader opens
    ///
    /// What is found out is kept in your cache folder, which may be deleted at any time. JSON fields: passages, cached,
    /// encoded, seconds.
    Index(Listing),
    /// Turn lines of the standard input into vectors of 512 numbers, whose dot product is how alike two lines are
    Encode(EncodeArgs),
    /// Take the articles out of saved web pages and write each as a Markdown file
    ///
    /// The title, date, source, author and language are what the page says. JSON fields: file, path, new (whether it was not
    /// there before), title, date, lang, source, url.
    Add(AddArgs),
    /// List the watched companies and how often each language names them
    ///
    /// JSON fields: id, name, counts (by language), articles, first, last (dates, or null).
    Companies(Listing),
    /// List, export or import marks
    ///
    /// JSON fields of the list: id, article, path (or null), lang, tags, note, link (verdict, article, text; or null), text,
    /// created (RFC 3339), standing (sure, moved or orphaned).
    Marks(MarksArgs),
    /// Add, list, remove, import or export subscriptions
    ///
    /// They stand in your configuration file as `[[feed]]`, where they may as well be edited.
    Feed(FeedArgs),
    /// Fetch what is new in the feeds, each entry once as a Markdown file of the library
    ///
    /// JSON fields, one object for each feed: url, name, outcome (read, unchanged, taken where another copy is fetching
    /// it, or failed), new, changed, same (entries), error (or null), moved (the new address, or null), next (when it is
    /// to be asked again, RFC 3339). Exit code 1 where a feed failed.
    Fetch(FetchArgs),
    /// Say where everything lies, how much it is and whether it is well; exit code 1 where anything is not
    ///
    /// JSON fields: what, path, bytes, holds, trouble (or null), remedy (or null).
    Doctor(Plain),
    /// Print the configuration in force, and where each value comes from
    ///
    /// JSON fields: key, value (as TOML), path, line, default (whether it is the built-in one).
    Config(Plain),
    /// List the keys
    ///
    /// JSON fields: command, keys, where, help.
    Keys(Plain),
    /// Print a script that completes this command line in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in roff
    Man,
}

/// A listing of the library.
#[derive(Debug, ClapArgs)]
pub(super) struct Listing {
    #[command(flatten)]
    common: Common,
    /// Folders or files of articles to read, instead of those of the configuration
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

impl Listing {
    /// Where things are.
    pub(super) fn common(&self) -> Common {
        self.common
            .clone()
            .with_folders(self.folders.iter().cloned())
    }
}

/// `list`.
#[derive(Debug, ClapArgs)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) listing: Listing,
    /// Only the articles that the list's filter would show, as in 'lang:ja -is:read company:vmware'
    #[arg(long = "where", value_name = "QUERY")]
    pub(super) filter: Option<String>,
}

/// `search`.
#[derive(Debug, ClapArgs)]
pub(super) struct SearchArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// What to look for
    #[arg(allow_hyphen_values = true)]
    pub(super) query: String,
    /// How many articles
    #[arg(long, value_name = "K", default_value_t = 10)]
    pub(super) top: usize,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// A listing that needs no library.
#[derive(Debug, ClapArgs)]
pub(super) struct Plain {
    #[command(flatten)]
    pub(super) common: Common,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// `links`.
#[derive(Debug, ClapArgs)]
pub(super) struct LinksArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// An article by its id, its path, or a start of the id's parts or an end of it that no other has; after `:` one of
    /// its passages, counted from 1. Without it, every passage of the library
    #[arg(value_name = "ARTICLE[:PASSAGE]")]
    pub(super) article: Option<String>,
    /// How many for each passage
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub(super) top: usize,
    /// Only links of at least this probability, 0 to 1, instead of what the reader shows; 0 gives the nearest passages
    /// whatever they are
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(super) min_probability: Option<f64>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    number.ok_or_else(|| "a number from 0 to 1 is needed".to_owned())
}

/// `ask`.
#[derive(Debug, ClapArgs)]
pub(super) struct AskArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// The question, or a sentence, or a few words
    pub(super) question: String,
    /// How many answers
    #[arg(long, value_name = "K", default_value_t = 10)]
    pub(super) top: usize,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// `add`.
#[derive(Debug, ClapArgs)]
pub(super) struct AddArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Addresses, saved pages, or - for one on the standard input
    #[arg(value_name = "URL|FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Where the page was found, to complete its links, unless it says so itself
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// The folder to write to, instead of `pages` in the folder that feeds are fetched to
    #[arg(long, value_name = "FOLDER")]
    pub(super) to: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// `encode`.
#[derive(Debug, ClapArgs)]
pub(super) struct EncodeArgs {
    /// A JSON array a line, or one NumPy array of 32-bit floats, a row a line
    #[arg(long, value_enum, default_value = "json")]
    pub(super) format: VectorForm,
}

/// The forms of vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum VectorForm {
    Json,
    Npy,
}

/// `marks`.
#[derive(Debug, ClapArgs)]
pub(super) struct MarksArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
    /// Only marks whose article, text, note or tags are so, as in 'tag:quote lang:ko has:note'
    #[arg(long = "where", value_name = "QUERY")]
    pub(super) filter: Option<String>,
    #[command(subcommand)]
    pub(super) action: Option<MarksAction>,
}

/// What else can be done with marks.
#[derive(Debug, Subcommand)]
pub(super) enum MarksAction {
    /// Write all marks in another form
    Export {
        #[command(flatten)]
        common: Common,
        /// The form: Markdown, a table, what `import` reads (W3C Web Annotations), or Org
        #[arg(long, value_enum, default_value = "md")]
        format: Form,
        /// The file to write, instead of the standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take over marks that were exported as jsonl
    Import {
        #[command(flatten)]
        common: Common,
        /// The file, or - for the standard input
        file: PathBuf,
    },
}

/// `feed`.
#[derive(Debug, ClapArgs)]
pub(super) struct FeedArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) action: FeedAction,
}

/// What can be done with subscriptions.
#[derive(Debug, Subcommand)]
pub(super) enum FeedAction {
    /// Subscribe to a feed, or to the feed that a web page names
    Add(NewFeed),
    /// List the subscriptions, when each is asked again, and what went wrong last
    ///
    /// JSON fields: url, name, folder, lang, tags, every (seconds), path (of its entries), asked and next (RFC 3339, or
    /// null where it never was asked), errors (in a row), error (or null).
    List(Plain),
    /// Take a subscription away; what was fetched stays
    Remove {
        #[command(flatten)]
        common: Common,
        /// The feed by its address, its name, or a part of its name that no other has
        feed: String,
    },
    /// Subscribe to all feeds of another reader's list: OPML, or newsboat's `urls`
    Import {
        #[command(flatten)]
        common: Common,
        /// The file, or - for the standard input
        file: PathBuf,
    },
    /// Write the subscriptions as OPML
    Export {
        #[command(flatten)]
        common: Common,
        /// The file to write, instead of the standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// `feed add`.
#[derive(Debug, ClapArgs)]
pub(super) struct NewFeed {
    #[command(flatten)]
    pub(super) common: Common,
    /// The address of a feed or of a page that names one
    pub(super) url: String,
    /// What to call it, instead of its own title
    #[arg(long)]
    pub(super) name: Option<String>,
    /// The folder to put it in; parts are set off by /
    #[arg(long)]
    pub(super) folder: Option<String>,
    /// The language of its entries, where the feed does not say it right
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<String>,
    /// A tag for each of its entries; may be given several times
    #[arg(long)]
    pub(super) tag: Vec<String>,
    /// How often to ask it: 30m, 6h, 1d
    #[arg(long, value_parser = interval)]
    pub(super) every: Option<String>,
    /// Take the text from the entries' pages, where those have more of it
    #[arg(long)]
    pub(super) full_text: bool,
}

fn language(text: &str) -> Result<String, String> {
    match Lang::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("a code is needed, such as en, ja, ko, zh-Hans or zh-Hant".to_owned()),
    }
}

fn interval(text: &str) -> Result<String, String> {
    match parse_interval(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("minutes, hours or days from 5m to 365d are needed: 30m, 6h, 1d".to_owned()),
    }
}

/// `fetch`.
#[derive(Debug, ClapArgs)]
pub(super) struct FetchArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Feeds by their addresses, their names, or parts of names that no others have; without any, all that are due
    #[arg(value_name = "FEED")]
    pub(super) feeds: Vec<String>,
    /// Fetch all feeds, those too that are not due
    #[arg(long)]
    pub(super) all: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Form {
    Md,
    Csv,
    Jsonl,
    Org,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Md => Self::Md,
            Form::Csv => Self::Csv,
            Form::Jsonl => Self::Jsonl,
            Form::Org => Self::Org,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_defined() {
        Args::command().debug_assert();
    }

    #[test]
    fn options_before_and_after_the_command_add_up() {
        let line = [
            "counterpoint",
            "a",
            "--library",
            "b",
            "--config",
            "1",
            "list",
            "--library",
            "c",
            "d",
        ];
        let args = Args::try_parse_from(line).unwrap();
        let Some(Command::List(own)) = args.command else {
            panic!("no list");
        };
        let all = args
            .common
            .with_folders(args.folders)
            .under(own.listing.common());
        assert_eq!(all.library, ["b", "a", "c", "d"].map(PathBuf::from));
        assert_eq!(all.config, Some("1".into()));
    }
}
