//! How particles are cut into particle_groups and steps into dispatches: sizes as data.

/// Operations of one dispatch, about: less than a tenth of a second on a software adapter of two cores, where reading and
/// writing a million particles takes 17 ms of it.
pub(super) const OPERATIONS_PER_DISPATCH: usize = 3_000_000_000;
/// The same where frames wait for it.
pub(super) const OPERATIONS_IN_BACKGROUND: usize = 300_000_000;
/// Steps that a dispatch takes at least, however many particles there are; beyond that they go in several particle_groups.
const FEWEST_STEPS: usize = 16;
/// Particles of a workgroup of descend.wgsl.
pub(super) const GROUP: u32 = 64;
/// How particles are cut into particle_groups and steps into dispatches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Particles of every particle_group but perhaps the last.
    pub particle_group: usize,
    /// Steps of a dispatch.
    pub steps: usize,
}

impl Cut {
    /// Cuts `count` particles that take `cost` operations a step and at most `bytes` bytes of one array each, with `rows`
    /// steps in the table, into dispatches of so many `operations`.
    pub fn new(operations: usize, count: usize, cost: usize, rows: usize, bytes: u64, max_binding: u64) -> Cut {
        let per_step = cost.max(1) * count.max(1);
        let steps = (operations / per_step).clamp(FEWEST_STEPS, rows.max(FEWEST_STEPS)).min(rows);
        let by_time = operations / (cost.max(1) * steps);
        let by_memory = (max_binding / bytes) as usize;
        // Slices of a buffer begin at multiples of 256 bytes; 64 particles of 4 bytes are one.
        let particle_group = (by_time.min(by_memory) / 64 * 64).max(64);
        Cut { particle_group, steps }
    }
}

/// Workgroups along x and y for `count` particles.
pub(crate) fn groups(count: u32, most: u32) -> [u32; 2] {
    let groups = count.div_ceil(GROUP);
    let x = groups.min(most);
    [x.max(1), groups.div_ceil(x.max(1)).max(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flocks_respect_time_and_memory() {
        // A million particles of an ordinary rule go in one particle_group; ten million take no dispatch longer than the others.
        let million = Cut::new(OPERATIONS_PER_DISPATCH, 1_000_000, 80, 512, 8, 128 << 20);
        assert!(million.particle_group >= 1_000_000 && million.steps >= 32, "{million:?}");
        let more = Cut::new(OPERATIONS_PER_DISPATCH, 10_000_000, 80, 512, 8, 128 << 20);
        assert!(
            more.particle_group * more.steps * 80 <= OPERATIONS_PER_DISPATCH && more.steps >= FEWEST_STEPS,
            "{more:?}"
        );
        let small = Cut::new(OPERATIONS_PER_DISPATCH, 100_000, 80, 512, 8, 64 << 10);
        assert!(small.particle_group as u64 * 8 <= 64 << 10 && small.particle_group.is_multiple_of(64), "{small:?}");
        // In the background a dispatch is a tenth.
        let beside = Cut::new(OPERATIONS_IN_BACKGROUND, 1_000_000, 80, 512, 8, 128 << 20);
        assert!(
            beside.particle_group * beside.steps * 80 <= OPERATIONS_IN_BACKGROUND && beside.particle_group >= 64,
            "{beside:?}"
        );
        // The table bounds the steps of a dispatch.
        assert_eq!(Cut::new(OPERATIONS_PER_DISPATCH, 1, 1, 341, 8, 128 << 20).steps, 341);
    }

    #[test]
    fn dispatches_use_two_dimensions_where_one_does_not_reach() {
        assert_eq!(groups(1, 65_535), [1, 1]);
        assert_eq!(groups(64 * 65_535, 65_535), [65_535, 1]);
        let [x, y] = groups(10_000_000, 65_535);
        assert!(u64::from(x) * u64::from(y) * 64 >= 10_000_000 && x <= 65_535);
    }
}
