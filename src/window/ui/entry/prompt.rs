//! The window's own dialog for a path: it works where the desktop has no dialogs, and by keys alone.

use std::path::PathBuf;

use egui::{Key, RichText, ScrollArea, TextEdit};

use super::number::drag_value;
use super::refusal;
use crate::scene::ParameterSweep;
use crate::session::{Answer, PathPurpose, Prompt, Session};
use crate::window::ui::widgets::{fields_look_like_fields, over_picture, push, push_small};

/// Width of the list and of the line for the name, in points.
const WIDTH: f32 = 430.0;
/// What stands around the list of files, in points.
const AROUND: f32 = 250.0;

/// Shows the prompt, if there is one.
pub(crate) fn show(ui: &egui::Ui, session: &mut Session, area: egui::Rect) {
    let Some(mut prompt) = session.prompt.take() else { return };
    let (mut is_open, mut answer) = (true, None);
    let height = ui.ctx().content_rect().height();
    over_picture(prompt.title(), area).open(&mut is_open).show(ui.ctx(), |ui| {
        fields_look_like_fields(ui);
        let size = [WIDTH.min(area.width() - 24.0), (height - AROUND).clamp(60.0, 230.0)];
        let mut is_confirmed = false;
        let most = height - 60.0;
        ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
            folder(ui, &mut prompt, size, &mut is_confirmed);
            name(ui, &mut prompt, size[0], &mut is_confirmed);
            if prompt.purpose == PathPurpose::Record {
                motion(ui, session);
                // Its line is there where something moves, too.
                let said = if session.scene.moves() { "" } else { "Nothing moves in it yet." };
                ui.label(RichText::new(said).color(refusal::red(ui)));
            }
            if matches!(prompt.purpose, PathPurpose::SavePicture | PathPurpose::Record) {
                shape(ui, &mut prompt, session.shown_size);
            }
            let mut is_cancelled = false;
            buttons(ui, &mut prompt, session.has_desktop_dialogs, &mut is_confirmed, &mut is_cancelled, &mut answer);
            if is_cancelled {
                answer = Some(None);
            }
        });
        if is_confirmed {
            match prompt.confirm() {
                Some(path) => answer = Some(Some(Answer::Path(prompt.purpose, path))),
                // What was wrong with the name is mended where it was typed.
                None => prompt.is_new = prompt.replaces.is_none(),
            }
        }
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        // A question is answered first, by no.
        is_open = prompt.replaces.take().is_some();
        prompt.is_new = is_open;
    }
    match answer {
        Some(answer) => {
            session.folder = Some(prompt.folder.clone());
            // What was proposed is proposed anew, in the shape that is on the screen then.
            let has_size = matches!(prompt.purpose, PathPurpose::SavePicture | PathPurpose::Record);
            if answer.is_some() && has_size && prompt.size != session.proposed_size() {
                session.picture_size = Some(prompt.size);
            }
            session.answers.extend(answer);
        }
        None if is_open => session.prompt = Some(prompt),
        None => {}
    }
}

/// The folder, what is in it, and the way out of it.
fn folder(ui: &mut egui::Ui, prompt: &mut Prompt, [width, height]: [f32; 2], is_confirmed: &mut bool) {
    ui.horizontal(|ui| {
        if push(ui, "Up").on_hover_text("The folder around this one").clicked() {
            prompt.show_parent();
        }
        let shown = prompt.folder.display().to_string();
        ui.add(egui::Label::new(RichText::new(&shown).strong()).truncate()).on_hover_text(shown);
    });
    let mut entered: Option<PathBuf> = None;
    egui::Frame::group(ui.style()).inner_margin(4.0).show(ui, |ui| {
        ui.set_width(width);
        ScrollArea::vertical().id_salt("entries").max_height(height).min_scrolled_height(height).show(ui, |ui| {
            ui.set_width(width - 12.0);
            ui.set_min_height(height);
            for entry in &prompt.entries {
                let is_chosen = !entry.is_folder && entry.name == prompt.path;
                let shown = if entry.is_folder { format!("{}/", entry.name) } else { entry.name.clone() };
                let row = ui.selectable_label(is_chosen, shown);
                if row.clicked() && entry.is_folder {
                    entered = Some(prompt.folder.join(&entry.name));
                } else if row.clicked() {
                    prompt.path.clone_from(&entry.name);
                    (prompt.replaces, prompt.error) = (None, None);
                }
                *is_confirmed |= row.double_clicked() && !entry.is_folder;
            }
            if prompt.entries.is_empty() {
                ui.weak("no such files here");
            }
        });
    });
    if let Some(folder) = entered {
        prompt.show_folder(&folder);
    }
}

