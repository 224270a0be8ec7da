//! The panel beside the picture, the line below it, and what the pointer does over it.

mod arrows;
mod colours;
mod descent;
mod fates;
pub(crate) mod field;
mod limits;
mod optimizers;
mod overlay;
mod prompt;
mod reading;
mod runs;
mod stage;
mod style;
mod tools;
mod typed;

use egui::{Align, Layout, Panel, RichText, ScrollArea, Ui};

use crate::render::Picker;
use crate::session::PathPurpose;
use crate::session::Request;
use crate::session::Session;
use crate::words::grouped;

/// Gives egui the figures' font behind its own, for ∇, arrows and superscripts.
pub fn install_fonts(context: &egui::Context) {
    let mut fonts = egui::FontDefinitions::default();
    let name = "DejaVu Sans".to_owned();
    let data = egui::FontData::from_static(include_bytes!("../../assets/fonts/DejaVuSans.ttf"));
    fonts.font_data.insert(name.clone(), std::sync::Arc::new(data));
    fonts.families.values_mut().for_each(|family| family.push(name.clone()));
    context.set_fonts(fonts);
}

/// Points of width below which the panel folds, since the picture would have no room beside it.
const FOLDS_BELOW: f32 = 700.0;

/// Shows all controls; the part of the window that is left for the picture, in points.
pub fn show(ui: &mut Ui, session: &mut Session, picker: Option<Picker<'_>>) -> egui::Rect {
    shortcuts(ui, session);
    let pointed = session.pointed_step.take();
    if !session.hides_panel {
        let folds = ui.ctx().content_rect().width() < FOLDS_BELOW;
        Panel::top("tools").show(ui, |ui| tools::show(ui, session, folds));
        Panel::bottom("status").show(ui, |ui| status(ui, session));
        if !folds || session.unfolds_panel {
            panel(ui, session);
        }
        if session.shows_runs {
            let runs = Panel::bottom("runs").resizable(true).default_size(190.0).min_size(90.0);
            runs.show(ui, |ui| runs::show(ui, session, pointed));
        }
    }
    fates::show(ui, session);
    let area = stage::show(ui, session, picker);
    if session.pointed_step != pointed {
        // The plot marks it in the next frame.
        ui.ctx().request_repaint();
    }
    if session.hides_panel {
        read_out(ui, session, area);
    }
    help(ui, session, area);
    prompt::show(ui, session, area);
    left_behind(ui, session, area);
    // Both are gone by the time that the frame of their Escape begins.
    let has_menu_or_line = egui::Popup::is_any_open(ui.ctx()) || ui.memory(|memory| memory.focused().is_some());
    ui.data_mut(|data| data.insert_temp(egui::Id::unique(MENU_OR_LINE), has_menu_or_line));
    area
}

/// Whether a menu was open in the last frame, or a line or a control had the keys.
const MENU_OR_LINE: &str = "menu or line";

/// The panel, in the order of use: the field, what is read at a point, the descent, how all of it looks.
fn panel(ui: &mut Ui, session: &mut Session) {
    Panel::left("controls").default_size(346.0).min_size(250.0).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().slider_width = 118.0;
            fields_look_like_fields(ui);
            // Nothing lies under the bar that scrolls.
            ui.set_max_width(ui.available_width() - 8.0);
            field::show(ui, session);
            reading::show(ui, session);
            descent::show(ui, session);
            style::show(ui, session);
        });
    });
}

/// What holds a number or a choice has the ground of a line of text, and an edge; what is pushed keeps that of a button.
fn fields_look_like_fields(ui: &mut Ui) {
    let visuals = ui.visuals_mut();
    let (ground, edge) = (visuals.extreme_bg_color, visuals.widgets.noninteractive.bg_stroke);
    visuals.widgets.inactive.weak_bg_fill = ground;
    visuals.widgets.inactive.bg_stroke = edge;
}

/// A button of the panel.
fn push(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).fill(fill))
}

/// A button as high as a line of text.
fn push_small(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).small().fill(fill))
}

