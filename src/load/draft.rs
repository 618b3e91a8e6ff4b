//! The body of an article before it is put together: what the formats give.
//!
//! Knows neither files nor languages; spans here count from the start of their block.

use crate::news::article::{BlockKind, Inline};
use crate::text::clean::clean;

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
    /// Cleans the blocks' texts and drops what is then blank, and the rules at both ends, where they part nothing.
    ///
    /// The text was clean before it was parsed, but character references can bring back what had been cleaned away, and lines
    /// that were joined can compose anew. Such a block gives up its inlines, which no longer fit.
    pub(super) fn clean(&mut self) {
        for block in &mut self.blocks {
            let first = clean(&block.text);
            if first != block.text {
                let kept = if block.kind.is_preformatted() {
                    first.trim_end()
                } else {
                    first.trim()
                };
                block.text = clean(kept);
                block.inlines.clear();
            }
        }
        self.blocks.retain(|block| !block.text.trim().is_empty());
        self.trim_rules();
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_character_reference_brought_back_is_cleaned() {
        let texts = ["a\u{1b}[31mb\u{202e}c", "\u{7}\u{1b}", " \u{1b} \u{301}x"];
        let blocks = texts.map(|text| DraftBlock::paragraph(text.to_owned(), 0));
        let mut draft = Draft {
            blocks: blocks.into(),
            urls: Vec::new(),
        };
        draft.clean();
        let texts: Vec<&str> = draft
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(texts, ["abc", "\u{25CC}\u{301}x"]);
    }

    #[test]
    fn rules_part_something() {
        let mut draft = Draft::default();
        for block in [
            DraftBlock::rule(0),
            DraftBlock::paragraph("a".to_owned(), 0),
            DraftBlock::rule(1),
        ] {
            draft.blocks.push(block);
        }
        draft.clean();
        assert_eq!(draft.blocks.len(), 1);
    }
}
