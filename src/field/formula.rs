//! A field that is a formula: compiled once, evaluated anywhere in f64.

use std::collections::BTreeMap;

use crate::expr::{BLOCK, Formula, FormulaError, Graph, NodeId, Order, Scratch, Tape};

/// A formula, the values of its parameters, and its tapes.
#[derive(Clone, Debug)]
pub struct FormulaField {
    formula: Formula,
    values: Vec<f64>,
    defaulted: Vec<String>,
    graph: Graph,
    roots: Vec<NodeId>,
    tapes: [Tape; 3],
}

/// The most variables for which second derivatives are prepared.
const MAX_HESSIAN_DIMENSION: usize = 64;

impl FormulaField {
    /// Reads a formula and gives its parameters their values; one that is not in `set` is 1.
    pub fn parse(text: &str, set: &BTreeMap<String, f64>) -> Result<FormulaField, FormulaError> {
        let declared: Vec<&str> = set.keys().map(String::as_str).collect();
        let formula = Formula::parse_with(text, &declared)?;
        let order = if formula.dimension() > MAX_HESSIAN_DIMENSION { Order::Gradient } else { Order::Hessian };
        let (graph, roots) = formula.differentiate(order)?;
        let with_gradient = 1 + formula.dimension().max(2);
        let tapes = [&roots[..1], &roots[..with_gradient], &roots].map(|roots| Tape::new(&graph, roots));
        let values = formula.parameters().iter().map(|name| set.get(name).copied().unwrap_or(1.0)).collect();
        let defaulted = formula.parameters().iter().filter(|name| !set.contains_key(*name)).cloned().collect();
        Ok(FormulaField { formula, values, defaulted, graph, roots, tapes })
    }

    /// The formula.
    pub fn formula(&self) -> &Formula {
        &self.formula
    }

    /// Values of the parameters, by index.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Names of the parameters that were given no value and are 1.
    pub fn defaulted(&self) -> &[String] {
        &self.defaulted
    }

    /// The graph and, in it, f and its derivatives up to `order`.
    pub fn roots(&self, order: Order) -> (&Graph, &[NodeId]) {
        let count = match order {
            Order::Value => 1,
            Order::Gradient => 1 + self.formula.dimension().max(2),
            Order::Hessian => self.roots.len(),
        };
        (&self.graph, &self.roots[..count])
    }

    /// How many operations a value and its gradient take.
    pub fn cost(&self) -> usize {
        self.tapes[1].len()
    }

    /// f and its derivatives up to `order` at one point of any dimension: f, then f by each variable, then the upper
    /// triangle of the Hessian row by row.
    ///
    /// Where f is not finite the derivatives are NaN. A formula of more than 64 variables has no Hessian.
    pub fn at(&self, point: &[f64], order: Order) -> Vec<f64> {
        let tape = &self.tapes[order as usize];
        let variables: Vec<&[f64]> = point.iter().map(std::slice::from_ref).collect();
        let mut values = vec![0.0; self.roots(order).1.len()];
        let mut outputs: Vec<&mut [f64]> = values.chunks_mut(1).collect();
        tape.evaluate(&mut Scratch::default(), &variables, &self.values, &mut outputs);
        if !values[0].is_finite() {
            values[1..].fill(f64::NAN);
        }
        values
    }

    /// f and its derivatives by x and y up to `order` at the points `(xs[k], ys[k])`, a slice for each.
    ///
    /// Where f is not finite the derivatives are NaN.
    pub fn points(&self, scratch: &mut Scratch, xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]) {
        for (block, (xs, ys)) in xs.chunks(BLOCK).zip(ys.chunks(BLOCK)).enumerate() {
            let at = block * BLOCK..block * BLOCK + xs.len();
            let mut outputs: Vec<&mut [f64]> = planes.iter_mut().map(|plane| &mut plane[at.clone()]).collect();
            self.tapes[order as usize].evaluate(scratch, &[xs, ys], &self.values, &mut outputs);
            if let [value, derivatives @ ..] = outputs.as_mut_slice() {
                for (index, _) in value.iter().enumerate().filter(|(_, value)| !value.is_finite()) {
                    derivatives.iter_mut().for_each(|derivative| derivative[index] = f64::NAN);
                }
            }
        }
    }
}
