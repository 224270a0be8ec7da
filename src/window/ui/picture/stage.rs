//! The picture's place, and what the pointer does over it.

use egui::{Color32, PointerButton, Pos2, Rect, Sense, Stroke, Ui, Vec2};

use super::overlay::part_within;
use crate::render::{Panel, Picker, Run};
use crate::session::{Gesture, Handle, Session, pan, turn, zoom};
use crate::window::ui::descent::runs::Told;

/// Points of the wheel that are a notch.
const POINTS_PER_NOTCH: f32 = 50.0;
/// Points between two starts that a brush seeds.
const BRUSH: f32 = 14.0;

/// How near to a point it is taken hold of, in points, and how many are looked at with every move of the pointer.
const HANDLE: f32 = 9.0;
const MOST_HANDLES: usize = 500;
/// Runs and steps of each among which the one under the pointer is sought.
pub(super) const MOST_RUNS: usize = 200;
pub(super) const MOST_STEPS: usize = 1000;

/// What of the domain's sides lies so near to the pointer that it may be seen under it.
const NEAR: f64 = 0.06;

/// Takes the rest of the window; its place in points.
pub(crate) fn show(ui: &mut Ui, session: &mut Session, picker: Option<Picker<'_>>) -> egui::Rect {
    let frame = egui::Frame::NONE;
    egui::CentralPanel::default()
        .frame(frame)
        .show(ui, |ui| {
            let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Picture"));
            if let Some(picker) = picker {
                let stage = Stage { rect, scale: ui.pixels_per_point(), picker };
                stage.pointer(ui, session, &response);
                stage.point_at_step(ui, session, &response);
                stage.runs(ui, session);
                stage.overlay(ui, session);
                stage.ground(ui, session);
            }
            rect
        })
        .inner
}

/// The steps of runs that lie about a point of the field: those alone are looked for on the screen, since a step is far sooner
/// compared than projected.
fn steps_near<'a>(
    runs: impl Iterator<Item = &'a Run>,
    point: [f64; 2],
    reach: [f64; 2],
) -> impl Iterator<Item = (&'a Run, usize)> {
    let is_near = move |at: &[f64; 2]| (0..2).all(|axis| (at[axis] - point[axis]).abs() <= reach[axis]);
    runs.flat_map(move |run| {
        let steps = run.points.iter().take(MOST_STEPS).enumerate();
        steps.filter(move |(_, at)| is_near(at)).map(move |(step, _)| (run, step))
    })
}

/// The picture's place, and how its pixels lie in points.
pub(super) struct Stage<'a> {
    pub(super) rect: egui::Rect,
    pub(super) scale: f32,
    pub(super) picker: Picker<'a>,
}

