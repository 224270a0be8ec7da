//! What keeps particles from being moved.

use crate::expr::EmitError;
use crate::gpu::GpuError;

/// Particles that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ParticleError {
    /// The rule, with a constant that does not fit into f32.
    #[error("the rule: {0}")]
    Emit(#[from] EmitError),
    /// More than the adapter's buffers hold.
    #[error("{count} particles do not fit: this adapter holds {most} of this kind")]
    TooMany {
        /// How many were asked for.
        count: usize,
        /// How many fit.
        most: usize,
    },
    /// A rule of more states than a shader can bind.
    #[error("the rule has {states} states; this adapter binds {most}")]
    States {
        /// The rule's states.
        states: u32,
        /// What fits.
        most: u32,
    },
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

impl ParticleError {
    /// Whether what was asked for is wrong, rather than the device.
    pub fn is_usage(&self) -> bool {
        !matches!(self, ParticleError::Gpu(_))
    }
}
