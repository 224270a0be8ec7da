//! Colour bars.

use super::annotation::{Mark, Rect, Text, UPWARDS};
use super::axes::offset::{AxisLabels, axis_labels};
use super::layout::{label, snap};
use super::norm::ColorNorm;
use super::style::Style;
use super::text::Typesetter;
use super::text::markup::has_markup;
use super::ticks::{minor_fractions, minor_ticks};

/// A colour bar: its colours from bottom to top, and its ticks as fractions of its height.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColorBar {
    pub(crate) colors: Vec<(f32, [u8; 3])>,
    pub(crate) fractions: Vec<f32>,
    pub(crate) labels: AxisLabels,
    /// Those of ticks without labels.
    pub(crate) minor: Vec<f32>,
    /// What the numbers are; nothing where they are the field's values.
    pub(crate) name: String,
    /// Whether values lie below the bottom and above the top, which pointed ends say.
    pub(crate) extends: [bool; 2],
}

/// Length of a pointed end in widths of the bar.
const POINT: f32 = 0.8;

/// A number as long as most are, which has room where others come and go.
const EXPECTED: &str = "−1000";

impl ColorBar {
    /// A bar with ticks at `values`, of which `fraction` tells the height; `color` is that of a fraction.
    pub(crate) fn new(
        values: &[f64],
        fraction: impl Fn(f64) -> f64,
        color: impl Fn(f64) -> [u8; 3],
        name: &str,
    ) -> ColorBar {
        // As many colours as a table has.
        let colors = (0..256).map(|index| (index as f32 / 256.0, color(f64::from(index) / 256.0))).collect();
        let fractions = values.iter().map(|&value| fraction(value) as f32).collect();
        let (labels, name) = (axis_labels(values), name.to_owned());
        ColorBar { colors, fractions, labels, minor: Vec::new(), name, extends: [false; 2] }
    }

    /// The bar of a norm, with round ticks.
    pub(crate) fn of(norm: &ColorNorm, color: impl Fn(f64) -> [u8; 3], name: &str) -> ColorBar {
        let values = norm.ticks(8);
        let minor = minor_ticks(norm.spread, norm.limits, &values);
        let minor = minor.into_iter().map(|value| norm.position(value) as f32).collect();
        ColorBar { minor, ..ColorBar::new(&values, |value| norm.position(value), color, name) }
    }

    /// Pixels that the bar, its ticks and its labels take beside a panel.
    pub(crate) fn room(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        let expected = style.keeps_room.then_some(EXPECTED);
        let labels = self.labels.labels.iter().map(String::as_str).chain(expected);
        let widest = labels.map(|label| typesetter.measure(label, style.tick_font())[0]).fold(0.0, f32::max);
        // Superscripts reach towards the numbers.
        let raised = if has_markup(&self.name) { 1.4 } else { 1.0 };
        let name = match self.name.is_empty() {
            true => 0.0,
            false => style.tick() + raised * typesetter.measure(&self.name, style.tick_font())[1],
        };
        let beside = style.bar_width() + style.tick() + style.tick() + widest;
        let note = typesetter.measure(&self.labels.note, style.tick_font())[0];
        style.margin() + beside.max(note) + name
    }

    /// Pixels above the bar that the topmost label and what is added to all of them take.
    pub(crate) fn above(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        let [_, line] = typesetter.measure("0", style.tick_font());
        // Exponents at the very top reach a little higher than digits do.
        let is_at_top = self.fractions.last().is_some_and(|&fraction| fraction > 0.95);
        let is_raised = is_at_top && self.labels.labels.last().is_some_and(|label| has_markup(label));
        match self.labels.note.is_empty() {
            true if is_raised => 0.7 * line,
            true => 0.5 * line,
            false => 1.5 * line,
        }
    }

    /// Paints the bar between two heights, to the right of `left`.
    pub(crate) fn paint(
        &self,
        left: f32,
        [top, bottom]: [f32; 2],
        style: &Style,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) {
        let point = (POINT * style.bar_width()).round();
        let cut = self.extends.map(|extends| if extends { point } else { 0.0 });
        let rect = Rect {
            min: [left + style.margin(), top.round() + cut[1]],
            max: [left + style.margin() + style.bar_width(), bottom.round() - cut[0]],
        };
        marks.push(Mark::Column { rect, colors: self.colors.clone() });
        self.points(rect, cut, style, marks);
        if !self.name.is_empty() {
            let name = Text {
                text: self.name.clone(),
                at: [left + self.room(style, typesetter), 0.5 * (top + bottom)],
                anchor: [1.0, 0.5],
                size: style.tick_font(),
                color: style.text,
                angle: UPWARDS,
                halo: None,
            };
            marks.push(Mark::Text(name));
        }
        if !self.labels.note.is_empty() {
            let [_, line] = typesetter.measure("0", style.tick_font());
            let at = [rect.min[0], rect.min[1] - 0.5 * line];
            marks.push(label(self.labels.note.clone(), at, [0.0, 1.0], style.tick_font(), style));
        }
        let minor: Vec<f64> = self.minor.iter().map(|&fraction| f64::from(fraction)).collect();
        for fraction in minor_fractions(&minor, |fraction| fraction, rect.height(), style.line) {
            let (y, right) = (snap(rect.max[1] - fraction * rect.height()), rect.max[0]);
            let points = vec![[right, y], [right + style.minor_tick(), y]];
            marks.push(Mark::Line { points, width: style.line, color: style.text });
        }
        let mut last_top = f32::INFINITY;
        for (&fraction, text) in self.fractions.iter().zip(&self.labels.labels) {
            let y = snap(rect.max[1] - fraction * rect.height());
            let [_, height] = typesetter.measure(text, style.tick_font());
            if y + 0.5 * height > last_top {
                continue;
            }
            last_top = y - 0.5 * height;
            let right = rect.max[0];
            marks.push(Mark::Line {
                points: vec![[right, y], [right + style.tick(), y]],
                width: style.line,
                color: style.text,
            });
            marks.push(label(
                text.clone(),
                [right + style.tick() + style.tick(), y],
                [0.0, 0.5],
                style.tick_font(),
                style,
            ));
        }
    }

