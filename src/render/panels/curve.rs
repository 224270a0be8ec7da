//! A field of one variable as a curve: its derivative, steps along it, and the central difference beside the exact one.

mod difference;
mod points;

use self::difference::{difference, errors};
use self::points::{LEAST, break_between, jump_between, parted, refined};
use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, LEAST_JUMP, Scales, Spread, linspace};
use crate::render::data::plot_data::PlotData;
use crate::render::data::range::pad_range;
use crate::render::data::runs::paths::Path;
use crate::render::figure::annotation::{Color, Mark, Rect, color_of};
use crate::render::figure::layout::Style;
use crate::render::figure::plane::Plane;
use crate::render::figure::swatch::{Dash, Legend};
use crate::render::figure::text::Typesetter;
use crate::render::panels::plot::{Line, Plot, ZERO_WIDTH, above_strip};
use crate::render::panels::titles::panel_titles;
use crate::scene::{AxisScales, LossOf};
use crate::words::{plural, to_decimals};

/// Samples along a curve: a few a pixel of an ordinary picture.
const SAMPLES: usize = 1600;
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

/// Paints the curve's panels into `area`; where each lies whose axes are those of x and of f or of f′.
pub(crate) fn curve_marks(
    plot_data: &PlotData,
    field: &Field,
    area: Rect,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Vec<CurvePanel> {
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
    let mut panels = Vec::new();
    for (index, ((plot, shows), own)) in plots.iter().zip(strips).enumerate() {
        let Rect { min: [left, begins], max } = areas(index);
        let part = Rect { min: [left, begins + top - tops[index]], max };
        let (_, strip) = above_strip(if is_alone { area } else { place(index) }, free);
        let below = (own > 0.0).then_some(strip);
        match *shows {
            Some(shows) => panels.push(plot.panel(part, below, shows, style, typesetter, marks)),
            None => drop(plot.paint(part, below, style, typesetter, marks)),
        }
    }
    panels
}

impl Plot<'_> {
    /// Paints it into `area`, and says where what it shows lies.
    pub(crate) fn panel(
        &self,
        area: Rect,
        below: Option<Rect>,
        shows: CurveQuantity,
        style: &Style,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> CurvePanel {
        let rect = self.paint(area, below, style, typesetter, marks);
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

/// How high a curve reaches, and its derivative, with a little room.
#[derive(Clone, Copy, Debug)]
pub struct CurveEnds {
    height: [f64; 2],
    steepness: [f64; 2],
}

impl CurveEnds {
    /// Those of a field along x, on axes of these scales.
    pub(crate) fn of(field: &Field, domain: Domain, scales: AxisScales) -> CurveEnds {
        let [f, derivative] = functions(field, domain.y[0]);
        let sampled = |f| sampled(domain.x, scales.x.spread(), f);
        CurveEnds::of_samples(scales.y.spread(), (&sampled(&f), &f), (&sampled(&derivative), &derivative))
    }

    fn of_samples(
        spread: Spread,
        (curve, f): (&[[f64; 2]], &dyn Fn(f64) -> f64),
        (slope, derivative): (&[[f64; 2]], &dyn Fn(f64) -> f64),
    ) -> CurveEnds {
        CurveEnds { height: range_on(spread, curve, f), steepness: range(slope, derivative) }
    }

    pub(crate) fn joined(self, other: CurveEnds) -> CurveEnds {
        let join = |a: [f64; 2], b: [f64; 2]| [a[0].min(b[0]), a[1].max(b[1])];
        CurveEnds { height: join(self.height, other.height), steepness: join(self.steepness, other.steepness) }
    }
}

/// f and f′ along x.
fn functions(field: &Field, y: f64) -> [impl Fn(f64) -> f64 + Copy; 2] {
    [(Order::Value, 0), (Order::Gradient, 1)].map(|(order, index)| move |x: f64| field.at(&[x, y], order)[index])
}

/// A function at places evenly along an axis.
fn sampled(x: [f64; 2], spread: Spread, f: &dyn Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let places = linspace(x.map(|end| spread.place(end)), SAMPLES + 1);
    places.into_iter().map(|at| spread.value(at)).map(|x| [x, f(x)]).collect()
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

/// The same of values along an axis where they spread so: in its places, of what has any.
fn range_on(spread: Spread, points: &[[f64; 2]], f: impl Fn(f64) -> f64) -> [f64; 2] {
    let places: Vec<[f64; 2]> = points.iter().map(|&[x, value]| [x, spread.place(value)]).collect();
    range(&places, |x| spread.place(f(x))).map(|place| spread.value(place))
}

/// The finite values' range with a little room; the outermost two hundredths do not count where they are far out and grow the nearer
/// they are looked at, as at a pole. `f` is what the points are of.
fn range(points: &[[f64; 2]], f: impl Fn(f64) -> f64) -> [f64; 2] {
    let mut values: Vec<f64> = points.iter().map(|point| point[1]).filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let at = |fraction: f64| {
        values.get((fraction * (values.len().saturating_sub(1)) as f64) as usize).copied().unwrap_or(0.0)
    };
    let (inner, outer) = ([at(0.02), at(0.98)], [at(0.0), at(1.0)]);
    let span = (inner[1] - inner[0]).max(f64::MIN_POSITIVE);
    let is_far = outer[1] - outer[0] > 6.0 * span;
    let end = |side: usize, sign: f64| match is_far && outer[side] != inner[side] {
        true => top(points, sign, inner[side], &f).unwrap_or(inner[side]),
        false if is_far => inner[side],
        false => outer[side],
    };
    let ends = [end(0, -1.0), end(1, 1.0)];
    if ends[1] <= ends[0] {
        return pad_range(ends[0], ends[1], 0.0);
    }
    let room = 0.06 * (ends[1] - ends[0]);
    [ends[0] - room, ends[1] + room]
}

/// The highest value about the highest of points, or the lowest where `sign` is −1; nothing where it goes on growing as it is looked
/// at nearer.
fn top(points: &[[f64; 2]], sign: f64, usual: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    const PARTS: usize = 32;
    const LEVELS: usize = 5;
    const GROWTH: f64 = 3.0;
    let height = |value: f64| sign * (value - usual);
    let finite = (0..points.len()).filter(|&at| points[at][1].is_finite());
    let highest = finite.max_by(|&a, &b| height(points[a][1]).total_cmp(&height(points[b][1])))?;
    let [first, last] = [highest.saturating_sub(1), (highest + 1).min(points.len() - 1)].map(|at| points[at][0]);
    let (mut middle, mut reach) = (points[highest][0], 0.5 * (last - first));
    // Of what is told by its points alone nothing is known between them.
    let mut best = f(middle);
    let mut heights = [0.0; LEVELS];
    for near in &mut heights {
        // Beside the middle, which may be where it is infinite.
        let beside = (0..PARTS).map(|part| middle + reach * ((2 * part + 1) as f64 / PARTS as f64 - 1.0));
        let found = beside
            .map(|x| [x, f(x)])
            .filter(|at| !at[1].is_nan())
            .max_by(|a, b| height(a[1]).total_cmp(&height(b[1])))?;
        *near = height(found[1]);
        (middle, best) = (found[0], if height(found[1]) > height(best) { found[1] } else { best });
        reach *= 2.0 / PARTS as f64;
    }
    let grows = heights.windows(2).skip(LEVELS - 3).all(|pair| pair[1] > GROWTH * pair[0]);
    (best.is_finite() && !grows).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pole_does_not_flatten_the_curve() {
        let points: Vec<[f64; 2]> =
            (0..1000).map(|k| [0.0, if k == 500 { 1e9 } else { f64::from(k) / 1000.0 }]).collect();
        let [low, high] = range(&points, |_| f64::NAN);
        assert!(low > -0.2 && high < 1.2, "{low} {high}");
    }

    #[test]
    fn a_needle_is_shown_to_its_tip_and_a_pole_is_not() {
        let of = |f: fn(f64) -> f64| {
            let points: Vec<[f64; 2]> =
                crate::field::linspace([-5.0, 5.0], SAMPLES + 1).into_iter().map(|x| [x, f(x)]).collect();
            range(&points, f)
        };
        for needle in [|x: f64| (-1e4 * x * x).exp(), |x: f64| (-1e5 * (x - 1.2345).powi(2)).exp()] {
            let [low, high] = of(needle);
            assert!((low + 0.06).abs() < 0.01 && (high - 1.06).abs() < 0.01, "{low} {high}");
        }
        for pole in [|x: f64| 1.0 / (x - 0.3), |x: f64| x.abs().powf(-0.5) / x.signum(), |x: f64| x.tan()] {
            let [low, high] = of(pole);
            assert!(low > -100.0 && high < 100.0, "{low} {high}");
        }
    }
}
