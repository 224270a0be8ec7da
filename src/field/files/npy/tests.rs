use std::io::{Cursor, Write};
use std::path::PathBuf;

use npyz::WriterBuilder;
use npyz::npz::file_name_from_array_name;

use super::*;

/// A file of the format with any header.
fn npy(descr: &str, fortran_order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': {descr}, 'fortran_order': {fortran_order}, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [MAGIC, &[1, 0], &length, header.as_bytes(), data].concat()
}

/// A file of f64.
fn npy_f64(shape: &[usize], values: &[f64]) -> Vec<u8> {
    let shape: String = shape.iter().map(|length| format!("{length},")).collect();
    npy(
        "'<f8'",
        "False",
        &format!("({shape})"),
        &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>(),
    )
}

/// An archive of such files, as `numpy.savez` makes it.
fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = npyz::npz::NpzWriter::new(Cursor::new(Vec::new()));
    for (key, bytes) in arrays {
        let zip = writer.zip_writer();
        zip.start_file(file_name_from_array_name(key), Default::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    writer.zip_writer().finish().unwrap().into_inner()
}

fn grid(value: f64) -> Vec<u8> {
    npy_f64(&[3, 4], &[value; 12])
}

fn scalar(value: f64) -> Vec<u8> {
    npy_f64(&[], &[value])
}

/// Reads bytes as a file; its folder is gone from messages.
fn read(bytes: &[u8], key: Option<&str>) -> Result<ArrayGrid, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let prefix = format!("{}/", folder.path().display());
    read_grid(&path, key).map_err(|error| error.to_string().replace(&prefix, ""))
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

#[test]
fn every_real_type_is_read() {
    let cases: &[(&str, &[u8], [f64; 2])] = &[
        ("|b1", &[0, 1], [0.0, 1.0]),
        ("|i1", &[0x80, 127], [-128.0, 127.0]),
        ("|u1", &[0x80, 255], [128.0, 255.0]),
        ("<i2", &[0xfe, 0xff, 1, 2], [-2.0, 513.0]),
        (">i2", &[0xff, 0xfe, 2, 1], [-2.0, 513.0]),
        (">u2", &[0xff, 0xfe, 2, 1], [65534.0, 513.0]),
        ("<i4", &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1], [-1.0, 16_777_216.0]),
        (">u4", &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1], [4_294_967_295.0, 1.0]),
        (">i8", &[[0xff; 8], [0, 0, 0, 0, 0, 0, 0, 7]].concat(), [-1.0, 7.0]),
        ("<u8", &[[0, 0, 0, 0, 0, 0, 0, 0x80], [7, 0, 0, 0, 0, 0, 0, 0]].concat(), [2f64.powi(63), 7.0]),
        ("<f2", &[0x00, 0xbc, 0xff, 0x7b], [-1.0, 65504.0]),
        (">f2", &[0x00, 0x01, 0x7c, 0x00], [2f64.powi(-24), f64::INFINITY]),
        (">f4", &[0x3f, 0xc0, 0, 0, 0xbf, 0x80, 0, 0], [1.5, -1.0]),
        ("<f8", &[1.1f64.to_le_bytes(), (-2e300f64).to_le_bytes()].concat(), [1.1, -2e300]),
        (">f8", &[1.1f64.to_be_bytes(), (-2e300f64).to_be_bytes()].concat(), [1.1, -2e300]),
    ];
    for (descr, pair, expected) in cases {
        let grid = read(&npy(&format!("'{descr}'"), "False", "(2, 2)", &[*pair, *pair].concat()), None).unwrap();
        assert_eq!(grid.values, [*expected, *expected].concat(), "{descr}");
        assert_eq!((grid.nx, grid.ny, grid.x, grid.y), (2, 2, None, None));
    }
    let half_nan = read(&npy("'<f2'", "False", "(2, 2)", &[0x01, 0x7c, 0, 0, 0, 0, 0, 0]), None).unwrap();
    assert!(half_nan.values[0].is_nan());
}

