//! Keys, and the help that lists them.

use egui::{Key, KeyboardShortcut, Modifiers, ScrollArea, Ui};

use super::descent;
use super::picture::{reading, style};
use super::widgets::over_picture;
use crate::session::{PathPurpose, Request, Session};

/// What each key does, in the words of the help.
const KEYS: [(&str, &str); 28] = [
    ("drag on the surface", "turn"),
    ("right drag, or drag on the contours", "move the domain"),
    ("wheel", "zoom the domain about the point under the pointer"),
    ("double click, Home", "show the whole domain"),
    ("click", "start a trajectory here, or particles from a brush"),
    ("drag a start, the pin or its white arrow", "move it; turn the direction"),
    ("Shift + drag", "seed along the way"),
    ("Space", "play or pause the descent"),
    ("→ or .", "one step"),
    ("←", "one step back"),
    ("Shift + →, Shift + ←", "ten steps, ten back"),
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

/// Shows the help, where it is open.
pub(crate) fn help(ui: &mut Ui, session: &mut Session, area: egui::Rect) {
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

/// Whether a line or a control had the keys when the last frame ended.
const HAD_KEYS: &str = "had keys";

/// At the end of a frame: by the time that the frame of its Escape begins, what had the keys has them no more.
pub(crate) fn remember(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    ui.data_mut(|data| {
        data.insert_temp(egui::Id::unique(HAD_KEYS), focused.is_some());
        if let Some(id) = focused {
            data.insert_temp(egui::Id::unique(LAST), id);
        }
    });
}

/// What had the keys last, and where Tab goes on after Enter or Escape let go of it.
const LAST: &str = "had keys last";

/// Has Tab go on from what had the keys last, rather than begin again with the first control.
fn resume(ui: &Ui) {
    let is_tab = |event: &egui::Event| matches!(event, egui::Event::Key { key: Key::Tab, pressed: true, .. });
    if ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.events.iter().any(is_tab)) {
        // What is there no more is asked once.
        let last: Option<egui::Id> = ui.data_mut(|data| {
            let last = data.get_temp(egui::Id::unique(LAST));
            data.remove::<egui::Id>(egui::Id::unique(LAST));
            last
        });
        ui.memory_mut(|memory| last.into_iter().for_each(|id| memory.request_focus(id)));
    }
}

/// Keys, unless somebody types into a field.
pub(crate) fn take(ui: &mut Ui, session: &mut Session) {
    resume(ui);
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
    let had_keys = ui.data(|data| data.get_temp(egui::Id::unique(HAD_KEYS)).unwrap_or(false));
    let has_menu_or_line = egui::Popup::is_any_open(ui.ctx()) || had_keys;
    let has_dialog = session.prompt.is_some() || session.undecided.is_some();
    let has_something_on_top = session.shows_help || has_dialog || has_menu_or_line;
    let is_escape = ui.ctx().input(|input| input.key_pressed(Key::Escape));
    session.shows_help &= !is_escape || has_dialog;
    // A key that a focused control wants is the control's, and nothing is done behind a dialog.
    if ui.ctx().memory(|memory| memory.focused()).is_some() || session.prompt.is_some() {
        return;
    }
    // With nothing on top it is a lecture that ends.
    if is_escape && !has_something_on_top {
        session.hides_panel = false;
        session.request(Request::LeaveFullScreen);
    }
    // Where a frame is slow a key may be pressed twice in it.
    let count = |key, modifiers| ui.ctx().input_mut(|input| input.count_and_consume_key(modifiers, key));
    let steps = [
        (Key::ArrowRight, Modifiers::SHIFT, 10),
        (Key::ArrowLeft, Modifiers::SHIFT, -10),
        (Key::ArrowLeft, Modifiers::NONE, -1),
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
            "ArrowLeft" => "←",
            "Period" => ".",
            "OpenBracket" => "[",
            "CloseBracket" => "]",
            _ => name.strip_prefix("Num").unwrap_or(name),
        }
    }

    #[test]
    fn every_key_is_listed_in_the_help() {
        let sources = [
            include_str!("keys.rs"),
            include_str!("descent.rs"),
            include_str!("picture/reading.rs"),
            include_str!("picture/style.rs"),
        ];
        let mut count = 0;
        for source in sources.map(|source| source.split("#[cfg(test)]").next().unwrap_or_default()) {
            for part in source.split("Key::").skip(1) {
                let name: String = part.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                let is_it = |word| word == called(&name);
                assert!(KEYS.iter().any(|(keys, _)| keys.split([' ', ',']).any(is_it)), "{name} is not listed");
                count += 1;
            }
        }
        assert!(count > 30, "{count} keys were looked for");
    }

    #[test]
    fn the_guide_has_the_keys_of_the_help() {
        let guide = include_str!("../../../docs/guide.md");
        for (key, act) in KEYS {
            let row = format!("| {key} | {act} |\n");
            assert!(guide.contains(&row), "docs/guide.md lacks {row}");
        }
    }
}
