//! Colours and contours: what they show, how values spread over them, and the sun of terrain.

use egui::Ui;

use super::limits;
use crate::colormap::Colormap;
use crate::scene::{
    Aspect, ColorBy, ColorScale, ColorStyle, ContourStyle, Levels, Limits, MAX_LEVELS, Scene, ShadeStyle,
};
use crate::window::ui::entry::number::{drag_value, range_slider};
use crate::window::ui::entry::typed;
use crate::words::exact;

/// The menu of colormaps, each with its strip; what is reversed stays so.
pub(crate) fn colormaps(ui: &mut Ui, style: &mut ColorStyle) {
    let before = style.colormap();
    let mut map = before;
    let chosen = &mut map;
    let menu = egui::ComboBox::from_id_salt("colormap").selected_text(chosen.name()).width(96.0);
    let menu = menu.height((0.7 * ui.ctx().content_rect().height()).max(200.0));
    let shown = menu.show_ui(ui, |ui| {
        let is_reversed = chosen.is_reversed();
        for map in Colormap::ALL.map(|map| if is_reversed { map.reversed() } else { map }) {
            ui.horizontal(|ui| {
                if swatch(ui, map).clicked() {
                    *chosen = map;
                }
                ui.selectable_value(chosen, map, map.name());
            });
        }
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "colormap"));
    shown.response.on_hover_text("Colormap");
    if map != before {
        style.map = Some(map);
    }
}

pub(crate) fn show(ui: &mut Ui, scene: &mut Scene, usual: impl FnOnce() -> [f64; 2]) {
    let mut is_reversed = scene.color.colormap().is_reversed();
    if ui.checkbox(&mut is_reversed, "reversed").changed() {
        scene.color.map = Some(scene.color.colormap().reversed());
    }
    egui::ComboBox::from_label("colours show").selected_text(by_name(scene.color.by)).show_ui(ui, |ui| {
        for by in [ColorBy::F, ColorBy::Norm, ColorBy::Slope, ColorBy::Aspect, ColorBy::Laplacian, ColorBy::Hillshade] {
            ui.selectable_value(&mut scene.color.by, by, by_name(by));
        }
    });
    ui.checkbox(&mut scene.trust, "trust").on_hover_text("How far 32-bit values are from 64-bit ones");
    scale(ui, &mut scene.color.scale);
    shade(ui, &mut scene.shade);
    let is_log = scene.color.scale == ColorScale::Log;
    // Limits that have no logarithm give way.
    if is_log && scene.color.limits.range().is_some_and(|[low, _]| low <= 0.0) {
        scene.color.limits = Limits::Auto;
    }
    let ends = ["colours from", "The values that have the first and the last colour; those beyond have the same"];
    limits::range(ui, ends, &mut scene.color.limits, is_log, usual);
    let mut count = match &scene.contour.levels {
        Levels::Count(count) => *count,
        Levels::List(levels) => levels.len().saturating_sub(1),
    };
    if ui.add(range_slider(&mut count, 1..=60).clamping(egui::SliderClamping::Edits).text("levels")).changed() {
        scene.contour.levels = Levels::Count(count.clamp(1, MAX_LEVELS - 1));
    }
    levels(ui, &mut scene.contour);
    ui.add(
        range_slider(&mut scene.contour.line_width, 0.0..=4.0).clamping(egui::SliderClamping::Edits).text("line width"),
    );
    ui.checkbox(&mut scene.contour.labels, "values on lines");
    ui.horizontal(|ui| {
        ui.label("aspect");
        for (aspect, name) in [(Aspect::Auto, "auto"), (Aspect::Equal, "equal"), (Aspect::Fill, "fill")] {
            ui.selectable_value(&mut scene.contour.aspect, aspect, name);
        }
    });
}

