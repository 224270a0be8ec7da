//! A picture without a window.

use std::path::Path;

use super::size::check_whole;
use crate::compute::BasinMap;
use crate::export::{AtomicError, PngStyle, write_png_as};
use crate::field::Field;
use crate::gpu::{Gpu, GpuError, new_texture, read_texture};
use crate::render::data::remark::Remark;
use crate::render::error::RenderError;
use crate::render::passes::pipeline::COLOR_FORMAT;
use crate::render::picture::Picture;
use crate::render::prepare::check_size;
use crate::render::renderer::{Renderer, TARGET_USAGES};
use crate::scene::Scene;

/// An 8-bit picture: rows from the top, red, green, blue and opacity of each pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels along a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// 4 · width · height bytes, opaque unless the scene is transparent, and not premultiplied.
    pub pixels: Vec<u8>,
}

impl Image {
    /// Red, green, blue and opacity of a pixel, counted from the top left.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let at = 4 * (y as usize * self.width as usize + x as usize);
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2], self.pixels[at + 3]]
    }

    /// Writes the picture as a PNG of 100 pixels per inch, whole or not at all.
    ///
    /// # Errors
    /// Where the file cannot be written; an older one of that name is left as it is then.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), AtomicError> {
        let has_opacity = self.pixels.chunks_exact(4).any(|pixel| pixel[3] != 255);
        write_png_as(
            path.as_ref(),
            [self.width, self.height],
            PngStyle { has_opacity, ..PngStyle::default() },
            &self.pixels,
        )
    }
}

/// Draws a scene of a field into an image.
///
/// # Errors
/// Where the scene asks for what this field has not, such as a logarithmic scale without positive values, where the picture
/// is larger than the device can draw, and where the device fails.
pub fn render(gpu: &Gpu, scene: &Scene, field: &Field) -> Result<Image, RenderError> {
    draw_image(gpu, scene, field, None, &mut Vec::new())
}

/// The same, of basins that were found already where there are any; what is to be known of it joins `remarks`.
pub(super) fn draw_image(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    remarks: &mut Vec<Remark>,
) -> Result<Image, RenderError> {
    check_whole(gpu, scene.size)?;
    let mut renderer = Renderer::new(gpu)?;
    let picture = match basins {
        Some(basins) => renderer.prepare_basins(scene, field, basins)?,
        None => renderer.prepare(scene, field)?,
    };
    remarks.extend(picture.remarks());
    Ok(renderer.image(&picture)?)
}

impl Renderer {
    /// Draws a prepared picture into an image of its size.
    ///
    /// # Errors
    /// Where the picture is larger than the device draws in one piece, or the device fails.
    pub fn image(&mut self, picture: &Picture) -> Result<Image, GpuError> {
        let gpu = self.gpu.clone();
        Canvas::new(&gpu, picture.scene().size)?.draw(&gpu, self, picture)
    }
}

/// Draws basins that were found already into an image.
///
/// # Errors
/// As [`render`].
pub fn render_basins(gpu: &Gpu, scene: &Scene, field: &Field, basins: &BasinMap) -> Result<Image, RenderError> {
    draw_image(gpu, scene, field, Some(basins), &mut Vec::new())
}

/// Divides a pixel's colours by its opacity, as files have them.
fn unmultiply(pixel: &mut [u8; 4]) {
    let [.., opacity] = *pixel;
    if opacity > 0 && opacity < 255 {
        let straight = |channel: u8| (u32::from(channel) * 255 + u32::from(opacity) / 2) / u32::from(opacity);
        pixel[..3].iter_mut().for_each(|channel| *channel = straight(*channel).min(255) as u8);
    }
}

/// What pictures of one size are drawn into.
#[derive(Debug)]
pub(crate) struct Canvas {
    texture: wgpu::Texture,
}

impl Canvas {
    pub(crate) fn new(gpu: &Gpu, size: [u32; 2]) -> Result<Canvas, GpuError> {
        check_size(gpu, size)?;
        let usage = TARGET_USAGES | wgpu::TextureUsages::COPY_SRC;
        let texture = gpu.scoped(|| new_texture(gpu, "picture", size, 1, COLOR_FORMAT, usage))?;
        Ok(Canvas { texture })
    }

    pub(crate) fn draw(&self, gpu: &Gpu, renderer: &mut Renderer, picture: &Picture) -> Result<Image, GpuError> {
        gpu.scoped(|| self.drawn(gpu, renderer, picture))?
    }

    fn drawn(&self, gpu: &Gpu, renderer: &mut Renderer, picture: &Picture) -> Result<Image, GpuError> {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("picture") });
        let view = self.texture.create_view(&wgpu::TextureViewDescriptor::default());
        renderer.draw(picture, &mut encoder, &view);
        gpu.queue.submit([encoder.finish()]);
        let mut pixels = read_texture(gpu, &self.texture)?;
        if picture.scene().transparent {
            pixels.as_chunks_mut().0.iter_mut().for_each(unmultiply);
        }
        Ok(Image { width: self.texture.width(), height: self.texture.height(), pixels })
    }
}
