//! The picture's place: what the pointer does over it, and what is drawn over it by hand.

use egui::{Color32, PointerButton, Pos2, Rect, Sense, Stroke, Ui, Vec2};

use super::reading::arrow;
use crate::field::Domain;
use crate::render::{Panel, Picker, Run};
use crate::scene::Theme;
use crate::session::Gesture;
use crate::session::Reading;
use crate::session::Session;
use crate::session::{pan, turn, zoom};
use crate::words::short;

/// Points of the wheel that are a notch.
const POINTS_PER_NOTCH: f32 = 50.0;
/// Points between two starts that a brush seeds.
const BRUSH: f32 = 14.0;

/// How near to a point it is taken hold of, in points, and how many are looked at with every move of the pointer.
const HANDLE: f32 = 9.0;
const MOST_HANDLES: usize = 500;
/// Runs and steps of each among which the one under the pointer is sought.
const MOST_RUNS: usize = 200;
const MOST_STEPS: usize = 1000;

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
                stage.preview(ui, session);
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

/// Where an arrow ends that leads from a point towards another, and stays within a panel with its head.
fn end_within(panel: Rect, from: Pos2, to: Pos2) -> Pos2 {
    const HEAD: f32 = 5.0;
    let span = to - from;
    let within = |from: f32, span: f32, room: egui::Rangef| {
        let end = if span > 0.0 { room.max } else { room.min };
        if span == 0.0 { 1.0 } else { ((end - from) / span).clamp(0.0, 1.0) }
    };
    let room = panel.shrink(HEAD);
    from + span * within(from.x, span.x, room.x_range()).min(within(from.y, span.y, room.y_range()))
}

/// A round length of at most so many metres, and how it is written.
fn scale_bar(most: f64) -> Option<(f64, String)> {
    if !(most.is_finite() && most > 0.0) {
        return None;
    }
    let power = 10f64.powf(most.log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|factor| factor * power).find(|length| *length <= most)?;
    let text = if length >= 1000.0 { format!("{} km", short(length / 1000.0)) } else { format!("{} m", short(length)) };
    Some((length, text))
}

/// The picture's place, and how its pixels lie in points.
struct Stage<'a> {
    rect: egui::Rect,
    scale: f32,
    picker: Picker<'a>,
}

