//! A path that is asked for in the window: it works where the desktop has no dialogs, and by keys alone.

use egui::{Key, TextEdit};

use super::controls::over_picture;
use super::session::Session;

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A scene or data to be opened.
    Open,
    /// The scene is saved there.
    SaveScene,
    /// The picture is saved there.
    SavePicture,
    /// An animation is saved there.
    Record,
}

/// A path being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What was typed.
    pub path: String,
    is_new: bool,
}

/// What became of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was confirmed.
    Path(Purpose, String),
    /// The desktop's dialog is to ask instead.
    Browse(Purpose),
}

impl Prompt {
    pub(super) fn new(purpose: Purpose) -> Prompt {
        let path = match purpose {
            Purpose::Open => "",
            Purpose::SaveScene => "scene.toml",
            Purpose::SavePicture => "picture.png",
            Purpose::Record => "movie.gif",
        };
        Prompt { purpose, path: path.to_owned(), is_new: true }
    }

    fn title(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => "Open a scene or data",
            Purpose::SaveScene => "Save the scene",
            Purpose::SavePicture => "Save the picture",
            Purpose::Record => "Record an animation (.gif, .apng, .mp4, .webm or a folder)",
        }
    }
}

/// Shows the prompt, if there is one.
pub(super) fn show(ui: &egui::Ui, session: &mut Session, area: egui::Rect) {
    let Some(mut prompt) = session.prompt.take() else { return };
    let (mut is_open, mut answer) = (true, None);
    over_picture(prompt.title(), area).open(&mut is_open).show(ui.ctx(), |ui| {
        let label = ui.label("Path");
        let edit = ui.add(TextEdit::singleline(&mut prompt.path).desired_width(360.0)).labelled_by(label.id);
        if std::mem::take(&mut prompt.is_new) {
            edit.request_focus();
        }
        let is_confirmed = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if prompt.purpose == Purpose::Record {
            motion(ui, session);
        }
        if matches!(prompt.purpose, Purpose::SavePicture | Purpose::Record) {
            ui.horizontal(|ui| {
                let [width, height] = &mut session.scene.size;
                let across = ui.label("Pixels");
                ui.add(egui::DragValue::new(width).range(64..=16384)).labelled_by(across.id);
                let down = ui.label("×");
                ui.add(egui::DragValue::new(height).range(64..=16384)).labelled_by(down.id);
            });
        }
        ui.horizontal(|ui| {
            if (ui.button("OK").clicked() || is_confirmed) && !prompt.path.trim().is_empty() {
                answer = Some(Answer::Path(prompt.purpose, prompt.path.trim().to_owned()));
            }
            if ui.button("Browse…").clicked() {
                answer = Some(Answer::Browse(prompt.purpose));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        is_open = false;
    }
    match answer {
        Some(answer) => session.answers.push(answer),
        None if is_open => session.prompt = Some(prompt),
        None => {}
    }
}

/// What moves in an animation.
fn motion(ui: &mut egui::Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        ui.add(egui::DragValue::new(&mut session.record_frames).range(1..=10_000).prefix("frames "));
        let style = &mut session.scene.animation;
        ui.add(egui::DragValue::new(&mut style.steps_per_frame).range(0..=1000).prefix("steps a frame "));
        ui.add(egui::DragValue::new(&mut style.turn).speed(0.1).prefix("turn ").suffix("° a frame"));
    });
}
