//! Arrays that NumPy wrote.

use std::io::{Cursor, Write};

use npyz::npz::{NpzWriter, file_name_from_array_name};
use steepest::field::Field;

use super::{at, close, input, of, opened};

/// A file of one array.
fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\0".as_slice(), &length, header.as_bytes(), data].concat()
}

fn f64s(shape: &str, values: impl IntoIterator<Item = f64>) -> Vec<u8> {
    npy("<f8", shape, &values.into_iter().flat_map(f64::to_le_bytes).collect::<Vec<_>>())
}

fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    for (key, bytes) in arrays {
        writer.zip_writer().start_file(file_name_from_array_name(key), Default::default()).unwrap();
        writer.zip_writer().write_all(bytes).unwrap();
    }
    writer.zip_writer().finish().unwrap().into_inner()
}

/// x, y and f = x + 10 y of 4 columns and 3 rows, rows of one x where `is_by_rows`.
fn mesh(is_by_rows: bool) -> [Vec<u8>; 3] {
    let nodes = (0..12).map(|k| if is_by_rows { (k / 3, k % 3) } else { (k % 4, k / 4) });
    let nodes: Vec<(f64, f64)> = nodes.map(|(x, y)| (f64::from(x), f64::from(y))).collect();
    let shape = if is_by_rows { "(4, 3)" } else { "(3, 4)" };
    [
        f64s(shape, nodes.iter().map(|node| node.0)),
        f64s(shape, nodes.iter().map(|node| node.1)),
        f64s(shape, nodes.iter().map(|(x, y)| x + 10.0 * y)),
    ]
}

fn is_plane(field: &Field) -> bool {
    field.domain().x == [0.0, 3.0] && field.domain().y == [0.0, 2.0] && close(at(field, 3.0, 1.0), [13.0, 1.0, 10.0])
}

#[test]
fn meshes_of_either_indexing_say_where_samples_lie() {
    let field = opened(&input("meshgrid.npz")).unwrap();
    assert_eq!((field.domain().x, field.domain().y), ([0.0, 100.0], [0.0, 10.0]));
    assert!(close(at(&field, 50.0, 5.0), [55.0, 1.0, 1.0]));
    for is_by_rows in [false, true] {
        for names in [["X", "Y", "Z"], ["x", "y", "f"], ["X", "Y", "loss"]] {
            let arrays: Vec<(&str, Vec<u8>)> = names.into_iter().zip(mesh(is_by_rows)).collect();
            let field = of("a.npz", &npz(&arrays)).unwrap();
            assert!(is_plane(&field), "{names:?} {is_by_rows}");
            assert_eq!(field.remarks().len(), usize::from(is_by_rows));
        }
    }
    let [x, y, z] = mesh(false);
    let bent = f64s("(3, 4)", (0..12).map(|k| f64::from(k * k)));
    let error = of("a.npz", &npz(&[("X", bent), ("Y", y), ("Z", z.clone())])).map(|field| field.domain()).unwrap_err();
    assert!(error.contains("no mesh of columns and rows"), "{error}");
    // One of them alone is another array.
    let error = of("a.npz", &npz(&[("X", x), ("Z", z)])).map(|field| field.domain()).unwrap_err();
    assert!(error.contains("coordinates need one dimension"), "{error}");
}

#[test]
fn masks_take_samples_out() {
    let field = opened(&input("mask.npz")).unwrap();
    let [first, last] = field.domain().x;
    let step = (last - first) / 63.0;
    let node = |column: f64, row: f64| at(&field, first + step * column, field.domain().y[0] + step * row)[0];
    assert!(node(10.0, 7.0).is_nan() && (node(10.0, 8.0) - (22.0 * 22.0 + 24.0 * 24.0)).abs() < 1e-3);
    assert!(field.remarks().iter().any(|remark| remark.contains("512 samples are missing where it is 0")));
    // Truth values mark what is masked, as in NumPy's masked arrays.
    let [_, _, z] = mesh(false);
    let mut marks = [0; 12];
    marks[4] = 1;
    for name in ["mask", "data_mask"] {
        let field = of("a.npz", &npz(&[("data", z.clone()), (name, npy("|b1", "(3, 4)", &marks))])).unwrap();
        assert!(at(&field, -5.0, 0.0)[0].is_nan() && at(&field, -5.0, -5.0)[0] == 0.0);
    }
    // A mask goes with samples that meshes turn.
    let [x, y, z] = mesh(true);
    let field = of("a.npz", &npz(&[("X", x), ("Y", y), ("Z", z), ("mask", npy("|b1", "(4, 3)", &marks))])).unwrap();
    assert!(at(&field, 1.0, 1.0)[0].is_nan() && at(&field, 1.0, 2.0)[0] == 21.0);
    let field =
        of("a.npz", &npz(&[("data", f64s("(3, 4)", [1.0; 12])), ("mask", npy("|b1", "(12,)", &marks))])).unwrap();
    assert!(field.remarks()[0].contains("does not fit"));
}

