//! The canonical reading of a formula: the graph as text that reads back to the same graph.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

/// The longest text of a node; what is longer is shown as `…`, because a shared node may stand many times.
const MAX_TEXT: usize = 400;

/// How tightly a text's outermost operator binds; higher is tighter.
mod level {
    pub(in crate::expr) const OR: u8 = 1;
    pub(in crate::expr) const AND: u8 = 2;
    pub(in crate::expr) const COMPARE: u8 = 4;
    pub(in crate::expr) const SUM: u8 = 5;
    pub(in crate::expr) const PRODUCT: u8 = 6;
    pub(in crate::expr) const SIGN: u8 = 7;
    pub(in crate::expr) const POWER: u8 = 8;
    pub(in crate::expr) const ATOM: u8 = 9;
}

/// `root` as a formula: infix operators with the fewest brackets, parameters by their names.
pub fn canonical(graph: &Graph, root: NodeId, parameters: &[String]) -> String {
    let live = graph.reachable(&[root]);
    // A formula numbers all of its coordinates or none.
    let is_numbered = graph.iter().any(|(id, node)| {
        let is_beyond_letters = matches!(node, Node::Variable(index) if index >= 4);
        id <= root && live[id.index()] && is_beyond_letters
    });
    let mut texts: Vec<(String, u8)> = vec![(String::new(), level::ATOM); root.index() + 1];
    for (id, node) in graph.iter().take(root.index() + 1).filter(|(id, _)| live[id.index()]) {
        let (text, level) = match node {
            Node::Variable(index) if is_numbered => (format!("x{}", index + 1), level::ATOM),
            _ => text(node, &texts, parameters),
        };
        texts[id.index()] = if text.len() > MAX_TEXT { ("…".to_owned(), level::ATOM) } else { (text, level) };
    }
    texts.swap_remove(root.index()).0
}

fn text(node: Node, texts: &[(String, u8)], parameters: &[String]) -> (String, u8) {
    let bracketed = |id: NodeId, loosest: u8| {
        let (text, level) = &texts[id.index()];
        if *level < loosest { format!("({text})") } else { text.clone() }
    };
    let plain = |id: NodeId| texts[id.index()].0.as_str();
    match node {
        Node::Constant(bits) => number(f64::from_bits(bits)),
        Node::Variable(index) => (variable_name(index), level::ATOM),
        Node::Parameter(index) => (parameters.get(usize::from(index)).cloned().unwrap_or_default(), level::ATOM),
        Node::Unary(Unary::Neg, a) => (format!("-{}", bracketed(a, level::SIGN)), level::SIGN),
        Node::Unary(Unary::OneMinusSquare, a) => (format!("1 - {}^2", bracketed(a, level::ATOM)), level::SUM),
        Node::Unary(op, a) => (format!("{}({})", op.name(), plain(a)), level::ATOM),
        Node::Select(condition, a, b) => (format!("if({}, {}, {})", plain(condition), plain(a), plain(b)), level::ATOM),
        Node::Binary(op, a, b) => {
            let infix = |level: u8, left: u8, right: u8, spaced: bool| {
                let space = if spaced { " " } else { "" };
                (format!("{}{space}{}{space}{}", bracketed(a, left), op.name(), bracketed(b, right)), level)
            };
            match op {
                Binary::Or => infix(level::OR, level::OR, level::AND, true),
                Binary::And => infix(level::AND, level::AND, level::COMPARE, true),
                Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual => {
                    infix(level::COMPARE, level::SUM, level::SUM, true)
                }
                Binary::Add | Binary::Sub => infix(level::SUM, level::SUM, level::PRODUCT, true),
                Binary::Mul | Binary::Div => infix(level::PRODUCT, level::PRODUCT, level::SIGN, false),
                Binary::Levelled => {
                    (format!("{}*{}", bracketed(a, level::PRODUCT), bracketed(b, level::SIGN)), level::PRODUCT)
                }
                Binary::Pow => infix(level::POWER, level::ATOM, level::POWER, false),
                Binary::Along => {
                    (format!("{}/hypot({}, {})", bracketed(a, level::PRODUCT), plain(a), plain(b)), level::PRODUCT)
                }
                Binary::Mod | Binary::Min | Binary::Max | Binary::Atan2 | Binary::Hypot => {
                    (format!("{}({}, {})", op.name(), plain(a), plain(b)), level::ATOM)
                }
            }
        }
    }
}

/// A number as the language reads it; small multiples of π, which folding made of `2*pi`, as such.
fn number(number: f64) -> (String, u8) {
    use std::f64::consts::{E, PI};
    if let Some(multiple) = (2..=12).find(|&multiple| number == f64::from(multiple) * PI) {
        return (format!("{multiple}*pi"), level::PRODUCT);
    }
    let text = match number {
        PI => "pi".to_owned(),
        E => "e".to_owned(),
        _ if number != 0.0 && !(1e-5..1e15).contains(&number.abs()) => format!("{number:e}"),
        _ => format!("{number}"),
    };
    (text, if number < 0.0 { level::SIGN } else { level::ATOM })
}

/// The name of the coordinate of this index.
pub fn variable_name(index: u16) -> String {
    match index {
        0..=3 => ["x", "y", "z", "w"][usize::from(index)].to_owned(),
        _ => format!("x{}", index + 1),
    }
}
