//! TOML files read over one another: every key asked for is known, every other is reported with its line.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::news::problem::Problem;

/// A configuration file as text.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Where it was read from, as problems name it.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// A string of a configuration file, with its place, for those who check it later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The string.
    pub text: String,
    /// The file it stands in.
    pub path: PathBuf,
    /// Its line there, counted from 1.
    pub line: usize,
}

impl Written {
    /// A problem with this string.
    #[must_use]
    pub fn problem(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(&self.path, what, remedy).at_line(self.line)
    }
}

/// A value in force and the file that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The key with its tables: `reading.ja.measure`.
    pub key: String,
    /// The value as TOML.
    pub value: String,
    /// The file.
    pub path: PathBuf,
    /// The line there, counted from 1.
    pub line: usize,
}

/// What reading brought to light: problems, and where each value came from.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: Vec<Problem>,
    pub(super) origins: Vec<Origin>,
}

/// A parsed file.
#[derive(Debug)]
pub(super) struct File<'a> {
    layer: &'a Layer,
    root: Option<Spanned<DeTable<'a>>>,
}

impl<'a> File<'a> {
    /// Parses a layer; what is not TOML is reported, and nothing of the file counts then.
    pub(super) fn parse(layer: &'a Layer, report: &mut Report) -> Self {
        let (root, errors) = DeTable::parse_recoverable(&layer.text);
        for error in &errors {
            let line = line_of(&layer.text, error.span().map_or(0, |span| span.start));
            let what = format!(
                "this is not TOML: {}",
                error.message().trim_end().replace('\n', ", ")
            );
            let problem = Problem::new(&layer.path, what, "see https://toml.io for the syntax");
            report.problems.push(problem.at_line(line));
        }
        Self {
            layer,
            // What the parser makes of the rest after a slip is a guess, and so would be any problem with it.
            root: errors.is_empty().then_some(root),
        }
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// A value together with the file it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    file: &'a File<'a>,
    start: usize,
    pub(super) value: &'a DeValue<'a>,
}

impl<'a> Found<'a> {
    fn new(file: &'a File<'a>, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self {
            file,
            start: value.span().start,
            value: value.get_ref(),
        }
    }

    fn line(&self) -> usize {
        line_of(&self.file.layer.text, self.start)
    }

    pub(super) fn problem(&self, what: String, remedy: impl Into<String>) -> Problem {
        Problem::new(&self.file.layer.path, what, remedy).at_line(self.line())
    }

    pub(super) fn written(&self, text: &str) -> Written {
        Written {
            text: text.to_owned(),
            path: self.file.layer.path.clone(),
            line: self.line(),
        }
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Option<impl Iterator<Item = Self> + use<'a>> {
        let file = self.file;
        Some(
            self.value
                .as_array()?
                .iter()
                .map(move |item| Self::new(file, item)),
        )
    }

    /// The table as a section of its own.
    pub(super) fn section(&self, name: &str) -> Option<Section<'a>> {
        let table = self.value.as_table()?;
        Some(Section {
            name: name.to_owned(),
            tables: vec![(self.file, table)],
            known: Vec::new(),
        })
    }
}

/// A table as every file gives it, the weakest first.
#[derive(Debug)]
pub(super) struct Section<'a> {
    name: String,
    tables: Vec<(&'a File<'a>, &'a DeTable<'a>)>,
    known: Vec<String>,
}