#[test]
fn dimensions_of_length_1_are_left_out() {
    for shape in ["(1, 3, 4)", "(3, 4, 1)", "(1, 3, 1, 4)"] {
        let field = of("a.npy", &f64s(shape, (0..12).map(f64::from))).unwrap();
        assert_eq!((field.default_grid(), at(&field, 5.0, -5.0)[0]), ([4, 3], 3.0), "{shape}");
        assert!(field.remarks()[0].contains("length 1"));
    }
    assert!(of("a.npy", &f64s("(2, 3, 2)", (0..12).map(f64::from))).is_err());
}

#[test]
fn axes_that_are_not_even_are_axes() {
    let field = opened(&input("uneven.npz")).unwrap();
    assert_eq!(field.domain().x, [1.0, 1000.0]);
    assert!((at(&field, 10.0, 0.5)[0] - 1.0).abs() < 1e-12);
    let [f, fx, fy] = at(&field, 100.0, 0.5);
    assert!((f - 2.0).abs() < 1e-12 && (fx - 0.004_362_1).abs() < 5e-8 && fy == 0.0, "{f} {fx} {fy}");
    assert!(field.remarks().iter().any(|remark| remark.contains("x are not evenly spaced")));
    // The same of meshes, and of more samples than are held there is no picture.
    let (xs, ys) = ([1.0, 2.0, 4.0, 8.0], [9.0, 4.0, 1.0]);
    let nodes = || (0..12).map(|k| (xs[k % 4], ys[k / 4]));
    let arrays = [("X", 0), ("Y", 1), ("Z", 2)].map(|(name, what)| {
        let value = |(x, y): (f64, f64)| [x, y, x * x - y][what];
        (name, f64s("(3, 4)", nodes().map(value)))
    });
    let field = of("a.npz", &npz(&arrays)).unwrap();
    assert!(close(at(&field, 4.0, 4.0), [12.0, 8.0, -1.0]) && close(at(&field, 3.0, 2.0), [7.0, 6.0, -1.0]));
    let options = steepest::field::OpenOptions { most_held: Some(100), ..Default::default() };
    let error = Field::open(&input("uneven.npz"), &options).map(|field| field.domain()).unwrap_err().to_string();
    assert!(error.contains("61x21 samples on uneven axes") && error.contains("resample"), "{error}");
    let unsorted = npz(&[("x", f64s("(3,)", [0.0, 2.0, 1.0])), ("f", f64s("(2, 3)", (0..6).map(f64::from)))]);
    assert!(of("a.npz", &unsorted).map(|field| field.domain()).unwrap_err().contains("sort the coordinates"));
}

#[test]
fn samples_keep_their_64_bits() {
    let ids = opened(&input("ids.npy")).unwrap();
    assert_eq!((at(&ids, -5.0, 0.0)[0], at(&ids, 5.0, 5.0)[0]), (134_217_737.0, 134_217_741.0));
    let offset = opened(&input("offset.npy")).unwrap();
    assert_eq!(at(&offset, 5.0, 5.0)[0], 1e8 + 0.2 * 19.0);
    // Those of a file that is read by parts, too.
    let options = steepest::field::OpenOptions { most_held: Some(8), ..Default::default() };
    let parts = Field::open(&input("offset.npy"), &options).unwrap();
    assert_eq!(at(&parts, 5.0, 5.0)[0], 1e8 + 0.2 * 19.0);
}

/// The same of NetCDF stands in its own tests.
#[test]
fn names_of_arrays_stay_within_a_line() {
    let grid = || f64s("(3, 4)", (0..12).map(f64::from));
    for arrays in [
        [("a\nb", grid()), ("c\nd", grid())],
        [("a\nb", npy("<f8", "(3, 4)", &[])), ("x", f64s("(4,)", [0.0, 1.0, 2.0, 3.0]))],
    ] {
        let error = of("a.npz", &npz(&arrays)).map(|field| field.domain()).unwrap_err();
        assert!(error.contains("ab") && !error.contains('\n'), "{error}");
    }
}

