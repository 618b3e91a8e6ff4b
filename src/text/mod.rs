//! Strings only: everything the program knows of setting and matching text in any script.
//!
//! This room knows no article, no company and no terminal.

pub mod span;

pub mod lang;

pub mod clean;

pub mod cells;

pub mod words;

pub mod months;

pub mod sentences;

pub mod fold;

pub mod wrap;
