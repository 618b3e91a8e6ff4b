//! Each table of the configuration, read key by key.

use std::path::Path;

use super::layers::{Found, Report, Section, Written};
use super::{
    AmbiguousWidth, BUILT_IN, KeysConfig, LibraryConfig, MarksPlace, Measure, PanesConfig,
    ReadingConfig, SORTS, Sort, Speed, ThemeConfig,
};
use crate::news::color::Color;
use crate::news::company::{Alias, Company};
use crate::news::mark::Tag;
use crate::news::problem::Problem;
use crate::text::lang::Lang;

pub(super) fn library(mut section: Section<'_>, report: &mut Report) -> LibraryConfig {
    let places = [("data", MarksPlace::Data), ("library", MarksPlace::Library)];
    let config = LibraryConfig {
        folders: section.strings("folders", report).unwrap_or_default(),
        marks: section
            .choice("marks", &places, report)
            .unwrap_or(MarksPlace::Data),
        whole: section.integer("whole", 0..=60_000, report).unwrap_or(2000),
        watch: section.boolean("watch", report).unwrap_or(true),
    };
    section.finish(report);
    config
}

pub(super) fn reading(mut section: Section<'_>, report: &mut Report) -> ReadingConfig {
    let widths = [
        ("auto", AmbiguousWidth::Auto),
        ("narrow", AmbiguousWidth::Narrow),
        ("wide", AmbiguousWidth::Wide),
    ];
    let ambiguous = section
        .choice("ambiguous_width", &widths, report)
        .unwrap_or(AmbiguousWidth::Auto);
    let plain = Measure {
        cells: 72,
        first_indent: 0,
        blank_line: true,
        speed: Speed::Words(238),
    };
    let other = measure(&mut section, plain, report);
    let mut by_lang = Vec::new();
    let known = [
        "ambiguous_width",
        "measure",
        "first_line_indent",
        "blank_line",
    ];
    for key in section.keys() {
        if known.contains(&key.as_str()) || key.ends_with("_per_minute") {
            continue;
        }
        let Some(lang) = Lang::parse(&key).filter(|lang| lang.code() == key) else {
            continue;
        };
        let mut own = section.section(&key, report);
        by_lang.push((lang, measure(&mut own, other, report)));
        own.finish(report);
    }
    section.finish(report);
    ReadingConfig {
        ambiguous,
        other,
        by_lang,
    }
}

fn measure(section: &mut Section<'_>, base: Measure, report: &mut Report) -> Measure {
    let words = section
        .integer("words_per_minute", 20..=2000, report)
        .map(Speed::Words);
    let characters = section
        .integer("characters_per_minute", 20..=5000, report)
        .map(Speed::Characters);
    Measure {
        cells: section
            .integer("measure", 20..=400, report)
            .unwrap_or(base.cells),
        first_indent: section
            .integer("first_line_indent", 0..=8, report)
            .unwrap_or(base.first_indent),
        blank_line: section
            .boolean("blank_line", report)
            .unwrap_or(base.blank_line),
        speed: characters.or(words).unwrap_or(base.speed),
    }
}

pub(super) fn panes(mut section: Section<'_>, report: &mut Report) -> PanesConfig {
    let config = PanesConfig {
        list: section.integer("list", 10..=60, report).unwrap_or(30),
        side: section.integer("side", 10..=60, report).unwrap_or(28),
        mouse: section.boolean("mouse", report).unwrap_or(true),
        sort: section.choice("sort", &SORTS, report).unwrap_or(Sort::Date),
        group_copies: section.boolean("group_copies", report).unwrap_or(true),
    };
    section.finish(report);
    config
}

pub(super) fn companies<'a>(entries: Vec<Section<'a>>, report: &mut Report) -> Vec<Company> {
    let mut by_id: Vec<(String, Section<'a>)> = Vec::new();
    for mut entry in entries {
        let Some(id) = entry.string("id", &mut Report::default()) else {
            let (path, line) = entry.place();
            let problem = Problem::new(
                path,
                "a [[company]] has no id",
                "give it one: id = \"acme\"",
            );
            report.problems.push(problem.at_line(line));
            continue;
        };
        match by_id.iter_mut().find(|(known, _)| *known == id.text) {
            Some((_, known)) => known.overlay(entry),
            None => by_id.push((id.text, entry)),
        }
    }
    by_id
        .into_iter()
        .filter_map(|(id, section)| company(id, section, report))
        .collect()
}

fn company(id: String, section: Section<'_>, report: &mut Report) -> Option<Company> {
    let mut section = section.renamed(format!("company.{id}"));
    section.all("id");
    let hidden = section.boolean("hidden", report).unwrap_or(false);
    let name = section
        .string("name", report)
        .map_or_else(|| id.clone(), |name| name.text);
    let first = || name.chars().take(1).collect::<String>().to_uppercase();
    let initial = section
        .string("initial", report)
        .map_or_else(first, |initial| initial.text);
    let color = section.string("color", report);
    let color = color.map_or(Color::Ansi(6), |text| parse_color(&text, report));
    let texts = |found: Option<Vec<Written>>| {
        found
            .unwrap_or_default()
            .into_iter()
            .map(|w| w.text)
            .collect()
    };
    let deny: Vec<String> = texts(section.strings("deny", report));
    let allow: Vec<String> = texts(section.strings("allow", report));
    let aliases = aliases(section.section("aliases", report), report);
    if aliases.is_empty() && !hidden {
        let (path, line) = section.place();
        let what = format!("the company `{id}` has no alias");
        let remedy = "list what it is called: [company.aliases] en = [\"Acme\"]";
        report
            .problems
            .push(Problem::new(path, what, remedy).at_line(line));
    }
    section.finish(report);
    (!hidden).then_some(Company {
        id,
        name,
        initial,
        color,
        aliases,
        deny,
        allow,
    })
}

fn aliases(mut section: Section<'_>, report: &mut Report) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for key in section.keys() {
        let Some(lang) = Lang::parse(&key) else {
            continue;
        };
        let Some(found) = section.value(&key, report) else {
            continue;
        };
        let Some(items) = found.items() else {
            report.problems.push(found.problem(
                format!("the aliases under `{key}` are no list"),
                "write [\"…\"]",
            ));
            continue;
        };
        aliases.extend(items.filter_map(|item| alias(&item, lang, report)));
    }
    section.finish(report);
    aliases
}

