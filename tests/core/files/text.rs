//! Tables of text.

use super::{at, close, input, of, opened};
use steepest::field::{Field, OpenOptions, Origin};

/// Whether a file is refused in words that hold all of these.
fn refused(name: &str, text: &str, words: &[&str]) {
    let error = of(name, text.as_bytes()).map(|field| field.domain()).unwrap_err();
    assert!(words.iter().all(|word| error.contains(word)), "{text}: {error}");
    assert!(!error.contains("--"), "{error}");
}

/// Points of a paraboloid in rows `x,y,z`.
fn points(order: impl Fn(&mut Vec<[f64; 3]>)) -> Vec<[f64; 3]> {
    let mut points: Vec<[f64; 3]> =
        (0..16).map(|k| (f64::from(k / 4), f64::from(k % 4))).map(|(x, y)| [x, y, x * x + y * y]).collect();
    order(&mut points);
    points
}

fn table(points: &[[f64; 3]], separator: &str) -> String {
    points.iter().map(|[x, y, z]| format!("{x}{separator}{y}{separator}{z}\n")).collect()
}

fn is_paraboloid(field: &Field) -> bool {
    let (x, y) = (field.domain().x, field.domain().y);
    x == [0.0, 3.0] && y == [0.0, 3.0] && close(at(field, 2.0, 3.0), [13.0, 4.0, 6.0])
}

#[test]
fn points_make_a_grid_in_any_order() {
    for name in ["xyz.txt", "xyz.csv"] {
        assert!(is_paraboloid(&opened(&input(name)).unwrap()), "{name}");
    }
    let orders: [fn(&mut Vec<[f64; 3]>); 3] = [
        |points| points.reverse(),
        |points| points.sort_by(|a, b| a[1].total_cmp(&b[1])),
        |points| points.rotate_left(7),
    ];
    for order in orders {
        for (name, separator) in [("a.txt", " "), ("a.csv", ","), ("a.csv", ";"), ("a.txt", "\t"), ("a.txt", " , ")] {
            let field = of(name, table(&points(order), separator).as_bytes()).unwrap();
            assert!(is_paraboloid(&field) && field.remarks()[0].contains("x, y and z"), "{separator}");
        }
    }
    // The same as three rows.
    let column = |axis: usize| points(|_| ()).iter().map(|point| point[axis].to_string()).collect::<Vec<_>>().join(" ");
    assert!(is_paraboloid(&of("a.txt", [column(0), column(1), column(2)].join("\n").as_bytes()).unwrap()));
}

