//! How points move: optimizers, their parameters, conditions of the descent, rules of one's own.

mod rules;
mod step_sizes;

use std::sync::Arc;

use egui::{ComboBox, Ui};

use self::rules::rules;
use self::step_sizes::{StepSize, USUAL_STEP_SIZE, rates, step_size, step_sizes};
use crate::descent::{Outside, Rule, Schedule, parse_choice};
use crate::field::{Domain, Field, Kind};
use crate::scene::{DescentStyle, Scene};
use crate::session::PathPurpose;
use crate::session::Session;
use crate::window::ui::entry::number::{drag_value, range_slider};
use crate::window::ui::entry::typed;
use crate::window::ui::widgets::{file, toggle};
use crate::words::{brief, exact};

/// What a parameter of a rule of one's own begins with; most of them say how much of a mean is kept.
const USUAL_PARAMETER: f64 = 0.9;

/// Parameters below this are seen by their order.
const TINY: f64 = 1e-3;

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    let usual = usual_optimizer(&session.field);
    let (rules, are_new) = rules(ui, &session.scene);
    if are_new {
        session.forget_numbers();
    }
    ui.horizontal(|ui| {
        choice(ui, &mut session.scene.descent, usual, &rules);
        let mut is_open = session.fates.is_some();
        let button = toggle(ui, &mut is_open, "Fates");
        let hint = "What becomes of the start over two of the optimizer's numbers: which converge, and how fast";
        if button.on_hover_text(hint).changed() {
            session.toggle_fates();
        }
        rates(ui, session, usual, &rules);
    });
    let (field, domain) = (Arc::clone(&session.field), session.domain());
    let sizes = step_sizes(ui, &session.scene, &field, domain, &rules);
    race(ui, &mut session.scene, &field, domain, &sizes);
    step_size(ui, &mut session.scene.descent, &sizes);
    own_parameters(ui, &mut session.scene.descent, usual, &rules);
    noise(ui, &mut session.scene.descent);
    egui::CollapsingHeader::new("Schedule, borders, rules").show(ui, |ui| {
        schedule(ui, &mut session.scene.descent);
        borders(ui, &mut session.scene.descent);
        rule(ui, &mut session.scene, &field, domain);
        let has_own = session.scene.descent.rules.is_some();
        if file(ui, "Optimizers of your own", &mut session.scene.descent.rules) {
            session.ask(PathPurpose::Rules);
        }
        if has_own && session.scene.descent.rules.is_none() {
            // What was chosen of them goes with them.
            let (rules, _) = rules::rules(ui, &session.scene);
            let is_known = |choice: &String| rules.iter().any(|rule| rule.name == name_of(choice));
            session.scene.descent.optimizers.retain(is_known);
            forget_unknown(&mut session.scene.descent, usual, &rules);
        }
    });
}

/// The name that a choice begins with.
pub(super) fn name_of(choice: &str) -> String {
    parse_choice(choice).map_or_else(|_| choice.to_owned(), |(name, _)| name)
}

/// What moves where no optimizer is chosen.
fn usual_optimizer(field: &Field) -> &'static str {
    match field.kind() {
        Kind::Formula(_) | Kind::Function(_) => "gd",
        Kind::Samples(_) | Kind::Raster(_) => "normalized",
    }
}

fn choice(ui: &mut Ui, style: &mut DescentStyle, usual: &str, rules: &[Rule]) {
    let chosen = match (&style.rule, style.optimizers.as_slice()) {
        (Some(_), _) => "a rule of your own".to_owned(),
        (None, []) => usual.to_owned(),
        (None, names) => names.iter().map(|name| name_of(name)).collect::<Vec<_>>().join(", "),
    };
    several(ui, "optimizer", chosen, |ui| {
        for rule in rules {
            let is_named = style.optimizers.iter().any(|choice| name_of(choice) == rule.name)
                || style.optimizers.is_empty() && rule.name == usual;
            let mut is_chosen = is_named && style.rule.is_none();
            if ui.checkbox(&mut is_chosen, &rule.name).on_hover_text(&rule.summary).changed() {
                if style.optimizers.is_empty() && style.rule.is_none() {
                    style.optimizers.push(usual.to_owned());
                }
                style.optimizers.retain(|choice| name_of(choice) != rule.name);
                if is_chosen {
                    style.optimizers.push(rule.name.clone());
                }
                style.rule = None;
                forget_unknown(style, usual, rules);
            }
        }
        ui.weak("several race from the same starts");
    });
}

/// A list of which several are chosen in one visit; its line is as wide whatever they are.
fn several(ui: &mut Ui, name: &str, chosen: String, choices: impl FnOnce(&mut Ui)) {
    const WIDTH: f32 = 118.0;
    ui.horizontal(|ui| {
        let list = ui.scope(|ui| {
            ui.set_max_width(WIDTH);
            let list = ComboBox::from_id_salt(name).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
            list.selected_text(&chosen).truncate().width(WIDTH).show_ui(ui, choices).response
        });
        let label = ui.label(name);
        let list = list.inner.labelled_by(label.id);
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
        list.on_hover_text(chosen);
    });
}

