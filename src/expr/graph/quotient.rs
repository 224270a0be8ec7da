//! Slopes of quotients that level off, such as x/√(1 + x²) and x/(1 + |x|): a'·b − a·b' loses all its digits where a/b does not
//! change any more, since what is left is a difference of equal parts.
//!
//! With b = (s₁ + s₂ + …)ⁿ the slope of Σaᵢ/b is Σ(aᵢ'·sⱼ − n·aᵢ·sⱼ')/(s·b). A pair of powers of one node, aᵢ = k·uᵖ and
//! sⱼ = l·uᵠ with n·q = p, adds nothing to it, and is left out: what remains holds its digits.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

/// The most parts that a sum is taken apart into.
const MOST: usize = 6;

/// A sum that is raised to a power.
struct Base {
    sum: NodeId,
    power: f64,
    parts: Vec<Part>,
}

/// A part of a sum, with its sign, and what it is a power of.
#[derive(Clone, Copy)]
struct Part {
    sign: f64,
    node: NodeId,
    of: NodeId,
    power: f64,
}

/// The slope of a quotient, where a pair of its parts adds nothing to it; nothing where none does.
pub(super) fn levelling(graph: &mut Graph, f: NodeId, of: impl Fn(NodeId) -> NodeId) -> Option<NodeId> {
    let (a, b) = match graph.node(f) {
        Node::Binary(Binary::Div, a, b) => (a, b),
        Node::Binary(Binary::Mul, a, b) => {
            let is_below = |id: NodeId| matches!(graph.node(id), Node::Binary(Binary::Pow, _, n) if graph.as_constant(n).is_some_and(|n| n < 0.0));
            let (a, power) = if is_below(b) { (a, b) } else { (b, a) };
            let Node::Binary(Binary::Pow, s, n) = graph.node(power) else { return None };
            let n = graph.as_constant(n).filter(|n| *n < 0.0 && n.is_finite())?;
            if graph.is_zero(of(s)) {
                return None;
            }
            // A quotient only if its slope is wanted so.
            let base = raised(graph, s, -n)?;
            pairs(graph, a, &base, &of)?;
            let exponent = graph.constant(-n);
            (a, graph.pow(s, exponent))
        }
        _ => return None,
    };
    if graph.is_zero(of(a)) {
        return None;
    }
    match graph.node(b) {
        Node::Binary(Binary::Hypot, u, v) => beside_length(graph, f, [a, b], [u, v], of),
        Node::Unary(Unary::Sqrt, s) => by_parts(graph, a, b, raised(graph, s, 0.5)?, of),
        Node::Binary(Binary::Pow, s, n) => {
            let n = graph.as_constant(n).filter(|n| n.is_finite() && *n > 0.0)?;
            by_parts(graph, a, b, raised(graph, s, n)?, of)
        }
        _ => by_parts(graph, a, b, raised(graph, b, 1.0)?, of),
    }
}

/// A sum to a power, taken apart; nothing where it is none.
fn raised(graph: &Graph, sum: NodeId, power: f64) -> Option<Base> {
    let parts = parts(graph, sum).filter(|parts| parts.len() > 1)?;
    Some(Base { sum, power, parts })
}

/// The pairs of parts that add something to the slope, where there is another pair that adds nothing.
fn pairs(graph: &Graph, a: NodeId, base: &Base, of: &impl Fn(NodeId) -> NodeId) -> Option<Vec<(Part, Part)>> {
    let above = if base.power == 1.0 { parts(graph, a)? } else { vec![part(graph, 1.0, a)] };
    let all: Vec<(Part, Part)> = above.iter().flat_map(|&up| base.parts.iter().map(move |&down| (up, down))).collect();
    let is_silent = |(up, down): &(Part, Part)| {
        up.of == down.of && base.power * down.power == up.power && !graph.is_zero(of(up.node))
    };
    let left: Vec<(Part, Part)> = all.iter().filter(|pair| !is_silent(pair)).copied().collect();
    (left.len() < all.len()).then_some(left)
}

