//! The command line as a process: what is printed on standard output.

use std::path::Path;

use crate::common::process::*;
use serde_json::Value;
use steepest::expr::Order;
use steepest::field::{DATA_ENDINGS, Field};
use tempfile::TempDir;

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