impl Stage<'_> {
    pub(super) fn pixel(&self, at: Pos2) -> [f32; 2] {
        [(at.x - self.rect.left()) * self.scale, (at.y - self.rect.top()) * self.scale]
    }

    pub(super) fn point(&self, [x, y]: [f32; 2]) -> Pos2 {
        self.rect.min + Vec2::new(x, y) / self.scale
    }

    pub(super) fn panel(&self, rect: crate::render::Rect) -> Rect {
        Rect::from_min_max(self.point(rect.min), self.point(rect.max))
    }

    fn pointer(&self, ui: &Ui, session: &mut Session, response: &egui::Response) {
        let shift = ui.input(|input| input.modifiers.shift);
        if response.drag_started()
            && let Some(at) = ui.input(|input| input.pointer.press_origin())
        {
            let is_primary = response.drag_started_by(PointerButton::Primary);
            let panel = self.picker.panel(self.pixel(at));
            let held = panel.filter(|_| is_primary && !shift).and_then(|panel| self.handle(session, at, panel));
            session.gesture = held.unwrap_or_else(|| Gesture::begin(panel, is_primary, shift));
        }
        // Where a frame is slow the last move and the release are in one.
        if response.dragged() || response.drag_stopped() {
            self.drag(session, response, ui);
        }
        if response.drag_stopped() || !ui.input(|input| input.pointer.any_down()) {
            session.gesture = Gesture::None;
        }
        let Some(at) = response.hover_pos() else {
            session.hover = None;
            return;
        };
        if session.gesture == Gesture::None {
            let picked = self.picker.pick(&session.field, self.pixel(at));
            session.hover = picked.and_then(|picked| session.read(picked.point));
            if picked.is_some_and(|picked| self.handle(session, at, picked.panel).is_some()) {
                ui.ctx().set_cursor_icon(egui::CursorIcon::Grab);
            }
            if response.double_clicked() {
                session.double_click();
            } else if response.clicked() {
                // A start is there already.
                let held = picked.and_then(|picked| self.handle(session, at, picked.panel));
                let is_new = !matches!(held, Some(Gesture::Move(Handle::Start(_), _)));
                session.click(session.hover.map(|reading| reading.point).filter(|_| is_new));
            }
        }
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0
            && let Some(reading) = session.hover
        {
            let domain = session.domain();
            let notches = f64::from(wheel / POINTS_PER_NOTCH);
            let narrowest = session.narrowest();
            if !zoom(&mut session.scene, domain, reading.point, notches, narrowest) {
                session.status.picture_message = Some("floats resolve no narrower domain".to_owned());
            }
        }
    }

    fn drag(&self, session: &mut Session, response: &egui::Response, ui: &Ui) {
        let mut by = response.drag_delta();
        if response.drag_started()
            && let (Some(from), Some(to)) =
                ui.input(|input| (input.pointer.press_origin(), input.pointer.interact_pos()))
        {
            // It moved before it was known for a drag.
            by = to - from;
        }
        match session.gesture {
            Gesture::None => {}
            Gesture::Turn => turn(&mut session.scene, by.into()),
            Gesture::Pan(panel) => {
                let rect = match panel {
                    Panel::Contour => self.picker.contour_rect(),
                    Panel::Surface => self.picker.surface_rect(),
                    Panel::Loss => None,
                    Panel::Curve => {
                        let pressed = ui.input(|input| input.pointer.press_origin());
                        pressed.and_then(|at| self.picker.curve_rect(self.pixel(at)))
                    }
                };
                if let Some(rect) = rect {
                    let size = [rect.width(), rect.height()].map(|side| f64::from(side / self.scale));
                    let domain = session.domain();
                    pan(&mut session.scene, domain, panel, [f64::from(by.x) / size[0], f64::from(by.y) / size[1]]);
                }
            }
            Gesture::Move(handle, panel) => {
                let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
                let picked = self.picker.pick(&session.field, self.pixel(at)).filter(|picked| picked.panel == panel);
                if let Some(picked) = picked {
                    session.move_handle(handle, picked.point);
                    session.hover = session.read(picked.point);
                }
            }
            Gesture::Seed => {
                let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
                let Some(picked) = self.picker.pick(&session.field, self.pixel(at)) else { return };
                let last = session.seeded().last().copied().and_then(|last| self.place(session, last, picked.panel));
                let is_far = last.is_none_or(|last| last.distance(at) >= BRUSH);
                if is_far {
                    session.seed_particles(picked.point);
                }
            }
        }
    }

    /// The pin, the arrow's end at it or the start at a place, which a drag from there moves.
    fn handle(&self, session: &Session, at: Pos2, panel: Panel) -> Option<Gesture> {
        let is_near = |place: Option<Pos2>| place.is_some_and(|place| place.distance(at) <= HANDLE);
        let tip = self.direction_end(session, panel);
        let tip = is_near(tip).then_some(Handle::Direction);
        let mut points = session.handles().take(MOST_HANDLES);
        let held = points.find(|&(_, point)| is_near(self.place(session, point, panel))).map(|(handle, _)| handle);
        let held = if held == Some(Handle::Pin) { held } else { tip.or(held) };
        held.map(|handle| Gesture::Move(handle, panel))
    }

    /// Where the arrow of the direction is seen to end, which is cut at the panel's borders, and on the surface at the box.
    fn direction_end(&self, session: &Session, panel: Panel) -> Option<Pos2> {
        let (tip, height) = session.direction_tip()?;
        let pin = session.read(session.scene.probe?)?;
        let (f, scales) = (pin.values[0], session.scene.scales.of_axes(session.scene.view));
        let (places, from, to) = (scales.places(session.domain()), scales.place(pin.point), scales.place(tip));
        let heights = self.picker.heights().filter(|_| panel == Panel::Surface);
        let sides = [(places.x, from[0], to[0]), (places.y, from[1], to[1])];
        let sides = sides.into_iter().chain(heights.map(|heights| (heights, f, height)));
        let part =
            sides.map(|([a, b], from, to)| part_within([a.min(b), a.max(b)], from, to - from)).fold(1.0, f64::min);
        let end = scales.point([0, 1].map(|axis| from[axis] + part * (to[axis] - from[axis])));
        self.place_of(end, [f + part * (height - f), f64::NAN], panel)
    }

    /// Where a point of the field is in a panel; nothing where it has no value.
    fn place(&self, session: &Session, point: [f64; 2], panel: Panel) -> Option<Pos2> {
        let [f, slope, _] = session.read(point)?.values;
        self.place_of(point, [f, slope], panel)
    }

    /// The same of a point whose f and, on a curve, f′ are known; nothing where they are not finite.
    pub(super) fn place_of(&self, point: [f64; 2], [f, slope]: [f64; 2], panel: Panel) -> Option<Pos2> {
        let pixel = match panel {
            Panel::Contour => self.picker.on_contours(point),
            Panel::Surface => self.picker.on_surface(point, f),
            Panel::Loss => None,
            Panel::Curve => self.picker.on_curves(point[0], [f, slope], 0.0).first().map(|point| point.at),
        };
        pixel.map(|pixel| self.point(pixel)).filter(|place| place.x.is_finite() && place.y.is_finite())
    }

    /// Marks the step of the runs that the pointer is at, here or in the plot of them.
    fn point_at_step(&self, ui: &Ui, session: &mut Session, response: &egui::Response) {
        let runs = || session.runs.iter().take(MOST_RUNS);
        let panels = [Panel::Contour, Panel::Surface, Panel::Curve];
        if let Some(at) = response.hover_pos() {
            let panel = self.picker.panel(self.pixel(at));
            let distance = |run: &Run, step: usize| {
                let place = self.place_of(run.points[step], [run.f[step], f64::NAN], panel?)?;
                Some(place.distance(at)).filter(|distance| *distance <= HANDLE)
            };
            // Of axes by logarithms all steps are looked at: what is near there is far elsewhere.
            let part = if self.picker.is_even() { NEAR } else { f64::INFINITY };
            let [width, height] = session.domain().size().map(|side| part * side.abs());
            // A curve has no y.
            let reach = [width, if panel == Some(Panel::Curve) { f64::INFINITY } else { height }];
            let steps = session.hover.into_iter().flat_map(|reading| steps_near(runs(), reading.point, reach));
            let near = steps.filter_map(|(run, step)| Some((step, distance(run, step)?)));
            let step = near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(step, _)| step);
            let most = runs().map(Run::steps).max().unwrap_or(0);
            let of_losses = self.picker.step(self.pixel(at)).map(|step| step.round().clamp(0.0, most as f64) as usize);
            session.pointed_step = step.or(of_losses);
        }
        let Some(step) = session.pointed_step else { return };
        self.losses(ui, session, step, response.hover_pos());
        let painter = ui.painter_at(self.rect);
        let told = Told::apart(&session.runs);
        for (index, run) in session.runs.iter().enumerate().take(MOST_RUNS) {
            let (Some(&point), Some(&f)) = (run.points.get(step), run.f.get(step)) else { continue };
            let is_in = |place: Pos2, panel| self.picker.panel(self.pixel(place)) == Some(panel);
            let places = panels.iter().filter_map(|&panel| Some((self.place_of(point, [f, f64::NAN], panel)?, panel)));
            for (place, _) in places.filter(|&(place, panel)| is_in(place, panel)) {
                mark(&painter, place, told.color(&session.runs, index));
                if runs().count() == 1 {
                    let at = place + Vec2::new(12.0, 0.0);
                    let text = format!("step {step}");
                    let font = egui::FontId::proportional(13.0);
                    let shadow = painter.text(at, egui::Align2::LEFT_CENTER, &text, font.clone(), Color32::BLACK);
                    painter.rect_filled(shadow.expand(3.0), 3.0, Color32::from_white_alpha(215));
                    painter.text(at, egui::Align2::LEFT_CENTER, text, font, Color32::BLACK);
                }
            }
        }
    }
}

