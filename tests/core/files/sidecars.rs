//! Rasters with files beside them, with alpha, and with more images than one.

use steepest::field::{Field, OpenOptions};

use super::{at, input, opened};

/// A copy of an input with other files beside it, held and left in its file.
fn beside(name: &str, files: &[(&str, &[u8])]) -> [Result<Field, String>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::copy(input(name), &path).unwrap();
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
    [None, Some(16)].map(|most_held| {
        let options = OpenOptions { most_held, ..OpenOptions::default() };
        let field = Field::open(path.to_str().unwrap(), &options).map_err(|error| error.to_string());
        // What is left in its file is read while the file is there.
        if let Ok(field) = &field {
            at(field, field.domain().x[0], field.domain().y[0]);
        }
        field
    })
}

fn says(field: &Field, words: &str) -> bool {
    field.remarks().iter().any(|remark| remark.contains(words))
}

/// f = 10 row + column of 12 columns and 8 rows from the top.
#[test]
fn a_world_file_places_what_says_nothing() {
    let south_up = "2\r\n0\r\n0\r\n3\r\n101\r\n498,5\r\n";
    for (world, down) in [("2\n0\n0\n-3\n101\n498.5\n", -3.0), (south_up, 3.0)] {
        for ending in ["tfw", "wld"] {
            let [held, left] = beside("unplaced.tif", &[(&format!("unplaced.{ending}"), world.as_bytes())]);
            let (held, left) = (held.unwrap(), left.unwrap());
            for (column, row) in [(0.0, 0.0), (11.0, 0.0), (3.0, 7.0), (5.0, 2.0)] {
                let found = at(&held, 101.0 + 2.0 * column, 498.5 + down * row)[0];
                assert_eq!(found, 10.0 * row + column, "{world} {column} {row}");
            }
            assert_eq!((held.domain(), says(&held, "beside it says where it lies")), (left.domain(), true));
        }
    }
    let turned = beside("unplaced.tif", &[("unplaced.tfw", b"2\n0.5\n0\n-3\n0\n0\n")]);
    assert!(turned.iter().all(|field| field.as_ref().is_err_and(|error| error.contains("gdalwarp"))));
    let [other, _] = beside("unplaced.tif", &[("unplaced.tfw", b"hello")]);
    assert!(other.is_err_and(|error| error.contains("no world file")));
    // What says where it lies is not moved.
    let [field, _] = beside("masked.tif", &[("masked.tfw", b"2\n0\n0\n-3\n101\n498.5\n")]);
    assert_eq!(field.unwrap().domain().x, [0.5, 11.5]);
}

#[test]
fn a_mask_beside_is_used_and_other_metadata_is_told_of() {
    let mask = std::fs::read(input("beside.msk.tif")).unwrap();
    let [held, left] = beside("unplaced.tif", &[("unplaced.tif.msk", &mask)]);
    let field = held.unwrap();
    let corners = [[-5.0, 5.0], [-5.0, -5.0], [5.0, 5.0]].map(|[x, y]| at(&field, x, y)[0]);
    assert!(corners[0].is_nan() && corners[1..] == [70.0, 11.0], "{corners:?}");
    assert!(says(&field, ".msk beside it says") && says(&left.unwrap(), ".msk beside it is not used"));
    let metadata = b"<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>0</NoDataValue></PAMRasterBand></PAMDataset>";
    for field in beside("unplaced.tif", &[("unplaced.tif.aux.xml", metadata)]) {
        assert!(says(&field.unwrap(), ".aux.xml beside it"));
    }
    let [field, _] = beside("unplaced.tif", &[("unplaced.tif.aux.xml", b"<PAMDataset></PAMDataset>")]);
    assert!(field.unwrap().remarks().is_empty());
}

#[test]
fn alpha_says_what_is_there_and_other_images_are_told_of() {
    for name in ["alpha.tif", "alpha_apart.tif"] {
        let [held, left] = beside(name, &[]);
        let (held, left) = (held.unwrap(), left.unwrap());
        assert!(at(&held, -5.0, 5.0)[0].is_nan() && at(&held, -5.0, -5.0)[0] == 70.0, "{name}");
        assert_eq!(left.description().missing, Some(1), "{name}");
        assert!(says(&held, "its band 2 is alpha"), "{:?}", held.remarks());
        let alpha = Field::open(&input(name), &OpenOptions { band: Some(2), ..OpenOptions::default() }).unwrap();
        assert_eq!(at(&alpha, -5.0, 5.0)[0], 0.0);
    }
    assert!(says(&opened(&input("pages.tif")).unwrap(), "it has 3 images; this is the first"));
}

#[test]
fn degrees_belong_to_a_place() {
    let field = opened(&input("nowhere.tif")).unwrap();
    assert!(!field.is_geographic() && !says(&field, "metres"));
    let placed = OpenOptions { x: Some([1.0, 3.0]), y: Some([2.0, 9.0]), ..OpenOptions::default() };
    assert!(Field::open(&input("nowhere.tif"), &placed).unwrap().is_geographic());
}

#[test]
fn matlabs_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let start = b"MATLAB 7.3 MAT-file, Platform: GLNXA64";
    let mut files = vec![("a.mat", &start[..], "h5py"), ("b.mat", b"MATLAB 5.0", "loadmat")];
    if cfg!(feature = "netcdf") {
        files.push(("a.h5", start, "h5py"));
    }
    for (name, bytes, remedy) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = opened(path.to_str().unwrap()).map(|field| field.domain()).unwrap_err();
        assert!(error.contains(remedy), "{error}");
    }
}
