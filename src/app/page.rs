//! An article as rows of a pane: which rows there are, and which of them are on the screen.
//!
//! Blocks are broken into rows when they come near the screen, so that an article of a megabyte opens, turns and resizes
//! as fast as a short one. A place in the article is therefore a block and a row in it, never a row counted from the top.

use crate::config::{ReadingConfig, Speed};
use crate::news::article::{Article, Block, BlockKind};
use crate::text::cells::{Ambiguous, Cells, graphemes, width};
use crate::text::span::Span;
use crate::text::wrap::{Setting, wrap, wrap_preformatted};

/// What rows depend on besides the pane.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// The article.
    pub article: &'a Article,
    /// How languages are set.
    pub reading: &'a ReadingConfig,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Nothing: the space between blocks.
    Blank,
    /// Part of the title; its span is of the title.
    Title,
    /// Source, date, author and reading time; its span is of [`Page::byline`].
    Byline,
    /// Text of a block; its span is of the article's text.
    Text {
        /// Whether it is the block's first row, which carries a list item's marker.
        first: bool,
    },
}

/// A row of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRow {
    /// What it shows.
    pub kind: RowKind,
    /// Its bytes.
    pub span: Span,
    /// Where its text starts, in cells from the left of the text column.
    pub indent: Cells,
    /// Its block, as an index of the article's blocks; the title belongs to none.
    pub block: Option<usize>,
}

/// A place among the rows: a sheet and a row in it. Sheet 0 is the title with the byline, sheet n + 1 is block n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    sheet: usize,
    row: usize,
}

/// The rows of one article in one pane.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows on the screen, from the top; fewer than the pane has where the article ends.
    pub rows: Vec<PageRow>,
    /// Source, date, author and reading time.
    pub byline: String,
    sheets: Vec<Option<Vec<PageRow>>>,
    width: Cells,
    height: u16,
    top: At,
    /// Empty rows above the first row of the article, so that a passage near the start can stand level with one in the
    /// other reader.
    lead: u16,
}

impl Page {
    /// A page for an article that is not laid out yet.
    #[must_use]
    pub fn new(copy: Copy<'_>) -> Self {
        Self {
            byline: byline(copy),
            sheets: vec![None; copy.article.blocks.len() + 1],
            ..Self::default()
        }
    }

    /// Sets the page for a text column and a number of rows, keeping the text that is at the top there.
    pub fn resize(&mut self, copy: Copy<'_>, column: Cells, rows: u16) {
        if (self.width, self.height) == (column, rows) {
            return;
        }
        let byte = self
            .rows
            .iter()
            .find(|row| matches!(row.kind, RowKind::Text { .. }))
            .map(|row| row.span.start);
        let at_head = self.top.sheet == 0;
        if self.width != column {
            self.sheets.fill(None);
        }
        (self.width, self.height) = (column, rows);
        self.top = match byte {
            Some(byte) if !at_head => self.at_byte(copy, byte),
            _ => At::default(),
        };
        self.refresh(copy);
    }

    /// How many rows the pane has.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Moves the page by rows: down where positive. It stops where the last row stands at the foot of the pane.
    pub fn scroll(&mut self, copy: Copy<'_>, rows: i32) {
        self.lead = 0;
        for _ in 0..rows.unsigned_abs() {
            let next = if rows > 0 {
                self.after(copy, self.top)
            } else {
                self.before(copy, self.top)
            };
            let Some(next) = next else { break };
            self.top = next;
        }
        if rows > 0 {
            self.top = self.top.min(self.last_top(copy));
        }
        self.refresh(copy);
    }

    /// Moves the page as little as needed to have a passage on the screen, two rows from the edge where it can.
    pub fn show(&mut self, copy: Copy<'_>, passage: Span) {
        if self.height == 0 {
            return;
        }
        let margin = i32::from((self.height / 4).min(2));
        let height = i32::from(self.height);
        let (first, last) = (
            self.at_byte(copy, passage.start),
            self.at_byte(copy, passage.end.saturating_sub(1)),
        );
        if first <= self.back(copy, self.top, -margin) {
            self.lead = 0;
            // The first passage takes the title with it.
            let head = first.sheet <= 1 && first.row <= 1;
            self.top = if head {
                At::default()
            } else {
                self.back(copy, first, margin)
            };
        }
        let foot = height - 1 - i32::from(self.lead);
        let lowest = self.back(copy, last, foot - margin);
        if self.top < lowest {
            self.lead = 0;
            // A passage longer than the pane shows its start.
            self.top = lowest.min(first).min(self.last_top(copy));
        }
        self.refresh(copy);
    }

    /// Moves the page so that the row of a byte stands at a row of the screen, with empty rows above the article where
    /// it must be.
    pub fn align(&mut self, copy: Copy<'_>, byte: usize, row: u16) {
        let mut top = self.at_byte(copy, byte);
        let mut left = row;
        while left > 0 {
            let Some(before) = self.before(copy, top) else {
                break;
            };
            top = before;
            left -= 1;
        }
        (self.top, self.lead) = (top, left);
        self.refresh(copy);
    }

