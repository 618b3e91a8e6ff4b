//! The program: arguments to exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    counterpoint::cli::main(std::env::args_os())
}
