//! A formula seen so near that 32-bit floats do not tell its pixels, or its values, apart: evaluated in f64, relative to
//! where and how high the view is.

use rayon::prelude::*;

use super::domain::Domain;
use super::samples::{Node, Samples};
use super::{Field, Grid, Kind};
use crate::expr::{Order, Scratch};

/// 32-bit floats that a pixel has to be wide, so that rounding moves nothing by more than a fraction of it.
const FLOATS_PER_PIXEL: f64 = 32.0;
/// The least range of f, relative to |f|, that 32-bit floats divide finely enough.
const RELATIVE_RANGE: f64 = 1e-3;
/// The range of f, relative to |f|, below which its differences are more exact from slopes than from values.
const RANGE_OF_SLOPES: f64 = 1e-8;
/// 64-bit floats that a picture has to be wide.
const FLOATS_PER_PICTURE: f64 = 1024.0;
/// Pixels from node to node; between them lies a bicubic through values and slopes.
const PIXELS_PER_NODE: u32 = 2;

/// Samples of a view that f32 evaluates as well as any: indices from its corner, values from its middle.
#[derive(Clone, Debug)]
pub struct Closeup {
    /// f − offset.
    pub samples: Samples,
    /// What is subtracted from f.
    pub offset: f64,
}

impl Closeup {
    /// The view of a formula over `domain` in so many pixels, where the formula itself is not good enough in f32.
    pub fn of(field: &Field, domain: Domain, pixels: [u32; 2]) -> Option<Closeup> {
        let Kind::Formula(_) = field.kind() else { return None };
        let (offset, middle) = offset(field, domain);
        let is_near = |[first, last]: [f64; 2], pixels: u32| {
            let float = first.abs().max(last.abs()) * f64::from(f32::EPSILON);
            (last - first).abs() < FLOATS_PER_PIXEL * float * f64::from(pixels)
        };
        if offset == 0.0 && !is_near(domain.x, pixels[0]) && !is_near(domain.y, pixels[1]) {
            return None;
        }
        let [nx, ny] = pixels.map(|side| (side / PIXELS_PER_NODE).clamp(65, 1025) as usize);
        let rows: Vec<Vec<Node>> =
            (0..ny).into_par_iter().map(|row| row_of(field, domain, [nx, ny], row, offset, middle)).collect();
        let samples = Samples::from_nodes(rows.concat(), nx, ny, domain.x, domain.y).ok()?;
        Some(Closeup { samples, offset })
    }
}

/// The narrowest width about these coordinates that a picture resolves.
pub fn narrowest([first, last]: [f64; 2]) -> f64 {
    FLOATS_PER_PICTURE * f64::EPSILON * first.abs().max(last.abs())
}

/// What to subtract from f, where it changes little about a large value; and its slopes in the middle, where it changes so
/// little that they tell more of it than values do.
fn offset(field: &Field, domain: Domain) -> (f64, Option<[f64; 2]>) {
    const PROBES: usize = 17;
    let values = field.sample(&Grid { nx: PROBES, ny: PROBES, domain }, Order::Value).swap_remove(0);
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let relative = (high - low) / low.abs().max(high.abs());
    if !(high > low && relative < RELATIVE_RANGE) {
        return (0.0, None);
    }
    let [x, y] = [domain.x, domain.y].map(|[first, last]| first + 0.5 * (last - first));
    let middle = field.at(&[x, y], Order::Gradient);
    match relative < RANGE_OF_SLOPES && middle.iter().all(|value| value.is_finite()) {
        true => (middle[0], Some([middle[1], middle[2]])),
        false => (0.5 * (low + high), None),
    }
}

