//! Every struct that crosses to WGSL, member by member against the layout that naga gives it.

use std::collections::BTreeMap;
use std::mem::offset_of;

use wgpu::naga::{Binding, StructMember, TypeInner};

use crate::compute::descend::{ParticleGroupUniform, RunUniform};
use crate::compute::evaluate::BandUniform;
use crate::compute::field::samples::{PlacedUniform, SamplesUniform};
use crate::compute::formula::formula_source;
use crate::compute::motion::{Build, MotionSource};
use crate::descent::{Flow, Motion, Outside};
use crate::field::{FormulaField, Node};
use crate::gpu::{Part, Shader};
use crate::render::figure::stroke::Stroke;
use crate::render::passes::arrows::{ArrowInstance, ArrowUniform};
use crate::render::passes::contour::ContourUniform;
use crate::render::passes::density::DensityUniform;
use crate::render::passes::frame::FrameUniform;
use crate::render::passes::overlay::derived::DerivedUniform;
use crate::render::passes::overlay::lic::LicUniform;
use crate::render::passes::splat::{SplatBuild, SplatUniform};
use crate::scene::Tint;
use crate::window::shell::frame::screen::PlaceUniform;

/// What is compared: members in order with their offsets, and the size of the whole.
type Layout = (Vec<(String, usize)>, usize);

/// The layout of a Rust struct, whose fields are named in the order of WGSL's members.
macro_rules! rust_layout {
    ($rust:ty { $($field:ident),* $(,)? }) => {
        (vec![$((stringify!($field).to_owned(), offset_of!($rust, $field))),*], size_of::<$rust>())
    };
}

const MATH: &str = include_str!("../shaders/field/math.wgsl");
const BICUBIC: &str = include_str!("../shaders/field/bicubic.wgsl");
const NODES: &str = include_str!("../shaders/field/nodes.wgsl");
const SAMPLES: &str = include_str!("../shaders/field/samples.wgsl");
const UNEVEN: &str = include_str!("../shaders/field/uneven.wgsl");
const EVEN_AXES: &str = include_str!("../shaders/field/even_axes.wgsl");
const PLACED_AXES: &str = include_str!("../shaders/field/placed_axes.wgsl");
const TILES: &str = include_str!("../shaders/field/tiles.wgsl");
const FRAME: &str = concat!(
    include_str!("../shaders/render/frame/spread.wgsl"),
    include_str!("../shaders/render/frame/overlay.wgsl"),
    include_str!("../shaders/render/frame.wgsl")
);

/// A formula's field and then `sources`, as one shader.
fn compose(sources: &[&str]) -> Result<Shader, Box<dyn std::error::Error>> {
    let field = formula_source(&FormulaField::parse("a*x^2 + y", &BTreeMap::new())?)?;
    let sources = [field.as_str()].into_iter().chain(sources.iter().copied());
    let parts: Vec<Part<'_>> = sources.map(|source| Part { name: "part", source }).collect();
    Ok(Shader::compose("layout", &parts)?)
}

/// The members and the size of a struct of the shader.
fn wgsl_struct<'a>(shader: &'a Shader, name: &str) -> Result<(&'a [StructMember], usize), String> {
    let found = shader.module().types.iter().find(|(_, found)| found.name.as_deref() == Some(name));
    match found.map(|(_, found)| &found.inner) {
        Some(TypeInner::Struct { members, span }) => Ok((members, *span as usize)),
        _ => Err(format!("there is no struct {name}")),
    }
}

fn name_of(member: &StructMember) -> String {
    member.name.clone().unwrap_or_default()
}

/// The layout of a struct in a buffer.
fn wgsl_layout(shader: &Shader, name: &str) -> Result<Layout, String> {
    let (members, size) = wgsl_struct(shader, name)?;
    Ok((members.iter().map(|member| (name_of(member), member.offset as usize)).collect(), size))
}

