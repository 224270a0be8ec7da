//! See a scalar field f(x, y), its gradient and what follows the gradient.
//!
//! A field is a formula, which is differentiated exactly, or samples on a grid with a C¹ bicubic between them. It is
//! evaluated densely by compute shaders through wgpu, with an f64 reference on the CPU, and drawn as a lit surface,
//! filled contours, gradient arrows, trajectories and particles, into a window or without a display.
//!
#![cfg_attr(doc, doc = include_str!("../docs/images/rustdoc.md"))]
//!
//! ```no_run
//! use steepest::{export::write_png, gpu::Gpu, render::render, scene::Scene};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scene = Scene { field: "sin(x)*cos(y)".to_owned(), ..Scene::default() }.checked()?;
//! let field = scene.open_field()?.checked_planar()?;
//! println!("f and ∇f at (1, 2): {:?}", field.at(&[1.0, 2.0], steepest::expr::Order::Gradient));
//! let image = render(&Gpu::open(None)?, &scene, &field)?;
//! write_png("picture.png".as_ref(), image.width, image.height, &image.pixels)?;
//! # Ok(())
//! # }
//! ```
//!
//! f and ∇f in 64 bits need no device:
//!
//! ```
//! use steepest::{expr::Order, field::Field};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let field = Field::parse("x^2*y")?;
//! assert_eq!(field.at(&[3.0, 2.0], Order::Gradient), [18.0, 12.0, 9.0]);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/picture.rs`, `examples/descent.rs`, `examples/sample.rs` and `examples/own_device.rs`, which draws into a texture
//! of its own device, are whole programs.
//!
//! # Map
//! Text flows down to numbers and up to pictures. A folder imports only those below it in this list; the last four are
//! the ground floor and import nothing of the others.
//!
//! | where | what |
//! | --- | --- |
//! | [`cli`] | one file per subcommand; builds a scene, calls the library, prints |
//! | [`window`] | the scene edited by hand: winit, egui, picking; it draws through `render` |
//! | [`render`] | a scene to pixels, or to a drawing; one file per primitive, each beside its shader; camera, layout, axes, text |
//! | [`compute`] | the GPU counterparts of `field` and `descent`: f, ∇f and ranges over dense grids, particles by the million |
//! | [`scene`] | plain data: the single source of truth for a picture |
//! | [`descent`] | optimizers as data and what the GPU computes of them, trajectories, starts, the adaptive flow, basins and stationary points in f64 |
//! | [`field`] | a field is a formula or samples, held or left in their file with a pyramid of means: catalogue, files, interpolation, f64 sampling |
//! | [`expr`] | lexer, parser, operators, graph, derivatives, f64 tapes, WGSL |
//! | [`gpu`] | devices, shader composition and validation, buffers, readback |
//! | [`export`] | pictures, drawings as SVG and PDF, animations, tables and GeoTIFF, written beside and renamed |
//! | [`colormap`] | matplotlib's colour tables |
//! | [`words`] | the name that was meant, numbers that stay short |

#[cfg(feature = "gpu")]
pub use {glam, wgpu};

pub mod colormap;
#[cfg(feature = "gpu")]
pub mod compute;
pub mod descent;
#[cfg(feature = "gpu")]
pub mod export;
pub mod expr;
pub mod field;
#[cfg(feature = "gpu")]
pub mod gpu;
#[cfg(feature = "gpu")]
pub mod render;
pub mod scene;
#[cfg(feature = "gpu")]
pub mod session;
#[cfg(feature = "window")]
pub mod window;
pub mod words;

#[cfg(all(test, feature = "window"))]
mod layout_tests;
