//! A field that is a function of the program around it.

use std::fmt;
use std::sync::Arc;

use super::Domain;
use crate::expr::Order;

/// Fills a slice with the values at the points (x, y), a point for each of its elements.
pub type Values = dyn Fn(&[f64], &[f64], &mut [f64]) + Send + Sync;
/// Fills two slices with ∂f/∂x and ∂f/∂y at the points (x, y).
pub type Gradients = dyn Fn(&[f64], &[f64], [&mut [f64]; 2]) + Send + Sync;
/// Says of a part of the plane whether f is continuous and nowhere missing in it.
pub(crate) type Continuity = dyn Fn(Domain) -> bool + Send + Sync;

/// A function f(x, y) in 64 bits, and its gradient where somebody gave one.
///
/// Without one, derivatives are central differences whose steps balance the values' error ε against truncation: h = ε^⅓
/// max(1, |x|) for first derivatives and ε^¼ max(1, |x|) for second ones (Press et al., Numerical Recipes, section 5.7).
#[derive(Clone)]
pub struct FunctionField {
    values: Arc<Values>,
    gradients: Option<Arc<Gradients>>,
    precision: f64,
    /// As far as that is known.
    continuity: Option<Arc<Continuity>>,
}

impl fmt::Debug for FunctionField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionField").field("has_gradient", &self.gradients.is_some()).finish_non_exhaustive()
    }
}

impl FunctionField {
    pub(crate) fn new(values: Arc<Values>, gradients: Option<Arc<Gradients>>) -> FunctionField {
        FunctionField { values, gradients, precision: f64::EPSILON, continuity: None }
    }

    pub(crate) fn with_precision(self, precision: f64) -> FunctionField {
        FunctionField { precision, ..self }
    }

    /// The same function, where it is known in which parts of the plane it is continuous.
    pub(crate) fn with_continuity(self, continuity: Option<Arc<Continuity>>) -> FunctionField {
        FunctionField { continuity, ..self }
    }

    /// Where it is continuous, as far as that is known.
    pub(crate) fn continuity(&self) -> Option<&Arc<Continuity>> {
        self.continuity.as_ref()
    }

    /// Whether its gradient was given, rather than taken from differences.
    pub fn has_gradient(&self) -> bool {
        self.gradients.is_some()
    }

    /// f and its derivatives up to `order` at the points (x, y), a plane each: f, fx, fy, fxx, fxy, fyy; NaN for
    /// derivatives where f is not finite.
    pub(crate) fn points(&self, xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]) {
        let [f, derivatives @ ..] = planes else { return };
        (self.values)(xs, ys, f);
        if let [fx, fy, ..] = derivatives {
            self.slopes(xs, ys, [fx, fy]);
        }
        if let ([_, _, fxx, fxy, fyy], Order::Hessian) = (&mut *derivatives, order) {
            self.second(f, xs, ys, [fxx, fxy, fyy]);
        }
        for (index, _) in f.iter().enumerate().filter(|(_, value)| !value.is_finite()) {
            derivatives.iter_mut().for_each(|derivative| derivative[index] = f64::NAN);
        }
    }

    fn at(&self, xs: &[f64], ys: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; xs.len()];
        (self.values)(xs, ys, &mut values);
        values
    }

    fn slopes(&self, xs: &[f64], ys: &[f64], [fx, fy]: [&mut [f64]; 2]) {
        if let Some(gradients) = &self.gradients {
            return gradients(xs, ys, [fx, fy]);
        }
        let (x, y) = (ends(xs, self.precision.cbrt()), ends(ys, self.precision.cbrt()));
        difference(fx, [self.at(&x[0], ys), self.at(&x[1], ys)], &x);
        difference(fy, [self.at(xs, &y[0]), self.at(xs, &y[1])], &y);
    }

    fn second(&self, f: &[f64], xs: &[f64], ys: &[f64], [fxx, fxy, fyy]: [&mut [f64]; 3]) {
        if let Some(gradients) = &self.gradients {
            let at = |xs: &[f64], ys: &[f64]| {
                let [mut fx, mut fy] = [vec![0.0; xs.len()], vec![0.0; xs.len()]];
                gradients(xs, ys, [&mut fx, &mut fy]);
                [fx, fy]
            };
            let (x, y) = (ends(xs, self.precision.cbrt()), ends(ys, self.precision.cbrt()));
            let ([left_x, left_y], [right_x, right_y]) = (at(&x[0], ys), at(&x[1], ys));
            let ([below_x, below_y], [above_x, above_y]) = (at(xs, &y[0]), at(xs, &y[1]));
            let mut other = vec![0.0; xs.len()];
            difference(fxx, [left_x, right_x], &x);
            difference(fxy, [left_y, right_y], &x);
            difference(&mut other, [below_x, above_x], &y);
            difference(fyy, [below_y, above_y], &y);
            fxy.iter_mut().zip(other).for_each(|(mixed, other)| *mixed = 0.5 * (*mixed + other));
            return;
        }
        let relative = self.precision.powf(0.25);
        let ([left, right], [below, above]) = (ends(xs, relative), ends(ys, relative));
        let beside = [self.at(&left, ys), self.at(&right, ys), self.at(xs, &below), self.at(xs, &above)];
        let corners =
            [self.at(&left, &below), self.at(&right, &below), self.at(&left, &above), self.at(&right, &above)];
        for k in 0..xs.len() {
            let (half_width, half_height) = (0.5 * (right[k] - left[k]), 0.5 * (above[k] - below[k]));
            fxx[k] = (beside[1][k] - 2.0 * f[k] + beside[0][k]) / (half_width * half_width);
            fxy[k] = (corners[3][k] - corners[2][k] - corners[1][k] + corners[0][k]) / (4.0 * half_width * half_height);
            fyy[k] = (beside[3][k] - 2.0 * f[k] + beside[2][k]) / (half_height * half_height);
        }
    }
}

/// The slopes between values before and after, whose places are `ends`.
fn difference(slopes: &mut [f64], [before, after]: [Vec<f64>; 2], [first, last]: &[Vec<f64>; 2]) {
    for (k, slope) in slopes.iter_mut().enumerate() {
        *slope = (after[k] - before[k]) / (last[k] - first[k]);
    }
}

/// The coordinates on both sides of others, whose difference is exact in floating point.
fn ends(at: &[f64], relative: f64) -> [Vec<f64>; 2] {
    let beside = |sign: f64| at.iter().map(|at| at + sign * relative * at.abs().max(1.0)).collect();
    [beside(-1.0), beside(1.0)]
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

    #[test]
    fn differences_of_values_of_32_bits_have_longer_steps() {
        let rounded = Field::from_fn(|x, y| f64::from((x * x * y) as f32));
        let known = rounded.clone().with_precision(f64::from(f32::EPSILON));
        let off = |field: &Field| {
            let found = field.at(&[1.3, 0.7], Order::Gradient);
            (found[1] - 2.0 * 1.3 * 0.7).abs().max((found[2] - 1.3 * 1.3).abs())
        };
        assert!(off(&rounded) > 1e-3 && off(&known) < 1e-4, "{} {}", off(&rounded), off(&known));
    }
}
