//! A rule's graph taken apart: what the host computes, and what is left to every particle.

use std::collections::BTreeMap;

use super::plan::Input;
use super::rule::{INPUTS, Rule};
use crate::expr::{Binary, Graph, Node, NodeId};

/// How many variables the host's graph has.
pub(crate) fn host_width(rule: &Rule) -> usize {
    INPUTS.len() + rule.parameters.len() + rule.states.len()
}

/// A rule's graph on its way to two.
pub(crate) struct Split<'a> {
    rule: &'a Rule,
    varied: &'a [usize],
    /// The rule's own graph, and what the host computes.
    pub(crate) host: Graph,
    /// For each of its first nodes, whether it depends on the step number and fixed parameters alone.
    is_fixed: Vec<bool>,
    /// What the particles compute.
    pub(crate) particle: Graph,
    /// The host's node of each column.
    pub(crate) columns: Vec<NodeId>,
    column_of: BTreeMap<NodeId, usize>,
}

impl<'a> Split<'a> {
    pub(crate) fn new(rule: &'a Rule, graph: Graph, varied: &'a [usize]) -> Split<'a> {
        let parameters = INPUTS.len()..INPUTS.len() + rule.parameters.len();
        let mut is_fixed = Vec::with_capacity(graph.len());
        for (_, node) in graph.iter() {
            let fixed = match node {
                Node::Variable(index) => {
                    let index = usize::from(index);
                    let is_given = matches!(INPUTS.get(index), Some(&"t" | &"extent" | &"schedule"));
                    is_given || parameters.contains(&index) && !varied.contains(&(index - INPUTS.len()))
                }
                node => node.arguments().all(|argument| is_fixed[argument.index()]),
            };
            is_fixed.push(fixed);
        }
        let (particle, columns, column_of) = (Graph::default(), Vec::new(), BTreeMap::new());
        Split { rule, varied, host: graph, is_fixed, particle, columns, column_of }
    }

    /// Builds what the particles compute of `roots`; fixed nodes that they read become columns.
    pub(crate) fn particle_part(&mut self, roots: &[NodeId]) -> Vec<NodeId> {
        let live = self.host.reachable(roots);
        let is_own = |id: NodeId| live[id.index()] && !self.is_fixed[id.index()];
        let nodes: Vec<(NodeId, Node)> = self.host.iter().filter(|(id, _)| is_own(*id)).collect();
        let mut built: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for (id, node) in nodes {
            let new = match node {
                Node::Variable(index) => self.variable(index),
                Node::Constant(_) | Node::Parameter(_) => continue,
                Node::Unary(op, a) => {
                    let a = self.read(&built, a);
                    self.particle.unary(op, a)
                }
                Node::Binary(Binary::Div, a, b) if self.is_fixed[b.index()] => {
                    let reciprocal = self.host.reciprocal(b);
                    let (a, reciprocal) = (self.read(&built, a), self.fixed(reciprocal));
                    self.particle.mul(a, reciprocal)
                }
                Node::Binary(op, a, b) => {
                    let (a, b) = (self.read(&built, a), self.read(&built, b));
                    self.particle.binary(op, a, b)
                }
                Node::Select(condition, a, b) => {
                    let [condition, a, b] = [condition, a, b].map(|id| self.read(&built, id));
                    self.particle.select(condition, a, b)
                }
            };
            built.insert(id, new);
        }
        roots.iter().map(|&root| self.read(&built, root)).collect()
    }

    /// A variable that particles read; a varied step size follows its schedule.
    fn variable(&mut self, index: u16) -> NodeId {
        let own = self.particle.variable(index);
        let parameter = usize::from(index).checked_sub(INPUTS.len()).filter(|index| self.varied.contains(index));
        let is_step_size =
            parameter.and_then(|index| self.rule.parameters.keys().nth(index)).is_some_and(|n| n == "lr");
        if !is_step_size {
            return own;
        }
        let Some(factor) = INPUTS.iter().position(|input| *input == "schedule") else { return own };
        let factor = self.host.variable(factor as u16);
        let factor = self.fixed(factor);
        self.particle.mul(own, factor)
    }

    /// Where everything that the host computes stands: in the table what depends on the step number, a constant else.
    pub(crate) fn places(&self, is_scheduled: bool) -> Vec<Input> {
        let changes = |index: u16| {
            let index = usize::from(index);
            let parameter = index.checked_sub(INPUTS.len()).and_then(|index| self.rule.parameters.keys().nth(index));
            let input = INPUTS.get(index);
            let is_step_size = parameter.is_some_and(|name| name == "lr") || input == Some(&"schedule");
            input == Some(&"t") || is_step_size && is_scheduled
        };
        let (mut constants, mut columns) = (0, 0);
        let place = |&root: &NodeId| {
            let live = self.host.reachable(&[root]);
            let is_column = self.host.iter().any(|(id, node)| match node {
                Node::Variable(index) => live[id.index()] && changes(index),
                _ => false,
            });
            let next = if is_column { &mut columns } else { &mut constants };
            *next += 1;
            if is_column { Input::Column(*next - 1) } else { Input::Constant(*next - 1) }
        };
        self.columns.iter().map(place).collect()
    }

    /// The particles' node for one of the rule's.
    fn read(&mut self, built: &BTreeMap<NodeId, NodeId>, id: NodeId) -> NodeId {
        match built.get(&id) {
            Some(&new) => new,
            None => self.fixed(id),
        }
    }

    /// The particles' node for one that the host computes: a number, or a column.
    fn fixed(&mut self, id: NodeId) -> NodeId {
        if let Some(number) = self.host.as_constant(id) {
            return self.particle.constant(number);
        }
        let next = self.columns.len();
        let column = *self.column_of.entry(id).or_insert(next);
        if column == next {
            self.columns.push(id);
        }
        self.particle.variable((host_width(self.rule) + column) as u16)
    }
}
