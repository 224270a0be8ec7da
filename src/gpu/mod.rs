//! Devices, shaders, buffers and readback: plumbing that knows no field and no picture.

mod adapter;
mod buffers;
mod counts;
mod declarations;
mod device;
mod error;
mod shader;

pub use adapter::{AdapterSummary, adapters, variables};
pub(crate) use buffers::{
    Pieces, UniformBinding, filled_buffer, new_buffer, read_through, staging_buffer, storage_texture_layout_entry,
    texture_with_data,
};
pub use buffers::{
    new_texture, read_buffer, read_texture, storage_buffer, storage_layout_entry, texture_layout_entry, uniform_buffer,
    uniform_layout_entry,
};
pub use counts::Counts;
pub use device::{Detail, Gpu};
pub use error::{GpuError, ShaderError, TooLarge, install_hint};
#[cfg(all(test, feature = "window"))]
pub(crate) use shader::composed;
pub use shader::{Part, Shader, compute_pipeline};
