//! What is drawn over the picture by hand: the point under the pointer with its gradient and tangent, a run that is pointed
//! at in the map of fates, a scale bar.

use egui::{Color32, Pos2, Rect, Stroke, Ui, Vec2};

use super::reading::arrow;
use super::stage::{MOST_RUNS, MOST_STEPS, Stage, mark};
use crate::field::Domain;
use crate::render::{Panel, Run};
use crate::scene::{LossOf, Theme};
use crate::session::{Gesture, Reading, Session};
use crate::window::ui::descent::runs::{Told, highlighted};
use crate::words::{brief, exact};

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

/// The part of a rise from f that stays between two heights.
pub(super) fn part_within([low, high]: [f64; 2], f: f64, rise: f64) -> f64 {
    let room = if rise > 0.0 { high - f } else { low - f };
    if rise == 0.0 { 1.0 } else { (room / rise).clamp(0.0, 1.0) }
}

/// A round length of at most so many metres, and how it is written.
fn scale_bar(most: f64) -> Option<(f64, String)> {
    if !(most.is_finite() && most > 0.0) {
        return None;
    }
    let power = 10f64.powf(most.log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|factor| factor * power).find(|length| *length <= most)?;
    let text = if length >= 1000.0 { format!("{} km", exact(length / 1000.0)) } else { format!("{} m", exact(length)) };
    Some((length, text))
}

/// What is written over curves.
fn ink(theme: Theme) -> Color32 {
    Color32::from_gray(if theme == Theme::Dark { 230 } else { 40 })
}

/// Where a text of some size stands that is read at a place of a frame: where it hides the fewest of the points of lines, as near
/// as that goes, and above it towards the middle where all is free.
fn beside(frame: Rect, at: Pos2, size: Vec2, lines: &[Pos2]) -> Rect {
    /// Between the place and the text, across, and upwards or downwards.
    const ACROSS: f32 = 10.0;
    const UP: [f32; 4] = [8.0, 28.0, 52.0, 80.0];
    /// What is kept free of the place itself.
    const POINT: f32 = 6.0;
    let inner = if at.x < frame.center().x { 1.0 } else { -1.0 };
    let room = frame.shrink(2.0);
    let into = |low: f32, high: f32, room: egui::Rangef| {
        if low < room.min { room.min - low } else { (room.max - high).min(0.0) }
    };
    let place = |(up, [across, down]): (f32, [f32; 2])| {
        let middle = at + Vec2::new(across * (ACROSS + 0.5 * size.x), down * (up + 0.5 * size.y));
        let rect = Rect::from_center_size(middle, size);
        let by = [into(rect.left(), rect.right(), room.x_range()), into(rect.top(), rect.bottom(), room.y_range())];
        rect.translate(by.into())
    };
    let hidden = |rect: &Rect| {
        let hides_place = rect.expand(POINT).contains(at);
        (hides_place, lines.iter().filter(|&&point| rect.expand(2.0).contains(point)).count())
    };
    let sides = [[inner, -1.0], [-inner, -1.0], [inner, 1.0], [-inner, 1.0], [0.0, -1.0], [0.0, 1.0]];
    let places = UP.into_iter().flat_map(|up| sides.map(|side| place((up, side))));
    places.min_by_key(hidden).unwrap_or(frame)
}

/// Points along lines, near enough to each other for none to pass between them.
fn along(points: impl IntoIterator<Item = Pos2>) -> Vec<Pos2> {
    const STEP: f32 = 6.0;
    const MOST: usize = 100;
    let mut all: Vec<Pos2> = Vec::new();
    for point in points.into_iter().filter(|point| point.x.is_finite() && point.y.is_finite()) {
        if let Some(&last) = all.last() {
            let count = ((last.distance(point) / STEP) as usize).min(MOST);
            all.extend((1..=count).map(|step| last.lerp(point, step as f32 / (count + 1) as f32)));
        }
        all.push(point);
    }
    all
}

