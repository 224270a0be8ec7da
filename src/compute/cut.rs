//! How particles are cut into particle_groups and steps into dispatches: sizes as data.

/// What a dispatch may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct DispatchBudget {
    /// Operations, about.
    operations: usize,
    /// Steps that it takes at least, however many particles there are; beyond that they go in several particle_groups. Reading
    /// and writing a particle takes a software adapter as long as fifteen steps of an ordinary rule.
    fewest_steps: usize,
}

/// Less than a tenth of a second on a software adapter of two cores.
pub(super) const IN_FOREGROUND: DispatchBudget = DispatchBudget { operations: 3_000_000_000, fewest_steps: 100 };
/// The same where frames wait for it.
pub(super) const IN_BACKGROUND: DispatchBudget = DispatchBudget { operations: 300_000_000, fewest_steps: 16 };
/// Particles of a workgroup of descend.wgsl.
pub(super) const GROUP: u32 = 64;
/// Operations of a formula up to which an invocation of a software adapter moves four particles. A longer one keeps a
/// processor busy by itself, and its compiler would be given it four times.
const OPERATIONS_OF_FOUR: usize = 40;

/// Particles of an invocation over a field of so many operations, 0 where they are not known; `is_serial` says that an
/// adapter works on one invocation at a time, which then waits for what every step waits for.
pub(super) fn particles_each(is_serial: bool, operations: usize) -> u32 {
    if is_serial && (1..=OPERATIONS_OF_FOUR).contains(&operations) { 4 } else { 1 }
}

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
    /// steps in the table, into dispatches within `budget`.
    pub(super) fn new(
        budget: DispatchBudget,
        count: usize,
        cost: usize,
        rows: usize,
        bytes: u64,
        max_binding: u64,
    ) -> Cut {
        let per_step = cost.max(1) * count.max(1);
        let DispatchBudget { operations, fewest_steps } = budget;
        let steps = (operations / per_step).clamp(fewest_steps, rows.max(fewest_steps)).min(rows);
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
        // A million particles of an ordinary rule take many steps at once, in a few particle_groups; ten million in more.
        for count in [1_000_000, 10_000_000] {
            let cut = Cut::new(IN_FOREGROUND, count, 80, 512, 8, 128 << 20);
            assert!(cut.particle_group >= 100_000 && cut.steps >= IN_FOREGROUND.fewest_steps, "{cut:?}");
            assert!(cut.particle_group * cut.steps * 80 <= IN_FOREGROUND.operations, "{cut:?}");
        }
        let small = Cut::new(IN_FOREGROUND, 100_000, 80, 512, 8, 64 << 10);
        assert!(small.particle_group as u64 * 8 <= 64 << 10 && small.particle_group.is_multiple_of(64), "{small:?}");
        // In the background a dispatch is a tenth.
        let beside = Cut::new(IN_BACKGROUND, 1_000_000, 80, 512, 8, 128 << 20);
        assert!(
            beside.particle_group * beside.steps * 80 <= IN_BACKGROUND.operations && beside.particle_group >= 64,
            "{beside:?}"
        );
        // The table bounds the steps of a dispatch.
        assert_eq!(Cut::new(IN_FOREGROUND, 1, 1, 341, 8, 128 << 20).steps, 341);
    }

    #[test]
    fn dispatches_use_two_dimensions_where_one_does_not_reach() {
        assert_eq!(groups(1, 65_535), [1, 1]);
        assert_eq!(groups(64 * 65_535, 65_535), [65_535, 1]);
        let [x, y] = groups(10_000_000, 65_535);
        assert!(u64::from(x) * u64::from(y) * 64 >= 10_000_000 && x <= 65_535);
    }
}
