//! Limits that a scene has where they are given, and else leaves to the field.

use egui::Ui;

use crate::expr::Order;
use crate::field::{Domain, Field, Grid};
use crate::scene::Limits;
use crate::window::ui::entry::number::{drag_value, drag_value_where, ends};

/// The least and the greatest value that a field has in a domain, about.
pub(crate) fn values(field: &Field, domain: Domain) -> [f64; 2] {
    const SIDE: usize = 33;
    let values = field.sample(&Grid { nx: SIDE, ny: SIDE, domain }, Order::Value).swap_remove(0);
    let finite = values.into_iter().filter(|value| value.is_finite());
    let [low, high] =
        finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
    if low < high { [low, high] } else { [0.0, 1.0] }
}

/// The ways to find where values end, and both ends where they are given; both lie above 0 where that is said.
pub(crate) fn range(
    ui: &mut Ui,
    [name, hint]: [&str; 2],
    limits: &mut Limits,
    is_positive: bool,
    usual: impl FnOnce() -> [f64; 2],
) {
    let positive = |[low, high]: [f64; 2]| match (is_positive, high > 0.0) {
        (true, true) => [low.max(1e-3 * high), high],
        (true, false) => [1e-3, 1.0],
        (false, _) => [low, high],
    };
    ui.horizontal(|ui| {
        let shown = match limits {
            Limits::Auto => "auto",
            Limits::Robust => "robust",
            Limits::Full => "full",
            Limits::Range(_) => "given",
        };
        let label = ui.label(name).on_hover_text(hint);
        let menu = egui::ComboBox::from_id_salt(name).selected_text(shown).width(64.0);
        let opened = menu.show_ui(ui, |ui| {
            ui.selectable_value(limits, Limits::Auto, "auto").on_hover_text("All values, but for poles");
            ui.selectable_value(limits, Limits::Robust, "robust").on_hover_text("From the 2nd to the 98th percentile");
            ui.selectable_value(limits, Limits::Full, "full").on_hover_text("All values");
            if ui.selectable_label(limits.range().is_some(), "given").clicked() && limits.range().is_none() {
                *limits = Limits::Range(positive(usual()));
            }
        });
        opened.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
        opened.response.on_hover_text(hint);
        if let Limits::Range(range) = limits {
            let [low, high] = *range;
            let speed = (high - low).abs() * 0.005;
            let [first, last] = range;
            let first = drag_value_where(first, |low| ends([low, high], is_positive));
            ui.add(first.speed(speed).max_decimals(6)).labelled_by(label.id);
            ui.label("to");
            let last = drag_value_where(last, |high| ends([low, high], is_positive));
            ui.add(last.speed(speed).max_decimals(6)).labelled_by(label.id);
        }
    });
}

/// A box that gives a number or leaves it.
pub(crate) fn number(ui: &mut Ui, [name, hint]: [&str; 2], given: &mut Option<f64>, usual: f64, [low, high]: [f64; 2]) {
    ui.horizontal(|ui| {
        let mut is_given = given.is_some();
        let named = ui.checkbox(&mut is_given, name).on_hover_text(hint);
        if named.changed() {
            *given = is_given.then_some(usual);
        }
        if let Some(value) = given {
            let drag = drag_value(value).speed(0.01 * usual).range(low..=high).clamp_existing_to_range(false);
            ui.add(drag).labelled_by(named.id);
        }
    });
}