#[test]
fn names_say_which_column_is_which() {
    let rows = |columns: [usize; 3], before: &str| -> String {
        points(|_| ())
            .iter()
            .map(|point| format!("{before}{}\n", columns.map(|c| point[c].to_string()).join(",")))
            .collect()
    };
    for (header, columns) in [
        ("z,x,y\n", [2, 0, 1]),
        ("Y [m],X [m],height\n", [1, 0, 2]),
        ("lon,lat,elevation\n", [0, 1, 2]),
        ("# x,y,z\n", [0, 1, 2]),
        ("% made by hand\n%x, y, z\n", [0, 1, 2]),
        ("lr,decay,loss\n", [0, 1, 2]),
        ("\"x\",\"y\",\"z\"\r\n", [0, 1, 2]),
    ] {
        let field = of("a.csv", format!("{header}{}", rows(columns, "")).as_bytes()).unwrap();
        assert!(is_paraboloid(&field), "{header}");
    }
    // A data frame's index is left alone, whatever it is.
    assert!(is_paraboloid(&of("a.csv", format!(",x,y,z\n{}", rows([0, 1, 2], "7,")).as_bytes()).unwrap()));
    // As `eval` writes them, and R, which names no column of row names.
    let derived = "x,y,f,fx,fy\n0,0,1,8,9\n1,0,2,8,9\n0,1,3,8,9\n1,1,4,8,9\n";
    let field = of("a.csv", derived.as_bytes()).unwrap();
    assert_eq!(at(&field, 1.0, 0.0)[0], 2.0);
    assert_eq!(field.remarks(), ["its column f is read as f; fx and fy are left out"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, derived.replace("f,fx", "a,fx")).unwrap();
    let with = |key: Option<&str>| {
        let options = OpenOptions { key: key.map(str::to_owned), ..OpenOptions::default() };
        Field::open(path.to_str().unwrap(), &options).map(|field| at(&field, 0.0, 0.0)[0]).map_err(|e| e.to_string())
    };
    assert!(with(None).is_err_and(|error| error.contains("could be a, fx, fy")));
    assert_eq!((with(Some("a")), with(Some("fy"))), (Ok(1.0), Ok(9.0)));
    assert!(with(Some("b")).is_err_and(|error| error.contains("no column `b`")));
    let r = "x y z\n1 0 0 1\n2 1 0 2\n3 0 1 3\n4 1 1 4\n";
    assert_eq!(at(&of("a.txt", r.as_bytes()).unwrap(), 1.0, 0.0)[0], 2.0);
}

#[test]
fn points_that_make_no_grid_are_refused_with_what_is_missing() {
    let all = points(|_| ());
    refused("a.txt", &table(&all[..15], " "), &["1 of the 4x4 points", "(3, 3)"]);
    let named = format!("x,y,z\n{}", table(&[&all[..2], &all[5..]].concat(), ","));
    refused("a.csv", &named, &["3 of the 4x4 points", "(1, 0)"]);
    let scattered: Vec<[f64; 3]> = (0..40).map(|k| [f64::from(k * k % 41), f64::from(k * 7 % 43), 1.0]).collect();
    refused("a.txt", &table(&scattered, " "), &["scattered", "missing", "griddata"]);
    let twice = [all.clone(), vec![[0.0, 0.0, 7.0]]].concat();
    refused("a.txt", &table(&twice, " "), &["(0, 0) is there twice, with 0 and with 7"]);
    let same = [all.clone(), vec![[0.0, 0.0, 0.0]]].concat();
    let field = of("a.txt", table(&same, " ").as_bytes()).unwrap();
    assert!(is_paraboloid(&field) && field.remarks().iter().any(|remark| remark.contains("twice")));
    refused("a.csv", "x,y,z\n0,0,1\n1,,2\n0,1,3\n1,1,4\n", &["point 2 has no x or no y"]);
    let uneven: Vec<[f64; 3]> = all.iter().map(|&[x, y, z]| [x * x * x, y, z]).collect();
    let field = of("a.txt", table(&uneven, " ").as_bytes()).unwrap();
    assert_eq!((field.domain().x, at(&field, 8.0, 3.0)[0]), ([0.0, 27.0], 13.0));
    assert!(field.remarks().iter().any(|remark| remark.contains("x are not evenly spaced")));
    refused("a.csv", "x,y\n0,0\n1,1\n2,3\n", &["a grid"]);
    // A value may be missing where a point is not.
    let field = of("a.csv", "x,y,z\n0,0,1\n1,0,\n0,1,3\n1,1,4\n2,0,1\n2,1,1\n".as_bytes()).unwrap();
    assert!(at(&field, 0.5, 0.0)[0].is_nan() && at(&field, 0.0, 1.0)[0] == 3.0);
}

#[test]
fn rounded_coordinates_are_even_and_said_to_be() {
    let rows: String = (0..21).map(|k| format!("{:.3},{},{}\n", f64::from(k / 3) / 6.0, k % 3, k / 3)).collect();
    let field = of("a.csv", format!("x,y,z\n{rows}").as_bytes()).unwrap();
    assert_eq!(field.domain().x, [0.0, 1.0]);
    assert!(field.remarks().iter().any(|remark| remark.contains("off by up to")), "{:?}", field.remarks());
}

#[test]
fn an_index_is_no_sample() {
    let field = opened(&input("pandas.csv")).unwrap();
    assert_eq!(field.default_grid(), [3, 3]);
    assert_eq!((at(&field, 5.0, -5.0)[0], at(&field, -5.0, 0.0)[0]), (83.1, 27.7));
    assert_eq!(field.remarks(), ["its first row and column only count and are left out"]);
    // Where they do not count they are coordinates, in either direction.
    let placed = of("a.csv", b",0.5,1,1.5\n10,1,2,3\n8,4,5,6\n6,7,8,9\n").unwrap();
    assert_eq!((placed.domain().x, placed.domain().y), ([0.5, 1.5], [10.0, 6.0]));
    assert_eq!(at(&placed, 1.0, 8.0)[0], 5.0);
    let corner = of("a.csv", b"y\\x;0;1;2\n0;1,5;2;3\n1;4;5;6\n3;7;8;9\n").unwrap();
    assert_eq!((corner.domain().y, at(&corner, 1.0, 3.0)[0]), ([0.0, 3.0], 8.0));
    refused("a.csv", "y;0;1;2\n0;1;2;3\n3;4;5;6\n1;7;8;9\n", &["row names neither ascend nor descend", "sort"]);
    refused("a.csv", ",a,b,c\nfirst,1,2,3\nsecond,4,5,6\n", &["line 2: `first` is not a number"]);
    // A row of names over samples says nothing but that.
    let named = of("a.csv", b"c1,c2,c3,c4\n1,5,3,4\n5,6,7,8\n").unwrap();
    assert_eq!((named.default_grid(), named.remarks().len()), ([4, 2], 1));
    let counted = of("a.csv", b"0,1,2,3\n5,6.5,7,9\n5,6,7,8\n").unwrap();
    assert!(counted.remarks().iter().any(|remark| remark.contains("counts 0, 1, 2")));
}

#[test]
fn numbers_are_read_as_they_are_spelt() {
    let field = opened(&input("decimal_comma.csv")).unwrap();
    assert_eq!((field.default_grid(), at(&field, 0.0, 0.0)[0]), ([3, 3], 2.5));
    assert!(field.remarks()[0].contains("decimal"));
    for text in [
        "0,5\t1,5\n2,5\t3,5\n",
        "0,5 1,5\n2,5 3,5\n",
        "\"0,5\",\"1,5\"\n\"2,5\",\"3,5\"\n",
        "sep=;\r\n0,5;1,5\r\n2,5;3,5\r\n",
    ] {
        let field = of("a.csv", text.as_bytes()).unwrap();
        assert_eq!((field.default_grid(), at(&field, 0.0, 0.0)[0]), ([2, 2], 2.0), "{text}");
    }
    refused("a.csv", "0,5;1.5\n2,5;3,5\n", &["line 1 has a comma", "line 1 a point"]);
    refused("a.csv", "1.234,5;2\n3;4\n5;6\n", &["line 1: `1.234,5`"]);
    let field = of("a.txt", "\u{2212}1 2.5D+01\n+3e0 .5\n".as_bytes()).unwrap();
    assert_eq!([at(&field, -5.0, -5.0)[0], at(&field, 5.0, -5.0)[0]], [-1.0, 25.0]);
}

#[test]
fn encodings_and_ends_of_lines_make_no_difference() {
    assert_eq!(at(&opened(&input("bom.csv")).unwrap(), 0.0, 0.0)[0], 5.0);
    let text = "1,2,3\r\n4,5,6\r\n7,8,9\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let files = [
        [b"\xff\xfe".as_slice(), &little].concat(),
        [b"\xfe\xff".as_slice(), &big].concat(),
        little,
        text.replace("\r\n", "\r").into_bytes(),
        text.replace("\r\n", "\n\n  \n").into_bytes(),
        [b"# caf\xe9\n".as_slice(), text.trim_end().as_bytes()].concat(),
    ];
    for bytes in files {
        assert_eq!(at(&of("a.csv", &bytes).unwrap(), 0.0, 0.0)[0], 5.0, "{bytes:?}");
    }
}

