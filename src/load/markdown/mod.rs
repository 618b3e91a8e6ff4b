//! Markdown into a draft, by way of a real parser.
//!
//! Knows no file and no metadata: front matter has been taken off, and the text is clean.

mod inline;
mod table;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, ListDelimType, ListType, NodeCodeBlock, NodeList, NodeValue};
use comrak::{Arena, Options, parse_document};

use self::inline::Line;
use self::table::Table;
use super::draft::{Draft, DraftBlock};
use super::html;
use crate::news::article::BlockKind;

/// The bullets of unordered lists, by their depth.
const BULLETS: [&str; 3] = ["•", "◦", "▪"];

/// Reads Markdown: CommonMark with GitHub's tables, strikethrough, bare links and task lists, with footnotes, and with
/// emphasis that also ends after `。` and other signs that CommonMark's rule was not made for.
///
/// The parser nests quotations and lists to a depth of a hundred and the tree is walked without recursion, so that no
/// text overflows the stack.
#[must_use]
pub(super) fn read(text: &str) -> Draft {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut reader = Reader::default();
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => reader.start(node),
            NodeEdge::End(node) => reader.end(node),
        }
    }
    reader.draft
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.cjk_friendly_emphasis = true;
    options
}

/// What is open while the tree is walked.
#[derive(Default)]
struct Reader {
    draft: Draft,
    /// The text of the open paragraph, heading or cell.
    line: Line,
    quotes: u8,
    /// The open lists, each with the number of its next item.
    lists: Vec<(NodeList, usize)>,
    /// The marker of an item whose first block is still to come.
    marker: Option<String>,
    footnotes: usize,
    table: Option<Table>,
}

