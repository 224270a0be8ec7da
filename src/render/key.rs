//! An arrow of a round |∇f| beside the contours, as matplotlib's quiverkey.

use super::annotation::{Mark, Rect};
use super::arrows::{HEAD_HALF_WIDTH, HEAD_LENGTH};
use super::facts::Facts;
use super::layout::label;
use super::quiver::plane_look;
use super::text::Typesetter;
use super::ticks::format_ticks;
use glam::Vec2;

/// The longest arrow, in pixels at 100 to an inch.
const LONGEST: f64 = 64.0;

/// The greatest of 1, 2 and 5 times a power of ten that is at most `most`.
fn round_below(most: f64) -> f64 {
    let power = most.log10().floor() as i32;
    let candidates = (power - 1..=power + 1).flat_map(|power| ["1", "2", "5"].map(|digit| format!("{digit}e{power}")));
    let numbers = candidates.filter_map(|text| text.parse::<f64>().ok());
    numbers.filter(|&value| value <= most * (1.0 + 1e-12)).fold(0.0, f64::max)
}

/// Paints the key under the right end of a panel, in the row of the axis' name whose middle is at `row`.
pub(super) fn arrow_key(facts: &Facts, panel: Rect, row: f32, type_: &mut Typesetter, marks: &mut Vec<Mark>) {
    let Some(samples) = facts.samples.as_ref().filter(|_| facts.scene.arrows.key) else { return };
    let style = &facts.style;
    let look = plane_look(facts, samples, Vec2::new(panel.width(), panel.height()));
    let value = round_below(LONGEST * f64::from(style.scale) / look.pixels_per_norm);
    if !(value > 0.0 && value.is_finite()) {
        return;
    }
    let text = format!("|∇f| = {}", format_ticks(&[value]).concat());
    let [width, _] = type_.measure(&text, style.tick_font());
    let length = (value * look.pixels_per_norm) as f32;
    let gap = 0.5 * style.margin();
    let tip = (panel.max[0] - width - gap).round();
    let [name, _] = type_.measure(facts.scene.labels.x.as_deref().unwrap_or("X"), style.name_font());
    // In a panel without room the axis' name goes first.
    if tip - length - gap < panel.center()[0] + 0.5 * name {
        return;
    }
    let shaft = look.width.max(1.0);
    let head = (HEAD_LENGTH * shaft).min(length);
    let row = row.floor() + 0.5;
    let line = |from: f32, to: f32, y: f32, width: f32| Mark::Line {
        points: vec![[from, y], [to, y]],
        width,
        color: style.text,
    };
    marks.push(line(tip - length, tip - 0.5 * head, row, shaft));
    // A head of bars, a pixel high each, is sharp.
    let half = HEAD_HALF_WIDTH * shaft;
    let bars = half.floor() as i32;
    for bar in -bars..=bars {
        let reach = head * (1.0 - bar.unsigned_abs() as f32 / (half + 0.5));
        marks.push(line(tip - head, tip - head + reach, row + bar as f32, 1.0));
    }
    marks.push(label(text, [panel.max[0], row], [1.0, 0.5], style.tick_font(), style));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_round_numbers() {
        let found: Vec<f64> = [7.3, 10.0, 0.049, 2.0e-7, 1999.0].map(round_below).to_vec();
        assert_eq!(found, [5.0, 10.0, 0.02, 2e-7, 1000.0]);
    }
}
