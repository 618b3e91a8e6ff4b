//! The standard output: lines, aligned columns, JSON objects.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::Failure;
use crate::text::cells::{Ambiguous, Cells, fit, width};
use crate::text::clean::clean_line;
use crate::text::span::Span;

/// Bold, and an end to it (ECMA-48, SGR): what is lit stands out on any background.
const LIT: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";
/// So much stands before the first lit span where the beginning gives way, as a part of the width.
const LEAD: usize = 4;

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
    /// Whether the terminal is to be sent styles (<https://no-color.org>).
    styled: bool,
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
            styled: columns.is_some()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
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

    /// Writes a line in which some spans are lit on a terminal that has styles. Where it is longer than the terminal is
    /// wide, what stands between `from` and the first span gives way.
    pub(super) fn lit(&mut self, text: &str, spans: &[Span], from: usize) -> Result<(), Failure> {
        let plain = printable(text);
        let Some(columns) = self.columns.filter(|_| plain == text) else {
            return self.row(&plain);
        };
        let (text, spans) = around(text, spans, from, usize::from(columns));
        let fitted = fit(&text, Cells(columns), Ambiguous::Narrow);
        if !self.styled {
            return self.line(&fitted);
        }
        let same = fitted
            .bytes()
            .zip(text.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let mut line = String::new();
        let mut done = 0;
        for span in spans.iter().filter(|span| span.end <= same) {
            line.extend([
                fitted.get(done..span.start).unwrap_or_default(),
                LIT,
                span.of(&fitted),
                PLAIN,
            ]);
            done = span.end;
        }
        line.push_str(fitted.get(done..).unwrap_or_default());
        self.line(&line)
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

/// A line whose first span is within its first columns: of what stands between `from` and that, the first part gives way.
fn around(text: &str, spans: &[Span], from: usize, columns: usize) -> (String, Vec<Span>) {
    let whole = (text.to_owned(), spans.to_vec());
    let cells = |text: &str| width(text, Ambiguous::Narrow);
    let Some(first) = spans.first() else {
        return whole;
    };
    let lead = text.get(from..first.start).unwrap_or_default();
    let behind = text.get(..first.end).map_or(0, cells);
    if from == 0 || behind + columns / LEAD <= columns {
        return whole;
    }
    let mut cut = first.start;
    let mut kept = 0;
    for (at, grapheme) in lead.grapheme_indices(true).rev() {
        kept += cells(grapheme);
        if kept > columns / LEAD {
            break;
        }
        cut = from + at;
    }
    let (head, tail) = (
        text.get(..from).unwrap_or_default(),
        text.get(cut..).unwrap_or_default(),
    );
    let by = cut - from;
    let moved = |span: &Span| Span::new(span.start + "…".len() - by, span.end + "…".len() - by);
    (format!("{head}…{tail}"), spans.iter().map(moved).collect())
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
    fn what_is_lit_is_moved_into_sight() {
        let text = format!("  :3  {}買収した", "か".repeat(60));
        let hit = Span::new(text.find('買').unwrap(), text.find('し').unwrap());
        let (shown, spans) = around(&text, &[hit], 6, 40);
        assert_eq!(spans[0].of(&shown), "買収");
        assert!(shown.starts_with("  :3  …か") && width(&shown, Ambiguous::Narrow) < 30);
        assert_eq!(around(&text, &[hit], 6, 200).0, text);
    }

    #[test]
    fn what_could_steer_a_terminal_is_not_printed() {
        assert_eq!(printable("a\u{1b}[31mb\nc\u{202e}d"), "ab cd");
    }
}
