//! What stands beside a raster in files of its own: where it lies, which of its samples are there.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::format::Format;
use super::grids::{self, GridError};
use super::npy::{ArrayGrid, Origin};

/// The most bytes of a file beside a raster that are looked at.
const MOST: u64 = 1 << 20;
/// Endings of world files, by that of the raster.
const WORLDS: [(Format, &[&str]); 2] =
    [(Format::GeoTiff, &["tfw", "tifw", "tiffw", "wld"]), (Format::Png, &["pgw", "pngw", "wld"])];
/// What GDAL writes of a band beside its file that changes what samples are.
const BAND: [&str; 3] = ["<NoDataValue", "<Scale>", "<Offset>"];

/// The text of a file beside `path`, if there is one.
fn beside(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A path with more behind its ending.
fn with_more(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

/// What is said of files beside a raster that are not used.
pub(crate) fn unused(path: &Path, format: Format) -> Option<String> {
    let text = (format == Format::GeoTiff).then(|| beside(&with_more(path, ".aux.xml"))).flatten()?;
    BAND.iter().any(|part| text.contains(part)).then(|| {
        "the .aux.xml beside it gives a no-data value, a scale or an offset, which are not used; `gdal_translate in.tif \
         out.tif` writes them into the file"
            .to_owned()
    })
}

/// x of the first and last column and y of the lowest and topmost row, and the ending of the world file that says so.
type Place = ([[f64; 2]; 2], &'static str);

/// The place by the world file beside a raster that says nothing of its place itself.
pub(crate) fn world(path: &Path, format: Format, [nx, ny]: [usize; 2]) -> Result<Option<Place>, GridError> {
    let Some((_, endings)) = WORLDS.iter().find(|(known, _)| *known == format) else { return Ok(None) };
    let Some((text, world)) = endings.iter().find_map(|world| Some((beside(&path.with_extension(world))?, *world)))
    else {
        return Ok(None);
    };
    let fail = |reason: &str| GridError::new(&path.with_extension(world), reason);
    let numbers: Vec<f64> = text.split_whitespace().map_while(|word| word.replace(',', ".").parse().ok()).collect();
    let &[across, leans, turns, down, left, top] = &numbers[..] else {
        return Err(fail("it is no world file of six numbers; remove it, or write it again"));
    };
    if leans != 0.0 || turns != 0.0 {
        return Err(fail(
            "it turns or shears the grid, and a field's rows and columns lie along x and y; `gdalwarp in.tif out.tif` makes it \
             upright",
        ));
    }
    // The last two are the middle of the first pixel.
    let end = |start: f64, step: f64, count: usize| start + step * count.saturating_sub(1) as f64;
    let place = [[left, end(left, across, nx)], [end(top, down, ny), top]];
    if !place.iter().flatten().all(|number| number.is_finite()) || across == 0.0 || down == 0.0 {
        return Err(fail("its numbers are no place; write it again"));
    }
    Ok(Some((place, world)))
}

/// What is said of a mask beside a GeoTIFF that is read by its tiles.
pub(crate) fn unused_mask(path: &Path) -> Option<String> {
    let is_there = with_more(path, ".msk").is_file();
    is_there.then(|| {
        "the .msk beside it is not used, since it is read by tiles; `gdal_translate` with `--config \
                      GDAL_TIFF_INTERNAL_MASK YES` writes it into the file"
            .to_owned()
    })
}

/// Takes the samples out that the mask beside a GeoTIFF has for missing.
pub(crate) fn mask(path: &Path, origin: Option<Origin>, grid: &mut ArrayGrid) {
    let path = with_more(path, ".msk");
    if !path.is_file() {
        return;
    }
    match grids::map(&path, origin, None) {
        Ok(mask) if [mask.nx, mask.ny] == [grid.nx, grid.ny] => {
            let masked = |(_, mask): &(&mut f64, &f64)| **mask == 0.0;
            grid.values.iter_mut().zip(&mask.values).filter(masked).for_each(|(value, _)| *value = f64::NAN);
            grid.remarks.push("the .msk beside it says which samples are missing".to_owned());
        }
        Ok(_) => grid.remarks.push("the .msk beside it is of another size and is not used".to_owned()),
        Err(error) => grid.remarks.push(format!("the .msk beside it is not used: {}", error.reason)),
    }
}
