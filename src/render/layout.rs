//! Where panels, axes, titles and colour bars lie.

use super::annotation::{Color, Mark, Point, Rect, Text};
use super::text::Typesetter;
use super::ticks::{format_ticks, linear_ticks};
use crate::scene::{Theme, View};

/// Font sizes in pixels.
pub(crate) mod font {
    pub(crate) const TICK: f32 = 13.0;
    pub(crate) const LABEL: f32 = 14.0;
    pub(crate) const PANEL_TITLE: f32 = 17.0;
    pub(crate) const TITLE: f32 = 18.0;
}

/// Space around things, in pixels.
const MARGIN: f32 = 14.0;
/// Length of a tick and the gap to its label.
pub(crate) const TICK: f32 = 4.0;
pub(crate) const GAP: f32 = 4.0;
const BAR_WIDTH: f32 = 18.0;

/// Colours of lines and letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Letters and frames.
    pub text: Color,
    /// The grid of the box.
    pub grid: Color,
    /// Behind everything, opaque.
    pub background: [u8; 3],
}

impl Ink {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> Ink {
        match theme {
            Theme::Light => Ink { text: [20, 20, 20, 255], grid: [205, 205, 205, 255], background: [255, 255, 255] },
            Theme::Dark => Ink { text: [232, 232, 232, 255], grid: [74, 78, 86, 255], background: [22, 24, 28] },
        }
    }
}

/// The areas of a figure's panels, each with its title above and its colour bar beside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Areas {
    pub(crate) surface: Option<Rect>,
    pub(crate) contour: Option<Rect>,
}

/// Divides a figure; the title takes a strip at the top.
pub(crate) fn areas(
    size: [u32; 2],
    view: View,
    title: &str,
    ink: &Ink,
    type_: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Areas {
    let [width, height] = size.map(|side| side as f32);
    let mut top = MARGIN * 0.6;
    if !title.is_empty() {
        let text = type_.shorten(title, font::TITLE, width - 2.0 * MARGIN);
        let [_, line] = type_.measure(&text, font::TITLE);
        marks.push(label(text, [0.5 * width, top], [0.5, 0.0], font::TITLE, ink));
        top += line + 0.2 * MARGIN;
    }
    let whole = Rect { min: [MARGIN, top], max: [width - MARGIN, height - 0.6 * MARGIN] };
    let middle = 0.5 * width;
    match view {
        View::Surface => Areas { surface: Some(whole), contour: None },
        View::Contour => Areas { surface: None, contour: Some(whole) },
        View::Both => Areas {
            surface: Some(Rect { max: [middle - 0.5 * MARGIN, whole.max[1]], ..whole }),
            contour: Some(Rect { min: [middle + 0.5 * MARGIN, whole.min[1]], ..whole }),
        },
    }
}

/// Height of a strip that holds a panel's title.
pub(crate) fn panel_title_height(title: &str, type_: &mut Typesetter) -> f32 {
    if title.is_empty() { 0.0 } else { type_.measure(title, font::PANEL_TITLE)[1] + 6.0 }
}

/// Paints a panel's title above `bottom`, in the middle of `area`.
pub(crate) fn panel_title(area: Rect, bottom: f32, title: &str, ink: &Ink, type_: &mut Typesetter, marks: &mut Vec<Mark>) {
    let text = type_.shorten(title, font::PANEL_TITLE, area.width());
    marks.push(label(text, [area.center()[0], bottom - 6.0], [0.5, 1.0], font::PANEL_TITLE, ink));
}

pub(crate) fn label(text: String, at: Point, anchor: [f32; 2], size: f32, ink: &Ink) -> Mark {
    Mark::Text(Text { text, at, anchor, size, color: ink.text, upwards: false })
}

/// The middle of the nearest pixel, where a line one pixel wide is sharp.
fn snap(coordinate: f32) -> f32 {
    coordinate.floor() + 0.5
}

/// Ticks of an axis and their labels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) values: Vec<f64>,
    pub(crate) labels: Vec<String>,
}

impl Ticks {
    pub(crate) fn new(values: Vec<f64>) -> Ticks {
        Ticks { labels: format_ticks(&values), values }
    }

    /// As many ticks of a horizontal axis of `room` pixels as have room for their labels.
    pub(crate) fn across(extent: [f64; 2], room: f32, type_: &mut Typesetter) -> Ticks {
        let most = ((room / 45.0) as usize).clamp(2, 9);
        for at_most in (2..=most).rev() {
            let ticks = Ticks::new(linear_ticks(extent[0], extent[1], at_most));
            let widths: f32 = ticks.labels.iter().map(|label| type_.measure(label, font::TICK)[0] + 14.0).sum();
            if widths <= room {
                return ticks;
            }
        }
        Ticks::new(linear_ticks(extent[0], extent[1], 1))
    }

    /// As many ticks of a vertical axis of `room` pixels as look well.
    pub(crate) fn along(extent: [f64; 2], room: f32) -> Ticks {
        Ticks::new(linear_ticks(extent[0], extent[1], ((room / 40.0) as usize).clamp(2, 9)))
    }

    /// Width of the widest label in pixels.
    pub(crate) fn widest(&self, type_: &mut Typesetter) -> f32 {
        self.labels.iter().map(|label| type_.measure(label, font::TICK)[0]).fold(0.0, f32::max)
    }
}

