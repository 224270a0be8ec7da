//! How the picture looks: views, camera, letters, surface.

mod arrows;
pub(crate) mod colours;
mod limits;

use egui::{Key, Ui};

use crate::field::Domain;
use crate::scene::{
    AxisScaleError, BasinStyle, BoxAspectError, CameraStyle, LegendPlace, Light, LossOf, Projection, Scene,
    SurfaceLines, SurfaceStyle, Theme, View,
};
use crate::session::Session;
use crate::window::ui::entry::number::{drag_value, positive, range_slider, range_slider_where};
use crate::window::ui::entry::typed;
use crate::window::ui::field::nodes;
use crate::window::ui::widgets::{push, section};
use crate::words::brief;

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    let (field, domain) = (std::sync::Arc::clone(&session.field), session.domain());
    let usual = || limits::values(&field, domain);
    let Domain { x, y } = domain;
    let is_of_ground = session.rise_along_x([x, y].map(|[first, last]| 0.5 * (first + last))).is_some();
    let exaggeration = is_of_ground.then_some(session.exaggeration);
    let scene = &mut session.scene;
    section(ui, "View", true, |ui| view(ui, scene));
    section(ui, "Arrows", false, |ui| arrows::show(ui, &mut scene.arrows));
    section(ui, "Colours and contours", false, |ui| colours::show(ui, scene, usual));
    section(ui, "Surface", false, |ui| surface(ui, scene, exaggeration, usual));
}

pub(crate) fn keys(session: &mut Session, mut pressed: impl FnMut(Key) -> bool) {
    for (key, [azimuth, elevation]) in [(Key::T, TOP), (Key::F, FRONT), (Key::I, ISOMETRIC)] {
        if pressed(key) {
            (session.scene.camera.azimuth, session.scene.camera.elevation) = (azimuth, elevation);
        }
    }
    let is_curve = session.field.dimension() <= 1;
    if is_curve && pressed(Key::Num4) {
        session.scene.view = View::Curve;
    }
    if session.scene.has_runs() && pressed(Key::Num5) {
        session.scene.view = View::Loss;
    }
    if pressed(Key::D) {
        session.scene.theme = match session.scene.theme {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        };
    }
    for (key, view) in [(Key::Num1, View::Both), (Key::Num2, View::Surface), (Key::Num3, View::Contour)] {
        if pressed(key) {
            session.scene.view = view;
        }
    }
    if pressed(Key::C) {
        session.scene.critical = !session.scene.critical;
    }
    if pressed(Key::B) {
        toggle_basins(&mut session.scene);
    }
    if pressed(Key::Home) {
        session.reset_view();
    }
}

const TOP: [f64; 2] = [-90.0, 90.0];
const FRONT: [f64; 2] = [-90.0, 0.0];
const ISOMETRIC: [f64; 2] = [-45.0, 35.264];

fn toggle_basins(scene: &mut Scene) {
    scene.basins = match scene.basins {
        Some(_) => None,
        None => Some(BasinStyle { grid: [256; 2], ..BasinStyle::default() }),
    };
}

