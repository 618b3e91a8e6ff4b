//! What everything looks like: roles, and the styles that themes give them.
//!
//! It knows no article and no pane. Colors of companies and tags pass through the same door as those of the roles, so
//! that every color fits the theme and the terminal.

mod color;
mod roles;
mod written;

use ratatui::style::{Color as Painted, Modifier, Style};

pub use self::color::Depth;
use self::color::Rgb;
pub use self::roles::Role;
use self::roles::{SHIPPED, TABLE};
use crate::config::{ThemeConfig, Written, nearest};
use crate::news::color::Color;
use crate::news::problem::Problem;

/// The styles of all roles, as this terminal can show them.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: Vec<Style>,
    ground: Rgb,
    depth: Depth,
    /// The least contrast of a company's or tag's color with the ground.
    contrast: f64,
    /// The colors to which those of companies and tags are brought, where the theme has such.
    palette: Option<&'static [Rgb]>,
}

/// The names of the roles in the order of their table, for listings of what a theme can change.
pub fn roles() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.name)
}

impl Theme {
    /// The theme in use: a shipped one, or one of the user's own over the one it names as its `base`.
    ///
    /// # Errors
    /// Every unknown theme and role and every style that cannot be read, of all own themes, with the nearest name.
    pub fn new(config: &ThemeConfig, depth: Depth) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut chosen = None;
        let name = config
            .name
            .as_ref()
            .map_or(SHIPPED[0].name, |name| name.text.as_str());
        for (own, rows) in &config.own {
            let theme = own_theme(rows, &mut problems);
            if own == name {
                chosen = Some(theme);
            }
        }
        let shipped = SHIPPED.iter().position(|shipped| shipped.name == name);
        let (base, changes) = match (chosen, shipped) {
            (Some(own), _) => own,
            (None, Some(base)) => (base, Vec::new()),
            (None, None) => {
                let own = config.own.iter().map(|(name, _)| name.clone());
                let known: Vec<String> = SHIPPED
                    .iter()
                    .map(|shipped| shipped.name.to_owned())
                    .chain(own)
                    .collect();
                let what = format!("there is no theme `{name}`");
                problems.extend(
                    config
                        .name
                        .as_ref()
                        .map(|written| written.problem(what, nearest(name, &known))),
                );
                (0, Vec::new())
            }
        };
        if problems.is_empty() {
            Ok(Self::build(base, &changes, depth))
        } else {
            Err(problems)
        }
    }

    fn build(base: usize, changes: &[(Role, Style)], depth: Depth) -> Self {
        let shipped = &SHIPPED[base.min(SHIPPED.len() - 1)];
        let style = |role: Role| {
            let own = changes.iter().rev().find(|(changed, _)| *changed == role);
            let written = TABLE[role as usize].styles[base.min(SHIPPED.len() - 1)];
            own.map_or_else(
                || written::parse(written).unwrap_or_default(),
                |(_, style)| *style,
            )
        };
        let ground = match style(Role::Text).bg {
            Some(Painted::Rgb(r, g, b)) => Rgb(r, g, b),
            _ => shipped.ground,
        };
        let mut theme = Self {
            styles: Vec::new(),
            ground,
            depth,
            contrast: shipped.contrast,
            palette: shipped.palette,
        };
        theme.styles = TABLE
            .iter()
            .map(|row| {
                let own = changes.iter().any(|(role, _)| *role == row.role);
                theme.fitted(row.role, style(row.role), own)
            })
            .collect();
        theme
    }

    /// A role's style as the terminal can show it.
    ///
    /// Without color, the role's plain modifiers stand in for its style; those that the user wrote stay. With sixteen
    /// colors, they are added where the role's background would be the ground's.
    fn fitted(&self, role: Role, style: Style, own: bool) -> Style {
        let plain = written::parse(TABLE[role as usize].plain).unwrap_or_default();
        let bare = Style {
            fg: None,
            bg: None,
            underline_color: None,
            ..style
        };
        match self.depth {
            Depth::True => style,
            Depth::None if own => bare.patch(plain),
            Depth::None => plain,
            Depth::Sixteen => {
                let bg = style.bg.map(color::ground_of_sixteen);
                let fg = style.fg.map(|fg| self.of_sixteen(fg, bg));
                let colored = Style { fg, bg, ..bare };
                if role != Role::Text && bg == Some(color::ground_of_sixteen(self.ground.painted()))
                {
                    Style {
                        bg: None,
                        ..colored
                    }
                    .patch(plain)
                } else {
                    colored
                }
            }
        }
    }

    /// The text color of the sixteen that stands in for another, on one of them or on the ground.
    fn of_sixteen(&self, fg: Painted, bg: Option<Painted>) -> Painted {
        let ground = bg.and_then(color::xterm).unwrap_or(self.ground);
        color::text_of_sixteen(fg, ground)
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The style that gives text the color of a company or a tag, readable on the theme's ground; no color where the
    /// terminal has none.
    ///
    /// Direct colors are brought to the theme's palette where it has one, then made darker or lighter until their
    /// contrast with the ground is enough. The terminal's own colors are left to it.
    #[must_use]
    pub fn color(&self, color: Color) -> Style {
        self.painted(color)
            .map_or_else(Style::new, |color| Style::new().fg(color))
    }

    /// The style of text that carries a mark of this color: underlined, in the color where the terminal is sure to
    /// know colored underlines.
    #[must_use]
    pub fn underline(&self, color: Color) -> Style {
        let style = Style::new().add_modifier(Modifier::UNDERLINED);
        match self.painted(color) {
            Some(color) if self.depth == Depth::True => style.underline_color(color),
            _ => style,
        }
    }

    fn painted(&self, color: Color) -> Option<Painted> {
        let direct = match color {
            Color::Ansi(number) => color::ansi(number),
            Color::Rgb(r, g, b) => {
                let rgb = Rgb(r, g, b);
                let rgb = self.palette.map_or(rgb, |palette| rgb.nearest(palette));
                rgb.readable_on(self.ground, self.contrast).painted()
            }
        };
        match self.depth {
            Depth::None => None,
            Depth::Sixteen => Some(self.of_sixteen(direct, None)),
            Depth::True => Some(direct),
        }
    }
}

