//! Data files: those that are held in memory, and those that are left where they are.

pub(super) mod source;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::files::format::{Format, data_endings};
use super::files::{GEOGRAPHIC, foreign, grids, npy, sidecar};
use super::raster::{Source, Store};
use super::sampled::samples::{LARGEST, is_sample};
use super::{Domain, Field, FieldError, GridError, Kind, OpenOptions, Origin, Progress, Raster};
use crate::words::text_path;

/// Samples that are held in memory, with their slopes; more stay in their file.
const MOST_HELD: usize = 1 << 24;

/// The field of a file of this format; one of more samples than are held reads them when they are needed.
pub(crate) fn read(
    path: &Path,
    format: Format,
    options: &OpenOptions,
    progress: Progress<'_>,
) -> Result<Field, FieldError> {
    if let Some(name) = options.set.keys().next() {
        return Err(FieldError::Set(format!("a data file has no parameters, so `{name}` cannot be set")));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let most = options.most_held.unwrap_or(MOST_HELD);
    if options.band.is_some() && format != Format::GeoTiff {
        return Err(FieldError::Set("only a GeoTIFF has bands; leave the band out".to_owned()));
    }
    let stored = placed(stored(path, format, options, most)?, path, format)?;
    field(path, name, stored, options, progress)
}

/// The same with what the files beside it say.
fn placed(mut stored: Stored, path: &Path, format: Format) -> Result<Stored, GridError> {
    let remarks = match &mut stored {
        Stored::Held(grid, _) => {
            if grid.x.is_none()
                && grid.y.is_none()
                && let Some(([x, y], world)) = sidecar::world(path, format, [grid.nx, grid.ny])?
            {
                (grid.x, grid.y) = (Some(x), Some(y));
                grid.remarks.push(format!("the .{world} beside it says where it lies"));
            }
            &mut grid.remarks
        }
        Stored::InFile(source, extent, remarks) => {
            if extent.iter().all(Option::is_none)
                && let Some((place, world)) = sidecar::world(path, format, source.size())?
            {
                *extent = place.map(Some);
                remarks.push(format!("the .{world} beside it says where it lies"));
            }
            remarks
        }
    };
    remarks.extend(sidecar::unused(path, format));
    Ok(stored)
}

/// Whether coordinates are degrees, which nothing can be that does not lie anywhere; a remark on them goes with them.
fn is_geographic(said: bool, is_placed: bool, remarks: &mut Vec<String>) -> bool {
    if said && !is_placed {
        remarks.retain(|remark| remark != GEOGRAPHIC);
    }
    said && is_placed
}

/// The field of a file that is in memory.
pub(super) fn from_bytes(name: &str, bytes: &[u8], options: &OpenOptions) -> Result<Field, FieldError> {
    if let Some(parameter) = options.set.keys().next() {
        return Err(FieldError::Set(format!("a data file has no parameters, so `{parameter}` cannot be set")));
    }
    let (path, key) = (Path::new(name), options.key.as_deref());
    let format = Format::of(name).ok_or_else(|| unread(path))?;
    undisguised(path, format, bytes)?;
    let stored = match format {
        Format::Npy | Format::Npz => Stored::Held(npy::from_bytes(path, bytes, key)?, options.origin),
        format => Stored::Held(grids::from_bytes(path, bytes, format, key, options.origin, options.band)?, None),
    };
    field(path, name.to_owned(), stored, options, &|_| ())
}

/// Refuses a file that is not what its ending says.
fn undisguised(path: &Path, format: Format, start: &[u8]) -> Result<(), GridError> {
    match foreign::disguise(format, start) {
        Some(reason) => Err(GridError::new(path, reason)),
        None => Ok(()),
    }
}

/// That a file of this name is not read.
pub(super) fn unread(path: &Path) -> GridError {
    let refusal = path.to_str().and_then(foreign::refusal);
    let reason = refusal.unwrap_or_else(|| format!("its ending is none of {}", data_endings()));
    GridError::new(path, reason)
}

/// The field of samples as they were found. Names that its file has are cleaned here, wherever they are told.
fn field(
    path: &Path,
    name: String,
    stored: Stored,
    options: &OpenOptions,
    progress: Progress<'_>,
) -> Result<Field, FieldError> {
    let mut field = as_found(path, name, stored, options, progress)?;
    let facts = field.facts.iter_mut().flat_map(|facts| [&mut facts.part, &mut facts.sample_type, &mut facts.system]);
    let told = field.remarks.iter_mut().chain(facts.flatten());
    told.for_each(|text| *text = grids::in_a_line(text));
    Ok(field)
}

fn as_found(
    path: &Path,
    name: String,
    stored: Stored,
    options: &OpenOptions,
    progress: Progress<'_>,
) -> Result<Field, FieldError> {
    let most = options.most_held.unwrap_or(MOST_HELD);
    let (extent, source, mut remarks, said_geographic, facts) = match stored {
        Stored::Held(mut grid, origin) if grid.values.len() <= most => {
            let is_placed = grid.x.is_some() && grid.y.is_some();
            (grid.x, grid.y) = (grid.x.or(options.x), grid.y.or(options.y));
            let mut remarks = std::mem::take(&mut grid.remarks);
            let is_geographic = is_geographic(grid.is_geographic, grid.x.is_some() && grid.y.is_some(), &mut remarks);
            remarks.extend(beyond(&grid.values));
            remarks.extend(stand_in(&grid.values));
            let facts = Some(Box::new(std::mem::take(&mut grid.facts)));
            let samples = grid.into_samples(origin, path)?;
            let (x, y) = samples.domain();
            let domain = checked_extent(path, Domain { x, y })?;
            return Ok(Field {
                is_placed,
                remarks,
                is_geographic,
                facts,
                ..Field::new(name, Kind::Samples(Box::new(samples)), domain)
            });
        }
        Stored::Held(grid, _) if grid.uneven.iter().any(Option::is_some) => {
            let reason = format!(
                "{}x{} samples on uneven axes are more than the {most} that are held; save a part of them, or resample to a \
                 regular grid",
                grid.nx, grid.ny
            );
            return Err(GridError::new(path, reason).into());
        }
        Stored::Held(grid, origin) => {
            let source = Source::new(Store::Memory(grid.values, grid.nx), origin == Some(Origin::Upper));
            ([grid.x, grid.y], Box::new(source), grid.remarks, grid.is_geographic, grid.facts)
        }
        Stored::InFile(source, extent, more) => {
            let (remarks, is_geographic, facts) = source.said();
            (extent, source, [remarks, more].concat(), is_geographic, facts)
        }
    };
    let is_placed = extent.iter().all(Option::is_some);
    let [x, y] = [extent[0].or(options.x), extent[1].or(options.y)];
    let is_geographic = is_geographic(said_geographic, x.is_some() && y.is_some(), &mut remarks);
    let domain = Domain { x: x.unwrap_or(Domain::DEFAULT.x), y: y.unwrap_or(Domain::DEFAULT.y) };
    let domain = checked_extent(path, domain)?;
    let raster = Raster::new(*source, domain.x, domain.y, progress)
        .map_err(|error| FieldError::Raster { path: path.to_owned(), error })?;
    remarks.extend(raster.beyond());
    let facts = Some(Box::new(facts));
    Ok(Field { is_placed, remarks, is_geographic, facts, ..Field::new(name, Kind::Raster(Arc::new(raster)), domain) })
}

/// What is said of samples that are numbers and count as missing.
fn beyond(values: &[f64]) -> Option<String> {
    let missing = || values.iter().copied().filter(|&value| !value.is_nan() && !is_sample(value));
    let count = missing().count();
    let which = match missing().find(|value| value.abs() <= LARGEST) {
        Some(stand_in) => format!("infinite, or a value that stands for what is missing (as {stand_in:e})"),
        None => format!("infinite or beyond ±{LARGEST:e}"),
    };
    (count > 0).then(|| format!("{count} samples are {which} and count as missing"))
}

/// What is said of a value that programs write for what is missing, where all others are far above it.
fn stand_in(values: &[f64]) -> Option<String> {
    const STAND_INS: [f64; 5] = [-999.0, -9999.0, -99999.0, -32767.0, -32768.0];
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let others = || values.iter().filter(|value| **value != least && !value.is_nan());
    if !STAND_INS.contains(&least) || others().next().is_none() || others().any(|&value| value < 0.5 * least) {
        return None;
    }
    let count = values.iter().filter(|value| **value == least).count();
    Some(format!(
        "{count} samples are {least}, which often stands for what is missing, and are drawn; write nan if they are"
    ))
}

/// Samples of a file, as they were found.
#[allow(clippy::large_enum_variant, reason = "one is made for each file and taken apart at once")]
enum Stored {
    /// Read; the first row has the first y unless the origin says otherwise.
    Held(npy::ArrayGrid, Option<Origin>),
    /// Left where they are, with the extent that the file gives, and what the files beside it say.
    InFile(Box<Source>, [Option<[f64; 2]>; 2], Vec<String>),
}

/// The samples of a file; more than `most` are left there where its format allows it.
fn stored(path: &Path, format: Format, options: &OpenOptions, most: usize) -> Result<Stored, FieldError> {
    let mut start = Vec::new();
    if let Ok((file, _)) = grids::opened(path) {
        let _ = file.take(64).read_to_end(&mut start);
        undisguised(path, format, &start)?;
    }
    match format {
        Format::Npy | Format::Npz => match npy::open(path, options.key.as_deref(), most)? {
            npy::Stored::Held(grid) => Ok(Stored::Held(grid, options.origin)),
            npy::Stored::InFile(windows) => {
                let source = Source::new(Store::Npy(windows), options.origin == Some(Origin::Upper));
                Ok(Stored::InFile(Box::new(source), [None; 2], Vec::new()))
            }
        },
        Format::GeoTiff => match grids::windows(path, most, options.band)? {
            Some(windows) => {
                let extent = windows.extent();
                // A map begins at the top.
                let source = Source::new(Store::GeoTiff(Box::new(windows)), options.origin != Some(Origin::Lower));
                Ok(Stored::InFile(Box::new(source), extent, sidecar::unused_mask(path).into_iter().collect()))
            }
            None => {
                let mut grid = grids::map(path, options.origin, options.band)?;
                sidecar::mask(path, options.origin, &mut grid);
                Ok(Stored::Held(grid, None))
            }
        },
        // The other formats put their lowest row first themselves.
        _ => Ok(Stored::Held(grids::read(path, format, options.key.as_deref(), options.origin)?, None)),
    }
}

/// Why a file of this path is no field, where its ending is none of those that are read, and what converts it.
#[doc(hidden)]
pub fn why_no_data(text: &str) -> Option<String> {
    foreign::refusal(text)
}

/// The keys of all that a data file holds and that can be looked at; none where a file holds one thing, or cannot be read.
#[doc(hidden)]
pub fn parts_of_file(text: &str) -> Vec<String> {
    let path = text_path(text);
    match Format::of(text) {
        Some(Format::Npz) => npy::grids(&path),
        #[cfg(feature = "netcdf")]
        Some(Format::NetCdf | Format::Hdf5) => super::files::netcdf::parts(&path),
        _ => Vec::new(),
    }
}

fn checked_extent(path: &Path, domain: Domain) -> Result<Domain, FieldError> {
    domain.checked().map_err(|error| FieldError::Extent { path: path.to_owned(), error })
}
