//! A field as a picture looks at it: near, by the magnitudes of 32-bit floats, over places of its axes' scales.

mod breaks;
mod cells;
mod local_field;
mod magnitude;
mod placed;
mod spread;

pub use breaks::Breaks;
pub use cells::Cells;
pub use local_field::{LocalField, narrowest};
pub(super) use magnitude::unit_of;
pub use spread::{Scales, Spread};
