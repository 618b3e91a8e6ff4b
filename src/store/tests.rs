use proptest::prelude::*;

use super::*;
use crate::news::mark::{Anchor, ArticleRef, LinkMark, MarkId, Verdict};
use crate::text::lang::Lang;
use crate::text::span::Span;

/// A mark made at a time.
pub(super) fn a_mark(at: u64) -> Mark {
    Mark {
        id: MarkId(ulid::Ulid::from_parts(at, 7)),
        anchor: Anchor {
            article: ArticleRef {
                id: ArticleId("zh/x".to_owned()),
                url: Some("https://example.org/zh/x".to_owned()),
                title: "两次握手".to_owned(),
                source: Some("对位".to_owned()),
                date: Some("2019-05-08".to_owned()),
                lang: Lang::ZhHans,
            },
            span: Span::new(12, 27),
            chars: 4,
            exact: "微软来了。".to_owned(),
            prefix: "他说：".to_owned(),
            suffix: String::new(),
        },
        tags: vec!["claim".to_owned()],
        note: String::new(),
        link: None,
        created: Millis(at),
        modified: Millis(at),
    }
}

/// Any text: quotes, control characters, line feeds, every script.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-=+@#*>:\\[\"', \r\n\ta-c微가ｶﾞ\u{202e}\u{0}]{0,24}",
    ]
}

/// Any mark.
pub(super) fn mark() -> impl Strategy<Value = Mark> {
    let time = 0u64..253_402_207_200_000;
    let optional = || prop::option::of(text());
    (
        (any::<u128>(), time.clone(), time),
        (any::<u32>(), any::<u32>(), any::<u32>()),
        (text(), text(), text()),
        (text(), text(), optional(), optional(), optional()),
        (prop::collection::vec(text(), 0..4), text(), 0usize..7),
        prop::option::of((0usize..3, text(), any::<u32>(), any::<u32>())),
    )
        .prop_map(
            |(
                (id, created, modified),
                (start, length, chars),
                (exact, prefix, suffix),
                (article, title, url, source, date),
                (tags, note, lang),
                link,
            )| {
                let link = link.map(|(verdict, exact, start, length)| {
                    let verdicts = [Verdict::Accepted, Verdict::Rejected, Verdict::Portal];
                    let (start, length) = (start as usize, length as usize);
                    Box::new(LinkMark {
                        to: Anchor {
                            exact,
                            span: Span::new(start, start + length),
                            ..a_mark(1).anchor
                        },
                        verdict: verdicts[verdict],
                    })
                });
                let langs = ["en", "ja", "ko", "zh-Hans", "zh-Hant", "de", "und"];
                let (start, length) = (start as usize, length as usize);
                Mark {
                    id: MarkId(ulid::Ulid::from_bytes(id.to_be_bytes())),
                    anchor: Anchor {
                        article: ArticleRef {
                            id: ArticleId(article),
                            url,
                            title,
                            source,
                            date,
                            lang: Lang::parse(langs[lang]).unwrap(),
                        },
                        span: Span::new(start, start + length),
                        chars: chars as usize,
                        exact,
                        prefix,
                        suffix,
                    },
                    tags,
                    note,
                    link,
                    created: Millis(created),
                    modified: Millis(modified),
                }
            },
        )
}

fn change(before: Option<&Mark>, after: Option<&Mark>) -> Change {
    Change::Mark {
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    }
}

fn made(mark: &Mark) -> Change {
    change(None, Some(mark))
}

fn reading(article: &str, before: Reading, after: Reading) -> Change {
    Change::Reading {
        article: ArticleId(article.to_owned()),
        before,
        after,
    }
}

fn open(folder: &Path) -> (Store, Stored) {
    Store::open(folder).unwrap()
}

