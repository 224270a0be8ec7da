//! The command line as a process: what is printed on standard output and written into files.

use std::fs;
use std::path::Path;

use crate::common::process::*;
use serde_json::Value;
use steepest::expr::Order;
use steepest::field::{DATA_ENDINGS, Field};
use tempfile::TempDir;

// What is printed.

#[test]
fn habits_of_other_programs_are_answered() {
    run(&["at", "x*y", "1", "2"]).refused(2, &["with commas between its coordinates, such as 1,2"]);
    run(&["at", "x*y*z", "1", "2", "3"]).refused(2, &["such as 1,2,3"]);
    run(&["at", "x*y", "1;2"]).refused(2, &["`1;2` is not a number"]);
    for (verb, command) in
        [("plot", "steepest render"), ("minimize", "steepest descend"), ("info", "steepest describe")]
    {
        run(&[verb, "x*y"]).refused(2, &[&format!("there is no command `{verb}`"), command]);
    }
}

#[test]
fn formulas_points_and_ranges_may_begin_with_a_minus() {
    assert!(run(&["at", "-x^2+y", "-1,2"]).result().contains("f            1\n"));
    assert!(run(&["at", "-x^2 + y", "-1,-2", "-3,-4"]).result().contains("f            -13\n"));
    assert!(run(&["at", "−x", "−1,2"]).result().contains("f            1\n"), "a minus as it is typeset");
    for point in ["(-1,2)", "[-1, 2]", "( -1 , 2 )"] {
        assert!(run(&["at", "-x^2+y", point]).result().contains("f            1\n"), "{point}");
    }
    assert!(run(&["at", "-a*x", "-1,2", "--set", "a=-3", "--along", "-1,0"]).result().contains("derivative   -3 "));
    let folder = TempDir::new().unwrap();
    let arguments = ["eval", "-x", "-o", "a.npz", "--x", "-5,-1", "--y", "-2,-1", "--grid", "5x2", "--device", "cpu"];
    run_in(folder.path(), &arguments).result();
    assert_eq!(npz_array::<f64>(&folder.path().join("a.npz"), "x").2, [-5.0, -4.0, -3.0, -2.0, -1.0]);
    assert_eq!(npz_array::<f64>(&folder.path().join("a.npz"), "f").2[..5], [5.0, 4.0, 3.0, 2.0, 1.0]);
    run_in(folder.path(), &["eval", "x", "-ob.npy", "--grid", "4", "--device", "cpu"]).result();
    run_in(folder.path(), &["eval", "x", "-o", "-c.npy", "--grid", "4", "--device", "cpu"]).result();
    assert_eq!(names_in(folder.path()), ["-c.npy", "a.npz", "b.npy"]);
}

#[test]
fn at_prints_value_gradient_hessian_and_eigenvalues() {
    let expected = "\
point        (3, 4)
f            12
gradient     (4, 3)
norm         5
Hessian      (0, 1)
             (1, 0)
eigenvalues  (-1, 1)
";
    assert_eq!(run(&["at", "x*y", "3,4"]).result(), expected);
    assert_eq!(
        run(&["at", "x*y", "3,4", "--format", "csv"]).result(),
        "x,y,f,fx,fy,norm,fxx,fxy,fyy\n3,4,12,4,3,5,0,1,0\n"
    );
}

#[test]
fn the_json_of_at_is_stable() {
    let answer = json(&run(&["at", "himmelblau", "1,2", "--format", "json"]).result());
    let expected = serde_json::json!({
        "point": [1.0, 2.0], "f": 68.0, "gradient": [-36.0, -32.0], "norm": 2320f64.sqrt(),
        "hessian": [[-22.0, 12.0], [12.0, 26.0]],
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&answer[key], value, "{key}");
    }
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    // serde_json's map sorts its keys; their order in the text is not promised.
    assert_eq!(keys, ["eigenvalues", "f", "gradient", "hessian", "norm", "point"]);
    let several = json(&run(&["at", "x", "1,2", "3,4", "--format", "json"]).result());
    assert_eq!(several.as_array().unwrap().iter().map(|answer| &answer["f"]).collect::<Vec<_>>(), [1.0, 3.0]);
}

