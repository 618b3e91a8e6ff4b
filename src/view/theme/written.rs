//! Styles as the configuration writes them: `#ffcc00 on black bold underlined`.

use ratatui::style::{Color as Painted, Modifier, Style};

use super::color::ansi;
use crate::config::nearest;
use crate::news::color::{Color, NAMES};

/// The words of a style that set modifiers.
const WORDS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("dim", Modifier::DIM),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

/// What lifts the reversal of a style below.
const UNREVERSED: &str = "unreversed";

/// The terminal's own color.
const DEFAULT: &str = "default";

/// Reads a style: a color for the text, `on` and a color for the background, and words, in any order.
///
/// # Errors
/// The first word that is neither.
pub(super) fn parse(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if let Some((_, modifier)) = WORDS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if word == UNREVERSED {
            style = style.remove_modifier(Modifier::REVERSED);
        } else if word == "on" {
            let ground = words.next().unwrap_or("on");
            style = style.bg(color(ground).ok_or_else(|| ground.to_owned())?);
        } else {
            style = style.fg(color(word).ok_or_else(|| word.to_owned())?);
        }
    }
    Ok(style)
}

fn color(word: &str) -> Option<Painted> {
    match word.parse() {
        Ok(Color::Rgb(r, g, b)) => Some(Painted::Rgb(r, g, b)),
        Ok(Color::Ansi(number)) => Some(ansi(number)),
        Err(()) => (word == DEFAULT).then_some(Painted::Reset),
    }
}

/// What to do about a word that cannot be read.
pub(super) fn remedy(word: &str) -> String {
    if word.starts_with('#') || word == "on" {
        return "write colors as #rrggbb, on #rrggbb".to_owned();
    }
    let words = WORDS.iter().map(|(name, _)| *name);
    let known: Vec<String> = words
        .chain([UNREVERSED, DEFAULT, "on"])
        .chain(NAMES)
        .map(str::to_owned)
        .collect();
    nearest(word, &known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_colors_and_words_in_any_order() {
        let style = Style::new()
            .fg(Painted::Rgb(0xff, 0xcc, 0))
            .bg(Painted::Black)
            .add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        assert_eq!(parse("#ffcc00 on black bold underlined"), Ok(style));
        assert_eq!(parse("underlined bold on black #ffcc00"), Ok(style));
        assert_eq!(parse(""), Ok(Style::new()));
        assert_eq!(parse("bold on"), Err("on".to_owned()));
        assert_eq!(parse("on bold"), Err("bold".to_owned()));
    }
}
