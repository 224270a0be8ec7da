//! A field of one variable as a curve: its derivative, steps along it, and the central difference beside the exact one.

mod difference;
mod points;

use self::difference::{difference, errors};
use self::points::{LEAST, break_between, jump_between, parted, refined};
use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, LEAST_JUMP, Scales, Spread, linspace};
use crate::render::data::lines::curve_ends::{CurveEnds, functions, sampled};
use crate::render::data::plot_data::PlotData;
use crate::render::data::runs::paths::Path;
use crate::render::figure::annotation::{Color, Mark, Rect, color_of};
use crate::render::figure::plane::Plane;
use crate::render::figure::swatch::{Dash, Legend};
use crate::render::figure::text::Typesetter;
use crate::render::panels::plot::{Line, Plot, ZERO_WIDTH, above_strip};
use crate::render::panels::titles::panel_titles;
use crate::scene::LossOf;
use crate::words::{plural, to_decimals};

/// The curve, the derivative, the difference: matplotlib's first colours.
const BLUE: Color = [0x1f, 0x77, 0xb4, 255];
const ORANGE: Color = [0xff, 0x7f, 0x0e, 255];
const GREY: Color = [128, 128, 128, 255];

/// What a panel of curves has upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CurveQuantity {
    /// f.
    Value,
    /// f′.
    Derivative,
    /// What runs have come to, over their steps.
    Loss(LossOf),
}

/// Where a panel of curves lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CurvePanel {
    /// In places of the scales.
    pub(crate) plane: Plane,
    pub(crate) scales: Scales,
    pub(crate) shows: CurveQuantity,
}

/// Paints the curve's panels into `area`; where each lies whose axes are those of x and of f or of f′, and whether a legend has no
/// room.
pub(crate) fn curve_marks(
    plot_data: &PlotData,
    field: &Field,
    area: Rect,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> (Vec<CurvePanel>, bool) {
    let mut plots = plots(plot_data, field);
    if plot_data.scene.panel_titles.is_some() {
        plots.iter_mut().zip(panel_titles(plot_data)).for_each(|((plot, _), title)| plot.title = title);
    }
    let gap = plot_data.style.margin();
    let width = (area.width() - gap * (plots.len() as f32 - 1.0)) / plots.len() as f32;
    let place = |index: usize| {
        let left = area.min[0] + index as f32 * (width + gap);
        Rect::new(left, area.min[1], width, area.height())
    };
    let style = &plot_data.style;
    let mut strips = |width: f32| -> Vec<f32> {
        let strip = |(index, (plot, _)): (usize, &Shown<'_>)| plot.strip(place(index), width, style, typesetter);
        plots.iter().enumerate().map(strip).collect()
    };
    let (narrow, wide) = (strips(width), strips(area.width()));
    // A legend that is the only one below panels is as wide as all of them.
    let is_alone = wide.iter().filter(|&&strip| strip > 0.0).count() == 1;
    let strips = if is_alone { wide } else { narrow };
    // Frames beside each other are as high, and begin and end at one height.
    let free = strips.iter().copied().fold(0.0, f32::max);
    let areas = |index: usize| above_strip(place(index), free).0;
    let tops: Vec<f32> =
        plots.iter().enumerate().map(|(index, (plot, _))| plot.top(areas(index), style, typesetter)).collect();
    let top = tops.iter().copied().fold(0.0, f32::max);
    let (mut panels, mut lacks_legend) = (Vec::new(), false);
    for (index, ((plot, shows), own)) in plots.iter().zip(strips).enumerate() {
        let Rect { min: [left, begins], max } = areas(index);
        let part = Rect { min: [left, begins + top - tops[index]], max };
        let (_, strip) = above_strip(if is_alone { area } else { place(index) }, free);
        let below = (own > 0.0).then_some((strip, area.height()));
        let (rect, lacks) = plot.paint(part, below, style, typesetter, marks);
        panels.extend(shows.map(|shows| plot.panel(rect, shows)));
        lacks_legend |= lacks;
    }
    (panels, lacks_legend)
}

impl Plot<'_> {
    /// Where what it shows lies in its frame.
    pub(crate) fn panel(&self, rect: Rect, shows: CurveQuantity) -> CurvePanel {
        let scales = Scales { x: self.spreads[0], y: self.spreads[1] };
        let plane = Plane { rect, domain: scales.places(Domain { x: self.x, y: self.y }) };
        CurvePanel { plane, scales, shows }
    }
}

/// A panel of curves and what it has upwards; nothing where its axes are of something else, such as an error against h.
type Shown<'a> = (Plot<'a>, Option<CurveQuantity>);

