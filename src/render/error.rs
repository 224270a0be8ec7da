//! Why a picture cannot be drawn.

use crate::compute::{GpuFieldError, ParticleSystemError};
use crate::descent::OptimizerError;
use crate::expr::FormulaError;
use crate::field::{Domain, DomainError};
use crate::gpu::GpuError;
use crate::memory::Shortage;
use crate::render::figure::text::fonts::FontError;
use crate::words::short;

/// Why a scene cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The field on the device.
    #[error(transparent)]
    Field(#[from] GpuFieldError),
    /// The particles.
    #[error(transparent)]
    ParticleSystem(#[from] ParticleSystemError),
    /// The ranges.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// Closer than f64 tells pixels apart.
    #[error(
        "{axis} from {first} to {last} is narrower than 64-bit floats divide into pixels; give a width of {least:.0e} or more"
    )]
    Narrow {
        /// `x` or `y`.
        axis: char,
        /// The lower end.
        first: f64,
        /// The upper end.
        last: f64,
        /// The least width.
        least: f64,
    },
    /// A logarithmic axis that reaches to 0 or below.
    #[error("a logarithmic axis begins above 0, and {axis} begins at {first}", first = short(*first))]
    NotPositive {
        /// `x` or `y`.
        axis: char,
        /// The lower end.
        first: f64,
    },
    /// A formula that is too long on the axes that are asked for.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// The optimizer.
    #[error(transparent)]
    Optimizer(#[from] OptimizerError),
    /// A curve of more variables than one.
    #[error("`{0}` needs more than x, so it is no curve")]
    NotACurve(String),
    /// Values of trajectories where there are none.
    #[error("the loss view shows trajectories against their steps, and there is none")]
    NoRuns,
    /// Not one node of the grid has a finite value.
    #[error("the field has no finite value on x {x0},{x1} and y {y0},{y1}", x0 = short(.0.x[0]), x1 = short(.0.x[1]), y0 = short(.0.y[0]), y1 = short(.0.y[1]))]
    NoValue(Domain),
    /// Samples, each cell of which has a missing corner.
    #[error(
        "every cell between four neighbouring samples has a missing one at a corner, so that nothing can be drawn between them; fill what is missing"
    )]
    NoCell,
    /// Values at the ends of what f32 holds.
    #[error("the field's values are as large as {}, which 32-bit floats cannot draw; multiply the formula or the samples by a constant", short(*.0))]
    Magnitude(f64),
    /// A logarithmic scale of values that are not above 0.
    #[error("a logarithmic colour scale needs values above 0, and the field has none here")]
    NothingPositive,
    /// The same of heights.
    #[error("logarithmic heights need values above 0, and the field has none here")]
    NoPositiveHeight,
    /// Limits of heights that are not above 0.
    #[error("the limits {0} and {1} do not fit logarithmic heights, which need limits above 0")]
    HeightLimits(f64, f64),
    /// A logarithmic scale whose limits are not above 0.
    #[error("the limits {0} and {1} do not fit a logarithmic colour scale, which needs limits above 0")]
    LogLimits(f64, f64),
    /// A font that is none.
    #[error(transparent)]
    Font(#[from] FontError),
    /// A trajectory begins where the field has no value.
    #[error("the field has no value and gradient at the start {0},{1}")]
    Start(f64, f64),
    /// More pixels than coordinates in 32 bits tell apart.
    #[error("a picture of {0}x{1} is too large; {MAX_PICTURE_SIDE} pixels per side are the most")]
    TooLarge(u32, u32),
    /// More pixels than memory is free for.
    #[error(transparent)]
    Memory(#[from] Shortage),
    /// A file that is no path.
    #[error("{0}")]
    Trajectory(String),
    /// A probe where the field has no value.
    #[error("the field has no value and gradient at the probe {0},{1}")]
    Probe(f64, f64),
}

/// The most pixels along a side of a picture.
pub(super) const MAX_PICTURE_SIDE: u32 = 65_536;

impl RenderError {
    /// What is said of colours, of heights.
    pub(super) fn of_heights(self) -> RenderError {
        match self {
            RenderError::NothingPositive => RenderError::NoPositiveHeight,
            RenderError::LogLimits(low, high) => RenderError::HeightLimits(low, high),
            other => other,
        }
    }
}
