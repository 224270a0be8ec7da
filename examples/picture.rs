//! Draws a formula into a picture: `cargo run --release --example picture`.

use std::path::Path;

use steepest::export::write_png;
use steepest::gpu::Gpu;
use steepest::render::render;
use steepest::scene::Scene;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut scene = Scene { field: "sin(x)*cos(y)".to_owned(), size: [1600, 800], ..Scene::default() };
    scene.descent.from = vec![[-1.0, 0.5], [2.0, -3.0]];
    let field = scene.open_field()?;
    let gpu = Gpu::open(None)?;
    let image = render(&gpu, &scene.checked()?, &field)?;
    write_png(Path::new("field.png"), image.width, image.height, &image.pixels)?;
    Ok(())
}