#[test]
fn blank_cells_are_missing_and_separators_at_ends_are_nothing() {
    let field = opened(&input("blank_tabs.txt")).unwrap();
    assert_eq!((field.default_grid(), at(&field, 5.0, 5.0)[0]), ([4, 3], 12.0));
    assert!(at(&field, -5.0, 5.0)[0].is_nan() && at(&field, -5.0, -5.0)[0] == 1.0);
    assert_eq!(opened(&input("trailing.csv")).unwrap().default_grid(), [2, 2]);
    for text in ["1;2;\n3;4;\n", "1\t2\t\n3\t4\t\n", "1,2,,\n3,4,,\n", "a,b,\n1,2,\n3,4,\n"] {
        assert_eq!(of("a.csv", text.as_bytes()).unwrap().default_grid(), [2, 2], "{text}");
    }
    for word in ["nan", "NaN", "NA", "", "null", "#N/A", "n/a", "#DIV/0!", "-"] {
        let field = of("a.csv", format!("1,2,3\n4,5,6\n7,8,{word}\n").as_bytes()).unwrap();
        assert!(at(&field, 5.0, 5.0)[0].is_nan() && at(&field, -5.0, 5.0)[0] == 7.0, "{word}");
    }
    let field = of("a.txt", b"% made\n1 2 3 # first\n4 5 6\n\n7 8 inf\n-inf 1 1\n").unwrap();
    assert_eq!((field.default_grid(), at(&field, -5.0, -5.0)[0]), ([3, 4], 1.0));
    assert!(field.remarks().iter().any(|remark| remark.contains("2 samples are infinite")), "{:?}", field.remarks());
}

