//! See a scalar field f(x, y), its gradient and what follows the gradient.
//!
//! A field is a formula, which is differentiated exactly, or samples on a grid with a C¹ bicubic between them. It is
//! evaluated densely by compute shaders through wgpu, with an f64 reference on the CPU, and drawn as a lit surface,
//! filled contours, gradient arrows, trajectories and particles, into a window or without a display.
//!
#![cfg_attr(
    not(feature = "window"),
    allow(rustdoc::broken_intra_doc_links, reason = "what a feature brings is linked only where it is there")
)]
#![cfg_attr(doc, doc = include_str!("../docs/rustdoc.md"))]
//!
//! ```no_run
//! # #[cfg(feature = "gpu")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use steepest::{Field, Scene, render::{Gpu, render}};
//! let field = Field::parse("sin(x)*cos(y)")?;
//! println!("∇f at (1, 2): {:?}", field.gradient(&[1.0, 2.0])?);
//! let image = render(&Gpu::open(None)?, &Scene::default(), &field)?;
//! image.save("picture.png")?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "gpu"))]
//! # fn main() {}
//! ```
//!
//! f and its derivatives in 64 bits need no device, and no feature of the crate:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let field = steepest::Field::parse("x^2*y")?;
//! assert_eq!(field.value(&[3.0, 2.0])?, 18.0);
//! assert_eq!(field.gradient(&[3.0, 2.0])?, [12.0, 9.0]);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` has whole programs; `own_device.rs` draws into a texture of its own
//! device, and `own_window.rs` into the frames of an application with a window of its own.
//!
//! # Where things are
//! Four places are for users of the crate: this page ([`Field`], [`Samples`], [`Grid`], [`Domain`], [`Scene`] with its
//! parts in [`scene`], and [`SceneFile`], which is a field's text with its scene),
//! [`optimize`], and with the feature `gpu` [`render`], with [`render::Gpu`], and [`export`]. With the feature `window`
//! [`window::run`] opens the window, whose state without a user interface is [`session`]. What else is public serves the
//! program and the tests; it is hidden here and may change with any version.
//!
//! # Map
//! Text flows down to numbers and up to pictures. A folder imports only those below it in this list; the last four are
//! the ground floor and import nothing of the others.
//!
//! | where | what |
//! | --- | --- |
//! | `src/main.rs`, `src/cli/` | the program: `commands/` has one file per subcommand, `options/` what they share; builds a scene, calls the library, prints |
//! | `window/` | `ui/` the controls (egui): `entry/` what is typed, `descent/`, `picture/` · `shell/` events and files (winit): `frame/` one frame and its presenting, `kept/` what outlives a window, `system/` display and desktop · `workers/` threads that prepare pictures in the background |
//! | `session/` | a scene as it is edited by hand: no user interface, no window system |
//! | `render/` | a scene to pixels or to a drawing: `output/` stills, bands of large pictures, animations, vector drawings · `panels/` surface, contours, curve · `data/` what a picture draws, as plain values · `passes/` one file per shader · `figure/` layout, axes, ticks, legends, text, without a device |
//! | `compute/` | the GPU counterparts of `field` and `descent`: f, ∇f and ranges over dense grids, particles by the million |
//! | `memory.rs` | what fits into this machine's memory |
//! | `scene/` | plain data: how a field is drawn, and its file, which says what opens the field, too |
//! | `optimize.rs`, `descent/` | `optimizers/` as data in the formula language · trajectories, seeding, the adaptive flow · `stationary/` points · `maps/` basins and hyperparameters; all in f64 |
//! | `field/` | a field is a formula, a function, or samples: catalogue, `files/` readers, `sampled/` interpolation, `raster/` samples left in their file, `view/` what a picture sees of it |
//! | `expr/` | lexer, parser, operators, graph, derivatives, f64 tapes, WGSL |
//! | `gpu/` | devices, shader composition and validation, buffers, readback |
//! | `export/` | pictures, drawings as SVG and PDF, animations, tables and GeoTIFF, written beside and renamed |
//! | `colormap.rs` | matplotlib's colour tables |
//! | `words.rs` | the name that was meant, numbers that stay short |
//!
//! `shaders/` has a folder for each of `field`, `compute` and `render`, and each shader the name of the Rust file that
//! drives it. Three ways through the map: the colour of a slope is computed in
//! `shaders/render/overlay/derived.wgsl`, which `render/passes/overlay/derived.rs` drives; a slider's number goes from
//! `window/ui/field.rs` through `session/opening.rs` into `field/formula.rs`, and to the device in `compute/field.rs`;
//! the length of an arrow is decided in `render/data/quiver.rs`. How an axis spreads its numbers is in
//! `field/view/spread.rs`, and the field over its places in `field/view/placed.rs`.
//!
//! # Features
//! | feature | brings |
//! | --- | --- |
//! | none | formulas, samples, files, descent and scenes in f64: no device, no window |
//! | `gpu` | [`render`], [`export`], [`session`], and compute shaders through wgpu |
//! | `window` | [`window::run`] |
//! | `cli` | the program `steepest` |
//! | `netcdf` | files of NetCDF 3 and 4 and HDF5 |

#[cfg(feature = "gpu")]
pub use {glam, wgpu};

#[doc(hidden)]
pub mod colormap;
#[cfg(feature = "gpu")]
#[doc(hidden)]
pub mod compute;
#[doc(hidden)]
pub mod descent;
#[cfg(feature = "gpu")]
pub mod export;
#[doc(hidden)]
pub mod expr;
#[doc(hidden)]
pub mod field;
#[cfg(feature = "gpu")]
#[doc(hidden)]
pub mod gpu;
#[doc(hidden)]
pub mod memory;
pub mod optimize;
#[cfg(feature = "gpu")]
pub mod render;
pub mod scene;
#[cfg(feature = "gpu")]
pub mod session;
#[cfg(feature = "window")]
pub mod window;
#[doc(hidden)]
pub mod words;

pub use colormap::Colormap;
pub use expr::FormulaError;
pub use field::{
    Description, Domain, DomainError, Evaluation, Field, FieldError, FieldSource, FormulaField, FunctionField, Grid,
    OpenOptions, Origin, SampledGradient, Samples, SamplesError,
};
pub use scene::{Scene, SceneError, SceneFile};

#[cfg(all(test, feature = "window"))]
mod layout_tests;
#[cfg(all(test, feature = "window"))]
mod shader_tests;