#[test]
fn what_is_not_a_number_is_null_in_json() {
    let answer = json(&run(&["at", "log(x)", "-1,2", "--format", "json"]).result());
    assert_eq!(answer["point"], serde_json::json!([-1.0, 2.0]));
    assert!(["f", "norm"].iter().all(|key| answer[key].is_null()), "{answer}");
    assert_eq!(answer["gradient"][0], Value::Null);
    assert_eq!(answer["eigenvalues"], serde_json::json!([null, null]));
    assert_eq!(json(&run(&["at", "1/x", "0,0", "--format", "json"]).result())["f"], Value::Null, "infinity");
}

#[test]
fn printed_numbers_read_back_to_the_same_float() {
    for (formula, x, y) in [
        ("sin(x)*y^2 + exp(-x)/3", 0.1, 0.3),
        ("x/3 + y", 123456789.12345679, -1e-17),
        ("x*1e-300 + y", 1e-10, 0.0),
        ("x^7*y", 1e40, 0.1),
    ] {
        let (field, point) = (Field::parse(formula).unwrap(), format!("{x:e},{y:e}"));
        let text = run(&["at", formula, &point, "--format", "json"]).result();
        let expected = field.at(&[x, y], Order::Gradient);
        assert_eq!(numbers_of(&text, "point"), [x, y]);
        assert_eq!(numbers_of(&text, "f"), expected[..1], "{formula}");
        assert_eq!(numbers_of(&text, "gradient"), expected[1..], "{formula}");
        let csv = run(&["at", formula, &point, "--format", "csv"]).result();
        let row: Vec<f64> = csv.lines().nth(1).unwrap().split(',').map(|text| text.parse().unwrap()).collect();
        assert_eq!(row[..5], [&[x, y], expected.as_slice()].concat(), "{formula}");
    }
}

#[test]
fn the_directional_derivative_and_the_central_difference_are_those_of_the_textbook() {
    let arguments = ["at", "x^2 + y^2", "3,4", "--along", "3,4", "--h", "0.5", "--format", "json"];
    let text = run(&arguments).result();
    let close = |key: &str, expected: &[f64]| {
        let found = numbers_of(&text, key);
        assert!(found.len() == expected.len(), "{key}: {found:?}");
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{key}: {found:?}");
    };
    close("direction", &[0.6, 0.8]);
    close("derivative", &[10.0]);
    close("angle_degrees", &[0.0]);
    close("h", &[0.5]);
    // A central difference is exact for a parabola.
    close("error", &[0.0]);
    let across = run(&["at", "x^2 + y^2", "3,4", "--along", "-4,3", "--format", "json"]).result();
    assert!(numbers_of(&across, "derivative")[0].abs() < 1e-14);
    assert!((numbers_of(&across, "angle_degrees")[0] - 90.0).abs() < 1e-12);
    // Of x³ it is off by exactly h².
    let cube = run(&["at", "x^3", "1", "--h", "0.1", "--format", "json"]).result();
    assert!((numbers_of(&cube, "error")[0] - 0.01).abs() < 1e-14);
    let text = run(&["at", "x^2 + y^2", "3,4", "--along", "3,4", "--h", "0.5"]).result();
    assert!(
        ["direction ", "derivative ", "angle ", "difference ", "its error "].iter().all(|word| text.contains(word))
    );
}