/// A colour bar: its colours from bottom to top, and its ticks as shares of its height.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColorBar {
    pub(crate) colors: Vec<(f32, [u8; 3])>,
    pub(crate) shares: Vec<f32>,
    pub(crate) labels: Vec<String>,
}

impl ColorBar {
    /// Pixels that the bar, its ticks and its labels take beside a panel.
    pub(crate) fn room(&self, type_: &mut Typesetter) -> f32 {
        let widest = self.labels.iter().map(|label| type_.measure(label, font::TICK)[0]).fold(0.0, f32::max);
        MARGIN + BAR_WIDTH + TICK + GAP + widest
    }

    /// Paints the bar between two heights, to the right of `left`.
    pub(crate) fn paint(
        &self,
        left: f32,
        [top, bottom]: [f32; 2],
        ink: &Ink,
        type_: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) {
        let rect = Rect { min: [left + MARGIN, top.round()], max: [left + MARGIN + BAR_WIDTH, bottom.round()] };
        marks.push(Mark::Column { rect, colors: self.colors.clone() });
        marks.push(Mark::Frame { rect, width: 1.0, color: ink.text });
        let mut last_top = f32::INFINITY;
        for (&share, text) in self.shares.iter().zip(&self.labels) {
            let y = snap(rect.max[1] - share * rect.height());
            let [_, height] = type_.measure(text, font::TICK);
            if y + 0.5 * height > last_top {
                continue;
            }
            last_top = y - 0.5 * height;
            let right = rect.max[0];
            marks.push(Mark::Line { points: vec![[right, y], [right + TICK, y]], width: 1.0, color: ink.text });
            marks.push(label(text.clone(), [right + TICK + GAP, y], [0.0, 0.5], font::TICK, ink));
        }
    }
}

/// Where the axes of a plane panel lie, and their ticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlaneAxes {
    pub(crate) rect: Rect,
    pub(crate) x: Ticks,
    pub(crate) y: Ticks,
}

impl PlaneAxes {
    /// Fits axes into an area, beside a colour bar; `ratio` is height over width where the aspect is kept.
    pub(crate) fn fit(
        area: Rect,
        x: [f64; 2],
        y: [f64; 2],
        ratio: Option<f32>,
        bar: &ColorBar,
        type_: &mut Typesetter,
    ) -> PlaneAxes {
        let [_, line] = type_.measure("0", font::TICK);
        let [_, name] = type_.measure("X", font::LABEL);
        let below = TICK + GAP + line + GAP + name;
        // The topmost tick label reaches half its height above the frame.
        let room_y = area.height() - below - 0.5 * line;
        let y_ticks = Ticks::along(y, room_y);
        let before = name + GAP + y_ticks.widest(type_) + GAP + TICK;
        let room_x = area.width() - before - bar.room(type_) - 0.5 * MARGIN;
        let (mut width, mut height) = (room_x.max(16.0), room_y.max(16.0));
        if let Some(ratio) = ratio {
            width = width.min(height / ratio);
            height = height.min(width * ratio);
        }
        let left = area.min[0] + before + 0.5 * (room_x - width).max(0.0);
        let top = area.min[1] + 0.5 * line + 0.5 * (room_y - height).max(0.0);
        let rect = Rect::new(left.round(), top.round(), width.round(), height.round());
        PlaneAxes { rect, x: Ticks::across(x, rect.width(), type_), y: Ticks::along(y, rect.height()) }
    }

    /// Paints frame, ticks, labels and names.
    pub(crate) fn paint(&self, x: [f64; 2], y: [f64; 2], ink: &Ink, type_: &mut Typesetter, marks: &mut Vec<Mark>) {
        let Rect { min: [left, top], max: [right, bottom] } = self.rect;
        marks.push(Mark::Frame { rect: self.rect, width: 1.0, color: ink.text });
        let share = |[first, last]: [f64; 2], value: f64| ((value - first) / (last - first)) as f32;
        for (&value, text) in self.x.values.iter().zip(&self.x.labels) {
            let at = snap(left + share(x, value) * (right - left));
            marks.push(Mark::Line { points: vec![[at, bottom], [at, bottom + TICK]], width: 1.0, color: ink.text });
            marks.push(label(text.clone(), [at, bottom + TICK + GAP], [0.5, 0.0], font::TICK, ink));
        }
        for (&value, text) in self.y.values.iter().zip(&self.y.labels) {
            let at = snap(bottom - share(y, value) * (bottom - top));
            marks.push(Mark::Line { points: vec![[left - TICK, at], [left, at]], width: 1.0, color: ink.text });
            marks.push(label(text.clone(), [left - TICK - GAP, at], [1.0, 0.5], font::TICK, ink));
        }
        let [_, line] = type_.measure("0", font::TICK);
        let under = bottom + TICK + GAP + line + GAP;
        marks.push(label("X".to_owned(), [0.5 * (left + right), under], [0.5, 0.0], font::LABEL, ink));
        let beside = left - TICK - GAP - self.y.widest(type_) - GAP;
        let name = Text {
            text: "Y".to_owned(),
            at: [beside, 0.5 * (top + bottom)],
            anchor: [1.0, 0.5],
            size: font::LABEL,
            color: ink.text,
            upwards: true,
        };
        marks.push(Mark::Text(name));
    }
}
