//! Files that end in `.png`.
#![no_main]

include!("reader.rs");
