//! From a graph to instructions: what is the same for all points is taken out, and the rest gets registers.

use std::collections::HashMap;

use super::{Instruction, Operation, Place, Tape};
use crate::expr::graph::op::Binary;
use crate::expr::graph::{Graph, Node, NodeId};

/// How a node is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// For each point, the slice of this index.
    Point(usize),
    /// Once for all points, the number of this index.
    Same(usize),
}

/// What is given where nothing else is said: variables for each point, parameters for all.
pub fn variables_and_parameters(node: Node) -> Option<Input> {
    match node {
        Node::Variable(index) => Some(Input::Point(usize::from(index))),
        Node::Parameter(index) => Some(Input::Same(usize::from(index))),
        Node::Constant(_) | Node::Unary(..) | Node::Binary(..) | Node::Select(..) => None,
    }
}

/// The whole number that `exponent` is, where a product of factors is better than a logarithm.
pub(crate) fn whole(exponent: f64) -> Option<i32> {
    (exponent.fract() == 0.0 && exponent.abs() <= 64.0).then_some(exponent as i32)
}

/// A value on its way to a place; arguments are values before it.
#[derive(Clone, Copy, Debug)]
enum Value {
    Constant(f64),
    Given(Input),
    Computed(Operation, [usize; 3]),
}

/// The values of a graph, arguments before what is made of them.
#[derive(Default)]
struct Lowering {
    values: Vec<Value>,
    /// Whether a value is the same for all points.
    is_same: Vec<bool>,
    /// Powers of a value with exponents that are powers of two.
    squares: HashMap<(usize, u32), usize>,
    constants: HashMap<u64, usize>,
}

impl Lowering {
    fn push(&mut self, value: Value) -> usize {
        self.is_same.push(match value {
            Value::Constant(_) | Value::Given(Input::Same(_)) => true,
            Value::Given(Input::Point(_)) => false,
            Value::Computed(_, arguments) => arguments.iter().all(|&argument| self.is_same[argument]),
        });
        self.values.push(value);
        self.values.len() - 1
    }

    fn constant(&mut self, number: f64) -> usize {
        match self.constants.get(&number.to_bits()) {
            Some(&known) => known,
            None => {
                let new = self.push(Value::Constant(number));
                self.constants.insert(number.to_bits(), new);
                new
            }
        }
    }

    fn binary(&mut self, op: Binary, a: usize, b: usize) -> usize {
        self.push(Value::Computed(Operation::Binary(op), [a, b, a]))
    }

    /// aⁿ as products, by repeated squaring.
    fn power(&mut self, a: usize, n: i32) -> usize {
        let mut product = None;
        let mut square = a;
        for bit in 0..32 - n.unsigned_abs().leading_zeros() {
            if bit > 0 {
                square = match self.squares.get(&(a, bit)) {
                    Some(&known) => known,
                    None => self.binary(Binary::Mul, square, square),
                };
                self.squares.insert((a, bit), square);
            }
            if n.unsigned_abs() >> bit & 1 == 1 {
                product = Some(product.map_or(square, |product| self.binary(Binary::Mul, product, square)));
            }
        }
        let positive = product.unwrap_or_else(|| self.constant(1.0));
        if n >= 0 {
            return positive;
        }
        let one = self.constant(1.0);
        self.binary(Binary::Div, one, positive)
    }
}

