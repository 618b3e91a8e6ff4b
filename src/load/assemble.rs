//! A draft into the text, blocks and passages of an article.
//!
//! Knows no format and no file. Here the promises of [`Article`](crate::news::article::Article) are made good: no block
//! is blank, spans do not overlap and stand on grapheme borders, each passage lies in one block.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::draft::{Draft, DraftBlock};
use crate::analysis::language;
use crate::news::article::{Block, BlockKind, Inline, Passage};
use crate::text::lang::Lang;
use crate::text::sentences::{lines, sentences};
use crate::text::span::Span;

/// The size in bytes from which a block is set in pieces, so that no single one is slow to wrap.
const PIECE: usize = 8 * 1024;

/// The body of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// The blocks' texts, an empty line between two.
    pub(super) text: String,
    /// The blocks.
    pub(super) blocks: Vec<Block>,
    /// Their passages.
    pub(super) passages: Vec<Passage>,
    /// Their inlines, in order of their start.
    pub(super) inlines: Vec<Inline>,
}

/// Puts a draft together. Blocks larger than 8 KiB become several, parted between passages.
pub(super) fn assemble(draft: &Draft, lang: Lang) -> Body {
    let mut body = Body::default();
    for block in &draft.blocks {
        let text = block.text.as_str();
        let own = block_lang(block, lang);
        let units = units(&block.kind, text, own);
        let passages: Vec<Span> = units
            .iter()
            .copied()
            .filter(|unit| is_passage(&block.kind, unit.of(text)))
            .collect();
        let inlines: Vec<Inline> = block
            .inlines
            .iter()
            .filter_map(|inline| on_borders(text, *inline))
            .collect();
        for (number, piece) in pieces(text, &block.kind, &units).into_iter().enumerate() {
            body.push(
                block,
                number,
                own,
                &Piece {
                    text,
                    span: piece,
                    passages: &passages,
                    inlines: &inlines,
                },
            );
        }
    }
    body.inlines
        .sort_by_key(|inline| (inline.span.start, usize::MAX - inline.span.end));
    body
}

/// A part of a block's text.
struct Piece<'a> {
    /// The block's text.
    text: &'a str,
    /// The part.
    span: Span,
    /// The block's passages.
    passages: &'a [Span],
    /// The block's inlines.
    inlines: &'a [Inline],
}

impl Body {
    fn push(&mut self, draft: &DraftBlock, number: usize, lang: Lang, piece: &Piece<'_>) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(piece.span.of(piece.text));
        let moved = |span: Span| {
            Span::new(
                span.start - piece.span.start + start,
                span.end - piece.span.start + start,
            )
        };
        let first = self.passages.len();
        let from = piece
            .passages
            .partition_point(|passage| passage.start < piece.span.start);
        let later = piece.passages.get(from..).unwrap_or_default();
        let inside = later
            .iter()
            .take_while(|passage| passage.end <= piece.span.end);
        let block = self.blocks.len();
        self.passages.extend(inside.map(|passage| Passage {
            span: moved(*passage),
            block,
        }));
        for inline in piece
            .inlines
            .iter()
            .filter(|inline| inline.span.overlaps(piece.span))
        {
            let span = Span::new(
                inline.span.start.max(piece.span.start),
                inline.span.end.min(piece.span.end),
            );
            self.inlines.push(Inline {
                span: moved(span),
                kind: inline.kind,
            });
        }
        let kind = match &draft.kind {
            kind if number == 0 || kind.is_preformatted() => kind.clone(),
            _ => BlockKind::Paragraph,
        };
        self.blocks.push(Block {
            kind,
            span: Span::new(start, self.text.len()),
            lang,
            quotes: draft.quotes,
            lists: draft.lists,
            continues: draft.continues || number > 0,
            passages: first..self.passages.len(),
        });
    }
}

fn block_lang(block: &DraftBlock, article: Lang) -> Lang {
    match block.kind {
        BlockKind::Code | BlockKind::Rule => article,
        _ => language::detect_block(&block.text, article),
    }
}

/// What a block is parted between: its sentences, or the lines of preformatted text.
fn units(kind: &BlockKind, text: &str, lang: Lang) -> Vec<Span> {
    if !kind.is_preformatted() {
        return sentences(text, lang);
    }
    let lines = lines(text).into_iter();
    lines.flat_map(|line| cut(text, line)).collect()
}

/// Whether a part of a block is a passage: there is nothing to read or mark in a rule, nor in a line of code or of a
/// table without a letter or digit.
fn is_passage(kind: &BlockKind, text: &str) -> bool {
    match kind {
        BlockKind::Rule => false,
        kind => !kind.is_preformatted() || text.contains(char::is_alphanumeric),
    }
}

/// Cuts a line larger than 8 KiB between graphemes.
fn cut(text: &str, line: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (line.start, line.start);
    for grapheme in line.of(text).graphemes(true) {
        if at + grapheme.len() - start > PIECE && at > start {
            parts.push(Span::new(start, at));
            start = at;
        }
        at += grapheme.len();
    }
    parts.push(Span::new(start, line.end));
    parts.retain(|part| !part.of(text).trim().is_empty());
    parts
}