#[test]
fn what_was_written_is_there_when_the_store_is_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("not/there/yet");
    let (mut store, stored) = open(&folder);
    assert_eq!(stored, Stored::default());
    let read = Reading {
        read: true,
        starred: false,
        place: 42,
    };
    let changes = [
        made(&a_mark(1)),
        reading("ja/x", Reading::default(), read),
        made(&a_mark(2)),
    ];
    store.write(&changes, Millis(9)).unwrap();
    assert_eq!(store.refresh().unwrap(), None, "it is no news to itself");
    let stored = open(&folder).1;
    assert_eq!(stored.marks, [a_mark(1), a_mark(2)]);
    assert_eq!(stored.readings[&ArticleId("ja/x".to_owned())], read);
    assert_eq!(stored.problems, []);
}

#[test]
fn a_removal_and_its_undoing_hold_though_the_mark_keeps_its_time() {
    let home = tempfile::tempdir().unwrap();
    let (mut store, _) = open(home.path());
    let mark = a_mark(1);
    let removal = change(Some(&mark), None);
    store.write(&[made(&mark)], Millis(5)).unwrap();
    store
        .write(std::slice::from_ref(&removal), Millis(6))
        .unwrap();
    assert_eq!(open(home.path()).1.marks, []);
    store.write(&[removal.inverse()], Millis(7)).unwrap();
    assert_eq!(open(home.path()).1.marks, [mark]);
}

#[test]
fn a_clock_that_is_put_back_does_not_undo_later_changes() {
    let home = tempfile::tempdir().unwrap();
    let (mut store, _) = open(home.path());
    let before = a_mark(1);
    let mut after = before.clone();
    after.note = "later".to_owned();
    store.write(&[made(&before)], Millis(1_000)).unwrap();
    store
        .write(&[change(Some(&before), Some(&after))], Millis(10))
        .unwrap();
    let (none, read) = (
        Reading::default(),
        Reading {
            read: true,
            ..Reading::default()
        },
    );
    store
        .write(&[reading("x", none, read)], Millis(1_000))
        .unwrap();
    store
        .write(&[reading("x", read, none)], Millis(10))
        .unwrap();
    let stored = open(home.path()).1;
    assert_eq!(stored.marks, [after]);
    assert_eq!(stored.readings[&ArticleId("x".to_owned())], none);
}

#[test]
fn two_running_copies_see_and_keep_what_the_other_wrote() {
    let home = tempfile::tempdir().unwrap();
    let (mut one, _) = open(home.path());
    let (mut two, _) = open(home.path());
    let mark = a_mark(1);
    one.write(&[made(&mark)], Millis(1)).unwrap();
    assert_eq!(
        two.refresh().unwrap().unwrap().marks,
        std::slice::from_ref(&mark)
    );
    assert_eq!(two.refresh().unwrap(), None);

    let tagged = Mark {
        tags: vec!["claim".to_owned(), "deal".to_owned()],
        modified: Millis(3),
        ..mark.clone()
    };
    let noted = Mark {
        note: "why?".to_owned(),
        modified: Millis(2),
        ..mark.clone()
    };
    one.write(&[change(Some(&mark), Some(&tagged))], Millis(3))
        .unwrap();
    two.write(
        &[change(Some(&mark), Some(&noted)), made(&a_mark(2))],
        Millis(2),
    )
    .unwrap();
    let both = Mark {
        note: "why?".to_owned(),
        ..tagged
    };
    let expected = [both, a_mark(2)];
    assert_eq!(two.refresh().unwrap().unwrap().marks, expected);
    assert_eq!(one.refresh().unwrap().unwrap().marks, expected);
    assert_eq!(open(home.path()).1.marks, expected);
}

#[test]
fn two_copies_that_read_the_same_article_do_not_take_back_its_star() {
    let home = tempfile::tempdir().unwrap();
    let (mut one, _) = open(home.path());
    let (mut two, _) = open(home.path());
    let none = Reading::default();
    let starred = Reading {
        starred: true,
        ..none
    };
    let placed = Reading { place: 90, ..none };
    one.write(&[reading("x", none, starred)], Millis(1))
        .unwrap();
    two.write(&[reading("x", none, placed)], Millis(2)).unwrap();
    let both = Reading {
        starred: true,
        ..placed
    };
    assert_eq!(
        open(home.path()).1.readings[&ArticleId("x".to_owned())],
        both
    );
}

