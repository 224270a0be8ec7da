//! Particles and trails: weights added up a pixel in compute, tested against the surface's depth.

use super::frame::{ColorKind, FrameLayout, frame_parts};
use crate::compute::{FIELD_GROUP, GpuField, ParticleGroup, groups};
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, new_buffer, storage_buffer, storage_layout_entry,
    uniform_layout_entry,
};
use crate::render::figure::annotation::Rect;
use crate::scene::Tint;

/// The uniform of splat.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct SplatUniform {
    pub(crate) data_scale: [f32; 2],
    pub(crate) data_offset: [f32; 2],
    pub(crate) spread: [f32; 2],
    pub(crate) field_scale: [f32; 2],
    pub(crate) field_offset: [f32; 2],
    pub(crate) start: [f32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) count: u32,
    pub(crate) channel: u32,
    pub(crate) tint_low: f32,
    pub(crate) tint_scale: f32,
    pub(crate) radius: f32,
    pub(crate) unit: f32,
    pub(crate) hidden: f32,
    pub(crate) slots: u32,
    pub(crate) oldest: u32,
    pub(crate) segments: u32,
    pub(crate) trails: u32,
    pub(crate) newest: u32,
    pub(crate) extent: f32,
    pub(crate) diagonal: f32,
    pub(crate) levels: f32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) first_segment: u32,
    pub(crate) margin: u32,
    pub(crate) cased: u32,
}

/// The pixels of a panel: the first one in the picture, and how many.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct PanelPixels {
    pub(crate) first: [u32; 2],
    pub(crate) size: [u32; 2],
}

impl PanelPixels {
    /// All pixels of a picture.
    pub(crate) fn whole(size: [u32; 2]) -> PanelPixels {
        PanelPixels { first: [0, 0], size }
    }

    /// The pixels of a picture of `size` that a rectangle touches.
    pub(crate) fn of(rect: Rect, [width, height]: [u32; 2]) -> PanelPixels {
        let clip = |at: f32, most: u32| (at.max(0.0).floor() as u32).min(most - 1);
        let first = [clip(rect.min[0], width), clip(rect.min[1], height)];
        let extent = |last: f32, first: u32, most: u32| (last.ceil() as u32).min(most).saturating_sub(first).max(1);
        PanelPixels { first, size: [extent(rect.max[0], first[0], width), extent(rect.max[1], first[1], height)] }
    }

    pub(crate) fn count(&self) -> u64 {
        u64::from(self.size[0]) * u64::from(self.size[1])
    }
}

/// What a splatting program is told at build time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SplatBuild {
    pub(crate) tint: Tint,
    /// Whether particles lie on a surface.
    pub(crate) is_draped: bool,
    /// Whether they are larger than a pixel.
    pub(crate) has_discs: bool,
    pub(crate) has_trails: bool,
}

impl SplatBuild {
    /// The constants that splat.wgsl asks for.
    pub(crate) fn source(&self) -> String {
        let tint = match self.tint {
            Tint::Optimizer => "FIXED",
            Tint::Minimum => "LABEL",
            Tint::F => "F",
            Tint::Speed => "SPEED",
        };
        let SplatBuild { is_draped, has_discs, .. } = self;
        format!(
            "const TINT: u32 = TINT_{tint};\nconst IS_DRAPED: bool = {is_draped};\nconst HAS_DISCS: bool = {has_discs};\n"
        )
    }
}

/// Adds particles of one field up in one way. The field's pipelines own it.
#[derive(Debug)]
pub(crate) struct SplatRenderer {
    particles: wgpu::ComputePipeline,
    trails: Option<wgpu::ComputePipeline>,
    /// Of the field at a point.
    cost: usize,
    layout: wgpu::BindGroupLayout,
}

/// A particle_group in a panel, whose layer owns it.
#[derive(Debug)]
pub(crate) struct SplatDraw {
    pieces: Vec<Piece>,
    uniform: SplatUniform,
    /// Particles, and segments of trails, of a dispatch.
    most: [u32; 2],
}

/// Particles that one binding reaches, and the uniforms of their dispatches.
#[derive(Debug)]
struct Piece {
    uniforms: wgpu::Buffer,
    group: wgpu::BindGroup,
    count: u32,
}

/// Particles of a dispatch, and of which segments of their trails.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    particles: std::ops::Range<u32>,
    segments: std::ops::Range<u32>,
}

/// Operations of one dispatch, which a software adapter of two cores takes less than 50 ms for.
const OPERATIONS_PER_DISPATCH: usize = 300_000_000;
/// Operations of a point that is added up, beside those of the field, about.
const OWN_COST: usize = 100;
/// How trails are drawn: whole without fading, and as bright beside their middle as a particle.
const WHOLE: u32 = 1;
const BRIGHT: u32 = 2;

/// How trails are drawn that are so many pixels wide.
pub(crate) fn trail_style(is_whole: bool, is_bright: bool, width: f32) -> u32 {
    let beside = (0.5 * (width - 1.0)).round() as u32;
    WHOLE * u32::from(is_whole) + BRIGHT * u32::from(is_bright) + 4 * beside
}

