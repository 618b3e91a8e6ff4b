//! The one place where text meets the buffer: grapheme by grapheme, never beyond its room, never half of one.
//!
//! It knows styles and cells, no article and no pane.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::signs::Signs;
use super::theme::{Role, Theme};
use crate::text::cells::{Ambiguous, Grapheme, graphemes, width};
use crate::text::span::Span;

/// What is drawn on, and how.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// The styles.
    pub(super) theme: &'a Theme,
    /// The width of ambiguous characters.
    pub(super) ambiguous: Ambiguous,
    /// The program's own signs.
    pub(super) signs: &'static Signs,
    /// Where the terminal's cursor goes, if anywhere.
    pub(super) cursor: Option<Position>,
}

/// What is left of one row: drawing moves its start to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    /// The column of the next cell.
    pub(super) x: u16,
    /// The row.
    pub(super) y: u16,
    /// The column after the last cell.
    pub(super) right: u16,
}

impl Strip {
    /// A row of an area, counted from its top; no room where the area has no such row.
    pub(super) fn of(area: Rect, row: u16) -> Self {
        let right = if row < area.height {
            area.right()
        } else {
            area.x
        };
        Self {
            x: area.x,
            y: area.y.saturating_add(row),
            right,
        }
    }

    /// The cells left.
    pub(super) fn room(self) -> u16 {
        self.right.saturating_sub(self.x)
    }

    /// The same row without some cells at its start.
    pub(super) fn skip(self, cells: u16) -> Self {
        Self {
            x: self.x.saturating_add(cells).min(self.right),
            ..self
        }
    }

    /// The first cells of the row.
    pub(super) fn take(self, cells: u16) -> Self {
        Self {
            right: self.x.saturating_add(cells).min(self.right),
            ..self
        }
    }
}

/// A style over some bytes of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    /// The bytes.
    pub(super) span: Span,
    /// What it changes.
    pub(super) style: Style,
}

/// Text with its style.
pub(super) type Piece = (String, Style);

impl<'a> Canvas<'a> {
    /// A canvas over a buffer.
    pub(super) fn new(buffer: &'a mut Buffer, theme: &'a Theme, ambiguous: Ambiguous) -> Self {
        Self {
            buffer,
            theme,
            ambiguous,
            signs: Signs::of(ambiguous),
            cursor: None,
        }
    }

    /// The style of a role.
    pub(super) fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The buffer itself, for widgets that draw on their own.
    pub(super) fn buffer(&mut self) -> &mut Buffer {
        self.buffer
    }

    /// How many cells a text takes.
    pub(super) fn width(&self, text: &str) -> u16 {
        u16::try_from(width(text, self.ambiguous)).unwrap_or(u16::MAX)
    }

