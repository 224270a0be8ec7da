//! A field of one variable as a curve: its derivative, steps along it, and the central difference beside the exact one.

use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::data::paths::Path;
use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::{Color, Mark, Rect, color_of};
use crate::render::figure::layout::{Style, legend, panel_title, panel_title_height};
use crate::render::figure::plane::Plane;
use crate::render::figure::plane_axes::{AxisRange, PlaneAxes};
use crate::render::figure::swatch::{Dash, Legend, LineStyle, Swatch};
use crate::render::figure::text::Typesetter;

/// Samples along a curve: a few a pixel of an ordinary picture.
const SAMPLES: usize = 1600;
/// The curve, the derivative, the difference: matplotlib's first colours.
const BLUE: Color = [0x1f, 0x77, 0xb4, 255];
const ORANGE: Color = [0xff, 0x7f, 0x0e, 255];
const GREEN: Color = [0x2c, 0xa0, 0x2c, 255];
/// Steps h of the central difference whose error is shown, as powers of ten.
const POWERS: [f64; 2] = [-15.0, 0.0];

/// What a panel of curves has upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CurveQuantity {
    /// f.
    Value,
    /// f′.
    Derivative,
}

/// Where a panel of curves lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CurvePanel {
    pub(crate) plane: Plane,
    pub(crate) shows: CurveQuantity,
}

/// A panel of curves.
struct Plot<'a> {
    title: String,
    names: [&'a str; 2],
    x: [f64; 2],
    y: [f64; 2],
    is_logarithmic: bool,
    lines: Vec<Line>,
    dots: Vec<([f64; 2], Color)>,
    legend: Legend,
    /// None where the axes are of something else, such as an error against h.
    shows: Option<CurveQuantity>,
}

/// A line through points of the data.
struct Line {
    points: Vec<[f64; 2]>,
    color: Color,
    width: f32,
    is_dashed: bool,
}

impl Line {
    fn new(points: Vec<[f64; 2]>, color: Color) -> Line {
        Line { points, color, width: 2.0, is_dashed: false }
    }
}

/// Paints the curve's panels into `area`; where each lies whose axes are those of x and of f or of f′.
pub(crate) fn curve_marks(
    plot_data: &PlotData,
    field: &Field,
    area: Rect,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Vec<CurvePanel> {
    let plots = plots(plot_data, field);
    let gap = plot_data.style.margin();
    let width = (area.width() - gap * (plots.len() as f32 - 1.0)) / plots.len() as f32;
    let mut panels = Vec::new();
    for (index, plot) in plots.iter().enumerate() {
        let left = area.min[0] + index as f32 * (width + gap);
        let area = Rect::new(left, area.min[1], width, area.height());
        let rect = paint(plot, area, &plot_data.style, typesetter, marks);
        let plane = Plane { rect, domain: Domain { x: plot.x, y: plot.y } };
        panels.extend(plot.shows.map(|shows| CurvePanel { plane, shows }));
    }
    panels
}

fn plots<'a>(plot_data: &'a PlotData, field: &Field) -> Vec<Plot<'a>> {
    let x = plot_data.domain.x;
    let sample = |order: Order, index: usize| -> Vec<[f64; 2]> {
        let at = |k: usize| x[0] + (x[1] - x[0]) * k as f64 / SAMPLES as f64;
        (0..=SAMPLES).map(|k| [at(k), field.at(&[at(k), plot_data.domain.y[0]], order)[index]]).collect()
    };
    let curve = sample(Order::Value, 0);
    let slope = sample(Order::Gradient, 1);
    if let Some(h) = plot_data.scene.curve.h {
        return vec![difference(plot_data, field, &slope, h), errors(plot_data, field)];
    }
    let height = range(&curve);
    let plain = |title: String, path: &[&Path]| {
        let mut plot = Plot {
            title,
            names: plot_data.names(["x", "f(x)"]),
            x,
            y: height,
            is_logarithmic: false,
            lines: vec![Line::new(curve.clone(), BLUE)],
            dots: Vec::new(),
            legend: Legend::new(),
            shows: Some(CurveQuantity::Value),
        };
        path.iter().for_each(|path| add_path(&mut plot, path, plot_data));
        plot
    };
    match plot_data.paths.as_slice() {
        [] => {
            let derivative = Plot {
                title: "the derivative".to_owned(),
                names: [plot_data.names(["x", ""])[0], "f′(x)"],
                x,
                y: range(&slope),
                is_logarithmic: false,
                lines: vec![zero(x), Line::new(slope, ORANGE)],
                dots: Vec::new(),
                legend: Legend::new(),
                shows: Some(CurveQuantity::Derivative),
            };
            vec![plain("the curve".to_owned(), &[]), derivative]
        }
        paths if paths.len() <= 2 => {
            paths.iter().map(|path| plain(path_title(path, plot_data.scene.descent.ascend), &[path])).collect()
        }
        paths => vec![plain(format!("{} starts", paths.len()), &paths.iter().collect::<Vec<_>>())],
    }
}

