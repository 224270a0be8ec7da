//! The map of fates beside the picture: which of an optimizer's numbers let the start converge, and how fast.

use std::sync::Arc;

use egui::{Align, Color32, ComboBox, Panel, RichText, Ui};
use egui_plot::{GridInput, GridMark, Plot, PlotBounds, PlotImage, PlotPoint};

use super::runs::{AXIS, MOST_MARKS, written, x_axis};
use crate::colormap::Colormap;
use crate::compute::HyperparameterMap;
use crate::descent::{Fate, Sweep};
use crate::render::data::runs::paths::readable;
use crate::render::ticks::axis_ticks;
use crate::render::{fate_colors, fate_kinds};
use crate::session::{Request, Session, usual_sweep};
use crate::window::ui::entry::number::{drag_value_where, ends};
use crate::window::ui::entry::refusal::{red, refuse};
use crate::window::ui::widgets::{fields_look_like_fields, named};
use crate::words::{brief, grouped};

/// Shows the map, where it is open, to the right of the picture.
pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    if session.fates.is_none() {
        return;
    }
    let most = 0.45 * ui.ctx().content_rect().width();
    let panel = Panel::right("fates").resizable(true).default_size(280.0).min_size(220.0).max_size(most.max(220.0));
    panel.show(ui, |ui| {
        // As wide whatever stands in it.
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().combo_height = (0.55 * ui.ctx().content_rect().height()).max(200.0);
        fields_look_like_fields(ui);
        contents(ui, session);
    });
}

fn contents(ui: &mut Ui, session: &mut Session) {
    let mut closes = false;
    ui.horizontal(|ui| {
        closes = named(ui, "×", "Close", "the map of fates");
        let choices = &session.scene.descent.optimizers;
        let is_race = choices.len() > 1 && session.scene.descent.rule.is_none();
        match choices.first().filter(|_| !is_race) {
            _ if is_race => of_a_race(ui, session),
            Some(choice) => title(ui, &format!("What becomes of the start with {}", readable(choice))),
            None => title(ui, "What becomes of the start"),
        }
    });
    let numbers = session.numbers();
    let question = session.fate_question();
    let Some(question) = question else {
        let said = match session.scene.descent.from.is_empty() {
            true => "A click in the picture gives a start.",
            false => "This optimizer has a single number; choose one with two, such as momentum or adam.",
        };
        ui.weak(said);
        if closes {
            session.fates = None;
        }
        return;
    };
    for index in 0..2 {
        axis(ui, session, &numbers, index);
    }
    // The topmost number beside the map stands half above it.
    ui.add_space(8.0);
    // What is being dragged is asked for as far as it has come, one question at a time.
    let Some(fates) = &mut session.fates else { return };
    if fates.asked.as_ref() != Some(&question) {
        fates.asked = Some(question.clone());
        session.request(Request::Fates(Box::new(question)));
    }
    let found = session.fates.as_ref().and_then(|fates| fates.found.clone());
    match found {
        None => drop(ui.weak("computing…")),
        Some(Err(error)) => drop(ui.label(RichText::new(error).color(red(ui)))),
        Some(Ok(found)) => map(ui, session, &found),
    }
    if closes {
        session.fates = None;
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).strong()).truncate());
}

/// Whose map it is, of those that race.
fn of_a_race(ui: &mut Ui, session: &mut Session) {
    title(ui, "The start with");
    let chosen = session.fates_of();
    let choices: Vec<String> = session.scene.descent.optimizers.iter().map(|choice| readable(choice)).collect();
    let Some(now) = choices.get(chosen) else { return };
    let menu = ComboBox::from_id_salt("fates of").selected_text(now).truncate();
    let shown = menu.width(ui.available_width() - 8.0).show_ui(ui, |ui| {
        for (index, choice) in choices.iter().enumerate() {
            if ui.selectable_label(index == chosen, choice).clicked() && index != chosen {
                session.show_fates_of(index);
            }
        }
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "the map of fates of"));
    shown.response.on_hover_text("The optimizer whose numbers are varied");
}

