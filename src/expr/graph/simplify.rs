//! Nodes that simplify as they are made.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

impl Graph {
    /// A sum without those of its terms that read no variable; nothing where it has none of them, or too many terms.
    pub(in crate::expr) fn without_constant(&mut self, sum: NodeId) -> Option<NodeId> {
        // Where sums are shared, there are more ways through a graph than anybody waits for.
        const MOST_TERMS: usize = 1000;
        let (mut open, mut terms, mut is_there) = (vec![(sum, false)], Vec::new(), false);
        while let Some((id, is_negative)) = open.pop() {
            match self.node(id) {
                Node::Binary(Binary::Add, a, b) => open.extend([(b, is_negative), (a, is_negative)]),
                Node::Binary(Binary::Sub, a, b) => open.extend([(b, !is_negative), (a, is_negative)]),
                Node::Unary(Unary::Neg, a) => open.push((a, !is_negative)),
                Node::Constant(_) | Node::Parameter(_) => is_there = true,
                _ => terms.push((id, is_negative)),
            }
            if open.len() + terms.len() > MOST_TERMS {
                return None;
            }
        }
        let zero = self.constant(0.0);
        let add = |left, (term, is_negative)| if is_negative { self.sub(left, term) } else { self.add(left, term) };
        is_there.then(|| terms.into_iter().fold(zero, add))
    }

    /// op(a).
    pub fn unary(&mut self, op: Unary, a: NodeId) -> NodeId {
        if op == Unary::Neg {
            return self.neg(a);
        }
        if let Some(number) = self.as_constant(a).map(|a| op.value(a)).filter(|value| value.is_finite()) {
            return self.constant(number);
        }
        let read = match op {
            Unary::Sqrt => match self.exponent(a) {
                Some(exponent) => Some(self.exponential_of_multiple(exponent, 0.5)),
                None => self.root_of_squares(a),
            },
            Unary::Log => self.one_plus_exponential(a).map(|exponent| self.unary(Unary::Softplus, exponent)),
            Unary::Cbrt => self.base_of_cube(a),
            Unary::Log1p => self.exponent(a).map(|exponent| self.unary(Unary::Softplus, exponent)),
            _ => None,
        };
        read.unwrap_or_else(|| self.insert(Node::Unary(op, a)))
    }

