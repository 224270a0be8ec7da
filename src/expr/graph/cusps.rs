//! Where a formula may have cusps: along the lines on which what is under a root, to a power that is no whole number, or between
//! bars, whose kink may be as sharp as a cusp, is 0.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

/// Lines at most; a formula of more is hardly seen to have any.
const MOST: usize = 8;

/// What is 0 along the lines.
pub(in crate::expr) fn lines(graph: &Graph, root: NodeId) -> Vec<NodeId> {
    let is_live = graph.reachable(&[root]);
    let mut found = Vec::new();
    for (_, node) in graph.iter().filter(|(id, _)| is_live[id.index()]) {
        let inner = match node {
            Node::Unary(Unary::Sqrt | Unary::Cbrt | Unary::Abs, inner) => inner,
            Node::Binary(Binary::Pow, base, exponent) => match graph.as_constant(exponent) {
                Some(number) if number.fract() == 0.0 || number > 1.0 => continue,
                _ => base,
            },
            _ => continue,
        };
        factors(graph, inner, &mut found);
        if found.len() > MOST {
            return Vec::new();
        }
    }
    found
}

/// Appends what changes its sign where a node is 0, as far as that is told by its form.
fn factors(graph: &Graph, id: NodeId, found: &mut Vec<NodeId>) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match graph.node(id) {
            Node::Unary(Unary::Abs | Unary::Neg | Unary::Sqrt | Unary::Cbrt, inner) => open.push(inner),
            Node::Binary(Binary::Pow | Binary::Div, inner, _) => open.push(inner),
            Node::Binary(Binary::Mul, a, b) => open.extend([a, b]),
            Node::Constant(_) | Node::Parameter(_) => {}
            _ if found.contains(&id) || found.len() > MOST => {}
            _ => found.push(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::{Formula, canonical};

    fn lines(formula: &str) -> Vec<String> {
        let formula = Formula::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        super::lines(&formula.graph, formula.root)
            .into_iter()
            .map(|line| canonical(&formula.graph, line, &[]))
            .collect()
    }

    #[test]
    fn cusps_are_where_roots_and_broken_powers_are_of_nothing() {
        for (formula, expected) in [
            ("abs(x - y)^0.1", vec!["x - y"]),
            ("sqrt(abs(sin(x - y)))", vec!["sin(x - y)"]),
            ("cbrt(x + 1)*y", vec!["x + 1"]),
            ("((x - y)^2)^0.2", vec!["x - y"]),
            ("sqrt(abs((x + 1)*y))", vec!["y", "x + 1"]),
            ("x^2 + y + abs(x)^1.5", vec!["x"]),
            ("(abs(sin(x)*sin(y)) + 1)^0.1", vec!["sin(y)", "sin(x)", "abs(sin(x)*sin(y)) + 1"]),
            ("x^2*sin(y)", vec![]),
        ] {
            assert_eq!(lines(formula), expected, "{formula}");
        }
    }
}
