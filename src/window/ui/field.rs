//! The formula, the menus of fields, and sliders for parameters.

use std::sync::Arc;

use egui::{ComboBox, TextEdit, Ui};

use super::entry::number::{drag_value, drag_value_where, ends, range_slider};
use super::entry::refusal;
use super::entry::typed::{self, When};
use super::widgets::{named, over_picture, push, section};
use crate::field::{Description, Domain, Field, Format, Kind, Origin, catalogue};
use crate::scene::{Scene, SceneFile, Units, View};
use crate::session::{PathPurpose, Session, Swing, looks_geographic};
use crate::words::{decimals, exact, grouped, sample};

/// How fast an animated parameter swings, in cycles per second, and how far, as a fraction of its slider.
const CYCLES_PER_SECOND: f64 = 0.15;

/// The name of the line in which the formula is typed.
pub(crate) const FORMULA: &str = "formula";

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "Field", true, |ui| {
        let label = ui.label("f(x, y) =");
        let mut text = session.text.clone();
        let edit = TextEdit::singleline(&mut text)
            .id(egui::Id::unique(FORMULA))
            .desired_width(f32::INFINITY)
            .font(egui::TextStyle::Monospace);
        let edit = ui.add(edit).labelled_by(label.id);
        if edit.changed() {
            session.set_text(&text);
            let now = ui.input(|input| input.time);
            ui.data_mut(|data| data.insert_temp(egui::Id::unique(TYPED_AT), now));
        }
        if edit.lost_focus() && session.text_error.is_none() {
            session.remember();
        }
        let Said { about, remarks, .. } = said(ui, session);
        typed::reserved(ui, session.text_error.as_ref(), &remarks);
        ui.horizontal(|ui| {
            menus(ui, session);
            if push(ui, "Data…").on_hover_text("Open a grid of samples; or drop one on the window").clicked() {
                session.ask(PathPurpose::Open);
            }
        });
        parameters(ui, session);
        if !about.is_empty() {
            ui.add(egui::Label::new(egui::RichText::new(&about).weak()).wrap());
        }
        data(ui, session);
        domain(ui, session);
    });
}

/// What is said of a field, which is worked out where it is another.
#[derive(Clone)]
struct Said {
    field: Arc<Field>,
    /// What a file was understood to be.
    about: String,
    remarks: String,
    /// Whether x and y may well be degrees though nothing says so, unless it was said that they are not.
    may_be_degrees: bool,
}

/// Where [`said`] is known.
const SAID: &str = "said of the field";

/// Says that slopes are not those of the ground where x and y look like degrees, with what makes them so.
pub(crate) fn degrees(ui: &mut Ui, session: &mut Session) {
    let known = said(ui, session);
    if !known.may_be_degrees || session.scene.units == Units::Degrees {
        return;
    }
    let text = egui::RichText::new("x and y look like degrees: measure slopes in metres").color(refusal::red(ui));
    let hint = "Slopes are upright while a degree counts as a metre. A click has those of the ground, as `in °` does";
    if ui.add(egui::Button::new(text)).on_hover_text(hint).clicked() {
        session.scene.units = Units::Degrees;
    }
    if named(ui, "×", "They are no degrees", "slopes stay as they are") {
        ui.data_mut(|data| data.insert_temp(egui::Id::unique(SAID), Said { may_be_degrees: false, ..known }));
    }
}

/// How the field was read and what may not have been meant.
fn said(ui: &Ui, session: &Session) -> Said {
    let id = egui::Id::unique(SAID);
    let known: Option<Said> = ui.data(|data| data.get_temp(id));
    if let Some(said) = known.filter(|said| Arc::ptr_eq(&said.field, &session.field)) {
        return said;
    }
    let mut lines = session.field.remarks();
    if let (Kind::Formula(formula), true) = (session.field.kind(), lines.is_empty()) {
        lines.push(format!("= {}", formula.formula().reading()));
    }
    let file = session.field.is_data().then(|| session.field.description());
    let is_said = session.field.has_system() || session.field.is_geographic() || session.field.is_unplaced();
    let heights = file.as_ref().and_then(|file| file.range).filter(|_| !is_said);
    let may_be_degrees = heights.is_some_and(|heights| looks_geographic(session.field.domain(), heights));
    let about = file.as_ref().map(about).unwrap_or_default();
    let said = Said { field: Arc::clone(&session.field), about, remarks: lines.join("; "), may_be_degrees };
    ui.data_mut(|data| data.insert_temp(id, said.clone()));
    said
}

/// What a file was understood to be, in a line.
fn about(file: &Description) -> String {
    let mut parts = vec![file.kind.clone()];
    parts.extend(file.part.clone());
    if let Some([columns, rows]) = file.size {
        let even = if file.is_even { "" } else { ", unevenly spaced" };
        let of = file.sample_type.as_ref().map_or_else(String::new, |name| format!(" of {name}"));
        parts.push(format!("{columns} × {rows}{of}{even}"));
    }
    parts.extend(file.range.map(|[low, high]| format!("{} to {}", sample(low), sample(high))));
    parts.extend(file.scale.map(|[factor, added]| format!("samples × {} + {}", exact(factor), exact(added))));
    parts.extend(
        file.missing.filter(|&missing| missing > 0).map(|missing| format!("{} missing", grouped(missing as u64))),
    );
    parts.extend(file.system.clone());
    if file.is_geographic {
        parts.push("x and y in degrees, slopes in metres".to_owned());
    }
    parts.join(" · ")
}

