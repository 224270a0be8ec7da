//! What follows the gradient: playing, starts, particles.

use egui::{Key, Slider, Ui};
use egui_plot::{Line, Plot, PlotPoints};

use super::{file, optimizers, section, typed};
use crate::descent::Seeding;
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::scene::Tint;
use crate::session::PathPurpose;
use crate::session::Request;
use crate::session::Session;
use crate::words::{decimals, short};

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "Descent", true, |ui| {
        playback(ui, session);
        optimizers::show(ui, session);
        starts(ui, session);
        particles(ui, session);
        plot(ui, session);
    });
}

pub(crate) fn keys(session: &mut Session, mut pressed: impl FnMut(Key) -> bool) {
    if pressed(Key::Space) {
        session.is_playing = !session.is_playing;
    }
    if pressed(Key::Num0) {
        rewind(session);
    }
    if pressed(Key::Delete) {
        session.clear_descent();
    }
}

fn rewind(session: &mut Session) {
    session.is_playing = false;
    session.scene.descent.steps = 0;
    session.request(Request::Seed);
}

fn playback(ui: &mut Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        if ui.button(if session.is_playing { "Pause" } else { "Play" }).on_hover_text("Space").clicked() {
            session.is_playing = !session.is_playing;
        }
        if ui.button("Step").on_hover_text("→").clicked() {
            session.request(Request::Step(1));
        }
        if ui.button("Reset").on_hover_text("0").clicked() {
            rewind(session);
        }
        ui.add(egui::DragValue::new(&mut session.steps_per_frame).range(1..=1000).prefix("speed "))
            .on_hover_text("Steps a frame");
    });
    ui.add(
        Slider::new(&mut session.scene.descent.steps, 0..=200).clamping(egui::SliderClamping::Edits).text("iterations"),
    );
}

/// Starts that are written out.
const MOST_WRITTEN: usize = 60;

/// Points between semicolons, in which the field has values.
fn points(text: &str, field: &Field) -> Result<Vec<[f64; 2]>, String> {
    let read = |text: &str| match typed::numbers(text)?.as_slice() {
        &[x, y] => match field.at(&[x, y], Order::Gradient).iter().all(|value| value.is_finite()) {
            true => Ok([x, y]),
            false => Err(format!("the field has no value at {}, {}", short(x), short(y))),
        },
        _ => Err("a start has an x and a y: 8, 8; −3, 2".to_owned()),
    };
    text.split(';').filter(|text| !text.trim().is_empty()).map(read).collect()
}

fn starts(ui: &mut Ui, session: &mut Session) {
    let domain = session.domain();
    let style = &mut session.scene.descent;
    if let Some(start) = style.from.first_mut() {
        for (index, (name, [first, last])) in [("start x", domain.x), ("start y", domain.y)].into_iter().enumerate() {
            let range = first.min(last)..=first.max(last);
            ui.add(Slider::new(&mut start[index], range).clamping(egui::SliderClamping::Never).text(name));
        }
    }
    let mut clears = false;
    ui.horizontal(|ui| {
        let count = style.from.len();
        ui.label(format!("{count} start{}", if count == 1 { "" } else { "s" }));
        if count == 0 && ui.button("Add").on_hover_text("Or click in the picture").clicked() {
            // The article starts at 8 of 10.
            style.from.push([domain.x, domain.y].map(|[first, last]| first + 0.9 * (last - first)));
        }
        clears = ui.button("Clear").on_hover_text("Delete").clicked();
    });
    let (field, from) = (std::sync::Arc::clone(&session.field), &mut session.scene.descent.from);
    if from.len() <= MOST_WRITTEN {
        let shown: Vec<String> = from.iter().map(|[x, y]| format!("{}, {}", short(*x), short(*y))).collect();
        typed::line(ui, ["at", "8, 8; −3, 2"], &shown.join("; "), |text| {
            *from = points(text, &field)?;
            Ok(())
        });
    }
    if file(ui, "Run of your own", &mut session.scene.descent.path) {
        session.ask(PathPurpose::Route);
    }
    if clears {
        session.clear_descent();
    }
}

