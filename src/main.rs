//! The program: arguments to exit code.

fn main() {}
