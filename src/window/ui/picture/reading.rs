//! What is read out at a point, and the dial of the directional derivative.

use egui::{Color32, Key, Pos2, Sense, Stroke, Ui, Vec2};

use crate::render::data::light::shade::shade_at;
use crate::render::{degrees_between, derived_value};
use crate::scene::{ColorBy, Units, View};
use crate::session::Reading;
use crate::session::Session;
use crate::window::ui::entry::number::drag_value;
use crate::window::ui::widgets::{push_small, section};
use crate::words::{decimals, exact, with_minus, within};

/// What a key turns the direction by.
const TURN: f64 = std::f64::consts::PI / 36.0;

pub(crate) fn keys(session: &mut Session, mut pressed: impl FnMut(Key) -> bool) {
    if pressed(Key::P) {
        session.toggle_probe();
    }
    if pressed(Key::OpenBracket) {
        session.set_direction(session.direction + TURN);
    }
    if pressed(Key::CloseBracket) {
        session.set_direction(session.direction - TURN);
    }
}

/// Shows what is read out; it takes the same room whether or not there is a point.
pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "At the point", true, |ui| {
        let reading = session.reading();
        ui.horizontal(|ui| {
            dial(ui, session, reading.as_ref());
            numbers(ui, session, reading.as_ref());
        });
        ui.horizontal(|ui| {
            ui.set_min_height(ui.spacing().interact_size.y);
            match session.scene.probe {
                Some(point) => pinned(ui, session, point),
                None => drop(ui.weak("Move over the picture; P pins a point.")),
            }
        });
    });
}

/// The pinned point and the direction there, by numbers.
fn pinned(ui: &mut Ui, session: &mut Session, mut point: [f64; 2]) {
    // Numbers of many digits stand closely.
    (ui.spacing_mut().item_spacing.x, ui.spacing_mut().button_padding.x) = (4.0, 5.0);
    let [width, height] = session.sizes_at(point);
    // Before the numbers, whose widths change.
    let is_let_go = push_small(ui, "×").on_hover_text("Let the point go; P").clicked();
    let [x, y] = &mut point;
    // A curve has one direction and no y.
    let is_curve = session.scene.view == View::Curve;
    for (value, prefix, span) in [(x, "x ", width), (y, "y ", height)].into_iter().take(if is_curve { 1 } else { 2 }) {
        let drag = drag_value(value).speed(0.005 * span).range(-1e300..=1e300);
        let number = ui.add(drag.max_decimals(decimals(span)).prefix(prefix));
        number.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::SpinButton, true, format!("pinned at {}", prefix.trim()))
        });
    }
    let mut angle = session.scene.probe_angle;
    if !is_curve {
        let drag = drag_value(&mut angle).speed(0.5).range(-3600.0..=3600.0).max_decimals(1);
        let v = ui.add(drag.prefix("v ").suffix("°"));
        let hint =
            "v is the direction in which the slope is taken, counted from the x axis; θ is its angle to the gradient";
        if v.on_hover_text(hint).changed() {
            session.scene.probe_angle = angle;
            session.direction = angle.to_radians();
        }
    }
    if is_let_go {
        session.scene.probe = None;
    } else if session.scene.probe != Some(point) && session.read(point).is_some() {
        session.scene.probe = Some(point);
    }
}

/// The point and its value in one line, as the status line and the picture have it.
pub(crate) fn line(session: &Session, reading: &Reading) -> String {
    let Reading { point: [x, y], values: [f, ..], .. } = *reading;
    let [width, height] = session.sizes_at([x, y]);
    let f = within(f, reading.norm() * width.max(height));
    let colored = colored(session, reading).unwrap_or_default();
    match session.scene.view {
        View::Curve => format!("x {}  f {f}  f′ {}", within(x, width), steepness(reading.values[1])),
        // Per degree |∇f| says little of the ground.
        _ if reading.units == Units::Degrees => {
            format!("x {}  y {}  f {f}  slope {:.1}°{colored}", within(x, width), within(y, height), reading.slope())
        }
        _ => {
            format!(
                "x {}  y {}  f {f}  |∇f| {}{colored}",
                within(x, width),
                within(y, height),
                steepness(reading.norm())
            )
        }
    }
}