/// A button that stays pushed.
fn toggle(ui: &mut Ui, is_on: &mut bool, text: &str) -> egui::Response {
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
fn section(ui: &mut Ui, title: &str, is_open: bool, contents: impl FnOnce(&mut Ui)) {
    egui::CollapsingHeader::new(RichText::new(title).strong()).default_open(is_open).show(ui, contents);
}

/// A file that a scene names, with what takes it away again; whether one is to be chosen.
fn file(ui: &mut Ui, name: &str, path: &mut Option<String>) -> bool {
    ui.horizontal(|ui| {
        let is_asked = push(ui, format!("{name}…")).clicked();
        if let Some(shown) = path.clone() {
            let last =
                std::path::Path::new(&shown).file_name().map_or(shown.clone(), |name| name.to_string_lossy().into());
            ui.add(egui::Label::new(last).truncate()).on_hover_text(shown);
            let button = push_small(ui, "×");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Without {name}")));
            if button.clicked() {
                *path = None;
            }
        }
        is_asked
    })
    .inner
}

/// The line below the picture: what is under the pointer, what the particles do, and what went wrong.
fn status(ui: &mut Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        let status = &session.status;
        let [nx, ny] = session.scene.grid.unwrap_or(session.field.default_grid());
        let mut parts = vec![format!("{:.0} ms", status.frame_ms), status.adapter.clone(), format!("grid {nx}×{ny}")];
        let sum =
            |part: fn(&crate::compute::Outcomes) -> u32| status.outcomes.iter().map(|it| u64::from(part(it))).sum();
        let counts: [u64; 4] =
            [sum(|it| it.moving), sum(|it| it.converged), sum(|it| it.left), sum(|it| it.not_finite)];
        if !status.outcomes.is_empty() {
            let [moving, converged, left, lost] = counts.map(grouped);
            parts.push(format!("step {}", grouped(session.scene.descent.steps as u64)));
            parts.push(format!("{moving} moving, {converged} converged, {left} left, {lost} not finite"));
        }
        let reading = session.reading().map(|reading| reading::line(session, &reading));
        let message = session.status.line();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // An error stands until what caused it is mended, or until it was read.
            if message.is_some() && tools::named(ui, "×", "Dismiss", "the message") {
                (session.status.message, session.status.picture_message) = (None, None);
            }
            let cancels = [&session.status.recording, &session.status.reading].map(|work| {
                let Some(work) = work else { return false };
                let cancels = ui.button("Cancel").on_hover_text(&work.text).clicked();
                ui.add(egui::ProgressBar::new(work.fraction).text(&work.text).desired_width(220.0));
                cancels
            });
            if cancels[0] {
                session.request(Request::Cancel);
            }
            if cancels[1] {
                session.leave_reading();
            }
            if session.status.is_working {
                ui.label("computing…");
            }
            doubt(ui, session);
            match &message {
                Some(message) => {
                    ui.add(egui::Label::new(RichText::new(message).strong()).truncate()).on_hover_text(message)
                }
                None => ui.add(egui::Label::new(reading.unwrap_or_default()).truncate()),
            };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(parts.join("  ·  ")).truncate());
            });
        });
    });
}

/// What is under the pointer, and what went wrong, over the picture's corner: the line below it is hidden.
fn read_out(ui: &Ui, session: &Session, area: egui::Rect) {
    let reading = session.reading().map(|reading| reading::line(session, &reading));
    let Some(text) = reading.into_iter().chain(session.status.line()).reduce(|read, said| format!("{read}  ·  {said}"))
    else {
        return;
    };
    let place = egui::Area::new(egui::Id::unique("read-out")).interactable(false).pivot(egui::Align2::LEFT_BOTTOM);
    place.fixed_pos(area.left_bottom() + egui::vec2(10.0, -10.0)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| ui.add(egui::Label::new(text).extend()));
    });
}

