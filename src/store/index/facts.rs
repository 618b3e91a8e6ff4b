//! What is held of every article in memory: enough to filter a hundred thousand of them while a filter is typed.
//!
//! Sets of articles are bits, one for each row; words in titles, sources, authors and tags are looked for in one long
//! text of all of them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use fixedbitset::FixedBitSet;
use memchr::memmem;
use rusqlite::Connection;

use super::entry::FIELD;
use crate::news::mark::State;
use crate::text::lang::Lang;

/// What is held of every article.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) rows: Vec<Fact>,
    /// The languages that [`Fact::lang`] counts.
    pub(super) langs: Vec<Lang>,
    /// One more than the greatest id.
    pub(super) end: usize,
    cards: OnceCell<Cards>,
}

/// What is held of an article that is no twin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) id: u32,
    pub(super) day: Option<i32>,
    pub(super) lang: u8,
    pub(super) state: State,
}

impl Facts {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut facts = Self {
            rows: Vec::new(),
            langs: Vec::new(),
            end: 0,
            cards: OnceCell::new(),
        };
        let mut langs: BTreeMap<String, u8> = BTreeMap::new();
        let mut select = connection.prepare_cached(
            "SELECT id, day, lang, state FROM articles INDEXED BY facts WHERE twin = 0",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let tag = row.get_ref(2)?.as_str()?;
            let lang = match langs.get(tag) {
                Some(lang) => *lang,
                None => {
                    let number = u8::try_from(langs.len()).unwrap_or(u8::MAX);
                    langs.insert(tag.to_owned(), number);
                    facts.langs.push(Lang::parse(tag).unwrap_or(Lang::UNKNOWN));
                    number
                }
            };
            let id: u32 = row.get(0)?;
            facts.end = facts.end.max(id as usize + 1);
            facts.rows.push(Fact {
                id,
                day: row.get(1)?,
                lang,
                state: State::of(row.get(3)?),
            });
        }
        Ok(facts)
    }

    /// Takes over what the reader has just done with some articles.
    pub(super) fn restate(&mut self, states: &HashMap<u32, State>) {
        for fact in &mut self.rows {
            if let Some(state) = states.get(&fact.id) {
                fact.state = *state;
            }
        }
    }

    /// No article.
    pub(super) fn none(&self) -> FixedBitSet {
        FixedBitSet::with_capacity(self.end)
    }

    /// The articles of which something holds.
    pub(super) fn which(&self, holds: impl Fn(&Fact) -> bool) -> FixedBitSet {
        let mut set = self.none();
        for fact in self.rows.iter().filter(|fact| holds(fact)) {
            set.insert(fact.id as usize);
        }
        set
    }

    /// Every article.
    pub(super) fn all(&self) -> FixedBitSet {
        self.which(|_| true)
    }

    /// The cards, which are read when they are first needed.
    pub(super) fn cards(&self, connection: &Connection) -> rusqlite::Result<&Cards> {
        if let Some(cards) = self.cards.get() {
            return Ok(cards);
        }
        let read = Cards::read(connection)?;
        Ok(self.cards.get_or_init(|| read))
    }
}

/// The folded titles, sources, authors, tags and feeds of all articles, one article a line.
#[derive(Debug, Default)]
pub(super) struct Cards {
    text: String,
    /// Where each article begins, and its id.
    starts: Vec<(usize, u32)>,
}

impl Cards {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut cards = Self::default();
        let mut select = connection.prepare_cached("SELECT id, folded FROM cards ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            cards.starts.push((cards.text.len(), row.get(0)?));
            cards.text.push_str(row.get_ref(1)?.as_str()?);
            cards.text.push('\n');
        }
        Ok(cards)
    }

    /// Adds the articles that have a folded text in one of these fields (title, source, author, tags, feed).
    pub(super) fn find(&self, text: &str, fields: [bool; 5], into: &mut FixedBitSet) {
        let mut row = 0;
        let mut done = None;
        for at in memmem::find_iter(self.text.as_bytes(), text.as_bytes()) {
            while self
                .starts
                .get(row + 1)
                .is_some_and(|(start, _)| *start <= at)
            {
                row += 1;
            }
            let Some((start, id)) = self.starts.get(row) else {
                return;
            };
            if done == Some(row) {
                continue;
            }
            let before = self.text.get(*start..at).unwrap_or_default();
            let field = before.matches(FIELD).count();
            if fields.get(field) == Some(&true) {
                into.grow(*id as usize + 1);
                into.insert(*id as usize);
                done = Some(row);
            }
        }
    }
}
