//! Evaluation over a grid: what depends on x alone is computed once a column, what depends on y alone once a row.

use super::{Input, Scratch, Tape};
use crate::expr::graph::{Graph, Node, NodeId};

/// Roots of x and y compiled for grids.
#[derive(Clone, Debug)]
pub struct GridTape {
    /// What depends on x alone and is needed beside y.
    columns: Tape,
    /// The roots, of those columns, y and parameters.
    rows: Tape,
    count: usize,
    parameters: usize,
}

/// What a node depends on, beside numbers and parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reads {
    x: bool,
    other: bool,
}

impl GridTape {
    /// Compiles `roots` of a graph with so many parameters; further roots are NaN where the first one is not finite.
    ///
    /// Variables beyond x and y are 0.
    pub fn new(graph: &Graph, roots: &[NodeId], parameters: usize) -> GridTape {
        let mut reads: Vec<Reads> = Vec::with_capacity(graph.len());
        for (_, node) in graph.iter() {
            reads.push(match node {
                Node::Variable(0) => Reads { x: true, other: false },
                Node::Variable(_) => Reads { x: false, other: true },
                node => node
                    .arguments()
                    .map(|argument| reads[argument.index()])
                    .fold(Reads::default(), |all, it| Reads { x: all.x | it.x, other: all.other | it.other }),
            });
        }
        let is_column = |id: NodeId| reads[id.index()] == Reads { x: true, other: false };
        let live = graph.reachable(roots);
        let mut needed = vec![false; graph.len()];
        roots.iter().for_each(|root| needed[root.index()] = true);
        for (id, node) in graph.iter().filter(|(id, _)| live[id.index()] && !is_column(*id)) {
            let _ = id;
            node.arguments().for_each(|argument| needed[argument.index()] = true);
        }
        let chosen: Vec<NodeId> =
            graph.iter().map(|(id, _)| id).filter(|id| needed[id.index()] && is_column(*id)).collect();
        let mut place_of = vec![None; graph.len()];
        chosen.iter().enumerate().for_each(|(place, id)| place_of[id.index()] = Some(place));
        let rows = Tape::with_inputs(graph, roots, |id, node| match (place_of[id.index()], node) {
            (Some(place), _) => Some(Input::Point(place)),
            (None, Node::Parameter(index)) => Some(Input::Same(usize::from(index))),
            (None, Node::Variable(1)) => Some(Input::Same(parameters)),
            _ => None,
        });
        GridTape { columns: Tape::new(graph, &chosen), rows: rows.blanked(), count: chosen.len(), parameters }
    }

    /// What all rows share, a slice for each of the columns `xs`.
    pub fn columns(&self, scratch: &mut Scratch, xs: &[f64], parameters: &[f64]) -> Vec<Vec<f64>> {
        let mut columns = vec![vec![0.0; xs.len()]; self.count];
        let mut outputs: Vec<&mut [f64]> = columns.iter_mut().map(Vec::as_mut_slice).collect();
        self.columns.evaluate(scratch, &[xs], parameters, &mut outputs);
        columns
    }

    /// The roots along the row of this y, from what the rows share.
    pub fn row(
        &self,
        scratch: &mut Scratch,
        columns: &[&[f64]],
        y: f64,
        parameters: &[f64],
        outputs: &mut [&mut [f64]],
    ) {
        let known = (0..self.parameters).map(|index| parameters.get(index).copied().unwrap_or(1.0));
        let same: Vec<f64> = known.chain([y]).collect();
        self.rows.evaluate(scratch, columns, &same, outputs);
    }
}
