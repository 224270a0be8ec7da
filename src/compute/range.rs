//! The range of a formula over a grid, found where it is evaluated soonest.

use rayon::prelude::*;

use super::evaluate::{Evaluator, RangeBuffers};
use crate::expr::{Order, Scratch};
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

/// The range in f64. What f32 does not hold is no value, for the device draws none there.
fn exact(field: &Field, grid: &Grid) -> Range {
    let (xs, ys) = (grid.xs(), grid.ys());
    let none = Range::NONE;
    let lesser = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::min);
    let joined = |a: Range, b: Range| Range {
        min: a.min.min(b.min),
        max: a.max.max(b.max),
        min_positive: lesser(a.min_positive, b.min_positive),
        is_finite: a.is_finite || b.is_finite,
    };
    let of_row = |(scratch, row): &mut (Scratch, Vec<f64>), y: &f64| {
        row.resize(xs.len(), 0.0);
        let same = vec![*y; xs.len()];
        field.points(scratch, &xs, &same, Order::Value, &mut [&mut row[..]]);
        let finite = row.iter().copied().filter(|value| (*value as f32).is_finite());
        finite.fold(none, |range, value| Range {
            min: range.min.min(value),
            max: range.max.max(value),
            min_positive: lesser(range.min_positive, Some(value).filter(|&value| value as f32 > 0.0)),
            is_finite: true,
        })
    };
    ys.par_iter().map_init(Default::default, of_row).reduce(|| none, joined)
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
}
