//! The curve of steepest descent, θ' = −∇f, in steps that adapt to the field; shaders/flow.wgsl is the CPU counterpart.
//!
//! A step is exact for a quadratic field: with H = ∇²f at the point, θ moves by −(1 − exp(−hH))/H·∇f (the exponential
//! Rosenbrock-Euler method; Hochbruck and Ostermann, Exponential integrators, Acta Numerica 2010, §2.4). Along a narrow
//! valley it is as long as the curve allows, and near a minimum it becomes Newton's.

use crate::descent::stationary::eigen::planar;
use crate::expr::Order;
use crate::field::Field;

/// A fraction of the extent that one step may be wrong by.
const TOLERANCE: f64 = 2e-5;
/// The longest step, and the first one, as fractions of the extent.
const LONGEST: f64 = 1.0 / 16.0;
const FIRST: f64 = 0.01;
/// Below this fraction of the extent a step may end in a missing value: there is no shorter way to its edge.
const EDGE: f64 = 1e-5;
/// The largest h, which no float overflows.
const LARGEST_H: f64 = 1e20;

/// The flow of a field of x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The domain's longer side.
    pub extent: f64,
    /// Whether it climbs.
    pub ascend: bool,
}

/// A point of the flow, with the time that the next step tries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FlowPoint {
    pub(super) p: [f64; 2],
    pub(super) h: f64,
}

/// A step that is not yet taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    /// Where it leads.
    pub(super) moved: [f64; 2],
    /// Eigenvalues and eigenvectors of the Hessian.
    axes: [(f64, [f64; 2]); 2],
    /// The step along them, and its length.
    along: [f64; 2],
    length: f64,
}

impl Flow {
    /// The numbers of the method, by their names in WGSL.
    pub const CONSTANTS: [(&str, f64); 5] = [
        ("FLOW_TOLERANCE", TOLERANCE),
        ("FLOW_LONGEST", LONGEST),
        ("FLOW_FIRST", FIRST),
        ("FLOW_EDGE", EDGE),
        ("FLOW_LARGEST_H", LARGEST_H),
    ];

    /// f and ∇f downhill: both turned around where the flow climbs.
    fn see(&self, field: &Field, p: [f64; 2]) -> [f64; 3] {
        let values = field.at(&p, Order::Gradient);
        [values[0], values[1], values[2]].map(|value| if self.ascend { -value } else { value })
    }

    /// Eigenvalues and eigenvectors of a Hessian; where there is none it counts as 0.
    fn axes(&self, hessian: [f64; 3]) -> [(f64, [f64; 2]); 2] {
        let found = hessian.map(|value| if self.ascend { -value } else { value });
        planar(found).unwrap_or([(0.0, [1.0, 0.0]), (0.0, [0.0, 1.0])])
    }

    /// The time of a first step from a gradient.
    pub(super) fn first_step(&self, [_, gx, gy]: [f64; 3]) -> f64 {
        (FIRST * self.extent / gx.hypot(gy)).min(LARGEST_H)
    }

    /// One step from a point with the value and gradient `seen`. A step that is too long leaves the point where it is
    /// and shortens the time.
    pub(super) fn advance(&self, field: &Field, at: FlowPoint, seen: [f64; 3]) -> FlowPoint {
        let values = field.at(&at.p, Order::Hessian);
        match self.try_step(at, seen, [values[3], values[4], values[5]]) {
            Ok(trial) => self.judge(at, seen, &trial, self.see(field, trial.moved)),
            Err(shorter) => shorter,
        }
    }

    /// Where a step would lead by the field's Hessian fxx, fxy, fyy; the same point with a shorter time where it is too long.
    pub(super) fn try_step(&self, at: FlowPoint, seen: [f64; 3], hessian: [f64; 3]) -> Result<Trial, FlowPoint> {
        let FlowPoint { p, h } = at;
        let [_, gx, gy] = seen;
        let axes = self.axes(hessian);
        let slope = axes.map(|(_, [u, v])| u * gx + v * gy);
        let along = [0, 1].map(|k| -slope[k] * gain(h, axes[k].0));
        let length = along[0].hypot(along[1]);
        let longest = LONGEST * self.extent;
        if length.is_nan() || length > longest {
            let shorter = if length.is_finite() { (0.5 * longest / length).max(0.01) } else { 0.01 };
            return Err(FlowPoint { p, h: h * shorter });
        }
        let moved = [0, 1].map(|axis| p[axis] + along[0] * axes[0].1[axis] + along[1] * axes[1].1[axis]);
        Ok(Trial { moved, axes, along, length })
    }

