//! What a device was asked to make and to hand back, so that tests can say what a change of a picture costs.

use std::sync::atomic::{AtomicU64, Ordering};

/// What was made on a device, and read back from it, since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Shaders that were handed to the driver.
    pub shaders: u64,
    /// Pipelines that were built.
    pub pipelines: u64,
    /// Buffers that were made.
    pub buffers: u64,
    /// Textures that were made.
    pub textures: u64,
    /// How often something was read back.
    pub readbacks: u64,
    /// Bytes that were read back.
    pub bytes_read: u64,
}

impl Counts {
    /// What was added since an earlier count.
    #[must_use]
    pub fn since(self, before: Counts) -> Counts {
        Counts {
            shaders: self.shaders - before.shaders,
            pipelines: self.pipelines - before.pipelines,
            buffers: self.buffers - before.buffers,
            textures: self.textures - before.textures,
            readbacks: self.readbacks - before.readbacks,
            bytes_read: self.bytes_read - before.bytes_read,
        }
    }
}

/// The counters of a device, which all handles of it share.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) shaders: AtomicU64,
    pub(super) pipelines: AtomicU64,
    pub(super) buffers: AtomicU64,
    pub(super) textures: AtomicU64,
    pub(super) readbacks: AtomicU64,
    pub(super) bytes_read: AtomicU64,
}

impl Counters {
    pub(super) fn counts(&self) -> Counts {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            shaders: count(&self.shaders),
            pipelines: count(&self.pipelines),
            buffers: count(&self.buffers),
            textures: count(&self.textures),
            readbacks: count(&self.readbacks),
            bytes_read: count(&self.bytes_read),
        }
    }
}

/// Counts one more.
pub(super) fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}