fn view(ui: &mut Ui, scene: &mut Scene) {
    ui.horizontal(|ui| {
        let camera = &mut scene.camera;
        for (name, [azimuth, elevation]) in [("Top", TOP), ("Front", FRONT), ("Isometric", ISOMETRIC)] {
            if push(ui, name).clicked() {
                (camera.azimuth, camera.elevation) = (azimuth, elevation);
            }
        }
        if push(ui, "Usual").on_hover_text("Where the camera was at first").clicked() {
            *camera = CameraStyle::default();
        }
    });
    ui.horizontal(|ui| {
        let camera = &mut scene.camera;
        // As wide as the longest of them, so that turning moves nothing.
        for (name, angle, width, most) in
            [("azimuth ", &mut camera.azimuth, 112.0, 180.0), ("elevation ", &mut camera.elevation, 106.0, 90.0)]
        {
            let drag = drag_value(angle).range(-most..=most).clamp_existing_to_range(false);
            ui.add_sized([width, ui.spacing().interact_size.y], drag.max_decimals(1).prefix(name).suffix("°"));
        }
    });
    ui.horizontal(|ui| {
        let camera = &mut scene.camera;
        let mut is_parallel = camera.projection == Projection::Orthographic;
        if ui.checkbox(&mut is_parallel, "orthographic").changed() {
            camera.projection = if is_parallel { Projection::Orthographic } else { Projection::Perspective };
        }
        ui.checkbox(&mut scene.critical, "stationary points").on_hover_text("C");
        let mut has_basins = scene.basins.is_some();
        if ui.checkbox(&mut has_basins, "basins").on_hover_text("B").changed() {
            toggle_basins(scene);
        }
    });
    if let Some(basins) = &mut scene.basins {
        ui.horizontal(|ui| {
            nodes(ui, ["starts ", "× "], &mut basins.grid, "Starts of which the basins are found");
            let drag = drag_value(&mut basins.steps).range(1..=1_000_000).clamp_existing_to_range(false);
            ui.add(drag.prefix("steps ")).on_hover_text("The most steps of a start");
        });
    }
    ui.horizontal(|ui| {
        let label = ui.label("title");
        let mut title = scene.title.clone().unwrap_or_default();
        let edit = egui::TextEdit::singleline(&mut title).hint_text("the field's name").desired_width(170.0);
        if ui.add(edit).labelled_by(label.id).changed() {
            scene.title = (!title.is_empty()).then_some(title);
        }
    });
    ui.horizontal(|ui| {
        let label = ui.label("panel titles");
        let mut titles = scene.panel_titles.clone().unwrap_or_default();
        let edit = egui::TextEdit::singleline(&mut titles).hint_text("what they show").desired_width(150.0);
        if ui.add(edit).on_hover_text("With a semicolon between them").labelled_by(label.id).changed() {
            scene.panel_titles = (!titles.is_empty()).then_some(titles);
        }
    });
    if scene.view == View::Loss {
        ui.horizontal(|ui| {
            ui.label("loss of");
            ui.selectable_value(&mut scene.loss.of, LossOf::F, "f ");
            ui.selectable_value(&mut scene.loss.of, LossOf::Norm, "|∇f| ");
        });
    }
    if scene.view == View::Curve {
        central_difference(ui, &mut scene.curve.h);
    }
    letters(ui, scene);
    ui.checkbox(&mut scene.transparent, "transparent background").on_hover_text("Of saved pictures");
}

/// The step of the central difference beside the derivative, whose error is seen as it shrinks.
fn central_difference(ui: &mut Ui, given: &mut Option<f64>) {
    let mut is_given = given.is_some();
    if ui.checkbox(&mut is_given, "central difference, h").changed() {
        *given = is_given.then_some(0.5);
    }
    if let Some(h) = given {
        // What is dragged has as few digits as its place on the slider tells.
        let slider = range_slider_where(h, 1e-9..=2.0, positive("h")).custom_formatter(|value, _| brief(value, 3));
        let slider = slider.logarithmic(true).clamping(egui::SliderClamping::Never);
        let hint = "(f(x + h) − f(x − h)) / 2h: its error shrinks with h², until rounding lets it grow again";
        ui.add(slider.text("h")).on_hover_text(hint);
    }
}

/// Names of the axes, and the size of all letters.
fn letters(ui: &mut Ui, scene: &mut Scene) {
    let labels = &mut scene.labels;
    ui.horizontal(|ui| {
        let axes = [("x label", "X", &mut labels.x), ("y label", "Y", &mut labels.y), ("z label", "Z", &mut labels.z)];
        for (name, usual, value) in axes {
            let label = ui.label(name);
            let mut text = value.clone().unwrap_or_default();
            let edit = egui::TextEdit::singleline(&mut text).hint_text(usual).desired_width(46.0);
            if ui.add(edit).labelled_by(label.id).changed() {
                *value = (!text.is_empty()).then_some(text);
            }
        }
    });
    let scales = &mut scene.scales;
    for (name, scale) in [("x scale", &mut scales.x), ("y scale", &mut scales.y), ("z scale", &mut scales.z)] {
        typed::line(ui, [name, "linear, log or symlog:1"], &scale.to_string(), scale, |scale, text| {
            *scale = text.parse().map_err(|error: AxisScaleError| error.to_string())?;
            Ok(())
        });
    }
    let font = scene.font.clone().unwrap_or_default();
    typed::line_when(ui, ["font", "a .ttf or .otf file"], typed::When::Left, &font, &mut scene.font, |font, text| {
        *font = (!text.trim().is_empty()).then(|| text.trim().to_owned());
        Ok(())
    });
    egui::ComboBox::from_label("legend").selected_text(legend_name(scene.legend)).show_ui(ui, |ui| {
        use LegendPlace::{Beside, Best, LowerLeft, LowerRight, Off, UpperLeft, UpperRight};
        for place in [Best, Beside, Off, UpperRight, UpperLeft, LowerLeft, LowerRight] {
            ui.selectable_value(&mut scene.legend, place, legend_name(place));
        }
    });
    ui.horizontal(|ui| {
        let mut is_given = scene.fontsize.is_some();
        let named = ui.checkbox(&mut is_given, "font size");
        if named.changed() {
            scene.fontsize = is_given.then_some(10.0);
        }
        if let Some(points) = &mut scene.fontsize {
            let drag = drag_value(points).speed(0.1).range(2.0..=200.0).suffix(" pt");
            ui.add(drag.clamp_existing_to_range(false)).labelled_by(named.id);
        }
        let drag = drag_value(&mut scene.dpi).range(20.0..=2400.0).clamp_existing_to_range(false);
        ui.add(drag.prefix("dpi ")).on_hover_text("Pixels to an inch, which letters, lines and arrows are measured in");
    });
}

