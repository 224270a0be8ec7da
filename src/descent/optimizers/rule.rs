//! Optimizers as data: parameters, states and a few lines in the formula language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::expr::{Binary, FormulaError, Graph, Input, Node, NodeId, Tape, is_reserved, parse_rule};
use crate::words::nearest;

/// What every rule may read beside its parameters and states, in the order of the tape's variables.
pub(crate) const INPUTS: [&str; 8] = ["p", "g", "t", "f", "gnorm", "newton", "extent", "schedule"];

/// How a rule moves a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Integrate {
    /// The rule assigns `p`.
    #[default]
    Step,
    /// The rule assigns `velocity`, which the classic Runge-Kutta method follows with step `lr`.
    Rk4,
}

/// The first value of a state.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum InitialState {
    /// A number.
    Number(f64),
    /// The value of a parameter.
    Parameter(String),
}

/// A rule as it stands in a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    summary: String,
    #[serde(default)]
    parameters: BTreeMap<String, f64>,
    #[serde(default)]
    states: BTreeMap<String, InitialState>,
    #[serde(default)]
    integrate: Integrate,
    rule: String,
}

/// An optimizer's definition, compiled.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name on the command line.
    pub name: String,
    /// What it does, in a line.
    pub summary: String,
    /// Parameters with their defaults.
    pub parameters: BTreeMap<String, f64>,
    /// States of each coordinate with their first values.
    pub states: BTreeMap<String, InitialState>,
    /// How it moves a point.
    pub integrate: Integrate,
    /// The statements.
    pub source: String,
    /// The statements as a graph whose variables are [`INPUTS`], the parameters and the states.
    pub(crate) graph: Graph,
    /// Where the coordinate goes (or its velocity), then every state.
    pub(crate) roots: Vec<NodeId>,
    pub(crate) tape: Tape,
    pub(crate) reads_newton: bool,
}

/// A rule that cannot be had.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// No optimizer has this name.
    #[error("unknown optimizer `{name}`{}; there are: {}", nearest(name, names.iter().map(String::as_str)).map_or_else(String::new, |near| format!(", did you mean `{near}`?")), names.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        names: Vec<String>,
    },
    /// A file of rules is not one.
    #[error("these are not optimizers: {0}")]
    File(Box<toml::de::Error>),
    /// The statements cannot be read.
    #[error("the rule of `{name}` cannot be read: {error}")]
    Source {
        /// The optimizer.
        name: String,
        /// What is wrong and where.
        error: FormulaError,
    },
    /// The rule moves nothing.
    #[error("the rule of `{name}` does not assign `{missing}`; let it end in {}", if *missing == "p" { "p = p - …" } else { "velocity = …" })]
    Motionless {
        /// The optimizer.
        name: String,
        /// What it should assign.
        missing: &'static str,
    },
    /// A name of the rule has a meaning already.
    #[error("`{word}` cannot be a parameter or a state of `{name}`: it has a meaning of its own; choose another name")]
    Taken {
        /// The optimizer.
        name: String,
        /// The word.
        word: String,
    },
    /// A state begins with a parameter that there is not.
    #[error("the state `{state}` of `{name}` begins with `{parameter}`, which is no parameter of it")]
    FirstValue {
        /// The optimizer.
        name: String,
        /// The state.
        state: String,
        /// What it should begin with.
        parameter: String,
    },
}

impl Rule {
    /// Whether a parameter is an option: the rule asks of it only whether it is some number.
    pub fn is_flag(&self, name: &str) -> bool {
        let Some(index) = self.parameters.keys().position(|parameter| parameter == name) else { return false };
        let live = self.graph.reachable(&self.roots);
        let is_it = |id: NodeId| self.graph.node(id) == Node::Variable((INPUTS.len() + index) as u16);
        let asks = |node: Node| match node {
            Node::Binary(Binary::Equal | Binary::NotEqual, ..) => true,
            Node::Select(_, a, b) => !is_it(a) && !is_it(b),
            _ => false,
        };
        let nodes = self.graph.iter().filter(|(id, _)| live[id.index()]).map(|(_, node)| node);
        let mut readers = nodes.filter(|node| node.arguments().any(is_it)).peekable();
        readers.peek().is_some() && readers.all(asks)
    }

    /// Every rule of the package, by name.
    ///
    /// # Errors
    /// Never in a package whose tests pass: where the package's own file of rules cannot be read.
    pub fn catalogue() -> Result<Vec<Rule>, RuleError> {
        Ok(Rule::package()?.to_vec())
    }

