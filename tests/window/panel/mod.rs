//! The panel of the window and what it asks for, without a window.

mod access;
mod complete;
mod controls;
mod dialogs;
mod fates;
mod keys;
mod losses;
mod numbers;
mod pictures;
mod random;
mod runs;
mod steady;
mod time;
mod typed;

use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder};
use steepest::gpu::Gpu;
use steepest::render::{Picture, Renderer};
use steepest::scene::{Scene, SceneFile};
use steepest::session::Session;
use steepest::window::{install_style, show};

/// A window of some size in points, as it opens.
fn window(file: SceneFile, [width, height]: [f32; 2]) -> Harness<'static, Session> {
    let session = Session::new(file).unwrap();
    let mut frames = 0;
    let app = move |ui: &mut egui::Ui, session: &mut Session| {
        // The fonts that are set in a frame are those of the next.
        match frames {
            0 => install_style(ui.ctx()),
            _ => {
                show(ui, session, None);
            }
        }
        frames += 1;
    };
    let mut harness = Harness::builder().with_size(egui::vec2(width, height)).build_ui_state(app, session);
    harness.run();
    harness
}

/// A window of some size in points with its picture, which is drawn once, for the scene that it opens on.
fn pictured(gpu: &Gpu, file: SceneFile, size: [f32; 2]) -> Harness<'static, Session> {
    pictured_by(Harness::builder(), gpu, file, size)
}

fn pictured_by(
    builder: HarnessBuilder<Session>,
    gpu: &Gpu,
    file: SceneFile,
    [width, height]: [f32; 2],
) -> Harness<'static, Session> {
    let session = Session::new(file).unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut picture: Option<Picture> = None;
    let mut has_fonts = false;
    let app = move |ui: &mut egui::Ui, session: &mut Session| {
        if !std::mem::replace(&mut has_fonts, true) {
            install_style(ui.ctx());
            return;
        }
        let area = show(ui, session, picture.as_ref().map(Picture::picker));
        if picture.is_none() {
            let size = [area.width(), area.height()].map(|side| side.round() as u32);
            let scene = Scene { size, ..session.scene.clone() };
            let drawn = renderer.prepare(&scene, &session.field).unwrap();
            session.take_runs(drawn.runs());
            picture = Some(drawn);
        }
    };
    let mut harness = builder.with_size(egui::vec2(width, height)).build_ui_state(app, session);
    harness.run_steps(3);
    harness
}

/// One that shows all of its panel, every section open.
fn harness(file: SceneFile) -> Harness<'static, Session> {
    let mut harness = window(file, [1200.0, 2600.0]);
    for closed in ["Arrows", "Colours and contours", "Surface"] {
        // One of the views has the same name as a section, which comes after it.
        let last = harness.get_all_by_label(closed).last().unwrap();
        last.click();
        harness.run();
    }
    harness
}

fn drawn(text: &str, scene: Scene) -> SceneFile {
    SceneFile { source: text.into(), scene }
}

fn field(text: &str) -> SceneFile {
    drawn(text, Scene::default())
}

/// The scene after a click on the control of this name.
fn clicked(harness: &mut Harness<'static, Session>, label: &str) -> Scene {
    harness.get_all_by_label(label).next().unwrap().click();
    harness.run();
    harness.state().scene.clone()
}
