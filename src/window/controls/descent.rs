//! What follows the gradient: optimizers, starts, particles, playing.

use egui::{Key, Slider, Ui};
use egui_plot::{Line, Plot, PlotPoints};

use super::section;
use crate::descent::{Rule, Sowing, parse_choice};
use crate::field::Kind;
use crate::scene::{DescentStyle, Tint};
use crate::window::request::Request;
use crate::window::session::Session;

pub(super) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "Descent", true, |ui| {
        playback(ui, session);
        let usual = usual_optimizer(session);
        optimizers(ui, &mut session.scene.descent, usual);
        settings(ui, session);
        starts(ui, session);
        particles(ui, session);
        plot(ui, session);
    });
}

pub(super) fn keys(session: &mut Session, mut pressed: impl FnMut(Key) -> bool) {
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
    session.request(Request::Sow);
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

/// The rules of the package, read once.
fn rules() -> &'static [Rule] {
    static RULES: std::sync::OnceLock<Vec<Rule>> = std::sync::OnceLock::new();
    RULES.get_or_init(|| Rule::catalogue().unwrap_or_default())
}

/// The name that a choice begins with.
fn name_of(choice: &str) -> String {
    parse_choice(choice).map_or_else(|_| choice.to_owned(), |(name, _)| name)
}

/// What moves where no optimizer is chosen.
fn usual_optimizer(session: &Session) -> &'static str {
    match session.field.kind() {
        Kind::Formula(_) => "gd",
        Kind::Samples(_) | Kind::Raster(_) => "normalized",
    }
}

fn optimizers(ui: &mut Ui, style: &mut DescentStyle, usual: &str) {
    let chosen = match style.optimizers.as_slice() {
        [] => usual.to_owned(),
        names => names.iter().map(|name| name_of(name)).collect::<Vec<_>>().join(", "),
    };
    egui::ComboBox::from_label("optimizer").selected_text(chosen).width(150.0).show_ui(ui, |ui| {
        for rule in rules() {
            let mut is_chosen = style.optimizers.iter().any(|choice| name_of(choice) == rule.name)
                || style.optimizers.is_empty() && rule.name == usual;
            if ui.checkbox(&mut is_chosen, &rule.name).on_hover_text(&rule.summary).changed() {
                if style.optimizers.is_empty() {
                    style.optimizers.push(usual.to_owned());
                }
                style.optimizers.retain(|choice| name_of(choice) != rule.name);
                if is_chosen {
                    style.optimizers.push(rule.name.clone());
                }
                style.rule = None;
                let kept = |name: &String| parameters(style, usual).iter().any(|(known, _)| known == name);
                let names: Vec<String> = style.parameters.keys().filter(|name| !kept(name)).cloned().collect();
                style.parameters.retain(|name, _| !names.contains(name));
            }
        }
        ui.weak("several race from the same starts");
    });
}

/// Parameters that all chosen optimizers have, but the step size, with the first one's defaults.
fn parameters(style: &DescentStyle, usual: &str) -> Vec<(String, f64)> {
    let names: Vec<String> = match style.optimizers.as_slice() {
        [] => vec![usual.to_owned()],
        choices => choices.iter().map(|choice| name_of(choice)).collect(),
    };
    let chosen: Vec<&Rule> = names.iter().filter_map(|name| rules().iter().find(|rule| rule.name == *name)).collect();
    let Some(first) = chosen.first() else { return Vec::new() };
    let is_shared = |name: &String| name != "lr" && chosen.iter().all(|rule| rule.parameters.contains_key(name));
    first.parameters.iter().filter(|(name, _)| is_shared(name)).map(|(name, &value)| (name.clone(), value)).collect()
}

