//! What the command line writes: archives, arrays, tables and maps.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::process::*;

/// A plane's name and what it holds at (x, y).
type Plane = (&'static str, fn(f64, f64) -> f64);

#[test]
fn an_archive_holds_float64_from_the_cpu_with_rows_along_y() {
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "sin(x)*y^2", "-o", "a.npz", "--grid", "300x500", "--x", "-1,2", "--y", "0,5", "--hessian"];
    run_in(folder.path(), &[&arguments[..], &["--device", "cpu"]].concat()).result();
    let path = folder.path().join("a.npz");
    let (xs, ys) = (npz_array::<f64>(&path, "x").2, npz_array::<f64>(&path, "y").2);
    assert_eq!((xs.len(), xs[0], xs[299]), (300, -1.0, 2.0));
    assert_eq!((ys.len(), ys[0], ys[499]), (500, 0.0, 5.0));
    let planes: [Plane; 6] = [
        ("f", |x, y| x.sin() * y * y),
        ("fx", |x, y| x.cos() * y * y),
        ("fy", |x, y| 2.0 * x.sin() * y),
        ("fxx", |x, y| -x.sin() * y * y),
        ("fxy", |x, y| 2.0 * x.cos() * y),
        ("fyy", |x, _| 2.0 * x.sin()),
    ];
    for (name, exact) in planes {
        let (shape, element, values) = npz_array::<f64>(&path, name);
        assert_eq!((shape.as_slice(), element.as_str()), ([500, 300].as_slice(), "'<f8'"), "{name}");
        for (row, &y) in ys.iter().enumerate() {
            for (column, &x) in xs.iter().enumerate() {
                let (found, exact) = (values[row * 300 + column], exact(x, y));
                assert!((found - exact).abs() < 1e-13, "{name} at {x},{y}: {found}, not {exact}");
            }
        }
    }
}

#[test]
fn an_array_is_stacked_and_a_table_has_a_header() {
    let folder = TempDir::new().unwrap();
    let grid = ["--x", "0,2", "--y", "0,1", "--grid", "3x2", "--device", "cpu"];
    run_in(folder.path(), &[&["eval", "x + 10*y", "-o", "a.npy"][..], &grid].concat()).result();
    let (shape, element, values) = npy_array::<f64>(&folder.path().join("a.npy"));
    assert_eq!((shape.as_slice(), element.as_str()), ([3, 2, 3].as_slice(), "'<f8'"));
    let f = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0];
    assert_eq!(values, [f, [1.0; 6], [10.0; 6]].concat());
    run_in(folder.path(), &[&["eval", "x + 10*y", "-o", "a.csv"][..], &grid].concat()).result();
    let text = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    let expected = "x,y,f,fx,fy\n0,0,0,1,10\n1,0,1,1,10\n2,0,2,1,10\n0,1,10,1,10\n1,1,11,1,10\n2,1,12,1,10\n";
    assert_eq!(text, expected);
    run_in(folder.path(), &[&["eval", "x*y^2", "-o", "h.csv", "--hessian"][..], &grid].concat()).result();
    let text = fs::read_to_string(folder.path().join("h.csv")).unwrap();
    assert!(text.starts_with("x,y,f,fx,fy,fxx,fxy,fyy\n0,0,0,0,0,0,0,0\n"), "{text}");
    assert!(text.ends_with("\n2,1,2,1,4,0,2,4\n"), "{text}");
}

#[test]
fn samples_come_back_at_their_nodes() {
    let folder = TempDir::new().unwrap();
    let value = |row: usize, column: usize| (row as f64 * 0.1).sin() + column as f64 * 0.25;
    fs::write(folder.path().join("data.npy"), npy_f64([50, 30], value)).unwrap();
    run_in(folder.path(), &["eval", "data.npy", "-o", "a.npy", "--device", "cpu"]).result();
    let (shape, _, values) = npy_array::<f64>(&folder.path().join("a.npy"));
    assert_eq!(shape, [3, 50, 30], "its own grid");
    for (index, found) in values[..1500].iter().enumerate() {
        let exact = value(index / 30, index % 30);
        assert!((found - exact).abs() < 1e-6, "row {}, column {}: {found}, not {exact}", index / 30, index % 30);
    }
    run_in(folder.path(), &["eval", "data.npy", "--origin", "upper", "-o", "b.npy", "--device", "cpu"]).result();
    let flipped = npy_array::<f64>(&folder.path().join("b.npy")).2;
    assert!((flipped[0] - value(49, 0)).abs() < 1e-6, "the first row is the top one");
}