/// The layout of a struct of vertex attributes, which lie without gaps in the order of their locations.
fn attribute_layout(shader: &Shader, name: &str) -> Result<Layout, String> {
    let (members, _) = wgsl_struct(shader, name)?;
    let (mut layout, mut offset) = (Vec::new(), 0);
    for (place, member) in (0u32..).zip(members) {
        let Some(Binding::Location { location, .. }) = member.binding else {
            return Err(format!("{name}.{} has no location", name_of(member)));
        };
        if location != place {
            return Err(format!("{name}.{} has location {location}, not {place}", name_of(member)));
        }
        layout.push((name_of(member), offset));
        offset += shader.module().types[member.ty].inner.size(shader.module().to_ctx()) as usize;
    }
    Ok((layout, offset))
}

#[test]
fn uniforms_have_the_layout_of_their_shaders() -> Result<(), Box<dyn std::error::Error>> {
    let evaluate = compose(&[include_str!("../shaders/compute/evaluate.wgsl")])?;
    let frame = compose(&[FRAME])?;
    let contour = compose(&[
        include_str!("../shaders/field/some_missing.wgsl"),
        include_str!("../shaders/field/isolated_nan.wgsl"),
        FRAME,
        include_str!("../shaders/render/contour.wgsl"),
    ])?;
    let arrows = compose(&[FRAME, include_str!("../shaders/render/arrows.wgsl")])?;
    let field = |own, axes| {
        Shader::compose("samples", &[MATH, BICUBIC, NODES, own, axes].map(|source| Part { name: "part", source }))
    };
    let (samples, uneven, tiles) = (field(SAMPLES, EVEN_AXES)?, field(UNEVEN, EVEN_AXES)?, field(TILES, EVEN_AXES)?);
    let placed = field(SAMPLES, PLACED_AXES)?;

    assert_eq!(rust_layout!(BandUniform { size, first_row, quads }), wgsl_layout(&evaluate, "Band")?);
    assert_eq!(
        rust_layout!(FrameUniform {
            clip_from_world,
            field_from_world,
            world_per_unit,
            eye_in_world,
            light,
            color,
            bounds,
            panel,
            spread,
        }),
        wgsl_layout(&frame, "Frame")?
    );
    assert_eq!(
        rust_layout!(ContourUniform {
            levels,
            count,
            half_width,
            line_alpha,
            is_open,
            is_covered,
            none_1,
            none_2,
            none_3,
            light_lines
        }),
        wgsl_layout(&contour, "Contour")?
    );
    assert_eq!(
        rust_layout!(ArrowUniform { width, direction, pivot, outline, lift, none_1, none_2, none_3 }),
        wgsl_layout(&arrows, "ArrowStyle")?
    );
    assert_eq!(rust_layout!(SamplesUniform { size, index_per_unit }), wgsl_layout(&samples, "SamplesUniform")?);
    assert_eq!(rust_layout!(SamplesUniform { size, index_per_unit }), wgsl_layout(&uneven, "UnevenUniform")?);
    assert_eq!(rust_layout!(SamplesUniform { size, index_per_unit }), wgsl_layout(&tiles, "TilesUniform")?);
    assert_eq!(
        rust_layout!(PlacedUniform { spread, origin, unit, index_per_unit, index_of_zero, last }),
        wgsl_layout(&placed, "PlacedUniform")?
    );
    Ok(())
}

#[test]
fn particles_have_the_layout_of_their_shader() -> Result<(), Box<dyn std::error::Error>> {
    let motion = Motion::Flow(Flow { extent: 1.0, ascend: false });
    let outside = Outside::Keep;
    let build = Build { motion: &motion, plan: None, has_own: false, outside, is_plain: false, particles_each: 1 };
    let source = MotionSource::new(&build)?.source;
    let descend = compose(&[&source, include_str!("../shaders/compute/descend.wgsl")])?;
    assert_eq!(
        rust_layout!(RunUniform {
            field_scale,
            field_offset,
            low,
            high,
            tolerance,
            extent,
            clip,
            noise,
            seed,
            done,
            steps,
            evaluations,
            none
        }),
        wgsl_layout(&descend, "Run")?
    );
    assert_eq!(rust_layout!(ParticleGroupUniform { first, count }), wgsl_layout(&descend, "ParticleGroup")?);
    Ok(())
}

