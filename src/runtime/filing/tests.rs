//! Tests of the thread with real folders, in which more than one article is many.

use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::app::filed::Listed;
use crate::config::{self, Sort};
use crate::news::mark::State;

/// Far longer than anything here takes; a pass does not wait for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Four articles, three of which name a company.
fn library() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let articles = [
        (
            "a.md",
            "2019-05-07",
            "VMware opened a new office in Seoul in May 2019.",
        ),
        (
            "b.md",
            "2019-05-08",
            "VMwareは2019年5月、ソウルに新しい事務所を開いた。",
        ),
        ("c.md", "2019-06-01", "The cat slept. Nobody knows why."),
        ("d.md", "2019-05-09", "VMware hired people in Seoul."),
    ];
    for (name, date, text) in articles {
        write(folder.path(), name, date, text);
    }
    folder
}

fn write(folder: &Path, name: &str, date: &str, text: &str) {
    let text = format!("---\ntitle: Title {name}\ndate: {date}\n---\n\n{text}\n");
    fs::write(folder.join(name), text).unwrap();
}

/// The thread's desk without the thread, and everything it says.
struct Bench {
    desk: Desk,
    asked: Receiver<Message>,
    told: Receiver<Told>,
    librarian: Receiver<librarian::Request>,
}

impl Bench {
    fn new(folder: &Path, cache: Option<&Path>, whole: usize) -> Self {
        let (own, asked) = channel();
        let (events, told) = channel();
        let (to_librarian, librarian) = channel();
        let setting = Setting {
            shelves: Shelves {
                folders: vec![folder.to_owned()],
                ..Shelves::default()
            },
            companies: config::read(&[]).unwrap().companies,
            cache: cache.map(Path::to_owned),
            whole,
            watch: false,
        };
        Self {
            desk: Desk::new(setting, to_librarian, own, events),
            asked,
            told,
            librarian,
        }
    }

    fn ask(&mut self, request: Request) -> &mut Self {
        self.desk.take(Message::Request(request)).unwrap();
        self
    }

    /// Works until nothing is under way, and gives what was told.
    fn settle(&mut self) -> Vec<Event> {
        while self.desk.looking || !self.desk.bringing.is_empty() {
            if self.desk.bringing.is_empty() {
                let message = self.asked.recv_timeout(PATIENCE).unwrap();
                self.desk.take(message).unwrap();
            } else {
                self.desk.read_on().unwrap();
            }
        }
        self.said()
    }

    fn said(&self) -> Vec<Event> {
        let event = |message| match message {
            Told::Event(event) => event,
            _ => panic!("no event"),
        };
        self.told.try_iter().map(event).collect()
    }
}

fn wish(filter: &str) -> Wish {
    Wish {
        filter: filter.to_owned(),
        sort: Sort::Date,
        reversed: false,
        grouped: false,
        company: None,
        today: None,
    }
}

fn last_list(events: &[Event]) -> &Listed {
    let listed = events.iter().rev().find_map(|event| match event {
        Event::Listed(listed) => Some(listed),
        _ => None,
    });
    listed.expect("no list came")
}

fn scanned(events: &[Event]) -> &Scanned {
    let scanned = events.iter().find_map(|event| match event {
        Event::Scanned(scanned) => Some(scanned),
        _ => None,
    });
    scanned.expect("nothing was looked through")
}

/// What was handed over, by name, with whether it has a text.
fn handed(events: &[Event]) -> Vec<(String, bool)> {
    let of = |event: &Event| match event {
        Event::Described(handed) => handed.clone(),
        Event::Brought { articles, .. } => articles.clone(),
        _ => Vec::new(),
    };
    let all = events.iter().flat_map(of);
    all.map(|it| (it.article.id.0.clone(), !it.article.is_stub()))
        .collect()
}

fn names(bench: &mut Bench, ids: &[u32]) -> Vec<String> {
    bench.ask(Request::Name(ids.to_vec()));
    let named = bench.said().into_iter().find_map(|event| match event {
        Event::Named(names) => Some(names),
        _ => None,
    });
    named.unwrap().into_iter().map(|name| name.0).collect()
}

