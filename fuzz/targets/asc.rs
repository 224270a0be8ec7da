//! Files that end in `.asc`.
#![no_main]

include!("reader.rs");
