//! What of a rule is computed once a step on the host, and what every particle computes.
//!
//! What depends on the step number and parameters alone is computed in f64 on the host: no particle computes β^t. What
//! changes from step to step is a column of a table, a row per step; what does not is a constant. What is left reads both as
//! variables, and divides by none of them, since the host takes the reciprocal as well.

use super::optimizer::Optimizer;
use super::rule::{INPUTS, InitialState, Integrate, Rule};
use super::split::{Split, host_width};
use crate::expr::{BLOCK, Graph, Node, NodeId, Scratch, Tape, differentiate};

/// An optimizer's rule, split between the host and the particles.
#[derive(Clone, Debug)]
pub struct Plan {
    optimizer: Optimizer,
    graph: Graph,
    roots: Vec<NodeId>,
    /// For everything that the host computes, whether it changes from step to step, and where it stands among its like.
    places: Vec<Input>,
    host: Tape,
    /// Indices of the parameters that differ from particle to particle.
    varied: Vec<usize>,
    is_relative: bool,
}

/// What a variable of a plan's graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// What every rule may read, by its name in the rule.
    Named(&'static str),
    /// The particle's own value of the varied parameter of this index.
    Varied(usize),
    /// The state of this index.
    State(usize),
    /// The host's constant of this index.
    Constant(usize),
    /// The column of the host's table of this index.
    Column(usize),
}

impl Plan {
    /// Splits an optimizer's rule; each particle has its own values of the parameters named in `varied`.
    pub fn new(optimizer: &Optimizer, varied: &[&str]) -> Plan {
        let index_of = |name: &&str| optimizer.rule.parameters.keys().position(|parameter| parameter == name);
        let varied: Vec<usize> = varied.iter().filter_map(index_of).collect();
        let optimizer = optimizer.specialised(&varied);
        let rule = &optimizer.rule;
        let mut roots = rule.roots.clone();
        let mut source = rule.graph.clone();
        if rule.integrate == Integrate::Rk4 {
            // The classic method needs the step size beside the velocity.
            let step_size = rule.parameters.keys().position(|name| name == "lr");
            roots.push(match step_size {
                Some(index) => source.variable((INPUTS.len() + index) as u16),
                None => source.constant(1.0),
            });
        }
        let mut split = Split::new(rule, source, &varied);
        let roots = split.particle_part(&roots);
        let places = split.places(optimizer.is_scheduled());
        let host = Tape::new(&split.host, &split.columns);
        let graph = split.particle;
        let is_relative = is_translation_invariant(rule);
        Plan { optimizer, graph, roots, places, host, varied, is_relative }
    }

    /// The optimizer that was split.
    pub fn optimizer(&self) -> &Optimizer {
        &self.optimizer
    }

    /// What every particle computes: where the coordinate goes (or its velocity), then every state, then, of a velocity,
    /// the step size.
    pub fn roots(&self) -> (&Graph, &[NodeId]) {
        (&self.graph, &self.roots)
    }

    /// What each variable of the graph stands for, by its index.
    pub fn inputs(&self) -> Vec<Input> {
        let rule = &self.optimizer.rule;
        let varied = |index: usize| {
            // A parameter that is not varied is in the table, and its variable is never read.
            self.varied.iter().position(|&varied| varied == index).map_or(Input::Named("extent"), Input::Varied)
        };
        let named = INPUTS.into_iter().map(Input::Named);
        let parameters = (0..rule.parameters.len()).map(varied);
        let states = (0..rule.states.len()).map(Input::State);
        named.chain(parameters).chain(states).chain(self.places.iter().copied()).collect()
    }

    /// Whether any particle reads the input of this name.
    pub fn reads(&self, name: &str) -> bool {
        let live = self.graph.reachable(&self.roots);
        let is_read = |(id, node): (NodeId, Node)| match node {
            Node::Variable(index) => INPUTS.get(usize::from(index)) == Some(&name) && live[id.index()],
            _ => false,
        };
        self.graph.iter().any(is_read)
    }

    /// Whether a step is the same wherever the point lies, but for the gradient there: a particle's coordinates may
    /// then be counted from any origin.
    pub fn is_relative(&self) -> bool {
        self.is_relative
    }

    /// InitialState values of the states; nothing for one that begins with a parameter that particles have their own value of.
    pub fn first_states(&self) -> Vec<Result<f64, usize>> {
        let rule = &self.optimizer.rule;
        let first = |first: &InitialState| match first {
            InitialState::Number(number) => Ok(*number),
            InitialState::Parameter(name) => {
                let index = rule.parameters.keys().position(|parameter| parameter == name);
                let varied = index.and_then(|index| self.varied.iter().position(|&varied| varied == index));
                match varied {
                    Some(varied) => Err(varied),
                    None => Ok(self.optimizer.parameter(name).unwrap_or_default()),
                }
            }
        };
        rule.states.values().map(first).collect()
    }