/// The sun of terrain.
fn shade(ui: &mut Ui, style: &mut ShadeStyle) {
    ui.horizontal(|ui| {
        ui.checkbox(&mut style.contours, "shade").on_hover_text("Shade the contours as maps of terrain do");
        let [azimuth, elevation] = &mut style.sun;
        let drag = drag_value(azimuth).range(0.0..=360.0).clamp_existing_to_range(false);
        ui.add(drag.prefix("sun ").suffix("°")).on_hover_text("Clockwise from north");
        let drag = drag_value(elevation).range(0.0..=90.0).clamp_existing_to_range(false);
        ui.add(drag.prefix("at ").suffix("°")).on_hover_text("Above the horizon");
        let drag = drag_value(&mut style.exaggeration).speed(0.05).range(0.01..=1000.0);
        ui.add(drag.clamp_existing_to_range(false).prefix("heights × ")).on_hover_text("Of hillshades");
    });
}

/// How values spread over the colours.
fn scale(ui: &mut Ui, scale: &mut ColorScale) {
    ui.horizontal(|ui| {
        ui.selectable_value(scale, ColorScale::Auto, "usual").on_hover_text("As the catalogue has it, else linear");
        ui.selectable_value(scale, ColorScale::Linear, "linear");
        ui.selectable_value(scale, ColorScale::Log, "logarithmic");
    });
    ui.horizontal(|ui| {
        let is_symmetric = matches!(scale, ColorScale::Symlog(_));
        let hint = "By logarithms on both sides of 0, evenly up to this size";
        if ui.selectable_label(is_symmetric, "symlog").on_hover_text(hint).clicked() && !is_symmetric {
            *scale = ColorScale::Symlog(None);
        }
        if let ColorScale::Symlog(threshold) = scale {
            let mut size = threshold.unwrap_or(0.0);
            let drag = drag_value(&mut size).speed(0.001).range(0.0..=f64::MAX);
            let from_data = |size: f64, _| if size > 0.0 { exact(size) } else { "auto".to_owned() };
            if ui.add(drag.custom_formatter(from_data)).on_hover_text(hint).changed() {
                *threshold = (size > 0.0).then_some(size);
            }
        }
        let is_centered = matches!(scale, ColorScale::Centered(_));
        let hint = "Evenly to both sides of this value";
        if ui.selectable_label(is_centered, "centered").on_hover_text(hint).clicked() && !is_centered {
            *scale = ColorScale::Centered(0.0);
        }
        if let ColorScale::Centered(center) = scale {
            ui.add(drag_value(center).speed(0.1)).on_hover_text(hint);
        }
    });
}

/// Levels that are given one by one.
fn levels(ui: &mut Ui, style: &mut ContourStyle) {
    let shown = match &style.levels {
        Levels::Count(_) => String::new(),
        Levels::List(levels) => levels.iter().map(|&level| exact(level)).collect::<Vec<_>>().join(", "),
    };
    typed::line(ui, ["levels at", "0, 1, 2, 5, 10"], &shown, &mut style.levels, |state, text| {
        let levels = match typed::numbers(text)? {
            levels if levels.is_empty() => Levels::default(),
            levels => Levels::List(levels),
        };
        *state = levels.checked().map_err(|error| error.to_string())?;
        Ok(())
    });
}

fn by_name(by: ColorBy) -> &'static str {
    match by {
        ColorBy::F => "f",
        ColorBy::Norm => "|∇f|",
        ColorBy::Slope => "slope",
        ColorBy::Aspect => "aspect",
        ColorBy::Laplacian => "∇²f",
        ColorBy::Hillshade => "hillshade",
    }
}

/// A colormap as a strip.
fn swatch(ui: &mut Ui, map: Colormap) -> egui::Response {
    const PIECES: usize = 32;
    let (rect, response) = ui.allocate_exact_size(egui::vec2(64.0, 12.0), egui::Sense::CLICK);
    for piece in 0..PIECES {
        let [r, g, b] = map.sample((piece as f64 + 0.5) / PIECES as f64);
        let x = |index: usize| rect.left() + rect.width() * index as f32 / PIECES as f32;
        let strip = egui::Rect::from_min_max(egui::pos2(x(piece), rect.top()), egui::pos2(x(piece + 1), rect.bottom()));
        ui.painter().rect_filled(strip, 0.0, egui::Color32::from_rgb(r, g, b));
    }
    response
}