#[test]
fn a_small_library_is_left_to_the_librarian() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 4);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    assert!(matches!(
        bench.librarian.try_recv(),
        Ok(librarian::Request::Load)
    ));
    assert!(bench.settle().is_empty());
    assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 0);
}

#[test]
fn a_large_library_is_indexed_listed_and_described() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    for cache in [Some(cache.path()), None] {
        let mut bench = Bench::new(folder.path(), cache, 1);
        bench.ask(Request::Load).ask(Request::List(wish("")));
        let said = bench.settle();
        assert!(bench.librarian.try_recv().is_err());
        assert!(matches!(said.first(), Some(Event::Filed(folders)) if folders.len() == 1));
        assert!(matches!(&said[1], Event::Listed(listed) if listed.ids.is_empty()));
        assert!(scanned(&said).changed);
        let listed = last_list(&said).clone();
        assert_eq!((listed.total, listed.ids.len()), (4, 4));
        assert_eq!(names(&mut bench, &listed.ids), ["c", "d", "b", "a"]);
        bench.ask(Request::Describe(listed.ids.clone()));
        let said = bench.said();
        let Some(Event::Described(all)) = said.first() else {
            panic!("{said:?}");
        };
        let japanese = &all[2];
        assert_eq!(japanese.article.meta.title, "Title b.md");
        assert_eq!(japanese.article.meta.date.unwrap().day(), "2019-05-08");
        assert!(japanese.article.is_stub() && japanese.mentions.companies.len() == 1);
    }
}

#[test]
fn what_is_indexed_is_listed_before_any_file_is_looked_at() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let start = || {
        let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
        bench.ask(Request::Load).ask(Request::List(wish("")));
        bench
    };
    start().settle();
    let mut bench = start();
    let said = bench.said();
    assert_eq!(last_list(&said).ids.len(), 4);
    let said = bench.settle();
    assert!(!scanned(&said).changed);
    assert!(!said.iter().any(|event| matches!(event, Event::Listed(_))));
}

#[test]
fn filters_groups_and_companies_are_answered() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    bench.settle();
    let mut listed = |wish: Wish| {
        bench.ask(Request::List(wish));
        let listed = last_list(&bench.said()).clone();
        (listed.groups, names(&mut bench, &listed.ids))
    };
    assert_eq!(listed(wish("company:vmware -lang:ja")).1, ["d", "a"]);
    let (groups, grouped) = listed(Wish {
        grouped: true,
        ..wish("")
    });
    let groups: Vec<(String, usize)> = groups
        .iter()
        .map(|(lang, n)| (lang.to_string(), *n))
        .collect();
    assert_eq!(groups, [("ja".to_owned(), 1), ("en".to_owned(), 3)]);
    assert_eq!(grouped, ["b", "c", "d", "a"]);
    let companies = config::read(&[]).unwrap().companies;
    let vmware = companies
        .iter()
        .position(|company| company.id == "vmware")
        .unwrap();
    let vmware = crate::news::company::CompanyIx(u16::try_from(vmware).unwrap());
    let narrowed = listed(Wish {
        company: Some(vmware),
        ..wish("")
    });
    assert_eq!(narrowed.1, ["d", "b", "a"]);
    bench.ask(Request::Restate(vec![(
        ArticleId("d".to_owned()),
        State {
            read: true,
            ..State::default()
        },
    )]));
    bench.ask(Request::List(wish("is:unread")));
    let unread = last_list(&bench.said()).clone();
    assert_eq!(names(&mut bench, &unread.ids), ["c", "b", "a"]);
    assert_eq!(unread.read.count_ones(..), 1);
    bench.ask(Request::Count);
    let said = bench.said();
    let Some(Event::Counted(counted)) = said.first() else {
        panic!("{said:?}");
    };
    let (coverage, first) = &counted.companies[usize::from(vmware.0)];
    assert_eq!((coverage.total, first.len()), (3, 3));
    assert_eq!(coverage.dates.unwrap().1.day(), "2019-05-09");
}

