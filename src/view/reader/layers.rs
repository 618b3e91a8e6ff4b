//! What is lit in the text on the screen, as layers over one another: set apart by the author, companies, marks, the
//! cursor and the selection, matches.

use super::super::paint::{Canvas, Layer};
use super::super::parts::{company, lit_places, tag};
use super::super::theme::Role;
use super::Sheet;
use crate::news::article::InlineKind;
use crate::news::company::Mention;
use crate::text::span::Span;

/// The layers over the text on the screen, the lowest first.
pub(super) struct Lit {
    layers: Vec<Layer>,
}

impl Lit {
    /// Gathers what lies in the rows of the reader's page.
    pub(super) fn new(canvas: &Canvas<'_>, sheet: &Sheet<'_>) -> Self {
        let mut lit = Self { layers: Vec::new() };
        let Some(shown) = sheet.reader.page.shown() else {
            return lit;
        };
        lit.inlines(canvas, sheet, shown);
        lit.mentions(canvas, sheet, shown);
        lit.marks(canvas, sheet, shown);
        lit.cursor(canvas, sheet);
        lit.light(canvas, sheet, shown);
        lit.matches(canvas, sheet, shown);
        lit
    }

    /// The layers that touch a row.
    pub(super) fn over(&self, row: Span) -> Vec<Layer> {
        self.layers
            .iter()
            .filter(|layer| layer.span.overlaps(row))
            .copied()
            .collect()
    }

    fn push(&mut self, canvas: &Canvas<'_>, span: Span, role: Role) {
        let style = canvas.style(role);
        self.layers.push(Layer { span, style });
    }

    fn inlines(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, shown: Span) {
        // A run lies in one block: none that reaches the screen begins before the first block on it.
        let blocks = &sheet.article.blocks;
        let first = blocks.partition_point(|block| block.span.end <= shown.start);
        let start = blocks
            .get(first)
            .map_or(shown.start, |block| block.span.start);
        let runs = &sheet.article.inlines;
        let from = runs.partition_point(|run| run.span.start < start);
        for run in runs
            .iter()
            .skip(from)
            .take_while(|run| run.span.start < shown.end)
        {
            let role = match run.kind {
                InlineKind::Emphasis => Role::Emphasis,
                InlineKind::Strong => Role::Strong,
                InlineKind::Strike => Role::Strike,
                InlineKind::Code => Role::Code,
                InlineKind::Link(_) => Role::Link,
            };
            self.push(canvas, run.span, role);
        }
    }

    fn mentions(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, shown: Span) {
        let all = sheet
            .app
            .shelf
            .mentions_of(sheet.ix)
            .map_or(&[][..], |found| &found.text);
        for mention in inside(all, shown, |mention: &Mention| mention.span) {
            let style = company(canvas, sheet.app, mention.company);
            self.layers.push(Layer {
                span: mention.span,
                style,
            });
        }
    }

    /// What the passage under the cursor names: in the other readers, and in the passage itself where something is lit.
    fn light(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, shown: Span) {
        let elsewhere = sheet.app.side.asked.map(|from| from.article) != Some(sheet.ix);
        if elsewhere {
            self.layers
                .extend(lit_places(canvas, sheet.app, sheet.ix, shown));
        }
    }

    fn marks(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, shown: Span) {
        for (mark, _, span) in sheet
            .app
            .notes
            .marks_in(sheet.ix)
            .filter(|(.., span)| span.overlaps(shown))
        {
            let first = mark.tags.first().and_then(|name| tag(sheet.app, name));
            let note =
                ratatui::style::Style::new().add_modifier(ratatui::style::Modifier::UNDERLINED);
            let style = first.map_or(note, |tag| canvas.theme.underline(tag.color));
            self.layers.push(Layer { span, style });
        }
    }

    fn cursor(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>) {
        let reader = sheet.reader;
        let role = sheet.focus.role(Role::Cursor, Role::CursorIdle);
        if let Some(passage) = sheet.article.passages.get(reader.cursor) {
            self.push(canvas, passage.span, role);
        }
        if reader.selecting.is_some()
            && let Some(span) = reader.selected_span(sheet.article)
        {
            self.push(canvas, span, Role::Selection);
        }
    }

    fn matches(&mut self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, shown: Span) {
        let find = &sheet.reader.find;
        for span in inside(&find.matches, shown, |span| *span) {
            self.push(canvas, *span, Role::Match);
        }
        if let Some(span) = find.current.and_then(|current| find.matches.get(current)) {
            self.push(canvas, *span, Role::MatchCurrent);
        }
    }
}

/// Those of some items, sorted and not overlapping, that touch a span.
fn inside<T>(items: &[T], shown: Span, span: impl Fn(&T) -> Span) -> &[T] {
    let from = items.partition_point(|item| span(item).end <= shown.start);
    let to = items.partition_point(|item| span(item).start < shown.end);
    items.get(from..to.max(from)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_touches_the_screen_is_gathered() {
        let spans = [
            Span::new(0, 4),
            Span::new(6, 9),
            Span::new(9, 12),
            Span::new(20, 30),
        ];
        let found = |start, end| inside(&spans, Span::new(start, end), |span| *span).to_vec();
        assert_eq!(found(4, 9), [spans[1]]);
        assert_eq!(found(3, 10), spans[..3]);
        assert_eq!(found(12, 20), []);
    }
}
