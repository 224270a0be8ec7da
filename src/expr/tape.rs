//! f64 evaluation: a graph compiled to a straight list of operations on blocks of points.
//!
//! An instruction works on a block of points at a time, so that its dispatch is paid once for [`BLOCK`] points and its
//! loop is vectors; registers are reused as soon as their values are dead, and stay in the cache. What is the same for all
//! points is computed once, roots are computed where they are wanted, and whole powers are products.

mod compile;
mod grid;
pub(super) mod lanes;

use std::mem;
use std::ops::Range;

use super::graph::op::{Binary, Unary};
use super::graph::{Graph, NodeId};

pub(super) use compile::whole;
pub use compile::{Input, variables_and_parameters};
pub use grid::GridTape;
pub use lanes::Vectors;
use lanes::{Source, copy};

/// How many points are evaluated together.
pub const BLOCK: usize = 256;

/// What an instruction computes.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Unary(Unary),
    Binary(Binary),
    Select,
}

/// Where a number of each point, or of all points, stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Register(usize),
    /// The root of this index.
    Output(usize),
    /// What is given for each point.
    Point(usize),
    /// An entry of the table of what is the same for all points.
    Same(usize),
}

/// A step for every point of a block.
#[derive(Clone, Copy, Debug)]
struct Instruction {
    operation: Operation,
    /// As many as the operation takes; the others repeat the first.
    arguments: [Place; 3],
    /// A register or an output, which is none of the arguments.
    target: Place,
}

/// A compiled set of roots.
#[derive(Clone, Debug)]
pub struct Tape {
    code: Vec<Instruction>,
    /// Roots that are no instruction's own, and where they are found.
    copies: Vec<(Place, usize)>,
    roots: usize,
    registers: usize,
    /// How many numbers that are the same for all points are given.
    given: usize,
    /// What follows them in the table: numbers, then what is computed of entries before.
    constants: Vec<f64>,
    same_code: Vec<(Operation, [usize; 3])>,
    operations: usize,
    is_blanked: bool,
}

/// Registers for one thread.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    vectors: Vectors,
    registers: Vec<Vec<f64>>,
    same: Vec<f64>,
    /// Roots that nobody asked for.
    spare: Vec<Vec<f64>>,
}

impl Scratch {
    /// Registers of a thread that uses certain vector instructions rather than the widest.
    pub fn with_vectors(vectors: Vectors) -> Scratch {
        Scratch { vectors, ..Scratch::default() }
    }
}

/// What stands at a place for the points `at` of all.
fn source<'a>(
    place: Place,
    at: Range<usize>,
    registers: &'a [Vec<f64>],
    outputs: &'a [&mut [f64]],
    points: &[&'a [f64]],
    same: &[f64],
) -> Source<'a> {
    match place {
        Place::Register(index) => Source::Points(&registers[index][..at.len()]),
        Place::Output(index) => Source::Points(&outputs[index][at]),
        Place::Point(index) => points.get(index).map_or(Source::Same(0.0), |values| Source::Points(&values[at])),
        Place::Same(index) => Source::Same(same[index]),
    }
}

impl Tape {
    /// Compiles `roots` of `graph`; variables are given for each point, parameters are the same for all.
    pub fn new(graph: &Graph, roots: &[NodeId]) -> Tape {
        Tape::with_inputs(graph, roots, |_, node| variables_and_parameters(node))
    }

    /// Compiles `roots` of `graph`, in which `given` says which nodes are given and how.
    pub fn with_inputs(
        graph: &Graph,
        roots: &[NodeId],
        given: impl Fn(NodeId, super::graph::Node) -> Option<Input>,
    ) -> Tape {
        compile::compile(graph, roots, given)
    }

    /// The same, whose further roots are NaN where the first one is not finite.
    #[must_use]
    pub fn blanked(self) -> Tape {
        Tape { is_blanked: true, ..self }
    }

