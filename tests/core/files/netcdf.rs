//! NetCDF and HDF5 files as scipy, netCDF4 and h5py wrote them (tests/data/inputs/make_netcdf.py).

use steepest::field::{Field, OpenOptions, parts_of_file};

use super::{at, close, input};

fn keyed(name: &str, key: &str) -> Result<Field, String> {
    let key = (!key.is_empty()).then(|| key.to_owned());
    let options = OpenOptions { key, ..OpenOptions::default() };
    let read = Field::open(&input(name), &options).map_err(|error| error.to_string());
    let bytes = std::fs::read(input(name)).unwrap();
    let from_bytes = Field::from_bytes(name, &bytes, &options).map_err(|error| error.to_string());
    match (&read, from_bytes) {
        (Ok(read), Ok(same)) => assert_eq!((read.domain(), read.remarks()), (same.domain(), same.remarks())),
        (Err(_), Err(_)) => {}
        (read, same) => panic!("{read:?} is not {same:?}"),
    }
    read
}

#[track_caller]
fn refused(name: &str, key: &str, words: &[&str]) {
    let error = keyed(name, key).map(|field| field.domain()).unwrap_err();
    assert!(words.iter().all(|word| error.contains(word)) && !error.contains('\n'), "{error}");
}

#[test]
fn variables_lie_where_their_coordinates_say() {
    let field = keyed("classic.nc", "").unwrap();
    assert_eq!((field.domain().x, field.domain().y), ([-5.0, 5.0], [50.0, 35.0]));
    assert!(close(at(&field, 1.0, 42.5), [86.0, 1.0, 2.0]) && field.is_geographic());
    assert!(field.remarks().iter().any(|remark| remark.contains("in metres on the ground")));
    // Rows along x, uneven, with missing values.
    let field = keyed("turned.nc", "").unwrap();
    assert_eq!((field.domain().x, field.domain().y), ([0.0, 8.0], [10.0, 40.0]));
    assert!(close(at(&field, 2.0, 20.0), [24.0, 4.0, 1.0]));
    assert!(at(&field, 8.0, 40.0)[0].is_nan());
    assert!(field.remarks().iter().any(|remark| remark.contains("first dimension, x, is read as x")));
}

#[test]
fn packed_samples_are_unpacked_and_parts_are_chosen() {
    for (key, later) in [("t[0,0,:,:]", 0.0), ("/t[2, 0, :, :]", 20.0)] {
        let field = keyed("packed.nc", key).unwrap();
        assert!(close(at(&field, 1.0, 40.0), [81.0 + later, 1.0, 2.0]), "{key}");
        assert!(at(&field, -5.0, 50.0)[0].is_nan());
        assert!(field.remarks().iter().any(|remark| remark.contains("scale_factor 0.5 and add_offset 100")));
    }
    refused("packed.nc", "", &["two dimensions", "NAME[0,:,:]", "t (time 3, level 1, lat 4, lon 6)"]);
    refused("packed.nc", "t", &["`t[0,0,:,:]`"]);
    refused("packed.nc", "t[3,0,:,:]", &["index 3 of time", "beyond its 3"]);
    refused("packed.nc", "t[0,:,:]", &["3 indices"]);
    refused("packed.nc", "t[0,0,0,:]", &["1 of the dimensions"]);
    refused("packed.nc", "t[0,x,:,:]", &["`x` is no index"]);
    refused("packed.nc", "u", &["no variable `u`", "t (time 3"]);
}

#[test]
fn several_variables_are_listed_with_their_groups() {
    refused("two.nc", "", &["several", "u (a 3, b 4)", "inner/v (a 3, b 4)"]);
    let field = keyed("two.nc", "inner/v").unwrap();
    assert_eq!((at(&field, -5.0, -5.0)[0], field.is_unplaced()), ((1u64 << 53) as f64 - 20.0, true));
}

