//! The window's own dialog for a path: it works where the desktop has no dialogs, and by keys alone.

use egui::{DragValue, Key, TextEdit};

use super::over_picture;
use crate::scene::ParameterSweep;
use crate::session::Session;
use crate::session::{Answer, PathPurpose};

/// Shows the prompt, if there is one.
pub(crate) fn show(ui: &egui::Ui, session: &mut Session, area: egui::Rect) {
    let Some(mut prompt) = session.prompt.take() else { return };
    let (mut is_open, mut answer) = (true, None);
    over_picture(prompt.title(), area).open(&mut is_open).show(ui.ctx(), |ui| {
        let label = ui.label("Path");
        let edit = ui.add(TextEdit::singleline(&mut prompt.path).desired_width(360.0)).labelled_by(label.id);
        if std::mem::take(&mut prompt.is_new) {
            edit.request_focus();
        }
        ui.weak(prompt.endings());
        let is_confirmed = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if prompt.purpose == PathPurpose::Record {
            motion(ui, session);
        }
        if matches!(prompt.purpose, PathPurpose::SavePicture | PathPurpose::Record) {
            ui.horizontal(|ui| {
                let [width, height] = &mut session.scene.size;
                let across = ui.label("Pixels");
                ui.add(DragValue::new(width).range(64..=16384)).labelled_by(across.id);
                let down = ui.label("×");
                ui.add(DragValue::new(height).range(64..=16384)).labelled_by(down.id);
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
    let parameters = session.parameters();
    ui.horizontal(|ui| {
        ui.add(DragValue::new(&mut session.record_frames).range(1..=10_000).prefix("frames "));
        let style = &mut session.scene.animation;
        ui.add(DragValue::new(&mut style.steps_per_frame).range(0..=1000).prefix("steps a frame "));
        ui.add(DragValue::new(&mut style.turn).speed(0.1).prefix("turn ").suffix("° a frame"));
    });
    let style = &mut session.scene.animation;
    ui.horizontal(|ui| {
        ui.add(DragValue::new(&mut style.zoom).range(0.5..=2.0).speed(0.001).prefix("zoom ").max_decimals(4));
        let [across, up] = &mut style.pan;
        ui.add(DragValue::new(across).speed(0.01).prefix("pan x ").max_decimals(6));
        ui.add(DragValue::new(up).speed(0.01).prefix("pan y ").max_decimals(6));
        ui.add(DragValue::new(&mut style.probe_turn).speed(0.1).prefix("probe ").suffix("° a frame"));
    });
    for (name, value) in parameters {
        let mut is_swept = style.sweep.as_ref().is_some_and(|sweep| sweep.name == name);
        ui.horizontal(|ui| {
            if ui.checkbox(&mut is_swept, format!("{name} goes from")).changed() {
                let range = [value, value + value.abs().max(1.0)];
                style.sweep = is_swept.then(|| ParameterSweep { name: name.clone(), range });
            }
            if let Some(ParameterSweep { range: [first, last], .. }) = style.sweep.as_mut().filter(|_| is_swept) {
                ui.add(DragValue::new(first).speed(0.01));
                ui.label("to");
                ui.add(DragValue::new(last).speed(0.01));
                ui.add(DragValue::new(&mut style.length).range(2..=10_000).prefix("over ").suffix(" frames"));
            }
        });
    }
}
