//! Threads for what takes long while frames are drawn.

use thread_priority::{ThreadPriority, ThreadPriorityValue};

use crate::gpu::GpuError;

/// The fraction of the usual priority, in hundredths, that is left to them: enough to get on while particles play.
const PRIORITY: u8 = 25;

/// Threads of its own, one fewer than there are cores, which give way to frames: one that shared theirs would wait until
/// something long lets go of them. What they start, a driver's threads too, gives way as well.
pub(crate) fn background() -> Result<rayon::ThreadPool, GpuError> {
    let count = std::thread::available_parallelism().map_or(1, |count| count.get().saturating_sub(1).max(1));
    let gives_way = |_| {
        // A system that knows no priorities shares its cores evenly.
        let priority = ThreadPriorityValue::try_from(PRIORITY).map(ThreadPriority::Crossplatform);
        let _ = priority.map(ThreadPriority::set_for_current);
    };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(count).start_handler(gives_way).build();
    threads.map_err(|error| GpuError::Driver(error.to_string()))
}
