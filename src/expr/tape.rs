//! f64 evaluation: a graph compiled to a straight list of block operations.
//!
//! An instruction works on a block of points at a time, so that its dispatch is paid once for [`BLOCK`] points and its
//! loop vectorises; registers are reused as soon as their values are dead.

use super::graph::{Graph, Node, NodeId};
use super::op::{Binary, Unary};

/// How many points are evaluated together.
pub const BLOCK: usize = 256;

#[derive(Clone, Copy, Debug)]
enum Instruction {
    Constant(f64),
    Variable(u16),
    Parameter(u16),
    Unary(Unary, u32),
    /// aⁿ for a whole number n.
    PowerOf(u32, i32),
    Binary(Binary, u32, u32),
    Select(u32, u32, u32),
}

/// A compiled set of roots.
#[derive(Clone, Debug)]
pub struct Tape {
    /// What is computed, and into which register.
    code: Vec<(Instruction, u32)>,
    /// The register of each root.
    outputs: Vec<u32>,
    registers: usize,
}

/// Registers for one thread.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    registers: Vec<Vec<f64>>,
}

impl Tape {
    /// Compiles `roots` of `graph`.
    pub fn new(graph: &Graph, roots: &[NodeId]) -> Tape {
        let live = graph.reachable(roots);
        let mut last_use = vec![0; graph.len()];
        for (id, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
            node.arguments().for_each(|argument| last_use[argument.index()] = id.index());
        }
        for root in roots {
            last_use[root.index()] = usize::MAX;
        }
        let mut register = vec![0u32; graph.len()];
        let mut free: Vec<u32> = Vec::new();
        let mut registers = 0;
        let mut code = Vec::new();
        for (id, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
            let at = |id: NodeId| register[id.index()];
            let instruction = match node {
                Node::Constant(bits) => Instruction::Constant(f64::from_bits(bits)),
                Node::Variable(index) => Instruction::Variable(index),
                Node::Parameter(index) => Instruction::Parameter(index),
                Node::Unary(op, a) => Instruction::Unary(op, at(a)),
                Node::Binary(Binary::Pow, a, b) => match graph.as_constant(b).and_then(whole) {
                    Some(n) => Instruction::PowerOf(at(a), n),
                    None => Instruction::Binary(Binary::Pow, at(a), at(b)),
                },
                Node::Binary(op, a, b) => Instruction::Binary(op, at(a), at(b)),
                Node::Select(condition, a, b) => Instruction::Select(at(condition), at(a), at(b)),
            };
            let out = free.pop().unwrap_or_else(|| {
                registers += 1;
                registers - 1
            });
            register[id.index()] = out;
            code.push((instruction, out));
            // A node may read one argument twice; its register is freed once.
            let mut freed = [None; 3];
            for (slot, argument) in node.arguments().enumerate() {
                if last_use[argument.index()] == id.index() && !freed.contains(&Some(argument)) {
                    free.push(register[argument.index()]);
                    freed[slot] = Some(argument);
                }
            }
        }
        let outputs = roots.iter().map(|root| register[root.index()]).collect();
        Tape { code, outputs, registers: registers as usize }
    }

    /// How many instructions there are.
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    /// Evaluates up to [`BLOCK`] points: `variables[k]` holds coordinate k of every point, `outputs[r]` takes root r.
    ///
    /// A coordinate that is not given is 0, a parameter that is not given is 1.
    pub fn evaluate(
        &self,
        scratch: &mut Scratch,
        variables: &[&[f64]],
        parameters: &[f64],
        outputs: &mut [&mut [f64]],
    ) {
        let count = outputs.first().map_or(0, |output| output.len()).min(BLOCK);
        scratch.registers.resize_with(self.registers.max(scratch.registers.len()), Vec::new);
        // A single point needs no block.
        scratch
            .registers
            .iter_mut()
            .filter(|register| register.len() < count)
            .for_each(|register| register.resize(count, 0.0));
        for &(instruction, out) in &self.code {
            // Taken out while it is written, so that the others can be read; it is never an argument's own.
            let mut written = std::mem::take(&mut scratch.registers[out as usize]);
            let read = |register: u32| &scratch.registers[register as usize][..count];
            let target = &mut written[..count];
            match instruction {
                Instruction::Constant(number) => target.fill(number),
                Instruction::Parameter(index) => {
                    target.fill(parameters.get(usize::from(index)).copied().unwrap_or(1.0))
                }
                Instruction::Variable(index) => match variables.get(usize::from(index)) {
                    Some(values) => target.copy_from_slice(&values[..count]),
                    None => target.fill(0.0),
                },
                Instruction::Unary(op, a) => op.values(read(a), target),
                Instruction::PowerOf(a, 2) => target.iter_mut().zip(read(a)).for_each(|(out, a)| *out = a * a),
                Instruction::PowerOf(a, n) => target.iter_mut().zip(read(a)).for_each(|(out, a)| *out = a.powi(n)),
                Instruction::Binary(op, a, b) => op.values(read(a), read(b), target),
                Instruction::Select(condition, a, b) => {
                    let arguments = read(condition).iter().zip(read(a)).zip(read(b));
                    for (out, ((&condition, &a), &b)) in target.iter_mut().zip(arguments) {
                        *out = if condition != 0.0 { a } else { b };
                    }
                }
            }
            scratch.registers[out as usize] = written;
        }
        for (output, &register) in outputs.iter_mut().zip(&self.outputs) {
            output[..count].copy_from_slice(&scratch.registers[register as usize][..count]);
        }
    }

    /// Evaluates one point; returns a value a root.
    pub fn evaluate_point<const ROOTS: usize>(
        &self,
        scratch: &mut Scratch,
        point: &[f64],
        parameters: &[f64],
    ) -> [f64; ROOTS] {
        let variables: Vec<&[f64]> = point.iter().map(std::slice::from_ref).collect();
        let mut values = [[0.0; 1]; ROOTS];
        let mut outputs = values.each_mut().map(|value| &mut value[..]);
        self.evaluate(scratch, &variables, parameters, &mut outputs);
        values.map(|[value]| value)
    }
}

/// The whole number that `exponent` is, where a product of factors is better than a logarithm.
pub(super) fn whole(exponent: f64) -> Option<i32> {
    (exponent.fract() == 0.0 && exponent.abs() <= 64.0).then_some(exponent as i32)
}
