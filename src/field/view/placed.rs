//! A field as axes have it that are not even.

use std::sync::Arc;

use super::{Cells, Scales, Spread};
use crate::expr::{FormulaError, Order, Scratch};
use crate::field::function::Continuity;
use crate::field::{Domain, Field, FunctionField, Kind};

impl Field {
    /// The field as its view has told where it breaks, if it is a function.
    pub fn broken_where(&self, cells: &Arc<Cells>) -> Field {
        let mut told = self.clone();
        if let Kind::Function(function) = &mut told.kind {
            let cells = Arc::clone(cells);
            let continuity: Arc<Continuity> = Arc::new(move |part| cells.is_whole(part));
            *function = function.clone().with_continuity(Some(continuity));
        }
        told
    }

    /// The field over places of scales rather than over x and y, and its values as places of another: what a picture draws on
    /// such axes. Its derivatives are those by places. Of samples it is a function that has their own values between nodes.
    ///
    /// # Errors
    /// Where the derivatives of a formula come to too many nodes.
    pub fn placed(&self, scales: Scales, values: Spread) -> Result<Field, FormulaError> {
        let with = |kind: Kind| Field {
            name: self.name.clone(),
            kind,
            domain: self.domain,
            step_size: self.step_size,
            color_scale: self.color_scale,
            is_placed: true,
            remarks: Vec::new(),
            is_geographic: self.is_geographic,
            facts: None,
            source: None,
        };
        if let Kind::Formula(formula) = &self.kind {
            return Ok(with(Kind::Formula(Box::new(formula.placed(scales, values)?))));
        }
        let of = Arc::new(self.clone());
        let points = move |xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]| {
            let xs: Vec<f64> = xs.iter().map(|&x| scales.x.value(x)).collect();
            let ys: Vec<f64> = ys.iter().map(|&y| scales.y.value(y)).collect();
            of.points(&mut Scratch::default(), &xs, &ys, order, planes);
        };
        let of_values = {
            let points = points.clone();
            Arc::new(move |xs: &[f64], ys: &[f64], f: &mut [f64]| {
                points(xs, ys, Order::Value, &mut [&mut *f]);
                f.iter_mut().for_each(|value| *value = values.place(*value));
            })
        };
        let gradients = Arc::new(move |xs: &[f64], ys: &[f64], [fx, fy]: [&mut [f64]; 2]| {
            let mut f = vec![0.0; xs.len()];
            points(xs, ys, Order::Gradient, &mut [&mut f, &mut *fx, &mut *fy]);
            for (k, f) in f.into_iter().enumerate() {
                let rate = values.derivatives(values.place(f))[0];
                fx[k] *= scales.x.derivatives(xs[k])[0] / rate;
                fy[k] *= scales.y.derivatives(ys[k])[0] / rate;
            }
        });
        // A function that has no gradient of its own is taken for what it is.
        let has_gradient = !matches!(&self.kind, Kind::Function(function) if !function.has_gradient());
        let placed = FunctionField::new(of_values, has_gradient.then_some(gradients));
        let of = Arc::new(self.clone());
        let continuity = move |part: Domain| of.is_whole(scales.points(part));
        let continuity = self.tells_breaks().then(|| Arc::new(continuity) as Arc<Continuity>);
        Ok(with(Kind::Function(placed.with_continuity(continuity))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(formula: &str) -> Field {
        Field::parse(formula).unwrap_or_else(|error| panic!("{error}"))
    }

    /// f and its derivatives by x and y, of those by places.
    fn carried_back(field: &Field, scales: Scales, point: [f64; 2]) -> Vec<f64> {
        let place = scales.place(point);
        let placed = field.placed(scales, Spread::Linear).unwrap_or_else(|error| panic!("{error}"));
        let mut planes = placed.at(&place, Order::Hessian);
        scales.derivatives(place, &mut planes);
        planes
    }

    #[test]
    fn what_is_drawn_on_other_axes_is_the_same_field() {
        let formula = parsed("x^2*y + sin(3*x)/y");
        let function = Field::from_fn_with_gradient(
            |x, y| x * x * y + (3.0 * x).sin() / y,
            |x, y| [2.0 * x * y + 3.0 * (3.0 * x).cos() / y, x * x - (3.0 * x).sin() / (y * y)],
        );
        for scales in [
            Scales { x: Spread::Log, y: Spread::Linear },
            Scales { x: Spread::Log, y: Spread::Log },
            Scales { x: Spread::Symlog(0.5), y: Spread::Symlog(10.0) },
        ] {
            for point in [[0.02, 3.0], [0.4, 0.7], [7.0, 40.0]] {
                let truth = formula.at(&point, Order::Hessian);
                for (field, tolerance) in [(&formula, 1e-9), (&function, 1e-5)] {
                    let found = carried_back(field, scales, point);
                    for (plane, (found, truth)) in found.into_iter().zip(&truth).enumerate() {
                        assert!(
                            (found - truth).abs() < tolerance * truth.abs().max(1.0),
                            "{scales:?} {point:?} {plane}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn values_are_places_of_their_scale() {
        for spread in [Spread::Log, Spread::Symlog(2.0)] {
            let placed = parsed("x*y").placed(Scales::LINEAR, spread).unwrap_or_else(|error| panic!("{error}"));
            for (x, y) in [(0.1, 3.0), (30.0, 70.0)] {
                let found = placed.at(&[x, y], Order::Gradient);
                let rate = spread.derivatives(spread.place(x * y))[0];
                for (found, truth) in found.into_iter().zip([spread.place(x * y), y / rate, x / rate]) {
                    assert!((found - truth).abs() < 1e-12 * truth.abs().max(1.0), "{spread:?}: {found} {truth}");
                }
            }
        }
        let log = parsed("x").placed(Scales::LINEAR, Spread::Log).unwrap_or_else(|error| panic!("{error}"));
        assert!([-1.0, 0.0].iter().all(|&x| !log.at(&[x, 0.0], Order::Value)[0].is_finite()));
    }
}
