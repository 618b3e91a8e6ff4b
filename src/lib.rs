//! Counterpoint: a terminal reader for one story told in several languages.
//!
//! This is the map of the rooms. A module uses only modules of a lower rank; `tests/layers.rs` holds that.
//!
//! | room | rank | what it is for |
//! |---|---|---|
//! | [`text`] | 0 | strings only: cleaning, cells, line breaking, sentences, the matching form, spans |
//! | [`news`] | 1 | plain data: articles, companies, marks, links, the library, problems |
//! | [`encoder`] | 1 | multilingual sentence encoder: tokenizer, network, weights; bytes in, vectors out |
//! | [`analysis`] | 2 | pure: language, companies, figures, links, search, anchors |
//! | [`config`] | 2 | `config.toml` as written: every key known, every problem reported with its line |
//! | [`command`] | 2 | the table of commands |
//! | [`keymap`] | 3 | keys parsed and printed, defaults and overrides, resolution |
//! | [`layout`] | 3 | size and what is open → areas |
//! | [`load`] | 3 | edge: files → articles and problems |
//! | [`store`] | 3 | edge: marks and reading state on disk; caches of vectors and the index |
//! | [`fetch`] | 4 | edge: feeds → article files |
//! | [`app`] | 4 | state and `update` |
//! | [`view`] | 5 | `draw(&App, &Theme, &mut Frame)` |
//! | [`runtime`] | 6 | the loop, effects performed, terminal guard, input; the threads that read, list and watch the library |
//! | [`cli`] | 7 | arguments and subcommands |

#![cfg_attr(test, allow(clippy::string_slice, reason = "a test may fail loudly"))]

pub mod text;

pub mod encoder;
pub mod news;

pub mod analysis;
pub mod command;
pub mod config;

pub mod keymap;
pub mod layout;
pub mod load;
pub mod store;

pub mod app;
pub mod fetch;

pub mod view;

pub mod cli;
pub mod runtime;
