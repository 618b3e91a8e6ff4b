//! The roles and the shipped themes, in one table.

use super::color::Rgb;

/// A shipped theme besides its styles.
pub(super) struct Shipped {
    /// Its name.
    pub(super) name: &'static str,
    /// The ground its colors are made for.
    pub(super) ground: Rgb,
    /// The least contrast of colors from the configuration with the ground (WCAG 2.2: 4.5 is level AA, 7 is AAA).
    pub(super) contrast: f64,
    /// The colors to which those of the configuration are brought.
    pub(super) palette: Option<&'static [Rgb]>,
}

/// The colors of M. Okabe and K. Ito, "Color Universal Design" (2008), which people of every color vision tell apart,
/// without black: orange, sky blue, bluish green, yellow, blue, vermilion, reddish purple.
const OKABE_ITO: [Rgb; 7] = [
    Rgb(0xe6, 0x9f, 0x00),
    Rgb(0x56, 0xb4, 0xe9),
    Rgb(0x00, 0x9e, 0x73),
    Rgb(0xf0, 0xe4, 0x42),
    Rgb(0x00, 0x72, 0xb2),
    Rgb(0xd5, 0x5e, 0x00),
    Rgb(0xcc, 0x79, 0xa7),
];

/// The shipped themes in the order of the table's columns.
pub(super) const SHIPPED: [Shipped; 4] = [
    Shipped {
        name: "dark",
        ground: Rgb(0x16, 0x18, 0x1d),
        contrast: 4.5,
        palette: None,
    },
    Shipped {
        name: "light",
        ground: Rgb(0xfa, 0xf9, 0xf6),
        contrast: 4.5,
        palette: None,
    },
    Shipped {
        name: "contrast",
        ground: Rgb(0, 0, 0),
        contrast: 7.0,
        palette: None,
    },
    Shipped {
        name: "colorblind",
        ground: Rgb(0x16, 0x18, 0x1d),
        contrast: 4.5,
        palette: Some(&OKABE_ITO),
    },
];