#[test]
fn an_archive_that_was_written_can_be_opened() {
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "x^2 + 3*y", "-o", "a.npz", "--x", "1,3", "--y", "-2,2", "--grid", "41x81", "--device", "cpu"];
    run_in(folder.path(), &arguments).result();
    let answer = json(&run_in(folder.path(), &["at", "a.npz", "2.013,-0.507", "--format", "json"]).result());
    let close = |found: &Value, exact: f64, within: f64| {
        assert!((found.as_f64().unwrap() - exact).abs() < within, "{found}, not {exact}");
    };
    close(&answer["f"], 2.013 * 2.013 - 3.0 * 0.507, 1e-3);
    close(&answer["gradient"][0], 2.0 * 2.013, 1e-2);
    close(&answer["gradient"][1], 3.0, 1e-4);
    // The array of the derivative is a field as well.
    let slope = json(&run_in(folder.path(), &["at", "a.npz", "2.5,1", "--key", "fx", "--format", "json"]).result());
    close(&slope["f"], 5.0, 1e-3);
}

#[test]
fn an_archive_holds_float32_from_the_gpu() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "sin(x)*y^2", "-o", "a.npz", "--grid", "300x500", "--x", "-1,2", "--y", "0,5", "--device", "gpu"];
    run_in(folder.path(), &arguments).result();
    let path = folder.path().join("a.npz");
    let (xs, ys) = (npz_array::<f64>(&path, "x").2, npz_array::<f64>(&path, "y").2);
    let planes: [Plane; 3] =
        [("f", |x, y| x.sin() * y * y), ("fx", |x, y| x.cos() * y * y), ("fy", |x, y| 2.0 * x.sin() * y)];
    for (name, exact) in planes {
        let (shape, element, values) = npz_array::<f32>(&path, name);
        assert_eq!((shape.as_slice(), element.as_str()), ([500, 300].as_slice(), "'<f4'"), "{name}");
        for (row, &y) in ys.iter().enumerate() {
            for (column, &x) in xs.iter().enumerate() {
                let (found, exact) = (f64::from(values[row * 300 + column]), exact(x, y));
                // A dozen roundings to 24 bits of numbers up to 25.
                assert!((found - exact).abs() < 2e-5, "{name} at {x},{y}: {found}, not {exact}");
            }
        }
    }
}

#[test]
fn a_map_is_written_where_its_input_lies() {
    let folder = TempDir::new().unwrap();
    let area = ["--x", "10,14", "--y", "50,53", "--grid", "5x4", "--device", "cpu"];
    run_in(folder.path(), &[&["eval", "x + 10*y", "-o", "a.tif"][..], &area].concat()).result();
    run_in(folder.path(), &["eval", "a.tif", "-o", "b.csv", "--device", "cpu"]).result();
    run_in(folder.path(), &["eval", "a.tif", "-o", "c.tif", "--device", "cpu"]).result();
    run_in(folder.path(), &["eval", "c.tif", "-o", "d.csv", "--device", "cpu"]).result();
    let text = fs::read_to_string(folder.path().join("b.csv")).unwrap();
    assert!(text.lines().any(|line| line.starts_with("10,50,510,")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("14,53,544,")), "{text}");
    assert_eq!(fs::read_to_string(folder.path().join("d.csv")).unwrap(), text);
    // 45 degrees along x alone: the water runs to the west.
    for (quantity, expected) in [("slope", 45.0), ("aspect", 270.0), ("norm", 1.0), ("laplacian", 0.0)] {
        let arguments = ["eval", "x", "-o", "q.tif", "--quantity", quantity, "--device", "cpu"];
        run_in(folder.path(), &[&arguments[..], &area[..6]].concat()).result();
        run_in(folder.path(), &["eval", "q.tif", "-o", "q.csv", "--device", "cpu"]).result();
        let text = fs::read_to_string(folder.path().join("q.csv")).unwrap();
        let found: Vec<f64> =
            text.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
        assert!(
            found.len() == 20 && found.iter().all(|value| (value - expected).abs() < 1e-6),
            "{quantity}: {found:?}"
        );
    }
    run_in(folder.path(), &["eval", "x", "-o", "a.npy", "--quantity", "slope"]).refused(2, &["--quantity", ".tif"]);
    run_in(folder.path(), &["eval", "x", "-o", "a.tif", "--hessian"]).refused(2, &["one quantity", "laplacian"]);
}

