//! The signs the program draws for itself, in one small table.
//!
//! Where the terminal draws ambiguous characters (UAX #11) two cells wide, signs of one certain cell stand in for them.

use crate::news::link::LinkKind;
use crate::text::cells::Ambiguous;

/// The signs of the screen; each takes one cell where the field does not say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Parts two panes.
    pub separator: &'static str,
    /// Stands before the row or passage under the cursor.
    pub cursor: &'static str,
    /// Stands before an article that is not read.
    pub unread: &'static str,
    /// Stands before a starred article.
    pub star: &'static str,
    /// Parts two facts; with a space on both sides three cells.
    pub dot: &'static str,
    /// Stands for what was cut off; one cell or two.
    pub ellipsis: &'static str,
    /// Stands before quoted text.
    pub quote: &'static str,
    /// Stands for a note.
    pub note: &'static str,
    /// Stands for a mark whose text has moved.
    pub moved: &'static str,
    /// A full step of a bar.
    pub full: &'static str,
    /// An empty step of a bar.
    pub empty: &'static str,
    /// Stands between two dates.
    pub range: &'static str,
    /// Stands before the lens.
    pub lens: &'static str,
    /// Stands for an ascending order.
    pub up: &'static str,
    /// Stands for links between articles, and for a link of the reader's own.
    pub link: &'static str,
    /// Stands before an article that stands under another.
    pub under: &'static str,
    /// Stand for a link of each kind, in their order: same, fact, related.
    pub kinds: [&'static str; 3],
    /// The frame of a popup: horizontal, vertical, and the corners clockwise from the upper left.
    pub frame: [&'static str; 6],
}

const NARROW: Signs = Signs {
    separator: "│",
    cursor: "▌",
    unread: "●",
    star: "★",
    dot: " · ",
    ellipsis: "…",
    quote: "▏",
    note: "✎",
    moved: "~",
    full: "▰",
    empty: "▱",
    range: "–",
    lens: "◆",
    up: "↑",
    link: "⇄",
    under: "└",
    kinds: ["≡", "≈", "·"],
    frame: ["─", "│", "╭", "╮", "╯", "╰"],
};

const WIDE: Signs = Signs {
    separator: "|",
    cursor: "|",
    unread: "*",
    star: "+",
    dot: " - ",
    ellipsis: "..",
    quote: "|",
    note: "\"",
    moved: "~",
    full: "#",
    empty: ".",
    range: "-",
    lens: ">",
    up: "^",
    link: "&",
    under: "`",
    kinds: ["=", ":", "."],
    frame: ["-", "|", "+", "+", "+", "+"],
};

impl Signs {
    /// The signs for a terminal.
    #[must_use]
    pub fn of(ambiguous: Ambiguous) -> &'static Self {
        match ambiguous {
            Ambiguous::Narrow => &NARROW,
            Ambiguous::Wide => &WIDE,
        }
    }

    /// The sign for a link of a kind.
    #[must_use]
    pub fn kind(&self, kind: LinkKind) -> &'static str {
        let [same, fact, related] = self.kinds;
        match kind {
            LinkKind::Same => same,
            LinkKind::Fact => fact,
            LinkKind::Related => related,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cells::width;

    fn all(signs: &Signs) -> Vec<&'static str> {
        let mut all = vec![
            signs.separator,
            signs.cursor,
            signs.unread,
            signs.star,
            signs.quote,
            signs.note,
            signs.moved,
            signs.full,
            signs.empty,
            signs.range,
            signs.lens,
            signs.up,
            signs.link,
            signs.under,
        ];
        all.extend(signs.kinds);
        all.extend(signs.frame);
        all
    }

    #[test]
    fn a_sign_takes_one_cell_on_both_kinds_of_terminal() {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for sign in all(Signs::of(ambiguous)) {
                assert_eq!(width(sign, ambiguous), 1, "{sign} {ambiguous:?}");
            }
            assert_eq!(width(Signs::of(ambiguous).dot, ambiguous), 3);
        }
    }
}
