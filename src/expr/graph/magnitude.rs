//! What a formula comes to where magnitudes are those of 32-bit floats, whose digits it may have, too: what is larger is infinite,
//! what is smaller is 0.

use super::{Graph, Node, NodeId};

/// Digits of what a formula comes to on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digits {
    /// Those of 64 bits.
    Double,
    /// Those of 32 bits.
    Single,
}

/// Values of `roots` at points, by root: `variables[k]` holds coordinate k of every point.
pub(crate) fn within_single(
    graph: &Graph,
    roots: &[NodeId],
    variables: &[&[f64]],
    parameters: &[f64],
    digits: Digits,
) -> Vec<Vec<f64>> {
    let points = variables.first().map_or(0, |values| values.len());
    let live = graph.reachable(roots);
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); graph.len()];
    for (id, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
        let of = |id: NodeId, point: usize| values[id.index()][point];
        let value = |point: usize| match node {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::Variable(index) => variables.get(usize::from(index)).map_or(0.0, |values| values[point]),
            Node::Parameter(index) => parameters.get(usize::from(index)).copied().unwrap_or(1.0),
            Node::Unary(op, a) => op.value(of(a, point)),
            Node::Binary(op, a, b) => op.value(of(a, point), of(b, point)),
            Node::Select(condition, a, b) => of(if of(condition, point) != 0.0 { a } else { b }, point),
        };
        values[id.index()] = (0..points).map(|point| held(value(point), digits)).collect();
    }
    roots.iter().map(|root| values[root.index()].clone()).collect()
}

/// A value, as far as 32 bits hold it.
fn held(value: f64, digits: Digits) -> f64 {
    let magnitude = value.abs();
    if magnitude > f64::from(f32::MAX) {
        value.signum() * f64::INFINITY
    } else if magnitude < f64::from(f32::MIN_POSITIVE) {
        0.0
    } else if digits == Digits::Single {
        f64::from(value as f32)
    } else {
        value
    }
}
