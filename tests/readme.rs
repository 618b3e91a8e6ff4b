//! The README keeps step with the program.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads the file"
)]

use std::fs;

use counterpoint::cli::keys_markdown;

#[test]
fn the_table_of_keys_is_the_programs() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, after) = readme.split_once("<!-- keys -->\n").unwrap();
    let (table, _) = after.split_once("<!-- /keys -->").unwrap();
    let wanted = keys_markdown();
    assert!(
        table == wanted,
        "replace the README's table between its marks by:\n{wanted}"
    );
}

#[test]
fn the_picture_comes_first_and_then_the_two_commands() {
    let readme = fs::read_to_string("README.md").unwrap();
    let picture = readme.find("```text").unwrap();
    let run = readme.find("cargo run --release").unwrap();
    let test = readme.find("cargo test").unwrap();
    assert!(picture < run && run < test);
}
