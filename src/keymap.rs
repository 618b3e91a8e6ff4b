//! Keys parsed and printed, the defaults and the user's overrides, and the way from keys to a command.
//!
//! It knows no terminal: `runtime` turns what the terminal sends into [`Key`]s.

use std::fmt;

use crate::command::{Command, Places, TABLE};
use crate::config::{KeysConfig, Written, nearest};
use crate::news::problem::Problem;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

/// The keys themselves. Shift is part of a character; Shift and Tab is [`Code::BackTab`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A key that gives a character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

const NAMED: [(&str, Code); 17] = [
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("S-Tab", Code::BackTab),
    ("Space", Code::Char(' ')),
    ("lt", Code::Char('<')),
    ("Backspace", Code::Backspace),
    ("Del", Code::Delete),
    ("Insert", Code::Insert),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PageUp", Code::PageUp),
    ("PageDown", Code::PageDown),
];

impl Key {
    /// A plain key.
    #[must_use]
    pub fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// The key meant where an input method is on: full-width letters and signs as ASCII, and the jamo of the Korean
    /// two-set layout (KS X 5002) as the letters printed on the same keys.
    #[must_use]
    pub fn as_latin(self) -> Self {
        const JAMO: &str = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ";
        const LATIN: &str = "qwertyuiopasdfghjklzxcvbnmQWERTOP";
        let Code::Char(c) = self.code else {
            return self;
        };
        let latin = match c {
            // The full-width forms stand 0xFEE0 above ASCII (Unicode, Halfwidth and Fullwidth Forms).
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0),
            '\u{3000}' => Some(' '),
            _ => JAMO
                .chars()
                .zip(LATIN.chars())
                .find(|(jamo, _)| *jamo == c)
                .map(|(_, latin)| latin),
        };
        Self {
            code: Code::Char(latin.unwrap_or(c)),
            ..self
        }
    }
}

impl fmt::Display for Key {
    /// `j`, `<C-d>`, `<Enter>`: the form that [`parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.code {
            Code::F(number) => format!("F{number}"),
            code => match NAMED.iter().find(|(_, named)| *named == code) {
                Some((name, _)) => (*name).to_owned(),
                None => match code {
                    Code::Char(c) if !self.ctrl && !self.alt => return write!(f, "{c}"),
                    Code::Char(c) => c.to_string(),
                    _ => String::new(),
                },
            },
        };
        let ctrl = if self.ctrl { "C-" } else { "" };
        let alt = if self.alt { "A-" } else { "" };
        write!(f, "<{ctrl}{alt}{name}>")
    }
}

/// The keys in a row, as they are written in the configuration.
#[must_use]
pub fn print(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect()
}

/// The keys in a row, as the screen shows them: `^d`, `Enter`, `]c`.
#[must_use]
pub fn label(keys: &[Key]) -> String {
    let one = |key: &Key| match key {
        Key {
            code: Code::Char(c),
            ctrl: true,
            alt: false,
        } => format!("^{c}"),
        Key {
            code: Code::Char('<'),
            ctrl: false,
            alt: false,
        } => "<".to_owned(),
        key => {
            let text = key.to_string();
            let inner = text
                .strip_prefix('<')
                .and_then(|text| text.strip_suffix('>'));
            inner.unwrap_or(&text).to_owned()
        }
    };
    keys.iter().map(one).collect()
}

/// Reads keys in a row: `gg`, `<C-d>`, `]c`, `<A-Left>`; `None` where a name in `<…>` is unknown or nothing is there.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let named = after
            .split_once('>')
            .filter(|(name, _)| first == '<' && !name.is_empty());
        if let Some((name, after)) = named {
            keys.push(parse_name(name)?);
            rest = after;
        } else {
            keys.push(Key::plain(Code::Char(first)));
            rest = after;
        }
    }
    (!keys.is_empty()).then_some(keys)
}

fn parse_name(name: &str) -> Option<Key> {
    if let Some((_, code)) = NAMED
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        return Some(Key::plain(*code));
    }
    if let Some(rest) = name.strip_prefix("C-") {
        return Some(Key {
            ctrl: true,
            ..parse_name(rest)?
        });
    }
    if let Some(rest) = name.strip_prefix("A-") {
        return Some(Key {
            alt: true,
            ..parse_name(rest)?
        });
    }
    let mut chars = name.chars();
    let (first, rest) = (chars.next()?, chars.as_str());
    if rest.is_empty() {
        return Some(Key::plain(Code::Char(first)));
    }
    let number = rest
        .parse()
        .ok()
        .filter(|number| (1..=24).contains(number) && first == 'F');
    number.map(|number| Key::plain(Code::F(number)))
}