#[test]
fn points_have_as_many_dimensions_as_the_formula() {
    let answer = json(&run(&["at", "x1*x2 + x3", "1,2,3", "--format", "json"]).result());
    assert_eq!(answer["f"], 5.0);
    assert_eq!(answer["gradient"], serde_json::json!([2.0, 1.0, 1.0]));
    assert_eq!(answer["hessian"], serde_json::json!([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]));
    assert_eq!(answer["eigenvalues"], serde_json::json!([-1.0, 0.0, 1.0]));
    let line = json(&run(&["at", "x^3", "2", "--format", "json"]).result());
    assert_eq!((&line["gradient"], &line["hessian"]), (&serde_json::json!([12.0]), &serde_json::json!([[12.0]])));
    let plane = json(&run(&["at", "x^3", "2,7", "--format", "json"]).result());
    assert_eq!(plane["gradient"], serde_json::json!([12.0, 0.0]));
    let csv = run(&["at", "x*y*z*w", "1,2,3,4", "--format", "csv"]).result();
    assert_eq!(csv.lines().next().unwrap(), "x,y,z,w,f,fx,fy,fz,fw,norm,fxx,fxy,fxz,fxw,fyy,fyz,fyw,fzz,fzw,fww");
}

#[test]
fn a_parameter_without_a_value_is_noted_unless_told_to_be_quiet() {
    let noted = run(&["at", "a*x + k_1", "2,0"]);
    assert_eq!((noted.code, noted.stderr.lines().count()), (Some(0), 2), "{}", noted.stderr);
    assert!(noted.stderr.lines().all(|line| line.starts_with("note: ") && line.contains("--set")), "{}", noted.stderr);
    assert_eq!(run(&["at", "a*x + k_1", "2,0", "-q"]).result(), noted.stdout);
    assert_eq!(run(&["at", "a*x + k_1", "2,0", "--set", "a=1", "--set", "k_1=1"]).result(), noted.stdout);
    assert!(run(&["at", "speed*x", "2,0", "--set", "speed=10"]).result().contains("f            20\n"));
}

#[test]
fn the_catalogue_is_listed_and_explained() {
    let list = run(&["fields"]).result();
    assert_eq!(list.lines().count(), 25);
    let rows = json(&run(&["fields", "--format", "json"]).result());
    assert_eq!(rows.as_array().unwrap().len(), 25);
    assert!(rows.as_array().unwrap().iter().all(|row| row["x"].as_array().unwrap().len() == 2));
    assert!(run(&["fields", "himmelblau"]).result().contains("minimum  3,2  f = 0\n"));
    assert!(run(&["fields", "--format", "csv"]).result().starts_with("name,formula,xmin,xmax,ymin,ymax\nackley,\""));
}

#[test]
fn the_json_of_a_benchmark_is_stable() {
    let arguments = ["bench", "eval", "saddle", "--grid", "8x4", "--runs", "3", "--device", "cpu"];
    let rows = json(&run(&arguments).result());
    let row = rows[0].as_object().unwrap();
    let mut keys: Vec<&str> = row.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "adapter",
        "bench",
        "best_ms",
        "device",
        "field",
        "grid",
        "median_ms",
        "p95_ms",
        "points_per_s",
        "readback",
        "runs",
    ];
    assert_eq!(keys, expected);
    assert_eq!((&row["bench"], &row["field"], &row["device"]), (&"eval".into(), &"saddle".into(), &"cpu".into()));
    assert_eq!((&row["grid"], &row["runs"]), (&serde_json::json!([8, 4]), &3.into()));
    assert_eq!((&row["adapter"], &row["readback"]), (&Value::Null, &false.into()));
    let number = |key: &str| row[key].as_f64().unwrap();
    assert!(number("best_ms") <= number("median_ms") && number("median_ms") <= number("p95_ms"));
    assert!((number("points_per_s") * number("median_ms") / 32e3 - 1.0).abs() < 1e-9);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    for arguments in [&["at", "x", "1,2"][..], &["fields", "--format", "json"], &["--help"], &["at", "--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command(Path::new("."), arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_results() {
    assert_eq!(run(&["--version"]).result(), concat!("steepest ", env!("CARGO_PKG_VERSION"), "\n"));
    for command in ["view", "render", "eval", "at", "fields", "doctor", "bench"] {
        assert!(run(&["--help"]).result().contains(&format!("  {command} ")));
        assert!(run(&[command, "--help"]).result().contains("Usage: steepest "));
    }
    let said = run(&["--help"]).result();
    let missing: Vec<_> = DATA_ENDINGS.iter().filter(|ending| !said.contains(&format!(".{ending}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

// What is written.

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
