//! Tables of text that spreadsheets, pandas and gnuplot write.

use steepest::field::Field;

use super::{at, of};

/// f = x² + 10 y over these, as coordinates over and before a table.
const X: [f64; 4] = [0.5, 1.0, 1.5, 2.0];
const Y: [f64; 3] = [10.0, 8.0, 5.0];

fn f(x: f64, y: f64) -> f64 {
    x * x + 10.0 * y
}

/// A table with a corner, the numbers `over` in its first line and those of `before` in front of the others.
fn table(corner: &str, over: &[f64], before: &[f64], value: impl Fn(f64, f64) -> f64) -> String {
    let line = |numbers: Vec<f64>| numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let row = |b: f64| format!("{b},{}\n", line(over.iter().map(|&a| value(a, b)).collect()));
    let rows: String = before.iter().map(|&b| row(b)).collect();
    format!("{corner},{}\n{rows}", line(over.to_vec()))
}

fn is_f(field: &Field) -> bool {
    X.iter().all(|&x| Y.iter().all(|&y| (at(field, x, y)[0] - f(x, y)).abs() < 1e-12))
}

#[test]
fn a_corner_says_what_rows_are() {
    for corner in ["", "y", "y\\x", "lat", "y/x", "Y [m]", "row"] {
        let field = of("a.csv", table(corner, &X, &Y, f).as_bytes()).unwrap();
        assert!(is_f(&field), "{corner}: {:?}", field.remarks());
    }
    // pandas writes the name of the rows there.
    for corner in ["x", "x\\y", "lon", "X (m)", "x/y"] {
        let field = of("a.csv", table(corner, &Y, &X, |y, x| f(x, y)).as_bytes()).unwrap();
        assert!(is_f(&field), "{corner}: {:?}", field.remarks());
        assert!(field.remarks()[0].contains("first column is read as x"), "{:?}", field.remarks());
    }
    let counted = of("a.csv", b"x,0,1,2\n0,1,2,3\n1,4,5,6\n").unwrap();
    assert_eq!((counted.default_grid(), at(&counted, 5.0, -5.0)[0]), ([2, 3], 4.0));
}

#[test]
fn a_matrix_of_gnuplot_has_its_coordinates() {
    for (corner, before) in [("4", [10.0, 8.0, 5.0, 1.0]), ("nan", [10.0, 8.0, 6.0, 4.0])] {
        let text = table(corner, &X, &before, f).replace(',', " ");
        let field = of("a.dat", text.as_bytes()).unwrap();
        assert_eq!((field.default_grid(), field.domain().x), ([4, 4], [0.5, 2.0]), "{corner}");
        assert_eq!((at(&field, 1.5, 8.0)[0], at(&field, 2.0, 10.0)[0]), (82.25, 104.0));
        assert!(field.remarks()[0].contains("first row is read as x"), "{:?}", field.remarks());
    }
    // Another number is a sample, and what looks like coordinates is a doubt.
    let field = of("a.csv", table("0", &X, &[10.0, 8.0, 6.0, 4.0], f).as_bytes()).unwrap();
    assert_eq!(field.default_grid(), [5, 5]);
    assert!(field.remarks()[0].contains("leave their corner blank"), "{:?}", field.remarks());
    let plane = table("0", &[1.0, 2.0, 3.0, 4.0], &[2.0, 4.0, 6.0, 8.0], |a, b| a + b);
    assert!(!of("a.csv", plane.as_bytes()).unwrap().remarks().iter().any(|remark| remark.contains("corner")));
}

#[test]
fn what_old_programs_wrote_for_no_number_is_missing_and_no_comment() {
    let said = ["1.#QNAN", "-1.#IND", "1.#IND00", "1.#SNAN", "1.#INF", "-1.#INF", "nan(ind)", "-nan(ind)"];
    for cell in said.into_iter().chain(["<NA>", "NaT", "?", "*", ".", "n.a.", "NODATA", "no data"]) {
        // The last cell of a row, which was 1 where the rest was taken for a comment.
        let field = of("a.csv", format!("5,2,3\n4,7,6\n7,8,{cell}\n").as_bytes()).unwrap();
        assert!(at(&field, 5.0, 5.0)[0].is_nan() && at(&field, 0.0, 5.0)[0] == 8.0, "{cell}");
    }
    let error = of("a.txt", b"1 2 3 #QNAN\n4 5 6 #info\n7 8 9 1. # IND\n").map(|field| field.domain()).unwrap_err();
    assert!(error.contains("line 3 has 4 numbers"), "{error}");
}

#[test]
fn blank_rows_below_a_table_are_no_samples() {
    for blank in [",,\n", ",,\n , ,\n", "\"\",,\n"] {
        let field = of("a.csv", format!("1,2,3\n4,5,6\n{blank}").as_bytes()).unwrap();
        assert_eq!((field.default_grid(), at(&field, 5.0, 5.0)[0]), ([3, 2], 6.0), "{blank:?}");
        assert!(field.remarks()[0].contains("blank and left out"), "{:?}", field.remarks());
    }
    // Those that say that they have none, and those between others, are missing samples.
    assert_eq!(of("a.csv", b"1,2\n3,4\nnan,\n").unwrap().default_grid(), [2, 3]);
    assert_eq!(of("a.csv", b"1,2\n,\n3,4\n").unwrap().default_grid(), [2, 3]);
}
