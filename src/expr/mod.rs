//! Formulas: text to a graph, exact derivatives, f64 evaluation and WGSL.
//!
//! ```
//! use steepest::expr::{Formula, Order};
//!
//! let formula = Formula::parse("sin(x)*y^2")?;
//! let (graph, roots) = formula.differentiate(Order::Gradient)?;
//! assert_eq!(roots.len(), 3); // f, ∂f/∂x, ∂f/∂y
//! assert_eq!(steepest::expr::canonical(&graph, roots[1], &[]), "cos(x)*y^2");
//! # Ok::<(), steepest::expr::FormulaError>(())
//! ```

mod elementary;
mod error;
mod graph;
mod tape;
mod text;
mod wgsl;

use std::collections::HashMap;
use std::fmt;

use graph::continuity;
#[cfg(feature = "gpu")]
use graph::cusps;
pub(crate) use graph::magnitude::{Digits, within_single};
use text::{parser, spellings};

pub use error::FormulaError;
pub use graph::derivative::differentiate;
pub use graph::display::{canonical, variable_name};
pub use graph::op::{self, Binary, Unary};
pub use graph::{Graph, Node, NodeId};
pub use tape::{BLOCK, GridTape, Input, Scratch, Tape, Vectors, variables_and_parameters};
pub use text::names::{MAX_VARIABLES, function_names, is_reserved};
pub use text::parser::{MAX_LENGTH, MAX_NESTING, MAX_NODES};
pub use wgsl::{EmitError, emit};

/// How far a formula is differentiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// f alone.
    Value,
    /// f and its first derivatives.
    Gradient,
    /// f, its first and its second derivatives.
    Hessian,
}

impl Order {
    /// How many values there are of a function of x and y.
    pub fn planes(self) -> usize {
        match self {
            Order::Value => 1,
            Order::Gradient => 3,
            Order::Hessian => 6,
        }
    }
}

/// A formula that was read: its graph, its parameters and how many variables it has.
#[derive(Clone, Debug)]
pub struct Formula {
    source: String,
    graph: Graph,
    root: NodeId,
    parameters: Vec<String>,
    dimension: usize,
    remarks: Vec<FormulaRemark>,
    reading: String,
}

/// What somebody should know of how their formula was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormulaRemark {
    /// The parameter of this name has no value, and is 1.
    Unset(String),
    /// What was read could have been meant otherwise; a sentence.
    Reading(String),
}

impl fmt::Display for FormulaRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormulaRemark::Unset(name) if name == "E" => {
                f.write_str("the parameter `E` has no value and is 1; Euler's number is `e`")
            }
            FormulaRemark::Unset(name) => write!(f, "the parameter `{name}` has no value and is 1"),
            FormulaRemark::Reading(sentence) => f.write_str(sentence),
        }
    }
}

/// Reads an update rule: statements that assign, over `inputs`, which are the graph's variables in that order.
///
/// Returns the graph and the last value of every name that was assigned.
pub fn parse_rule(source: &str, inputs: &[&str]) -> Result<(Graph, HashMap<String, NodeId>), FormulaError> {
    parser::parse_rule(source, inputs)
}

impl Formula {
    /// Reads a formula.
    pub fn parse(source: &str) -> Result<Formula, FormulaError> {
        Formula::parse_with(source, &[])
    }

    /// Reads a formula in which `declared` names are parameters that have a value.
    pub fn parse_with(source: &str, declared: &[&str]) -> Result<Formula, FormulaError> {
        let (plain, is_cell) = spellings::plain(source);
        let parser::Parsed { graph, root, parameters, dimension, remarks, reading } =
            parser::parse(&plain, declared, is_cell)?;
        let is_flat = (dimension == 0).then(|| "the formula has no x and no y: it is the same everywhere".to_owned());
        let readings = remarks.into_iter().chain(is_flat).map(FormulaRemark::Reading);
        let unset = parameters.iter().filter(|name| !declared.contains(&name.as_str())).cloned();
        let remarks = readings.chain(unset.map(FormulaRemark::Unset)).collect();
        Ok(Formula { source: source.trim().to_owned(), graph, root, parameters, dimension, remarks, reading })
    }

    /// The formula as it was typed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How the formula was read, set as mathematics: as it was typed, in its own digits and before anything is simplified.
    /// It reads back as the same formula.
    ///
    /// ```
    /// let formula = steepest::expr::Formula::parse("1/(x*y) + sqrt(1 - x**2)/1e12")?;
    /// assert_eq!(formula.reading(), "1/(x·y) + √(1 − x²)/1e12");
    /// # Ok::<(), steepest::expr::FormulaError>(())
    /// ```
    pub fn reading(&self) -> &str {
        &self.reading
    }

    /// The formula as its graph has it, with what could be simplified.
    pub fn canonical(&self) -> String {
        canonical(&self.graph, self.root, &self.parameters)
    }

    /// What somebody should know of how the formula was read.
    pub fn remarks(&self) -> &[FormulaRemark] {
        &self.remarks
    }

