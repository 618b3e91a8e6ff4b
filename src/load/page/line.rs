//! The text of one paragraph while a page's tree is walked: runs of text, each set apart in one way.
//!
//! Knows no tree and no Markdown.

use super::super::join::joint;

/// How a run is set apart. Where a page sets it apart in several ways, the strongest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    /// Not at all.
    #[default]
    Plain,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Deleted text.
    Strike,
    /// Code.
    Code,
}

/// How a run looks and where it leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// How it is set apart.
    pub(super) face: Face,
    /// The link it is in, by its number in the document.
    pub(super) link: Option<usize>,
}

impl Style {
    /// The style inside a further element.
    pub(super) fn with(self, face: Face) -> Self {
        let face = self.face.max(face);
        Self { face, ..self }
    }
}

/// A run of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Text, all in one style.
    Text(String, Style),
    /// A line break.
    Break,
}

/// A line of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The runs; none is empty, and a space between two styles is in neither.
    pub(super) runs: Vec<Run>,
    /// White space that waits for the character after it, and what it is then.
    gap: Option<&'static str>,
}

impl Line {
    /// Adds text of HTML, in which white space of any length is one space, and a line end between two ideographs of one
    /// text is nothing.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        let mut before: Option<char> = None;
        let mut rest = text;
        loop {
            let word = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let blank = rest.get(..rest.len() - word.len()).unwrap_or_default();
            let end = word
                .find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(word.len());
            let (word, after) = word.split_at_checked(end).unwrap_or((word, ""));
            if !blank.is_empty() {
                self.gap = Some(match (before, word.chars().next()) {
                    (Some(before), Some(first)) if blank.contains('\n') => joint(before, first),
                    _ => " ",
                });
            }
            if word.is_empty() {
                break;
            }
            self.word(word, style);
            before = word.chars().next_back();
            rest = after;
        }
    }

    /// Adds a line break; gives whether it is the second in a row.
    pub(super) fn push_break(&mut self) -> bool {
        self.gap = None;
        if self.runs.last() == Some(&Run::Break) {
            return true;
        }
        if !self.runs.is_empty() {
            self.runs.push(Run::Break);
        }
        false
    }

    /// Adds what another line holds, after a space.
    pub(super) fn append(&mut self, other: Self) {
        self.gap = Some(" ");
        for run in other.runs {
            match run {
                Run::Text(text, style) => self.push(&text, style),
                Run::Break => self.gap = Some(" "),
            }
        }
        self.gap = Some(" ");
    }

    /// Whether there is anything to be seen.
    pub(super) fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| match run {
            Run::Text(text, _) => text.trim().is_empty(),
            Run::Break => true,
        })
    }

    fn word(&mut self, word: &str, style: Style) {
        let gap = self.gap.take().unwrap_or("");
        match self.runs.last_mut() {
            Some(Run::Text(text, last)) if *last == style => {
                text.push_str(gap);
                text.push_str(word);
            }
            Some(Run::Text(text, last)) if !gap.is_empty() => {
                if *last == Style::default() {
                    text.push_str(gap);
                } else if style == Style::default() {
                    self.runs.push(Run::Text(format!("{gap}{word}"), style));
                    return;
                } else if last.link.is_some() && last.link == style.link {
                    text.push_str(gap);
                } else {
                    self.runs.push(Run::Text(gap.to_owned(), Style::default()));
                }
                self.runs.push(Run::Text(word.to_owned(), style));
            }
            _ => self.runs.push(Run::Text(word.to_owned(), style)),
        }
    }
}
