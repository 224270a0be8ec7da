//! Pictures of any size, drawn tile by tile into bands of whole rows.

use super::still::Canvas;
use crate::compute::BasinMap;
use crate::field::Field;
use crate::gpu::Gpu;
use crate::render::data::remark::Remark;
use crate::render::error::{MAX_PICTURE_SIDE, RenderError};
use crate::render::passes::splat::PanelPixels;
use crate::render::renderer::Renderer;
use crate::scene::Scene;

/// Draws a scene of a field in tiles of a size, and hands bands of whole rows to `take` from the top to the bottom, in
/// 8-bit RGBA.
///
/// Pixels are those of the picture that is drawn whole but for rounding: where an edge passes a sample of a pixel by a
/// thousandth of a pixel, the sample may fall to its other side. `basins` are those that the scene asks for, where they are
/// there already.
///
/// # Errors
/// As [`render`](super::still::render), and what `take` fails with.
pub fn render_bands<E: From<RenderError>>(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    tile: [u32; 2],
    take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    draw_bands(gpu, scene, field, basins, tile, &mut Vec::new(), take)
}

/// The same; what is to be known of it joins `remarks`.
pub(super) fn draw_bands<E: From<RenderError>>(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    tile: [u32; 2],
    remarks: &mut Vec<Remark>,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let [width, height] = scene.size;
    if width.max(height) > MAX_PICTURE_SIDE {
        return Err(RenderError::TooLarge(width, height).into());
    }
    let failed = |error| E::from(RenderError::Gpu(error));
    let mut renderer = Renderer::new(gpu).map_err(failed)?;
    let mut picture = renderer.prepare_tiled(scene, field, basins)?;
    remarks.extend(picture.remarks());
    let mut canvas: Option<([u32; 2], Canvas)> = None;
    let (across, down) = (tile[0].max(1) as usize, tile[1].max(1) as usize);
    for top in (0..height).step_by(down) {
        let rows = tile[1].max(1).min(height - top);
        let mut band = vec![0; 4 * width as usize * rows as usize];
        for left in (0..width).step_by(across) {
            let size = [tile[0].max(1).min(width - left), rows];
            renderer.show(&mut picture, field, PanelPixels { first: [left, top], size }).map_err(failed)?;
            let canvas = match canvas.take_if(|(of, _)| *of == size) {
                Some(kept) => &canvas.insert(kept).1,
                None => &canvas.insert((size, Canvas::new(gpu, size).map_err(failed)?)).1,
            };
            let image = canvas.draw(gpu, &mut renderer, &picture).map_err(failed)?;
            let into = band.chunks_exact_mut(4 * width as usize);
            for (line, drawn) in into.zip(image.pixels.chunks_exact(4 * size[0] as usize)) {
                line[4 * left as usize..][..drawn.len()].copy_from_slice(drawn);
            }
        }
        take(&band)?;
    }
    Ok(())
}
