//! Plain text into a draft.
//!
//! Knows no file and no metadata. Each line that is not empty is a block, unless the lines are evidently hard-wrapped; then
//! empty lines part the blocks.

use super::draft::{Draft, DraftBlock};
use super::join::join;
use crate::text::cells::{Ambiguous, width};

/// One line without its quotation signs and the white space at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line<'a> {
    /// Its text.
    text: &'a str,
    /// How many `>` stood before it.
    quotes: u8,
    /// How many cells it was set in from the margin or the quotation sign.
    indent: usize,
}

/// Reads plain text; lines that begin with `>` are quotations.
#[must_use]
pub(super) fn read(text: &str) -> Draft {
    let lines: Vec<Line<'_>> = text.lines().map(line).collect();
    let mut draft = Draft::default();
    let Some(measure) = measure(&lines) else {
        let blocks = lines.iter().filter(|line| !line.text.is_empty());
        draft.blocks = blocks
            .map(|line| block(line.text.to_owned(), line.quotes))
            .collect();
        draft.trim_rules();
        return draft;
    };
    let mut open: Vec<Line<'_>> = Vec::new();
    for line in lines {
        if open
            .last()
            .is_some_and(|before| begins_block(before, &line, measure))
        {
            close(&mut open, &mut draft);
        }
        if !line.text.is_empty() {
            open.push(line);
        }
    }
    close(&mut open, &mut draft);
    draft.trim_rules();
    draft
}

fn close(open: &mut Vec<Line<'_>>, draft: &mut Draft) {
    if let Some(first) = open.first() {
        draft
            .blocks
            .push(block(join(open.iter().map(|line| line.text)), first.quotes));
        open.clear();
    }
}

fn block(text: String, quotes: u8) -> DraftBlock {
    if is_rule(&text) {
        DraftBlock::rule(quotes)
    } else {
        DraftBlock::paragraph(text, quotes)
    }
}

fn line(line: &str) -> Line<'_> {
    let mut quotes = 0_u8;
    let mut rest = line;
    while let Some(inner) = quoted(rest, quotes > 0) {
        quotes = quotes.saturating_add(1);
        rest = inner;
    }
    let text = rest.trim();
    let before = rest
        .get(..rest.len() - rest.trim_start().len())
        .unwrap_or_default();
    Line {
        text,
        quotes,
        indent: width(before, Ambiguous::Narrow),
    }
}

/// What follows a quotation sign; `>5` and `>=` outside a quotation are no such signs.
fn quoted(line: &str, within: bool) -> Option<&str> {
    let line = if within {
        line.trim_start_matches(' ')
    } else {
        line
    };
    let rest = line.strip_prefix('>')?;
    let other = rest.starts_with(|c: char| c.is_ascii_digit() || c == '=');
    (within || !other).then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// A line of three or more of one sign that parts sections.
fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next() else {
        return false;
    };
    let parts = matches!(
        first,
        '-' | '*'
            | '_'
            | '='
            | '~'
            | '#'
            | '—'
            | '─'
            | '━'
            | '＊'
            | '※'
            | '◇'
            | '◆'
            | '○'
            | '★'
    );
    parts && signs.clone().count() >= 2 && signs.all(|c| c == first)
}

