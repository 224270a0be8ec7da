//! The texts of a picture as they are read: pieces with raised digits are one text again.

use steepest::render::{Mark, Rect, Text, Typesetter};
use steepest::words::{RAISED, as_digit_of};

/// Texts and the pixels that each covers.
pub(crate) fn lines(marks: &[Mark]) -> Vec<(String, Rect)> {
    let mut typesetter = Typesetter::default();
    let mut lines: Vec<(String, Rect)> = Vec::new();
    // The last piece, where it ends, and the height of the letters that its line began with.
    let mut last: Option<(&Text, [f32; 2], f32)> = None;
    for mark in marks {
        let Mark::Text(text) = mark else { continue };
        if is_ground(text) {
            continue;
        }
        let size = typesetter.measure(&text.text, text.size);
        let bounds = text.bounds(size);
        let [cos, sin] = [text.angle.to_radians().cos(), text.angle.to_radians().sin()];
        let end = |side: f32| {
            let [x, y] = bounds.center();
            [x + side * 0.5 * size[0] * cos, y - side * 0.5 * size[0] * sin]
        };
        let goes_on = last.is_some_and(|(before, [x, y], _)| {
            let [dx, dy] = [end(-1.0)[0] - x, end(-1.0)[1] - y];
            let (along, aside) = (dx * cos - dy * sin, dx * sin + dy * cos);
            (before.angle, before.color) == (text.angle, text.color)
                && before.size != text.size
                && along.abs() < 0.6
                && aside.abs() < 0.6 * before.size.max(text.size)
        });
        let height = if goes_on { last.map_or(text.size, |(.., height)| height) } else { text.size };
        let raised = |c: char| if c == '−' { '⁻' } else { as_digit_of(RAISED, c) };
        match lines.last_mut() {
            Some((line, whole)) if goes_on => {
                let is_raised = text.size < 0.8 * height;
                line.extend(text.text.chars().map(|c| if is_raised { raised(c) } else { c }));
                *whole = Rect {
                    min: [whole.min[0].min(bounds.min[0]), whole.min[1].min(bounds.min[1])],
                    max: [whole.max[0].max(bounds.max[0]), whole.max[1].max(bounds.max[1])],
                };
            }
            _ => lines.push((text.text.clone(), bounds)),
        }
        last = Some((text, end(1.0), height));
    }
    lines
}

/// Whether a text is but the ground under another, in the ground's colour.
pub(crate) fn is_ground(text: &Text) -> bool {
    text.halo.is_some_and(|(_, color)| color == text.color)
}
