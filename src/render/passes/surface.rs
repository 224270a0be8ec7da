//! The lit surface.

use std::sync::OnceLock;

use glam::Vec3;

use super::frame::{ColorKind, FrameLayout};
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
    /// A cell's fraction of the domain along x and y.
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

/// Draws surfaces of one field. The field's pipelines own it.
#[derive(Debug)]
pub(crate) struct SurfaceRenderer {
    pub(crate) is_translucent: bool,
    /// Of whole patches and of triangles that are cut, each without and with means, and of each kind of colours. They are
    /// built when they are drawn first.
    pipelines: [OnceLock<MeshPipelines>; 4 * ColorKind::COUNT],
    /// Of a patch.
    indices: wgpu::Buffer,
}

/// What draws a mesh, and before it its depth alone where it is translucent.
#[derive(Debug)]
struct MeshPipelines {
    depth: Option<wgpu::RenderPipeline>,
    color: wgpu::RenderPipeline,
}

/// A mesh over the domain; the panel replaces it when the surface is seen from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct SurfaceDraw {
    pub(crate) patches: Vec<PatchInstance>,
    /// Those of them that are drawn, and on the device the same, the nearest first.
    drawn: Vec<PatchInstance>,
    pieces: Pieces,
    /// Triangles that are cut, and how many.
    cuts: Pieces,
}

/// What a mesh is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MeshKind {
    /// Whether means are drawn somewhere.
    pub(crate) has_means: bool,
    pub(crate) colors: ColorKind,
}

impl MeshKind {
    /// Which of the pipelines draws triangles that are cut or not.
    fn index(self, is_cut: bool) -> usize {
        usize::from(is_cut) + 2 * usize::from(self.has_means) + 4 * self.colors.index()
    }
}

impl SurfaceRenderer {
    /// Builds the pipelines of smooth fields in these colours; a translucent surface needs one more.
    pub(crate) fn new(
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        is_translucent: bool,
        colors: ColorKind,
    ) -> Result<Self, GpuError> {
        let indices = filled_buffer(gpu, "patch indices", wgpu::BufferUsages::INDEX, bytemuck::cast_slice(&indices()));
        let renderer = SurfaceRenderer { is_translucent, pipelines: Default::default(), indices };
        renderer.build(gpu, frame, field, false, MeshKind { has_means: false, colors })?;
        Ok(renderer)
    }

    /// Builds what draws a mesh, where it is not there yet.
    pub(crate) fn build_for(
        &self,
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        draw: &SurfaceDraw,
        kind: MeshKind,
    ) -> Result<(), GpuError> {
        let kinds = [(false, &draw.pieces), (true, &draw.cuts)];
        let mut needed = kinds.into_iter().filter(|(_, pieces)| !pieces.is_empty());
        needed.try_for_each(|(is_cut, _)| self.build(gpu, frame, field, is_cut, kind))
    }

    fn build(
        &self,
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        is_cut: bool,
        kind: MeshKind,
    ) -> Result<(), GpuError> {
        let slot = &self.pipelines[kind.index(is_cut)];
        if slot.get().is_some() {
            return Ok(());
        }
        let parts = [Part { name: "surface.wgsl", source: include_str!("../../../shaders/render/surface.wgsl") }];
        let patches = wgpu::vertex_attr_array![0 => Uint32x2, 1 => Float32x2, 2 => Uint32];
        let corners = wgpu::vertex_attr_array![0 => Float32x3];
        let layout = |array_stride: usize, step_mode: wgpu::VertexStepMode| wgpu::VertexBufferLayout {
            array_stride: array_stride as u64,
            step_mode,
            attributes: if is_cut { &corners } else { &patches },
        };
        let (vertex, fragment, depth_fragment) = match (is_cut, kind.has_means) {
            (false, false) => ("surface_vertex", "surface_fragment", "surface_depth"),
            (false, true) => ("fine_surface_vertex", "fine_surface_fragment", "surface_depth"),
            (true, false) => ("cut_vertex", "cut_fragment", "cut_depth"),
            (true, true) => ("cut_vertex", "fine_cut_fragment", "cut_depth"),
        };
        let color = Description {
            name: fragment,
            vertex,
            fragment,
            field: Some(field),
            colors: kind.colors,
            parts: &parts,
            style: None,
            instances: Some(match is_cut {
                true => layout(size_of::<[f32; 3]>(), wgpu::VertexStepMode::Vertex),
                false => layout(size_of::<PatchInstance>(), wgpu::VertexStepMode::Instance),
            }),
            topology: wgpu::PrimitiveTopology::TriangleList,
            depth: Depth::Written,
        };
        let depth = Description { name: depth_fragment, fragment: depth_fragment, depth: Depth::Only, ..color.clone() };
        let depth = self.is_translucent.then(|| build(gpu, frame, &depth)).transpose()?;
        let color = build(gpu, frame, &color)?;
        slot.get_or_init(|| MeshPipelines { depth, color });
        Ok(())
    }

    /// Draws the nearest layer of the surface.
    pub(crate) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        field: &GpuField,
        draw: &SurfaceDraw,
        is_translucent: bool,
        kind: MeshKind,
    ) {
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint16);
        let built = [false, true].map(|is_cut| self.pipelines[kind.index(is_cut)].get());
        let depths = built.map(|built| built?.depth.as_ref());
        let colors = built.map(|built| Some(&built?.color));
        for [whole, cut] in [depths, colors].into_iter().skip(usize::from(!is_translucent)) {
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
    /// Puts a mesh on the device, in place of an old one, for an eye over a domain of these half sizes in the world. `all` are
    /// its patches before it was cut; `drawn` those that are left, and `triangles` are what stands in for the others.
    pub(crate) fn new(
        gpu: &Gpu,
        all: Vec<PatchInstance>,
        drawn: Vec<PatchInstance>,
        triangles: &[[[f32; 3]; 3]],
        [eye, half]: [Vec3; 2],
        old: Option<&SurfaceDraw>,
    ) -> SurfaceDraw {
        SurfaceDraw {
            pieces: Pieces::new(gpu, "patches", &nearest_first(&drawn, eye, half), old.map(|old| &old.pieces)),
            drawn,
            cuts: Pieces::new(gpu, "cut triangles", triangles, old.map(|old| &old.cuts)),
            patches: all,
        }
    }

    /// The same mesh for an eye that is elsewhere.
    pub(crate) fn seen_from(&self, gpu: &Gpu, [eye, half]: [Vec3; 2]) -> SurfaceDraw {
        let nearest = nearest_first(&self.drawn, eye, half);
        SurfaceDraw { pieces: Pieces::new(gpu, "patches", &nearest, Some(&self.pieces)), ..self.clone() }
    }
}

/// Patches in the order in which they are drawn: those that are nearest to the eye first, so that what they hide is not shaded.
fn nearest_first(patches: &[PatchInstance], eye: Vec3, half: Vec3) -> Vec<PatchInstance> {
    let distance = |patch: &PatchInstance| {
        let middle = |axis: usize| {
            let cells = patch.first[axis] as f32 + 0.5 * CELLS as f32;
            (2.0 * cells * patch.step[axis] - 1.0) * half[axis]
        };
        Vec3::new(middle(0), middle(1), 0.0).distance_squared(eye)
    };
    let mut nearest = patches.to_vec();
    nearest.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest
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
