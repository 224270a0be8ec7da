//! Draws a formula into a picture: `cargo run --release --example picture`.

use steepest::render::{Gpu, render};
use steepest::{Field, Scene};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let field = Field::parse("sin(x)*cos(y)")?;
    let mut scene = Scene { size: [1600, 800], ..Scene::default() };
    scene.descent.from = vec![[-1.0, 0.5], [2.0, -3.0]];
    render(&Gpu::open(None)?, &scene, &field)?.save("field.png")?;
    Ok(())
}
