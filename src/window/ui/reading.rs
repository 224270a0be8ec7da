//! What is read out at a point, and the dial of the directional derivative.

use egui::{Color32, DragValue, Key, Pos2, Sense, Stroke, Ui, Vec2};

use super::section;
use crate::session::Reading;
use crate::session::Session;
use crate::words::{decimals, short};

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

pub(crate) fn show(ui: &mut Ui, session: &mut Session) {
    section(ui, "At the point", true, |ui| {
        let Some(reading) = session.reading() else {
            ui.weak("Move over the picture; P pins a point.");
            return;
        };
        ui.horizontal(|ui| {
            dial(ui, session, &reading);
            numbers(ui, session, &reading);
        });
        pinned(ui, session);
    });
}

/// The pinned point and the direction there, by numbers.
fn pinned(ui: &mut Ui, session: &mut Session) {
    let Some(mut point) = session.scene.probe else { return };
    let [width, height] = session.domain().size().map(f64::abs);
    ui.horizontal(|ui| {
        let [x, y] = &mut point;
        for (value, prefix, span) in [(x, "pinned at x ", width), (y, "y ", height)] {
            let drag = DragValue::new(value).speed(0.005 * span).range(-1e300..=1e300);
            ui.add(drag.max_decimals(decimals(span)).prefix(prefix));
        }
        let mut angle = session.scene.probe_angle;
        let drag = DragValue::new(&mut angle).speed(0.5).range(-3600.0..=3600.0).max_decimals(3);
        if ui.add(drag.prefix("v ").suffix("°")).changed() {
            session.scene.probe_angle = angle;
            session.direction = angle.to_radians();
        }
        if ui.small_button("×").on_hover_text("Let the point go; P").clicked() {
            session.scene.probe = None;
        } else if session.scene.probe != Some(point) && session.read(point).is_some() {
            session.scene.probe = Some(point);
        }
    });
}

/// A number with as many digits as are read where values over `span` are seen.
fn digits(value: f64, span: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-3..1e5).contains(&magnitude) {
        return format!("{value:.3e}").replace('-', "−");
    }
    format!("{value:.*}", decimals(span)).replace('-', "−")
}

fn numbers(ui: &mut Ui, session: &mut Session, reading: &Reading) {
    let Reading { point: [x, y], values: [f, fx, fy], .. } = *reading;
    let [width, height] = session.domain().size();
    let slope = |value: f64| digits(value, 1.0);
    ui.vertical(|ui| {
        let pinned = if session.scene.probe.is_some() { " (pinned)" } else { "" };
        ui.label(format!("x {}, y {}{pinned}", digits(x, width), digits(y, height))).on_hover_text(format!(
            "{}, {}",
            short(x),
            short(y)
        ));
        ui.label(format!("f {}", digits(f, reading.norm() * width.max(height)))).on_hover_text(short(f));
        ui.label(format!("∇f ({}, {})", slope(fx), slope(fy)));
        ui.label(format!("|∇f| {}, slope {:.1}°", slope(reading.norm()), reading.slope()));
        let uphill = fy.atan2(fx);
        let theta = (session.direction - uphill).sin().atan2((session.direction - uphill).cos()).to_degrees();
        ui.label(format!("θ {theta:.0}°").replace('-', "−"));
        ui.label(format!("∇f·v {}", slope(reading.along(session.direction))))
            .on_hover_text("|∇f| cos θ: the slope in the direction v; drag the dial");
    });
}

/// The gradient, the direction v, and the rose of ∇f·v over all directions.
fn dial(ui: &mut Ui, session: &mut Session, reading: &Reading) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(108.0), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Direction of the derivative"));
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
    let norm = reading.norm();
    let uphill = reading.values[2].atan2(reading.values[1]);
    if norm > 0.0 {
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
    arrow(&painter, center, at(session.direction, 0.9), Stroke::new(2.0, ink));
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
