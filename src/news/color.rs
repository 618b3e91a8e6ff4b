//! Colors as the configuration writes them.

use std::str::FromStr;

/// A color of the terminal's palette or a direct one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// One of the sixteen of the terminal: 0 to 7 normal, 8 to 15 bright.
    Ansi(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The names of the sixteen, by their number; ECMA-48's eight and their bright forms.
pub const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl FromStr for Color {
    type Err = ();

    /// Reads `#rrggbb` or one of [`NAMES`].
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(hex) = text.strip_prefix('#') {
            let value = u32::from_str_radix(hex, 16).map_err(|_| ())?;
            let [zero, r, g, b] = value.to_be_bytes();
            return if hex.len() == 6 && zero == 0 {
                Ok(Self::Rgb(r, g, b))
            } else {
                Err(())
            };
        }
        let number = NAMES.iter().position(|name| *name == text).ok_or(())?;
        u8::try_from(number).map(Self::Ansi).map_err(|_| ())
    }
}
