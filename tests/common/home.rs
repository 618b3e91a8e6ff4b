//! The real program with a home folder of its own, and what feeds are made of.

#![allow(dead_code, reason = "not every test uses all")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::server::{Answer, answer};

/// A home folder with a configuration that allows the server.
pub struct Home {
    pub folder: TempDir,
}

impl Home {
    pub fn new(settings: &str, feeds: &[String]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut text =
            format!("[fetch]\nallow = [\"127.0.0.1\"]\ntimeout = 2\nmax_size = 1\n{settings}\n");
        for (at, url) in feeds.iter().enumerate() {
            let _ = write!(text, "[[feed]]\nurl = \"{url}\"\nname = \"feed {at}\"\n");
        }
        fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder }
    }

    pub fn program(&self, args: &[&str]) -> Command {
        let home = self.folder.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_counterpoint"));
        command
            .current_dir(home)
            .env_clear()
            .env("HOME", home)
            .env("LC_ALL", "C.UTF-8")
            .args(["--config", "config.toml", "--data", "data"])
            .args(args)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.program(args).output().unwrap()
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The reports of a fetch, by the order of the feeds.
    pub fn fetch(&self, args: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["fetch", "--json"], args].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut reports: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        reports.sort_by_key(|report| report["name"].as_str().unwrap().to_owned());
        assert!(
            !reports.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        reports
    }

    pub fn fetch_one(&self) -> Value {
        self.fetch(&["--all"]).remove(0)
    }

    pub fn library(&self) -> PathBuf {
        self.folder.path().join("data/library")
    }

    /// The articles that were written, old versions left out.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(&self.library(), &mut files);
        files.retain(|file| !file.to_string_lossy().contains(".versions"));
        files.sort();
        files
            .iter()
            .map(|file| fs::read_to_string(file).unwrap())
            .collect()
    }

    pub fn config(&self) -> String {
        fs::read_to_string(self.folder.path().join("config.toml")).unwrap()
    }
}

pub fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
}

pub fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>"
    )
}

pub fn item(id: &str, title: &str, text: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{id}</guid><title>{title}</title><link>https://news.example/{id}</link>\
         <pubDate>Tue, 07 May 2019 08:30:00 +0900</pubDate><description>{text}</description></item>"
    )
}

pub fn xml(body: impl AsRef<[u8]>) -> Answer {
    answer("200 OK", &["Content-Type: text/xml"], body.as_ref())
}