/// Keys and the command they give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys, in the order they are pressed.
    pub keys: Vec<Key>,
    /// The command.
    pub command: Command,
}

/// What the keys pressed so far come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A command.
    Command(Command),
    /// A view of the list, by its place in the configuration.
    View(usize),
    /// The start of longer keys: these may follow.
    Pending,
    /// Nothing.
    Unbound,
}

/// All bindings in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    /// The keys of views, with their places in the configuration.
    views: Vec<(Vec<Key>, usize)>,
}

impl Keymap {
    /// The bindings of a configuration: the preset's, with those of single commands replaced.
    ///
    /// # Errors
    /// Every unknown preset and command, every key that cannot be read, and every key that two commands claim in one
    /// place or that is the start of another's.
    pub fn new(config: &KeysConfig) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let newsboat = match config.preset.as_ref().map(|preset| preset.text.as_str()) {
            None | Some("default") => false,
            Some("newsboat") => true,
            Some(other) => {
                let known = ["default".to_owned(), "newsboat".to_owned()];
                let what = format!("there is no key preset `{other}`");
                problems.extend(
                    config
                        .preset
                        .as_ref()
                        .map(|preset| preset.problem(what, nearest(other, &known))),
                );
                false
            }
        };
        let overrides = overrides(config, &mut problems);
        let mut bindings = Vec::new();
        for row in TABLE {
            let own = overrides
                .iter()
                .find(|(command, _)| *command == row.command);
            let preset = if newsboat {
                row.newsboat.unwrap_or(row.keys)
            } else {
                row.keys
            };
            let keys = own.map_or_else(
                || preset.iter().filter_map(|keys| parse(keys)).collect(),
                |(_, keys)| {
                    keys.iter()
                        .map(|(keys, _)| keys.clone())
                        .collect::<Vec<_>>()
                },
            );
            bindings.extend(keys.into_iter().map(|keys| Binding {
                keys,
                command: row.command,
            }));
        }
        let mut keymap = Self {
            bindings,
            views: Vec::new(),
        };
        problems.extend(keymap.collisions(&overrides));
        problems.extend(keymap.take_views(config));
        if problems.is_empty() {
            Ok(keymap)
        } else {
            Err(problems)
        }
    }

    /// Takes up the keys of views, which work in all panes.
    fn take_views(&mut self, config: &KeysConfig) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (view, written) in &config.views {
            let Some(keys) = parse(&written.text) else {
                let what = format!("`{}` names no key", written.text);
                problems.push(written.problem(what, "write keys as gn, <A-x>, <F2>"));
                continue;
            };
            let meet = |other: &[Key]| keys.starts_with(other) || other.starts_with(&keys);
            let mut bindings = self.bindings.iter();
            let other = bindings
                .find(|other| other.command.row().places.meets(Places::PANES) && meet(&other.keys));
            let taken = match other {
                Some(other) => Some(format!(
                    "`{}` ({})",
                    other.command.row().name,
                    print(&other.keys)
                )),
                None => {
                    let mut views = self.views.iter();
                    views
                        .find(|(other, _)| meet(other))
                        .map(|(other, _)| format!("another view ({})", print(other)))
                }
            };
            match taken {
                Some(other) => {
                    let what = format!("the view's key {} and {other} collide", print(&keys));
                    problems.push(written.problem(what, "give one of them other keys"));
                }
                None => self.views.push((keys, *view)),
            }
        }
        problems
    }

    fn collisions(&self, overrides: &[Override]) -> Vec<Problem> {
        let written = |binding: &Binding| {
            let own = overrides
                .iter()
                .find(|(command, _)| *command == binding.command)?;
            own.1
                .iter()
                .find(|(keys, _)| *keys == binding.keys)
                .map(|(_, written)| written)
        };
        let mut problems = Vec::new();
        for (at, one) in self.bindings.iter().enumerate() {
            for other in self.bindings.iter().skip(at + 1) {
                if !collide(one, other) {
                    continue;
                }
                let (names, keys) = (
                    (one.command.row().name, other.command.row().name),
                    print(&one.keys),
                );
                let what = format!(
                    "`{}` ({keys}) and `{}` ({}) collide",
                    names.0,
                    names.1,
                    print(&other.keys)
                );
                let Some(place) = written(other).or_else(|| written(one)) else {
                    continue;
                };
                problems.push(place.problem(what, "give one of them other keys"));
            }
        }
        problems
    }

    /// What keys come to in a place.
    #[must_use]
    pub fn resolve(&self, keys: &[Key], place: Places) -> Resolved {
        let mut here = self
            .bindings
            .iter()
            .filter(|binding| binding.command.row().places.meets(place));
        if let Some(binding) = here.clone().find(|binding| binding.keys == keys) {
            return Resolved::Command(binding.command);
        }
        let mut views = self.views.iter().filter(|_| Places::PANES.meets(place));
        if let Some((_, view)) = views.clone().find(|(own, _)| own == keys) {
            return Resolved::View(*view);
        }
        if here.any(|binding| binding.keys.starts_with(keys))
            || views.any(|(own, _)| own.starts_with(keys))
        {
            Resolved::Pending
        } else {
            Resolved::Unbound
        }
    }

    /// What may follow the keys pressed so far in a place: the keys still to press, and the command.
    pub fn following<'a>(
        &'a self,
        keys: &'a [Key],
        place: Places,
    ) -> impl Iterator<Item = (&'a [Key], Command)> + use<'a> {
        self.bindings.iter().filter_map(move |binding| {
            let rest = binding
                .keys
                .strip_prefix(keys)
                .filter(|rest| !rest.is_empty())?;
            binding
                .command
                .row()
                .places
                .meets(place)
                .then_some((rest, binding.command))
        })
    }

    /// The usual keys of a command as the screen shows them; its name after a colon where it has none.
    #[must_use]
    pub fn key(&self, command: Command) -> String {
        let keys = self.keys_of(command).next().map(label);
        keys.unwrap_or_else(|| format!(":{}", command.row().name))
    }

    /// The keys of a command, the usual ones first.
    pub fn keys_of(&self, command: Command) -> impl Iterator<Item = &[Key]> {
        self.bindings
            .iter()
            .filter(move |binding| binding.command == command)
            .map(|binding| binding.keys.as_slice())
    }
}

