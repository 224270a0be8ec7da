//! What follows the gradient: playing, starts, particles.

pub(super) mod fates;
mod optimizers;
pub(super) mod runs;

use egui::{Key, Ui};

use super::entry::number::{drag_value, range_slider};
use super::entry::typed;
use super::widgets::{file, push, push_small, section, toggle};
use crate::descent::Seeding;
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::scene::{MAX_STEPS, Tint, View};
use crate::session::PathPurpose;
use crate::session::Request;
use crate::session::Session;
use crate::words::{decimals, exact, plural};

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "Descent", true, |ui| {
        playback(ui, session);
        optimizers::show(ui, session);
        starts(ui, session);
        particles(ui, session);
    });
}

pub(crate) fn keys(session: &mut Session, mut pressed: impl FnMut(Key) -> bool) {
    if pressed(Key::Space) {
        session.toggle_playing();
    }
    if pressed(Key::L) {
        session.shows_runs = !session.shows_runs;
    }
    if pressed(Key::Num0) {
        session.rewind();
    }
    if pressed(Key::Delete) {
        session.clear_descent();
    }
}

fn playback(ui: &mut Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        let name = if session.is_playing { "Pause" } else { "Play" };
        // Both names have one width, so that what stands beside them does not move.
        let button =
            ui.add(egui::Button::new(name).min_size(egui::vec2(54.0, 0.0)).fill(ui.visuals().widgets.inactive.bg_fill));
        if button.on_hover_text("Space").clicked() {
            session.toggle_playing();
        }
        if push(ui, "Step").on_hover_text("→").clicked() {
            session.request(Request::Step(1));
        }
        if push(ui, "Reset").on_hover_text("0").clicked() {
            session.rewind();
        }
        ui.add(drag_value(&mut session.steps_per_frame).range(1..=1000).prefix("speed "))
            .on_hover_text("Steps per frame");
        toggle(ui, &mut session.shows_runs, "Runs").on_hover_text("f against the step, and a table of all runs; L");
    });
    time_line(ui, session);
}

/// The step that is shown, which is dragged both ways, and the last one.
fn time_line(ui: &mut Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        // There is room for the most steps, twice.
        ui.spacing_mut().slider_width = 80.0;
        let (mut step, mut end) = (session.scene.descent.steps, session.end());
        let slider = range_slider(&mut step, 0..=end).clamping(egui::SliderClamping::Never).text("iterations");
        let hint = format!("The step that is shown: drag it forwards and backwards, or type one, up to {MAX_STEPS}");
        if ui.add(slider).on_hover_text(hint).changed() {
            session.go_to(step);
        }
        let drag = drag_value(&mut end).range(1..=MAX_STEPS).prefix("of ");
        if ui.add(drag).on_hover_text("The last step, at which playing ends").changed() {
            session.set_end(end);
        }
    });
}

/// Starts that are written out.
const MOST_WRITTEN: usize = 60;

/// Points between semicolons, in which the field has values; on a curve x is enough.
fn points(text: &str, field: &Field, is_curve: bool) -> Result<Vec<[f64; 2]>, String> {
    let point = |numbers: &[f64]| match *numbers {
        [x, y] => Some([x, y]),
        [x] if is_curve => Some([x, 0.0]),
        _ => None,
    };
    let read = |text: &str| match point(&typed::numbers(text)?) {
        Some([x, y]) => match field.at(&[x, y], Order::Gradient).iter().all(|value| value.is_finite()) {
            true => Ok([x, y]),
            false if is_curve => Err(format!("the field has no value at {}", exact(x))),
            false => Err(format!("the field has no value at {}, {}", exact(x), exact(y))),
        },
        None if is_curve => Err("a start has an x: 8; −3".to_owned()),
        None => Err("a start has an x and a y: 8, 8; −3, 2".to_owned()),
    };
    text.split(';').filter(|text| !text.trim().is_empty()).map(read).collect()
}

fn starts(ui: &mut Ui, session: &mut Session) {
    let (domain, is_curve) = (session.domain(), session.scene.view == View::Curve);
    let from = &mut session.scene.descent.from;
    // The sliders of the first start are there without one, too, so that it moves nothing.
    let mut start = from.first().copied().unwrap_or([domain.x, domain.y].map(|[first, last]| 0.5 * (first + last)));
    ui.add_enabled_ui(!from.is_empty(), |ui| {
        for (index, (name, [first, last])) in [("start x", domain.x), ("start y", domain.y)].into_iter().enumerate() {
            let range = first.min(last)..=first.max(last);
            let slider = range_slider(&mut start[index], range).clamping(egui::SliderClamping::Never).text(name);
            // A curve has no y.
            ui.add_enabled(index == 0 || !is_curve, slider);
        }
    });
    if let Some(first) = from.first_mut() {
        *first = start;
    }
    let mut clears = false;
    ui.horizontal(|ui| {
        if push(ui, "Add").on_hover_text("A start; or click in the picture").clicked() {
            session.add_start();
        }
        clears = push(ui, "Clear").on_hover_text("Delete").clicked();
        let count = session.scene.descent.from.len();
        ui.label(plural(count, "start"));
    });
    let (field, from) = (std::sync::Arc::clone(&session.field), &mut session.scene.descent.from);
    if from.len() <= MOST_WRITTEN {
        let shown = from.iter().map(|[x, y]| match is_curve {
            true => exact(*x),
            false => format!("{}, {}", exact(*x), exact(*y)),
        });
        let shown = shown.collect::<Vec<_>>().join("; ");
        typed::line(ui, ["at", if is_curve { "8; −3" } else { "8, 8; −3, 2" }], &shown, from, |from, text| {
            *from = points(text, &field, is_curve)?;
            Ok(())
        });
    }
    if file(ui, "Run of your own", &mut session.scene.descent.path) {
        session.ask(PathPurpose::Trajectory);
    }
    if clears {
        session.clear_descent();
    }
}

