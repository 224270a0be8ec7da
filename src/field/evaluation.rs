//! Values and derivatives of a field at a point, by name.

use super::{Field, FieldError, Grid};
use crate::expr::Order;

/// f and its derivatives at a point of n coordinates.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// f; NaN where the field has no value.
    pub value: f64,
    /// ∂f/∂xᵢ, n of them; NaN where f is not finite.
    pub gradient: Vec<f64>,
    /// ∂²f/∂xᵢ∂xⱼ, n rows of n; NaN where f is not finite.
    pub hessian: Vec<Vec<f64>>,
}

/// f and its gradient over a grid: `grid.len()` values each, row by row of equal y.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SampledGradient {
    /// f.
    pub f: Vec<f64>,
    /// ∂f/∂x.
    pub fx: Vec<f64>,
    /// ∂f/∂y.
    pub fy: Vec<f64>,
}

impl Field {
    /// f and its gradient at the nodes of a grid, on all cores; NaN where the field has no value.
    ///
    /// The field is one of x and y ([`Field::checked_planar`]).
    pub fn sample_gradient(&self, grid: &Grid) -> SampledGradient {
        let mut planes = self.sample(grid, Order::Gradient).into_iter();
        let mut next = || planes.next().unwrap_or_default();
        SampledGradient { f: next(), fx: next(), fy: next() }
    }

    /// f at a point.
    ///
    /// # Errors
    /// [`FieldError::Coordinates`] where the point has not as many coordinates as the field has variables.
    pub fn value(&self, point: &[f64]) -> Result<f64, FieldError> {
        self.check_point(point)?;
        Ok(self.at(point, Order::Value)[0])
    }

    /// The gradient at a point, a derivative for each of its coordinates.
    ///
    /// # Errors
    /// [`FieldError::Coordinates`] where the point has not as many coordinates as the field has variables.
    ///
    /// ```
    /// let field = steepest::Field::parse("x^2*y")?;
    /// assert_eq!(field.gradient(&[3.0, 2.0])?, [12.0, 9.0]);
    /// assert!(field.gradient(&[3.0]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gradient(&self, point: &[f64]) -> Result<Vec<f64>, FieldError> {
        self.check_point(point)?;
        let mut gradient = self.at(point, Order::Gradient).split_off(1);
        gradient.truncate(point.len());
        Ok(gradient)
    }

    /// f, its gradient and its Hessian at a point.
    ///
    /// # Errors
    /// [`FieldError::Coordinates`] where the point has not as many coordinates as the field has variables.
    pub fn evaluate(&self, point: &[f64]) -> Result<Evaluation, FieldError> {
        self.check_point(point)?;
        let values = self.at(point, Order::Hessian);
        let n = point.len();
        // A formula in x alone is one of x and y too, and has the derivatives of both.
        let known = self.dimension().max(2);
        let triangle = values.get(1 + known..).unwrap_or_default();
        let second = |row: usize, column: usize| {
            let (row, column) = (row.min(column), row.max(column));
            triangle.get(row * known - row * (row + 1) / 2 + column).copied().unwrap_or(f64::NAN)
        };
        let hessian = (0..n).map(|row| (0..n).map(|column| second(row, column)).collect()).collect();
        Ok(Evaluation { value: values[0], gradient: values[1..1 + n].to_vec(), hessian })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hessian_has_its_derivatives_in_their_places() -> Result<(), Box<dyn std::error::Error>> {
        let found = Field::parse("x^2*y + 3*y*z^2")?.evaluate(&[1.0, 2.0, 3.0])?;
        assert_eq!((found.value, found.gradient.as_slice()), (56.0, &[4.0, 28.0, 36.0][..]));
        assert_eq!(found.hessian, [[4.0, 2.0, 0.0], [2.0, 0.0, 18.0], [0.0, 18.0, 12.0]]);
        let curve = Field::parse("x^3")?;
        assert_eq!(curve.evaluate(&[2.0])?.hessian, [[12.0]]);
        assert_eq!(curve.evaluate(&[2.0, 5.0])?.hessian, [[12.0, 0.0], [0.0, 0.0]]);
        assert!(matches!(curve.value(&[1.0, 2.0, 3.0]), Err(FieldError::Coordinates { given: 3, .. })));
        assert!(matches!(Field::parse("x*y")?.value(&[1.0]), Err(FieldError::Coordinates { given: 1, .. })));
        Ok(())
    }
}
