//! THE table of commands: name, keys, where each applies, what the help says.
//!
//! The key dispatcher, the help screen, the hints at the foot, the README's table and the names in `[keys]` all come
//! from it; a command is named nowhere else.

/// The places in which keys are pressed, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Places(u16);

impl Places {
    /// The library list.
    pub const LIST: Self = Self(1);
    /// A reader.
    pub const READER: Self = Self(1 << 1);
    /// The side pane.
    pub const SIDE: Self = Self(1 << 2);
    /// The companies screen.
    pub const COMPANIES: Self = Self(1 << 3);
    /// The marks screen.
    pub const MARKS: Self = Self(1 << 4);
    /// The problems screen.
    pub const PROBLEMS: Self = Self(1 << 5);
    /// The screen of an article's addresses.
    pub const URLS: Self = Self(1 << 6);
    /// The help screen.
    pub const HELP: Self = Self(1 << 7);
    /// The screen of compared articles.
    pub const COMPARE: Self = Self(1 << 8);
    /// The screen of feeds.
    pub const FEEDS: Self = Self(1 << 9);
    /// The screen of what has changed in an article.
    pub const VERSIONS: Self = Self(1 << 10);
    /// The screen of views.
    pub const VIEWS: Self = Self(1 << 11);
    /// The three panes.
    pub const PANES: Self = Self::LIST.or(Self::READER).or(Self::SIDE);
    /// The screens that cover the panes.
    pub const SCREENS: Self = Self::COMPANIES
        .or(Self::MARKS)
        .or(Self::PROBLEMS)
        .or(Self::URLS)
        .or(Self::HELP)
        .or(Self::COMPARE)
        .or(Self::FEEDS)
        .or(Self::VERSIONS)
        .or(Self::VIEWS);
    /// Everywhere.
    pub const ALL: Self = Self::PANES.or(Self::SCREENS);

    /// Both sets together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two share a place.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The places' names, for the README and `counterpoint keys`.
    #[must_use]
    pub fn names(self) -> String {
        let named = [
            (Self::ALL, "everywhere"),
            (Self::PANES, "panes"),
            (Self::SCREENS, "screens"),
            (Self::LIST, "list"),
            (Self::READER, "reader"),
            (Self::SIDE, "side"),
            (Self::COMPANIES, "companies"),
            (Self::MARKS, "marks"),
            (Self::PROBLEMS, "problems"),
            (Self::URLS, "links"),
            (Self::HELP, "help"),
            (Self::COMPARE, "compare"),
            (Self::FEEDS, "feeds"),
            (Self::VERSIONS, "changes"),
            (Self::VIEWS, "views"),
        ];
        let (mut left, mut names) = (self.0, Vec::new());
        for (set, name) in named {
            if left & set.0 == set.0 {
                left &= !set.0;
                names.push(name);
            }
        }
        names.join(", ")
    }
}

/// The chapters of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chapter {
    /// Moving.
    Move,
    /// The library list.
    Library,
    /// Finding.
    Find,
    /// Companies.
    Companies,
    /// Related passages.
    Related,
    /// Marks.
    Marks,
    /// The article.
    Article,
    /// Panes and the program.
    Program,
}

impl Chapter {
    /// The chapter's heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Moving",
            Self::Library => "Library",
            Self::Find => "Finding",
            Self::Companies => "Companies",
            Self::Related => "Related passages",
            Self::Marks => "Marks",
            Self::Article => "Article",
            Self::Program => "Panes and program",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The command.
    pub command: Command,
    /// Its name in `[keys]`, on the command line `:` and in the help.
    pub name: &'static str,
    /// Its default keys.
    pub keys: &'static [&'static str],
    /// Its keys in the `newsboat` preset, where they differ.
    pub newsboat: Option<&'static [&'static str]>,
    /// Where it applies.
    pub places: Places,
    /// Its chapter in the help.
    pub chapter: Chapter,
    /// What the foot calls it, where it is worth a hint.
    pub hint: Option<&'static str>,
    /// What it does.
    pub help: &'static str,
}

