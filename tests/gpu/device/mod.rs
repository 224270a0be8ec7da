//! A device: its errors, its limits, and one that belongs to an application.

mod errors;
mod limits;
mod own_device;
