//! `[[feed]]` and `[fetch]`.

use std::time::Duration;

use super::layers::{Report, Section, Written};
use crate::news::problem::Problem;
use crate::text::lang::Lang;

/// `[[feed]]`: a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedConfig {
    /// The feed's address.
    pub url: Written,
    /// What it is called.
    pub name: Option<String>,
    /// The folder it is in, of the fetched library; parts are set off by `/`.
    pub folder: Option<String>,
    /// The language of its entries, where the feed does not say it right.
    pub lang: Option<String>,
    /// Tags for each of its entries.
    pub tags: Vec<String>,
    /// Whether the text is taken from the entries' pages, where those have more of it.
    pub full_text: bool,
    /// How often it is asked.
    pub every: Duration,
}

/// `[fetch]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchConfig {
    /// The folder that entries are written to; the program's data folder has one where none is named.
    pub library: Option<Written>,
    /// Hosts that may be asked although they are in the reader's own network.
    pub allow: Vec<String>,
    /// How many hosts are asked at once.
    pub concurrent: u16,
    /// How long an answer may take, in seconds.
    pub timeout: u16,
    /// How big an answer may be, in megabytes of 1,000,000 bytes.
    pub max_size: u16,
}

pub(super) fn fetch(mut section: Section<'_>, report: &mut Report) -> (FetchConfig, Duration) {
    let hour = Duration::from_secs(3600);
    let every = section.string("every", report);
    let every = every.map_or(hour, |written| interval(&written, report));
    let allow = section.strings("allow", report).unwrap_or_default();
    let config = FetchConfig {
        library: section
            .string("library", report)
            .filter(|folder| !folder.text.is_empty()),
        allow: allow.into_iter().map(|host| host.text).collect(),
        concurrent: section.integer("concurrent", 1..=64, report).unwrap_or(8),
        timeout: section.integer("timeout", 1..=3600, report).unwrap_or(30),
        max_size: section.integer("max_size", 1..=4000, report).unwrap_or(50),
    };
    section.finish(report);
    (config, every)
}

pub(super) fn feeds(
    entries: Vec<Section<'_>>,
    every: Duration,
    report: &mut Report,
) -> Vec<FeedConfig> {
    let mut feeds: Vec<FeedConfig> = Vec::new();
    for mut entry in entries {
        let Some(url) = entry.string("url", &mut Report::default()) else {
            let (path, line) = entry.place();
            let remedy = "give it one: url = \"https://…\", or add it with `counterpoint feed add`";
            report
                .problems
                .push(Problem::new(path, "a [[feed]] has no url", remedy).at_line(line));
            continue;
        };
        if !url.text.starts_with("https://") && !url.text.starts_with("http://") {
            let what = format!("`{}` is no address of a feed", url.text);
            report
                .problems
                .push(url.problem(what, "write it with https:// or http://"));
        } else if let Some(other) = feeds.iter().find(|feed| feed.url.text == url.text) {
            let what = format!(
                "the feed `{}` stands on line {} already",
                url.text, other.url.line
            );
            report
                .problems
                .push(url.problem(what, "remove one of the two"));
        } else {
            feeds.push(feed(entry, url, every, report));
            continue;
        }
    }
    feeds
}

fn feed(section: Section<'_>, url: Written, every: Duration, report: &mut Report) -> FeedConfig {
    let mut section = section.renamed(format!("feed.{}", url.text));
    // Read once more under its own name, so that it is told where it comes from.
    section.string("url", report);
    let text = |written: Option<Written>| {
        written
            .map(|written| written.text)
            .filter(|text| !text.trim().is_empty())
    };
    let lang = section.string("lang", report);
    if let Some(written) = lang
        .as_ref()
        .filter(|lang| Lang::parse(&lang.text).is_none())
    {
        let what = format!("`{}` is no language", written.text);
        let remedy = "give its code, such as en, ja, ko, zh-Hans or zh-Hant";
        report.problems.push(written.problem(what, remedy));
    }
    let tags = section.strings("tags", report).unwrap_or_default();
    let own = section.string("every", report);
    let feed = FeedConfig {
        name: text(section.string("name", report)),
        folder: text(section.string("folder", report)),
        lang: text(lang),
        tags: tags.into_iter().map(|tag| tag.text).collect(),
        full_text: section.boolean("full_text", report).unwrap_or(false),
        every: own.map_or(every, |written| interval(&written, report)),
        url,
    };
    section.finish(report);
    feed
}

