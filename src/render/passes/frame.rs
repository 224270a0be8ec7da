//! What every primitive of a panel reads: camera, maps between world and field, light, colours.

use glam::{Mat4, Vec2, Vec3};
use wgpu::util::DeviceExt;

use crate::colormap::Colormap;
use crate::compute::GpuField;
use crate::field::Domain;
use crate::gpu::{Gpu, texture_layout_entry, uniform_buffer, uniform_layout_entry};

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
}

/// How the field's domain and values sit in the world: a box around the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// What is looked at.
    pub domain: Domain,
    /// Values at the bottom and the top of the box.
    pub values: [f64; 2],
    /// Half the box's sizes along x, y and upwards.
    pub half: Vec3,
}

impl World {
    /// World units per unit of data along x and y, negative where an extent runs backwards, and per unit of f.
    pub fn per_unit(&self) -> [f64; 3] {
        let [width, height] = self.domain.size();
        let [low, high] = self.values;
        [
            2.0 * f64::from(self.half.x) / width,
            2.0 * f64::from(self.half.y) / height,
            2.0 * f64::from(self.half.z) / (high - low),
        ]
    }

    /// The f that lies at height 0.
    pub fn middle(&self) -> f64 {
        0.5 * (self.values[0] + self.values[1])
    }

    /// Where a point of the data lies, at the height of the value `f`.
    pub fn place(&self, x: f64, y: f64, f: f64) -> Vec3 {
        let [per_x, per_y, per_f] = self.per_unit();
        let [x0, y0] = [self.domain.x[0], self.domain.y[0]];
        Vec3::new(
            ((x - x0) * per_x) as f32 - self.half.x,
            ((y - y0) * per_y) as f32 - self.half.y,
            ((f - self.middle()) * per_f) as f32,
        )
    }

    /// Scale and offset from the world to the field's coordinates.
    fn field_from_world(&self, field: &GpuField) -> [f32; 4] {
        let ends = |axis: usize, [first, last]: [f64; 2]| [field.coordinate(axis, first), field.coordinate(axis, last)];
        let ([x0, x1], [y0, y1]) = (ends(0, self.domain.x), ends(1, self.domain.y));
        let scale = |first: f64, last: f64, half: f32| ((last - first) / (2.0 * f64::from(half))) as f32;
        let offset = |first: f64, last: f64| (0.5 * (first + last)) as f32;
        [scale(x0, x1, self.half.x), scale(y0, y1, self.half.y), offset(x0, x1), offset(y0, y1)]
    }
}

/// How values spread over the colormap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norm {
    /// Values at the ends of the colormap.
    pub limits: [f64; 2],
    /// Whether they spread by their logarithms.
    pub logarithmic: bool,
}

impl Norm {
    /// The position of a value, 0 to 1 between the limits.
    pub fn position(&self, value: f64) -> f64 {
        let [offset, scale] = self.offset_and_scale();
        let value = if self.logarithmic { value.max(1e-37).log10() } else { value };
        (value - offset) * scale
    }

    fn offset_and_scale(&self) -> [f64; 2] {
        let [low, high] = if self.logarithmic { self.limits.map(f64::log10) } else { self.limits };
        [low, 1.0 / (high - low)]
    }
}

/// What a panel's frame is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameParts<'a> {
    pub(crate) world: &'a World,
    pub(crate) field: &'a GpuField,
    pub(crate) norm: &'a Norm,
    pub(crate) clip_from_world: Mat4,
    pub(crate) eye_in_world: Vec3,
    /// Azimuth and elevation of the light, in degrees.
    pub(crate) light: [f64; 2],
    pub(crate) alpha: f64,
    pub(crate) panel: Vec2,
    /// Vertices of the mesh along x and y.
    pub(crate) mesh: [u32; 2],
}

impl FrameUniform {
    pub(crate) fn new(parts: &FrameParts<'_>) -> FrameUniform {
        let world = parts.world;
        let [per_x, per_y, per_f] = world.per_unit();
        let [azimuth, elevation] = parts.light.map(|degrees| (degrees as f32).to_radians());
        let light = Vec3::new(elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin(), elevation.sin());
        let [offset, scale] = parts.norm.offset_and_scale();
        let logarithmic = if parts.norm.logarithmic { 1.0 } else { 0.0 };
        // The device's values leave this out.
        let left_out = parts.field.offset();
        let [low, high] = world.values.map(|value| value - left_out);
        let offset = if parts.norm.logarithmic { offset } else { offset - left_out };
        let [columns, rows] = parts.mesh;
        FrameUniform {
            clip_from_world: parts.clip_from_world,
            field_from_world: world.field_from_world(parts.field),
            world_per_unit: [per_x as f32, per_y as f32, per_f as f32, (world.middle() - left_out) as f32],
            eye_in_world: parts.eye_in_world.extend(1.0).to_array(),
            light: light.extend(0.0).to_array(),
            color: [offset as f32, scale as f32, logarithmic, parts.alpha as f32],
            bounds: [low as f32, high as f32, world.half.x, world.half.y],
            panel: [parts.panel.x, parts.panel.y, columns as f32, rows as f32],
        }
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
            entries: &[uniform_layout_entry(0), texture_layout_entry(1), texture_layout_entry(2)],
        });
        FrameLayout { layout }
    }

    /// Bind group 0 of a panel.
    pub(crate) fn group(
        &self,
        gpu: &Gpu,
        uniform: &FrameUniform,
        [colormap, overlay]: [&wgpu::TextureView; 2],
    ) -> wgpu::BindGroup {
        let buffer = uniform_buffer(gpu, "frame", uniform);
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("frame"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(colormap) },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(overlay) },
            ],
        })
    }
}

/// A colormap's table as a texture of 256 × 1 texels.
pub(crate) fn colormap_texture(gpu: &Gpu, colormap: Colormap) -> wgpu::TextureView {
    let texels: Vec<[u8; 4]> = colormap.table().iter().map(|&[r, g, b]| [r, g, b, 255]).collect();
    color_texture(gpu, "colormap", [256, 1], &texels)
}

/// Colours as a texture of so many columns and rows.
pub(crate) fn color_texture(
    gpu: &Gpu,
    label: &str,
    [width, height]: [u32; 2],
    texels: &[[u8; 4]],
) -> wgpu::TextureView {
    let descriptor = wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    let texture = gpu.device.create_texture_with_data(&gpu.queue, &descriptor, order, bytemuck::cast_slice(texels));
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}