/// What the first step of a path does, in words.
fn path_title(path: &Path, ascends: bool) -> String {
    let Some(first) = path.visits.first() else { return String::new() };
    let slope = first.gradient[0];
    let sign = if slope > 0.0 { "f′ > 0" } else { "f′ < 0" };
    let grows = (slope > 0.0) == ascends;
    let x = format!("{:.4}", first.point[0]);
    let x = x.trim_end_matches('0').trim_end_matches('.').replace('-', "−");
    format!("from x = {x}: {sign}, x {}", if grows { "grows" } else { "shrinks" })
}

/// A path on the curve, with the tangent at its start.
fn add_path(plot: &mut Plot<'_>, path: &Path, plot_data: &PlotData) {
    let color = color_of(path.style.color);
    let points: Vec<[f64; 2]> = path.visits.iter().map(|visit| [visit.point[0], visit.f]).collect();
    if let Some(first) = path.visits.first() {
        let reach = 0.13 * (plot_data.domain.x[1] - plot_data.domain.x[0]);
        let tangent = |dx: f64| [first.point[0] + dx, first.f + first.gradient[0] * dx];
        let line = Line { is_dashed: true, ..Line::new(vec![tangent(-reach), tangent(reach)], plot_data.style.text) };
        plot.lines.push(line);
    }
    plot.dots.extend(points.iter().map(|&point| (point, color)));
    plot.lines.push(Line { width: 1.6, ..Line::new(points, color) });
}

fn zero(x: [f64; 2]) -> Line {
    Line { width: 1.0, ..Line::new(vec![[x[0], 0.0], [x[1], 0.0]], [128, 128, 128, 255]) }
}

/// The exact derivative and the central difference.
fn difference<'a>(plot_data: &'a PlotData, field: &Field, slope: &[[f64; 2]], h: f64) -> Plot<'a> {
    let central: Vec<[f64; 2]> = slope.iter().map(|&[x, _]| [x, central(plot_data, field, x, h)]).collect();
    let color = |[r, g, b, a]: Color| [r, g, b, a].map(|channel| f32::from(channel) / 255.0);
    Plot {
        title: format!("(f(x+h) − f(x−h)) / 2h with h = {h}"),
        names: [plot_data.names(["x", ""])[0], "f′(x)"],
        x: plot_data.domain.x,
        y: range(slope),
        is_logarithmic: false,
        lines: vec![
            zero(plot_data.domain.x),
            Line { width: 3.0, ..Line::new(slope.to_vec(), ORANGE) },
            Line { is_dashed: true, ..Line::new(central, GREEN) },
        ],
        dots: Vec::new(),
        legend: vec![("exact".to_owned(), color(ORANGE)), ("central difference".to_owned(), color(GREEN))],
        shows: Some(CurveQuantity::Derivative),
    }
}