fn alias(found: &Found<'_>, lang: Lang, report: &mut Report) -> Option<Alias> {
    let plain = |text: &str| Alias {
        text: text.to_owned(),
        lang,
        case: false,
        ambiguous: false,
    };
    let alias = match (found.value.as_str(), found.section("alias")) {
        (Some(text), _) => Some(plain(text)),
        (None, Some(mut section)) => {
            let mut quiet = Report::default();
            let text = section.string("text", &mut quiet);
            let flags = (
                section.boolean("case", &mut quiet),
                section.boolean("ambiguous", &mut quiet),
            );
            section.finish(&mut quiet);
            report.problems.append(&mut quiet.problems);
            text.map(|text| Alias {
                case: flags.0.unwrap_or(false),
                ambiguous: flags.1.unwrap_or(false),
                ..plain(&text.text)
            })
        }
        (None, None) => None,
    };
    let alias = alias.filter(|alias| !alias.text.trim().is_empty());
    if alias.is_none() {
        let remedy = "write \"Acme\" or { text = \"ACME\", case = true }";
        report
            .problems
            .push(found.problem("an alias has no text".to_owned(), remedy));
    }
    alias
}

fn parse_color(written: &Written, report: &mut Report) -> Color {
    written.text.parse().unwrap_or_else(|()| {
        let what = format!("`{}` is no color", written.text);
        let remedy = "write #rrggbb or one of black, red, green, yellow, blue, magenta, cyan, white, bright-…";
        report.problems.push(written.problem(what, remedy));
        Color::Ansi(7)
    })
}

pub(super) fn tags(mut tables: Section<'_>, report: &mut Report) -> Vec<Tag> {
    let mut tags: Vec<(Tag, Written)> = Vec::new();
    for name in tables.keys() {
        let mut own = tables.section(&name, report);
        let hidden = own.boolean("hidden", report) == Some(true);
        let color = own.string("color", report);
        let color = color.map_or(Color::Ansi(3), |text| parse_color(&text, report));
        let key = own.string("key", report);
        match key.map(|key| (letter(&name, &key, &tags), key)) {
            _ if hidden => {}
            Some((Ok(letter), key)) => {
                let name = name.clone();
                tags.push((
                    Tag {
                        letter,
                        name,
                        color,
                    },
                    key,
                ));
            }
            Some((Err(problem), _)) => report.problems.push(problem),
            None => {
                let (path, line) = own.place();
                let what = format!("the tag `{name}` has no key");
                let problem = Problem::new(path, what, "give it one: key = \"c\"");
                report.problems.push(problem.at_line(line));
            }
        }
        own.finish(report);
    }
    tags.into_iter().map(|(tag, _)| tag).collect()
}

/// The letter of a tag's key, where it is one and no other tag has it.
fn letter(name: &str, key: &Written, tags: &[(Tag, Written)]) -> Result<char, Problem> {
    let remedy = "give it a letter from a to z of its own";
    let mut letters = key.text.chars();
    let first = letters.next().filter(|c| c.is_ascii_lowercase());
    let Some(letter) = first.filter(|_| letters.as_str().is_empty()) else {
        return Err(key.problem(
            format!("the tag `{name}` has the key `{}`", key.text),
            remedy,
        ));
    };
    let Some((other, at)) = tags.iter().find(|(tag, _)| tag.letter == letter) else {
        return Ok(letter);
    };
    // The user's file is to be mended, not the shipped one.
    let place = if at.path == Path::new(BUILT_IN) {
        key
    } else {
        at
    };
    let what = format!("the tags `{name}` and `{}` have the same key", other.name);
    Err(place.problem(what, remedy))
}

pub(super) fn keys(mut section: Section<'_>, report: &mut Report) -> KeysConfig {
    let preset = section.string("preset", report);
    let mut commands = Vec::new();
    for name in section.keys() {
        if name == "preset" {
            continue;
        }
        let Some(found) = section.all(&name).pop() else {
            continue;
        };
        let command = found.written(&name);
        if let Some(keys) = section.strings(&name, report) {
            commands.push((command, keys));
        }
    }
    KeysConfig {
        preset,
        commands,
        views: Vec::new(),
    }
}

pub(super) fn theme(root: &mut Section<'_>, report: &mut Report) -> ThemeConfig {
    let mut section = root.section("theme", report);
    let name = section.string("name", report);
    section.finish(report);
    let mut themes = root.section("themes", report);
    let mut own = Vec::new();
    for name in themes.keys() {
        let mut theme = themes.section(&name, report);
        let mut roles = Vec::new();
        for role in theme.keys() {
            let Some(found) = theme.all(&role).pop() else {
                continue;
            };
            let key = found.written(&role);
            if let Some(style) = theme.string(&role, report) {
                roles.push((key, style));
            }
        }
        own.push((name, roles));
    }
    ThemeConfig { name, own }
}