/// A row of nodes. Where the coordinates of a node are not floats, f is carried on from the nearest floats by its
/// derivatives.
fn row_of(
    field: &Field,
    domain: Domain,
    [nx, ny]: [usize; 2],
    row: usize,
    offset: f64,
    middle: Option<[f64; 2]>,
) -> Vec<Node> {
    let [width, height] = domain.size();
    let step = [width / (nx - 1) as f64, height / (ny - 1) as f64];
    let place = |first: f64, along: f64| {
        let float = first + along;
        (float, along - (float - first))
    };
    let (y, dy) = place(domain.y[0], row as f64 * step[1]);
    let (xs, rests): (Vec<f64>, Vec<f64>) = (0..nx).map(|column| place(domain.x[0], column as f64 * step[0])).unzip();
    let mut planes = vec![vec![0.0; nx]; 6];
    let mut views: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
    field.points(&mut Scratch::default(), &xs, &vec![y; nx], Order::Hessian, &mut views);
    let node = |column: usize| {
        let [f, fx, fy, fxx, fxy, fyy] = [0, 1, 2, 3, 4, 5].map(|plane| planes[plane][column]);
        let settled = |value: f64| if value.is_finite() { value } else { 0.0 };
        let [fx, fy, fxx, fxy, fyy] = [fx, fy, fxx, fxy, fyy].map(settled);
        let dx = rests[column];
        let (fx, fy) = (fx + fxx * dx + fxy * dy, fy + fxy * dx + fyy * dy);
        let value = match middle {
            // A hole stays one; elsewhere the mean slope on the way from the middle tells the difference.
            Some([gx, gy]) if f.is_finite() => {
                let (u, v) = (column as f64 * step[0] - 0.5 * width, row as f64 * step[1] - 0.5 * height);
                0.5 * ((fx + gx) * u + (fy + gy) * v)
            }
            _ => f - offset + fx * dx + fy * dy,
        };
        Node::of(value, [fx * step[0], fy * step[1], fxy * step[0] * step[1]])
    };
    (0..nx).map(node).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn about(formula: &str, [x, y]: [f64; 2], half: f64) -> Option<Closeup> {
        let domain = Domain { x: [x - half, x + half], y: [y - half, y + half] };
        Closeup::of(&Field::parse(formula).unwrap(), domain, [640, 480])
    }

    #[test]
    fn a_minimum_keeps_its_shape_at_a_width_of_a_few_thousand_floats() {
        let formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";
        assert!(about(formula, [3.0, 2.0], 5.0).is_none());
        let half = 1e-12;
        let closeup = about(formula, [3.0, 2.0], half).unwrap();
        assert_eq!(closeup.offset, 0.0);
        // The Hessian at (3, 2) is (74, 20; 20, 34), so this is f to 1e-12 of itself.
        let ([x0, _], [y0, _]) = closeup.samples.domain();
        let [nx, ny] = closeup.samples.size();
        let node = |column: usize, row: usize| f64::from(closeup.samples.nodes()[row * nx + column].f);
        for (column, row) in [(0, 0), (nx - 1, 0), (nx / 3, ny - 1), (nx - 2, ny / 5)] {
            let along = |count: usize, index: usize| 2.0 * half * index as f64 / (count - 1) as f64;
            let (u, v) = ((x0 - 3.0) + along(nx, column), (y0 - 2.0) + along(ny, row));
            let expected = 37.0 * u * u + 20.0 * u * v + 17.0 * v * v;
            let found = node(column, row);
            assert!((found / expected - 1.0).abs() < 5e-3, "{column}, {row}: {found} for {expected}");
        }
    }

    #[test]
    fn slopes_are_smooth_where_values_are_noise() {
        let half = 1e-12;
        let closeup = about("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", [-0.9, 1.5], half).unwrap();
        let step = 2.0 * half / (closeup.samples.size()[0] - 1) as f64;
        let nodes = closeup.samples.nodes();
        let row = &nodes[..closeup.samples.size()[0]];
        let slope = f64::from(row[0].fx) / step;
        for pair in row.windows(2) {
            let rise = (f64::from(pair[1].f) - f64::from(pair[0].f)) / step;
            assert!((rise / slope - 1.0).abs() < 1e-3, "{rise} {slope}");
        }
    }

    #[test]
    fn a_slope_on_a_large_value_is_seen_without_the_value() {
        let closeup = about("1e6 + x/1000", [0.0, 0.0], 5.0).unwrap();
        assert!((closeup.offset - 1e6).abs() < 1.0);
        let value = closeup.samples.value_and_gradient(3.0, 0.0);
        assert!((value[0] + closeup.offset - 1_000_000.003).abs() < 1e-8, "{value:?}");
        assert!((value[1] - 1e-3).abs() < 1e-7, "{value:?}");
    }
}
