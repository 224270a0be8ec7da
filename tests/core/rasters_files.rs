//! GeoTIFFs as GDAL and others write them: the values are those that were written, or the file is refused by name.

use steepest::expr::Order;
use steepest::field::{Field, FieldError, OpenOptions};

fn open(name: &str, options: &OpenOptions) -> Result<Field, FieldError> {
    Field::open(&format!("{}/tests/data/inputs/{name}", env!("CARGO_MANIFEST_DIR")), options)
}

/// f, fx and fy of a file read whole, which are those of the same file read by parts.
#[track_caller]
fn at(name: &str, band: Option<usize>, point: [f64; 2]) -> [f64; 3] {
    let [whole, parts] = [None, Some(16)].map(|most_held| {
        let field = open(name, &OpenOptions { band, most_held, ..OpenOptions::default() });
        let field = field.unwrap_or_else(|error| panic!("{error}"));
        let values = field.at(&point, Order::Gradient);
        [values[0], values[1], values[2]]
    });
    assert_eq!(whole.map(|value| value.to_string()), parts.map(|value| value.to_string()), "{name} at {point:?}");
    whole
}

fn near(found: [f64; 3], wanted: [f64; 3]) -> bool {
    found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() <= 1e-4 * wanted.abs().max(1.0))
}

#[test]
fn rasters_that_were_brought_have_the_values_that_were_meant() {
    let south_up = open("south_up.tif", &OpenOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    let [x, y] = [south_up.domain().x, south_up.domain().y];
    for (found, wanted) in [x[0], x[1], y[0], y[1]].into_iter().zip([10.0, 11.9, 36.0, 38.9]) {
        assert!((found - wanted).abs() < 1e-9, "{x:?} {y:?}");
    }
    assert!(near(at("south_up.tif", None, [11.0, 37.5]), [37.5, 0.0, 1.0]));
    assert_eq!(at("nodata.tif", None, [3.5, 5.5])[0], 17.0);
    assert!(at("nodata.tif", None, [3.5, 18.5])[0].is_nan());
    assert_eq!(at("sparse.tif", None, [60.5, 100.5])[0], 100.0);
    assert!(at("sparse.tif", None, [60.5, 20.5])[0].is_nan());
    // Row 35 of 70 from the top, column 50.
    let lzw = (100.0 + 40.0 * (35.0f64 / 9.0).sin() + 5.0).floor();
    assert_eq!(at("lzw_tiled.tif", None, [50.5, 34.5])[0], lzw);
    assert!(near(at("scale_offset.tif", None, [10.5, 16.5]), [1010.0, 1.0, 0.0]));
    let scaled = open("scale_offset.tif", &OpenOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(scaled.remarks().iter().any(|remark| remark.contains("0.01")), "{:?}", scaled.remarks());
    let degrees = open("lonlat.tif", &OpenOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(degrees.is_geographic() && !scaled.is_geographic());
}

/// f = 10 row + column, with the rows from the top at y = 7.5 down to 0.5.
#[test]
fn every_way_of_packing_gives_the_samples_back() {
    let plane = |x: f64, y: f64| 10.0 * (7.5 - y) + x - 0.5;
    for [x, y] in [[0.5, 7.5], [4.5, 3.5], [11.5, 0.5]] {
        assert_eq!(at("zstd_floats.tif", None, [x, y])[0], plane(x, y));
        assert_eq!(at("lzw_differences.tif", None, [x, y])[0], plane(x, y) - 40.0);
        for (band, base) in [(1, 0.0), (2, 1000.0), (3, 2000.0)] {
            assert_eq!(at("bands_apart.tif", Some(band), [x, y])[0], base + plane(x, y));
        }
        assert_eq!(at("bands_together.tif", Some(2), [x, y])[0], 1000.0 + plane(x, y));
        assert_eq!(at("masked.tif", None, [x, y])[0], plane(x, y));
    }
    assert!(at("masked.tif", None, [5.5, 5.5])[0].is_nan());
    // A no-data value of 0.1 is no f32, and the sample nearest to it is the one that is meant.
    assert!(at("tenth.tif", None, [5.5, 5.5])[0].is_nan());
    let first = open("bands_apart.tif", &OpenOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(first.remarks().iter().any(|remark| remark.contains("3 bands")), "{:?}", first.remarks());
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    let said = |name: &str, band| match open(name, &OpenOptions { band, ..OpenOptions::default() }) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    };
    assert!(said("turned.tif", None).contains("gdalwarp"), "{}", said("turned.tif", None));
    assert!(said("lzma.tif", None).contains("LZMA") && said("lzma.tif", None).contains("gdal_translate"));
    assert!(said("bands_apart.tif", Some(4)).contains("1 to 3"), "{}", said("bands_apart.tif", Some(4)));
    assert!(said("bands_apart.tif", Some(0)).contains("1 to 3"));
}
