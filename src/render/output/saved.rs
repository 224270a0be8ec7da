//! Still pictures as files: pixels, or drawings of shapes.

use std::path::Path;

use super::bands::draw_bands;
use super::map::{MapStyle, draw_hyperparameter_map, render_hyperparameter_map};
use super::size::{fits_whole, tile_size};
use super::still::draw_image;
use super::vector::draw_shapes;
use crate::compute::{BasinMap, HyperparameterMap};
use crate::export::{AtomicError, PngStyle, write_pdf, write_png_as, write_png_bands, write_svg};
use crate::field::Field;
use crate::gpu::{Gpu, GpuError};
use crate::render::data::remark::Remark;
use crate::render::error::RenderError;
use crate::scene::Scene;

/// What a still picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StillFormat {
    /// `.png`: pixels.
    Png,
    /// `.svg`: shapes and text.
    Svg,
    /// `.pdf`: shapes and text.
    Pdf,
}

impl StillFormat {
    /// What the ending of a path asks for; nothing where it is of something else.
    pub fn of(path: &Path) -> Option<StillFormat> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        match ending.as_str() {
            "png" => Some(StillFormat::Png),
            "svg" => Some(StillFormat::Svg),
            "pdf" => Some(StillFormat::Pdf),
            _ => None,
        }
    }

    /// Whether it is made of shapes.
    pub fn is_vector(self) -> bool {
        self != StillFormat::Png
    }
}

/// A picture that was not drawn or not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It cannot be drawn.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// It cannot be written.
    #[error(transparent)]
    File(#[from] AtomicError),
}

/// The file that a picture is written into.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What it is.
    pub format: StillFormat,
    /// Pixels to an inch of images within shapes; nothing for what printers ask for.
    pub resolution: Option<f64>,
}

/// Draws a scene of a field into a file; pixels that are too many for one piece are drawn band by band.
///
/// `basins` are those that the scene asks for, where they are there already. `advance` is told of rows of pixels as they are
/// written, where that takes long. Returns what is to be known of the picture.
///
/// # Errors
/// Where the picture cannot be drawn, or the file cannot be written.
pub fn save(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    to: Destination<'_>,
    mut advance: impl FnMut(u32),
) -> Result<Vec<Remark>, SaveError> {
    let mut remarks = Vec::new();
    let mut drawing = || draw_shapes(gpu, scene, field, basins, to.resolution, &mut remarks);
    let style = PngStyle { has_opacity: scene.transparent, dots_per_inch: scene.dpi };
    match to.format {
        StillFormat::Svg => write_svg(to.path, &drawing()?)?,
        StillFormat::Pdf => write_pdf(to.path, &drawing()?)?,
        StillFormat::Png if fits_whole(gpu, scene.size) => {
            let image = draw_image(gpu, scene, field, basins, &mut remarks)?;
            write_png_as(to.path, scene.size, style, &image.pixels)?;
        }
        StillFormat::Png => write_png_bands(to.path, scene.size, style, |take| {
            let tile = tile_size(gpu, scene.size).map_err(RenderError::from)?;
            draw_bands(gpu, scene, field, basins, tile, &mut remarks, |band| {
                take(band)?;
                advance((band.len() / (4 * scene.size[0] as usize)) as u32);
                Ok::<(), SaveError>(())
            })
        })?,
    }
    Ok(remarks)
}

/// Draws a map of fates into a file; only pixels need a device.
///
/// # Errors
/// Where the picture cannot be drawn, where it needs a device and there is none, and where the file cannot be written.
pub fn save_hyperparameter_map(
    gpu: Option<&Gpu>,
    map: &HyperparameterMap,
    style: &MapStyle,
    to: Destination<'_>,
) -> Result<(), SaveError> {
    match to.format {
        StillFormat::Svg => write_svg(to.path, &draw_hyperparameter_map(map, style, to.resolution)?)?,
        StillFormat::Pdf => write_pdf(to.path, &draw_hyperparameter_map(map, style, to.resolution)?)?,
        StillFormat::Png => {
            let gpu = gpu.ok_or(GpuError::NoAdapter).map_err(RenderError::from)?;
            let image = render_hyperparameter_map(gpu, map, style)?;
            let png = PngStyle { dots_per_inch: style.dpi, ..PngStyle::default() };
            write_png_as(to.path, style.size, png, &image.pixels)?;
        }
    }
    Ok(())
}