    /// Moves the page to the start or to the end.
    pub fn turn_to(&mut self, copy: Copy<'_>, end: bool) {
        self.lead = 0;
        self.top = if end {
            self.last_top(copy)
        } else {
            At::default()
        };
        self.refresh(copy);
    }

    /// The screen row on which a byte stands, if it is on the screen.
    #[must_use]
    pub fn row_of(&self, byte: usize) -> Option<u16> {
        let is_there =
            |row: &PageRow| matches!(row.kind, RowKind::Text { .. }) && byte < row.span.end;
        let at = self.rows.iter().position(is_there)?;
        let starts = self
            .rows
            .get(at)
            .is_some_and(|row| row.span.start <= byte || at > 0);
        u16::try_from(at).ok().filter(|_| starts)
    }

    /// The byte of the text under a cell: screen row, and cells from the left of the text column. The space before a
    /// block belongs to its start.
    #[must_use]
    pub fn byte_at(&self, copy: Copy<'_>, row: u16, column: u16) -> Option<usize> {
        let row = self.rows.get(usize::from(row))?;
        match row.kind {
            RowKind::Text { .. } => {}
            RowKind::Blank => return row.block.map(|_| row.span.start),
            RowKind::Title | RowKind::Byline => return None,
        }
        let mut x = row.indent.0;
        for grapheme in graphemes(row.span.of(&copy.article.text), copy.ambiguous) {
            x += grapheme.cells.0;
            if column < x {
                return Some(row.span.start + grapheme.span.start);
            }
        }
        Some(row.span.end.saturating_sub(1).max(row.span.start))
    }

    /// The bytes of the text that are on the screen.
    #[must_use]
    pub fn shown(&self) -> Option<Span> {
        let mut texts = self
            .rows
            .iter()
            .filter(|row| matches!(row.kind, RowKind::Text { .. }));
        let first = texts.next()?;
        let last = texts.next_back().unwrap_or(first);
        Some(Span::new(first.span.start, last.span.end))
    }

    /// How far the foot of the screen is through the article, in percent.
    #[must_use]
    pub fn percent(&self, copy: Copy<'_>) -> u8 {
        let length = copy.article.text.len().max(1);
        let end = self.shown().map_or(0, |span| span.end);
        u8::try_from(end * 100 / length).unwrap_or(100).min(100)
    }

    fn refresh(&mut self, copy: Copy<'_>) {
        let blank = PageRow {
            kind: RowKind::Blank,
            span: Span::default(),
            indent: Cells(0),
            block: None,
        };
        let mut rows = vec![blank; usize::from(self.lead.min(self.height))];
        let mut at = Some(self.top);
        while let Some(here) = at.filter(|_| rows.len() < usize::from(self.height)) {
            rows.extend(self.sheet(copy, here.sheet).get(here.row).copied());
            at = self.after(copy, here);
        }
        self.rows = rows;
    }

    fn sheet(&mut self, copy: Copy<'_>, sheet: usize) -> &[PageRow] {
        let width = self.width;
        match self.sheets.get_mut(sheet) {
            Some(rows) => rows.get_or_insert_with(|| match sheet.checked_sub(1) {
                None => head_rows(copy, &self.byline, width),
                Some(block) => block_rows(copy, block, width),
            }),
            None => &[],
        }
    }

    fn after(&mut self, copy: Copy<'_>, at: At) -> Option<At> {
        if at.row + 1 < self.sheet(copy, at.sheet).len() {
            return Some(At {
                row: at.row + 1,
                ..at
            });
        }
        (at.sheet + 1..self.sheets.len())
            .find(|sheet| !self.sheet(copy, *sheet).is_empty())
            .map(|sheet| At { sheet, row: 0 })
    }

    fn before(&mut self, copy: Copy<'_>, at: At) -> Option<At> {
        if at.row > 0 {
            return Some(At {
                row: at.row - 1,
                ..at
            });
        }
        let sheet = (0..at.sheet)
            .rev()
            .find(|sheet| !self.sheet(copy, *sheet).is_empty())?;
        Some(At {
            sheet,
            row: self.sheet(copy, sheet).len() - 1,
        })
    }

    /// The place some rows before (after, where negative) another, or the end of the article on that side.
    fn back(&mut self, copy: Copy<'_>, at: At, rows: i32) -> At {
        let mut at = at;
        for _ in 0..rows.unsigned_abs() {
            let next = if rows > 0 {
                self.before(copy, at)
            } else {
                self.after(copy, at)
            };
            let Some(next) = next else { break };
            at = next;
        }
        at
    }

    /// The top at which the last row stands at the foot of the pane.
    fn last_top(&mut self, copy: Copy<'_>) -> At {
        let sheet = self.sheets.len().saturating_sub(1);
        let row = self.sheet(copy, sheet).len().saturating_sub(1);
        self.back(copy, At { sheet, row }, i32::from(self.height) - 1)
    }