fn particles(ui: &mut Ui, session: &mut Session) {
    let seen = session.domain();
    let style = &mut session.scene.descent;
    let mut count = style.particles as f64;
    let slider = range_slider(&mut count, 0.0..=1e6).logarithmic(true).smallest_positive(1.0).integer();
    if ui.add(slider.clamping(egui::SliderClamping::Edits).text("particles")).changed() {
        style.particles = count.max(0.0) as usize;
    }
    if style.particles == 0 {
        return;
    }
    ui.horizontal(|ui| {
        let [cx, cy] = [seen.x, seen.y].map(|[a, b]| 0.5 * (a + b));
        let width = seen.size()[0].abs();
        egui::ComboBox::from_label("from").selected_text(style.particles_from.name()).width(100.0).show_ui(ui, |ui| {
            let ways = [
                Seeding::Quasirandom,
                Seeding::Uniform,
                Seeding::Grid,
                Seeding::Line { from: [seen.x[0], cy], to: [seen.x[1], cy] },
                Seeding::Circle { center: [cx, cy], radius: 0.4 * width },
                Seeding::Brush { radius: 0.05 * width, centers: Vec::new() },
            ];
            for way in ways {
                let is_chosen = way.name() == style.particles_from.name();
                // What is chosen already keeps its radius and its spots.
                if ui.selectable_label(is_chosen, way.name()).clicked() && !is_chosen {
                    style.particles_from = way;
                }
            }
        });
        egui::ComboBox::from_label("colour").selected_text(tint_name(style.tint)).width(80.0).show_ui(ui, |ui| {
            for tint in [Tint::Optimizer, Tint::Speed, Tint::F, Tint::Minimum] {
                ui.selectable_value(&mut style.tint, tint, tint_name(tint));
            }
        });
    });
    if !matches!(style.particles_from, Seeding::Quasirandom | Seeding::Uniform | Seeding::Grid) {
        seeding(ui, &mut style.particles_from, seen);
    }
    let shown = style.particles_in.map(typed::written).unwrap_or_default();
    typed::line(ui, ["over", "the view, or MIN, MAX; MIN, MAX"], &shown, &mut style.particles_in, |place, text| {
        let ascending = |[x, y]: [[f64; 2]; 2]| [x, y].map(|[a, b]| [a.min(b), a.max(b)]);
        *place = typed::ranges(text)?.map(ascending);
        Ok(())
    });
    ui.horizontal(|ui| {
        let mut trail = style.trail();
        if ui.add(drag_value(&mut trail).range(0..=500).clamp_existing_to_range(false).prefix("trail ")).changed() {
            style.trail = Some(trail);
        }
        if style.trail.is_some() && push_small(ui, "auto").on_hover_text("Some for few, none for many").clicked() {
            style.trail = None;
        }
    });
}

/// Where particles start, by numbers.
fn seeding(ui: &mut Ui, style: &mut Seeding, seen: Domain) {
    let [width, height] = seen.size().map(f64::abs);
    let place = |ui: &mut Ui, prefix: &str, value: &mut f64, span: f64| {
        let drag = drag_value(value).speed(0.005 * span).range(-1e300..=1e300);
        ui.add(drag.max_decimals(decimals(span)).prefix(prefix));
    };
    let length = |ui: &mut Ui, radius: &mut f64| {
        let speed = 0.01 * *radius;
        let drag = drag_value(radius).speed(speed).range(1e-300..=1e300);
        ui.add(drag.clamp_existing_to_range(false).prefix("radius "));
    };
    ui.horizontal_wrapped(|ui| match style {
        Seeding::Quasirandom | Seeding::Uniform | Seeding::Grid => {}
        Seeding::Line { from, to } => {
            for (point, [x, y]) in [(from, ["from x ", "y "]), (to, ["to x ", "y "])] {
                place(ui, x, &mut point[0], width);
                place(ui, y, &mut point[1], height);
            }
        }
        Seeding::Circle { center, radius } => {
            place(ui, "x ", &mut center[0], width);
            place(ui, "y ", &mut center[1], height);
            length(ui, radius);
        }
        Seeding::Brush { radius, centers } => {
            length(ui, radius);
            match centers.len() {
                0 => ui.weak("click or Shift+drag in the picture"),
                1 => ui.weak("1 spot"),
                count => ui.weak(format!("{count} spots")),
            };
            if !centers.is_empty()
                && push_small(ui, "Clear spots").on_hover_text("Particles start all over the domain").clicked()
            {
                centers.clear();
            }
        }
    });
}

fn tint_name(tint: Tint) -> &'static str {
    match tint {
        Tint::Optimizer => "optimizer",
        Tint::Speed => "speed",
        Tint::F => "f",
        Tint::Minimum => "minimum",
    }
}
