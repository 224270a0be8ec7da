//! A field and its gradient in 64 bits, at a point and over a grid: `cargo run --example sample`.

use steepest::{Domain, Field, Grid};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let field = Field::parse("sin(x)*cos(y)")?;
    println!("f = {:.6}, ∇f = {:.6?}", field.value(&[1.0, 2.0])?, field.gradient(&[1.0, 2.0])?);
    // A grid whose nodes include both ends: f, ∂f/∂x and ∂f/∂y, by rows of equal y.
    let grid = Grid { nx: 201, ny: 101, domain: Domain { x: [0.0, 4.0], y: [-1.0, 1.0] } };
    let sampled = field.sample_gradient(&grid);
    let steepest = (0..grid.len()).max_by(|&a, &b| {
        let norm = |at: usize| sampled.fx[at].hypot(sampled.fy[at]);
        norm(a).total_cmp(&norm(b))
    });
    let Some(at) = steepest else { return Ok(()) };
    let (x, y) = (grid.xs()[at % grid.nx], grid.ys()[at / grid.nx]);
    println!("steepest at ({x}, {y}), where |∇f| = {:.6}", sampled.fx[at].hypot(sampled.fy[at]));
    Ok(())
}
