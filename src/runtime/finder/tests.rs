use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::config;
use crate::runtime::librarian;

/// How long anything may take on a busy machine; a pass is quick all the same.
const PATIENCE: Duration = Duration::from_secs(20);

/// A library of four languages on the disk, a cache, and both threads.
struct Rig {
    folder: TempDir,
    cache: TempDir,
    messages: Sender<Message>,
    librarian: Sender<Request>,
    told: Receiver<Told>,
}

const ARTICLES: [(&str, &str); 5] = [
    (
        "ja.md",
        "---\ntitle: 仮想化の雲\ndate: 2019-05-07\nsource: 日経\n---\nブロードコムはVMwareを買収した。\n\nｸﾗｳﾄﾞの料金は上がらない。\n",
    ),
    (
        "ko.md",
        "---\ntitle: 인수 소식\n---\n브로드컴이 브이엠웨어를 인수했다.\n\n클라우드에서는 가격이 문제다.\n",
    ),
    (
        "zh.md",
        "---\ntitle: 收购\n---\n博通收购了威睿。\n\n云计算的价格没有变化。\n",
    ),
    (
        "en.md",
        "---\ntitle: A deal\n---\nBroadcom bought VMware for a lot of money.\n\nThe company dismissed a thousand workers in May.\n",
    ),
    (
        "cat.md",
        "---\ntitle: The cat\n---\nThe cat slept on the sofa all day.\n\nNobody knows why.\n",
    ),
];

impl Rig {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in ARTICLES {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let cache = tempfile::tempdir().unwrap();
        let path = cache.path().to_owned();
        Self::start(folder, cache, Some(path))
    }

    fn start(folder: TempDir, cache: TempDir, kept: Option<PathBuf>) -> Self {
        let companies = config::read(&[]).unwrap().companies;
        // The second folder is made while the threads run.
        let later = folder.path().join("fetched");
        let shelves = Shelves {
            folders: ARTICLES.map(|(name, _)| folder.path().join(name)).to_vec(),
            fetched: Some(later),
            once_fetched: Some(vec![folder.path().to_owned()]),
            ..Shelves::default()
        };
        let (events, told) = channel();
        let own = companies.clone();
        let librarian = librarian::start(shelves.clone(), own, kept.clone(), events.clone());
        let librarian = librarian.unwrap();
        let stock = Stock {
            shelves,
            companies,
            cache: kept,
        };
        Self {
            messages: start(stock, librarian.clone(), events).unwrap(),
            folder,
            cache,
            librarian,
            told,
        }
    }

    fn send(&self, message: Message) {
        self.messages.send(message).unwrap();
    }

    /// Waits for an event that is wanted.
    #[track_caller]
    fn until<T>(&self, wanted: impl Fn(Event) -> Option<T>) -> T {
        let started = Instant::now();
        while let Some(left) = PATIENCE.checked_sub(started.elapsed()) {
            let Ok(Told::Event(event)) = self.told.recv_timeout(left) else {
                break;
            };
            if let Some(found) = wanted(event) {
                return found;
            }
        }
        panic!("it never came");
    }

    #[track_caller]
    fn indexed(&self) -> Indexed {
        self.send(Message::Index);
        self.until(|event| match event {
            Event::Indexed(indexed) => Some(*indexed),
            _ => None,
        })
    }

    /// What a query finds in the end.
    #[track_caller]
    fn find(&self, query: &str) -> Found {
        self.send(Message::Find(query.to_owned()));
        self.until(|event| match event {
            Event::Found(found) if found.query == query && !found.more => Some(found),
            _ => None,
        })
    }
}

fn names(found: &Found) -> Vec<String> {
    let mut names: Vec<String> = found.articles.iter().map(|it| it.id.0.clone()).collect();
    names.sort();
    names
}

fn lit(found: &Found) -> Vec<&str> {
    let passages = found.articles.iter().flat_map(|article| &article.passages);
    passages
        .flat_map(|passage| passage.lit.iter().map(|span| span.of(&passage.text)))
        .collect()
}

#[test]
fn words_of_every_script_and_length_are_found_and_lit() {
    let rig = Rig::new();
    let vocabulary = rig.indexed().vocabulary;
    assert_eq!(vocabulary.langs, ["en", "ja", "ko", "zh"]);
    assert_eq!(vocabulary.sources, ["日経"]);
    for (query, expected, shown) in [
        ("買", "ja", "買"),
        ("買収", "ja", "買収"),
        ("VMwareを買収", "ja", "VMwareを買収"),
        ("くらうど", "ja", "ｸﾗｳﾄﾞ"),
        ("클라우드", "ko", "클라우드"),
        ("威", "zh", "威"),
        ("收购了威睿", "zh", "收购了威睿"),
        ("\"lot of money\"", "en", "lot of money"),
        ("vmware -買収", "en", "VMware"),
        ("(cat OR dog) slept", "cat", "cat"),
        ("near:broadcom money", "en", "money"),
    ] {
        let found = rig.find(query);
        assert_eq!(names(&found), [expected], "{query}");
        assert_eq!(lit(&found).first(), Some(&shown), "{query}");
        // One letter says too little to tell a better article from a worse one.
        let order = if query.chars().count() == 1 {
            Order::Newest
        } else {
            Order::Words
        };
        assert_eq!(found.order, order, "{query}");
    }
    for (query, expected) in [
        ("lang:ja OR lang:ko", &["ja", "ko"][..]),
        ("title:cat", &["cat"]),
        ("source:日経", &["ja"]),
        ("date:2019", &["ja"]),
        ("company:vmware -lang:en -lang:zh", &["ja", "ko"]),
    ] {
        let found = rig.find(query);
        assert_eq!(names(&found), expected, "{query}");
        assert_eq!(found.order, Order::Newest, "{query}");
    }
    let found = rig.find("買収");
    let article = &found.articles[0];
    assert_eq!(article.title, "仮想化の雲");
    assert_eq!(article.date.as_deref(), Some("2019-05-07"));
    assert_eq!((article.passages[0].number, article.count), (0, 1));
}

