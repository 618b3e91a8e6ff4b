//! The title of an article that has none in its metadata, and the heading that only repeats one.
//!
//! Knows the draft of a body; nothing is invented: a title is always words of the article.

use unicode_segmentation::UnicodeSegmentation;

use super::draft::{Draft, DraftBlock};
use crate::news::article::BlockKind;
use crate::text::cells::{Ambiguous, width};
use crate::text::clean::clean_line;
use crate::text::fold::{Form, fold};
use crate::text::lang::Lang;
use crate::text::sentences::sentences;

/// A line of at most this many cells may be a headline; about two lines of a newspaper's.
const HEADLINE: usize = 120;

/// The longest title in graphemes that is made from running text.
const LONGEST: usize = 160;

/// The title of a body, and the body without the block that is the title.
///
/// With a title given, the first block goes if it only repeats it. Without one, the title is the first block if that is a
/// heading, else the first heading of level 1, else the first block if it reads like a headline (unquoted, one line of one sentence
/// that does not end in a full stop, of at most 120 cells): that block then goes, unless nothing would be left. Else it is the
/// first sentence, which stays.
pub(super) fn settle(given: &str, draft: &mut Draft, lang: Lang) -> String {
    if !given.is_empty() {
        if draft
            .blocks
            .first()
            .is_some_and(|block| repeats(block, given))
        {
            remove(draft, 0);
        }
        return given.to_owned();
    }
    let is_heading =
        |level: u8, block: &DraftBlock| matches!(block.kind, BlockKind::Heading(n) if n <= level);
    let at = match draft.blocks.first() {
        Some(first) if is_heading(6, first) => 0,
        _ => draft
            .blocks
            .iter()
            .position(|block| is_heading(1, block))
            .unwrap_or(0),
    };
    let Some(block) = draft.blocks.get(at) else {
        return String::new();
    };
    if is_heading(6, block) || is_headline(block, lang) {
        let title = shortened(&clean_line(&block.text));
        remove(draft, at);
        return title;
    }
    let first = sentences(&block.text, lang)
        .first()
        .map_or("", |span| span.of(&block.text));
    let first = if first.is_empty() {
        block.text.as_str()
    } else {
        first
    };
    shortened(&clean_line(first))
}

fn repeats(block: &DraftBlock, title: &str) -> bool {
    let plain = |text: &str| fold(&clean_line(text), Form::Match).text;
    let may =
        matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph) && block.quotes == 0;
    may && block.text.len() <= title.len() * 4 + 16 && plain(&block.text) == plain(title)
}

fn is_headline(block: &DraftBlock, lang: Lang) -> bool {
    block.kind == BlockKind::Paragraph
        && block.quotes == 0
        && block.text.len() <= HEADLINE * 4
        && !block.text.contains('\n')
        && !block
            .text
            .ends_with(['.', '。', '．', '｡', ':', '：', ',', '、'])
        && width(&block.text, Ambiguous::Narrow) <= HEADLINE
        && sentences(&block.text, lang).len() == 1
}

/// Takes a block out, with the rules that are left at the ends, unless it is all there is.
fn remove(draft: &mut Draft, at: usize) {
    let has_other =
        |(number, block): (usize, &DraftBlock)| number != at && block.kind != BlockKind::Rule;
    if draft.blocks.iter().enumerate().any(has_other) {
        draft.blocks.remove(at);
        draft.trim_rules();
    }
}

fn shortened(text: &str) -> String {
    let mut graphemes = text.grapheme_indices(true);
    match graphemes.nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(blocks: &[(BlockKind, &str)]) -> Draft {
        let blocks = blocks
            .iter()
            .map(|(kind, text)| DraftBlock {
                kind: kind.clone(),
                ..DraftBlock::paragraph((*text).to_owned(), 0)
            })
            .collect();
        Draft {
            blocks,
            urls: Vec::new(),
        }
    }

    fn settled(given: &str, blocks: &[(BlockKind, &str)]) -> (String, Vec<String>) {
        let mut draft = draft(blocks);
        let title = settle(given, &mut draft, Lang::En);
        (
            title,
            draft.blocks.into_iter().map(|block| block.text).collect(),
        )
    }

    use BlockKind::{Heading, Paragraph, Rule};

    #[test]
    fn a_headline_or_heading_is_the_title_and_not_repeated() {
        let (title, rest) = settled(
            "",
            &[(Paragraph, "Three More Years"), (Paragraph, "News today.")],
        );
        assert_eq!(
            (title.as_str(), rest),
            ("Three More Years", vec!["News today.".to_owned()])
        );
        let (title, rest) = settled(
            "",
            &[(Heading(2), "Why?"), (Rule, "* * *"), (Paragraph, "So.")],
        );
        assert_eq!((title.as_str(), rest), ("Why?", vec!["So.".to_owned()]));
        let (title, _) = settled(
            "",
            &[
                (Paragraph, "Byline"),
                (Heading(1), "Title"),
                (Heading(2), "x"),
            ],
        );
        assert_eq!(title, "Title");
    }

    #[test]
    fn a_first_paragraph_gives_its_first_sentence_and_stays() {
        let (title, rest) = settled(
            "",
            &[(Paragraph, "It rained. It poured."), (Paragraph, "Next.")],
        );
        assert_eq!((title.as_str(), rest.len()), ("It rained.", 2));
        let (title, _) = settled("", &[(Paragraph, &"word ".repeat(500))]);
        assert!(title.ends_with('…') && title.graphemes(true).count() <= LONGEST + 1);
    }

    #[test]
    fn a_repeated_given_title_goes_and_the_only_block_stays() {
        let (title, rest) = settled(
            "ＶＭware wins",
            &[(Heading(1), "VMware  wins"), (Paragraph, "x.")],
        );
        assert_eq!((title.as_str(), rest.len()), ("ＶＭware wins", 1));
        let (_, rest) = settled("Same", &[(Paragraph, "Same")]);
        assert_eq!(rest.len(), 1);
        let (_, rest) = settled("Other", &[(Heading(1), "Title"), (Paragraph, "x.")]);
        assert_eq!(rest.len(), 2);
        assert_eq!(settled("", &[]).0, "");
    }
}
