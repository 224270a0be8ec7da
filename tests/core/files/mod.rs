//! What people bring in files is read as it was meant, or refused with the cause.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod description;
#[cfg(feature = "netcdf")]
mod netcdf;
mod numpy;
mod pictures;
mod sidecars;
mod slopes;
mod tables;
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

#[test]
fn bytes_are_read_as_the_file_is() {
    for name in ["xyz.csv", "nan_first.asc", "meshgrid.npz", "offset.npy"] {
        let options = OpenOptions::default();
        let from_bytes = Field::from_bytes(name, &std::fs::read(input(name)).unwrap(), &options).unwrap();
        let read = Field::read(&PathBuf::from(input(name)), &options).unwrap();
        assert_eq!(
            (from_bytes.name(), from_bytes.domain(), from_bytes.remarks()),
            (name, read.domain(), read.remarks())
        );
        let [x, y] = [read.domain().x[1], read.domain().y[0]];
        assert_eq!(at(&from_bytes, x, y)[0], at(&read, x, y)[0]);
    }
    let error = Field::from_bytes("a.mat", b"", &OpenOptions::default()).map(|field| field.domain()).unwrap_err();
    assert!(error.to_string().contains("scipy.io.loadmat"));
}

#[test]
fn other_endings_are_errors_about_files() {
    for (name, remedy) in
        [("a.grd", "gdal_translate"), ("a.pt", "torch.load"), ("a.mat", "loadmat"), ("a.xlsx", ".csv")]
    {
        for error in [
            of(name, b"1 2").map(|field| field.domain()).unwrap_err(),
            opened(name).map(|field| field.domain()).unwrap_err(),
        ] {
            assert!(error.contains(name) && error.contains("are not read") && error.contains(remedy), "{error}");
        }
        assert!(!Field::open(name, &OpenOptions::default()).unwrap_err().is_usage());
    }
    assert!(of("a.blob", b"1 2").map(|field| field.domain()).unwrap_err().contains("save the samples as .npy"));
    // Numbers with points in formulas are no endings.
    for formula in ["x^2 + 0.5", "0.5", "x*1.5e2"] {
        assert!(opened(formula).is_ok(), "{formula}");
    }
}

#[test]
fn files_that_are_something_else_say_what() {
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n";
    for name in ["a.npy", "a.csv", "a.tif", "a.png", "a.asc"] {
        for (bytes, words) in [(&pointer[..], "git lfs pull"), (b"\n<!DOCTYPE html><p>404</p>", "a web page")] {
            let options = OpenOptions::default();
            let read = [of(name, bytes), Field::from_bytes(name, bytes, &options).map_err(|error| error.to_string())];
            for error in read.map(|field| field.map(|field| field.domain()).unwrap_err()) {
                assert!(error.contains(words) && error.contains(name), "{error}");
            }
        }
    }
    for (name, what) in [("a.tif", "no TIFF"), ("a.png", "no PNG")] {
        assert!(of(name, b"x,y,z\n1,2,3\n").map(|field| field.domain()).unwrap_err().contains(what));
    }
}

#[test]
fn what_stands_for_missing_samples_is_told_from_large_ones() {
    let table = |value: &str| format!("1,2,{value}\n3,1e300,5\n-2e36,1e-300,4\n");
    // Samples of a plain table lie on [−5, 5]².
    for value in
        ["3.4028235e38", "-3.40282e38", "-3.4e38", "9.96921e36", "1.70141e38", "-1.7976931348623157e308", "inf"]
    {
        let field = of("a.csv", table(value).as_bytes()).unwrap();
        assert!(field.value(&[5.0, -5.0]).unwrap().is_nan(), "{value} is missing");
        assert!(
            field.remarks().iter().any(|remark| remark.contains("1 samples are infinite")),
            "{:?}",
            field.remarks()
        );
        assert_eq!([[0.0, 0.0], [-5.0, 5.0], [0.0, 5.0]].map(|at| field.value(&at).unwrap()), [1e300, -2e36, 1e-300]);
    }
    let field = of("a.csv", table("3.41e38").as_bytes()).unwrap();
    assert_eq!((field.value(&[5.0, -5.0]).unwrap(), field.remarks().len()), (3.41e38, 0));
}
