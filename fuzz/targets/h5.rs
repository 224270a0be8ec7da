//! Files that end in `.h5`.
#![no_main]

include!("reader.rs");