/// Parameters that the chosen optimizers do not have are set no more.
fn forget_unknown(style: &mut DescentStyle, usual: &str, rules: &[Rule]) {
    let known = parameters(style, usual, rules);
    style.parameters.retain(|name, _| known.iter().any(|(known, _)| known == name));
}

/// What each optimizer of a race has of its own, and what a single one was chosen with.
fn race(ui: &mut Ui, scene: &mut Scene, field: &Field, domain: Domain, sizes: &[StepSize]) {
    let choices = &scene.descent.optimizers;
    let is_plain = choices.len() < 2 && choices.iter().all(|choice| !choice.contains(':'));
    if is_plain || scene.descent.rule.is_some() {
        return;
    }
    let mut all = choices.clone();
    for (index, choice) in choices.iter().enumerate() {
        let (name, settings) = choice.split_once(':').unwrap_or((choice, ""));
        // One optimizer may race with itself.
        ui.push_id(index, |ui| {
            let lr = sizes.get(index).map_or(USUAL_STEP_SIZE, |size| size.lr);
            typed::line(
                ui,
                [name.trim(), &format!("lr={}, … of its own", brief(lr, 4))],
                settings,
                &mut all[index],
                |own, text| {
                    let mut with = scene.clone();
                    with.descent.optimizers[index] = match text.trim() {
                        "" => name.to_owned(),
                        settings => format!("{name}:{settings}"),
                    };
                    with.optimizers(field, domain).map_err(|error| error.to_string())?;
                    own.clone_from(&with.descent.optimizers[index]);
                    Ok(())
                },
            );
        });
    }
    scene.descent.optimizers = all;
}

/// Parameters that all chosen optimizers have, but the step size, with the first one's defaults.
fn parameters(style: &DescentStyle, usual: &str, rules: &[Rule]) -> Vec<(String, f64)> {
    if style.rule.is_some() {
        return style.parameters.keys().map(|name| (name.clone(), USUAL_PARAMETER)).collect();
    }
    let names: Vec<String> = match style.optimizers.as_slice() {
        [] => vec![usual.to_owned()],
        choices => choices.iter().map(|choice| name_of(choice)).collect(),
    };
    let chosen: Vec<&Rule> = names.iter().filter_map(|name| rules.iter().find(|rule| rule.name == *name)).collect();
    let Some(first) = chosen.first() else { return Vec::new() };
    let is_shared = |name: &String| name != "lr" && chosen.iter().all(|rule| rule.parameters.contains_key(name));
    first.parameters.iter().filter(|(name, _)| is_shared(name)).map(|(name, &value)| (name.clone(), value)).collect()
}

fn own_parameters(ui: &mut Ui, style: &mut DescentStyle, usual: &str, rules: &[Rule]) {
    let (options, numbers): (Vec<_>, Vec<_>) =
        parameters(style, usual, rules).into_iter().partition(|&(_, default)| default == 0.0);
    switched(ui, style, &options, rules);
    for (name, default) in numbers {
        let mut value = style.parameters.get(&name).copied().unwrap_or(default);
        let most = if (0.0..1.0).contains(&default) { 1.0 } else { (2.0 * default).max(1.0) };
        // Such as what keeps a quotient from 0, of which only the order matters.
        let slider = match 0.0 < default && default < TINY {
            true => range_slider(&mut value, 0.0..=most)
                .custom_formatter(|value, _| exact(value))
                .logarithmic(true)
                .smallest_positive(1e-12),
            false => range_slider(&mut value, 0.0..=most),
        };
        let slider = slider.clamping(egui::SliderClamping::Never).smart_aim(false);
        if ui.add(slider.text(&name)).changed() {
            style.parameters.insert(name, value);
        }
    }
}

/// What is off unless somebody switches it on, in a list: a slider of each would say that it is at work.
fn switched(ui: &mut Ui, style: &mut DescentStyle, options: &[(String, f64)], rules: &[Rule]) {
    if options.is_empty() {
        return;
    }
    let are_on = options.iter().filter(|(name, _)| style.parameters.get(name).is_some_and(|&value| value != 0.0));
    let are_on: Vec<&str> = are_on.map(|(name, _)| name.as_str()).collect();
    let shown = if are_on.is_empty() { "none".to_owned() } else { are_on.join(", ") };
    several(ui, "options", shown, |ui| {
        for (name, _) in options {
            let is_flag = rules.iter().filter(|rule| rule.parameters.contains_key(name)).all(|rule| rule.is_flag(name));
            ui.horizontal(|ui| {
                let mut value = style.parameters.get(name).copied().unwrap_or(0.0);
                let mut is_on = value != 0.0;
                let named = ui.checkbox(&mut is_on, name);
                if named.changed() {
                    match (is_on, is_flag) {
                        (false, _) => drop(style.parameters.remove(name)),
                        (true, true) => drop(style.parameters.insert(name.clone(), 1.0)),
                        (true, false) => drop(style.parameters.insert(name.clone(), 0.1)),
                    }
                } else if is_on && !is_flag {
                    let drag = drag_value(&mut value).speed(0.001).max_decimals(6);
                    if ui.add(drag).labelled_by(named.id).changed() {
                        style.parameters.insert(name.clone(), value);
                    }
                }
            });
        }
    });
}

