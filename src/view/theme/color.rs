//! Colors by number: how far apart they are, how well one is read on another, which of sixteen is nearest.

use ratatui::style::Color as Painted;

/// How many colors the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Depth {
    /// None, or the user wants none (`NO_COLOR`).
    None,
    /// The sixteen of ECMA-48 and its bright forms.
    Sixteen,
    /// Direct colors.
    True,
}

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

/// The sixteen as ratatui names them, by their number.
const ANSI: [Painted; 16] = [
    Painted::Black,
    Painted::Red,
    Painted::Green,
    Painted::Yellow,
    Painted::Blue,
    Painted::Magenta,
    Painted::Cyan,
    Painted::Gray,
    Painted::DarkGray,
    Painted::LightRed,
    Painted::LightGreen,
    Painted::LightYellow,
    Painted::LightBlue,
    Painted::LightMagenta,
    Painted::LightCyan,
    Painted::White,
];

/// What xterm draws for the sixteen (its `XTerm-col.ad`); terminals differ, but none far from it.
const XTERM: [Rgb; 16] = [
    Rgb(0, 0, 0),
    Rgb(0xcd, 0, 0),
    Rgb(0, 0xcd, 0),
    Rgb(0xcd, 0xcd, 0),
    Rgb(0, 0, 0xee),
    Rgb(0xcd, 0, 0xcd),
    Rgb(0, 0xcd, 0xcd),
    Rgb(0xe5, 0xe5, 0xe5),
    Rgb(0x7f, 0x7f, 0x7f),
    Rgb(0xff, 0, 0),
    Rgb(0, 0xff, 0),
    Rgb(0xff, 0xff, 0),
    Rgb(0x5c, 0x5c, 0xff),
    Rgb(0xff, 0, 0xff),
    Rgb(0, 0xff, 0xff),
    Rgb(0xff, 0xff, 0xff),
];

/// The color of this number of the sixteen; the highest for every higher number.
pub(super) fn ansi(number: u8) -> Painted {
    ANSI[usize::from(number).min(15)]
}

/// The nearest of the sixteen to a direct color; every other color stays.
pub(super) fn to_sixteen(color: Painted) -> Painted {
    let Painted::Rgb(r, g, b) = color else {
        return color;
    };
    let nearest = Rgb(r, g, b).nearest(&XTERM);
    XTERM
        .iter()
        .position(|rgb| *rgb == nearest)
        .map_or(color, |at| ANSI[at])
}

impl Rgb {
    /// As ratatui takes it.
    pub(super) fn painted(self) -> Painted {
        Painted::Rgb(self.0, self.1, self.2)
    }

    /// The nearest of several colors by the "redmean" distance (T. Riemersma, "Colour metric", `CompuPhase`), which
    /// weighs the channels as the eye does well enough to choose among few; itself where there is none.
    pub(super) fn nearest(self, among: &[Self]) -> Self {
        among
            .iter()
            .copied()
            .min_by_key(|other| self.distance(*other))
            .unwrap_or(self)
    }

    /// 256 times the square of the redmean distance.
    fn distance(self, other: Self) -> i64 {
        let red = i64::midpoint(i64::from(self.0), i64::from(other.0));
        let square = |a: u8, b: u8| (i64::from(a) - i64::from(b)).pow(2);
        (512 + red) * square(self.0, other.0)
            + 1024 * square(self.1, other.1)
            + (767 - red) * square(self.2, other.2)
    }

    /// The relative luminance, 0 for black to 1 for white (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast ratio with another color, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The color, brought step by step nearer to black on a light ground, to white on a dark one, until it has this
    /// contrast with the ground; a sixteenth of the way a step, so that it stays as near as it can.
    pub(super) fn readable_on(self, ground: Self, contrast: f64) -> Self {
        let target: u16 = if ground.luminance() > 0.18 { 0 } else { 255 };
        let blend = |channel: u8, step: u16| {
            let mixed = (u16::from(channel) * (16 - step) + target * step) / 16;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        let steps = (0..=16).map(|step| {
            Self(
                blend(self.0, step),
                blend(self.1, step),
                blend(self.2, step),
            )
        });
        let mut last = self;
        for color in steps {
            last = color;
            if color.contrast(ground) >= contrast {
                break;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direct_color_becomes_the_nearest_of_sixteen() {
        let nearest = |r, g, b| to_sixteen(Painted::Rgb(r, g, b));
        assert_eq!(nearest(20, 20, 25), Painted::Black);
        assert_eq!(nearest(250, 250, 245), Painted::White);
        assert_eq!(nearest(0x5f, 0xd7, 0xff), Painted::Cyan);
        assert_eq!(nearest(200, 10, 10), Painted::Red);
        assert_eq!(to_sixteen(Painted::Reset), Painted::Reset);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        // The well-known limit: #767676 is the lightest gray with 4.5 on white.
        assert!(Rgb(0x76, 0x76, 0x76).contrast(Rgb(255, 255, 255)) >= 4.5);
        assert!(Rgb(0x77, 0x77, 0x77).contrast(Rgb(255, 255, 255)) < 4.5);
    }
}