#[test]
fn an_esri_grid_lies_where_its_header_says() {
    let field = opened(&input("nan_first.asc")).unwrap();
    assert_eq!([at(&field, 2.5, 2.5)[0], at(&field, 0.5, 0.5)[0]], [3.0, 9.0]);
    assert!(at(&field, 0.5, 2.5)[0].is_nan() && at(&field, 1.5, 2.5)[0].is_nan() && at(&field, 0.5, 1.5)[0] == 5.0);
    let text = "NCOLS 3\r\nNROWS 2\r\nXLLCENTER 10\r\nYLLCENTER 20\r\nCELLSIZE 2,5\r\nNODATA_VALUE -9999\r\n1 2 3\r\n4 -9999 6\r\n";
    // ArcGIS writes the same as .txt, with the decimal comma of its country.
    for name in ["a.asc", "a.txt"] {
        let field = of(name, text.as_bytes()).unwrap();
        assert_eq!((field.domain().x, field.domain().y), ([10.0, 15.0], [20.0, 22.5]));
        assert!(at(&field, 12.5, 20.0)[0].is_nan() && at(&field, 15.0, 22.5)[0] == 3.0);
    }
    refused("a.asc", &text.replace("NROWS 2", "NROWS 2000000000"), &["cannot be used"]);
    refused("a.asc", &text.replace("NROWS 2", "NROWS 3"), &["says 3x3", "holds 6"]);
    refused("a.asc", &text.replace("4 -9999", "4 x"), &["line 8: `x`"]);
}

#[test]
fn what_is_no_table_is_refused_with_the_line() {
    refused("a.txt", "hello world\nthis is prose\n", &["line 2: `this` is not a number", "x, y and z"]);
    refused("a.csv", "1,2\n3,4,5\n", &["line 2 has 3 numbers and those before have 2"]);
    refused("a.csv", "1,2\n", &["one row, of 2 numbers"]);
    refused("a.csv", "", &["no numbers"]);
    refused("a.csv", "x,y,z\n", &["no numbers follow"]);
    refused("a.csv", "50%,2%\n1,2\n3,4\n", &["line 1: `50%`"]);
    refused("a.csv", "1,2,x\n4,5,6\n7,8,9\n", &["line 1: `x`"]);
    refused("a.csv", "PK\u{3}\u{4}", &["Excel", "not text"]);
    refused("a.csv", "1,2\0\n3,4\n", &["binary"]);
}

#[test]
fn many_rows_are_read_and_an_origin_turns_what_has_no_coordinates() {
    let rows: String = (0..40_000).map(|k| format!("{},{},{}\n", k % 200, k / 200, k)).collect();
    let field = of("a.csv", format!("x,y,z\n{rows}").as_bytes()).unwrap();
    assert_eq!((field.default_grid(), at(&field, 3.0, 199.0)[0]), ([200, 200], 39_803.0));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let corner = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let options = OpenOptions { origin: Some(Origin::Upper), ..OpenOptions::default() };
        let field = Field::open(path.to_str().unwrap(), &options).unwrap();
        at(&field, field.domain().x[0], field.domain().y[0])[0]
    };
    assert_eq!(corner("1,2\n3,4\n5,6\n"), 5.0);
    assert_eq!(corner("x,y,z\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n"), 1.0);
}

/// z = x² + 10 y of 4 columns and 3 rows, a line per point by `line`.
fn lines(head: &str, line: impl Fn(f64, f64, f64) -> String) -> String {
    let nodes = (0..12).map(|k| (f64::from(k % 4), f64::from(k / 4)));
    head.to_owned() + &nodes.map(|(x, y)| line(x, y, x * x + 10.0 * y)).collect::<String>()
}