fn menus(ui: &mut Ui, session: &mut Session) {
    let mut chosen = None;
    ui.menu_button("Catalogue", |ui| {
        egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for entry in catalogue::entries() {
                if ui.button(&entry.name).on_hover_text(&entry.formula).clicked() {
                    chosen = Some(entry.name.clone());
                    ui.close();
                }
            }
        });
    });
    ui.add_enabled_ui(!session.recent.is_empty(), |ui| {
        ui.menu_button("Recent", |ui| {
            for recent in session.recent.clone() {
                if ui.button(&recent).clicked() {
                    chosen = Some(recent);
                    ui.close();
                }
            }
        });
    });
    if let Some(field) = chosen {
        let mut scene = session.scene.clone();
        (scene.x, scene.y, scene.grid) = (None, None, None);
        scene.descent.from.clear();
        session.choose(SceneFile { source: field.into(), scene });
    }
}

/// When the formula was typed into last, and the parameters that had sliders then.
const TYPED_AT: &str = "formula typed at";
const SHOWN: &str = "parameters shown";
/// Seconds after which typing pauses: a name that is met half typed is none before.
const PAUSE: f64 = 0.7;

/// The parameters that have sliders: those of the formula, new ones once typing pauses.
fn shown_parameters(ui: &Ui, session: &Session) -> Vec<(String, f64)> {
    let mut parameters = session.parameters();
    let typed: Option<f64> = ui.data(|data| data.get_temp(egui::Id::unique(TYPED_AT)));
    let left = typed.map_or(0.0, |typed| typed + PAUSE - ui.input(|input| input.time));
    let id = egui::Id::unique(SHOWN);
    if left > 0.0 {
        let known: Vec<String> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        parameters.retain(|(name, _)| known.contains(name));
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
    } else {
        let names: Vec<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
        ui.data_mut(|data| data.insert_temp(id, names));
    }
    parameters
}

fn parameters(ui: &mut Ui, session: &mut Session) {
    let parameters = shown_parameters(ui, session);
    session.animated = session.animated.take().filter(|swing| parameters.iter().any(|(known, _)| *known == swing.name));
    let time = ui.input(|input| input.time);
    for (name, value) in parameters {
        ui.horizontal(|ui| {
            let is_animated = session.animated.as_ref().is_some_and(|swing| swing.name == name);
            // It stands before the number, whose width changes as it swings.
            let button = push(ui, if is_animated { "■" } else { "▶" });
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Animate {name}")));
            if button.on_hover_text("Let it swing").clicked() {
                session.animated = (!is_animated).then(|| Swing { name: name.clone(), middle: value, since: time });
            }
            let reach = value.abs().max(1.0) * 2.0;
            let reach = 10f64.powf(reach.log10().ceil());
            let mut now = value;
            if ui
                .add(range_slider(&mut now, -reach..=reach).text(&name).clamping(egui::SliderClamping::Never))
                .changed()
            {
                session.set_parameter(&name, now);
            }
        });
    }
    if let Some(Swing { name, middle, since }) = session.animated.clone() {
        let angle = std::f64::consts::TAU * CYCLES_PER_SECOND * (time - since);
        session.set_parameter(&name, middle + middle.abs().max(1.0) * angle.sin());
        ui.ctx().request_repaint();
    }
}

fn domain(ui: &mut Ui, session: &mut Session) {
    let Domain { x, y } = session.domain();
    for (name, range) in [("x", x), ("y", y)] {
        let mut now = range;
        // A curve has no y.
        let has_it = name == "x" || session.scene.view != View::Curve;
        ui.add_enabled_ui(has_it, |ui| {
            ui.horizontal(|ui| {
                let from = ui.label(format!("{name} from"));
                let speed = (range[1] - range[0]).abs() * 0.005;
                let decimals = decimals(range[1] - range[0]);
                let [first, last] = &mut now;
                let first = drag_value_where(first, |first| ends([first, range[1]], false));
                typed::value(ui, first.speed(speed).max_decimals(decimals)).labelled_by(from.id);
                let to = ui.label("to");
                let last = drag_value_where(last, |last| ends([range[0], last], false));
                typed::value(ui, last.speed(speed).max_decimals(decimals)).labelled_by(to.id);
            });
        });
        if now != range {
            match name {
                "x" => session.scene.x = Some(now),
                _ => session.scene.y = Some(now),
            }
        }
    }
    ui.horizontal(|ui| {
        if push(ui, "Whole domain").on_hover_text("Home, or a double click in the picture").clicked() {
            (session.scene.x, session.scene.y) = (None, None);
        }
        let mut grid = session.scene.grid.unwrap_or(session.field.default_grid());
        if nodes(ui, ["grid ", "× "], &mut grid, "Nodes, for ranges and the finest mesh") {
            session.scene.grid = Some(grid);
        }
        // What the file says of itself is not asked for.
        let says_so = session.field.is_geographic();
        let mut is_geographic = says_so || session.scene.units == Units::Degrees;
        let degrees = ui.add_enabled(!says_so, egui::Checkbox::new(&mut is_geographic, "in °"));
        degrees.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, !says_so, is_geographic, "x, y in degrees")
        });
        if degrees.on_hover_text("x and y are degrees, and f is metres: slopes are those of the ground").changed() {
            session.scene.units = if is_geographic { Units::Degrees } else { Units::Plain };
        }
    });
}

