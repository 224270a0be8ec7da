//! Levels that f has no point at, since it jumps over them.

use crate::expr::{Order, Scratch};
use crate::field::{Field, Way};

/// Whether f jumps over a level in a cell, by its first and last x and y: pictures have no line there.
pub(crate) fn leaps_over(field: &Field, [xs, ys]: [[f64; 2]; 2], level: f64) -> bool {
    // A level that slopes lead to within the cell is met on one side of the jump; a plateau has no line.
    let found = field.at(&[0.5 * (xs[0] + xs[1]), 0.5 * (ys[0] + ys[1])], Order::Gradient);
    let reach = (found[1] * (xs[1] - xs[0])).abs() + (found[2] * (ys[1] - ys[0])).abs();
    if reach > 0.0 && (found[0] - level).abs() <= reach {
        return false;
    }
    let corner = |at: usize| [xs[at % 2], ys[at / 2]];
    let values = [0, 1, 2, 3].map(|at| field.at(&corner(at), Order::Value)[0]);
    let by_value = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]);
    let (Some(lowest), Some(highest)) = ((0..4).min_by(by_value), (0..4).max_by(by_value)) else { return false };
    let ends = [values[lowest], values[highest]];
    let way = Way { field, from: corner(lowest), to: corner(highest) };
    way.find_break(&mut Scratch::default(), ends, 0.5 * (ends[1] - ends[0])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_leapt_over_where_f_jumps_and_not_where_it_is_steep() {
        let leaps = |formula: &str, level: f64| {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
            leaps_over(&field, [[0.99, 1.012], [2.0, 2.02]], level)
        };
        assert!(leaps("floor(x)*y", 1.0) && leaps("floor(x*y)", 2.0) && leaps("x + 5*sign(x - 1)", 3.0));
        assert!(!leaps("x + 5*sign(x - 1)", 6.0), "it is met behind the jump");
        for formula in ["x + y", "3 + tanh(1e3*(x - 1))", "3 + max(x - 1, 0)", "3 + cbrt(x - 1)"] {
            assert!(!leaps(formula, 3.0), "{formula}");
        }
    }
}