#[test]
fn a_loss_surface_has_its_coordinates() {
    refused("loss.h5", "", &["several", "train_loss", "train_acc"]);
    let field = keyed("loss.h5", "train_loss").unwrap();
    assert_eq!((field.domain().x, field.domain().y), ([-1.0, 1.0], [-2.0, 2.0]));
    assert!(close(at(&field, 0.5, 0.0), [0.25, 1.0, 3.0]));
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    refused("lzf.h5", "a", &["filter", "h5repack"]);
    refused("lzf.h5", "z", &["no real numbers"]);
    refused("huge.h5", "", &["cannot be used"]);
    let error = Field::from_bytes("a.nc", b"1 2\n3 4\n", &OpenOptions::default()).unwrap_err().to_string();
    assert!(error.contains("neither NetCDF nor HDF5"), "{error}");
}

/// A name that a file has is not the end of a line that tells of it: found by fuzzing.
#[test]
fn names_of_files_stay_within_a_line() {
    let mut bytes = std::fs::read(input("classic.nc")).unwrap();
    let at = bytes.windows(6).position(|name| name == b"height").unwrap();
    bytes[at + 3] = b'\n';
    let open = |key: Option<&str>, most_held: Option<usize>| {
        let options = OpenOptions { key: key.map(str::to_owned), most_held, ..OpenOptions::default() };
        Field::from_bytes("a.nc", &bytes, &options)
    };
    for most_held in [None, Some(4)] {
        assert_eq!(open(None, most_held).unwrap().description().part.as_deref(), Some("variable heiht"));
    }
    let error = open(Some("hei\nht[0]"), None).map(|field| field.domain()).unwrap_err().to_string();
    assert!(error.contains("heiht") && !error.contains('\n'), "{error}");
}

#[test]
fn what_was_never_written_is_missing() {
    // The last two rows of int32 and int16 samples with a scale, without a fill value of their own.
    for (key, value) in [("whole", 20.0), ("packed", 20.5)] {
        let field = keyed("unwritten.nc", key).unwrap();
        assert!(at(&field, -5.0, 5.0)[0].is_nan() && at(&field, -5.0, -5.0)[0] == value, "{key}");
        assert!(field.remarks().iter().any(|remark| remark.contains("6 samples are -")), "{:?}", field.remarks());
    }
    let field = keyed("unwritten.nc", "text").unwrap();
    assert!(field.remarks().iter().any(|remark| remark.contains("scale_factor is no number")), "{:?}", field.remarks());
}

#[test]
fn coordinates_are_read_or_told_of() {
    // Meshes of either indexing, and coordinates of an array that was saved with its rows along x.
    for name in ["mesh.h5", "mesh_turned.h5", "lines_turned.h5", "points.h5"] {
        let field = keyed(name, "").unwrap();
        assert_eq!((field.domain().x, field.domain().y), ([0.0, 3.0], [10.0, 14.0]), "{name}");
        assert!(close(at(&field, 2.0, 12.0), [122.0, 1.0, 10.0]), "{name}");
    }
    // Coordinates of 32 bits beside those of 64 are even as far as theirs go.
    let field = keyed("mesh_mixed.h5", "").unwrap();
    assert!(field.remarks().iter().all(|remark| !remark.contains("evenly")), "{:?}", field.remarks());
    let field = keyed("mesh_bent.h5", "").unwrap();
    assert!(field.remarks()[0].contains("are no mesh of columns and rows"), "{:?}", field.remarks());
    let field = keyed("other_names.h5", "").unwrap();
    assert!(field.remarks()[0].contains("left out beside the samples: `energy`"), "{:?}", field.remarks());
}

/// What a file is asked about is what it could mean: the axes, bounds and meshes beside a grid are there for it.
#[test]
fn parts_are_what_may_be_meant() {
    let parts = |name: &str| parts_of_file(&input(name));
    for name in ["mesh.h5", "mesh_turned.h5", "mesh_mixed.h5"] {
        assert_eq!(parts(name), ["Z"], "{name}");
    }
    assert_eq!(parts("packed.nc"), ["t[0,0,:,:]"]);
    // What is no such file is not read as one.
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.nc");
    std::fs::write(&text, "1,2\n3,4\n").unwrap();
    assert!(
        parts_of_file(text.to_str().unwrap()).is_empty() && parts_of_file(folder.path().to_str().unwrap()).is_empty()
    );
}
