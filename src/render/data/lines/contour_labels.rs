//! Values written on contour lines: few, spread out, and never over each other.

use super::isolines::Nodes;
use crate::expr::Order;
use crate::field::{Field, Grid};
use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::{Mark, Rect, Text};
use crate::render::figure::plane::Plane;
use crate::render::figure::style::Style;
use crate::render::figure::text::Typesetter;
use crate::render::figure::ticks::format_ticks;

/// A value on a contour line.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLabel {
    /// The line's value.
    pub level: f64,
    /// A point of the line, in the middle of the label.
    pub point: [f64; 2],
    /// What is written.
    pub text: String,
    /// The pixels that it covers.
    pub rect: Rect,
}

/// Pixels, at 100 to an inch: between points that lines are looked for at, between any two labels, between two of one
/// line's, and of the ground around letters.
const LATTICE: f32 = 7.0;
const APART: f32 = 62.0;
const APART_ON_A_LINE: f32 = 230.0;
const HALO: f32 = 1.6;
/// Pixels of a square for every label there may be.
const SHARE: f32 = 125.0;
/// Lines are at least this fraction of a letter's height apart where there are labels, and better a whole one.
const LEAST_GAP: f64 = 0.25;

/// A place where a label may stand.
struct Candidate {
    /// Ends of a piece of the lattice that the line crosses, in data.
    ends: [[f64; 2]; 2],
    /// The middle in pixels.
    at: [f32; 2],
    /// How far the line leaves the label's middle at its ends, in heights, and how crowded it is.
    fault: f32,
}

/// The labels of a picture's contours within `rect`, clear of `taken`.
pub(crate) fn contour_labels(
    plot_data: &PlotData,
    field: &Field,
    rect: Rect,
    taken: &[Rect],
    typesetter: &mut Typesetter,
) -> Vec<ContourLabel> {
    let size = font(&plot_data.style);
    let levels = plot_data.lined();
    if levels.is_empty() {
        return Vec::new();
    }
    let texts = format_ticks(levels);
    let boxes: Vec<[f32; 2]> = texts.iter().map(|text| typesetter.measure(text, size)).collect();
    let plane = Plane { rect, domain: plot_data.domain };
    let candidates = candidates(plot_data, field, &plane, levels, &boxes);
    let mut labels: Vec<ContourLabel> = Vec::new();
    let scale = plot_data.style.scale;
    let most = ((rect.width() * rect.height() / (SHARE * scale).powi(2)) as usize).max(3);
    // Long lines are labelled first, each once, and then again where it has come far.
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by_key(|&level| std::cmp::Reverse(candidates[level].len()));
    for level in order.iter().chain(&order).chain(&order).copied() {
        if labels.len() >= most {
            break;
        }
        let inner = rect.grown(-3.0 * scale);
        let room = |at: [f32; 2]| -> Option<Rect> {
            let bounds = bounds(at, boxes[level]).grown(HALO * scale);
            let is_free = taken.iter().all(|other| !bounds.overlaps(other))
                && labels.iter().all(|label| !bounds.overlaps(&label.rect.grown(2.0 * scale)));
            (inner.holds(&bounds) && is_free).then_some(bounds)
        };
        let distance = |candidate: &Candidate, of: Option<usize>| {
            let others = labels.iter().filter(|label| of.is_none_or(|level| label.level == levels[level]));
            let apart = |label: &ContourLabel| {
                let [x, y] = label.rect.center();
                (candidate.at[0] - x).hypot(candidate.at[1] - y)
            };
            others.map(apart).fold(f32::INFINITY, f32::min) / scale
        };
        let merit = |candidate: &Candidate| {
            let apart = distance(candidate, None);
            let is_apart = apart >= APART && distance(candidate, Some(level)) >= APART_ON_A_LINE;
            is_apart.then(|| 1.2 * apart.min(150.0) / 150.0 - candidate.fault.min(3.0))
        };
        let free = candidates[level].iter().filter(|candidate| room(candidate.at).is_some());
        let mut rated: Vec<(f32, &Candidate)> = free.filter_map(|own| Some((merit(own)?, own))).collect();
        rated.sort_by(|a, b| b.0.total_cmp(&a.0));
        // What looked like a crossing may be a jump, which has no point at the level.
        let found = rated.into_iter().take(8).find_map(|(_, candidate)| {
            let point = on_level(field, levels[level], candidate.ends)?;
            let rect = room(plane.pixel(point))?;
            Some(ContourLabel { level: levels[level], point, text: texts[level].clone(), rect })
        });
        labels.extend(found);
    }
    labels
}

fn font(style: &Style) -> f32 {
    (0.85 * style.tick_font()).round()
}

/// A label's pixels around its middle.
fn bounds([x, y]: [f32; 2], [width, height]: [f32; 2]) -> Rect {
    // Letters begin at whole pixels.
    Rect::new((x - 0.5 * width).round(), (y - 0.5 * height).round(), width, height)
}

