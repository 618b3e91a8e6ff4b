//! A passage that answers a question put to the whole library.

use super::library::PassageRef;

/// A passage and how well it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The passage.
    pub to: PassageRef,
    /// What the answers are ordered by: the similarity, and what shared words add.
    pub score: f64,
    /// The cosine of the meanings of question and passage, from -1 to 1; none where the meaning is not known yet.
    pub similarity: Option<f64>,
    /// The words of the question that the passage has, as the question writes them, in its order.
    pub words: Vec<String>,
}
