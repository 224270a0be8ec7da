//! What is wrong with what was typed, beside its line.

use egui::{Color32, Event, Id, RichText, Ui};

/// The colour of what is wrong.
pub(crate) fn red(ui: &Ui) -> Color32 {
    if ui.visuals().dark_mode { Color32::from_rgb(255, 120, 110) } else { Color32::from_rgb(176, 0, 16) }
}

/// What is wrong with a text, over what follows its line: nothing moves while somebody types.
pub(crate) fn wrong(ui: &Ui, line: &egui::Response, error: &str) {
    below(ui, line.id, line.rect, error);
}

fn below(ui: &Ui, id: Id, line: egui::Rect, error: &str) {
    let area = egui::Area::new(id.with("wrong")).order(egui::Order::Foreground).interactable(false);
    area.fixed_pos(line.left_bottom() + egui::vec2(0.0, 2.0)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
            ui.set_max_width(300.0);
            ui.label(RichText::new(error).monospace().size(11.0).color(red(ui)));
        });
    });
}

/// A number that was refused: its place, and why.
#[derive(Clone)]
struct Refusal {
    id: Id,
    line: egui::Rect,
    why: String,
}

/// Where the last [`Refusal`] is known.
const REFUSED: &str = "refused";

/// Says why a number stays as it was, until something else is done.
pub(crate) fn refuse(ui: &Ui, number: &egui::Response, why: String) {
    let refusal = Refusal { id: number.id, line: number.rect, why };
    ui.data_mut(|data| data.insert_temp(Id::unique(REFUSED), refusal));
}

/// Shows what was refused last, at the end of a frame.
pub(crate) fn show(ui: &Ui) {
    let refused: Option<Refusal> = ui.data(|data| data.get_temp(Id::unique(REFUSED)));
    if let Some(Refusal { id, line, why }) = refused {
        below(ui, id, line, &why);
    }
}

/// At the start of a frame: what was refused has been read once something else is done.
pub(crate) fn forget(ui: &Ui) {
    let goes_on = |event: &Event| {
        matches!(
            event,
            Event::Key { pressed: true, .. }
                | Event::PointerButton { pressed: true, .. }
                | Event::MouseWheel { .. }
                | Event::Text(_)
        )
    };
    if ui.input(|input| input.events.iter().any(goes_on)) {
        ui.data_mut(|data| data.remove::<Refusal>(Id::unique(REFUSED)));
    }
}