pub(super) fn compile(graph: &Graph, roots: &[NodeId], given: impl Fn(NodeId, Node) -> Option<Input>) -> Tape {
    let mut live = vec![false; graph.len()];
    roots.iter().for_each(|root| live[root.index()] = true);
    for (id, node) in graph.iter().rev() {
        if live[id.index()] && given(id, node).is_none() {
            node.arguments().for_each(|argument| live[argument.index()] = true);
        }
    }
    let mut lowering = Lowering::default();
    let mut value_of = vec![usize::MAX; graph.len()];
    let mut operations = 0;
    for (id, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
        operations += 1;
        let at = |id: NodeId| value_of[id.index()];
        value_of[id.index()] = match (given(id, node), node) {
            (Some(input), _) => lowering.push(Value::Given(input)),
            (None, Node::Constant(bits)) => lowering.constant(f64::from_bits(bits)),
            (None, Node::Variable(_) | Node::Parameter(_)) => lowering.constant(0.0),
            (None, Node::Unary(op, a)) => lowering.push(Value::Computed(Operation::Unary(op), [at(a); 3])),
            (None, Node::Binary(Binary::Pow, a, b)) => match graph.as_constant(b).and_then(whole) {
                Some(n) => lowering.power(at(a), n),
                None => lowering.binary(Binary::Pow, at(a), at(b)),
            },
            (None, Node::Binary(op, a, b)) => lowering.binary(op, at(a), at(b)),
            (None, Node::Select(condition, a, b)) => {
                lowering.push(Value::Computed(Operation::Select, [condition, a, b].map(at)))
            }
        };
    }
    let roots: Vec<usize> = roots.iter().map(|root| value_of[root.index()]).collect();
    Tape { operations, ..allocate(&lowering, &roots) }
}

/// Gives every value a place.
fn allocate(lowering: &Lowering, roots: &[usize]) -> Tape {
    let Lowering { values, is_same, .. } = lowering;
    let mut last_use = vec![0; values.len()];
    for (index, value) in values.iter().enumerate() {
        if let Value::Computed(_, arguments) = value {
            arguments.iter().for_each(|&argument| last_use[argument] = index);
        }
    }
    let given = values.iter().filter_map(|value| match value {
        Value::Given(Input::Same(index)) => Some(index + 1),
        _ => None,
    });
    let given = given.max().unwrap_or(0);
    let constants: Vec<f64> = values
        .iter()
        .filter_map(|value| match value {
            Value::Constant(number) => Some(*number),
            _ => None,
        })
        .collect();
    let (mut next_constant, mut next_same) = (given, given + constants.len());
    let mut output_of: HashMap<usize, usize> = HashMap::new();
    for (root, &value) in roots.iter().enumerate() {
        output_of.entry(value).or_insert(root);
    }
    let mut tape = Tape {
        code: Vec::new(),
        copies: Vec::new(),
        roots: roots.len(),
        registers: 0,
        given,
        constants,
        same_code: Vec::new(),
        operations: 0,
        is_blanked: false,
    };
    let mut places: Vec<Place> = Vec::with_capacity(values.len());
    let mut free: Vec<usize> = Vec::new();
    let table_index = |place: Place| match place {
        Place::Same(index) => index,
        // All arguments of what is the same for all points are in the table.
        Place::Register(_) | Place::Output(_) | Place::Point(_) => 0,
    };
    let next = |count: &mut usize| {
        *count += 1;
        *count - 1
    };
    for (index, &value) in values.iter().enumerate() {
        let place = match value {
            Value::Constant(_) => Place::Same(next(&mut next_constant)),
            Value::Given(Input::Same(index)) => Place::Same(index),
            Value::Given(Input::Point(index)) => Place::Point(index),
            Value::Computed(operation, arguments) if is_same[index] => {
                tape.same_code.push((operation, arguments.map(|argument| table_index(places[argument]))));
                Place::Same(next(&mut next_same))
            }
            Value::Computed(operation, arguments) => {
                let target = match output_of.get(&index) {
                    Some(&root) => Place::Output(root),
                    None => Place::Register(free.pop().unwrap_or_else(|| next(&mut tape.registers))),
                };
                tape.code.push(Instruction {
                    operation,
                    arguments: arguments.map(|argument| places[argument]),
                    target,
                });
                // An operation may read one argument twice; its register is freed once.
                for (slot, &argument) in arguments.iter().enumerate() {
                    if let Place::Register(register) = places[argument]
                        && last_use[argument] == index
                        && !arguments[..slot].contains(&argument)
                    {
                        free.push(register);
                    }
                }
                target
            }
        };
        places.push(place);
    }
    let is_own = |root: usize, value: usize| places[value] == Place::Output(root);
    tape.copies = roots
        .iter()
        .enumerate()
        .filter(|&(root, &value)| !is_own(root, value))
        .map(|(root, &value)| (places[value], root))
        .collect();
    tape
}
