//! The controls as they look, beside references, in both themes, at several sizes and scales.

use std::cell::RefCell;
use std::rc::Rc;

use egui_kittest::{Harness, HarnessBuilder, TestRenderer};
use steepest::gpu::Gpu;
use steepest::render::{COLOR_FORMAT, Image, read_texture};
use steepest::scene::{DescentStyle, Scene, SceneFile, Theme, View};
use steepest::session::Session;

use super::{drawn, field, pictured_by};
use crate::common::images::References;

/// What the frames of a harness brought of textures, so that the last one can be painted.
#[derive(Clone, Default)]
struct Textures(Rc<RefCell<egui::TexturesDelta>>);

impl TestRenderer for Textures {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        self.0.borrow_mut().append(std::mem::take(delta));
    }
}

/// A window, with what happens in it before it is looked at.
struct Look {
    name: &'static str,
    size: [f32; 2],
    pixels_per_point: f32,
    file: SceneFile,
    happens: fn(&mut Session),
}

fn looks() -> Vec<Look> {
    let descent = DescentStyle {
        optimizers: vec!["adam".to_owned(), "momentum".to_owned()],
        from: vec![[4.0, 4.0], [-3.0, 1.0]],
        ..DescentStyle::default()
    };
    let race = Scene { descent, probe: Some([1.0, 2.0]), ..Scene::default() };
    let dark_race = drawn("a*x^2 + y^2", Scene { theme: Theme::Dark, ..race.clone() });
    let race = drawn("a*x^2 + y^2", race);
    let mut curve = drawn("sin(x)", Scene { view: View::Curve, theme: Theme::Dark, ..Scene::default() });
    curve.scene.curve.h = Some(0.5);
    let dark = drawn("himmelblau", Scene { theme: Theme::Dark, ..Scene::default() });
    let terrain = || field("tests/data/jacksboro_fault_dem.npz");
    let look = |name, [width, height]: [u16; 2], pixels_per_point, file, happens| Look {
        name,
        size: [f32::from(width), f32::from(height)],
        pixels_per_point,
        file,
        happens,
    };
    vec![
        look("small", [800, 500], 1.0, field("himmelblau"), |_| ()),
        look("small_dark_twice", [800, 500], 2.0, curve, |_| ()),
        look("race", [1280, 800], 1.0, race, |session| session.shows_runs = true),
        look("help_dark", [1280, 800], 1.0, dark, |session| session.shows_help = true),
        look("wrong_twice", [1280, 800], 2.0, field("x^2 + y^2"), |session| {
            session.set_text("x^2 + sni(y)");
            session.left_behind = Some("sin(x)*cos(y)".to_owned());
            session.status.message = Some("saved picture.png".to_owned());
        }),
        look("large", [2600, 1600], 1.0, terrain(), |_| ()),
        look("large_dark", [2600, 1600], 1.0, dark_race, |session| session.shows_runs = true),
    ]
}

/// The controls of a window, on the ground of its theme.
fn painted(gpu: &Gpu, look: &Look) -> Image {
    let textures = Textures::default();
    let theme = match look.file.scene.theme {
        Theme::Light => egui::Theme::Light,
        Theme::Dark => egui::Theme::Dark,
    };
    let builder: HarnessBuilder<Session> =
        Harness::builder().with_pixels_per_point(look.pixels_per_point).with_theme(theme);
    let mut harness = pictured_by(builder.renderer(textures.clone()), gpu, look.file.clone(), look.size);
    (look.happens)(harness.state_mut());
    harness.run_steps(6);
    let size = look.size.map(|side| (side * look.pixels_per_point).round() as u32);
    let jobs = harness.ctx.tessellate(harness.output().shapes.clone(), look.pixels_per_point);
    let (device, queue) = (gpu.device(), gpu.queue());
    let mut painter = egui_wgpu::Renderer::new(device, COLOR_FORMAT, egui_wgpu::RendererOptions::default());
    for (id, deltas) in &textures.0.borrow().set {
        deltas.iter().for_each(|delta| painter.update_texture(device, queue, *id, delta));
    }
    let target = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("controls"),
        size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: COLOR_FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let view = target.create_view(&wgpu::TextureViewDescriptor::default());
    let screen = egui_wgpu::ScreenDescriptor { size_in_pixels: size, pixels_per_point: look.pixels_per_point };
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let extra = painter.update_buffers(device, queue, &mut encoder, &jobs, &screen);
    {
        let ground = if look.file.scene.theme == Theme::Dark { wgpu::Color::BLACK } else { wgpu::Color::WHITE };
        let attachment = wgpu::RenderPassColorAttachment {
            view: &view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load: wgpu::LoadOp::Clear(ground), store: wgpu::StoreOp::Store },
        };
        let descriptor = wgpu::RenderPassDescriptor { color_attachments: &[Some(attachment)], ..Default::default() };
        painter.render(&mut encoder.begin_render_pass(&descriptor).forget_lifetime(), &jobs, &screen);
    }
    queue.submit(extra.into_iter().chain([encoder.finish()]));
    Image { width: size[0], height: size[1], pixels: read_texture(gpu, &target).unwrap() }
}

/// Other drivers round the edges of letters differently, and a single letter more has about 20 pixels.
const REFERENCES: References = References { folder: "tests/window/panel/pictures", threshold: 40, most: |_| 12 };

#[test]
fn the_controls_look_like_their_references() {
    let gpu = gpu_or_skip!();
    REFERENCES.check(looks().iter().map(|look| (look.name, painted(gpu, look))));
}

#[test]
fn the_comparison_of_controls_rejects_what_looks_otherwise() {
    let gpu = gpu_or_skip!();
    let small = || looks().swap_remove(0);
    assert_eq!(REFERENCES.agrees("small", &painted(gpu, &small())), Ok(()));
    // Another digit of a number, a message, a theme, a window that is folded.
    let mut other_number = small();
    other_number.file.scene.x = Some([-5.0, 6.0]);
    let mut message = small();
    message.happens = |session| session.status.message = Some("!".to_owned());
    let mut dark = small();
    dark.file.scene.theme = Theme::Dark;
    let mut hidden = small();
    hidden.happens = |session| session.hides_panel = true;
    for (what, wrong) in [("a number", other_number), ("a message", message), ("dark", dark), ("hidden", hidden)] {
        assert!(REFERENCES.agrees("small", &painted(gpu, &wrong)).is_err(), "{what}");
    }
}