    /// What a step that was tried comes to, by f and ∇f `there`, downhill.
    pub(super) fn judge(&self, at: FlowPoint, seen: [f64; 3], trial: &Trial, there: [f64; 3]) -> FlowPoint {
        let FlowPoint { p, h } = at;
        let [f, gx, gy] = seen;
        let &Trial { moved, axes, along, length } = trial;
        let across = |[x, y]: [f64; 2]| axes.map(|(_, [u, v])| u * x + v * y);
        if there.iter().any(|value| !value.is_finite()) {
            let is_edge = length < EDGE * self.extent;
            return if is_edge { FlowPoint { p: moved, h } } else { FlowPoint { p, h: 0.25 * h } };
        }
        // What the gradient did that a quadratic field would not have done.
        let rest = across([gx - there[1], gy - there[2]]);
        let wrong = [0, 1].map(|k| 2.0 * h * third(h * axes[k].0) * (rest[k] + axes[k].0 * along[k]));
        let error = wrong[0].hypot(wrong[1]) / (TOLERANCE * self.extent);
        let better = 0.9 / error.max(1e-9).cbrt();
        // A float's rounding must not look like a climb.
        let is_downhill = there[0] <= f + 4.0 * f64::EPSILON * f.abs();
        if error <= 1.0 && is_downhill {
            return FlowPoint { p: moved, h: (h * better.clamp(0.5, 5.0)).min(LARGEST_H) };
        }
        FlowPoint { p, h: h * better.clamp(0.1, 0.5) }
    }
}

/// (1 − exp(−hλ))/λ, which is h for λ = 0 and 1/λ for long times.
fn gain(h: f64, value: f64) -> f64 {
    let z = h * value;
    // Where the way leads off a ridge, no more than a few folds at once.
    if z.abs() < 1e-3 { h * (1.0 - z * (0.5 - z / 6.0)) } else { -(-z.max(-20.0)).exp_m1() / value }
}

/// φ₃(−z) = (e⁻ᶻ − 1 + z − z²/2)/(−z)³ to within a third, which is enough for an estimate: 1/6 at 0, 1/(2z) far out.
fn third(z: f64) -> f64 {
    if z > 0.0 { 1.0 / (6.0 + 2.0 * z) } else { (-z).min(20.0).exp() / 6.0 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    const FLOW: Flow = Flow { extent: 10.0, ascend: false };

    /// Follows the flow; where it ends, how many steps it took, and every point.
    fn run(formula: &str, start: [f64; 2], steps: usize) -> Vec<[f64; 2]> {
        let field = Field::parse(formula).unwrap();
        let mut at = FlowPoint { p: start, h: FLOW.first_step(FLOW.see(&field, start)) };
        let mut points = vec![start];
        for _ in 0..steps {
            at = FLOW.advance(&field, at, FLOW.see(&field, at.p));
            points.push(at.p);
        }
        points
    }

    #[test]
    fn a_quadratic_field_is_followed_exactly() {
        // θ(t) = (e^{-2t}·3, e^{-8t}·2), so y = 2·(x/3)⁴.
        for [x, y] in run("x^2 + 4*y^2", [3.0, 2.0], 40) {
            assert!((y - 2.0 * (x / 3.0).powi(4)).abs() < 1e-12, "{x} {y}");
        }
        let turned = run("(x + y)^2 + 4*(x - y)^2", [2.0, 1.0], 40);
        for [x, y] in turned {
            let (u, v): (f64, f64) = ((x + y) / 3.0, x - y);
            assert!((v - u.powi(4)).abs() < 1e-11, "{u} {v}");
        }
    }

    #[test]
    fn a_narrow_valley_takes_few_steps() {
        let path = run("(1 - x)^2 + 100*(y - x^2)^2", [-1.2, 1.0], 400);
        let [x, y] = path[path.len() - 1];
        assert!((x - 1.0).hypot(y - 1.0) < 1e-9, "{x} {y}");
        // Runge and Kutta's classic method with a step of 1e-4, which is stable there, ends at the same point of time.
        let near = path.iter().map(|[x, y]| (x + 0.951988877247f64).hypot(y - 0.914317766998)).fold(9.0, f64::min);
        assert!(near < 0.05, "the way passes where the classic method was at t = 0.1, not {near} away");
    }

    #[test]
    fn a_cusp_is_approached_and_a_hole_is_entered() {
        let [x, y] = *run("sqrt(x^2 + y^2)", [3.0, 1.0], 300).last().unwrap();
        assert!(x.hypot(y) < 1e-4, "{x} {y}");
        let [x, _] = *run("log(x) + y^2", [1.0, 1.0], 300).last().unwrap();
        assert!(x < 1e-3, "{x}");
    }
}