#[test]
fn both_index_orders_give_rows_of_columns() {
    let grid = read(&npy("'|u1'", "False", "(2, 3)", &[1, 2, 3, 4, 5, 6]), None).unwrap();
    assert_eq!((grid.ny, grid.nx, grid.values), (2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    let grid = read(&npy("'|u1'", "True", "(2, 3)", &[1, 4, 2, 5, 3, 6]), None).unwrap();
    assert_eq!((grid.ny, grid.nx, grid.values), (2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
}

#[test]
fn files_of_another_writer_are_read() {
    let mut bytes = Vec::new();
    let builder = npyz::WriteOptions::new().default_dtype().shape(&[2, 2]);
    let mut writer = builder.writer(&mut bytes).begin_nd().unwrap();
    writer.extend([1.0f32, 2.0, 3.0, 4.0]).unwrap();
    writer.finish().unwrap();
    assert_eq!(read(&bytes, None).unwrap().values, [1.0, 2.0, 3.0, 4.0]);

    let header = "{\"shape\" : (2L, 2L), \"fortran_order\" : False, \"descr\" : \"|u1\"}";
    let length = (header.len() as u32).to_le_bytes();
    let bytes = [MAGIC, &[3, 0], &length, header.as_bytes(), &[1, 2, 3, 4]].concat();
    assert_eq!(read(&bytes, None).unwrap().values, [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn an_archive_chooses_its_array() {
    let line = || npy_f64(&[4], &[0.0, 1.0, 2.0, 3.0]);
    let value = |bytes: &[u8], key| read(bytes, key).map(|grid| grid.values[0]);
    assert_eq!(value(&npz(&[("arr_0", grid(1.0))]), None), Ok(1.0));
    assert_eq!(value(&npz(&[("x", line()), ("z", grid(2.0)), ("name", scalar(7.0))]), None), Ok(2.0));
    let several = npz(&[("f", grid(1.0)), ("fx", grid(2.0))]);
    assert_eq!(value(&several, None), Ok(1.0));
    assert_eq!(value(&several, Some("fx")), Ok(2.0));
    let meshes = npz(&[("z", grid(1.0)), ("x", grid(2.0)), ("y", grid(3.0))]);
    let remedy = "file[x]: goes from 2 to 2; give every column and row its own coordinate";
    assert_eq!(value(&meshes, None).unwrap_err(), remedy);
    assert_eq!(value(&npz(&[("x", grid(1.0))]), Some("x")), Ok(1.0));
    let several = npz(&[("b", grid(1.0)), ("a", grid(2.0)), ("x", line())]);
    assert_eq!(value(&several, Some("b")), Ok(1.0));
    assert_eq!(
        value(&several, None).unwrap_err(),
        "file: has several arrays of two dimensions; choose one by its key: a, b"
    );
    assert_eq!(value(&several, Some("g")).unwrap_err(), "file: has no array `g`; choose one of a, b, x");
    let lines = npz(&[("u", line()), ("v", scalar(1.0))]);
    assert_eq!(value(&lines, None).unwrap_err(), "file: has no array of two dimensions; it has u (4,), v ()");
    assert_eq!(value(&npz(&[]), None).unwrap_err(), "file: has no array of two dimensions; it has no arrays");
    assert_eq!(
        value(&grid(1.0), Some("f")).unwrap_err(),
        "file: is a single array and has no key `f`; leave the key out"
    );
}

#[test]
fn coordinates_give_the_extent() {
    let with = |x: Vec<u8>, y: Vec<u8>| read(&npz(&[("f", grid(1.0)), ("x", x), ("y", y)]), None);
    let grid = with(npy_f64(&[4], &[1.0, 3.0, 5.0, 7.0]), npy_f64(&[3], &[2.0, 1.0, 0.0])).unwrap();
    assert_eq!((grid.x, grid.y), (Some([1.0, 7.0]), Some([2.0, 0.0])));
    // As far as f32 is even, f32 coordinates are.
    let xs: Vec<u8> = (0..4).flat_map(|k| (1000.0 + 0.1 * k as f32).to_le_bytes()).collect();
    let grid = with(npy("'<f4'", "False", "(4,)", &xs), npy_f64(&[3], &[0.0, 1.0, 2.000_000_5])).unwrap();
    assert_eq!(grid.x, Some([1000.0, f64::from(1000.3f32)]));

    let y = || npy_f64(&[3], &[0.0, 1.0, 2.0]);
    let grid = with(npy_f64(&[4], &[1.0, 10.0, 100.0, 1000.0]), y()).unwrap();
    assert_eq!((grid.x, grid.uneven), (Some([1.0, 1000.0]), [Some(vec![1.0, 10.0, 100.0, 1000.0]), None]));
    assert_eq!(
        with(npy_f64(&[4], &[1.0, 10.0, 5.0, 1000.0]), y()).unwrap_err(),
        "file[x]: neither ascends nor descends: x[2] is 5 after 10; sort the coordinates, with the samples"
    );
    assert!(with(npy_f64(&[4], &[1.0, f64::NAN, 3.0, 4.0]), y()).unwrap_err().contains("x[1] is NaN"));
    assert!(with(y(), y()).unwrap_err().starts_with("file[x]: has 3 values and the array has 4 columns; rows are y"));
}

#[test]
fn scalars_give_the_extent_of_samples_or_of_cells() {
    let extent = |more: &[(&str, f64)]| {
        let mut arrays = vec![("f", grid(1.0))];
        arrays.extend(more.iter().map(|&(key, value)| (key, scalar(value))));
        read(&npz(&arrays), None).map(|grid| (grid.x, grid.y))
    };
    let ends = [("xmin", 0.0), ("xmax", 12.0), ("ymin", 6.0), ("ymax", 0.0)];
    assert_eq!(extent(&ends), Ok((Some([0.0, 12.0]), Some([6.0, 0.0]))));
    let with = |dx, dy| extent(&[&ends[..], &[("dx", dx), ("dy", dy)]].concat());
    // 4 columns and 3 rows: cells of 3 × 2, or steps of 4 × 3 between samples.
    assert_eq!(with(3.0, 2.0), Ok((Some([1.5, 10.5]), Some([5.0, 1.0]))));
    assert_eq!(with(3.001, -1.999), Ok((Some([1.5, 10.5]), Some([5.0, 1.0]))));
    assert_eq!(with(4.0, 3.0), Ok((Some([0.0, 12.0]), Some([6.0, 0.0]))));
    assert_eq!(with(0.0, f64::NAN), Ok((Some([0.0, 12.0]), Some([6.0, 0.0]))));
    assert_eq!(extent(&ends[..2]), Ok((Some([0.0, 12.0]), None)));
    assert_eq!(extent(&ends[..1]).unwrap_err(), "file[xmin]: is there without `xmax`; save both, or neither");
    // A derivative that happens to be called dx says nothing about cells.
    let arrays = [("f", grid(1.0)), ("dx", grid(2.0)), ("xmin", scalar(0.0)), ("xmax", scalar(1.0))];
    assert_eq!(read(&npz(&arrays), None).unwrap().x, Some([0.0, 1.0]));
}

#[test]
fn the_origin_says_where_the_first_row_lies() {
    let grid = || read(&npy("'|u1'", "False", "(3, 2)", &[1, 2, 3, 4, 5, 6]), None).unwrap();
    let corner = |origin| {
        let samples = grid().into_samples(origin, Path::new("file")).unwrap();
        assert_eq!(samples.domain(), ([-5.0, 5.0], [-5.0, 5.0]));
        [samples.value_and_gradient(-5.0, -5.0)[0], samples.value_and_gradient(5.0, 5.0)[0]]
    };
    assert_eq!(corner(None), [1.0, 6.0]);
    assert_eq!(corner(Some(Origin::Lower)), [1.0, 6.0]);
    assert_eq!(corner(Some(Origin::Upper)), [5.0, 2.0]);
}

#[test]
fn what_is_no_grid_is_refused_with_a_remedy() {
    let ones = [1u8; 64];
    let f64_of = |shape: &str| npy("'<f8'", "False", shape, &ones[..0]);
    let typed = |descr: &str| npy(descr, "False", "(2, 2)", &ones);
    let cases = [
        (f64_of("(3, 4, 5)"), "has shape (3, 4, 5); a field needs two dimensions: save a slice of it, such as a[0]"),
        (f64_of("(7,)"), "has shape (7,); a field needs two dimensions: reshape it"),
        (f64_of("()"), "has shape (); a field needs two dimensions: reshape it"),
        (f64_of("(0, 5)"), "has shape (0, 5) and no samples; save"),
        (f64_of("(1, 5)"), "has shape (1, 5); a surface needs two rows and two columns at least"),
        (typed("'|O'"), "holds Python objects (dtype |O); save it as numbers: numpy.save(file, a.astype(float))"),
        (typed("'<c16'"), "holds complex numbers (dtype <c16); save one part of them: a.real, a.imag or abs(a)"),
        (typed("[('shape', '<f4'), ('b', '<i2')]"), "holds records (dtype […]); save one field of them"),
        (typed("'<U3'"), "holds text (dtype <U3); save it as numbers"),
        (typed("'<M8[s]'"), "holds times (dtype <M8[s]); save it as numbers"),
        (typed("'<f16'"), "holds long doubles (dtype <f16); save it as numbers"),
        (typed("'|V8'"), "holds raw bytes (dtype |V8); save it as numbers"),
        (typed("'wrong'"), "holds something unknown (dtype wrong); save it as numbers"),
        (b"P5 3 2 255 ".to_vec(), "is not an .npy or .npz file, whatever its name; save the samples with numpy.save"),
        (vec![], "is not an .npy or .npz file"),
    ];
    for (bytes, expected) in cases {
        let message = read(&bytes, None).unwrap_err();
        assert!(message.starts_with(&format!("file: {expected}")), "{message}");
    }
    let all_nan = read(&npy_f64(&[2, 2], &[f64::NAN; 4]), None).unwrap();
    let error = all_nan.into_samples(None, Path::new("file")).unwrap_err();
    assert!(error.to_string().starts_with("file: every sample is missing"), "{error}");
    let missing = read_grid(Path::new("/nowhere/grid.npy"), None).unwrap_err();
    assert_eq!(missing.to_string(), "/nowhere/grid.npy: there is no such file; check the name and the folder");
    assert!(matches!(read_grid(Path::new("/"), None), Err(ReadError::Io { .. })));
}

#[test]
fn claims_beyond_the_file_are_refused_before_memory_is_taken() {
    for shape in ["(4294967296, 4294967296)", "(1099511627776, 2)", "(18446744073709551615, 18446744073709551615)"] {
        let bytes = npy("'<f8'", "False", shape, &[0; 64]);
        let message = read(&bytes, None).unwrap_err();
        assert!(message.contains("is truncated") && message.contains("64 are there"), "{message}");
        let message = read(&npz(&[("f", bytes)]), None).unwrap_err();
        assert!(message.contains("does not fit into memory"), "{message}");
    }
    for shape in ["(99999999999999999999, 2)", "(-1, 2)", "(2.5, 2)", "(2, 2", "None"] {
        let message = read(&npy("'<f8'", "False", shape, &[0; 64]), None).unwrap_err();
        assert!(message.contains("its header is not one NumPy writes"), "{shape}: {message}");
    }
    let long = [MAGIC, &[2, 0], &u32::MAX.to_le_bytes(), b"{'descr'"].concat();
    assert!(read(&long, None).unwrap_err().contains("its header is longer than any real one"));
    let deep = npy(&"(".repeat(60_000), "False", "(2, 2)", &[]);
    assert!(read(&deep, None).unwrap_err().contains("its header is not one NumPy writes"));
    let later = [MAGIC, &[9, 0, 4, 0], b"{}  "].concat();
    assert!(read(&later, None).unwrap_err().contains("a version that is not known"));
}

#[test]
fn no_prefix_and_no_flipped_byte_of_a_file_panics() {
    let arrays = [("f", npy("'>f4'", "True", "(3, 4)", &[63; 48])), ("xmin", scalar(0.0)), ("xmax", scalar(1.0))];
    for whole in [npy("'<i2'", "False", "(3, 4)", &[7; 24]), npz(&arrays)] {
        assert!(read(&whole, None).is_ok());
        for length in 0..whole.len() {
            assert!(read(&whole[..length], None).is_err(), "{length} bytes of {}", whole.len());
        }
        for index in 0..whole.len() {
            for flip in [1, 0x20, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[index] ^= flip;
                if let Ok(grid) = read(&bytes, None) {
                    assert_eq!(grid.values.len(), grid.nx * grid.ny);
                    let _ = grid.into_samples(Some(Origin::Upper), Path::new("file"));
                }
            }
        }
    }
}

#[test]
fn the_elevation_model_lies_north_up_with_samples_at_cell_centres() {
    let path = data("jacksboro_fault_dem.npz");
    let grid = read_grid(&path, None).unwrap();
    assert_eq!((grid.nx, grid.ny), (403, 344));
    let samples = grid.into_samples(None, &path).unwrap();
    let (x, y) = samples.domain();
    // Three arc seconds: the file's extent is 403 × 344 of them, half a cell beyond the outer samples.
    let step = 1.0 / 1200.0;
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(near(x[0], -84.413_75 + step / 2.0) && near(x[1] - x[0], 402.0 * step), "{x:?}");
    assert!(near(y[0], 36.732_916_666_666_67 - step / 2.0) && near(y[0] - y[1], 343.0 * step), "{y:?}");
    let nodes = samples.nodes();
    let elevations = || nodes.iter().map(|node| node.f);
    assert_eq!((elevations().fold(f32::MAX, f32::min), elevations().fold(0.0, f32::max)), (236.0, 1076.0));
    assert_eq!(samples.value_and_gradient(x[0], y[0])[0], f64::from(samples.nodes()[0].f));
}

#[test]
fn the_loss_surface_has_its_minimum_in_the_middle() {
    let path = data("loss_surface.npy");
    let samples = read_grid(&path, None).unwrap().into_samples(None, &path).unwrap();
    assert_eq!(samples.size(), [201, 201]);
    let least = samples.nodes().iter().map(|node| node.f).fold(f32::MAX, f32::min);
    let [f, fx, fy] = samples.value_and_gradient(0.0, 0.0);
    assert_eq!(f, f64::from(least));
    assert!(fx.hypot(fy) < 0.2, "{fx} {fy}");
}
