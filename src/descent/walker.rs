//! One point that follows an optimizer, in f64 and any number of variables.

use super::random::normal;
use crate::descent::optimizers::optimizer::Optimizer;
use crate::descent::optimizers::rule::{InitialState, Integrate};
use crate::descent::stationary::eigen::Eigen;
use crate::expr::{Binary, Order, Scratch};
use crate::field::{Domain, Field};

/// A point that was visited, with f and ∇f there.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The coordinates.
    pub point: Vec<f64>,
    /// f at the point.
    pub f: f64,
    /// ∇f at the point.
    pub gradient: Vec<f64>,
}

/// What happens where a point leaves the domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outside {
    /// It goes on.
    #[default]
    Keep,
    /// It is put back on the border.
    Clamp,
    /// It stops there.
    Retire,
}

/// Why a trajectory ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It took all its steps.
    Moving,
    /// It came to rest.
    Converged,
    /// f or ∇f is not finite there.
    NotFinite,
    /// It left the domain.
    Left,
}

/// A trajectory: its visits, the start first.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Where it was.
    pub visits: Vec<Visit>,
    /// Why it ended.
    pub end: End,
    /// Steps at which an eigenvalue of the Hessian was not positive and Newton's method took another one for it.
    pub regularised: usize,
}

/// Follows `optimizer` on `field` from `start` for up to `steps` steps.
///
/// `walker` numbers the trajectory, so that each has its own noise. A point outside of `domain` is treated as `outside`
/// says; without a domain nothing is outside.
pub fn follow(
    field: &Field,
    optimizer: &Optimizer,
    start: &[f64],
    steps: usize,
    walker: u64,
    bounds: Option<(Domain, Outside)>,
) -> Trajectory {
    let mut walk = Walk::new(field, optimizer, start, walker);
    let mut visits = vec![walk.visit()];
    let end = loop {
        let last = &visits[visits.len() - 1];
        if !last.f.is_finite() || last.gradient.iter().any(|g| !g.is_finite()) {
            break End::NotFinite;
        }
        if visits.len() > steps {
            break End::Moving;
        }
        walk.step();
        match bounds {
            Some((domain, Outside::Clamp)) => domain.clamp(&mut walk.point),
            Some((domain, Outside::Retire)) if !domain.contains(&walk.point) => break End::Left,
            _ => {}
        }
        visits.push(walk.visit());
    };
    Trajectory { visits, end, regularised: walk.regularised }
}

/// An optimizer's point and its states, a step after the other.
struct Walk<'a> {
    field: &'a Field,
    optimizer: &'a Optimizer,
    walker: u64,
    point: Vec<f64>,
    /// States by name, then by coordinate.
    states: Vec<Vec<f64>>,
    t: u32,
    regularised: usize,
    scratch: Scratch,
}

