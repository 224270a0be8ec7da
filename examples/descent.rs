//! Two optimizers from one start, and the minima there are: `cargo run --example descent`.

use steepest::descent::{critical_points, default_starts, follow};
use steepest::field::Field;
use steepest::scene::Scene;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut scene = Scene { field: "himmelblau".to_owned(), ..Scene::default() };
    scene.descent.optimizers = vec!["gd:lr=0.01".to_owned(), "adam:lr=0.3".to_owned()];
    let field: Field = scene.open_field()?;
    let domain = scene.domain(&field);
    for (name, optimizer) in scene.optimizers(&field, domain)? {
        let path = follow(&field, &optimizer, &[-1.0, -1.0], 100, 0, None);
        let Some(last) = path.visits.last() else { continue };
        let steps = path.visits.len() - 1;
        println!("{name}: after {steps} steps at ({:.4}, {:.4}), f = {:.2e}", last.point[0], last.point[1], last.f);
    }
    for found in critical_points(&field, domain, default_starts(&field)) {
        println!("{:?} at ({:.4}, {:.4})", found.kind, found.point[0], found.point[1]);
    }
    Ok(())
}
