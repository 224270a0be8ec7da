//! A field and its gradient in 64 bits, at a point and over a grid: `cargo run --example sample`.

use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let field = Field::parse("sin(x)*cos(y)")?;
    // One point: f, ∂f/∂x and ∂f/∂y.
    let values = field.at(&[1.0, 2.0], Order::Gradient);
    println!("f = {:.6}, ∇f = ({:.6}, {:.6})", values[0], values[1], values[2]);
    // A grid whose nodes include both ends: a plane for each of f, ∂f/∂x and ∂f/∂y, by rows of equal y.
    let grid = Grid { nx: 201, ny: 101, domain: Domain { x: [0.0, 4.0], y: [-1.0, 1.0] } };
    let planes = field.sample(&grid, Order::Gradient);
    let steepest = (0..grid.len()).max_by(|&a, &b| {
        let norm = |at: usize| planes[1][at].hypot(planes[2][at]);
        norm(a).total_cmp(&norm(b))
    });
    let Some(at) = steepest else { return Ok(()) };
    let (x, y) = (grid.xs()[at % grid.nx], grid.ys()[at / grid.nx]);
    println!("steepest at ({x}, {y}), where |∇f| = {:.6}", planes[1][at].hypot(planes[2][at]));
    Ok(())
}
