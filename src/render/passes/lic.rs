//! The flow of ∇f as texture: line integral convolution over the domain, as dark and light upon the colours.
//!
//! After Cabral and Leedom, "Imaging Vector Fields Using Line Integral Convolution" (1993).

use rayon::prelude::*;

use crate::compute::{FIELD_GROUP, GpuField};
use crate::descent::uniform;
use crate::field::{Domain, Scales};
use crate::gpu::{
    Gpu, GpuError, Part, Shader, TooLarge, compute_pipeline, new_buffer, read_buffer, storage_buffer,
    storage_layout_entry, uniform_buffer, uniform_layout_entry,
};
use crate::render::figure::layout::aspect_ratio;
use crate::render::figure::layout::panels;
use crate::scene::{Scene, View};

/// Grains of noise that a line is as long as, each way.
const REACH: f64 = 14.0;
/// Pixels to a grain, at 100 pixels to an inch.
const GRAIN: f64 = 1.4;
/// Numbers along a side of the noise, lic.wgsl's LIC_SIDE.
const NOISE: u64 = 512;
/// A step, as a fraction of a grain.
const STEP: f64 = 0.5;
/// How far colours go towards black and towards white.
const DARKEST: f64 = 0.5;
const LIGHTEST: f64 = 0.42;
/// The fractions of a panel that its axes and bars leave for data, about.
const ROOM: [f32; 2] = [0.8, 0.86];
/// Texels along a side.
const SIDES: [f32; 2] = [64.0, 2048.0];
/// Operations of one dispatch, which a software adapter of two cores takes less than 50 ms for.
const OPERATIONS_PER_DISPATCH: usize = 60_000_000;
/// Operations of a step beside those of the field, about.
const OWN_COST: usize = 60;
/// Texels of a workgroup of lic.wgsl.
const GROUP: u32 = 64;

/// What lic.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct LicUniform {
    pub(crate) origin: [f32; 2],
    pub(crate) cell: [f32; 2],
    pub(crate) density: [f32; 2],
    pub(crate) place: [f32; 2],
    pub(crate) place_step: [f32; 2],
    pub(crate) spread: [f32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) steps: u32,
    pub(crate) step: f32,
    pub(crate) grain: f32,
}

/// Columns and rows of the texture, about one a pixel of a panel, and how many of them a grain is wide.
fn texture_size(scene: &Scene, domain: Domain) -> ([u32; 2], f64) {
    let across =
        panels(scene.size, scene.view, scene.dpi, aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain));
    let [mut width, mut height] = [0, 1].map(|axis| scene.size[axis] as f32 / across[axis] * ROOM[axis]);
    let pixels = width;
    if let Some(ratio) = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain) {
        width = width.min(height / ratio);
        height = height.min(width * ratio);
    } else if scene.view == View::Surface {
        height = width.min(height);
    }
    let fits = (SIDES[1] / width.max(height)).min(1.0);
    let size = [width, height].map(|side| (side * fits).clamp(SIDES[0], SIDES[1]).round() as u32);
    let grain = f64::from(fits) * GRAIN * scene.dpi / 100.0;
    // A panel that is nearly nothing has no pixels to spare for letters' sizes.
    (size, if pixels < SIDES[0] { 1.0 } else { grain.max(1.0) })
}

/// How many rows a dispatch takes.
fn rows_per_dispatch(columns: u32, steps: u32, cost: usize, most: u32) -> u32 {
    let texel = 4 * steps as usize * (cost + OWN_COST);
    let rows = OPERATIONS_PER_DISPATCH / (texel * columns.max(1) as usize).max(1);
    (rows as u32).clamp(1, most)
}

/// The convolution at each texel and how much of it is there, by rows from the lowest y.
fn convolved(
    gpu: &Gpu,
    field: &GpuField,
    (domain, scales): (Domain, Scales),
    [nx, ny]: [u32; 2],
    grain: f64,
) -> Result<Vec<[f32; 2]>, GpuError> {
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("lic"),
        entries: &[uniform_layout_entry(0), storage_layout_entry(1, true), storage_layout_entry(2, false)],
    });
    let slot = &field.kernels().lic;
    let pipeline = match slot.get() {
        Some(built) => built,
        None => {
            let lic = Part { name: "lic.wgsl", source: include_str!("../../../shaders/render/lic.wgsl") };
            let shader = Shader::compose("lic", &[Part { name: "field", source: field.source() }, lic])?;
            let built = compute_pipeline(gpu, "convolve", &shader, &[Some(&layout), Some(field.layout())])?;
            slot.get_or_init(|| built)
        }
    };
    let count = nx as usize * ny as usize;
    let (bytes, limit) = ((count * size_of::<[f32; 2]>()) as u64, gpu.adapter.max_storage_binding);
    if bytes > limit {
        return Err(GpuError::Limit { what: TooLarge::Array { of: "the texture of the flow", bytes }, limit });
    }
    let noise: Vec<f32> = (0..NOISE * NOISE).into_par_iter().map(|at| (2.0 * uniform(0, at)[0] - 1.0) as f32).collect();
    let noise = storage_buffer(gpu, "lic noise", &noise);
    let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
    let texels = new_buffer(gpu, "lic texels", bytes, usage);
    let steps = (REACH / STEP) as u32;
    let ends = [domain.x, domain.y];
    let last = [nx, ny].map(|side| f64::from(side - 1));
    let along = |axis: usize| ends[axis].map(|data| field.coordinate(axis, data));
    let per_unit = [0, 1].map(|axis| last[axis] / (ends[axis][1] - ends[axis][0]));
    let greater = per_unit[0].abs().max(per_unit[1].abs());
    let whole = LicUniform {
        origin: [along(0)[0] as f32, along(1)[0] as f32],
        cell: [0, 1].map(|axis| ((along(axis)[1] - along(axis)[0]) / last[axis]) as f32),
        density: per_unit.map(|density| (density / greater) as f32),
        place: ends.map(|[first, _]| first as f32),
        place_step: [0, 1].map(|axis| ((ends[axis][1] - ends[axis][0]) / last[axis]) as f32),
        spread: [scales.x, scales.y].map(|spread| spread.code() as f32),
        size: [nx, ny],
        first_row: 0,
        steps,
        step: (STEP * grain) as f32,
        grain: grain as f32,
    };
    let rows = rows_per_dispatch(nx, steps, field.cost(), gpu.adapter.max_workgroups);
    for first_row in (0..ny).step_by(rows as usize) {
        let uniform = uniform_buffer(gpu, "lic", &LicUniform { first_row, ..whole });
        let buffers = [&uniform, &noise, &texels];
        let entries: Vec<_> = (0u32..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let descriptor = wgpu::BindGroupDescriptor { label: Some("lic"), layout: &layout, entries: &entries };
        let group = gpu.device.create_bind_group(&descriptor);
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
            pass.dispatch_workgroups(nx.div_ceil(GROUP), rows.min(ny - first_row), 1);
        }
        gpu.queue.submit([encoder.finish()]);
    }
    read_buffer(gpu, &texels, count)
}

