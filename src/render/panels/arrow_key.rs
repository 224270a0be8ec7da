//! An arrow of a round |∇f| beside the contours, as matplotlib's quiverkey.

use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::{Color, Mark, Rect};
use crate::render::figure::layout::label;
use crate::render::figure::text::Typesetter;
use crate::render::figure::ticks::format_ticks;
use crate::render::passes::arrows::{HEAD_HALF_WIDTH, HEAD_LENGTH, arrow_shape};
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

/// Paints the key under a panel, in the row of the axis' name whose middle is at `row`: at the right of what is free from
/// `left` to `right`, or at its left where that is too little, or a line lower where nothing is in `taken`. Where it has room
/// nowhere, and arrows are cut, the longest arrow stands for all that is cut.
pub(crate) fn arrow_key(
    plot_data: &PlotData,
    panel: Rect,
    ([left, right], row): ([f32; 2], f32),
    taken: Option<Rect>,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) {
    let Some(quiver) = &plot_data.quiver else { return };
    let cut = quiver.cut();
    if !plot_data.scene.arrows.key && cut.is_none() {
        return;
    }
    let (style, dpi) = (&plot_data.style, plot_data.scene.dpi);
    let size = Vec2::new(panel.width(), panel.height());
    let longest = LONGEST * f64::from(style.scale);
    let value = round_below(cut.unwrap_or(f64::MAX).min(quiver.norm_of_length(longest, size, dpi)));
    if !(value > 0.0 && value.is_finite()) {
        return;
    }
    let number = |value: f64| format_ticks(&[value]).concat();
    // Two digits say as much as an arrow does.
    let rounded = cut.and_then(|cut| format!("{cut:.1e}").parse::<f64>().ok());
    let mut whole = format!("|∇f| = {}", number(value));
    whole.extend(rounded.map(|cut| format!(", cut above {}", number(cut))));
    let short = cut.zip(rounded).map(|(cut, rounded)| (cut, format!("|∇f| ≥ {}", number(rounded))));
    let gap = 0.5 * style.margin();
    let [name, high] = typesetter.measure(plot_data.scene.labels.x.as_deref().unwrap_or("X"), style.name_font());
    let [_, line] = typesetter.measure("0", style.tick_font());
    let center = panel.center()[0];
    for (value, text) in [(value, whole)].into_iter().chain(short) {
        let length = quiver.plane_length(value, size, dpi) as f32;
        let room = length + gap + typesetter.measure(&text, style.tick_font())[0];
        let lower = row + 0.5 * (high + line);
        let under = Rect { min: [panel.max[0] - room, lower - 0.5 * line], max: [panel.max[0], lower + 0.5 * line] };
        let is_free = under.min[0] >= panel.min[0]
            && under.max[1] < plot_data.scene.size[1] as f32
            && taken.is_none_or(|taken| taken.min[1] > under.max[1] || taken.max[1] < under.min[1]);
        let (tail, row) = match () {
            () if right - room - gap >= center + 0.5 * name => (right - room, row),
            () if left + room + gap <= center - 0.5 * name => (left, row),
            () if is_free => (under.min[0], lower),
            () => continue,
        };
        let (tip, row) = ((tail + length).round(), row.floor() + 0.5);
        marks.extend(arrow(tip, row, length, quiver.plane_width(size).max(1.0), style.text));
        marks.push(label(text, [tip + gap, row], [0.0, 0.5], style.tick_font(), style));
        return;
    }
}

/// An arrow to the right as arrows.wgsl draws it: a shaft, and the triangle of its head.
fn arrow(tip: f32, row: f32, length: f32, shaft: f32, color: Color) -> [Mark; 2] {
    let [_, size] = arrow_shape(length / shaft);
    let shaft = size * shaft;
    let neck = tip - HEAD_LENGTH * shaft;
    let half = HEAD_HALF_WIDTH * shaft;
    [
        Mark::Line { points: vec![[tip - length, row], [neck, row]], width: shaft, color },
        Mark::Area { points: vec![[neck, row - half], [tip, row], [neck, row + half]], color },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::passes::arrows::arrow_corners;

    #[test]
    fn keys_are_round_numbers() {
        let found: Vec<f64> = [7.3, 10.0, 0.049, 2.0e-7, 1999.0].map(round_below).to_vec();
        assert_eq!(found, [5.0, 10.0, 0.02, 2e-7, 1000.0]);
    }

    #[test]
    fn the_arrow_of_the_key_has_the_corners_of_those_in_the_panel() {
        for (length, shaft) in [(40.0, 2.0), (6.0, 2.0)] {
            let [tip, size] = arrow_shape(length / shaft);
            let corners: Vec<[f32; 2]> =
                arrow_corners(tip, 0.0).into_iter().map(|[x, y]| [x, y].map(|side| side * size * shaft)).collect();
            let [Mark::Line { points: line, width, .. }, Mark::Area { points: head, .. }] =
                arrow(length, 0.0, length, shaft, [0; 4])
            else {
                panic!("a shaft and a head");
            };
            let has = |[x, y]: [f32; 2]| corners.iter().any(|[a, b]| (a - x).abs() + (b - y).abs() < 1e-4);
            assert!(head.iter().all(|&corner| has(corner)), "{head:?} {corners:?}");
            assert!(line.iter().all(|&[x, _]| has([x, 0.5 * width]) && has([x, -0.5 * width])), "{line:?} {corners:?}");
        }
    }
}
