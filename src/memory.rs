//! What fits into this machine's memory, or into the part of it that this process may take.

use std::fs;
use std::path::{Path, PathBuf};

use crate::expr::Order;
use crate::scene::Scene;

/// Something that takes more memory than is free.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{what} needs {:.1} GiB of memory and {:.1} GiB are free", gibibytes(*.needed), gibibytes(*.free))]
pub struct Shortage {
    what: String,
    needed: u64,
    free: u64,
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Refuses what takes more bytes than are free, before any work is done for it.
///
/// # Errors
/// Where it does.
pub fn check(what: &str, needed: u64) -> Result<(), Shortage> {
    match available_memory(Path::new("/")) {
        Some(free) if needed > free => Err(Shortage { what: what.to_owned(), needed, free }),
        _ => Ok(()),
    }
}

/// A picture whose pixels are kept.
///
/// # Errors
/// Where there is too little memory for it.
pub fn check_picture(size: [u32; 2]) -> Result<(), Shortage> {
    check_drawing(size, pixels(size).saturating_mul(4))
}

/// A picture that takes so many bytes while it is drawn.
///
/// # Errors
/// Where there is too little memory for it.
pub(crate) fn check_drawing([width, height]: [u32; 2], bytes: u64) -> Result<(), Shortage> {
    check(&format!("a picture of {width}x{height} pixels"), bytes)
}

/// Pixels of a picture.
pub(crate) fn pixels([width, height]: [u32; 2]) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Planes of f and its derivatives over a grid, of numbers of so many bytes.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_grid([nx, ny]: [usize; 2], order: Order, bytes: usize) -> Result<(), Shortage> {
    let each = order.planes().saturating_mul(bytes);
    check(&format!("a grid of {nx}x{ny}"), count([nx, ny]).saturating_mul(each as u64))
}

/// Starts of basins of attraction.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_starts([nx, ny]: [usize; 2]) -> Result<(), Shortage> {
    // Measured, a start: where it begins and ends in 64 bits, what became of it and its label take 65; its picture some more.
    check(&format!("a grid of {nx}x{ny} starts"), count([nx, ny]).saturating_mul(80))
}

/// Values of two hyperparameters.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_hyperparameters([nx, ny]: [usize; 2]) -> Result<(), Shortage> {
    // About, a pair of values: its particle at several times in 64 bits and in 32, and what became of it.
    check(&format!("a map of {nx}x{ny} values"), count([nx, ny]).saturating_mul(250))
}

/// Steps of trajectories in so many variables.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_steps(steps: u64, dimension: usize) -> Result<(), Shortage> {
    // A step holds two lists of numbers, and is printed as some words.
    check(&format!("a table of {steps} steps"), steps.saturating_mul(120 + 120 * dimension as u64))
}

/// A scene's particles.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_particles(scene: &Scene) -> Result<(), Shortage> {
    let descent = &scene.descent;
    // A particle is held in 64 bits once, and by each optimizer in 32 with its state and its trail.
    let trail = if descent.particles > 0 { descent.trail() as u64 } else { 0 };
    let each = 32 + descent.optimizers.len().max(1) as u64 * (60 + 8 * trail);
    let needed = (descent.particles as u64).saturating_mul(each);
    check(&format!("a picture of {} particles", descent.particles), needed)
}

/// A scene's trajectories.
///
/// # Errors
/// Where there is too little memory for them.
pub fn check_trajectories(scene: &Scene) -> Result<(), Shortage> {
    let descent = &scene.descent;
    let runs = descent.from.len() as u64 * descent.optimizers.len().max(1) as u64;
    // A visit is two lists of numbers, and a stroke or two in each panel.
    check("a picture of these trajectories", runs.saturating_mul(350 * (descent.steps as u64 + 1)))
}

fn count([nx, ny]: [usize; 2]) -> u64 {
    (nx as u64).saturating_mul(ny as u64)
}

/// Bytes of memory that are free: the machine's, or what a limit on this process or its control groups leaves, where less.
fn available_memory(root: &Path) -> Option<u64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok();
    let line = text.as_deref().and_then(|text| text.lines().find(|line| line.starts_with("MemAvailable:")));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let machine = kibibytes.map(|kibibytes| kibibytes.saturating_mul(1024));
    machine.into_iter().chain(left_by_groups(root)).chain(left_by_limit(root)).min()
}

/// What a limit on this process's addresses, as `ulimit -v` sets it, leaves.
fn left_by_limit(root: &Path) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(root.join("proc/self").join(name)).ok();
    let number = |text: String, name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<u64>().ok())
    };
    // "unlimited" is no number, and no limit.
    let limit = number(read("limits")?, "Max address space")?;
    let used = number(read("status")?, "VmSize:")?.saturating_mul(1024);
    Some(limit.saturating_sub(used))
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

    #[test]
    fn a_limit_on_addresses_is_what_is_free() {
        let limits =
            |soft: &str| format!("Limit  Soft Limit  Hard Limit  Units\nMax address space  {soft}  unlimited  bytes\n");
        let status = ("proc/self/status", "Name: it\nVmSize:\t   1000 kB\n");
        for (soft, expected) in [("3072000", 3_072_000 - 1_024_000), ("unlimited", 8_192_000), ("1000", 0)] {
            let root = root(&[MACHINE, ("proc/self/limits", &limits(soft)), status]);
            assert_eq!(available_memory(root.path()), Some(expected), "{soft}");
        }
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
    fn what_does_not_fit_is_refused() {
        let error = check("a grid of 2x2", 1 << 60).unwrap_err().to_string();
        assert!(error.starts_with("a grid of 2x2 needs 1073741824.0 GiB") && error.ends_with("free"), "{error}");
        assert!(check("a number", 8).is_ok());
        assert!(check_picture([u32::MAX; 2]).is_err() && check_picture([640, 400]).is_ok());
        assert!(check_grid([usize::MAX; 2], Order::Hessian, 8).is_err());
    }
}