/// Declares the commands and their table in one go, so that neither can lack what the other has.
macro_rules! commands {
    ($( $command:ident $name:literal $keys:tt $(newsboat $newsboat:tt)? in $places:expr, $chapter:ident
        $(, hint $hint:literal)? : $help:literal; )*) => {
        /// Everything a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command { $( #[doc = $help] $command, )* }

        /// The commands in the order of the help.
        pub const TABLE: &[Row] = &[ $( Row {
            command: Command::$command,
            name: $name,
            keys: &$keys,
            newsboat: commands!(@optional $( &$newsboat )?),
            places: $places,
            chapter: Chapter::$chapter,
            hint: commands!(@optional $( $hint )?),
            help: $help,
        }, )* ];
    };
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
}

const LIST: Places = Places::LIST;
const READER: Places = Places::READER;
const SIDE: Places = Places::SIDE;
const MARKS: Places = Places::MARKS;
const URLS: Places = Places::URLS;
const FEEDS: Places = Places::FEEDS;
const VERSIONS: Places = Places::VERSIONS;
const VIEWS: Places = Places::VIEWS;
const PANES: Places = Places::PANES;
const SCREENS: Places = Places::SCREENS;
const ALL: Places = Places::ALL;

commands! {
    Down "down" ["j", "<Down>"] in ALL, Move: "Next passage in a reader, next row elsewhere";
    Up "up" ["k", "<Up>"] in ALL, Move: "Previous passage or row";
    NextBlock "next-block" ["}"] in READER.or(LIST), Move: "Next paragraph; in the grouped list the next language";
    PreviousBlock "previous-block" ["{"] in READER.or(LIST), Move: "Previous paragraph or language";
    HalfPageDown "half-page-down" ["<C-d>"] in ALL, Move: "Half a page down";
    HalfPageUp "half-page-up" ["<C-u>"] in ALL, Move: "Half a page up";
    PageDown "page-down" ["<Space>", "<PageDown>", "<C-f>"] in ALL, Move: "A page down";
    PageUp "page-up" ["b", "<PageUp>", "<C-b>"] in ALL, Move: "A page up";
    ScrollDown "scroll-down" ["<C-e>"] in READER, Move: "One row down";
    ScrollUp "scroll-up" ["<C-y>"] in READER, Move: "One row up";
    Top "top" ["gg", "<Home>"] in ALL, Move: "To the start";
    Bottom "bottom" ["G", "<End>"] in ALL, Move: "To the end";
    NextArticle "next-article" ["J"] newsboat ["n", "J"] in READER, Move: "Next article of the list";
    PreviousArticle "previous-article" ["K"] newsboat ["p", "K"] in READER, Move: "Previous article of the list";
    Open "open" ["<Enter>", "l", "<Right>"] in LIST.or(SIDE).or(SCREENS), Move, hint "open":
        "Open what the cursor is on";
    Back "back" ["h", "<Left>"] in ALL, Move: "One level back";
    Close "close" ["q"] in ALL, Move: "One level back; from the list, leave the program";
    Cancel "cancel" ["<Esc>"] in ALL, Move: "End a selection, a search, a filter, the lens or a screen";
    NextPane "next-pane" ["<Tab>"] in PANES, Move, hint "pane": "To the next pane";
    PreviousPane "previous-pane" ["<S-Tab>"] in PANES, Move: "To the previous pane";
    JumpBack "jump-back" ["<C-o>", "go"] in PANES, Move: "Back to where the last jump started, over articles";
    JumpForward "jump-forward" ["<C-i>", "gi"] in PANES, Move: "Forward again";

    Filter "filter" ["/"] in LIST.or(SCREENS), Library, hint "filter":
        "Filter as you type: words, \"a phrase\", -not, OR, ( ), fields such as lang:ja or date:<30d; Tab completes";
    NextView "next-view" ["]v"] in PANES, Library: "List the next view: a query kept under a name; the first is all articles";
    PreviousView "previous-view" ["[v"] in PANES, Library: "List the previous view";
    Views "views" ["V"] in PANES, Library: "All views, and what is unread in each; Enter lists one's articles";
    SaveView "view-save" ["a"] in VIEWS, Library, hint "save the filter":
        "Keep the list's filter as a view; anywhere as :view save NAME";
    SortDate "sort-date" ["Od"] in LIST, Library: "Sort by date; again turns the order round, as with the others";
    SortTitle "sort-title" ["Ot"] in LIST, Library: "Sort by title";
    SortSource "sort-source" ["Os"] in LIST, Library: "Sort by source";
    SortLanguage "sort-language" ["Ol"] in LIST, Library: "Sort by language";
    SortUnread "sort-unread" ["Ou"] in LIST, Library: "The unread first";
    Group "group" ["L"] in LIST, Library, hint "by language":
        "Group by language; in columns where the list is wide (z)";
    Copies "copies" ["+"] in LIST, Library:
        "Show the copies of the story that stand under it (+3), or hide them again";
    NextUnread "next-unread" ["n"] in LIST, Library: "Next unread article";
    ToggleRead "toggle-read" ["U"] newsboat ["N"] in LIST.or(READER), Library: "Read or unread";
    ToggleStar "toggle-star" ["*"] in LIST.or(READER), Library: "Star or unstar";
    MarkAllRead "mark-all-read" ["A"] in LIST, Library: "All listed articles are read";
    Reload "reload" ["R"] in PANES.or(FEEDS), Library: "Fetch all feeds and read the library's files again, keeping the place";
    Refresh "refresh" ["r"] in PANES.or(FEEDS), Library, hint "fetch": "Fetch the feed that the article came from";
    Feeds "feeds" ["gf"] in PANES, Library:
        "All feeds: what is unread, when each is asked again, what is wrong; Enter lists one's articles";
    FeedAdd "feed-add" ["a"] in FEEDS, Library, hint "subscribe":
        "Subscribe to a feed, or to that of a page; anywhere as :feed add URL";
    Problems "problems" ["!"] in PANES, Library: "What is wrong with files of the library";

    Find "find" ["f"] in PANES, Find, hint "find":
        "Find in the whole library as you type: words, \"a phrase\", -not, OR, fields (Tab completes), ~meaning, or a sentence";
    Search "search" ["/"] in READER, Find, hint "search": "Search in the article as you type";
    SearchBack "search-back" ["g/"] in READER, Find: "Search towards the start";
    NextMatch "next-match" ["n"] newsboat ["gn"] in READER, Find: "Next match";
    PreviousMatch "previous-match" ["N"] newsboat ["gN"] in READER, Find: "Previous match";

    Companies "companies" ["c"] in PANES, Companies, hint "companies":
        "All companies; Enter makes one the lens: its mentions stand out, others dim";
    NextMention "next-mention" ["]c"] in PANES, Companies:
        "Next mention of the lens (of any company without one), across articles";
    PreviousMention "previous-mention" ["[c"] in PANES, Companies: "Previous mention";
    Narrow "narrow" ["F"] in PANES, Companies: "List only the lens's articles, or all again";
    ClearLens "clear-lens" ["gc"] in PANES, Companies: "Put the lens away";

    Related "related" ["x"] in PANES, Related, hint "related": "Related passages of other articles, with the reasons";
    NextRelated "next-related" ["]l"] in PANES, Related: "Open the next related passage beside this one";
    PreviousRelated "previous-related" ["[l"] in PANES, Related: "Open the previous one";
    NextLinked "next-linked" ["]x"] in PANES, Related: "Next passage of the article that has a link";
    PreviousLinked "previous-linked" ["[x"] in PANES, Related: "Previous passage that has one";
    AcceptLink "accept-link" ["+"] in SIDE, Related, hint "accept": "The link holds: it is certain from now on; again takes that back";
    RejectLink "reject-link" ["-"] in SIDE, Related, hint "reject": "The link does not hold: it is not shown again";
    Portal "portal" ["p"] newsboat ["P"] in READER, Related:
        "Link passages yourself: here one end, on another passage the other; Esc forgets the first";
    InStep "in-step" ["="] in PANES, Related: "Readers in step by meaning (three where the terminal is wide), or each its own way again";
    Lock "lock" ["g="] in PANES, Related: "Hold the readers that follow where they are, or let them follow again";
    Compare "compare" ["C"] in PANES, Related: "This article and those most linked with it, passage by passage";
    Ask "ask" ["S"] in PANES, Related, hint "ask": "Ask in any language: passages of the whole library that answer";

    TagPassage "tag" ["t"] in READER, Marks, hint "tag": "Tag the passage with a letter; the same letter again removes it";
    TagMode "tag-mode" ["T"] in READER, Marks: "Stay in tagging mode: letters tag, moves move, Esc leaves";
    RepeatTag "repeat-tag" ["."] in READER, Marks: "The last tag again";
    Select "select" ["v"] in READER, Marks: "Select passages: moves extend";
    Annotate "annotate" ["a"] in READER.or(MARKS), Marks, hint "note":
        "Write a note; `.tag` at its start tags, ^s saves, ^e opens $EDITOR";
    RemoveMark "remove-mark" ["X"] in READER.or(MARKS), Marks: "Remove the passage's marks";
    Marks "marks" ["m"] in PANES, Marks, hint "marks": "All marks; Enter goes there";
    NextMark "next-mark" ["]m"] in PANES, Marks: "Next marked passage, across articles";
    PreviousMark "previous-mark" ["[m"] in PANES, Marks: "Previous marked passage";
    Undo "undo" ["u"] newsboat ["<C-z>"] in ALL, Marks: "Undo the last change of marks, read state or stars";
    Redo "redo" ["<C-r>"] in ALL, Marks: "Redo it";

    About "about" ["i"] in PANES, Article: "The article's metadata, companies and marks in the side pane";
    Urls "links" ["gl"] newsboat ["u"] in PANES, Article: "The article's links, numbered";
    OpenUrl "open-url" ["o"] in PANES.or(MARKS).or(URLS), Article: "Open the address in the browser";
    Copy "copy" ["y"] in PANES.or(MARKS).or(URLS), Article, hint "copy": "Copy the passage with its source";
    Difference "difference" ["D"] in PANES, Article: "What has changed in the article since it first came";
    NextChange "next-change" ["]c", "n"] in VERSIONS, Article, hint "next change": "Next change";
    PreviousChange "previous-change" ["[c", "N"] in VERSIONS, Article: "Previous change";
    Older "older-version" ["<"] in VERSIONS, Article, hint "older": "Compare the version before";
    Newer "newer-version" [">"] in VERSIONS, Article, hint "newer": "Compare the version after";
    Pipe "pipe" ["|"] in PANES, Article: "Pipe the article's text to a shell command";

    Zoom "zoom" ["z"] in PANES, Program, hint "whole screen": "The pane alone on the screen, or all again";
    Split "split" ["s"] in PANES, Program, hint "split": "A second reader beside the first, a third where the terminal is wide, then only one again";
    Wider "wider" [">"] in PANES, Program: "Make the pane wider";
    Narrower "narrower" ["<"] in PANES, Program: "Make it narrower";
    CommandLine "command-line" [":"] in ALL, Program: "Run a command by its name";
    Help "help" ["?", "<F1>"] in ALL, Program, hint "help": "Every key that works here; / searches";
    Redraw "redraw" ["<C-l>"] in ALL, Program: "Draw the screen anew";
    Suspend "suspend" ["<C-z>"] newsboat [] in ALL, Program: "Suspend to the shell";
    Quit "quit" ["Q", "<C-c>"] in ALL, Program: "Leave the program at once";
}

impl Command {
    /// The command's row.
    #[must_use]
    pub fn row(self) -> &'static Row {
        // The table is in the order of the enumeration: both come from one list.
        &TABLE[self as usize]
    }

    /// The command of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|row| row.name == name)
            .map(|row| row.command)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_command_stands_in_its_own_row() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(row.command as usize, at, "{}", row.name);
            assert_eq!(Command::named(row.name), Some(row.command));
        }
    }

    #[test]
    fn names_are_unique_and_in_kebab_case_and_help_is_a_sentence() {
        let names: BTreeSet<_> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in TABLE {
            assert!(
                row.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                row.name
            );
            assert!(
                row.help.starts_with(|c: char| c.is_ascii_uppercase()) && !row.help.ends_with('.'),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn places_are_named_by_the_largest_sets() {
        assert_eq!(Places::ALL.names(), "everywhere");
        assert_eq!(Places::PANES.or(Places::MARKS).names(), "panes, marks");
    }
}
