//! Exact derivatives: one forward pass over the graph for a variable.

use super::lengths::{is_power_of_length, power_of_length};
use super::op::Binary;
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
                graph.chain(of(a), slope)
            }
            Node::Binary(_, a, b) if graph.is_zero(of(a)) && graph.is_zero(of(b)) => zero,
            Node::Binary(Binary::Pow, a, n) if is_power_of_length(graph, a, n) => power_of_length(graph, [a, n], of),
            Node::Binary(op, a, b) => op.derivative(graph, [a, b], id, [of(a), of(b)]),
            Node::Select(condition, a, b) => graph.select(condition, of(a), of(b)),
        };
    }
    derivatives[root.index()]
}
