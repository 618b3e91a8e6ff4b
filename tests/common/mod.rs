//! A reader at her desk, without a terminal: keys in, state out. Effects are answered as the program would answer them.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "not every test uses all; a test may fail loudly"
)]

pub mod changed;
pub mod large;
pub mod linked;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use counterpoint::analysis::companies::Matcher;
use counterpoint::analysis::duplicates::duplicates;
use counterpoint::analysis::links::{Index, Meanings};
use counterpoint::analysis::search::Query;
use counterpoint::analysis::search::grams::{Tokens, needles, places as lit};
use counterpoint::analysis::search::query::Vocabulary;
use counterpoint::app::effect::Effect;
use counterpoint::app::event::Event;
use counterpoint::app::notes::places;
use counterpoint::app::search::{Found, FoundArticle, FoundPassage};
use counterpoint::app::shelf::Findings;
use counterpoint::app::update::update;
use counterpoint::app::{App, Setup};
use counterpoint::config;
use counterpoint::keymap::{self, Keymap};
use counterpoint::layout::{Pane, Size};
use counterpoint::load;
use counterpoint::news::article::ArticleId;
use counterpoint::news::library::{ArticleIx, Library, PassageRef};
use counterpoint::news::link::{Link, LinkKind, Tie};
use counterpoint::news::mark::{Change, Millis};
use counterpoint::text::cells::Ambiguous;
use counterpoint::text::lang::Lang;

/// A running program without a terminal.
pub struct Desk {
    pub app: App,
    pub library: Arc<Library>,
    index: Index,
    /// Everything that was to be stored, in order.
    pub saved: Vec<Change>,
    /// Every other effect, in order.
    pub effects: Vec<Effect>,
}

/// The bundled library.
pub fn bundled() -> Library {
    static LIBRARY: LazyLock<Library> =
        LazyLock::new(|| load::load(&[PathBuf::from("articles")], &|_| {}));
    LIBRARY.clone()
}

/// A link between two passages, without reasons.
pub fn link(
    from: (ArticleIx, u32),
    to: (ArticleIx, u32),
    probability: f64,
    kind: LinkKind,
) -> Link {
    let end = |(article, passage)| PassageRef { article, passage };
    Link {
        from: end(from),
        to: end(to),
        probability,
        kind,
        similarity: 0.0,
        margin: 0.0,
        reasons: Vec::new(),
    }
}

/// A link between passages of two articles.
pub fn tie(first: u32, second: u32, probability: f64) -> Tie {
    Tie {
        first,
        second,
        probability,
        kind: LinkKind::Fact,
    }
}

/// What a search has found: passages of articles of the bundled library by their names, with the query lit.
pub fn found(query: &str, articles: &[(&str, &[usize])]) -> Found {
    let library = bundled();
    let needles = needles(Query::parse(query).root().expect(query));
    let article = |(name, numbers): &(&str, &[usize])| {
        let id = ArticleId((*name).to_owned());
        let article = library.find(&id).and_then(|ix| library.get(ix));
        let passage = |number: &usize| {
            let text = article
                .map_or("", |article| article.passage_text(*number))
                .to_owned();
            FoundPassage {
                number: *number,
                lit: lit(&Tokens::new(&text), &needles),
                text,
            }
        };
        let title = article.map_or(String::new(), |article| article.meta.title.clone());
        FoundArticle {
            id,
            lit: lit(&Tokens::new(&title), &needles),
            title,
            lang: article.map_or(Lang::En, |article| article.lang),
            date: article.and_then(|article| Some(article.meta.date?.day())),
            source: article.and_then(|article| article.meta.source.clone()),
            passages: numbers.iter().map(passage).collect(),
            count: numbers.len(),
        }
    };
    let articles: Vec<FoundArticle> = articles.iter().map(article).collect();
    Found {
        query: query.to_owned(),
        total: articles.len(),
        articles,
        needles: needles.clone(),
        ..Found::default()
    }
}

/// What the fields of a query can hold in the bundled library, as far as tests ask for it.
pub fn library_vocabulary() -> Vocabulary {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Vocabulary {
        langs: list(&["en", "ja", "ko", "zh"]),
        companies: list(&["amazon", "broadcom", "dell", "emc", "microsoft", "vmware"]),
        sources: list(&["Counterpoint Wire", "대위법 비즈니스", "対位法経済"]),
        ..Vocabulary::default()
    }
}

