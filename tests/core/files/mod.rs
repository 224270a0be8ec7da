//! What people bring in files is read as it was meant, or refused with the cause.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod numpy;
mod text;

use std::path::PathBuf;

use steepest::expr::Order;
use steepest::field::{Field, OpenOptions};

/// A file of tests/data/inputs.
fn input(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/inputs").join(name);
    path.to_str().unwrap().to_owned()
}

fn opened(path: &str) -> Result<Field, String> {
    Field::open(path, &OpenOptions::default()).map_err(|error| error.to_string())
}

/// The field of a file with these bytes, or the error.
fn of(name: &str, bytes: &[u8]) -> Result<Field, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    opened(path.to_str().unwrap())
}

/// f, ∂f/∂x and ∂f/∂y.
fn at(field: &Field, x: f64, y: f64) -> [f64; 3] {
    let values = field.at(&[x, y], Order::Gradient);
    [values[0], values[1], values[2]]
}

fn close(a: [f64; 3], b: [f64; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-5 * b.abs().max(1.0))
}