fn central(plot_data: &PlotData, field: &Field, x: f64, h: f64) -> f64 {
    let f = |x: f64| field.at(&[x, plot_data.domain.y[0]], Order::Value)[0];
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// The error of the central difference over h, and what rounding adds to it.
fn errors<'a>(plot_data: &PlotData, field: &Field) -> Plot<'a> {
    const STEPS: usize = 240;
    let [first, last] = plot_data.domain.x;
    // At the probe, else off the middle, where many a formula has no error by symmetry.
    let x = plot_data.scene.probe.map_or(first + 0.6180339887 * (last - first), |[x, _]| x);
    let values = field.at(&[x, plot_data.domain.y[0]], Order::Gradient);
    let (f, exact) = (values[0], values[1]);
    let h = |index: usize| 10f64.powf(POWERS[0] + (POWERS[1] - POWERS[0]) * index as f64 / STEPS as f64);
    let measured: Vec<[f64; 2]> = (0..=STEPS)
        .map(|k| [h(k), (central(plot_data, field, x, h(k)) - exact).abs()])
        .filter(|at| at[1] > 0.0)
        .collect();
    // Each value of f is off by half an ulp, and the argument by another.
    let unit = 0.5 * f64::EPSILON * (f.abs() + (x * exact).abs());
    let floor: Vec<[f64; 2]> = (0..=STEPS).map(|k| [h(k), unit / h(k)]).filter(|at| at[1] > 0.0).collect();
    let finite = measured.iter().map(|at| at[1]).filter(|error| error.is_finite());
    let (low, high) = finite.fold((f64::INFINITY, 0.0f64), |(low, high), error| (low.min(error), high.max(error)));
    let (low, high) = if low < high { (low, high) } else { (1e-16, 1.0) };
    let color = |[r, g, b, a]: Color| [r, g, b, a].map(|channel| f32::from(channel) / 255.0);
    let grey = [128, 128, 128, 255];
    let at = format!("{x:.3}").replace('-', "−");
    Plot {
        title: format!("its error at x = {at} over h"),
        names: ["h", "error"],
        x: POWERS.map(|power| 10f64.powf(power)),
        y: [low * 0.5, high * 2.0],
        is_logarithmic: true,
        lines: vec![Line { is_dashed: true, ..Line::new(floor, grey) }, Line::new(measured, GREEN)],
        dots: Vec::new(),
        legend: vec![("|difference − exact|".to_owned(), color(GREEN)), ("rounding".to_owned(), color(grey))],
        shows: None,
    }
}

/// The finite values' range with a little room; the outermost hundredth does not count where it is far out, as at a pole.
fn range(points: &[[f64; 2]]) -> [f64; 2] {
    let mut values: Vec<f64> = points.iter().map(|point| point[1]).filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let at = |fraction: f64| {
        values.get((fraction * (values.len().saturating_sub(1)) as f64) as usize).copied().unwrap_or(0.0)
    };
    let (inner, outer) = ([at(0.01), at(0.99)], [at(0.0), at(1.0)]);
    let span = (inner[1] - inner[0]).max(f64::MIN_POSITIVE);
    let ends = if outer[1] - outer[0] > 6.0 * span { inner } else { outer };
    let room = if ends[1] > ends[0] { 0.06 * (ends[1] - ends[0]) } else { 1.0 };
    [ends[0] - room, ends[1] + room]
}

fn paint(plot: &Plot<'_>, area: Rect, style: &Style, typesetter: &mut Typesetter, marks: &mut Vec<Mark>) -> Rect {
    let strip = panel_title_height(&plot.title, style, typesetter);
    let below = Rect { min: [area.min[0], area.min[1] + strip], ..area };
    let axis = |ends: [f64; 2], name| AxisRange { ends, logarithmic: plot.is_logarithmic, name };
    let axes = [axis(plot.x, plot.names[0]), axis(plot.y, plot.names[1])];
    let fitted = PlaneAxes::fit(below, axes, None, None, style, typesetter);
    let rect = fitted.rect;
    let place = |[x, y]: [f64; 2]| {
        let (across, up) = (axes[0].fraction(x), axes[1].fraction(y));
        [rect.min[0] + across * rect.width(), rect.max[1] - up * rect.height()]
    };
    for &x in &fitted.x.values {
        let at = place([x, plot.y[0]])[0].floor() + 0.5;
        marks.push(Mark::Line {
            points: vec![[at, rect.min[1]], [at, rect.max[1]]],
            width: style.line,
            color: style.grid,
        });
    }
    for &y in &fitted.y.values {
        let at = place([plot.x[0], y])[1].floor() + 0.5;
        marks.push(Mark::Line {
            points: vec![[rect.min[0], at], [rect.max[0], at]],
            width: style.line,
            color: style.grid,
        });
    }
    for line in &plot.lines {
        let points: Vec<[f32; 2]> = line.points.iter().map(|&point| place(point)).collect();
        stroke(&points, rect, line, style, marks);
    }
    for &(dot, color) in &plot.dots {
        let [x, y] = place(dot);
        if (rect.min[0]..=rect.max[0]).contains(&x) && (rect.min[1]..=rect.max[1]).contains(&y) {
            marks.push(Mark::Dot { at: [x, y], diameter: 9.0 * style.scale, color });
        }
    }
    fitted.paint(axes, style, typesetter, marks);
    panel_title(fitted.headed(), area, &plot.title, style, typesetter, marks);
    legend(rect, [false, plot.is_logarithmic], &plot.legend, style, typesetter, marks);
    rect
}

/// The parts of a line that lie within the frame.
fn stroke(points: &[[f32; 2]], rect: Rect, line: &Line, style: &Style, marks: &mut Vec<Mark>) {
    let dash = 7.0 * style.line;
    let width = line.width * style.scale;
    let mut run: Vec<[f32; 2]> = Vec::new();
    let mut travelled = 0.0f32;
    let mut flush = |run: &mut Vec<[f32; 2]>| {
        if run.len() > 1 {
            marks.push(Mark::Line { points: std::mem::take(run), width, color: line.color });
        }
        run.clear();
    };
    for pair in points.windows(2) {
        let Some([from, to]) = clipped(pair[0], pair[1], rect) else {
            flush(&mut run);
            continue;
        };
        if run.last() != Some(&from) {
            flush(&mut run);
            run.push(from);
        }
        if !line.is_dashed {
            run.push(to);
            continue;
        }
        let span = (to[0] - from[0]).hypot(to[1] - from[1]);
        let mut done = 0.0;
        while done < span {
            let left = dash - travelled % dash;
            let next = (done + left).min(span);
            let at = |length: f32| [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * length / span);
            let is_gap = (travelled / dash) as u32 % 2 == 1;
            travelled += next - done + 1e-4;
            done = next;
            if is_gap {
                flush(&mut run);
                run.push(at(next));
            } else {
                run.push(at(next));
            }
        }
    }
    flush(&mut run);
}

/// The part of a segment within a rectangle; nothing where it is outside or not a number.
fn clipped(from: [f32; 2], to: [f32; 2], rect: Rect) -> Option<[[f32; 2]; 2]> {
    if !from.iter().chain(&to).all(|coordinate| coordinate.is_finite()) {
        return None;
    }
    let (mut first, mut last) = (0.0f32, 1.0f32);
    for axis in 0..2 {
        let span = to[axis] - from[axis];
        let (low, high) = (rect.min[axis] - from[axis], rect.max[axis] - from[axis]);
        if span == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (a, b) = (low / span, high / span);
        first = first.max(a.min(b));
        last = last.min(a.max(b));
    }
    let at = |fraction: f32| [0, 1].map(|axis| from[axis] + fraction * (to[axis] - from[axis]));
    (first <= last).then(|| [if first == 0.0 { from } else { at(first) }, if last == 1.0 { to } else { at(last) }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_cut_at_the_frame() {
        let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(clipped([-5.0, 5.0], [15.0, 5.0], rect), Some([[0.0, 5.0], [10.0, 5.0]]));
        assert_eq!(clipped([1.0, 1.0], [2.0, 3.0], rect), Some([[1.0, 1.0], [2.0, 3.0]]));
        assert_eq!(clipped([-5.0, 20.0], [5.0, 20.0], rect), None);
        assert_eq!(clipped([f32::NAN, 1.0], [5.0, 2.0], rect), None);
    }

    #[test]
    fn a_pole_does_not_flatten_the_curve() {
        let points: Vec<[f64; 2]> =
            (0..1000).map(|k| [0.0, if k == 500 { 1e9 } else { f64::from(k) / 1000.0 }]).collect();
        let [low, high] = range(&points);
        assert!(low > -0.2 && high < 1.2, "{low} {high}");
    }
}