/// By levels, everywhere that a line crosses a lattice over the panel and its neighbours leave room for letters.
fn candidates(
    plot_data: &PlotData,
    field: &Field,
    plane: &Plane,
    levels: &[f64],
    boxes: &[[f32; 2]],
) -> Vec<Vec<Candidate>> {
    let count = |pixels: f32| ((pixels / (LATTICE * plot_data.style.scale)) as usize).clamp(8, 160) + 1;
    let grid = Grid { nx: count(plane.rect.width()), ny: count(plane.rect.height()), domain: plane.domain };
    let values = field.sample(&grid, Order::Value).swap_remove(0);
    let (xs, ys) = (grid.xs(), grid.ys());
    let nodes = Nodes { values: &values, size: [grid.nx, grid.ny] };
    let mut found: Vec<Vec<Candidate>> = levels.iter().map(|_| Vec::new()).collect();
    for (edge, crossing) in nodes.crossed_edges(levels) {
        let ends = nodes.ends(edge).map(|[column, row]| [xs[column], ys[row]]);
        for place in crossing {
            let [column, row] = nodes.crossing(edge, levels[place]);
            let between = |along: &[f64], at: f64| {
                let (first, next) = (along[at as usize], along[(at as usize + 1).min(along.len() - 1)]);
                first + at.fract() * (next - first)
            };
            let point = [between(&xs, column), between(&ys, row)];
            let level = (levels[place], plot_data.gap_beside(place));
            if let Some(fault) = fault(field, plane, level, point, boxes[place]) {
                found[place].push(Candidate { ends, at: plane.pixel(point), fault });
            }
        }
    }
    found
}

/// How far a line leaves the label's middle at its ends, in heights, and how much nearer than a height the next line is;
/// nothing where lines are too near. `level` is that of the line, and the gap to the next one.
fn fault(field: &Field, plane: &Plane, (level, gap): (f64, f64), point: [f64; 2], size: [f32; 2]) -> Option<f32> {
    let per_pixel = plane.per_pixel();
    let [width, height] = size.map(f64::from);
    let values = field.at(&point, Order::Gradient);
    let change = (values[1] * per_pixel[0]).hypot(values[2] * per_pixel[1]);
    if !(change.is_finite() && change > 0.0 && gap / change >= LEAST_GAP * height) {
        return None;
    }
    let away = |side: f64| {
        let beside = [point[0] + side * 0.5 * width * per_pixel[0], point[1]];
        (field.at(&beside, Order::Value)[0] - level).abs() / change
    };
    let crowd = (1.0 - gap / change / height).max(0.0);
    let fault = away(-1.0).max(away(1.0)) / height + 1.5 * crowd;
    fault.is_finite().then_some(fault as f32)
}

/// The point between two others, on either side of it, where f has the level.
fn on_level(field: &Field, level: f64, [mut a, mut b]: [[f64; 2]; 2]) -> Option<[f64; 2]> {
    let value = |point: &[f64; 2]| field.at(point, Order::Value)[0] - level;
    let [at_a, at_b] = [value(&a), value(&b)];
    let middle = |a: [f64; 2], b: [f64; 2]| [0, 1].map(|axis| 0.5 * (a[axis] + b[axis]));
    for _ in 0..60 {
        let between = middle(a, b);
        if (value(&between) > 0.0) == (at_a > 0.0) { a = between } else { b = between }
    }
    let point = middle(a, b);
    (value(&point).abs() <= 1e-7 * (at_a - at_b).abs().max(level.abs())).then_some(point)
}

/// Letters on a ground of their own, so that they are read on any colour and break their line.
pub(crate) fn label_marks(labels: &[ContourLabel], style: &Style, marks: &mut Vec<Mark>) {
    marks.extend(labels.iter().map(|label| on_ground(label.text.clone(), label.rect.center(), font(style), style)));
}

/// The numbers of what a legend numbers, where there is one, where that is in the panel and where the legend does not cover it.
pub(crate) fn number_marks(plot_data: &PlotData, rect: Rect, legend: Option<Rect>, marks: &mut Vec<Mark>) {
    let Some(legend) = legend else { return };
    let (plane, style) = (Plane { rect, domain: plot_data.domain }, &plot_data.style);
    let covered = legend.grown(0.5 * style.tick_font());
    let shown = |place: &[f64; 2]| {
        let [x, y] = plane.pixel(*place);
        (plot_data.domain.contains(place) && !covered.holds(&Rect::new(x, y, 0.0, 0.0))).then_some([x, y])
    };
    let numbered = plot_data.numbered.iter().enumerate();
    let numbered = numbered.filter_map(|(index, place)| Some((index + 1, shown(place)?)));
    marks.extend(numbered.map(|(number, at)| on_ground(number.to_string(), at, style.tick_font(), style)));
}

fn on_ground(text: String, at: [f32; 2], size: f32, style: &Style) -> Mark {
    let [r, g, b] = style.background;
    let halo = Some(((HALO * style.scale).max(1.0), [r, g, b, 255]));
    Mark::Text(Text { text, at, anchor: [0.5, 0.5], size, color: style.text, angle: 0.0, halo })
}