    /// Newton's damping, where the rule has that parameter; the varied parameter it is where particles have their own.
    pub fn damping(&self) -> Option<Result<f64, usize>> {
        let index = self.optimizer.rule.parameters.keys().position(|name| name == "damping")?;
        let varied = self.varied.iter().position(|&varied| varied == index);
        Some(varied.map_or(Ok(self.optimizer.values[index]), Err))
    }

    /// How many columns the table has.
    pub fn columns(&self) -> usize {
        self.places.iter().filter(|place| matches!(place, Input::Column(_))).count()
    }

    /// What the host computes once.
    pub fn constants(&self) -> Vec<f32> {
        self.computed(1, 1, |place| matches!(place, Input::Constant(_)))
            .into_iter()
            .map(|value| value[0] as f32)
            .collect()
    }

    /// Rows of the table for the steps `first..first + count` (counted from 1), `stride` numbers each; `stride` is not
    /// below the number of columns.
    pub fn table(&self, first: u32, count: usize, stride: usize) -> Vec<f32> {
        let mut table = vec![0.0; count * stride];
        for (block, rows) in table.chunks_mut(BLOCK * stride).enumerate() {
            let first = first + (block * BLOCK) as u32;
            let columns = self.computed(first, rows.len() / stride, |place| matches!(place, Input::Column(_)));
            for (step, row) in rows.chunks_mut(stride).enumerate() {
                row.iter_mut().zip(&columns).for_each(|(cell, column)| *cell = column[step] as f32);
            }
        }
        table
    }

    /// What the host computes for up to [`BLOCK`] steps from `first`, of the kind asked for.
    fn computed(&self, first: u32, steps: usize, is_wanted: impl Fn(Input) -> bool) -> Vec<Vec<f64>> {
        let mut variables = vec![vec![0.0; steps]; host_width(&self.optimizer.rule)];
        for step in 0..steps {
            let values = self.host_values(first + step as u32);
            variables.iter_mut().zip(values).for_each(|(variable, value)| variable[step] = value);
        }
        let variables: Vec<&[f64]> = variables.iter().map(Vec::as_slice).collect();
        let mut results = vec![vec![0.0; steps]; self.places.len()];
        let mut outputs: Vec<&mut [f64]> = results.iter_mut().map(Vec::as_mut_slice).collect();
        self.host.evaluate(&mut Scratch::default(), &variables, &[], &mut outputs);
        let results = self.places.iter().zip(results);
        results.filter(|(place, _)| is_wanted(**place)).map(|(_, values)| values).collect()
    }

    /// Values of the host's variables at step `t`: the inputs, the parameters, the states (unused).
    fn host_values(&self, t: u32) -> Vec<f64> {
        let rule = &self.optimizer.rule;
        let input = |name: &str| match name {
            "t" => f64::from(t),
            "extent" => self.optimizer.extent,
            "schedule" => self.optimizer.step_size_factor(t),
            _ => 0.0,
        };
        let mut values: Vec<f64> = INPUTS.into_iter().map(input).collect();
        values.extend(self.optimizer.values_at(t));
        values.resize(host_width(rule), 0.0);
        values
    }
}