/// What each key does, in the words of the help.
const KEYS: [(&str, &str); 27] = [
    ("drag on the surface", "turn"),
    ("right drag, or drag on the contours", "move the domain"),
    ("wheel", "zoom the domain about the point under the pointer"),
    ("double click, Home", "show the whole domain"),
    ("click", "start a trajectory here, or particles from a brush"),
    ("drag a start, the pin or its white arrow", "move it; turn the direction"),
    ("Shift + drag", "seed along the way"),
    ("Space", "play or pause the descent"),
    ("→ or .", "one step"),
    ("Shift + →", "ten steps"),
    ("0", "back to step 0"),
    ("L", "f against the step, and the table of runs"),
    ("Delete", "take away all starts and particles"),
    ("P", "pin the point under the pointer, or let it go"),
    ("[ and ]", "turn the direction of the derivative"),
    ("T, F, I", "seen from the top, from the front, isometric"),
    ("1, 2, 3, 4, 5", "surface and contours, surface, contours, a curve, f against the step"),
    ("C, B", "stationary points, basins of attraction"),
    ("D", "light and dark"),
    ("Ctrl + Z, Ctrl + Y", "undo, redo"),
    ("Ctrl + O, Ctrl + S, Ctrl + E, Ctrl + R", "open, save the scene, save the picture, record"),
    ("Ctrl + Shift + C", "copy the command that draws the picture"),
    ("Ctrl + plus, minus, 0", "larger and smaller letters, as they were"),
    ("F11", "full screen"),
    ("F1 or ?, Escape", "these keys; close what is on top, leave the full screen"),
    ("Tab, F10", "go through the controls; hide them"),
    ("Ctrl + Q", "quit"),
];

/// Says where the picture is not to be trusted, with what shows where.
fn doubt(ui: &mut Ui, session: &mut Session) {
    let Some(fraction) = session.status.doubt else { return };
    let text = format!("32 bits are visibly off in {:.0} % of the picture", (100.0 * fraction).max(1.0));
    let button = egui::Button::selectable(session.scene.trust, RichText::new(text).color(typed::red(ui)));
    let hint = "The picture is drawn from 32-bit values; numbers that are read out are 64-bit ones. Click to see where they differ";
    if ui.add(button).on_hover_text(hint).clicked() {
        session.scene.trust = !session.scene.trust;
    }
}

/// Offers the scene of a window that did not end properly.
fn left_behind(ui: &Ui, session: &mut Session, area: egui::Rect) {
    let Some(field) = session.left_behind.clone() else { return };
    over_picture("The last window did not end properly", area).show(ui.ctx(), |ui| {
        ui.add(egui::Label::new(format!("It showed {field}.")).truncate());
        ui.horizontal(|ui| {
            if ui.button("Restore").clicked() {
                session.request(Request::Restore(true));
            }
            if ui.button("Forget it").clicked() {
                session.request(Request::Restore(false));
            }
        });
    });
}

fn help(ui: &mut Ui, session: &mut Session, area: egui::Rect) {
    let mut is_open = session.shows_help;
    over_picture("Help", area).open(&mut is_open).show(ui.ctx(), |ui| {
        // In a small window the last keys are scrolled to.
        let height = ui.ctx().content_rect().height() - 80.0;
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            // Nothing lies under the bar that scrolls.
            ui.set_max_width(ui.available_width() - 8.0);
            egui::Grid::new("keys").num_columns(2).striped(true).show(ui, |ui| {
                for (key, what) in KEYS {
                    ui.strong(key);
                    ui.label(what);
                    ui.end_row();
                }
            });
        });
    });
    session.shows_help = is_open;
}

/// A window in the window, over the picture rather than over what is being set.
pub(crate) fn over_picture(title: &str, area: egui::Rect) -> egui::Window<'_> {
    let window = egui::Window::new(title).collapsible(false).resizable(false);
    window.pivot(egui::Align2::CENTER_CENTER).default_pos(area.center())
}