/// The width in cells that the lines are hard-wrapped to, if they evidently are. Looked at are the lines that another line of
/// the same paragraph follows. They are hard-wrapped if
/// - there are at least three of them, or two where empty lines part the text;
/// - the widest tenth of them left out, they reach a common width of 30 to 120 cells;
/// - at least seven in ten of them come near it (three quarters of it; a long word or a comma may go to the next line);
/// - at most half of them end a sentence, for lines that are paragraphs or verses mostly do.
fn measure(lines: &[Line<'_>]) -> Option<usize> {
    let followed: Vec<&Line<'_>> = lines
        .windows(2)
        .filter(|pair| {
            let one_paragraph =
                pair[0].quotes == pair[1].quotes && pair.iter().all(|line| !line.text.is_empty());
            one_paragraph
                && !pair
                    .iter()
                    .any(|line| is_rule(line.text) || is_item(line.text))
        })
        .map(|pair| &pair[0])
        .collect();
    let trimmed = lines.iter().skip_while(|line| line.text.is_empty());
    let texts: Vec<bool> = trimmed.map(|line| !line.text.is_empty()).collect();
    let parted = texts.windows(2).any(|pair| pair == [false, true]);
    if followed.len() < if parted { 2 } else { 3 } {
        return None;
    }
    let mut widths: Vec<usize> = followed
        .iter()
        .map(|line| line.indent + width(line.text, Ambiguous::Narrow))
        .collect();
    widths.sort_unstable();
    let common = *widths.get((widths.len() - 1) * 9 / 10)?;
    let near = widths
        .iter()
        .filter(|width| **width * 4 >= common * 3)
        .count();
    let ended = followed
        .iter()
        .filter(|line| ends_sentence(line.text))
        .count();
    let wrapped = (30..=120).contains(&common)
        && near * 10 >= widths.len() * 7
        && ended * 2 <= followed.len();
    wrapped.then_some(common)
}

/// Whether a line of hard-wrapped text begins a block of its own after the one before: after an empty line, in another
/// quotation, further in (the first line of a paragraph), as a list item or rule, or after a sentence that ended in the
/// first half of its line.
fn begins_block(before: &Line<'_>, line: &Line<'_>, measure: usize) -> bool {
    let short = |line: &Line<'_>| (line.indent + width(line.text, Ambiguous::Narrow)) * 2 < measure;
    line.text.is_empty()
        || line.quotes != before.quotes
        || line.indent > before.indent && !is_item(before.text)
        || is_item(line.text)
        || is_rule(line.text)
        || is_rule(before.text)
        || (ends_sentence(before.text) && short(before))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', '”', '’', '」', '』', '）', '》'])
        .ends_with(['.', '!', '?', '。', '！', '？', '．', '｡', '…'])
}

/// Whether a line begins as a list item does: `- `, `* `, `・`, `1. `, `(2) `, `①`.
fn is_item(text: &str) -> bool {
    let numbered = text.trim_start_matches(['(', '（']);
    let after = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = numbered.len() - after.len();
    text.starts_with([
        '・', '•', '●', '■', '▪', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩',
    ]) || ["- ", "* ", "+ "].iter().any(|sign| text.starts_with(sign))
        || ((1..=2).contains(&digits)
            && [". ", ") ", "）"]
                .iter()
                .any(|sign| after.starts_with(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let blocks = read(text).blocks;
        let shown = blocks
            .iter()
            .map(|block| format!("{}{}", ">".repeat(block.quotes.into()), block.text));
        shown.collect()
    }

    #[test]
    fn each_line_is_a_block() {
        assert_eq!(
            shown(
                "A headline\nA first paragraph on one long line, as most programs write it. It ends.\n\nNext.\n"
            ),
            [
                "A headline",
                "A first paragraph on one long line, as most programs write it. It ends.",
                "Next."
            ]
        );
        assert_eq!(
            shown("　仮想マシンの形式をめぐり、主導権争いが続いている。\n　先行するのは、VMwareである。\n　追うのはマイクロソフトだ。\n　決着は遠い。\n").len(),
            4
        );
    }

    #[test]
    fn hard_wrapped_english_is_joined_with_spaces() {
        let text = "The Title\n\n\
            A. A file. A virtual machine is a whole computer kept on disk, and\n\
            VMware and Microsoft each write it down their own way. Systems\n\
            integrators, who would rather learn one format than two, are waiting\n\
            for one leader.\n\n\
            Q. Who is ahead?\n";
        let blocks = shown(text);
        assert_eq!(blocks.len(), 3);
        assert!(
            blocks[1].starts_with("A. A file.")
                && blocks[1].ends_with("are waiting for one leader.")
        );
        assert!(blocks[1].contains("and VMware and Microsoft"));
    }

    #[test]
    fn hard_wrapped_japanese_is_joined_without_spaces() {
        let text = "仮想マシンの形式をめぐり、主導権争いが\n続いている。システムインテグレーターが\n待つのは、どちらかが首位を固める日だ。\n\n先行するのは市場に出て約十年の会社であ\nる。管理ツールも売っている。\n";
        assert_eq!(
            shown(text),
            [
                "仮想マシンの形式をめぐり、主導権争いが続いている。システムインテグレーターが待つのは、どちらかが首位を固める日だ。",
                "先行するのは市場に出て約十年の会社である。管理ツールも売っている。"
            ]
        );
    }

    #[test]
    fn an_indent_begins_a_paragraph_of_hard_wrapped_japanese() {
        let text = "　仮想マシンの形式をめぐり、主導権争いが\n続いている。システムインテグレーターが\n待つのは、どちらかが首位を固める日だっ\nた。\n　先行するのは市場に出て約十年の会社であ\nる。管理ツールも売っている。\n";
        let blocks = shown(text);
        assert_eq!(blocks.len(), 2);
        assert!(blocks[1].starts_with("先行する"));
    }

    #[test]
    fn hard_wrapped_korean_is_joined_with_spaces() {
        let text = "가상머신 형식을 두고 두 회사의 주도권 다툼이\n이어지고 있다. 시스템 통합 업체가 기다리는\n것은 어느 한쪽이 앞서는 날이다.\n\n앞선 쪽은 시장에 나온 지 십 년이 된 회사로\n관리 도구도 판다.\n";
        let blocks = shown(text);
        assert_eq!(blocks.len(), 2);
        assert!(blocks[0].contains("다툼이 이어지고 있다."));
    }

    #[test]
    fn verses_lists_and_short_lines_stay_lines() {
        assert_eq!(
            shown("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n").len(),
            4
        );
        assert_eq!(shown("- one item that is rather long, so that it nears\n- two items that are rather long, and near it too\n- three items that are long as well, as is right\n- end\n").len(), 4);
        assert_eq!(shown("Milk\nBread\nEggs\nCheese\n").len(), 4);
    }

    #[test]
    fn quotations_keep_their_depth() {
        assert_eq!(
            shown("> > 前の答え\n> 質問\n答え\n>50% is no quotation\n>\n>email style\n"),
            [
                ">>前の答え",
                ">質問",
                "答え",
                ">50% is no quotation",
                ">email style"
            ]
        );
    }

    #[test]
    fn rules_part_sections_and_none_stands_at_the_ends() {
        assert_eq!(
            shown("=====\none\n-----\ntwo\n＊　＊　＊\n"),
            ["one", "* * *", "two"]
        );
        assert!(shown("----\n").is_empty());
        assert!(shown("\n \n　\n").is_empty());
    }
}