/// Marks a place of a run, in its colour.
pub(super) fn mark(painter: &egui::Painter, place: Pos2, [r, g, b]: [u8; 3]) {
    painter.circle(place, 5.5, Color32::from_rgb(r, g, b), Stroke::new(2.0, Color32::WHITE));
    painter.circle_stroke(place, 7.0, Stroke::new(1.0, Color32::BLACK));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_steps_those_about_the_pointer_are_looked_at() {
        let at = |index: usize| [(index % 331) as f64 / 331.0, (index % 977) as f64 / 977.0];
        let run = |of: usize| {
            let points: Vec<[f64; 2]> = (0..MOST_STEPS).map(|step| at(37 * step + of)).collect();
            Run::new(String::new(), [0; 3], points, vec![0.0; MOST_STEPS], vec![0.0; MOST_STEPS])
        };
        let runs: Vec<Run> = (0..MOST_RUNS).map(run).collect();
        let (point, reach) = ([0.4, 0.7], [NEAR; 2]);
        let near = steps_near(runs.iter(), point, reach).count();
        assert!(near > 100 && near < MOST_RUNS * MOST_STEPS / 40, "{near}");
        let is_near = |at: &[f64; 2]| (at[0] - 0.4).abs() <= NEAR && (at[1] - 0.7).abs() <= NEAR;
        assert_eq!(near, runs.iter().flat_map(|run| &run.points).filter(|at| is_near(at)).count());
        let on_a_curve = steps_near(runs.iter(), point, [NEAR, f64::INFINITY]).count();
        assert_eq!(
            on_a_curve,
            runs.iter().flat_map(|run| &run.points).filter(|at| (at[0] - 0.4).abs() <= NEAR).count()
        );
    }
}
