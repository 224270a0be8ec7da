//! What ends the program from outside; its unfinished files go first.

use steepest::export::remove_unfinished;

/// Ends the program on Ctrl-C, a closed terminal and a polite kill, with 128 and the signal's number as shells have it. A window
/// closes as if by hand; who asks twice does not wait for it.
///
/// Without a handler a signal still ends the program, and the next write into the folder removes what it left.
#[cfg(unix)]
pub(super) fn end_tidily() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // What whoever started the program has it pass over, as `nohup` does, it goes on passing over.
    let heard = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|&signal| !is_ignored(signal));
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().find(|_| !closes_window()) {
            remove_unfinished();
            super::standard_input::forget();
            // At once: what a driver has to do at an orderly end, its own threads would go on beside.
            signal_hook::low_level::exit(128 + signal);
        }
    });
}

/// Has a window that is open close; whether there is one that was not asked before.
#[cfg(unix)]
fn closes_window() -> bool {
    #[cfg(feature = "window")]
    return steepest::window::close();
    #[cfg(not(feature = "window"))]
    false
}

/// Whether this process was started with the signal passed over, as far as the system says.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Ends the program on Ctrl-C.
#[cfg(not(unix))]
pub(super) fn end_tidily() {
    // As above, without a handler it ends all the same.
    let _ = ctrlc::set_handler(|| {
        remove_unfinished();
        super::standard_input::forget();
        std::process::exit(130);
    });
}
