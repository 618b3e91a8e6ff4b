//! Blocks → Markdown that reads back as their text and as nothing else.
//!
//! Every sign by which Markdown would see more than text is escaped, and a run is set apart only where Markdown's rules
//! will see that: text comes before its looks.

use super::blocks::Block;
use super::line::{Face, Line, Run, Style};

/// More columns than this are no table that could be read.
const COLUMNS: usize = 40;

/// The blocks as Markdown, without a line feed at the end.
pub(super) fn markdown(blocks: &[Block], links: &[String]) -> String {
    let writer = Writer { links };
    writer.blocks(blocks)
}

struct Writer<'a> {
    links: &'a [String],
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Paragraph,
    /// In a heading or a cell, which end with their line.
    Heading,
    Cell,
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block]) -> String {
        let mut written: Vec<String> = Vec::with_capacity(blocks.len());
        // Two lists in a row would be one if they had the same signs.
        let mut other = false;
        let mut before = None;
        for block in blocks {
            let numbered = match block {
                Block::List { first, .. } => Some(first.is_some()),
                _ => None,
            };
            other = numbered.is_some() && numbered == before && !other;
            before = numbered;
            written.push(self.block(block, other));
        }
        written.retain(|block| !block.is_empty());
        written.join("\n\n")
    }

    fn block(&self, block: &Block, other: bool) -> String {
        match block {
            Block::Heading(level, line) => {
                let text = self.line(line, Place::Heading);
                if text.is_empty() {
                    return text;
                }
                format!("{} {text}", "#".repeat(usize::from(*level)))
            }
            Block::Paragraph(line) => self.line(line, Place::Paragraph),
            Block::Quote(inner) => prefixed(&self.blocks(inner), "> ", "> "),
            Block::List { first, items } => self.list(*first, items, other),
            Block::Code(text) => code_block(text),
            Block::Table(rows) => self.table(rows),
            Block::Rule => "* * *".to_owned(),
        }
    }

    fn list(&self, first: Option<usize>, items: &[Vec<Block>], other: bool) -> String {
        let mut written: Vec<String> = Vec::with_capacity(items.len());
        for item in items {
            let inner = self.blocks(item);
            if inner.is_empty() {
                continue;
            }
            let marker = match (first, other) {
                (None, false) => "- ".to_owned(),
                (None, true) => "+ ".to_owned(),
                (Some(first), false) => format!("{}. ", first + written.len()),
                (Some(first), true) => format!("{}) ", first + written.len()),
            };
            written.push(prefixed(&inner, &marker, &" ".repeat(marker.len())));
        }
        let loose = written.iter().any(|item| item.contains("\n\n"));
        written.join(if loose { "\n\n" } else { "\n" })
    }

    fn table(&self, rows: &[Vec<Line>]) -> String {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| self.line(cell, Place::Cell))
                    .collect()
            })
            .filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if !(2..=COLUMNS).contains(&columns) {
            let cells = rows.into_iter().flatten().filter(|cell| !cell.is_empty());
            return cells.collect::<Vec<_>>().join("\n\n");
        }
        let mut lines: Vec<String> = Vec::with_capacity(rows.len() + 1);
        for (number, mut row) in rows.into_iter().enumerate() {
            row.resize(columns, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        lines.join("\n")
    }

    fn line(&self, line: &Line, place: Place) -> String {
        let mut out = String::new();
        let mut runs = line.runs.as_slice();
        while let Some((run, rest)) = runs.split_first() {
            match run {
                Run::Break if place == Place::Paragraph => {
                    trim_end(&mut out);
                    out.push_str("\\\n");
                }
                Run::Break => out.push(' '),
                Run::Text(_, style) => {
                    let same = |other: &&Run| matches!(other, Run::Text(_, next) if next.link == style.link);
                    let more = if style.link.is_some() {
                        rest.iter().take_while(same).count()
                    } else {
                        0
                    };
                    let (group, after) = runs.split_at(more + 1);
                    self.group(group, style.link, after.first(), place, &mut out);
                    runs = after;
                    continue;
                }
            }
            runs = rest;
        }
        trim_end(&mut out);
        // A break at the end would be a backslash.
        while let Some(kept) = out.strip_suffix("\\\n").map(str::len) {
            out.truncate(kept);
            trim_end(&mut out);
        }
        out
    }

    /// Writes runs that are all in one link, or a single one in none.
    fn group(
        &self,
        group: &[Run],
        link: Option<usize>,
        next: Option<&Run>,
        place: Place,
        out: &mut String,
    ) {
        let url = link.and_then(|link| self.links.get(link));
        let blank = |run: &Run| matches!(run, Run::Text(text, _) if text.trim().is_empty());
        let Some(url) = url.filter(|url| !url.is_empty() && !group.iter().all(blank)) else {
            for (at, run) in group.iter().enumerate() {
                write_run(run, group.get(at + 1).or(next), place, out);
            }
            return;
        };
        if out.ends_with('!') {
            out.pop();
            out.push_str("\\!");
        }
        let start = out.len();
        out.push('[');
        for (at, run) in group.iter().enumerate() {
            write_run(run, group.get(at + 1), place, out);
        }
        let ends = out.len();
        trim_end(out);
        let space = if out.len() < ends { " " } else { "" };
        if out.len() <= start + 1 {
            return;
        }
        out.extend(["](", url.as_str(), ")", space]);
    }
}

