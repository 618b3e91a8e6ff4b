//! One file into an article, and what was wrong with it.
//!
//! Knows nothing of other files but the sidecar.

use std::fs;
use std::path::Path;

use super::assemble::assemble;
use super::decode::{Decoded, Refusal, decode};
use super::draft::Draft;
use super::fields::{self, Fields, Syntax};
use super::metadata::{self, Known, Named, Place};
use super::walk::{Format, Found};
use super::{dates, markdown, page, plain, title};
use crate::analysis::language;
use crate::news::article::{Article, BlockKind};
use crate::news::problem::Problem;
use crate::text::clean::clean;
use crate::text::lang::Lang;

/// The largest file that is read, in bytes: 16 MiB, some hundred times a long article.
const LARGEST: u64 = 16 * 1024 * 1024;

/// How much of a body its language is detected from, in bytes.
const SAMPLE: usize = 16 * 1024;

/// The article of a file, unless a problem forbids, and all problems met.
pub(super) fn read(found: &Found) -> (Option<Article>, Vec<Problem>) {
    let mut problems = Vec::new();
    let article =
        open(&found.path, &mut problems).and_then(|bytes| article(found, &bytes, &mut problems));
    (article, problems)
}

fn open(path: &Path, problems: &mut Vec<Problem>) -> Option<Vec<u8>> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size > LARGEST {
        let what = format!(
            "this file is larger than 16 MiB ({} MiB)",
            size / (1024 * 1024)
        );
        problems.push(Problem::new(
            path,
            what,
            "split it, or move it out of the library",
        ));
        return None;
    }
    match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            let what = format!("this file cannot be read: {error}");
            problems.push(Problem::new(
                path,
                what,
                "allow it to be read, or move it out of the library",
            ));
            None
        }
    }
}

/// Builds the article from the file's bytes.
fn article(found: &Found, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Article> {
    let mut sidecar = found
        .sidecar
        .as_deref()
        .and_then(|path| sidecar(path, problems));
    let given = sidecar
        .as_mut()
        .and_then(|place| metadata::take_encoding(place, problems));
    let hint = sidecar
        .as_ref()
        .and_then(|place| metadata::lang_hint(&place.fields));
    let hint = hint.or_else(|| hint_of_path(&found.path));
    let decoded = match (found.format, given) {
        (Format::Html, None) => page::decoded(bytes),
        _ => decode(bytes, given, hint),
    };
    let text = text(&found.path, decoded, problems)?;
    if found.format == Format::Html {
        let known = metadata::gather(sidecar.into_iter().collect(), problems);
        return of_page(found, known, &text, problems);
    }
    let (front, body) = front(found, &text, problems);
    let known = metadata::gather(sidecar.into_iter().chain(front).collect(), problems);
    let draft = match found.format {
        Format::Markdown | Format::Html => markdown::read(body),
        Format::Plain => plain::read(body),
    };
    of_draft(found, known, draft, problems)
}

/// The article of a page; what is known of it from elsewhere counts before what it says itself.
fn of_page(
    found: &Found,
    mut known: Known,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let page = match page::article(text, known.meta.url.as_deref()) {
        Ok(page) => page,
        Err(error) => {
            let body = text.to_ascii_lowercase().find("<body");
            let before = body.and_then(|at| text.get(..at)).unwrap_or_default();
            let remedy =
                "save the page once more when it shows its text, or move it out of the library";
            let problem = Problem::new(&found.path, error.to_string(), remedy);
            problems.push(problem.at_line(before.matches('\n').count() + 1));
            return None;
        }
    };
    let meta = &mut known.meta;
    if meta.title.is_empty() {
        meta.title = page.title;
    }
    meta.date = meta.date.or(page.date);
    meta.source = meta.source.take().or(page.site);
    meta.author = meta.author.take().or(page.byline);
    meta.url = meta.url.take().or(page.url);
    known.lang = known.lang.or(Some(Named::Exactly(page.lang)));
    of_draft(found, known, markdown::read(&page.body), problems)
}

fn of_draft(
    found: &Found,
    known: Known,
    mut draft: Draft,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    draft.clean();
    if draft.blocks.is_empty() {
        let what = "there is no text in this file";
        problems.push(Problem::new(
            &found.path,
            what,
            "write its text, or remove it",
        ));
        return None;
    }
    Some(build(found, known, draft))
}

fn build(found: &Found, known: Known, mut draft: Draft) -> Article {
    let Known { mut meta, lang } = known;
    let lang = match lang {
        Some(Named::Exactly(lang)) => lang,
        Some(Named::Chinese) => match language::detect(&sample(&draft), Some(Lang::ZhHans)) {
            Lang::ZhHant => Lang::ZhHant,
            _ => Lang::ZhHans,
        },
        None => language::detect(&sample(&draft), None),
    };
    meta.title = title::settle(&meta.title, &mut draft, lang);
    let name = found
        .path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    meta.date = meta.date.or_else(|| dates::of_file_name(&name));
    let body = assemble(&draft, lang);
    Article {
        id: found.id.clone(),
        path: found.path.clone(),
        meta,
        lang,
        text: body.text,
        blocks: body.blocks,
        passages: body.passages,
        inlines: body.inlines,
        urls: draft.urls,
    }
}

fn sidecar<'a>(path: &'a Path, problems: &mut Vec<Problem>) -> Option<Place<'a>> {
    let bytes = open(path, problems)?;
    let text = text(path, decode(&bytes, None, None), problems)?;
    Some(Place {
        path,
        fields: fields::read(&text, Syntax::Toml, 1),
    })
}

