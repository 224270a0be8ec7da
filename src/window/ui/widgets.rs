//! What the controls are made of: buttons, sections, windows in the window.

use egui::{RichText, Role, Ui, WidgetInfo};

/// What holds a number or a choice has the ground of a line of text, and an edge; what is pushed keeps that of a button.
pub(crate) fn fields_look_like_fields(ui: &mut Ui) {
    let visuals = ui.visuals_mut();
    let (ground, edge) = (visuals.extreme_bg_color, visuals.widgets.noninteractive.bg_stroke);
    visuals.widgets.inactive.weak_bg_fill = ground;
    visuals.widgets.inactive.bg_stroke = edge;
}

/// A button of the panel.
pub(crate) fn push(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).fill(fill))
}

/// A button as high as a line of text.
pub(crate) fn push_small(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).small().fill(fill))
}

/// A button that stays pushed.
pub(crate) fn toggle(ui: &mut Ui, is_on: &mut bool, text: &str) -> egui::Response {
    let button = egui::Button::selectable(*is_on, text).frame_when_inactive(true);
    let button = if *is_on { button } else { button.fill(ui.visuals().widgets.inactive.bg_fill) };
    let mut response = ui.add(button);
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    response
}

/// A section that opens and closes.
pub(crate) fn section(ui: &mut Ui, title: &str, is_open: bool, contents: impl FnOnce(&mut Ui)) {
    egui::CollapsingHeader::new(RichText::new(title).strong()).default_open(is_open).show(ui, contents);
}

/// A file that a scene names, with what takes it away again; whether one is to be chosen.
pub(crate) fn file(ui: &mut Ui, name: &str, path: &mut Option<String>) -> bool {
    ui.horizontal(|ui| {
        let is_asked = push(ui, format!("{name}…")).clicked();
        if let Some(shown) = path.clone() {
            let last =
                std::path::Path::new(&shown).file_name().map_or(shown.clone(), |name| name.to_string_lossy().into());
            ui.add(egui::Label::new(last).truncate()).on_hover_text(shown);
            let button = push_small(ui, "×");
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Without {name}")));
            if button.clicked() {
                *path = None;
            }
        }
        is_asked
    })
    .inner
}

/// A button whose name is not what is written on it.
pub(crate) fn named(ui: &mut Ui, sign: &str, name: &str, hint: &str) -> bool {
    let button = ui.button(sign);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    button.on_hover_text(format!("{name} ({hint})")).clicked()
}

/// A window in the window, over the picture rather than over what is being set.
pub(crate) fn over_picture(title: &str, area: egui::Rect) -> egui::Window<'_> {
    let window = egui::Window::new(title).collapsible(false).resizable(false);
    window.pivot(egui::Align2::CENTER_CENTER).default_pos(area.center())
}