#[test]
fn particles_in_pictures_have_the_layout_of_their_shaders() -> Result<(), Box<dyn std::error::Error>> {
    let build = SplatBuild { tint: Tint::F, is_draped: true, has_discs: true, has_trails: true };
    let splat = compose(&[&build.source(), FRAME, include_str!("../shaders/render/splat.wgsl")])?;
    assert_eq!(
        rust_layout!(SplatUniform {
            data_scale,
            data_offset,
            spread,
            field_scale,
            field_offset,
            start,
            size,
            count,
            channel,
            tint_low,
            tint_scale,
            radius,
            unit,
            hidden,
            slots,
            oldest,
            segments,
            trails,
            newest,
            extent,
            diagonal,
            levels,
            first,
            last,
            first_segment,
            margin,
            cased,
        }),
        wgsl_layout(&splat, "Splat")?
    );
    let lic = compose(&[include_str!("../shaders/render/overlay/lic.wgsl")])?;
    assert_eq!(
        rust_layout!(LicUniform {
            origin,
            cell,
            density,
            place,
            place_step,
            spread,
            size,
            first_row,
            steps,
            step,
            grain,
            has_breaks,
            _end
        }),
        wgsl_layout(&lic, "LicUniform")?
    );
    let derived = compose(&[
        include_str!("../shaders/compute/evaluate.wgsl"),
        include_str!("../shaders/compute/range.wgsl"),
        FRAME,
        include_str!("../shaders/render/overlay/derived.wgsl"),
    ])?;
    assert_eq!(
        rust_layout!(DerivedUniform { size, first_row, quantity, sun, color }),
        wgsl_layout(&derived, "DerivedUniform")?
    );
    let window =
        compose(&[include_str!("../shaders/render/cover.wgsl"), include_str!("../shaders/render/screen.wgsl")])?;
    assert_eq!(rust_layout!(PlaceUniform { first, size, ground, texels }), wgsl_layout(&window, "Place")?);
    let density =
        compose(&[include_str!("../shaders/render/cover.wgsl"), include_str!("../shaders/render/density.wgsl")])?;
    assert_eq!(
        rust_layout!(DensityUniform {
            first,
            size,
            channels,
            meaning,
            unit,
            single,
            compression,
            levels,
            first_color,
            casing,
            colors
        }),
        wgsl_layout(&density, "Density")?
    );
    Ok(())
}

#[test]
fn instances_have_the_layout_of_their_shaders() -> Result<(), Box<dyn std::error::Error>> {
    let arrows = compose(&[FRAME, include_str!("../shaders/render/arrows.wgsl")])?;
    assert_eq!(
        rust_layout!(ArrowInstance { tail, motion, length, color }),
        attribute_layout(&arrows, "ArrowInstance")?
    );
    let strokes = compose(&[FRAME, include_str!("../shaders/render/strokes.wgsl")])?;
    assert_eq!(rust_layout!(Stroke { start, end, color, style }), attribute_layout(&strokes, "Stroke")?);
    Ok(())
}

#[test]
fn a_sample_fills_a_texel_in_the_order_its_shader_reads() {
    let texel = |channel: usize| channel * size_of::<f32>();
    let (members, size) = rust_layout!(Node { f, fx, fy, fxy });
    assert_eq!(members.iter().map(|(_, offset)| *offset).collect::<Vec<_>>(), [0, 1, 2, 3].map(texel));
    assert_eq!(size, wgpu::TextureFormat::Rgba32Float.block_copy_size(None).unwrap_or_default() as usize);
}

#[test]
fn a_layout_that_differs_is_seen() -> Result<(), Box<dyn std::error::Error>> {
    #[repr(C)]
    struct Shifted {
        size: [u32; 2],
        quads: u32,
        first_row: u32,
    }
    let evaluate = compose(&[include_str!("../shaders/compute/evaluate.wgsl")])?;
    let band = wgsl_layout(&evaluate, "Band")?;
    assert_ne!(rust_layout!(Shifted { size, first_row, quads }), band);
    assert_ne!(rust_layout!(BandUniform { size, first_row }), band);
    assert!(wgsl_layout(&evaluate, "Bands").is_err());
    Ok(())
}
