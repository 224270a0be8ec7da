//! The optimizers' learning rates: what each has, that of all, and a race of one with several.

use std::sync::Arc;

use egui::Ui;

use super::{name_of, usual_optimizer};
use crate::descent::{Optimizer, Rule, parse_choice};
use crate::field::{Domain, Field};
use crate::scene::{DescentStyle, Scene};
use crate::session::Session;
use crate::window::ui::entry::number::{positive, range_slider_where};
use crate::window::ui::widgets::push_small;
use crate::words::{brief, short};

/// The step sizes of the optimizers, by what they follow from.
#[derive(Clone)]
struct StepSizes {
    descent: DescentStyle,
    rules: Arc<Vec<Rule>>,
    /// The optimizer that the field usually has, its own step size, and the domain.
    field: (&'static str, Option<f64>, Domain),
    sizes: Arc<[StepSize]>,
}

/// The step size of an optimizer, and whether its own choice says it.
#[derive(Clone, Copy)]
pub(super) struct StepSize {
    pub(super) lr: f64,
    is_chosen: bool,
}

/// The step sizes of all optimizers, worked out where something of them has changed.
pub(super) fn step_sizes(
    ui: &Ui,
    scene: &Scene,
    field: &Field,
    domain: Domain,
    rules: &Arc<Vec<Rule>>,
) -> Arc<[StepSize]> {
    let id = egui::Id::unique("step sizes");
    // Steps are taken and particles seeded without it.
    let descent = DescentStyle { steps: 0, particles: 0, from: Vec::new(), ..scene.descent.clone() };
    let place = (usual_optimizer(field), field.step_size(), domain);
    let is_same =
        |known: &StepSizes| Arc::ptr_eq(&known.rules, rules) && known.field == place && known.descent == descent;
    if let Some(known) = ui.data(|data| data.get_temp::<StepSizes>(id)).filter(is_same) {
        return known.sizes;
    }
    let size = |(choice, optimizer): (String, Optimizer)| StepSize {
        lr: optimizer.parameter("lr").unwrap_or(USUAL_STEP_SIZE),
        is_chosen: parse_choice(&choice).is_ok_and(|(_, settings)| settings.contains_key("lr")),
    };
    let sizes: Arc<[StepSize]> = scene.optimizers(field, domain).unwrap_or_default().into_iter().map(size).collect();
    let known = StepSizes { descent, rules: Arc::clone(rules), field: place, sizes: Arc::clone(&sizes) };
    ui.data_mut(|data| data.insert_temp(id, known));
    sizes
}

/// What is shown of the step size where a rule has none.
pub(super) const USUAL_STEP_SIZE: f64 = 0.1;

/// What stands in place of a number where each optimizer has its own.
const OWN: &str = "own";

/// The step size of all optimizers that are given none of their own; where these differ nothing is set, and no number of one of
/// them is shown as if it were that of all.
pub(super) fn step_size(ui: &mut Ui, style: &mut DescentStyle, sizes: &[StepSize]) {
    let mut shared = sizes.iter().filter(|size| !size.is_chosen).map(|size| size.lr);
    let first = shared.next();
    let differ = style.lr.is_none() && !sizes.is_empty() && first.is_none_or(|first| shared.any(|lr| lr != first));
    let mut lr = style.lr.or(first).or(sizes.first().map(|size| size.lr)).unwrap_or(USUAL_STEP_SIZE);
    ui.horizontal(|ui| {
        // There is room for a small number, and for what gives it back to the optimizer.
        ui.spacing_mut().slider_width = 78.0;
        let slider = range_slider_where(&mut lr, 1e-5..=1.0, positive("a learning rate"))
            .custom_formatter(|value, _| if differ { OWN.to_owned() } else { brief(value, 4) })
            .logarithmic(true)
            .clamping(egui::SliderClamping::Never);
        let response = ui.add(slider.text("learning rate"));
        let response = match differ {
            true => response.on_hover_text("Each optimizer has its own; a number here is that of all without one"),
            false => response,
        };
        if response.changed() {
            style.lr = Some(lr);
        }
        if style.lr.is_some() && push_small(ui, "auto").on_hover_text("The optimizer's own").clicked() {
            style.lr = None;
        }
    });
}

/// A button that makes a race of one optimizer with learning rates around its own.
pub(super) fn rates(ui: &mut Ui, session: &mut Session, usual: &str, rules: &Arc<Vec<Rule>>) {
    /// Of what it has, evenly by their logarithms, about, and round where that is.
    const FACTORS: [f64; 5] = [0.1, 0.3, 1.0, 3.0, 10.0];
    let sizes = step_sizes(ui, &session.scene, &session.field, session.domain(), rules);
    let style = &mut session.scene.descent;
    let choice = style.optimizers.first().cloned().unwrap_or_else(|| usual.to_owned());
    let has_rate = rules.iter().any(|rule| rule.name == name_of(&choice) && rule.parameters.contains_key("lr"));
    let is_single = style.optimizers.len() < 2 && style.rule.is_none() && has_rate;
    let button = ui.add_enabled(is_single, egui::Button::new("Rates").fill(ui.visuals().widgets.inactive.bg_fill));
    let hint = "This optimizer with five learning rates, from a tenth of its own to ten times that";
    let clicked = button.on_hover_text(hint).on_disabled_hover_text("Of a single optimizer").clicked();
    if let ([size], true, Ok((name, own))) = (&*sizes, clicked, parse_choice(&choice)) {
        let settings = |factor: f64| {
            let rate = format!("{:.2e}", factor * size.lr).parse().unwrap_or(size.lr);
            let mut own = own.clone();
            own.insert("lr".to_owned(), rate);
            let settings: Vec<String> = own.iter().map(|(name, value)| format!("{name}={}", short(*value))).collect();
            format!("{name}:{}", settings.join(","))
        };
        style.optimizers = FACTORS.map(settings).to_vec();
        style.lr = None;
    }
}