    /// u, where `id` is eᵘ.
    fn exponent(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id) {
            Node::Unary(Unary::Exp, exponent) => Some(exponent),
            _ => None,
        }
    }

    /// u, where `id` is u³, which overflows where u does not and has no slope under a cube root at 0.
    fn base_of_cube(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id) {
            Node::Binary(Binary::Pow, base, exponent) if self.is(exponent, 3.0) => Some(base),
            _ => None,
        }
    }

    /// eᶜᵘ for a power c of 2, which is as exact as eᵘ; it neither over- nor underflows on the way, as (eᵘ)ᶜ does.
    fn exponential_of_multiple(&mut self, u: NodeId, c: f64) -> NodeId {
        let scale = self.constant(c);
        let multiple = self.mul(scale, u);
        self.unary(Unary::Exp, multiple)
    }

    /// u, where `id` is 1 + eᵘ.
    fn one_plus_exponential(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id) {
            Node::Binary(Binary::Add, a, b) if self.is(a, 1.0) => self.exponent(b),
            Node::Binary(Binary::Add, a, b) if self.is(b, 1.0) => self.exponent(a),
            _ => None,
        }
    }

    /// op(a, b).
    pub fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(a), Some(b)) = (self.as_constant(a), self.as_constant(b)) {
            let value = op.value(a, b);
            if value.is_finite() {
                return self.constant(value);
            }
        }
        match op {
            Binary::Add => self.add(a, b),
            Binary::Sub => self.sub(a, b),
            Binary::Mul => self.mul(a, b),
            Binary::Div => self.div(a, b),
            Binary::Pow => self.pow(a, b),
            // A number decides alone where it can, whatever the other one is, NaN included.
            Binary::And if self.is_zero(a) || self.is_zero(b) => self.constant(0.0),
            Binary::Or if self.is_true(a) || self.is_true(b) => self.constant(1.0),
            // The length of a vector does not know which of its sides are turned around.
            Binary::Hypot => {
                let side = |id: NodeId| match self.node(id) {
                    Node::Unary(Unary::Abs | Unary::Neg, inner) => inner,
                    _ => id,
                };
                let (a, b) = (side(a), side(b));
                self.insert(Node::Binary(op, a, b))
            }
            _ => self.insert(Node::Binary(op, a, b)),
        }
    }

    /// `a` where `condition` is not 0, else `b`.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        match self.as_constant(condition) {
            Some(number) if number != 0.0 => a,
            Some(_) => b,
            None if a == b => a,
            None => self.insert(Node::Select(condition, a, b)),
        }
    }

    /// −a.
    pub fn neg(&mut self, a: NodeId) -> NodeId {
        match self.node(a) {
            Node::Constant(bits) => self.constant(-f64::from_bits(bits)),
            Node::Unary(Unary::Neg, inner) => inner,
            Node::Binary(Binary::Sub, left, right) => self.sub(right, left),
            Node::Binary(Binary::Mul, factor, rest) if self.as_constant(factor).is_some() => {
                let factor = self.neg(factor);
                self.mul(factor, rest)
            }
            _ => self.insert(Node::Unary(Unary::Neg, a)),
        }
    }

    /// a + b.
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is_zero(a) {
            return b;
        }
        if self.is_zero(b) {
            return a;
        }
        match (self.node(a), self.node(b)) {
            (_, Node::Unary(Unary::Neg, b)) => self.sub(a, b),
            (Node::Unary(Unary::Neg, a), _) => self.sub(b, a),
            (_, Node::Constant(bits)) if f64::from_bits(bits) < 0.0 => {
                let positive = self.constant(-f64::from_bits(bits));
                self.sub(a, positive)
            }
            _ => self.commutative(Binary::Add, a, b),
        }
    }

    /// a − b.
    pub fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is_zero(b) {
            return a;
        }
        if self.is_zero(a) {
            return self.neg(b);
        }
        match self.node(b) {
            Node::Unary(Unary::Neg, b) => self.add(a, b),
            _ => self.fold(Binary::Sub, a, b),
        }
    }

    /// a·b.
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        for (one, other) in [(a, b), (b, a)] {
            if self.is(one, 1.0) {
                return other;
            }
            if self.is(one, -1.0) {
                return self.neg(other);
            }
        }
        match (self.node(a), self.node(b)) {
            (Node::Unary(Unary::Neg, a), Node::Unary(Unary::Neg, b)) => self.mul(a, b),
            (Node::Unary(Unary::Neg, a), _) => {
                let product = self.mul(a, b);
                self.neg(product)
            }
            (_, Node::Unary(Unary::Neg, b)) => {
                let product = self.mul(a, b);
                self.neg(product)
            }
            _ => self.scaled_product(a, b),
        }
    }

    /// A product with its numbers gathered in front: 2·x·(3·y) is 6·(x·y).
    fn scaled_product(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (scale_a, rest_a) = self.split_scale(a);
        let (scale_b, rest_b) = self.split_scale(b);
        let scale = scale_a * scale_b;
        // A scale inside an operand is worth taking out; one that is an operand already stands in front.
        let gathers = scale_a != 1.0 || scale_b != 1.0;
        match (rest_a, rest_b) {
            (Some(x), Some(y)) if gathers && holds(scale, scale_a, scale_b) => {
                let (scale, product) = (self.constant(scale), self.commutative(Binary::Mul, x, y));
                self.mul(scale, product)
            }
            (Some(rest), None) | (None, Some(rest))
                if scale_a != 1.0 && scale_b != 1.0 && holds(scale, scale_a, scale_b) =>
            {
                let scale = self.constant(scale);
                if self.is(scale, 1.0) { rest } else { self.commutative(Binary::Mul, scale, rest) }
            }
            (Some(_), None) => self.commutative(Binary::Mul, b, a),
            _ => self.commutative(Binary::Mul, a, b),
        }
    }

    /// A node as (number, rest): 2·x is (2, x), 3 is (3, nothing), x is (1, x).
    fn split_scale(&self, id: NodeId) -> (f64, Option<NodeId>) {
        match self.node(id) {
            Node::Constant(bits) => (f64::from_bits(bits), None),
            Node::Binary(Binary::Mul, factor, rest) => match self.as_constant(factor) {
                Some(number) => (number, Some(rest)),
                None => (1.0, Some(id)),
            },
            _ => (1.0, Some(id)),
        }
    }

    /// a / b.
    pub fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is(b, 1.0) {
            return a;
        }
        if self.is(b, -1.0) {
            return self.neg(a);
        }
        if let Some(exponent) = self.one_plus_exponential(b) {
            return self.logistic(a, exponent);
        }
        self.fold(Binary::Div, a, b)
    }

    /// a / (1 + eᵘ) by the logistic function, where eᵘ may overflow.
    fn logistic(&mut self, a: NodeId, u: NodeId) -> NodeId {
        let (scale, rest) = self.split_scale(a);
        if rest.and_then(|rest| self.exponent(rest)) == Some(u) {
            let (scale, rising) = (self.constant(scale), self.unary(Unary::Sigmoid, u));
            return self.mul(scale, rising);
        }
        let down = self.neg(u);
        let falling = self.unary(Unary::Sigmoid, down);
        self.mul(a, falling)
    }

    /// 1 / a.
    pub fn reciprocal(&mut self, a: NodeId) -> NodeId {
        let one = self.constant(1.0);
        self.div(one, a)
    }

    /// aᵇ.
    pub fn pow(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is(b, 1.0) {
            return a;
        }
        if self.is_zero(b) {
            return self.constant(1.0);
        }
        match (self.node(a), self.as_constant(b)) {
            // An even power of a length needs no root, and has its slopes at 0.
            (Node::Binary(Binary::Hypot, x, y), Some(n)) if n >= 2.0 && n % 2.0 == 0.0 => {
                let (x, y) = (self.powi(x, 2), self.powi(y, 2));
                let (square, half) = (self.add(x, y), self.constant(0.5 * n));
                self.pow(square, half)
            }
            (Node::Unary(Unary::Abs, x), Some(n)) if n >= 2.0 && n % 2.0 == 0.0 => self.pow(x, b),
            (Node::Unary(Unary::Exp, u), Some(n)) if n.abs().log2() % 1.0 == 0.0 => self.exponential_of_multiple(u, n),
            (_, Some(-1.0)) if self.one_plus_exponential(a).is_some() => self.reciprocal(a),
            // So has what is no whole power of a sum of squares, by the length.
            (_, Some(0.5)) if self.is_square(a) => self.unary(Unary::Sqrt, a),
            (_, Some(n)) if n > 0.5 && n % 1.0 != 0.0 && self.is_square(a) => {
                let (side, twice) = (self.side_of_square(a), self.constant(2.0 * n));
                let length = self.length(side);
                self.power_of_scaled(length, twice)
            }
            _ => self.fold(Binary::Pow, a, b),
        }
    }

    /// aⁿ.
    pub fn powi(&mut self, a: NodeId, n: i32) -> NodeId {
        let exponent = self.constant(f64::from(n));
        self.pow(a, exponent)
    }

    /// A derivative times a slope: 0 where the derivative is the number 0, whatever the slope.
    ///
    /// A product would keep `0 * slope`, because a formula's own `0 * log(x)` has missing values; a derivative that does not
    /// depend on the variable is 0 for certain.
    pub fn chain(&mut self, derivative: NodeId, slope: NodeId) -> NodeId {
        if self.is_zero(derivative) || self.is_zero(slope) {
            return self.constant(0.0);
        }
        self.mul(derivative, slope)
    }

    fn commutative(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        match self.ids.get(&Node::Binary(op, b, a)) {
            Some(&swapped) => swapped,
            None => self.fold(op, a, b),
        }
    }

    fn fold(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(a), Some(b)) = (self.as_constant(a), self.as_constant(b)) {
            let value = op.value(a, b);
            if value.is_finite() {
                return self.constant(value);
            }
        }
        self.insert(Node::Binary(op, a, b))
    }

    /// Whether `id` is a number that counts as true.
    fn is_true(&self, id: NodeId) -> bool {
        self.as_constant(id).is_some_and(|number| number != 0.0)
    }

    fn is(&self, id: NodeId, number: f64) -> bool {
        self.as_constant(id) == Some(number)
    }
}