/// What the colour at a point says beside f and its slope.
fn colored(session: &Session, reading: &Reading) -> Option<String> {
    let Reading { point: [_, y], values: [_, fx, fy], units } = *reading;
    match session.scene.color.by {
        ColorBy::Slope if units != Units::Degrees => Some(format!("  slope {:.1}°", reading.slope())),
        ColorBy::Aspect => {
            // A plain has none.
            let aspect =
                derived_value(ColorBy::Aspect, units, y, |plane| reading.values.get(plane).copied().unwrap_or(0.0));
            aspect.is_finite().then(|| format!("  aspect {:.0}°", aspect.round().rem_euclid(360.0)))
        }
        ColorBy::Hillshade => Some(format!("  hillshade {:.2}", shade_at(&session.scene, units, y, [fx, fy]))),
        _ => None,
    }
}

/// A slope of f.
fn steepness(value: f64) -> String {
    within(value, value.abs().max(1.0))
}

/// What the numbers beside the dial are, with what introduces them.
fn lines(session: &Session, reading: &Reading) -> [(String, String); 6] {
    let Reading { point: [x, y], values: [f, fx, fy], .. } = *reading;
    let [width, height] = session.sizes_at([x, y]);
    let pinned = if session.scene.probe.is_some() { " (pinned)" } else { "" };
    if session.scene.view == View::Curve {
        // A curve has one direction and no y.
        let nothing = || (" ".to_owned(), String::new());
        return [
            (format!("x {}{pinned}", within(x, width)), exact(x)),
            (format!("f {}", within(f, reading.norm() * width)), exact(f)),
            (format!("f′ {}", steepness(fx)), format!("The derivative: {}", exact(fx))),
            (format!("slope {:.1}°", reading.slope()), "How steep the tangent is, as an angle".to_owned()),
            nothing(),
            nothing(),
        ];
    }
    [
        (format!("x {}, y {}{pinned}", within(x, width), within(y, height)), format!("{}, {}", exact(x), exact(y))),
        (format!("f {}", within(f, reading.norm() * width.max(height))), exact(f)),
        (format!("∇f ({}, {})", steepness(fx), steepness(fy)), format!("The gradient: ({}, {})", exact(fx), exact(fy))),
        (
            format!("|∇f| {}, slope {:.1}°", steepness(reading.norm()), reading.slope()),
            "How steep the steepest way up is, as a number and as an angle".to_owned(),
        ),
        (
            with_minus(&format!("θ {}°", degrees_between([fx, fy], session.direction))),
            "The angle between the gradient and the direction v, which is the arrow with a ring; drag it".to_owned(),
        ),
        (
            format!("∇f·v {}", steepness(reading.along(session.direction))),
            "The directional derivative |∇f| cos θ: the slope in the direction v".to_owned(),
        ),
    ]
}

fn numbers(ui: &mut Ui, session: &Session, reading: Option<&Reading>) {
    ui.vertical(|ui| {
        let lines = reading.map(|reading| lines(session, reading));
        for index in 0..6 {
            // A line that is empty is as high as one that is not.
            let (text, hint) = lines.as_ref().map_or((" ", ""), |lines| (&lines[index].0, &lines[index].1));
            let label = ui.add(egui::Label::new(text).truncate());
            if !hint.is_empty() {
                label.on_hover_text(hint);
            }
        }
    });
}

