//! The panel beside the picture, the line below it, and what the pointer does over it.

mod descent;
mod entry;
pub(crate) mod field;
mod keys;
mod picture;
mod tools;
mod widgets;

use egui::{Align, Layout, Panel, RichText, ScrollArea, Ui};

use self::descent::{fates, runs};
use self::entry::{prompt, refusal};
use self::picture::{reading, stage, style};
use self::widgets::{fields_look_like_fields, named};
use crate::render::Picker;
use crate::render::figure::style::background;
use crate::session::{Request, Session, Work};
use crate::words::{grouped, with_minus};

/// Gives egui the figures' font behind its own, for ∇, arrows and superscripts; letters that stand out from their ground, what is
/// said by the way too; and a true minus.
pub fn install_style(context: &egui::Context) {
    let mut fonts = egui::FontDefinitions::default();
    let name = "DejaVu Sans".to_owned();
    let data = egui::FontData::from_static(include_bytes!("../../assets/fonts/DejaVuSans.ttf"));
    fonts.font_data.insert(name.clone(), std::sync::Arc::new(data));
    fonts.families.values_mut().for_each(|family| family.push(name.clone()));
    context.set_fonts(fonts);
    for (theme, [text, weak]) in [(egui::Theme::Dark, [190, 145]), (egui::Theme::Light, [60, 105])] {
        context.style_mut_of(theme, |style| {
            style.visuals.widgets.noninteractive.fg_stroke.color = egui::Color32::from_gray(text);
            style.visuals.weak_text_color = Some(egui::Color32::from_gray(weak));
            // Lists are as high as they ask to be, and the window allows.
            style.spacing.default_area_size.y = 2000.0;
            style.number_formatter = egui::style::NumberFormatter::new(|value, decimals| {
                with_minus(&egui::emath::format_with_decimals_in_range(value, decimals))
            });
        });
    }
}

/// Points of width below which the panel folds, since the picture would have no room beside it.
const FOLDS_BELOW: f32 = 700.0;

/// Shows all controls; the part of the window that is left for the picture, in points.
pub fn show(ui: &mut Ui, session: &mut Session, picker: Option<Picker<'_>>) -> egui::Rect {
    refusal::forget(ui);
    keys::take(ui, session);
    let pointed = session.pointed_step.take();
    if !session.hides_panel {
        let folds = ui.ctx().content_rect().width() < FOLDS_BELOW;
        Panel::top("tools").show(ui, |ui| tools::show(ui, session, folds));
        left_behind(ui, session);
        Panel::bottom("status").show(ui, |ui| status(ui, session));
        if !folds || session.unfolds_panel {
            panel(ui, session);
        }
        if session.shows_runs {
            let runs = Panel::bottom("runs").resizable(true).default_size(190.0).min_size(90.0);
            runs.show(ui, |ui| runs::show(ui, session, pointed));
        }
    }
    if session.hides_panel {
        read_out(ui, session);
    }
    fates::show(ui, session);
    let was_read = session.hover.is_some();
    let area = stage::show(ui, session, picker);
    if session.pointed_step != pointed || session.hover.is_some() != was_read {
        // The plot marks it in the next frame, and the panel tells of it.
        ui.ctx().request_repaint();
    }
    keys::help(ui, session, area);
    prompt::show(ui, session, area);
    field::undecided(ui, session, area);
    refusal::show(ui);
    keys::remember(ui);
    area
}

/// The panel, in the order of use: the field, what is read at a point, the descent, how all of it looks.
fn panel(ui: &mut Ui, session: &mut Session) {
    Panel::left("controls").default_size(346.0).min_size(250.0).show(ui, |ui| {
        let width = ui.available_width();
        // What is too wide for it is scrolled to, and widens nothing.
        ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().slider_width = 118.0;
            // As much of a list as the window has room for, above or below its line.
            ui.spacing_mut().combo_height = (0.55 * ui.ctx().content_rect().height()).max(200.0);
            fields_look_like_fields(ui);
            // Nothing lies under the bar that scrolls.
            ui.set_max_width(width - 8.0);
            field::show(ui, session);
            reading::show(ui, session);
            descent::show(ui, session);
            style::show(ui, session);
        });
    });
}

/// The line below the picture: what is under the pointer, what the particles do, and what went wrong.
fn status(ui: &mut Ui, session: &mut Session) {
    ui.horizontal(|ui| {
        let status = &session.status;
        let [nx, ny] = session.scene.grid.unwrap_or(session.field.default_grid());
        let mut parts = vec![format!("{:.0} ms", status.frame_ms), status.adapter.clone(), format!("grid {nx}×{ny}")];
        let sum =
            |part: fn(&crate::compute::Outcomes) -> u32| status.outcomes.iter().map(|it| u64::from(part(it))).sum();
        let counts: [u64; 4] =
            [sum(|it| it.moving), sum(|it| it.converged), sum(|it| it.left), sum(|it| it.not_finite)];
        if !status.outcomes.is_empty() {
            let [moving, converged, left, lost] = counts.map(grouped);
            parts.push(format!("step {}", grouped(session.scene.descent.steps as u64)));
            parts.push(format!("{moving} moving, {converged} converged, {left} left, {lost} not finite"));
        }
        let reading = session.reading().map(|reading| reading::line(session, &reading));
        let message = session.status.line();
        // At the other end from what takes long, so that neither moves the other.
        doubt(ui, session);
        field::degrees(ui, session);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // An error stands until what caused it is mended, or until it was read. What comes and goes has its room, so that
            // nothing beside it moves.
            ui.scope(|ui| {
                if message.is_none() {
                    ui.set_invisible();
                }
                if named(ui, "×", "Dismiss", "the message") {
                    (session.status.message, session.status.picture_message) = (None, None);
                }
            });
            ui.add_visible(session.status.is_working, egui::Label::new("computing…"));
            for slot in slots(ui, [session.status.recording.is_some(), session.status.reading.is_some()]) {
                let work = [&session.status.recording, &session.status.reading];
                let shown = slot.and_then(|index| work[index].clone());
                let cancels = ui.scope(|ui| in_progress(ui, shown.as_ref(), slot)).inner;
                match slot.filter(|_| cancels) {
                    Some(0) => session.request(Request::Cancel),
                    Some(_) => session.leave_reading(),
                    None => {}
                }
            }
            match &message {
                Some(message) => {
                    ui.add(egui::Label::new(RichText::new(message).strong()).truncate()).on_hover_text(message)
                }
                None => ui.add(egui::Label::new(reading.unwrap_or_default()).truncate()),
            };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(parts.join("  ·  ")).truncate());
            });
        });
    });
}