fn particles(ui: &mut Ui, session: &mut Session) {
    let seen = session.domain();
    let style = &mut session.scene.descent;
    let mut count = style.particles as f64;
    let slider = Slider::new(&mut count, 0.0..=1e6).logarithmic(true).smallest_positive(1.0).integer();
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
    typed::line(ui, ["over", "the view, or MIN, MAX; MIN, MAX"], &shown, |text| {
        let ascending = |[x, y]: [[f64; 2]; 2]| [x, y].map(|[a, b]| [a.min(b), a.max(b)]);
        style.particles_in = typed::ranges(text)?.map(ascending);
        Ok(())
    });
    ui.horizontal(|ui| {
        let mut trail = style.trail();
        if ui
            .add(egui::DragValue::new(&mut trail).range(0..=500).clamp_existing_to_range(false).prefix("trail "))
            .changed()
        {
            style.trail = Some(trail);
        }
        if style.trail.is_some() && ui.small_button("auto").on_hover_text("Some for few, none for many").clicked() {
            style.trail = None;
        }
    });
}

/// Where particles start, by numbers.
fn seeding(ui: &mut Ui, style: &mut Seeding, seen: Domain) {
    let [width, height] = seen.size().map(f64::abs);
    let place = |ui: &mut Ui, prefix: &str, value: &mut f64, span: f64| {
        let drag = egui::DragValue::new(value).speed(0.005 * span).range(-1e300..=1e300);
        ui.add(drag.max_decimals(decimals(span)).prefix(prefix));
    };
    let length = |ui: &mut Ui, radius: &mut f64| {
        let speed = 0.01 * *radius;
        let drag = egui::DragValue::new(radius).speed(speed).range(1e-300..=1e300);
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
                && ui.small_button("Clear spots").on_hover_text("Particles start all over the domain").clicked()
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

/// A colour that is seen on the ground of the plot: what is too near to it is grey.
fn seen([r, g, b]: [u8; 3], is_dark: bool) -> egui::Color32 {
    let light = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
    match is_dark {
        true if light < 70.0 => egui::Color32::from_gray(150),
        false if light > 200.0 => egui::Color32::from_gray(130),
        _ => egui::Color32::from_rgb(r, g, b),
    }
}

/// f along the trajectories against the step.
fn plot(ui: &mut Ui, session: &Session) {
    const MOST_CURVES: usize = 24;
    if session.curves.is_empty() {
        return;
    }
    let plot = Plot::new("f against step").height(120.0).show_axes([true, true]).allow_scroll(false);
    let plot = plot.x_axis_label("step").y_axis_label("f");
    let is_dark = ui.visuals().dark_mode;
    plot.show(ui, |plot| {
        for (name, color, values) in session.curves.iter().take(MOST_CURVES) {
            let points: PlotPoints<'_> =
                values.iter().enumerate().map(|(step, &f)| [step as f64, f]).filter(|at| at[1].is_finite()).collect();
            plot.line(Line::new(name, points).color(seen(*color, is_dark)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_seen_on_light_and_on_dark_ground() {
        for (color, is_dark) in [([0, 0, 0], true), ([255, 255, 255], false), ([255, 0, 0], true), ([255, 0, 0], false)]
        {
            let shown = seen(color, is_dark);
            let ground: f32 = if is_dark { 10.0 } else { 255.0 };
            let light = 0.299 * f32::from(shown.r()) + 0.587 * f32::from(shown.g()) + 0.114 * f32::from(shown.b());
            assert!((light - ground).abs() > 50.0, "{color:?} {is_dark}");
        }
        assert_eq!(seen([255, 0, 0], true), egui::Color32::from_rgb(255, 0, 0), "what is seen keeps its colour");
    }
}
