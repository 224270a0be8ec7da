//! Pictures of any size, drawn tile by tile into bands of whole rows.

use glam::{DVec2, Mat4};

use super::still::Canvas;
use crate::compute::BasinMap;
use crate::field::Field;
use crate::gpu::Gpu;
use crate::render::error::{MAX_PICTURE_SIDE, RenderError};
use crate::render::figure::annotation::Rect;
use crate::render::passes::frame::FrameUniform;
use crate::render::passes::splat::PanelPixels;
use crate::render::renderer::Renderer;
use crate::scene::Scene;

/// Pixels of a picture that is drawn whole: with its samples, their depth and copies a pixel takes some 50 bytes.
const MOST_WHOLE: u64 = 1 << 24;
/// The longest sides of a tile, and pixels of a band of them.
const TILE: [u32; 2] = [4096, 2048];
const BAND: u32 = 1 << 25;

/// Whether a picture is best drawn in one piece.
pub fn fits_whole(gpu: &Gpu, [width, height]: [u32; 2]) -> bool {
    width.max(height) <= gpu.adapter.max_texture_side && u64::from(width) * u64::from(height) <= MOST_WHOLE
}

/// The tiles that a picture of a size is cut into; even sides keep pairs of pixels together, which shaders compare.
pub fn tile_size(gpu: &Gpu, [width, height]: [u32; 2]) -> [u32; 2] {
    let most = gpu.adapter.max_texture_side;
    let side = |size: u32, limit: u32| if size <= limit { size } else { limit.max(2) & !1 };
    [side(width, TILE[0].min(most)), side(height, TILE[1].min(most).min(BAND / width.max(1)))]
}

/// Draws a scene of a field in tiles of a size, and hands bands of whole rows to `take` from the top to the bottom, in
/// 8-bit RGBA.
///
/// Pixels are those of the picture that is drawn whole but for rounding: where an edge passes a sample of a pixel by a
/// thousandth of a pixel, the sample may fall to its other side. `basins` are those that the scene asks for, where they are
/// there already.
pub fn render_bands<E: From<RenderError>>(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    tile: [u32; 2],
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let [width, height] = scene.size;
    if width.max(height) > MAX_PICTURE_SIDE {
        return Err(RenderError::TooLarge(width, height).into());
    }
    let failed = |error| E::from(RenderError::Gpu(error));
    let mut renderer = Renderer::new(gpu).map_err(failed)?;
    let mut picture = renderer.prepare_tiled(scene, field, basins)?;
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

/// The part of a panel that a window on the picture shows, in the window's pixels, and its frame: the camera looks through
/// this part alone. Nothing where the window shows none of it.
pub(crate) fn seen_through(window: PanelPixels, panel: Rect, whole: &FrameUniform) -> Option<(Rect, FrameUniform)> {
    let (mut rect, mut scale, mut shift) = (panel, DVec2::ONE, DVec2::ZERO);
    for axis in 0..2 {
        let (first, size) = (window.first[axis] as f32, window.size[axis] as f32);
        let (low, high) = (panel.min[axis].max(first), panel.max[axis].min(first + size));
        if low >= high {
            return None;
        }
        // A viewport is a pixel wide at least.
        let (low, high) = if high - low < 1.0 { (low.floor(), low.floor() + 1.0) } else { (low, high) };
        (rect.min[axis], rect.max[axis]) = (low - first, high - first);
        let [begin, end, low, high] = [panel.min[axis], panel.max[axis], low, high].map(f64::from);
        scale[axis] = (end - begin) / (high - low);
        // Of the panel's middle from the part's, in half parts; clip space goes upwards and pixels down.
        let middle = ((begin + end) - (low + high)) / (high - low);
        shift[axis] = if axis == 0 { middle } else { -middle };
    }
    let part = Mat4::from_translation(shift.as_vec2().extend(0.0)) * Mat4::from_scale(scale.as_vec2().extend(1.0));
    let mut uniform = *whole;
    uniform.clip_from_world = part * whole.clip_from_world;
    uniform.panel[..2].copy_from_slice(&[rect.width(), rect.height()]);
    Some((rect, uniform))
}

#[cfg(test)]
mod tests {
    use glam::Vec3;
    use glam::camera::rh::proj;

    use super::*;

    fn uniform(clip_from_world: Mat4) -> FrameUniform {
        FrameUniform {
            clip_from_world,
            field_from_world: [0.0; 4],
            world_per_unit: [0.0; 4],
            eye_in_world: [0.0; 4],
            light: [0.0; 4],
            color: [0.0; 4],
            bounds: [0.0; 4],
            panel: [0.0; 4],
        }
    }

    /// Where clip space has a point, in pixels from a rectangle's corner on.
    fn pixel(clip_from_world: Mat4, rect: Rect, point: Vec3) -> [f32; 2] {
        let clip = clip_from_world * point.extend(1.0);
        let (x, y) = (clip.x / clip.w, clip.y / clip.w);
        [rect.min[0] + 0.5 * (x + 1.0) * rect.width(), rect.min[1] + 0.5 * (1.0 - y) * rect.height()]
    }

    #[test]
    fn a_point_is_at_the_same_pixel_in_every_tile() {
        let panel = Rect { min: [101.5, 33.25], max: [902.75, 700.0] };
        let camera = proj::directx::perspective(0.6, panel.width() / panel.height(), 1.0, 10.0);
        let whole = uniform(camera);
        let points = [Vec3::new(0.3, -0.2, -3.0), Vec3::new(-1.0, 0.9, -5.0)];
        for first in [[0, 0], [128, 64], [640, 512]] {
            let window = PanelPixels { first, size: [256, 256] };
            let (rect, tile) = seen_through(window, panel, &whole).expect("the tile shows some of the panel");
            assert_eq!(tile.panel[..2], [rect.width(), rect.height()]);
            for point in points {
                let expected = pixel(camera, panel, point);
                let found = pixel(tile.clip_from_world, rect, point);
                for axis in 0..2 {
                    assert!((found[axis] + first[axis] as f32 - expected[axis]).abs() < 2e-3, "{found:?} {expected:?}");
                }
            }
        }
        assert!(seen_through(PanelPixels { first: [903, 0], size: [64, 800] }, panel, &whole).is_none());
        assert!(seen_through(PanelPixels { first: [0, 0], size: [64, 64] }, panel, &whole).is_none());
    }
}