fn legend_name(place: LegendPlace) -> &'static str {
    match place {
        LegendPlace::Best => "best corner",
        LegendPlace::Beside => "beside",
        LegendPlace::Off => "no legend",
        LegendPlace::UpperRight => "upper right",
        LegendPlace::UpperLeft => "upper left",
        LegendPlace::LowerLeft => "lower left",
        LegendPlace::LowerRight => "lower right",
    }
}

fn surface(ui: &mut Ui, scene: &mut Scene, exaggeration: Option<Option<f64>>, usual: impl FnOnce() -> [f64; 2]) {
    let style = &mut scene.surface;
    ui.add(range_slider(&mut style.alpha, 0.05..=1.0).clamping(egui::SliderClamping::Edits).text("opacity"));
    ui.add(
        range_slider(&mut style.height_scale, 0.1..=4.0)
            .logarithmic(true)
            .clamping(egui::SliderClamping::Edits)
            .text("height"),
    );
    if let Some(exaggeration) = exaggeration {
        let mut wanted = exaggeration.unwrap_or(1.0);
        let speed = 0.01 * wanted;
        let drag = drag_value(&mut wanted).speed(speed).range(1e-6..=1e6).max_decimals(2);
        // The line has its place where no surface is shown, too.
        let drag = match exaggeration {
            Some(_) => drag,
            None => drag.custom_formatter(|_, _| "–".to_owned()),
        };
        let hint = "How many times steeper the surface is than the ground; 1 is true to scale";
        let number = ui.add_enabled(exaggeration.is_some(), drag.prefix("exaggeration ").suffix(" ×"));
        let changed = number.on_hover_text(hint).on_disabled_hover_text("No surface is shown").changed();
        if let Some(exaggeration) = exaggeration.filter(|now| changed && wanted > 0.0 && *now > 0.0) {
            style.height_scale = (style.height_scale * wanted / exaggeration).clamp(1e-3, 1e3);
        }
    }
    typed::line(
        ui,
        ["box", "auto, equal or 4:4:3"],
        &style.box_aspect.to_string(),
        &mut style.box_aspect,
        |aspect, text| {
            *aspect = text.parse().map_err(|error: BoxAspectError| error.to_string())?;
            Ok(())
        },
    );
    let mut is_lit = style.light != Light::Off;
    if ui.checkbox(&mut is_lit, "light").on_hover_text("Without it colours are as the bar has them").changed() {
        style.light = if is_lit { SurfaceStyle::default().light } else { Light::Off };
    }
    if let Light::From([azimuth, elevation]) = &mut style.light {
        ui.add(range_slider(azimuth, -180.0..=180.0).clamping(egui::SliderClamping::Edits).text("light from"));
        ui.add(range_slider(elevation, 0.0..=90.0).clamping(egui::SliderClamping::Edits).text("light's height"));
    }
    ui.horizontal(|ui| {
        ui.label("lines");
        let lines = [
            (SurfaceLines::Auto, "if needed"),
            (SurfaceLines::Contour, "levels"),
            (SurfaceLines::Mesh, "mesh"),
            (SurfaceLines::Off, "none"),
        ];
        for (kind, name) in lines {
            ui.selectable_value(&mut style.lines, kind, name);
        }
    });
    let heights = ["heights from", "The values at the bottom and at the top of the box"];
    limits::range(ui, heights, &mut style.z, false, usual);
    let distance =
        ["distance", "How far the camera is, in half diagonals of the box; without it the box fits its panel"];
    limits::number(ui, distance, &mut scene.camera.distance, CameraStyle::FITTING_DISTANCE, [1.2, 1000.0]);
}
