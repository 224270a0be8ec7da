//! Variables of NetCDF 3, NetCDF 4 and HDF5 files, with the axes that the CF conventions give them.
//!
//! The conventions: <https://cfconventions.org>. Nothing is read before what the file claims is compared with its length.

mod axes;
mod choice;

use std::io::Read;
use std::path::Path;

use hdf5_reader::error::Error as Hdf5;
use netcdf_reader::{Error, NcFile, NcOpenOptions, NcSliceInfo, NcSliceInfoElem, NcType, NcVariable};

use self::choice::{Choice, Dimension};
use super::format::Format;
use super::grids::{DEFLATE, MOST_SAMPLES, checked, opened, warranted};
use super::npy::ArrayGrid;
use super::text::of_array;
use crate::field::Facts;

/// Integers up to here are doubles without a loss.
const WHOLE: f64 = (1u64 << 53) as f64;
/// How files begin: NetCDF 3, and HDF5, which NetCDF 4 is.
const STARTS: [&[u8]; 2] = [b"CDF", b"\x89HDF\r\n\x1a\n"];

/// Reads a variable of a file: `key` is its name, with indices such as `[0,:,:]` where it has more than two dimensions.
pub(crate) fn read(path: &Path, format: Format, key: Option<&str>) -> Result<ArrayGrid, String> {
    let (file, length) = open(path)?;
    grid(&file, length, key, format)
}

/// The same from memory.
pub(crate) fn from_bytes(bytes: &[u8], format: Format, key: Option<&str>) -> Result<ArrayGrid, String> {
    check_start(bytes)?;
    let file = NcFile::from_bytes_with_options(bytes, options()).map_err(said)?;
    grid(&file, bytes.len() as u64, key, format)
}

/// The keys of all in a file that can be looked at; none where it cannot be read.
pub(crate) fn parts(path: &Path) -> Vec<String> {
    let file = open(path).ok();
    file.and_then(|(file, _)| file.root_group().map(choice::parts).ok()).unwrap_or_default()
}

/// A file that is one, and its length.
fn open(path: &Path) -> Result<(NcFile, u64), String> {
    let (file, length) = opened(path)?;
    let mut start = Vec::new();
    file.take(8).read_to_end(&mut start).map_err(|error| error.to_string())?;
    check_start(&start)?;
    Ok((NcFile::open_with_options(path, options()).map_err(said)?, length))
}

/// What NetCDF has for samples of a type that were never written, where a file does not say.
fn unwritten(kind: &NcType) -> Option<f64> {
    Some(match kind {
        NcType::Short => -32767.0,
        NcType::Int => -2_147_483_647.0,
        NcType::Int64 => -9_223_372_036_854_775_806.0,
        NcType::UShort => 65535.0,
        NcType::UInt => 4_294_967_295.0,
        NcType::UInt64 => 18_446_744_073_709_551_614.0,
        NcType::Float | NcType::Double => f64::from(9.969_21e36_f32),
        _ => return None,
    })
}

fn check_start(bytes: &[u8]) -> Result<(), String> {
    match STARTS.iter().any(|start| bytes.starts_with(start)) {
        true => Ok(()),
        false => Err("it is neither NetCDF nor HDF5, whatever its name; save it again".to_owned()),
    }
}

fn options() -> NcOpenOptions {
    NcOpenOptions { max_read_bytes: 8 * MOST_SAMPLES, chunk_cache_bytes: 16 << 20, ..NcOpenOptions::default() }
}

/// What is wrong with a file, and what mends it.
fn said(error: Error) -> String {
    match error {
        Error::Hdf5(Hdf5::UnsupportedFilter(filter)) => {
            format!(
                "it is packed by a filter that is not read, {filter}; `h5repack -f GZIP=4 IN OUT` packs it by another"
            )
        }
        Error::Hdf5(Hdf5::ResourceLimit(limit)) => format!("it claims more than is read ({limit}); save a part of it"),
        other => {
            format!("it is damaged, or of a kind that is not read ({other}); write it again, or `h5repack IN OUT`")
        }
    }
}