fn noise(ui: &mut Ui, style: &mut DescentStyle) {
    ui.horizontal(|ui| {
        ui.checkbox(&mut style.ascend, "climb");
        let mut clips = style.clip.is_some();
        let named = ui.checkbox(&mut clips, "clip").on_hover_text("Shorten long gradients");
        if named.changed() {
            style.clip = clips.then_some(1.0);
        }
        if let Some(clip) = &mut style.clip {
            ui.add(drag_value(clip).speed(0.01).range(1e-6..=1e9).clamp_existing_to_range(false)).labelled_by(named.id);
        }
    });
    ui.horizontal(|ui| {
        ui.add(
            drag_value(&mut style.noise).speed(0.01).range(0.0..=1e6).clamp_existing_to_range(false).prefix("noise "),
        )
        .on_hover_text("Standard deviation of noise on the gradient");
        // Beyond it not every whole number can be typed, and soon a file holds none.
        ui.add(drag_value(&mut style.seed).range(0..=1_u64 << 53).prefix("seed "))
            .on_hover_text("What noise and random starts are drawn from");
    });
}

fn schedule(ui: &mut Ui, style: &mut DescentStyle) {
    ui.horizontal(|ui| {
        let name = style.schedule.to_string();
        let name = name.split(':').next().unwrap_or_default().to_owned();
        let steps = style.steps.clamp(1, 1_000_000) as u32;
        let ways = [
            Schedule::Constant,
            Schedule::Step { every: steps.div_ceil(4), gamma: 0.5 },
            Schedule::Exponential { gamma: 0.95 },
            Schedule::Cosine { steps },
        ];
        ComboBox::from_label("schedule").selected_text(&name).width(86.0).show_ui(ui, |ui| {
            for way in ways {
                let text = way.to_string();
                let text = text.split(':').next().unwrap_or_default();
                let is_chosen = text == name;
                // What is chosen already keeps its numbers.
                if ui.selectable_label(is_chosen, text).clicked() && !is_chosen {
                    style.schedule = way;
                }
            }
        });
        ui.add(drag_value(&mut style.warmup).range(0..=1_000_000).prefix("warmup "))
            .on_hover_text("Steps over which the learning rate grows to its full value");
    });
    if style.schedule == Schedule::Constant {
        return;
    }
    ui.horizontal(|ui| {
        let whole = |ui: &mut Ui, value: &mut u32, prefix: &str| {
            ui.add(drag_value(value).range(1..=1_000_000_000).prefix(prefix).suffix(" steps"));
        };
        let factor = |ui: &mut Ui, value: &mut f64| {
            ui.add(drag_value(value).speed(0.001).range(1e-6..=1.0).clamp_existing_to_range(false).prefix("× "));
        };
        match &mut style.schedule {
            Schedule::Constant => {}
            Schedule::Step { every, gamma } => {
                factor(ui, gamma);
                whole(ui, every, "every ");
            }
            Schedule::Exponential { gamma } => {
                factor(ui, gamma);
                ui.label("every step");
            }
            Schedule::Cosine { steps } => whole(ui, steps, "to 0 within "),
        }
    });
}

fn borders(ui: &mut Ui, style: &mut DescentStyle) {
    let name = |outside: Option<Outside>| match outside {
        None => "as the field has it",
        Some(Outside::Keep) => "goes on",
        Some(Outside::Clamp) => "stays on the border",
        Some(Outside::Retire) => "ends there",
    };
    ComboBox::from_label("outside").selected_text(name(style.outside)).width(150.0).show_ui(ui, |ui| {
        for outside in [None, Some(Outside::Keep), Some(Outside::Clamp), Some(Outside::Retire)] {
            ui.selectable_value(&mut style.outside, outside, name(outside));
        }
    });
}

/// A rule of one's own; what it reads and does not know is a parameter.
fn rule(ui: &mut Ui, scene: &mut Scene, field: &Field, domain: Domain) {
    let shown = scene.descent.rule.clone().unwrap_or_default();
    let mut taken = (scene.descent.rule.clone(), scene.descent.parameters.clone());
    typed::line(ui, ["rule", "v = mu*v + g; p = p - lr*v"], &shown, &mut taken, |taken, text| {
        let mut with = scene.clone();
        let style = &mut with.descent;
        style.rule = (!text.trim().is_empty()).then(|| text.to_owned());
        style.parameters = match &style.rule {
            Some(rule) => Rule::parameters_of(rule, &style.parameters, USUAL_PARAMETER),
            None => Default::default(),
        };
        with.optimizers(field, domain).map_err(|error| error.to_string())?;
        *taken = (with.descent.rule, with.descent.parameters);
        Ok(())
    });
    (scene.descent.rule, scene.descent.parameters) = taken;
}
