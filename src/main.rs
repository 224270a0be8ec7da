//! The `steepest` command.

mod cli;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: cli::LargePages = cli::LargePages;

#[allow(unsafe_code, reason = "setting a variable is sound before there is a second thread")]
fn main() -> ExitCode {
    // Mesa's layer that reorders devices looks for a display server and complains on standard error where there is
    // none; the adapter is chosen here anyway.
    if std::env::var_os("NODEVICE_SELECT").is_none() {
        unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    }
    cli::run(std::env::args_os())
}