fn plots<'a>(plot_data: &'a PlotData, field: &Field) -> Vec<Shown<'a>> {
    let (x, spread) = (plot_data.domain.x, plot_data.scene.scales.x.spread());
    let spreads = [spread, plot_data.scene.scales.y.spread()];
    let [f, derivative] = functions(field, plot_data.domain.y[0]);
    let (curve, slope) = (sampled(x, spread, &f), sampled(x, spread, &derivative));
    let own = || CurveEnds::of_samples(spreads[1], (&curve, &f), (&slope, &derivative));
    let CurveEnds { height, steepness } = plot_data.curve_ends.unwrap_or_else(own);
    let curve = refined(curve, height, f);
    let slope = {
        let least = LEAST * (steepness[1] - steepness[0]);
        parted(&refined(slope, steepness, derivative), |ends| jump_between(ends, least, derivative))
    };
    if let Some(h) = plot_data.scene.curve.h {
        let slopes: Vec<[f64; 2]> = slope.iter().copied().filter(|at| at[0].is_finite()).collect();
        return vec![
            (difference(plot_data, field, &slopes, steepness, h), Some(CurveQuantity::Derivative)),
            (errors(plot_data, field, h), None),
        ];
    }
    let curve = {
        let (mut scratch, least) = (Scratch::default(), LEAST_JUMP * (height[1] - height[0]));
        parted(&curve, |ends| break_between(field, &mut scratch, plot_data.domain.y[0], ends, least))
    };
    let plain = |title: String, path: &[&Path]| {
        let mut plot = Plot {
            title,
            names: plot_data.names(["x", "f(x)"]),
            x,
            y: height,
            spreads,
            counts: false,
            lines: vec![Line::new(curve.clone(), BLUE)],
            dots: Vec::new(),
            legend: Legend::new(),
            courses: Vec::new(),
            is_still: plot_data.is_still,
        };
        path.iter().for_each(|path| add_path(&mut plot, path, plot_data));
        plot_data.scene.probe.iter().for_each(|&[x, _]| add_probe(&mut plot, field, x, plot_data));
        (plot, Some(CurveQuantity::Value))
    };
    let derivative = Plot {
        title: "the derivative".to_owned(),
        names: [plot_data.names(["x", ""])[0], plot_data.derivative_name()],
        x,
        y: steepness,
        spreads: [spread, Spread::Linear],
        counts: false,
        lines: vec![zero(x), Line::new(slope, ORANGE)],
        dots: pinned_slope(plot_data, field).into_iter().collect(),
        legend: Legend::new(),
        courses: Vec::new(),
        is_still: plot_data.is_still,
    };
    let side = |path: &Path| plain(path_title(path, plot_data), &[path]);
    let (mut plot, beside) = match plot_data.paths.as_slice() {
        [] => (plain("the curve".to_owned(), &[]), None),
        [path] => (side(path), None),
        // The article's picture: one panel for each side of an extremum.
        [left, right] if !plot_data.is_race() => (side(left), Some(side(right))),
        paths => {
            let (mut plot, shows) = plain(paths_title(paths), &paths.iter().collect::<Vec<_>>());
            // Blue is one of those that race.
            plot.lines.iter_mut().take(1).for_each(|curve| curve.color = GREY);
            ((plot, shows), None)
        }
    };
    // What leaves the picture is said once.
    plot.0.legend = plot_data.legend_of_lines();
    vec![plot, beside.unwrap_or((derivative, Some(CurveQuantity::Derivative)))]
}