/// What an own theme says: the shipped one it starts from, and its styles.
fn own_theme(
    rows: &[(Written, Written)],
    problems: &mut Vec<Problem>,
) -> (usize, Vec<(Role, Style)>) {
    let mut base = 0;
    let mut changes = Vec::new();
    for (key, value) in rows {
        if key.text == "base" {
            match SHIPPED
                .iter()
                .position(|shipped| shipped.name == value.text)
            {
                Some(at) => base = at,
                None => {
                    let known: Vec<String> = SHIPPED
                        .iter()
                        .map(|shipped| shipped.name.to_owned())
                        .collect();
                    let what = format!("there is no shipped theme `{}` to start from", value.text);
                    problems.push(value.problem(what, nearest(&value.text, &known)));
                }
            }
            continue;
        }
        let Some(row) = TABLE.iter().find(|row| row.name == key.text) else {
            let known: Vec<String> = roles().chain(["base"]).map(str::to_owned).collect();
            problems.push(key.problem(
                format!("a theme has no role `{}`", key.text),
                nearest(&key.text, &known),
            ));
            continue;
        };
        match written::parse(&value.text) {
            Ok(style) => changes.push((row.role, style)),
            Err(word) => {
                let what = format!("`{word}` is neither a color nor a word of a style");
                problems.push(value.problem(what, written::remedy(&word)));
            }
        }
    }
    (base, changes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn written(text: &str, line: usize) -> Written {
        Written {
            text: text.to_owned(),
            path: "c.toml".into(),
            line,
        }
    }

    fn shipped(name: &str, depth: Depth) -> Theme {
        let config = ThemeConfig {
            name: Some(written(name, 1)),
            own: Vec::new(),
        };
        Theme::new(&config, depth).unwrap()
    }

    #[test]
    fn every_style_of_the_table_can_be_read_and_stands_in_its_roles_row() {
        let names: BTreeSet<&str> = roles().collect();
        assert_eq!(names.len(), TABLE.len());
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(row.role as usize, at);
            for style in row.styles.iter().chain([&row.plain]) {
                assert!(written::parse(style).is_ok(), "{} {style}", row.name);
            }
        }
    }

    #[test]
    fn text_of_every_role_is_readable_on_its_ground() {
        for theme in SHIPPED.iter().map(|shipped| shipped_theme(shipped.name)) {
            for row in TABLE {
                let style = theme.style(row.role);
                let (Some(Painted::Rgb(r, g, b)), false) =
                    (style.fg, row.name.starts_with("line_"))
                else {
                    continue;
                };
                let ground = match style.bg {
                    Some(Painted::Rgb(r, g, b)) => Rgb(r, g, b),
                    _ => theme.ground,
                };
                // WCAG asks 3 of large and of secondary text.
                assert!(
                    Rgb(r, g, b).contrast(ground) >= 3.0,
                    "{} on {ground:?}",
                    row.name
                );
            }
        }
    }

    fn shipped_theme(name: &str) -> Theme {
        shipped(name, Depth::True)
    }

    #[test]
    fn what_matters_stays_apart_without_color_and_with_sixteen() {
        let apart = [
            Role::Text,
            Role::Cursor,
            Role::Selection,
            Role::Match,
            Role::MatchCurrent,
            Role::Mention,
            Role::Lens,
        ];
        for name in ["dark", "light", "contrast", "colorblind"] {
            let theme = shipped(name, Depth::None);
            let styles: Vec<Style> = apart.iter().map(|role| theme.style(*role)).collect();
            for (at, one) in styles.iter().enumerate() {
                assert!(one.fg.is_none() && one.bg.is_none());
                assert!(!styles[at + 1..].contains(one), "{name}: {:?}", apart[at]);
            }
            let theme = shipped(name, Depth::Sixteen);
            let ground = theme.style(Role::Text).bg;
            for role in [Role::Cursor, Role::Row, Role::Selection, Role::Match] {
                let style = theme.style(role);
                let reversed = style.add_modifier.contains(Modifier::REVERSED);
                assert!(
                    reversed || (style.bg.is_some() && style.bg != ground),
                    "{name} {role:?} {style:?}"
                );
            }
        }
    }

    #[test]
    fn company_colors_become_readable_on_a_light_ground() {
        let light = shipped("light", Depth::True);
        for color in [
            Color::Rgb(255, 255, 0),
            Color::Rgb(200, 255, 200),
            Color::Rgb(255, 255, 255),
        ] {
            let Some(Painted::Rgb(r, g, b)) = light.color(color).fg else {
                panic!("{color:?}")
            };
            assert!(Rgb(r, g, b).contrast(light.ground) >= 4.5, "{color:?}");
        }
        let dark = shipped("dark", Depth::True);
        let Some(Painted::Rgb(r, g, b)) = dark.color(Color::Rgb(0, 0, 60)).fg else {
            panic!("no color")
        };
        assert!(Rgb(r, g, b).contrast(dark.ground) >= 4.5);
        assert_eq!(
            shipped("dark", Depth::None).color(Color::Rgb(9, 9, 9)),
            Style::new()
        );
    }

    #[test]
    fn an_own_theme_changes_roles_of_the_one_it_starts_from() {
        let config = ThemeConfig {
            name: Some(written("mine", 1)),
            own: vec![(
                "mine".into(),
                vec![
                    (written("base", 3), written("light", 3)),
                    (written("cursor", 4), written("#102030 on default bold", 4)),
                ],
            )],
        };
        let theme = Theme::new(&config, Depth::True).unwrap();
        let cursor = Style::new()
            .fg(Painted::Rgb(16, 32, 48))
            .bg(Painted::Reset)
            .add_modifier(Modifier::BOLD);
        assert_eq!(theme.style(Role::Cursor), cursor);
        assert_eq!(
            theme.style(Role::Dim),
            shipped("light", Depth::True).style(Role::Dim)
        );
    }

    #[test]
    fn every_mistake_is_reported_with_the_nearest_name() {
        let config = ThemeConfig {
            name: Some(written("drak", 1)),
            own: vec![(
                "mine".into(),
                vec![
                    (written("base", 3), written("lihgt", 3)),
                    (written("cursr", 4), written("bold", 4)),
                    (written("match", 5), written("#12345 bold", 5)),
                    (written("star", 6), written("yelow", 6)),
                ],
            )],
        };
        let problems = Theme::new(&config, Depth::True).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "c.toml:3: there is no shipped theme `lihgt` to start from; did you mean `light`?",
                "c.toml:4: a theme has no role `cursr`; did you mean `cursor`?",
                "c.toml:5: `#12345` is neither a color nor a word of a style; write colors as #rrggbb, on #rrggbb",
                "c.toml:6: `yelow` is neither a color nor a word of a style; did you mean `yellow`?",
                "c.toml:1: there is no theme `drak`; did you mean `dark`?",
            ]
        );
    }
}
