//! `add`: pages, from the web or saved → article files.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, Unit};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::args::AddArgs;
use super::output::{Output, printable};
use super::progress::Progress;
use super::setup::Setup;
use super::{Failure, Verdict, complain, feeds};
use crate::fetch::http::Validators;
use crate::fetch::subscribe::PAGES;
use crate::load::page::{Page, extract};

/// The largest page that is read, in bytes; the same as for files of the library.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The longest part of a file's name that comes of the title, in bytes; file systems allow 255 for all.
const NAME: usize = 120;

/// Takes the articles out of pages and writes each as a Markdown file. Pages that give none are told, and the others
/// still written.
pub(super) fn add(setup: &Setup, args: &AddArgs, out: &mut Output) -> Result<Verdict, Failure> {
    let folder = match &args.to {
        Some(folder) => folder.clone(),
        None => setup.fetched()?.join(PAGES),
    };
    let mut verdict = Verdict::Fine;
    let mut progress = Progress::new("adding {wide_bar} {pos}/{len} pages");
    for (done, file) in args.files.iter().enumerate() {
        progress.at(done, Some(args.files.len()), String::new);
        let added = one(setup, file, args.url.as_deref(), &folder);
        let told = progress.aside(|| tell(file, added, args.json, out))?;
        if told == Verdict::Problems {
            verdict = told;
        }
    }
    Ok(verdict)
}

/// Says what came of a file.
fn tell(
    file: &Path,
    added: Result<(Page, Stored), String>,
    json: bool,
    out: &mut Output,
) -> Result<Verdict, Failure> {
    match added {
        Ok((page, stored)) if json => out.json(&json!({
            "file": file.display().to_string(),
            "path": stored.path.display().to_string(),
            "new": stored.new,
            "title": page.title,
            "date": page.date.map(|date| date.to_string()),
            "lang": page.lang.code(),
            "source": page.site,
            "url": page.url,
        }))?,
        Ok((_, stored)) => {
            let known = if stored.new {
                ""
            } else {
                " (was there already)"
            };
            out.line(&format!(
                "{}{known}",
                printable(&stored.path.display().to_string())
            ))?;
        }
        Err(what) => {
            complain(&format!("{}: {what}", file.display()));
            return Ok(Verdict::Problems);
        }
    }
    Ok(Verdict::Fine)
}

