//! What every primitive of a panel reads: camera, maps between world and field, light, colours.

use glam::{DVec2, Mat4, Vec2, Vec3};

use super::splat::PanelPixels;
use crate::colormap::Colormap;
use crate::compute::GpuField;
use crate::field::Spread;
use crate::gpu::{Gpu, Part, UniformBinding, texture_layout_entry, texture_with_data, uniform_layout_entry};
use crate::render::figure::annotation::Rect;
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::world::World;
use crate::scene::Light;

/// What shaders of colours need not look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ColorKind {
    /// Whether all scales are even.
    pub(crate) is_even: bool,
    /// Whether nothing lies over the colours of values.
    pub(crate) is_bare: bool,
}

impl ColorKind {
    /// How many kinds there are, and the place of this one among them.
    pub(crate) const COUNT: usize = 4;
    pub(crate) fn index(self) -> usize {
        usize::from(self.is_even) + 2 * usize::from(self.is_bare)
    }
}

/// The WGSL that every primitive of a panel is composed after.
pub(crate) fn frame_parts(kind: ColorKind) -> [Part<'static>; 3] {
    let spread = match kind.is_even {
        true => Part { name: "even.wgsl", source: include_str!("../../../shaders/render/frame/even.wgsl") },
        false => Part { name: "spread.wgsl", source: include_str!("../../../shaders/render/frame/spread.wgsl") },
    };
    let overlay = match kind.is_bare {
        true => Part { name: "no_overlay.wgsl", source: include_str!("../../../shaders/render/frame/no_overlay.wgsl") },
        false => Part { name: "overlay.wgsl", source: include_str!("../../../shaders/render/frame/overlay.wgsl") },
    };
    [spread, overlay, Part { name: "frame.wgsl", source: include_str!("../../../shaders/render/frame.wgsl") }]
}

/// What frame.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct FrameUniform {
    pub(crate) clip_from_world: Mat4,
    pub(crate) field_from_world: [f32; 4],
    pub(crate) world_per_unit: [f32; 4],
    pub(crate) eye_in_world: [f32; 4],
    pub(crate) light: [f32; 4],
    pub(crate) color: [f32; 4],
    pub(crate) bounds: [f32; 4],
    pub(crate) panel: [f32; 4],
    pub(crate) spread: [f32; 4],
}

/// What a panel's frame is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameParts<'a> {
    pub(crate) world: &'a World,
    pub(crate) field: &'a GpuField,
    pub(crate) norm: &'a ColorNorm,
    pub(crate) clip_from_world: Mat4,
    pub(crate) eye_in_world: Vec3,
    /// What the surface is lit by.
    pub(crate) light: Light,
    pub(crate) alpha: f64,
    pub(crate) panel: Vec2,
    /// Vertices of the mesh along x and y.
    pub(crate) mesh: [u32; 2],
}

impl FrameUniform {
    pub(crate) fn new(parts: &FrameParts<'_>) -> FrameUniform {
        let world = parts.world;
        let [per_x, per_y, per_f] = world.per_unit();
        let (angles, is_lit) = match parts.light {
            Light::From(angles) => (angles, 1.0),
            Light::Off => ([0.0; 2], 0.0),
        };
        let [azimuth, elevation] = angles.map(|degrees| (degrees as f32).to_radians());
        let light = Vec3::new(elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin(), elevation.sin());
        let [offset, scale] = parts.norm.offset_and_scale();
        let (color, height) =
            (OnDevice::of(parts.norm.spread, parts.field), OnDevice::of(world.spreads[2], parts.field));
        let [low, high] = world.values.map(|value| (value - parts.field.offset()) / parts.field.unit());
        let [columns, rows] = parts.mesh;
        FrameUniform {
            clip_from_world: parts.clip_from_world,
            field_from_world: field_from_world(world, parts.field),
            world_per_unit: [
                per_x as f32,
                per_y as f32,
                (per_f * height.unit) as f32,
                height.place(world.middle_place()) as f32,
            ],
            eye_in_world: parts.eye_in_world.extend(0.0).to_array(),
            light: light.extend(is_lit).to_array(),
            color: [
                color.place(offset) as f32,
                (scale * color.unit) as f32,
                color.spread.code() as f32,
                parts.alpha as f32,
            ],
            bounds: [low as f32, high as f32, world.half.x, world.half.y],
            panel: [parts.panel.x, parts.panel.y, columns as f32, rows as f32],
            spread: [height.spread.code() as f32, 0.0, 0.0, 0.0],
        }
    }
}

