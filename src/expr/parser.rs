//! Tokens straight to graph nodes, by precedence climbing.
//!
//! From loosest to tightest: `or`, `and`, `not`, comparisons, `+ -`, `* /` and things side by side, unary minus, `^`.

mod operand;

use std::collections::HashMap;
use std::ops::Range;

use super::error::FormulaError;
use super::graph::{Graph, NodeId};
use super::lexer::{Kind, Token, tokenize};
use super::names;
use super::op::Binary;

/// The longest formula, in bytes.
pub const MAX_LENGTH: usize = 65_536;
/// How deep brackets, signs and exponents may nest.
pub const MAX_NESTING: usize = 200;
/// How many nodes a formula and its derivatives may come to.
pub const MAX_NODES: usize = 200_000;

/// Binding powers, loosest first.
mod power {
    pub(super) const LOOSEST: u8 = 0;
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARE: u8 = 4;
    pub(super) const SUM: u8 = 5;
    pub(super) const PRODUCT: u8 = 6;
    pub(super) const SIGN: u8 = 7;
    pub(super) const POWER: u8 = 8;
}

/// What reading a formula gives.
pub(super) struct Parsed {
    pub graph: Graph,
    pub root: NodeId,
    pub parameters: Vec<String>,
    /// The number of coordinates: the highest variable used.
    pub dimension: usize,
}

/// Reads a formula; `declared` are names that are parameters because they were given a value.
pub(super) fn parse(source: &str, declared: &[&str]) -> Result<Parsed, FormulaError> {
    let mut parser = Parser::new(source, Scope::Formula { declared })?;
    let root = parser.statements()?;
    Ok(Parsed { graph: parser.graph, root, parameters: parser.parameters, dimension: parser.dimension })
}

/// Reads statements that assign; `inputs` are the names they may read, the variables of the graph in that order.
///
/// Returns the graph and the last value of every name that was assigned.
pub(super) fn parse_rule(source: &str, inputs: &[&str]) -> Result<(Graph, HashMap<String, NodeId>), FormulaError> {
    let mut parser = Parser::new(source, Scope::Rule { inputs })?;
    parser.assignments()?;
    let assigned = parser.locals.iter().map(|(&name, &value)| (name.to_owned(), value)).collect();
    Ok((parser.graph, assigned))
}

/// Which names mean something.
#[derive(Clone, Copy, Debug)]
enum Scope<'a> {
    /// Coordinates, and parameters by their form or because they are declared.
    Formula { declared: &'a [&'a str] },
    /// These and no others.
    Rule { inputs: &'a [&'a str] },
}

impl<'a> Scope<'a> {
    /// The names that were given from outside.
    fn given(self) -> &'a [&'a str] {
        match self {
            Scope::Formula { declared } => declared,
            Scope::Rule { inputs } => inputs,
        }
    }
}

struct Parser<'a> {
    source: &'a str,
    scope: Scope<'a>,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// Whether a `|` after an operand closes an absolute value.
    inside_bars: bool,
    graph: Graph,
    locals: HashMap<&'a str, NodeId>,
    parameters: Vec<String>,
    dimension: usize,
}

type Parse<T> = Result<T, FormulaError>;

