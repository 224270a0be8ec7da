//! A formula seen so near that 32-bit floats do not tell its pixels, or its values, apart: evaluated in f64, relative to
//! where and how high the view is.

mod cliffs;
mod lattice;

use std::sync::Arc;

use rayon::prelude::*;

use self::cliffs::{flatten, is_within_a_cell, usual};
use self::lattice::Lattice;
use super::magnitude::{Probe, is_out_of_single, is_rounded_away};
use super::{Breaks, Cells};
use crate::expr::{Order, Scratch};
use crate::field::sampled::samples::{Node, Samples};
use crate::field::{Domain, Field, Grid, Kind, LEAST_JUMP};

/// 32-bit floats that a pixel has to be wide, so that rounding moves nothing by more than a fraction of it.
const FLOATS_PER_PIXEL: f64 = 32.0;
/// 64-bit floats that a picture has to be wide.
const FLOATS_PER_PICTURE: f64 = 1024.0;
/// Nodes of a view at most whose distances are halved.
const MOST_HALVED: usize = 1 << 20;
/// How many times what is typical values are beside a pole.
const FAR: f64 = 30.0;
/// The largest magnitude of a sample, with which a bicubic still reckons in 32 bits.
const LARGEST: f64 = 1e34;
/// The part of what is usual by which slopes of a cliff are off.
const LEAST_CLIFF: f32 = 0.05;
/// Pixels from node to node; between them lies a bicubic through values and slopes.
const PIXELS_PER_NODE: u32 = 2;
/// The same where f jumps, which the bicubic makes a slope of from one node to the next.
const PIXELS_PER_BROKEN_NODE: u32 = 1;
/// The same of a sketch.
const PIXELS_PER_SKETCHED_NODE: u32 = 4;

/// Samples of a view that f32 evaluates as well as any: indices from its corner, values from its middle.
#[derive(Clone, Debug)]
pub struct LocalField {
    /// (f − offset) / unit.
    pub samples: Samples,
    /// What is subtracted from f.
    pub offset: f64,
    /// What f is divided by: 1, but where 32-bit floats do not hold its magnitude.
    pub unit: f64,
    /// Where a function of the program jumps or ends, unless it is noise.
    pub cells: Option<Arc<Cells>>,
}

impl LocalField {
    /// The view of a formula over `domain` in so many pixels, where the formula itself is not good enough in f32.
    pub fn of(field: &Field, domain: Domain, pixels: [u32; 2]) -> Option<LocalField> {
        let is_function = matches!(field.kind(), Kind::Function(_));
        if !is_function && !matches!(field.kind(), Kind::Formula(_)) {
            return None;
        }
        let probe = Probe::new(field, domain);
        let Probe { offset, unit, .. } = probe;
        let is_near = |[first, last]: [f64; 2], pixels: u32| {
            let float = first.abs().max(last.abs()) * f64::from(f32::EPSILON);
            (last - first).abs() < FLOATS_PER_PIXEL * float * f64::from(pixels)
        };
        let is_fine = offset != 0.0 || unit != 1.0 || is_near(domain.x, pixels[0]) || is_near(domain.y, pixels[1]);
        if let Kind::Function(function) = field.kind()
            && !function.has_gradient()
            && !is_fine
        {
            return LocalField::of_values(field, domain, pixels);
        }
        let is_needed = is_function
            || is_fine
            || is_out_of_single(field, domain, Order::Value)
            || is_rounded_away(field, domain, pixels);
        if !is_needed {
            return None;
        }
        let [nx, ny] = nodes(pixels, PIXELS_PER_NODE);
        let spacing = match Breaks::of(field, &Grid { nx, ny, domain }, LEAST_JUMP * probe.range) {
            Some(_) => PIXELS_PER_BROKEN_NODE,
            None => PIXELS_PER_NODE,
        };
        LocalField::about(field, domain, pixels, spacing, probe)
    }

