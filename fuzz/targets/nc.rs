//! Files that end in `.nc`.
#![no_main]

include!("reader.rs");
