//! A reader whose library is large: the bundled articles stand for a hundred thousand, and the same library read whole says
//! what its index would.

use std::collections::HashMap;
use std::sync::Arc;

use counterpoint::analysis::companies::Matcher;
use counterpoint::app::effect::Effect;
use counterpoint::app::event::Event;
use counterpoint::app::filed::{Bring, Handed, Listed, Wish};
use counterpoint::app::list::ListRow;
use counterpoint::app::notes::places;
use counterpoint::app::update::update;
use counterpoint::app::{App, Setup};
use counterpoint::config;
use counterpoint::keymap::{self, Keymap};
use counterpoint::layout::Size;
use counterpoint::news::article::{Article, ArticleId};
use counterpoint::news::company::Mentions;
use counterpoint::news::library::{ArticleIx, Library};
use counterpoint::news::mark::{Change, Millis, State};
use counterpoint::text::cells::Ambiguous;

use super::{Desk, bundled};

/// A running program whose library is large.
pub struct Large {
    pub app: App,
    /// The same library read whole: what its list shows is what the index would answer.
    whole: Desk,
    pub library: Library,
    mentions: Vec<Mentions>,
    /// What is linked, as the librarian has it.
    pub linked: Arc<Library>,
    pub states: HashMap<ArticleId, State>,
    pub saved: Vec<Change>,
    pub effects: Vec<Effect>,
    /// Texts that cannot be read.
    pub gone: Vec<u32>,
}

impl Large {
    pub fn new(columns: u16, rows: u16) -> Self {
        let config = config::read(&[]).unwrap();
        let matcher = Matcher::new(&config.companies);
        let library = bundled();
        let mentions = library
            .iter()
            .map(|(_, article)| matcher.mentions(article))
            .collect();
        let setup = Setup {
            keymap: Keymap::new(&config.keys).unwrap(),
            config,
            ambiguous: Ambiguous::Narrow,
        };
        let mut large = Self {
            app: App::new(setup, 7),
            whole: Desk::new(columns, rows),
            library,
            mentions,
            linked: Arc::default(),
            states: HashMap::new(),
            saved: Vec::new(),
            effects: Vec::new(),
            gone: Vec::new(),
        };
        large.send(Event::Resize(Size { columns, rows }));
        large.send(Event::Now(Millis(1_700_000_000_000)));
        large.send(Event::Stored {
            marks: Vec::new(),
            readings: Vec::new(),
            problems: Vec::new(),
        });
        large.send(Event::Filed(vec!["articles".into()]));
        large
    }

    fn list(&mut self, wish: &Wish) -> Listed {
        let list = &mut self.whole.app.list;
        list.filter.clone_from(&wish.filter);
        (list.sort, list.reversed, list.grouped) = (wish.sort, wish.reversed, wish.grouped);
        list.narrowed = wish.company.is_some();
        self.whole.app.shelf.lens = wish.company;
        let app = &mut self.whole.app;
        app.list.fill(&app.shelf, &app.notes);
        let mut listed = Listed {
            total: self.library.articles.len(),
            ..Listed::default()
        };
        for row in &app.list.rows {
            match *row {
                ListRow::Group { lang, count } => listed.groups.push((lang, count)),
                ListRow::Article(ix) => listed.ids.push(ix.0 + 1),
                ListRow::Filed(_) => panic!("it is read whole"),
            }
        }
        listed
    }

    fn handed(&self, id: u32, with_text: bool) -> Handed {
        let ix = ArticleIx(id - 1);
        let article = self.library.get(ix).unwrap();
        let mut mentions = self.mentions[ix.index()].clone();
        if !with_text {
            mentions.text.clear();
        }
        Handed {
            id,
            article: Arc::new(if with_text {
                article.clone()
            } else {
                article.stub()
            }),
            mentions,
        }
    }

    fn bring(&mut self, bring: Bring) {
        let id = match &bring {
            Bring::Article(id) | Bring::Alone(id) => Some(*id),
            Bring::Named(name, _) => self.library.find(name).map(|ix| ix.0 + 1),
            Bring::For(_) => Some(1),
        };
        let Some(id) = id.filter(|id| !self.gone.contains(id)) else {
            self.send(Event::Lost(bring, "the file is gone".to_owned()));
            return;
        };
        let last = matches!(bring, Bring::Alone(_));
        self.send(Event::Brought {
            bring: bring.clone(),
            articles: vec![self.handed(id, true)],
            last,
        });
        if !last {
            let companions = (1..=6).filter(|other| *other != id);
            let articles = companions.map(|other| self.handed(other, true)).collect();
            self.send(Event::Brought {
                bring,
                articles,
                last: true,
            });
        }
    }

    pub fn send(&mut self, event: Event) {
        for effect in update(&mut self.app, event) {
            match effect {
                Effect::List(wish) => {
                    let listed = self.list(&wish);
                    self.send(Event::Listed(listed));
                    self.effects.push(Effect::List(wish));
                }
                Effect::Describe(ids) => {
                    let handed = ids.iter().map(|id| self.handed(*id, false)).collect();
                    self.send(Event::Described(handed));
                }
                Effect::Bring(bring) => {
                    self.effects.push(Effect::Bring(bring.clone()));
                    self.bring(bring);
                }
                Effect::Name(ids) => {
                    let name = |id: &u32| self.library.articles[*id as usize - 1].id.clone();
                    let names = ids.iter().map(name).collect();
                    self.send(Event::Named(names));
                }
                Effect::Mirror(states) => self.states = states.into_iter().collect(),
                Effect::Restate(states) => self.states.extend(states),
                Effect::Link(library, _) => {
                    self.linked = library;
                    self.send(Event::Linked);
                }
                Effect::Place(marks) => {
                    let places = places(&marks, &self.linked, false);
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

    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keymap::parse(keys).expect(keys) {
            self.send(Event::Key(key));
        }
        self
    }

    pub fn open_article(&self) -> &Article {
        self.app.open_article().expect("an article is open")
    }

    pub fn passage(&self) -> &str {
        let reader = &self.app.desk.readers[self.app.window.division.reader];
        self.open_article().passage_text(reader.cursor)
    }

    pub fn message(&self) -> &str {
        let message = self.app.status.message.as_ref();
        message.map_or("", |message| &message.text)
    }

    /// The names of the listed articles as far as they are in hand.
    pub fn shown(&self) -> Vec<String> {
        let all = self.app.list.articles();
        all.map(|ix| self.app.shelf.article(ix).unwrap().id.0.clone())
            .collect()
    }

    pub fn lists(&self) -> usize {
        let lists = self.effects.iter();
        lists
            .filter(|effect| matches!(effect, Effect::List(_)))
            .count()
    }
}