    /// The view of a function by its values alone: slopes of its own would take twelve more of them at every node, and each
    /// may be long in coming. Where it jumps or ends its nodes are twice as near to each other.
    fn of_values(field: &Field, domain: Domain, pixels: [u32; 2]) -> Option<LocalField> {
        let [nx, ny] = nodes(pixels, PIXELS_PER_NODE);
        let grid = Grid { nx, ny, domain };
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let cells = Cells::of(field, &grid, &values).map(Arc::new);
        let coarse = Samples::new(values, nx, ny, domain.x, domain.y).ok()?;
        match cells {
            Some(cells) if !cells.are_whole() && grid.len() <= MOST_HALVED => halved(field, &grid, &coarse, cells),
            cells => Some(LocalField { samples: coarse, offset: 0.0, unit: 1.0, cells }),
        }
    }

    /// The view of a formula from however far, coarser, and with what a bicubic makes of its kinks: a sketch needs no shader
    /// of the formula's own.
    pub fn sketch(field: &Field, domain: Domain, pixels: [u32; 2]) -> Option<LocalField> {
        let Kind::Formula(_) = field.kind() else { return None };
        LocalField::about(field, domain, pixels, PIXELS_PER_SKETCHED_NODE, Probe::new(field, domain))
    }

    fn about(
        field: &Field,
        domain: Domain,
        pixels: [u32; 2],
        spacing: u32,
        Probe { offset, unit, typical, .. }: Probe,
    ) -> Option<LocalField> {
        let [nx, ny] = nodes(pixels, spacing);
        let view = Lattice::new(field, domain, [nx, ny]);
        let middle = match view.tells_rises(offset) {
            true => Some(view.point(nx / 2, ny / 2)),
            false => None,
        };
        let offset = middle.map_or(offset, |middle| middle.values[0]);
        let node = |index: usize| {
            let point = view.point(index % nx, index / nx);
            let [f, fx, fy, _, fxy, _] = point.values;
            let value = match middle {
                // A missing value stays one.
                Some(middle) if f.is_finite() => middle.rise_to(&point),
                _ => f - offset,
            };
            let [dx, dy] = view.steps();
            // Beside a pole what a device does not hold is as large as it holds; what is missing stays so.
            let held = |value: f64| if value.is_finite() { value.clamp(-LARGEST, LARGEST) } else { value };
            Node::of(held(value / unit), [fx * dx, fy * dy, fxy * dx * dy].map(|slope| held(slope / unit)))
        };
        let mut nodes: Vec<Node> = (0..nx * ny).into_par_iter().map(node).collect();
        let values: Vec<f32> = nodes.iter().map(|node| node.f).collect();
        let is_far = |at: usize| f64::from(values[at].abs()) > FAR * typical / unit;
        let rows = values.len() / nx;
        let least = LEAST_CLIFF * usual(&values);
        let is_cliff: Vec<bool> =
            (0..nodes.len()).into_par_iter().map(|at| is_within_a_cell(&nodes, nx, at, least)).collect();
        flatten(&mut nodes, nx, |column, row| {
            let near = |middle: usize, count: usize| middle.saturating_sub(1)..=(middle + 1).min(count - 1);
            is_cliff[row * nx + column]
                || near(row, rows).any(|row| near(column, nx).any(|column| is_far(row * nx + column)))
        });
        let samples = Samples::from_nodes(nodes, nx, ny, domain.x, domain.y).ok()?;
        let cells = match field.kind() {
            Kind::Function(_) => Cells::of(field, &Grid { nx, ny, domain }, &view.planes[0]).map(Arc::new),
            _ => None,
        };
        Some(LocalField { samples, offset, unit, cells })
    }
}

/// Nodes along x and y of a view of so many pixels.
fn nodes(pixels: [u32; 2], spacing: u32) -> [usize; 2] {
    pixels.map(|side| (side / spacing).clamp(65, 2049) as usize)
}