impl<'a> Parser<'a> {
    fn new(source: &'a str, scope: Scope<'a>) -> Parse<Parser<'a>> {
        if source.len() > MAX_LENGTH {
            let message = format!("the formula is {} bytes long; the limit is {MAX_LENGTH}", source.len());
            return Err(FormulaError { message, hint: None, span: 0..1, source: source.chars().take(40).collect() });
        }
        Ok(Parser {
            source,
            scope,
            tokens: tokenize(source)?,
            at: 0,
            depth: 0,
            inside_bars: false,
            graph: Graph::default(),
            locals: HashMap::new(),
            parameters: Vec::new(),
            dimension: 0,
        })
    }

    fn peek(&self) -> Kind {
        self.tokens[self.at].kind
    }

    fn peek_after(&self, count: usize) -> Kind {
        self.tokens[(self.at + count).min(self.tokens.len() - 1)].kind
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].span.clone()
    }

    fn text(&self, span: &Range<usize>) -> &'a str {
        &self.source[span.clone()]
    }

    fn advance(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Kind::Mark(found) if found == mark)
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        if found {
            self.advance();
        }
        found
    }

    fn error<T>(&self, span: Range<usize>, message: impl Into<String>, hint: impl Into<Option<String>>) -> Parse<T> {
        Err(FormulaError { message: message.into(), hint: hint.into(), span, source: self.source.to_owned() })
    }

    /// `name = …; …; expression`, the last with an optional `z =` or `f(x, y) =` in front.
    fn statements(&mut self) -> Parse<NodeId> {
        loop {
            if let Some(name) = self.assignment()? {
                let value = self.expression(power::LOOSEST)?;
                self.locals.insert(name, value);
                if !self.eat(";") {
                    return self.unfinished_statement(name);
                }
                continue;
            }
            self.skip_prefix();
            let root = self.expression(power::LOOSEST)?;
            let span = self.span();
            return match self.peek() {
                Kind::End => Ok(root),
                Kind::Mark(";") if self.peek_after(1) == Kind::End => Ok(root),
                Kind::Mark(";") => self.error(span, "this value is not used", "name it: `r = …;`".to_owned()),
                Kind::Mark(")") => {
                    self.error(span, "this bracket closes nothing", "remove it or open one before".to_owned())
                }
                Kind::Mark(",") => {
                    self.error(span, "a comma outside a function's arguments", "a decimal point is `.`".to_owned())
                }
                Kind::Mark("=") => {
                    self.error(span, "an assignment needs a name on its left", "to compare write `==`".to_owned())
                }
                _ => self.error(span, "an operator is missing here", None),
            };
        }
    }

    /// `name = …; …`, nothing but assignments.
    fn assignments(&mut self) -> Parse<()> {
        loop {
            let Some(name) = self.assignment()? else {
                let hint = "such as p = p - lr*g".to_owned();
                return self.error(self.span(), "a rule is made of assignments", hint);
            };
            let value = self.expression(power::LOOSEST)?;
            self.locals.insert(name, value);
            let ends = !self.eat(";");
            match self.peek() {
                Kind::End => return Ok(()),
                _ if ends => return self.error(self.span(), "`;` is missing after this statement", None),
                _ => {}
            }
        }
    }

    fn unfinished_statement(&self, name: &str) -> Parse<NodeId> {
        match self.peek() {
            Kind::End => self.error(
                self.span(),
                format!("nothing follows `{name} = …`"),
                format!("add `; {name}` or another formula"),
            ),
            _ => self.error(self.span(), "`;` is missing after this statement", None),
        }
    }

    /// The name of `name = `, if an assignment stands here, past its `=`.
    fn assignment(&mut self) -> Parse<Option<&'a str>> {
        if self.peek() != Kind::Name || self.peek_after(1) != Kind::Mark("=") {
            return Ok(None);
        }
        let span = self.span();
        let name = self.text(&span);
        let is_last = !self.tokens[self.at..].iter().any(|token| token.kind == Kind::Mark(";"));
        let in_formula = matches!(self.scope, Scope::Formula { .. });
        if name == "z" && is_last && in_formula {
            return Ok(None);
        }
        // A rule has no coordinates, so that their names are free.
        if names::is_reserved(name) && (in_formula || names::variable(name).is_none()) {
            let hint = if is_last { "leave the name and the `=` out" } else { "choose another name" };
            return self.error(
                span,
                format!("`{name}` {} and cannot be assigned", names::meaning(name)),
                hint.to_owned(),
            );
        }
        self.at += 2;
        Ok(Some(name))
    }

    /// Passes over `z =` or `f(x, y) =`.
    fn skip_prefix(&mut self) {
        if self.peek() == Kind::Name && self.peek_after(1) == Kind::Mark("=") {
            self.at += 2;
            return;
        }
        if self.peek() != Kind::Name
            || self.peek_after(1) != Kind::Mark("(")
            || names::function(self.text(&self.span())).is_some()
        {
            return;
        }
        let mut ahead = 2;
        loop {
            let is_variable = matches!(self.peek_after(ahead), Kind::Name)
                && self
                    .tokens
                    .get(self.at + ahead)
                    .is_some_and(|token| names::variable(self.text(&token.span)).is_some());
            match self.peek_after(ahead + 1) {
                Kind::Mark(",") if is_variable => ahead += 2,
                Kind::Mark(")") if is_variable && self.peek_after(ahead + 2) == Kind::Mark("=") => {
                    self.at += ahead + 3;
                    return;
                }
                _ => return,
            }
        }
    }

    /// An expression whose operators bind at least as tightly as `loosest`.
    fn expression(&mut self, loosest: u8) -> Parse<NodeId> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.error(
                self.span(),
                format!("the formula nests deeper than {MAX_NESTING} levels"),
                "name parts of it: `r = …; …`".to_owned(),
            );
        }
        let mut left_start = self.at;
        let mut left = self.operand(loosest)?;
        let mut compared = false;
        while let Some((binding, op)) = self.operator(left_start)?.filter(|&(binding, _)| binding >= loosest) {
            if op == Operator::Compare && std::mem::replace(&mut compared, true) {
                return self.error(self.span(), "comparisons do not chain", "write `a < b and b < c`".to_owned());
            }
            left = self.apply(left, binding, op)?;
            if binding < power::COMPARE {
                compared = false;
            }
            left_start = self.at.saturating_sub(1);
            if self.graph.len() > MAX_NODES {
                return self.error(self.span(), format!("the formula comes to more than {MAX_NODES} nodes"), None);
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The operator that stands here, if one does, with its binding power.
    fn operator(&self, left_start: usize) -> Parse<Option<(u8, Operator)>> {
        Ok(Some(match self.peek() {
            Kind::End => return Ok(None),
            Kind::Superscript(_) => (power::POWER, Operator::Superscript),
            Kind::Number(_) if matches!(self.tokens[left_start].kind, Kind::Number(_)) && left_start + 1 == self.at => {
                return self.error(self.span(), "two numbers side by side", "write `*` between them".to_owned());
            }
            Kind::Number(_) => (power::PRODUCT, Operator::SideBySide),
            Kind::Name => match self.text(&self.span()) {
                "and" => (power::AND, Operator::Infix(Binary::And)),
                "or" => (power::OR, Operator::Infix(Binary::Or)),
                "not" => return self.error(self.span(), "`not` cannot follow a value", "write `and not`".to_owned()),
                _ => (power::PRODUCT, Operator::SideBySide),
            },
            Kind::Mark(mark) => match mark {
                "+" => (power::SUM, Operator::Infix(Binary::Add)),
                "-" => (power::SUM, Operator::Infix(Binary::Sub)),
                "*" => (power::PRODUCT, Operator::Infix(Binary::Mul)),
                "/" => (power::PRODUCT, Operator::Infix(Binary::Div)),
                "^" => (power::POWER, Operator::Power),
                "<" | "<=" | ">" | ">=" | "==" | "!=" => (power::COMPARE, Operator::Compare),
                "(" => (power::PRODUCT, Operator::SideBySide),
                "|" if !self.inside_bars => (power::PRODUCT, Operator::SideBySide),
                _ => return Ok(None),
            },
        }))
    }

    fn apply(&mut self, left: NodeId, binding: u8, operator: Operator) -> Parse<NodeId> {
        match operator {
            Operator::SideBySide => {
                let right = self.expression(binding + 1)?;
                Ok(self.graph.mul(left, right))
            }
            Operator::Superscript => {
                let Kind::Superscript(exponent) = self.advance().kind else { return Ok(left) };
                Ok(self.graph.powi(left, i32::from(exponent)))
            }
            Operator::Power => {
                self.advance();
                let exponent = self.exponent()?;
                Ok(self.graph.pow(left, exponent))
            }
            Operator::Infix(op) => {
                self.advance();
                let right = self.expression(binding + 1)?;
                Ok(self.graph.binary(op, left, right))
            }
            Operator::Compare => {
                let Kind::Mark(mark) = self.advance().kind else { return Ok(left) };
                let right = self.expression(binding + 1)?;
                let (op, a, b) = match mark {
                    "<" => (Binary::Less, left, right),
                    ">" => (Binary::Less, right, left),
                    "<=" => (Binary::LessEqual, left, right),
                    ">=" => (Binary::LessEqual, right, left),
                    "==" => (Binary::Equal, left, right),
                    _ => (Binary::NotEqual, left, right),
                };
                Ok(self.graph.binary(op, a, b))
            }
        }
    }

    /// An exponent takes signs, and further powers bind to its right.
    fn exponent(&mut self) -> Parse<NodeId> {
        let mut negative = false;
        while self.is_mark("-") || self.is_mark("+") {
            negative ^= self.is_mark("-");
            self.advance();
        }
        let exponent = self.expression(power::POWER)?;
        Ok(if negative { self.graph.neg(exponent) } else { exponent })
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    SideBySide,
    Superscript,
    Power,
    Compare,
    Infix(Binary),
}