/// The cleaned text of a decoded file.
fn text(
    path: &Path,
    decoded: Result<Decoded, Refusal>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    const REMEDY: &str =
        "name its encoding in a .toml file of the same name, as in encoding = \"shift_jis\"";
    match decoded {
        Ok(Decoded {
            text,
            encoding,
            lost,
        }) => {
            let text = clean(&text);
            if lost > 0 {
                let places = if lost == 1 { "place" } else { "places" };
                let what =
                    format!("{lost} {places} in this file could not be decoded as {encoding}");
                let before = text.split('\u{FFFD}').next().unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                problems.push(Problem::new(path, what, REMEDY).at_line(line));
            }
            Some(text)
        }
        Err(Refusal::Undecodable(encoding)) => {
            let what = format!("this file could not be decoded as {encoding}");
            problems.push(Problem::new(path, what, REMEDY));
            None
        }
        Err(Refusal::Binary) => {
            let what = "this file holds binary data, not text";
            problems.push(Problem::new(
                path,
                what,
                "move it out of the library, or correct its extension",
            ));
            None
        }
    }
}

/// The front matter, if there is any, and the body.
fn front<'a, 't>(
    found: &'a Found,
    text: &'t str,
    problems: &mut Vec<Problem>,
) -> (Option<Place<'a>>, &'t str) {
    let path = found.path.as_path();
    // Plain text that begins with a line of hyphens and nothing that closes it is just that.
    let counts = |front: &fields::Front<'_>| front.closed || found.format == Format::Markdown;
    let Some(front) = fields::front(text).filter(counts) else {
        return (None, text);
    };
    if !front.closed {
        let what = "the metadata at the beginning has no closing line";
        let remedy = match front.syntax {
            Syntax::Yaml => "end it with a line of three hyphens, ---",
            Syntax::Toml => "end it with a line of three plus signs, +++",
        };
        problems.push(Problem::new(path, what, remedy).at_line(1));
    }
    let fields: Fields = fields::read(front.text, front.syntax, 2);
    (Some(Place { path, fields }), front.body)
}

/// The beginning of the body's prose.
fn sample(draft: &Draft) -> String {
    let mut sample = String::new();
    let prose = draft
        .blocks
        .iter()
        .filter(|block| !matches!(block.kind, BlockKind::Code | BlockKind::Rule));
    for block in prose {
        sample.extend(block.text.chars().take(SAMPLE.saturating_sub(sample.len())));
        sample.push('\n');
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
}

/// The language that a folder of the path is named after; it decides only where the bytes alone do not.
fn hint_of_path(path: &Path) -> Option<Lang> {
    let folders = path.parent()?.components().rev().take(3);
    let mut names = folders.map(|folder| folder.as_os_str().to_string_lossy().to_lowercase());
    names.find_map(|name| match name.as_str() {
        "ja" | "jp" | "ja-jp" => Some(Lang::Ja),
        "ko" | "kr" | "ko-kr" => Some(Lang::Ko),
        "zh" | "cn" | "zh-cn" | "zh-hans" => Some(Lang::ZhHans),
        "tw" | "zh-tw" | "zh-hant" => Some(Lang::ZhHant),
        _ => None,
    })
}
