//! What fits into this machine's memory, or into the part of it that this process may take.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use steepest::expr::Order;
use steepest::field::Grid;

/// Refuses a grid whose planes do not fit into the memory that is free.
pub(crate) fn refuse_beyond_memory(grid: &Grid, order: Order, bytes: usize) -> Result<(), CliError> {
    let needed = (grid.len() as u64).saturating_mul(order.planes() as u64).saturating_mul(bytes as u64);
    refuse(&format!("a grid of {}x{}", grid.nx, grid.ny), needed, "give a smaller --grid")
}

/// Refuses what takes more bytes than are free, before any work is done for it.
pub(crate) fn refuse(what: &str, needed: u64, remedy: &str) -> Result<(), CliError> {
    match available_memory(Path::new("/")) {
        Some(available) if needed > available => Err(CliError::Failed(format!(
            "{what} needs {:.1} GiB of memory and {:.1} GiB are free; {remedy}",
            gibibytes(needed),
            gibibytes(available)
        ))),
        _ => Ok(()),
    }
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Bytes of memory that are free: the machine's, or what a limit on this process's control groups leaves, where less.
fn available_memory(root: &Path) -> Option<u64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok();
    let line = text.as_deref().and_then(|text| text.lines().find(|line| line.starts_with("MemAvailable:")));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let machine = kibibytes.map(|kibibytes| kibibytes.saturating_mul(1024));
    machine.into_iter().chain(left_by_groups(root)).min()
}

/// What each control group that this process is in, and those around it, leave of their limits.
fn left_by_groups(root: &Path) -> Vec<u64> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
    let mut left = Vec::new();
    for line in groups.lines() {
        // Lines are NUMBER:CONTROLLERS:PATH; the second version has one hierarchy without controllers in its line.
        let mut parts = line.splitn(3, ':');
        let (_, Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (mount, names) = match controllers {
            "" => ("sys/fs/cgroup", ["memory.max", "memory.current", "inactive_file"]),
            _ if controllers.split(',').any(|name| name == "memory") => {
                ("sys/fs/cgroup/memory", ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"])
            }
            _ => continue,
        };
        let mount = root.join(mount);
        let mut folder: PathBuf = mount.join(path.trim_start_matches('/'));
        // A container may see its own group as the root, and its path as that of the machine.
        loop {
            left.extend(left_by(&folder, names));
            if folder == mount || !folder.pop() || !folder.starts_with(&mount) {
                break;
            }
        }
    }
    left
}

/// What one control group leaves of its limit: what is taken for files that can be read again counts as free.
fn left_by(folder: &Path, [limit, usage, files]: [&str; 3]) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    // "max" is no number, and no limit.
    let limit = read(limit)?.trim().parse::<u64>().ok()?;
    let used = read(usage).and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0);
    let statistics = read("memory.stat").unwrap_or_default();
    let cached = statistics.lines().find_map(|line| line.strip_prefix(files)?.trim().parse::<u64>().ok()).unwrap_or(0);
    Some(limit.saturating_sub(used.saturating_sub(cached)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    /// A root folder of these files.
    fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    const MACHINE: (&str, &str) = ("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    8000 kB\n");

    #[test]
    fn a_group_of_the_second_version_bounds_what_is_free_as_do_those_around_it() {
        let group = ("proc/self/cgroup", "0::/user/job\n");
        let free = |files: &[(&str, &str)]| available_memory(root(&[&[MACHINE, group], files].concat()).path());
        assert_eq!(free(&[]), Some(8_192_000));
        assert_eq!(free(&[("sys/fs/cgroup/user/job/memory.max", "max\n")]), Some(8_192_000));
        assert_eq!(free(&[("sys/fs/cgroup/user/job/memory.max", "1000000\n")]), Some(1_000_000));
        let used = [
            ("sys/fs/cgroup/user/job/memory.max", "1000000\n"),
            ("sys/fs/cgroup/user/job/memory.current", "700000\n"),
            ("sys/fs/cgroup/user/job/memory.stat", "anon 1\ninactive_file 100000\nactive_file 5\n"),
        ];
        assert_eq!(free(&used), Some(400_000));
        assert_eq!(free(&[("sys/fs/cgroup/user/memory.max", "300000\n")]), Some(300_000));
        // A container sees its own group at the root.
        assert_eq!(free(&[("sys/fs/cgroup/memory.max", "200000\n")]), Some(200_000));
    }

    #[test]
    fn a_group_of_the_first_version_bounds_it_too() {
        let group = ("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/job\n0::/\n");
        let limit = ("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "500000\n");
        let usage = ("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "100000\n");
        assert_eq!(available_memory(root(&[MACHINE, group, limit, usage]).path()), Some(400_000));
        // The largest number there stands for no limit.
        let none = ("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
        assert_eq!(available_memory(root(&[MACHINE, group, none]).path()), Some(8_192_000));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_remedy() {
        let error = refuse("a grid of 2x2", 1 << 60, "give a smaller --grid").unwrap_err().to_string();
        assert!(
            error.contains("a grid of 2x2 needs 1073741824.0 GiB") && error.ends_with("give a smaller --grid"),
            "{error}"
        );
        assert!(refuse("a number", 8, "").is_ok());
    }
}