    /// How many nodes are computed or read.
    pub fn len(&self) -> usize {
        self.operations
    }

    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        self.operations == 0
    }

    /// Evaluates as many points as the first output takes: `points[k]` holds coordinate k of every point, `same` what is the
    /// same for all, and `outputs[r]` takes root r. The slices have one length; of the outputs there may be fewer than roots.
    ///
    /// A coordinate that is not given is 0, a parameter that is not given is 1.
    pub fn evaluate(&self, scratch: &mut Scratch, points: &[&[f64]], same: &[f64], outputs: &mut [&mut [f64]]) {
        let count = outputs.first().map_or(0, |output| output.len());
        if outputs.len() < self.roots {
            let mut spare = mem::take(&mut scratch.spare);
            spare.resize_with(spare.len().max(self.roots - outputs.len()), Vec::new);
            spare.iter_mut().for_each(|output| output.resize(count, 0.0));
            let outputs = outputs.iter_mut().map(|output| &mut **output);
            let mut all: Vec<&mut [f64]> = outputs.chain(spare.iter_mut().map(Vec::as_mut_slice)).collect();
            self.evaluate_all(scratch, points, same, &mut all);
            scratch.spare = spare;
        } else {
            self.evaluate_all(scratch, points, same, outputs);
        }
    }

    fn evaluate_all(&self, scratch: &mut Scratch, points: &[&[f64]], same: &[f64], outputs: &mut [&mut [f64]]) {
        let count = outputs.first().map_or(0, |output| output.len());
        self.fill_table(&mut scratch.same, same);
        let Scratch { vectors, registers, same, .. } = scratch;
        registers.resize_with(self.registers.max(registers.len()), Vec::new);
        // A single point needs no block.
        let longest = count.min(BLOCK);
        for register in registers.iter_mut().filter(|register| register.len() < longest) {
            register.resize(longest, 0.0);
        }
        for start in (0..count).step_by(BLOCK) {
            let at = start..count.min(start + BLOCK);
            let length = at.len();
            for &Instruction { operation, arguments, target } in &self.code {
                // Taken out while it is written, so that the others can be read; it is never an argument.
                let mut register = Vec::new();
                let mut output: &mut [f64] = &mut [];
                let out = match target {
                    Place::Output(index) => {
                        output = mem::take(&mut outputs[index]);
                        &mut output[at.clone()]
                    }
                    Place::Register(index) => {
                        register = mem::take(&mut registers[index]);
                        &mut register[..length]
                    }
                    Place::Point(_) | Place::Same(_) => continue,
                };
                let read = |place| source(place, at.clone(), registers, outputs, points, same);
                match operation {
                    Operation::Unary(op) => op.values(*vectors, read(arguments[0]), out),
                    Operation::Binary(op) => op.values(*vectors, [read(arguments[0]), read(arguments[1])], out),
                    Operation::Select => vectors.choose(arguments.map(read), out),
                }
                match target {
                    Place::Output(index) => outputs[index] = output,
                    Place::Register(index) => registers[index] = register,
                    Place::Point(_) | Place::Same(_) => {}
                }
            }
            for &(place, index) in &self.copies {
                let output = mem::take(&mut outputs[index]);
                copy(source(place, at.clone(), registers, outputs, points, same), &mut output[at.clone()]);
                outputs[index] = output;
            }
            if let (true, [value, derivatives @ ..]) = (self.is_blanked, &mut *outputs)
                && vectors.has_missing(&value[at.clone()])
            {
                derivatives.iter_mut().for_each(|out| vectors.blank(&value[at.clone()], &mut out[at.clone()]));
            }
        }
    }

    /// What is the same for all points.
    fn fill_table(&self, table: &mut Vec<f64>, same: &[f64]) {
        table.clear();
        table.extend((0..self.given).map(|index| same.get(index).copied().unwrap_or(1.0)));
        table.extend_from_slice(&self.constants);
        for &(operation, [a, b, c]) in &self.same_code {
            let value = match operation {
                Operation::Unary(op) => op.value(table[a]),
                Operation::Binary(op) => op.value(table[a], table[b]),
                Operation::Select => {
                    if table[a] != 0.0 {
                        table[b]
                    } else {
                        table[c]
                    }
                }
            };
            table.push(value);
        }
    }

    /// Evaluates one point; returns a value per root.
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
