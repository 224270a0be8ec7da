//! A field that is a formula: compiled once, evaluated anywhere in f64.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

#[cfg(feature = "gpu")]
use crate::expr::EmitError;
use rayon::prelude::*;

use super::view::{Scales, Spread};
use crate::expr::{Digits, Formula, FormulaError, Graph, GridTape, NodeId, Order, Scratch, Tape, within_single};

/// A formula and the values of its parameters.
#[derive(Clone, Debug)]
pub struct FormulaField {
    program: Arc<Program>,
    values: Vec<f64>,
    defaulted: Vec<String>,
}

/// A program over places of scales, with places of another for values.
type Placed = ((Scales, Spread), Arc<Program>);

/// What a formula is compiled to, whatever its parameters are.
#[derive(Debug)]
struct Program {
    formula: Formula,
    graph: Graph,
    roots: Vec<NodeId>,
    tapes: [Tape; 3],
    /// The same for grids, each compiled when it is first asked for.
    grids: [OnceLock<GridTape>; 3],
    /// The same over places of the scales that it was drawn on last.
    placed: Mutex<Option<Placed>>,
    /// Where it may have cusps, found when it is first asked for.
    #[cfg(feature = "gpu")]
    cusps: OnceLock<Vec<[Tape; 2]>>,
    /// Its shader, emitted when it is first asked for.
    #[cfg(feature = "gpu")]
    source: OnceLock<Result<Arc<str>, EmitError>>,
}

impl Program {
    fn of(formula: Formula) -> Result<Program, FormulaError> {
        let order = if formula.dimension() > MAX_HESSIAN_DIMENSION { Order::Gradient } else { Order::Hessian };
        let (graph, roots) = formula.differentiate(order)?;
        let with_gradient = 1 + formula.dimension().max(2);
        let tapes = [&roots[..1], &roots[..with_gradient], &roots].map(|roots| Tape::new(&graph, roots).blanked());
        Ok(Program {
            formula,
            graph,
            roots,
            tapes,
            grids: Default::default(),
            placed: Mutex::new(None),
            #[cfg(feature = "gpu")]
            cusps: OnceLock::new(),
            #[cfg(feature = "gpu")]
            source: OnceLock::new(),
        })
    }
}

/// The most variables for which second derivatives are prepared.
const MAX_HESSIAN_DIMENSION: usize = 64;

impl FormulaField {
    /// Reads a formula and gives its parameters their values; one that is not in `set` is 1.
    ///
    /// # Errors
    /// Where it is no formula; the error points at the place.
    pub fn parse(text: &str, set: &BTreeMap<String, f64>) -> Result<FormulaField, FormulaError> {
        let declared: Vec<&str> = set.keys().map(String::as_str).collect();
        let formula = Formula::parse_with(text, &declared)?;
        Ok(FormulaField::of(Arc::new(Program::of(formula)?), set))
    }

    /// The same formula over places of scales rather than over x and y, its values as places of another. What is compiled for
    /// them is kept until others are asked for, so that another value of a parameter compiles nothing.
    ///
    /// # Errors
    /// Where the derivatives come to more than [`MAX_NODES`](crate::expr::MAX_NODES) nodes.
    pub(super) fn placed(&self, scales: Scales, values: Spread) -> Result<FormulaField, FormulaError> {
        let mut kept = self.program.placed.lock().unwrap_or_else(PoisonError::into_inner);
        let program = match kept.as_ref().filter(|(known, _)| *known == (scales, values)) {
            Some((_, program)) => Arc::clone(program),
            None => {
                let formula = self.program.formula.substituted(
                    |graph, variable| scales.node(graph, variable),
                    |graph, f| values.place_node(graph, f),
                );
                let program = Arc::new(Program::of(formula)?);
                *kept = Some(((scales, values), Arc::clone(&program)));
                program
            }
        };
        Ok(FormulaField { program, ..self.clone() })
    }

    /// The same formula without a constant that is added to all of it; nothing where there is none.
    #[cfg(feature = "gpu")]
    pub(super) fn without_constant(&self) -> Option<FormulaField> {
        let program = Program::of(self.program.formula.without_constant()?).ok()?;
        Some(FormulaField { program: Arc::new(program), ..self.clone() })
    }