#[test]
fn the_coordinates_system_of_a_map_goes_on() {
    use tiff::decoder::Decoder;
    use tiff::encoder::{TiffEncoder, colortype::Gray32Float};
    use tiff::tags::Tag;
    const KEYS: [u16; 20] = [1, 1, 0, 4, 1024, 0, 1, 2, 1025, 0, 1, 2, 2049, 34737, 7, 0, 2057, 34736, 1, 0];
    let folder = TempDir::new().unwrap();
    let mut encoder = TiffEncoder::new(fs::File::create(folder.path().join("a.tif")).unwrap()).unwrap();
    let mut image = encoder.new_image::<Gray32Float>(6, 5).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::Unknown(33550), &[0.5, 0.25, 0.0][..]).unwrap();
    tags.write_tag(Tag::Unknown(33922), &[0.0, 0.0, 0.0, 10.0, 45.5, 0.0][..]).unwrap();
    tags.write_tag(Tag::Unknown(34735), &KEYS[..]).unwrap();
    tags.write_tag(Tag::Unknown(34736), &[6378137.0][..]).unwrap();
    tags.write_tag(Tag::Unknown(34737), "WGS 84|").unwrap();
    tags.write_tag(Tag::Unknown(42113), "-9999").unwrap();
    // It rises by 1113.2 a column, from the west to the east, with a missing value in the first corner.
    let mut values: Vec<f32> = (0..30).map(|k| 1113.2 * (k % 6) as f32).collect();
    values[0] = -9999.0;
    image.write_data(&values).unwrap();
    let run = run_in(folder.path(), &["eval", "a.tif", "-o", "b.tif", "--quantity", "slope", "--device", "cpu"]);
    assert!(run.code == Some(0) && run.stderr.contains("in metres on the ground"), "{}", run.stderr);
    let mut decoder = Decoder::new(fs::File::open(folder.path().join("b.tif")).unwrap()).unwrap();
    assert_eq!(decoder.dimensions().unwrap(), (6, 5));
    let mut numbers = |tag| decoder.get_tag_f64_vec(Tag::Unknown(tag)).unwrap();
    assert_eq!(numbers(33550), [0.5, 0.25, 0.0]);
    assert_eq!(numbers(33922), [0.0, 0.0, 0.0, 10.0, 45.5, 0.0]);
    assert_eq!(numbers(34736), [6378137.0]);
    assert_eq!(decoder.get_tag_u16_vec(Tag::Unknown(34735)).unwrap(), KEYS);
    assert_eq!(decoder.get_tag_ascii_string(Tag::Unknown(34737)).unwrap(), "WGS 84|");
    let tiff::decoder::DecodingResult::F32(slopes) = decoder.read_image().unwrap() else { panic!("no floats") };
    assert!(slopes[0].is_nan());
    // A degree at 45.5° north is some 78.1 km: half a degree a column.
    let expected = (1113.2f32 / (0.5 * 78_147.0)).atan().to_degrees();
    assert!((slopes[9] - expected).abs() < 0.01, "{} {expected}", slopes[9]);
}