/// One role in all themes.
pub(super) struct Row {
    /// The role.
    pub(super) role: Role,
    /// Its name in `[themes.*]`.
    pub(super) name: &'static str,
    /// Its style in each of [`SHIPPED`], as the configuration would write it.
    pub(super) styles: [&'static str; 4],
    /// The modifiers that stand in for its colors where the terminal has none.
    pub(super) plain: &'static str,
}

/// Declares the roles and their table in one go.
macro_rules! roles {
    ($( $role:ident $name:literal $dark:literal $light:literal $contrast:literal $colorblind:literal $plain:literal
        : $help:literal; )*) => {
        /// What a style is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $( #[doc = $help] $role, )* }

        /// The roles in the order of the enumeration.
        pub(super) const TABLE: &[Row] = &[ $( Row {
            role: Role::$role,
            name: $name,
            styles: [$dark, $light, $contrast, $colorblind],
            plain: $plain,
        }, )* ];
    };
}

// Columns: role, name, dark, light, contrast, colorblind, what stands in without color. Names that begin with `line_`
// are of lines, not of text.
roles! {
    Text "text" "#c8ccd4 on #16181d" "#2c2e33 on #faf9f6" "#ffffff on #000000" "#c8ccd4 on #16181d" "": "Text and ground";
    Dim "dim" "#7e8593" "#73767e" "#c0c0c0" "#8a91a0" "": "What is beside the point: dates, sources, numbers";
    Accent "accent" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "bold": "What should be found first";
    Heading "heading" "#7e8593" "#73767e" "#c0c0c0" "#8a91a0" "": "The heading of a pane";
    HeadingFocused "heading_focused" "#8ab4e0 bold" "#2f5f93 bold" "#ffff00 bold" "#56b4e9 bold" "bold underlined": "The heading of the pane with the keyboard";
    Separator "line_separator" "#31353f" "#dad8d2" "#808080" "#3a3f4a" "": "The line between panes";
    Cursor "cursor" "on #272c38" "on #ecebe4" "on #303060" "on #2a2f3c" "reversed": "The passage under the cursor";
    CursorIdle "cursor_idle" "on #1d2026" "on #f3f2ed" "on #202030" "on #1f2229" "": "The same in a pane without the keyboard";
    CursorSign "cursor_sign" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "bold": "The sign before what is under the cursor";
    Row "row" "on #272c38" "on #ecebe4" "on #303060" "on #2a2f3c" "reversed": "The row under the cursor of a list";
    RowIdle "row_idle" "on #1d2026" "on #f3f2ed" "on #202030" "on #1f2229" "": "The same in a pane without the keyboard";
    Selection "selection" "on #3a4270" "on #cfd8ee" "#000000 on #c0c0ff" "on #2b4a66" "reversed underlined": "Selected passages";
    Match "match" "#16181d on #c9a94e" "#2c2e33 on #f2dc8c" "#000000 on #ffff00" "#000000 on #f0e442" "bold underlined": "What a search has found";
    MatchCurrent "match_current" "#16181d on #f09a4a bold" "#000000 on #f7a64f bold" "#000000 on #ff9000 bold" "#000000 on #e69f00 bold" "unreversed bold underlined": "The match the cursor came to";
    Mention "mention" "" "" "bold" "" "bold": "A company's name, over its color";
    Lens "lens" "bold reversed" "bold reversed" "bold reversed" "bold reversed" "bold reversed": "A mention of the lens, over its color";
    Dimmed "dimmed" "#737986" "#7f828a" "#b0b0b0" "#7f8694" "": "All other text while there is a lens";
    Unread "unread" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "bold": "The sign of an unread article";
    Star "star" "#dcb95a" "#96700a" "#ffff00" "#f0e442" "bold": "The sign of a starred article";
    UnreadTitle "unread_title" "#e4e7ec" "#16181c bold" "#ffffff bold" "#e4e7ec" "": "The title of an unread article";
    ReadTitle "read_title" "#a2a8b3" "#5a5d64" "#d0d0d0" "#a8aeb9" "": "The title of a read article";
    Title "title" "#eef0f4 bold" "#101216 bold" "#ffffff bold" "#eef0f4 bold" "underlined": "The title above the text";
    Byline "byline" "#7e8593 italic" "#73767e italic" "#c0c0c0" "#8a91a0 italic" "": "Source, date and author above the text";
    BlockHeading "block_heading" "#8ab4e0 bold" "#2f5f93 bold" "#ffff00 bold" "#56b4e9 bold" "bold": "A heading in the text";
    Quote "quote" "#a9b0bc" "#55585f" "#e0e0e0" "#b0b6c2" "": "Quoted text";
    QuoteBar "line_quote" "#4b5261" "#c4c1b8" "#a0a0a0" "#5a6170" "": "The line before quoted text";
    Code "code" "#b7c8b0 on #1c1f25" "#3f5a3a on #f1f0ea" "#ffffff on #202020" "#b0c8d8 on #1c1f25" "": "Code and tables";
    Link "link" "#8ab4e0 underlined" "#2f5f93 underlined" "#80c0ff underlined" "#56b4e9 underlined" "underlined": "A hyperlink";
    Emphasis "emphasis" "italic" "italic" "italic" "italic" "italic": "Emphasized text";
    Strong "strong" "bold" "bold" "bold" "bold" "bold": "Strongly emphasized text";
    Strike "strike" "crossed-out" "crossed-out" "crossed-out" "crossed-out" "crossed-out": "Deleted text";
    Marker "marker" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "": "The marker of a list item";
    Note "note" "#c8b98a" "#6d5c22" "#ffffc0" "#e0cf8a" "": "A note";
    Moved "moved" "#e0a060" "#945511" "#ffb060" "#e69f00" "bold": "A mark whose text has moved or is gone";
    Reason "reason" "#9fb7a6" "#47694f" "#c0ffc0" "#7fc4b0" "": "What two passages share";
    Differs "differs" "#f0a070 bold" "#9c4a08 bold" "#ffb060 bold" "#e69f00 bold" "bold underlined": "What two passages give differently";
    Removed "removed" "#ff9f98 on #3a2022" "#9c2a20 on #fbe3df" "#ffb0b0 on #400000" "#e69f00 on #33270d" "underlined": "What a text no longer has";
    Added "added" "#a5d8a0 on #1d3322" "#1f6330 on #dff1df" "#b0ffb0 on #003300" "#56b4e9 on #12293a" "bold underlined": "What a text has anew";
    Light "light" "on #3d3a22" "on #f6ecc0" "#000000 on #ffff90" "on #3d3a22" "underlined": "What the passage under the cursor names too";
    Bar "bar" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "": "The full steps of a bar";
    BarEmpty "line_bar" "#434956" "#cbc8bf" "#707070" "#4a505d" "": "The empty steps of a bar";
    Message "message" "#c8ccd4" "#2c2e33" "#ffffff" "#c8ccd4" "": "What the program has to say";
    Failure "failure" "#ff8d85 bold" "#b3261e bold" "#ff8080 bold" "#f08a3c bold" "bold reversed": "What did not work";
    Mistake "mistake" "#ff8d85 underlined" "#b3261e underlined" "#ff8080 underlined" "#f08a3c underlined" "reversed": "What is wrong in a line that is typed";
    HintKey "hint_key" "#8ab4e0" "#2f5f93" "#ffff00" "#56b4e9" "bold": "A key at the foot";
    Hint "hint" "#7e8593" "#73767e" "#c0c0c0" "#8a91a0" "": "What a key at the foot does";
    Prompt "prompt" "#eef0f4" "#101216" "#ffffff" "#eef0f4" "": "A line that is typed";
    State "state" "#9aa1ae" "#5a5d64" "#e0e0e0" "#a2a9b6" "": "What is going on, at the foot's right end";
    BadgeJa "badge_ja" "#e09a94" "#a33c33" "#ffa0a0" "#d98a5c" "": "The badge of Japanese";
    BadgeKo "badge_ko" "#84b6e6" "#225f9c" "#90d0ff" "#56b4e9" "": "The badge of Korean";
    BadgeZh "badge_zh" "#dcb878" "#8a5d10" "#ffd080" "#f0e442" "": "The badge of Chinese";
    BadgeEn "badge_en" "#97c592" "#33702f" "#a0ffa0" "#2fb58c" "": "The badge of English";
    BadgeOther "badge_other" "#a5abb6" "#63666d" "#d0d0d0" "#a5abb6" "": "The badge of any other language";
    Popup "popup" "on #1d2026" "on #ffffff" "on #101010" "on #1d2026" "": "The ground of a popup";
    PopupFrame "line_popup" "#4b5261" "#b8b5ac" "#ffffff" "#5a6170" "": "The frame of a popup";
}