    /// Paints the frame of the bar, with its pointed ends where `cut` is how long they are, below and above.
    fn points(&self, rect: Rect, cut: [f32; 2], style: &Style, marks: &mut Vec<Mark>) {
        if cut == [0.0; 2] {
            marks.push(Mark::Frame { rect, width: style.line, color: style.text });
            return;
        }
        let Rect { min: [left, top], max: [right, bottom] } = rect;
        let middle = 0.5 * (left + right);
        let ends = [(self.colors.first(), bottom, cut[0]), (self.colors.last(), top, -cut[1])];
        for (color, base, reach) in ends.into_iter().filter(|(.., reach)| *reach != 0.0) {
            let [r, g, b] = color.map_or([0; 3], |(_, color)| *color);
            // Corners go around one way, whichever end it is.
            let (from, to) = if reach > 0.0 { (right, left) } else { (left, right) };
            let points = vec![[from, base], [middle, base + reach], [to, base]];
            marks.push(Mark::Area { points, color: [r, g, b, 255] });
        }
        let half = 0.5 * style.line;
        let (left, right) = (left - half, right + half);
        let corner = |x: f32, y: f32| [x, y];
        let above = if cut[1] > 0.0 {
            vec![corner(left, top), corner(middle, top - cut[1]), corner(right, top)]
        } else {
            vec![corner(left, top - half), corner(right, top - half)]
        };
        let below = if cut[0] > 0.0 {
            vec![corner(right, bottom), corner(middle, bottom + cut[0]), corner(left, bottom)]
        } else {
            vec![corner(right, bottom + half), corner(left, bottom + half)]
        };
        let first = above.first().copied();
        let points = above.into_iter().chain(below).chain(first).collect();
        marks.push(Mark::Line { points, width: style.line, color: style.text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Theme;

    #[test]
    fn the_name_of_a_bar_keeps_clear_of_its_numbers() {
        let style = Style::of(Theme::Light, [800, 600], [1.0; 2], 100.0, None);
        let (mut typesetter, mut marks) = (Typesetter::default(), Vec::new());
        let bar = ColorBar::new(&[0.0, 1000.0, 2000.0], |value| value / 2000.0, |_| [0; 3], "height / m");
        bar.paint(100.0, [50.0, 450.0], &style, &mut typesetter, &mut marks);
        let bounds = |wanted: &str, typesetter: &mut Typesetter| {
            let text = marks.iter().find_map(|mark| match mark {
                Mark::Text(text) if text.text == wanted => Some(text.clone()),
                _ => None,
            });
            let text = text.unwrap_or_else(|| panic!("{wanted}"));
            text.bounds(typesetter.measure(&text.text, text.size))
        };
        let (name, number) = (bounds("height / m", &mut typesetter), bounds("1000", &mut typesetter));
        assert!(name.min[0] >= number.max[0] + style.tick() - 1.0, "{name:?} {number:?}");
        assert!(name.max[0] <= 100.0 + bar.room(&style, &mut typesetter) + 0.5, "{name:?}");
    }

    #[test]
    fn a_digit_more_takes_no_more_room_where_it_is_kept() {
        let mut typesetter = Typesetter::default();
        let mut rooms = |keeps_room: bool| {
            let style = Style { keeps_room, ..Style::of(Theme::Light, [800, 600], [1.0; 2], 100.0, None) };
            [[0.0, 5.0], [0.0, 80.0], [-100.0, 250.0], [-0.75, 0.5], [-2000.0, 4000.0]]
                .map(|values| ColorBar::new(&values, |value| value, |_| [0; 3], "").room(&style, &mut typesetter))
        };
        let kept = rooms(true);
        assert_eq!(kept, [kept[0]; 5]);
        let [few, more, ..] = rooms(false);
        assert!(few < more && more < kept[0], "{few} {more} {}", kept[0]);
    }
}
