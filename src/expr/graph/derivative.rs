//! Exact derivatives: one forward pass over the graph for a variable.

use super::lengths::{is_power_of_length, power_of_length};
use super::op::{Binary, Unary};
use super::quotient::levelling;
use super::{Graph, Node, NodeId};

/// ∂root/∂variable as a node of the same graph, exact, with the conventions of [`op`](super::op) at kinks.
pub fn differentiate(graph: &mut Graph, root: NodeId, variable: u16) -> NodeId {
    let live = graph.reachable(&[root]);
    let zero = graph.constant(0.0);
    let mut derivatives = vec![zero; root.index() + 1];
    let nodes: Vec<(NodeId, Node)> = graph.iter().take(root.index() + 1).filter(|(id, _)| live[id.index()]).collect();
    for (id, node) in nodes {
        let of = |argument: NodeId| derivatives[argument.index()];
        derivatives[id.index()] = match node {
            Node::Variable(index) if index == variable => graph.constant(1.0),
            Node::Constant(_) | Node::Variable(_) | Node::Parameter(_) => zero,
            Node::Unary(_, a) if graph.is_zero(of(a)) => zero,
            Node::Unary(op, a) => {
                let slope = op.slope(graph, a, id);
                match op.levels_off() {
                    Some(is_exponential) => graph.chain_levelling(a, of(a), slope, is_exponential),
                    None => graph.chain(of(a), slope),
                }
            }
            Node::Binary(_, a, b) if graph.is_zero(of(a)) && graph.is_zero(of(b)) => zero,
            Node::Binary(Binary::Pow, a, n) if is_power_of_length(graph, a, n) => power_of_length(graph, [a, n], of),
            Node::Binary(op @ (Binary::Div | Binary::Mul), a, b) => match levelling(graph, id, of) {
                Some(slope) => slope,
                None => op.derivative(graph, [a, b], id, [of(a), of(b)]),
            },
            Node::Binary(op, a, b) => {
                let slopes = [of(a), of(b)];
                let slope = op.derivative(graph, [a, b], id, slopes);
                match (op, graph.node(a)) {
                    (Binary::Pow, Node::Unary(Unary::Abs, u)) if is_everywhere_the_same(graph, b) => {
                        square_apart(graph, [u, b], derivatives[u.index()], slope)
                    }
                    _ => slope,
                }
            }
            Node::Select(condition, a, b) => graph.select(condition, of(a), of(b)),
        };
    }
    derivatives[root.index()]
}

/// The slope of |u|ⁿ, which is that of u² where n is 2: the sign that |u| has for its slope, 0 at 0, would take its
/// second derivative away there. It is what a power of a number does that is 2.
fn square_apart(graph: &mut Graph, [u, n]: [NodeId; 2], of_u: NodeId, slope: NodeId) -> NodeId {
    let two = graph.constant(2.0);
    let (is_square, twice) = (graph.binary(Binary::Equal, n, two), graph.mul(two, u));
    let square = graph.chain(of_u, twice);
    graph.select(is_square, square, slope)
}

/// Whether a node reads no variable but is no number: what parameters make.
fn is_everywhere_the_same(graph: &Graph, id: NodeId) -> bool {
    let live = graph.reachable(&[id]);
    let reads_variable = graph.iter().any(|(id, node)| live[id.index()] && matches!(node, Node::Variable(_)));
    graph.as_constant(id).is_none() && !reads_variable
}