/// Which number is along an axis, from where to where, and whether by its logarithm.
fn axis(ui: &mut Ui, session: &mut Session, numbers: &[(String, f64)], index: usize) {
    let Some(fates) = &mut session.fates else { return };
    let other = fates.over.get(1 - index).map(|sweep| sweep.name.clone()).unwrap_or_default();
    let Some(sweep) = fates.over.get_mut(index) else { return };
    ui.horizontal(|ui| {
        let label = ["across", "upwards"][index];
        let menu = ComboBox::from_id_salt(("fate axis", index)).selected_text(&sweep.name).width(92.0);
        let shown = menu.show_ui(ui, |ui| {
            for (name, value) in numbers.iter().filter(|(name, _)| *name != other) {
                let is_chosen = *name == sweep.name;
                if ui.selectable_label(is_chosen, name).clicked() && !is_chosen {
                    *sweep = usual_sweep(name, *value);
                }
            }
        });
        shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
        shown.response.on_hover_text(format!("The number {label}"));
        let before = sweep.range;
        let speed = 0.01 * (before[1] - before[0]);
        for (index, end) in ["first", "last"].into_iter().enumerate() {
            let is_logarithmic = sweep.logarithmic;
            let check = |new: f64| {
                let mut range = before;
                range[index] = new;
                ends(range, is_logarithmic)
            };
            let drag = drag_value_where(&mut sweep.range[index], check).speed(speed);
            let response = ui.add(drag.custom_formatter(|value, _| brief(value, 3)));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, format!("{end} {}", sweep.name))
            });
        }
        let (mut is_logarithmic, [first, last]) = (sweep.logarithmic, sweep.range);
        let by_logarithm = ui.checkbox(&mut is_logarithmic, "log").on_hover_text("Spread by the logarithm");
        if by_logarithm.changed() {
            let first = if is_logarithmic && first <= 0.0 && last > 0.0 { 1e-3 * last } else { first };
            match ends([first, last], is_logarithmic) {
                Ok(()) => (sweep.range, sweep.logarithmic) = ([first, last], is_logarithmic),
                Err(why) => refuse(ui, &by_logarithm, why),
            }
        }
    });
}

/// Points that a number below the map is wide, about: half of the last one is beyond the map.
const NUMBER: f32 = 46.0;

/// The most numbers below the map.
const MOST_ACROSS: usize = 3;

/// Where an axis has numbers: powers of ten, where it goes by them, else a handful of round ones.
fn marks(sweep: &Sweep, most: usize) -> Vec<GridMark> {
    let values = axis_ticks(sweep.spread(), sweep.range, most);
    let fractions = values.into_iter().map(|value| sweep.spread().fraction(value, sweep.range));
    written(fractions.filter(|at| (-1e-9..=1.0 + 1e-9).contains(at)), [0.0, 1.0])
}

/// The map as a texture, which is made anew where the map or its colours are others.
fn texture(ui: &Ui, found: &Arc<HyperparameterMap>, colors: Colormap) -> egui::TextureHandle {
    let id = egui::Id::unique("map of fates");
    type Known = (Arc<HyperparameterMap>, Colormap, egui::TextureHandle);
    let known: Option<Known> = ui.data(|data| data.get_temp(id));
    if let Some((.., texture)) = known.filter(|(map, by, _)| Arc::ptr_eq(map, found) && *by == colors) {
        return texture;
    }
    let [columns, rows] = found.style.grid;
    // Rows of a map go up, those of an image down.
    let colors_up = fate_colors(found, colors);
    let pixels = colors_up.chunks(columns).rev().flatten().map(|&[r, g, b]| Color32::from_rgb(r, g, b)).collect();
    let image = egui::ColorImage::new([columns, rows], pixels);
    let texture = ui.ctx().load_texture("map of fates", image, egui::TextureOptions::NEAREST);
    ui.data_mut(|data| data.insert_temp(id, (Arc::clone(found), colors, texture.clone())));
    texture
}

/// Width and height of the map's image where the values go from 0 to 1: a value is in the middle of its cell, so that half of
/// the outermost cells is beyond.
fn image_size(grid: [usize; 2]) -> [f32; 2] {
    grid.map(|count| count as f32 / count.saturating_sub(1).max(1) as f32)
}

