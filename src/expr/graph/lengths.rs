//! Lengths: roots of sums of squares, which are read as `hypot`, and their slopes at 0.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

impl Graph {
    /// √(a² + b²) as hypot(a, b), and √a² as |a|, which neither overflow nor underflow on the way and have a slope at 0.
    pub(in crate::expr) fn root_of_squares(&mut self, sum: NodeId) -> Option<NodeId> {
        // A number beside a sum stays under the root: it would cost a product more.
        if !self.is_square(sum) || self.is_scaled_sum_of_squares(sum) {
            return None;
        }
        let side = self.side_of_square(sum);
        Some(self.length(side))
    }

    /// |a|, which a sum of squares is without.
    pub(in crate::expr) fn length(&mut self, a: NodeId) -> NodeId {
        match self.node(a) {
            Node::Binary(Binary::Hypot, ..) => a,
            Node::Binary(Binary::Mul, factor, rest)
                if self.as_constant(factor).is_some_and(|number| number > 0.0)
                    && matches!(self.node(rest), Node::Binary(Binary::Hypot, ..)) =>
            {
                a
            }
            _ => self.unary(Unary::Abs, a),
        }
    }

    /// (c·r)ⁿ as cⁿ·rⁿ, where c is a number, so that rⁿ is seen as a power of a length.
    pub(in crate::expr) fn power_of_scaled(&mut self, a: NodeId, n: NodeId) -> NodeId {
        if let Node::Binary(Binary::Mul, factor, rest) = self.node(a)
            && let (Some(factor), Some(exponent)) = (self.as_constant(factor), self.as_constant(n))
            && factor.powf(exponent).is_normal()
        {
            let (scale, power) = (self.constant(factor.powf(exponent)), self.pow(rest, n));
            return self.mul(scale, power);
        }
        self.pow(a, n)
    }

    /// Whether `id` is an even power, a product of such or with a number above 0, or a sum of such.
    pub(in crate::expr) fn is_square(&self, id: NodeId) -> bool {
        // Where nodes are shared, there are more ways through a graph than anybody waits for.
        self.is_square_within(id, &mut 64)
    }

    fn is_square_within(&self, id: NodeId, nodes: &mut u32) -> bool {
        let Some(left) = nodes.checked_sub(1) else { return false };
        *nodes = left;
        let is_positive = |id: NodeId| self.as_constant(id).is_some_and(|number| number > 0.0 && number.is_finite());
        match self.node(id) {
            Node::Binary(Binary::Add, a, b) => self.is_square_within(a, nodes) && self.is_square_within(b, nodes),
            Node::Binary(Binary::Pow, _, exponent) => {
                self.as_constant(exponent).is_some_and(|n| n >= 2.0 && n % 2.0 == 0.0 && n.is_finite())
            }
            Node::Binary(Binary::Mul, a, b) => {
                a == b || (is_positive(a) || self.is_square_within(a, nodes)) && self.is_square_within(b, nodes)
            }
            Node::Binary(Binary::Div, a, b) => is_positive(b) && self.is_square_within(a, nodes),
            _ => false,
        }
    }

    /// What a square by [`is_square`](Graph::is_square) is the square of, its sign aside.
    pub(in crate::expr) fn side_of_square(&mut self, id: NodeId) -> NodeId {
        match self.node(id) {
            Node::Binary(Binary::Add, a, b) => {
                let (a, b) = (self.side_of_square(a), self.side_of_square(b));
                self.binary(Binary::Hypot, a, b)
            }
            Node::Binary(Binary::Pow, a, exponent) => {
                let half = self.constant(0.5 * self.as_constant(exponent).unwrap_or(2.0));
                self.pow(a, half)
            }
            Node::Binary(Binary::Mul, a, b) if a == b => a,
            Node::Binary(Binary::Mul, a, b) => {
                let (a, b) = (self.side_of_square(a), self.side_of_square(b));
                self.mul(a, b)
            }
            Node::Binary(Binary::Div, a, b) => {
                let (a, b) = (self.side_of_square(a), self.side_of_square(b));
                self.div(a, b)
            }
            Node::Constant(bits) => self.constant(f64::from_bits(bits).sqrt()),
            _ => id,
        }
    }

    /// Whether `id` is a sum of squares with a number or a parameter beside it.
    fn is_scaled_sum_of_squares(&self, id: NodeId) -> bool {
        let is_sum = |id: NodeId| matches!(self.node(id), Node::Binary(Binary::Add, ..)) && self.is_square(id);
        let is_fixed = |id: NodeId| matches!(self.node(id), Node::Constant(_) | Node::Parameter(_));
        match self.node(id) {
            Node::Binary(Binary::Mul, a, b) => is_fixed(a) && is_sum(b) || is_fixed(b) && is_sum(a),
            Node::Binary(Binary::Div, a, b) => is_fixed(b) && is_sum(a),
            _ => false,
        }
    }

    /// The slope 1/(2·root) of `root` = √a.
    ///
    /// Where a is a sum of squares it is 0 at 0, as that of hypot. What stands for 0 there has no slope itself, so that
    /// no second derivative is made up.
    pub(in crate::expr) fn slope_of_root(&mut self, a: NodeId, root: NodeId) -> NodeId {
        let half = self.constant(0.5);
        let slope = self.div(half, root);
        if !self.is_scaled_sum_of_squares(a) {
            return slope;
        }
        let zero = self.constant(0.0);
        let (is_zero, steep_zero) = (self.binary(Binary::Equal, root, zero), self.unary(Unary::Sqrt, root));
        self.select(is_zero, steep_zero, slope)
    }
}

/// Whether aⁿ is a power of a length with a slope at 0 that has no quotient in it.
pub(in crate::expr) fn is_power_of_length(graph: &Graph, a: NodeId, n: NodeId) -> bool {
    matches!(graph.node(a), Node::Binary(Binary::Hypot, ..)) && graph.as_constant(n).is_some_and(|n| n >= 2.0)
}

/// (rⁿ)' = n·rⁿ⁻²·(u·u' + v·v') for r = hypot(u, v).
pub(in crate::expr) fn power_of_length(
    graph: &mut Graph,
    [a, n]: [NodeId; 2],
    of: impl Fn(NodeId) -> NodeId,
) -> NodeId {
    let Node::Binary(_, u, v) = graph.node(a) else { return graph.constant(0.0) };
    let (left, right) = (graph.chain(of(u), u), graph.chain(of(v), v));
    let (outwards, two) = (graph.add(left, right), graph.constant(2.0));
    let lowered = graph.sub(n, two);
    let power = graph.pow(a, lowered);
    let slope = graph.mul(n, power);
    graph.chain(outwards, slope)
}
