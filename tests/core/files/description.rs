//! What files are said to be.

use steepest::field::{Field, OpenOptions};

use super::input;

#[test]
fn files_say_what_they_are() {
    let about = |name: &str, options: &OpenOptions| Field::open(&input(name), options).unwrap().description();
    let plain = OpenOptions::default();
    let [whole, parts] = [None, Some(16)]
        .map(|most_held| about("scale_offset.tif", &OpenOptions { most_held, ..OpenOptions::default() }));
    assert_eq!((whole.kind.as_str(), whole.part.as_deref()), ("GeoTIFF", Some("band 1 of 1")));
    assert_eq!((whole.size, whole.sample_type.as_deref()), (Some([32, 32]), Some("int16")));
    assert_eq!((whole.scale, whole.range, whole.missing), (Some([0.01, 1000.0]), Some([1000.0, 1031.0]), Some(0)));
    assert_eq!(whole, parts);
    let missing = about("nodata.tif", &plain);
    assert_eq!((missing.missing, missing.range), (Some(100), Some([5.0, 38.0])));
    let degrees = about("lonlat.tif", &plain);
    assert!(degrees.is_geographic && degrees.remarks.len() == 1, "{degrees:?}");
    let banded = about("bands_apart.tif", &OpenOptions { band: Some(2), ..OpenOptions::default() });
    assert_eq!(banded.part.as_deref(), Some("band 2 of 3"));
    let uneven = about("uneven.npz", &plain);
    assert_eq!(
        (uneven.is_even, uneven.part.as_deref(), uneven.sample_type.as_deref()),
        (false, Some("array f"), Some("float64"))
    );
    let ids = about("ids.npy", &plain);
    assert_eq!((ids.sample_type.as_deref(), ids.is_placed), (Some("int32"), false));
    assert_eq!(ids.range, Some([134_217_737.0, 134_217_741.0]));
    let table = about("blank_tabs.txt", &plain);
    assert_eq!((table.kind.as_str(), table.size, table.missing), ("table of text", Some([4, 3]), Some(3)));
    let formula = Field::open("a*x^2 + y", &OpenOptions { set: [("a".to_owned(), 3.0)].into(), ..plain }).unwrap();
    let about = formula.description();
    assert_eq!((about.kind.as_str(), about.parameters, about.size), ("formula", vec![("a".to_owned(), 3.0)], None));
}

#[cfg(feature = "netcdf")]
#[test]
fn variables_say_what_they_are() {
    let key = Some("t[1,0,:,:]".to_owned());
    let field = Field::open(&input("packed.nc"), &OpenOptions { key, ..OpenOptions::default() }).unwrap();
    let about = field.description();
    assert_eq!((about.kind.as_str(), about.part.as_deref()), ("NetCDF", Some("variable t")));
    assert_eq!((about.sample_type.as_deref(), about.missing), (Some("short"), Some(1)));
    assert_eq!((about.scale, about.is_geographic), (Some([0.5, 100.0]), true));
}
