//! The lit surface.

use std::sync::OnceLock;

use super::frame::FrameLayout;
use super::pipeline::{Depth, Description, build};
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part, Pieces, filled_buffer};

/// Cells along a side of a patch; shaders/surface.wgsl knows it.
pub(crate) const CELLS: u32 = 16;

/// A square of the mesh, of [`CELLS`] × [`CELLS`] cells.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct PatchInstance {
    /// The first column and row of cells, counted in cells of its own size.
    pub(crate) first: [u32; 2],
    /// A cell's share of the domain along x and y.
    pub(crate) step: [f32; 2],
    /// How often the patches at the left, the right, the bottom and the top were divided less, a byte each.
    pub(crate) coarser: u32,
}

impl PatchInstance {
    /// Where a vertex is in a patch, in cells, as surface.wgsl has it.
    pub(crate) fn place(&self, index: u16) -> [u32; 2] {
        let index = u32::from(index);
        let [left, right, bottom, top] = self.coarser.to_le_bytes();
        let [column, row] = [index % (CELLS + 1), index / (CELLS + 1)];
        let divided = |at: u32, first: u8, last: u8| match at {
            0 => first,
            CELLS => last,
            _ => 0,
        };
        let (along, up) = (divided(row, bottom, top), divided(column, left, right));
        [column >> along << along, row >> up << up]
    }
}

/// Draws surfaces of one field. It lives as long as the field's shader.
#[derive(Debug)]
pub(crate) struct SurfaceRenderer {
    color: wgpu::RenderPipeline,
    pub(crate) depth: Option<wgpu::RenderPipeline>,
    /// The same for triangles that are cut where f jumps or ends, built when the first are drawn.
    cut: OnceLock<CutPipelines>,
    /// Of a patch.
    indices: wgpu::Buffer,
}

#[derive(Debug)]
struct CutPipelines {
    color: wgpu::RenderPipeline,
    depth: Option<wgpu::RenderPipeline>,
}

/// A mesh over the domain; the panel replaces it when the surface is seen from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct SurfaceDraw {
    pub(crate) patches: Vec<PatchInstance>,
    pieces: Pieces,
    /// Triangles that are cut, and how many.
    cuts: Pieces,
}

impl SurfaceRenderer {
    /// Builds the pipelines; a translucent surface needs one more.
    pub(crate) fn new(gpu: &Gpu, frame: &FrameLayout, field: &GpuField, translucent: bool) -> Result<Self, GpuError> {
        let parts = parts();
        let color = Description {
            name: "surface",
            vertex: "surface_vertex",
            fragment: "surface_fragment",
            field: Some(field),
            parts: &parts,
            style: None,
            instances: Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<PatchInstance>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &wgpu::vertex_attr_array![0 => Uint32x2, 1 => Float32x2, 2 => Uint32],
            }),
            topology: wgpu::PrimitiveTopology::TriangleList,
            depth: Depth::Written,
        };
        let depth =
            Description { name: "surface depth", fragment: "surface_depth", depth: Depth::Only, ..color.clone() };
        let depth = if translucent { Some(build(gpu, frame, &depth)?) } else { None };
        let indices = filled_buffer(gpu, "patch indices", wgpu::BufferUsages::INDEX, bytemuck::cast_slice(&indices()));
        Ok(SurfaceRenderer { color: build(gpu, frame, &color)?, depth, cut: OnceLock::new(), indices })
    }

    /// Builds what draws triangles that are cut, where it is not there yet.
    pub(crate) fn with_cuts(&self, gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<(), GpuError> {
        if self.cut.get().is_some() {
            return Ok(());
        }
        let parts = parts();
        let color = Description {
            name: "cut surface",
            vertex: "cut_vertex",
            fragment: "cut_fragment",
            field: Some(field),
            parts: &parts,
            style: None,
            instances: Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<[f32; 3]>() as u64,
                step_mode: wgpu::VertexStepMode::Vertex,
                attributes: &wgpu::vertex_attr_array![0 => Float32x3],
            }),
            topology: wgpu::PrimitiveTopology::TriangleList,
            depth: Depth::Written,
        };
        let depth =
            Description { name: "cut surface depth", fragment: "cut_depth", depth: Depth::Only, ..color.clone() };
        let depth = if self.depth.is_some() { Some(build(gpu, frame, &depth)?) } else { None };
        let color = build(gpu, frame, &color)?;
        self.cut.get_or_init(|| CutPipelines { color, depth });
        Ok(())
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
        pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint16);
        let cut = self.cut.get();
        let depths = (self.depth.as_ref(), cut.and_then(|cut| cut.depth.as_ref()));
        let colors = (Some(&self.color), cut.map(|cut| &cut.color));
        for (whole, cut) in [depths].into_iter().filter(|_| is_translucent).chain([colors]) {
            if let Some(pipeline) = whole.filter(|_| !draw.pieces.is_empty()) {
                pass.set_pipeline(pipeline);
                for (instances, count) in draw.pieces.iter() {
                    pass.set_vertex_buffer(0, instances.slice(..));
                    pass.draw_indexed(0..6 * CELLS * CELLS, 0, 0..*count);
                }
            }
            if let Some(pipeline) = cut.filter(|_| !draw.cuts.is_empty()) {
                pass.set_pipeline(pipeline);
                for (corners, count) in draw.cuts.iter() {
                    pass.set_vertex_buffer(0, corners.slice(..));
                    pass.draw(0..3 * *count, 0..1);
                }
            }
        }
    }
}

