//! The tool bar above the picture: what is done with a scene as a whole, each with its key.

use egui::{Button, Ui};

use super::picture::style::colours::colormaps;
use super::widgets::{named, toggle};
use crate::scene::{Theme, View};
use crate::session::{PathPurpose, Request, Session};

/// How much of the bar is in menus: nothing, what is used now and then, and the views as well.
const MENUS: [[bool; 2]; 3] = [[false; 2], [true, false], [true; 2]];

/// Shows the bar in one line, with menus in place of what has no room; `folds` where the panel has none beside the picture.
pub(crate) fn show(ui: &mut Ui, session: &mut Session, folds: bool) {
    let (id, room) = (ui.scope_id().with(("widths", folds)), ui.available_width());
    let mut widths: [f32; MENUS.len()] = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    // What was never shown is tried.
    let level = widths.iter().position(|&width| width <= room).unwrap_or(MENUS.len() - 1);
    let [in_menus, views_in_menu] = MENUS[level];
    let bar = ui.horizontal(|ui| {
        if folds {
            toggle(ui, &mut session.unfolds_panel, "Controls");
        }
        match in_menus {
            true => drop(ui.menu_button("File", |ui| files(ui, session))),
            false => files(ui, session),
        }
        ui.separator();
        undo(ui, session);
        ui.separator();
        match views_in_menu {
            true => drop(ui.menu_button("View", |ui| views(ui, session))),
            false => views(ui, session),
        }
        ui.separator();
        colormaps(ui, &mut session.scene.color);
        match in_menus {
            true => drop(ui.menu_button("More", |ui| appearance(ui, session))),
            false => appearance(ui, session),
        }
        if named(ui, "?", "Help", "F1 or ?") {
            session.shows_help = !session.shows_help;
        }
        ui.min_rect().width()
    });
    widths[level] = bar.inner;
    ui.data_mut(|data| data.insert_temp(id, widths));
    if bar.inner > room && level + 1 < MENUS.len() {
        ui.ctx().request_discard("the tool bar has no room");
    }
}

fn files(ui: &mut Ui, session: &mut Session) {
    let asks = [
        ("Open…", "A scene or a data file (Ctrl+O)", PathPurpose::Open),
        ("Save scene…", "All that is set here, as a .toml file (Ctrl+S)", PathPurpose::SaveScene),
        ("Save picture…", "For the screen or for print (Ctrl+E)", PathPurpose::SavePicture),
        ("Record…", "An animation of the descent, a turn or a parameter (Ctrl+R)", PathPurpose::Record),
    ];
    for (name, hint, purpose) in asks {
        if ui.button(name).on_hover_text(hint).clicked() {
            session.ask(purpose);
        }
    }
}

fn undo(ui: &mut Ui, session: &mut Session) {
    let [undo, redo] = session.can_undo();
    if ui.add_enabled_ui(undo, |ui| named(ui, "↶", "Undo", "Ctrl+Z")).inner {
        session.undo();
    }
    if ui.add_enabled_ui(redo, |ui| named(ui, "↷", "Redo", "Ctrl+Y")).inner {
        session.redo();
    }
}

fn views(ui: &mut Ui, session: &mut Session) {
    let is_curve = session.field.dimension() <= 1;
    let views = [
        (View::Both, "Both", "1"),
        (View::Surface, "Surface", "2"),
        (View::Contour, "Contours", "3"),
        (View::Curve, "Curve", "4"),
        (View::Loss, "Loss", "5"),
    ];
    let has_runs = session.scene.has_runs();
    for (view, name, key) in views {
        // A field of two variables has no curve, and without a start there is nothing to show against steps.
        let is_possible = match view {
            View::Curve => is_curve,
            View::Loss => has_runs,
            _ => true,
        };
        let button = ui.add_enabled(is_possible, Button::selectable(session.scene.view == view, name));
        if button.on_hover_text(key).clicked() {
            session.scene.view = view;
        }
    }
}

fn appearance(ui: &mut Ui, session: &mut Session) {
    for (theme, name) in [(Theme::Light, "Light"), (Theme::Dark, "Dark")] {
        ui.selectable_value(&mut session.scene.theme, theme, name).on_hover_text("D");
    }
    ui.separator();
    if named(ui, "Copy", "Copy command", "the one that draws this picture; Ctrl+Shift+C") {
        session.request(Request::CopyCommand);
    }
    if ui.button("Full screen").on_hover_text("F11").clicked() {
        session.request(Request::FullScreen);
    }
}