    fn of(program: Arc<Program>, set: &BTreeMap<String, f64>) -> FormulaField {
        let parameters = program.formula.parameters();
        let values = parameters.iter().map(|name| set.get(name).copied().unwrap_or(1.0)).collect();
        let defaulted = parameters.iter().filter(|name| !set.contains_key(*name)).cloned().collect();
        FormulaField { program, values, defaulted }
    }

    /// The same formula with other values of its parameters; one that is not in `set` is 1. Nothing is compiled again:
    /// graph, tapes and shader are shared.
    #[must_use]
    pub fn with_parameters(&self, set: &BTreeMap<String, f64>) -> FormulaField {
        FormulaField::of(Arc::clone(&self.program), set)
    }

    /// The formula's shader, by which its program is known on the device; `emit` writes it where it is first asked for.
    #[cfg(feature = "gpu")]
    pub(crate) fn source(
        &self,
        emit: impl FnOnce(&FormulaField) -> Result<String, EmitError>,
    ) -> Result<Arc<str>, EmitError> {
        self.program.source.get_or_init(|| emit(self).map(Arc::from)).clone()
    }

    /// The formula.
    pub fn formula(&self) -> &Formula {
        &self.program.formula
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
            Order::Gradient => 1 + self.program.formula.dimension().max(2),
            Order::Hessian => self.program.roots.len(),
        };
        (&self.program.graph, &self.program.roots[..count])
    }

    /// How many operations a value and its gradient take.
    pub fn cost(&self) -> usize {
        self.program.tapes[1].len()
    }

    /// Whether f is surely continuous and finite over a box, a pair of bounds for each variable.
    pub fn is_continuous(&self, bounds: &[[f64; 2]]) -> bool {
        self.program.formula.is_continuous(bounds, &self.values)
    }

    /// The values that f surely lies between over a box; nothing where it may not be continuous and finite.
    pub fn bounds(&self, bounds: &[[f64; 2]]) -> Option<[f64; 2]> {
        self.program.formula.bounds(bounds, &self.values)
    }

    /// The lines along which it may have cusps: by what is 0 there, and by its values there.
    #[cfg(feature = "gpu")]
    pub(crate) fn cusps(&self) -> Vec<Cusp<'_>> {
        let lines = self.program.cusps.get_or_init(|| self.program.formula.cusps());
        lines.iter().map(|tapes| Cusp { tapes, parameters: &self.values }).collect()
    }

    /// f and its derivatives up to `order` at points, a slice for each coordinate, as 32-bit floats allow: as their magnitudes do, or
    /// as their digits do, too.
    pub(crate) fn within_single(&self, coordinates: &[&[f64]], order: Order, digits: Digits) -> Vec<Vec<f64>> {
        let (graph, roots) = self.roots(order);
        within_single(graph, roots, coordinates, &self.values, digits)
    }

    /// f and its derivatives up to `order` at one point of any dimension: f, then f by each variable, then the upper
    /// triangle of the Hessian row by row.
    ///
    /// Where f is not finite the derivatives are NaN. A formula of more than 64 variables has no Hessian.
    pub fn at(&self, point: &[f64], order: Order) -> Vec<f64> {
        let variables: Vec<&[f64]> = point.iter().map(std::slice::from_ref).collect();
        let mut values = vec![0.0; self.roots(order).1.len()];
        let mut outputs: Vec<&mut [f64]> = values.chunks_mut(1).collect();
        self.points_of(&mut Scratch::default(), &variables, order, &mut outputs);
        values
    }

    /// f and its derivatives by x and y up to `order` at the points `(xs[k], ys[k])`, a slice for each.
    ///
    /// Where f is not finite the derivatives are NaN.
    pub fn points(&self, scratch: &mut Scratch, xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]) {
        self.points_of(scratch, &[xs, ys], order, planes);
    }

    /// The same at points of any number of coordinates, a slice for each coordinate.
    pub fn points_of(&self, scratch: &mut Scratch, coordinates: &[&[f64]], order: Order, planes: &mut [&mut [f64]]) {
        self.program.tapes[order as usize].evaluate(scratch, coordinates, &self.values, planes);
    }

    /// The same over a grid's columns `xs` and rows `ys`, on all cores; `rows` has the planes' parts for each row.
    pub(super) fn grid(&self, xs: &[f64], ys: &[f64], order: Order, rows: &mut [Vec<&mut [f64]>]) {
        /// Points that keep a core busy for longer than it takes to hand them over.
        const TASK: usize = 1 << 14;
        let tape = self.program.grids[order as usize].get_or_init(|| {
            let (graph, roots) = self.roots(order);
            GridTape::new(graph, roots, self.values.len())
        });
        let columns = tape.columns(&mut Scratch::default(), xs, &self.values);
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let at_once = TASK.div_ceil(xs.len().max(1));
        rows.par_chunks_mut(at_once).zip(ys.par_chunks(at_once)).for_each_init(
            Scratch::default,
            |scratch, (rows, ys)| {
                for (row, &y) in rows.iter_mut().zip(ys) {
                    tape.row(scratch, &columns, y, &self.values, row);
                }
            },
        );
    }
}