#[test]
fn where_nothing_is_found_it_is_said_why() {
    let rig = Rig::new();
    rig.indexed();
    let nothing = |query: &str| rig.find(query).nothing;
    let nowhere =
        |parts: &[&str]| Nothing::Nowhere(parts.iter().map(|part| (*part).to_owned()).collect());
    assert_eq!(nothing("cat zebra"), nowhere(&["zebra"]));
    assert_eq!(nothing("cat money"), Nothing::NotTogether);
    assert_eq!(nothing("lang:ja slept"), Nothing::NotTogether);
    assert_eq!(nothing("zebra"), Nothing::Unsaid);
    assert_eq!(nothing("lang:"), Nothing::Asked);
}

#[test]
fn what_means_something_is_found_in_any_language_and_a_sentence_by_both() {
    let rig = Rig::new();
    rig.librarian.send(Request::Load).unwrap();
    rig.until(|event| match event {
        Event::Encoded { done, of } if done == of => Some(()),
        _ => None,
    });
    rig.indexed();
    let layoffs = rig.find("~layoffs");
    assert_eq!(layoffs.order, Order::Meaning);
    assert_eq!(layoffs.articles[0].id.0, "en");
    assert_eq!(layoffs.articles[0].passages[0].number, 1);
    let korean = rig.find("lang:ko ~\"the acquisition of VMware\"");
    assert_eq!(names(&korean), ["ko"]);
    assert_eq!(korean.articles[0].passages[0].number, 0);
    let sentence = rig.find("who bought the company called VMware");
    assert_eq!(sentence.order, Order::Both);
    assert_eq!(sentence.articles[0].id.0, "en");
    assert!(lit(&sentence).contains(&"bought"), "{:?}", lit(&sentence));
    let found = names(&sentence);
    assert!(
        ["ja", "ko", "zh"]
            .iter()
            .all(|name| found.contains(&(*name).to_owned())),
        "{found:?}"
    );
}

#[test]
fn only_the_newest_of_several_queries_is_looked_for() {
    let rig = Rig::new();
    rig.indexed();
    for query in ["c", "ca", "cat"] {
        rig.send(Message::Find(query.to_owned()));
    }
    let first = rig.until(|event| match event {
        Event::Found(found) => Some(found.query),
        _ => None,
    });
    assert_eq!(first, "cat");
}

#[test]
fn a_query_is_looked_for_again_when_the_index_is_in_step_and_folders_made_meanwhile_count() {
    let rig = Rig::new();
    // Nothing is in the index yet.
    assert_eq!(rig.find("zebra").total, 0);
    let later = rig.folder.path().join("fetched");
    fs::create_dir(&later).unwrap();
    fs::write(later.join("z.md"), "# Z\n\nA zebra crossed the road.\n").unwrap();
    rig.send(Message::Index);
    let found = rig.until(|event| match event {
        Event::Found(found) if found.total > 0 => Some(found),
        _ => None,
    });
    assert_eq!(names(&found), ["fetched/z"]);
    assert_eq!(lit(&found), ["zebra"]);
}

#[test]
fn what_was_read_is_asked_for_and_a_renamed_file_is_told_of() {
    let rig = Rig::new();
    rig.indexed();
    let read = State {
        read: true,
        ..State::default()
    };
    rig.send(Message::Mirror(vec![(ArticleId("cat".to_owned()), read)]));
    assert_eq!(names(&rig.find("is:read")), ["cat"]);
    assert_eq!(rig.find("is:unread").total, 4);
    fs::create_dir(rig.folder.path().join("fetched")).unwrap();
    rig.indexed();
    let path = |name: &str| rig.folder.path().join(name);
    fs::rename(path("cat.md"), path("feline.md")).unwrap();
    let renamed = rig.indexed().renamed;
    let name = |name: &str| ArticleId(name.to_owned());
    assert_eq!(renamed, [(name("cat"), name("feline"))]);
}

#[test]
fn a_damaged_index_is_made_anew_and_one_without_a_place_lasts_as_long_as_the_program() {
    let rig = Rig::new();
    rig.indexed();
    assert_eq!(rig.find("cat").total, 1);
    let file = fs::read_dir(rig.cache.path()).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.extension()
            .is_some_and(|it| it == "sqlite")
            .then_some(path)
    });
    damage(&file.unwrap());
    rig.indexed();
    assert_eq!(rig.find("slept").total, 1);

    let Rig { folder, cache, .. } = rig;
    let nowhere = Rig::start(folder, cache, None);
    nowhere.indexed();
    assert_eq!(nowhere.find("買収").total, 1);
}

/// Writes nonsense over all of a file but its first page.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0xa5;
    }
    fs::write(path, bytes).unwrap();
    for end in ["-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        let _ = fs::remove_file(beside);
    }
}