#[test]
fn copies_in_many_threads_lose_nothing() {
    let home = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for copy in 0..4u64 {
            let folder = home.path();
            scope.spawn(move || {
                let (mut store, _) = open(folder);
                for at in 0..20 {
                    let changes = [
                        made(&a_mark(copy * 100 + at)),
                        made(&a_mark(copy * 100 + at + 50)),
                    ];
                    store.write(&changes, Millis(at)).unwrap();
                    store.refresh().unwrap();
                }
            });
        }
    });
    let stored = open(home.path()).1;
    assert_eq!((stored.marks.len(), stored.problems.len()), (160, 0));
}

#[test]
fn a_last_line_cut_off_by_a_crash_is_reported_and_stays() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(MARKS);
    let (mut store, _) = open(home.path());
    store
        .write(&[made(&a_mark(1)), made(&a_mark(2))], Millis(1))
        .unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let torn = &whole[..whole.len() - 30];
    fs::write(&path, torn).unwrap();

    let (mut store, stored) = open(home.path());
    assert_eq!(stored.marks, [a_mark(1)]);
    assert_eq!(
        (stored.problems.len(), stored.problems[0].line),
        (1, Some(2))
    );
    assert!(stored.problems[0].what.contains("cut off"));
    store.write(&[made(&a_mark(3))], Millis(2)).unwrap();
    let stored = open(home.path()).1;
    assert_eq!(stored.marks, [a_mark(1), a_mark(3)]);
    assert_eq!(
        (stored.problems.len(), stored.problems[0].line),
        (1, Some(2))
    );
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with(&format!("{torn}\n"))
    );
}

#[test]
fn a_last_line_without_its_line_feed_counts_when_it_is_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(MARKS);
    let line = annotation::put(&a_mark(1), Millis(1));
    fs::write(&path, &line).unwrap();
    let (mut store, stored) = open(home.path());
    assert_eq!((stored.marks.len(), stored.problems.len()), (1, 0));
    store.write(&[made(&a_mark(2))], Millis(2)).unwrap();
    assert_eq!(open(home.path()).1.marks, [a_mark(1), a_mark(2)]);
    assert!(
        fs::read_to_string(path)
            .unwrap()
            .starts_with(&format!("{line}\n{{"))
    );
}

#[test]
fn a_line_of_another_program_is_reported_and_stays() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(MARKS);
    fs::write(&path, "# mine\n\n{\"a\":1}\n").unwrap();
    let (mut store, stored) = open(home.path());
    let lines: Vec<_> = stored.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [Some(1), Some(3)]);
    store.write(&[made(&a_mark(1))], Millis(1)).unwrap();
    assert!(
        fs::read_to_string(path)
            .unwrap()
            .starts_with("# mine\n\n{\"a\":1}\n{\"@context\"")
    );
}

#[test]
fn merged_files_give_the_latest_event_of_each_mark_in_any_order() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(MARKS);
    let (mark, other) = (a_mark(1), a_mark(2));
    let changed = Mark {
        note: "new".to_owned(),
        ..mark.clone()
    };
    let lines = [
        annotation::removal(other.id, Millis(9)),
        annotation::put(&changed, Millis(8)),
        annotation::put(&mark, Millis(4)),
        annotation::put(&other, Millis(3)),
    ];
    fs::write(&path, lines.join("\n")).unwrap();
    assert_eq!(open(home.path()).1.marks, [changed]);
}