/// What moves from where, in words.
fn paths_title(paths: &[Path]) -> String {
    let mut names: Vec<&str> = paths.iter().map(|path| path.name.as_str()).collect();
    names.dedup();
    match names.len() {
        0 | 1 => plural(paths.len(), "start"),
        race => {
            let starts = paths.iter().filter(|path| path.name == names[0]).count();
            match paths.first().and_then(|path| path.visits.first()) {
                Some(first) if starts == 1 => format!("from x = {}", to_decimals(first.point[0], 4)),
                _ => format!("{}, {}", plural(race, "optimizer"), plural(starts, "start")),
            }
        }
    }
}

/// What the first step of a path does, in words.
fn path_title(path: &Path, plot_data: &PlotData) -> String {
    let Some(first) = path.visits.first() else { return String::new() };
    if !plot_data.has_usual_names() {
        return format!("from {}", to_decimals(first.point[0], 4));
    }
    let slope = first.gradient[0];
    let sign = if slope > 0.0 { "f′ > 0" } else { "f′ < 0" };
    let grows = (slope > 0.0) == plot_data.scene.descent.ascend;
    format!("from x = {}: {sign}, x {}", to_decimals(first.point[0], 4), if grows { "grows" } else { "shrinks" })
}

/// A path on the curve, with the tangent at its start.
fn add_path(plot: &mut Plot<'_>, path: &Path, plot_data: &PlotData) {
    let color = color_of(path.style.color);
    let points: Vec<[f64; 2]> = path.visits.iter().map(|visit| [visit.point[0], visit.f]).collect();
    if let Some(first) = path.visits.first() {
        let tangent = tangent(plot, [first.point[0], first.f], first.gradient[0]);
        plot.lines.push(Line { dash: Dash::Dashed, ..Line::new(tangent, plot_data.style.text) });
    }
    plot.dots.extend(points.iter().map(|&point| (point, color)));
    plot.lines.push(Line { width: 1.6, dash: path.style.dash, ..Line::new(points, color) });
}

/// The tangent of a slope at a point, as far as is seen of it; over places of logarithms it is bent.
fn tangent(plot: &Plot<'_>, [x, f]: [f64; 2], slope: f64) -> Vec<[f64; 2]> {
    let (spread, [low, high]) = (plot.spreads[0], plot.x.map(|end| plot.spreads[0].place(end)));
    let (middle, reach) = (spread.place(x), 0.13 * (high - low));
    let pieces = if plot.spreads == [Spread::Linear; 2] { 2 } else { 65 };
    let places = linspace([middle - reach, middle + reach], pieces).into_iter();
    places.map(|place| spread.value(place)).map(|at| [at, f + slope * (at - x)]).collect()
}

/// The point that is pinned, with the tangent there.
fn add_probe(plot: &mut Plot<'_>, field: &Field, x: f64, plot_data: &PlotData) {
    let values = field.at(&[x, plot_data.domain.y[0]], Order::Gradient);
    let (f, slope) = (values[0], values[1]);
    if !(f.is_finite() && slope.is_finite()) {
        return;
    }
    plot.lines.push(Line::new(tangent(plot, [x, f], slope), ORANGE));
    plot.dots.push(([x, f], ORANGE));
}

/// Where the point that is pinned is on the derivative.
fn pinned_slope(plot_data: &PlotData, field: &Field) -> Option<([f64; 2], Color)> {
    let [x, _] = plot_data.scene.probe?;
    Some(([x, field.at(&[x, plot_data.domain.y[0]], Order::Gradient)[1]], ORANGE))
}

fn zero(x: [f64; 2]) -> Line {
    Line { width: ZERO_WIDTH, ..Line::new(vec![[x[0], 0.0], [x[1], 0.0]], [128, 128, 128, 255]) }
}