#[test]
fn names_without_the_flag_of_utf_8_are_read() {
    let whole = npz(&[("größe", f64s("(3, 4)", (0..12).map(f64::from)))]);
    // The flag is bit 11 of two bytes behind a header's first six, and behind the directory's first eight.
    let mut bare = whole.clone();
    for (mark, at) in [(b"PK\x03\x04", 7), (b"PK\x01\x02", 9)] {
        for start in (0..whole.len() - 4).filter(|&start| &whole[start..start + 4] == mark) {
            bare[start + at] &= !8;
        }
    }
    assert_ne!(bare, whole);
    for bytes in [whole, bare] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npz");
        std::fs::write(&path, bytes).unwrap();
        let options = steepest::field::OpenOptions { key: Some("größe".to_owned()), ..Default::default() };
        assert_eq!(at(&Field::open(path.to_str().unwrap(), &options).unwrap(), 5.0, -5.0)[0], 3.0);
    }
}

#[test]
fn longitudes_and_latitudes_are_x_and_y() {
    let f = || f64s("(3, 4)", (0..12).map(f64::from));
    for [x, y] in [["lon", "lat"], ["longitude", "latitude"], ["X", "Y"]] {
        let bytes =
            npz(&[(x, f64s("(4,)", [10.0, 20.0, 30.0, 40.0])), (y, f64s("(3,)", [9.0, 8.0, 7.0])), ("data", f())]);
        let field = of("a.npz", &bytes).unwrap();
        assert_eq!((field.domain().x, field.domain().y), ([10.0, 40.0], [9.0, 7.0]), "{x}");
        assert_eq!(at(&field, 20.0, 8.0)[0], 5.0);
    }
    let error =
        of("a.npz", &npz(&[("lat", f64s("(4,)", [0.0, 1.0, 2.0, 3.0])), ("f", f())])).map(|field| field.domain());
    assert!(error.unwrap_err().contains("has 4 values and the array has 3 rows"));
}