/// Nodes along x and y; whether they changed. Those along y follow those along x, until they are set themselves.
pub(crate) fn nodes(ui: &mut Ui, [along_x, along_y]: [&str; 2], grid: &mut [usize; 2], hint: &str) -> bool {
    let is_square = grid[0] == grid[1];
    let [nx, ny] = grid;
    let drag = |ui: &mut Ui, side: &mut usize, prefix: &str| {
        ui.add(drag_value(side).range(2..=4096).clamp_existing_to_range(false).prefix(prefix)).on_hover_text(hint)
    };
    let columns = drag(ui, nx, along_x);
    if columns.changed() && is_square {
        *ny = *nx;
    }
    let rows = drag(ui, ny, along_y);
    rows.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, format!("{along_x}along y")));
    columns.changed() || rows.changed()
}

/// Buttons for the parts of a file; the one that was clicked.
fn parts(ui: &mut Ui, parts: &[String]) -> Option<String> {
    let (mut chosen, mut has_keys) = (None, ui.memory(|memory| memory.focused().is_some()));
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for part in parts {
            let button = ui.button(part);
            // The first is a key away.
            if !std::mem::replace(&mut has_keys, true) {
                button.request_focus();
            }
            if button.clicked() {
                chosen = Some(part.clone());
                ui.close();
            }
        }
    });
    chosen
}

/// Asks which part of a file is meant.
pub(crate) fn undecided(ui: &Ui, session: &mut Session, area: egui::Rect) {
    let Some((file, keys)) = &session.undecided else { return };
    let name = file.source.text.rsplit(['/', '\\']).next().unwrap_or_default();
    let (mut chosen, mut is_left) = (None, ui.input(|input| input.key_pressed(egui::Key::Escape)));
    over_picture(&format!("Which part of {name}?"), area).show(ui.ctx(), |ui| {
        chosen = parts(ui, keys);
        ui.separator();
        is_left |= ui.button("Cancel").clicked();
    });
    match chosen {
        Some(part) => session.choose_part(&part),
        None if is_left => session.undecided = None,
        None => {}
    }
}

/// What a data file does not say of itself.
fn data(ui: &mut Ui, session: &mut Session) {
    if !session.field.is_data() {
        return;
    }
    let shown = session.source();
    let mut source = shown.clone();
    ui.horizontal(|ui| {
        let name = |origin: Option<Origin>| match origin {
            None => "as the file has it",
            Some(Origin::Lower) => "at the bottom",
            Some(Origin::Upper) => "at the top",
        };
        ComboBox::from_label("first row").selected_text(name(source.origin)).width(130.0).show_ui(ui, |ui| {
            for origin in [None, Some(Origin::Lower), Some(Origin::Upper)] {
                ui.selectable_value(&mut source.origin, origin, name(origin));
            }
        });
        if session.parts.len() > 1 || session.parts.iter().any(|part| part.ends_with(']')) {
            let menu = ui.menu_button("Parts", |ui| source.key = parts(ui, &session.parts).or(source.key.take()));
            menu.response.on_hover_text("What else the file holds");
        }
    });
    let format = Format::of(&source.text);
    if format == Some(Format::GeoTiff) {
        let shown = source.band.map(|band| band.to_string()).unwrap_or_default();
        typed::line_when(ui, ["band", "1"], When::Left, &shown, &mut source.band, |state, text| {
            let band = text.trim();
            let counted = || band.parse().ok().filter(|&band: &usize| band > 0);
            *state = match band {
                "" => None,
                _ => Some(counted().ok_or_else(|| "bands are counted from 1".to_owned())?),
            };
            Ok(())
        });
    }
    if let Some(names) = format.and_then(Format::parts) {
        let shown = source.key.clone().unwrap_or_default();
        typed::line_when(ui, names, When::Left, &shown, &mut source.key, |state, key| {
            *state = (!key.trim().is_empty()).then(|| key.trim().to_owned());
            Ok(())
        });
    }
    if let Some(extent) = source.extent.filter(|_| session.field.is_unplaced()) {
        let (names, shown) = (["lies at", "x MIN, MAX; y MIN, MAX"], typed::written(extent));
        typed::line_when(ui, names, When::Left, &shown, &mut source.extent, |extent, text| {
            *extent = typed::ranges(text)?.or(*extent);
            Ok(())
        });
    }
    if source != shown {
        // The whole of what is read otherwise is looked at.
        let scene = Scene { x: None, y: None, ..session.scene.clone() };
        session.choose(SceneFile { source, scene });
    }
}