/// The gradient, the direction v, and the rose of ∇f·v over all directions.
fn dial(ui: &mut Ui, session: &mut Session, reading: Option<&Reading>) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(108.0), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Direction of the derivative"));
    let response = response.on_hover_cursor(egui::CursorIcon::Grab).on_hover_text(
        "Red: the gradient, and how ∇f·v grows towards it; blue: the slope is down. Drag to turn the direction v; [ and ] do, too",
    );
    let center = rect.center();
    if let Some(pointer) = response.interact_pointer_pos() {
        let span = pointer - center;
        session.set_direction(f64::from(-span.y).atan2(f64::from(span.x)));
    }
    let radius = 0.5 * rect.width() - 4.0;
    let at =
        |angle: f64, fraction: f32| center + radius * fraction * Vec2::new(angle.cos() as f32, -angle.sin() as f32);
    let painter = ui.painter_at(rect);
    let ink = ui.visuals().text_color();
    painter.circle_stroke(center, radius, Stroke::new(1.0, ui.visuals().weak_text_color()));
    if let Some(reading) = reading.filter(|reading| reading.norm() > 0.0) {
        let uphill = reading.values[2].atan2(reading.values[1]);
        // The rose: as far from the middle as the derivative is steep, uphill in one colour and downhill in the other.
        const POINTS: usize = 90;
        for (sign, color) in [(1.0, Color32::from_rgb(0xe0, 0x30, 0x30)), (-1.0, Color32::from_rgb(0x30, 0x80, 0xe0))] {
            let point = |index: usize| {
                let angle = uphill + std::f64::consts::PI * (index as f64 / POINTS as f64 - 0.5);
                let angle = if sign > 0.0 { angle } else { angle + std::f64::consts::PI };
                at(angle, (angle - uphill).cos().abs() as f32)
            };
            let rose: Vec<Pos2> = (0..=POINTS).map(point).collect();
            painter.line(rose, Stroke::new(1.5, color));
        }
        arrow(&painter, center, at(uphill, 1.0), Stroke::new(2.0, Color32::from_rgb(0xe0, 0x30, 0x30)));
        // Along the level line nothing changes.
        let level = uphill + std::f64::consts::FRAC_PI_2;
        painter.line_segment([at(level, -1.0), at(level, 1.0)], Stroke::new(1.0, ui.visuals().weak_text_color()));
    }
    let tip = at(session.direction, 0.9);
    arrow(&painter, center, tip, Stroke::new(2.0, ink));
    // A knob at its tip says that it can be dragged.
    let is_held = response.hovered() || response.dragged();
    painter.circle(tip, if is_held { 6.0 } else { 4.5 }, ui.visuals().extreme_bg_color, Stroke::new(1.5, ink));
}

/// An arrow from a point to another.
pub(crate) fn arrow(painter: &egui::Painter, from: Pos2, to: Pos2, stroke: Stroke) {
    painter.line_segment([from, to], stroke);
    let span = to - from;
    if span.length() > 6.0 {
        let back = span.normalized() * 8.0;
        for side in [1.0, -1.0] {
            painter.line_segment([to, to - back + 0.45 * side * back.rot90()], stroke);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Scene, SceneFile};

    #[test]
    fn what_colours_show_is_read_out() {
        let file = SceneFile { source: "x^2 + y^2".into(), scene: Scene::default() };
        let mut session = Session::new(file).unwrap_or_else(|error| panic!("{error}"));
        // As gdaldem has it: a slope down to the west, to the south, to the north-east; a plain has no aspect.
        for (by, point, expected) in [
            (ColorBy::Aspect, [1.0, 0.0], "  aspect 270°"),
            (ColorBy::Aspect, [0.0, 2.0], "  aspect 180°"),
            (ColorBy::Aspect, [-1.0, -1.0], "  aspect 45°"),
            (ColorBy::Aspect, [0.0, 0.0], "|∇f| 0.0000"),
            (ColorBy::Slope, [0.5, 0.0], "  slope 45.0°"),
            (ColorBy::Hillshade, [0.0, 0.0], "  hillshade 0.71"),
            (ColorBy::F, [1.0, 0.0], "|∇f| 2.0000"),
        ] {
            session.scene.color.by = by;
            let said = session.read(point).map(|reading| line(&session, &reading)).unwrap_or_default();
            assert!(said.ends_with(expected), "{by:?} at {point:?}: {said}");
        }
    }
}