impl Desk {
    /// The bundled library on a screen of this size, with everything found.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::with(bundled(), columns, rows)
    }

    /// A library on a screen of this size.
    pub fn with(library: Library, columns: u16, rows: u16) -> Self {
        Self::configured(library, columns, rows, "")
    }

    /// With a configuration file of the user's.
    pub fn configured(library: Library, columns: u16, rows: u16, toml: &str) -> Self {
        let layer = config::Layer {
            path: "user.toml".into(),
            text: toml.to_owned(),
        };
        let config = config::read(&[layer]).expect("the configuration is good");
        let keymap = Keymap::new(&config.keys).expect("the keys are good");
        let matcher = Matcher::new(&config.companies);
        let library = Arc::new(library);
        let findings = Findings::of(&library, &matcher, &config.companies);
        let index = Index::new(
            &library,
            &findings.mentions,
            &config.companies,
            &Meanings::default(),
        );
        let setup = Setup {
            config,
            keymap,
            ambiguous: Ambiguous::Narrow,
        };
        let mut desk = Self {
            app: App::new(setup, 7),
            library: Arc::clone(&library),
            index,
            saved: Vec::new(),
            effects: Vec::new(),
        };
        desk.send(Event::Resize(Size { columns, rows }));
        desk.send(Event::Now(Millis(1_700_000_000_000)));
        desk.send(Event::Stored {
            marks: Vec::new(),
            readings: Vec::new(),
            problems: Vec::new(),
        });
        desk.send(Event::Loaded(library));
        desk.send(Event::Analyzed(findings));
        desk.send(Event::Copies(duplicates(&desk.library)));
        desk.send(Event::Linked);
        desk
    }

    /// Sends an event, and answers what it asks for.
    pub fn send(&mut self, event: Event) {
        for effect in update(&mut self.app, event) {
            match effect {
                Effect::Relate(passage) => {
                    let links = self.index.nearest(passage, 20);
                    self.send(Event::Related(passage, links));
                }
                Effect::Survey(article) => {
                    let passages = 0..self.index.passages_of(article);
                    let links = self.index.survey(article, passages.clone(), 12);
                    self.send(Event::Surveyed {
                        article,
                        passages,
                        links,
                    });
                }
                Effect::Align(first, second) => {
                    let ties = self.index.between(first, second);
                    self.send(Event::Aligned(first, second, ties));
                }
                Effect::Light(from, articles) => {
                    let mentions = std::sync::Arc::clone(&self.app.shelf.mentions);
                    let places = self.index.light(&self.library, &mentions, from, &articles);
                    self.send(Event::Lit(from, places));
                }
                Effect::Versions(article, path) => {
                    let history = load::versions::read(&path);
                    self.send(Event::Versions(article, history));
                }
                Effect::Index => self.send(Event::Indexed(Box::default())),
                Effect::Place(marks) => {
                    let whole = self.app.shelf.filed.is_none();
                    let places = places(&marks, &self.app.shelf.library, whole);
                    self.send(Event::Placed(places));
                }
                Effect::Save(changes) => {
                    let count = changes.len();
                    self.saved.extend(changes);
                    self.send(Event::Saved(count));
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Presses keys, written as in the configuration: `jj<Enter>]c`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keymap::parse(keys).expect(keys) {
            self.send(Event::Key(key));
        }
        self
    }

    /// Opens the article whose name ends so.
    pub fn open(&mut self, ending: &str) -> &mut Self {
        let ix = self.find(ending);
        self.app.window.focus(Pane::List);
        self.app.list.select_article(ix, None);
        self.press("<Enter>")
    }

    /// The place of the article whose name ends so.
    pub fn find(&self, ending: &str) -> ArticleIx {
        let found = self
            .library
            .iter()
            .find(|(_, article)| article.id.0.ends_with(ending));
        found.unwrap_or_else(|| panic!("no article {ending}")).0
    }

    /// The text under the cursor of the reader used last.
    pub fn passage(&self) -> &str {
        let reader = &self.app.desk.readers[self.app.window.division.reader];
        let article = self.library.get(reader.article.unwrap()).unwrap();
        article.passage_text(reader.cursor)
    }

    /// The name of the article in the reader used last.
    pub fn article(&self) -> &str {
        let reader = &self.app.desk.readers[self.app.window.division.reader];
        &self.library.get(reader.article.unwrap()).unwrap().id.0
    }

    /// What the foot says.
    pub fn message(&self) -> &str {
        self.app
            .status
            .message
            .as_ref()
            .map_or("", |message| &message.text)
    }
}
