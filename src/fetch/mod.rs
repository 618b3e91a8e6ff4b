//! Edge: feeds → article files.
//!
//! It asks servers for feeds, reads them, and writes each entry once as a Markdown file of the library. What the
//! library says of an entry is in that file's front matter; the state beside (when to ask again, what the server said
//! last) may be lost at any time. It knows no screen and no marks.

#![allow(
    clippy::disallowed_methods,
    reason = "this is the edge that asks servers and writes the library's files"
)]

pub mod entry;

pub mod feed;

pub mod file;

pub mod http;

pub mod opml;

pub mod run;

pub mod state;

pub mod subscribe;

pub mod subscriptions;
