//! Pictures: exact facts first, then whole pictures beside references.

mod arrows;
mod contours;
mod descents;
mod flow;
mod ground;
mod hard;
mod labels;
mod legends;
mod light;
mod references;
mod scales;
mod sheet;
mod surface;
mod sweeps;

use steepest::gpu::Gpu;
use steepest::render::{Image, Mark, Rect, Renderer, render};
use steepest::scene::{Scene, View};

use crate::common::images::compare;
use crate::common::shown::{Shown, shown};

/// A scene of one panel without a title, small enough to be quick.
fn scene(field: &str, view: View) -> Shown {
    shown(field, Scene { view, size: [320, 240], title: Some(String::new()), ..Scene::default() })
}

fn draw(gpu: &Gpu, scene: &Shown) -> Image {
    let field = scene.open_field().unwrap();
    render(gpu, &scene.clone().checked().unwrap(), &field).unwrap()
}

/// Frames of the panel and of its colour bar, outside of the pixels they hold.
fn frames(gpu: &Gpu, scene: &Shown) -> Vec<Rect> {
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
    let frames = picture.annotations().iter().filter_map(|mark| match mark {
        Mark::Frame { rect, .. } => Some(*rect),
        _ => None,
    });
    frames.collect()
}

/// The pixels of the contour panel.
fn panel(gpu: &Gpu, scene: &Shown) -> Rect {
    frames(gpu, scene)[0]
}

fn rgb(image: &Image, x: f32, y: f32) -> [u8; 3] {
    let [r, g, b, _] = image.pixel(x as u32, y as u32);
    [r, g, b]
}

fn is_near(a: [u8; 3], b: [u8; 3], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) <= tolerance)
}
