//! Still pictures as files: pixels, or drawings of shapes.

use std::path::Path;

use super::facts::RenderError;
use super::still::render;
use super::vector::render_drawing;
use crate::export::{AtomicError, write_pdf, write_png, write_svg, write_transparent_png};
use crate::field::Field;
use crate::gpu::Gpu;
use crate::scene::Scene;

/// What a still picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Draws a scene of a field into a file; images within shapes have `resolution` pixels to an inch.
pub fn save(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    path: &Path,
    format: StillFormat,
    resolution: Option<f64>,
) -> Result<(), SaveError> {
    match format {
        StillFormat::Svg => write_svg(path, &render_drawing(gpu, scene, field, resolution)?)?,
        StillFormat::Pdf => write_pdf(path, &render_drawing(gpu, scene, field, resolution)?)?,
        StillFormat::Png => {
            let image = render(gpu, scene, field)?;
            let write = if scene.transparent { write_transparent_png } else { write_png };
            write(path, image.width, image.height, &image.pixels)?;
        }
    }
    Ok(())
}