fn settings(ui: &mut Ui, session: &mut Session) {
    let scene = &session.scene;
    let domain = session.domain();
    let own = scene.optimizers(&session.field, domain).ok();
    let own = own.and_then(|all| all.first().and_then(|(_, optimizer)| optimizer.parameter("lr"))).unwrap_or(0.1);
    let usual = usual_optimizer(session);
    let style = &mut session.scene.descent;
    let mut lr = style.lr.unwrap_or(own);
    ui.horizontal(|ui| {
        let slider = Slider::new(&mut lr, 1e-5..=1.0).logarithmic(true).clamping(egui::SliderClamping::Never);
        if ui.add(slider.text("learning rate")).changed() && lr > 0.0 {
            style.lr = Some(lr);
        }
        if style.lr.is_some() && ui.small_button("auto").on_hover_text("The optimizer's own").clicked() {
            style.lr = None;
        }
    });
    for (name, default) in parameters(style, usual) {
        let mut value = style.parameters.get(&name).copied().unwrap_or(default);
        let most = if (0.0..1.0).contains(&default) { 1.0 } else { (2.0 * default).max(1.0) };
        let slider = Slider::new(&mut value, 0.0..=most).clamping(egui::SliderClamping::Never).smart_aim(false);
        if ui.add(slider.text(&name)).changed() {
            style.parameters.insert(name, value);
        }
    }
    ui.horizontal(|ui| {
        ui.checkbox(&mut style.ascend, "climb");
        let mut clips = style.clip.is_some();
        let named = ui.checkbox(&mut clips, "clip").on_hover_text("Shorten long gradients");
        if named.changed() {
            style.clip = clips.then_some(1.0);
        }
        if let Some(clip) = &mut style.clip {
            ui.add(egui::DragValue::new(clip).speed(0.01).range(1e-6..=1e9).clamp_existing_to_range(false))
                .labelled_by(named.id);
        }
        ui.add(
            egui::DragValue::new(&mut style.noise)
                .speed(0.01)
                .range(0.0..=1e6)
                .clamp_existing_to_range(false)
                .prefix("noise "),
        )
        .on_hover_text("Standard deviation of noise on the gradient");
    });
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
    if clears {
        session.clear_descent();
    }
}

fn particles(ui: &mut Ui, session: &mut Session) {
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
        let [cx, cy] = [session.field.domain().x, session.field.domain().y].map(|[a, b]| 0.5 * (a + b));
        let width = session.field.domain().size()[0].abs();
        egui::ComboBox::from_label("from").selected_text(style.sow.name()).width(100.0).show_ui(ui, |ui| {
            let ways = [
                Sowing::Quasirandom,
                Sowing::Uniform,
                Sowing::Grid,
                Sowing::Circle { center: [cx, cy], radius: 0.4 * width },
                Sowing::Brush { radius: 0.05 * width, centers: Vec::new() },
            ];
            for way in ways {
                let is_chosen = way.name() == style.sow.name();
                // What is chosen already keeps its radius and its spots.
                if ui.selectable_label(is_chosen, way.name()).clicked() && !is_chosen {
                    style.sow = way;
                }
            }
        });
        egui::ComboBox::from_label("colour").selected_text(tint_name(style.tint)).width(80.0).show_ui(ui, |ui| {
            for tint in [Tint::Optimizer, Tint::Speed, Tint::F, Tint::Minimum] {
                ui.selectable_value(&mut style.tint, tint, tint_name(tint));
            }
        });
    });
    if let Sowing::Brush { radius, centers } = &mut style.sow {
        ui.horizontal(|ui| {
            let speed = 0.01 * *radius;
            ui.add(egui::DragValue::new(radius).speed(speed).range(1e-300..=1e300).prefix("radius "));
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
        });
    }
    ui.horizontal(|ui| {
        let mut trail = style.trail();
        if ui
            .add(egui::DragValue::new(&mut trail).range(0..=500).clamp_existing_to_range(false).prefix("trail "))
            .changed()
        {
            style.trail = Some(trail);
        }
        ui.add(egui::DragValue::new(&mut style.seed).prefix("seed "));
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