/// A span of time as it is written: `30m`, `6h`, `2d`.
fn interval(written: &Written, report: &mut Report) -> Duration {
    parse_interval(&written.text).unwrap_or_else(|| {
        let what = format!("`{}` is no span of time", written.text);
        let remedy = "write minutes, hours or days from 5m to 365d: 30m, 6h, 1d";
        report.problems.push(written.problem(what, remedy));
        Duration::from_secs(3600)
    })
}

/// Reads a span of time such as `30m`, `6h`, `2d`; `None` where it is none, or not of five minutes to a year.
#[must_use]
pub fn parse_interval(text: &str) -> Option<Duration> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(end)?;
    let minutes = match unit.trim() {
        "m" | "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    let minutes = number.parse::<u64>().ok()?.checked_mul(minutes)?;
    (5..=365 * 24 * 60)
        .contains(&minutes)
        .then(|| Duration::from_secs(minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::super::tests::user;
    use super::*;

    #[test]
    fn feeds_are_read_with_what_holds_for_all() {
        let config = user(
            "[fetch]\nevery = \"6h\"\nallow = [\"lan\"]\nlibrary = \"~/news\"\n\
             [[feed]]\nurl = \"https://a.example/\"\n\
             [[feed]]\nurl = \"https://b.example/\"\nname = \"B\"\nfolder = \"x/y\"\nlang = \"ja\"\ntags = [\"t\"]\nevery = \"30m\"\n",
        )
        .unwrap();
        let [a, b] = config.feeds.as_slice() else {
            panic!("two feeds")
        };
        assert_eq!((a.every.as_secs(), a.name.as_deref()), (6 * 3600, None));
        assert_eq!(
            (b.every.as_secs(), b.folder.as_deref(), b.lang.as_deref()),
            (1800, Some("x/y"), Some("ja"))
        );
        assert_eq!(b.tags, ["t"]);
        assert_eq!((config.fetch.timeout, config.fetch.allow.len()), (30, 1));
        assert!(user("").unwrap().feeds.is_empty());
    }

    #[test]
    fn every_mistake_in_a_feed_is_reported() {
        let problems = user(
            "[[feed]]\nname = \"x\"\n[[feed]]\nurl = \"ftp://a\"\n[[feed]]\nurl = \"http://a\"\nlang = \"klingonish\"\nevry = \"1h\"\n\
             [[feed]]\nurl = \"http://a\"\n[[feed]]\nurl = \"http://b\"\nevery = \"1s\"\n",
        )
        .unwrap_err();
        for (start, part) in [
            ("user.toml:2: ", "has no url"),
            ("user.toml:4: ", "no address"),
            ("user.toml:7: ", "no language"),
            ("user.toml:8: ", "did you mean `every`?"),
            ("user.toml:10: ", "line 6 already"),
            ("user.toml:13: ", "no span of time"),
        ] {
            assert!(
                problems
                    .iter()
                    .any(|it| it.starts_with(start) && it.contains(part)),
                "{start} {part}: {problems:#?}"
            );
        }
        assert_eq!(problems.len(), 6, "{problems:#?}");
    }

    #[test]
    fn spans_of_time_have_a_unit_and_bounds() {
        for (text, minutes) in [("5m", 5), ("90 min", 90), ("6h", 360), (" 1d ", 1440)] {
            assert_eq!(
                parse_interval(text),
                Some(Duration::from_secs(minutes * 60)),
                "{text}"
            );
        }
        for text in [
            "",
            "5",
            "h",
            "4m",
            "366d",
            "-1h",
            "1.5h",
            "99999999999999999999d",
        ] {
            assert_eq!(parse_interval(text), None, "{text}");
        }
    }
}
