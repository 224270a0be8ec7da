//! Where the gradient passes through 0 across an axis, and what it is there along another one.

/// The change of a gradient within a rounding of the angle, beside the gradient, that is a jump.
const JUMP: f64 = 1e-3;

/// The gradient's part along an axis, where it passes through 0 across it while it changes in a direction.
pub(super) struct Part {
    axis: [f64; 2],
    /// The change of the gradient and its part across the axis; none where the gradient's own part is meant.
    pub(super) change: Option<([f64; 2], f64)>,
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

impl Part {
    pub(super) fn new(change: [f64; 2], axis: [f64; 2]) -> Part {
        // As a direction, so that no product of two small numbers is 0.
        let size = change[0].abs().max(change[1].abs());
        let change = change.map(|part| part / size);
        let across = cross(change, axis);
        Part { axis, change: (across != 0.0 && across.is_finite()).then_some((change, across)) }
    }

    /// Of all gradients on a line in the direction of the change it is the same.
    pub(super) fn of(&self, gradient: [f64; 2]) -> f64 {
        match self.change {
            Some((change, across)) => cross(change, gradient) / across,
            None => self.axis[0] * gradient[0] + self.axis[1] * gradient[1],
        }
    }
}

/// The gradient's part along `weak` where it passes through 0 across it, from a gradient on either side of the crossing, and
/// whether it jumps.
///
/// At a kink it jumps, and what it passes through is the segment between both sides, of which the part across the jump is
/// the same from end to end.
pub(super) fn across_jump(sides: &[[f64; 6]], weak: [f64; 2], usual: f64) -> (Part, bool) {
    let jump = [1, 2].map(|k| sides[1][k] - sides[0][k]);
    let steepest = sides.iter().map(|side| side[1].hypot(side[2])).fold(0.0, f64::max);
    let length = jump[0].hypot(jump[1]);
    let part = if length > JUMP * steepest { Part::new(jump, weak) } else { Part { axis: weak, change: None } };
    let jumps = part.change.is_some() && length > JUMP * usual;
    (part, jumps)
}
