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

/// What xterm draws for one of the sixteen.
pub(super) fn xterm(color: Painted) -> Option<Rgb> {
    let at = ANSI.iter().position(|ansi| *ansi == color)?;
    XTERM.get(at).copied()
}

/// From this difference of its strongest and its weakest channel on, a color counts as colored, below as gray.
const COLORED: u8 = 40;
/// The least contrast at which one of the sixteen is taken for text: that of xterm's green on white, which terminals
/// whose palettes are made for light grounds draw darker.
const READABLE: f64 = 1.9;

/// The background of the sixteen that stands in for a direct color; every other color stays.
pub(super) fn ground_of_sixteen(color: Painted) -> Painted {
    match color {
        Painted::Rgb(r, g, b) => ANSI[Rgb(r, g, b).number()],
        other => other,
    }
}

/// The text color of the sixteen that stands in for a direct color on a ground; every other color stays.
///
/// Where it could not be read there, a gray that can stands in.
pub(super) fn text_of_sixteen(color: Painted, ground: Rgb) -> Painted {
    let Painted::Rgb(r, g, b) = color else {
        return color;
    };
    let number = Rgb(r, g, b).number();
    let dark = if number > 8 { number - 8 } else { number };
    // On a light ground the darker form of a color, then dark gray; on a dark one the color itself, then gray.
    let candidates = if ground.is_light() {
        [dark, 8, 0]
    } else {
        [number, 8, 7]
    };
    let readable = |number: &usize| XTERM[*number].contrast(ground) >= READABLE;
    ANSI[candidates.into_iter().find(readable).unwrap_or(number)]
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

    /// The number of the one of the sixteen that stands for it.
    ///
    /// A gray goes to the nearest of the four grays. Of a color, only the hue counts, since the sixteen are far more
    /// vivid than colors of themes are: its gray part is taken away, the rest stretched, and the nearest of the six
    /// hues taken; the bright form where the color is bright.
    fn number(self) -> usize {
        let (most, least) = (
            self.0.max(self.1).max(self.2),
            self.0.min(self.1).min(self.2),
        );
        let place = |color: Self| XTERM.iter().position(|rgb| *rgb == color).unwrap_or(0);
        if most - least < COLORED {
            return place(self.nearest(&[XTERM[0], XTERM[7], XTERM[8], XTERM[15]]));
        }
        let stretch = |channel: u8| {
            let stretched = u16::from(channel - least) * 255 / u16::from(most - least);
            u8::try_from(stretched).unwrap_or(u8::MAX)
        };
        let vivid = Self(stretch(self.0), stretch(self.1), stretch(self.2));
        let hues = [
            0xff_0000,
            0x00_ff00,
            0xff_ff00,
            0x00_00ff,
            0xff_00ff,
            0x00_ffff_u32,
        ];
        let hue = |value: u32| {
            let [_, r, g, b] = value.to_be_bytes();
            Self(r, g, b)
        };
        let nearest = (0..6)
            .min_by_key(|at| vivid.distance(hue(hues[*at])))
            .unwrap_or(0);
        // Half of the way to white in luminance as the eye sees it (CIE 1976 L* of 50 is 0.18).
        let bright = if self.luminance() > 0.18 { 8 } else { 0 };
        nearest + 1 + bright
    }

    /// Whether dark text is read better on it than light text.
    fn is_light(self) -> bool {
        self.luminance() > 0.18
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
        let target: u16 = if ground.is_light() { 0 } else { 255 };
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
    fn of_sixteen_the_one_of_the_same_hue_stands_in() {
        let (dark, light) = (Rgb(0x16, 0x18, 0x1d), Rgb(0xfa, 0xf9, 0xf6));
        let text = |r, g, b, ground| text_of_sixteen(Painted::Rgb(r, g, b), ground);
        assert_eq!(text(0x8a, 0xb4, 0xe0, dark), Painted::LightBlue);
        assert_eq!(text(0x2f, 0x5f, 0x93, light), Painted::Blue);
        assert_eq!(text(0xe0, 0x9a, 0x94, dark), Painted::LightRed);
        assert_eq!(text(0xa3, 0x3c, 0x33, light), Painted::Red);
        assert_eq!(text(0x7e, 0x85, 0x93, dark), Painted::DarkGray);
        // Yellow cannot be read on white.
        assert_eq!(text(0x80, 0x80, 0x00, light), Painted::DarkGray);
        assert_eq!(ground_of_sixteen(Painted::Rgb(20, 20, 25)), Painted::Black);
        assert_eq!(
            ground_of_sixteen(Painted::Rgb(250, 250, 245)),
            Painted::White
        );
        assert_eq!(
            ground_of_sixteen(Painted::Rgb(0x3a, 0x42, 0x70)),
            Painted::Blue
        );
        assert_eq!(ground_of_sixteen(Painted::Reset), Painted::Reset);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        // The well-known limit: #767676 is the lightest gray with 4.5 on white.
        assert!(Rgb(0x76, 0x76, 0x76).contrast(Rgb(255, 255, 255)) >= 4.5);
        assert!(Rgb(0x77, 0x77, 0x77).contrast(Rgb(255, 255, 255)) < 4.5);
    }
}
