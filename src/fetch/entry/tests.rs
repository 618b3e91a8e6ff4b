use walkdir::WalkDir;

use super::*;
use crate::load;
use crate::text::lang::Lang;

/// 2026-11-27T12:00:00Z.
const NOW: i64 = 1_795_780_800;

fn place(folder: &Path) -> Place {
    Place {
        folder: folder.join("feed"),
        name: "News".into(),
        address: "https://news.example/feed".into(),
        lang: None,
        tags: vec!["all".into()],
    }
}

fn entry(id: &str, title: &str, html: &str) -> Entry {
    Entry {
        id: Some(id.into()).filter(|id: &String| !id.is_empty()),
        url: Some(format!("https://news.example/{id}")),
        title: title.into(),
        date: foreign::date("2019-05-07T08:30:00+09:00"),
        lang: Some("ja".into()),
        tags: vec!["cloud".into(), "all".into()],
        html: Some(html.into()),
        ..Entry::default()
    }
}

fn feed(entries: &[Entry]) -> Feed {
    Feed {
        entries: entries.to_vec(),
        ..Feed::default()
    }
}

fn store(feed: Feed, place: &Place, now: i64) -> Result<Tally, FileError> {
    super::store(feed, place, now, None, &|_| ())
}

fn files(folder: &Path) -> Vec<String> {
    let all = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap);
    all.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

#[test]
fn an_entry_becomes_an_article_with_all_that_is_known_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let entry = entry("1", "両社は「提携」", "<p>本文は *ここ*。</p><p>次。</p>");
    let tally = store(feed(&[entry]), &place(folder.path()), NOW).unwrap();
    assert_eq!(
        tally,
        Tally {
            new: 1,
            changed: 0,
            same: 0
        }
    );
    let name = &files(folder.path())[0];
    assert!(name.starts_with("feed/2019/05/07-両社は-提携-"), "{name}");
    let library = load::load(&[folder.path().to_owned()], &|_| ());
    assert_eq!(library.problems, []);
    let article = &library.articles[0];
    assert_eq!(article.meta.title, "両社は「提携」");
    assert_eq!(
        article.meta.date.unwrap().to_string(),
        "2019-05-07T08:30:00+09:00"
    );
    assert_eq!(article.meta.source.as_deref(), Some("News"));
    assert_eq!(article.meta.tags, ["all", "cloud"]);
    assert_eq!(article.lang, Lang::Ja);
    assert!(article.text.contains("本文は *ここ*。"), "{}", article.text);
}

#[test]
fn an_entry_is_known_again_by_name_address_and_text() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    let first = entry("1", "T", "<p>One.</p>");
    store(feed(std::slice::from_ref(&first)), &place, NOW).unwrap();
    let by_name = Entry {
        url: Some("https://other.example/".into()),
        ..first.clone()
    };
    let by_address = Entry {
        id: Some("new".into()),
        url: Some("http://www.news.example/1/?utm_source=x".into()),
        ..first.clone()
    };
    let by_text = Entry {
        id: None,
        url: None,
        ..first.clone()
    };
    for again in [first, by_name, by_address, by_text] {
        let tally = store(feed(&[again]), &place, NOW).unwrap();
        assert_eq!(
            tally,
            Tally {
                new: 0,
                changed: 0,
                same: 1
            }
        );
    }
    let other = entry("2", "T", "<p>Two.</p>");
    assert_eq!(store(feed(&[other]), &place, NOW).unwrap().new, 1);
}

