//! Lines against an axis in a frame of their own: of curves, and of runs against their steps.

use crate::field::Spread;
use crate::render::figure::annotation::{Color, Mark, Rect};
use crate::render::figure::axes::plane_axes::{AxisRange, PlaneAxes, Ticks};
use crate::render::figure::ground::contrast;
use crate::render::figure::layout::{panel_title, panel_title_height};
use crate::render::figure::legend::{
    emptiest, height_below, hidden, is_legend_wanted, legend, legend_below, legend_hides_much, legend_room, squares,
};
use crate::render::figure::style::Style;
use crate::render::figure::swatch::{CASING, Dash, Legend, dashed_line};
use crate::render::figure::text::Typesetter;

/// Diameter of a dot in pixels.
const DOT: f32 = 9.0;
/// Width of the line at zero, in pixels.
pub(crate) const ZERO_WIDTH: f32 = 1.0;
/// The contrast below which a line is not seen on its ground without a casing.
pub(crate) const LEAST_CONTRAST: f64 = 2.0;

/// A panel of lines.
#[derive(Clone, Debug)]
pub(crate) struct Plot<'a> {
    pub(crate) title: String,
    pub(crate) names: [&'a str; 2],
    pub(crate) x: [f64; 2],
    pub(crate) y: [f64; 2],
    /// How numbers spread along the axes.
    pub(crate) spreads: [Spread; 2],
    /// Whether x counts something, so that only whole numbers have ticks.
    pub(crate) counts: bool,
    pub(crate) lines: Vec<Line>,
    pub(crate) dots: Vec<([f64; 2], Color)>,
    pub(crate) legend: Legend,
    /// Lines that the legend keeps clear of in place of those that are there by now, in frames that follow each other.
    pub(crate) courses: Vec<Vec<[f64; 2]>>,
    /// Whether it stands by itself, so that its legend may go by its lines.
    pub(crate) is_still: bool,
}

/// A line through points of the data; a point that is no number parts it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) points: Vec<[f64; 2]>,
    pub(crate) color: Color,
    pub(crate) width: f32,
    pub(crate) dash: Dash,
}

impl Line {
    pub(crate) fn new(points: Vec<[f64; 2]>, color: Color) -> Line {
        Line { points, color, width: 2.0, dash: Dash::Solid }
    }
}

impl Plot<'_> {
    /// Pixels below the frame that the legend takes, where it would hide too much in any corner of it and may be so wide.
    pub(crate) fn strip(&self, area: Rect, width: f32, style: &Style, typesetter: &mut Typesetter) -> f32 {
        let fitted = self.fitted(area, style, typesetter);
        if !self.hides_much(fitted.rect, style, typesetter) {
            return 0.0;
        }
        height_below([width, area.height()], &self.legend, self.is_still, style, typesetter)
    }

    /// Where its frame begins in an area.
    pub(crate) fn top(&self, area: Rect, style: &Style, typesetter: &mut Typesetter) -> f32 {
        self.fitted(area, style, typesetter).rect.min[1]
    }

    fn axes(&self) -> [AxisRange<'_>; 2] {
        [0, 1].map(|axis| AxisRange {
            ends: [self.x, self.y][axis],
            spread: self.spreads[axis],
            name: self.names[axis],
        })
    }

    /// Its axes in an area.
    fn fitted(&self, area: Rect, style: &Style, typesetter: &mut Typesetter) -> PlaneAxes {
        let title = panel_title_height(&self.title, area.width(), style, typesetter);
        let beside = legend_room(area, &self.legend, style, typesetter);
        let room = Rect { min: [area.min[0], area.min[1] + title], max: [area.max[0] - beside, area.max[1]] };
        let mut fitted = PlaneAxes::fit(room, self.axes(), None, None, style, typesetter);
        if self.counts {
            fitted.x = Ticks::new(fitted.x.values.into_iter().filter(|value| value.fract() == 0.0).collect());
        }
        fitted
    }

    /// Paints it into `area`, and says where its frame is and whether there is no room for its legend, which stands in `below` where
    /// there is such a place, a part of so much height.
    pub(crate) fn paint(
        &self,
        area: Rect,
        below: Option<(Rect, f32)>,
        style: &Style,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> (Rect, bool) {
        let (axes, [x, y]) = (self.axes(), [self.x, self.y]);
        let fitted = self.fitted(area, style, typesetter);
        let rect = fitted.rect;
        let place = |point| placed(rect, axes, point);
        let mut grid = |points: [[f32; 2]; 2]| {
            marks.push(Mark::Line { points: points.to_vec(), width: style.line, color: style.grid });
        };
        for &x in &fitted.x.values {
            let at = place([x, y[0]])[0].floor() + 0.5;
            grid([[at, rect.min[1]], [at, rect.max[1]]]);
        }
        for &y in &fitted.y.values {
            let at = place([x[0], y])[1].floor() + 0.5;
            grid([[rect.min[0], at], [rect.max[0], at]]);
        }
        let lines: Vec<Vec<[f32; 2]>> =
            self.lines.iter().map(|line| line.points.iter().map(|&point| place(point)).collect()).collect();
        for (line, points) in self.lines.iter().zip(&lines) {
            stroke(points, rect, line, style, marks);
        }
        let is_inside =
            |[x, y]: [f32; 2]| (rect.min[0]..=rect.max[0]).contains(&x) && (rect.min[1]..=rect.max[1]).contains(&y);
        let dots: Vec<([f32; 2], Color)> =
            self.dots.iter().map(|&(dot, color)| (place(dot), color)).filter(|(at, _)| is_inside(*at)).collect();
        let dots = thinned(&dots, 0.6 * DOT * style.scale);
        for &(at, color) in &dots {
            if needs_casing(color, style) {
                marks.push(Mark::Dot { at, diameter: (DOT + 2.0) * style.scale, color: light() });
            }
            marks.push(Mark::Dot { at, diameter: DOT * style.scale, color });
        }
        fitted.paint(axes, style, typesetter, marks);
        panel_title(fitted.headed(), area, &self.title, style, typesetter, marks);
        let is_cased = |color| needs_casing(color, style);
        let found = if let Some(below) = below {
            legend_below(below, &self.legend, self.is_still, is_cased, style, typesetter, marks)
        } else {
            let now = lines.iter().flatten().copied().chain(dots.into_iter().map(|(at, _)| at));
            let visited: Vec<[f32; 2]> = match self.courses.as_slice() {
                [] => now.collect(),
                courses => courses.iter().flatten().map(|&point| place(point)).collect(),
            };
            let visited: Vec<[f32; 2]> = visited.into_iter().map(|at| fraction_of(rect, at)).collect();
            let corner = |size| emptiest(CORNERS, &visited, size);
            legend([rect, area], corner, &self.legend, is_cased, style, typesetter, marks)
        };
        (rect, found.is_none() && is_legend_wanted(&self.legend, style))
    }

    /// Whether a legend that may stand anywhere would hide too much in the best corner of a frame.
    fn hides_much(&self, rect: Rect, style: &Style, typesetter: &mut Typesetter) -> bool {
        let hides = |size: [f32; 2]| self.hides_a_line(rect, size);
        legend_hides_much(rect, &self.legend, self.is_still, style, typesetter, hides)
    }

    /// Whether a legend of a size hides more than a little of a line in the best corner.
    fn hides_a_line(&self, rect: Rect, size: [f32; 2]) -> bool {
        /// What it may hide of a line.
        const LITTLE: f32 = 0.04;
        let axes = self.axes();
        let at = |&point: &[f64; 2]| fraction_of(rect, placed(rect, axes, point));
        // Where zero is says nothing that a legend must not hide.
        let shown = self.lines.iter().filter(|line| line.width > ZERO_WIDTH);
        let lines: Vec<Vec<[f32; 2]>> = shown.map(|line| line.points.iter().map(at).collect()).collect();
        let dots = self.dots.iter().map(|(dot, _)| at(dot));
        let visited: Vec<[f32; 2]> = lines.iter().flatten().copied().chain(dots).collect();
        let corner = emptiest(CORNERS, &visited, size);
        lines.iter().any(|line| hidden(&squares(line), corner, size) > LITTLE)
    }
}

