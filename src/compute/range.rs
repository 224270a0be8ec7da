//! The range of a formula over a grid, found where it is evaluated soonest.

pub(super) mod reader;

use rayon::prelude::*;

use super::evaluate::{Evaluator, RangeBuffers};
use crate::expr::Order;
use crate::field::{Field, Grid, Kind, Range};
use crate::gpu::GpuError;

/// Operations that are done here sooner than a driver compiles a shader for them and hands their result back.
const OPERATIONS: usize = 1 << 26;

/// The finite values of a field over a grid: on the processor where they are few, else on the device, in the buffers of the
/// last range there.
pub(crate) fn range_over(
    evaluator: &Evaluator<'_>,
    field: &Field,
    grid: &Grid,
    kept: &mut Option<RangeBuffers>,
) -> Result<Range, GpuError> {
    match field.kind() {
        Kind::Formula(formula) if grid.len().saturating_mul(formula.cost()) <= OPERATIONS && !evaluator.is_local() => {
            Ok(exact(field, grid))
        }
        _ => evaluator.range_by(grid, kept),
    }
}

/// Nodes whose values are held at a time.
const BAND: usize = 1 << 18;
/// Values that are compared at once.
const LANES: usize = 8;
/// What f32 rounds to infinity, and what it rounds to 0.
const INFINITE: f64 = 3.402_823_567_797_336_6e38;
const NOTHING: f64 = 7.006_492_321_624_085e-46;

/// The range in f64. What f32 does not hold is no value, for the device draws none there.
fn exact(field: &Field, grid: &Grid) -> Range {
    let (xs, ys) = (grid.xs(), grid.ys());
    let width = xs.len().max(1);
    let rows = (BAND / width).clamp(1, ys.len().max(1));
    let mut planes = vec![vec![0.0; width * rows]];
    let mut all = [f64::INFINITY; 3];
    for band in ys.chunks(rows) {
        field.sample_rows_into(&xs, band, Order::Value, &mut planes);
        let found = planes[0][..width * band.len()].par_chunks(width).map(ends);
        all = joined(all, found.reduce(|| [f64::INFINITY; 3], joined));
    }
    let [min, negated, least_positive] = all;
    let min_positive = Some(least_positive).filter(|least| least.is_finite());
    Range { min, max: -negated, min_positive, is_finite: min.is_finite() }
}

/// The least of values, of the values negated, and of those above 0; infinite where there is none.
fn ends(values: &[f64]) -> [f64; 3] {
    let mut lanes = [[f64::INFINITY; LANES]; 3];
    let lesser = |a: f64, b: f64| if b < a { b } else { a };
    // Without branches, so that the lanes are compared at once.
    let mut compare = |lane: usize, value: f64| {
        let is_held = value.abs() < INFINITE;
        let held = |value: f64, is_held: bool| if is_held { value } else { f64::INFINITY };
        lanes[0][lane] = lesser(lanes[0][lane], held(value, is_held));
        lanes[1][lane] = lesser(lanes[1][lane], held(-value, is_held));
        lanes[2][lane] = lesser(lanes[2][lane], held(value, is_held && value > NOTHING));
    };
    let (chunks, rest) = values.as_chunks::<LANES>();
    chunks.iter().for_each(|chunk| (0..LANES).for_each(|lane| compare(lane, chunk[lane])));
    rest.iter().enumerate().for_each(|(lane, &value)| compare(lane, value));
    lanes.map(|lanes| lanes.into_iter().fold(f64::INFINITY, lesser))
}

fn joined(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|end| a[end].min(b[end]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::field::Domain;

    #[test]
    fn a_range_has_what_f32_holds() {
        let range = |formula: &str| {
            let domain = Domain { x: [-2.0, 2.0], y: [-1.0, 3.0] };
            exact(&Field::parse(formula).unwrap(), &Grid { nx: 5, ny: 9, domain })
        };
        let found = range("x + y");
        assert_eq!((found.min, found.max, found.min_positive, found.is_finite), (-3.0, 5.0, Some(0.5), true));
        assert_eq!(range("exp(100*x)").max, 1.0, "beyond 3e38 there is nothing");
        assert!(!range("1/0").is_finite && range("-x^2 - 1").min_positive.is_none());
        assert_eq!(range("1/x").min, -1.0, "a pole has no value");
    }

    #[test]
    fn the_ends_are_those_of_f32() {
        let beside = |value: f64| [-1i64, 0, 1].map(|step| f64::from_bits((value.to_bits() as i64 + step) as u64));
        for value in beside(INFINITE) {
            assert_eq!(value < INFINITE, (value as f32).is_finite(), "{value:e}");
        }
        for value in beside(NOTHING) {
            assert_eq!(value > NOTHING, value as f32 > 0.0, "{value:e}");
        }
        // Several bands, and rows that are no multiple of what is compared at once.
        let grid = Grid { nx: 1003, ny: 701, domain: Domain { x: [-1.0, 3.0], y: [-2.0, 5.0] } };
        let field = Field::parse("x*y + log(x)").unwrap();
        let found = exact(&field, &grid);
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        assert_eq!(found.min, finite().fold(f64::INFINITY, f64::min));
        assert_eq!(found.max, finite().fold(f64::NEG_INFINITY, f64::max));
        let least_positive = finite().filter(|value| *value > 0.0).reduce(f64::min);
        assert_eq!(found.min_positive, least_positive);
    }
}