impl Reader {
    fn start<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) | NodeValue::Alert(_) => {
                self.quotes = self.quotes.saturating_add(1);
            }
            NodeValue::List(list) => self.lists.push((*list, list.start)),
            NodeValue::Item(_) => self.marker = Some(self.next_marker()),
            NodeValue::TaskItem(task) => {
                self.next_marker();
                self.marker = Some(if task.symbol.is_some() { "[x]" } else { "[ ]" }.to_owned());
            }
            NodeValue::FootnoteDefinition(_) => {
                self.footnotes += 1;
                self.marker = Some(format!("[{}]", self.footnotes));
                self.lists.push((NodeList::default(), 1));
            }
            NodeValue::CodeBlock(code) => self.code(code),
            NodeValue::HtmlBlock(block) => {
                for paragraph in html::paragraphs(&block.literal) {
                    self.push_text(DraftBlock::paragraph(paragraph, self.quotes));
                }
            }
            NodeValue::ThematicBreak => self.draft.blocks.push(DraftBlock::rule(self.quotes)),
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell => {
                self.line = Line::default()
            }
            NodeValue::Table(table) => self.table = Some(Table::new(&table.alignments)),
            NodeValue::TableRow(_) => {
                if let Some(table) = &mut self.table {
                    table.start_row();
                }
            }
            value => self.line.start(value),
        }
    }

    fn end<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) | NodeValue::Alert(_) => {
                self.quotes = self.quotes.saturating_sub(1);
            }
            NodeValue::List(_) | NodeValue::FootnoteDefinition(_) => {
                self.lists.pop();
                self.marker = None;
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.marker = None,
            NodeValue::Paragraph => self.end_line(BlockKind::Paragraph),
            NodeValue::Heading(heading) => {
                self.end_line(BlockKind::Heading(heading.level.clamp(1, 6)))
            }
            NodeValue::TableCell => {
                let line = std::mem::take(&mut self.line);
                if let Some(table) = &mut self.table {
                    table.push(line.finish());
                }
            }
            NodeValue::Table(_) => {
                if let Some((text, inlines)) = self.table.take().and_then(Table::draw) {
                    let block = DraftBlock::paragraph(text, self.quotes);
                    self.push_text(DraftBlock {
                        kind: BlockKind::Table,
                        inlines,
                        ..block
                    });
                }
            }
            value => self.line.end(value, &mut self.draft.urls),
        }
    }

    fn end_line(&mut self, kind: BlockKind) {
        let line = std::mem::take(&mut self.line);
        let (text, inlines) = line.finish();
        let block = DraftBlock::paragraph(text, self.quotes);
        self.push_text(DraftBlock {
            kind,
            inlines,
            ..block
        });
    }

    /// Adds a block with text, as the item whose marker waits for it or inside the open lists.
    fn push_text(&mut self, mut block: DraftBlock) {
        if block.text.trim().is_empty() {
            return;
        }
        block.lists = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        if block.kind == BlockKind::Paragraph && block.lists > 0 {
            match self.marker.take() {
                Some(marker) => block.kind = BlockKind::Item(marker),
                None => block.continues = true,
            }
        }
        self.draft.blocks.push(block);
    }

    fn code(&mut self, code: &NodeCodeBlock) {
        let text = code.literal.trim_end();
        let blank = text.len() - text.trim_start().len();
        let first = text
            .get(..blank)
            .and_then(|lines| lines.rfind('\n'))
            .map_or(0, |end| end + 1);
        let text = text.get(first..).unwrap_or_default().to_owned();
        let block = DraftBlock::paragraph(text, self.quotes);
        self.push_text(DraftBlock {
            kind: BlockKind::Code,
            ..block
        });
    }

    fn next_marker(&mut self) -> String {
        let depth = self.lists.len().saturating_sub(1);
        let bullet = BULLETS[depth % BULLETS.len()].to_owned();
        let Some((list, next)) = self.lists.last_mut() else {
            return bullet;
        };
        let number = *next;
        *next = next.saturating_add(1);
        match (list.list_type, list.delimiter) {
            (ListType::Bullet, _) => bullet,
            (ListType::Ordered, ListDelimType::Period) => format!("{number}."),
            (ListType::Ordered, ListDelimType::Paren) => format!("{number})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::article::InlineKind;

    /// Each block in one line: quotation signs, lists as `+`, `~` where it goes on, its kind, its text.
    fn shown(text: &str) -> Vec<String> {
        let kind = |kind: &BlockKind| match kind {
            BlockKind::Heading(level) => format!("h{level} "),
            BlockKind::Paragraph => String::new(),
            BlockKind::Item(marker) => format!("{marker} "),
            BlockKind::Code => "code ".to_owned(),
            BlockKind::Table => "table ".to_owned(),
            BlockKind::Rule => "rule ".to_owned(),
        };
        read(text)
            .blocks
            .iter()
            .map(|block| {
                format!(
                    "{}{}{}{}{}",
                    ">".repeat(block.quotes.into()),
                    "+".repeat(block.lists.into()),
                    if block.continues { "~" } else { "" },
                    kind(&block.kind),
                    block.text
                )
            })
            .collect()
    }

    fn inlines(text: &str) -> Vec<(InlineKind, String)> {
        let draft = read(text);
        let all = draft.blocks.iter().flat_map(|block| {
            block
                .inlines
                .iter()
                .map(|inline| (inline.kind, inline.span.of(&block.text).to_owned()))
        });
        all.collect()
    }

    #[test]
    fn headings_paragraphs_code_and_rules_are_blocks() {
        assert_eq!(
            shown("# One\n\ntwo\nthree\n\n---\n\n```rust\n\n  let x;\n\n  y\n```\n\nSet\n===\n"),
            [
                "h1 One",
                "two three",
                "rule * * *",
                "code   let x;\n\n  y",
                "h1 Set"
            ]
        );
    }

    #[test]
    fn quotations_nest_as_in_questions_and_answers() {
        assert_eq!(
            shown("> > 以前の答え。\n>\n> では、どう\n> なりますか。\n\nこうなります。\n"),
            [
                ">>以前の答え。",
                ">では、どうなりますか。",
                "こうなります。"
            ]
        );
    }

    #[test]
    fn lists_nest_and_further_paragraphs_go_on() {
        assert_eq!(
            shown("- a\n\n  more\n  - b\n    1. c\n- d\n\n3) x\n4) y\n"),
            [
                "+• a", "+~more", "++◦ b", "+++1. c", "+• d", "+3) x", "+4) y"
            ]
        );
        assert_eq!(
            shown("- > quoted\n- [x] done\n- [ ] open\n"),
            [">+• quoted", "+[x] done", "+[ ] open"]
        );
    }

    #[test]
    fn soft_breaks_are_nothing_in_japanese_and_hard_ones_stay() {
        assert_eq!(shown("仮想化の\n標準は\n"), ["仮想化の標準は"]);
        assert_eq!(shown("가상화\n시장\n"), ["가상화 시장"]);
        assert_eq!(
            shown("one  \ntwo\\\nthree<br>four\n"),
            ["one\ntwo\nthree\nfour"]
        );
    }

    #[test]
    fn emphasis_is_seen_also_beside_cjk_signs() {
        assert_eq!(
            inlines("**テスト。**続き *a `b` **c*** ~~d~~\n"),
            [
                (InlineKind::Strong, "テスト。".to_owned()),
                (InlineKind::Emphasis, "a b c".to_owned()),
                (InlineKind::Code, "b".to_owned()),
                (InlineKind::Strong, "c".to_owned()),
                (InlineKind::Strike, "d".to_owned()),
            ]
        );
        assert_eq!(
            inlines("one\n*two*\n"),
            [(InlineKind::Emphasis, "two".to_owned())]
        );
    }

    #[test]
    fn links_are_numbered_by_address_and_images_are_their_text() {
        let text = "[a](https://x.org) https://y.org [b](https://x.org) ![alt *t*](i.png)\n";
        let draft = read(text);
        assert_eq!(draft.urls, ["https://x.org", "https://y.org"]);
        assert_eq!(draft.blocks[0].text, "a https://y.org b alt t");
        let links: Vec<InlineKind> = inlines(text)
            .into_iter()
            .map(|(kind, _)| kind)
            .filter(|kind| matches!(kind, InlineKind::Link(_)))
            .collect();
        assert_eq!(
            links,
            [
                InlineKind::Link(0),
                InlineKind::Link(1),
                InlineKind::Link(0)
            ]
        );
    }

    #[test]
    fn footnotes_stand_at_the_end() {
        assert_eq!(
            shown("One[^a] two[^b].\n\n[^b]: Second.\n[^a]: First.\n\n    More.\n\nLast.\n"),
            [
                "One[1] two[2].",
                "Last.",
                "+[1] First.",
                "+~More.",
                "+[2] Second."
            ]
        );
    }

    #[test]
    fn html_loses_its_tags_and_entities_are_decoded() {
        assert_eq!(
            shown("<div>\n<p>AT&amp;T</p>\n</div>\n\na <b>b</b> &amp; &copy;<!-- c -->\n"),
            ["AT&T", "a b & ©"]
        );
        assert_eq!(
            shown("<ruby>対位法<rp>(</rp><rt>たいいほう</rt><rp>)</rp></ruby>は\n"),
            ["対位法（たいいほう）は"]
        );
    }

    #[test]
    fn tables_are_aligned_by_cells() {
        assert_eq!(
            shown("| 時期 | n |\n|---|--:|\n| 2019年 | **1** |\n| a | 22 |\n"),
            ["table 時期     n\n------  --\n2019年   1\na       22"]
        );
        assert_eq!(
            inlines("| 時期 | n |\n|---|--:|\n| 2019年 | **1** |\n"),
            [(InlineKind::Strong, "1".to_owned())]
        );
    }

    #[test]
    fn deep_nesting_ends() {
        for sign in [">", "- ", "*a **", "[", "<b>", "`"] {
            let text = sign.repeat(20_000) + "x\n\nx";
            assert!(!read(&text).blocks.is_empty(), "{sign}");
        }
        let lists: String = (0..300)
            .map(|depth| format!("{}- x\n", "  ".repeat(depth)))
            .collect();
        assert!(!read(&lists).blocks.is_empty());
    }
}
