//! The curve of steepest descent, θ' = −∇f, in steps that adapt to the field; shaders/compute/flow.wgsl is the GPU counterpart.
//!
//! A step is exact for a quadratic field: with H = ∇²f at the point, θ moves by −(1 − exp(−hH))/H·∇f (the exponential
//! Rosenbrock-Euler method; Hochbruck and Ostermann, Exponential integrators, Acta Numerica 2010, §2.4). Along a narrow
//! valley it is as long as the curve allows, and near a minimum it becomes Newton's.
//!
//! At a kink from both sides of which the field falls towards it, as along x = 0 of |x| + y, the curve goes on along the kink,
//! by the part of the gradient that is the same on both sides (Filippov's solution). A step that crosses one says where it
//! lies, and the next one goes along it.

use super::convergence::REST_TOLERANCE;
use crate::descent::stationary::eigen::planar;

/// A fraction of the extent that one step may be wrong by.
const TOLERANCE: f64 = 2e-5;
/// The longest step, and the first one, as fractions of the extent.
const LONGEST: f64 = 1.0 / 16.0;
const FIRST: f64 = 0.01;
/// Below this fraction of the extent a step may end in a missing value: there is no shorter way to its edge.
const EDGE: f64 = 1e-5;
/// The largest h, which no float overflows, and on a device, whose floats end sooner.
const LARGEST_H: f64 = 1e250;
const LARGEST_H_ON_DEVICE: f64 = 1e37;

/// The flow of a field of x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The domain's longer side.
    pub extent: f64,
    /// Whether it climbs.
    pub ascend: bool,
}

/// How a particle goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    /// The time that the next step tries; 0 before the first, and without end where there is nowhere to go.
    h: f64,
    /// The kink that the next step goes along, by the direction across it.
    kink: Option<[f64; 2]>,
}

impl Pace {
    /// Before the first step.
    pub(super) const FIRST: Pace = Pace { h: 0.0, kink: None };
    /// At a minimum.
    const AT_REST: Pace = Pace { h: f64::INFINITY, kink: None };

    /// Whether the particle has come to a minimum.
    pub(super) fn is_at_rest(self) -> bool {
        self == Pace::AT_REST
    }
}

/// A step that is not yet taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    from: [f64; 2],
    /// Where it leads.
    pub(super) moved: [f64; 2],
    pace: Pace,
    /// Eigenvalues and eigenvectors of the Hessian.
    axes: Axes,
    /// The gradient and the step along them, and the step's length.
    slope: [f64; 2],
    along: [f64; 2],
    length: f64,
}

/// Eigenvalues and eigenvectors of a Hessian.
type Axes = [(f64, [f64; 2]); 2];

impl Flow {
    /// The numbers of the method, by their names in WGSL.
    pub const CONSTANTS: [(&str, f64); 5] = [
        ("FLOW_TOLERANCE", TOLERANCE),
        ("FLOW_LONGEST", LONGEST),
        ("FLOW_FIRST", FIRST),
        ("FLOW_EDGE", EDGE),
        ("FLOW_LARGEST_H", LARGEST_H_ON_DEVICE),
    ];

    /// Eigenvalues and eigenvectors of a Hessian; where there is none it counts as 0.
    fn axes(&self, hessian: [f64; 3]) -> Axes {
        let found = hessian.map(|value| if self.ascend { -value } else { value });
        planar(found).unwrap_or([(0.0, [1.0, 0.0]), (0.0, [0.0, 1.0])])
    }

    /// Where a step would lead from a point with the value and gradient `seen` and the field's Hessian fxx, fxy, fyy; another
    /// pace where the step is too long, or where nothing is left to go.
    pub(super) fn try_step(&self, p: [f64; 2], pace: Pace, seen: [f64; 3], hessian: [f64; 3]) -> Result<Trial, Pace> {
        let [_, gx, gy] = seen;
        let Pace { mut h, kink } = pace;
        if h == 0.0 {
            h = (FIRST * self.extent / gx.hypot(gy)).min(LARGEST_H);
        }
        let axes = self.axes(hessian);
        let slope = turned(&axes, [gx, gy]);
        let values = axes.map(|(value, _)| value);
        // In a bowl Newton's step leads to the minimum.
        let left = (slope[0] / values[0]).hypot(slope[1] / values[1]);
        if values.iter().all(|value| *value > 0.0) && left <= REST_TOLERANCE * self.extent {
            return Err(Pace::AT_REST);
        }
        let along = match kink {
            None => [0, 1].map(|k| -slope[k] * gain(h, values[k])),
            Some(across) => {
                let tangent = tangent(&axes, across);
                let length = -dot(slope, tangent) * gain(h, bend(values, tangent));
                tangent.map(|part| length * part)
            }
        };
        let length = along[0].hypot(along[1]);
        let longest = LONGEST * self.extent;
        if length.is_nan() || length > longest {
            let shorter = if length.is_finite() { (0.5 * longest / length).max(0.01) } else { 0.01 };
            return Err(Pace { h: h * shorter, kink });
        }
        let moved = [0, 1].map(|axis| p[axis] + along[0] * axes[0].1[axis] + along[1] * axes[1].1[axis]);
        Ok(Trial { from: p, moved, pace: Pace { h, kink }, axes, slope, along, length })
    }

