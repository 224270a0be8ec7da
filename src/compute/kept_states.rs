//! States of particles at some of their steps, from which they run again to a step that they have left behind.

use crate::gpu::{Gpu, new_buffer};

/// Steps between two states that are kept at first; where they become too many, every other one is let go.
const FIRST_INTERVAL: u32 = 16;
/// The most states that are kept; what lies between two of them is run again.
const MOST_STATES: u64 = 32;

/// States on the device, the earliest first; a clone holds the same ones.
#[derive(Clone, Debug)]
pub(crate) struct KeptStates {
    interval: u32,
    most: usize,
    states: Vec<State>,
}

/// All arrays of all particles after so many steps.
#[derive(Clone, Debug)]
struct State {
    steps: u32,
    arrays: Vec<wgpu::Buffer>,
}

impl KeptStates {
    /// Room for states of `arrays` in so many bytes; nothing where not even two fit.
    pub(crate) fn within<'a>(bytes: u64, arrays: impl Iterator<Item = &'a wgpu::Buffer>) -> Option<KeptStates> {
        let each: u64 = arrays.map(wgpu::Buffer::size).sum();
        let most = (bytes / each.max(1)).min(MOST_STATES) as usize;
        (most >= 2).then_some(KeptStates { interval: FIRST_INTERVAL, most, states: Vec::new() })
    }

    /// Steps from `steps` to the next state that is to be kept.
    pub(crate) fn until_next(&self, steps: u32) -> u32 {
        self.interval - steps % self.interval
    }

    /// Keeps the arrays as they are after `steps` steps, if that is one of the states that are kept.
    pub(crate) fn keep<'a>(&mut self, gpu: &Gpu, steps: u32, arrays: impl Iterator<Item = &'a wgpu::Buffer>) {
        if !steps.is_multiple_of(self.interval) || self.states.iter().any(|state| state.steps == steps) {
            return;
        }
        let usage = wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let kept = gpu.scoped(|| {
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            let copies = arrays.map(|array| {
                let copy = new_buffer(gpu, "kept state", array.size(), usage);
                encoder.copy_buffer_to_buffer(array, 0, &copy, 0, array.size());
                copy
            });
            let copies: Vec<wgpu::Buffer> = copies.collect();
            gpu.queue.submit([encoder.finish()]);
            copies
        });
        // A device without room for another state goes on without it.
        let Ok(arrays) = kept else {
            self.most = self.states.len().max(2);
            return;
        };
        let place = self.states.partition_point(|state| state.steps < steps);
        self.states.insert(place, State { steps, arrays });
        if self.states.len() > self.most {
            self.interval = self.interval.saturating_mul(2);
            self.states.retain(|state| state.steps.is_multiple_of(self.interval));
        }
    }

    /// Puts the last state of those after at most `wanted` steps back into the arrays; after how many steps it was.
    pub(crate) fn restore<'a>(
        &self,
        gpu: &Gpu,
        wanted: u32,
        arrays: impl Iterator<Item = &'a wgpu::Buffer>,
    ) -> Option<u32> {
        let state = self.states.iter().rfind(|state| state.steps <= wanted)?;
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        for (kept, array) in state.arrays.iter().zip(arrays) {
            encoder.copy_buffer_to_buffer(kept, 0, array, 0, array.size());
        }
        gpu.queue.submit([encoder.finish()]);
        Some(state.steps)
    }
}