/// The most points that a segment of a trail is drawn by, as splat.wgsl has it.
const MOST_PIECES: f32 = 2048.0;
/// Bytes from one dispatch's uniform to the next: every device reads them at multiples of so many.
const STRIDE: usize = 256;

/// How many points of a cost a dispatch takes.
fn most_of_a_dispatch(points: usize, cost: usize) -> u32 {
    let most = OPERATIONS_PER_DISPATCH / (points.max(1) * (cost + OWN_COST));
    (most.clamp(1024, 1 << 30) / 64 * 64) as u32
}

/// Cuts some segments behind each of `count` particles into dispatches of so many segments and layers at most.
fn spans(count: u32, segments: u32, most: u32, layers: u32) -> Vec<Span> {
    let particles_at_once = most.min(count).max(1);
    let segments_at_once = (most / particles_at_once).clamp(1, layers.max(1));
    let particles = move |segments: std::ops::Range<u32>| {
        (0..count).step_by(particles_at_once as usize).map(move |first| Span {
            particles: first..count.min(first.saturating_add(particles_at_once)),
            segments: segments.clone(),
        })
    };
    let rows = (0..segments).step_by(segments_at_once as usize);
    rows.flat_map(|first| particles(first..segments.min(first.saturating_add(segments_at_once)))).collect()
}

/// Particles of a piece where a binding holds so many bytes: pieces of every array begin at multiples of 256 bytes, and
/// 64 particles of 4 bytes are the shortest that do.
fn most_of_a_piece(max_binding: u64) -> usize {
    ((max_binding / 8 / 64) as usize * 64).max(64)
}

