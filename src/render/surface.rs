//! The lit surface.

use wgpu::util::DeviceExt;

use super::frame::FrameLayout;
use super::pipeline::{Depth, Description, build};
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part};

/// Draws surfaces of one field. It lives as long as the field's shader.
#[derive(Debug)]
pub(crate) struct SurfaceRenderer {
    color: wgpu::RenderPipeline,
    pub(crate) depth: Option<wgpu::RenderPipeline>,
}

/// A mesh over the domain. It lives until the mesh's density changes.
#[derive(Clone, Debug)]
pub(crate) struct SurfaceDraw {
    /// Vertices along x and y.
    pub(crate) size: [u32; 2],
    indices: wgpu::Buffer,
    count: u32,
}

impl SurfaceRenderer {
    /// Builds the pipelines; a translucent surface needs one more.
    pub(crate) fn new(gpu: &Gpu, frame: &FrameLayout, field: &GpuField, translucent: bool) -> Result<Self, GpuError> {
        let parts = [Part { name: "surface.wgsl", source: include_str!("../../shaders/surface.wgsl") }];
        let color = Description {
            name: "surface",
            vertex: "surface_vertex",
            fragment: "surface_fragment",
            field: Some(field),
            parts: &parts,
            style: None,
            instances: None,
            topology: wgpu::PrimitiveTopology::TriangleList,
            depth: Depth::Written,
        };
        let depth =
            Description { name: "surface depth", fragment: "surface_depth", depth: Depth::Only, ..color.clone() };
        let depth = if translucent { Some(build(gpu, frame, &depth)?) } else { None };
        Ok(SurfaceRenderer { color: build(gpu, frame, &color)?, depth })
    }

    /// Draws the nearest layer of the surface.
    pub(crate) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        field: &GpuField,
        draw: &SurfaceDraw,
        is_translucent: bool,
    ) {
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        pass.set_index_buffer(draw.indices.slice(..), wgpu::IndexFormat::Uint32);
        for pipeline in self.depth.iter().filter(|_| is_translucent).chain([&self.color]) {
            pass.set_pipeline(pipeline);
            pass.draw_indexed(0..draw.count, 0, 0..1);
        }
    }
}

impl SurfaceDraw {
    /// A mesh of so many vertices along x and y.
    pub(crate) fn new(gpu: &Gpu, [columns, rows]: [u32; 2]) -> SurfaceDraw {
        let indices = indices(columns, rows);
        let buffer = gpu.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("surface indices"),
            contents: bytemuck::cast_slice(&indices),
            usage: wgpu::BufferUsages::INDEX,
        });
        SurfaceDraw { size: [columns, rows], indices: buffer, count: indices.len() as u32 }
    }
}

/// Two triangles a cell. The diagonals alternate, so that the mesh has no grain.
fn indices(columns: u32, rows: u32) -> Vec<u32> {
    let mut indices = Vec::with_capacity(6 * (columns as usize - 1) * (rows as usize - 1));
    for row in 0..rows - 1 {
        for column in 0..columns - 1 {
            let a = row * columns + column;
            let (b, c, d) = (a + 1, a + columns, a + columns + 1);
            let cell = if (row + column) % 2 == 0 { [a, b, d, a, d, c] } else { [a, b, c, b, d, c] };
            indices.extend(cell);
        }
    }
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_covered_once() {
        let indices = indices(4, 3);
        assert_eq!(indices.len(), 6 * 3 * 2);
        let point = |index: u32| (f64::from(index % 4), f64::from(index / 4));
        let area: f64 = indices
            .chunks(3)
            .map(|t| {
                let [(ax, ay), (bx, by), (cx, cy)] = [point(t[0]), point(t[1]), point(t[2])];
                0.5 * ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))
            })
            .inspect(|area| assert_eq!(*area, 0.5, "every triangle turns the same way"))
            .sum();
        assert_eq!(area, 6.0);
    }
}
