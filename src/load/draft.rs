//! The body of an article before it is put together: what the formats give.
//!
//! Knows neither files nor languages; spans here count from the start of their block.

use crate::news::article::{BlockKind, Inline};

/// A body as its format gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// The blocks in reading order, none of them blank.
    pub(super) blocks: Vec<DraftBlock>,
    /// The addresses that the blocks' links name.
    pub(super) urls: Vec<String>,
}

/// A block as its format gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftBlock {
    /// What kind of block it is.
    pub(super) kind: BlockKind,
    /// Its text.
    pub(super) text: String,
    /// Its inlines, as spans of its text.
    pub(super) inlines: Vec<Inline>,
    /// How many quotations it stands in.
    pub(super) quotes: u8,
    /// How many lists it stands in.
    pub(super) lists: u8,
    /// Whether it goes on from the block before.
    pub(super) continues: bool,
}

/// What is shown for a thematic break.
pub(super) const RULE: &str = "* * *";

impl DraftBlock {
    /// A paragraph outside any list.
    pub(super) fn paragraph(text: String, quotes: u8) -> Self {
        Self {
            kind: BlockKind::Paragraph,
            text,
            inlines: Vec::new(),
            quotes,
            lists: 0,
            continues: false,
        }
    }

    /// A thematic break.
    pub(super) fn rule(quotes: u8) -> Self {
        Self {
            kind: BlockKind::Rule,
            ..Self::paragraph(RULE.to_owned(), quotes)
        }
    }
}

impl Draft {
    /// Drops the rules at both ends, where they part nothing.
    pub(super) fn trim_rules(&mut self) {
        let is_rule = |block: &DraftBlock| block.kind == BlockKind::Rule;
        while self.blocks.last().is_some_and(is_rule) {
            self.blocks.pop();
        }
        let leading = self
            .blocks
            .iter()
            .take_while(|block| is_rule(block))
            .count();
        self.blocks.drain(..leading);
    }
}