fn one(
    setup: &Setup,
    file: &Path,
    url: Option<&str>,
    folder: &Path,
) -> Result<(Page, Stored), String> {
    let name = file.to_string_lossy();
    let is_address = ["http://", "https://"].iter().any(|scheme| {
        name.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let page = if is_address {
        fetched(setup, &name)?
    } else {
        saved(file, url)?
    };
    let now = Timestamp::now().round(Unit::Second).unwrap_or_default();
    let stored = store(&page, folder, &now.to_string()).map_err(|error| {
        format!(
            "its article cannot be written to {}: {error}; name another folder with --to",
            folder.display()
        )
    })?;
    Ok((page, stored))
}

/// The article of a page of the web.
fn fetched(setup: &Setup, address: &str) -> Result<Page, String> {
    let answer = feeds::client(setup).get(address, &Validators::default(), feeds::now());
    let page = answer.map_err(|error| error.to_string())?.page;
    let page = page.ok_or("the server sent nothing; try again later")?;
    let article = extract(
        &page.bytes,
        page.content_type.as_deref(),
        Some(&page.address),
    );
    article.map_err(|error| {
        format!("{error}; save the page from a browser that shows its text, and add the file")
    })
}

/// The article of a saved page.
fn saved(file: &Path, url: Option<&str>) -> Result<Page, String> {
    let bytes = read(file).map_err(|error| {
        format!("this cannot be read: {error}; name a saved page, or an address with https://")
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err("this is larger than 16 MiB; save the page without its pictures".to_owned());
    }
    extract(&bytes, None, url)
        .map_err(|error| format!("{error}; save the page once more when it shows its text"))
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
    } else {
        fs::File::open(file)?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Where an article stands.
struct Stored {
    path: PathBuf,
    /// Whether it was not there before.
    new: bool,
}

/// Writes the article of a page into a folder, whole or not at all, under a name made of its date and title. The same
/// article is not written twice, and no file is overwritten.
fn store(page: &Page, folder: &Path, fetched: &str) -> io::Result<Stored> {
    fs::create_dir_all(folder)?;
    let text = document(page, Some(fetched));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let base = name(page);
    for number in 1_usize.. {
        let name = if number == 1 {
            format!("{base}.md")
        } else {
            format!("{base}-{number}.md")
        };
        let path = folder.join(name);
        match file.persist_noclobber(&path) {
            Ok(_) => {
                fs::File::open(folder)?.sync_all()?;
                return Ok(Stored { path, new: true });
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read_to_string(&path)
                    .is_ok_and(|old| without_time(&old) == without_time(&text))
                {
                    return Ok(Stored { path, new: false });
                }
                file = error.file;
            }
            Err(error) => return Err(error.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A file's lines but the one that says when it was fetched.
fn without_time(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.starts_with("fetched: "))
        .collect()
}

/// The article as a Markdown file with front matter.
fn document(page: &Page, fetched: Option<&str>) -> String {
    let date = page.date.map(|date| date.to_string());
    let lang = page.lang.to_string();
    let fields = [
        (
            "title",
            Some(page.title.as_str()).filter(|title| !title.is_empty()),
        ),
        ("date", date.as_deref()),
        ("source", page.site.as_deref()),
        ("author", page.byline.as_deref()),
        ("url", page.url.as_deref()),
        ("lang", Some(lang.as_str())),
        ("fetched", fetched),
    ];
    let mut text = "---\n".to_owned();
    for (key, value) in fields {
        if let Some(value) = value {
            // What JSON quotes, YAML reads as the same text.
            text.push_str(&format!("{key}: {}\n", Value::from(value)));
        }
    }
    text.extend(["---\n\n", page.body.as_str(), "\n"]);
    text
}

/// The name of an article's file without its extension: letters, digits and hyphens of any script, so that no title
/// leads to another folder, and no name is one that a system keeps for itself.
fn name(page: &Page) -> String {
    let mut name = page
        .date
        .map_or_else(|| "page".to_owned(), |date| date.day());
    let start = name.len();
    for c in page.title.chars() {
        if name.len() - start + c.len_utf8() > NAME {
            break;
        }
        if c.is_alphanumeric() {
            if name.len() == start {
                name.push('-');
            }
            name.extend(c.to_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(name.trim_end_matches('-').len());
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    fn page(title: &str) -> Page {
        Page {
            title: title.to_owned(),
            byline: None,
            date: None,
            lang: Lang::ZhHant,
            site: Some("S: \"x\"".to_owned()),
            url: None,
            body: "text".to_owned(),
        }
    }

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(name(&page("../../etc/passwd")), "page-etc-passwd");
        assert_eq!(name(&page("  ")), "page");
        assert_eq!(name(&page("CON")), "page-con");
        assert_eq!(
            name(&page("仮想化：Azure の「争い」")),
            "page-仮想化-azure-の-争い"
        );
        assert!(name(&page(&"漢".repeat(10_000))).len() < 200);
    }

    #[test]
    fn an_article_is_written_once_and_no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = |page: &Page, now: &str| store(page, folder.path(), now).unwrap();
        let first = store(&page("A"), "2026-01-01T00:00:00Z");
        let again = store(&page("A"), "2026-01-02T00:00:00Z");
        assert!(first.new && !again.new);
        assert_eq!(first.path, again.path);
        let mut other = page("A");
        other.body.push('!');
        let second = store(&other, "2026-01-01T00:00:00Z");
        assert!(second.new && second.path.ends_with("page-a-2.md"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert_eq!(
            fs::read_to_string(first.path).unwrap(),
            "---\ntitle: \"A\"\nsource: \"S: \\\"x\\\"\"\nlang: \"zh-Hant\"\nfetched: \"2026-01-01T00:00:00Z\"\n---\n\ntext\n"
        );
    }
}
