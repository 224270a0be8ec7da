//! The `steepest` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    steepest::cli::run(std::env::args_os())
}
