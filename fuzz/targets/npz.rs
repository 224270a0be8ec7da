//! Files that end in `.npz`.
#![no_main]

include!("reader.rs");
