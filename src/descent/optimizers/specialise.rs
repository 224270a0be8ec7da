//! A rule without the options that are off: what they would add is neither computed nor kept.

use super::optimizer::Optimizer;
use super::rule::{INPUTS, InitialState, Rule};
use crate::expr::{Binary, Graph, Node, NodeId};

impl Optimizer {
    /// The same optimizer for particles that have their own values of the parameters of the indices `varied`.
    ///
    /// A parameter that the rule compares with 0 is an option; where it is 0, it is the number in the rule, and so is the
    /// schedule where there is none. States that nothing reads then are left out.
    pub(crate) fn specialised(&self, varied: &[usize]) -> Optimizer {
        let rule = &self.rule;
        let options = options(&rule.graph);
        let number = |index: usize| match INPUTS.get(index) {
            Some(&"schedule") => (!self.is_scheduled()).then_some(1.0),
            Some(_) => None,
            None => {
                let parameter = index - INPUTS.len();
                let is_off = self.values.get(parameter) == Some(&0.0) && !varied.contains(&parameter);
                (is_off && options.contains(&index)).then_some(0.0)
            }
        };
        let mut rule = rule.rebuilt(number).without_idle_states();
        rule.tape = rule.tape_varied(&[]);
        Optimizer { rule, values: self.values.clone(), ..*self }
    }
}

/// Indices of the variables that are compared with 0.
fn options(graph: &Graph) -> Vec<usize> {
    let compared = |(_, node)| match node {
        Node::Binary(Binary::Equal | Binary::NotEqual, a, b) if graph.is_zero(b) => variable_of(graph, a),
        _ => None,
    };
    graph.iter().filter_map(compared).collect()
}

fn variable_of(graph: &Graph, id: NodeId) -> Option<usize> {
    match graph.node(id) {
        Node::Variable(index) => Some(usize::from(index)),
        _ => None,
    }
}

impl Rule {
    /// The rule with numbers for those of its variables that `number` has one for; its tape is still the old one.
    fn rebuilt(&self, number: impl Fn(usize) -> Option<f64>) -> Rule {
        self.with_variables(|graph, index| match number(index) {
            Some(number) => graph.constant(number),
            None => graph.variable(index as u16),
        })
    }

    /// The rule without states that neither the point nor another state depends on.
    fn without_idle_states(self) -> Rule {
        let first = INPUTS.len() + self.parameters.len();
        let mut is_kept = vec![false; self.states.len()];
        loop {
            let roots: Vec<NodeId> = self
                .roots
                .iter()
                .enumerate()
                .filter(|&(k, _)| k == 0 || is_kept[k - 1])
                .map(|(_, &root)| root)
                .collect();
            let live = self.graph.reachable(&roots);
            let read = self.graph.iter().filter(|(id, _)| live[id.index()]);
            let read: Vec<usize> = read.filter_map(|(id, _)| variable_of(&self.graph, id)).collect();
            let now: Vec<bool> = (0..is_kept.len()).map(|state| read.contains(&(first + state))).collect();
            if std::mem::replace(&mut is_kept, now.clone()) == now {
                break;
            }
        }
        if is_kept.iter().all(|kept| *kept) {
            return self;
        }
        // What is kept moves up to the places of what is not.
        let place = |state: usize| is_kept[..state].iter().filter(|kept| **kept).count();
        let mut rule = self.with_variables(|graph, index| {
            let index = index.checked_sub(first).map_or(index, |state| first + place(state));
            graph.variable(index as u16)
        });
        let kept = |(index, (name, value)): (usize, (String, InitialState))| is_kept[index].then_some((name, value));
        rule.states = std::mem::take(&mut rule.states).into_iter().enumerate().filter_map(kept).collect();
        let mut index = 0;
        rule.roots.retain(|_| {
            index += 1;
            index == 1 || is_kept[index - 2]
        });
        rule
    }

    /// The rule with its variables replaced, in a graph of its own that folds what became a number; its tape is the old one.
    fn with_variables(&self, replace: impl Fn(&mut Graph, usize) -> NodeId) -> Rule {
        let mut graph = Graph::default();
        let mut built: Vec<NodeId> = Vec::with_capacity(self.graph.len());
        for (_, node) in self.graph.iter() {
            let of = |id: NodeId| built[id.index()];
            let new = match node {
                Node::Variable(index) => replace(&mut graph, usize::from(index)),
                Node::Constant(bits) => graph.constant(f64::from_bits(bits)),
                Node::Parameter(index) => graph.parameter(index),
                Node::Unary(op, a) => graph.unary(op, of(a)),
                Node::Binary(op, a, b) => graph.binary(op, of(a), of(b)),
                Node::Select(condition, a, b) => graph.select(of(condition), of(a), of(b)),
            };
            built.push(new);
        }
        let roots: Vec<NodeId> = self.roots.iter().map(|root| built[root.index()]).collect();
        Rule { graph, roots, ..self.clone() }
    }
}