impl<'a> Section<'a> {
    /// The top of all files.
    pub(super) fn root(files: &'a [File<'a>]) -> Self {
        let tables = files
            .iter()
            .filter_map(|file| Some((file, file.root.as_ref()?.get_ref())));
        Self {
            name: String::new(),
            tables: tables.collect(),
            known: Vec::new(),
        }
    }

    fn path_of(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    /// Adds what a stronger file says of the same thing.
    pub(super) fn overlay(&mut self, other: Self) {
        self.tables.extend(other.tables);
    }

    /// Every value that the files give a key, the weakest first.
    pub(super) fn all(&mut self, key: &str) -> Vec<Found<'a>> {
        self.known.push(key.to_owned());
        let found = |(file, table): &(&'a File<'a>, &'a DeTable<'a>)| {
            Some(Found::new(file, table.get(key)?))
        };
        self.tables.iter().filter_map(found).collect()
    }

    /// The strongest file's value of a key, whatever it is.
    pub(super) fn value(&mut self, key: &str, report: &mut Report) -> Option<Found<'a>> {
        let found = self.all(key).pop()?;
        report.origins.push(Origin {
            key: self.path_of(key),
            value: as_toml(found.value),
            path: found.file.layer.path.clone(),
            line: found.line(),
        });
        Some(found)
    }

    fn wrong(&self, key: &str, found: &Found<'_>, wanted: &str, report: &mut Report) {
        let what = format!(
            "`{}` is {}, not {wanted}",
            self.path_of(key),
            as_toml(found.value)
        );
        report
            .problems
            .push(found.problem(what, format!("write {wanted}")));
    }

    pub(super) fn string(&mut self, key: &str, report: &mut Report) -> Option<Written> {
        let found = self.value(key, report)?;
        let Some(text) = found.value.as_str() else {
            self.wrong(key, &found, "a string", report);
            return None;
        };
        Some(found.written(text))
    }

    /// An array of strings; a single string counts as an array of one.
    pub(super) fn strings(&mut self, key: &str, report: &mut Report) -> Option<Vec<Written>> {
        let found = self.value(key, report)?;
        if let Some(text) = found.value.as_str() {
            return Some(vec![found.written(text)]);
        }
        let texts: Option<Vec<_>> = found.items().and_then(|mut items| {
            items
                .by_ref()
                .map(|item| Some(item.written(item.value.as_str()?)))
                .collect()
        });
        if texts.is_none() {
            self.wrong(key, &found, "a list of strings", report);
        }
        texts
    }

    pub(super) fn boolean(&mut self, key: &str, report: &mut Report) -> Option<bool> {
        let found = self.value(key, report)?;
        let value = found.value.as_bool();
        if value.is_none() {
            self.wrong(key, &found, "true or false", report);
        }
        value
    }

    pub(super) fn integer(
        &mut self,
        key: &str,
        range: RangeInclusive<u16>,
        report: &mut Report,
    ) -> Option<u16> {
        let found = self.value(key, report)?;
        let number = found
            .value
            .as_integer()
            .and_then(|integer| {
                u16::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
            })
            .filter(|number| range.contains(number));
        if number.is_none() {
            let wanted = format!("a whole number from {} to {}", range.start(), range.end());
            self.wrong(key, &found, &wanted, report);
        }
        number
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &str,
        choices: &[(&str, T)],
        report: &mut Report,
    ) -> Option<T> {
        let found = self.value(key, report)?;
        let text = found.value.as_str().unwrap_or_default();
        let chosen = choices
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if chosen.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.wrong(key, &found, &format!("one of {}", names.join(", ")), report);
        }
        chosen
    }

    /// The table under a key, as every file gives it.
    pub(super) fn section(&mut self, key: &str, report: &mut Report) -> Self {
        let mut section = Self {
            name: self.path_of(key),
            tables: Vec::new(),
            known: Vec::new(),
        };
        for found in self.all(key) {
            match found.value.as_table() {
                Some(table) => section.tables.push((found.file, table)),
                None => self.wrong(key, &found, &format!("a table: [{}]", section.name), report),
            }
        }
        section
    }

    /// The tables of an array of tables, `[[key]]`.
    pub(super) fn tables(&mut self, key: &str, report: &mut Report) -> Vec<Section<'a>> {
        let mut sections = Vec::new();
        for found in self.all(key) {
            let entries: Option<Vec<_>> = found
                .items()
                .and_then(|items| items.map(|item| item.section(key)).collect());
            match entries {
                Some(entries) => sections.extend(entries),
                None => self.wrong(key, &found, &format!("a list of tables: [[{key}]]"), report),
            }
        }
        sections
    }

    /// Calls the table by another name in problems and origins.
    pub(super) fn renamed(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// Every key that stands in it, in the order of the files, each once.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for key in self.tables.iter().flat_map(|(_, table)| table.keys()) {
            if !keys.iter().any(|known| known == key.get_ref()) {
                keys.push(key.get_ref().to_string());
            }
        }
        keys
    }

    /// The problem with a key that means nothing here.
    pub(super) fn unknown(&self, key: &str, known: &[String], report: &mut Report) {
        for (file, table) in &self.tables {
            let Some((key, _)) = table.get_key_value(key) else {
                continue;
            };
            let line = line_of(&file.layer.text, key.span().start);
            let what = format!(
                "`{}` is no key of the configuration",
                self.path_of(key.get_ref())
            );
            let problem = Problem::new(&file.layer.path, what, nearest(key.get_ref(), known));
            report.problems.push(problem.at_line(line));
        }
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self, report: &mut Report) {
        for key in self.keys() {
            if !self.known.contains(&key) {
                self.unknown(&key, &self.known, report);
            }
        }
    }

    /// Where the strongest file has this table: for problems with what is missing in it.
    pub(super) fn place(&self) -> (&Path, usize) {
        let Some((file, table)) = self.tables.last() else {
            return (Path::new(""), 1);
        };
        let start = table.keys().map(|key| key.span().start).min().unwrap_or(0);
        (&file.layer.path, line_of(&file.layer.text, start))
    }
}

/// Says which known name was probably meant.
#[must_use]
pub fn nearest(name: &str, known: &[String]) -> String {
    // Two thirds alike is what a slip or two leaves of a name of usual length.
    let close = known.iter().map(|candidate| {
        (
            strsim::normalized_damerau_levenshtein(name, candidate),
            candidate,
        )
    });
    match close.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((likeness, candidate)) if likeness > 0.6 => format!("did you mean `{candidate}`?"),
        _ => format!("known here: {}", known.join(", ")),
    }
}

fn as_toml(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()).to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| as_toml(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let pairs = table
                .iter()
                .map(|(key, value)| format!("{} = {}", key.get_ref(), as_toml(value.get_ref())));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
