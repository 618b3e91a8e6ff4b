//! Pure: what can be found out about articles from their text.
//!
//! Nothing here reads a file or a clock; everything is a function of its arguments.

pub(crate) mod cores;

pub mod language;

pub mod companies;

pub mod figures;

pub mod links;

pub mod search;

pub mod ask;

pub mod sieve;

pub mod anchors;

pub mod duplicates;

pub mod difference;