/// What a step knows of the field: signs turned where it climbs, noise added, clipped.
struct Seen {
    f: f64,
    gradient: Vec<f64>,
    norm: f64,
    newton: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn new(field: &'a Field, optimizer: &'a Optimizer, start: &[f64], walker: u64) -> Walk<'a> {
        let first = |first: &InitialState| match first {
            InitialState::Number(number) => *number,
            InitialState::Parameter(name) => optimizer.parameter(name).unwrap_or_default(),
        };
        let states = optimizer.rule.states.values().map(|state| vec![first(state); start.len()]).collect();
        Walk {
            field,
            optimizer,
            walker,
            point: start.to_vec(),
            states,
            t: 0,
            regularised: 0,
            scratch: Scratch::default(),
        }
    }

    fn visit(&self) -> Visit {
        let values = self.field.at(&self.point, Order::Gradient);
        Visit { point: self.point.clone(), f: values[0], gradient: values[1..=self.point.len()].to_vec() }
    }

    fn step(&mut self) {
        self.t += 1;
        let values = self.optimizer.values_at(self.t);
        match self.optimizer.rule.integrate {
            Integrate::Step => {
                let point = self.point.clone();
                let seen = self.see(&point);
                for coordinate in 0..point.len() {
                    let (moved, states) = self.apply(&values, &seen, coordinate, point[coordinate]);
                    self.point[coordinate] = moved;
                    self.states.iter_mut().zip(states).for_each(|(state, value)| state[coordinate] = value);
                }
            }
            Integrate::Rk4 => {
                let h = self.step_size(&values);
                let start = self.point.clone();
                let ahead = |slope: &[f64], fraction: f64| -> Vec<f64> {
                    start.iter().zip(slope).map(|(p, k)| p + fraction * h * k).collect()
                };
                let k1 = self.velocity(&values, &start);
                let k2 = self.velocity(&values, &ahead(&k1, 0.5));
                let k3 = self.velocity(&values, &ahead(&k2, 0.5));
                let k4 = self.velocity(&values, &ahead(&k3, 1.0));
                for (coordinate, p) in self.point.iter_mut().enumerate() {
                    *p += h / 6.0 * (k1[coordinate] + 2.0 * (k2[coordinate] + k3[coordinate]) + k4[coordinate]);
                }
            }
        }
    }

    fn step_size(&self, values: &[f64]) -> f64 {
        self.optimizer.step_size_index().map_or(1.0, |index| values[index])
    }

    fn velocity(&mut self, values: &[f64], point: &[f64]) -> Vec<f64> {
        let seen = self.see(point);
        (0..point.len()).map(|coordinate| self.apply(values, &seen, coordinate, point[coordinate]).0).collect()
    }

    /// Runs the rule for one coordinate; returns what it gives for `p` (or the velocity) and the states.
    fn apply(&mut self, values: &[f64], seen: &Seen, coordinate: usize, p: f64) -> (f64, Vec<f64>) {
        let newton = seen.newton.get(coordinate).copied().unwrap_or(f64::NAN);
        let states = self.states.iter().map(|state| state[coordinate]);
        let inputs: Vec<f64> =
            [p, seen.gradient[coordinate], seen.f, seen.norm, newton].into_iter().chain(states).collect();
        let inputs: Vec<&[f64]> = inputs.iter().map(std::slice::from_ref).collect();
        let factor = self.optimizer.step_size_factor(self.t);
        let same: Vec<f64> = [f64::from(self.t), self.optimizer.extent, factor].iter().chain(values).copied().collect();
        let mut results = vec![0.0; 1 + self.states.len()];
        let mut outputs: Vec<&mut [f64]> = results.chunks_mut(1).collect();
        self.optimizer.rule.tape.evaluate(&mut self.scratch, &inputs, &same, &mut outputs);
        let states = results.split_off(1);
        (results[0], states)
    }

    fn see(&mut self, point: &[f64]) -> Seen {
        let conditions = self.optimizer.conditions;
        let reads_newton = self.optimizer.rule.reads_newton;
        let order = if reads_newton { Order::Hessian } else { Order::Gradient };
        let mut values = self.field.at(point, order);
        if conditions.ascend {
            values.iter_mut().for_each(|value| *value = -*value);
        }
        let size = point.len();
        let mut gradient = values[1..=size].to_vec();
        if conditions.noise > 0.0 {
            for (coordinate, g) in gradient.iter_mut().enumerate() {
                *g += conditions.noise * normal(conditions.seed, self.walker, self.t, coordinate);
            }
        }
        let length = |gradient: &[f64]| gradient.iter().fold(0.0f64, |length, g| Binary::Hypot.value(length, *g));
        let mut norm = length(&gradient);
        if let Some(clip) = conditions.clip.filter(|&clip| norm > clip) {
            gradient.iter_mut().for_each(|g| *g *= clip / norm);
            norm = clip;
        }
        let newton = if reads_newton { self.newton(&values, &gradient) } else { Vec::new() };
        Seen { f: values[0], gradient, norm, newton }
    }

    /// (H + λI)⁻¹∇f, in which an eigenvalue that is not positive beyond rounding counts by its modulus.
    fn newton(&mut self, values: &[f64], gradient: &[f64]) -> Vec<f64> {
        let (size, variables) = (gradient.len(), self.field.dimension().max(2));
        let damping = self.optimizer.parameter("damping").unwrap_or(0.0);
        let hessian = hessian(&values[1 + variables..], variables, size);
        let Some(eigen) = Eigen::of(&hessian).filter(|eigen| !eigen.values.is_empty()) else {
            return vec![f64::NAN; size];
        };
        let (step, is_lifted) = eigen.downhill(&hessian, damping, gradient);
        self.regularised += usize::from(is_lifted);
        step
    }
}

/// The leading `size` rows and columns of a symmetric matrix from its upper triangle, row by row; empty where a formula
/// of very many variables comes without one.
pub fn hessian(triangle: &[f64], variables: usize, size: usize) -> Vec<Vec<f64>> {
    if triangle.len() < variables * (variables + 1) / 2 {
        return Vec::new();
    }
    let at = |row: usize, column: usize| {
        let (row, column) = (row.min(column), row.max(column));
        triangle[row * variables - row * (row + 1) / 2 + column]
    };
    (0..size).map(|row| (0..size).map(|column| at(row, column)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_is_a_symmetric_matrix() {
        let triangle = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(hessian(&triangle, 3, 3), [[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]]);
        assert_eq!(hessian(&triangle[..3], 2, 1), [[1.0]]);
        assert!(hessian(&[], 2, 2).is_empty());
    }
}