type Override = (Command, Vec<(Vec<Key>, Written)>);

fn overrides(config: &KeysConfig, problems: &mut Vec<Problem>) -> Vec<Override> {
    let mut overrides: Vec<Override> = Vec::new();
    for (name, keys) in &config.commands {
        let Some(command) = Command::named(&name.text) else {
            let known: Vec<String> = TABLE.iter().map(|row| row.name.to_owned()).collect();
            let hint = nearest(&name.text, &known);
            // The list of all commands is longer than a message should be.
            let remedy = if hint.starts_with("did") {
                hint
            } else {
                "`counterpoint keys` lists them".to_owned()
            };
            problems.push(name.problem(format!("there is no command `{}`", name.text), remedy));
            continue;
        };
        let mut own = Vec::new();
        for written in keys {
            match parse(&written.text) {
                Some(keys) => own.push((keys, written.clone())),
                None => {
                    let what = format!("`{}` names no key", written.text);
                    problems.push(
                        written.problem(what, "write keys as j, gg, <C-d>, <A-x>, <Enter>, <F2>"),
                    );
                }
            }
        }
        overrides.push((command, own));
    }
    overrides
}

/// Whether two bindings stand in each other's way: in a common place, one's keys begin with the other's.
fn collide(one: &Binding, other: &Binding) -> bool {
    one.command != other.command
        && one.command.row().places.meets(other.command.row().places)
        && (one.keys.starts_with(&other.keys) || other.keys.starts_with(&one.keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Written {
        Written {
            text: text.to_owned(),
            path: "c.toml".into(),
            line: 7,
        }
    }

    fn preset(name: &str) -> KeysConfig {
        KeysConfig {
            preset: Some(written(name)),
            ..KeysConfig::default()
        }
    }

    #[test]
    fn no_default_key_stands_in_the_way_of_another() {
        for name in ["default", "newsboat"] {
            let keymap = Keymap::new(&preset(name)).unwrap();
            for (at, one) in keymap.bindings.iter().enumerate() {
                for other in &keymap.bindings[at + 1..] {
                    assert!(!collide(one, other), "{name}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn every_key_of_the_table_can_be_read_and_is_printed_alike() {
        for row in TABLE {
            for text in row.keys.iter().chain(row.newsboat.unwrap_or_default()) {
                let keys = parse(text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(parse(&print(&keys)), Some(keys), "{text}");
            }
        }
    }

    #[test]
    fn keys_are_read_by_name_and_by_character() {
        let key = |code, ctrl, alt| Key { code, ctrl, alt };
        assert_eq!(parse("<"), Some(vec![key(Code::Char('<'), false, false)]));
        assert_eq!(
            parse("<C-A-x>"),
            Some(vec![key(Code::Char('x'), true, true)])
        );
        assert_eq!(parse("g<Enter>").map(|keys| keys.len()), Some(2));
        assert_eq!(parse("<Nonsense>"), None);
        assert_eq!(parse(""), None);
        assert_eq!(label(&parse("<C-d>").unwrap()), "^d");
        assert_eq!(label(&parse("<Enter>").unwrap()), "Enter");
    }

    #[test]
    fn a_key_is_resolved_where_it_applies() {
        let keymap = Keymap::new(&preset("default")).unwrap();
        let resolve = |text: &str, place| keymap.resolve(&parse(text).unwrap(), place);
        assert_eq!(
            resolve("/", Places::READER),
            Resolved::Command(Command::Search)
        );
        assert_eq!(
            resolve("/", Places::LIST),
            Resolved::Command(Command::Filter)
        );
        assert_eq!(resolve("g", Places::READER), Resolved::Pending);
        assert_eq!(
            resolve("gl", Places::READER),
            Resolved::Command(Command::Urls)
        );
        assert_eq!(resolve("t", Places::LIST), Resolved::Unbound);
        let brackets = parse("]").unwrap();
        assert_eq!(keymap.following(&brackets, Places::READER).count(), 5);
    }

    #[test]
    fn wrong_keys_are_all_reported_with_their_lines() {
        let config = KeysConfig {
            preset: Some(written("newsbot")),
            commands: vec![
                (written("donw"), vec![written("j")]),
                (written("up"), vec![written("<Nope>")]),
                (written("zoom"), vec![written("s")]),
            ],
            views: Vec::new(),
        };
        let problems = Keymap::new(&config).unwrap_err();
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert!(texts[0].contains("did you mean `newsboat`?"), "{texts:?}");
        assert!(texts[1].contains("did you mean `down`?"), "{texts:?}");
        assert!(
            texts.iter().all(|text| text.starts_with("c.toml:7: ")),
            "{texts:?}"
        );
    }

    #[test]
    fn the_key_of_a_view_works_in_panes_and_collides_with_nothing() {
        let views = |keys: &[&str]| KeysConfig {
            views: keys.iter().map(|key| written(key)).enumerate().collect(),
            ..preset("default")
        };
        let keymap = Keymap::new(&views(&["<F5>", "gv"])).unwrap();
        let resolve = |text: &str, place| keymap.resolve(&parse(text).unwrap(), place);
        assert_eq!(resolve("gv", Places::LIST), Resolved::View(1));
        assert_eq!(resolve("<F5>", Places::READER), Resolved::View(0));
        assert_eq!(resolve("<F5>", Places::HELP), Resolved::Unbound);
        let problems = Keymap::new(&views(&["g", "gv", "gv", "<Nope>"])).unwrap_err();
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].contains("`top` (gg) collide"), "{texts:?}");
        assert!(texts[1].contains("another view (gv)"), "{texts:?}");
        assert!(texts[2].contains("names no key"), "{texts:?}");
    }

    #[test]
    fn keys_work_while_an_input_method_is_on() {
        let latin = |c| Key::plain(Code::Char(c)).as_latin().code;
        assert_eq!(latin('ｊ'), Code::Char('j'));
        assert_eq!(latin('ㅓ'), Code::Char('j'));
        assert_eq!(latin('ㅃ'), Code::Char('Q'));
        assert_eq!(latin('会'), Code::Char('会'));
    }
}