fn said(fate: Fate) -> String {
    match fate {
        Fate::Converged(steps) => format!("converges in {} steps", grouped(u64::from(steps))),
        Fate::Cycling => "cycles".to_owned(),
        Fate::Diverged => "diverges".to_owned(),
        Fate::Moving => "still moves".to_owned(),
    }
}

fn map(ui: &mut Ui, session: &mut Session, found: &Arc<HyperparameterMap>) {
    let texture = texture(ui, found, session.scene.color.colormap());
    let over = found.style.over.clone();
    let now: Vec<Option<f64>> = {
        let numbers = session.numbers();
        let of = |sweep: &Sweep| numbers.iter().find(|(name, _)| *name == sweep.name).map(|(_, value)| *value);
        over.iter().map(|sweep| of(sweep).map(|value| sweep.spread().fraction(value, sweep.range))).collect()
    };
    let height = (ui.available_height() - 104.0).clamp(80.0, ui.available_width());
    let formats = [0, 1].map(|axis| {
        let sweep = over[axis].clone();
        move |at: f64| match (-1e-9..=1.0 + 1e-9).contains(&at) {
            true => brief(sweep.at(at), 3),
            false => String::new(),
        }
    });
    let [across, up] = formats;
    let spacers = [0, 1].map(|axis| {
        let marks = marks(&over[axis], [MOST_ACROSS, MOST_MARKS][axis]);
        move |_: GridInput| marks.clone()
    });
    let [columns, rows] = found.style.grid;
    let best = found.best().map(|(index, _)| index);
    let plot = Plot::new("map of fates")
        .height(height)
        .width(ui.available_width() - 0.5 * NUMBER)
        .show_grid(false)
        .allow_scroll(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .y_axis_min_width(AXIS)
        .x_grid_spacer(spacers[0].clone())
        .y_grid_spacer(spacers[1].clone())
        .custom_x_axes(x_axis(ui, &over[0].name))
        .y_axis_label(&over[1].name)
        .x_axis_formatter(move |mark, _| across(mark.value))
        .y_axis_formatter(move |mark, _| up(mark.value))
        .show_x(false)
        .show_y(false);
    let shown = plot.show(ui, |plot| {
        plot.set_plot_bounds(PlotBounds::from_min_max([0.0, 0.0], [1.0, 1.0]));
        plot.image(PlotImage::new("fates", texture.id(), PlotPoint::new(0.5, 0.5), image_size(found.style.grid)));
        if let [Some(x), Some(y)] = now[..] {
            // What holds now.
            for (color, radius) in [(Color32::BLACK, 6.0), (Color32::WHITE, 4.0)] {
                plot.points(egui_plot::Points::new("", vec![[x, y]]).color(color).radius(radius).filled(true));
            }
        }
        if let Some(index) = best {
            // Where it is fastest.
            let (cell, grid) = ([index % columns, index / columns], [columns, rows]);
            let [x, y] = [0, 1].map(|axis| cell[axis] as f64 / (grid[axis].max(2) - 1) as f64);
            for (color, radius) in [(Color32::BLACK, 6.0), (Color32::WHITE, 4.0)] {
                let mark = egui_plot::Points::new("", vec![[x, y]]).shape(egui_plot::MarkerShape::Diamond);
                plot.points(mark.color(color).radius(radius).filled(true));
            }
        }
        plot.pointer_coordinate()
    });
    let at = shown.inner.filter(|_| shown.response.hovered()).map(|at| [at.x, at.y]);
    let at = at.filter(|at| at.iter().all(|side| (0.0..=1.0).contains(side)));
    session.point_at_fate(at.map(|at| [0, 1].map(|axis| over[axis].at(at[axis]))));
    if shown.response.clicked() && at.is_some() {
        session.take_fate();
    }
    let cell = |fraction: f64, count: usize| (fraction * (count - 1) as f64).round() as usize;
    let text = match at {
        Some([x, y]) => {
            let values =
                [x, y].into_iter().zip(&over).map(|(at, sweep)| format!("{} {}", sweep.name, brief(sweep.at(at), 3)));
            let fate = found.fates.get(cell(y, rows) * columns + cell(x, columns));
            let values = values.collect::<Vec<_>>().join(", ");
            // How low it comes is no part of how fast it rests: a decay of weights rests elsewhere.
            let run = session.fates.as_ref().and_then(|fates| fates.pointed.as_ref()).map(|(_, run)| run);
            let last = run.filter(|run| fate != Some(&Fate::Diverged) && run.len() > 1).and_then(|run| run.last());
            let steps = run.map_or(0, |run| run.len().saturating_sub(1));
            let low =
                last.map_or_else(String::new, |(_, f)| format!("; f {} after {}", brief(*f, 4), grouped(steps as u64)));
            format!("{values}: {}{low}", fate.map_or_else(String::new, |&fate| said(fate)))
        }
        None => match found.best() {
            Some((index, steps)) => {
                let values = found.values(index);
                let values: Vec<String> = over
                    .iter()
                    .zip(values)
                    .map(|(sweep, value)| format!("{} {}", sweep.name, brief(value, 3)))
                    .collect();
                format!("fastest: {steps} steps at {}", values.join(", "))
            }
            None => "it converges nowhere here".to_owned(),
        },
    };
    // Two lines are there whether or not they are needed.
    let room = egui::vec2(ui.available_width(), 2.0 * ui.text_style_height(&egui::TextStyle::Body));
    let takes = best.filter(|_| at.is_none());
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        match takes {
            Some(index) => {
                let link = egui::Label::new(RichText::new(text).underline()).wrap().sense(egui::Sense::click());
                let link = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
                if link.on_hover_text("◇ in the map; click to take these numbers").clicked() {
                    session.take_values(found.values(index));
                }
            }
            None => drop(ui.add(egui::Label::new(text).wrap())),
        }
    });
    ui.horizontal_wrapped(|ui| {
        for (name, [r, g, b, _]) in fate_kinds(found) {
            let channel = |value: f32| (255.0 * value).round() as u8;
            // A colour and its name are not parted by the end of a line.
            let mut text = egui::text::LayoutJob::default();
            let color = Color32::from_rgb(channel(r), channel(g), channel(b));
            RichText::new("■ ").color(color).append_to(
                &mut text,
                ui.style(),
                egui::FontSelection::Default,
                Align::Center,
            );
            RichText::new(name).append_to(&mut text, ui.style(), egui::FontSelection::Default, Align::Center);
            ui.add(egui::Label::new(text).extend());
        }
    });
    ui.weak("Click to take the numbers under the pointer.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_numbers_however_it_spreads() {
        let numbers = |range: [f64; 2], logarithmic: bool, most: usize| {
            let sweep = Sweep { name: "lr".to_owned(), range, logarithmic };
            marks(&sweep, most).into_iter().map(|mark| brief(sweep.at(mark.value), 3)).collect::<Vec<_>>()
        };
        assert_eq!(numbers([1e-5, 0.1], true, MOST_MARKS), ["0.00001", "0.0001", "0.001", "0.01", "0.1"]);
        assert_eq!(numbers([1e-5, 0.1], true, MOST_ACROSS), ["0.0001", "0.01"]);
        assert_eq!(numbers([0.0, 1.0], false, MOST_MARKS), ["0", "0.25", "0.5", "0.75", "1"]);
        assert!(
            numbers([0.3, 0.7], true, MOST_ACROSS).len() >= 2 && numbers([0.9, 0.9999], false, MOST_MARKS).len() >= 3
        );
    }

    #[test]
    fn the_colour_of_a_value_is_around_it() {
        for (columns, rows) in [(2, 3), (12, 96)] {
            let size = image_size([columns, rows]);
            for (count, size) in [columns, rows].into_iter().zip(size) {
                let middle = |cell: usize| 0.5 + size * ((cell as f32 + 0.5) / count as f32 - 0.5);
                for cell in 0..count {
                    let value = cell as f32 / (count - 1) as f32;
                    assert!((middle(cell) - value).abs() < 1e-6, "{cell} of {count}: {} and {value}", middle(cell));
                }
            }
        }
    }
}