impl SplatRenderer {
    pub(crate) fn new(
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        built: SplatBuild,
    ) -> Result<SplatRenderer, GpuError> {
        let arrays = (1..7).map(|binding| storage_layout_entry(binding, binding < 6));
        let mut entries: Vec<_> = [uniform_layout_entry(0)].into_iter().chain(arrays).collect();
        entries[0].ty = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: None,
        };
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("splat"), entries: &entries });
        let constants = built.source();
        let [spread, overlay, frame_part] = frame_parts(ColorKind::default());
        let parts = [
            Part { name: "constants", source: &constants },
            Part { name: "field", source: field.source() },
            spread,
            overlay,
            frame_part,
            Part { name: "splat.wgsl", source: include_str!("../../../shaders/render/splat.wgsl") },
        ];
        let shader = Shader::compose("splat", &parts)?;
        let layouts = [Some(&frame.layout), Some(field.layout()), Some(&layout)];
        let (particles, trails) = rayon::join(
            || compute_pipeline(gpu, "splat_particles", &shader, &layouts),
            || built.has_trails.then(|| compute_pipeline(gpu, "splat_trails", &shader, &layouts)).transpose(),
        );
        Ok(SplatRenderer { particles: particles?, trails: trails?, cost: field.cost(), layout })
    }

    /// A particle_group in a panel whose weights are `density`, behind the depths `nearest`.
    pub(crate) fn prepare(
        &self,
        gpu: &Gpu,
        particle_group: &ParticleGroup,
        uniform: SplatUniform,
        nearest: &wgpu::Buffer,
        density: &wgpu::Buffer,
    ) -> SplatDraw {
        let none = storage_buffer(gpu, "nothing", &[[0.0f32; 2]]);
        let count = particle_group.particles.len();
        // A trail is bound whole, so its particles are one piece.
        let most = match particle_group.trail {
            Some(_) => count,
            None => most_of_a_piece(gpu.adapter.max_storage_binding),
        };
        let radius = uniform.radius.ceil() as usize;
        let across = if radius > 0 { 2 * radius + 3 } else { 1 };
        let along = (1.25 * uniform.diagonal).clamp(1.0, MOST_PIECES) as usize;
        let dispatched = [across * across, along].map(|points| most_of_a_dispatch(points, self.cost));
        let layers = gpu.adapter.max_workgroups;
        let segments = particle_group.trail.as_ref().map_or(0, |trail| trail.capacity.saturating_sub(1));
        let piece = |first: usize| {
            let size = most.min(count - first);
            let dispatches = spans(size as u32, segments, dispatched[1], layers).len()
                + spans(size as u32, 1, dispatched[0], layers).len();
            let [positions, fates, labels] = [
                (particle_group.particles.positions(), 8),
                (particle_group.particles.fates(), 4),
                (particle_group.labels.as_ref().unwrap_or(&none), if particle_group.labels.is_some() { 4 } else { 0 }),
            ]
            .map(|(buffer, bytes): (&wgpu::Buffer, u64)| {
                let (offset, size) = (first as u64 * bytes, size as u64 * bytes);
                wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer, offset, size: wgpu::BufferSize::new(size) })
            });
            let trail = particle_group.trail.as_ref().map_or(&none, |trail| &trail.slots);
            let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
            let uniforms = new_buffer(gpu, "splat", (dispatches * STRIDE) as u64, usage);
            let one = wgpu::BufferBinding {
                buffer: &uniforms,
                offset: 0,
                size: wgpu::BufferSize::new(size_of::<SplatUniform>() as u64),
            };
            let resources = [
                wgpu::BindingResource::Buffer(one),
                positions,
                fates,
                labels,
                trail.as_entire_binding(),
                nearest.as_entire_binding(),
                density.as_entire_binding(),
            ];
            let entries: Vec<_> =
                (0u32..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
            let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("splat"),
                layout: &self.layout,
                entries: &entries,
            });
            Piece { uniforms, group, count: size as u32 }
        };
        SplatDraw { pieces: (0..count).step_by(most.max(1)).map(piece).collect(), uniform, most: dispatched }
    }

    /// Adds a particle_group where it is now; `frame` is the panel's bind group 0.
    pub(crate) fn draw(
        &self,
        gpu: &Gpu,
        pass: &mut wgpu::ComputePass<'_>,
        frame: &wgpu::BindGroup,
        field: &GpuField,
        particle_group: &ParticleGroup,
        draw: &SplatDraw,
    ) {
        pass.set_bind_group(0, frame, &[]);
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        let layers = gpu.adapter.max_workgroups;
        for piece in &draw.pieces {
            let mut uniform = SplatUniform { count: piece.count, ..draw.uniform };
            if let Some(trail) = &particle_group.trail {
                let (capacity, written) = (u64::from(trail.capacity), trail.written);
                let slot = |number: u64| (number % capacity) as u32;
                uniform.slots = trail.capacity;
                if written > capacity {
                    uniform.trails &= !(WHOLE | BRIGHT);
                }
                uniform.segments = written.min(capacity).saturating_sub(1) as u32;
                uniform.oldest = slot(written.saturating_sub(capacity));
                uniform.newest = slot(written.saturating_sub(1));
            }
            let trails = self.trails.as_ref().map(|pipeline| (pipeline, uniform.segments, draw.most[1]));
            let passes = trails.into_iter().chain([(&self.particles, 1, draw.most[0])]);
            let dispatches: Vec<_> = passes
                .flat_map(|(pipeline, segments, most)| {
                    spans(piece.count, segments, most, layers).into_iter().map(move |span| (pipeline, span))
                })
                .collect();
            let mut uniforms = vec![0; dispatches.len() * STRIDE];
            for ((_, Span { particles, segments }), bytes) in dispatches.iter().zip(uniforms.chunks_exact_mut(STRIDE)) {
                let of = SplatUniform {
                    first: particles.start,
                    last: particles.end,
                    first_segment: segments.start,
                    ..uniform
                };
                bytes[..size_of::<SplatUniform>()].copy_from_slice(bytemuck::bytes_of(&of));
            }
            gpu.queue.write_buffer(&piece.uniforms, 0, &uniforms);
            for (index, (pipeline, Span { particles, segments })) in dispatches.iter().enumerate() {
                pass.set_pipeline(pipeline);
                pass.set_bind_group(2, &piece.group, &[(index * STRIDE) as u32]);
                let [x, y] = groups(particles.len() as u32, layers);
                pass.dispatch_workgroups(x, y, segments.len() as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_begin_where_bindings_may() {
        // Drivers state limits that are no power of two, 2^31 - 1 for one.
        for max_binding in [128 << 20, (1 << 31) - 1, (1 << 30) + 12, 1 << 32] {
            let most = most_of_a_piece(max_binding) as u64;
            assert!(most * 8 <= max_binding && (most * 4).is_multiple_of(256), "{max_binding}: {most}");
        }
    }

    #[test]
    fn dispatches_cover_every_segment_once_and_none_is_longer_than_it_may_be() {
        for (count, segments, most, layers) in [
            (1, 1, 1024, 65_535),
            (1000, 1, 1024, 65_535),
            (1000, 300, 4096, 65_535),
            (100_000, 30, 1024, 65_535),
            (3, 100_000, 1 << 20, 65_535),
            (5000, 7, 1 << 30, 4),
            (10, 0, 1024, 65_535),
        ] {
            let spans = spans(count, segments, most, layers);
            let sizes = spans.iter().map(|span| (span.particles.len(), span.segments.len()));
            assert!(
                sizes.clone().all(|(particles, rows)| particles * rows <= most as usize && rows <= layers as usize)
            );
            assert_eq!(sizes.map(|(particles, rows)| particles * rows).sum::<usize>(), (count * segments) as usize);
            assert!(spans.iter().enumerate().all(|(at, span)| !spans[..at].contains(span)), "{count} {segments}");
        }
        let shader = include_str!("../../../shaders/render/splat.wgsl");
        assert!(shader.contains(&format!("const MOST_PIECES: f32 = {MOST_PIECES:?};")));
        assert!(size_of::<SplatUniform>() <= STRIDE);
    }
}
