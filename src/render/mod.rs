//! A scene to pixels.
//!
//! [`Renderer`] is long-lived: it holds the pipelines that no field changes. [`Renderer::prepare`] turns a scene and its
//! field into a [`Picture`]: everything that one picture draws, laid out and on the device. [`Renderer::encode`] records
//! the picture into any texture view of [`COLOR_FORMAT`], a window's or a file's. Inside of both panels the order is the
//! same: what lies behind, the surface or the contours, what lies on them, and at last the annotations.
//!
//! A picture that is too large for that is drawn tile by tile ([`render_bands`]): each is a window on the same layout.
//!
//! Every primitive has a file here and a shader of the same name, and keeps to one order: the mirror of its uniform,
//! what lives long, what lives as long as a picture, and how it draws.

mod annotation;
pub(crate) mod arrows;
mod axes;
mod bar;
mod camera;
pub(crate) mod contour;
mod contour_labels;
mod contour_panel;
pub(crate) mod cover;
mod curve;
pub(crate) mod density;
mod derived;
mod detail;
mod error;
mod facts;
mod found;
pub(crate) mod frame;
mod isolines;
mod key;
mod layout;
pub(crate) mod lic;
mod map;
mod measure;
mod movie;
mod offset;
mod overlay;
mod panels;
mod particles;
pub(crate) mod patches;
mod paths;
mod pick;
mod picture;
mod pipeline;
mod pipelines;
mod plane;
mod plane_axes;
mod probe;
mod quiver;
mod renderer;
mod saved;
pub(crate) mod splat;
mod steps;
mod still;
mod streamlines;
pub(crate) mod strokes;
mod surface;
mod surface_panel;
mod text;
pub mod ticks;
mod tiles;
mod trajectories;
mod trust;
mod vector;
mod wording;

pub use annotation::{Color, Mark, Point, Quad, Rect, Text};
pub use camera::{Camera, Margins};
pub use contour::band_colors;
pub use contour_labels::ContourLabel;
pub use derived::{derived_value, order_of};
pub use error::RenderError;
pub use facts::{check, missing_letters};
pub use found::Found;
pub use frame::{Norm, World};
pub use layout::Style;
pub use map::{MapStyle, draw_fates, render_fates};
pub use measure::Measured;
pub use movie::{Movie, MovieError};
pub(crate) use particles::MOST_AS_DISCS;
pub use pick::{Panel, Picked, Picker};
pub use picture::Picture;
pub use pipeline::COLOR_FORMAT;
pub use renderer::{Renderer, TARGET_USAGES};
pub use saved::{Destination, SaveError, StillFormat, save, save_fates};
pub use still::{Image, render, render_basins};
pub use text::Typesetter;
pub use tiles::{fits_whole, render_bands, tile_size};
pub use vector::render_drawing;