/// An area above a strip of its height, and the strip.
pub(crate) fn above_strip(area: Rect, strip: f32) -> (Rect, Rect) {
    let at = area.max[1] - strip;
    (Rect { max: [area.max[0], at], ..area }, Rect { min: [area.min[0], at], ..area })
}

/// Where a point of the data is in a frame.
fn placed(rect: Rect, axes: [AxisRange<'_>; 2], [x, y]: [f64; 2]) -> [f32; 2] {
    let (across, up) = (axes[0].fraction(x), axes[1].fraction(y));
    [rect.min[0] + across * rect.width(), rect.max[1] - up * rect.height()]
}

/// Where steps are as short as dots are wide, a few dots say as much: those so far from the one before, and the last of each
/// colour in a row.
fn thinned(dots: &[([f32; 2], Color)], apart: f32) -> Vec<([f32; 2], Color)> {
    let mut kept: Vec<([f32; 2], Color)> = Vec::new();
    for (index, &(at, color)) in dots.iter().enumerate() {
        let is_last = dots.get(index + 1).is_none_or(|(_, next)| *next != color);
        let is_near =
            |&(other, own): &([f32; 2], Color)| own == color && (other[0] - at[0]).hypot(other[1] - at[1]) < apart;
        if is_last || !kept.last().is_some_and(is_near) {
            kept.push((at, color));
        }
    }
    kept
}

fn light() -> Color {
    CASING.map(|channel| (255.0 * channel) as u8)
}

/// Whether a colour is not seen on the ground of a theme.
fn needs_casing([r, g, b, _]: Color, style: &Style) -> bool {
    contrast([r, g, b], style.background) < LEAST_CONTRAST
}

/// Corners of a legend (whether at the right, whether at the bottom), the first of those that are as empty.
const CORNERS: [[bool; 2]; 4] = [[true, false], [false, false], [true, true], [false, true]];

/// Where a point is in a panel, as fractions of it.
fn fraction_of(rect: Rect, [x, y]: [f32; 2]) -> [f32; 2] {
    [(x - rect.min[0]) / rect.width(), (y - rect.min[1]) / rect.height()]
}

/// The parts of a line that lie within the frame.
fn stroke(points: &[[f32; 2]], rect: Rect, line: &Line, style: &Style, marks: &mut Vec<Mark>) {
    let width = line.width * style.scale;
    let mut runs: Vec<Vec<[f32; 2]>> = Vec::new();
    for pair in points.windows(2) {
        let Some([from, to]) = rect.clip(pair[0], pair[1]) else { continue };
        match runs.last_mut() {
            Some(run) if run.last() == Some(&from) => run.push(to),
            _ => runs.push(vec![from, to]),
        }
    }
    for run in runs {
        if needs_casing(line.color, style) {
            marks.push(Mark::Line { points: run.clone(), width: width + 2.0 * style.scale, color: light() });
        }
        marks.extend(dashed_line(&run, width, line.color, line.dash));
    }
}