#[test]
fn a_changed_entry_keeps_its_file_and_its_old_text() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    store(feed(&[entry("1", "T", "<p>One.</p>")]), &place, NOW).unwrap();
    let name = files(folder.path())[0].clone();
    let changed = feed(&[entry("1", "T, corrected", "<p>Two.</p>")]);
    assert_eq!(store(changed.clone(), &place, NOW + 60).unwrap().changed, 1);
    assert_eq!(store(changed.clone(), &place, NOW + 120).unwrap().same, 1);
    let now = files(folder.path());
    assert_eq!(now.len(), 2);
    assert!(now.contains(&name));
    let version = now.iter().find(|name| name.contains(".versions/")).unwrap();
    assert!(
        fs::read_to_string(folder.path().join(version))
            .unwrap()
            .ends_with("One.\n")
    );
    let library = load::load(&[folder.path().to_owned()], &|_| ());
    assert_eq!(library.articles.len(), 1);
    assert_eq!(library.articles[0].meta.title, "T, corrected");
    // Markup alone is no change.
    let redrawn = feed(&[entry("1", "T, corrected", "<div class=x><p>Two.</p></div>")]);
    assert_eq!(store(redrawn, &place, NOW).unwrap().same, 1);
}

#[test]
fn names_that_several_entries_have_are_names_of_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = entry("x", "A", "<p>One.</p>");
    let mut two = entry("x", "B", "<p>Two.</p>");
    assert_eq!(
        store(
            feed(&[one.clone(), two.clone()]),
            &place(folder.path()),
            NOW
        )
        .unwrap()
        .new,
        2
    );
    one.url = Some("https://news.example/a".into());
    two.url = Some("https://news.example/b".into());
    assert_eq!(
        store(feed(&[one, two]), &place(folder.path()), NOW)
            .unwrap()
            .same,
        2
    );
    assert_eq!(files(folder.path()).len(), 2);
}

#[test]
fn hostile_titles_and_dates_stay_in_the_folder_and_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let long = "会".repeat(10_000);
    let titles = [
        "../../../x",
        "",
        "   ",
        "\u{1b}]0;x\u{7}",
        "a: b\n---\nc",
        long.as_str(),
        "CON",
        "x...",
        "\u{202e}x",
    ];
    let mut entries: Vec<Entry> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| entry(&at.to_string(), title, &format!("<p>Text {at}.</p>")))
        .collect();
    entries[0].date = None;
    entries[1].date = foreign::date("2999-01-01");
    entries[2].lang = Some("klingonish".into());
    let tally = store(feed(&entries), &place(folder.path()), NOW).unwrap();
    assert_eq!(tally.new, titles.len());
    for name in files(folder.path()) {
        let last = name.rsplit('/').next().unwrap();
        assert!(
            name.starts_with("feed/20") && last.len() <= 200 && !last.starts_with('.'),
            "{name}"
        );
    }
    let library = load::load(&[folder.path().to_owned()], &|_| ());
    assert_eq!(library.problems, []);
    assert_eq!(library.articles.len(), titles.len());
    let told: Vec<_> = library
        .articles
        .iter()
        .filter_map(|article| article.meta.other.iter().find(|(key, _)| key == "date_is"))
        .collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|(_, value)| value.ends_with("2999-01-01")));
}

#[test]
fn what_an_earlier_run_left_unfinished_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let month = folder.path().join("feed/2019/05");
    fs::create_dir_all(&month).unwrap();
    fs::write(month.join(".07-x.md.part"), "half").unwrap();
    fs::write(month.join("mine.md"), "My own.").unwrap();
    store(feed(&[]), &place(folder.path()), NOW).unwrap();
    assert_eq!(files(folder.path()), ["feed/2019/05/mine.md"]);
}

#[test]
fn a_feed_in_a_folder_of_another_feeds_name_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let outer = place(folder.path());
    let inner = Place {
        folder: outer.folder.join("inner"),
        ..outer.clone()
    };
    let one = feed(&[entry("1", "T", "<p>One.</p>")]);
    store(one.clone(), &inner, NOW).unwrap();
    let part = inner.folder.join(".x.md.part");
    fs::write(&part, "being written").unwrap();
    assert_eq!(store(one.clone(), &outer, NOW).unwrap().new, 1);
    assert!(part.exists());
}
