//! Which articles may answer a question, so that not all have to be read for one.

use fixedbitset::FixedBitSet;

use super::rows::Order;
use super::{Index, IndexError};
use crate::analysis::search::grams::Tokens;
use crate::news::company::CompanyIx;

/// The rarest words of a question are looked for, as long as they stand in no more articles than this together.
const WEIGHED: usize = 5000;

impl Index {
    /// Articles that may answer a question: those that have its rarest words, the best first, and the newest of those
    /// that name all of some companies. At most `most`, half of them for the words where there are companies.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn may_answer(
        &mut self,
        question: &str,
        companies: &[CompanyIx],
        most: usize,
    ) -> Result<Vec<u32>, IndexError> {
        self.find_answering(question, companies, most)
            .map_err(|error| self.error(error))
    }

    fn find_answering(
        &mut self,
        question: &str,
        companies: &[CompanyIx],
        most: usize,
    ) -> rusqlite::Result<Vec<u32>> {
        let mut found = self.with_rare_words(question)?;
        if !companies.is_empty() {
            found.truncate(most / 2);
            let mut naming: Option<FixedBitSet> = None;
            for company in companies {
                let own = self.naming_exactly(*company)?;
                match &mut naming {
                    Some(naming) => naming.intersect_with(&own),
                    None => naming = Some(own),
                }
            }
            let naming = naming.unwrap_or_default();
            let newest = self.order(Order::Date)?.iter();
            let named = newest
                .filter(|id| naming.contains(**id as usize))
                .take(most);
            found.extend(named.copied());
        }
        let mut seen = FixedBitSet::new();
        found.retain(|id| {
            seen.grow(*id as usize + 1);
            !seen.put(*id as usize)
        });
        found.truncate(most);
        Ok(found)
    }

    fn with_rare_words(&self, question: &str) -> rusqlite::Result<Vec<u32>> {
        let tokens = Tokens::new(question).document();
        let mut terms: Vec<&str> = tokens
            .split(' ')
            .filter(|token| token.chars().count() > 1)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        let mut count = self
            .connection
            .prepare_cached("SELECT count(*) FROM words WHERE words MATCH ?1")?;
        let mut counted: Vec<(usize, String)> = Vec::new();
        for term in terms {
            // Tokens are letters and digits alone: there is no quote in them to be escaped.
            let phrase = format!("\"{term}\"");
            let articles: u32 = count.query_row([&phrase], |row| row.get(0))?;
            if articles > 0 {
                counted.push((articles as usize, phrase));
            }
        }
        counted.sort();
        let mut sum = 0;
        let rare = counted.into_iter().take_while(|(articles, _)| {
            let first = sum == 0;
            sum += articles;
            first || sum <= WEIGHED
        });
        let phrases: Vec<String> = rare.map(|(_, phrase)| phrase).collect();
        if phrases.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = self.connection.prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY bm25(words, 4.0, 1.0) LIMIT 1000",
        )?;
        let rows = select.query_map([phrases.join(" OR ")], |row| row.get(0))?;
        rows.collect()
    }
}
