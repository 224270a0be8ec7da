//! Files out: pictures, drawings and tables, written beside and renamed.

mod animation;
mod archive;
mod atomic;
mod drawing;
mod font_subset;
mod geotiff;
mod gif;
mod json_table;
mod pdf;
mod png;
mod svg;
mod table;

pub use animation::{AnimationError, Container, Pixels, Timing, write_animation};
pub use atomic::AtomicError;
#[doc(hidden)]
pub use atomic::{Output, STANDARD_OUTPUT, check_room, check_writable, remove_unfinished, write_atomically};
#[doc(hidden)]
pub use drawing::corners;
pub use drawing::{Drawing, Ends, FontFile, Group, Label, Position, Rgba, Shape, Typeface};
pub use geotiff::{MapPlace, write_geotiff};
pub use pdf::write_pdf;
pub use png::{PngStyle, png_bytes, write_png, write_png_as, write_png_bands};
pub use svg::write_svg;
pub use table::{Table, TableError, TableFormat, Value};
#[doc(hidden)]
pub use table::{write_hyperparameter_map, write_labels, write_text};