    fn at_byte(&mut self, copy: Copy<'_>, byte: usize) -> At {
        let block = copy
            .article
            .blocks
            .partition_point(|block| block.span.end <= byte);
        let sheet = (block + 1).min(self.sheets.len().saturating_sub(1));
        let rows = self.sheet(copy, sheet);
        let is_text = |row: &PageRow| matches!(row.kind, RowKind::Text { .. });
        let row = rows
            .iter()
            .position(|row| is_text(row) && byte < row.span.end);
        At {
            sheet,
            row: row.unwrap_or(rows.len().saturating_sub(1)),
        }
    }
}

/// Source, date, author and reading time, as far as they are known.
fn byline(copy: Copy<'_>) -> String {
    let meta = &copy.article.meta;
    let minutes = format!("{}\u{a0}min", reading_minutes(copy.article, copy.reading));
    let parts = [
        meta.source.clone(),
        meta.date.map(super::shelf::long_date),
        meta.author.clone(),
        Some(minutes),
    ];
    parts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\u{a0}· ")
}

/// The estimated reading time in minutes, at least one.
#[must_use]
pub fn reading_minutes(article: &Article, reading: &ReadingConfig) -> usize {
    let (count, speed) = match reading.measure(article.lang).speed {
        Speed::Words(speed) => (article.text.split_whitespace().count(), speed),
        Speed::Characters(speed) => (
            article.text.chars().filter(|c| !c.is_whitespace()).count(),
            speed,
        ),
    };
    count.div_ceil(usize::from(speed.max(1))).max(1)
}

fn head_rows(copy: Copy<'_>, byline: &str, column: Cells) -> Vec<PageRow> {
    let row = |kind, span| PageRow {
        kind,
        span,
        indent: Cells(0),
        block: None,
    };
    let setting = Setting {
        width: column,
        first_indent: Cells(0),
        rest_indent: Cells(0),
        lang: copy.article.lang,
        ambiguous: copy.ambiguous,
    };
    let title = wrap(&copy.article.meta.title, &setting)
        .into_iter()
        .map(|span| row(RowKind::Title, span));
    let byline = wrap(byline, &setting)
        .into_iter()
        .map(|span| row(RowKind::Byline, span));
    title.chain(byline).collect()
}

fn block_rows(copy: Copy<'_>, index: usize, column: Cells) -> Vec<PageRow> {
    let Some(block) = copy.article.blocks.get(index) else {
        return Vec::new();
    };
    let text = block.span.of(&copy.article.text);
    let setting = setting(copy, block, column);
    let spans = if block.kind.is_preformatted() {
        let room = Cells(column.0.saturating_sub(setting.rest_indent.0).max(1));
        wrap_preformatted(text, room, copy.ambiguous)
    } else {
        wrap(text, &setting)
    };
    let before = index
        .checked_sub(1)
        .and_then(|before| copy.article.blocks.get(before));
    let gap = PageRow {
        kind: RowKind::Blank,
        span: Span::new(block.span.start, block.span.start),
        indent: Cells(0),
        block: Some(index),
    };
    let gap = parted(copy, before, block).then_some(gap);
    let rows = spans.into_iter().enumerate().map(|(row, span)| PageRow {
        kind: RowKind::Text { first: row == 0 },
        span: span.shifted(block.span.start),
        indent: setting.indent(row),
        block: Some(index),
    });
    gap.into_iter().chain(rows).collect()
}

/// Whether an empty row stands before a block: not inside a list or before what continues, and between paragraphs only
/// where the language's measure says so.
fn parted(copy: Copy<'_>, before: Option<&Block>, block: &Block) -> bool {
    let Some(before) = before else { return true };
    if block.continues {
        return false;
    }
    let in_list = before.lists > 0 && block.lists > 0 && before.quotes == block.quotes;
    let plain = |block: &Block| block.kind == BlockKind::Paragraph && block.lists == 0;
    let alike = plain(before) && plain(block) && before.quotes == block.quotes;
    !in_list && (!alike || copy.reading.measure(block.lang).blank_line)
}

/// How a block is set: two cells for each quotation, three for each list it stands in.
fn setting(copy: Copy<'_>, block: &Block, column: Cells) -> Setting {
    // However deep it is nested, a third of the column stays for the text.
    let most = column.0 / 3 * 2;
    let base = (u16::from(block.quotes) * 2).min(most);
    let rest = (base + u16::from(block.lists) * 3).min(most);
    let first = match &block.kind {
        BlockKind::Item(marker) => {
            let before = (base + u16::from(block.lists.saturating_sub(1)) * 3).min(most);
            let marker = u16::try_from(width(marker, copy.ambiguous)).unwrap_or(most);
            rest.max((before + marker + 1).min(most))
        }
        BlockKind::Paragraph if block.lists == 0 && !block.continues => {
            (rest + copy.reading.measure(block.lang).first_indent).min(most)
        }
        _ => rest,
    };
    Setting {
        width: column,
        first_indent: Cells(first),
        rest_indent: Cells(rest),
        lang: block.lang,
        ambiguous: copy.ambiguous,
    }
}