/// Keys, unless somebody types into a field.
fn shortcuts(ui: &mut Ui, session: &mut Session) {
    use egui::{Key, KeyboardShortcut, Modifiers};
    let command = |key| KeyboardShortcut::new(Modifiers::COMMAND, key);
    let taken = |shortcut: KeyboardShortcut| ui.ctx().input_mut(|input| input.consume_shortcut(&shortcut));
    if taken(KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z)) || taken(command(Key::Y)) {
        session.redo();
    }
    if taken(command(Key::Z)) {
        session.undo();
    }
    if taken(KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, Key::C)) {
        session.request(Request::CopyCommand);
    }
    let purposes = [
        (Key::O, PathPurpose::Open),
        (Key::S, PathPurpose::SaveScene),
        (Key::E, PathPurpose::SavePicture),
        (Key::R, PathPurpose::Record),
    ];
    for (key, purpose) in purposes {
        if taken(command(key)) {
            session.ask(purpose);
        }
    }
    let requests =
        [(command(Key::Q), Request::Quit), (KeyboardShortcut::new(Modifiers::NONE, Key::F11), Request::FullScreen)];
    for (shortcut, request) in requests {
        if taken(shortcut) {
            session.request(request);
        }
    }
    if taken(KeyboardShortcut::new(Modifiers::NONE, Key::F1)) {
        session.shows_help = !session.shows_help;
    }
    if taken(KeyboardShortcut::new(Modifiers::NONE, Key::F10)) {
        session.hides_panel = !session.hides_panel;
    }
    // What is on top is closed first; the prompt closes itself.
    let has_menu_or_line = ui.data(|data| data.get_temp(egui::Id::unique(MENU_OR_LINE)).unwrap_or(false));
    let has_something_on_top = session.shows_help || session.prompt.is_some() || has_menu_or_line;
    if session.shows_help && session.prompt.is_none() && ui.ctx().input(|input| input.key_pressed(Key::Escape)) {
        session.shows_help = false;
    }
    // A key that a focused control wants is the control's.
    if ui.ctx().memory(|memory| memory.focused()).is_some() {
        return;
    }
    // With nothing on top it is a lecture that ends.
    if ui.ctx().input(|input| input.key_pressed(Key::Escape)) && !has_something_on_top {
        session.hides_panel = false;
        session.request(Request::LeaveFullScreen);
    }
    // Where a frame is slow a key may be pressed twice in it.
    let count = |key, modifiers| ui.ctx().input_mut(|input| input.count_and_consume_key(modifiers, key));
    let steps = [
        (Key::ArrowRight, Modifiers::SHIFT, 10),
        (Key::ArrowRight, Modifiers::NONE, 1),
        (Key::Period, Modifiers::NONE, 1),
    ];
    for (key, modifiers, step) in steps {
        (0..count(key, modifiers)).for_each(|_| session.request(Request::Step(step)));
    }
    let plain = |key| ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, key));
    // Where `?` lies on a keyboard is its own affair, so that what was written counts.
    if ui.ctx().input(|input| input.events.iter().any(|event| *event == egui::Event::Text("?".to_owned()))) {
        session.shows_help = !session.shows_help;
    }
    descent::keys(session, plain);
    style::keys(session, plain);
    reading::keys(session, plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a key is called in the help.
    fn called(name: &str) -> &str {
        match name {
            "ArrowRight" => "→",
            "Period" => ".",
            "OpenBracket" => "[",
            "CloseBracket" => "]",
            _ => name.strip_prefix("Num").unwrap_or(name),
        }
    }

    #[test]
    fn every_key_is_listed_in_the_help() {
        let sources = [
            include_str!("ui.rs"),
            include_str!("ui/descent.rs"),
            include_str!("ui/reading.rs"),
            include_str!("ui/style.rs"),
        ];
        let mut count = 0;
        for source in sources.map(|source| source.split("#[cfg(test)]").next().unwrap_or_default()) {
            for part in source.split("Key::").skip(1) {
                let name: String = part.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                let listed = KEYS.iter().any(|(keys, _)| {
                    let words = |text: &str| text.split([' ', ',']).any(|word| word == called(&name));
                    words(keys)
                });
                assert!(listed, "{name} is not listed");
                count += 1;
            }
        }
        assert!(count > 30, "{count} keys were looked for");
    }

    #[test]
    fn the_guide_has_the_keys_of_the_help() {
        let guide = include_str!("../../docs/guide.md");
        for (key, act) in KEYS {
            let row = format!("| {key} | {act} |\n");
            assert!(guide.contains(&row), "docs/guide.md lacks {row}");
        }
    }
}