/// The texture as tones from −1, dark, to 1, light, that have the whole range about evenly; 0 where nothing flows.
fn tones(texels: &[[f32; 2]]) -> Vec<f64> {
    let there = || texels.iter().filter(|[value, presence]| value.is_finite() && *presence > 0.0);
    let count = there().count().max(1) as f64;
    let mean = there().map(|[value, _]| f64::from(*value)).sum::<f64>() / count;
    let variance = there().map(|[value, _]| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
    let deviation = variance.sqrt().max(1e-9);
    let tone = |[value, presence]: &[f32; 2]| match value.is_finite() {
        // The convolution is normal, whose distribution function this is, nearly.
        true => f64::from(*presence) * (0.8 * (f64::from(*value) - mean) / deviation).tanh(),
        false => 0.0,
    };
    texels.iter().map(tone).collect()
}

/// A colour, opaque or nothing, under a tone.
fn toned([r, g, b, a]: [u8; 4], tone: f64) -> [u8; 4] {
    let (end, fraction) = if tone < 0.0 { (0.0, -tone * DARKEST) } else { (255.0, tone * LIGHTEST) };
    if a == 0 {
        return [end as u8, end as u8, end as u8, (255.0 * fraction).round() as u8];
    }
    let mix = |channel: u8| (f64::from(channel) + fraction * (end - f64::from(channel))).round() as u8;
    [mix(r), mix(g), mix(b), a]
}

/// Colours over the domain, which are opaque or nothing, with the flow of ∇f upon them: their size and texels.
pub(crate) fn with_flow(
    gpu: &Gpu,
    field: &GpuField,
    scene: &Scene,
    domain: Domain,
    ([columns, rows], below): ([u32; 2], &[[u8; 4]]),
) -> Result<([u32; 2], Vec<[u8; 4]>), GpuError> {
    let (size, grain) = texture_size(scene, domain);
    let tones = tones(&convolved(gpu, field, (domain, scene.scales.of_plane(scene.view)), size, grain)?);
    let [nx, ny] = size.map(|side| side as usize);
    let nearest = |at: usize, side: usize, of: u32| (at * (of as usize - 1) + (side - 1) / 2) / (side - 1);
    let texel = |(at, &tone): (usize, &f64)| {
        let [column, row] = [nearest(at % nx, nx, columns), nearest(at / nx, ny, rows)];
        toned(below[row * columns as usize + column], tone)
    };
    Ok((size, tones.iter().enumerate().map(texel).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatches_are_as_short_as_their_cost_asks_for() {
        let operations = |rows: u32, columns: usize, cost| rows as usize * columns * 4 * 36 * (cost + OWN_COST);
        for (columns, cost) in [(500, 20), (2048, 100), (800, 400)] {
            let rows = rows_per_dispatch(columns, 36, cost, 65_535);
            let columns = columns as usize;
            assert!(
                rows >= 1
                    && operations(rows, columns, cost) <= OPERATIONS_PER_DISPATCH.max(operations(1, columns, cost))
            );
            assert!(operations(rows + 1, columns, cost) > OPERATIONS_PER_DISPATCH, "{rows}");
        }
    }

    #[test]
    fn tones_have_the_whole_range_and_none_where_nothing_flows() {
        let texels: Vec<[f32; 2]> = (0..1000).map(|k| [(k as f32 / 999.0 - 0.5) * 0.01 + 3.0, 1.0]).collect();
        let even = tones(&texels);
        assert!(even[0] < -0.8 && even[999] > 0.8 && even[500].abs() < 0.01, "{} {}", even[0], even[999]);
        assert_eq!(tones(&[[0.3, 0.0], [f32::NAN, 1.0], [0.1, 1.0], [0.2, 1.0]])[..2], [0.0, 0.0]);
        assert_eq!(tones(&[]), Vec::<f64>::new());
    }

    #[test]
    fn a_tone_darkens_and_lightens_and_leaves_the_middle() {
        assert_eq!(toned([0; 4], 0.0)[3], 0);
        assert_eq!(toned([10, 100, 200, 255], 0.0), [10, 100, 200, 255]);
        let (dark, light) = (toned([10, 100, 200, 255], -1.0), toned([10, 100, 200, 255], 1.0));
        assert!(dark[1] < 100 && light[1] > 100, "{dark:?} {light:?}");
        assert_eq!((toned([0; 4], -1.0)[0], toned([0; 4], 1.0)[0]), (0, 255));
    }
}