#[test]
fn an_article_is_brought_first_and_then_those_that_name_what_it_names() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    let id = last_list(&bench.settle()).ids[3];
    bench.ask(Request::Bring(Bring::Article(id)));
    let first = bench.said();
    assert_eq!(handed(&first), [("a".to_owned(), true)]);
    let rest = bench.settle();
    // That in another language comes before that of the same.
    assert_eq!(
        handed(&rest),
        [("b".to_owned(), true), ("d".to_owned(), true)]
    );
    assert!(matches!(
        rest.last(),
        Some(Event::Brought { last: true, .. })
    ));
    bench.ask(Request::Bring(Bring::For(
        "why does nobody know of the cat?".to_owned(),
    )));
    let asked = bench.settle();
    assert_eq!(handed(&asked).first(), Some(&("c".to_owned(), true)));
    bench.ask(Request::Bring(Bring::Named(
        ArticleId("d".to_owned()),
        None,
    )));
    assert_eq!(
        handed(&bench.settle()).first(),
        Some(&("d".to_owned(), true))
    );
}

#[test]
fn a_file_that_is_gone_is_told_of() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    let id = last_list(&bench.settle()).ids[0];
    fs::remove_file(folder.path().join("c.md")).unwrap();
    for bring in [
        Bring::Article(id),
        Bring::Article(9999),
        Bring::Named(ArticleId("none".to_owned()), None),
    ] {
        bench.ask(Request::Bring(bring.clone()));
        let said = bench.settle();
        assert!(
            matches!(said.first(), Some(Event::Lost(lost, _)) if *lost == bring),
            "{said:?}"
        );
    }
}

#[test]
fn files_that_change_come_go_and_get_other_names_are_found() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    bench.settle();
    let look = |bench: &mut Bench| {
        bench.desk.take(Message::Stirred).unwrap();
        let said = bench.settle();
        let scanned = scanned(&said).clone();
        let ids = if scanned.changed {
            last_list(&said).ids.clone()
        } else {
            Vec::new()
        };
        (scanned, names(bench, &ids))
    };
    write(folder.path(), "e.md", "2019-07-01", "A fifth one.");
    write(folder.path(), "c.md", "2018-01-01", "The cat woke up.");
    let (scanned, listed) = look(&mut bench);
    assert!(scanned.changed);
    assert_eq!(listed, ["e", "d", "b", "a", "c"]);
    fs::rename(folder.path().join("a.md"), folder.path().join("z.md")).unwrap();
    let (scanned, listed) = look(&mut bench);
    let name = |name: &str| ArticleId(name.to_owned());
    assert_eq!(scanned.renamed, [(name("a"), name("z"))]);
    assert_eq!(listed, ["e", "d", "b", "z", "c"]);
    // Two that claim one name.
    write(folder.path(), "e.txt", "2019-07-02", "Another.");
    let (_, listed) = look(&mut bench);
    assert_eq!(listed, ["e.txt", "e.md", "d", "b", "z", "c"]);
    fs::write(folder.path().join("f.md"), "").unwrap();
    let (scanned, listed) = look(&mut bench);
    assert_eq!(listed.len(), 6);
    assert_eq!(scanned.problems.len(), 1, "{:?}", scanned.problems);
    assert!(!look(&mut bench).0.changed);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let (folder, cache) = (library(), tempfile::tempdir().unwrap());
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    bench.settle();
    let drawer = bench.desk.drawer.take().unwrap();
    let file = drawer.index.path().unwrap().to_owned();
    drop(drawer);
    fs::write(
        &file,
        "junk that is no database, and longer than its header has to be",
    )
    .unwrap();
    let mut bench = Bench::new(folder.path(), Some(cache.path()), 1);
    bench.ask(Request::Load).ask(Request::List(wish("")));
    let said = bench.settle();
    assert_eq!(last_list(&said).ids.len(), 4);
    let problems = &scanned(&said).problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.what.contains("made anew")),
        "{problems:?}"
    );
}
