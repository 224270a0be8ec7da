//! Interruptions: what is half written is removed, and the exit code tells which signal ended the program.

use steepest::export::remove_unfinished;

/// Takes interruptions from here on. Where the system allows no handler, one still ends the program, but leaves its
/// unfinished file behind, which the next write into that folder removes.
#[cfg(unix)]
pub(crate) fn handle() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            remove_unfinished();
            // As shells say it: 129, 130 and 143.
            std::process::exit(128 + signal);
        }
    });
}

/// The same; this system knows no signals but Ctrl-C.
#[cfg(not(unix))]
pub(crate) fn handle() {
    let _ = ctrlc::set_handler(|| {
        remove_unfinished();
        std::process::exit(130);
    });
}