/// A scale for the device's values, which leave something out of f and are divided by something.
pub(super) struct OnDevice {
    pub(super) spread: Spread,
    /// What its places are to be multiplied by for those of f, once this was added.
    pub(super) unit: f64,
    added: f64,
}

impl OnDevice {
    fn of(spread: Spread, field: &GpuField) -> OnDevice {
        OnDevice::new(spread, field.unit(), field.offset())
    }

    /// The same for values that leave `offset` out and are divided by `unit`.
    pub(super) fn new(spread: Spread, unit: f64, offset: f64) -> OnDevice {
        match spread {
            Spread::Linear => OnDevice { spread, unit, added: offset / unit },
            Spread::Log => OnDevice { spread, unit: 1.0, added: unit.log10() },
            Spread::Symlog(threshold) => OnDevice { spread: Spread::Symlog(threshold / unit), unit: 1.0, added: 0.0 },
        }
    }

    /// A place of f's as the device has it.
    pub(super) fn place(&self, place: f64) -> f64 {
        place / self.unit - self.added
    }
}

/// The layout of bind group 0 of every primitive. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct FrameLayout {
    pub(crate) layout: wgpu::BindGroupLayout,
}

impl FrameLayout {
    pub(crate) fn new(gpu: &Gpu) -> FrameLayout {
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("frame"),
            entries: &[
                uniform_layout_entry(0),
                texture_layout_entry(1),
                texture_layout_entry(2),
                texture_layout_entry(3),
            ],
        });
        FrameLayout { layout }
    }

    /// Bind group 0 of a panel, in place of an old one.
    pub(crate) fn bind(
        &self,
        gpu: &Gpu,
        uniform: &FrameUniform,
        textures: [&wgpu::TextureView; 3],
        old: Option<&UniformBinding>,
    ) -> UniformBinding {
        UniformBinding::new(gpu, "frame", &self.layout, uniform, &textures, old)
    }
}

/// A colormap's table as a texture of 256 × 1 texels.
pub(crate) fn colormap_texture(gpu: &Gpu, colormap: Colormap) -> wgpu::TextureView {
    let texels: Vec<[u8; 4]> = colormap.table().iter().map(|&[r, g, b]| [r, g, b, 255]).collect();
    color_texture(gpu, "colormap", [256, 1], &texels)
}

/// How far f is drawn as its mean, as a texture; one texel where it is so nowhere, which an old one may be already.
pub(crate) fn fine_texture(
    gpu: &Gpu,
    corners: Option<(usize, Vec<[f32; 2]>)>,
    old: Option<&wgpu::TextureView>,
) -> wgpu::TextureView {
    let texture = |side: usize, corners: &[[f32; 2]]| {
        let format = wgpu::TextureFormat::Rg32Float;
        let texture = texture_with_data(gpu, "fine", [side as u32; 2], format, bytemuck::cast_slice(corners));
        texture.create_view(&wgpu::TextureViewDescriptor::default())
    };
    match (corners, old.filter(|old| old.texture().width() == 1)) {
        (Some((side, corners)), _) => texture(side, &corners),
        (None, Some(nothing)) => nothing.clone(),
        (None, None) => texture(1, &[[0.0; 2]]),
    }
}

/// Colours as a texture of so many columns and rows.
pub(crate) fn color_texture(gpu: &Gpu, label: &str, size: [u32; 2], texels: &[[u8; 4]]) -> wgpu::TextureView {
    let texture = texture_with_data(gpu, label, size, wgpu::TextureFormat::Rgba8Unorm, bytemuck::cast_slice(texels));
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}

/// Scale and offset from the world to the field's coordinates.
fn field_from_world(world: &World, field: &GpuField) -> [f32; 4] {
    let ends = |axis: usize, [first, last]: [f64; 2]| [field.coordinate(axis, first), field.coordinate(axis, last)];
    let ([x0, x1], [y0, y1]) = (ends(0, world.domain.x), ends(1, world.domain.y));
    let scale = |first: f64, last: f64, half: f32| ((last - first) / (2.0 * f64::from(half))) as f32;
    let offset = |first: f64, last: f64| (0.5 * (first + last)) as f32;
    [scale(x0, x1, world.half.x), scale(y0, y1, world.half.y), offset(x0, x1), offset(y0, y1)]
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
            spread: [0.0; 4],
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