    /// Lays a style over an area.
    pub(super) fn fill(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// Empties an area for what covers it. A wide character that the area's left edge would cut goes with it: the
    /// terminal would draw its second half over the edge.
    pub(super) fn blank(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        let ambiguous = self.ambiguous;
        for y in area.top()..area.bottom() {
            if let Some(left) = area.x.checked_sub(1)
                && let Some(cell) = self.buffer.cell_mut((left, y))
                && width(cell.symbol(), ambiguous) > 1
            {
                cell.set_symbol(" ").set_diff_option(CellDiffOption::None);
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        self.fill(area, self.theme.style(Role::Text));
        self.fill(area, style);
    }

    /// Draws a text as far as it fits.
    pub(super) fn put(&mut self, strip: &mut Strip, text: &str, style: Style) {
        self.layered(strip, text, Span::new(0, text.len()), style, &[]);
    }

    /// Draws pieces one after the other, as far as they fit.
    pub(super) fn pieces(&mut self, strip: &mut Strip, pieces: &[Piece]) {
        for (text, style) in pieces {
            self.cut(strip, text, *style, &[]);
        }
    }

    /// Draws pieces at the end of a strip and takes their room, and a space before them, from it. What does not fit
    /// whole is left out.
    pub(super) fn at_right(&mut self, strip: &mut Strip, pieces: &[Piece]) {
        let cells: u16 = pieces
            .iter()
            .map(|(text, _)| self.width(text))
            .fold(0, u16::saturating_add);
        if cells == 0 || cells > strip.room() {
            return;
        }
        let mut end = Strip {
            x: strip.right - cells,
            ..*strip
        };
        self.pieces(&mut end, pieces);
        strip.right = strip.right.saturating_sub(cells + 1).max(strip.x);
    }

    /// Draws bytes of a text as far as they fit, each grapheme in the base style with the layers over it, the later
    /// ones on top.
    pub(super) fn layered(
        &mut self,
        strip: &mut Strip,
        text: &str,
        span: Span,
        base: Style,
        layers: &[Layer],
    ) {
        for grapheme in graphemes(span.of(text), self.ambiguous) {
            if grapheme.cells.0 > strip.room() {
                break;
            }
            let at = span.start + grapheme.span.start;
            let over = layers.iter().filter(|layer| layer.span.contains(at));
            let style = over.fold(base, |style, layer| style.patch(layer.style));
            self.grapheme(strip, &grapheme, style);
        }
    }

    /// Draws a text whole, or cut with the sign for what is cut off.
    pub(super) fn cut(&mut self, strip: &mut Strip, text: &str, base: Style, layers: &[Layer]) {
        if self.width(text) <= strip.room() {
            self.layered(strip, text, Span::new(0, text.len()), base, layers);
            return;
        }
        let ellipsis = self.width(self.signs.ellipsis);
        let mut short = Strip {
            right: strip.right.saturating_sub(ellipsis).max(strip.x),
            ..*strip
        };
        self.layered(&mut short, text, Span::new(0, text.len()), base, layers);
        strip.x = short.x;
        if ellipsis <= strip.room() {
            self.put(strip, self.signs.ellipsis, base);
        }
    }

    fn grapheme(&mut self, strip: &mut Strip, grapheme: &Grapheme<'_>, style: Style) {
        let cells = grapheme.cells.0;
        if cells == 0 {
            return;
        }
        if let Some(cell) = self.buffer.cell_mut((strip.x, strip.y)) {
            cell.set_symbol(&grapheme.shown).set_style(style);
            let forced = NonZeroU16::new(cells).filter(|_| grapheme.forced);
            cell.set_diff_option(forced.map_or(CellDiffOption::None, CellDiffOption::ForcedWidth));
        }
        // The cells a wide character hides carry its style, so that what looks at the buffer finds whole runs.
        for x in strip.x + 1..strip.x.saturating_add(cells) {
            if let Some(cell) = self.buffer.cell_mut((x, strip.y)) {
                cell.set_symbol(" ")
                    .set_style(style)
                    .set_diff_option(CellDiffOption::None);
            }
        }
        strip.x = strip.x.saturating_add(cells);
    }

    /// Takes modifiers away that a widget has set in an area.
    pub(super) fn plain(&mut self, area: Rect) {
        let style = Style::new().remove_modifier(Modifier::UNDERLINED | Modifier::REVERSED);
        self.fill(area, style);
    }
}

/// The first of several items to draw so that the selected one can be seen: the wanted one, unless the selected one
/// stands before it or would end below the room. `height` gives the rows of an item.
fn first_shown(wanted: usize, selected: usize, room: u16, height: impl Fn(usize) -> u16) -> usize {
    let mut first = selected;
    let mut used = height(selected);
    while let Some(before) = first.checked_sub(1).filter(|before| *before >= wanted) {
        used = used.saturating_add(height(before));
        if used > room {
            break;
        }
        first = before;
    }
    first
}

/// The items that are seen, each with its rows: from the wanted one on, so that the selected one can be seen. `height`
/// gives the rows of an item.
pub(super) fn shown(
    room: Rect,
    count: usize,
    (wanted, selected): (usize, usize),
    height: impl Fn(usize) -> u16,
) -> Vec<(usize, Rect)> {
    let selected = selected.min(count.saturating_sub(1));
    let first = first_shown(wanted, selected, room.height, &height);
    let mut items = Vec::new();
    let mut y = 0;
    for at in first..count {
        if y >= room.height {
            break;
        }
        let rows = Rect {
            y: room.y + y,
            height: height(at).min(room.height - y),
            ..room
        };
        items.push((at, rows));
        y = y.saturating_add(height(at));
    }
    items
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;
    use crate::config::ThemeConfig;
    use crate::view::theme::Depth;

    fn theme() -> Theme {
        Theme::new(&ThemeConfig::default(), Depth::True).unwrap()
    }

    fn row(buffer: &Buffer) -> String {
        (0..buffer.area.width)
            .map(|x| buffer[(x, 0)].symbol())
            .collect()
    }

    #[test]
    fn a_wide_grapheme_is_never_split_at_the_edge() {
        let theme = theme();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut canvas = Canvas::new(&mut buffer, &theme, Ambiguous::Narrow);
        let mut strip = Strip {
            x: 0,
            y: 0,
            right: 5,
        };
        canvas.put(&mut strip, "提携契約", Style::new());
        assert_eq!(strip.room(), 1);
        assert_eq!(row(&buffer), "提 携   ");
    }

    #[test]
    fn what_is_cut_ends_with_the_sign_for_it() {
        let theme = theme();
        for (ambiguous, expected) in [(Ambiguous::Narrow, "提 …  "), (Ambiguous::Wide, "提 .. ")]
        {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 1));
            let mut canvas = Canvas::new(&mut buffer, &theme, ambiguous);
            canvas.cut(
                &mut Strip {
                    x: 0,
                    y: 0,
                    right: 4,
                },
                "提携契約",
                Style::new(),
                &[],
            );
            assert_eq!(row(&buffer), expected);
        }
    }

    #[test]
    fn a_cell_before_a_popup_does_not_reach_into_it() {
        let theme = theme();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut canvas = Canvas::new(&mut buffer, &theme, Ambiguous::Narrow);
        canvas.put(
            &mut Strip {
                x: 0,
                y: 0,
                right: 6,
            },
            "提携契",
            Style::new(),
        );
        canvas.blank(Rect::new(3, 0, 3, 1), Style::new());
        assert_eq!(row(&buffer), "提     ");
    }

    #[test]
    fn later_layers_lie_on_top() {
        let theme = theme();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        let mut canvas = Canvas::new(&mut buffer, &theme, Ambiguous::Narrow);
        let layer = |start, end, color| Layer {
            span: Span::new(start, end),
            style: Style::new().fg(color),
        };
        let layers = [
            layer(0, 2, ratatui::style::Color::Red),
            layer(1, 3, ratatui::style::Color::Blue),
        ];
        let strip = &mut Strip {
            x: 0,
            y: 0,
            right: 3,
        };
        canvas.layered(strip, "abc", Span::new(0, 3), Style::new(), &layers);
        let colors: Vec<_> = (0..3).map(|x| buffer[(x, 0)].fg).collect();
        use ratatui::style::Color::{Blue, Red};
        assert_eq!(colors, [Red, Blue, Blue]);
    }

    #[test]
    fn the_selected_item_is_always_shown() {
        let height = |item: usize| [2, 3, 1, 4][item % 4];
        assert_eq!(first_shown(0, 1, 10, height), 0);
        assert_eq!(first_shown(5, 2, 10, height), 2);
        assert_eq!(first_shown(0, 3, 6, height), 2);
        assert_eq!(first_shown(0, 3, 1, height), 3);
    }

    proptest! {
        #[test]
        fn nothing_is_drawn_beyond_its_room(text in "\\PC{0,30}", x in 0u16..12, right in 0u16..12) {
            let theme = theme();
            for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 2));
                let mut canvas = Canvas::new(&mut buffer, &theme, ambiguous);
                let mut strip = Strip { x, y: 0, right };
                canvas.cut(&mut strip, &text, Style::new(), &[]);
                prop_assert!(strip.x <= right.max(x));
                for outside in (0..x).chain(right.max(x)..14) {
                    prop_assert!(buffer[(outside, 0)].symbol() == " ");
                }
            }
        }
    }
}
