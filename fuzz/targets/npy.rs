//! Files that end in `.npy`.
#![no_main]

include!("reader.rs");
