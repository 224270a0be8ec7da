//! A field that is a function of the program around it.

use std::fmt;
use std::sync::Arc;

use crate::expr::Order;

type Value = dyn Fn(f64, f64) -> f64 + Send + Sync;
type Gradient = dyn Fn(f64, f64) -> [f64; 2] + Send + Sync;

/// A function f(x, y) in 64 bits, and its gradient where somebody gave one.
///
/// Without one, derivatives are central differences whose steps balance rounding against truncation: h = ε^⅓ max(1, |x|)
/// for first derivatives and ε^¼ max(1, |x|) for second ones (Press et al., Numerical Recipes, section 5.7).
#[derive(Clone)]
pub struct FunctionField {
    value: Arc<Value>,
    gradient: Option<Arc<Gradient>>,
}

impl fmt::Debug for FunctionField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionField").field("has_gradient", &self.gradient.is_some()).finish_non_exhaustive()
    }
}

impl FunctionField {
    pub(crate) fn new(value: Arc<Value>, gradient: Option<Arc<Gradient>>) -> FunctionField {
        FunctionField { value, gradient }
    }

    /// Whether its gradient was given, rather than taken from differences.
    pub fn has_gradient(&self) -> bool {
        self.gradient.is_some()
    }

    /// f and its derivatives up to `order` at (x, y): f, fx, fy, fxx, fxy, fyy; NaN for derivatives where f is not finite.
    pub(crate) fn at(&self, x: f64, y: f64, order: Order) -> [f64; 6] {
        let f = (self.value)(x, y);
        let mut values = [f, f64::NAN, f64::NAN, f64::NAN, f64::NAN, f64::NAN];
        if !f.is_finite() || order == Order::Value {
            return values;
        }
        [values[1], values[2]] = self.slopes(x, y);
        if order == Order::Hessian {
            [values[3], values[4], values[5]] = self.second(f, x, y);
        }
        values
    }

    fn slopes(&self, x: f64, y: f64) -> [f64; 2] {
        if let Some(gradient) = &self.gradient {
            return gradient(x, y);
        }
        let ([left, right], [below, above]) = (ends(x, f64::EPSILON.cbrt()), ends(y, f64::EPSILON.cbrt()));
        let f = &self.value;
        [(f(right, y) - f(left, y)) / (right - left), (f(x, above) - f(x, below)) / (above - below)]
    }

    fn second(&self, f: f64, x: f64, y: f64) -> [f64; 3] {
        if let Some(gradient) = &self.gradient {
            let ([left, right], [below, above]) = (ends(x, f64::EPSILON.cbrt()), ends(y, f64::EPSILON.cbrt()));
            let ([fx0, fy0], [fx1, fy1]) = (gradient(left, y), gradient(right, y));
            let ([gx0, gy0], [gx1, gy1]) = (gradient(x, below), gradient(x, above));
            let (width, height) = (right - left, above - below);
            let mixed = 0.5 * ((fy1 - fy0) / width + (gx1 - gx0) / height);
            return [(fx1 - fx0) / width, mixed, (gy1 - gy0) / height];
        }
        let relative = f64::EPSILON.powf(0.25);
        let ([left, right], [below, above]) = (ends(x, relative), ends(y, relative));
        let (half_width, half_height) = (0.5 * (right - left), 0.5 * (above - below));
        let at = &self.value;
        [
            (at(right, y) - 2.0 * f + at(left, y)) / (half_width * half_width),
            (at(right, above) - at(left, above) - at(right, below) + at(left, below))
                / (4.0 * half_width * half_height),
            (at(x, above) - 2.0 * f + at(x, below)) / (half_height * half_height),
        ]
    }
}

/// The coordinates on both sides of one, whose difference is exact in floating point.
fn ends(at: f64, relative: f64) -> [f64; 2] {
    let step = relative * at.abs().max(1.0);
    [at - step, at + step]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;

    #[test]
    fn differences_are_near_the_derivatives_and_a_given_gradient_is_exact() {
        let differences = Field::from_fn(|x, y| x.sin() * y * y);
        let given = Field::from_fn_with_gradient(|x, y| x.sin() * y * y, |x, y| [x.cos() * y * y, 2.0 * x.sin() * y]);
        let (x, y) = (0.7f64, -1.3f64);
        let truth =
            [x.sin() * y * y, x.cos() * y * y, 2.0 * x.sin() * y, -x.sin() * y * y, 2.0 * x.cos() * y, 2.0 * x.sin()];
        let (near, exact) = (differences.at(&[x, y], Order::Hessian), given.at(&[x, y], Order::Hessian));
        for (plane, tolerance) in [0.0, 1e-9, 1e-9, 1e-6, 1e-6, 1e-6].into_iter().enumerate() {
            assert!((near[plane] - truth[plane]).abs() <= tolerance, "{plane}: {near:?} {truth:?}");
        }
        assert_eq!(exact[..3], truth[..3]);
        assert!(exact.iter().zip(truth).all(|(found, truth)| (found - truth).abs() < 1e-9), "{exact:?} {truth:?}");
        let undefined = Field::from_fn(|x, _| x.sqrt()).at(&[-1.0, 0.0], Order::Gradient);
        assert!(undefined.iter().all(|value| value.is_nan()), "{undefined:?}");
    }
}