/// Writes what is read at a place of a frame, beside its lines.
fn note(painter: &egui::Painter, (frame, at): (Rect, Pos2), text: String, lines: &[Pos2], theme: Theme) {
    let galley = painter.layout_no_wrap(text, egui::FontId::proportional(13.0), ink(theme));
    let rect = beside(frame, at, galley.size(), lines);
    let ground = if theme == Theme::Dark { Color32::from_black_alpha(190) } else { Color32::from_white_alpha(215) };
    painter.rect_filled(rect.expand(2.0), 3.0, ground);
    painter.galley(rect.min, galley, ink(theme));
}

/// Runs of which what is read beside them hides as little as it can.
const MOST_LINES: usize = 40;
/// Places of a curve, and steps of a run, that what is read there is not to hide.
const SAMPLES: usize = 160;

impl Stage<'_> {
    /// On a curve: the point above or below the pointer, its tangent, and what is read there.
    fn trace(&self, ui: &Ui, session: &Session, reading: &Reading) {
        let ink = ink(session.scene.theme);
        let values = [reading.values[0], reading.values[1]];
        let [first, last] = session.domain().x;
        let xs = (0..=SAMPLES).map(|index| first + (last - first) * index as f64 / SAMPLES as f64);
        let on_curves = |x: f64| {
            let [f, slope, _] = session.read([x, reading.point[1]])?.values;
            Some(self.picker.on_curves(x, [f, slope], 0.0))
        };
        let curves: Vec<_> = xs.filter_map(on_curves).collect();
        for (panel, on_curve) in self.picker.on_curves(reading.point[0], values, 0.13).into_iter().enumerate() {
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
            let mut lines = along(curves.iter().filter_map(|curves| Some(self.point(curves.get(panel)?.at))));
            lines.extend(along(on_curve.tangent.into_iter().flatten().map(|end| self.point(end))));
            for run in session.runs.iter().take(MOST_LINES).filter(|_| on_curve.tangent.is_some()) {
                let steps = run.points.iter().zip(&run.f).take(SAMPLES);
                let on_run =
                    |(at, f): (&[f64; 2], &f64)| Some(self.picker.on_curves(at[0], [*f, f64::NAN], 0.0).get(panel)?.at);
                lines.extend(along(steps.filter_map(on_run).map(|at| self.point(at))));
            }
            let text = super::reading::line(session, reading);
            note(&painter, (frame, at), text, &lines, session.scene.theme);
        }
    }

    /// On losses: a step of all runs, and what the one next to the pointer has come to with it.
    pub(super) fn losses(&self, ui: &Ui, session: &Session, step: usize, pointer: Option<Pos2>) {
        let Some(frame) = self.picker.losses_rect().map(|rect| self.panel(rect)) else { return };
        let painter = ui.painter_at(frame);
        let Some(x) = self.picker.x_of_step(step).map(|x| self.point([x, 0.0]).x) else { return };
        painter.vline(x, frame.y_range(), Stroke::new(1.0, ink(session.scene.theme).gamma_multiply(0.35)));
        let runs = session.runs.as_slice();
        let place = |(index, run)| {
            let (value, pixel) = self.picker.on_losses(run, step)?;
            Some((index, value, self.point(pixel)))
        };
        let places: Vec<_> = runs.iter().enumerate().take(MOST_RUNS).filter_map(place).collect();
        let told = Told::apart(runs);
        places.iter().for_each(|&(index, _, at)| mark(&painter, at, told.color(runs, index)));
        let Some(pointer) = pointer.filter(|&pointer| frame.contains(pointer)) else { return };
        let nearest = places.iter().min_by(|a, b| a.2.distance(pointer).total_cmp(&b.2.distance(pointer)));
        if let Some(&(index, value, at)) = nearest {
            let name = told.name(runs, index);
            let name = if name.is_empty() { name } else { format!("{name}\n") };
            let quantity = if session.scene.loss.of == LossOf::F { "f" } else { "|∇f|" };
            let text = format!("{name}step {step}\n{quantity} {}", brief(value, 6));
            let line = |run: &Run| {
                let steps = (0..=run.steps()).step_by((run.steps() / SAMPLES).max(1));
                along(steps.filter_map(|step| Some(self.point(self.picker.on_losses(run, step)?.1))))
            };
            let lines: Vec<Pos2> = runs.iter().take(MOST_LINES).flat_map(line).collect();
            note(&painter, (frame, at), text, &lines, session.scene.theme);
        }
    }

    /// How the surface is exaggerated, and a scale bar on the contours, where both are of the ground.
    pub(super) fn ground(&self, ui: &Ui, session: &mut Session) {
        let Domain { x, y } = session.domain();
        let middle = [x, y].map(|[first, last]| 0.5 * (first + last));
        let exaggeration = session.rise_along_x(middle).and_then(|rise| self.picker.exaggeration(rise));
        if exaggeration != session.exaggeration {
            session.exaggeration = exaggeration;
            // The panel, which was laid out before, tells of it in the next frame.
            ui.ctx().request_repaint();
        }
        let (Some(metres), Some(pixels), Some(rect)) =
            (session.ground_metres(middle), self.picker.pixels_per_unit(), self.picker.contour_rect())
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

    /// Draws the run that is highlighted in the table, and the one that the values under the pointer make in the map of fates. Where
    /// the picture has all runs in one colour, their starts have those of the table.
    pub(super) fn runs(&self, ui: &Ui, session: &Session) {
        let told = Told::apart(&session.runs);
        let draw = |index: usize, most: usize| {
            let (run, [r, g, b]) = (&session.runs[index], told.color(&session.runs, index));
            let steps: Vec<_> = run.points.iter().copied().zip(run.f.iter().copied()).take(most).collect();
            self.run(ui, &steps, [Stroke::new(7.0, Color32::WHITE), Stroke::new(4.0, Color32::from_rgb(r, g, b))]);
        };
        if session.shows_runs && told.by_start {
            (0..session.runs.len().min(MOST_RUNS)).for_each(|index| draw(index, 1));
        }
        if let Some(index) = highlighted(ui, session) {
            draw(index, MOST_STEPS);
        }
        if let Some((_, run)) = session.fates.as_ref().and_then(|fates| fates.pointed.as_ref()) {
            self.run(ui, run, [Stroke::new(4.0, Color32::BLACK), Stroke::new(2.0, Color32::WHITE)]);
        }
    }

    /// Draws the points and values of a run over the picture: a line in an edge, and a dot at each step.
    fn run(&self, ui: &Ui, run: &[([f64; 2], f64)], [edge, line]: [Stroke; 2]) {
        let painter = ui.painter_at(self.rect);
        for panel in [Panel::Contour, Panel::Surface, Panel::Curve] {
            let place = |&(point, f): &([f64; 2], f64)| {
                let place = self.place_of(point, [f, f64::NAN], panel)?;
                (self.picker.panel(self.pixel(place)) == Some(panel)).then_some(place)
            };
            let places: Vec<Option<Pos2>> = run.iter().map(place).collect();
            for stroke in [edge, line] {
                for step in places.windows(2) {
                    if let [Some(from), Some(to)] = *step {
                        painter.line_segment([from, to], stroke);
                    }
                }
            }
            // Where steps are short not every one has a dot, or their edges were all that is seen.
            let mut last: Option<Pos2> = None;
            for &place in places.iter().flatten() {
                if last.is_none_or(|last| last.distance(place) > 3.0 * line.width) {
                    painter.circle(place, line.width.max(2.5), line.color, Stroke::new(1.0, edge.color));
                    last = Some(place);
                }
            }
        }
    }

    /// The gradient and the tangent at the point under the pointer; a pinned one is part of the picture.
    pub(super) fn overlay(&self, ui: &Ui, session: &Session) {
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
        let (Some(rect), Some(heights)) = (self.picker.surface_rect(), self.picker.heights()) else { return };
        let panel = self.panel(rect);
        let painter = ui.painter_at(panel);
        let reach = 0.12 * session.domain().size()[0].abs();
        // A point of the tangent plane, as far out as it is in the box.
        let on_plane = |dx: f64, dy: f64| {
            let rise = fx * dx + fy * dy;
            let part = part_within(heights, f, rise);
            self.picker.on_surface([x + part * dx, y + part * dy], f + part * rise).map(|pixel| self.point(pixel))
        };
        let [along_x, along_y] = [session.direction.cos(), session.direction.sin()].map(|part| part * reach);
        let tangent = |fraction: f64| on_plane(fraction * along_x, fraction * along_y);
        let ends = if self.picker.is_even() { [tangent(-1.0), tangent(0.0), tangent(1.0)] } else { [None; 3] };
        if let [Some(first), Some(middle), Some(last)] = ends {
            painter.line_segment([first, last], Stroke::new(2.0, Color32::WHITE));
            if norm > 0.0
                && let Some(uphill) = on_plane(reach * fx / norm, reach * fy / norm)
            {
                arrow(&painter, middle, end_within(panel, middle, uphill), Stroke::new(2.5, red));
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

    /// A hill, a valley and a slope on either side, read at places of them: what is written is beside the line.
    #[test]
    fn what_is_read_hides_no_line() {
        let frame = Rect::from_min_max(Pos2::new(0.0, 0.0), Pos2::new(600.0, 400.0));
        let size = Vec2::new(150.0, 16.0);
        let hill = |x: f32| 60.0 + 0.003 * (x - 300.0).powi(2);
        let curves: [&dyn Fn(f32) -> f32; 4] =
            [&hill, &|x| 400.0 - hill(x), &|x| 390.0 - 0.6 * x, &|x| 200.0 + 120.0 * (x / 60.0).sin()];
        for (index, curve) in curves.iter().enumerate() {
            let lines = along((0..=100).map(|step| 6.0 * step as f32).map(|x| Pos2::new(x, curve(x))));
            for x in [20.0, 180.0, 240.0, 290.0, 310.0, 330.0, 420.0, 590.0] {
                let rect = beside(frame, Pos2::new(x, curve(x)), size, &lines);
                assert!(frame.contains_rect(rect), "{index} at {x}: {rect:?}");
                assert!(!lines.iter().any(|&point| rect.contains(point)), "{index} at {x}: {rect:?}");
            }
        }
        // With nothing to hide it is above, towards the middle.
        let free = beside(frame, Pos2::new(100.0, 200.0), size, &[]);
        assert_eq!(free.left_bottom(), Pos2::new(110.0, 192.0));
        // Without room it stays in the frame.
        assert!(frame.contains_rect(beside(frame, Pos2::new(595.0, 3.0), size, &[])));
    }

    #[test]
    fn a_tangent_plane_ends_at_the_box() {
        let part = |f, rise| part_within([200.0, 1000.0], f, rise);
        assert_eq!([part(400.0, 100.0), part(400.0, -100.0), part(400.0, 0.0)], [1.0; 3], "what is within is whole");
        assert_eq!([part(400.0, 2400.0), part(400.0, -800.0)], [0.25; 2]);
        assert_eq!([part(1200.0, 5.0), part(100.0, -5.0)], [0.0; 2], "what is cut away leads nowhere");
    }

    #[test]
    fn a_scale_bar_has_a_round_length() {
        let text = |most: f64| scale_bar(most).map(|(_, text)| text).unwrap_or_default();
        assert_eq!([1234.0, 740.0, 27_000.0, 0.6].map(text), ["1 km", "500 m", "20 km", "0.5 m"]);
        assert_eq!(scale_bar(f64::NAN), None);
    }
}
