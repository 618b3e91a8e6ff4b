//! `config`: what is in force, and where it comes from.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::output::{Output, printable};
use super::setup::{Setup, VARIABLE, usual_file};
use super::{Failure, Verdict};
use crate::config::{BUILT_IN, Origin};
use crate::view::theme::roles;

/// Prints the configuration as TOML that can be read back, each value with the file and line it comes from.
pub(super) fn show(setup: &Setup, json: bool, out: &mut Output) -> Result<Verdict, Failure> {
    let origins = &setup.config.origins;
    if json {
        for origin in origins {
            out.json(&json!({
                "key": origin.key,
                "value": origin.value,
                "path": origin.path.display().to_string(),
                "line": origin.line,
                "default": is_default(origin),
            }))?;
        }
        return Ok(Verdict::Fine);
    }
    head(setup, out)?;
    let mut tables: BTreeMap<(usize, String), Vec<(&str, &Origin)>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for origin in origins {
        let (table, key) = origin.key.rsplit_once('.').unwrap_or(("", &origin.key));
        let at = order
            .iter()
            .position(|known| known == table)
            .unwrap_or_else(|| {
                order.push(table.to_owned());
                order.len() - 1
            });
        tables
            .entry((at, table.to_owned()))
            .or_default()
            .push((key, origin));
    }
    for ((_, table), values) in &tables {
        out.line("")?;
        header(table, out)?;
        for (key, origin) in values {
            let place = printable(&origin.path.display().to_string());
            out.line(&format!(
                "{} = {} # from {place}:{}",
                quoted(key),
                origin.value,
                origin.line
            ))?;
        }
    }
    Ok(Verdict::Fine)
}

fn is_default(origin: &Origin) -> bool {
    origin.path == Path::new(BUILT_IN)
}

fn head(setup: &Setup, out: &mut Output) -> Result<(), Failure> {
    let file = |path: &Path| printable(&path.display().to_string());
    out.line("# Looked for, the first that is named: --config FILE,")?;
    out.line(&format!("# ${VARIABLE},"))?;
    if let Some(path) = usual_file() {
        out.line(&format!("# {}", file(&path)))?;
    }
    match &setup.file {
        Some(path) => out.line(&format!("# Read: {}", file(path)))?,
        None => out.line("# Read: none of them; the built-in one holds")?,
    }
    for folder in &setup.folders {
        out.line(&format!("# Library: {}", file(folder)))?;
    }
    out.line(&format!(
        "# Marks and reading state: {}",
        file(&setup.data()?)
    ))?;
    out.line(&format!(
        "# Roles of a theme: {}",
        roles().collect::<Vec<_>>().join(", ")
    ))
}

/// A table's header. Companies and feeds stand in lists of tables, and their tables are called by their ids and addresses.
fn header(table: &str, out: &mut Output) -> Result<(), Failure> {
    if table.starts_with("feed.") {
        return out.line("[[feed]]");
    }
    match table
        .strip_prefix("company.")
        .map(|id| id.split_once('.').unwrap_or((id, "")))
    {
        Some((_, part)) if !part.is_empty() => out.line(&format!("[company.{part}]")),
        Some((id, _)) => {
            out.line("[[company]]")?;
            out.line(&format!("id = {}", toml::Value::String(id.to_owned())))
        }
        None => {
            let parts: Vec<String> = table.split('.').map(quoted).collect();
            out.line(&format!("[{}]", parts.join(".")))
        }
    }
}

/// A key as TOML writes it: bare where it can be.
fn quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        toml::Value::String(key.to_owned()).to_string()
    }
}
