//! `steepest bench frame`: particles that move over a lit surface, a frame after another.

use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::{MotionArguments, Times};
use crate::cli::error::CliError;
use crate::cli::options::choice::choice;
use crate::cli::options::shared::{AdapterArguments, DetailArguments, SayArguments, sides};
use crate::cli::output::print_json;
use steepest::field::Field;
use steepest::gpu::{Gpu, new_texture};
use steepest::render::{COLOR_FORMAT, Renderer, TARGET_USAGES, check};
use steepest::scene::{DescentStyle, Scene, SceneFile, View};

#[derive(Debug, Args)]
pub(crate) struct FrameArguments {
    /// The field
    #[arg(value_name = "FIELD", default_value = "himmelblau")]
    field: String,
    /// Nodes of the surface along x and y
    #[arg(long, value_name = "N|NXxNY", value_parser = sides, default_value = "512")]
    grid: [usize; 2],
    /// How many particles
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    particles: usize,
    /// Steps between two frames
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    steps_per_frame: u32,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", value_parser = sides, default_value = "1280x720")]
    size: [usize; 2],
    #[command(flatten)]
    moves: MotionArguments,
    /// Panels
    #[arg(long, value_parser = choice::<View>(), default_value = "surface")]
    view: View,
    /// Draw the surface again in every frame, as where the camera turns
    #[arg(long)]
    redraw: bool,
    /// Show another part of the domain in every frame, at full detail, as where it is panned and zoomed
    #[arg(long)]
    zoom: bool,
    /// How often it is measured
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    runs: u32,
    #[command(flatten)]
    adapter: AdapterArguments,
    #[command(flatten)]
    detail: DetailArguments,
    #[command(flatten)]
    say: SayArguments,
}

/// What was measured. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Row<'a> {
    bench: &'static str,
    adapter: &'a str,
    field: &'a str,
    device: &'static str,
    grid: [usize; 2],
    particles: usize,
    steps_per_frame: u32,
    optimizer: &'a str,
    size: [u32; 2],
    redraw: bool,
    zoom: bool,
    readback: bool,
    #[serde(flatten)]
    times: Times,
}

pub(crate) fn run(arguments: &FrameArguments) -> Result<(), CliError> {
    let scene = Scene {
        grid: Some(arguments.grid),
        view: arguments.view,
        size: arguments.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX)),
        descent: DescentStyle {
            optimizers: vec![arguments.moves.optimizer.clone()],
            lr: Some(arguments.moves.lr),
            particles: arguments.particles,
            steps: 0,
            trail: Some(0),
            ..DescentStyle::default()
        },
        ..Scene::default()
    }
    .checked()?;
    let field =
        SceneFile { source: arguments.field.as_str().into(), scene: scene.clone() }.open_field()?.checked_planar()?;
    check(&scene, &field)?;
    let gpu = arguments.detail.of(arguments.adapter.open(arguments.say)?);
    let times = Times::of(time_frames(&gpu, &scene, &field, arguments)?);
    print_json(&[Row {
        bench: "frame",
        adapter: &gpu.adapter.name,
        field: &arguments.field,
        device: "gpu",
        grid: arguments.grid,
        particles: arguments.particles,
        steps_per_frame: arguments.steps_per_frame,
        optimizer: &arguments.moves.optimizer,
        size: scene.size,
        redraw: arguments.redraw,
        zoom: arguments.zoom,
        readback: false,
        times,
    }])?;
    Ok(())
}

fn time_frames(gpu: &Gpu, scene: &Scene, field: &Field, arguments: &FrameArguments) -> Result<Vec<f64>, CliError> {
    let mut renderer = Renderer::new(gpu)?;
    let mut picture = renderer.prepare(scene, field)?;
    let target = new_texture(gpu, "frame", scene.size, 1, COLOR_FORMAT, TARGET_USAGES);
    let view = target.create_view(&wgpu::TextureViewDescriptor::default());
    let mut seconds = Vec::new();
    // The first frames compile, and draw what lies beneath the particles.
    const WARM_UP: u32 = 2;
    for run in 0..arguments.runs + WARM_UP {
        gpu.wait()?;
        let start = Instant::now();
        if let Some(particle_system) = picture.particle_system() {
            particle_system.advance(gpu, arguments.steps_per_frame);
        }
        if arguments.zoom {
            picture = renderer.prepare(&zoomed(scene, field, run), field)?;
        }
        if arguments.redraw {
            picture.redraw();
        }
        let mut encoder = gpu.device().create_command_encoder(&Default::default());
        renderer.encode(&picture, &mut encoder, &view);
        gpu.queue().submit([encoder.finish()]);
        gpu.wait()?;
        if run >= WARM_UP {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

/// A part of the domain that others of the run have little in common with: half as wide to a thirty-second.
fn zoomed(scene: &Scene, field: &Field, run: u32) -> Scene {
    let fraction = 0.5f64.powi(1 + (run % 5) as i32);
    // Multiples of the plastic number's powers are spread evenly over a square.
    let place = |ratio: f64| (ratio * f64::from(run + 1)).fract() * (1.0 - fraction);
    let part = |[first, last]: [f64; 2], from: f64| {
        let at = |fraction: f64| first + (last - first) * fraction;
        [at(from), at(from + fraction)]
    };
    let domain = scene.domain(field);
    let (x, y) = (part(domain.x, place(0.754_878)), part(domain.y, place(0.569_840)));
    Scene { x: Some(x), y: Some(y), ..scene.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_within_the_domain() {
        let field = Field::parse("x*y").unwrap_or_else(|error| panic!("{error}"));
        for run in 0..100 {
            let Scene { x: Some([x0, x1]), y: Some([y0, y1]), .. } = zoomed(&Scene::default(), &field, run) else {
                panic!("a part is said")
            };
            assert!(-5.0 <= x0 && x0 < x1 && x1 <= 5.0 && -5.0 <= y0 && y0 < y1 && y1 <= 5.0);
        }
    }
}