    /// The same, which are read and compiled once.
    fn package() -> Result<&'static [Rule], RuleError> {
        static RULES: LazyLock<Result<Vec<Rule>, RuleError>> =
            LazyLock::new(|| Rule::read_all(include_str!("../../../assets/optimizers.toml")));
        RULES.as_deref().map_err(Clone::clone)
    }

    /// The rules of a file in the format of the package's own.
    ///
    /// # Errors
    /// Where the text is no such file, and where a rule is no formula or leaves out what it needs.
    pub fn read_all(text: &str) -> Result<Vec<Rule>, RuleError> {
        let entries: BTreeMap<String, Entry> =
            toml::from_str(text).map_err(|error| RuleError::File(Box::new(error)))?;
        entries.into_iter().map(|(name, entry)| Rule::compile(name, entry)).collect()
    }

    /// The package's rule of this name, in any case and as PyTorch, optax and others spell it.
    ///
    /// # Errors
    /// [`RuleError::Unknown`] where none has this name.
    pub fn find(name: &str) -> Result<Rule, RuleError> {
        let rules = Rule::package()?;
        let wanted = plain_name(name);
        let unknown = || {
            let names = rules.iter().map(|rule| rule.name.clone()).collect();
            RuleError::Unknown { name: name.to_owned(), names }
        };
        rules.iter().find(|rule| rule.name == wanted).cloned().ok_or_else(unknown)
    }

    /// A rule typed in one line; what it assigns and is no parameter is a state that begins at 0.
    ///
    /// # Errors
    /// Where it is no formula, and where it does not say what becomes of θ.
    pub fn inline(source: &str, parameters: &BTreeMap<String, f64>) -> Result<Rule, RuleError> {
        let mut parameters = parameters.clone();
        parameters.entry("lr".to_owned()).or_insert(1e-3);
        let is_state =
            |name: &&str| !INPUTS.contains(name) && !is_reserved_in_rules(name) && !parameters.contains_key(*name);
        let states =
            assigned(source).filter(is_state).map(|name| (name.to_owned(), InitialState::Number(0.0))).collect();
        let entry =
            Entry { summary: String::new(), parameters, states, integrate: Integrate::Step, rule: source.to_owned() };
        Rule::compile("rule".to_owned(), entry)
    }

    /// The parameters of a rule typed in one line: those of `known` that it reads, and names that nothing else is known
    /// of, of the value `usual`.
    pub fn parameters_of(source: &str, known: &BTreeMap<String, f64>, usual: f64) -> BTreeMap<String, f64> {
        let words: BTreeSet<&str> = source.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        // What it assigns is a state, even if it was a parameter before.
        let is_read =
            |(name, _): &(&String, &f64)| words.contains(name.as_str()) && assigned(source).all(|state| state != *name);
        let mut parameters: BTreeMap<String, f64> =
            known.iter().filter(is_read).map(|(name, value)| (name.clone(), *value)).collect();
        // Each further pass names one more of them.
        while let Err(RuleError::Source { error, .. }) = Rule::inline(source, &parameters) {
            let word = error.source.get(error.span.clone()).unwrap_or_default();
            let is_name = word.starts_with(char::is_alphabetic) && words.contains(word);
            let is_called = error.source[error.span.end.min(error.source.len())..].trim_start().starts_with('(');
            if !is_name || is_called || is_reserved_in_rules(word) || parameters.contains_key(word) {
                break;
            }
            parameters.insert(word.to_owned(), usual);
        }
        parameters
    }

    /// The rule's tape where each particle has its own values of the parameters of these indices, after its states.
    pub(crate) fn tape_varied(&self, varied: &[usize]) -> Tape {
        compile(&self.graph, &self.roots, [self.parameters.len(), self.states.len()], varied)
    }

    /// Whether the rule reads what every rule may read under this name.
    pub(crate) fn reads(&self, name: &str) -> bool {
        let live = self.graph.reachable(&self.roots);
        let is_read = |(id, node): (NodeId, Node)| match node {
            Node::Variable(index) => INPUTS.get(usize::from(index)) == Some(&name) && live[id.index()],
            _ => false,
        };
        self.graph.iter().any(is_read)
    }

    fn compile(name: String, entry: Entry) -> Result<Rule, RuleError> {
        let Entry { summary, parameters, states, integrate, rule: source } = entry;
        let mut seen: BTreeSet<&str> = INPUTS.into_iter().collect();
        for word in parameters.keys().chain(states.keys()) {
            if is_reserved_in_rules(word) || !seen.insert(word) {
                return Err(RuleError::Taken { name, word: word.clone() });
            }
        }
        for (state, first) in &states {
            if let InitialState::Parameter(parameter) = first
                && !parameters.contains_key(parameter)
            {
                return Err(RuleError::FirstValue { name, state: state.clone(), parameter: parameter.clone() });
            }
        }
        let words = parameters.keys().chain(states.keys()).map(String::as_str);
        let inputs: Vec<&str> = INPUTS.into_iter().chain(words).collect();
        let (mut graph, assigned) =
            parse_rule(&source, &inputs).map_err(|error| RuleError::Source { name: name.clone(), error })?;
        let missing = if integrate == Integrate::Rk4 { "velocity" } else { "p" };
        let Some(&moved) = assigned.get(missing) else { return Err(RuleError::Motionless { name, missing }) };
        // The result is where the point goes and then every state; one that is not assigned keeps its value.
        let mut roots = vec![moved];
        for (index, state) in states.keys().enumerate() {
            let kept = graph.variable((INPUTS.len() + parameters.len() + index) as u16);
            roots.push(assigned.get(state).copied().unwrap_or(kept));
        }
        let newton = INPUTS.iter().position(|input| *input == "newton").map(|index| graph.variable(index as u16));
        let live = graph.reachable(&roots);
        let reads_newton = newton.is_some_and(|newton| live[newton.index()]);
        let tape = compile(&graph, &roots, [parameters.len(), states.len()], &[]);
        Ok(Rule { name, summary, parameters, states, integrate, source, graph, roots, tape, reads_newton })
    }
}