/// Whether the rule moves a coordinate by something that does not depend on where it is.
fn is_translation_invariant(rule: &Rule) -> bool {
    let mut graph = rule.graph.clone();
    let wanted = if rule.integrate == Integrate::Rk4 { 0.0 } else { 1.0 };
    let mut slopes = rule.roots.iter().map(|&root| {
        let slope = differentiate(&mut graph, root, 0);
        graph.as_constant(slope)
    });
    slopes.next() == Some(Some(wanted)) && slopes.all(|slope| slope == Some(0.0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::descent::optimizers::optimizer::Conditions;
    use crate::expr::{Binary, emit};

    fn plan(name: &str, varied: &[&str]) -> Plan {
        let rule = Rule::find(name).unwrap();
        Plan::new(&Optimizer::new(rule, &BTreeMap::new(), 10.0, Conditions::default()).unwrap(), varied)
    }

    #[test]
    fn no_particle_computes_a_power_of_the_step_number() {
        for rule in Rule::catalogue().unwrap() {
            let plan = plan(&rule.name, &[]);
            let (graph, roots) = plan.roots();
            let live = graph.reachable(roots);
            for (_, node) in graph.iter().filter(|(id, _)| live[id.index()]) {
                let is_power_of_two = |b: NodeId| graph.as_constant(b) == Some(2.0);
                assert!(!matches!(node, Node::Binary(Binary::Pow, _, b) if !is_power_of_two(b)), "{}", rule.name);
            }
            assert!(!plan.reads("t") && !plan.reads("extent"), "{}", rule.name);
        }
    }

    #[test]
    fn the_table_holds_what_the_host_knows() {
        let plan = plan("adam", &[]);
        // The reciprocals of 1 − β^t change from step to step, and nothing else does.
        let table = plan.table(3, 2, 4);
        assert!(plan.columns() == 2 && table.len() == 8);
        for expected in [1.0 / (1.0 - 0.9f64.powi(4)), 1.0 / (1.0 - 0.999f64.powi(4))] {
            assert!(table[4..].contains(&(expected as f32)), "{expected} is not in {table:?}");
        }
        let constants = plan.constants();
        for expected in [0.9, 0.1, 0.999, 1e-3, 1e-8] {
            assert!(constants.contains(&(expected as f32)), "{expected} is not in {constants:?}");
        }
    }

    #[test]
    fn a_varied_parameter_stays_with_the_particles() {
        let plan = plan("adam", &["beta1", "lr"]);
        let inputs = plan.inputs();
        let (graph, roots) = plan.roots();
        let live = graph.reachable(roots);
        let read: Vec<Input> = graph
            .iter()
            .filter(|(id, _)| live[id.index()])
            .filter_map(|(_, node)| match node {
                Node::Variable(index) => Some(inputs[usize::from(index)]),
                _ => None,
            })
            .collect();
        assert!(read.contains(&Input::Varied(0)) && read.contains(&Input::Varied(1)), "{read:?}");
    }

    #[test]
    fn rules_that_read_the_point_are_not_relative() {
        for (name, is_relative) in [("gd", true), ("adam", true), ("flow", true), ("adamw", false), ("lion", true)] {
            assert_eq!(plan(name, &[]).is_relative(), is_relative, "{name}");
        }
    }

    /// What particles run, as WGSL, and how many states they keep.
    fn emitted(plan: &Plan) -> (String, usize) {
        let texts: Vec<String> = plan.inputs().into_iter().map(|input| format!("{input:?}")).collect();
        let (graph, roots) = plan.roots();
        let (body, results) = emit(graph, roots, &texts).unwrap();
        // Statements are numbered by the graph's nodes, of which one that had options has more.
        let mut text = body + &results.join(", ") + ";";
        let numbers: Vec<String> = graph
            .iter()
            .map(|(id, _)| format!("t{}", id.index()))
            .filter(|name| text.contains(&format!("let {name} =")))
            .collect();
        for (order, number) in numbers.iter().enumerate() {
            for end in [" ", ")", ";", ",", "_"] {
                text = text.replace(&format!("{number}{end}"), &format!("#{order}{end}"));
            }
        }
        (text, plan.optimizer().rule.states.len())
    }

    #[test]
    fn options_that_are_0_leave_nothing_behind() {
        let without = r#"
            [gd]
            parameters = { lr = 0.1 }
            rule = "p = p - lr*g"
            [momentum]
            parameters = { lr = 1e-3, momentum = 0.9 }
            states = { b = 0 }
            rule = "b = momentum*b + g; p = p - lr*b"
            [rmsprop]
            parameters = { lr = 1e-2, alpha = 0.99, eps = 1e-8, momentum = 0 }
            states = { v = 0, b = 0 }
            rule = "v = alpha*v + (1 - alpha)*g^2; b = momentum*b + g/(sqrt(v) + eps); p = p - lr*b"
            [adam]
            parameters = { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 }
            states = { m = 0, v = 0 }
            rule = """
            m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g^2; root = sqrt(v/(1 - beta2^t));
            p = p - lr*(m/(1 - beta1^t))/(root + eps)"""
            [rprop]
            parameters = { lr = 1e-2, eta_minus = 0.5, eta_plus = 1.2, step_min = 1e-6, step_max = 50 }
            states = { previous = 0, step = "lr" }
            rule = """
            same = g*previous;
            step = clamp(step*if(same > 0, eta_plus, if(same < 0, eta_minus, 1)), step_min, step_max);
            previous = if(same < 0, 0, g); p = p - step*sign(previous)"""
            [lion]
            parameters = { lr = 1e-4, beta1 = 0.9, beta2 = 0.99 }
            states = { m = 0 }
            rule = "p = p - lr*sign(beta1*m + (1 - beta1)*g); m = beta2*m + (1 - beta2)*g"
        "#;
        for rule in Rule::read_all(without).unwrap() {
            let name = rule.name.clone();
            let bare = Optimizer::new(rule, &BTreeMap::new(), 10.0, Conditions::default()).unwrap();
            assert_eq!(emitted(&plan(&name, &[])), emitted(&Plan::new(&bare, &[])), "{name}");
        }
        // One that is on is there, and one that particles have their own values of.
        assert_eq!(emitted(&plan("adam", &["amsgrad"])).1, 3);
        assert!(!plan("gd", &["weight_decay"]).is_relative());
    }
}
