//! The side pane: passages related to the one under the cursor, or what is known about the article.

use crate::news::library::PassageRef;
use crate::news::link::{Answer, Link};

use super::search::Search;

/// The side pane.
#[derive(Clone, Debug, Default)]
pub struct SidePane {
    /// What it shows.
    pub content: Content,
    /// The passage that related passages were asked for.
    pub asked: Option<PassageRef>,
    /// Whether they are to be asked for again, since more links are there than when they came.
    pub stale: bool,
    /// The related passages as they came, of the passage they belong to; the best first.
    pub found: Option<(PassageRef, Vec<Link>)>,
    /// The same as the reader judges them.
    pub links: Option<(PassageRef, Vec<Link>)>,
    /// The link the cursor is on.
    pub selected: usize,
    /// The first link on the screen.
    pub top: usize,
    /// The question asked last, and its answers where they have come.
    pub question: Option<Question>,
    /// The search of the whole library.
    pub search: Search,
    /// How far the article's data are scrolled, in rows.
    pub scroll: u16,
}

/// A question, and the passages that answer it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question as typed.
    pub text: String,
    /// The answers, the best first; none until they have come.
    pub answers: Option<Vec<Answer>>,
    /// The answer the cursor is on.
    pub selected: usize,
}

/// What the side pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Related passages, with the reasons.
    #[default]
    Related,
    /// The article's metadata, companies and marks.
    About,
    /// The answers to a question.
    Answers,
    /// What was found in the whole library.
    Found,
}

impl SidePane {
    /// The related passages, where those of the passage asked for last have come.
    #[must_use]
    pub fn ready(&self) -> Option<&[Link]> {
        let (from, links) = self.links.as_ref()?;
        (Some(*from) == self.asked).then_some(links.as_slice())
    }

    /// The link under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&Link> {
        self.ready()?.get(self.selected)
    }

    /// The passage under the cursor: a related one, or an answer.
    #[must_use]
    pub fn target(&self) -> Option<PassageRef> {
        match self.content {
            Content::Related => self.current().map(|link| link.to),
            Content::Answers => {
                let question = self.question.as_ref()?;
                let answer = question.answers.as_ref()?.get(question.selected)?;
                Some(answer.to)
            }
            Content::About | Content::Found => None,
        }
    }

    /// The answers to a question have come; those to an earlier one are let go.
    pub fn answered(&mut self, text: &str, answers: Vec<Answer>) {
        if let Some(question) = self
            .question
            .as_mut()
            .filter(|question| question.text == text)
        {
            question.selected = 0;
            question.answers = Some(answers);
        }
    }

    /// Forgets links that a new library no longer has. What was found is known by name, and stays.
    pub fn clear(&mut self) {
        *self = Self {
            content: self.content,
            search: std::mem::take(&mut self.search),
            ..Self::default()
        };
    }
}