fn by_parts(graph: &mut Graph, a: NodeId, b: NodeId, base: Base, of: impl Fn(NodeId) -> NodeId) -> Option<NodeId> {
    let pairs = pairs(graph, a, &base, &of)?;
    let mut sum = graph.constant(0.0);
    for (up, down) in pairs {
        // Quotients first, which do not overflow where f does not.
        let fraction = graph.div(down.node, base.sum);
        let rising = graph.chain(of(up.node), fraction);
        let (ratio, power) = (graph.div(up.node, base.sum), graph.constant(base.power));
        let scaled = graph.mul(power, ratio);
        let falling = graph.chain(of(down.node), scaled);
        let difference = graph.sub(rising, falling);
        let (sign, zero) = (up.sign * down.sign, graph.is_zero(difference));
        sum = match (zero, sign > 0.0) {
            (true, _) => sum,
            (false, true) => graph.add(sum, difference),
            (false, false) => graph.sub(sum, difference),
        };
    }
    Some(graph.div(sum, b))
}

/// The slope of k·v/hypot(u, v): (u/r)·(k·v'·(u/r) − f·u')/r.
fn beside_length(
    graph: &mut Graph,
    f: NodeId,
    [a, r]: [NodeId; 2],
    [u, v]: [NodeId; 2],
    of: impl Fn(NodeId) -> NodeId,
) -> Option<NodeId> {
    let [shape, first, second] = [a, u, v].map(|id| part(graph, 1.0, id));
    let is_like = |other: Part| (shape.of, shape.power) == (other.of, other.power);
    let (other, along) = match (is_like(second), is_like(first)) {
        (true, _) => (u, graph.binary(Binary::Along, u, v)),
        (_, true) => (v, graph.binary(Binary::Along, v, u)),
        _ => return None,
    };
    let (rising, falling) = (graph.chain(of(a), along), graph.chain(of(other), f));
    let difference = graph.sub(rising, falling);
    let turned = graph.mul(along, difference);
    Some(graph.div(turned, r))
}

/// The parts of a sum; nothing where they are too many.
fn parts(graph: &Graph, sum: NodeId) -> Option<Vec<Part>> {
    let (mut found, mut left) = (Vec::new(), vec![(1.0, sum)]);
    while let Some((sign, id)) = left.pop() {
        match graph.node(id) {
            Node::Binary(Binary::Add, a, b) => left.extend([(sign, b), (sign, a)]),
            Node::Binary(Binary::Sub, a, b) => left.extend([(-sign, b), (sign, a)]),
            Node::Unary(Unary::Neg, a) => left.push((-sign, a)),
            _ => found.push(part(graph, sign, id)),
        }
        if found.len() + left.len() > MOST {
            return None;
        }
    }
    Some(found)
}

/// What a node is a power of, whatever number or parameter it is multiplied by, and whatever its sign.
fn part(graph: &Graph, sign: f64, node: NodeId) -> Part {
    let is_fixed = |id: NodeId| matches!(graph.node(id), Node::Constant(_) | Node::Parameter(_));
    let (mut of, mut power) = (node, 1.0);
    loop {
        (of, power) = match graph.node(of) {
            Node::Unary(Unary::Neg | Unary::Abs, a) => (a, power),
            Node::Unary(Unary::Sqrt, a) => (a, 0.5 * power),
            Node::Binary(Binary::Mul, a, b) if a == b => (a, 2.0 * power),
            Node::Binary(Binary::Mul, a, b) if is_fixed(a) => (b, power),
            Node::Binary(Binary::Mul | Binary::Div, a, b) if is_fixed(b) => (a, power),
            Node::Binary(Binary::Pow, a, n) => match graph.as_constant(n) {
                Some(n) if n.is_finite() => (a, n * power),
                _ => break,
            },
            _ => break,
        };
    }
    Part { sign, node, of, power }
}