/// The places in the line of what takes long, by its number: what comes later moves none of those that are there, and what
/// ends leaves its place to those beyond it.
fn slots(ui: &Ui, is_active: [bool; 2]) -> Vec<Option<usize>> {
    let id = egui::Id::unique("places of what takes long");
    let mut slots: Vec<Option<usize>> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    slots.iter_mut().for_each(|slot| *slot = slot.filter(|&index| is_active[index]));
    for index in (0..is_active.len()).filter(|&index| is_active[index]) {
        if !slots.contains(&Some(index)) {
            match slots.iter_mut().find(|slot| slot.is_none()) {
                Some(free) => *free = Some(index),
                None => slots.push(Some(index)),
            }
        }
    }
    slots.truncate(slots.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
    ui.data_mut(|data| data.insert_temp(id, slots.clone()));
    slots
}

/// A bar of something that takes long, with what leaves it off, or the room of one; whether that was clicked.
fn in_progress(ui: &mut Ui, work: Option<&Work>, slot: Option<usize>) -> bool {
    let Work { text, fraction } = work.cloned().unwrap_or(Work { text: String::new(), fraction: 0.0 });
    if work.is_none() {
        ui.set_invisible();
    }
    let name = if slot == Some(0) { "Cancel recording" } else { "Cancel opening" };
    let button = ui.button("Cancel");
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let cancels = button.on_hover_text(&text).clicked();
    ui.add(egui::ProgressBar::new(fraction).text(text).desired_width(220.0));
    cancels
}

/// What is under the pointer, and what went wrong, in a line below the picture, which is part of its ground: nothing of the
/// picture is hidden, and nothing moves where there is something to be read.
fn read_out(ui: &mut Ui, session: &Session) {
    const LINE: f32 = 24.0;
    let reading = session.reading().map(|reading| reading::line(session, &reading));
    let text = reading.into_iter().chain(session.status.line()).reduce(|read, said| format!("{read}  ·  {said}"));
    let [r, g, b] = background(session.scene.theme);
    let frame = egui::Frame::NONE.fill(egui::Color32::from_rgb(r, g, b)).inner_margin(egui::Margin::symmetric(10, 2));
    let line = Panel::bottom("read-out").frame(frame).show_separator_line(false).exact_size(LINE);
    line.show(ui, |ui| ui.add(egui::Label::new(text.unwrap_or_default()).truncate()));
}

/// Says where the picture is not to be trusted, with what shows where.
fn doubt(ui: &mut Ui, session: &mut Session) {
    let Some(fraction) = session.status.doubt else { return };
    let text = format!("32 bits are visibly off in {:.0} % of the picture", (100.0 * fraction).max(1.0));
    let button = egui::Button::selectable(session.scene.trust, RichText::new(text).color(refusal::red(ui)));
    let hint = "The picture is drawn from 32-bit values; numbers that are read out are 64-bit ones. Click to see where they differ";
    if ui.add(button).on_hover_text(hint).clicked() {
        session.scene.trust = !session.scene.trust;
    }
}

/// Offers the scene of a window that did not end properly, in a line of its own: nothing is hidden by it, however long it stands.
fn left_behind(ui: &mut Ui, session: &mut Session) {
    let Some(field) = session.left_behind.clone() else { return };
    Panel::top("left behind").show(ui, |ui| {
        ui.horizontal(|ui| {
            if ui.button("Restore").clicked() {
                session.request(Request::Restore(true));
            }
            if ui.button("Forget it").clicked() {
                session.request(Request::Restore(false));
            }
            let text = format!("The last window did not end properly. It showed {field}.");
            ui.add(egui::Label::new(&text).truncate()).on_hover_text(text);
        });
    });
}

#[cfg(test)]
mod tests {
    use crate::render::figure::ground::contrast;

    #[test]
    fn letters_are_read_on_their_ground() {
        let context = egui::Context::default();
        super::install_style(&context);
        for theme in [egui::Theme::Light, egui::Theme::Dark] {
            let visuals = context.style_of(theme).visuals.clone();
            for ground in [visuals.panel_fill, visuals.window_fill, visuals.extreme_bg_color] {
                for (name, text) in
                    [("text", visuals.text_color()), ("what is said by the way", visuals.weak_text_color())]
                {
                    let [ground, text] = [ground, text].map(|color| [color.r(), color.g(), color.b()]);
                    assert!(contrast(text, ground) >= 4.5, "{name} in {theme:?}: {}", contrast(text, ground));
                }
            }
        }
    }
}
