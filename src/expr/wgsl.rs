//! WGSL emission: one function whose statements are the graph's live nodes, each computed once.

use std::fmt::Write;

use super::graph::op::Binary;
use super::graph::{Graph, Node, NodeId};
use super::tape::{Scratch, Tape, whole};

/// A formula that f32 cannot hold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "the constant {constant:e} does not fit into the GPU's 32-bit floats (the largest is about 3.4e38); rewrite the formula in the log domain"
)]
pub struct EmitError {
    /// The number that is too large.
    pub constant: f64,
}

/// Emits the statements that compute `roots`, and the text of each root's value.
///
/// `variables` are the texts of the graph's variables, such as `p.x` and `p.y`; one without a text is 0. Parameter k is
/// read as component k mod 4 of `field_parameters.values[k / 4]`. Shared subexpressions are shared across roots.
pub fn emit(
    graph: &Graph,
    roots: &[NodeId],
    variables: &[impl AsRef<str>],
) -> Result<(String, Vec<String>), EmitError> {
    let live = graph.reachable(roots);
    let mut texts = vec![String::new(); graph.len()];
    let mut body = String::new();
    for (id, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
        let at = |id: NodeId| texts[id.index()].as_str();
        let expression = match node {
            Node::Constant(bits) => {
                texts[id.index()] = literal(f64::from_bits(bits))?;
                continue;
            }
            Node::Variable(index) => {
                texts[id.index()] = variables.get(usize::from(index)).map_or("0.0f", AsRef::as_ref).to_owned();
                continue;
            }
            Node::Parameter(index) => format!("field_parameters.values[{}][{}]", index / 4, index % 4),
            // What folding left of numbers alone is 1/0 and the like, which WGSL refuses as a constant expression.
            _ if node.arguments().all(|argument| graph.as_constant(argument).is_some()) => not_finite(graph, id),
            Node::Unary(op, a) => op.wgsl(at(a)),
            Node::Binary(Binary::Pow, a, b) => match graph.as_constant(b) {
                Some(exponent) => power(&mut body, id, at(a), exponent, at(b)),
                None => Binary::Pow.wgsl(at(a), at(b)),
            },
            // Drivers fold 0·a, 0/a and a − a to 0 and a/a to 1, which would fill the missing values of a.
            Node::Binary(Binary::Mul, a, b) if graph.is_zero(a) => zero_unless(&format!("!math_is_finite({})", at(b))),
            Node::Binary(Binary::Mul, a, b) if graph.is_zero(b) => zero_unless(&format!("!math_is_finite({})", at(a))),
            Node::Binary(Binary::Div, a, b) if graph.is_zero(a) => {
                zero_unless(&format!("{b} == 0.0f || math_is_nan({b})", b = at(b)))
            }
            Node::Binary(Binary::Sub, a, b) if a == b => zero_unless(&format!("!math_is_finite({})", at(a))),
            Node::Binary(Binary::Div, a, b) if a == b => {
                format!("math_or_nan(1.0f, {a} == 0.0f || !math_is_finite({a}))", a = at(a))
            }
            // Two numbers before a product that were not gathered may not be: their own product leaves 32 bits.
            Node::Binary(Binary::Mul, a, b) if graph.as_constant(a).is_some() && has_factor(graph, b) => {
                Binary::Mul.wgsl(at(a), &format!("math_or_nan({b}, math_is_nan({b}))", b = at(b)))
            }
            Node::Binary(op, a, b) => op.wgsl(at(a), at(b)),
            // By bits: a driver may fold what it takes for a comparison without NaN, and NaN is true.
            Node::Select(condition, a, b) => {
                format!("select({}, {}, {c} != 0.0f || math_is_nan({c}))", at(b), at(a), c = at(condition))
            }
        };
        let name = format!("t{}", id.index());
        let _ = writeln!(body, "    let {name} = {expression};");
        texts[id.index()] = name;
    }
    Ok((body, roots.iter().map(|root| texts[root.index()].clone()).collect()))
}

/// Whether a node is a number times something, which drivers gather.
fn has_factor(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Binary(Binary::Mul, factor, _) if graph.as_constant(factor).is_some())
}

/// The value of a node of numbers alone, which is NaN or infinite.
fn not_finite(graph: &Graph, id: NodeId) -> String {
    let [value] = Tape::new(graph, &[id]).evaluate_point(&mut Scratch::default(), &[], &[]);
    match value {
        f64::INFINITY => "math_infinity()".to_owned(),
        f64::NEG_INFINITY => "(-math_infinity())".to_owned(),
        _ => "math_nan()".to_owned(),
    }
}

/// 0 with a missing value where `condition` holds.
fn zero_unless(condition: &str) -> String {
    format!("math_or_nan(0.0f, {condition})")
}

/// A number as an f32 literal that reads back to the nearest f32.
fn literal(number: f64) -> Result<String, EmitError> {
    let single = number as f32;
    if !single.is_finite() {
        return Err(EmitError { constant: number });
    }
    // A negative literal is bracketed, since `a--1` does not parse.
    Ok(if single < 0.0 { format!("({single:?}f)") } else { format!("{single:?}f") })
}

/// aⁿ as products, since WGSL's `pow` is undefined for negative bases; half-whole exponents through a root.
fn power(body: &mut String, id: NodeId, base: &str, exponent: f64, exponent_text: &str) -> String {
    let doubled = exponent * 2.0;
    let (n, root) = match (whole(exponent), whole(doubled)) {
        (Some(n), _) => (n, None),
        (None, Some(n)) if doubled.abs() <= 16.0 => ((n - n.signum()) / 2, Some(format!("math_root_of_power({base})"))),
        _ => return Binary::Pow.wgsl(base, exponent_text),
    };
    let product = product(body, id, base, n.unsigned_abs());
    let positive = match (product, root) {
        // Where there is a root the product is not negative, but that of −∞ may be.
        (Some(product), Some(root)) => format!("(abs({product}) * {root})"),
        (Some(factor), None) | (None, Some(factor)) => factor,
        (None, None) => "1.0f".to_owned(),
    };
    if exponent < 0.0 { format!("(1.0f / {positive})") } else { positive }
}

/// aⁿ by repeated squaring; nothing for n = 0.
fn product(body: &mut String, id: NodeId, base: &str, n: u32) -> Option<String> {
    let mut square = base.to_owned();
    let mut product: Option<String> = None;
    for bit in 0..32 - n.leading_zeros() {
        if bit > 0 {
            let name = format!("t{}_{}", id.index(), 1 << bit);
            let _ = writeln!(body, "    let {name} = {square} * {square};");
            square = name;
        }
        if n >> bit & 1 == 1 {
            product = Some(match product {
                Some(product) => format!("({product} * {square})"),
                None => square.clone(),
            });
        }
    }
    product
}