impl Stage<'_> {
    fn pixel(&self, at: Pos2) -> [f32; 2] {
        [(at.x - self.rect.left()) * self.scale, (at.y - self.rect.top()) * self.scale]
    }

    fn point(&self, [x, y]: [f32; 2]) -> Pos2 {
        self.rect.min + Vec2::new(x, y) / self.scale
    }

    fn panel(&self, rect: crate::render::Rect) -> Rect {
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
        if response.dragged() {
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
                session.click(session.hover.map(|reading| reading.point));
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
        let by = response.drag_delta();
        match session.gesture {
            Gesture::None => {}
            Gesture::Turn => turn(&mut session.scene, by.into()),
            Gesture::Pan(panel) => {
                let rect = match panel {
                    Panel::Contour => self.picker.contour_rect(),
                    Panel::Surface => self.picker.surface_rect(),
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

    /// The start or the pin at a place, which a drag from there moves.
    fn handle(&self, session: &Session, at: Pos2, panel: Panel) -> Option<Gesture> {
        let is_near = |point| self.place(session, point, panel).is_some_and(|place| place.distance(at) <= HANDLE);
        let held = session.handles().take(MOST_HANDLES).find(|&(_, point)| is_near(point));
        held.map(|(handle, _)| Gesture::Move(handle, panel))
    }

    /// Where a point of the field is in a panel; nothing where it has no value.
    fn place(&self, session: &Session, point: [f64; 2], panel: Panel) -> Option<Pos2> {
        let [f, slope, _] = session.read(point)?.values;
        self.place_of(point, [f, slope], panel)
    }

    /// The same of a point whose f and, on a curve, f′ are known; nothing where they are not finite.
    fn place_of(&self, point: [f64; 2], [f, slope]: [f64; 2], panel: Panel) -> Option<Pos2> {
        let pixel = match panel {
            Panel::Contour => self.picker.on_contours(point),
            Panel::Surface => self.picker.on_surface(point, f),
            Panel::Curve => self.picker.on_curves(point[0], [f, slope], 0.0).first().map(|point| point.at),
        };
        pixel.map(|pixel| self.point(pixel)).filter(|place| place.x.is_finite() && place.y.is_finite())
    }

    /// On a curve: the point above or below the pointer, its tangent, and what is read there.
    fn trace(&self, ui: &Ui, session: &Session, reading: &Reading) {
        let ink = if session.scene.theme == Theme::Dark { Color32::from_gray(230) } else { Color32::from_gray(40) };
        let values = [reading.values[0], reading.values[1]];
        for on_curve in self.picker.on_curves(reading.point[0], values, 0.13) {
            let frame = self.panel(on_curve.rect);
            let painter = ui.painter_at(frame);
            let at = self.point(on_curve.at);
            painter.vline(at.x, frame.y_range(), Stroke::new(1.0, ink.gamma_multiply(0.35)));
            if let Some(ends) = on_curve.tangent {
                painter.line_segment(
                    ends.map(|end| self.point(end)),
                    Stroke::new(2.0, Color32::from_rgb(0xff, 0x7f, 0x0e)),
                );
            }
            painter.circle(at, 4.5, Color32::WHITE, Stroke::new(1.5, ink));
            // The text stands where there is room for it.
            let (align, side) = match at.x < frame.center().x {
                true => (egui::Align2::LEFT_BOTTOM, 1.0),
                false => (egui::Align2::RIGHT_BOTTOM, -1.0),
            };
            let place = at + Vec2::new(10.0 * side, -8.0);
            let place = Pos2::new(place.x, place.y.clamp(frame.top() + 16.0, frame.bottom() - 2.0));
            let text = super::reading::line(session, reading);
            let font = egui::FontId::proportional(13.0);
            let galley = painter.layout_no_wrap(text, font, ink);
            let rect = align.anchor_size(place, galley.size());
            let ground = if session.scene.theme == Theme::Dark {
                Color32::from_black_alpha(190)
            } else {
                Color32::from_white_alpha(215)
            };
            painter.rect_filled(rect.expand(2.0), 3.0, ground);
            painter.galley(rect.min, galley, ink);
        }
    }

    /// How the surface is exaggerated, and a scale bar on the contours, where both are of the ground.
    fn ground(&self, ui: &Ui, session: &mut Session) {
        let Domain { x, y } = session.domain();
        let middle = [x, y].map(|[first, last]| 0.5 * (first + last));
        let metres = session.metres(middle).map(|[east, _]| east);
        session.exaggeration = metres.and_then(|metres| self.picker.exaggeration(metres));
        let (Some(metres), Some(pixels), Some(rect)) =
            (metres, self.picker.pixels_per_unit(), self.picker.contour_rect())
        else {
            return;
        };
        let points = pixels / metres / f64::from(self.scale);
        let Some((length, text)) = scale_bar(110.0 / points) else { return };
        let width = (length * points) as f32;
        let corner = self.point([rect.min[0], rect.max[1]]) + Vec2::new(12.0, -14.0);
        let painter = ui.painter_at(self.rect);
        let ground = Rect::from_min_size(corner - Vec2::new(6.0, 20.0), Vec2::new(width + 12.0, 27.0));
        painter.rect_filled(ground, 3.0, Color32::from_white_alpha(215));
        let stroke = Stroke::new(2.0, Color32::from_gray(20));
        painter.line_segment([corner, corner + Vec2::new(width, 0.0)], stroke);
        for end in [0.0, width] {
            let at = corner + Vec2::new(end, 0.0);
            painter.line_segment([at - Vec2::new(0.0, 4.0), at + Vec2::new(0.0, 3.0)], stroke);
        }
        let font = egui::FontId::proportional(12.0);
        let middle = corner + Vec2::new(0.5 * width, -4.0);
        painter.text(middle, egui::Align2::CENTER_BOTTOM, text, font, Color32::from_gray(20));
    }

    /// Draws the run that the values under the pointer make in the map of fates.
    fn preview(&self, ui: &Ui, session: &Session) {
        let Some((_, run)) = session.fates.as_ref().and_then(|fates| fates.pointed.as_ref()) else { return };
        let painter = ui.painter_at(self.rect);
        for panel in [Panel::Contour, Panel::Surface, Panel::Curve] {
            let place = |&(point, f): &([f64; 2], f64)| {
                let place = self.place_of(point, [f, f64::NAN], panel)?;
                (self.picker.panel(self.pixel(place)) == Some(panel)).then_some(place)
            };
            let places: Vec<Option<Pos2>> = run.iter().map(place).collect();
            for step in places.windows(2) {
                if let [Some(from), Some(to)] = *step {
                    painter.line_segment([from, to], Stroke::new(4.0, Color32::BLACK));
                }
            }
            for step in places.windows(2) {
                if let [Some(from), Some(to)] = *step {
                    painter.line_segment([from, to], Stroke::new(2.0, Color32::WHITE));
                }
            }
            for place in places.iter().flatten() {
                painter.circle(*place, 2.5, Color32::WHITE, Stroke::new(1.0, Color32::BLACK));
            }
        }
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
            let [width, height] = session.domain().size().map(|side| NEAR * side.abs());
            // A curve has no y.
            let reach = [width, if panel == Some(Panel::Curve) { f64::INFINITY } else { height }];
            let steps = session.hover.into_iter().flat_map(|reading| steps_near(runs(), reading.point, reach));
            let near = steps.filter_map(|(run, step)| Some((step, distance(run, step)?)));
            session.pointed_step = near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(step, _)| step);
        }
        let Some(step) = session.pointed_step else { return };
        let painter = ui.painter_at(self.rect);
        for run in session.runs.iter().take(MOST_RUNS) {
            let (Some(&point), Some(&f)) = (run.points.get(step), run.f.get(step)) else { continue };
            let is_in = |place: Pos2, panel| self.picker.panel(self.pixel(place)) == Some(panel);
            let places = panels.iter().filter_map(|&panel| Some((self.place_of(point, [f, f64::NAN], panel)?, panel)));
            for (place, _) in places.filter(|&(place, panel)| is_in(place, panel)) {
                let [r, g, b] = run.color;
                painter.circle(place, 5.5, Color32::from_rgb(r, g, b), Stroke::new(2.0, Color32::WHITE));
                painter.circle_stroke(place, 7.0, Stroke::new(1.0, Color32::BLACK));
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

    /// The gradient and the tangent at the point under the pointer; a pinned one is part of the picture.
    fn overlay(&self, ui: &Ui, session: &Session) {
        const LENGTH: f32 = 46.0;
        let Some(reading) = session.hover.filter(|_| session.gesture == Gesture::None && session.scene.probe.is_none())
        else {
            return;
        };
        self.trace(ui, session, &reading);
        let red = Color32::from_rgb(0xff, 0x40, 0x38);
        let Reading { point: [x, y], values: [f, fx, fy], .. } = reading;
        let norm = reading.norm();
        let on_contours = |point| self.picker.on_contours(point).map(|pixel| self.point(pixel));
        if let (Some(at), Some(rect)) = (on_contours([x, y]), self.picker.contour_rect()) {
            let panel = self.panel(rect);
            let painter = ui.painter_at(panel);
            painter.circle_filled(at, 3.5, Color32::WHITE);
            painter.circle_stroke(at, 3.5, Stroke::new(1.0, Color32::BLACK));
            // As a point would move, carried over to the axes as they are drawn.
            let towards = |direction: [f64; 2], stroke: Stroke| {
                let Some(towards) = self.picker.direction([x, y], direction) else { return };
                arrow(&painter, at, end_within(panel, at, at + LENGTH * Vec2::from(towards)), stroke);
            };
            if norm > 0.0 {
                towards([fx / norm, fy / norm], Stroke::new(2.5, red));
            }
            towards([session.direction.cos(), session.direction.sin()], Stroke::new(2.0, Color32::WHITE));
        }
        let Some(panel) = self.picker.surface_rect().map(|rect| self.panel(rect)) else { return };
        let painter = ui.painter_at(panel);
        let reach = 0.12 * session.domain().size()[0].abs();
        let tangent = |fraction: f64| {
            let (dx, dy) = (fraction * reach * session.direction.cos(), fraction * reach * session.direction.sin());
            self.picker.on_surface([x + dx, y + dy], f + fx * dx + fy * dy).map(|pixel| self.point(pixel))
        };
        let ends = if self.picker.is_even() { [tangent(-1.0), tangent(0.0), tangent(1.0)] } else { [None; 3] };
        if let [Some(first), Some(middle), Some(last)] = ends {
            painter.line_segment([first, last], Stroke::new(2.0, Color32::WHITE));
            if norm > 0.0 {
                let (dx, dy) = (reach * fx / norm, reach * fy / norm);
                let uphill = self.picker.on_surface([x + dx, y + dy], f + norm * reach).map(|pixel| self.point(pixel));
                if let Some(uphill) = uphill {
                    arrow(&painter, middle, end_within(panel, middle, uphill), Stroke::new(2.5, red));
                }
            }
            painter.circle_filled(middle, 3.5, Color32::WHITE);
            painter.circle_stroke(middle, 3.5, Stroke::new(1.0, Color32::BLACK));
        }
    }
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

    #[test]
    fn an_arrow_ends_within_its_panel_in_its_own_direction() {
        let panel = Rect::from_min_max(Pos2::new(100.0, 50.0), Pos2::new(300.0, 200.0));
        for from in [Pos2::new(110.0, 60.0), Pos2::new(296.0, 125.0), Pos2::new(200.0, 199.0), Pos2::new(200.0, 120.0)]
        {
            for angle in 0..24 {
                let span = 46.0 * Vec2::angled(angle as f32 * std::f32::consts::TAU / 24.0);
                let end = end_within(panel, from, from + span);
                assert!(panel.contains(end), "{from:?} {span:?} {end:?}");
                let part = (end - from).length() / 46.0;
                assert!((from + span * part - end).length() < 1e-3 && part <= 1.0001, "{from:?} {span:?} {end:?}");
            }
        }
        let free = Pos2::new(200.0, 120.0);
        assert_eq!(end_within(panel, free, free + Vec2::new(46.0, 0.0)), Pos2::new(246.0, 120.0), "there is room");
    }

    #[test]
    fn a_scale_bar_has_a_round_length() {
        let text = |most: f64| scale_bar(most).map(|(_, text)| text).unwrap_or_default();
        assert_eq!([1234.0, 740.0, 27_000.0, 0.6].map(text), ["1 km", "500 m", "20 km", "0.5 m"]);
        assert_eq!(scale_bar(f64::NAN), None);
    }
}
