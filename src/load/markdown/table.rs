//! A table drawn as text: one line a row, the columns aligned by cells.

use comrak::nodes::TableAlignment;

use crate::news::article::Inline;
use crate::text::cells::{Ambiguous, width};

/// What stands between two columns.
const GAP: &str = "  ";

/// The text of a cell with its inlines.
type Cell = (String, Vec<Inline>);

/// A table while its cells are collected.
pub(super) struct Table {
    alignments: Vec<TableAlignment>,
    /// The rows, the header first.
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with its columns' alignments.
    pub(super) fn new(alignments: &[TableAlignment]) -> Self {
        Self {
            alignments: alignments.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Begins a row.
    pub(super) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a cell to the last row.
    pub(super) fn push(&mut self, (text, inlines): Cell) {
        if let Some(row) = self.rows.last_mut() {
            // A line feed takes one byte as the space does, so the inlines still fit.
            row.push((text.replace('\n', " "), inlines));
        }
    }

    /// The rows as lines with a rule under the header; `None` where no cell holds anything.
    pub(super) fn draw(self) -> Option<(String, Vec<Inline>)> {
        let columns = self.rows.iter().map(Vec::len).max()?;
        let wide = |(text, _): &Cell| width(text, Ambiguous::Narrow);
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(at))
                    .map(wide)
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        if widths.iter().all(|width| *width == 0) {
            return None;
        }
        let mut lines: Vec<String> = Vec::new();
        let mut inlines = Vec::new();
        let mut start = 0;
        for (number, row) in self.rows.iter().enumerate() {
            let line = self.line(row, &widths, start, &mut inlines);
            start += line.len() + 1;
            lines.push(line);
            if number == 0 {
                let rule = widths
                    .iter()
                    .map(|width| "-".repeat(*width))
                    .collect::<Vec<_>>()
                    .join(GAP);
                start += rule.trim_end().len() + 1;
                lines.push(rule.trim_end().to_owned());
            }
        }
        Some((lines.join("\n"), inlines))
    }

    /// One row, whose first byte is byte `start` of the table's text.
    fn line(&self, row: &[Cell], widths: &[usize], start: usize, into: &mut Vec<Inline>) -> String {
        let mut line = String::new();
        for (at, room) in widths.iter().enumerate() {
            if at > 0 {
                line.push_str(GAP);
            }
            let empty = Cell::default();
            let (text, inlines) = row.get(at).unwrap_or(&empty);
            let free = room.saturating_sub(width(text, Ambiguous::Narrow));
            let before = match self.alignments.get(at) {
                Some(TableAlignment::Right) => free,
                Some(TableAlignment::Center) => free / 2,
                _ => 0,
            };
            line.extend(std::iter::repeat_n(' ', before));
            let by = start + line.len();
            into.extend(inlines.iter().map(|inline| Inline {
                span: inline.span.shifted(by),
                kind: inline.kind,
            }));
            line.push_str(text);
            line.extend(std::iter::repeat_n(' ', free - before));
        }
        line.truncate(line.trim_end().len());
        line
    }
}