#[test]
fn points_in_other_spellings_are_the_same_points() {
    let comma = |value: f64| format!("{value:.1}").replace('.', ",");
    let files = [
        ("a.csv", lines("x;y;z\n", |x, y, z| format!("{};{};{}\n", comma(x), comma(y), comma(z)))),
        ("a.csv", lines("\"x\",\"y\",\"z\"\r\n", |x, y, z| format!("\"{x}\",\"{y}\",\"{z}\"\r\n"))),
        ("a.txt", lines("# a comment\n# x y z\n", |x, y, z| format!("{x} {y} {z}\n"))),
        ("a.csv", lines("z,lat,lon\n", |x, y, z| format!("{z},{y},{x}\n"))),
        ("a.txt", lines("\u{feff}x\ty\tz\n", |x, y, z| format!("{x}\t{y}\t{z}\n"))),
        ("a.txt", lines("", |x, y, z| format!("{x:.6e} {y:.6e} {z:.6e}   \n")) + "\n\n"),
    ];
    for (name, text) in files {
        let field = of(name, text.as_bytes()).unwrap();
        assert_eq!((field.domain().x, field.domain().y), ([0.0, 3.0], [0.0, 2.0]), "{text}");
        assert_eq!(at(&field, 2.0, 1.0), [14.0, 4.0, 10.0], "{text}");
    }
}

