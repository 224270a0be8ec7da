//! What fits into this machine's memory.

use crate::cli::error::CliError;
use steepest::expr::Order;
use steepest::field::Grid;

/// Refuses a grid whose planes do not fit into the memory that is free.
pub(crate) fn refuse_beyond_memory(grid: &Grid, order: Order, bytes: usize) -> Result<(), CliError> {
    let needed = grid.len() as u64 * order.planes() as u64 * bytes as u64;
    match available_memory() {
        Some(available) if needed > available => Err(CliError::Failed(format!(
            "a grid of {}x{} needs {:.1} GiB of memory and {:.1} GiB are free; give a smaller --grid",
            grid.nx,
            grid.ny,
            gibibytes(needed),
            gibibytes(available)
        ))),
        _ => Ok(()),
    }
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Bytes of memory that are free, where the system says so.
fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
