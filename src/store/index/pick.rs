//! Which articles a query accepts.

use fixedbitset::FixedBitSet;

use super::Index;
use super::facts::{Fact, Facts};
use crate::analysis::search::grams::Needle;
use crate::analysis::search::query::{
    Expr, Field, Left, Node, State, Test, Words, is_in_language, names_language,
};

/// How far words without a field reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// What a list shows: title, source, author, tags, language and companies, as its filter always did.
    Card,
    /// Title and text.
    Text,
}

/// How a query is to be understood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sense {
    pub(super) reach: Reach,
    /// In days since 1970-01-01, where it is known.
    pub(super) today: Option<i64>,
}

impl Index {
    /// The articles that part of a query accepts; none where it neither accepts nor excludes any.
    pub(super) fn pick(
        &self,
        facts: &Facts,
        node: &Node,
        sense: Sense,
    ) -> rusqlite::Result<Option<FixedBitSet>> {
        match &node.expr {
            Expr::Test(test) => self.test(facts, test, sense),
            Expr::Not(inner) => Ok(self.pick(facts, inner, sense)?.map(|picked| {
                let mut others = facts.all();
                others.difference_with(&picked);
                others
            })),
            Expr::And(parts) => {
                let mut all: Option<FixedBitSet> = None;
                for part in parts {
                    let Some(picked) = self.pick(facts, part, sense)? else {
                        continue;
                    };
                    match &mut all {
                        Some(all) => all.intersect_with(&picked),
                        None => all = Some(picked),
                    }
                }
                Ok(all)
            }
            Expr::Or(parts) => {
                let mut any = facts.none();
                for part in parts {
                    match self.pick(facts, part, sense)? {
                        Some(picked) => any.union_with(&picked),
                        None => return Ok(None),
                    }
                }
                Ok(Some(any))
            }
        }
    }

    fn test(
        &self,
        facts: &Facts,
        test: &Test,
        sense: Sense,
    ) -> rusqlite::Result<Option<FixedBitSet>> {
        Ok(Some(match test {
            Test::Meaning(_) => return Ok(None),
            Test::Words(Field::Any, words) if sense.reach == Reach::Text => {
                return self.with_words(facts, words);
            }
            Test::Words(Field::Any, words) => {
                let named = langs(facts, |lang| names_language(lang, words));
                let mut any = facts.which(|fact| named(fact));
                any.union_with(&self.naming(facts, words)?);
                self.on_cards(facts, words, [true, true, true, true, false], &mut any)?;
                any
            }
            Test::Words(Field::Company, words) | Test::Near(words) => self.naming(facts, words)?,
            Test::Words(field, words) => {
                let own = [
                    Field::Title,
                    Field::Source,
                    Field::Author,
                    Field::Tag,
                    Field::Feed,
                ];
                let mut found = facts.none();
                self.on_cards(facts, words, own.map(|known| known == *field), &mut found)?;
                found
            }
            Test::Lang(lang, words) => {
                let wanted = langs(facts, |own| is_in_language(own, *lang, words));
                facts.which(|fact| wanted(fact))
            }
            Test::Is(State::Unread) => facts.which(|fact| !fact.state.read),
            Test::Is(State::Read) => facts.which(|fact| fact.state.read),
            Test::Is(State::Starred) => facts.which(|fact| fact.state.starred),
            Test::Is(State::Marked) => facts.which(|fact| fact.state.marked),
            Test::Has(Left::Note) => facts.which(|fact| fact.state.noted),
            Test::Has(Left::Tag) => facts.which(|fact| fact.state.tagged),
            Test::Date(when) => {
                if when.meets(0, sense.today).is_none() {
                    return Ok(None);
                }
                let meets = |day: i32| when.meets(i64::from(day), sense.today) == Some(true);
                facts.which(|fact| fact.day.is_some_and(meets))
            }
        }))
    }

    /// The articles in whose title or text words stand; none where there is nothing in them to look for.
    fn with_words(&self, facts: &Facts, words: &Words) -> rusqlite::Result<Option<FixedBitSet>> {
        let Some(needle) = Needle::new(words) else {
            return Ok(None);
        };
        let mut found = facts.none();
        let mut select = self
            .connection
            .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
        let mut rows = select.query([needle.phrase()])?;
        while let Some(row) = rows.next()? {
            set(&mut found, row.get(0)?);
        }
        found.intersect_with(&facts.all());
        Ok(Some(found))
    }

    /// The articles that name a company that is called so.
    fn naming(&self, facts: &Facts, words: &Words) -> rusqlite::Result<FixedBitSet> {
        let mut found = facts.none();
        let mut select = self
            .connection
            .prepare_cached("SELECT article FROM mentions WHERE company = ?1")?;
        for company in self.companies_called(words) {
            let mut rows = select.query([company])?;
            while let Some(row) = rows.next()? {
                set(&mut found, row.get(0)?);
            }
        }
        found.intersect_with(&facts.all());
        Ok(found)
    }

    /// The ids of the companies that are called so.
    pub(super) fn companies_called<'a>(
        &'a self,
        words: &'a Words,
    ) -> impl Iterator<Item = &'a str> + 'a {
        let called = self.names.matching(&words.folded);
        called.filter_map(|ix| self.companies.get(usize::from(ix.0)).map(String::as_str))
    }

    fn on_cards(
        &self,
        facts: &Facts,
        words: &Words,
        fields: [bool; 5],
        into: &mut FixedBitSet,
    ) -> rusqlite::Result<()> {
        let mut found = facts.none();
        facts
            .cards(&self.connection)?
            .find(&words.folded, fields, &mut found);
        found.intersect_with(&facts.all());
        into.union_with(&found);
        Ok(())
    }
}

/// Whether an article is in one of the languages that are wanted; each language is asked about once.
fn langs(
    facts: &Facts,
    wanted: impl Fn(crate::text::lang::Lang) -> bool,
) -> impl Fn(&Fact) -> bool {
    let wanted: Vec<bool> = facts.langs.iter().map(|lang| wanted(*lang)).collect();
    move |fact| wanted.get(usize::from(fact.lang)) == Some(&true)
}

fn set(found: &mut FixedBitSet, id: u32) {
    let id = id as usize;
    found.grow(id + 1);
    found.insert(id);
}
