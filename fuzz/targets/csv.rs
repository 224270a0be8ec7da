//! Files that end in `.csv`.
#![no_main]

include!("reader.rs");