    /// The number of variables: the highest one used.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Names of the parameters, in the order of their indices.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The same formula of other variables: `of` says what stands in for one of this index, and `value` for f. It is known by
    /// what it was read from still.
    pub fn substituted(
        &self,
        of: impl Fn(&mut Graph, u16) -> NodeId,
        value: impl FnOnce(&mut Graph, NodeId) -> NodeId,
    ) -> Formula {
        let (mut graph, made) = self.rebuilt(|graph, id| match self.graph.node(id) {
            Node::Variable(index) => Some(of(graph, index)),
            _ => None,
        });
        let root = value(&mut graph, made[self.root.index()]);
        Formula { root, graph, ..self.clone() }
    }

    /// A graph with all nodes of this one, some of them replaced, and where they are in it.
    fn rebuilt(&self, instead: impl Fn(&mut Graph, NodeId) -> Option<NodeId>) -> (Graph, Vec<NodeId>) {
        let mut graph = Graph::default();
        let mut made: Vec<NodeId> = Vec::with_capacity(self.graph.len());
        for (id, node) in self.graph.iter() {
            let now = |id: NodeId| made[id.index()];
            made.push(match (instead(&mut graph, id), node) {
                (Some(other), _) => other,
                (None, Node::Constant(bits)) => graph.constant(f64::from_bits(bits)),
                (None, Node::Variable(index)) => graph.variable(index),
                (None, Node::Parameter(index)) => graph.parameter(index),
                (None, Node::Unary(op, a)) => graph.unary(op, now(a)),
                (None, Node::Binary(op, a, b)) => graph.binary(op, now(a), now(b)),
                (None, Node::Select(condition, a, b)) => graph.select(now(condition), now(a), now(b)),
            });
        }
        (graph, made)
    }

    /// Where its slopes may be infinite while it is finite, along lines: of each the tape of what is 0 there, and that of the formula
    /// with 0 in its place. They are those of roots, of powers that are none of whole numbers, and of bars.
    #[cfg(feature = "gpu")]
    pub(crate) fn cusps(&self) -> Vec<[Tape; 2]> {
        cusps::lines(&self.graph, self.root)
            .into_iter()
            .map(|line| {
                let (graph, made) = self.rebuilt(|graph, id| (id == line).then(|| graph.constant(0.0)));
                [Tape::new(&self.graph, &[line]), Tape::new(&graph, &[made[self.root.index()]])]
            })
            .collect()
    }

    /// The same formula without the terms of its sum that are numbers or parameters, which have no slope; nothing where it has
    /// none.
    pub fn without_constant(&self) -> Option<Formula> {
        let mut graph = self.graph.clone();
        let root = graph.without_constant(self.root)?;
        Some(Formula { root, graph, ..self.clone() })
    }

    /// Whether f is surely continuous and finite wherever each variable lies between its bounds. A yes is proven; a no says
    /// that f may jump, end or go to infinity there.
    pub fn is_continuous(&self, variables: &[[f64; 2]], parameters: &[f64]) -> bool {
        self.bounds(variables, parameters).is_some()
    }

    /// The values that it surely lies between over a box, a pair of bounds for each variable; nothing where it may not be continuous
    /// and finite. They are the wider the more often a variable occurs.
    pub fn bounds(&self, variables: &[[f64; 2]], parameters: &[f64]) -> Option<[f64; 2]> {
        let parameters: Vec<[f64; 2]> = parameters.iter().map(|&value| [value; 2]).collect();
        continuity::bounds(&self.graph, self.root, variables, &parameters)
    }

    /// Whether f is surely continuous and finite wherever 32-bit floats reach, whatever its parameters are.
    #[cfg(feature = "gpu")]
    pub(crate) fn has_value_everywhere(&self) -> bool {
        /// So far out that 32-bit floats hold few coordinates.
        const FAR: [f64; 2] = [-1e30, 1e30];
        let variables = vec![FAR; self.dimension];
        continuity::bounds(&self.graph, self.root, &variables, &vec![FAR; self.parameters.len()]).is_some()
    }

    /// A graph with f, then its first derivatives by x, y, …, then its second ones (xx, xy, …, yy, …).
    ///
    /// A formula counts as one of x and y at least. Fails where the derivatives come to more than [`MAX_NODES`] nodes.
    pub fn differentiate(&self, order: Order) -> Result<(Graph, Vec<NodeId>), FormulaError> {
        let mut graph = self.graph.clone();
        let mut roots = vec![self.root];
        let variables = self.dimension.max(2) as u16;
        if order >= Order::Gradient {
            for variable in 0..variables {
                roots.push(self.derivative(&mut graph, self.root, variable)?);
            }
        }
        if order == Order::Hessian {
            for row in 0..variables {
                for column in row..variables {
                    let first = roots[1 + usize::from(row)];
                    roots.push(self.derivative(&mut graph, first, column)?);
                }
            }
        }
        Ok((graph, roots))
    }

    fn derivative(&self, graph: &mut Graph, root: NodeId, variable: u16) -> Result<NodeId, FormulaError> {
        let derivative = differentiate(graph, root, variable);
        if graph.len() > MAX_NODES {
            return Err(FormulaError {
                message: format!("the derivatives of this formula come to more than {MAX_NODES} nodes"),
                hint: Some("use fewer operations or variables".to_owned()),
                span: 0..self.source.len(),
                source: self.source.clone(),
            });
        }
        Ok(derivative)
    }
}
