//! See a scalar field f(x, y), its gradient and what follows the gradient.

pub mod cli;
pub mod colormap;
pub mod compute;
pub mod descent;
pub mod export;
pub mod expr;
pub mod field;
pub mod gpu;
pub mod render;
pub mod scene;
pub mod words;
