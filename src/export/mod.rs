//! Files out: pictures and tables, written beside and renamed.

mod animation;
mod archive;
mod atomic;
mod geotiff;
mod png;
mod table;

pub use animation::{AnimationError, Container, Pixels, Timing, write_animation};
pub use atomic::{AtomicError, Output, check_room, check_writable, remove_unfinished, write_atomically};
pub use geotiff::{MapPlace, write_geotiff};
pub use png::{write_png, write_png_bands};
pub use table::{Table, TableError, TableFormat, Value, write_fates, write_labels, write_text};