#[test]
fn tables_in_other_spellings_are_the_same_tables() {
    let nodes = |text: &str| {
        let field = of("a.csv", text.as_bytes()).unwrap();
        let [nx, ny] = field.default_grid();
        let grid = steepest::field::Grid { nx, ny, domain: field.domain() };
        (field.domain(), field.sample(&grid, steepest::expr::Order::Value).swap_remove(0))
    };
    assert_eq!(nodes("1;2;3;\n4;5;6;\n").1, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    for text in ["1,NaN,3\nna,5,6\n7,8,N/A\n", "1,-,3\nNULL,5,6\n7,8,#N/A\n", "1,,3\n,5,6\n7,8,--\n"] {
        let found = nodes(text).1;
        assert_eq!(found.iter().map(|value| value.is_nan()).collect::<Vec<_>>().iter().filter(|nan| **nan).count(), 3);
        assert_eq!((found[0], found[4], found[7]), (1.0, 5.0, 8.0), "{text}");
    }
    assert_eq!(nodes("1e3 2d3\n3E+02 4\n").1, [1000.0, 2000.0, 300.0, 4.0]);
    let (domain, values) = nodes("y\\x,3,2,1\n30,1,2,3\n20,4,5,6\n10,7,8,9\n");
    assert_eq!((domain.x, domain.y, values[0], values[8]), ([3.0, 1.0], [30.0, 10.0], 1.0, 9.0));
    let years = of("a.csv", b"year,2000,2005,2020\n0,1,2,3\n1,4,5,6\n2,7,8,9\n").unwrap();
    assert_eq!((at(&years, 2005.0, 1.0)[0], years.description().is_even), (5.0, false));
    let centred = "ncols 4\nnrows 3\nxllcenter 0\nyllcenter 0\ncellsize 1\n1 2 3 4\n5 6 7 8\n9 10 11 12\n";
    let field = of("a.asc", centred.as_bytes()).unwrap();
    assert_eq!((field.domain().x, at(&field, 3.0, 2.0)[0], at(&field, 0.0, 0.0)[0]), ([0.0, 3.0], 4.0, 9.0));
}

#[test]
fn what_is_no_table_is_refused_with_the_cause() {
    refused("a.csv", "1,2\n3\n", &["one number a line", "decimal points", "write nan"]);
    refused("a.csv", "1,2,3\n", &["one row, of 3 numbers"]);
    refused("a.csv", "", &["no numbers"]);
    refused("a.csv", "\"1,000\",\"2,000\"\n\"3,500\",\"4,000\"\n", &["line 1", "thousands"]);
    let said = of("a.csv", b"1,000;2,000\n3,000;4,000\n").unwrap().remarks();
    assert!(said.iter().any(|remark| remark.contains("not as commas between thousands")), "{said:?}");
    refused("a.csv", "10%,20%\n30%,40%\n", &["`10%` is not a number"]);
    refused("a.csv", "[[1,2],[3,4]]\n", &["is not a number"]);
}

#[test]
fn endings_and_comments_of_other_programs_are_those_of_tables() {
    let rows = table(&points(|_| ()), " ");
    for name in ["a.dat", "a.xyz", "a.tsv"] {
        assert!(is_paraboloid(&of(name, rows.as_bytes()).unwrap()), "{name}");
    }
    for mark in ["#", "%", "!", "//", "  //"] {
        let text = format!("{mark} written by hand\n{mark} x y z\n{rows}{mark} the end\n");
        assert!(is_paraboloid(&of("a.txt", text.as_bytes()).unwrap()), "{mark}");
    }
    // Blank lines part the blocks of gnuplot, each of one x.
    let lines: Vec<&str> = rows.lines().collect();
    for gap in ["\n\n", "\n\n\n"] {
        let blocks: Vec<String> = lines.chunks(4).map(|block| block.join("\n")).collect();
        assert!(is_paraboloid(&of("a.dat", blocks.join(gap).as_bytes()).unwrap()));
    }
}

#[test]
fn an_esri_grid_without_a_word_on_missing_samples_has_the_formats_own() {
    let grid = |header: &str| format!("ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n{header}1 -9999\n3 4\n");
    let field = of("a.asc", grid("").as_bytes()).unwrap();
    assert!(at(&field, 1.5, 1.5)[0].is_nan() && at(&field, 0.5, 0.5)[0] == 3.0);
    assert!(field.remarks()[0].contains("1 samples of -9999"), "{:?}", field.remarks());
    let field = of("a.asc", grid("NODATA_value 4\n").as_bytes()).unwrap();
    assert!(at(&field, 1.5, 1.5)[0] == -9999.0 && at(&field, 1.5, 0.5)[0].is_nan());
}

#[test]
fn words_beside_named_numbers_and_units_below_names_are_no_numbers() {
    let rows = |before: &str, after: &str| -> String {
        points(|_| ()).iter().map(|[x, y, z]| format!("{before}{x},{y},{z}{after}\n")).collect()
    };
    let field = of("a.csv", format!("date,x,y,z,place\n{}", rows("2020-01-01,", ",here")).as_bytes()).unwrap();
    assert!(is_paraboloid(&field) && field.remarks().len() <= 1, "{:?}", field.remarks());
    let field = of("a.csv", format!("x,y,z\nm,m,°C\n{}", rows("", "")).as_bytes()).unwrap();
    assert!(
        is_paraboloid(&field) && field.remarks()[0].contains("m, m, °C, is read as units"),
        "{:?}",
        field.remarks()
    );
    refused("a.csv", &format!("x,y,z\n{}1,2,many\n", rows("", "")), &["line 18", "`many` is not a number"]);
    refused("a.csv", &format!("x,y,z\nm,m,m\nm,m,m\n{}", rows("", "")), &["line 3", "`m` is not a number"]);
    let piped = table(&points(|_| ()), "|");
    assert!(is_paraboloid(&of("a.csv", format!("x|y|z\n{piped}").as_bytes()).unwrap()));
}

#[test]
fn a_value_that_stands_for_what_is_missing_elsewhere_is_a_doubt() {
    for (cell, is_doubt) in [("-9999", true), ("-32768", true), ("-999", true), ("-9998", false), ("-7", false)] {
        let field = of("a.csv", format!("1,2,3\n4,{cell},6\n").as_bytes()).unwrap();
        let said = field.remarks().iter().any(|remark| remark.contains(&format!("1 samples are {cell}")));
        assert_eq!(said, is_doubt, "{cell}: {:?}", field.remarks());
    }
    // Depths are numbers of their own.
    assert!(of("a.csv", b"-9999,-9000,-8000\n-7000,-6000,-5000\n").unwrap().remarks().is_empty());
}

#[test]
fn numbers_with_units_or_marks_between_thousands_are_refused_with_that_remedy() {
    for cell in ["4,090.00", "4.090,00", "4'090.00", "4 090.00", "90 m", "90%", "-1_000"] {
        let text = format!("x;y;z\n0;0;{cell}\n");
        refused("a.csv", &text, &["line 2", &format!("`{cell}` is not a number"), "without units, and without marks"]);
    }
    refused("a.csv", "1,2\n3,many\n", &["`many` is not a number", "columns named x, y and z"]);
}
