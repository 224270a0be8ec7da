//! See a scalar field f(x, y), its gradient and what follows the gradient.

pub mod expr;
pub mod gpu;