/// A rule as a tape. For each point it is given p, g, f, gnorm, newton, the states and the varied parameters; for all of
/// them t, the extent, the schedule's factor and all parameters.
fn compile(graph: &Graph, roots: &[NodeId], [parameters, states]: [usize; 2], varied: &[usize]) -> Tape {
    const INPUT_PLACES: [Input; INPUTS.len()] = [
        Input::Point(0),
        Input::Point(1),
        Input::Same(0),
        Input::Point(2),
        Input::Point(3),
        Input::Point(4),
        Input::Same(1),
        Input::Same(2),
    ];
    let place = |index: usize| match INPUT_PLACES.get(index) {
        Some(&place) => place,
        None => match index - INPUTS.len() {
            parameter if parameter < parameters => match varied.iter().position(|&varied| varied == parameter) {
                Some(own) => Input::Point(5 + states + own),
                None => Input::Same(3 + parameter),
            },
            state => Input::Point(5 + state - parameters),
        },
    };
    Tape::with_inputs(graph, roots, |_, node| match node {
        Node::Variable(index) => Some(place(usize::from(index))),
        _ => None,
    })
}

/// The package's name for an optimizer that may be written as elsewhere: `torch.optim.SGD`, `RMSprop`, `rms_prop`.
pub(super) fn plain_name(name: &str) -> String {
    let last = name.trim().rsplit('.').next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = match plain.as_str() {
        "sgd" | "gradientdescent" | "vanilla" | "steepestdescent" => "gd",
        "heavyball" | "polyak" | "sgdmomentum" | "momentumsgd" => "momentum",
        "nag" | "nesterovmomentum" => "nesterov",
        "newtonraphson" | "newtonsmethod" => "newton",
        _ => return plain,
    };
    known.to_owned()
}

/// The names that the statements of a line assign.
fn assigned(source: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    source.split(';').filter_map(|statement| statement.split_once('=')).map(|(name, _)| name.trim()).filter(is_name)
}

/// Whether a word is a function, a constant or an operator; coordinates mean nothing in rules.
fn is_reserved_in_rules(word: &str) -> bool {
    is_reserved(word) && !matches!(word, "x" | "y" | "z" | "w")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(source: &str, known: &[(&str, f64)]) -> Vec<(String, f64)> {
        let known = known.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        Rule::parameters_of(source, &known, 0.9).into_iter().collect()
    }

    #[test]
    fn an_option_is_what_a_rule_only_compares() {
        let rules = Rule::catalogue().unwrap_or_else(|error| panic!("{error}"));
        let flags: std::collections::BTreeSet<&str> = rules
            .iter()
            .flat_map(|rule| rule.parameters.keys().filter(|name| rule.is_flag(name)).map(String::as_str))
            .collect();
        assert_eq!(
            flags.into_iter().collect::<Vec<_>>(),
            ["amsgrad", "centered", "decoupled_weight_decay", "nesterov"]
        );
    }

    #[test]
    fn a_typed_rule_has_the_parameters_that_it_reads() {
        let both = [("k".to_owned(), 0.9), ("mu".to_owned(), 0.5)];
        // What is known keeps its value, unless the rule reads it no more; functions and states are none.
        assert_eq!(parameters("v = mu*v + k*tanh(g); p = p - lr*v", &[("mu", 0.5), ("b", 3.0)]), both);
        assert_eq!(parameters("p = p - lr*g", &[("mu", 0.5)]), []);
        // A name that stood for a number until it was assigned is a state from then on.
        let mu = [("mu".to_owned(), 0.9)];
        assert_eq!(parameters("v = mu*v + g; p = p - lr*v", &[("v", 0.9)]), mu);
        // What cannot be read for another reason is not made up for.
        assert_eq!(parameters("p = p - lr*blur(g)", &[]), []);
        assert_eq!(parameters("p = p - lr*", &[]), []);
    }
}
