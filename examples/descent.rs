//! Two optimizers from one start, and the minima there are: `cargo run --example descent`.

use steepest::Field;
use steepest::optimize::{Optimizer, critical_points, default_starts, follow};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let field = Field::parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")?;
    for (name, lr) in [("gd", 0.01), ("adam", 0.3)] {
        let trajectory = follow(&field, &Optimizer::named(name, &[("lr", lr)])?, &[-1.0, -1.0], 100)?;
        let Some(last) = trajectory.visits.last() else { continue };
        println!("{name}: ends at ({:.4}, {:.4}), f = {:.2e}", last.point[0], last.point[1], last.f);
    }
    for found in critical_points(&field, field.domain(), default_starts(&field)) {
        println!("{:?} at ({:.4}, {:.4})", found.kind, found.point[0], found.point[1]);
    }
    Ok(())
}