#[test]
fn an_outdated_reading_file_is_shortened_under_a_running_copy() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(READINGS);
    let (mut running, _) = open(home.path());
    let none = Reading::default();
    let changes: Vec<Change> = (1..=1200)
        .map(|place| {
            reading(
                &format!("a/{}", place % 30),
                none,
                Reading { place, ..none },
            )
        })
        .collect();
    running.write(&changes, Millis(1)).unwrap();
    fs::write(
        &path,
        ["not mine\n", &fs::read_to_string(&path).unwrap()].concat(),
    )
    .unwrap();

    let (_, stored) = open(home.path());
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 31);
    assert!(text.starts_with("not mine\n"));
    assert_eq!((stored.readings.len(), stored.problems.len()), (30, 1));

    let read = Reading { read: true, ..none };
    running
        .write(&[reading("a/7", none, read)], Millis(2))
        .unwrap();
    let seen = running.refresh().unwrap().unwrap();
    let last = open(home.path()).1;
    assert_eq!(seen.readings, last.readings);
    let seventh = last.readings[&ArticleId("a/7".to_owned())];
    assert_eq!(
        seventh,
        Reading {
            read: true,
            starred: false,
            place: 1177
        }
    );
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_told_with_a_remedy() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("folder")).unwrap_err();
    assert!(
        error.to_string().contains("the folder cannot be made"),
        "{error}"
    );
    assert!(error.remedy().contains("move that away"), "{error}");

    let folder = home.path().join("folder");
    fs::create_dir_all(folder.join(lock::LOCK)).unwrap();
    fs::write(folder.join(MARKS), annotation::put(&a_mark(1), Millis(1))).unwrap();
    let (mut store, stored) = open(&folder);
    assert_eq!((stored.marks.len(), stored.problems.len()), (1, 1));
    assert!(store.write(&[made(&a_mark(2))], Millis(2)).is_err());
    assert_eq!(store.refresh().unwrap(), None);
}

#[cfg(unix)]
#[test]
fn a_mark_that_could_not_be_written_is_not_there() {
    let home = tempfile::tempdir().unwrap();
    let (mut store, _) = open(home.path());
    fs::create_dir(home.path().join(MARKS)).unwrap();
    assert!(store.write(&[made(&a_mark(1))], Millis(1)).is_err());
    fs::remove_dir(home.path().join(MARKS)).unwrap();
    store.write(&[made(&a_mark(2))], Millis(2)).unwrap();
    assert_eq!(open(home.path()).1.marks, [a_mark(2)]);
}

/// What a copy does in one step: to which mark, and what.
#[derive(Clone, Copy, Debug)]
enum Step {
    Tag(u64, u8),
    Note(u64, u8),
    Remove(u64),
    Refresh,
}

fn step() -> impl Strategy<Value = (bool, Step)> {
    let step = prop_oneof![
        (0u64..4, 0u8..3).prop_map(|(mark, tag)| Step::Tag(mark, tag)),
        (0u64..4, 0u8..3).prop_map(|(mark, note)| Step::Note(mark, note)),
        (0u64..4).prop_map(Step::Remove),
        Just(Step::Refresh),
    ];
    (any::<bool>(), step)
}

/// The change of a step, for a copy that sees these marks.
fn change_of(step: Step, seen: &[Mark]) -> Option<Change> {
    let (Step::Tag(at, _) | Step::Note(at, _) | Step::Remove(at)) = step else {
        return None;
    };
    let before = seen.iter().find(|mark| mark.id == a_mark(at).id).cloned();
    let mut after = before.clone().unwrap_or_else(|| a_mark(at));
    match step {
        Step::Tag(_, tag) => after.tags = vec![tag.to_string()],
        Step::Note(_, note) => after.note = note.to_string(),
        Step::Remove(_) => return before.map(|before| change(Some(&before), None)),
        Step::Refresh => {}
    }
    Some(change(before.as_ref(), Some(&after)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn copies_agree_in_the_end_whatever_they_did(steps in prop::collection::vec(step(), 0..24)) {
        let home = tempfile::tempdir().unwrap();
        let mut copies = [open(home.path()), open(home.path())];
        for (at, (second, step)) in (1..).zip(steps) {
            let (store, stored) = &mut copies[usize::from(second)];
            if let Some(change) = change_of(step, &stored.marks) {
                store.write(&[change], Millis(at)).unwrap();
                *stored = store.stored();
            } else if let Some(news) = store.refresh().unwrap() {
                *stored = news;
            }
        }
        let last = open(home.path()).1;
        prop_assert_eq!(&last.problems, &[]);
        for (store, stored) in &mut copies {
            if let Some(news) = store.refresh().unwrap() {
                *stored = news;
            }
            prop_assert_eq!(&*stored, &last);
        }
    }
}