/// The narrowest width about these coordinates that a picture resolves.
pub fn narrowest([first, last]: [f64; 2]) -> f64 {
    FLOATS_PER_PICTURE * f64::EPSILON * first.abs().max(last.abs())
}

/// The view of a function at twice as many nodes: its own values where it jumps or ends, and in between what those that are
/// there tell.
fn halved(field: &Field, grid: &Grid, coarse: &Samples, cells: Arc<Cells>) -> Option<LocalField> {
    let fine = Grid { nx: 2 * grid.nx - 1, ny: 2 * grid.ny - 1, domain: grid.domain };
    let (xs, ys) = (fine.xs(), fine.ys());
    // Cells that touch a node, and those around them.
    let is_whole = |column: usize, row: usize| {
        let around = |at: usize| [(at as isize - 1).div_euclid(2) - 1, at as isize / 2 + 1];
        cells.are_whole_within(around(column), around(row))
    };
    let mut values = vec![0.0; fine.len()];
    values.par_chunks_mut(fine.nx).enumerate().for_each_init(Scratch::default, |scratch, (row, values)| {
        let mut asked = Vec::new();
        for (column, value) in values.iter_mut().enumerate() {
            let is_node = column % 2 == 0 && row % 2 == 0;
            match is_node || is_whole(column, row) {
                true => *value = coarse.value_and_gradient(xs[column], ys[row])[0],
                false => asked.push(column),
            }
        }
        let at: Vec<f64> = asked.iter().map(|&column| xs[column]).collect();
        let mut found = vec![0.0; at.len()];
        field.points(scratch, &at, &vec![ys[row]; at.len()], Order::Value, &mut [&mut found]);
        asked.into_iter().zip(found).for_each(|(column, found)| values[column] = found);
    });
    let ([x, y], [nx, ny]) = ([fine.domain.x, fine.domain.y], [fine.nx, fine.ny]);
    let samples = Samples::new(values, nx, ny, x, y).ok()?;
    // Slopes taken across a jump would let what is beside it overshoot.
    let mut nodes = samples.nodes().into_owned();
    flatten(&mut nodes, nx, |column, row| !is_whole(column, row));
    let (offset, unit) = (samples.offset(), samples.unit());
    Some(LocalField { samples: Samples::from_nodes(nodes, nx, ny, x, y).ok()?, offset, unit, cells: Some(cells) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn about(formula: &str, [x, y]: [f64; 2], half: f64) -> Option<LocalField> {
        let domain = Domain { x: [x - half, x + half], y: [y - half, y + half] };
        LocalField::of(&Field::parse(formula).unwrap(), domain, [640, 480])
    }

    #[test]
    fn what_leaves_the_magnitudes_of_32_bits_on_the_way_is_evaluated_in_64() {
        // The well of argon: −ε at r = 2^(1/6) σ with ε = 1.65e-21 J, from constants of 1e-134 and 1e-77.
        let argon = "r = hypot(x, y); 1.575e-134/r^12 - 1.02e-77/r^6";
        let well = about(argon, [0.0, 0.0], 1e-9).unwrap();
        let r = (2.0f64 * 1.575e-134 / 1.02e-77).powf(1.0 / 6.0);
        let depth = -1.02e-77f64.powi(2) / (4.0 * 1.575e-134);
        let found = well.samples.value_and_gradient(r * 0.6, r * 0.8)[0] + well.offset;
        assert!((found / depth - 1.0).abs() < 1e-3, "{found:e} {depth:e}");
        // A plateau that underflows is 0 to the eye, and what 32 bits hold is left to them.
        for formula in ["-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))", "x*y", "1/x", "1e-30*x", "exp(-50*(x^2+y^2))"]
        {
            assert!(about(formula, [0.0, 0.0], 5.0).is_none(), "{formula}");
        }
    }

    #[test]
    fn between_nodes_on_both_sides_of_a_cliff_f_is_between_theirs() {
        // Cliffs much narrower than a cell, at an angle to it, on some of which lie nodes.
        for (formula, half) in [
            ("c = x - y; -log10((c + sqrt(c^2 + 4e-14))/2)", 0.1),
            ("c = x - 0.7*y; log(c + sqrt(c^2 + 1e-12)) - 1e-9*y", 1.0),
        ] {
            let view = about(formula, [0.0, 0.0], half).unwrap_or_else(|| panic!("{formula}"));
            let found = |at: usize| {
                let place = |at: usize| half * (2.0 * (at as f64 + 0.5) / 1500.0 - 1.0);
                view.samples.value_and_gradient(place(at % 1500), place(at / 1500))[0]
            };
            let values: Vec<f64> = (0..1500 * 1500).step_by(7).map(found).collect();
            let nodes = view.samples.nodes();
            let nodes = || nodes.iter().map(|node| f64::from(node.f));
            let (low, high) = (nodes().fold(f64::INFINITY, f64::min), nodes().fold(f64::NEG_INFINITY, f64::max));
            let beyond = values.iter().map(|&value| (low - value).max(value - high)).fold(0.0, f64::max);
            assert!(beyond < 1e-3 * (high - low), "{formula}: {beyond} of {}", high - low);
        }
    }

    #[test]
    fn what_32_bits_round_away_is_evaluated_in_64() {
        for (formula, expected) in [("(x + 1e10) - 1e10 + 0*y", 2.0), ("((x + y + 1e7)^2 - 1e14)/2e7", 5.0)] {
            let view = about(formula, [0.0, 0.0], 5.0).unwrap_or_else(|| panic!("{formula}"));
            let found = view.samples.value_and_gradient(2.0, 3.0)[0] * view.unit + view.offset;
            assert!((found - expected).abs() < 1e-3 * expected, "{formula}: {found}");
        }
        // What is left of rounding in 64 bits is a thousand million times less than in 32.
        let noise = about("x + y - x - y", [0.0, 0.0], 5.0).expect("a view");
        for (x, y) in [(1.23, 4.1), (-3.3, 0.7), (0.1, -2.9)] {
            let left = noise.samples.value_and_gradient(x, y)[0];
            assert!(left.abs() < 1e-14, "{left:e} at ({x}, {y})");
        }
        // Nodes a few pixels apart tell nothing of what is finer than pixels.
        for formula in ["sin(1e6*x^2 + y)", "floor(7*x)*y", "1e-3*x + y^2", "1/(x - y)", "atan2(y, x)"] {
            assert!(about(formula, [0.0, 0.0], 5.0).is_none(), "{formula}");
        }
    }

    #[test]
    fn magnitudes_that_32_bits_do_not_hold_are_divided_by_a_power_of_two() {
        for (formula, power) in [("1e200*(x + y^2)", 1e200), ("1e-250*(x + y^2)", 1e-250), ("1e300*(x + y^2)", 1e300)] {
            let view = about(formula, [0.0, 0.0], 5.0).unwrap();
            assert!(view.unit.log2().fract() == 0.0 && view.unit != 1.0, "{formula}: {:e}", view.unit);
            let [f, fx, fy] = view.samples.value_and_gradient(2.0, 3.0).map(|value| value * (view.unit / power));
            assert!(
                (f - 11.0).abs() < 1e-4 && (fx - 1.0).abs() < 1e-4 && (fy - 6.0).abs() < 1e-4,
                "{formula}: {f} {fx} {fy}"
            );
        }
    }

    #[test]
    fn nothing_overshoots_beside_a_pole() {
        let argon = "r = hypot(x, y); 1.575e-134/r^12 - 1.02e-77/r^6";
        let view = about(argon, [0.0, 0.0], 1e-9).unwrap();
        let depth = -1.02e-77f64.powi(2) / (4.0 * 1.575e-134);
        for k in 0..40_000 {
            let [x, y] = [k % 200, k / 200].map(|at| (f64::from(at) - 99.5) * 1e-11);
            let found = view.samples.value_and_gradient(x, y)[0] * view.unit + view.offset;
            assert!(found.is_nan() || found > 1.02 * depth, "{found:e} at {x:e}, {y:e} is below {depth:e}");
        }
    }

    #[test]
    fn a_minimum_keeps_its_shape_at_a_width_of_a_few_thousand_floats() {
        let formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";
        assert!(about(formula, [3.0, 2.0], 5.0).is_none());
        let half = 1e-12;
        let local_field = about(formula, [3.0, 2.0], half).unwrap();
        assert_eq!(local_field.offset, 0.0);
        // The Hessian at (3, 2) is (74, 20; 20, 34), so this is f to 1e-12 of itself.
        let ([x0, _], [y0, _]) = local_field.samples.domain();
        let [nx, ny] = local_field.samples.size();
        let node = |column: usize, row: usize| f64::from(local_field.samples.nodes()[row * nx + column].f);
        for (column, row) in [(0, 0), (nx - 1, 0), (nx / 3, ny - 1), (nx - 2, ny / 5)] {
            let along = |count: usize, index: usize| 2.0 * half * index as f64 / (count - 1) as f64;
            let (u, v) = ((x0 - 3.0) + along(nx, column), (y0 - 2.0) + along(ny, row));
            let expected = 37.0 * u * u + 20.0 * u * v + 17.0 * v * v;
            let found = node(column, row);
            assert!((found / expected - 1.0).abs() < 5e-3, "{column}, {row}: {found} for {expected}");
        }
    }

    #[test]
    fn a_function_without_a_gradient_is_called_once_for_a_node() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        let field = Field::from_fn(|x, y| {
            CALLS.fetch_add(1, Ordering::Relaxed);
            x.sin() * y
        });
        let domain = Domain { x: [-2.0, 2.0], y: [-1.0, 1.0] };
        let view = LocalField::of(&field, domain, [640, 480]).unwrap();
        let [f, fx, fy] = view.samples.value_and_gradient(0.7, 0.3);
        assert!(CALLS.load(Ordering::Relaxed) < 320 * 240 + 500, "{CALLS:?}");
        let expected = [0.7f64.sin() * 0.3, 0.7f64.cos() * 0.3, 0.7f64.sin()];
        for (found, expected) in [f, fx, fy].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        }
    }

    #[test]
    fn slopes_are_smooth_where_values_are_noise() {
        let half = 1e-12;
        let local_field = about("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", [-0.9, 1.5], half).unwrap();
        let step = 2.0 * half / (local_field.samples.size()[0] - 1) as f64;
        let nodes = local_field.samples.nodes();
        let row = &nodes[..local_field.samples.size()[0]];
        let slope = f64::from(row[0].fx) / step;
        for pair in row.windows(2) {
            let rise = (f64::from(pair[1].f) - f64::from(pair[0].f)) / step;
            assert!((rise / slope - 1.0).abs() < 1e-3, "{rise} {slope}");
        }
    }

    #[test]
    fn steps_and_waves_on_a_large_value_are_not_taken_for_slopes() {
        for (formula, expected) in [("1e10 + floor(x)", 2.0), ("1e10 + sin(40x)", f64::sin(40.0 * 2.3))] {
            let local_field = about(formula, [0.0, 0.0], 5.0).unwrap();
            let found = local_field.samples.value_and_gradient(2.3, 0.0)[0] + (local_field.offset - 1e10);
            assert!((found - expected).abs() < 1e-2, "{formula}: {found}");
        }
    }

    #[test]
    fn a_slope_on_a_large_value_is_seen_without_the_value() {
        let local_field = about("1e6 + x/1000", [0.0, 0.0], 5.0).unwrap();
        assert!((local_field.offset - 1e6).abs() < 1.0);
        let value = local_field.samples.value_and_gradient(3.0, 0.0);
        assert!((value[0] + local_field.offset - 1_000_000.003).abs() < 1e-8, "{value:?}");
        assert!((value[1] - 1e-3).abs() < 1e-7, "{value:?}");
    }
}
