//! What a data file is, by its ending.

use std::path::Path;

/// The format of a data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Npy,
    Npz,
    Table,
    EsriGrid,
    GeoTiff,
    Png,
    #[cfg(feature = "netcdf")]
    NetCdf,
    #[cfg(feature = "netcdf")]
    Hdf5,
}

/// The endings of all formats, in small letters.
const FORMATS: &[(&str, Format)] = &[
    ("npy", Format::Npy),
    ("npz", Format::Npz),
    ("csv", Format::Table),
    ("tsv", Format::Table),
    ("txt", Format::Table),
    ("dat", Format::Table),
    ("xyz", Format::Table),
    ("asc", Format::EsriGrid),
    ("tif", Format::GeoTiff),
    ("tiff", Format::GeoTiff),
    ("png", Format::Png),
    #[cfg(feature = "netcdf")]
    ("nc", Format::NetCdf),
    #[cfg(feature = "netcdf")]
    ("nc4", Format::NetCdf),
    #[cfg(feature = "netcdf")]
    ("cdf", Format::NetCdf),
    #[cfg(feature = "netcdf")]
    ("h5", Format::Hdf5),
    #[cfg(feature = "netcdf")]
    ("hdf5", Format::Hdf5),
    #[cfg(feature = "netcdf")]
    ("he5", Format::Hdf5),
];

/// Endings of data files.
pub const DATA_ENDINGS: &[&str] = &{
    let mut endings = [""; FORMATS.len()];
    let mut index = 0;
    while index < endings.len() {
        endings[index] = FORMATS[index].0;
        index += 1;
    }
    endings
};

/// Endings of data files, as they are told.
pub fn data_endings() -> String {
    DATA_ENDINGS.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ")
}

/// Whether a text names a data file rather than a formula or an entry of the catalogue.
pub fn is_data_path(text: &str) -> bool {
    Format::of(text).is_some()
}

impl Format {
    /// That of what looks like the path of a data file.
    pub(crate) fn of(text: &str) -> Option<Format> {
        let ending = Path::new(text).extension()?.to_str()?;
        FORMATS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, format)| *format)
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Npy => "NumPy array",
            Format::Npz => "NumPy archive",
            Format::Table => "table of text",
            Format::EsriGrid => "ESRI grid",
            Format::GeoTiff => "GeoTIFF",
            Format::Png => "PNG of gray levels",
            #[cfg(feature = "netcdf")]
            Format::NetCdf => "NetCDF",
            #[cfg(feature = "netcdf")]
            Format::Hdf5 => "HDF5",
        }
    }

    /// What its parts are called, and how the usual one is chosen; nothing where it has only one.
    #[cfg(feature = "window")]
    pub(crate) fn parts(self) -> Option<[&'static str; 2]> {
        match self {
            Format::Npz => Some(["array", "f, or the only one of two dimensions"]),
            #[cfg(feature = "netcdf")]
            Format::NetCdf | Format::Hdf5 => Some(["variable", "the only grid, or NAME[0,:,:]"]),
            _ => None,
        }
    }
}