/// A line along which a formula may have a cusp, where a rounding of a coordinate changes much of it.
#[cfg(feature = "gpu")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cusp<'a> {
    tapes: &'a [Tape; 2],
    parameters: &'a [f64],
}

#[cfg(feature = "gpu")]
impl Cusp<'_> {
    /// What is 0 along the line, at points.
    pub(crate) fn sides<const N: usize>(&self, scratch: &mut Scratch, xs: &[f64; N], ys: &[f64; N]) -> [f64; N] {
        self.evaluate(scratch, 0, [xs, ys])
    }

    /// f as it is on the line, at points of it, whatever their coordinates are rounded to.
    pub(crate) fn values<const N: usize>(&self, scratch: &mut Scratch, xs: &[f64; N], ys: &[f64; N]) -> [f64; N] {
        self.evaluate(scratch, 1, [xs, ys])
    }

    fn evaluate<const N: usize>(&self, scratch: &mut Scratch, tape: usize, [xs, ys]: [&[f64; N]; 2]) -> [f64; N] {
        let mut values = [0.0; N];
        self.tapes[tape].evaluate(scratch, &[xs, ys], self.parameters, &mut [&mut values]);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_parameters_share_what_is_compiled() -> Result<(), FormulaError> {
        let set = |a: f64, b: f64| BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
        for text in ["a*x^2 + b*y", "sin(a*x)*cos(b*y) + a^b", "if(x > a, b, x)", "a + b + z + w"] {
            let field = FormulaField::parse(text, &BTreeMap::new())?;
            assert_eq!(field.defaulted(), ["a", "b"]);
            let other = field.with_parameters(&set(2.5, -0.5));
            assert!(Arc::ptr_eq(&field.program, &other.program) && other.defaulted().is_empty());
            let parsed = FormulaField::parse(text, &set(2.5, -0.5))?;
            let point = [1.5, 2.0, 0.5, 0.25];
            for order in [Order::Value, Order::Gradient, Order::Hessian] {
                assert_eq!(other.at(&point, order), parsed.at(&point, order), "{text}");
            }
            assert_eq!(field.values(), [1.0, 1.0], "what it was made of stays as it was");
        }
        Ok(())
    }

    #[test]
    fn a_power_of_a_modulus_has_the_derivatives_of_the_power_whoever_says_the_exponent() {
        let values = |text: &str, p: f64| {
            let set = BTreeMap::from([("p".to_owned(), p)]);
            let field = FormulaField::parse(text, &set).unwrap_or_else(|error| panic!("{error}"));
            field.at(&[0.0, 0.0], Order::Hessian)
        };
        for (exponent, p) in [("2", 2.0), ("2.5", 2.5), ("3", 3.0), ("4", 4.0), ("7", 7.0), ("1", 1.0), ("1.5", 1.5)] {
            for text in ["|x|^p + y", "3*|2*x - y|^p", "|x^2 - y|^p*y"] {
                let (of_number, of_parameter) = (values(&text.replace('p', exponent), p), values(text, p));
                let is_same = of_number.iter().zip(&of_parameter).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
                assert!(is_same, "{text} with {p}: {of_number:?}, by a parameter {of_parameter:?}");
            }
        }
    }
}
