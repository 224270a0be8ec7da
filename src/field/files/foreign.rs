//! Files that are not read: what converts them.

use std::io::Read;
use std::path::Path;

use super::format::Format;

/// How MATLAB's files begin that are HDF5 behind their first 512 bytes.
const MATLAB_HDF: &[u8] = b"MATLAB 7.3";

/// Whether a file begins with these bytes.
fn begins_with(path: &Path, bytes: &[u8]) -> bool {
    let mut start = Vec::new();
    let file = std::fs::File::open(path).map(|file| file.take(bytes.len() as u64).read_to_end(&mut start));
    file.is_ok() && start == bytes
}

/// What to do about a file of an ending, in small letters.
fn remedy(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "grd" | "adf" | "img" | "hgt" | "bil" | "dem" | "flt" | "vrt" | "jp2" | "grb" | "grib" | "grib2" | "dt0"
        | "dt1" | "dt2" | "bag" | "ecw" | "ter" | "ddf" | "gpkg" | "kap" | "bt" => {
            "convert it with `gdal_translate IN OUT.tif`"
        }
        "nc" | "nc4" | "cdf" => "convert a variable with `gdal_translate NETCDF:IN:VARIABLE OUT.tif`",
        "h5" | "hdf5" | "hdf" | "he5" => "save a data set with numpy.save(\"OUT.npy\", h5py.File(\"IN\")[\"NAME\"][:])",
        "pt" | "pth" | "ckpt" => "save a tensor with numpy.save(\"OUT.npy\", torch.load(\"IN\").cpu().numpy())",
        "mat" => "save an array with numpy.save(\"OUT.npy\", scipy.io.loadmat(\"IN\")[\"NAME\"])",
        "pkl" | "pickle" => "save the array with numpy.save(\"OUT.npy\", pickle.load(open(\"IN\", \"rb\")))",
        "xlsx" | "xls" | "xlsm" | "ods" | "numbers" => "save the sheet as .csv",
        "parquet" | "feather" | "arrow" | "json" => "save the numbers as .csv or .txt",
        "jpg" | "jpeg" | "webp" | "gif" | "bmp" | "pgm" => "convert it to a .png of gray levels",
        "gz" | "zip" | "bz2" | "xz" | "zst" | "7z" | "tar" => "unpack it",
        _ => return None,
    })
}

/// What a file is that is not what its ending says, by how it begins, and the remedy.
pub(crate) fn disguise(format: Format, start: &[u8]) -> Option<&'static str> {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| start.starts_with(mark));
    let first = start.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let page: Vec<u8> = start[first..].iter().take(9).map(u8::to_ascii_lowercase).collect();
    match format {
        _ if begins(&[b"version https://git-lfs"]) => {
            Some("it is a pointer of Git LFS and not the file itself; `git lfs pull` fetches that")
        }
        _ if page.starts_with(b"<!doctype") || page.starts_with(b"<html") => {
            Some("it is a web page, such as an error's, and not the file itself; fetch that again")
        }
        Format::GeoTiff if !begins(&[b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]) => {
            Some("it is no TIFF, whatever its name; save it again")
        }
        #[cfg(feature = "netcdf")]
        Format::Hdf5 if begins(&[MATLAB_HDF]) => Some(
            "it is MATLAB's kind of HDF5; save an array with numpy.save(\"OUT.npy\", h5py.File(\"IN\")[\"NAME\"][:].T)",
        ),
        Format::Png if !begins(&[b"\x89PNG"]) => Some("it is no PNG, whatever its name; save it again"),
        _ => None,
    }
}

/// Why a text that is the path of a file with another ending than those that are read is no field.
pub(crate) fn refusal(text: &str) -> Option<String> {
    let path = Path::new(text);
    let ending = path.extension()?.to_str()?.to_lowercase();
    // Endings are words; what follows the point of a number is none. Scenes are no fields, and have readers of their own.
    if !ending.starts_with(|c: char| c.is_ascii_alphanumeric())
        || ending.bytes().all(|byte| byte.is_ascii_digit())
        || ending == "toml"
    {
        return None;
    }
    let exists = path.is_file();
    let known = remedy(&ending).filter(|_| !text.contains(['(', '^', '*', '=']));
    let is_hdf = exists && ending == "mat" && begins_with(path, MATLAB_HDF);
    let known = if is_hdf {
        Some("save an array with numpy.save(\"OUT.npy\", h5py.File(\"IN\")[\"NAME\"][:].T)")
    } else {
        known
    };
    let remedy = match (known, exists) {
        (Some(remedy), _) => remedy,
        (None, true) => "save the samples as .npy, .csv or .tif",
        (None, false) => return None,
    };
    let missing = if exists { "" } else { "there is no such file, and " };
    Some(format!("{missing}files that end in .{ending} are not read; {remedy}"))
}
