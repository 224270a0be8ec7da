//! The axes of a plane panel: their ticks, and where they lie.

use super::offset::{AxisLabels, axis_labels};
use crate::field::Spread;
use crate::render::figure::annotation::{Mark, Point, Rect, Text, UPWARDS};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::layout::{label, snap};
use crate::render::figure::style::{Style, TICK_SIZE};
use crate::render::figure::text::Typesetter;
use crate::render::figure::ticks::{axis_ticks, minor_fractions, minor_ticks};

/// Ticks of an axis and their labels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) values: Vec<f64>,
    pub(crate) labels: Vec<String>,
    /// Those without a label, between the others.
    pub(crate) minor: Vec<f64>,
    /// What is added to each label; nothing where they say all.
    pub(crate) note: String,
}

impl Ticks {
    pub(crate) fn new(values: Vec<f64>) -> Ticks {
        let AxisLabels { labels, note } = axis_labels(&values);
        Ticks { values, labels, minor: Vec::new(), note }
    }

    /// At most so many ticks of a scale, and those without a label between them.
    pub(crate) fn of(spread: Spread, ends: [f64; 2], at_most: usize) -> Ticks {
        let ticks = Ticks::new(axis_ticks(spread, ends, at_most));
        Ticks { minor: minor_ticks(spread, ends, &ticks.values), ..ticks }
    }

    /// As many ticks of a horizontal axis of `room` pixels as have room for their labels.
    pub(crate) fn across(axis: AxisRange<'_>, room: f32, style: &Style, typesetter: &mut Typesetter) -> Ticks {
        // Matplotlib's count of steps: three heights of a letter for each.
        let most = (1 + (room / (3.0 * TICK_SIZE * style.letters)) as usize).clamp(2, 9);
        for at_most in (2..=most).rev() {
            let ticks = axis.ticks(at_most);
            let widths: f32 =
                ticks.labels.iter().map(|label| typesetter.measure(label, style.tick_font())[0] + style.margin()).sum();
            if widths <= room {
                return ticks;
            }
        }
        let lone = axis.ticks(1);
        match (&lone.values[..], axis.ticks(2).values.as_slice()) {
            // A tick that stands alone has the digits that it would have beside others.
            (&[value], &[first, second, ..]) if axis.spread == Spread::Linear => {
                let beside = [value, value + (second - first)];
                let Ticks { labels, note, .. } = Ticks::new(beside.to_vec());
                Ticks { labels: labels.into_iter().take(1).collect(), note, ..lone }
            }
            _ => lone,
        }
    }

    /// As many ticks of a vertical axis of `room` pixels as matplotlib has: two heights of a letter for each step.
    pub(crate) fn along(axis: AxisRange<'_>, room: f32, style: &Style) -> Ticks {
        axis.ticks((1 + (room / (2.0 * TICK_SIZE * style.letters)) as usize).clamp(2, 9))
    }

    /// Where the last label of a horizontal axis ends, which stands in the middle below its tick.
    fn right_of(&self, axis: &AxisRange<'_>, frame: Rect, style: &Style, typesetter: &mut Typesetter) -> f32 {
        let end = |(label, &value): (&String, &f64)| {
            let half = 0.5 * typesetter.measure(label, style.tick_font())[0];
            frame.min[0] + axis.fraction(value) * frame.width() + half
        };
        self.labels.iter().zip(&self.values).map(end).fold(frame.max[0], f32::max)
    }

    /// Width of the widest label in pixels.
    pub(crate) fn widest(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        self.labels.iter().map(|label| typesetter.measure(label, style.tick_font())[0]).fold(0.0, f32::max)
    }
}

/// What an axis spans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AxisRange<'a> {
    pub(crate) ends: [f64; 2],
    pub(crate) spread: Spread,
    pub(crate) name: &'a str,
}