/// The pieces a block is set in: the whole, or runs of its units of at most 8 KiB together.
fn pieces(text: &str, kind: &BlockKind, units: &[Span]) -> Vec<Span> {
    let trimmed = if kind.is_preformatted() {
        Span::new(0, text.trim_end().len())
    } else {
        Span::new(text.len() - text.trim_start().len(), text.trim_end().len())
    };
    if trimmed.is_empty() {
        return Vec::new();
    }
    if trimmed.len() <= PIECE || units.is_empty() {
        return vec![trimmed];
    }
    let mut found = Vec::new();
    let mut start = trimmed.start;
    let mut end = start;
    for unit in units {
        if unit.end - start > PIECE && end > start {
            found.push(Span::new(start, end));
            start = if kind.is_preformatted() {
                line_start(text, unit.start)
            } else {
                unit.start
            };
        }
        end = unit.end;
    }
    found.push(Span::new(start, trimmed.end));
    found
}

/// The start of the line a byte stands in, if only spaces stand before the byte there; else the byte.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    if before
        .get(line..)
        .is_some_and(|indent| indent.trim().is_empty())
    {
        line
    } else {
        at
    }
}

/// The inline with its ends on grapheme borders, a cut grapheme left out; `None` where nothing is left of it.
fn on_borders(text: &str, inline: Inline) -> Option<Inline> {
    let Span { start, end } = inline.span;
    let start = (start..=text.len()).find(|at| is_border(text, *at))?;
    let end = (0..=end.min(text.len()))
        .rev()
        .find(|at| is_border(text, *at))?;
    (start < end).then_some(Inline {
        span: Span::new(start, end),
        kind: inline.kind,
    })
}

fn is_border(text: &str, at: usize) -> bool {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    // The cursor must stand between two characters.
    text.is_char_boundary(at) && cursor.is_boundary(text, 0).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::article::InlineKind;

    fn one(text: &str) -> Draft {
        Draft {
            blocks: vec![DraftBlock::paragraph(text.to_owned(), 1)],
            urls: Vec::new(),
        }
    }

    #[test]
    fn blocks_stand_in_the_text_with_an_empty_line_between() {
        let mut draft = one("One. Two.");
        draft
            .blocks
            .push(DraftBlock::paragraph("三。四。".to_owned(), 0));
        let body = assemble(&draft, Lang::En);
        assert_eq!(body.text, "One. Two.\n\n三。四。");
        let shown: Vec<&str> = body
            .passages
            .iter()
            .map(|p| p.span.of(&body.text))
            .collect();
        assert_eq!(shown, ["One.", "Two.", "三。", "四。"]);
        assert_eq!(body.blocks[1].passages, 2..4);
        assert_eq!(body.passages[3].block, 1);
    }

    #[test]
    fn a_long_block_goes_on_in_further_ones_between_passages() {
        let mut draft = one(&"仮想化の標準は誰の手に。".repeat(1000));
        draft.blocks[0].kind = BlockKind::Item("•".to_owned());
        let bold = Inline {
            span: Span::new(30, 20_000 - 20_000 % 36),
            kind: InlineKind::Strong,
        };
        draft.blocks[0].inlines.push(bold);
        let body = assemble(&draft, Lang::Ja);
        assert_eq!(body.blocks.len(), 5);
        for (number, block) in body.blocks.iter().enumerate() {
            assert!(block.span.len() <= PIECE);
            assert!(block.span.of(&body.text).ends_with('。'));
            assert_eq!(block.continues, number > 0);
            assert_eq!(block.kind == BlockKind::Paragraph, number > 0);
            assert_eq!(block.quotes, 1);
        }
        assert_eq!(body.passages.len(), 1000);
        assert_eq!(body.inlines.len(), 3);
    }

    #[test]
    fn a_line_of_code_without_end_is_cut() {
        let mut draft = one(&"x".repeat(20_000));
        draft.blocks[0].kind = BlockKind::Code;
        let body = assemble(&draft, Lang::En);
        let lengths: Vec<usize> = body.blocks.iter().map(|block| block.span.len()).collect();
        assert_eq!(lengths, [8192, 8192, 3616]);
        assert_eq!(body.passages.len(), 3);
    }

    #[test]
    fn the_lines_of_code_are_its_passages_and_pieces_keep_their_indent() {
        let mut draft = one(&"    let x = 1;\n\n    {\n".repeat(600));
        draft.blocks[0].kind = BlockKind::Code;
        let body = assemble(&draft, Lang::En);
        assert_eq!(body.passages.len(), 600);
        assert!(body.blocks.len() > 1);
        for block in &body.blocks {
            assert_eq!(block.kind, BlockKind::Code);
            assert!(block.span.of(&body.text).starts_with("    "));
        }
        assert_eq!(body.text.matches('{').count(), 600);
    }

    #[test]
    fn inlines_end_on_grapheme_borders() {
        let mut draft = one("e\u{323}\u{302}x");
        let cut = Inline {
            span: Span::new(1, 4),
            kind: InlineKind::Emphasis,
        };
        draft.blocks[0].inlines = vec![
            cut,
            Inline {
                span: Span::new(0, 99),
                ..cut
            },
        ];
        draft.blocks[0].text = crate::text::clean::clean(&draft.blocks[0].text) + "\u{323}";
        let body = assemble(&draft, Lang::En);
        for inline in &body.inlines {
            let mut borders = body.text.grapheme_indices(true).map(|(at, _)| at);
            assert!(borders.any(|at| at == inline.span.start));
            assert!(body.text.is_char_boundary(inline.span.end));
        }
        assert!(
            body.inlines
                .iter()
                .any(|inline| inline.span.end == body.text.len())
        );
    }
}
