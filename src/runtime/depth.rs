//! How many colors the terminal shows, as far as the environment says.

use std::env;

use crate::view::theme::Depth;

/// Terminals with direct colors that do not say so in `COLORTERM` everywhere (over SSH above all), by the start of
/// their `TERM`. From their terminfo entries (ncurses 6.5) and manuals.
const DIRECT: [&str; 6] = [
    "xterm-kitty",
    "alacritty",
    "foot",
    "wezterm",
    "xterm-ghostty",
    "iterm2",
];

/// What the environment of the program says.
#[must_use]
pub fn detect() -> Depth {
    depth(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

/// `NO_COLOR` (no-color.org) and a dumb terminal mean none; `COLORTERM` and the names of terminals decide the rest. A
/// terminal of 256 colors is sent direct ones, which all but two of them understand or round.
fn depth(env: impl Fn(&str) -> Option<String>) -> Depth {
    let term = env("TERM").unwrap_or_default();
    if env("NO_COLOR").is_some() || matches!(term.as_str(), "" | "dumb") || term.starts_with("vt") {
        return Depth::None;
    }
    let direct = matches!(env("COLORTERM").as_deref(), Some("truecolor" | "24bit"))
        || term.ends_with("-direct")
        || DIRECT.iter().any(|name| term.starts_with(name));
    if direct {
        return Depth::True;
    }
    // GNU screen, unlike tmux under the same name, and Terminal.app before macOS 26 take direct colors for other
    // attributes.
    let screen = env("STY").is_some() && env("TMUX").is_none();
    let apple = env("TERM_PROGRAM").as_deref() == Some("Apple_Terminal");
    if term.ends_with("-256color") && !screen && !apple {
        Depth::True
    } else {
        Depth::Sixteen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(env: &[(&str, &str)]) -> Depth {
        depth(|name| {
            let found = env.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_decides_how_many_colors_there_are() {
        assert_eq!(with(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(with(&[("TERM", "xterm-16color")]), Depth::Sixteen);
        assert_eq!(with(&[("TERM", "xterm")]), Depth::Sixteen);
        assert_eq!(
            with(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]),
            Depth::True
        );
        assert_eq!(with(&[("TERM", "xterm-256color")]), Depth::True);
        assert_eq!(with(&[("TERM", "xterm-kitty")]), Depth::True);
        assert_eq!(
            with(&[("TERM", "screen-256color"), ("STY", "1.tty")]),
            Depth::Sixteen
        );
        let apple = [
            ("TERM", "xterm-256color"),
            ("TERM_PROGRAM", "Apple_Terminal"),
        ];
        assert_eq!(with(&apple), Depth::Sixteen);
        assert_eq!(with(&[("TERM", "dumb")]), Depth::None);
        assert_eq!(with(&[("TERM", "vt100")]), Depth::None);
        assert_eq!(with(&[]), Depth::None);
        assert_eq!(
            with(&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")]),
            Depth::None
        );
    }
}