impl AxisRange<'_> {
    fn ticks(&self, at_most: usize) -> Ticks {
        Ticks::of(self.spread, self.ends, at_most)
    }

    /// Where a value lies between the ends, 0 to 1.
    pub(crate) fn fraction(&self, value: f64) -> f32 {
        self.spread.fraction(value, self.ends) as f32
    }
}

/// Where the axes of a plane panel lie, and their ticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlaneAxes {
    pub(crate) rect: Rect,
    pub(crate) x: Ticks,
    pub(crate) y: Ticks,
    /// Pixels above the frame that a title stays clear of.
    above: f32,
    /// Pixels above the frame and below it that ticks, labels and names take.
    around: [f32; 2],
}

impl PlaneAxes {
    /// Fits axes into an area, beside a colour bar; `ratio` is height over width where the aspect is kept.
    pub(crate) fn fit(
        area: Rect,
        [x, y]: [AxisRange<'_>; 2],
        ratio: Option<f32>,
        bar: Option<&ColorBar>,
        style: &Style,
        typesetter: &mut Typesetter,
    ) -> PlaneAxes {
        let [_, line] = typesetter.measure("0", style.tick_font());
        let [_, name] = typesetter.measure("X", style.name_font());
        let below = style.tick() + style.tick() + line + style.tick() + name;
        let bar_above = bar.map_or(0.0, |bar| bar.above(style, typesetter));
        let mut y_ticks = Ticks::along(y, area.height() - below - line, style);
        // The topmost tick label reaches half its height above the frame, what is added to all of them more.
        let above = if y_ticks.note.is_empty() { 0.5 * line } else { line }.max(bar_above);
        let room_y = area.height() - below - above;
        let bar_room = bar.map_or(0.0, |bar| bar.room(style, typesetter));
        // The frame after labels so wide, where so much is beyond it at the right.
        let frame = |widest: f32, beyond: f32| {
            let before = name + style.tick() + widest + style.tick() + style.tick();
            let room_x = area.width() - before - bar_room - 0.5 * style.margin() - beyond;
            let (mut width, mut height) = (room_x.max(16.0), room_y.max(16.0));
            if let Some(ratio) = ratio {
                width = width.min(height / ratio);
                height = height.min(width * ratio);
            }
            let left = area.min[0] + before + 0.5 * (room_x - width).max(0.0);
            let top = area.min[1] + above + 0.5 * (room_y - height).max(0.0);
            Rect::new(left.round(), top.round(), width.round(), height.round())
        };
        let mut rect = frame(y_ticks.widest(style, typesetter), 0.0);
        // A lower frame has fewer ticks, whose labels may be wider or narrower.
        for _ in 0..2 {
            y_ticks = Ticks::along(y, rect.height(), style);
            rect = frame(y_ticks.widest(style, typesetter), 0.0);
        }
        let mut x_ticks = Ticks::across(x, rect.width(), style, typesetter);
        let beyond = x_ticks.right_of(&x, rect, style, typesetter) - area.max[0];
        if beyond > 0.0 {
            rect = frame(y_ticks.widest(style, typesetter), beyond);
            x_ticks = Ticks::across(x, rect.width(), style, typesetter);
        }
        let y = Ticks::along(y, rect.height(), style);
        PlaneAxes { rect, x: x_ticks, y, above: if above > 0.5 * line { above } else { 0.0 }, around: [above, below] }
    }

    /// The frame with what stands right above it.
    pub(crate) fn headed(&self) -> Rect {
        let Rect { min: [left, top], max } = self.rect;
        Rect { min: [left, top - self.above], max }
    }

    /// How high it is with its ticks, labels and names.
    pub(crate) fn height(&self) -> f32 {
        self.around[0] + self.rect.height() + self.around[1]
    }

    /// How far to the right the row of the name below is free, in pixels of the picture.
    pub(crate) fn name_end(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        self.rect.max[0] - self.note_room(style, typesetter)
    }

    /// Pixels that what is added to the labels below takes at the end of the name's row.
    fn note_room(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        match self.x.note.as_str() {
            "" => 0.0,
            note => typesetter.measure(note, style.tick_font())[0] + style.margin(),
        }
    }

    /// Height in the picture of the middle of the name below.
    pub(crate) fn name_row(&self, style: &Style, typesetter: &mut Typesetter) -> f32 {
        let [_, line] = typesetter.measure("0", style.tick_font());
        let [_, name] = typesetter.measure("X", style.name_font());
        self.rect.max[1] + 3.0 * style.tick() + line + 0.5 * name
    }

    /// Paints frame, ticks, labels and names.
    pub(crate) fn paint(
        &self,
        [x, y]: [AxisRange<'_>; 2],
        style: &Style,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) {
        let Rect { min: [left, top], max: [right, bottom] } = self.rect;
        marks.push(Mark::Frame { rect: self.rect, width: style.line, color: style.text });
        let mut line = |a: Point, b: Point| {
            marks.push(Mark::Line { points: vec![a, b], width: style.line, color: style.text });
        };
        let minor = |ticks: &Ticks, axis: AxisRange<'_>, length: f32| {
            minor_fractions(&ticks.minor, |value| f64::from(axis.fraction(value)), length, style.line)
        };
        for fraction in minor(&self.x, x, right - left) {
            let at = snap(left + fraction * (right - left));
            line([at, bottom], [at, bottom + style.minor_tick()]);
        }
        for fraction in minor(&self.y, y, bottom - top) {
            let at = snap(bottom - fraction * (bottom - top));
            line([left - style.minor_tick(), at], [left, at]);
        }
        for (&value, text) in self.x.values.iter().zip(&self.x.labels) {
            let at = snap(left + x.fraction(value) * (right - left));
            marks.push(Mark::Line {
                points: vec![[at, bottom], [at, bottom + style.tick()]],
                width: style.line,
                color: style.text,
            });
            marks.push(label(
                text.clone(),
                [at, bottom + style.tick() + style.tick()],
                [0.5, 0.0],
                style.tick_font(),
                style,
            ));
        }
        for (&value, text) in self.y.values.iter().zip(&self.y.labels) {
            let at = snap(bottom - y.fraction(value) * (bottom - top));
            marks.push(Mark::Line {
                points: vec![[left - style.tick(), at], [left, at]],
                width: style.line,
                color: style.text,
            });
            marks.push(label(
                text.clone(),
                [left - style.tick() - style.tick(), at],
                [1.0, 0.5],
                style.tick_font(),
                style,
            ));
        }
        let [_, line] = typesetter.measure("0", style.tick_font());
        let under = bottom + style.tick() + style.tick() + line + style.tick();
        // A name may reach as far beyond the frame as the other axis has its labels.
        let beyond = 2.0 * (self.y.widest(style, typesetter) + line);
        let rooms = [right - left + beyond, bottom - top];
        let note = self.note_room(style, typesetter);
        let rooms = if note > 0.0 { [right - left - 2.0 * note, rooms[1]] } else { rooms };
        let row = self.name_row(style, typesetter);
        let above = [left, top - style.line];
        let notes = [(&self.x.note, [right, row], [1.0, 0.5]), (&self.y.note, above, [0.0, 1.0])];
        let written = notes.into_iter().filter(|(note, ..)| !note.is_empty());
        marks.extend(written.map(|(note, at, anchor)| label(note.clone(), at, anchor, style.tick_font(), style)));
        let name = typesetter.shorten(x.name, style.name_font(), rooms[0]);
        marks.push(label(name, [0.5 * (left + right), under], [0.5, 0.0], style.name_font(), style));
        let beside = left - style.tick() - style.tick() - self.y.widest(style, typesetter) - style.tick();
        let name = Text {
            text: typesetter.shorten(y.name, style.name_font(), rooms[1]),
            at: [beside, 0.5 * (top + bottom)],
            anchor: [1.0, 0.5],
            size: style.name_font(),
            color: style.text,
            angle: UPWARDS,
            halo: None,
        };
        marks.push(Mark::Text(name));
    }
}
