//! What the pipelines of all primitives have in common.

use crate::compute::GpuField;
use crate::gpu::{Gpu, GpuError, Part, Shader};

use super::frame::{ColorKind, FrameLayout, frame_parts};

/// Pictures are 8-bit and blended as they are stored, as matplotlib and egui do.
pub const COLOR_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
/// Depth from 0 at the near plane to 1 at the far plane.
pub(crate) const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;
/// Samples a pixel where there is depth.
pub(crate) const SAMPLES: u32 = 4;

/// What a primitive's pipeline does with depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// There is none: a plane, on which everything ends softly by itself and a sample a pixel is enough.
    None,
    /// Neither tested nor written.
    Ignored,
    /// Hidden by what is nearer, hiding nothing.
    Tested,
    /// Seen only where something nearer hides it.
    Behind,
    /// Hidden by what is nearer, hiding what is farther.
    Written,
    /// Written alone, without colour.
    Only,
}

/// A primitive's pipeline in words.
#[derive(Clone, Debug)]
pub(crate) struct Description<'a> {
    pub(crate) name: &'a str,
    pub(crate) vertex: &'a str,
    pub(crate) fragment: &'a str,
    /// The field, where the shader asks for it.
    pub(crate) field: Option<&'a GpuField>,
    /// What its colours need not look at.
    pub(crate) colors: ColorKind,
    /// WGSL after the field and the frame.
    pub(crate) parts: &'a [Part<'a>],
    /// The layout of bind group 2.
    pub(crate) style: Option<&'a wgpu::BindGroupLayout>,
    pub(crate) instances: Option<wgpu::VertexBufferLayout<'a>>,
    pub(crate) topology: wgpu::PrimitiveTopology,
    pub(crate) depth: Depth,
}

/// Builds a primitive's pipeline.
pub(crate) fn build(
    gpu: &Gpu,
    frame: &FrameLayout,
    description: &Description<'_>,
) -> Result<wgpu::RenderPipeline, GpuError> {
    let entry_points = [description.vertex, description.fragment];
    let shader = Shader::compose_for(description.name, &entry_points, &parts(description))?;
    gpu.scoped(|| create(gpu, frame, description, &shader.create(gpu)))
}

fn create(
    gpu: &Gpu,
    frame: &FrameLayout,
    description: &Description<'_>,
    shader: &wgpu::ShaderModule,
) -> wgpu::RenderPipeline {
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(description.name),
        bind_group_layouts: &[Some(&frame.layout), description.field.map(GpuField::layout), description.style],
        immediate_size: 0,
    });
    let target = wgpu::ColorTargetState {
        format: COLOR_FORMAT,
        blend: Some(wgpu::BlendState::ALPHA_BLENDING),
        write_mask: wgpu::ColorWrites::ALL,
    };
    let targets = if description.depth == Depth::Only { Vec::new() } else { vec![Some(target)] };
    // A pipeline without colour still draws into a pass with a colour target.
    let masked =
        [Some(wgpu::ColorTargetState { format: COLOR_FORMAT, blend: None, write_mask: wgpu::ColorWrites::empty() })];
    let (compare, write) = match description.depth {
        Depth::None | Depth::Ignored => (wgpu::CompareFunction::Always, false),
        Depth::Tested => (wgpu::CompareFunction::LessEqual, false),
        Depth::Behind => (wgpu::CompareFunction::Greater, false),
        Depth::Written | Depth::Only => (wgpu::CompareFunction::LessEqual, true),
    };
    let is_plane = description.depth == Depth::None;
    gpu.count_pipeline();
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(description.name),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: shader,
            entry_point: Some(description.vertex),
            compilation_options: Default::default(),
            buffers: std::slice::from_ref(&description.instances),
        },
        primitive: wgpu::PrimitiveState { topology: description.topology, ..Default::default() },
        depth_stencil: (!is_plane).then(|| wgpu::DepthStencilState {
            format: DEPTH_FORMAT,
            depth_write_enabled: Some(write),
            depth_compare: Some(compare),
            stencil: Default::default(),
            bias: Default::default(),
        }),
        multisample: wgpu::MultisampleState { count: if is_plane { 1 } else { SAMPLES }, ..Default::default() },
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: Some(description.fragment),
            compilation_options: Default::default(),
            targets: if targets.is_empty() { &masked } else { &targets },
        }),
        multiview_mask: None,
        cache: None,
    })
}

/// The WGSL of a primitive: field, frame, and its own.
fn parts<'a>(description: &Description<'a>) -> Vec<Part<'a>> {
    let field = description.field.map(|field| Part { name: "field", source: field.source() });
    let missing = description.field.map(|field| match field.has_value_everywhere() {
        true => Part { name: "none_missing.wgsl", source: include_str!("../../../shaders/field/none_missing.wgsl") },
        false => Part { name: "some_missing.wgsl", source: include_str!("../../../shaders/field/some_missing.wgsl") },
    });
    let isolated_nan = description
        .field
        .map(|_| Part { name: "isolated_nan.wgsl", source: include_str!("../../../shaders/field/isolated_nan.wgsl") });
    let frame = frame_parts(description.colors);
    field.into_iter().chain(missing).chain(isolated_nan).chain(frame).chain(description.parts.iter().cloned()).collect()
}

/// The layout of a bind group 2 that is one uniform buffer.
pub(crate) fn style_layout(gpu: &Gpu, label: &str) -> wgpu::BindGroupLayout {
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &[crate::gpu::uniform_layout_entry(0)],
    })
}
