//! The text of one paragraph, heading or cell, and what is set apart in it.

use comrak::nodes::NodeValue;

use super::super::html::{Edge, Tag, effect};
use super::super::join::joint;
use crate::news::article::{Inline, InlineKind};
use crate::text::clean::clean_line;
use crate::text::span::Span;

/// A line of text while its inline nodes are walked.
#[derive(Default)]
pub(super) struct Line {
    text: String,
    inlines: Vec<Inline>,
    /// The starts of the open runs; `None` until their first character is there, as a line end before it may still
    /// become a space.
    open: Vec<Option<usize>>,
    /// Whether a line end of the source waits for the character after it.
    soft_break: bool,
    /// Whether text of raw HTML is passed that is not shown.
    silent: bool,
}

impl Line {
    /// Takes an inline node at its start.
    pub(super) fn start(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => self.push(text),
            NodeValue::SoftBreak => self.soft_break = true,
            NodeValue::LineBreak => self.hard_break(),
            NodeValue::HtmlInline(tag) => self.tag(effect(tag)),
            NodeValue::Code(code) => {
                self.open.push(None);
                self.push(&code.literal);
                self.close(InlineKind::Code);
            }
            NodeValue::FootnoteReference(note) => self.push(&format!("[{}]", note.ix)),
            NodeValue::Emph | NodeValue::Strong | NodeValue::Strikethrough | NodeValue::Link(_) => {
                self.open.push(None);
            }
            _ => {}
        }
    }

    /// Takes an inline node at its end; an address that is new joins `urls`.
    pub(super) fn end(&mut self, value: &NodeValue, urls: &mut Vec<String>) {
        match value {
            NodeValue::Emph => self.close(InlineKind::Emphasis),
            NodeValue::Strong => self.close(InlineKind::Strong),
            NodeValue::Strikethrough => self.close(InlineKind::Strike),
            NodeValue::Link(link) => {
                let url = clean_line(&link.url);
                let known = urls.iter().position(|other| *other == url);
                let shows = self
                    .open
                    .last()
                    .copied()
                    .flatten()
                    .is_some_and(|start| start < self.text.len());
                match known {
                    Some(at) => self.close(InlineKind::Link(at)),
                    None if shows && !url.is_empty() => {
                        urls.push(url);
                        self.close(InlineKind::Link(urls.len() - 1));
                    }
                    None => {
                        self.open.pop();
                    }
                }
            }
            _ => {}
        }
    }

    /// The text without white space at its ends, and its inlines in order of their start, an outer before an inner.
    pub(super) fn finish(mut self) -> (String, Vec<Inline>) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        let cut = end - self.text.trim_start().len();
        let text = self.text.trim_start().to_owned();
        let mut inlines: Vec<Inline> = self
            .inlines
            .into_iter()
            .map(|inline| Inline {
                span: Span::new(
                    inline.span.start.saturating_sub(cut),
                    inline.span.end.min(end).saturating_sub(cut),
                ),
                kind: inline.kind,
            })
            .filter(|inline| !inline.span.is_empty())
            .collect();
        inlines.sort_by_key(|inline| (inline.span.start, usize::MAX - inline.span.end));
        (text, inlines)
    }

    fn push(&mut self, text: &str) {
        let Some(first) = text.chars().next().filter(|_| !self.silent) else {
            return;
        };
        if std::mem::take(&mut self.soft_break)
            && let Some(last) = self.text.chars().next_back()
        {
            self.text.push_str(joint(last, first));
        }
        let at = self.text.len();
        for start in &mut self.open {
            start.get_or_insert(at);
        }
        self.text.push_str(text);
    }

    fn tag(&mut self, tag: Tag) {
        match tag {
            Tag::LineBreak | Tag::ParagraphBreak => self.hard_break(),
            Tag::Text(text) => self.push(text),
            Tag::Silence(edge) => self.silent = edge == Edge::Open,
            Tag::Inline => {}
        }
    }

    fn hard_break(&mut self) {
        self.soft_break = false;
        if !self.text.is_empty() {
            let end = self.text.trim_end().len();
            self.text.truncate(end);
            self.text.push('\n');
        }
    }

    fn close(&mut self, kind: InlineKind) {
        let Some(Some(start)) = self.open.pop() else {
            return;
        };
        let end = self.text.trim_end().len();
        if start < end {
            self.inlines.push(Inline {
                span: Span::new(start, end),
                kind,
            });
        }
    }
}