/// Whether a product of numbers loses nothing: it may not leave the numbers of 64 bits, nor those of 32 bits if both
/// factors are among them.
fn holds(product: f64, a: f64, b: f64) -> bool {
    let is_single = |number: f64| (number as f32).is_normal();
    product.is_normal() && (is_single(product) || !(is_single(a) && is_single(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identical_nodes_are_one_node() {
        let mut graph = Graph::default();
        let (x, y) = (graph.variable(0), graph.variable(1));
        assert_eq!(graph.add(x, y), graph.add(x, y));
        assert_eq!(graph.add(x, y), graph.add(y, x), "addition commutes");
        assert_ne!(graph.sub(x, y), graph.sub(y, x));
    }

    #[test]
    fn nodes_simplify_as_they_are_made() {
        let mut graph = Graph::default();
        let x = graph.variable(0);
        let (zero, one, two, three) =
            (graph.constant(0.0), graph.constant(1.0), graph.constant(2.0), graph.constant(3.0));
        assert_eq!(graph.add(x, zero), x);
        assert_eq!(graph.mul(one, x), x);
        assert_eq!(graph.pow(x, one), x);
        let six = graph.mul(two, three);
        assert_eq!(graph.as_constant(six), Some(6.0));
        let minus = graph.neg(x);
        assert_eq!(graph.neg(minus), x);
        let (doubled, expected) = (graph.mul(x, two), graph.mul(six, x));
        assert_eq!(graph.mul(three, doubled), expected, "numbers gather in front");
    }

    #[test]
    fn holes_are_not_filled() {
        let mut graph = Graph::default();
        let (x, zero) = (graph.variable(0), graph.constant(0.0));
        let log = graph.unary(Unary::Log, x);
        let product = graph.mul(zero, log);
        assert!(!graph.is_zero(product), "0·log(x) is undefined for negative x");
        let ratio = graph.div(x, x);
        assert!(graph.as_constant(ratio).is_none(), "x/x is undefined at 0");
        let quotient = graph.div(zero, zero);
        assert!(graph.as_constant(quotient).is_none(), "0/0 stays as it is");
    }

    #[test]
    fn a_derivative_of_zero_stays_zero_whatever_the_slope() {
        let mut graph = Graph::default();
        let (x, zero) = (graph.variable(0), graph.constant(0.0));
        let log = graph.unary(Unary::Log, x);
        let chained = graph.chain(zero, log);
        assert!(graph.is_zero(chained));
    }

    #[test]
    fn children_precede_parents() {
        let mut graph = Graph::default();
        let (x, y) = (graph.variable(0), graph.variable(1));
        let product = graph.mul(x, y);
        let root = graph.unary(Unary::Sin, product);
        assert!(graph.iter().all(|(id, node)| node.arguments().all(|argument| argument < id)));
        let live = graph.reachable(&[root]);
        assert!(live.iter().all(|&live| live));
    }
}
