//! Files that end in `.tif`.
#![no_main]

include!("reader.rs");