/// The line in which the name is typed, what it may end in, and what is wrong with it.
fn name(ui: &mut egui::Ui, prompt: &mut Prompt, width: f32, is_confirmed: &mut bool) {
    ui.horizontal(|ui| {
        let label = ui.label("Name");
        let edit = TextEdit::singleline(&mut prompt.path).desired_width(width - 50.0);
        let edit = ui.add(edit).labelled_by(label.id);
        if std::mem::take(&mut prompt.is_new) {
            edit.request_focus();
        }
        if edit.changed() {
            (prompt.replaces, prompt.error) = (None, None);
        }
        *is_confirmed |= edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    });
    match &prompt.error {
        Some(error) => drop(ui.add(egui::Label::new(RichText::new(error).color(refusal::red(ui))).wrap())),
        None => drop(ui.weak(prompt.endings())),
    }
}

/// How large a saved picture is, with the shape that is on the screen at hand.
fn shape(ui: &mut egui::Ui, prompt: &mut Prompt, shown: [u32; 2]) {
    ui.horizontal(|ui| {
        let [width, height] = &mut prompt.size;
        let across = ui.label("Pixels");
        ui.add(drag_value(width).range(64..=16384)).labelled_by(across.id);
        let down = ui.label("×");
        ui.add(drag_value(height).range(64..=16384)).labelled_by(down.id);
        for (name, scale) in [("As shown", 1), ("Twice that", 2)] {
            let size = shown.map(|side| side * scale);
            let hint = format!("{} × {} pixels", size[0], size[1]);
            if shown[0] >= 64 && shown[1] >= 64 && push_small(ui, name).on_hover_text(hint).clicked() {
                prompt.size = size;
            }
        }
    });
}

/// What ends the dialog; where a file is there already, whether it is replaced.
fn buttons(
    ui: &mut egui::Ui,
    prompt: &mut Prompt,
    has_desktop_dialogs: bool,
    is_confirmed: &mut bool,
    is_cancelled: &mut bool,
    answer: &mut Option<Option<Answer>>,
) {
    ui.separator();
    // The question takes the place of the buttons, so that the dialog keeps its size.
    if let Some(path) = prompt.replaces.clone() {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        ui.horizontal(|ui| {
            ui.add(
                egui::Label::new(RichText::new(format!("{name} is there already. Replace it?")).strong()).truncate(),
            );
        });
        ui.horizontal(|ui| {
            *is_confirmed |= push(ui, "Replace").clicked();
            let keeps = push(ui, "Keep it");
            if keeps.clicked() {
                prompt.replaces = None;
                prompt.is_new = true;
            }
        });
        return;
    }
    ui.label("");
    ui.horizontal(|ui| {
        *is_confirmed |= push(ui, prompt.verb()).clicked();
        *is_cancelled |= push(ui, "Cancel").on_hover_text("Escape").clicked();
        let browses = has_desktop_dialogs && push(ui, "Browse…").on_hover_text("The desktop's own dialog").clicked();
        if browses {
            *answer = Some(Some(Answer::Browse(prompt.purpose, prompt.folder.clone())));
        }
    });
}

/// What moves in an animation.
fn motion(ui: &mut egui::Ui, session: &mut Session) {
    let parameters = session.parameters();
    ui.horizontal(|ui| {
        ui.add(drag_value(&mut session.record_frames).range(1..=10_000).prefix("frames "));
        let style = &mut session.scene.animation;
        ui.add(drag_value(&mut style.steps_per_frame).range(0..=1000).prefix("steps per frame "));
        ui.add(drag_value(&mut style.turn).speed(0.1).prefix("turn ").suffix("° per frame"));
    });
    let style = &mut session.scene.animation;
    ui.horizontal(|ui| {
        ui.add(drag_value(&mut style.zoom).range(0.5..=2.0).speed(0.001).prefix("zoom ").max_decimals(4));
        let [across, up] = &mut style.pan;
        ui.add(drag_value(across).speed(0.01).prefix("pan x ").max_decimals(6));
        ui.add(drag_value(up).speed(0.01).prefix("pan y ").max_decimals(6));
        ui.add(drag_value(&mut style.probe_turn).speed(0.1).prefix("probe ").suffix("° per frame"));
    });
    for (name, value) in parameters {
        let mut is_swept = style.sweep.as_ref().is_some_and(|sweep| sweep.name == name);
        ui.horizontal(|ui| {
            if ui.checkbox(&mut is_swept, format!("{name} goes from")).changed() {
                let range = [value, value + value.abs().max(1.0)];
                style.sweep = is_swept.then(|| ParameterSweep { name: name.clone(), range });
            }
            if let Some(ParameterSweep { range: [first, last], .. }) = style.sweep.as_mut().filter(|_| is_swept) {
                ui.add(drag_value(first).speed(0.01));
                ui.label("to");
                ui.add(drag_value(last).speed(0.01));
                ui.add(drag_value(&mut style.length).range(2..=10_000).prefix("over ").suffix(" frames"));
            }
        });
    }
}
