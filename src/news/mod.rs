//! Plain data: what an article, a company, a mark and a link are.
//!
//! Nothing here reads a file, matches text or knows how it is shown.

pub mod article;
pub mod color;
pub mod company;
pub mod date;
pub mod library;
pub mod link;
pub mod mark;
pub mod problem;
pub mod version;