/// The grid of a variable.
fn grid(file: &NcFile, length: u64, key: Option<&str>, format: Format) -> Result<ArrayGrid, String> {
    let root = file.root_group().map_err(said)?;
    let Choice { name, variable, kept, selection, mut remarks } = choice::choose(root, key)?;
    let [rows, columns] = &kept;
    let (ny, nx) = (side(rows.size), side(columns.size));
    let count = checked(nx, ny)?;
    let item = variable.dtype().size().map_err(|error| said(error.into()))?;
    warranted((count * item) as u64, length, DEFLATE)?;
    let mut grid = ArrayGrid { nx, ny, ..ArrayGrid::default() };
    let lines = axes::axes(file, root, &name, &kept)?;
    let values = file.read_variable_slice_unpacked_masked(&name, &selection).map_err(said)?;
    grid.values = values.into_raw_vec_and_offset().0;
    if grid.values.len() != count {
        return Err(format!(
            "its variable `{name}` holds {} samples and claims {count}; write it again",
            grid.values.len()
        ));
    }
    let number = |name: &str| variable.attribute(name).and_then(|attribute| attribute.value.as_f64());
    let scale = [number("scale_factor"), number("add_offset")];
    remarks.extend(packing(scale));
    for (name, value) in ["scale_factor", "add_offset"].into_iter().zip(scale) {
        if value.is_none() && variable.attribute(name).is_some() {
            remarks.push(format!("its {name} is no number and is not used"));
        }
    }
    let has = |name: &str| variable.attribute(name).is_some();
    // What holds for all of NetCDF does not for HDF5.
    let is_unwritten_known = format == Format::NetCdf && !has("_FillValue") && !has("_Unsigned");
    if let Some(fill) = unwritten(variable.dtype()).filter(|_| is_unwritten_known) {
        let stored = fill * scale[0].unwrap_or(1.0) + scale[1].unwrap_or(0.0);
        let mut count = 0;
        for value in grid.values.iter_mut().filter(|value| **value == stored) {
            *value = f64::NAN;
            count += 1;
        }
        if count > 0 {
            remarks.push(format!(
                "{count} samples are {fill}, which NetCDF has for what was never written, and are missing"
            ));
        }
    }
    grid.facts = Facts {
        part: Some(format!("variable {name}")),
        sample_type: Some(format!("{:?}", variable.dtype()).to_lowercase()),
        scale: scale.iter().any(Option::is_some).then(|| [scale[0].unwrap_or(1.0), scale[1].unwrap_or(0.0)]),
        system: text(variable, "grid_mapping"),
        metres: lines.metres,
    };
    let is_wide = matches!(variable.dtype(), NcType::Int64 | NcType::UInt64);
    if is_wide && grid.values.iter().any(|value| value.abs() > WHOLE) {
        remarks
            .push("its 64-bit integers are beyond 2^53, where not every one is a double: they are rounded".to_owned());
    }
    let is_turned = lines.is_turned;
    if is_turned {
        grid.turn();
        remarks.push(format!("its first dimension, {}, is read as x and its last, {}, as y", rows.name, columns.name));
    }
    grid.is_geographic = lines.is_geographic;
    remarks.extend(lines.remarks);
    grid.remarks = remarks;
    grid.place(lines.xy);
    of_array(grid)
}

/// A length as memory has it; what is beyond is refused as too large.
fn side(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// What is said of samples that are stored otherwise.
fn packing(scale: [Option<f64>; 2]) -> Option<String> {
    let said = ["scale_factor", "add_offset"].into_iter().zip(scale);
    let said: Vec<String> = said.filter_map(|(name, value)| Some(format!("{name} {}", value?))).collect();
    (!said.is_empty()).then(|| format!("its samples are taken with {}", said.join(" and ")))
}

/// All of some dimensions, and one index of the others.
fn selection(parts: &[Option<u64>]) -> NcSliceInfo {
    let part = |index: &Option<u64>| match index {
        Some(index) => NcSliceInfoElem::Index(*index),
        None => NcSliceInfoElem::Slice { start: 0, end: u64::MAX, step: 1 },
    };
    NcSliceInfo { selections: parts.iter().map(part).collect() }
}

/// The text of an attribute.
fn text(variable: &NcVariable, name: &str) -> Option<String> {
    Some(variable.attribute(name)?.value.as_string()?.trim_end_matches('\0').to_lowercase())
}

fn is_number(kind: &NcType) -> bool {
    kind.is_primitive() && !matches!(kind, NcType::Char | NcType::String)
}

fn dimensions(variable: &NcVariable) -> Vec<Dimension> {
    let dimension =
        |dimension: &netcdf_reader::NcDimension| Dimension { name: dimension.name.clone(), size: dimension.size };
    variable.dimensions().iter().map(dimension).collect()
}
