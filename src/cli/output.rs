//! The standard output: lines, aligned columns, JSON objects.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde_json::Value;

use super::Failure;
use crate::text::cells::{Ambiguous, Cells, fit, width};
use crate::text::clean::clean_line;

/// What stands between two columns.
const GAP: &str = "  ";

/// A text as one line that does nothing to a terminal: paths and messages may hold anything.
pub(super) fn printable(text: &str) -> String {
    clean_line(text)
}

/// Where listings go.
pub(super) struct Output {
    out: Box<dyn Write>,
    /// The terminal's width in cells; none where the output is none.
    columns: Option<u16>,
}

impl Output {
    /// The standard output. On a terminal, rows end at its border; piped, they are whole.
    pub(super) fn standard() -> Self {
        let out = io::stdout();
        let columns = if out.is_terminal() {
            crate::runtime::columns()
        } else {
            None
        };
        Self {
            out: Box::new(BufWriter::new(out)),
            columns,
        }
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Writes a line that ends at the terminal's border.
    pub(super) fn row(&mut self, text: &str) -> Result<(), Failure> {
        match self.columns {
            Some(columns) => self.line(&fit(text, Cells(columns), Ambiguous::Narrow)),
            None => self.line(text),
        }
    }

    /// Writes bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.out.write_all(bytes)?)
    }

    /// Writes an object on a line.
    pub(super) fn json(&mut self, value: &Value) -> Result<(), Failure> {
        self.line(&value.to_string())
    }

    /// Writes what is still held back.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// At the left.
    Left,
    /// At the right: numbers.
    Right,
}

/// Rows whose columns are aligned by cells, not by characters.
#[derive(Debug)]
pub(super) struct Table {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these columns.
    pub(super) fn new(aligns: &[Align]) -> Self {
        Self {
            aligns: aligns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; what is too much for the columns is left out.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// The rows as lines, `indent` before each.
    pub(super) fn lines(&self, indent: &str) -> Vec<String> {
        let cells = |text: &String| width(text, Ambiguous::Narrow);
        let column = |at: usize| self.rows.iter().filter_map(move |row| row.get(at));
        let widths: Vec<usize> = (0..self.aligns.len())
            .map(|at| column(at).map(cells).max().unwrap_or(0))
            .collect();
        let line = |row: &Vec<String>| {
            let mut line = indent.to_owned();
            for ((text, align), full) in row.iter().zip(&self.aligns).zip(&widths) {
                let blank = " ".repeat(full.saturating_sub(cells(text)));
                match align {
                    Align::Left => line.extend([text, blank.as_str(), GAP]),
                    Align::Right => line.extend([blank.as_str(), text, GAP]),
                }
            }
            line.trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }

    /// Writes it.
    pub(super) fn write(&self, out: &mut Output) -> Result<(), Failure> {
        self.lines("").iter().try_for_each(|line| out.row(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_cells() {
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Left]);
        table.row(["ja", "7", "両社は提携"].map(str::to_owned));
        table.row(["会談", "120", "talks"].map(str::to_owned));
        assert_eq!(
            table.lines(""),
            ["ja      7  両社は提携", "会談  120  talks"]
        );
    }

    #[test]
    fn what_could_steer_a_terminal_is_not_printed() {
        assert_eq!(printable("a\u{1b}[31mb\nc\u{202e}d"), "ab cd");
    }
}
