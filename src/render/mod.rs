//! A scene to pixels.
//!
//! [`Renderer`] is long-lived: it holds the pipelines that no field changes. [`Renderer::prepare`] turns a scene and its
//! field into a [`Picture`]: everything that one picture draws, laid out and on the device. [`Renderer::encode`] records
//! the picture into any texture view of [`COLOR_FORMAT`], a window's or a file's. Inside of both panels the order is the
//! same: what lies behind, the surface or the contours, what lies on them, and at last the annotations.
//!
//! A picture that is too large for that is drawn tile by tile ([`render_bands`]): each is a window on the same layout.
//!
//! How the surface's sheet is made, cut and bounded, the repository's docs/surface.md tells.
//!
//! Every primitive has a file here and a shader of the same name, and keeps to one order: the mirror of its uniform,
//! what the renderer keeps, what a picture keeps, and how it draws.

pub(crate) mod data;
mod encode;
mod error;
pub(crate) mod figure;
mod lay_out;
pub(crate) mod output;
pub(crate) mod panels;
mod particles;
pub(crate) mod passes;
mod pick;
mod picture;
mod prepare;
mod renderer;
mod run;
mod stale;

pub use self::data::remark::Remark;
pub use self::output::bands::render_bands;
pub use self::output::movie::{Movie, MovieError};
pub use self::output::saved::{Destination, SaveError, StillFormat, save};
pub use self::output::still::{Image, render};
pub use self::output::vector::render_drawing;
pub use self::passes::pipeline::COLOR_FORMAT;
pub use crate::gpu::{AdapterSummary, Gpu, GpuError, read_texture};
pub use error::RenderError;
pub use pick::{CurvePoint, Panel, Picked, Picker};
pub use picture::Picture;
pub use renderer::{Renderer, TARGET_USAGES};
pub use run::Run;

pub(crate) use self::data::probe::{arrow_tip, direction_towards};
#[cfg(feature = "window")]
pub(crate) use self::data::{plot_data::enlarge, probe::degrees_between};
/// What the program, the Python package and the tests take from within; it may change with any version.
#[doc(hidden)]
pub use self::{
    data::check::{check, missing_letters},
    data::derived::{derived_value, lengths, order_of},
    data::lines::contour_labels::ContourLabel,
    data::lines::curve_ends::CurveEnds,
    data::precomputed::Precomputed,
    data::range::WholeRange,
    data::runs::loss::{LossCurve, LossCurves, loss_values},
    data::runs::paths::Courses,
    figure::annotation::{Color, Mark, Point, Quad, Rect, Text},
    figure::camera::{Camera, Margins},
    figure::norm::ColorNorm,
    figure::style::Style,
    figure::text::Typesetter,
    figure::ticks,
    figure::world::World,
    output::map::{MapStyle, draw_hyperparameter_map, fate_colors, fate_kinds, render_hyperparameter_map},
    output::saved::save_hyperparameter_map,
    output::size::{fits_whole, tile_size},
    output::still::render_basins,
    passes::contour::band_colors,
    prepare::PreparedPlot,
};
#[cfg(feature = "window")]
pub(crate) use self::{data::wording::MOST_AS_DISCS, stale::Stale};