    /// Where a particle is after a step that was tried where f was `f`, and its pace, by f and ∇f `there`, downhill.
    pub(super) fn judge(&self, f: f64, trial: &Trial, there: [f64; 3]) -> ([f64; 2], Pace) {
        let &Trial { from: p, moved, pace: Pace { h, kink }, axes, slope, along, length } = trial;
        if there.iter().any(|value| !value.is_finite()) {
            let is_edge = length < EDGE * self.extent;
            return if is_edge { (moved, Pace { h, kink }) } else { (p, Pace { h: 0.25 * h, kink }) };
        }
        let values = axes.map(|(value, _)| value);
        let slope_there = turned(&axes, [there[1], there[2]]);
        // What the gradient did that a quadratic field would not have done.
        let rest = [0, 1].map(|k| slope[k] - slope_there[k] + values[k] * along[k]);
        let steepest = slope[0].hypot(slope[1]);
        if let Some(across) = kink {
            let tangent = tangent(&axes, across);
            let wrong = 2.0 * h * third(h * bend(values, tangent)) * dot(rest, tangent);
            let falls = there[0] <= f + 0.25 * dot(slope, along);
            if wrong.abs() <= TOLERANCE * self.extent && falls {
                return (moved, self.creep(steepest));
            }
            let is_short = length < 8.0 * TOLERANCE * self.extent;
            return (p, if is_short { self.creep(steepest) } else { Pace { h: 0.25 * h, kink } });
        }
        let wrong = [0, 1].map(|k| 2.0 * h * third(h * values[k]) * rest[k]);
        let error = wrong[0].hypot(wrong[1]) / (TOLERANCE * self.extent);
        let better = 0.9 / error.max(1e-9).cbrt();
        // Rounding of f must not look like a climb where the slope still leads on.
        let is_downhill = there[0] <= f + 4.0 * f64::EPSILON * f.abs() || dot(slope_there, along) <= 0.0;
        let is_mild = values.iter().all(|value| (h * value).abs() < 0.1);
        // In units of the slope, so that no square overflows.
        let [before, behind, jump] = [slope, slope_there, rest].map(|it| it.map(|part| part / steepest));
        let crosses = dot(before, jump) > 0.0 && dot(behind, jump) < 0.0 && dot(jump, jump) > 0.01;
        let across = [0, 1].map(|axis| jump[0] * axes[0].1[axis] + jump[1] * axes[1].1[axis]);
        let pull = dot(behind, tangent(&axes, across)).abs();
        if error <= 1.0 && is_mild && crosses && pull > 1e-4 {
            let h = (FIRST * self.extent / pull / steepest).min(LARGEST_H);
            // Beside a kink that is near, a step across it may climb.
            return (if is_downhill { moved } else { p }, Pace { h, kink: Some(across) });
        }
        if !(error <= 1.0 && is_downhill) {
            return (p, Pace { h: h * better.clamp(0.1, 0.5), kink });
        }
        (moved, Pace { h: (h * better.clamp(0.5, 5.0)).min(LARGEST_H), kink })
    }

    /// The pace at which a particle finds a kink again that it slid along.
    fn creep(&self, steepest: f64) -> Pace {
        Pace { h: (TOLERANCE * self.extent / steepest).min(LARGEST_H), kink: None }
    }
}

/// A vector along the axes.
fn turned(axes: &Axes, [x, y]: [f64; 2]) -> [f64; 2] {
    axes.map(|(_, [u, v])| u * x + v * y)
}

/// The direction of a kink along the axes, by the direction across it.
fn tangent(axes: &Axes, [x, y]: [f64; 2]) -> [f64; 2] {
    let length = x.hypot(y);
    turned(axes, [-y / length, x / length])
}

/// The curvature along a direction.
fn bend(values: [f64; 2], [u, v]: [f64; 2]) -> f64 {
    values[0] * u * u + values[1] * v * v
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
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
    use crate::descent::blocks::Block;
    use crate::descent::convergence::{Motion, at};
    use crate::field::Field;

    const FLOW: Flow = Flow { extent: 10.0, ascend: false };

    /// Every point of the flow from a start.
    fn run(formula: &str, start: [f64; 2], steps: usize) -> Vec<[f64; 2]> {
        let (field, motion) = (Field::parse(formula).unwrap(), Motion::Flow(FLOW));
        let mut block = Block::new(&field, &motion, &[start], 0, Vec::new());
        let mut points = vec![start];
        for _ in 0..steps {
            block.evaluate();
            block.step();
            points.push(at(&block.point, 0));
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
        assert!((x - 1.0).hypot(y - 1.0) < REST_TOLERANCE * FLOW.extent, "{x} {y}");
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