/// The lines of a text, the first with one beginning and the others with another.
fn prefixed(text: &str, first: &str, other: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 64);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            lines.push('\n');
        }
        let prefix = if number == 0 { first } else { other };
        lines.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        lines.push_str(line);
    }
    if text.is_empty() {
        String::new()
    } else {
        lines
    }
}

fn trim_end(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn code_block(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_ticks(text).max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// Writes a run, set apart where the text before and after it lets Markdown see that.
fn write_run(run: &Run, next: Option<&Run>, place: Place, out: &mut String) {
    let Run::Text(text, Style { face, .. }) = run else {
        return;
    };
    let starts = out.is_empty() || out.ends_with('\n');
    let text = if starts {
        text.trim_start()
    } else {
        text.as_str()
    };
    let core = text.trim_matches(' ');
    let after = match next {
        _ if text.ends_with(' ') => ' ',
        Some(Run::Text(text, _)) => text.chars().next().unwrap_or(' '),
        _ => ' ',
    };
    if text.starts_with(' ') && !starts && !out.ends_with(' ') {
        out.push(' ');
    }
    let before = out.chars().next_back().unwrap_or(' ');
    match delimiter(*face, core, before, after, place) {
        Some(delimiter) if *face == Face::Code => {
            let pad = if core.starts_with('`') || core.ends_with('`') {
                " "
            } else {
                ""
            };
            out.extend([delimiter.as_str(), pad, core, pad, delimiter.as_str()]);
        }
        Some(delimiter) => {
            out.push_str(&delimiter);
            escape(core, place, out);
            out.push_str(&delimiter);
        }
        None => escape(core, place, out),
    }
    if text.ends_with(' ') && !core.is_empty() {
        out.push(' ');
    }
}

/// What sets a run apart, between these two characters; `None` where Markdown would not see it (CommonMark 0.31, 6.2,
/// and its extension that sees emphasis beside CJK text), or would see more.
fn delimiter(face: Face, core: &str, before: char, after: char, place: Place) -> Option<String> {
    let (first, last) = (core.chars().next()?, core.chars().next_back()?);
    let parts = |c: char| !c.is_alphanumeric() || is_cjk(c);
    let opens = first.is_alphanumeric() || (!first.is_whitespace() && parts(before));
    let closes = last.is_alphanumeric() || (!last.is_whitespace() && parts(after));
    let sign = match face {
        Face::Plain => return None,
        Face::Code => {
            let fits =
                before != '`' && after != '`' && !(place == Place::Cell && core.contains('|'));
            return fits.then(|| "`".repeat(longest_ticks(core) + 1));
        }
        Face::Emphasis => "*",
        Face::Strong => "**",
        Face::Strike => "~~",
    };
    // Two runs side by side would have their delimiters taken for one.
    let fits =
        opens && closes && !matches!(before, '*' | '~' | '\\' | '`') && place != Place::Heading;
    fits.then(|| sign.to_owned())
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Appends text with backslashes where Markdown would see more than text.
fn escape(text: &str, place: Place, out: &mut String) {
    let starts = out.is_empty() || out.ends_with('\n');
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut before = out.chars().next_back().unwrap_or(' ');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        let begins = starts && at == 0;
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !(before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric()),
            '&' => after.is_ascii_alphanumeric() || after == '#',
            '#' => begins || place == Place::Heading,
            '+' | '-' | '>' | '=' => begins,
            // `1.` and `1)` begin lists; `www.` and `://` addresses, in which backslashes would be seen.
            '.' => (starts && digits > 0 && at == digits) || matches!(before, 'w' | 'W'),
            ')' => starts && digits > 0 && at == digits,
            ':' => begins || after == '/',
            // `[^` begins a footnote, also where it is the beginning of a link, and whatever comes after it.
            '^' => before == '[',
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}