#[test]
fn numbers_of_any_real_type_and_order_are_read_and_others_refused() {
    let bytes = |name: &str, values: &[u8]| of("a.npy", &npy(name, "(2, 2)", values));
    let node = |field: &Field| [at(field, -5.0, -5.0)[0], at(field, 5.0, -5.0)[0], at(field, -5.0, 5.0)[0]];
    let big: Vec<u8> = [1i64 << 52, -3, 5, 7].into_iter().flat_map(i64::to_be_bytes).collect();
    assert_eq!(node(&bytes(">i8", &big).unwrap()), [(1u64 << 52) as f64, -3.0, 5.0]);
    assert_eq!(node(&bytes("|u1", &[1, 2, 255, 4]).unwrap()), [1.0, 2.0, 255.0]);
    assert_eq!(node(&bytes("|b1", &[1, 0, 1, 1]).unwrap()), [1.0, 0.0, 1.0]);
    let header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }\n";
    let numbers: Vec<u8> = [1.0, 2.0, 3.0, 4.0f64].into_iter().flat_map(f64::to_le_bytes).collect();
    let length = (header.len() as u16).to_le_bytes();
    let columns = [b"\x93NUMPY\x01\0".as_slice(), &length, header.as_bytes(), &numbers].concat();
    assert_eq!(node(&of("a.npy", &columns).unwrap()), [1.0, 3.0, 2.0]);
    for (name, shape, word) in [
        ("<c16", "(2, 2)", "complex"),
        ("<f8", "(4,)", "two dimensions"),
        ("<f8", "()", "two dimensions"),
        ("<f8", "(0, 3)", "no samples"),
        ("|O", "(2, 2)", "Python objects"),
        ("<U4", "(2, 2)", "text"),
        ("<M8[s]", "(2, 2)", "times"),
    ] {
        let error = of("a.npy", &npy(name, shape, &[0; 64])).map(|field| field.domain()).unwrap_err();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn arrays_without_names_are_x_y_and_f_where_they_fit() {
    let [x, y, z] = mesh(false);
    let (xs, ys) = (f64s("(4,)", (0..4).map(f64::from)), f64s("(3,)", (0..3).map(f64::from)));
    let [bx, by, bz] = mesh(true);
    for (arrays, remarks) in [([x, y, z.clone()], 1), ([xs.clone(), ys.clone(), z.clone()], 1), ([bx, by, bz], 2)] {
        let arrays: Vec<(&str, Vec<u8>)> = ["arr_0", "arr_1", "arr_2"].into_iter().zip(arrays).collect();
        let field = of("a.npz", &npz(&arrays)).unwrap();
        assert!(is_plane(&field) && field.remarks().len() == remarks, "{:?}", field.remarks());
        assert!(field.remarks()[0].contains("are read as x, y and f"), "{:?}", field.remarks());
    }
    // Those of other lengths are no coordinates.
    for (a, b) in [(7, 2), (4, 7), (7, 3)] {
        let line = |length: usize| f64s(&format!("({length},)"), (0..length).map(|k| k as f64));
        let field = of("a.npz", &npz(&[("arr_0", line(a)), ("arr_1", line(b)), ("arr_2", z.clone())])).unwrap();
        let said = field.remarks().join("; ");
        assert!(said.contains("left out beside the samples: `arr_0`, `arr_1`"), "{a}, {b}: {said}");
    }
    // Three arrays of one shape are no meshes.
    let three = [("arr_0", z.clone()), ("arr_1", z.clone()), ("arr_2", z.clone())];
    let error = of("a.npz", &npz(&three)).map(|field| field.domain()).unwrap_err();
    assert!(error.contains("choose one by its key"), "{error}");
    let turned = of("a.npz", &npz(&[("arr_0", ys), ("arr_1", xs), ("arr_2", z)]));
    let error = turned.map(|field| field.domain()).unwrap_err();
    assert!(error.contains("has 3 values and the array has 4 columns"), "{error}");
}

#[test]
fn coordinates_by_other_names_are_left_out_with_a_word() {
    let [_, _, z] = mesh(false);
    let (xs, ys) = (f64s("(4,)", (0..4).map(f64::from)), f64s("(3,)", (0..3).map(f64::from)));
    let field = of("a.npz", &npz(&[("alphas", xs.clone()), ("betas", ys.clone()), ("loss", z.clone())])).unwrap();
    assert!(field.remarks()[0].starts_with("left out beside the samples: `alphas`, `betas`"), "{:?}", field.remarks());
    let seed = f64s("(1,)", [7.0]);
    let field = of("a.npz", &npz(&[("x", xs), ("y", ys), ("loss", z), ("seed", seed)])).unwrap();
    assert!(is_plane(&field) && field.remarks().is_empty(), "{:?}", field.remarks());
}

/// x, y and z = x² + 10 y of 4 columns and 3 rows, a row a point, those of one y together.
fn points() -> Vec<[f64; 3]> {
    (0..12).map(|k| (f64::from(k % 4), f64::from(k / 4))).map(|(x, y)| [x, y, x * x + 10.0 * y]).collect()
}

fn is_of_points(field: &Field) -> bool {
    field.domain().x == [0.0, 3.0] && field.domain().y == [0.0, 2.0] && close(at(field, 2.0, 1.0), [14.0, 4.0, 10.0])
}

#[test]
fn points_in_three_columns_or_rows_are_a_grid_and_no_samples() {
    let columns = |axis: usize| points().iter().map(|point| point[axis]).collect::<Vec<_>>();
    let rows = f64s("(3, 12)", (0..3).flat_map(columns));
    let stacked = f64s("(12, 3)", points().into_iter().flatten());
    for (bytes, what) in [(&stacked, "columns"), (&rows, "rows")] {
        let field = of("a.npy", bytes).unwrap();
        assert!(is_of_points(&field) && field.remarks() == [format!("its three {what} are read as x, y and z")]);
        assert!(is_of_points(&of("a.npz", &npz(&[("arr_0", bytes.clone())])).unwrap()));
    }
    let one = |axis: usize| f64s("(12,)", columns(axis));
    let field = of("a.npz", &npz(&[("x", one(0)), ("y", one(1)), ("loss", one(2))])).unwrap();
    assert!(is_of_points(&field) && field.remarks()[0].contains("x, y and loss are read as the x, y and f of points"));
    let scattered = f64s("(12,)", (0..12).map(|k| f64::from(k * k % 41)));
    let other = f64s("(12,)", (0..12).map(|k| f64::from(k * 7 % 43)));
    let error = of("a.npz", &npz(&[("x", scattered), ("y", other), ("z", one(2))]));
    assert!(error.is_err_and(|error| error.contains("scattered") && error.contains("griddata")));
    // What makes no grid is samples, and a doubt.
    let field = of("a.npy", &f64s("(12, 3)", (0..36).map(|k| f64::from(k * k % 37)))).unwrap();
    assert!(field.default_grid() == [3, 12] && field.remarks()[0].contains("they make no grid"));
    assert!(of("a.npy", &f64s("(4, 3)", (0..12).map(f64::from))).unwrap().remarks().is_empty());
}

#[test]
fn meshes_have_names_of_two_letters_too() {
    for names in [["xx", "yy", "zz"], ["XX", "YY", "ZZ"]] {
        let arrays: Vec<(&str, Vec<u8>)> = names.into_iter().zip(mesh(false)).collect();
        assert!(is_plane(&of("a.npz", &npz(&arrays)).unwrap()), "{names:?}");
    }
}