impl SurfaceDraw {
    /// Puts a mesh on the device, in place of an old one. `all` are its patches before it was cut; `patches` those that are
    /// left, and `triangles` are what stands in for the others.
    pub(crate) fn new(
        gpu: &Gpu,
        all: Vec<PatchInstance>,
        patches: &[PatchInstance],
        triangles: &[[[f32; 3]; 3]],
        old: Option<&SurfaceDraw>,
    ) -> SurfaceDraw {
        SurfaceDraw {
            pieces: Pieces::new(gpu, "patches", patches, old.map(|old| &old.pieces)),
            cuts: Pieces::new(gpu, "cut triangles", triangles, old.map(|old| &old.cuts)),
            patches: all,
        }
    }
}

fn parts() -> [Part<'static>; 1] {
    [Part { name: "surface.wgsl", source: include_str!("../../../shaders/render/surface.wgsl") }]
}

/// Two triangles a cell of a patch. The diagonals alternate, so that the mesh has no grain.
pub(crate) fn indices() -> Vec<u16> {
    let side = CELLS as u16;
    let cell = |at: u16| {
        let (row, column) = (at / side, at % side);
        let a = row * (side + 1) + column;
        let (b, c, d) = (a + 1, a + side + 1, a + side + 2);
        if (row + column) % 2 == 0 { [a, b, d, a, d, c] } else { [a, b, c, b, d, c] }
    };
    (0..side * side).flat_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_covered_once() {
        let indices = indices();
        let cells = CELLS as usize * CELLS as usize;
        assert_eq!(indices.len(), 6 * cells);
        let point = |index: u16| (f64::from(index % (CELLS as u16 + 1)), f64::from(index / (CELLS as u16 + 1)));
        let area: f64 = indices
            .chunks(3)
            .map(|t| {
                let [(ax, ay), (bx, by), (cx, cy)] = [point(t[0]), point(t[1]), point(t[2])];
                0.5 * ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))
            })
            .inspect(|area| assert_eq!(*area, 0.5, "every triangle turns the same way"))
            .sum();
        assert_eq!(area, cells as f64);
    }

    #[test]
    fn the_shader_has_patches_of_the_same_size() {
        let shader = include_str!("../../../shaders/render/surface.wgsl");
        assert!(shader.contains(&format!("const PATCH_CELLS: u32 = {CELLS}u;")));
    }
}
