//! How arrows look, and what stands in for them.

use egui::{Color32, Ui};

use crate::scene::{ArrowColor, ArrowLength, ArrowStyle, Arrows, MAX_DENSITY};
use crate::window::ui::entry::number::{drag_value, positive, range_slider, range_slider_where};

pub(crate) fn show(ui: &mut Ui, style: &mut ArrowStyle) {
    let names =
        [(Arrows::Auto, "auto"), (Arrows::Ascent, "uphill"), (Arrows::Descent, "downhill"), (Arrows::Off, "off")];
    ui.horizontal(|ui| {
        for (direction, name) in names {
            ui.selectable_value(&mut style.direction, direction, name);
        }
    });
    ui.horizontal(|ui| {
        let [columns, rows] = style.density;
        let mut density = columns;
        let slider = range_slider(&mut density, 5..=60).clamping(egui::SliderClamping::Edits).text("grid density");
        if ui.add(slider).changed() {
            style.density = [density, if rows == columns { density } else { rows }].map(|side| side.max(1));
        }
        let drag = drag_value(&mut style.density[1]).range(1..=MAX_DENSITY).clamp_existing_to_range(false);
        ui.add(drag.prefix("× ")).on_hover_text("Arrows along y");
    });
    ui.horizontal(|ui| {
        ui.label("length");
        let lengths = [
            (ArrowLength::Gradient, "|∇f|", "Proportional to |∇f|"),
            (ArrowLength::Sqrt, "√|∇f|", "Proportional to the square root of |∇f|"),
            (ArrowLength::Equal, "same", "All equally long"),
        ];
        for (length, name, meaning) in lengths {
            ui.selectable_value(&mut style.length, length, name).on_hover_text(meaning);
        }
    });
    color(ui, &mut style.color);
    let mut has_lines = style.streamlines.is_some();
    ui.horizontal(|ui| {
        let named = ui.checkbox(&mut has_lines, "streamlines");
        // It is there without streamlines, too, so that what stands beside it does not move.
        let mut density = style.streamlines.unwrap_or(1.0);
        let drag = drag_value(&mut density).speed(0.02).range(0.05..=10.0).clamp_existing_to_range(false);
        ui.add_enabled(has_lines, drag).labelled_by(named.id);
        style.streamlines = has_lines.then_some(density);
        ui.checkbox(&mut style.lic, "flow texture").on_hover_text("Line integral convolution");
        ui.checkbox(&mut style.key, "key").on_hover_text("An arrow of a round |∇f| beside the contours");
    });
    let mut is_auto = style.scale.is_none();
    ui.horizontal(|ui| {
        let mut scale = style.scale.unwrap_or(20.0);
        let slider = range_slider_where(&mut scale, 1.0..=100.0, positive("a scale"))
            .clamping(egui::SliderClamping::Never)
            .text("arrow scale");
        if ui.add(slider).on_hover_text("|∇f| that is drawn 100 pixels long").changed() {
            style.scale = Some(scale);
            is_auto = false;
        }
        if ui.checkbox(&mut is_auto, "auto").changed() {
            style.scale = if is_auto { None } else { Some(scale) };
        }
    });
}

/// What arrows are coloured by.
fn color(ui: &mut Ui, color: &mut ArrowColor) {
    ui.horizontal(|ui| {
        ui.label("colour");
        let automatic = ui.selectable_value(color, ArrowColor::Auto, "by the ground");
        automatic.on_hover_text("White, and dark where the map is light");
        ui.selectable_value(color, ArrowColor::Norm, "by |∇f|");
        let given = match *color {
            ArrowColor::Color(given) => Some(given),
            ArrowColor::Auto | ArrowColor::Norm => None,
        };
        if ui.selectable_label(given.is_some(), "one").clicked() && given.is_none() {
            *color = ArrowColor::Color([0, 0, 0, 255]);
        }
        if let Some([r, g, b, a]) = given {
            let mut picked = Color32::from_rgba_unmultiplied(r, g, b, a);
            if ui.color_edit_button_srgba(&mut picked).changed() {
                *color = ArrowColor::Color(picked.to_srgba_unmultiplied());
            }
        }
    });
}
